//! How far ahead a series is filled.

use jiff::ToSpan;
use jiff::civil::Date;
use time::{Duration, OffsetDateTime};

use super::queries::Rest;
use super::recurrence::Rule;
use crate::platform::web::when;
use crate::sessions::events::dates::SeriesSlot;

/// Dates are made so many days ahead: a season that people can plan with.
const DAYS_AHEAD: i64 = 90;
/// A series that meets seldom still shows so many dates.
const LEAST_DATES: usize = 6;
/// One filling makes no more than this, whatever the rule says.
const MOST_DATES: usize = 400;

/// The dates to make, those that are there already among them: still to come, near enough, and not in a pause.
pub fn slots(rule: &Rule, minutes: i64, rests: &[Rest], now: OffsetDateTime) -> Vec<SeriesSlot> {
    let far = when::day(now, &rule.zone).saturating_add(DAYS_AHEAD.days());
    rule.days()
        .filter_map(|day| rule.moment(day).map(|starts_at| (day, starts_at)))
        .filter(|(_, starts_at)| *starts_at > now)
        .take(MOST_DATES)
        .enumerate()
        .take_while(|(index, (day, _))| *index < LEAST_DATES || *day <= far)
        .filter(|(_, (day, _))| !rests.iter().any(|rest| rest.holds(*day)))
        .map(|(_, (day, starts_at))| SeriesSlot {
            on: when::to_date(day),
            starts_at,
            ends_at: starts_at + Duration::minutes(minutes),
        })
        .collect()
}

impl Rest {
    pub fn holds(&self, day: Date) -> bool {
        let day = when::to_date(day);
        self.starts_on.is_some_and(|start| start <= day) && self.ends_on.is_none_or(|end| day <= end)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::{Rest, slots};
    use crate::platform::web::when;
    use crate::sessions::series::recurrence::{RecurrenceEnd, Repeats, Rule};

    const NOW: time::OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn weekly(every: i64) -> Rule {
        Rule {
            repeats: Repeats::Weekly,
            every,
            starts_on: "2026-11-10".parse().unwrap(),
            starts_at: "18:00".parse().unwrap(),
            zone: when::zone("Europe/London").unwrap(),
            end: RecurrenceEnd::Open,
            skipped: std::collections::BTreeSet::new(),
        }
    }

    fn rest(from: time::Date, until: Option<time::Date>) -> Rest {
        Rest { archived: false, starts_on: Some(from), ends_on: until }
    }

    #[test]
    fn dates_are_made_ninety_days_ahead_and_at_least_six() {
        let days = |rule: &Rule| slots(rule, 50, &[], NOW).iter().map(|slot| slot.on).collect::<Vec<_>>();
        let every_week = days(&weekly(1));
        assert_eq!((every_week.len(), every_week[0]), (13, date!(2026 - 11 - 24)));
        assert_eq!(every_week.last(), Some(&date!(2027 - 02 - 16)));
        assert_eq!(days(&weekly(12)).len(), 6);
        let ended = Rule { end: RecurrenceEnd::After(2), ..weekly(1) };
        assert_eq!(days(&ended), [], "its two dates are past");
    }

    #[test]
    fn nothing_is_made_inside_a_pause() {
        let until = rest(date!(2026 - 12 - 01), Some(date!(2027 - 01 - 04)));
        let slots_of = |rests: &[Rest]| slots(&weekly(1), 50, rests, NOW);
        let made = slots_of(&[until]);
        assert_eq!((made[0].on, made[1].on), (date!(2026 - 11 - 24), date!(2027 - 01 - 05)));
        assert!(slots_of(&[rest(date!(2026 - 11 - 20), None)]).is_empty(), "a pause with no end yet");
    }

    #[test]
    fn each_date_lasts_as_long_over_the_change_of_the_clocks() {
        let rule = Rule {
            starts_on: "2027-03-28".parse().unwrap(),
            starts_at: "00:30".parse().unwrap(),
            ..weekly(1)
        };
        let first = &slots(&rule, 90, &[], NOW)[0];
        assert_eq!(
            (first.starts_at, first.ends_at),
            (datetime!(2027-03-28 00:30 UTC), datetime!(2027-03-28 02:00 UTC))
        );
    }
}
