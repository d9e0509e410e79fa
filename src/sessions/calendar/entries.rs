//! Sessions and series as entries of a calendar.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use time::OffsetDateTime;

use super::ics::{self, At, IcsEntry, IcsStatus, Repeating};
use super::queries::{CalendarEntry, CalendarSession};
use super::zones::Zone;
use crate::platform::web::markdown;
use crate::platform::web::when::{self, TimeSpan};
use crate::sessions::Answer;
use crate::sessions::events::SessionFormat;
use crate::sessions::series::Series;
use crate::sessions::series::recurrence::{RecurrenceEnd, Rule};

/// A single session, in UTC: it needs no zone, since nothing of it repeats. Whole days are dates.
pub fn single(session: &CalendarSession, base_url: &str) -> IcsEntry {
    let standing = EntryStanding::of(session);
    let span = TimeSpan { from: session.starts_at, to: session.ends_at };
    let (starts, ends) = span
        .whole_days(&when::zone_or_utc(&session.zone))
        .map_or((At::Utc(span.from), At::Utc(span.to)), |(first, last)| {
            (At::Day(first), At::Day(last.saturating_add(1.day())))
        });
    IcsEntry {
        uid: session.uid.clone(),
        sequence: i64::from(session.sequence) + i64::from(session.told.unwrap_or(0)),
        stamp: session.changed_at,
        changed_at: session.changed_at,
        zone: None,
        starts,
        ends,
        repeating: None,
        instead_of: None,
        status: standing.status(),
        title: standing.titled(&session.title),
        place: location(session.format, &session.place, &session.join_url),
        words: description(
            &session.community,
            &session.join_url,
            &session.agenda,
            standing,
            &session.cancel_reason,
        ),
        url: format!("{base_url}/events/{}", session.id),
        organiser: None,
        attendee: None,
    }
}

/// Reads the agendas that entries are about to be made of, on a thread for such work.
pub async fn read_agendas(sessions: &[CalendarSession], series: impl IntoIterator<Item = &Series>) {
    let of_sessions = sessions.iter().map(|session| session.agenda.as_str());
    let of_series: Vec<&str> = series.into_iter().map(|series| series.agenda.as_str()).collect();
    let agendas: BTreeSet<&str> = of_sessions.chain(of_series).filter(|agenda| !agenda.is_empty()).collect();
    for agenda in agendas {
        markdown::prose(agenda).await;
    }
}

/// The name of a session in a calendar: its own, or its series' with the moment the rule gave the date.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryName {
    pub uid: String,
    pub instead_of: Option<(DateTime, Zone)>,
}

impl EntryName {
    pub fn of(session: &CalendarSession, series: Option<&Series>) -> Self {
        let date = series.zip(session.series_on);
        date.map_or_else(
            || Self { uid: session.uid.clone(), instead_of: None },
            |(series, on)| {
                let zone = Zone { name: series.zone.clone(), clocks: when::zone_or_utc(&series.zone) };
                let wall = when::from_date(on).to_datetime(series.rule().starts_at);
                Self { uid: series.uid.clone(), instead_of: Some((wall, zone)) }
            },
        )
    }
    /// The name under which a calendar holds it.
    pub fn known(held: CalendarEntry) -> Self {
        let date = held.instead_of.zip(held.zone).map(|(wall, zone)| {
            let clocks = when::zone_or_utc(&zone);
            let wall: DateTime = when::from_date_time(wall);
            (wall, Zone { name: zone, clocks })
        });
        Self { uid: held.uid, instead_of: date }
    }
}

/// A session under a name that it has, or had when a calendar was first told of it.
pub fn named(session: &CalendarSession, name: EntryName, base_url: &str) -> IcsEntry {
    let plain = IcsEntry { uid: name.uid, ..single(session, base_url) };
    let Some((wall, zone)) = name.instead_of else { return plain };
    let walls = [session.starts_at, session.ends_at].map(|at| At::of(at, Some(&zone)));
    let [starts, ends] = match walls {
        [At::Wall(_), At::Wall(_)] => walls,
        // In a night with an hour that comes twice.
        _ => [At::Utc(session.starts_at), At::Utc(session.ends_at)],
    };
    IcsEntry { starts, ends, instead_of: Some(wall), zone: Some(zone), ..plain }
}

/// A series that a reader expands to exactly these of its sessions: the rule from the first of them to the last,
/// without the dates that are not among them, and an entry of its own for each that differs from the rest. With each
/// goes the session it is about, if it is about one.
pub fn series(
    series: &Series,
    sessions: &[CalendarSession],
    base_url: &str,
) -> Vec<(IcsEntry, Option<CalendarSession>)> {
    let rule = series.rule();
    let Some(whole) = whole(series, &rule, sessions, base_url) else { return Vec::new() };
    let differing: Vec<_> = sessions
        .iter()
        .map(|session| (named(session, EntryName::of(session, Some(series)), base_url), session))
        .filter(|(date, session)| differs(date, session, &whole, &rule, series.minutes))
        .map(|(date, session)| {
            // As a mail said it; else never below what the whole says of it.
            let raised = session.told.map_or(series.sequence + session.told_of_series, |_| 0);
            let sequence = date.sequence + i64::from(raised);
            (IcsEntry { sequence, ..date }, Some(session.clone()))
        })
        .collect();
    std::iter::once((whole, None)).chain(differing).collect()
}

/// The days of a series that are shown.
struct Days {
    first: Date,
    /// The first and the last that the rule names.
    ruled: Option<(Date, Date)>,
    /// Days it names in between, on which there is nothing.
    except: Vec<Date>,
    /// Days it does not name any more, on which there is something all the same.
    extra: Vec<Date>,
}

impl Days {
    fn of(rule: &Rule, sessions: &[CalendarSession]) -> Option<Self> {
        let days: BTreeSet<Date> =
            sessions.iter().filter_map(|session| session.series_on.map(when::from_date)).collect();
        let (first, last) = (*days.first()?, *days.last()?);
        let named: BTreeSet<Date> = rule.named().take_while(|day| *day <= last).collect();
        let ruled: Vec<Date> = days.intersection(&named).copied().collect();
        let ruled = ruled.first().copied().zip(ruled.last().copied());
        let first = ruled.map_or(first, |(first, _)| first);
        let except = ruled.map(|(from, to)| named.range(from..=to).filter(|day| !days.contains(*day)));
        Some(Self {
            first,
            ruled,
            except: except.into_iter().flatten().copied().collect(),
            extra: days.difference(&named).copied().filter(|day| *day != first).collect(),
        })
    }
}

/// The entry that repeats, from the first date to the last.
fn whole(series: &Series, rule: &Rule, sessions: &[CalendarSession], base_url: &str) -> Option<IcsEntry> {
    let days = Days::of(rule, sessions)?;
    let zone = Zone { name: series.zone.clone(), clocks: rule.zone.clone() };
    let wall = |day: Date| -> DateTime { day.to_datetime(rule.starts_at) };
    // It ends with a day, never with a number: the first date here need not be the first of the series.
    let shown =
        days.ruled.map(|(from, to)| Rule { starts_on: from, end: RecurrenceEnd::Until(to), ..rule.clone() });
    let community = sessions.first().map_or("", |session| session.community.as_str());
    // The link is said once where it holds for every date, else on those of which it may be told.
    let joinable = sessions.iter().all(|session| session.join_url == series.join_url);
    let join_url = if joinable { series.join_url.as_str() } else { "" };
    let told = sessions.first().map_or(0, |session| session.told_of_series);
    let changed_at = sessions.iter().map(|session| session.changed_at).fold(series.changed_at, Ord::max);
    let standing = EntryStanding::of_most(sessions);
    Some(IcsEntry {
        uid: series.uid.clone(),
        sequence: i64::from(series.sequence) + i64::from(told),
        stamp: changed_at,
        changed_at,
        starts: At::Wall(wall(days.first)),
        ends: At::Wall(ics::later(wall(days.first), series.minutes.into())),
        zone: Some(zone),
        repeating: Some(Repeating {
            rule: shown.map(|shown| shown.rrule()),
            extra: days.extra.into_iter().map(wall).collect(),
            except: days.except.into_iter().map(wall).collect(),
            until: sessions.iter().map(|session| session.ends_at).max()?,
        }),
        instead_of: None,
        status: standing.status(),
        title: standing.titled(&series.title),
        place: location(series.format, &series.place, join_url),
        words: description(community, join_url, &series.agenda, standing, ""),
        url: format!("{base_url}{}", series.path()),
        organiser: None,
        attendee: None,
    })
}

/// Would a reader of the rule alone be wrong about this date?
fn differs(date: &IcsEntry, session: &CalendarSession, whole: &IcsEntry, rule: &Rule, minutes: i32) -> bool {
    let planned: Option<OffsetDateTime> = session.series_on.and_then(|on| rule.moment(when::from_date(on)));
    date.status != whole.status
        || planned != Some(session.starts_at)
        // In a night when the clocks change. Programs differ on what an hour that is skipped means, and on how long
        // fifty minutes are: so it is said.
        || date.instead_of.map(At::Wall) != Some(date.starts)
        || date.instead_of.map(|wall| At::Wall(ics::later(wall, minutes.into()))) != Some(date.ends)
        || session.ends_at - session.starts_at != time::Duration::minutes(minutes.into())
        || date.title != whole.title
        || date.place != whole.place
        || date.words != whole.words
}

/// Where it is, as calendars show it: the join link where there is no other place, for programs make it a button.
fn location(format: SessionFormat, place: &str, join_url: &str) -> String {
    match (format, place) {
        (SessionFormat::Online, _) if !join_url.is_empty() => join_url.to_owned(),
        (SessionFormat::Online, _) => "Online".to_owned(),
        (SessionFormat::Hybrid, "") => "In person and online".to_owned(),
        (SessionFormat::Hybrid, place) => format!("{place}, and online"),
        (SessionFormat::InPerson, place) => place.to_owned(),
    }
}

fn description(
    community: &str,
    join_url: &str,
    agenda: &str,
    standing: EntryStanding,
    cancel_reason: &str,
) -> String {
    let mut parts = vec![format!("With {community}")];
    parts.push(format!("{} {cancel_reason}", standing.sentence()).trim().to_owned());
    if standing != EntryStanding::Cancelled && !join_url.is_empty() {
        parts.push(format!("Join online: {join_url}"));
    }
    if !agenda.is_empty() {
        parts.push(markdown::known(agenda).text.clone());
    }
    parts.join("\n\n")
}

/// What a session is to the person in whose calendar it is: a place, a maybe, a wait, or none of them yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryStanding {
    Going,
    Hosting,
    Maybe,
    Waiting,
    NotGoing,
    Unanswered,
    Cancelled,
}

impl EntryStanding {
    pub fn of(session: &CalendarSession) -> Self {
        match (session.answer, session.hosts) {
            _ if session.state.is_cancelled() => Self::Cancelled,
            (Some(Answer::Going), _) => Self::Going,
            (_, true) => Self::Hosting,
            (Some(Answer::Maybe), _) => Self::Maybe,
            (Some(Answer::Waiting), _) => Self::Waiting,
            (Some(Answer::NotGoing), _) => Self::NotGoing,
            (None, _) => Self::Unanswered,
        }
    }

    /// What most of some dates are: said of the whole, it leaves the fewest exceptions. None of them is said to be off
    /// with it.
    pub fn of_most(sessions: &[CalendarSession]) -> Self {
        let all: Vec<Self> =
            sessions.iter().map(Self::of).filter(|standing| *standing != Self::Cancelled).collect();
        let number = |standing: &Self| all.iter().filter(|other| *other == standing).count();
        // Of two that are as many, always the same one.
        all.iter()
            .copied()
            .max_by_key(|standing| (number(standing), std::cmp::Reverse(*standing)))
            .unwrap_or(Self::Unanswered)
    }

    pub fn status(self) -> IcsStatus {
        match self {
            Self::Going | Self::Hosting => IcsStatus::Confirmed,
            Self::Maybe | Self::Waiting | Self::NotGoing | Self::Unanswered => IcsStatus::Tentative,
            Self::Cancelled => IcsStatus::Cancelled,
        }
    }

    /// The title with what they answered: programs show it alone, and few show the status.
    pub fn titled(self, title: &str) -> String {
        let mark = match self {
            Self::Going | Self::Hosting | Self::Unanswered | Self::Cancelled => return title.to_owned(),
            Self::Maybe => "maybe",
            Self::Waiting => "waiting list",
            Self::NotGoing => "not going",
        };
        format!("{title} ({mark})")
    }

    pub fn sentence(self) -> &'static str {
        match self {
            Self::Going => "You’re going.",
            Self::Hosting => "You’re hosting.",
            Self::Maybe => "You answered maybe.",
            Self::Waiting => "You’re on the waiting list.",
            Self::NotGoing => "You’re not going.",
            Self::Unanswered => "You haven’t answered.",
            Self::Cancelled => "Cancelled.",
        }
    }
}
