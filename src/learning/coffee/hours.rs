//! Working hours: when two people both work, and times that suit them.

use jiff::ToSpan;
use jiff::civil::Date;
use time::{Duration, OffsetDateTime, Time};

use super::days::HOUR;
use crate::platform::web::when::{self, TimeSpan};

/// How long a coffee is.
pub const COFFEE: Duration = Duration::minutes(30);
/// How many times are proposed at once, each on a day of its own.
pub const PROPOSALS: usize = 3;
/// How many are kept: as the first ones pass, others take their place.
const KEPT: usize = 8;
/// A proposed time is this long after both have come to work, where there is room.
const NOT_FIRST_THING: Duration = Duration::hours(1);
/// The clock times of proposals are of this kind: on the hour, or half past.
const HALF_HOUR: i64 = 30 * 60;

/// Someone's working hours on the given days, on the clock of their zone as it is on each of these days.
pub fn on_days(from: Time, to: Time, zone: &str, days: &[Date]) -> Vec<TimeSpan> {
    let zone = when::zone_or_utc(zone);
    let at = |day: &Date, time: Time| when::moment(day.to_datetime(when::from_time(time)), &zone);
    days.iter().filter_map(|day| Some(TimeSpan { from: at(day, from)?, to: at(day, to)? })).collect()
}

/// The spans that lie in both lists.
pub fn shared(one: &[TimeSpan], other: &[TimeSpan]) -> Vec<TimeSpan> {
    let both = |a: &TimeSpan, b: &TimeSpan| TimeSpan { from: a.from.max(b.from), to: a.to.min(b.to) };
    one.iter()
        .flat_map(|a| other.iter().map(move |b| both(a, b)))
        .filter(|span| span.from < span.to)
        .collect()
}

/// The longest stretch that lies in both lists.
pub fn longest(one: &[TimeSpan], other: &[TimeSpan]) -> Duration {
    shared(one, other).iter().map(|span| span.to - span.from).max().unwrap_or(Duration::ZERO)
}

/// Times on different days that are in everyone's working hours and touch nothing they have said yes to: the three to
/// propose first, and those after them in their order. Where people share no hours, none.
pub fn proposals(hours: &[Vec<TimeSpan>], busy: &[TimeSpan], after: OffsetDateTime) -> Vec<OffsetDateTime> {
    let Some((first, others)) = hours.split_first() else { return Vec::new() };
    let mut spans = others.iter().fold(first.clone(), |spans, other| shared(&spans, other));
    spans.sort_by_key(|span| span.from);
    let mut times: Vec<OffsetDateTime> = Vec::new();
    for span in spans.iter().filter(|span| span.from > after) {
        let is_new_day = times.last().is_none_or(|last| span.from - *last >= Duration::hours(16));
        if let Some(time) = first_free(span, busy).filter(|_| is_new_day) {
            times.push(time);
        }
    }
    spread(&times)
}

/// Not the first three days: the first, one in the middle of the first week, and one after that. Then the others.
fn spread(times: &[OffsetDateTime]) -> Vec<OffsetDateTime> {
    let every = if times.len() >= 2 * PROPOSALS - 1 { 2 } else { 1 };
    let (first, others): (Vec<_>, Vec<_>) =
        times.iter().enumerate().partition(|(day, _)| day % every == 0 && day / every < PROPOSALS);
    first.into_iter().chain(others).map(|(_, time)| *time).take(KEPT).collect()
}

/// A time that is still to come, with its number, by which a link names it.
pub struct Proposal {
    pub number: usize,
    pub at: OffsetDateTime,
}

/// The next of the proposed times, at most three, in the order of the days.
pub fn to_come(proposals: &[OffsetDateTime], now: OffsetDateTime) -> Vec<Proposal> {
    let numbered = proposals.iter().zip(1..).map(|(at, number)| Proposal { number, at: *at });
    let mut next: Vec<Proposal> = numbered.filter(|proposal| proposal.at > now).take(PROPOSALS).collect();
    next.sort_by_key(|proposal| proposal.at);
    next
}

/// The first free half hour of a span: an hour after it begins, else at its beginning, else later.
fn first_free(span: &TimeSpan, busy: &[TimeSpan]) -> Option<OffsetDateTime> {
    let is_free = |from: &OffsetDateTime| {
        let to = *from + COFFEE;
        *from >= span.from && to <= span.to && busy.iter().all(|other| other.to <= *from || other.from >= to)
    };
    let starts = half_hour_from(span.from + NOT_FIRST_THING);
    let later = (0..48).map(|half_hours| starts + COFFEE * half_hours);
    later.chain([half_hour_from(span.from)]).find(is_free)
}

/// The half hour that begins at or after a moment.
fn half_hour_from(at: OffsetDateTime) -> OffsetDateTime {
    let seconds = (-at.unix_timestamp()).rem_euclid(HALF_HOUR);
    at + Duration::seconds(seconds)
}

/// The next time the clock of a zone shows ten in the morning, `now` included.
pub fn next_ten(now: OffsetDateTime, zone: &str) -> OffsetDateTime {
    let zone = when::zone_or_utc(zone);
    let today = when::day(now, &zone);
    let ten = |day: Date| when::moment(day.at(HOUR, 0, 0, 0), &zone);
    let tomorrow = today.checked_add(1.day()).unwrap_or(today);
    [today, tomorrow].into_iter().filter_map(ten).find(|ten| *ten >= now).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::{longest, next_ten, on_days, proposals, to_come};
    use crate::platform::web::when::{self, TimeSpan};
    use jiff::civil::date;
    use time::Duration;
    use time::macros::{datetime, time};

    const NINE: time::Time = time!(9:00);
    const FIVE: time::Time = time!(17:00);

    #[test]
    fn shared_hours_are_those_of_the_round_s_own_dates() {
        // On 8 March 2027 New York puts its clocks forward, on 28 March London does.
        let shared = |day| {
            let hours = |zone| on_days(NINE, FIVE, zone, &[day]);
            longest(&hours("America/New_York"), &hours("Europe/London"))
        };
        assert_eq!(shared(date(2027, 3, 8)), Duration::hours(3), "before New York changes");
        assert_eq!(shared(date(2027, 3, 15)), Duration::hours(4), "between the two changes");
        assert_eq!(shared(date(2027, 3, 29)), Duration::hours(3), "after London changed too");
    }

    #[test]
    fn hours_are_shared_across_the_date_line() {
        let days = [date(2026, 12, 7), date(2026, 12, 8)];
        let shared = longest(
            &on_days(NINE, FIVE, "Pacific/Auckland", &days),
            &on_days(NINE, FIVE, "America/Los_Angeles", &days),
        );
        assert_eq!(shared, Duration::hours(5), "Tuesday's morning there is Monday's afternoon here");
    }

    #[test]
    fn three_times_are_proposed_on_days_apart() {
        let days: Vec<_> = (7..=11).map(|day| date(2026, 12, day)).collect();
        let vienna = on_days(NINE, FIVE, "Europe/Vienna", &days);
        let london = on_days(time!(10:15), FIVE, "Europe/London", &days);
        let times = proposals(&[vienna, london], &[], datetime!(2026-12-07 09:00 UTC));
        let zone = when::zone_or_utc("Etc/UTC");
        let words: Vec<_> =
            times.iter().map(|at| when::zoned(*at, &zone).strftime("%a %H:%M").to_string()).collect();
        assert_eq!(words, ["Mon 11:30", "Wed 11:30", "Fri 11:30", "Tue 11:30", "Thu 11:30"]);
        let next = |now| to_come(&times, now).iter().map(|next| next.number).collect::<Vec<_>>();
        assert_eq!(next(datetime!(2026-12-07 09:00 UTC)), [1, 2, 3]);
        assert_eq!(
            next(datetime!(2026-12-07 12:00 UTC)),
            [4, 2, 3],
            "as one passes, another takes its place"
        );
        assert_eq!(next(datetime!(2026-12-09 12:00 UTC)), [5, 3]);
    }

    #[test]
    fn a_time_touches_nothing_that_was_answered_with_yes() {
        let hours = on_days(NINE, FIVE, "Etc/UTC", &[date(2026, 12, 7)]);
        let busy = TimeSpan { from: datetime!(2026-12-07 10:00 UTC), to: datetime!(2026-12-07 11:00 UTC) };
        let times = |busy: &[TimeSpan]| {
            proposals(&[hours.clone(), hours.clone()], busy, datetime!(2026-12-06 0:00 UTC))
        };
        assert_eq!(times(&[]), [datetime!(2026-12-07 10:00 UTC)]);
        assert_eq!(times(&[busy]), [datetime!(2026-12-07 11:00 UTC)]);
        let rest = TimeSpan { to: datetime!(2026-12-07 17:00 UTC), ..busy };
        assert_eq!(times(&[rest]), [datetime!(2026-12-07 9:00 UTC)], "else first thing in the morning");
        let whole = TimeSpan { from: datetime!(2026-12-07 9:00 UTC), ..rest };
        assert!(times(&[whole]).is_empty());
    }

    #[test]
    fn ten_o_clock_is_each_reader_s_own() {
        let monday = datetime!(2026-12-07 09:00 UTC);
        assert_eq!(next_ten(monday, "Europe/Vienna"), monday, "ten in Vienna is now");
        assert_eq!(next_ten(monday, "America/New_York"), datetime!(2026-12-07 15:00 UTC));
        assert_eq!(next_ten(monday, "Asia/Tokyo"), datetime!(2026-12-08 01:00 UTC), "it is past ten there");
    }
}
