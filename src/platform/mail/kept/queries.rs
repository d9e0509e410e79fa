//! The outbox, read.

use sqlx::{PgExecutor, Result};
use time::OffsetDateTime;

use crate::platform::ids::MailId;
use crate::platform::mail::MailState;
use crate::platform::web::Rows;

/// A mail that waits, as far as a log may tell.
pub struct WaitingMail {
    pub id: MailId,
    pub kind: String,
    pub queued_at: OffsetDateTime,
}

/// A mail in an administrator's list.
#[derive(Debug)]
pub struct MailRow {
    pub id: MailId,
    pub to_address: String,
    pub kind: String,
    pub subject: String,
    pub state: MailState,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub queued_at: OffsetDateTime,
    pub settled_at: Option<OffsetDateTime>,
}

/// A mail as an administrator reads it.
#[derive(Debug)]
pub struct KeptMail {
    pub id: MailId,
    pub to_address: String,
    pub kind: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub state: MailState,
    pub attempts: i32,
    pub last_error: Option<String>,
    /// When the next attempt is due, while it waits.
    pub run_at: OffsetDateTime,
    pub queued_at: OffsetDateTime,
    pub settled_at: Option<OffsetDateTime>,
}

/// How many mails are in a state.
#[derive(Debug)]
pub struct StateCount {
    pub state: MailState,
    pub mails: i64,
}

/// What came since and waits: where no mail server is named, that is everything.
pub async fn kept_since(db: impl PgExecutor<'_>, seen: OffsetDateTime) -> Result<Vec<WaitingMail>> {
    sqlx::query_as!(
        WaitingMail,
        "select id, kind, queued_at
        from mails
        where state = 'queued'
            and queued_at > $1
        order by queued_at",
        seen,
    )
    .fetch_all(db)
    .await
}

/// The list, a page of it, in all states or in some.
///
/// # Errors
/// The database's.
pub async fn newest(db: impl PgExecutor<'_>, states: Option<&[String]>, rows: Rows) -> Result<Vec<MailRow>> {
    sqlx::query_as!(
        MailRow,
        "select id, to_address, kind, subject, state, attempts, last_error, queued_at, settled_at
        from mails
        where $3::text[] is null or state = any ($3)
        order by queued_at desc, id desc
        limit $1
        offset $2",
        rows.limit,
        rows.offset,
        states,
    )
    .fetch_all(db)
    .await
}

/// One mail, whole.
///
/// # Errors
/// `RowNotFound`, and the database's others.
pub async fn one(db: impl PgExecutor<'_>, id: MailId) -> Result<KeptMail> {
    sqlx::query_as!(
        KeptMail,
        "select id, to_address, kind, subject, body_text, body_html, state, attempts, last_error,
            run_at, queued_at, settled_at
        from mails
        where id = $1",
        id as MailId,
    )
    .fetch_one(db)
    .await
}

/// How many mails are in each state; a state without any is absent.
///
/// # Errors
/// The database's.
pub async fn tally(db: impl PgExecutor<'_>) -> Result<Vec<StateCount>> {
    sqlx::query_as!(
        StateCount,
        r#"select state, count(*) as "mails!"
        from mails
        group by state
        order by state"#,
    )
    .fetch_all(db)
    .await
}

/// One cause that sends to many, and how far it is.
#[derive(Debug)]
pub struct Sending {
    pub kind: String,
    /// One of them, whose subject stands for all.
    pub mail_id: MailId,
    pub subject: String,
    pub mails: i64,
    pub left: i64,
    pub in_trouble: i64,
}

impl Sending {
    /// How many are on their way to their readers, or will never be.
    pub fn settled(&self) -> i64 {
        self.mails - self.left
    }
}

/// Large sendings that are not through yet: fifty mails and more about one thing, queued since.
///
/// # Errors
/// The database's.
pub async fn sendings(db: impl PgExecutor<'_>, since: OffsetDateTime) -> Result<Vec<Sending>> {
    sqlx::query_as!(
        Sending,
        r#"select kind, (array_agg(id order by id))[1] as "mail_id!: MailId",
            (array_agg(subject order by id))[1] as "subject!", count(*) as "mails!",
            count(*) filter (where state in ('queued', 'sending', 'handing')) as "left!",
            count(*) filter (where state in ('parked', 'refused')) as "in_trouble!"
        from mails
        where queued_at > $1
            and state <> 'dropped'
        group by kind, thread
        having count(*) >= 50
            and count(*) filter (where state in ('queued', 'sending', 'handing')) > 0
        order by min(queued_at) desc
        limit 10"#,
        since,
    )
    .fetch_all(db)
    .await
}

/// Puts everything that is parked in the queue again; how many mails that are.
///
/// # Errors
/// The database's.
pub async fn retry_parked(db: impl PgExecutor<'_>, now: OffsetDateTime) -> Result<u64> {
    let queued = sqlx::query!(
        "update mails
        set state = 'queued', run_at = $1, settled_at = null
        where state = 'parked'",
        now,
    )
    .execute(db)
    .await?;
    Ok(queued.rows_affected())
}

/// Queues a parked or refused mail once more, because an administrator says so: a parked one may then
/// arrive twice. False when it is neither.
///
/// # Errors
/// The database's.
pub async fn retry(db: impl PgExecutor<'_>, id: MailId, now: OffsetDateTime) -> Result<bool> {
    let queued = sqlx::query!(
        "update mails
        set state = 'queued', run_at = $2, settled_at = null
        where id = $1
            and state in ('parked', 'refused')",
        id as MailId,
        now,
    )
    .execute(db)
    .await?;
    Ok(queued.rows_affected() == 1)
}
