//! The breaks of one week: which of them hold on which day, and when that is for the person who looks.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use time::OffsetDateTime;

use super::BreakSlot;
use super::slot::weekday;
use crate::platform::ids::TeamId;
use crate::platform::web::when::{self, TimeSpan};

/// Monday to Sunday, as someone's calendar has them.
pub struct ShownWeek {
    pub days: Vec<Date>,
    pub zone: TimeZone,
}

impl ShownWeek {
    pub fn of(now: OffsetDateTime, zone: &TimeZone) -> Self {
        let today = when::day(now, zone);
        let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
        let days = (0..7).map(|day| monday.saturating_add(day.days())).collect();
        Self { days, zone: zone.clone() }
    }

    pub fn first(&self) -> time::Date {
        when::to_date(self.days[0])
    }

    pub fn last(&self) -> time::Date {
        when::to_date(self.days[self.days.len() - 1])
    }

    /// Days that a zone may have while this week lasts.
    fn days_anywhere(&self) -> Vec<Date> {
        let before = self.days[0].saturating_sub(1.day());
        (0..9).map(|day| before.saturating_add(day.days())).collect()
    }

    /// Which of its days a moment lies on.
    pub fn day_of(&self, at: OffsetDateTime) -> Option<usize> {
        let day = when::day(at, &self.zone);
        self.days.iter().position(|shown| *shown == day)
    }

    /// The weekday of one of its days.
    pub fn weekday(&self, day: usize) -> i32 {
        weekday(self.days[day])
    }

    /// Minutes from midnight by the clock on the wall.
    pub fn minute_of(&self, at: OffsetDateTime) -> i64 {
        let there = when::zoned(at, &self.zone);
        i64::from(there.hour()) * 60 + i64::from(there.minute())
    }
}

/// A break that holds for a team from one day to another: one of a trial, which stands in for its own.
pub struct TrialBreak {
    pub team_id: TeamId,
    pub slot: BreakSlot,
    pub from: Date,
    pub to: Date,
}

/// A team and when it is free this week.
#[derive(Debug)]
pub struct TeamWeek {
    pub name: String,
    pub spans: Vec<TimeSpan>,
}

/// When a team is free, with those of its trials in place of its own break.
pub fn team_week(
    id: TeamId,
    name: &str,
    own: Option<&BreakSlot>,
    trials: &[TrialBreak],
    week: &ShownWeek,
) -> TeamWeek {
    let mut spans = Vec::new();
    for day in week.days_anywhere() {
        let trial = trials.iter().find(|trial| trial.team_id == id && (trial.from..=trial.to).contains(&day));
        if let Some(slot) = trial.map(|trial| &trial.slot).or(own) {
            spans.extend(slot.on_days(&[day]));
        }
    }
    spans.retain(|span| week.day_of(span.from).is_some());
    TeamWeek { name: name.to_owned(), spans }
}

#[cfg(test)]
mod tests {
    use super::{ShownWeek, TrialBreak, team_week};
    use crate::learning::breaks::BreakSlot;
    use crate::platform::ids::TeamId;
    use crate::platform::web::when;
    use jiff::civil::date;
    use time::macros::datetime;

    fn slot(weekdays: &[i32], hour: u8, zone: &str) -> BreakSlot {
        let from_time = time::Time::from_hms(hour, 0, 0).unwrap();
        BreakSlot {
            weekdays: weekdays.to_vec(),
            from_time,
            to_time: from_time + time::Duration::minutes(15),
            zone: zone.to_owned(),
        }
    }

    #[test]
    fn a_week_begins_on_monday_where_its_reader_is() {
        let late = datetime!(2026-11-29 20:00 UTC);
        let of = |zone: &str| ShownWeek::of(late, &when::zone(zone).unwrap()).days[0];
        assert_eq!(of("Europe/London"), date(2026, 11, 23));
        assert_eq!(of("Asia/Tokyo"), date(2026, 11, 30), "there it is Monday already");
    }

    #[test]
    fn a_break_far_away_is_shown_on_the_reader_s_day() {
        let week = ShownWeek::of(datetime!(2026-11-25 09:00 UTC), &when::zone("Europe/London").unwrap());
        let team = team_week(TeamId::nil(), "Osaka", Some(&slot(&[1], 6, "Asia/Tokyo")), &[], &week);
        let days: Vec<_> = team.spans.iter().map(|span| week.day_of(span.from)).collect();
        assert_eq!(days, [Some(6)], "their Monday morning is Sunday evening here, at the end of the week");
        let team = team_week(TeamId::nil(), "Osaka", Some(&slot(&[2], 6, "Asia/Tokyo")), &[], &week);
        assert_eq!((team.spans.len(), week.day_of(team.spans[0].from)), (1, Some(0)));
        assert_eq!(week.minute_of(team.spans[0].from), 21 * 60);
    }

    #[test]
    fn a_trial_stands_in_for_a_team_s_own_break_while_it_goes_on() {
        let zone = "Europe/London";
        let week = ShownWeek::of(datetime!(2026-11-25 09:00 UTC), &when::zone(zone).unwrap());
        let trial = TrialBreak {
            team_id: TeamId::nil(),
            slot: slot(&[1, 2, 3, 4, 5], 15, zone),
            from: date(2026, 11, 25),
            to: date(2026, 12, 15),
        };
        let own = slot(&[1, 2, 3], 10, zone);
        let team = team_week(TeamId::nil(), "Field", Some(&own), &[trial], &week);
        let hours: Vec<i64> = team.spans.iter().map(|span| week.minute_of(span.from) / 60).collect();
        assert_eq!(hours, [10, 10, 15, 15, 15]);
    }
}
