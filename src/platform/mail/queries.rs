//! The outbox's only SQL. A sender holds rows by its own id and a lease by the database's clock; each
//! step asks that the row still is its own, so that of two who think so, only one goes on.

use std::time::Duration;

use sqlx::{PgConnection, PgExecutor, Result};
use time::OffsetDateTime;

use super::{Letter, one_line};
use crate::platform::ids::{CommunityId, HolderId, MailId, PersonId, ThingId};
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

/// How many letters were new. Every copy hears of them when the transaction is committed.
pub async fn insert(db: impl PgExecutor<'_>, letters: &[Letter], now: OffsetDateTime) -> Result<u64> {
    let persons: Vec<_> = letters.iter().map(|letter| letter.person).collect();
    let addresses: Vec<_> = letters.iter().map(|letter| letter.to.clone()).collect();
    let kinds: Vec<_> = letters.iter().map(|letter| letter.kind.to_owned()).collect();
    let keys: Vec<_> = letters.iter().map(|letter| letter.key.clone()).collect();
    let subjects: Vec<_> = letters.iter().map(|letter| one_line(&letter.subject)).collect();
    let texts: Vec<_> = letters.iter().map(|letter| letter.text.clone()).collect();
    let htmls: Vec<_> = letters.iter().map(|letter| letter.html.clone()).collect();
    let useless: Vec<_> = letters.iter().map(|letter| letter.useless_at).collect();
    let communities: Vec<_> = letters.iter().map(|letter| letter.community).collect();
    let (threads, stops): (Vec<_>, Vec<_>) =
        letters.iter().map(|letter| (letter.thread.clone(), letter.stop_url.clone())).unzip();
    let part = letters.iter().map(|letter| letter.calendar.as_ref());
    let calendar_texts: Vec<_> = part.clone().map(|part| part.map(|part| part.text.clone())).collect();
    let methods: Vec<_> = part.clone().map(|part| part.map(|part| part.method)).collect();
    let of: Vec<_> = part.map(|part| part.map(|part| part.of)).collect();
    let about: Vec<_> = letters.iter().map(|letter| letter.about).collect();
    let ids: Vec<_> = letters.iter().map(|letter| letter.id.unwrap_or_else(MailId::random)).collect();
    sqlx::query_file!(
        "mail/insert.sql",
        &persons as &[Option<PersonId>],
        &addresses,
        &kinds,
        &keys as &[Option<String>],
        &subjects,
        &texts,
        &htmls,
        &useless as &[Option<OffsetDateTime>],
        &communities as &[Option<CommunityId>],
        &threads as &[Option<String>],
        &stops as &[Option<String>],
        &calendar_texts as &[Option<String>],
        &methods as &[Option<CalendarMethod>],
        &of as &[Option<ThingId>],
        &ids as &[MailId],
        &about as &[Option<ThingId>],
        now,
    )
    .map(|row| u64::try_from(row.new).unwrap_or(0))
    .fetch_one(db)
    .await
}

pub async fn next_due(db: impl PgExecutor<'_>) -> Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!("select min(run_at) from mails where state = 'queued'").fetch_one(db).await
}

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

pub async fn forget_settled(db: impl PgExecutor<'_>, before: OffsetDateTime) -> Result<()> {
    sqlx::query!("delete from mails where settled_at < $1", before).execute(db).await?;
    Ok(())
}
