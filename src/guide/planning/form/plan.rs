//! What a form of a session says: when, for how long, how it repeats, and the plan that is saved.

use jiff::civil::{Date, Time};
use time::OffsetDateTime;

use super::{SessionButton, SessionForm};
use crate::guide::planning::pages::Preview;
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::when::{self, TimeSpan};
use crate::platform::web::{Problems, markdown};
use crate::sessions::events::rules::{self, SessionPlan};
use crate::sessions::events::{
    ChangeNotice, Event, SessionCard, SessionDetails, SessionState, SpanForm, WHOLE_DAYS, changes, clock_note,
};
use crate::sessions::series::form::{RecurrenceForm as Repeating, UpcomingDates};
use crate::sessions::series::{Rest, Rule, Scope};

/// So many dates of a series are held against the changes of the clocks: two years of weeks.
const DATES_LOOKED_AT: usize = 104;
/// And no more notes than these are said.
const NOTES: usize = 3;

impl SessionForm {
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
