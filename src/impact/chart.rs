//! Sessions and people over time: bars drawn here, with the same numbers in a table. Bars show whole weeks,
//! or for months made of whole weeks, so that no bar can be taken from another to leave single days.

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::period::{Period, monday};
use super::suppression::{Cell, Count, FEWEST, hide};
use super::tally::HeldSession;
use super::words::grouped;
use crate::platform::web::when;

/// Up to so many weeks a bar is a week; beyond, a month.
const WEEKS_IN_BARS: i32 = 16;
/// From the top of the drawing to its base line, in percent.
const BASE: f64 = 92.0;
const TALLEST: f64 = 80.0;

/// A week or month of the chart.
#[derive(Debug, PartialEq, Eq)]
pub struct ChartInterval {
    /// "Nov" under its bar, and "Nov 2026" in tables.
    pub label: String,
    pub full: String,
    pub sessions: usize,
    pub people: Count,
}

impl ChartInterval {
    pub fn people_words(&self) -> String {
        self.people.words()
    }
}

/// A bar; places and sizes in percent of the drawing.
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
pub struct ScaleLine {
    pub y: String,
    pub label: String,
}

/// What a bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarUnit {
    Week,
    Month,
}

impl BarUnit {
    /// As a sentence says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

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
    pub fn of(sessions: &[HeldSession], period: Period, zone: &TimeZone) -> Self {
        let by = if period.weeks() <= WEEKS_IN_BARS { BarUnit::Week } else { BarUnit::Month };
        let slots = slots(sessions, period, by, zone);
        let shown = |slot: &ChartInterval| if let Count::People(people) = slot.people { people } else { 0 };
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

/// The sessions and people of each week or month, small numbers hidden as in a table with its total beside it.
fn slots(sessions: &[HeldSession], period: Period, by: BarUnit, zone: &TimeZone) -> Vec<ChartInterval> {
    let mut keys: Vec<Date> = Vec::new();
    let mut week = period.from;
    while week <= period.until {
        keys.push(key(week, by));
        week = week.saturating_add(7.days());
    }
    keys.dedup();
    let mut held = vec![(0, HashSet::new()); keys.len()];
    for session in sessions.iter().filter(|session| !session.present.is_empty()) {
        let day = when::day(session.starts_at, zone);
        if let Ok(at) = keys.binary_search(&key(monday(day), by)) {
            held[at].0 += 1;
            held[at].1.extend(session.present.iter().map(|attendee| attendee.person));
        }
    }
    let cells: Vec<Cell> =
        held.iter().map(|(_, people)| Cell { people: people.len(), of: people.len().max(FEWEST) }).collect();
    let (short, full) = match by {
        BarUnit::Week => ("%-d %b", "%-d %b %Y"),
        BarUnit::Month => ("%b", "%b %Y"),
    };
    keys.iter()
        .zip(&held)
        .zip(hide(&cells).cells)
        .map(|((key, (sessions, _)), people)| ChartInterval {
            label: key.strftime(short).to_string(),
            full: key.strftime(full).to_string(),
            sessions: *sessions,
            people,
        })
        .collect()
}

/// A week belongs to the month its Thursday is in, as weeks of a year do (ISO 8601).
fn key(monday: Date, by: BarUnit) -> Date {
    match by {
        BarUnit::Week => monday,
        BarUnit::Month => monday.saturating_add(3.days()).first_of_month(),
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

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{Chart, scale_top};
    use crate::guide::participation::Attendee;
    use crate::impact::period::Period;
    use crate::impact::suppression::Count;
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
            listed: true,
            kind,
            starts_at,
            hours: 1.0,
            prep_hours: 0.0,
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
        let chart = Chart::of(&sessions, period, &TimeZone::UTC);
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
    fn months_are_made_of_whole_weeks() {
        let period = Period { from: date(2026, 7, 27), until: date(2026, 11, 22) };
        // Saturday 1 August is in the week whose Thursday was 30 July.
        let chart = Chart::of(&[held(datetime!(2026-08-01 09:00 UTC), 0..6)], period, &TimeZone::UTC);
        let slots: Vec<_> = chart.slots.iter().map(|slot| (slot.label.as_str(), slot.sessions)).collect();
        assert_eq!(slots, [("Jul", 1), ("Aug", 0), ("Sep", 0), ("Oct", 0), ("Nov", 0)]);
    }

    #[test]
    fn a_week_of_few_people_takes_another_with_it() {
        let period = Period { from: date(2026, 11, 9), until: date(2026, 11, 22) };
        let chart = Chart::of(
            &[held(datetime!(2026-11-10 09:00 UTC), 0..3), held(datetime!(2026-11-17 09:00 UTC), 0..9)],
            period,
            &TimeZone::UTC,
        );
        assert!(chart.slots.iter().all(|slot| slot.people == Count::Hidden));
    }

    #[test]
    fn the_scale_ends_at_a_round_number() {
        assert_eq!([3, 4, 5, 21, 97, 101, 401].map(scale_top), [4, 4, 8, 40, 100, 120, 600]);
    }
}
