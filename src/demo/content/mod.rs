//! What the made-up organisation consists of: names and words, and nothing that happens.

mod back_to_work;
pub mod capital_works;
pub mod communities;
mod data_storytelling;
mod facilitators;
mod incident_learning;
pub mod looking_back;
pub mod people;
mod map_room;
mod plain_words;
pub mod roles;
pub mod stories;
mod testing_circle;
pub mod topics;
pub mod words;

use std::ops::RangeInclusive;

use jiff::civil::Time;

use crate::communities::Admission;
use crate::sessions::events::SessionFormat;
use crate::sessions::series::recurrence::Repeats;

/// A team and the topics its people know about.
pub struct DemoTeam {
    pub name: &'static str,
    pub department: &'static str,
    pub people: &'static [&'static str],
    pub knows: &'static [&'static str],
}

/// A community, and how its life went.
pub struct DemoCommunity {
    pub name: &'static str,
    /// Who, what practice, why now; empty where that was left for later.
    pub purpose: [&'static str; 3],
    pub cadence_days: i32,
    pub admission: Admission,
    pub tags: &'static [&'static str],
    pub help_wanted: &'static str,
    /// The founder first; who came to run it later comes after.
    pub organisers: &'static [&'static str],
    /// Who comes nearly every time, beside the organisers.
    pub core: &'static [&'static str],
    /// How many other people belong to it; they are drawn.
    pub others: usize,
    /// Who hosts, in turn.
    pub hosts: &'static [&'static str],
    /// Who schedules sessions, takes attendance and writes recaps, in turn.
    pub hands: &'static [&'static str],
    pub meets: Meets,
    /// Oldest first.
    pub sessions: &'static [Session],
    pub called_off: Option<CalledOff>,
    pub coming: &'static [Coming],
    /// What recurs beside the sessions of its rhythm.
    pub recurring: Option<DemoSeries>,
}

/// When it meets, and how many came.
pub struct Meets {
    pub weekday: jiff::civil::Weekday,
    pub clock: Time,
    pub minutes: i64,
    pub place: &'static str,
    /// The last session was on the newest such weekday at least so many days ago.
    pub last_days_ago: i64,
    /// Fewest and most people at a session.
    pub people: RangeInclusive<usize>,
    /// How many came to the last sessions, where the numbers tell a story of their own.
    pub at_last: &'static [usize],
    /// The last list of attendance was not taken yet.
    pub last_untaken: bool,
}

pub struct Session {
    pub title: &'static str,
    pub kind: &'static str,
    pub lead: &'static str,
    /// Empty where nobody wrote one.
    pub recap: &'static str,
}

pub const fn session(
    kind: &'static str,
    title: &'static str,
    lead: &'static str,
    recap: &'static str,
) -> Session {
    Session { title, kind, lead, recap }
}

/// A session that was called off, after the last one held.
pub struct CalledOff {
    pub title: &'static str,
    pub reason: &'static str,
}

/// A series still to come.
pub struct DemoSeries {
    pub session: Session,
    pub repeats: Repeats,
    pub every: i64,
    pub weekday: jiff::civil::Weekday,
    pub clock: Time,
    pub format: SessionFormat,
    pub place: &'static str,
    pub seats: Option<i32>,
    pub host: &'static str,
    pub going: usize,
}

/// A session still to come.
pub struct Coming {
    pub session: Session,
    /// Days after the one before it.
    pub after: i64,
    pub format: SessionFormat,
    pub place: &'static str,
    pub seats: Option<i32>,
    pub draft: bool,
    pub going: usize,
    pub maybe: usize,
    /// People who answer yes after everyone else, in this order.
    pub then: &'static [&'static str],
}
