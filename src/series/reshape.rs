//! What an edit that reaches further than one date makes of a series. Only what the organiser changed is applied to
//! the other dates: a date edited on its own keeps its own values in all else, and one moved on its own keeps its time.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::form::{Scope, Wish};
use super::queries::Series;
use super::recurrence::{End, Repeats, Rule};
use crate::events::Plan;
use crate::events::dates::Dated;
use crate::web::{Problems, when};

/// A field of the form, and what is wrong with it.
pub type Refusal = (&'static str, String);

/// The edit: which date was edited, how far it reaches, and what was typed.
pub struct Edit<'a> {
    pub date: Uuid,
    pub scope: Scope,
    pub plan: &'a Plan,
    pub hosts_before: &'a [Uuid],
    /// Day and time as typed, on the wall clock.
    pub typed: (Date, Time),
    pub wish: &'a Wish,
}

/// The series and its dates as they are to be.
#[derive(Debug)]
pub struct Reshaped {
    /// The day before which the series ends and a new one begins; none where the whole of it changes.
    pub split: Option<Date>,
    pub rule: Rule,
    /// What a new date looks like.
    pub plan: Plan,
    /// Dates that go on, as they are to be.
    pub kept: Vec<Dated>,
    /// Those of them at another time or place.
    pub moved: Vec<Uuid>,
    /// Dates the rule names no more: they are called off.
    pub dropped: Vec<Uuid>,
    /// Dates that were over or called off before: they leave the series as they are.
    pub loose: Vec<Uuid>,
    pub hosts_changed: bool,
    pub capacity_changed: bool,
}

/// The first day that a change or a cancellation reaches.
pub fn reaches_from(dates: &[Dated], edited: &Dated, scope: Scope, now: OffsetDateTime) -> Date {
    let first = match scope {
        Scope::All => dates
            .iter()
            .filter(|date| date.state == "published" && date.starts_at > now)
            .map(|date| date.series_on)
            .fold(edited.series_on, Ord::min),
        Scope::This | Scope::Following => edited.series_on,
    };
    when::from_date(first)
}

/// What was changed of the edited date.
#[expect(clippy::struct_excessive_bools, reason = "one for each field of the form")]
struct Touched {
    title: bool,
    kind: bool,
    minutes: bool,
    zone: bool,
    format: bool,
    place: bool,
    join_url: bool,
    agenda: bool,
    capacity: bool,
    offers: bool,
    hosts: bool,
    day: bool,
    time: bool,
}

impl Touched {
    fn of(date: &Dated, edit: &Edit<'_>) -> Self {
        let plan = edit.plan;
        let zone = when::zone_or_utc(&date.zone);
        let was = when::zoned(date.starts_at, &zone).datetime();
        let hosts = |hosts: &[Uuid]| hosts.iter().copied().collect::<BTreeSet<_>>();
        Self {
            title: date.title != plan.title,
            kind: date.kind != plan.kind,
            minutes: date.ends_at - date.starts_at != plan.ends_at - plan.starts_at,
            zone: date.zone != plan.zone,
            format: date.format != plan.format,
            place: date.place != plan.place,
            join_url: date.join_url != plan.join_url,
            agenda: date.agenda != plan.agenda,
            capacity: date.capacity != plan.capacity,
            offers: date.offers_from_hours != plan.offers_from_hours,
            hosts: hosts(edit.hosts_before) != hosts(&plan.hosts),
            day: was.date() != edit.typed.0,
            // To the minute, as the form shows it.
            time: (was.hour(), was.minute()) != (edit.typed.1.hour(), edit.typed.1.minute()),
        }
    }

    /// A date with what was changed written over it, but for its time.
    fn over(&self, date: &Dated, plan: &Plan) -> Dated {
        let pick =
            |touched: bool, new: &str, own: &str| if touched { new.to_owned() } else { own.to_owned() };
        Dated {
            title: pick(self.title, &plan.title, &date.title),
            kind: pick(self.kind, plan.kind, &date.kind),
            zone: pick(self.zone, &plan.zone, &date.zone),
            format: pick(self.format, plan.format, &date.format),
            place: pick(self.place, &plan.place, &date.place),
            join_url: pick(self.join_url, &plan.join_url, &date.join_url),
            agenda: pick(self.agenda, &plan.agenda, &date.agenda),
            capacity: if self.capacity { plan.capacity } else { date.capacity },
            offers_from_hours: if self.offers { plan.offers_from_hours } else { date.offers_from_hours },
            ..date.clone()
        }
    }

    /// The looks of new dates with what was changed written over them.
    fn over_plan(&self, own: Plan, plan: &Plan) -> Plan {
        let minutes = if self.minutes { plan.ends_at - plan.starts_at } else { own.ends_at - own.starts_at };
        let pick = |touched: bool, new: &str, own: String| if touched { new.to_owned() } else { own };
        Plan {
            title: pick(self.title, &plan.title, own.title),
            kind: if self.kind { plan.kind } else { own.kind },
            starts_at: own.starts_at,
            ends_at: own.starts_at + minutes,
            zone: pick(self.zone, &plan.zone, own.zone),
            format: if self.format { plan.format } else { own.format },
            place: pick(self.place, &plan.place, own.place),
            join_url: pick(self.join_url, &plan.join_url, own.join_url),
            agenda: pick(self.agenda, &plan.agenda, own.agenda),
            capacity: if self.capacity { plan.capacity } else { own.capacity },
            offers_from_hours: if self.offers { plan.offers_from_hours } else { own.offers_from_hours },
            hosts: if self.hosts { plan.hosts.clone() } else { own.hosts },
        }
    }
}

/// How the days of the old rule lead to those of the new one.
struct Way<'a> {
    from: Date,
    to: Date,
    /// Both rules count by months and in the same manner: a date stays the one of its month.
    by_month: bool,
    rule: &'a Rule,
}

impl Way<'_> {
    fn leads(&self, day: Date) -> Date {
        if self.by_month {
            let month = day.first_of_month().saturating_add(self.months().months());
            // A month that lacks the day has none of the rule's: any day of it says so.
            return self.rule.day_in(month).unwrap_or(Date::MIN);
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
/// What stands against it, beside the field where it can be put right.
pub fn reshape(
    series: &Series,
    dates: &[Dated],
    edit: &Edit<'_>,
    now: OffsetDateTime,
) -> Result<Reshaped, Refusal> {
    let Some(edited) = dates.iter().find(|date| date.id == edit.date) else {
        return Err((
            "scope",
            "This session is not part of the series any more. Reload the page.".to_owned(),
        ));
    };
    let (touched, old) = (Touched::of(edited, edit), series.rule());
    let split = reaches_from(dates, edited, edit.scope, now);
    let from = when::from_date(edited.series_on);
    let to = if touched.day { edit.typed.0 } else { from };
    let time = if touched.time { edit.typed.1 } else { old.starts_at };
    let zone = if touched.zone { &edit.plan.zone } else { &series.zone };

    let passed = old.named().take_while(|day| *day < split).count();
    let wish = Wish { end: rest_of(edit.wish.end, passed)?, ..edit.wish.clone() };
    let mut problems = Problems::default();
    let rule = wish.rule((to, time), zone, &mut problems);
    let Some(rule) = rule else {
        let problem = problems.all().next().map(|(field, words)| (*field, words.clone()));
        return Err(problem.unwrap_or(("repeats", "Choose how it repeats.".to_owned())));
    };
    let by_month = rule.repeats == old.repeats && rule.repeats != Repeats::Weekly;
    let way = Way { from, to, by_month, rule: &rule };
    let mut begun = rule.begun_by(way.earliest(split));
    // The form shows the days from the edited date on; what was left out before it stays left out.
    let unseen = old.skipped.iter().filter(|day| **day >= split && **day < from);
    let wished: Vec<Date> = unseen.chain(&wish.skipped).copied().collect();
    begun.skipped = skipped(&wished, &way, &begun);
    let way = Way { rule: &begun, ..way };

    let mut reshaped = Reshaped {
        split: dates.iter().any(|date| when::from_date(date.series_on) < split).then_some(split),
        rule: begun.clone(),
        plan: touched.over_plan(series.plan(), edit.plan),
        kept: Vec::new(),
        moved: Vec::new(),
        dropped: Vec::new(),
        loose: Vec::new(),
        hosts_changed: touched.hosts,
        capacity_changed: touched.capacity,
    };
    sort(dates, (&old, &way, split), (edit, &touched, now), &mut reshaped)?;
    Ok(reshaped)
}

/// What is left of an end that counts from the first date of the series.
fn rest_of(end: End, passed: usize) -> Result<End, Refusal> {
    match end {
        End::After(dates) if dates <= passed => {
            Err(("dates", format!("{passed} dates come before this change. Write a larger number.")))
        }
        End::After(dates) => Ok(End::After(dates - passed)),
        other => Ok(other),
    }
}

/// The days left out, as days of the new rule: a holiday stays one, and what only makes sense as a date goes along.
fn skipped(wished: &[Date], way: &Way<'_>, rule: &Rule) -> BTreeSet<Date> {
    let days = wished.iter().map(|day| if rule.names(*day) { *day } else { way.leads(*day) });
    days.filter(|day| rule.names(*day)).collect()
}

/// Sorts the dates that are reached into those that go on, those called off, and those that leave.
fn sort(
    dates: &[Dated],
    (old, way, split): (&Rule, &Way<'_>, Date),
    (edit, touched, now): (&Edit<'_>, &Touched, OffsetDateTime),
    into: &mut Reshaped,
) -> Result<(), Refusal> {
    let reached: Vec<&Dated> = dates.iter().filter(|date| when::from_date(date.series_on) >= split).collect();
    let farthest = reached.iter().map(|date| way.leads(when::from_date(date.series_on))).max();
    let days: BTreeSet<Date> =
        way.rule.named().take_while(|day| farthest.is_some_and(|far| *day <= far)).collect();
    for date in reached {
        let day = way.leads(when::from_date(date.series_on));
        let is_over = date.starts_at <= now && date.id != edit.date;
        if is_over && date.state == "published" {
            // It was held early: its day is not to be made again.
            into.rule.skipped.insert(day);
            into.loose.extend(into.split.is_none().then_some(date.id));
        } else if date.state != "published" {
            match days.contains(&day) {
                true => into.kept.push(Dated { series_on: when::to_date(day), ..date.clone() }),
                false => into.loose.push(date.id),
            }
        } else if days.contains(&day) && !way.rule.skipped.contains(&day) {
            let new = go_on(date, (old, way, day), (edit, touched, now))?;
            if is_elsewhere(date, &new) {
                into.moved.push(date.id);
            }
            into.kept.push(new);
        } else {
            into.dropped.push(date.id);
        }
    }
    Ok(())
}

/// One date as it is to be.
fn go_on(
    date: &Dated,
    (old, way, day): (&Rule, &Way<'_>, Date),
    (edit, touched, now): (&Edit<'_>, &Touched, OffsetDateTime),
) -> Result<Dated, Refusal> {
    let mut new = touched.over(date, edit.plan);
    let ruled = old.moment(when::from_date(date.series_on)) == Some(date.starts_at);
    let length =
        if touched.minutes { edit.plan.ends_at - edit.plan.starts_at } else { date.ends_at - date.starts_at };
    new.series_on = when::to_date(day);
    new.starts_at = match way.rule.moment(day) {
        _ if date.id == edit.date => edit.plan.starts_at,
        Some(moment) if ruled => moment,
        _ => date.starts_at,
    };
    new.ends_at = new.starts_at + length.max(Duration::MINUTE);
    let words = day.strftime("%a %-d %b");
    if new.starts_at != date.starts_at && new.starts_at <= now {
        return Err(("day", format!("The session of {words} would be in the past.")));
    }
    if let Some(seats) = new.capacity.filter(|seats| touched.capacity && *seats < new.seated) {
        let seated = new.seated;
        let words =
            format!("{seated} people have a seat on {words}, more than {seats}. Keep at least as many.");
        return Err(("capacity", words));
    }
    Ok(new)
}

/// Has it another time or place, so that calendars have to follow?
fn is_elsewhere(was: &Dated, new: &Dated) -> bool {
    (was.starts_at, was.ends_at) != (new.starts_at, new.ends_at)
        || was.place != new.place
        || was.format != new.format
        || was.join_url != new.join_url
}
