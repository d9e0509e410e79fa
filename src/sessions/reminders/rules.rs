//! When a session speaks: each message has its time, counted from the session as it stands.

use jiff::ToSpan;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use time::{Duration, OffsetDateTime};

use crate::notices::NoticeKind;
use crate::notices::hours::DECENT_HOURS;
use crate::platform::states::states;
use crate::platform::web::when;

states! {
    /// A message that a session sends by itself.
    pub enum SessionMessage {
        /// To members who have not answered.
        WillYouCome = "will_you_come",
        /// To hosts: who is coming.
        HostBrief = "host_brief",
        /// The day before, to people who said yes or maybe.
        Reminder = "reminder",
        /// A quarter of an hour before, to people who are going and want it.
        Soon = "soon",
        /// To hosts, when it is over.
        TakeAttendance = "take_attendance",
        /// To people who were there.
        DayAfter = "day_after",
    }
}

impl SessionMessage {
    /// The row it has on everyone's page of notices.
    pub fn notice(self) -> NoticeKind {
        match self {
            Self::WillYouCome => NoticeKind::WillYouCome,
            Self::HostBrief | Self::TakeAttendance => NoticeKind::Hosting,
            Self::Reminder => NoticeKind::Reminder,
            Self::Soon => NoticeKind::Soon,
            Self::DayAfter => NoticeKind::Recap,
        }
    }
}

/// How long before the start the reminders come.
pub const REMINDER_BEFORE: Duration = Duration::days(1);
pub const SOON_BEFORE: Duration = Duration::minutes(15);
/// How many working days before the start members are asked, and hosts get their brief.
const ASKED_BEFORE: u8 = 5;
const BRIEF_BEFORE: u8 = 2;
/// The farthest ahead that a session can have something to say: five working days are at most seven others.
pub const FARTHEST: Duration = Duration::days(8);
/// Hosts are asked for the list an hour after the end, and a program that stood still makes up for it within a day.
pub const LIST_AFTER: Duration = Duration::hours(1);
pub const LIST_UNTIL: Duration = Duration::hours(25);

/// The moment so many working days (Monday to Friday) before, at the same time of day in that zone.
pub fn working_days_before(at: OffsetDateTime, days: u8, zone: &TimeZone) -> OffsetDateTime {
    let wall = when::zoned(at, zone).datetime();
    let mut date = wall.date();
    let mut left = days;
    while left > 0 {
        let Ok(before) = date.checked_sub(1.day()) else { break };
        date = before;
        if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    when::moment(date.to_datetime(wall.time()), zone).unwrap_or(at)
}

/// May members be asked now whether they come? From five working days before, until the day before is there.
pub fn is_time_to_ask(starts_at: OffsetDateTime, zone: &TimeZone, now: OffsetDateTime) -> bool {
    working_days_before(starts_at, ASKED_BEFORE, zone) <= now && now < starts_at - REMINDER_BEFORE
}

/// Is it time for the hosts' brief? From two working days before, until the start.
pub fn is_time_to_brief(starts_at: OffsetDateTime, zone: &TimeZone, now: OffsetDateTime) -> bool {
    working_days_before(starts_at, BRIEF_BEFORE, zone) <= now && now < starts_at
}

/// Where it is a decent hour now: from when until when a session must have ended to be yesterday's there.
pub fn yesterday(now: OffsetDateTime, zone: &TimeZone) -> Option<(OffsetDateTime, OffsetDateTime)> {
    let here = when::zoned(now, zone);
    if !DECENT_HOURS.contains(&here.hour()) {
        return None;
    }
    let today = here.date();
    let midnight =
        |date: jiff::civil::Date| when::moment(date.to_datetime(jiff::civil::Time::midnight()), zone);
    Some((midnight(today.yesterday().ok()?)?, midnight(today)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn working_days_pass_over_the_weekend() {
        let utc = TimeZone::UTC;
        // 23 November 2026 is a Monday.
        for (at, days, before) in [
            (datetime!(2026-11-26 14:00 UTC), 5, datetime!(2026-11-19 14:00 UTC)),
            (datetime!(2026-11-28 14:00 UTC), 5, datetime!(2026-11-23 14:00 UTC)),
            (datetime!(2026-11-29 14:00 UTC), 5, datetime!(2026-11-23 14:00 UTC)),
            (datetime!(2026-11-30 09:00 UTC), 2, datetime!(2026-11-26 09:00 UTC)),
            (datetime!(2026-12-01 09:00 UTC), 2, datetime!(2026-11-27 09:00 UTC)),
            (datetime!(2026-11-26 14:00 UTC), 2, datetime!(2026-11-24 14:00 UTC)),
        ] {
            assert_eq!(working_days_before(at, days, &utc), before, "{at} less {days}");
        }
    }

    #[test]
    fn the_time_of_day_is_kept_over_the_change_of_clocks_and_the_week_is_the_communitys() {
        // Clocks in London go back on 25 October 2026.
        let london = zone("Europe/London");
        let before = working_days_before(datetime!(2026-10-27 18:00 UTC), 5, &london);
        assert_eq!(before, datetime!(2026-10-20 17:00 UTC));
        // Sunday evening in UTC is Monday morning in Auckland.
        let sunday = datetime!(2026-11-29 21:00 UTC);
        assert_eq!(
            working_days_before(sunday, 2, &zone("Pacific/Auckland")),
            datetime!(2026-11-25 21:00 UTC)
        );
        assert_eq!(working_days_before(sunday, 2, &TimeZone::UTC), datetime!(2026-11-26 21:00 UTC));
    }

    #[test]
    fn nothing_before_the_start_is_due_after_it() {
        let (utc, starts) = (TimeZone::UTC, datetime!(2026-11-26 14:00 UTC));
        let ask = |now| is_time_to_ask(starts, &utc, now);
        assert!(!ask(datetime!(2026-11-19 13:59 UTC)) && ask(datetime!(2026-11-19 14:00 UTC)));
        assert!(ask(datetime!(2026-11-25 13:59 UTC)) && !ask(datetime!(2026-11-25 14:00 UTC)));
        assert!(is_time_to_brief(starts, &utc, datetime!(2026-11-26 13:59 UTC)));
        assert!(!is_time_to_brief(starts, &utc, starts));
    }

    #[test]
    fn no_session_speaks_earlier_than_is_looked_ahead() {
        let utc = TimeZone::UTC;
        for hour in 0..24 * 14 {
            let at = datetime!(2026-11-23 00:00 UTC) + Duration::hours(hour);
            assert!(at - working_days_before(at, ASKED_BEFORE, &utc) <= FARTHEST);
        }
    }

    #[test]
    fn the_day_after_is_told_at_a_decent_hour_where_the_person_is() {
        let kathmandu = zone("Asia/Kathmandu");
        assert_eq!(yesterday(datetime!(2026-11-24 03:14 UTC), &kathmandu), None);
        let days = (datetime!(2026-11-22 18:15 UTC), datetime!(2026-11-23 18:15 UTC));
        assert_eq!(yesterday(datetime!(2026-11-24 03:15 UTC), &kathmandu), Some(days));
        assert_eq!(yesterday(datetime!(2026-11-24 10:15 UTC), &kathmandu), None);
        // The day the clocks change has 25 hours.
        let vienna = zone("Europe/Vienna");
        let (from, to) = yesterday(datetime!(2026-10-26 09:00 UTC), &vienna).unwrap();
        assert_eq!(to - from, Duration::hours(25));
    }
}
