//! The days a report speaks of. Leaders choose quarters, half-years and years, and the quarter so far, which moves on
//! the first Monday of a month: two ranges of one's own choosing, taken from each other, would tell who came to one
//! session. Organisers see their own community by any days.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::platform::web::when;

/// What an organiser can pick: days as people say them, and the weeks they mean.
const PICKS: [(&str, i32, &str); 3] =
    [("90", 13, "3 months"), ("180", 26, "6 months"), ("365", 52, "12 months")];
/// Nobody reads further back, and a report stays quick.
const MOST_DAYS: i32 = 5 * 366;
/// The quarter so far, in an address.
const SO_FAR: &str = "so-far";
/// So far back what is usual is looked for.
const BASELINE_DAYS: i32 = 2 * 366;
/// How far back leaders may look.
const QUARTERS: i16 = 8;
const HALVES: i16 = 4;
const YEARS: i16 = 2;

/// What was asked for in the address, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReportQuery {
    pub period: String,
    pub from: String,
    pub until: String,
    /// The team or department in the middle of the rings.
    pub centre: String,
}

/// Days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Date,
    pub until: Date,
}

/// What a period is made of, which says what came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodKind {
    /// The whole months of this quarter that are over, about.
    SoFar,
    Quarter,
    HalfYear,
    Year,
    /// Whole weeks, from a list.
    Weeks,
    /// Days of one's own choosing.
    Custom,
}

/// A period with the one it is compared with, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportPeriod {
    pub period: Period,
    pub before: Period,
    pub kind: PeriodKind,
    /// Its key in an address; empty for days of one's own choosing.
    pub pick: String,
    /// "July to September 2026"
    pub title: String,
    /// "the quarter before"
    pub before_words: String,
    /// What was changed about what was asked for, in words.
    pub note: Option<&'static str>,
}

/// Everything leaders may ask for on a day, the usual one first.
pub fn of_leaders(today: Date) -> Vec<ReportPeriod> {
    let this_quarter = quarter_of(today);
    let mut readings: Vec<ReportPeriod> = so_far(today).into_iter().collect();
    readings.extend((1..=QUARTERS).map(|ago| quarter(add_months(this_quarter, -3 * ago))));
    let this_half = date(today.year(), if today.month() < 7 { 1 } else { 7 }, 1);
    readings.extend((1..=HALVES).map(|ago| half(add_months(this_half, -6 * ago))));
    readings.extend((1..=YEARS).map(|ago| year(today.year() - ago)));
    readings
}

/// The quarter so far: up to the first Monday of its second or third month that has come. Before that there is too
/// little of it for a figure that is no single session's.
fn so_far(today: Date) -> Option<ReportPeriod> {
    let from = quarter_of(today);
    let (months, end) = [2, 1].into_iter().find_map(|months| {
        let monday = first_monday(add_months(from, months));
        (monday <= today).then_some((months, monday))
    })?;
    let period = Period { from, until: day_before(end) };
    let earlier = add_months(from, -3);
    let before = Period { from: earlier, until: day_before(first_monday(add_months(earlier, months))) };
    Some(ReportPeriod {
        period,
        before,
        kind: PeriodKind::SoFar,
        pick: SO_FAR.to_owned(),
        title: period.label(),
        before_words: "the same part of the quarter before".to_owned(),
        note: None,
    })
}

fn quarter(from: Date) -> ReportPeriod {
    let pick = format!("{}-q{}", from.year(), (from.month() + 2) / 3);
    months(PeriodKind::Quarter, from, 3, pick, "the quarter before")
}

fn half(from: Date) -> ReportPeriod {
    let pick = format!("{}-h{}", from.year(), if from.month() == 1 { 1 } else { 2 });
    months(PeriodKind::HalfYear, from, 6, pick, "the half-year before")
}

fn months(kind: PeriodKind, from: Date, count: i16, pick: String, before_words: &str) -> ReportPeriod {
    let period = whole_months(from, count);
    let title = format!("{} to {}", from.strftime("%B"), period.until.strftime("%B %Y"));
    let before = whole_months(add_months(from, -count), count);
    ReportPeriod { period, before, kind, pick, title, before_words: before_words.to_owned(), note: None }
}

fn year(year: i16) -> ReportPeriod {
    let of = |year| whole_months(date(year, 1, 1), 12);
    ReportPeriod {
        period: of(year),
        before: of(year - 1),
        kind: PeriodKind::Year,
        pick: year.to_string(),
        title: year.to_string(),
        before_words: "the year before".to_owned(),
        note: None,
    }
}

impl ReportQuery {
    /// What a leader asked for; what is not offered becomes the usual period, and the page says so.
    pub fn of_leader(&self, today: Date) -> ReportPeriod {
        let mut offered = of_leaders(today);
        if let Some(at) = offered.iter().position(|reading| reading.pick == self.period) {
            return offered.swap_remove(at);
        }
        let note = "Choose one of the periods listed. Showing the most recent one.";
        ReportPeriod { note: self.asks_for_days().then_some(note), ..offered.swap_remove(0) }
    }

    /// Was a period asked for, whether or not it is offered?
    pub fn asks_for_days(&self) -> bool {
        !self.period.is_empty() || !self.from.is_empty() || !self.until.is_empty()
    }

    /// What an organiser asked for; what cannot be read becomes the usual one, and the page says so.
    pub fn of_organiser(&self, today: Date) -> ReportPeriod {
        if !self.from.is_empty() || !self.until.is_empty() {
            return self.custom(today);
        }
        let (pick, weeks, _) = PICKS.into_iter().find(|(key, ..)| *key == self.period).unwrap_or(PICKS[0]);
        days(PeriodKind::Weeks, last_weeks(weeks, today), pick, None)
    }

    fn custom(&self, today: Date) -> ReportPeriod {
        let usual = |note| days(PeriodKind::Weeks, last_weeks(PICKS[0].1, today), PICKS[0].0, Some(note));
        let read = (self.from.trim().parse::<Date>(), self.until.trim().parse::<Date>());
        let (Ok(from), Ok(until)) = read else {
            return usual("Enter both days, for example 2026-09-07. Showing the last three months.");
        };
        let period = Period { from, until: until.min(today) };
        if period.from > period.until {
            return usual(
                "The first day must be before the last, and not after today. Showing the last three months.",
            );
        }
        if period.days() > MOST_DAYS {
            return usual("A report covers five years at most. Showing the last three months.");
        }
        days(PeriodKind::Custom, period, "", None)
    }

    pub fn picks() -> impl Iterator<Item = (&'static str, &'static str)> {
        PICKS.into_iter().map(|(key, _, words)| (key, words))
    }
}

fn days(kind: PeriodKind, period: Period, pick: &str, note: Option<&'static str>) -> ReportPeriod {
    let length = period.days();
    let back = |day: Date| day.saturating_sub(i64::from(length).days());
    let before_words = match length {
        7 => "the previous week".to_owned(),
        days if days % 7 == 0 => format!("the previous {} weeks", days / 7),
        1 => "the day before".to_owned(),
        days => format!("the previous {days} days"),
    };
    let before = Period { from: back(period.from), until: back(period.until) };
    ReportPeriod { period, before, kind, pick: pick.to_owned(), title: period.label(), before_words, note }
}

impl ReportPeriod {
    /// "From July to September 2026", "In 2025"
    pub fn spoken(&self) -> String {
        let within = if self.title.contains(" to ") { "From" } else { "In" };
        format!("{within} {}", self.title)
    }

    /// Periods of the same kind before this one, the last of them first: what is usual here. Within about two years,
    /// and four of them are enough.
    pub fn earlier(&self) -> Vec<Period> {
        let Period { from, until } = self.period;
        let months = |months: i16, count: i16| {
            (1..=count).map(|ago| whole_months(add_months(from, -months * ago), months)).collect()
        };
        match self.kind {
            PeriodKind::SoFar => {
                let end = until.saturating_add(1.day());
                let shown = (end.month() - from.month()).into();
                let part = |ago: i16| {
                    let from = add_months(from, -3 * ago);
                    Period { from, until: day_before(first_monday(add_months(from, shown))) }
                };
                (1..=4).map(part).collect()
            }
            PeriodKind::Quarter => months(3, 4),
            PeriodKind::HalfYear => months(6, 4),
            PeriodKind::Year => months(12, 2),
            PeriodKind::Weeks | PeriodKind::Custom => {
                let length = self.period.days();
                let back = |day: Date, ago: i32| day.saturating_sub(i64::from(length * ago).days());
                let count = (BASELINE_DAYS / length).min(4);
                (1..=count).map(|ago| Period { from: back(from, ago), until: back(until, ago) }).collect()
            }
        }
    }

    pub fn is_custom(&self) -> bool {
        self.kind == PeriodKind::Custom
    }

    /// As a list of periods names it.
    pub fn label(&self) -> String {
        if self.kind == PeriodKind::SoFar {
            format!("This quarter so far ({})", self.title)
        } else {
            self.title.clone()
        }
    }

    /// The period in an address.
    pub fn query(&self) -> String {
        match self.kind {
            PeriodKind::Custom => format!("from={}&until={}", self.period.from, self.period.until),
            _ => format!("period={}", self.pick),
        }
    }
}

impl Period {
    pub fn days(self) -> i32 {
        self.from.until(self.until).map_or(0, |span| span.get_days()) + 1
    }

    /// The moments it begins and ends, in the organisation's zone.
    pub fn moments(self, zone: &TimeZone) -> (OffsetDateTime, OffsetDateTime) {
        let midnight =
            |date: Date| when::moment(date.at(0, 0, 0, 0), zone).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        (midnight(self.from), midnight(self.until.saturating_add(1.day())))
    }

    /// "24 August to 22 November 2026"
    pub fn label(self) -> String {
        let from = if self.from.year() == self.until.year() { "%-d %B" } else { "%-d %B %Y" };
        format!("{} to {}", self.from.strftime(from), self.until.strftime("%-d %B %Y"))
    }
}

/// The whole weeks that ended on or before last Sunday.
fn last_weeks(weeks: i32, today: Date) -> Period {
    let this_monday = monday(today);
    let from = this_monday.saturating_sub(i64::from(weeks).weeks());
    Period { from, until: day_before(this_monday) }
}

pub fn monday(date: Date) -> Date {
    date.saturating_sub(i64::from(date.weekday().since(Weekday::Monday)).days())
}

pub fn first_monday(of_month: Date) -> Date {
    let first = of_month.first_of_month();
    let monday = monday(first);
    if monday < first { monday.saturating_add(7.days()) } else { monday }
}

/// The first day of the quarter.
pub fn quarter_of(day: Date) -> Date {
    date(day.year(), (day.month() - 1) / 3 * 3 + 1, 1)
}

pub fn add_months(day: Date, months: i16) -> Date {
    day.saturating_add(i64::from(months).months())
}

fn whole_months(from: Date, months: i16) -> Period {
    Period { from, until: day_before(add_months(from, months)) }
}

fn day_before(day: Date) -> Date {
    day.saturating_sub(1.day())
}

#[cfg(test)]
mod tests {
    use super::{Period, PeriodKind, ReportQuery, first_monday, of_leaders};
    use jiff::ToSpan;
    use jiff::civil::{Date, date};
    use jiff::tz::TimeZone;
    use time::macros::datetime;

    const TODAY: Date = date(2026, 11, 25);

    fn custom(from: &str, until: &str) -> super::ReportPeriod {
        ReportQuery { from: from.into(), until: until.into(), ..ReportQuery::default() }.of_organiser(TODAY)
    }

    fn leader(period: &str, today: Date) -> super::ReportPeriod {
        ReportQuery { period: period.into(), ..ReportQuery::default() }.of_leader(today)
    }

    #[test]
    fn the_quarter_so_far_moves_on_the_first_monday_of_a_month() {
        let until = |today| (leader("", today).pick, leader("", today).period.until);
        assert_eq!(
            until(date(2026, 10, 1)),
            ("2026-q3".to_owned(), date(2026, 9, 30)),
            "too little of it yet"
        );
        assert_eq!(until(date(2026, 11, 1)), ("2026-q3".to_owned(), date(2026, 9, 30)));
        assert_eq!(until(date(2026, 11, 2)), ("so-far".to_owned(), date(2026, 11, 1)));
        assert_eq!(until(date(2026, 12, 6)), ("so-far".to_owned(), date(2026, 11, 1)));
        assert_eq!(until(date(2026, 12, 7)), ("so-far".to_owned(), date(2026, 12, 6)));
        assert_eq!(until(date(2027, 1, 31)), ("2026-q4".to_owned(), date(2026, 12, 31)));
        let before = leader("so-far", date(2026, 11, 25)).before;
        assert_eq!(before, Period { from: date(2026, 7, 1), until: date(2026, 8, 2) }, "as it was told then");
        assert_eq!(first_monday(date(2026, 6, 20)), date(2026, 6, 1));
    }

    #[test]
    fn a_snapshot_says_its_period_as_its_report_did() {
        for key in ["2026-q3", "2025"] {
            let report = leader(key, TODAY);
            let snapshot =
                super::ReportPeriod { kind: PeriodKind::Custom, pick: String::new(), ..report.clone() };
            assert_eq!(snapshot.spoken(), report.spoken());
        }
        assert_eq!(leader("2025", TODAY).spoken(), "In 2025");
    }

    #[test]
    fn leaders_ask_for_quarters_half_years_and_years_and_for_nothing_else() {
        let words = |key| (leader(key, TODAY).title, leader(key, TODAY).before.label());
        assert_eq!(words("2026-q3"), ("July to September 2026".into(), "1 April to 30 June 2026".into()));
        assert_eq!(words("2026-h1"), ("January to June 2026".into(), "1 July to 31 December 2025".into()));
        assert_eq!(words("2025"), ("2025".into(), "1 January to 31 December 2024".into()));
        for other in ["2026-q4", "2026", "2026-h2", "90", "2019-q1", "custom", "x"] {
            let reading = leader(other, TODAY);
            assert_eq!((reading.pick.as_str(), reading.note.is_some()), ("so-far", true), "{other}");
        }
        let own =
            ReportQuery { from: "2026-10-01".into(), until: "2026-10-31".into(), ..ReportQuery::default() };
        assert_eq!(own.of_leader(TODAY).pick, "so-far");
    }

    #[test]
    fn whatever_the_day_all_that_is_offered_is_over_and_no_shorter_than_four_weeks() {
        for days in 0..800 {
            let today = date(2026, 1, 1).saturating_add(days.days());
            for reading in of_leaders(today) {
                assert!(
                    reading.period.until < today && reading.period.days() >= 28,
                    "{today} {}",
                    reading.pick
                );
                assert!(reading.before.until < reading.period.from, "{today} {}", reading.pick);
            }
        }
    }

    #[test]
    fn what_is_usual_are_earlier_periods_of_the_same_kind() {
        for reading in of_leaders(TODAY) {
            let earlier = reading.earlier();
            assert_eq!(earlier[0], reading.before, "{}", reading.pick);
            assert!(earlier.windows(2).all(|pair| pair[1].until < pair[0].from), "{}", reading.pick);
            let count = if reading.kind == PeriodKind::Year { 2 } else { 4 };
            assert_eq!(earlier.len(), count, "{}", reading.pick);
        }
        let usual = ReportQuery::default().of_organiser(TODAY);
        assert_eq!((usual.earlier().len(), usual.earlier()[0]), (4, usual.before));
        let year = ReportQuery { period: "365".into(), ..ReportQuery::default() }.of_organiser(TODAY);
        assert_eq!(year.earlier().len(), 2);
        assert!(custom("2024-10-02", "2026-10-31").earlier().is_empty(), "nothing as long before it");
    }

    #[test]
    fn organisers_choose_any_days() {
        let usual = ReportQuery::default().of_organiser(TODAY);
        assert_eq!(usual.period, Period { from: date(2026, 8, 24), until: date(2026, 11, 22) });
        assert_eq!(usual.before_words, "the previous 13 weeks");
        let own = custom("2026-10-02", "2026-10-31");
        assert_eq!(own.period, Period { from: date(2026, 10, 2), until: date(2026, 10, 31) });
        assert_eq!((own.note, own.before_words.as_str()), (None, "the previous 30 days"));
        assert_eq!(custom("2026-11-20", "2027-02-01").period.until, TODAY);
    }

    #[test]
    fn what_cannot_be_read_becomes_three_months_and_is_named() {
        for (from, until) in [
            ("2026-10-01", ""),
            ("soon", "later"),
            ("2026-11-01", "2026-09-01"),
            ("1999-01-01", "2026-01-01"),
            ("2027-01-01", "2027-02-01"),
        ] {
            let reading = custom(from, until);
            assert_eq!((reading.period.days(), reading.note.is_some()), (91, true), "{from} {until}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_organisation() {
        let zone = TimeZone::get("Europe/Vienna").unwrap();
        let week = Period { from: date(2026, 10, 19), until: date(2026, 10, 25) };
        assert_eq!(week.moments(&zone), (datetime!(2026-10-18 22:00 UTC), datetime!(2026-10-25 23:00 UTC)));
    }
}
