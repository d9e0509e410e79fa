use time::{Date, OffsetDateTime, Time};
use uuid::Uuid;

use super::recurrence::{End, Repeats, Rule};
use crate::web::when;

/// A series: its rule, and what a new date of it looks like.
#[derive(Clone, Debug)]
pub struct Series {
    pub id: Uuid,
    pub community_id: Uuid,
    pub repeats: String,
    pub every: i32,
    pub starts_on: Date,
    pub starts_at: Time,
    pub minutes: i32,
    pub zone: String,
    pub until_on: Option<Date>,
    pub dates: Option<i32>,
    pub skipped: Vec<Date>,
    pub title: String,
    pub kind: String,
    pub format: String,
    pub place: String,
    pub join_url: String,
    pub agenda: String,
    pub capacity: Option<i32>,
    pub hosts: Vec<Uuid>,
    pub uid: String,
    pub sequence: i32,
    pub filled_to: Option<Date>,
    pub created_by: Uuid,
    pub created_at: OffsetDateTime,
    pub cancelled_at: Option<OffsetDateTime>,
}

impl Series {
    pub fn path(&self) -> String {
        format!("/series/{}", self.id)
    }

    /// Its rule, of which the database has made sure that it is one.
    pub fn rule(&self) -> Rule {
        let end = match (self.until_on, self.dates) {
            (Some(until), _) => End::Until(when::from_date(until)),
            (None, Some(dates)) => End::After(usize::try_from(dates).unwrap_or(0)),
            (None, None) => End::Open,
        };
        Rule {
            repeats: Repeats::of(&self.repeats).unwrap_or(Repeats::Weekly),
            every: self.every.into(),
            starts_on: when::from_date(self.starts_on),
            starts_at: when::from_time(self.starts_at),
            zone: when::zone_or_utc(&self.zone),
            end,
            skipped: self.skipped.iter().copied().map(when::from_date).collect(),
        }
    }
}
