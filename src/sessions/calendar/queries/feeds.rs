//! What feeds hold, and the file of a single session.

use serde::Deserialize;
use sqlx::PgPool;

use super::CalendarSession;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId};
use crate::platform::web::when::TimeSpan;
use crate::sessions::Answer;
use crate::sessions::events::{SessionFormat, SessionState};

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
          where r.person_id = $1 and r.answer in ('going', 'waiting', 'maybe') and r.ends_at > $2
            and e.starts_at between $2 and $3
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
