//! The form that schedules or changes a session, or a series of them, as typed.

use jiff::civil::{Date, Time};
use serde::Deserialize;
use time::OffsetDateTime;

use super::pages::Preview;
use crate::platform::ids::{EventId, PersonId};
use crate::platform::once::FormToken;
use crate::platform::web::when::{self, TimeSpan};
use crate::platform::web::{Problems, fingerprint, is_overtaken, markdown};
use crate::sessions::events::rules::{self, SessionPlan};
use crate::sessions::events::{
    ChangeNotice, Event, SessionCard, SessionDetails, SessionState, SpanForm, UNTIL, WHOLE_DAYS, changes,
    clock_note, kinds,
};
use crate::sessions::series::form::{RecurrenceForm as Repeating, UpcomingDates};
use crate::sessions::series::recurrence::RecurrenceEnd;
use crate::sessions::series::{Rest, Rule, Scope, Series};

/// So many dates of a series are held against the changes of the clocks: two years of weeks.
const DATES_LOOKED_AT: usize = 104;
/// And no more notes than these are said.
const NOTES: usize = 3;

/// The form of a session, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SessionForm {
    pub title: String,
    pub kind: String,
    pub day: String,
    pub time: String,
    /// A number, or what stands for another end; see [`SpanForm`].
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

    /// The part that says how it repeats.
    pub fn repeating(&self) -> Repeating<'_> {
        Repeating {
            repeats: &self.repeats,
            every: &self.every,
            ends: &self.ends,
            until: &self.until,
            dates: &self.dates,
            skipped: &self.skipped,
            also: &self.also,
        }
    }

    /// Are people told of what changes?
    pub fn telling(&self) -> ChangeNotice {
        if self.then == SessionButton::Quiet { ChangeNotice::Nobody } else { ChangeNotice::Everyone }
    }

    /// Day and time as typed, on the wall clock.
    pub fn wall_clock(&self) -> Option<(Date, Time)> {
        Some((self.day.parse().ok()?, self.time.parse().ok()?))
    }

    /// The rule of a new series, or nothing when it does not repeat or something is wrong with how.
    pub fn rule(&self, problems: &mut Problems) -> Option<Rule> {
        if !self.repeating().repeats() {
            return None;
        }
        self.check_length_of_dates(problems);
        if !self.option.is_empty() {
            problems.add("repeats", "A date from a poll makes one session. Choose “Does not repeat”.");
        }
        if self.then == SessionButton::Draft {
            problems.add(
                "repeats",
                "A series can’t be kept as a draft. Publish it, or choose “Does not repeat”.",
            );
        }
        let wish = self.repeating().read(problems)?;
        let (day, time) = self.wall_clock()?;
        wish.rule(day, time, &self.zone, problems)
    }

    /// A date of a series has times, and a day is the longest it lasts.
    pub fn check_length_of_dates(&self, problems: &mut Problems) {
        if self.minutes == WHOLE_DAYS {
            problems.add("repeats", "Whole days don’t repeat. Schedule each session by itself.");
        } else if self.span().is_some_and(|span| span.to - span.from > time::Duration::DAY) {
            problems.add("last_day", "A session of a series lasts 24 hours at most.");
        }
    }

    /// The next dates, to be seen before anything is saved.
    pub fn upcoming(&self, pauses: &[Rest], now: OffsetDateTime) -> Option<UpcomingDates> {
        let rule = Self { then: SessionButton::Publish, ..self.clone() }.rule(&mut Problems::default())?;
        Some(UpcomingDates::of(&rule, pauses, now))
    }

    /// When it would be, as far as that can be read.
    pub fn span(&self) -> Option<TimeSpan> {
        self.timing().read(&mut Problems::default())
    }

    fn timing(&self) -> SpanForm<'_> {
        SpanForm {
            day: &self.day,
            time: &self.time,
            lasts: &self.minutes,
            last_day: &self.last_day,
            ends: &self.ends_time,
            zone: &self.zone,
        }
    }

    /// What the clocks do to its times, in one line; those of later dates of a series among them.
    pub fn clock_note(&self) -> String {
        let mut notes = self.timing().clock_notes();
        // An edit of one date leaves the others where they are.
        let reaches_others = self.scope.is_empty() || Scope::of(&self.scope) != Scope::This;
        if let Some(rule) = self.rule(&mut Problems::default()).filter(|_| reaches_others) {
            let later = rule.days().skip(1).take(DATES_LOOKED_AT);
            notes.extend(later.filter_map(|day| clock_note(day.to_datetime(rule.starts_at), &self.zone)));
        }
        notes.truncate(NOTES);
        notes.join(" ")
    }

    pub fn host_ids(&self) -> Vec<PersonId> {
        self.hosts.iter().filter_map(|host| host.parse::<PersonId>().ok()).collect()
    }

    /// The plan, where nothing is wrong with it: neither with what was typed, nor with what it would do now to a
    /// session that people have answered.
    pub fn check(
        &self,
        event: Option<&Event>,
        closes_on: Option<time::Date>,
        now: OffsetDateTime,
        problems: &mut Problems,
    ) -> Option<SessionPlan> {
        if self.then == SessionButton::Draft && !self.option.is_empty() {
            problems.add(
                "day",
                "People who voted are told of this date, so it can’t be a draft. Publish the session.",
            );
        }
        if !self.then.only_shows() && !self.host_name.trim().is_empty() {
            problems.add("host_name", "Click Find and select who you mean, or clear the name.");
        }
        let plan = self.read(problems)?;
        let stays = event.is_some_and(|event| event.starts_at == plan.starts_at);
        if plan.starts_at <= now && !stays {
            problems.add("day", "Choose a day and time in the future.");
        }
        let last_day = closes_on.map(when::from_date);
        if let Some(last) = last_day.filter(|last| self.day.parse::<Date>().is_ok_and(|day| day > *last)) {
            let words = last.strftime("%-d %B %Y");
            problems.add("day", format!("The community closes on {words}. Choose a day until then."));
        }
        let has_new_time = event.is_none_or(|event| event.facts().span != plan.facts().span);
        let clocks = self.clock_note();
        if has_new_time && !clocks.is_empty() && self.known != clocks && !self.then.only_shows() {
            problems.add("time", format!("{clocks} If that is right, click the button again."));
        }
        let is_retimed = has_new_time && event.is_some_and(|event| event.state.is_published());
        if is_retimed && self.telling() == ChangeNotice::Nobody {
            problems.add("day", changes::ALWAYS_TOLD);
        }
        let seated = event.map_or(0, |event| event.seated);
        if plan.capacity.is_some_and(|seats| seats < seated) {
            problems.add("capacity", format!("{seated} people are already going. Enter at least {seated}."));
        }
        problems.is_empty().then_some(plan)
    }

    fn read(&self, problems: &mut Problems) -> Option<SessionPlan> {
        let title = problems.line("title", &self.title, 2..=120, "Enter a title.");
        let span = self.timing().read(problems);
        let details = SessionDetails {
            title,
            kind: rules::kind(&self.kind, problems).to_owned(),
            zone: self.zone.clone(),
            format: rules::format(&self.format, problems),
            place: problems.line("place", &self.place, 0..=200, ""),
            join_url: rules::link("join_url", &self.join_url, problems),
            capacity: rules::capacity(&self.capacity, problems),
            offers_from_hours: rules::offers_from(&self.offers_from_hours, problems),
            agenda: problems.text("agenda", &self.agenda, 10_000),
        };
        // After the details, so that what is wrong with them is said too.
        let span = span?;
        let plan = SessionPlan { details, starts_at: span.from, ends_at: span.to, hosts: self.host_ids() };
        problems.is_empty().then_some(plan)
    }

    /// The session as people will see it, when that was asked for and nothing is wrong with it.
    pub async fn preview(&self, community: &str) -> Option<Preview> {
        let plan = self.read(&mut Problems::default()).filter(|_| self.then == SessionButton::Preview)?;
        let card = SessionCard {
            id: EventId::nil(),
            title: plan.title.clone(),
            kind: plan.kind.clone(),
            state: SessionState::Draft,
            starts_at: plan.starts_at,
            ends_at: plan.ends_at,
            zone: plan.zone.clone(),
            format: plan.format,
            place: plan.place.clone(),
            capacity: plan.capacity,
            seated: 0,
            waiting: 0,
            community: community.to_owned(),
            answer: None,
            ahead: 0,
            series_id: None,
        };
        Some(Preview { card, agenda: markdown::prose(&plan.agenda).await })
    }
}
