//! The outbox's only SQL. Whoever sends holds rows by its own id and a lease by the database's clock; each
//! step asks that the row still is its own, so that of two who think so, only one goes on.

use sqlx::{PgConnection, PgExecutor, Result};
use time::OffsetDateTime;

use super::{Letter, one_line};
use crate::platform::ids::{CommunityId, HolderId, MailId, PersonId, ThingId};

/// A mail that is this sender's to send.
pub struct Taken {
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
    pub calendar: Option<String>,
    pub calendar_method: Option<String>,
}

/// The last that a person's calendar was told of a session or series.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    pub person_id: PersonId,
    pub of: ThingId,
    pub turn: i32,
}

/// How many letters were new.
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
    let methods: Vec<_> = part.clone().map(|part| part.map(|part| part.method.to_owned())).collect();
    let (of, turns): (Vec<_>, Vec<_>) =
        part.clone().map(|part| part.map(|part| (part.of, part.turn)).unzip()).unzip();
    let until: Vec<_> = part.map(|part| part.map(|part| part.until)).collect();
    let inserted = sqlx::query!(
        "insert into mails
            (person_id, to_address, kind, key, subject, body_text, body_html, useless_at, community_id, thread,
             stop_url, calendar, calendar_method, calendar_of, calendar_turn, calendar_until, queued_at, run_at)
        select letter.*, $17, $17
        from unnest(
            $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
            $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::uuid[], $15::integer[], $16::timestamptz[]
        ) as letter
        on conflict on constraint mails_once do nothing",
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
        &methods as &[Option<String>],
        &of as &[Option<ThingId>],
        &turns as &[Option<i32>],
        &until as &[Option<OffsetDateTime>],
        now,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected())
}

/// Heard when the transaction is committed, by every copy.
pub async fn notify(db: impl PgExecutor<'_>) -> Result<()> {
    sqlx::query!("select pg_notify('mails', '')").execute(db).await?;
    Ok(())
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

/// One that is being offered to the server too: whoever offers it asks once more before it leaves.
pub async fn withdraw(db: impl PgExecutor<'_>, key: &str, now: OffsetDateTime) -> Result<u64> {
    let withdrawn = sqlx::query!(
        "update mails
        set state = 'dropped', settled_at = $2, key = null, leased_by = null, lease_until = null
        where state in ('queued', 'sending')
            and starts_with(key, $1)",
        key,
        now,
    )
    .execute(db)
    .await?;
    Ok(withdrawn.rows_affected())
}

pub async fn calendar_turns(
    db: impl PgExecutor<'_>,
    of: &[ThingId],
    people: &[PersonId],
) -> Result<Vec<Turn>> {
    sqlx::query_as!(
        Turn,
        r#"select distinct on (person_id, calendar_of)
            person_id as "person_id!", calendar_of as "of!", calendar_turn as "turn!"
        from mails
        where calendar is not null
            and calendar_of = any ($1)
            and person_id = any ($2)
            and state not in ('dropped', 'refused')
        order by person_id, calendar_of, calendar_turn desc"#,
        of as &[ThingId],
        people as &[PersonId],
    )
    .fetch_all(db)
    .await
}

pub async fn withdraw_calendar(
    db: impl PgExecutor<'_>,
    (method, of): (&str, ThingId),
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
        method,
        now,
    )
    .execute(db)
    .await?;
    Ok(withdrawn.rows_affected())
}

/// As [`withdraw`], for many keys at once.
pub async fn withdraw_all(db: impl PgExecutor<'_>, keys: &[String], now: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update mails
        set state = 'dropped', settled_at = $2, key = null, leased_by = null, lease_until = null
        where state in ('queued', 'sending')
            and exists (select from unnest($1::text[]) as wanted where starts_with(mails.key, wanted))",
        keys,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A batch that nobody else takes; the lease is renewed by `renew` while its holder lives.
pub async fn take(
    db: impl PgExecutor<'_>,
    me: HolderId,
    limit: i64,
    now: OffsetDateTime,
) -> Result<Vec<Taken>> {
    sqlx::query_as!(
        Taken,
        r#"with due as materialized (
            select id, community_id
            from mails
            where state = 'queued'
                and run_at <= $3
            order by run_at
            limit $2
            for update skip locked
        )
        update mails
        set state = 'sending', leased_by = $1, lease_until = now() + interval '60 seconds'
        from due
        left join communities on communities.id = due.community_id
        where mails.id = due.id
        returning mails.id, kind, to_address, subject, body_text, body_html, attempts, queued_at, thread, stop_url,
            calendar, calendar_method, communities.slug as "slug?", communities.name as "community?""#,
        me as HolderId,
        limit,
        now,
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
        set state = 'handing', lease_until = now() + interval '60 seconds'
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
pub struct End<'a> {
    pub state: &'static str,
    pub error: &'a str,
}

pub async fn settle(
    db: impl PgExecutor<'_>,
    me: HolderId,
    id: MailId,
    end: End<'_>,
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
        end.state,
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

/// Shows for as long as the connection lives that the holder `me` does. 1835100531 is "mail", as a number.
pub async fn show_presence(db: &mut PgConnection, me: HolderId) -> Result<()> {
    sqlx::query!("select pg_advisory_lock(1835100531, hashtext($1::uuid::text))", me as HolderId)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn renew(db: &mut PgConnection, me: HolderId) -> Result<()> {
    sqlx::query!(
        "update mails
        set lease_until = now() + interval '60 seconds'
        where leased_by = $1
            and state in ('sending', 'handing')",
        me as HolderId,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who holds mails without being present any more. An id is used once, so whoever is gone stays gone.
pub async fn gone(db: impl PgExecutor<'_>) -> Result<Vec<HolderId>> {
    sqlx::query_scalar!(
        r#"select distinct leased_by as "leased_by!"
        from mails
        where state in ('sending', 'handing')
            and not exists (
                select from pg_locks
                where locktype = 'advisory'
                    and database = (select oid from pg_database where datname = current_database())
                    and classid = 1835100531
                    and objid = hashtext(leased_by::text)::oid
                    and objsubid = 2
                    and granted
            )"#,
    )
    .fetch_all(db)
    .await
}

/// Takes from the gone, and from whoever let the lease run out: what had not begun to leave waits again,
/// what had is parked.
pub async fn recover(db: impl PgExecutor<'_>, gone: &[HolderId], now: OffsetDateTime) -> Result<u64> {
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
            and (leased_by = any($1) or lease_until < now())",
        gone as &[HolderId],
        now,
    )
    .execute(db)
    .await?;
    Ok(recovered.rows_affected())
}

pub async fn forget_settled(
    db: impl PgExecutor<'_>,
    before: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "delete from mails
        where settled_at < $1
            and (calendar_until is null or calendar_until < $2)",
        before,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
