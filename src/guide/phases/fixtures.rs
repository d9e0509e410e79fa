//! A community to test the rules on: fortnightly, founded on a Sunday, so that the week which begins
//! on day 7k + 1 is judged by the facts up to day 7k.

use time::{Date, Duration, macros::date};

use super::{
    CommunityFacts, History, MembershipSpell, Pause, SessionAttendee, SessionFact, Signals, State, StoryFact,
    Thresholds, evaluate_through, facts::OrganisingAct, measures::Test,
};
use crate::platform::ids::{EventId, PersonId, TeamId};

pub const FOUNDED: Date = date!(2023 - 12 - 31);

/// The day so many days after the founding.
pub fn day(days: i64) -> Date {
    FOUNDED + Duration::days(days)
}

pub fn person(number: u128) -> PersonId {
    PersonId::from_u128(1_000 + number)
}

/// Person 0 is in team 0, person 1 in team 1 and so on, over five teams.
pub fn present(number: u128) -> SessionAttendee {
    SessionAttendee { person: person(number), team: Some(TeamId::from_u128(number % 5)) }
}

pub fn room(people: impl IntoIterator<Item = u128>) -> Vec<SessionAttendee> {
    people.into_iter().map(present).collect()
}

/// A session with a complete list, without hosts.
pub fn session(on: i64, people: impl IntoIterator<Item = u128>) -> SessionFact {
    SessionFact {
        id: EventId::from_u128(1_000_000 + u128::from(on.unsigned_abs())),
        on: day(on),
        cancelled: false,
        hosts: Vec::new(),
        present: room(people),
        going: Vec::new(),
        list_complete: true,
        head_count: None,
    }
}

pub fn hosted(on: i64, host: u128, people: impl IntoIterator<Item = u128>) -> SessionFact {
    SessionFact { hosts: vec![person(host)], ..session(on, people) }
}

pub fn act(on: i64, organiser: u128, session: u128) -> OrganisingAct {
    OrganisingAct { on: day(on), person: person(organiser), session: EventId::from_u128(session) }
}

pub fn story(on: i64, author: u128) -> StoryFact {
    StoryFact { on: day(on), author: person(author) }
}

pub fn pause(from: i64, until: Option<i64>) -> Pause {
    Pause { from: day(from), until: until.map(day) }
}

pub fn member(number: u128, joined: i64) -> MembershipSpell {
    MembershipSpell {
        person: person(number),
        joined_on: day(joined),
        left_on: None,
        organiser_from: None,
        organiser_until: None,
        interested: false,
    }
}

/// A founded community with a purpose, ten members and a fortnightly cadence, and nothing held.
pub fn founded() -> CommunityFacts {
    CommunityFacts {
        purpose_set_on: Some(FOUNDED),
        cadence_days: Some(14),
        memberships: (0..10).map(|number| member(number, 0)).collect(),
        ..CommunityFacts::founded(FOUNDED, person(0))
    }
}

/// Fortnightly sessions of ten people from day 10 until a day, hosted and organised by four people
/// in turn, the founder away from every third, a story after every second.
pub fn thriving(until: i64) -> CommunityFacts {
    let mut facts = founded();
    for (turn, on) in (0_u128..).zip((10..=until).step_by(14)) {
        let away = u128::from(turn % 3 == 2);
        // One newcomer a session beside the nine regulars.
        let people = (away..9).chain([20 + turn]);
        facts.sessions.push(hosted(on, 1 + turn % 4, people));
        facts.acts.push(act(on, 1 + turn % 4, turn));
        if turn % 2 == 0 {
            facts.stories.push(story(on + 2, turn % 5));
        }
    }
    facts
}

pub fn history(facts: &CommunityFacts) -> History {
    History::of(facts.clone(), &Thresholds::default())
}

pub fn signals(facts: &CommunityFacts, on: i64) -> Signals {
    Signals::of(&history(facts), day(on), &Thresholds::default())
}

/// Every week's state until a day, with the week's first day counted from the founding.
pub fn weeks(facts: &CommunityFacts, until: i64) -> Vec<(i64, State)> {
    evaluate_through(&history(facts), &Thresholds::default(), day(until))
        .into_iter()
        .map(|(week, state, _)| ((week - FOUNDED).whole_days(), state))
        .collect()
}

/// The state in the week that begins on or before a day.
pub fn state_on(facts: &CommunityFacts, on: i64) -> State {
    weeks(facts, on).pop().map_or_else(|| State::founded(FOUNDED), |(_, state)| state)
}

/// What was known at the end of a day: every later fact is taken out.
pub fn known_on(facts: &CommunityFacts, last: Date) -> CommunityFacts {
    let mut known = facts.clone();
    let later = |on: Option<Date>| on.filter(|on| *on <= last);
    known.purpose_set_on = later(known.purpose_set_on);
    known.sessions.retain(|session| session.on <= last);
    known.stories.retain(|story| story.on <= last);
    known.acts.retain(|act| act.on <= last);
    known.decisions.retain(|decision| decision.on <= last);
    known.pins.retain(|pin| pin.from <= last);
    known.pauses.retain(|pause| pause.from <= last);
    for pause in &mut known.pauses {
        pause.until = later(pause.until);
    }
    known.memberships.retain(|membership| membership.joined_on <= last);
    for membership in &mut known.memberships {
        membership.left_on = later(membership.left_on);
        membership.organiser_from = later(membership.organiser_from);
        membership.organiser_until = later(membership.organiser_until);
    }
    known
}

/// A grown community in which nothing is amiss: it passes every test and raises no flag.
pub fn all_well() -> Signals {
    Signals {
        as_of: day(400),
        cadence: 14.0,
        short_window: 90.0,
        long_window: 180.0,
        purpose_set: true,
        members: 20,
        organisers: 3,
        held: 28,
        n: 6,
        long_n: 12,
        founded: 400.0,
        age: Some(390.0),
        rhythm: Some(1.0),
        gap: Some(0.5),
        repeat: Some(0.8),
        core: Some(8),
        hosts: 6,
        top: Some(0.25),
        orgs: 4,
        otop: Some(0.4),
        solo: 4,
        teams: 5,
        team_share: Some(0.3),
        mixing: Some(1.0),
        newcomers: 6,
        returned: Some(0.6),
        stories: 8,
        authors: 5,
        stories_lately: 4,
        recent: Some(12.0),
        best: Some(12.0),
        decl: Some(1.0),
        recorded: Some(1.0),
        estimated: false,
    }
}

/// The same with one value changed, by the name of the test it is held against.
pub fn all_well_but(name: &str, value: f64) -> Signals {
    let mut signals = all_well();
    let whole = (0..1_000).find(|number| f64::from(*number) >= value).unwrap_or_default();
    match name {
        "purpose" => signals.purpose_set = value > 0.0,
        "members" => signals.members = whole,
        "organisers" => signals.organisers = whole,
        "held" => signals.held = whole,
        "n" => signals.n = whole,
        "long_n" => signals.long_n = whole,
        "hosts" => signals.hosts = whole,
        "orgs" => signals.orgs = whole,
        "solo" => signals.solo = whole,
        "teams" => signals.teams = whole,
        "newcomers" => signals.newcomers = whole,
        "stories" => signals.stories = whole,
        "authors" => signals.authors = whole,
        "stories_lately" => signals.stories_lately = whole,
        "core" => signals.core = Some(whole),
        "age" => signals.age = Some(value),
        "rhythm" => signals.rhythm = Some(value),
        "gap" => signals.gap = Some(value),
        "repeat" => signals.repeat = Some(value),
        "top" => signals.top = Some(value),
        "otop" => signals.otop = Some(value),
        "team_share" => signals.team_share = Some(value),
        "mixing" => signals.mixing = Some(value),
        "returned" => signals.returned = Some(value),
        "decl" => signals.decl = Some(value),
        _ => panic!("no test is called {name}"),
    }
    signals
}

/// A test in one line, as the page puts it.
pub fn sentence(test: &Test) -> String {
    format!("{}: {}{}", test.label, test.value_text(), test.needs_text())
}
