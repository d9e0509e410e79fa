//! The pool, the migrations, and the private PostgreSQL that runs when no other is named.

pub mod embedded;

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgPool};

/// The schema of this very build.
pub static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// What every connection is told. Our queries look things up by key, so one plan each is as good as a plan for every
/// execution, and planning took ten times as long as running. Compiling plans takes longer than both. Data lies in memory
/// or on a disk without heads: looking up twenty people must not read all five thousand. And two letters that changed
/// places leave so few of the trigrams of a word of six, which is what a search finds; `word_alike` looks closer.
pub const SETTINGS: &str = "set plan_cache_mode = force_generic_plan; set jit = off; set random_page_cost = 1.1; \
     set pg_trgm.word_similarity_threshold = 0.28";

/// A connection unused for this long is asked whether it still lives before it is used.
const RESTED: Duration = Duration::from_secs(1);

/// Connects, with room for every prepared statement of the program on each connection.
///
/// # Errors
/// When the database cannot be reached within ten seconds.
pub async fn connect(url: &str) -> Result<PgPool, sqlx::Error> {
    let options: PgConnectOptions = url.parse()?;
    let options = options.application_name("guildhall").statement_cache_capacity(400);
    PgPoolOptions::new()
        .max_connections(20)
        .acquire_timeout(Duration::from_secs(10))
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

/// Brings the schema up to this build. Copies that start together take turns.
///
/// # Errors
/// When a migration fails, or the database was made by a newer program.
pub async fn migrate(db: &PgPool) -> Result<(), sqlx::migrate::MigrateError> {
    MIGRATIONS.run(db).await
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
