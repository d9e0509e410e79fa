//! What a session must be: its time, its length, its place and its seats.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use time::{Duration, OffsetDateTime};

use super::changes::SessionFacts;
use super::queries::Event;
use super::{SessionDetails, has_details, kinds};
use crate::platform::ids::PersonId;
use crate::platform::web::when::{self, TimeSpan};
use crate::platform::web::{Problems, fingerprint};
use crate::sessions::events::{SessionFormat, SessionState};

/// Lengths offered: meetings that end before the hour leave people a break.
pub const LENGTHS: [i64; 6] = [25, 45, 50, 80, 110, 240];

/// How people come together.
pub const FORMATS: [(&str, &str); 3] =
    [("in_person", "In person"), ("online", "Online"), ("hybrid", "In person and online")];

/// A session as it is planned.
#[derive(Clone, Debug)]
pub struct SessionPlan {
    pub details: SessionDetails,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub hosts: Vec<PersonId>,
}

has_details!(SessionPlan);

impl SessionPlan {
    pub fn facts(&self) -> SessionFacts<'_> {
        SessionFacts { details: &self.details, span: TimeSpan { from: self.starts_at, to: self.ends_at } }
    }
}

/// Hours before the start from which a seat given up is offered and not given, with the words for them.
pub const OFFERS_FROM: [(i32, &str); 5] = [
    (0, "Always give it to the next person in line"),
    (2, "From 2 hours before, give it to the first person who takes it"),
    (12, "From 12 hours before, give it to the first person who takes it"),
    (24, "From a day before, give it to the first person who takes it"),
    (48, "From 2 days before, give it to the first person who takes it"),
];

/// One of the choices of [`OFFERS_FROM`].
pub fn offers_from(text: &str, problems: &mut Problems) -> i32 {
    let known = OFFERS_FROM.iter().find(|(hours, _)| hours.to_string() == text.trim());
    match known {
        Some((hours, _)) => *hours,
        None if text.trim().is_empty() => 0,
        None => {
            problems.add("offers_from_hours", "Choose one of the times in the list.");
            0
        }
    }
}

/// Are there seats after a change that the session did not have before?
pub fn adds_seats(before: Option<i32>, after: Option<i32>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => after > before,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Does the changed plan move the session in time or place?
pub fn is_moved(event: &Event, plan: &SessionPlan) -> bool {
    event.starts_at != plan.starts_at || event.ends_at != plan.ends_at || event.is_elsewhere(plan)
}

pub fn kind(key: &str, problems: &mut Problems) -> &'static str {
    if let Some(kind) = kinds::find(key) {
        kind.key
    } else {
        problems.add("kind", "Choose the closest kind of session.");
        "other"
    }
}

pub fn format(key: &str, problems: &mut Problems) -> SessionFormat {
    key.parse().unwrap_or_else(|_| {
        problems.add("format", "Choose a format.");
        SessionFormat::InPerson
    })
}

/// A number of seats, or none for as many as come.
pub fn capacity(text: &str, problems: &mut Problems) -> Option<i32> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let seats = text.parse().ok().filter(|seats| (1..=10_000).contains(seats));
    if seats.is_none() {
        problems.add("capacity", "Enter a number from 1 to 10000, or leave it empty for no limit.");
    }
    seats
}

/// A link people follow: http or https, or empty.
pub fn link(field: &'static str, text: &str, problems: &mut Problems) -> String {
    let text = text.trim();
    let fine = text.is_empty()
        || ((text.starts_with("https://") || text.starts_with("http://"))
            && text.len() <= 500
            && !text.contains(char::is_whitespace));
    if !fine {
        problems.add(field, "Paste the whole link, starting with https://");
    }
    text.to_owned()
}

/// May the plan of a session that began be changed? Its past is written; a recap tells the rest.
///
/// # Errors
/// The reason, for the person who asks.
pub fn may_change(event: &Event, now: OffsetDateTime) -> Result<(), &'static str> {
    match event.state {
        _ if event.archived => Err("This community is archived. Reopen it first."),
        SessionState::Cancelled => Err("This session was cancelled. Schedule a new one."),
        SessionState::Published if event.ends_at <= now => {
            Err("This session has ended. Post a recap instead.")
        }
        SessionState::Draft | SessionState::Published => Ok(()),
    }
}

/// May a recap be written? It tells what came of a session, so that it has begun.
///
/// # Errors
/// The reason, for the person who asks.
pub fn may_recap(event: &Event, now: OffsetDateTime) -> Result<(), &'static str> {
    match event.state {
        SessionState::Draft => Err("This is a draft. A recap can be written once the session has begun."),
        SessionState::Cancelled => Err("This session was cancelled, so there is nothing to recap."),
        SessionState::Published if event.starts_at > now => {
            Err("A recap can be written once the session has begun.")
        }
        SessionState::Published => Ok(()),
    }
}

/// What the form of a recap shows, as one word.
pub fn recap_shown(event: &Event) -> String {
    fingerprint([event.recap.as_str(), event.recording_url.as_str()])
}

/// Hours of preparation, as many as the column takes; with a comma or a point.
pub fn prep_hours(typed: &str, problems: &mut Problems) -> Option<f64> {
    let hours =
        typed.trim().replace(',', ".").parse::<f64>().ok().filter(|hours| (0.0..=200.0).contains(hours));
    if hours.is_none() {
        problems.add("prep_hours", "Enter hours from 0 to 200, such as 1.5.");
    }
    hours
}

/// The day to propose for the next session: one cadence after the newest, not in the past and not at a weekend.
pub fn next_day(
    newest: Option<OffsetDateTime>,
    cadence: Duration,
    now: OffsetDateTime,
    zone: &jiff::tz::TimeZone,
) -> Date {
    let wanted = newest.map_or(now + Duration::weeks(1), |newest| newest + cadence);
    let earliest = now + Duration::days(3);
    let day = when::day(wanted.max(earliest), zone);
    let to_monday = match day.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    day.checked_add(to_monday.days()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::{capacity, link};
    use crate::platform::web::Problems;
    use time::macros::datetime;

    #[test]
    fn the_next_session_is_proposed_one_cadence_on_and_never_at_a_weekend() {
        let zone = jiff::tz::TimeZone::UTC;
        let now = datetime!(2026-11-22 12:00 UTC);
        let fortnight = time::Duration::weeks(2);
        let proposed = |newest| super::next_day(newest, fortnight, now, &zone).to_string();
        assert_eq!(proposed(Some(datetime!(2026-11-19 14:00 UTC))), "2026-12-03");
        assert_eq!(proposed(Some(datetime!(2026-11-14 14:00 UTC))), "2026-11-30");
        assert_eq!(proposed(Some(datetime!(2026-01-08 14:00 UTC))), "2026-11-25");
        assert_eq!(proposed(None), "2026-11-30");
    }

    #[test]
    fn seats_are_a_number_or_as_many_as_come() {
        let mut problems = Problems::default();
        assert_eq!(capacity(" 12 ", &mut problems), Some(12));
        assert_eq!(capacity("", &mut problems), None);
        assert!(problems.is_empty());
        capacity("0", &mut problems);
        assert!(!problems.is_empty());
    }

    #[test]
    fn only_links_people_can_follow_are_links() {
        let mut problems = Problems::default();
        link("join_url", "https://meet.example.org/x", &mut problems);
        assert!(problems.is_empty());
        link("join_url", "javascript:alert(1)", &mut problems);
        assert!(!problems.is_empty());
    }
}
