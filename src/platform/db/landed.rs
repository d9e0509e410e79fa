//! Three migrations were changed after they had landed, once each. A database that was made by the earlier text is brought
//! to the present one before anything new runs on it: what follows counts on the present text.

use sqlx::migrate::MigrateError;
use sqlx::{Connection as _, PgConnection};

use super::MIGRATIONS;

/// A migration as it was, by its checksum (SHA-384, as hex), and what it lacks.
struct Earlier {
    version: i64,
    checksum: &'static str,
    repair: &'static str,
}

const EARLIER: [Earlier; 3] = [
    Earlier {
        version: 3,
        checksum: "06579b72112a2a3a1876dfeeca6830b89b543802c912a5fa37cc86dd5a1b9640b58026da0b31a92c6999316188bbbd53",
        repair: "drop index interests_by_topic;
                 create index interests_by_topic on interests (lower(topic), kind, person_id)",
    },
    Earlier {
        version: 5,
        checksum: "46fb066a2571db06c3babbf8c76bd102ef3b38fea0b7d598416bc7f164d2f17401c0c1fd8343e6aaa0fa6ff2358713a7",
        repair: "create index members_organisers on members (community_id) where organiser and left_at is null",
    },
    // Nothing goes away with a session.
    Earlier {
        version: 20,
        checksum: "f803817f99870124c2fd9bb3de2c480f65075e2853896aa72a241b5bf76a95b404c706cc7e6673678df43e9d35d1c772",
        repair: "alter table calendar_entries
                     drop constraint calendar_entries_event_id_fkey,
                     add constraint calendar_entries_event_id_fkey foreign key (event_id) references events (id)",
    },
];

/// Did a migration ever run here?
pub async fn is_begun(db: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select to_regclass('public._sqlx_migrations') is not null as "is!""#)
        .fetch_one(db)
        .await
}

/// Repairs what the earlier texts left, and writes down that they are the present ones. Copies that start together take
/// turns.
///
/// # Errors
/// The database's.
pub async fn repair(db: &mut PgConnection) -> Result<(), MigrateError> {
    if !is_begun(&mut *db).await? {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    sqlx::raw_sql("lock table _sqlx_migrations in share row exclusive mode").execute(&mut *tx).await?;
    let checksums: Vec<String> = EARLIER.iter().map(|earlier| earlier.checksum.to_owned()).collect();
    let found = sqlx::query_scalar!(
        "select version from _sqlx_migrations where encode(checksum, 'hex') = any ($1)",
        &checksums
    )
    .fetch_all(&mut *tx)
    .await?;
    // Three at most, once in the life of a database.
    for earlier in EARLIER.iter().filter(|earlier| found.contains(&earlier.version)) {
        sqlx::raw_sql(earlier.repair).execute(&mut *tx).await?;
    }
    let present: Vec<_> = MIGRATIONS.iter().filter(|migration| found.contains(&migration.version)).collect();
    let versions: Vec<i64> = present.iter().map(|migration| migration.version).collect();
    let checksums: Vec<Vec<u8>> = present.iter().map(|migration| migration.checksum.to_vec()).collect();
    sqlx::query!(
        "update _sqlx_migrations m
         set checksum = present.checksum
         from unnest($1::bigint[], $2::bytea[]) as present (version, checksum)
         where m.version = present.version",
        &versions,
        &checksums
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}
