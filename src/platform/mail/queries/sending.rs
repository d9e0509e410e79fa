//! A sender holds rows by its own id and a lease by the database’s clock; each step asks that the row still is its own,
//! so that of two who think so, only one goes on.

use std::time::Duration;

use sqlx::{PgExecutor, Result};
use time::OffsetDateTime;

use crate::platform::ids::{HolderId, MailId};
use crate::platform::mail::{CalendarMethod, MailState};

/// How long a mail stays with whoever holds it and shows no sign of life: after a kill, its mails wait as long. Longer
/// than a stop waits for a mail on its way.
pub const LEASE: Duration = Duration::from_secs(25);

/// A mail that is this sender's to send.
pub struct TakenMail {
    pub id: MailId,
    pub kind: String,
    pub to_address: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub attempts: i32,
    pub queued_at: OffsetDateTime,
    pub thread: Option<String>,
    pub stop_url: Option<String>,
    /// Of the community it comes from.
    pub slug: Option<String>,
    pub community: Option<String>,
    /// The site's: who the mail is from, after the community.
    pub organisation: String,
    /// The organiser who has been there longest: whoever answers a mail of a community writes to a person.
    pub organiser: Option<String>,
    pub calendar: Option<String>,
    pub calendar_method: Option<CalendarMethod>,
}

/// A batch that nobody else takes; the lease is renewed by `renew` while its holder lives.
pub async fn take(
    db: impl PgExecutor<'_>,
    me: HolderId,
    limit: i64,
    now: OffsetDateTime,
) -> Result<Vec<TakenMail>> {
    sqlx::query_as!(
        TakenMail,
        r#"with due as materialized (
            select id, community_id
            from mails
            where state = 'queued'
                and run_at <= $3
            order by run_at, number
            limit $2
            for update skip locked
        )
        update mails
        set state = 'sending', leased_by = $1, lease_until = now() + make_interval(secs => $4)
        from due
        left join communities on communities.id = due.community_id
        where mails.id = due.id
        returning mails.id, kind, to_address, subject, body_text, body_html, attempts, queued_at, thread, stop_url,
            calendar, calendar_method, communities.slug as "slug?", communities.name as "community?",
            coalesce((select name from organisation), '') as "organisation!",
            community_contact(communities.id) as organiser"#,
        me as HolderId,
        limit,
        now,
        LEASE.as_secs_f64(),
    )
    .fetch_all(db)
    .await
}

/// The point of no return. False when the mail is no longer ours, or no longer wanted: it must not go then.
pub async fn begin_handing(
    db: impl PgExecutor<'_>,
    me: HolderId,
    id: MailId,
    now: OffsetDateTime,
) -> Result<bool> {
    let begun = sqlx::query!(
        "update mails
        set state = 'handing', lease_until = now() + make_interval(secs => $4)
        where id = $2
            and leased_by = $1
            and state = 'sending'
            and (useless_at is null or useless_at > $3)
            and not exists (
                select from people
                where people.id = mails.person_id
                    and (deactivated_at is not null or erased_at is not null)
            )",
        me as HolderId,
        id as MailId,
        now,
        LEASE.as_secs_f64(),
    )
    .execute(db)
    .await?;
    Ok(begun.rows_affected() == 1)
}

/// Also where it was parked meanwhile, because the answer took longer than our lease: the answer is known now.
pub async fn delivered(db: impl PgExecutor<'_>, me: HolderId, id: MailId, now: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update mails
        set state = 'delivered', settled_at = $3, attempts = attempts + 1, last_error = null,
            leased_by = null, lease_until = null
        where id = $2
            and (leased_by = $1 and state = 'handing' or state = 'parked')",
        me as HolderId,
        id as MailId,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The end of a mail that was not delivered as far as we know.
pub struct MailEnd<'a> {
    pub state: MailState,
    pub error: &'a str,
}

pub async fn settle(
    db: impl PgExecutor<'_>,
    me: HolderId,
    id: MailId,
    end: MailEnd<'_>,
    now: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "update mails
        set state = $3, settled_at = $4, attempts = attempts + 1, last_error = $5,
            leased_by = null, lease_until = null
        where id = $2
            and leased_by = $1
            and state in ('sending', 'handing')",
        me as HolderId,
        id as MailId,
        end.state as MailState,
        now,
        end.error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The server certainly did not take it: another time.
pub async fn postpone(
    db: impl PgExecutor<'_>,
    me: HolderId,
    id: MailId,
    run_at: OffsetDateTime,
    error: &str,
) -> Result<()> {
    sqlx::query!(
        "update mails
        set state = 'queued', run_at = $3, attempts = attempts + 1, last_error = $4,
            leased_by = null, lease_until = null
        where id = $2
            and leased_by = $1
            and state in ('sending', 'handing')",
        me as HolderId,
        id as MailId,
        run_at,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives back what was taken and not tried, as if it had never been taken.
pub async fn put_back(db: impl PgExecutor<'_>, me: HolderId, ids: &[MailId]) -> Result<()> {
    sqlx::query!(
        "update mails
        set state = 'queued', leased_by = null, lease_until = null
        where id = any($2)
            and leased_by = $1
            and state = 'sending'",
        me as HolderId,
        ids as &[MailId],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A sender that holds mails shows that it lives.
pub async fn renew(db: impl PgExecutor<'_>, me: HolderId) -> Result<()> {
    sqlx::query!(
        "update mails
        set lease_until = now() + make_interval(secs => $2)
        where leased_by = $1
            and state in ('sending', 'handing')",
        me as HolderId,
        LEASE.as_secs_f64(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes from whoever let the lease run out, and from one of whom we know that it is gone: what had not begun to leave
/// waits again, what had is parked.
pub async fn recover(db: impl PgExecutor<'_>, gone: Option<HolderId>, now: OffsetDateTime) -> Result<u64> {
    let recovered = sqlx::query!(
        "update mails
        set state = case state when 'sending' then 'queued' else 'parked' end,
            settled_at = case state when 'handing' then $2::timestamptz end,
            attempts = attempts + case state when 'handing' then 1 else 0 end,
            last_error = case state
                when 'handing' then 'the program ended while the server took it: nobody knows whether it arrived'
                else last_error
            end,
            leased_by = null,
            lease_until = null
        where state in ('sending', 'handing')
            and (leased_by = $1 or lease_until < now())",
        gone as Option<HolderId>,
        now,
    )
    .execute(db)
    .await?;
    Ok(recovered.rows_affected())
}
