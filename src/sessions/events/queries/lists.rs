//! Sessions as lists show them, and as a rhythm needs them.

use jiff::tz::TimeZone;
use serde::Deserialize;
use sqlx::PgPool;
use time::OffsetDateTime;
use time::serde::rfc3339;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId};
use crate::platform::web::Rows;
use crate::platform::web::when::{self, TimeSpan};
use crate::sessions::Answer;
use crate::sessions::events::{SessionFormat, SessionState, kinds};

/// A session as lists show it.
#[derive(Deserialize, Clone, Debug)]
pub struct SessionCard {
    pub id: EventId,
    pub title: String,
    pub kind: String,
    pub state: SessionState,
    #[serde(with = "rfc3339")]
    pub starts_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    pub ends_at: OffsetDateTime,
    /// The zone it is planned in.
    pub zone: String,
    pub format: SessionFormat,
    pub place: String,
    pub capacity: Option<i32>,
    pub seated: i32,
    pub waiting: i32,
    pub community: String,
    pub answer: Option<Answer>,
    pub ahead: i64,
    pub series_id: Option<SeriesId>,
}

impl SessionCard {
    pub fn path(&self) -> String {
        format!("/events/{}", self.id)
    }

    pub fn kind_name(&self) -> &str {
        kinds::name(&self.kind)
    }

    /// Its first and its last day for a reader in a zone.
    pub fn days(&self, zone: &TimeZone) -> (jiff::civil::Date, jiff::civil::Date) {
        TimeSpan { from: self.starts_at, to: self.ends_at }.days(zone, &when::zone_or_utc(&self.zone))
    }

    pub fn is_full(&self) -> bool {
        self.capacity.is_some_and(|seats| self.seated >= seats)
    }
}

/// Sessions of a community to come, the nearest first. Drafts are for organisers.
pub async fn to_come_of(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
    rows: Rows,
) -> sqlx::Result<Vec<SessionCard>> {
    sqlx::query_as!(
        SessionCard,
        r#"select id as "id!: EventId", title as "title!", kind as "kind!", state as "state!: SessionState",
                  starts_at as "starts_at!", ends_at as "ends_at!", zone as "zone!", format as "format!: SessionFormat",
                  place as "place!", capacity, seated as "seated!", waiting as "waiting!", community as "community!",
                  answer as "answer?: Answer", ahead as "ahead!", series_id as "series_id?: SeriesId"
           from sessions_to_come($1, $2, $3)
           order by starts_at, id
           limit $4 offset $5"#,
        community as CommunityId,
        person as PersonId,
        now,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// Past sessions of a community, the newest first.
pub async fn past_of(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
    rows: Rows,
) -> sqlx::Result<Vec<SessionCard>> {
    sqlx::query_as!(
        SessionCard,
        r#"select e.id, e.title, e.kind, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place, e.capacity, e.seated, e.waiting,
                  c.name as community, r.answer as "answer?", 0::bigint as "ahead!", e.series_id
           from events e
           join communities c on c.id = e.community_id
           left join rsvps r on r.event_id = e.id and r.person_id = $2
           where e.community_id = $1
             and e.ends_at <= $3
             and (e.state <> 'draft'
                  or exists (select 1 from current_members m
                             where m.community_id = e.community_id and m.person_id = $2 and m.organiser))
           order by e.starts_at desc, e.id
           limit $4 offset $5"#,
        community as CommunityId,
        person as PersonId,
        now,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// What goes on and what is next for a person: sessions they answered, host, or that their communities hold.
pub async fn agenda(db: &PgPool, person: PersonId, now: OffsetDateTime) -> Result<Vec<SessionCard>> {
    Ok(sqlx::query_as!(
        SessionCard,
        r#"select id as "id!: EventId", title as "title!", kind as "kind!", state as "state!: SessionState",
                  starts_at as "starts_at!", ends_at as "ends_at!", zone as "zone!", format as "format!: SessionFormat",
                  place as "place!", capacity, seated as "seated!", waiting as "waiting!", community as "community!",
                  answer as "answer?: Answer", ahead as "ahead!", series_id as "series_id?: SeriesId"
           from agenda($1, $2)
           order by starts_at, id"#,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await?)
}

/// A session as its community's rhythm needs it.
#[derive(Debug, Deserialize)]
pub struct RhythmSession {
    pub community_id: CommunityId,
    #[serde(with = "rfc3339")]
    pub starts_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    pub ends_at: OffsetDateTime,
    pub zone: String,
    pub seated: i32,
    pub present: i32,
}

impl RhythmSession {
    /// Who was recorded present; where nobody was, who said they would come.
    pub fn people(&self) -> i32 {
        if self.present > 0 { self.present } else { self.seated }
    }
}

/// The starting time of the newest session, to propose the next one in its rhythm. A series makes its dates itself.
pub async fn newest_start(db: &PgPool, community: CommunityId) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select starts_at from events where community_id = $1 and state <> 'cancelled' and series_id is null
         order by starts_at desc limit 1",
        community as CommunityId
    )
    .fetch_optional(db)
    .await
}
