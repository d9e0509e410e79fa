//! What an edit that reaches further than one date makes of a series. Only what the organiser changed is applied to
//! the other dates: a date edited on its own keeps its own values in all else, and one moved on its own keeps its time.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use time::{Duration, OffsetDateTime};

use super::form::{OwnTitles, RecurrenceWish, Scope};
use super::queries::Series;
use super::recurrence::{RecurrenceEnd, Repeats, Rule};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Problems, when};
use crate::sessions::events::dates::SeriesDate;
use crate::sessions::events::{SessionDetails, SessionPlan, Telling, changes};

/// How many dates with titles of their own the form names.
const OWN_TITLES_NAMED: usize = 4;

/// A field of the form, and what is wrong with it.
pub type Refusal = (&'static str, String);

/// The edit: which date was edited, how far it reaches, and what was typed.
pub struct Edit<'a> {
    pub date: EventId,
    pub scope: Scope,
    pub plan: &'a SessionPlan,
    pub hosts_before: &'a [PersonId],
    /// Day and time as typed, on the wall clock.
    pub day: Date,
    pub time: Time,
    pub wish: &'a RecurrenceWish,
    pub own_titles: OwnTitles,
    pub telling: Telling,
}

/// The series and its dates as they are to be.
#[derive(Debug)]
pub struct Reshaped {
    /// The day before which the series ends and a new one begins; none where the whole of it changes.
    pub split: Option<Date>,
    pub rule: Rule,
    /// What a new date looks like.
    pub plan: SessionPlan,
    /// Dates that go on, as they are to be.
    pub kept: Vec<SeriesDate>,
    /// Those of them of which people are told: something they plan with changed.
    pub told: Vec<EventId>,
    /// Dates the rule names no more: they are called off.
    pub dropped: Vec<EventId>,
    /// Dates that were over or called off before: they leave the series as they are.
    pub loose: Vec<EventId>,
    pub hosts_changed: bool,
    pub seats_changed: bool,
}

/// The first day that a change or a cancellation reaches.
pub fn reaches_from(dates: &[SeriesDate], edited: &SeriesDate, scope: Scope, now: OffsetDateTime) -> Date {
    let first = match scope {
        Scope::All => dates
            .iter()
            .filter(|date| date.state.is_published() && date.starts_at > now)
            .map(|date| date.series_on)
            .fold(edited.series_on, Ord::min),
        Scope::This | Scope::Following => edited.series_on,
    };
    when::from_date(first)
}

/// What was changed of the edited date.
struct Touched<'a> {
    before: &'a SeriesDate,
    after: &'a SessionPlan,
    hosts: bool,
    day: bool,
    time: bool,
    own_titles: OwnTitles,
    telling: Telling,
}

impl<'a> Touched<'a> {
    fn by(edit: &Edit<'a>, before: &'a SeriesDate) -> Self {
        let was = when::zoned(before.starts_at, &when::zone_or_utc(&before.zone)).datetime();
        let hosts = |hosts: &[PersonId]| hosts.iter().copied().collect::<BTreeSet<_>>();
        Self {
            before,
            after: edit.plan,
            hosts: hosts(edit.hosts_before) != hosts(&edit.plan.hosts),
            day: was.date() != edit.day,
            // To the minute, as the form shows it.
            time: (was.hour(), was.minute()) != (edit.time.hour(), edit.time.minute()),
            own_titles: edit.own_titles,
            telling: edit.telling,
        }
    }

    fn zone(&self) -> bool {
        self.before.zone != self.after.zone
    }

    fn capacity(&self) -> bool {
        self.before.capacity != self.after.capacity
    }

    /// How long another date is to last.
    fn length(&self, own: Duration) -> Duration {
        let (before, after) =
            (self.before.ends_at - self.before.starts_at, self.after.ends_at - self.after.starts_at);
        if before == after { own } else { after }
    }

    /// The details of another date with what was changed written over them.
    fn details(&self, own: &SessionDetails) -> SessionDetails {
        let changed = own.with_the_changes(self.before, self.after);
        if self.own_titles == OwnTitles::Keep && self.goes_over(own) {
            return SessionDetails { title: own.title.clone(), ..changed };
        }
        changed
    }

    /// Would a new title go over one that a date has of its own?
    fn goes_over(&self, own: &SessionDetails) -> bool {
        let (before, after) = (&self.before.title, &self.after.title);
        before != after && own.title != *before && own.title != *after
    }

    /// What a new date looks like, with what was changed written over it.
    fn plan(&self, own: &SessionPlan) -> SessionPlan {
        SessionPlan {
            details: self.details(own),
            starts_at: own.starts_at,
            ends_at: own.starts_at + self.length(own.ends_at - own.starts_at),
            hosts: if self.hosts { self.after.hosts.clone() } else { own.hosts.clone() },
        }
    }
}

/// How the days of the old rule lead to those of the new one.
struct DayMapping<'a> {
    from: Date,
    to: Date,
    /// Both rules count by months and in the same manner: a date stays the one of its month.
    by_month: bool,
    rule: &'a Rule,
}

impl DayMapping<'_> {
    fn leads(&self, day: Date) -> Date {
        if self.by_month {
            let month = day.first_of_month().saturating_add(self.months().months());
            // A month that lacks the day has none of the rule's: any day of it says so.
            return self.rule.day_of(month).unwrap_or(Date::MIN);
        }
        day.saturating_add(self.to - self.from)
    }

    /// No date that comes from `day` or later lands before this.
    fn earliest(&self, day: Date) -> Date {
        if self.by_month {
            day.first_of_month().saturating_add(self.months().months())
        } else {
            day.saturating_add(self.to - self.from)
        }
    }

    fn months(&self) -> i64 {
        let count = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
        count(self.to) - count(self.from)
    }
}

/// What becomes of the series and its dates.
///
/// # Errors
/// What speaks against it, beside the field where it can be put right.
pub fn reshape(
    series: &Series,
    dates: &[SeriesDate],
    edit: &Edit<'_>,
    now: OffsetDateTime,
) -> Result<Reshaped, Refusal> {
    let Some(edited) = dates.iter().find(|date| date.id == edit.date) else {
        return Err(("scope", "This session is no longer part of the series. Reload the page.".to_owned()));
    };
    let (touched, old) = (Touched::by(edit, edited), series.rule());
    let split = reaches_from(dates, edited, edit.scope, now);
    let from = when::from_date(edited.series_on);
    let to = if touched.day { edit.day } else { from };
    let time = if touched.time { edit.time } else { old.starts_at };
    let zone = if touched.zone() { &edit.plan.zone } else { &series.zone };

    let mut problems = Problems::default();
    let rule = edit.wish.rule(to, time, zone, &mut problems);
    let Some(rule) = rule else {
        let problem = problems.all().next().map(|(field, words)| (*field, words.clone()));
        return Err(problem.unwrap_or(("repeats", "Choose how it repeats.".to_owned())));
    };
    let by_month = rule.repeats == old.repeats && rule.repeats != Repeats::Weekly;
    let way = DayMapping { from, to, by_month, rule: &rule };
    let mut begun = rule.begun_by(way.earliest(split));
    if let RecurrenceEnd::After(dates) = begun.end {
        // The form counts from the edited date on; the rule may begin earlier.
        let earlier =
            Rule { end: RecurrenceEnd::Open, ..begun.clone() }.named().take_while(|day| *day < to).count();
        begun.end = RecurrenceEnd::After(dates + earlier);
    }
    // The form shows the days from the edited date on; what was left out before it stays left out.
    let unseen = old.skipped.iter().filter(|day| **day >= split && **day < from);
    let wished: Vec<Date> = unseen.chain(&edit.wish.skipped).chain(&edit.wish.also).copied().collect();
    begun.skipped = skipped(&wished, &way, &begun);
    let way = DayMapping { rule: &begun, ..way };

    let mut reshaped = Reshaped {
        split: dates.iter().any(|date| when::from_date(date.series_on) < split).then_some(split),
        rule: begun.clone(),
        plan: touched.plan(&series.plan()),
        kept: Vec::new(),
        told: Vec::new(),
        dropped: Vec::new(),
        loose: Vec::new(),
        hosts_changed: touched.hosts,
        seats_changed: touched.capacity(),
    };
    Reshaping { old: &old, way: &way, touched: &touched, now }.sort(dates, split, &mut reshaped)?;
    asks_about_titles(dates, &reshaped, &touched)?;
    has_to_be_told(dates, &reshaped, &touched)?;
    Ok(reshaped)
}

/// Titles that dates have of their own are not written over without a word.
fn asks_about_titles(
    dates: &[SeriesDate],
    reshaped: &Reshaped,
    touched: &Touched<'_>,
) -> Result<(), Refusal> {
    let goes_on = |date: &&SeriesDate| reshaped.kept.iter().any(|kept| kept.id == date.id);
    let own: Vec<&SeriesDate> = dates
        .iter()
        .filter(|date| date.state.is_published() && touched.goes_over(date))
        .filter(goes_on)
        .collect();
    if own.is_empty() || touched.own_titles != OwnTitles::Unasked {
        return Ok(());
    }
    let named = |date: &&SeriesDate| {
        let day = when::from_date(date.series_on).strftime("%a %-d %b").to_string();
        format!("{day}, “{}”", date.title)
    };
    let some: Vec<String> = own.iter().take(OWN_TITLES_NAMED).map(named).collect();
    let more = own.len().saturating_sub(OWN_TITLES_NAMED);
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    let has = if own.len() == 1 {
        "1 session has a title of its own"
    } else {
        "Some sessions have titles of their own"
    };
    let words = format!("{has}: {}{more}. Choose whether to change that too.", some.join("; "));
    Err(("own_titles", words))
}

/// A new time and a date that falls away are always told.
fn has_to_be_told(dates: &[SeriesDate], reshaped: &Reshaped, touched: &Touched<'_>) -> Result<(), Refusal> {
    let is_retimed = |new: &SeriesDate| {
        let before = dates.iter().find(|date| date.id == new.id);
        before.is_some_and(|before| before.facts().span != new.facts().span)
    };
    let is_quiet = touched.telling == Telling::Nobody;
    if is_quiet && (!reshaped.dropped.is_empty() || reshaped.kept.iter().any(is_retimed)) {
        return Err(("day", changes::ALWAYS_TOLD.to_owned()));
    }
    Ok(())
}

/// The days left out, as days of the new rule: a holiday stays one, and what only makes sense as a date goes along.
fn skipped(wished: &[Date], way: &DayMapping<'_>, rule: &Rule) -> BTreeSet<Date> {
    let days = wished.iter().map(|day| if rule.names(*day) { *day } else { way.leads(*day) });
    days.filter(|day| rule.names(*day)).collect()
}

/// How each date becomes what it is to be.
struct Reshaping<'a> {
    old: &'a Rule,
    way: &'a DayMapping<'a>,
    touched: &'a Touched<'a>,
    now: OffsetDateTime,
}

impl Reshaping<'_> {
    /// Sorts the dates from `split` on into those that go on, those called off, and those that leave.
    fn sort(&self, dates: &[SeriesDate], split: Date, into: &mut Reshaped) -> Result<(), Refusal> {
        let way = self.way;
        let reached: Vec<&SeriesDate> =
            dates.iter().filter(|date| when::from_date(date.series_on) >= split).collect();
        let farthest = reached.iter().map(|date| way.leads(when::from_date(date.series_on))).max();
        let days: BTreeSet<Date> =
            way.rule.named().take_while(|day| farthest.is_some_and(|far| *day <= far)).collect();
        for date in reached {
            let day = way.leads(when::from_date(date.series_on));
            let is_over = date.starts_at <= self.now && !self.is_edited(date);
            if is_over && date.state.is_published() {
                // It was held early: its day is not to be made again.
                into.rule.skipped.insert(day);
                into.loose.extend(into.split.is_none().then_some(date.id));
            } else if !date.state.is_published() {
                if days.contains(&day) {
                    into.kept.push(SeriesDate { series_on: when::to_date(day), ..date.clone() });
                } else {
                    into.loose.push(date.id);
                }
            } else if days.contains(&day) && !way.rule.skipped.contains(&day) {
                let new = self.go_on(date, day)?;
                if self.touched.telling == Telling::Everyone
                    && !changes::between(date.facts(), new.facts()).is_empty()
                {
                    into.told.push(date.id);
                }
                into.kept.push(new);
            } else {
                into.dropped.push(date.id);
            }
        }
        Ok(())
    }

    fn is_edited(&self, date: &SeriesDate) -> bool {
        date.id == self.touched.before.id
    }

    /// One date as it is to be, on its new day.
    fn go_on(&self, date: &SeriesDate, day: Date) -> Result<SeriesDate, Refusal> {
        let by_rule = self.old.moment(when::from_date(date.series_on)) == Some(date.starts_at);
        let starts_at = match self.way.rule.moment(day) {
            _ if self.is_edited(date) => self.touched.after.starts_at,
            Some(moment) if by_rule => moment,
            _ => date.starts_at,
        };
        let length = self.touched.length(date.ends_at - date.starts_at).max(Duration::MINUTE);
        let new = SeriesDate {
            series_on: when::to_date(day),
            starts_at,
            ends_at: starts_at + length,
            details: self.touched.details(date),
            ..date.clone()
        };
        let name = day.strftime("%a %-d %b");
        if new.starts_at != date.starts_at && new.starts_at <= self.now {
            return Err(("day", format!("The session of {name} would be in the past.")));
        }
        let seated = new.seated;
        if self.touched.capacity() && new.capacity.is_some_and(|seats| seats < seated) {
            let problem = format!("{seated} people are going on {name}. Enter at least {seated}.");
            return Err(("capacity", problem));
        }
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::Date;
    use proptest::prelude::*;
    use time::macros::{datetime, time};
    use time::{Duration, OffsetDateTime};

    use super::{Edit, Refusal, Reshaped, reshape};
    use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId};
    use crate::platform::web::when;
    use crate::sessions::events::dates::SeriesDate;
    use crate::sessions::events::{SessionDetails, SessionFormat, SessionPlan, SessionState, Telling};
    use crate::sessions::series::form::{OwnTitles, RecurrenceWish, Scope};
    use crate::sessions::series::queries::Series;
    use crate::sessions::series::recurrence::{RecurrenceEnd, Repeats};

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn series(repeats: &str, starts_on: &str) -> Series {
        Series {
            id: SeriesId::from_u128(1),
            community_id: CommunityId::from_u128(2),
            repeats: repeats.parse().unwrap(),
            every: 1,
            starts_on: when::to_date(day(starts_on)),
            starts_at: time!(18:00),
            minutes: 50,
            until_on: None,
            dates: None,
            skipped: Vec::new(),
            details: SessionDetails {
                title: "Flaky tests".to_owned(),
                kind: "lean_coffee".to_owned(),
                zone: "Europe/London".to_owned(),
                format: SessionFormat::InPerson,
                place: String::new(),
                join_url: String::new(),
                agenda: String::new(),
                capacity: None,
                offers_from_hours: 0,
            },
            hosts: Vec::new(),
            uid: "u".to_owned(),
            sequence: 0,
            filled_to: None,
            created_by: PersonId::from_u128(3),
            changed_at: NOW,
            cancelled_at: None,
        }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// The first dates of a series, as they were made.
    fn dates(series: &Series, count: usize) -> Vec<SeriesDate> {
        let rule = series.rule();
        let dated = |(index, day): (usize, Date)| {
            let starts_at = rule.moment(day).unwrap();
            SeriesDate {
                id: EventId::from_u128(100 + index as u128),
                series_on: when::to_date(day),
                state: SessionState::Published,
                starts_at,
                ends_at: starts_at + Duration::minutes(50),
                details: series.details.clone(),
                seated: 0,
            }
        };
        rule.days().take(count).enumerate().map(dated).collect()
    }

    /// An edit of one date: to another day, at another hour, with another wish.
    struct Change {
        nth: usize,
        scope: Scope,
        day: Date,
        hour: i8,
        wish: RecurrenceWish,
        title: &'static str,
        own_titles: OwnTitles,
        telling: Telling,
    }

    impl Change {
        fn of(series: &Series, dates: &[SeriesDate], nth: usize, scope: Scope) -> Self {
            let rule = series.rule();
            let skipped = rule.skipped.iter().copied().collect();
            let wish = RecurrenceWish {
                repeats: rule.repeats,
                every: rule.every,
                end: rule.end,
                skipped,
                also: None,
            };
            Self {
                nth,
                scope,
                day: when::from_date(dates[nth].series_on),
                hour: 18,
                wish,
                title: "",
                own_titles: OwnTitles::Unasked,
                telling: Telling::Everyone,
            }
        }

        fn apply(&self, series: &Series, dates: &[SeriesDate]) -> Result<Reshaped, Refusal> {
            let clock = jiff::civil::Time::constant(self.hour, 0, 0, 0);
            let starts_at = when::moment(self.day.to_datetime(clock), &series.rule().zone).unwrap();
            let mut plan =
                SessionPlan { starts_at, ends_at: starts_at + Duration::minutes(50), ..series.plan() };
            if !self.title.is_empty() {
                self.title.clone_into(&mut plan.details.title);
            }
            let edit = Edit {
                date: dates[self.nth].id,
                scope: self.scope,
                plan: &plan,
                hosts_before: &[],
                day: self.day,
                time: clock,
                wish: &self.wish,
                own_titles: self.own_titles,
                telling: self.telling,
            };
            reshape(series, dates, &edit, NOW)
        }
    }

    fn days(reshaped: &Reshaped) -> Vec<String> {
        reshaped.kept.iter().map(|date| date.series_on.to_string()).collect()
    }

    #[test]
    fn a_date_of_the_month_stays_the_one_of_its_month_when_the_weekday_shifts() {
        // Second Tuesdays become second Wednesdays, which come before the Tuesday where a month begins on one.
        let series = series("monthly_weekday", "2026-12-08");
        let dates = dates(&series, 5);
        let mut change = Change::of(&series, &dates, 0, Scope::All);
        change.day = day("2026-12-09");
        let reshaped = change.apply(&series, &dates).unwrap();
        assert_eq!(days(&reshaped), ["2026-12-09", "2027-01-13", "2027-02-10", "2027-03-10", "2027-04-14"]);
        assert!(reshaped.dropped.is_empty() && reshaped.split.is_none());
    }

    #[test]
    fn a_month_that_lacks_the_new_day_loses_its_date() {
        let series = series("monthly_day", "2026-12-30");
        let dates = dates(&series, 4);
        let mut change = Change::of(&series, &dates, 0, Scope::All);
        change.day = day("2026-12-31");
        let reshaped = change.apply(&series, &dates).unwrap();
        assert_eq!(days(&reshaped), ["2026-12-31", "2027-01-31", "2027-03-31"]);
        assert_eq!(reshaped.dropped, [dates[3].id], "April has no 31st");
    }

    #[test]
    fn a_day_left_out_stays_left_out_whatever_date_is_edited() {
        let mut series = series("weekly", "2026-11-24");
        series.skipped = vec![when::to_date(day("2026-12-08")), when::to_date(day("2026-12-29"))];
        let dates = dates(&series, 6);
        let mut change = Change::of(&series, &dates, 3, Scope::All);
        // The form shows what comes after the edited date only.
        change.wish.skipped = vec![day("2026-12-29")];
        change.hour = 17;
        let reshaped = change.apply(&series, &dates).unwrap();
        let skipped: BTreeSet<Date> = [day("2026-12-08"), day("2026-12-29")].into();
        assert_eq!((reshaped.rule.skipped, reshaped.kept.len()), (skipped, 6));
    }

    #[test]
    fn a_date_called_off_on_its_own_goes_along_so_that_it_is_not_made_again() {
        let series = series("weekly", "2026-11-24");
        let mut dates = dates(&series, 4);
        dates[2].state = SessionState::Cancelled;
        let mut change = Change::of(&series, &dates, 1, Scope::Following);
        change.day = day("2026-12-03");
        let reshaped = change.apply(&series, &dates).unwrap();
        assert_eq!(days(&reshaped), ["2026-12-03", "2026-12-10", "2026-12-17"]);
        assert_eq!(reshaped.kept[1].state, SessionState::Cancelled);
        assert_eq!((reshaped.split, reshaped.told.len()), (Some(day("2026-12-01")), 2));
    }

    #[test]
    fn a_title_of_its_own_is_asked_about_and_then_kept_or_replaced() {
        let series = series("weekly", "2026-11-24");
        let mut dates = dates(&series, 4);
        "With a guest".clone_into(&mut dates[2].details.title);
        let mut change = Change::of(&series, &dates, 1, Scope::All);
        change.title = "Slow tests";
        let refused = change.apply(&series, &dates).unwrap_err();
        let asked =
            "1 session has a title of its own: Tue 8 Dec, “With a guest”. Choose whether to change that too.";
        assert_eq!(refused, ("own_titles", asked.to_owned()));
        let mut titles = |own_titles| {
            change.own_titles = own_titles;
            let kept = change.apply(&series, &dates).unwrap().kept;
            kept.iter().map(|date| date.title.clone()).collect::<Vec<_>>()
        };
        assert_eq!(titles(OwnTitles::Keep), ["Slow tests", "Slow tests", "With a guest", "Slow tests"]);
        assert_eq!(titles(OwnTitles::Replace), ["Slow tests"; 4]);
    }

    #[test]
    fn a_small_correction_is_told_to_nobody_and_a_new_time_always() {
        let series = series("weekly", "2026-11-24");
        let dates = dates(&series, 4);
        let mut change = Change::of(&series, &dates, 1, Scope::All);
        change.title = "Slow tests";
        assert_eq!(change.apply(&series, &dates).unwrap().told.len(), 4);
        change.telling = Telling::Nobody;
        assert!(change.apply(&series, &dates).unwrap().told.is_empty());
        change.hour = 17;
        assert_eq!(change.apply(&series, &dates).unwrap_err().0, "day");
    }

    #[test]
    fn no_date_is_moved_into_the_past() {
        let series = series("weekly", "2026-11-24");
        let dates = dates(&series, 4);
        let mut change = Change::of(&series, &dates, 2, Scope::All);
        change.day = day("2026-12-05");
        let refused = change.apply(&series, &dates).unwrap_err();
        assert_eq!(refused, ("day", "The session of Sat 21 Nov would be in the past.".to_owned()));
    }

    #[test]
    fn an_end_that_counts_counts_from_the_edited_date() {
        let mut series = series("weekly", "2026-11-24");
        series.dates = Some(8);
        let dates = dates(&series, 8);
        let mut change = Change::of(&series, &dates, 5, Scope::Following);
        change.wish.end = RecurrenceEnd::After(3);
        assert_eq!(change.apply(&series, &dates).unwrap().rule.end, RecurrenceEnd::After(3));
        change.scope = Scope::All;
        let reshaped = change.apply(&series, &dates).unwrap();
        assert_eq!((reshaped.rule.end, reshaped.kept.len()), (RecurrenceEnd::After(8), 8));
    }

    /// An edit of a series of eight dates, as numbers that a test can draw.
    struct Drawn {
        repeats: usize,
        other: usize,
        every: i64,
        nth: usize,
        all: bool,
        shift: i64,
        hour: i8,
        skip: usize,
    }

    impl Drawn {
        /// Every date that is reached goes on or is called off, and no two share a day.
        fn holds(&self) -> Result<(), TestCaseError> {
            let Self { repeats, other, every, nth, all, shift, hour, skip } = *self;
            let mut series = series(Repeats::ALL[repeats].as_str(), "2026-11-24");
            series.starts_on = when::to_date(series.rule().named().next().unwrap());
            let dates = dates(&series, 8);
            let mut change =
                Change::of(&series, &dates, nth, if all { Scope::All } else { Scope::Following });
            change.day = change.day.saturating_add(jiff::Span::new().days(shift));
            change.hour = hour;
            change.wish.repeats = Repeats::ALL[other];
            change.wish.every = every;
            change.wish.skipped = vec![when::from_date(dates[skip].series_on)];
            let Ok(reshaped) = change.apply(&series, &dates) else { return Ok(()) };
            let reached = dates.iter().skip(if all { 0 } else { nth }).count();
            prop_assert_eq!(reshaped.kept.len() + reshaped.dropped.len(), reached);
            let on: BTreeSet<_> = reshaped.kept.iter().map(|date| date.series_on).collect();
            prop_assert_eq!(on.len(), reshaped.kept.len());
            for date in &reshaped.kept {
                let day = when::from_date(date.series_on);
                prop_assert!(reshaped.rule.names(day) && !reshaped.rule.skipped.contains(&day));
                prop_assert!(date.starts_at > NOW);
                prop_assert_eq!(reshaped.rule.moment(day), Some(date.starts_at));
            }
            if skip != nth && !change.wish.skipped.contains(&change.day) {
                prop_assert!(
                    reshaped.kept.iter().any(|date| date.id == dates[nth].id),
                    "the edited date goes on"
                );
            }
            Ok(())
        }
    }

    /// Found by the property below: the last date moves a day, and the day it leaves is left out.
    #[test]
    fn an_edit_may_leave_out_the_day_its_own_date_moves_away_from() {
        let drawn = Drawn { repeats: 0, other: 0, every: 1, nth: 7, all: false, shift: 1, hour: 8, skip: 7 };
        drawn.holds().unwrap();
    }

    proptest! {
        #[test]
        fn every_date_that_is_reached_goes_on_or_is_called_off_and_no_two_share_a_day(
            repeats in 0usize..4, other in 0usize..4, every in 1i64..4, nth in 0usize..8, all in any::<bool>(),
            shift in -6i64..20, hour in 8i8..20, skip in 0usize..8,
        ) {
            Drawn { repeats, other, every, nth, all, shift, hour, skip }.holds()?;
        }
    }
}
