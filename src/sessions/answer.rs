use time::{Duration, OffsetDateTime};

use crate::notices::Paper;
use crate::platform::ids::{EventId, PersonId};
use crate::platform::states::states;

/// What the signature of a link to answer by is for.
pub const ANSWER_LINK: &str = "rsvp";
/// It stays good a day past the start, to say that it is too late instead of that it is broken.
const GOOD_AFTER_START: Duration = Duration::days(1);

/// The address at which this person answers this session without signing in.
pub fn answer_url(paper: &Paper, event: EventId, person: PersonId, starts_at: OffsetDateTime) -> String {
    let token = paper.token(ANSWER_LINK, &[event.into(), person.into()], starts_at + GOOD_AFTER_START);
    format!("{}/rsvp/{token}", paper.base_url)
}

states! {
    /// A person's answer to one session.
    pub enum Answer {
        /// They have a place.
        Going = "going",
        /// They said yes when no place was free, and get one in their turn.
        Waiting = "waiting",
        Maybe = "maybe",
        NotGoing = "not_going",
    }
}

// For templates, which know values and no types.
impl Answer {
    pub fn is_going(self) -> bool {
        self == Self::Going
    }

    pub fn is_waiting(self) -> bool {
        self == Self::Waiting
    }

    pub fn is_maybe(self) -> bool {
        self == Self::Maybe
    }
}
