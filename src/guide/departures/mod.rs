//! Departures: people who leave a community, are removed from it or have no account any more give up what they held. There is
//! one way out, in one transaction, so that nothing is forgotten on one of them.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::communities::{members, roles};
use crate::guide::polls;
use crate::learning::{buddies, coffee};
use crate::organisation::people;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::mail;
use crate::sessions::{hosting, rsvps};

/// What someone leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    Community(CommunityId),
    /// Their account is closed. Their places as a member stay, for the day on which it is opened again.
    Everything,
}

/// Gives up what someone held: places and waiting lists, hosting, roles, coffee, votes, welcoming newcomers, and with the
/// account every invitation and request. Those who get a place are told, and so are organisers of a session without a host.
/// Answers how many sessions were cancelled in the meantime.
pub async fn give_up(
    db: &mut PgConnection,
    app: &App,
    from: Left,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<usize> {
    let community = match from {
        Left::Community(community) => Some(community),
        Left::Everything => None,
    };
    // An answer of theirs at the same moment waits, and then takes no place.
    people::hold(&mut *db, person).await?;
    // Before anything is told of the departure itself.
    if let Some(community) = community {
        mail::withdraw_of_community(&mut *db, community, person, now).await?;
    }
    roles::give_up_all(&mut *db, community, person, now).await?;
    hosting::leave(&mut *db, app, community, person, now).await?;
    let cancelled = rsvps::give_up_all(&mut *db, app, community, person, now).await?;
    buddies::leave(&mut *db, community, person, now).await?;
    coffee::leave_all(&mut *db, community, person, now).await?;
    polls::take_votes_back(&mut *db, community, person).await?;
    match from {
        Left::Community(community) => members::leave(db, community, person, now).await?,
        Left::Everything => members::end_waiting(db, person).await?,
    }
    Ok(cancelled)
}
