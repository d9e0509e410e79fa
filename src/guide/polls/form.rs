//! The form that opens or changes a poll, as typed.

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use serde::Deserialize;
use time::OffsetDateTime;

use super::queries::{Poll, PollOption};
use super::{NewPoll, PlannedOption, PollChoices, PollKind, PollResults, deadline};
use crate::platform::ids::PollOptionId;
use crate::platform::once::FormToken;
use crate::platform::web::{Problems, YesNo, fingerprint, when};
use crate::sessions::events::clock_note;

/// Of dates more than anybody reads through, of answers more than fit on a page.
const MOST_DATES: usize = 12;
const MOST_ANSWERS: usize = 8;
const FEWEST: usize = 2;
/// Empty rows for more options.
const SPARE: usize = 3;
/// A poll that is open for longer is forgotten.
const FARTHEST_DAYS: i64 = 92;

/// The form of a poll, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct PollForm {
    pub once: FormToken,
    pub kind: String,
    pub title: String,
    pub details: String,
    pub zone: String,
    pub minutes: String,
    pub closes_day: String,
    pub closes_time: String,
    /// A row each: the option it changes or nothing, and its words or its day and time.
    pub option_id: Vec<String>,
    pub option_words: Vec<String>,
    pub option_day: Vec<String>,
    pub option_time: Vec<String>,
    pub choices: PollChoices,
    pub named: YesNo,
    pub results: String,
    /// What the page has said of clock changes: it is said once before anything is saved.
    pub known: String,
    /// What the poll was when the form was opened.
    pub shown: String,
    pub then: PollButton,
}

/// The button that was clicked.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PollButton {
    Save,
    #[default]
    Preview,
    /// Offers more rows.
    Rows,
}

/// A row of the form.
#[derive(Clone, Default)]
pub struct OptionRow {
    pub id: String,
    pub words: String,
    pub day: String,
    pub time: String,
}

impl OptionRow {
    fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && self.day.is_empty() && self.time.is_empty()
    }
}

impl PollForm {
    /// A new one: dates are looked for at the community's clock, and there is a week to vote.
    pub fn blank(kind: PollKind, zone: &str, now: OffsetDateTime) -> Self {
        let today = when::day(now, &when::zone_or_utc(zone));
        let closes = today.checked_add(7.days()).unwrap_or(today);
        Self {
            kind: kind.to_string(),
            zone: zone.to_owned(),
            minutes: "50".to_owned(),
            closes_day: closes.to_string(),
            closes_time: "17:00".to_owned(),
            results: PollResults::AfterVote.to_string(),
            ..Self::default()
        }
    }

    pub fn named_word(&self) -> &'static str {
        if self.named.is_yes() { "yes" } else { "no" }
    }

    fn of(poll: &Poll, options: &[PollOption]) -> Self {
        let closes = when::from_date_time(poll.closes_on);
        let clock = |time: Time| time.strftime("%H:%M").to_string();
        Self {
            kind: poll.kind.to_string(),
            title: poll.title.clone(),
            details: poll.details.clone(),
            zone: poll.zone.clone(),
            minutes: poll.minutes.to_string(),
            closes_day: closes.date().to_string(),
            closes_time: clock(closes.time()),
            option_id: options.iter().map(|option| option.id.to_string()).collect(),
            option_words: options.iter().map(|option| option.words.clone()).collect(),
            option_day: options
                .iter()
                .map(|option| option.on_day.map(|day| when::from_date(day).to_string()).unwrap_or_default())
                .collect(),
            option_time: options
                .iter()
                .map(|option| option.at_time.map(|time| clock(when::from_time(time))).unwrap_or_default())
                .collect(),
            choices: if poll.several { PollChoices::Several } else { PollChoices::One },
            named: YesNo::of(poll.named),
            results: poll.results.to_string(),
            ..Self::default()
        }
    }

    /// The form of a poll to change, with what it shows as one word: see [`fingerprint`].
    pub fn to_change(poll: &Poll, options: &[PollOption]) -> Self {
        let form = Self::of(poll, options);
        let Self { title, details, zone, minutes, closes_day, closes_time, results, .. } = &form;
        let choices = format!("{}/{}", form.choices, form.named_word());
        let fields = [title, details, zone, minutes, closes_day, closes_time, results, &choices];
        let options = [&form.option_id, &form.option_words, &form.option_day, &form.option_time];
        let shown = fingerprint(fields.into_iter().chain(options.into_iter().flatten()).map(String::as_str));
        Self { shown, ..form }
    }

    pub fn poll_kind(&self) -> PollKind {
        self.kind.parse().unwrap_or(PollKind::Dates)
    }

    pub fn is_dates(&self) -> bool {
        self.poll_kind().is_dates()
    }

    fn most(&self) -> usize {
        if self.is_dates() { MOST_DATES } else { MOST_ANSWERS }
    }

    fn filled(&self) -> Vec<OptionRow> {
        let count = self.option_id.len().max(self.option_day.len()).max(self.option_words.len());
        let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
        let row = |place| OptionRow {
            id: at(&self.option_id, place),
            words: at(&self.option_words, place),
            day: at(&self.option_day, place),
            time: at(&self.option_time, place),
        };
        (0..count).map(row).filter(|row| !row.is_empty()).collect()
    }

    /// The rows as typed, and a few empty ones up to the most there may be.
    pub fn rows(&self) -> Vec<OptionRow> {
        let mut rows = self.filled();
        let most = self.most().max(rows.len());
        rows.resize((rows.len() + SPARE).min(most), OptionRow::default());
        rows
    }

    /// What the clocks of the zone do to times in the form, said before they are saved.
    pub fn clock_notes(&self) -> Vec<String> {
        let deadline = OptionRow {
            day: self.closes_day.clone(),
            time: self.closes_time.clone(),
            ..OptionRow::default()
        };
        self.filled().iter().chain([&deadline]).filter_map(|row| self.clock_note(row)).collect()
    }

    fn clock_note(&self, row: &OptionRow) -> Option<String> {
        clock_note(DateTime::from_parts(row.day.parse().ok()?, row.time.parse().ok()?), &self.zone)
    }

    /// Is there something about the clocks that the page has not said yet?
    pub fn has_news(&self) -> bool {
        let notes = self.clock_notes();
        !notes.is_empty() && self.known != notes.join(" ")
    }

    /// The poll, where nothing is wrong with it. What stays as it was may lie in the past.
    pub fn read(
        &self,
        before: &[PollOption],
        now: OffsetDateTime,
        problems: &mut Problems,
    ) -> Option<NewPoll> {
        let title = problems.line("title", &self.title, 2..=120, "Enter a title.");
        let details = problems.text("details", &self.details, 1000);
        if when::zone(&self.zone).is_none() {
            problems.add("zone", "Choose a time zone from the list, for example Europe/Vienna.");
        }
        let minutes = self.minutes.parse::<i32>().ok().filter(|minutes| (5..=1440).contains(minutes));
        if minutes.is_none() && self.is_dates() {
            problems.add("minutes", "Enter how long it lasts, from 5 to 1440 minutes.");
        }
        let options = self.options(before, now, problems);
        let results = self.results.parse().unwrap_or(PollResults::AfterVote);
        let (closes_on, closes_at) = self.closes(now, problems)?;
        problems.is_empty().then_some(NewPoll {
            kind: self.poll_kind(),
            title,
            details,
            zone: self.zone.clone(),
            minutes: minutes.unwrap_or(50),
            several: self.choices == PollChoices::Several,
            named: self.is_dates() || self.named.is_yes(),
            results,
            closes_on,
            closes_at,
            options,
        })
    }

    fn closes(
        &self,
        now: OffsetDateTime,
        problems: &mut Problems,
    ) -> Option<(time::PrimitiveDateTime, OffsetDateTime)> {
        let day = day(&self.closes_day);
        if day.is_none() {
            problems.add("closes_day", "Choose the last day to vote.");
        }
        let time = self.closes_time.parse::<Time>().ok();
        if time.is_none() {
            problems.add("closes_time", "Enter a time, for example 17:00.");
        }
        let (on, at) = deadline(DateTime::from_parts(day?, time?), &self.zone)?;
        if at <= now {
            problems.add("closes_day", "This time has passed. Choose a later one.");
        } else if at > now + time::Duration::days(FARTHEST_DAYS) {
            problems.add("closes_day", "Choose a day within the next three months.");
        }
        Some((on, at))
    }

    fn options(
        &self,
        before: &[PollOption],
        now: OffsetDateTime,
        problems: &mut Problems,
    ) -> Vec<PlannedOption> {
        let rows = self.filled();
        let options: Vec<PlannedOption> =
            rows.iter().filter_map(|row| self.option(row, before, now, problems)).collect();
        if rows.len() < FEWEST {
            problems.add("options", "Enter at least two options.");
        } else if rows.len() > self.most() {
            problems.add("options", format!("Enter at most {} options.", self.most()));
        }
        let mut seen = HashSet::new();
        if options.iter().any(|o| !seen.insert((o.words.to_lowercase(), o.on_day, o.at_time))) {
            problems.add("options", "Two options are the same. Change one, or empty its row.");
        }
        options
    }

    fn option(
        &self,
        row: &OptionRow,
        before: &[PollOption],
        now: OffsetDateTime,
        problems: &mut Problems,
    ) -> Option<PlannedOption> {
        // An id of another poll is no id here.
        let known =
            row.id.parse::<PollOptionId>().ok().and_then(|id| before.iter().find(|option| option.id == id));
        let id = known.map(|option| option.id);
        if !self.is_dates() {
            let words = problems.line("options", &row.words, 1..=120, "Enter an answer.");
            return Some(PlannedOption { id, words, on_day: None, at_time: None });
        }
        let Some(day) = day(&row.day) else {
            problems.add("options", "Choose a day for each option, or empty its row.");
            return None;
        };
        let time = row.time.parse::<Time>().ok();
        if time.is_none() && !row.time.is_empty() {
            problems.add("options", "Enter times as hours and minutes, for example 14:00.");
        }
        let option = PlannedOption {
            id,
            words: String::new(),
            on_day: Some(when::to_date(day)),
            at_time: time.map(when::to_time),
        };
        let stays =
            known.is_some_and(|known| known.on_day == option.on_day && known.at_time == option.at_time);
        if !stays && self.is_past(day, time, now) {
            problems.add("options", "Choose days and times in the future.");
        }
        Some(option)
    }

    fn is_past(&self, day: Date, time: Option<Time>, now: OffsetDateTime) -> bool {
        let zone = when::zone_or_utc(&self.zone);
        match time {
            Some(time) => when::moment(day.to_datetime(time), &zone).is_none_or(|at| at <= now),
            None => day <= when::day(now, &zone),
        }
    }
}

fn day(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| (2000..2200).contains(&date.year()))
}

#[cfg(test)]
mod tests;
