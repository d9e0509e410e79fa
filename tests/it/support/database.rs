//! A database a test. `cargo test` alone is enough: the first to need one starts a PostgreSQL that all tests and
//! test processes share, and that stops by itself when the last of them is gone.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use guildhall::embedded::{Embedded, keep_alive};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool};

/// The server: the one that `GUILDHALL_TEST_DATABASE_URL` names, or our own. One for each checkout, so that two of
/// them can be tested at once.
static SERVER: LazyLock<PgConnectOptions> = LazyLock::new(|| {
    let url = std::env::var("GUILDHALL_TEST_DATABASE_URL").unwrap_or_else(|_| {
        let checkout = hash(env!("CARGO_MANIFEST_DIR").bytes());
        let dir = std::env::temp_dir().join(format!("guildhall-test-{checkout:016x}"));
        let url = Embedded::start_shared(&dir)
            .unwrap_or_else(|error| panic!("no PostgreSQL for the tests: {error}"));
        keep_alive(&dir);
        url
    });
    url.parse::<PgConnectOptions>().expect("the address of a PostgreSQL").disable_statement_logging()
});

/// Only one at a time makes the template; the number is ours alone.
const TEMPLATE_LOCK: i64 = 0x0067_7569_6c64;

/// A clone of a migrated database. Dropped with this value.
pub struct Database {
    name: String,
}

impl Database {
    /// Copying a database takes a tenth of the time that migrating one takes.
    pub async fn clone_template() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let mut server = PgConnection::connect_with(&SERVER).await.expect("a connection");
        let template = template(&mut server).await;
        let name = format!("{template}_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        execute(&mut server, format!("create database {name} template {template} strategy file_copy")).await;
        server.close().await.expect("closed");
        Self { name }
    }

    pub async fn connect(&self, connections: u32) -> PgPool {
        PgPoolOptions::new()
            .max_connections(connections)
            .after_connect(|connection, _| {
                Box::pin(
                    async move { sqlx::raw_sql(guildhall::SETTINGS).execute(connection).await.map(drop) },
                )
            })
            .connect_with(SERVER.clone().database(&self.name))
            .await
            .expect("a pool")
    }

    pub fn url(&self) -> String {
        SERVER.clone().database(&self.name).to_url_lossy().to_string()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let name = std::mem::take(&mut self.name);
        // A test that fails cannot await any more: its database is dropped on a thread of its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut server = PgConnection::connect_with(&SERVER).await.map_err(std::io::Error::other)?;
                let sql = format!("drop database if exists {name} with (force)");
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut server).await.map_err(std::io::Error::other)
            })
        });
        // On our own server nothing is left behind either way; on another one it is a database too many.
        let _ = dropping.join();
    }
}

/// The database all tests of these migrations are cloned from, made by whoever comes first.
async fn template(server: &mut PgConnection) -> String {
    let migrations =
        hash(guildhall::MIGRATIONS.iter().flat_map(|migration| migration.checksum.iter().copied()));
    let name = format!("guildhall_{migrations:016x}");
    if is_made(server, &name).await {
        return name;
    }
    sqlx::query("select pg_advisory_lock($1)")
        .bind(TEMPLATE_LOCK)
        .execute(&mut *server)
        .await
        .expect("the lock");
    if !is_made(server, &name).await {
        // What is there without being a template was left half-made.
        execute(server, format!("drop database if exists {name} with (force)")).await;
        execute(server, format!("create database {name}")).await;
        let mut made =
            PgConnection::connect_with(&SERVER.clone().database(&name)).await.expect("a connection");
        guildhall::MIGRATIONS.run(&mut made).await.expect("the migrations run");
        made.close().await.expect("closed");
        execute(server, format!("alter database {name} is_template true")).await;
    }
    sqlx::query("select pg_advisory_unlock($1)").bind(TEMPLATE_LOCK).execute(server).await.expect("unlocked");
    name
}

async fn is_made(server: &mut PgConnection, name: &str) -> bool {
    sqlx::query_scalar("select exists (select 1 from pg_database where datname = $1 and datistemplate)")
        .bind(name)
        .fetch_one(server)
        .await
        .expect("an answer")
}

async fn execute(server: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(server).await.expect("done");
}

/// FNV-1a: the same in every process and every build, which the standard hasher does not promise.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
