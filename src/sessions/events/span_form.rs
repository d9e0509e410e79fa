//! When a session is, as typed: a day, a time and a length; or until another time, perhaps of another day; or whole days.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use time::{Duration, OffsetDateTime};

use crate::platform::web::Problems;
use crate::platform::web::when::{self, ClockChange, TimeSpan};

/// Instead of a number of minutes: it ends at a time, on the same day or a later one.
pub const UNTIL: &str = "until";
/// Instead of a number of minutes: it has days and no times.
pub const WHOLE_DAYS: &str = "days";
/// A retreat fits in. Queries that look for sessions under way rely on it.
const MOST_DAYS: i32 = 14;
/// No session that goes on began longer ago: clocks may go back in its days.
pub const LONGEST: Duration = Duration::days(MOST_DAYS as i64 + 1);
const SHORTEST: Duration = Duration::minutes(5);

#[derive(Clone, Copy, Debug)]
pub struct SpanForm<'a> {
    pub day: &'a str,
    pub time: &'a str,
    /// Minutes, [`UNTIL`] or [`WHOLE_DAYS`].
    pub lasts: &'a str,
    /// Where it is empty, it ends on the day it begins.
    pub last_day: &'a str,
    pub ends: &'a str,
    pub zone: &'a str,
}

impl SpanForm<'_> {
    pub fn read(&self, problems: &mut Problems) -> Option<TimeSpan> {
        let date = read_day(self.day);
        if date.is_none() {
            problems.add("day", "Choose a day.");
        }
        let zone = when::zone(self.zone);
        if zone.is_none() {
            problems.add("zone", "Choose a time zone from the list, for example Europe/Vienna.");
        }
        if self.lasts == WHOLE_DAYS {
            let last = self.last(date, problems);
            return whole_days(date?, last?, &zone?);
        }
        let time = self.time.parse::<Time>().ok();
        if time.is_none() {
            problems.add("time", "Choose a time, for example 14:00.");
        }
        if self.lasts == UNTIL {
            let end = self.end(date, problems);
            let from = when::moment(DateTime::from_parts(date?, time?), zone.as_ref()?)?;
            return self.until(from, end?, &zone?, problems);
        }
        let minutes = self.lasts.parse::<i64>().ok().filter(|minutes| (5..=1440).contains(minutes));
        if minutes.is_none() {
            problems.add("minutes", "Enter how long it lasts, from 5 to 1440 minutes.");
        }
        let from = when::moment(DateTime::from_parts(date?, time?), &zone?)?;
        Some(TimeSpan { from, to: from + Duration::minutes(minutes?) })
    }

    fn last(&self, first: Option<Date>, problems: &mut Problems) -> Option<Date> {
        let last = if self.last_day.trim().is_empty() { first } else { read_day(self.last_day) };
        let Some(last) = last else {
            // Without a first day that is what is wrong.
            if first.is_some() || !self.last_day.trim().is_empty() {
                problems.add("last_day", "Choose the last day, or leave it empty.");
            }
            return None;
        };
        if first.is_some_and(|first| last < first) {
            problems.add("last_day", "The last day is before the first. Choose a later one.");
        } else if first.is_some_and(|first| last >= first.saturating_add(MOST_DAYS.days())) {
            let words = format!("A session lasts {MOST_DAYS} days at most. Schedule several, or a series.");
            problems.add("last_day", words);
        } else {
            return Some(last);
        }
        None
    }

    /// When it ends, on the wall clock.
    fn end(&self, first: Option<Date>, problems: &mut Problems) -> Option<DateTime> {
        let last = self.last(first, problems);
        let ends = self.ends.parse::<Time>().ok();
        if ends.is_none() {
            problems.add("ends_time", "Choose the time it ends, for example 16:00.");
        }
        Some(DateTime::from_parts(last?, ends?))
    }

    fn until(
        &self,
        from: OffsetDateTime,
        end: DateTime,
        zone: &TimeZone,
        problems: &mut Problems,
    ) -> Option<TimeSpan> {
        let to = when::moment(end, zone)?;
        if to >= from + SHORTEST {
            return Some(TimeSpan { from, to });
        }
        let words = if self.last_day.trim().is_empty() {
            "It would end before it starts. If it goes on after midnight, enter the next day as the last day."
        } else {
            "It would end before it starts. Choose a later day or time."
        };
        problems.add("ends_time", words);
        None
    }

    /// What the clocks of the zone do to its times, said before they are saved.
    pub fn clock_notes(&self) -> Vec<String> {
        let note = |day: &str, time: &str| {
            let wall = DateTime::from_parts(day.parse().ok()?, time.parse().ok()?);
            clock_note(wall, self.zone)
        };
        if self.lasts == WHOLE_DAYS {
            return Vec::new();
        }
        let last = if self.last_day.trim().is_empty() { self.day } else { self.last_day };
        let end = (self.lasts == UNTIL).then(|| note(last, self.ends)).flatten();
        note(self.day, self.time).into_iter().chain(end).collect()
    }
}

fn read_day(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| (2000..2200).contains(&date.year()))
}

fn whole_days(first: Date, last: Date, zone: &TimeZone) -> Option<TimeSpan> {
    let midnight = |day: Date| when::moment(day.at(0, 0, 0, 0), zone);
    Some(TimeSpan { from: midnight(first)?, to: midnight(last.tomorrow().ok()?)? })
}

/// What the clocks do to a time that is typed, where they do something.
pub fn clock_note(wall: DateTime, zone_name: &str) -> Option<String> {
    let zone = when::zone(zone_name)?;
    let (day, clock) = (wall.strftime("%a %-d %b"), wall.strftime("%H:%M"));
    match when::clock_change(wall, &zone)? {
        ClockChange::Skipped => {
            let counts = when::clock(when::moment(wall, &zone)?, &zone);
            Some(format!(
                "The clocks go forward on {day} in {zone_name}, so {clock} does not exist. It counts as {counts}."
            ))
        }
        ClockChange::Repeated => Some(format!(
            "The clocks go back on {day} in {zone_name}, so {clock} comes twice. It counts as the first."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{SpanForm, UNTIL, WHOLE_DAYS};
    use crate::platform::web::Problems;
    use crate::platform::web::when::{self, TimeSpan};
    use time::macros::datetime;

    const EVENING: SpanForm<'_> = SpanForm {
        day: "2026-12-18",
        time: "18:00",
        lasts: "50",
        last_day: "",
        ends: "",
        zone: "Europe/Vienna",
    };

    fn read(form: SpanForm<'_>) -> Option<TimeSpan> {
        let mut problems = Problems::default();
        let span = form.read(&mut problems);
        assert_eq!(span.is_some(), problems.is_empty(), "{form:?}");
        span
    }

    fn problem(form: SpanForm<'_>, field: &str) -> String {
        let mut problems = Problems::default();
        assert_eq!(form.read(&mut problems), None, "{form:?}");
        problems.of(field).to_owned()
    }

    #[test]
    fn a_session_keeps_its_wall_clock_time_over_the_change_of_clocks() {
        let on = |day| read(SpanForm { day, ..EVENING });
        let span = |from, to| Some(TimeSpan { from, to });
        assert_eq!(on("2027-03-26"), span(datetime!(2027-03-26 17:00 UTC), datetime!(2027-03-26 17:50 UTC)));
        assert_eq!(on("2027-04-02"), span(datetime!(2027-04-02 16:00 UTC), datetime!(2027-04-02 16:50 UTC)));
    }

    #[test]
    fn what_is_missing_is_named_beside_its_field() {
        let empty = SpanForm { day: "", time: "25:00", lasts: "0", last_day: "", ends: "", zone: "Nowhere" };
        for field in ["day", "time", "minutes", "zone"] {
            assert!(!problem(empty, field).is_empty(), "{field}");
        }
        assert!(!problem(SpanForm { lasts: UNTIL, ..EVENING }, "ends_time").is_empty());
        let soon = SpanForm { lasts: WHOLE_DAYS, last_day: "soon", ..EVENING };
        assert!(!problem(soon, "last_day").is_empty());
    }

    #[test]
    fn it_may_end_after_midnight_or_days_later() {
        let until = SpanForm { lasts: UNTIL, ends: "04:00", ..EVENING };
        let night = SpanForm { last_day: "2026-12-19", ..until };
        assert_eq!(read(night).unwrap().to, datetime!(2026-12-19 03:00 UTC));
        assert!(problem(until, "ends_time").contains("after midnight"));
        assert_eq!(read(SpanForm { ends: "19:30", ..until }).unwrap().to, datetime!(2026-12-18 18:30 UTC));
        let earlier = SpanForm { last_day: "2026-12-17", ..until };
        assert!(problem(earlier, "last_day").contains("before the first"));
        assert!(read(SpanForm { last_day: "2026-12-31", ..until }).is_some());
        let long = SpanForm { last_day: "2027-01-01", ..until };
        assert!(problem(long, "last_day").contains("14 days at most"));
    }

    #[test]
    fn whole_days_need_no_times_and_end_with_their_last_day() {
        let days = SpanForm { lasts: WHOLE_DAYS, time: "", last_day: "2026-12-20", ..EVENING };
        let span = read(days).unwrap();
        assert_eq!((span.from, span.to), (datetime!(2026-12-17 23:00 UTC), datetime!(2026-12-20 23:00 UTC)));
        let one = read(SpanForm { last_day: "", ..days }).unwrap();
        let there = when::zone("Europe/Vienna").unwrap();
        let (first, last) = one.whole_days(&there).unwrap();
        assert_eq!((first, first.to_string()), (last, "2026-12-18".to_owned()));
        // The day the clocks go forward has 23 hours and is whole.
        let short = read(SpanForm { day: "2027-03-28", last_day: "", ..days }).unwrap();
        assert!(short.whole_days(&there).is_some() && short.to - short.from == time::Duration::hours(23));
    }

    #[test]
    fn times_that_the_clocks_skip_or_repeat_are_named_at_both_ends() {
        let gap = SpanForm { day: "2027-03-28", time: "02:30", ..EVENING };
        let [note] = &gap.clock_notes()[..] else { panic!("one note") };
        assert_eq!(
            note,
            "The clocks go forward on Sun 28 Mar in Europe/Vienna, so 02:30 does not exist. It counts as 03:30."
        );
        let fold =
            SpanForm { day: "2026-10-24", lasts: UNTIL, last_day: "2026-10-25", ends: "02:30", ..EVENING };
        assert!(fold.clock_notes()[0].contains("comes twice"));
        assert!(EVENING.clock_notes().is_empty());
    }
}
