//! How the figure of each statement went, quarter by quarter: what binds a figure to its trend and to a story of the same
//! benefit (`domain.md`, 5.4). Leaders may ask for each of these quarters by itself, so a trend tells nothing more.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::chart::{self, QUARTERS};
use super::contacts;
use super::contacts::network::mixing;
use super::figures::{Compared, ShownMixing};
use super::load::ReportFacts;
use super::period::{add_months, quarter_of};
use super::report::different;
use super::suppression::{Count, Precision, Share};
use super::tally::{HeldSession, PeriodTally};
use super::words::share_words;
use crate::platform::web::drawing::real;
use crate::platform::web::when;

/// A quarter of a trend; places in percent of the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendBar {
    /// "Jul to Sep 2026"
    pub quarter: String,
    /// "Q3", and the year with the first quarter of each.
    pub label: String,
    /// What it was, as it is told: "about 75", "60%".
    pub said: String,
    pub x: String,
    pub width: String,
    pub middle: String,
    /// Where its value is written.
    pub above: String,
    pub y: String,
    pub height: String,
}

/// One value before it is drawn.
struct TrendValue {
    said: String,
    /// Nothing, where it is hidden or there was nobody.
    number: Option<usize>,
}

/// A year and the quarter before it: more have no room on a phone.
const SHOWN: usize = 5;
/// From the base line to the top of the tallest bar, and the base line, in percent of the drawing.
const TALLEST: f64 = 58.0;
const BASE: f64 = 80.0;

/// The trends of the four, in their order. Organisers, whose weeks are exact, have none.
pub fn of(facts: &ReportFacts) -> [Vec<TrendBar>; 4] {
    if facts.scope.precision == Precision::Exact {
        return Default::default();
    }
    let quarters = quarters(facts);
    let first = quarters.iter().position(|quarter| !quarter.held.is_empty()).unwrap_or(quarters.len());
    let mut values: [Vec<TrendValue>; 4] = Default::default();
    for quarter in &quarters[first..] {
        let tally = PeriodTally::of(&quarter.held, facts.first_visits.before(quarter.begins_at));
        for (values, value) in values.iter_mut().zip(quarter.values(&tally, facts)) {
            values.push(value);
        }
    }
    let shown = &quarters[first.max(quarters.len().saturating_sub(SHOWN))..];
    let days: Vec<Date> = shown.iter().map(|quarter| quarter.from).collect();
    let until = facts.scope.reading.period.until;
    let is_running = days.last().is_some_and(|last| until.saturating_add(1.day()) < add_months(*last, 3));
    let last = is_running.then_some("So far");
    values.map(|values| drawn(&days, &values[values.len().saturating_sub(SHOWN)..], last))
}

/// A quarter with what was held in it.
struct Quarter {
    from: Date,
    begins_at: OffsetDateTime,
    /// Or the end of what the report speaks of, if that is earlier.
    ends_at: OffsetDateTime,
    held: Vec<HeldSession>,
}

impl Quarter {
    fn values(&self, tally: &PeriodTally, facts: &ReportFacts) -> [TrendValue; 4] {
        let precision = facts.scope.precision;
        let nothing = PeriodTally::default();
        let of = Compared { now: tally, before: &nothing, before_words: "", precision };
        let mixed = mixing(&contacts::rooms(&self.held, &facts.encounters, self.begins_at, self.ends_at));
        let across = mixed.map_or(Share::Nobody, |found| ShownMixing::of(found, precision).share);
        let reused = facts
            .reuses
            .iter()
            .filter(|reuse| self.begins_at <= reuse.at && reuse.at < self.ends_at)
            .map(|reuse| reuse.person_id);
        [
            share(tally.repeat.share(precision)),
            count(precision.count(different(reused))),
            count(of.hours(tally, tally.minutes)),
            share(across),
        ]
    }
}

fn share(share: Share) -> TrendValue {
    let (words, unit) = share_words(share);
    let number = match share {
        Share::Percent(percent) => usize::try_from(percent).ok(),
        _ => None,
    };
    TrendValue {
        said: if share == Share::Nobody { "–".to_owned() } else { format!("{words}{unit}") },
        number,
    }
}

fn count(count: Count) -> TrendValue {
    let said = match count {
        Count::Nobody => "0".to_owned(),
        Count::Hidden => "Hidden".to_owned(),
        Count::Few => "Under 5".to_owned(),
        other => other.label(),
    };
    TrendValue { said, number: count.number() }
}

/// The quarters of the chart, each with its sessions in their order.
fn quarters(facts: &ReportFacts) -> Vec<Quarter> {
    let zone = &facts.scope.zone;
    let begins = chart::begins(facts.scope.reading.period, Precision::Rounded);
    let at = |day: Date| when::moment(day.at(0, 0, 0, 0), zone).unwrap_or(facts.until);
    let mut quarters: Vec<Quarter> = (0..QUARTERS)
        .map(|number| add_months(begins, 3 * number))
        .map(|from| Quarter {
            from,
            begins_at: at(from),
            ends_at: at(add_months(from, 3)).min(facts.until),
            held: Vec::new(),
        })
        .collect();
    let mut all: Vec<&HeldSession> = facts.earlier.iter().chain(&facts.before).chain(&facts.held).collect();
    all.sort_by_key(|session| session.starts_at);
    for session in all {
        let quarter = quarter_of(when::day(session.starts_at, zone));
        if let Some(held) = quarters.iter_mut().find(|known| known.from == quarter) {
            held.held.push(session.clone());
        }
    }
    quarters
}

/// `last` is what is said below the last one.
fn drawn(days: &[Date], values: &[TrendValue], last: Option<&str>) -> Vec<TrendBar> {
    let most = values.iter().filter_map(|value| value.number).max().unwrap_or_default().max(1);
    let slots = real(values.len().max(1));
    let width = (56.0 / slots).min(9.0);
    days.iter()
        .zip(values)
        .enumerate()
        .map(|(at, (day, value))| {
            let middle = 100.0 * (real(at) + 0.5) / slots;
            let height = TALLEST * real(value.number.unwrap_or_default()) / real(most);
            let number = (day.month() + 2) / 3;
            TrendBar {
                quarter: format!("{} to {}", day.strftime("%b"), add_months(*day, 2).strftime("%b %Y")),
                label: if let (true, Some(last)) = (at + 1 == values.len(), last) {
                    last.to_owned()
                } else if at == 0 || number == 1 {
                    format!("Q{number} {}", day.strftime("%Y"))
                } else {
                    format!("Q{number}")
                },
                said: value.said.clone(),
                x: percent(middle - width / 2.0),
                width: percent(width),
                middle: percent(middle),
                above: percent(BASE - height - 4.0),
                y: percent(BASE - height),
                height: percent(height),
            }
        })
        .collect()
}

/// "Returned, by quarter: Jan to Mar 2026 60%, Apr to Jun 2026 65%", for those who do not see the drawing.
pub fn spoken(bars: &[TrendBar]) -> String {
    let each: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.quarter, bar.said)).collect();
    format!("By quarter: {}", each.join(", "))
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

#[cfg(test)]
mod tests {
    use super::{TrendValue, drawn, spoken};
    use jiff::civil::date;

    #[test]
    fn what_is_hidden_has_no_height_and_says_so() {
        let days = [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)];
        let value = |said: &str, number| TrendValue { said: said.into(), number };
        let values = [value("Hidden", None), value("about 40", Some(40)), value("about 20", Some(20))];
        let bars = drawn(&days, &values, Some("So far"));
        assert_eq!(
            bars.iter().map(|bar| bar.height.as_str()).collect::<Vec<_>>(),
            ["0.00%", "58.00%", "29.00%"]
        );
        assert_eq!(
            bars.iter().map(|bar| bar.label.as_str()).collect::<Vec<_>>(),
            ["Q1 2026", "Q2", "So far"]
        );
        assert_eq!(
            spoken(&bars),
            "By quarter: Jan to Mar 2026 Hidden, Apr to Jun 2026 about 40, Jul to Sep 2026 about 20"
        );
    }
}
