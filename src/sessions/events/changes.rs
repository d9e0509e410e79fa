//! What a change makes of the facts that people plan with: each as it was, and as it is.

use jiff::tz::TimeZone;
use time::OffsetDateTime;

use super::rules::FORMATS;
use super::{SessionDetails, SessionFormat};
use crate::platform::web::markdown;
use crate::platform::web::when::{self, TimeSpan, spelled};

/// A mail lists so many lines of an agenda; the page has the rest.
const AGENDA_LINES: usize = 12;

/// Why a new time is not saved without a word.
pub const ALWAYS_TOLD: &str = "People are always told of a new time or length, so that nobody comes at the wrong time. Use “Save changes”.";

/// Are people told of a change? A small correction may be saved without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeNotice {
    Everyone,
    Nobody,
}

/// What people plan with, of a session or of a plan for one.
#[derive(Clone, Copy)]
pub struct SessionFacts<'a> {
    pub details: &'a SessionDetails,
    pub span: TimeSpan,
}

/// A span of time, and the zone it is planned in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedSpan {
    pub span: TimeSpan,
    pub zone: String,
}

impl PlannedSpan {
    fn of(facts: SessionFacts<'_>) -> Self {
        Self { span: facts.span, zone: facts.details.zone.clone() }
    }

    fn is_whole_days(&self) -> bool {
        self.span.whole_days(&when::zone_or_utc(&self.zone)).is_some()
    }
}

/// One of the facts, and how it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactChange {
    Title {
        was: String,
        is: String,
    },
    /// It begins or ends at another time.
    Time {
        was: PlannedSpan,
        is: PlannedSpan,
    },
    /// In minutes.
    Length {
        was: i64,
        is: i64,
    },
    Format {
        was: SessionFormat,
        is: SessionFormat,
    },
    /// As people are told it: a place that is not known yet is "To be confirmed".
    Place {
        was: String,
        is: String,
    },
    /// The link to join online; empty where there is none.
    Link {
        was: String,
        is: String,
    },
    /// The lines that went and those that came; neither where they only stand in another order.
    Agenda {
        gone: Vec<String>,
        new: Vec<String>,
    },
}

/// The facts that differ, in the order in which people ask for them.
pub fn between(was: SessionFacts<'_>, is: SessionFacts<'_>) -> Vec<FactChange> {
    let texts = |was: &str, is: &str| (was != is).then(|| (was.to_owned(), is.to_owned()));
    let (before, after) = (was.details, is.details);
    let title = texts(&before.title, &after.title).map(|(was, is)| FactChange::Title { was, is });
    let (plan, new_plan) = (PlannedSpan::of(was), PlannedSpan::of(is));
    // Of whole days their dates say it all.
    let has_length = !plan.is_whole_days() && !new_plan.is_whole_days();
    let time = (was.span != is.span).then_some(FactChange::Time { was: plan, is: new_plan });
    let length = FactChange::Length { was: minutes(was.span), is: minutes(is.span) };
    let length = (has_length && minutes(was.span) != minutes(is.span)).then_some(length);
    let format = FactChange::Format { was: before.format, is: after.format };
    let format = (before.format != after.format).then_some(format);
    let place = texts(&before.place, &after.place)
        .map(|_| FactChange::Place { was: place_words(before), is: place_words(after) });
    let link = texts(&before.join_url, &after.join_url).map(|(was, is)| FactChange::Link { was, is });
    let agenda = agenda(&before.agenda, &after.agenda);
    [title, time, length, format, place, link, agenda].into_iter().flatten().collect()
}

fn minutes(span: TimeSpan) -> i64 {
    (span.to - span.from).whole_minutes()
}

/// "80 minutes", "10 hours", "2 days and 7 hours"
fn length_words(minutes: i64) -> String {
    let (days, hours) = (minutes / 1440, minutes % 1440 / 60);
    let of = |number: i64, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    match (days, hours) {
        _ if minutes % 60 != 0 || minutes <= 240 => of(minutes, "minute"),
        (0, hours) => of(hours, "hour"),
        (days, 0) => of(days, "day"),
        (days, hours) => format!("{} and {}", of(days, "day"), of(hours, "hour")),
    }
}

fn place_words(details: &SessionDetails) -> String {
    match (details.place.as_str(), details.format) {
        ("", SessionFormat::Online) => "Online".to_owned(),
        ("", SessionFormat::InPerson | SessionFormat::Hybrid) => "To be confirmed".to_owned(),
        (place, _) => place.to_owned(),
    }
}

/// As it reads, not as it is marked up: bold type is no news.
fn agenda(was: &str, is: &str) -> Option<FactChange> {
    let (was, is) = (markdown::known(was), markdown::known(is));
    let (was, is) = (was.text.as_str(), is.text.as_str());
    let lines = |text: &str, other: &str| -> Vec<String> {
        let others: Vec<&str> = other.lines().map(str::trim).collect();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !others.contains(line));
        lines.map(str::to_owned).collect()
    };
    (was != is).then(|| FactChange::Agenda { gone: lines(was, is), new: lines(is, was) })
}

/// Who reads of a change.
#[derive(Clone, Copy)]
pub struct ChangeReader<'a> {
    /// Whether they may read the link to join online.
    pub may_join: bool,
    pub now: OffsetDateTime,
    pub zone: &'a TimeZone,
}

impl FactChange {
    /// Would people come at the wrong time if they were not told?
    pub fn is_of_time(&self) -> bool {
        matches!(self, Self::Time { .. } | Self::Length { .. })
    }

    pub fn is_agenda(&self) -> bool {
        matches!(self, Self::Agenda { .. })
    }

    /// A paragraph of a mail: the fact as it is, and as it was.
    pub fn paragraph(&self, reader: ChangeReader<'_>) -> String {
        if let Self::Agenda { gone, new } = self {
            return agenda_words(gone, new);
        }
        self.fact(reader).map_or_else(
            || "There is another link to join online. People with a place see it.".to_owned(),
            |(fact, is, was)| format!("{fact}: {is}\nIt was: {was}"),
        )
    }

    /// The same in one line, for a list of dates.
    pub fn line(&self, reader: ChangeReader<'_>) -> String {
        match self.fact(reader) {
            Some((fact, is, was)) => format!("{fact}: {is} (it was: {was})"),
            None if self.is_agenda() => "Another agenda".to_owned(),
            None => "Another link to join online".to_owned(),
        }
    }

    /// Its name, what it is, and what it was, where that is said in a line.
    fn fact(&self, reader: ChangeReader<'_>) -> Option<(&'static str, String, String)> {
        let link = |link: &str| if link.is_empty() { "none".to_owned() } else { link.to_owned() };
        Some(match self {
            Self::Title { was, is } => ("Title", is.clone(), was.clone()),
            Self::Time { was, is } => {
                let words =
                    |plan: &PlannedSpan| spelled::span(plan.span, reader.now, reader.zone, &plan.zone);
                ("When", words(is), words(was))
            }
            Self::Length { was, is } => ("Length", length_words(*is), length_words(*was)),
            Self::Format { was, is } => ("Format", format_words(*is), format_words(*was)),
            Self::Place { was, is } => ("Where", is.clone(), was.clone()),
            Self::Link { was, is } if reader.may_join => ("Link to join online", link(is), link(was)),
            Self::Link { .. } | Self::Agenda { .. } => return None,
        })
    }
}

fn format_words(format: SessionFormat) -> String {
    let known = FORMATS.iter().find(|(key, _)| *key == format.as_str());
    known.map_or("", |(_, words)| *words).to_owned()
}

fn agenda_words(gone: &[String], new: &[String]) -> String {
    let listed = |title: &str, lines: &[String]| {
        let more = lines.len().saturating_sub(AGENDA_LINES);
        let lines = lines.iter().take(AGENDA_LINES).map(|line| format!("\n{line}"));
        let more = match more {
            0 => None,
            1 => Some("\nand 1 more line".to_owned()),
            more => Some(format!("\nand {more} more lines")),
        };
        format!("{title}:{}", lines.chain(more).collect::<String>())
    };
    match (gone, new) {
        ([], []) => "The agenda is in another order.".to_owned(),
        (gone, []) => listed("No longer on the agenda", gone),
        ([], new) => listed("New on the agenda", new),
        (gone, new) => {
            format!("{}\n\n{}", listed("New on the agenda", new), listed("No longer on the agenda", gone))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeReader, FactChange, PlannedSpan, SessionFacts, between};
    use crate::platform::web::when::TimeSpan;
    use crate::sessions::events::{SessionDetails, SessionFormat};
    use jiff::tz::TimeZone;
    use time::macros::datetime;

    const SPAN: TimeSpan =
        TimeSpan { from: datetime!(2026-11-26 14:00 UTC), to: datetime!(2026-11-26 14:50 UTC) };

    fn details() -> SessionDetails {
        SessionDetails {
            title: "Flaky tests".to_owned(),
            kind: "lean_coffee".to_owned(),
            zone: "Etc/UTC".to_owned(),
            format: SessionFormat::InPerson,
            place: "Mill Lane".to_owned(),
            join_url: "https://meet.example.org/old".to_owned(),
            agenda: "- Tea\n- **Talk**".to_owned(),
            capacity: None,
            offers_from_hours: 0,
        }
    }

    fn words(after: &SessionDetails, span: TimeSpan, may_join: bool) -> Vec<String> {
        let before = details();
        let changes =
            between(SessionFacts { details: &before, span: SPAN }, SessionFacts { details: after, span });
        let now = datetime!(2026-11-23 09:00 UTC);
        let reader = ChangeReader { may_join, now, zone: &TimeZone::UTC };
        changes.iter().map(|change| change.paragraph(reader)).collect()
    }

    #[test]
    fn what_stays_as_it_is_or_is_only_marked_up_in_another_way_is_no_news() {
        let other = SessionDetails {
            agenda: "* Tea\n* Talk".to_owned(),
            capacity: Some(3),
            offers_from_hours: 12,
            ..details()
        };
        assert!(words(&other, SPAN, true).is_empty());
    }

    #[test]
    fn each_fact_is_said_as_it_is_and_as_it_was() {
        let after = SessionDetails {
            title: "Slow tests".to_owned(),
            format: SessionFormat::Hybrid,
            place: String::new(),
            join_url: "https://meet.example.org/new".to_owned(),
            agenda: "- Tea\n- Cake".to_owned(),
            ..details()
        };
        let longer = TimeSpan { to: datetime!(2026-11-26 15:20 UTC), ..SPAN };
        assert_eq!(
            words(&after, longer, true),
            [
                "Title: Slow tests\nIt was: Flaky tests",
                "When: Thursday 26 November, 14:00–15:20, UTC\nIt was: Thursday 26 November, 14:00–14:50, UTC",
                "Length: 80 minutes\nIt was: 50 minutes",
                "Format: In person and online\nIt was: In person",
                "Where: To be confirmed\nIt was: Mill Lane",
                "Link to join online: https://meet.example.org/new\nIt was: https://meet.example.org/old",
                "New on the agenda:\n- Cake\n\nNo longer on the agenda:\n- Talk",
            ]
        );
    }

    #[test]
    fn the_link_is_told_to_people_with_a_place_alone() {
        let after = SessionDetails { join_url: String::new(), ..details() };
        assert_eq!(
            words(&after, SPAN, true),
            ["Link to join online: none\nIt was: https://meet.example.org/old"]
        );
        let others = words(&after, SPAN, false);
        let [told] = &others[..] else { panic!("one change") };
        assert!(!told.contains("https://"), "{told}");
    }

    #[test]
    fn only_a_new_time_or_length_has_to_be_told() {
        let is_of_time = |change: FactChange| change.is_of_time();
        let plan = PlannedSpan { span: SPAN, zone: "Etc/UTC".to_owned() };
        assert!(is_of_time(FactChange::Time { was: plan.clone(), is: plan }));
        assert!(is_of_time(FactChange::Length { was: 50, is: 80 }));
        assert!(!is_of_time(FactChange::Place { was: String::new(), is: String::new() }));
    }
}
