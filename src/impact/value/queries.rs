use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::form::WantedAssumptions;
use super::{HourlyCost, ValueAssumptions};
use crate::platform::ids::{PersonId, ValueVersionId};
use crate::platform::web::when;

/// A version as the database keeps it.
pub struct ValueVersion {
    pub number: i32,
    pub cost_low: Option<i32>,
    pub cost_high: Option<i32>,
    pub currency: String,
    pub source: String,
    pub source_on: Option<Date>,
    pub coffee_minutes: i32,
    pub others: String,
    pub made_at: OffsetDateTime,
    /// Who made it.
    pub by: String,
}

impl ValueVersion {
    pub fn assumptions(&self) -> ValueAssumptions {
        let day = |day: Date| when::from_date(day).strftime("%-d %B %Y").to_string();
        let range = self.cost_low.zip(self.cost_high).zip(self.source_on);
        ValueAssumptions {
            version: self.number,
            made_on: day(self.made_at.date()),
            cost: range.map(|((low, high), source_on)| HourlyCost {
                low,
                high,
                currency: self.currency.clone(),
                source: self.source.clone(),
                source_on: day(source_on),
            }),
            coffee_minutes: self.coffee_minutes,
            others: self.others.clone(),
        }
    }
}

/// The newest version, or the defaults.
pub async fn in_use(db: &mut PgConnection) -> sqlx::Result<ValueAssumptions> {
    let newest = sqlx::query_as!(
        ValueVersion,
        "select v.number, v.cost_low, v.cost_high, v.currency, v.source, v.source_on, v.coffee_minutes, v.others,
                v.made_at, p.name as by
         from value_versions v
         join people p on p.id = v.made_by
         order by v.number desc
         limit 1"
    )
    .fetch_optional(db)
    .await?;
    Ok(newest.map(|version| version.assumptions()).unwrap_or_default())
}

/// All versions, the newest first.
pub async fn versions(db: &PgPool, limit: i64, offset: i64) -> sqlx::Result<Vec<ValueVersion>> {
    sqlx::query_as!(
        ValueVersion,
        "select v.number, v.cost_low, v.cost_high, v.currency, v.source, v.source_on, v.coffee_minutes, v.others,
                v.made_at, p.name as by
         from value_versions v
         join people p on p.id = v.made_by
         order by v.number desc
         limit $1 offset $2",
        limit,
        offset
    )
    .fetch_all(db)
    .await
}

/// Two administrators who save at once do so one after the other, for as long as the transaction lasts.
pub async fn lock(db: &mut PgConnection) -> sqlx::Result<i32> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('value_versions'))").fetch_one(&mut *db).await?;
    sqlx::query_scalar!(r#"select coalesce(max(number), 0) as "number!" from value_versions"#)
        .fetch_one(db)
        .await
}

/// The id and number of what was just kept.
pub struct KeptVersion {
    pub id: ValueVersionId,
    pub number: i32,
}

pub async fn insert(
    db: &mut PgConnection,
    wanted: &WantedAssumptions,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<KeptVersion> {
    let cost = wanted.cost.as_ref();
    sqlx::query_as!(
        KeptVersion,
        "insert into value_versions (number, cost_low, cost_high, currency, source, source_on, coffee_minutes, others,
                                     made_by, made_at)
         select coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9
         from value_versions
         returning id, number",
        cost.map(|cost| cost.low),
        cost.map(|cost| cost.high),
        cost.map_or("", |cost| cost.currency.as_str()),
        cost.map_or("", |cost| cost.source.as_str()),
        cost.map(|cost| when::to_date(cost.source_on)),
        wanted.coffee_minutes,
        wanted.others,
        by as PersonId,
        now
    )
    .fetch_one(db)
    .await
}
