//! Mails that are not wanted any more.

use sqlx::{PgConnection, PgExecutor, Result};
use time::OffsetDateTime;

use crate::platform::ids::{CommunityId, MailId, PersonId, ThingId};
use crate::platform::mail::CalendarMethod;

/// Drops what is of no use any more, and what is for people who left.
pub async fn drop_useless(db: impl PgExecutor<'_>, now: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update mails
        set state = 'dropped', settled_at = $1
        where state = 'queued'
            and run_at <= $1
            and (
                useless_at <= $1
                or exists (
                    select from people
                    where people.id = mails.person_id
                        and (deactivated_at is not null or erased_at is not null)
                )
            )",
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes back the mails of some kinds about some things that have not left yet, to everyone or to one person: news that
/// is no longer true, such as the reminders of a session that moved. The same news may be queued anew. Answers which
/// were taken back.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn withdraw(
    db: &mut PgConnection,
    kinds: &[&str],
    about: &[ThingId],
    person: Option<PersonId>,
    now: OffsetDateTime,
) -> Result<Vec<MailId>> {
    sqlx::query_scalar!(
        "update mails
        set state = 'dropped', settled_at = $4, key = null, leased_by = null, lease_until = null
        where state in ('queued', 'sending')
            and about_id = any ($2)
            and ($3::uuid is null or person_id = $3)
            and kind = any ($1::text[])
        returning id",
        kinds as &[&str],
        about as &[ThingId],
        person as Option<PersonId>,
        now,
    )
    .fetch_all(db)
    .await
}

/// Takes back everything of a community that waits for one person, who has left it: what has not gone out yet does not go
/// any more, but for entries of their calendar that are called off.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn withdraw_of_community(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    // Those that wait are few, and are found by two indexes of their own.
    sqlx::query!(
        "update mails
        set state = 'dropped', settled_at = $3, key = null, leased_by = null, lease_until = null
        where calendar_method is distinct from 'CANCEL'
            and id in (
                select id from mails
                where state in ('queued', 'sending') and person_id = $2 and community_id = $1
                union all
                select id from mails
                where state in ('parked', 'refused') and state = 'parked' and person_id = $2 and community_id = $1
            )",
        community as CommunityId,
        person as PersonId,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes the mails of a kind about a thing, whether they have left or not: who got them is to be told no more.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn forget(db: &mut PgConnection, kind: &str, about: ThingId) -> sqlx::Result<()> {
    sqlx::query!("delete from mails where kind = $1 and about_id = $2", kind, about as ThingId)
        .execute(db)
        .await
        .map(drop)
}

/// Takes back every mail of a kind that has not left yet.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn withdraw_kind(db: &mut PgConnection, kind: &str, now: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update mails
        set state = 'dropped', settled_at = $2, key = null, leased_by = null, lease_until = null
        where state in ('queued', 'sending')
            and kind = $1",
        kind,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes back the mails of one calendar method to some people about a session or series, where they have not left yet.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn withdraw_calendar(
    db: &mut PgConnection,
    method: CalendarMethod,
    of: ThingId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> Result<u64> {
    let withdrawn = sqlx::query!(
        "update mails
        set state = 'dropped', settled_at = $4, key = null, leased_by = null, lease_until = null
        where state in ('queued', 'sending')
            and calendar is not null
            and calendar_of = $1
            and person_id = any ($2)
            and calendar_method = $3",
        of as ThingId,
        people as &[PersonId],
        method as CalendarMethod,
        now,
    )
    .execute(db)
    .await?;
    Ok(withdrawn.rows_affected())
}
