//! Sessions and people over time: bars drawn here, with the same numbers in a table. Leaders see quarters, which they
//! may ask for anyway, each with the number of its own report; organisers weeks or months of their period.

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::period::{Period, add_months, monday, quarter_of};
use super::suppression::{Count, Precision};
use super::tally::HeldSession;
use super::words::grouped;
use crate::platform::web::drawing::real;
use crate::platform::web::when;

/// Up to so many days a bar is a week; beyond, a month.
const DAYS_IN_WEEKS: i32 = 16 * 7;
/// How many quarters leaders see side by side.
pub const QUARTERS: i16 = 8;
/// From the top of the drawing to its base line, in percent.
const BASE: f64 = 92.0;
const TALLEST: f64 = 80.0;

/// A week, month or quarter of the chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartInterval {
    /// "Nov" under its bar, and "Nov 2026" in tables.
    pub label: String,
    pub full: String,
    pub sessions: usize,
    pub people: Count,
}

impl ChartInterval {
    pub fn people_words(&self) -> String {
        self.people.label()
    }
}

/// A bar; places and sizes in percent of the drawing.
#[derive(Clone, Serialize, Deserialize)]
pub struct Bar {
    pub x: String,
    pub width: String,
    pub y: String,
    pub height: String,
    pub middle: String,
    pub above: String,
    pub label: String,
    /// Every second label gives way on a narrow screen.
    pub minor: bool,
    /// What the bar says above itself.
    pub said: String,
}

/// A line of the scale.
#[derive(Clone, Serialize, Deserialize)]
pub struct ScaleLine {
    pub y: String,
    pub label: String,
}

/// What a bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BarUnit {
    Week,
    Month,
    Quarter,
}

impl BarUnit {
    /// The head of its column.
    pub fn head(self) -> &'static str {
        match self {
            Self::Week => "Week from",
            Self::Month => "Month",
            Self::Quarter => "Quarter",
        }
    }

    /// As a sentence says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Chart {
    pub by: BarUnit,
    pub slots: Vec<ChartInterval>,
    pub people: Vec<Bar>,
    pub sessions: Vec<Bar>,
    pub guides: Vec<ScaleLine>,
    pub people_label: String,
    pub sessions_label: String,
}

impl Chart {
    /// Of everything held from the first quarter that is shown, or in the period.
    pub fn of<'a>(
        sessions: impl Iterator<Item = &'a HeldSession>,
        period: Period,
        precision: Precision,
        zone: &TimeZone,
    ) -> Self {
        let by = match precision {
            Precision::Rounded => BarUnit::Quarter,
            Precision::Exact if period.days() <= DAYS_IN_WEEKS => BarUnit::Week,
            Precision::Exact => BarUnit::Month,
        };
        let slots = slots(sessions, period, by, precision, zone);
        let shown = |slot: &ChartInterval| slot.people.number().unwrap_or_default();
        let top = scale_top(slots.iter().map(shown).max().unwrap_or_default());
        let most = slots.iter().map(|slot| slot.sessions).max().unwrap_or_default();
        Self {
            by,
            people: bars(&slots, top, shown, |_| String::new()),
            sessions: bars(&slots, most.max(1), |slot| slot.sessions, |slot| slot.sessions.to_string()),
            guides: guides(top),
            people_label: label(&slots, by, shown, "people"),
            sessions_label: label(&slots, by, |slot| slot.sessions, "sessions"),
            slots,
        }
    }
}

/// The first day that is shown.
pub fn begins(period: Period, precision: Precision) -> Date {
    match precision {
        Precision::Rounded => add_months(quarter_of(period.until), -3 * (QUARTERS - 1)),
        Precision::Exact => period.from,
    }
}

/// The sessions and people of each week, month or quarter; quarters before anything was held are left out.
fn slots<'a>(
    sessions: impl Iterator<Item = &'a HeldSession>,
    period: Period,
    by: BarUnit,
    precision: Precision,
    zone: &TimeZone,
) -> Vec<ChartInterval> {
    let mut keys: Vec<Date> = Vec::new();
    let mut day = key(begins(period, precision), by);
    while day <= period.until {
        keys.push(day);
        day = match by {
            BarUnit::Week => day.saturating_add(7.days()),
            BarUnit::Month => add_months(day, 1),
            BarUnit::Quarter => add_months(day, 3),
        };
    }
    let mut held = vec![(0, HashSet::new()); keys.len()];
    for session in sessions.filter(|session| !session.present.is_empty()) {
        let day = when::day(session.starts_at, zone);
        if let Ok(at) = keys.binary_search(&key(day, by)) {
            held[at].0 += 1;
            held[at].1.extend(session.present.iter().map(|attendee| attendee.person));
        }
    }
    let first = match by {
        BarUnit::Quarter => held.iter().position(|(sessions, _)| *sessions > 0).unwrap_or(keys.len() - 1),
        _ => 0,
    };
    let interval = |(key, (sessions, people)): (&Date, &(usize, HashSet<usize>))| {
        let (label, full) = match by {
            BarUnit::Week => (key.strftime("%-d %b").to_string(), key.strftime("%-d %b %Y").to_string()),
            BarUnit::Month => (key.strftime("%b").to_string(), key.strftime("%b %Y").to_string()),
            BarUnit::Quarter => {
                let last = add_months(*key, 2);
                let short = format!("{} {}", key.strftime("%b"), key.strftime("%y"));
                let so_far =
                    if period.until < add_months(*key, 3).saturating_sub(1.day()) { ", so far" } else { "" };
                (short, format!("{} to {}{so_far}", key.strftime("%b"), last.strftime("%b %Y")))
            }
        };
        ChartInterval { label, full, sessions: *sessions, people: precision.count(people.len()) }
    };
    keys.iter().zip(&held).skip(first).map(interval).collect()
}

fn key(day: Date, by: BarUnit) -> Date {
    match by {
        BarUnit::Week => monday(day),
        BarUnit::Month => day.first_of_month(),
        BarUnit::Quarter => quarter_of(day),
    }
}

fn bars(
    slots: &[ChartInterval],
    top: usize,
    value: impl Fn(&ChartInterval) -> usize,
    said: impl Fn(&ChartInterval) -> String,
) -> Vec<Bar> {
    let count = real(slots.len().max(1));
    let width = (62.4 / count).min(5.2);
    slots
        .iter()
        .enumerate()
        .map(|(index, slot)| {
            let middle = 100.0 * (real(index) + 0.5) / count;
            let height = TALLEST * real(value(slot)) / real(top.max(1));
            Bar {
                x: percent(middle - width / 2.0),
                width: percent(width),
                y: percent(BASE - height),
                height: percent(height),
                middle: percent(middle),
                above: percent(BASE - height - 2.5),
                label: slot.label.clone(),
                minor: index % 2 == 1,
                said: said(slot),
            }
        })
        .collect()
}

fn guides(top: usize) -> Vec<ScaleLine> {
    (1..=4)
        .map(|quarter| ScaleLine {
            y: percent(BASE - TALLEST * real(quarter) / 4.0),
            label: grouped(top * quarter / 4),
        })
        .collect()
}

/// The next round number above that four lines divide evenly.
fn scale_top(most: usize) -> usize {
    let mut step = 4;
    loop {
        let round = [10, 15, 20, 25, 30, 40, 50, 75].map(|tenths| step * tenths / 10);
        if let Some(top) = round.into_iter().find(|top| top % 4 == 0 && *top >= most) {
            return top;
        }
        step *= 10;
    }
}

fn label(
    slots: &[ChartInterval],
    by: BarUnit,
    value: impl Fn(&ChartInterval) -> usize,
    what: &str,
) -> String {
    match (slots.first(), slots.last()) {
        (Some(first), Some(last)) => {
            let most = slots.iter().map(&value).max().unwrap_or_default();
            format!("By {}, from {} to {}: at most {most} {what}", by.name(), first.full, last.full)
        }
        _ => String::new(),
    }
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

#[cfg(test)]
mod tests {
    use super::{Chart, ChartInterval, scale_top};
    use crate::guide::participation::Attendee;
    use crate::impact::period::Period;
    use crate::impact::suppression::{Count, Precision};
    use crate::impact::tally::HeldSession;
    use crate::platform::ids::CommunityId;
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use time::OffsetDateTime;
    use time::macros::datetime;

    fn held(starts_at: OffsetDateTime, people: std::ops::Range<usize>) -> HeldSession {
        let present = people.map(|person| Attendee { person, team: None }).collect();
        let (community_id, kind) = (CommunityId::nil(), "retro".to_owned());
        HeldSession {
            community_id,
            kind,
            starts_at,
            minutes: 60,
            prep_minutes: 0,
            complete: true,
            recapped: false,
            present,
        }
    }

    #[test]
    fn each_week_is_a_bar_of_different_people() {
        let period = Period { from: date(2026, 10, 26), until: date(2026, 11, 22) };
        let sessions = [
            held(datetime!(2026-10-26 09:00 UTC), 0..8),
            held(datetime!(2026-10-30 09:00 UTC), 4..10),
            held(datetime!(2026-11-22 22:00 UTC), 0..20),
        ];
        let chart = Chart::of(sessions.iter(), period, Precision::Exact, &TimeZone::UTC);
        let slots: Vec<_> =
            chart.slots.iter().map(|slot| (slot.label.as_str(), slot.sessions, slot.people)).collect();
        assert_eq!(
            slots,
            [
                ("26 Oct", 2, Count::People(10)),
                ("2 Nov", 0, Count::Nobody),
                ("9 Nov", 0, Count::Nobody),
                ("16 Nov", 1, Count::People(20))
            ]
        );
        assert_eq!((chart.people[3].height.as_str(), chart.people[0].height.as_str()), ("80.00%", "40.00%"));
        assert_eq!(chart.people_label, "By week, from 26 Oct 2026 to 16 Nov 2026: at most 20 people");
    }

    #[test]
    fn more_than_sixteen_weeks_are_months_of_the_calendar() {
        let period = Period { from: date(2026, 7, 27), until: date(2026, 11, 22) };
        let sessions = [held(datetime!(2026-08-01 09:00 UTC), 0..6)];
        let chart = Chart::of(sessions.iter(), period, Precision::Exact, &TimeZone::UTC);
        let slots: Vec<_> = chart.slots.iter().map(|slot| (slot.label.as_str(), slot.sessions)).collect();
        assert_eq!(slots, [("Jul", 0), ("Aug", 1), ("Sep", 0), ("Oct", 0), ("Nov", 0)]);
    }

    #[test]
    fn leaders_see_quarters_to_the_nearest_five() {
        let period = Period { from: date(2026, 10, 1), until: date(2026, 11, 1) };
        let sessions = [
            held(datetime!(2026-05-10 09:00 UTC), 0..3),
            held(datetime!(2026-07-10 09:00 UTC), 0..13),
            held(datetime!(2026-10-10 09:00 UTC), 0..9),
        ];
        let chart = Chart::of(sessions.iter(), period, Precision::Rounded, &TimeZone::UTC);
        let slot = |slot: &ChartInterval| (slot.full.clone(), slot.people);
        assert_eq!(
            chart.slots.iter().map(slot).collect::<Vec<_>>(),
            [
                ("Apr to Jun 2026".to_owned(), Count::Few),
                ("Jul to Sep 2026".to_owned(), Count::About(15)),
                ("Oct to Dec 2026, so far".to_owned(), Count::About(10)),
            ]
        );
    }

    #[test]
    fn the_scale_ends_at_a_round_number() {
        assert_eq!([3, 4, 5, 21, 97, 101, 401].map(scale_top), [4, 4, 8, 40, 100, 120, 600]);
    }
}
