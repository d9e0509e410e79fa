//! What asks for a person's two minutes, the most pressing first.

use sqlx::PgPool;
use time::{Date, OffsetDateTime};

use super::queries;
use crate::guide::nudges::{self, Nudge};
use crate::guide::transformation::CommunityQuestion;
use crate::learning::buddies::MyNewcomer;
use crate::learning::coffee::CoffeeQuestion;
use crate::learning::pulse::WaitingPulse;
use crate::learning::stories::follow_ups::OpenFollowUp;
use crate::learning::stories::review::{AskedAboutNumbers, NumbersToCheck};
use crate::organisation::people::Person;
use crate::organisation::people::offers::HelpOffer;
use crate::platform::error::Result;
use crate::sessions::attendance::Untaken;
use crate::sessions::hosting::HostInvitation;

/// At most so many at once.
const MOST: usize = 3;

/// One thing to do, with what its lines on the page say.
pub enum ToDo {
    Host(HostInvitation),
    ComeAlong(CommunityQuestion),
    /// A community without an organiser is offered to them.
    Organise(CommunityQuestion),
    /// A newcomer waits for a hello.
    Greet(MyNewcomer),
    Coffee(CoffeeQuestion),
    Pulse(WaitingPulse),
    /// An organiser asks about the numbers of their story.
    Numbers(AskedAboutNumbers),
    FollowUp(OpenFollowUp),
    /// A pulse closed, and its results are there.
    PulseResults(WaitingPulse),
    Nudge(Nudge),
    Attendance(Untaken),
    /// Numbers of stories that wait for an organiser.
    Review(NumbersToCheck),
    /// Said half a year ago or longer.
    Offer(HelpOffer),
}

impl ToDo {
    fn about_community(question: CommunityQuestion) -> Self {
        if question.is_to_organise { Self::Organise(question) } else { Self::ComeAlong(question) }
    }
}

/// First what someone else waits for, then what serves the person, then what keeps figures right. Suggestions ask for
/// more of their communities, and only where there is room for them.
pub async fn of_person(db: &PgPool, person: &Person, today: Date, now: OffsetDateTime) -> Result<Vec<ToDo>> {
    let waiting = queries::waiting(db, person.id, today, now).await?;
    let (results, open): (Vec<_>, Vec<_>) =
        waiting.pulses.into_iter().partition(|pulse| pulse.closed_at.is_some());
    let mut all: Vec<ToDo> = Vec::new();
    all.extend(waiting.hosting.into_iter().map(ToDo::Host));
    all.extend(waiting.communities.into_iter().map(ToDo::about_community));
    all.extend(waiting.newcomers.into_iter().map(ToDo::Greet));
    all.extend(waiting.coffee.into_iter().map(ToDo::Coffee));
    all.extend(open.into_iter().map(ToDo::Pulse));
    all.extend(waiting.asked.into_iter().map(ToDo::Numbers));
    all.extend(waiting.follow_ups.into_iter().map(ToDo::FollowUp));
    if all.len() < MOST {
        all.extend(nudges::of_today(db, waiting.nudges, now).await?.into_iter().map(ToDo::Nudge));
    }
    all.extend(results.into_iter().map(ToDo::PulseResults));
    all.extend(waiting.untaken.into_iter().map(ToDo::Attendance));
    all.extend(waiting.to_check.into_iter().map(ToDo::Review));
    all.extend(waiting.offer.map(ToDo::Offer));
    all.truncate(MOST);
    Ok(all)
}
