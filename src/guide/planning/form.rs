//! The form that schedules or changes a session, or a series of them, as typed.

mod plan;

use jiff::civil::Date;
use serde::Deserialize;

use crate::platform::ids::PersonId;
use crate::platform::once::FormToken;
use crate::platform::web::when;
use crate::platform::web::{Problems, fingerprint, is_overtaken};
use crate::sessions::events::{Event, UNTIL, WHOLE_DAYS, kinds};
use crate::sessions::series::Series;
use crate::sessions::series::recurrence::RecurrenceEnd;

/// The form of a session, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SessionForm {
    pub title: String,
    pub kind: String,
    pub day: String,
    pub time: String,
    /// A number, or what stands for another end; see [`SpanForm`](crate::sessions::events::SpanForm).
    pub minutes: String,
    pub last_day: String,
    pub ends_time: String,
    pub zone: String,
    pub format: String,
    pub place: String,
    pub join_url: String,
    pub capacity: String,
    pub offers_from_hours: String,
    pub agenda: String,
    pub hosts: Vec<String>,
    /// Part of a name, to find more people who may host.
    pub host_name: String,
    /// How it repeats, empty when it does not; see [`series::form`].
    pub repeats: String,
    pub every: String,
    pub ends: String,
    pub until: String,
    pub dates: String,
    pub skipped: Vec<String>,
    pub also: String,
    /// How many dates of its series an edit reaches: this, following or all.
    pub scope: String,
    /// Whether an edit that reaches further changes titles that dates have of their own: keep or replace.
    pub own_titles: String,
    /// The topic it is planned for, when it is planned for one.
    pub topic: String,
    /// The option of a date poll that it is made on.
    pub option: String,
    /// A session to plan again, when a link says so.
    pub copy: String,
    /// What the page has said of the clocks.
    pub known: String,
    /// What the session was when the form was opened: see [`fingerprint`].
    pub shown: String,
    pub once: FormToken,
    pub then: SessionButton,
}

/// The button that was clicked.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionButton {
    #[default]
    Publish,
    Draft,
    Preview,
    /// Saves a small correction, of which nobody is told.
    Quiet,
    /// Shows people whose name was typed, to choose hosts from.
    FindHost,
}

impl SessionButton {
    /// The page is shown again, and nothing is saved.
    pub fn only_shows(self) -> bool {
        matches!(self, Self::Preview | Self::FindHost)
    }
}

impl SessionForm {
    pub fn blank(zone: &str, host: &PersonId, day: Date, time: String) -> Self {
        Self {
            // It needs no preparation, and suits a first session and a rescued one.
            kind: "lean_coffee".to_owned(),
            day: day.to_string(),
            time,
            zone: zone.to_owned(),
            format: "in_person".to_owned(),
            hosts: vec![host.to_string()],
            ..Self::default()
        }
    }

    /// What a link that leads here has filled in already: a kind and its length, a title.
    pub fn with(self, given: Self) -> Self {
        let pick = |given: String, own: String| if given.is_empty() { own } else { given };
        let kind = pick(given.kind, self.kind);
        let usual = kinds::find(&kind).map_or(50, |kind| kind.usual_minutes);
        Self {
            title: pick(given.title, self.title),
            kind,
            minutes: pick(given.minutes, usual.to_string()),
            last_day: pick(given.last_day, self.last_day),
            ends_time: pick(given.ends_time, self.ends_time),
            day: pick(given.day, self.day),
            time: pick(given.time, self.time),
            zone: pick(given.zone, self.zone),
            option: given.option,
            agenda: pick(given.agenda, self.agenda),
            topic: given.topic,
            repeats: pick(given.repeats, self.repeats),
            every: pick(given.every, self.every),
            ..self
        }
    }

    /// Repeats as often as the community says it meets.
    pub fn in_rhythm(self, cadence_days: Option<i32>) -> Self {
        let (repeats, every) = match cadence_days {
            Some(days @ (7 | 14 | 42)) => ("weekly", days / 7),
            Some(60) => ("monthly_weekday", 2),
            Some(90) => ("monthly_weekday", 3),
            _ => ("monthly_weekday", 1),
        };
        Self { repeats: repeats.to_owned(), every: every.to_string(), ..self }
    }

    /// A past session once more: at its time of day, on another day, hosted by the one who plans it. The way in online
    /// was for that one day.
    pub fn again(event: &Event, host: &PersonId, day: Date) -> Self {
        let past = Self::of(event, std::slice::from_ref(host));
        let length = past.day.parse::<Date>().and_then(|first| first.until(past.last_day.parse::<Date>()?));
        let last_day = length.map(|length| day.saturating_add(length).to_string()).unwrap_or_default();
        Self { day: day.to_string(), last_day, join_url: String::new(), ..past }
    }

    pub fn of(event: &Event, hosts: &[PersonId]) -> Self {
        let zone = when::zone_or_utc(&event.zone);
        let span = event.facts().span;
        let is_whole = span.whole_days(&zone).is_some();
        let (first, last) = span.days(&zone, &zone);
        let ends_later = first < last;
        let lasts = if is_whole {
            WHOLE_DAYS.to_owned()
        } else if ends_later {
            UNTIL.to_owned()
        } else {
            event.minutes().to_string()
        };
        // The last day of the clock: what ends at midnight ends on the next one.
        let last = if is_whole { last } else { when::day(span.to, &zone) };
        Self {
            title: event.title.clone(),
            kind: event.kind.clone(),
            day: first.to_string(),
            time: if is_whole { String::new() } else { when::clock(event.starts_at, &zone) },
            minutes: lasts,
            last_day: if ends_later { last.to_string() } else { String::new() },
            ends_time: if ends_later && !is_whole {
                when::clock(event.ends_at, &zone)
            } else {
                String::new()
            },
            zone: event.zone.clone(),
            format: event.format.to_string(),
            place: event.place.clone(),
            join_url: event.join_url.clone(),
            capacity: event.capacity.map(|seats| seats.to_string()).unwrap_or_default(),
            offers_from_hours: event.offers_from_hours.to_string(),
            agenda: event.agenda.clone(),
            hosts: hosts.iter().map(PersonId::to_string).collect(),
            ..Self::default()
        }
    }

    /// What it says of a session, as one word.
    pub fn fingerprint(&self) -> String {
        let Self { title, kind, day, time, minutes, last_day, ends_time, zone, .. } = self;
        let Self { format, place, join_url, capacity, offers_from_hours, agenda, hosts, .. } = self;
        let one = [title, kind, day, time, minutes, last_day, ends_time, zone];
        let other = [format, place, join_url, capacity, offers_from_hours, agenda];
        fingerprint(one.into_iter().chain(other).chain(hosts).map(String::as_str))
    }

    /// Whether someone saved the session after this form was opened.
    pub fn is_overtaken(&mut self, now: &Self, problems: &mut Problems) -> bool {
        is_overtaken(&mut self.shown, now.fingerprint(), problems, "title", "the session’s page")
    }

    /// How its series repeats from this date on, for an edit that reaches further than one date.
    pub fn of_series(self, series: &Series, on: time::Date, scope: &str) -> Self {
        let rule = series.rule();
        let (ends, until, dates) = match rule.end {
            RecurrenceEnd::Open => ("never", String::new(), String::new()),
            RecurrenceEnd::Until(day) => ("until", day.to_string(), String::new()),
            RecurrenceEnd::After(_) => {
                let left = rule.named().skip_while(|day| *day < when::from_date(on)).count();
                ("after", String::new(), left.to_string())
            }
        };
        Self {
            repeats: series.repeats.to_string(),
            every: series.every.to_string(),
            ends: ends.to_owned(),
            until,
            dates,
            skipped: rule.skipped.iter().map(ToString::to_string).collect(),
            scope: scope.to_owned(),
            ..self
        }
    }
}
