//! What asks for a person's two minutes, the most pressing first.

use sqlx::PgPool;

use crate::guide::nudges::{self, Nudge};
use crate::guide::transformation::{self, CommunityQuestion};
use crate::learning::buddies::{self, MyNewcomer};
use crate::learning::coffee::{self, CoffeeQuestion};
use crate::learning::pulse::{self, WaitingPulse};
use crate::learning::stories::follow_ups::{self, OpenFollowUp};
use crate::learning::stories::review::{self, AskedAboutNumbers, NumbersToCheck};
use crate::organisation::people::Person;
use crate::organisation::people::offers::{self, HelpOffer};
use crate::platform::error::Result;
use crate::platform::web::{Shell, when};
use crate::sessions::attendance::{self, Untaken};
use crate::sessions::hosting::{self, HostInvitation};

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

/// First what someone else waits for, then what serves the person, then what keeps figures right.
pub async fn of_person(db: &PgPool, person: &Person, shell: &Shell) -> Result<Vec<ToDo>> {
    let (id, now) = (person.id, shell.now);
    let mut all: Vec<ToDo> = Vec::new();
    all.extend(hosting::waiting_for(db, id, now).await?.into_iter().map(ToDo::Host));
    all.extend(transformation::questions(db, id).await?.into_iter().map(ToDo::about_community));
    all.extend(buddies::to_greet(db, id).await?.into_iter().map(ToDo::Greet));
    let today = when::to_date(when::day(now, &shell.zone));
    all.extend(coffee::waiting(db, id, today).await?.into_iter().map(ToDo::Coffee));
    let pulses = pulse::waiting_for(db, id, now).await?;
    let (results, open): (Vec<_>, Vec<_>) = pulses.into_iter().partition(|pulse| pulse.closed_at.is_some());
    all.extend(open.into_iter().map(ToDo::Pulse));
    all.extend(review::asked_of(db, id).await?.into_iter().map(ToDo::Numbers));
    all.extend(follow_ups::open_for(db, id, now).await?.into_iter().map(ToDo::FollowUp));
    all.extend(nudges::open_for(db, id, None, now).await?.into_iter().map(ToDo::Nudge));
    all.extend(results.into_iter().map(ToDo::PulseResults));
    all.extend(attendance::untaken(db, id, now).await?.into_iter().map(ToDo::Attendance));
    all.extend(review::to_check(db, id).await?.into_iter().map(ToDo::Review));
    all.extend(offers::to_confirm(db, id, now).await?.map(ToDo::Offer));
    all.truncate(MOST);
    Ok(all)
}
