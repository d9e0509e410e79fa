//! Accounts: what a person may do, and whether they are here.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::ids::PersonId;

/// Taken before roles change, so that two administrators who step down at once take turns.
pub async fn lock_admins(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select id from people where is_admin order by id for no key update")
        .fetch_all(db)
        .await
        .map(drop)
}

pub async fn administrators(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from people where is_admin and deactivated_at is null"#
    )
    .fetch_one(db)
    .await
}

pub async fn set_roles(
    db: &mut PgConnection,
    person: PersonId,
    admin: Option<bool>,
    leader: Option<bool>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update people set is_admin = coalesce($2, is_admin), is_leader = coalesce($3, is_leader)
         where id = $1 and erased_at is null",
        person as PersonId,
        admin,
        leader
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn set_manager(
    db: &mut PgConnection,
    person: PersonId,
    manager: Option<PersonId>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update people set manager_id = $2 where id = $1 and erased_at is null",
        person as PersonId,
        manager as Option<PersonId>
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn hold(db: &mut PgConnection, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!("select id from people where id = $1 for no key update", person as PersonId)
        .fetch_optional(db)
        .await
        .map(drop)
}

pub async fn deactivate(db: &mut PgConnection, person: PersonId, now: OffsetDateTime) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update people set deactivated_at = $2, feed_hash = null where id = $1 and deactivated_at is null",
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn reactivate(db: &mut PgConnection, person: PersonId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update people set deactivated_at = null where id = $1 and deactivated_at is not null and erased_at is null",
        person as PersonId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
