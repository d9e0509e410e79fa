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
use crate::sessions::events::{ChangeNotice, SessionDetails, SessionPlan, changes};

/// How many dates with titles of their own the form names.
const OWN_TITLES_NAMED: usize = 4;

/// A field of the form, and what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub struct ReshapeProblem {
    pub field: &'static str,
    pub words: String,
}

fn problem(field: &'static str, words: impl Into<String>) -> ReshapeProblem {
    ReshapeProblem { field, words: words.into() }
}

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
    pub telling: ChangeNotice,
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
    /// Who hosts these dates as well, and who does not any more.
    pub hosts: HostChange,
    pub seats_changed: bool,
}

/// Hosts that were ticked and unticked at the edited date. Other dates keep the hosts they have beside these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostChange {
    pub added: Vec<PersonId>,
    pub removed: Vec<PersonId>,
}

impl HostChange {
    fn between(before: &[PersonId], after: &[PersonId]) -> Self {
        let only = |of: &[PersonId], other: &[PersonId]| {
            of.iter().copied().filter(|person| !other.contains(person)).collect()
        };
        Self { added: only(after, before), removed: only(before, after) }
    }

    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    fn of(&self, hosts: &[PersonId]) -> Vec<PersonId> {
        let stay = hosts.iter().filter(|host| !self.removed.contains(host));
        let new = self.added.iter().filter(|host| !hosts.contains(host));
        stay.chain(new).copied().collect()
    }
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
    hosts: HostChange,
    day: bool,
    time: bool,
    own_titles: OwnTitles,
    telling: ChangeNotice,
}

impl<'a> Touched<'a> {
    fn by(edit: &Edit<'a>, before: &'a SeriesDate) -> Self {
        let was = when::zoned(before.starts_at, &when::zone_or_utc(&before.zone)).datetime();
        Self {
            before,
            after: edit.plan,
            hosts: HostChange::between(edit.hosts_before, &edit.plan.hosts),
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
            hosts: self.hosts.of(&own.hosts),
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
) -> Result<Reshaped, ReshapeProblem> {
    let Some(edited) = dates.iter().find(|date| date.id == edit.date) else {
        return Err(problem("scope", "This session is no longer part of the series. Reload the page."));
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
        let found = problems.all().next().map(|(field, words)| problem(field, words));
        return Err(found.unwrap_or_else(|| problem("repeats", "Choose how it repeats.")));
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
        hosts: touched.hosts.clone(),
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
) -> Result<(), ReshapeProblem> {
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
    Err(problem("own_titles", words))
}

/// A new time and a date that falls away are always told.
fn has_to_be_told(
    dates: &[SeriesDate],
    reshaped: &Reshaped,
    touched: &Touched<'_>,
) -> Result<(), ReshapeProblem> {
    let is_retimed = |new: &SeriesDate| {
        let before = dates.iter().find(|date| date.id == new.id);
        before.is_some_and(|before| before.facts().span != new.facts().span)
    };
    let is_quiet = touched.telling == ChangeNotice::Nobody;
    if is_quiet && (!reshaped.dropped.is_empty() || reshaped.kept.iter().any(is_retimed)) {
        return Err(problem("day", changes::ALWAYS_TOLD));
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
    fn sort(&self, dates: &[SeriesDate], split: Date, into: &mut Reshaped) -> Result<(), ReshapeProblem> {
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
                if self.touched.telling == ChangeNotice::Everyone
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
    fn go_on(&self, date: &SeriesDate, day: Date) -> Result<SeriesDate, ReshapeProblem> {
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
            return Err(problem("day", format!("The session of {name} would be in the past.")));
        }
        let seated = new.seated;
        if self.touched.capacity() && new.capacity.is_some_and(|seats| seats < seated) {
            let full = format!("{seated} people are going on {name}. Enter at least {seated}.");
            return Err(problem("capacity", full));
        }
        Ok(new)
    }
}

#[cfg(test)]
mod tests;
