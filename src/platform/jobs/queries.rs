//! Work waits until its `run_at` by the product's clock; leases run by the database's.

use serde_json::Value;
use sqlx::{PgExecutor, Result};
use time::OffsetDateTime;

use crate::platform::ids::{HolderId, JobId};

/// A job that is this worker's until its lease runs out.
pub struct TakenJob {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    pub attempts: i32,
    pub max_attempts: i32,
}

/// The conflict is only with one that never began: a running job may already be past what is new.
pub async fn insert(
    db: impl PgExecutor<'_>,
    kind: &str,
    payload: &Value,
    key: Option<&str>,
    run_at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into jobs (kind, payload, key, run_at)
        values ($1, $2, $3, $4)
        on conflict (kind, key) where attempts = 0 and done_at is null and parked_at is null
        do update set payload = excluded.payload, run_at = least(jobs.run_at, excluded.run_at)",
        kind,
        payload,
        key,
        run_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Jobs the schedule owes, by their kind. One that failed and waits for its next attempt stands for the new slot too:
/// a job that fails every minute does not pile up.
pub async fn insert_owed(db: impl PgExecutor<'_>, kinds: &[String], run_at: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "insert into jobs (kind, payload, key, run_at)
        select owed.kind, '{}', owed.kind, $2
        from unnest($1::text[]) as owed (kind)
        where not exists (
            select from jobs as failed
            where failed.kind = owed.kind
                and failed.key = owed.kind
                and failed.attempts > 0
                and failed.locked_by is null
                and failed.done_at is null
                and failed.parked_at is null
        )
        on conflict (kind, key) where attempts = 0 and done_at is null and parked_at is null
        do nothing",
        kinds,
        run_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Heard when the transaction is committed, by every copy.
pub async fn notify(db: impl PgExecutor<'_>) -> Result<()> {
    sqlx::query!("select pg_notify('jobs', '')").execute(db).await?;
    Ok(())
}

pub async fn zone(db: impl PgExecutor<'_>) -> Result<Option<String>> {
    sqlx::query_scalar!("select zone from organisation").fetch_optional(db).await
}

/// The names whose slot was nobody's before. Another copy that claims the same waits for our commit.
pub async fn claim_slots(
    db: impl PgExecutor<'_>,
    names: &[String],
    slots: &[OffsetDateTime],
) -> Result<Vec<String>> {
    sqlx::query_scalar!(
        "insert into schedule_runs (name, slot)
        select *
        from unnest($1::text[], $2::timestamptz[])
        on conflict do nothing
        returning name",
        names,
        slots,
    )
    .fetch_all(db)
    .await
}

/// Counted as an attempt when it is taken, so that a job that kills the program dies in the end as well.
pub async fn take(db: impl PgExecutor<'_>, me: HolderId, now: OffsetDateTime) -> Result<Option<TakenJob>> {
    sqlx::query_as!(
        TakenJob,
        "with due as materialized (
            select id
            from jobs
            where done_at is null
                and parked_at is null
                and run_at <= $2
                and (locked_until is null or locked_until < now())
                and attempts < max_attempts
            order by run_at, id
            limit 1
            for update skip locked
        )
        update jobs
        set locked_by = $1, locked_until = now() + interval '60 seconds', attempts = attempts + 1
        from due
        where jobs.id = due.id
        returning jobs.id, kind, payload, attempts, max_attempts",
        me as HolderId,
        now,
    )
    .fetch_optional(db)
    .await
}

/// When the next waiting job is due.
pub async fn next_due(db: impl PgExecutor<'_>) -> Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select min(run_at)
        from jobs
        where done_at is null
            and parked_at is null
            and locked_by is null",
    )
    .fetch_one(db)
    .await
}

/// Whether the lease still was ours, and is for another while.
pub async fn renew(db: impl PgExecutor<'_>, id: JobId, me: HolderId) -> Result<bool> {
    let renewed = sqlx::query!(
        "update jobs
        set locked_until = now() + interval '60 seconds'
        where id = $1
            and locked_by = $2
            and locked_until > now()",
        id as JobId,
        me as HolderId,
    )
    .execute(db)
    .await?;
    Ok(renewed.rows_affected() == 1)
}

pub async fn finish(db: impl PgExecutor<'_>, id: JobId, me: HolderId, now: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update jobs
        set done_at = $3, locked_by = null, locked_until = null
        where id = $1
            and locked_by = $2",
        id as JobId,
        me as HolderId,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn retry(
    db: impl PgExecutor<'_>,
    id: JobId,
    me: HolderId,
    run_at: OffsetDateTime,
    error: &str,
) -> Result<()> {
    sqlx::query!(
        "update jobs
        set run_at = $3, last_error = $4, locked_by = null, locked_until = null
        where id = $1
            and locked_by = $2",
        id as JobId,
        me as HolderId,
        run_at,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn park(
    db: impl PgExecutor<'_>,
    id: JobId,
    me: HolderId,
    now: OffsetDateTime,
    error: &str,
) -> Result<()> {
    sqlx::query!(
        "update jobs
        set parked_at = $3, last_error = $4, locked_by = null, locked_until = null
        where id = $1
            and locked_by = $2",
        id as JobId,
        me as HolderId,
        now,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Parks what was taken as often as it may be, and whose last taker never came back.
pub async fn park_exhausted(db: impl PgExecutor<'_>, now: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update jobs
        set parked_at = $1,
            last_error = coalesce(last_error || '; then ', '') || 'the program ended while it ran',
            locked_by = null,
            locked_until = null
        where done_at is null
            and parked_at is null
            and attempts >= max_attempts
            and (locked_until is null or locked_until < now())",
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives up what this worker still holds; the attempts stay counted.
pub async fn release(db: impl PgExecutor<'_>, me: HolderId) -> Result<()> {
    sqlx::query!(
        "update jobs
        set locked_by = null, locked_until = null
        where locked_by = $1",
        me as HolderId,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn forget_finished(
    db: impl PgExecutor<'_>,
    done_before: OffsetDateTime,
    parked_before: OffsetDateTime,
) -> Result<()> {
    sqlx::query!("delete from jobs where done_at < $1 or parked_at < $2", done_before, parked_before)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn forget_slots(db: impl PgExecutor<'_>, before: OffsetDateTime) -> Result<()> {
    sqlx::query!("delete from schedule_runs where slot < $1", before).execute(db).await?;
    Ok(())
}
