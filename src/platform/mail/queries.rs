//! The outbox’s only SQL.

mod sending;
mod withdrawals;

use sqlx::{PgExecutor, Result};
use time::OffsetDateTime;

use super::{Letter, one_line};
use crate::platform::ids::{CommunityId, MailId, PersonId, ThingId};
use crate::platform::mail::CalendarMethod;

pub use sending::{
    MailEnd, TakenMail, begin_handing, delivered, postpone, put_back, recover, renew, settle, take,
};
pub use withdrawals::{
    drop_useless, forget, withdraw, withdraw_calendar, withdraw_kind, withdraw_of_community,
};

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

pub async fn forget_settled(db: impl PgExecutor<'_>, before: OffsetDateTime) -> Result<()> {
    sqlx::query!("delete from mails where settled_at < $1", before).execute(db).await?;
    Ok(())
}
