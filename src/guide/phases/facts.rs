use serde::{Deserialize, Serialize};
use time::Date;

use super::phase::Phase;
use crate::platform::ids::{EventId, PersonId, TeamId};
use crate::platform::states::states;
use crate::platform::web::when::iso_day;

/// What is known of one community, every fact with its day, so that any past week can be judged by
/// what was known then. Order does not matter.
#[derive(Clone, Debug)]
pub struct CommunityFacts {
    pub founded_on: Date,
    pub founder: PersonId,
    pub purpose_set_on: Option<Date>,
    /// What the organisers declared, in days.
    pub cadence_days: Option<u32>,
    pub memberships: Vec<MembershipSpell>,
    pub sessions: Vec<SessionFact>,
    pub stories: Vec<StoryFact>,
    pub acts: Vec<OrganisingAct>,
    pub pauses: Vec<Pause>,
    pub decisions: Vec<Decision>,
    pub pins: Vec<Pin>,
}

impl CommunityFacts {
    /// A community on the day it is founded.
    pub fn founded(founded_on: Date, founder: PersonId) -> Self {
        Self {
            founded_on,
            founder,
            purpose_set_on: None,
            cadence_days: None,
            memberships: Vec::new(),
            sessions: Vec::new(),
            stories: Vec::new(),
            acts: Vec::new(),
            pauses: Vec::new(),
            decisions: Vec::new(),
            pins: Vec::new(),
        }
    }
}

/// One spell of membership. A person who left and came back has two.
#[derive(Clone, Debug)]
pub struct MembershipSpell {
    pub person: PersonId,
    pub joined_on: Date,
    /// The first day the person is no longer a member.
    pub left_on: Option<Date>,
    pub organiser_from: Option<Date>,
    /// The first day the person is no longer an organiser.
    pub organiser_until: Option<Date>,
    /// Said to be interested before the first session: a member once they came to one.
    pub interested: bool,
}

/// A session on the calendar, held or not.
#[derive(Clone, Debug)]
pub struct SessionFact {
    pub id: EventId,
    pub on: Date,
    pub cancelled: bool,
    pub hosts: Vec<PersonId>,
    pub present: Vec<SessionAttendee>,
    /// Those who said yes: they stand in where no attendance was recorded.
    pub going: Vec<SessionAttendee>,
    /// Someone marked the attendance list as complete.
    pub list_complete: bool,
    /// How many were in the room, of a session so far back that only this is read of it.
    pub head_count: Option<usize>,
}

/// A person in the room, with the team they were in on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionAttendee {
    pub person: PersonId,
    pub team: Option<TeamId>,
}

/// A published story.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct StoryFact {
    #[serde(with = "iso_day")]
    pub on: Date,
    pub author: PersonId,
}

/// Organising work on a session: creating or editing it, opening its RSVPs, taking attendance,
/// posting its recap.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct OrganisingAct {
    #[serde(with = "iso_day")]
    pub on: Date,
    pub person: PersonId,
    pub session: EventId,
}

/// A planned pause.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Pause {
    #[serde(with = "iso_day")]
    pub from: Date,
    /// The last paused day; `None` while nobody knows.
    #[serde(with = "iso_day::option")]
    pub until: Option<Date>,
}

/// What an organiser decided about transformation, and when. Decisions are only ever added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub on: Date,
    pub verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The community is in transformation, whatever the data say.
    Declared,
    /// The proposal is right.
    Confirmed,
    /// The proposal is right and the answer is renewal: the same community, brought back.
    Renewing,
    /// The community is another one now; what it was is no measure for it any more.
    Reshaped(CommunityShape),
    /// The decision that declared a transformation is taken back.
    Withdrawn,
}

states! {
    /// The shapes a community takes on after transformation, after Wenger, `McDermott` & Snyder 2002.
    pub enum CommunityShape {
        Refocused = "refocused",
        Smaller = "smaller",
        Split = "split",
        Merged = "merged",
    }
}

impl CommunityShape {
    pub fn name(self) -> &'static str {
        match self {
            Self::Refocused => "refocused",
            Self::Smaller => "smaller on purpose",
            Self::Split => "split",
            Self::Merged => "merged",
        }
    }
}

/// A phase set by an organiser for a while. Beside it stands what the data suggest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    pub from: Date,
    /// The last day it holds; the rules cut it at the longest pin allowed.
    pub until: Date,
    pub phase: Phase,
    pub reason: String,
}
