//! How far back the rules look when a week is evaluated: of what lies further back only the days and the numbers of
//! people are read. A community's past grows by a year each year; what its next week depends on does not.

use time::Date;
use time::macros::date;

use super::history::days;
use super::thresholds::Thresholds;

/// From where on the past of a community is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookback {
    /// Of sessions from this day on the people are read, and acts and stories from this day on.
    pub since: Date,
    /// Who came for the first time on this day or later, as far as is read, may have come before what is read.
    pub fresh: Date,
}

impl Lookback {
    /// Everything.
    pub const WHOLE: Self = Self { since: FIRST, fresh: FIRST };

    /// What the weeks after one depend on, and what organisers decided in it: the longest window of any rule, on a clock
    /// that stood still for so many days, at most.
    pub fn after(week: Date, cadence_days: Option<u32>, paused: i64, t: &Thresholds) -> Self {
        let longest_cadence = t.cadence_most.max(t.cadence_least).max(t.default_cadence);
        let cadence = cadence_days.map_or(longest_cadence, |days| f64::from(days.max(1)));
        let short = t.short_window(cadence);
        let windows = [t.long_window(cadence), t.stories_window, t.flag_silence];
        let longest = windows.into_iter().fold(short, f64::max);
        // Two days more: windows begin within a day, and days begin elsewhere than here.
        let back = |window: f64| week.saturating_sub(days(window.ceil() + real(paused) + 2.0)).max(FIRST);
        Self { since: back(longest), fresh: back(short) }
    }
}

/// Before anything that a community did.
const FIRST: Date = date!(1970 - 01 - 01);

fn real(number: i64) -> f64 {
    f64::from(i32::try_from(number).unwrap_or(i32::MAX))
}
