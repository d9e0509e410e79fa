mod held;
mod shown;

use serde::Deserialize;
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::{Date, OffsetDateTime};

use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId};
use crate::platform::web::when::TimeSpan;
use crate::sessions::Answer;
use crate::sessions::events::{SessionFormat, SessionState};

pub use held::{CalendarEntry, CalendarSeries, held, held_series, hold, hold_series, let_go, undo_unsent};
pub use shown::{CalendarItem, mine, of_community};

/// A session as a calendar holds it.
#[derive(Clone, Debug)]
pub struct CalendarSession {
    pub id: EventId,
    pub community: String,
    pub title: String,
    pub state: SessionState,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    /// The zone it is planned in.
    pub zone: String,
    pub format: SessionFormat,
    pub place: String,
    /// Empty for anyone who may not see it.
    pub join_url: String,
    pub agenda: String,
    pub cancel_reason: String,
    pub uid: String,
    pub sequence: i32,
    pub series_id: Option<SeriesId>,
    pub series_on: Option<Date>,
    /// When it was made, published, changed or cancelled, or the reader answered, whatever came last.
    pub changed_at: OffsetDateTime,
    /// The reader's; a reader who is told by mail has a place.
    pub answer: Option<Answer>,
    pub hosts: bool,
    /// What was added to its sequence when the reader's calendar was last told of it, if it was.
    pub told: Option<i32>,
    /// What was added to that of its series.
    pub told_of_series: i32,
    /// Who is written to about it: the organiser who has been there longest, as in the mails of the community.
    pub organiser: Option<String>,
}

/// Someone an invitation goes to.
#[derive(Clone, Debug)]
pub struct Guest {
    pub id: PersonId,
    pub name: String,
    pub email: String,
}

/// People as invitations name them.
pub async fn guests(db: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<Guest>> {
    sqlx::query_as!(
        Guest,
        "select id, name, email from people where id = any ($1) and deactivated_at is null",
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Reads sessions from a view or a function that has these columns, under the name `s`.
macro_rules! calendar_sessions {
    ($from:tt, $($given:expr),+) => {
        sqlx::query_as!(
            CalendarSession,
            r#"select s.id as "id!: EventId", s.community as "community!", s.title as "title!",
                      s.state as "state!: SessionState", s.starts_at as "starts_at!", s.ends_at as "ends_at!",
                      s.zone as "zone!", s.format as "format!: SessionFormat", s.place as "place!",
                      s.join_url as "join_url!", s.agenda as "agenda!", s.cancel_reason as "cancel_reason!",
                      s.uid as "uid!", s.sequence as "sequence!", s.series_id as "series_id?: SeriesId", s.series_on,
                      s.changed_at as "changed_at!", s.answer as "answer?: Answer", s.hosts as "hosts!", s.told,
                      s.told_of_series as "told_of_series!", s.organiser
               from "# + $from,
            $($given),+
        )
    };
}

/// The sessions of a series that are not over, with their join links.
pub async fn dates(
    db: &mut PgConnection,
    series: SeriesId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CalendarSession>> {
    calendar_sessions!(
        "invited_sessions s
         where s.series_id = $1 and s.state <> 'draft' and s.ends_at > $2
         order by s.series_on",
        series as SeriesId,
        now
    )
    .fetch_all(db)
    .await
}

/// A seat at a session.
pub struct Seat {
    pub person_id: PersonId,
    pub event_id: EventId,
}

/// Sessions by their ids, with their join links.
pub async fn sessions(db: impl PgExecutor<'_>, events: &[EventId]) -> sqlx::Result<Vec<CalendarSession>> {
    calendar_sessions!(
        "invited_sessions s
         where s.id = any ($1)
         order by s.starts_at, s.id",
        events as &[EventId]
    )
    .fetch_all(db)
    .await
}

/// Who has a seat at which of some sessions.
pub async fn seats(
    db: &mut PgConnection,
    events: &[EventId],
    people: &[PersonId],
) -> sqlx::Result<Vec<Seat>> {
    sqlx::query_as!(
        Seat,
        "select person_id, event_id from rsvps
         where event_id = any ($1) and person_id = any ($2) and answer = 'going'",
        events as &[EventId],
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Does a feed repeat what was sent as an invitation? A calendar that takes those in by itself would show it twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum FeedHolds {
    #[default]
    Everything,
    /// All but that of which the person holds an invitation.
    NotInvited,
}

impl From<String> for FeedHolds {
    /// By what the address of a feed says it is without.
    fn from(without: String) -> Self {
        if without == "invitations" { Self::NotInvited } else { Self::Everything }
    }
}

/// What a person's own feed holds: sessions of their communities, those they answered and those they host; without
/// those they said no to.
pub async fn feed(
    db: &PgPool,
    person: PersonId,
    span: TimeSpan,
    holds: FeedHolds,
) -> sqlx::Result<Vec<CalendarSession>> {
    calendar_sessions!(
        "(select e.id
          from current_members m join events e on e.community_id = m.community_id
          where m.person_id = $1 and e.starts_at between $2 and $3
          union
          select e.id
          from rsvps r join events e on e.id = r.event_id
          where r.person_id = $1 and r.answer in ('going', 'waiting', 'maybe') and e.starts_at between $2 and $3
          union
          select e.id
          from hosts h join events e on e.id = h.event_id
          where h.person_id = $1 and e.starts_at between $2 and $3) mine
         join calendar_sessions($1) s on s.id = mine.id
         where s.is_held
           and s.answer is distinct from 'not_going'
           and ($4 or not exists (select from calendar_entries k
                                  where k.event_id = s.id and k.person_id = $1 and k.state = 'invited'))
         order by s.starts_at, s.id",
        person as PersonId,
        span.from,
        span.to,
        holds == FeedHolds::Everything
    )
    .fetch_all(db)
    .await
}

/// One session as a person's calendar holds it.
pub async fn session(db: &PgPool, event: EventId, person: PersonId) -> sqlx::Result<Option<CalendarSession>> {
    calendar_sessions!("calendar_sessions($2) s where s.id = $1", event as EventId, person as PersonId)
        .fetch_optional(db)
        .await
}

/// What the feed of a community holds for a person.
pub async fn feed_of_community(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
    span: TimeSpan,
) -> sqlx::Result<Vec<CalendarSession>> {
    calendar_sessions!(
        "calendar_sessions($2) s
         where s.community_id = $1 and s.starts_at between $3 and $4 and s.is_held
         order by s.starts_at, s.id",
        community as CommunityId,
        person as PersonId,
        span.from,
        span.to
    )
    .fetch_all(db)
    .await
}
