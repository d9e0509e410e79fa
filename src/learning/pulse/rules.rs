//! When a pulse may be opened, how long it is open, and how much of its people a number of answers is.

use time::{Duration, OffsetDateTime};

use crate::organisation;

/// The same people are asked again after eight weeks at the earliest (domain.md 4.2: each 8 to 12 weeks).
pub const REST: Duration = Duration::weeks(8);
/// The seven sentences about psychological safety are asked once a year (domain.md 4.2).
pub const SAFETY_REST: Duration = Duration::days(365);
/// A pulse closes at midnight; that its results are there is said at nine in the morning.
pub const RESULTS_TOLD_AFTER: Duration = Duration::hours(9);
/// So long results that nobody put away are on Home.
pub const RESULTS_ARE_NEWS_FOR: Duration = Duration::days(14);
/// Two weeks find most people at work.
pub const USUAL_DAYS: i64 = 14;
/// Fewer days miss those who are away; more are forgotten.
pub const FEWEST_DAYS: i64 = 3;
pub const MOST_DAYS: i64 = 42;
/// Words of fewer people than this are recognised by how they write.
pub const ANSWERS_FOR_COMMENTS: i64 = 8;
/// Leaders see a community, and figures speak of one, from this many answers on (domain.md 4.2).
pub const ANSWERS_FOR_LEADERS: u8 = 10;
/// The smallest minimum there is.
pub const FEWEST: i64 = organisation::FEWEST_PEOPLE as i64;

/// From when on the next one may be opened.
pub fn opens_again(last: Option<OffsetDateTime>) -> Option<OffsetDateTime> {
    last.map(|last| last + REST)
}

/// From when on the seven yearly sentences may be asked again.
pub fn safety_again(last: Option<OffsetDateTime>) -> Option<OffsetDateTime> {
    last.map(|last| last + SAFETY_REST)
}

/// Half the time: when those who have not answered are reminded.
pub fn half_time(opened: OffsetDateTime, closes: OffsetDateTime) -> OffsetDateTime {
    opened + (closes - opened) / 2
}

/// The share that answered, to five per cent, and never so that one to four people who did not could be counted.
pub fn response_rate(answered: i64, population: i64) -> String {
    match population - answered {
        0 => "everyone answered".to_owned(),
        1..FEWEST => "nearly everyone answered".to_owned(),
        _ => format!("about {}% answered", nearest_five(answered * 100, population)),
    }
}

/// A share of a hundred to the nearest five.
pub fn nearest_five(hundredfold: i64, whole: i64) -> i64 {
    let whole = whole.max(1);
    (hundredfold * 2 + whole * 5) / (whole * 10) * 5
}

#[cfg(test)]
mod tests {
    use super::{half_time, nearest_five, opens_again, response_rate, safety_again};
    use time::macros::datetime;

    #[test]
    fn the_same_people_are_asked_after_eight_weeks_at_the_earliest() {
        assert_eq!(opens_again(None), None);
        let last = datetime!(2026-10-01 09:00 UTC);
        assert_eq!(opens_again(Some(last)), Some(datetime!(2026-11-26 09:00 UTC)));
    }

    #[test]
    fn the_yearly_sentences_are_asked_after_a_year_at_the_earliest() {
        assert_eq!(safety_again(None), None);
        let last = datetime!(2026-10-01 09:00 UTC);
        assert_eq!(safety_again(Some(last)), Some(datetime!(2027-10-01 09:00 UTC)));
    }

    #[test]
    fn the_reminder_comes_at_half_time() {
        let half = half_time(datetime!(2026-11-01 00:00 UTC), datetime!(2026-11-15 00:00 UTC));
        assert_eq!(half, datetime!(2026-11-08 00:00 UTC));
    }

    #[test]
    fn a_response_rate_never_tells_of_one_to_four_who_did_not_answer() {
        assert_eq!(response_rate(20, 20), "everyone answered");
        assert_eq!(response_rate(17, 20), "nearly everyone answered");
        assert_eq!(response_rate(14, 20), "about 70% answered");
        assert_eq!(response_rate(13, 23), "about 55% answered");
        assert_eq!((nearest_five(5200, 100), nearest_five(5300, 100)), (50, 55));
    }
}
