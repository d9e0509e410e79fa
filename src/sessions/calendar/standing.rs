//! What a session is to the person in whose calendar it stands: a place, a maybe, a wait, or none of them yet.

use super::ics::IcsStatus;
use super::queries::CalendarSession;
use crate::sessions::Answer;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryStanding {
    Going,
    Hosting,
    Maybe,
    Waiting,
    NotGoing,
    Unanswered,
    Cancelled,
}

impl EntryStanding {
    pub fn of(session: &CalendarSession) -> Self {
        match (session.answer, session.hosts) {
            _ if session.state.is_cancelled() => Self::Cancelled,
            (Some(Answer::Going), _) => Self::Going,
            (_, true) => Self::Hosting,
            (Some(Answer::Maybe), _) => Self::Maybe,
            (Some(Answer::Waiting), _) => Self::Waiting,
            (Some(Answer::NotGoing), _) => Self::NotGoing,
            (None, _) => Self::Unanswered,
        }
    }

    /// What most of some dates are: said of the whole, it leaves the fewest exceptions. None of them is said to be off
    /// with it.
    pub fn of_most(sessions: &[CalendarSession]) -> Self {
        let all: Vec<Self> =
            sessions.iter().map(Self::of).filter(|standing| *standing != Self::Cancelled).collect();
        let number = |standing: &Self| all.iter().filter(|other| *other == standing).count();
        // Of two that are as many, always the same one.
        all.iter()
            .copied()
            .max_by_key(|standing| (number(standing), std::cmp::Reverse(*standing)))
            .unwrap_or(Self::Unanswered)
    }

    pub fn status(self) -> IcsStatus {
        match self {
            Self::Going | Self::Hosting => IcsStatus::Confirmed,
            Self::Maybe | Self::Waiting | Self::NotGoing | Self::Unanswered => IcsStatus::Tentative,
            Self::Cancelled => IcsStatus::Cancelled,
        }
    }

    /// The title with what they answered: programs show it alone, and few show the status.
    pub fn titled(self, title: &str) -> String {
        let mark = match self {
            Self::Going | Self::Hosting | Self::Unanswered | Self::Cancelled => return title.to_owned(),
            Self::Maybe => "maybe",
            Self::Waiting => "waiting list",
            Self::NotGoing => "not going",
        };
        format!("{title} ({mark})")
    }

    pub fn sentence(self) -> &'static str {
        match self {
            Self::Going => "You’re going.",
            Self::Hosting => "You’re hosting.",
            Self::Maybe => "You answered maybe.",
            Self::Waiting => "You’re on the waiting list.",
            Self::NotGoing => "You’re not going.",
            Self::Unanswered => "You haven’t answered yet.",
            Self::Cancelled => "Cancelled.",
        }
    }
}
