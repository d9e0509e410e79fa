use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::rules;
use crate::platform::ids::{HelpOfferId, PersonId};

/// Something a person is happy to be asked about.
#[derive(Debug, Deserialize)]
pub struct HelpOffer {
    pub id: HelpOfferId,
    pub topic: String,
    /// Or last confirmed.
    #[serde(with = "rfc3339")]
    pub said_at: OffsetDateTime,
}

impl HelpOffer {
    pub fn is_hidden(&self, now: &OffsetDateTime) -> bool {
        rules::is_hidden(self.said_at, *now)
    }

    /// Its owner is asked whether it still stands.
    pub fn is_asked_again(&self, now: &OffsetDateTime) -> bool {
        *now - self.said_at >= rules::ASKED_AFTER
    }
}

pub async fn own(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<HelpOffer>> {
    sqlx::query_as!(
        HelpOffer,
        "select id, topic, said_at from help_offers where person_id = $1 order by lower(topic)",
        person as PersonId
    )
    .fetch_all(db)
    .await
}

pub async fn of_person(
    db: &PgPool,
    person: PersonId,
    reader: PersonId,
    said_after: OffsetDateTime,
) -> sqlx::Result<Vec<HelpOffer>> {
    sqlx::query_as!(
        HelpOffer,
        r#"select id as "id!: HelpOfferId", topic as "topic!", said_at as "said_at!"
           from help_offers_seen($2, $3)
           where person_id = $1
           order by lower(topic)"#,
        person as PersonId,
        reader as PersonId,
        said_after
    )
    .fetch_all(db)
    .await
}

pub async fn forget_others(db: &mut PgConnection, person: PersonId, topics: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from help_offers
         where person_id = $1 and lower(topic) not in (select lower(kept) from unnest($2::text[]) kept)",
        person as PersonId,
        topics
    )
    .execute(db)
    .await
    .map(drop)
}

/// What is there already keeps its moment, and takes the new spelling.
pub async fn add(
    db: &mut PgConnection,
    person: PersonId,
    topics: &[String],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into help_offers (person_id, topic, said_at)
         select $1, topic, $3 from unnest($2::text[]) topic
         on conflict (person_id, lower(topic)) do update set topic = excluded.topic",
        person as PersonId,
        topics,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn confirm(
    db: &mut PgConnection,
    offer: HelpOfferId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update help_offers set said_at = greatest(said_at, $3) where id = $1 and person_id = $2",
        offer as HelpOfferId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn delete(db: &mut PgConnection, offer: HelpOfferId, person: PersonId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from help_offers where id = $1 and person_id = $2",
        offer as HelpOfferId,
        person as PersonId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
