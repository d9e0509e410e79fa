//! The pool, the migrations, and the private PostgreSQL that runs when no other is named.

pub mod dump;
pub mod embedded;
mod landed;
pub mod lists;

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::time::{Instant, sleep, timeout_at};

use crate::platform::config::DatabaseLimits;

/// The schema of this very build.
pub static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// What every connection is told. Our queries look things up by key, so one plan each is as good as a plan for every
/// execution, and planning took ten times as long as running. Compiling plans takes longer than both. Data lies in memory
/// or on a disk without heads: looking up twenty people must not read all five thousand. And two letters that changed
/// places leave so few of the trigrams of a word of six, which is what a search finds; `word_alike` looks closer.
pub const SETTINGS: &str = "set plan_cache_mode = force_generic_plan; set jit = off; set random_page_cost = 1.1; \
     set pg_trgm.word_similarity_threshold = 0.28";

/// A connection unused for this long is asked whether it still lives before it is used.
const RESTED: Duration = Duration::from_secs(1);

/// How long a request waits for a connection: with a wait for a lock after it, three seconds in all.
const CONNECTED_WITHIN: Duration = Duration::from_millis(1500);
/// PostgreSQL may start beside us, and later.
const UP_WITHIN: Duration = Duration::from_secs(10);

/// Connects, with room for every prepared statement of the program on each connection.
///
/// # Errors
/// The reason, when the database cannot be reached within ten seconds.
pub async fn connect(url: &str, limits: DatabaseLimits) -> Result<PgPool, sqlx::Error> {
    let options: PgConnectOptions = url.parse()?;
    let options = options
        .application_name("guildhall")
        .statement_cache_capacity(400)
        .options([("lock_timeout", limits.lock_timeout), ("statement_timeout", limits.statement_timeout)]);
    wait_until_up(&options).await?;
    PgPoolOptions::new()
        .max_connections(limits.connections)
        .acquire_timeout(CONNECTED_WITHIN)
        // Asking a connection whether it lives costs as much as a small query. One used a moment ago does live; one
        // that rested is asked, so that a restarted database is noticed here and not by someone's request.
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for >= RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(SETTINGS).execute(connection).await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await
}

/// One connection by itself: a pool that gave up would not say why.
async fn wait_until_up(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let until = Instant::now() + UP_WITHIN;
    loop {
        let error = match timeout_at(until, PgConnection::connect_with(options)).await {
            Ok(Ok(connection)) => return connection.close().await,
            Ok(Err(error)) => error,
            Err(_) => return Err(sqlx::Error::PoolTimedOut),
        };
        if !may_come_up(&error) || Instant::now() + PAUSE > until {
            return Err(error);
        }
        sleep(PAUSE).await;
    }
}

/// Between two attempts to reach a database that does not run yet.
const PAUSE: Duration = Duration::from_millis(20);

/// Nobody listens yet, or someone who has not finished starting (57P03).
fn may_come_up(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => {
            matches!(error.kind(), std::io::ErrorKind::ConnectionRefused | std::io::ErrorKind::NotFound)
        }
        sqlx::Error::Database(error) => error.code().as_deref() == Some("57P03"),
        _ => false,
    }
}

/// Does the database hold exactly the migrations of this build? Asked without a lock: a start that finds them all has
/// nothing to wait for.
///
/// # Errors
/// When it cannot be asked.
pub async fn is_up_to_date(db: &PgPool) -> sqlx::Result<bool> {
    let mut db = db.acquire().await?;
    if !landed::is_begun(&mut db).await? {
        return Ok(false);
    }
    let landed = sqlx::query!("select version, checksum, success from _sqlx_migrations order by version")
        .fetch_all(&mut *db)
        .await?;
    let ours = MIGRATIONS.iter().map(|ours| (ours.version, &*ours.checksum, true));
    Ok(landed.iter().map(|row| (row.version, row.checksum.as_slice(), row.success)).eq(ours))
}

/// Brings the schema up to this build. Copies that start together take turns, however long one takes.
///
/// # Errors
/// When a migration fails, or the database was made by a newer program.
pub async fn migrate(db: &PgPool) -> Result<(), sqlx::migrate::MigrateError> {
    let mut patient = db.acquire().await?.detach();
    sqlx::raw_sql("set lock_timeout = 0; set statement_timeout = 0").execute(&mut patient).await?;
    landed::repair(&mut patient).await?;
    MIGRATIONS.run(&mut patient).await?;
    Ok(patient.close().await?)
}

/// Does this PostgreSQL come without the extension that finds words which are nearly right? It is one of PostgreSQL's
/// own, but some systems pack those apart.
///
/// # Errors
/// When it cannot be asked.
pub async fn lacks_word_search(db: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select not exists (select 1 from pg_available_extensions where name = 'pg_trgm') as "lacks!""#
    )
    .fetch_one(db)
    .await
}

/// The server's major version, such as 17.
///
/// # Errors
/// When it cannot be asked.
pub async fn server_major(db: &PgPool) -> sqlx::Result<u32> {
    let number = sqlx::query_scalar!(r#"select current_setting('server_version_num')::integer as "number!""#)
        .fetch_one(db)
        .await?;
    Ok(u32::try_from(number / 10_000).unwrap_or(0))
}

/// Does the database hold nothing yet?
///
/// # Errors
/// When it cannot be asked.
pub async fn is_empty(db: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select not exists (
               select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname = 'public' and c.relkind in ('r', 'v', 'm', 'S')
           ) as "empty!""#
    )
    .fetch_one(db)
    .await
}

/// Throws everything in the database away. Only the demo calls it, and only on what is marked as its own.
///
/// # Errors
/// When someone else owns the schema.
pub async fn clear(db: &PgPool) -> sqlx::Result<()> {
    sqlx::raw_sql("drop schema public cascade; create schema public").execute(db).await.map(drop)
}
