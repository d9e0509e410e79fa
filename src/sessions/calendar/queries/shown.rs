//! Sessions as the pages of the calendar show them.

use jiff::tz::TimeZone;
use sqlx::PgPool;
use time::OffsetDateTime;

use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::web::Rows;
use crate::platform::web::when::{self, TimeSpan};
use crate::sessions::Answer;
use crate::sessions::events::{LONGEST, SessionFormat, SessionState, kinds};

/// A session as the pages of the calendar show it.
#[derive(Clone, Debug)]
pub struct CalendarItem {
    pub id: EventId,
    pub title: String,
    pub kind: String,
    pub state: SessionState,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    /// The zone it is planned in.
    pub zone: String,
    pub format: SessionFormat,
    pub place: String,
    pub community: String,
    pub community_slug: String,
    pub answer: Option<Answer>,
    pub ahead: i64,
}

impl CalendarItem {
    pub fn kind_name(&self) -> &str {
        kinds::name(&self.kind)
    }

    pub fn path(&self) -> String {
        format!("/events/{}", self.id)
    }

    pub fn is_cancelled(&self) -> bool {
        self.state.is_cancelled()
    }

    /// Its first and its last day for a reader in a zone.
    pub fn days(&self, zone: &TimeZone) -> (jiff::civil::Date, jiff::civil::Date) {
        TimeSpan { from: self.starts_at, to: self.ends_at }.days(zone, &when::zone_or_utc(&self.zone))
    }

    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(&self.community_slug)
    }
}

/// Reads sessions as pages show them, from a source that has `calendar_sessions` under the name `s`.
macro_rules! calendar_items {
    ($from:tt, $($given:expr),+) => {
        sqlx::query_as!(
            CalendarItem,
            r#"select s.id as "id!: EventId", s.title as "title!", s.kind as "kind!", s.state as "state!: SessionState",
                      s.starts_at as "starts_at!", s.ends_at as "ends_at!", s.zone as "zone!",
                      s.format as "format!: SessionFormat", s.place as "place!", s.community as "community!",
                      s.community_slug as "community_slug!", s.answer as "answer?: Answer", s.ahead as "ahead!"
               from "# + $from,
            $($given),+
        )
    };
}

/// Sessions of a person's communities, and those they answered or host, that go on in a span of time.
pub async fn mine(
    db: &PgPool,
    person: PersonId,
    span: TimeSpan,
    rows: Rows,
) -> sqlx::Result<Vec<CalendarItem>> {
    calendar_items!(
        "(select e.id
          from current_members m
          join events e on e.community_id = m.community_id
          where m.person_id = $1
            and e.ends_at > $2 and e.starts_at > $6 and e.starts_at < $3
          union
          select e.id
          from rsvps r
          join events e on e.id = r.event_id
          where r.person_id = $1 and r.ends_at > $2 and e.starts_at < $3
          union
          select e.id
          from hosts h
          join events e on e.id = h.event_id
          where h.person_id = $1
            and e.ends_at > $2 and e.starts_at > $6 and e.starts_at < $3) mine
         join calendar_sessions($1) s on s.id = mine.id
         where s.is_held
         order by s.starts_at, s.id
         limit $4 offset $5",
        person as PersonId,
        span.from,
        span.to,
        rows.limit,
        rows.offset,
        span.from - LONGEST
    )
    .fetch_all(db)
    .await
}

/// Sessions of a community that go on in a span of time, with a person's answers.
pub async fn of_community(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
    span: TimeSpan,
    rows: Rows,
) -> sqlx::Result<Vec<CalendarItem>> {
    calendar_items!(
        "calendar_sessions($2) s
         where s.community_id = $1
           and s.ends_at > $3
           and s.starts_at > $7
           and s.starts_at < $4
           and s.is_held
         order by s.starts_at, s.id
         limit $5 offset $6",
        community as CommunityId,
        person as PersonId,
        span.from,
        span.to,
        rows.limit,
        rows.offset,
        span.from - LONGEST
    )
    .fetch_all(db)
    .await
}
