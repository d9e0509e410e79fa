use std::collections::HashSet;

use time::{Date, Duration};

use super::{
    facts::{
        CommunityFacts, Decision, MembershipSpell, OrganisingAct, Pin, SessionAttendee, SessionFact,
        StoryFact,
    },
    pauses::Pauses,
    thresholds::Thresholds,
};
use crate::guide::participation::{Attendee, Numbering};
use crate::platform::ids::{PersonId, TeamId};

/// A person or team, numbered from 0 within one history.
pub type Number = usize;

/// One community's facts, put in order once, so that hundreds of weeks can be judged from them.
/// Every method takes the day as of which it answers, and sees nothing that is later.
#[derive(Clone, Debug)]
pub struct History {
    founded_on: Date,
    founder: Number,
    /// Whose numbers these are.
    ids: Vec<PersonId>,
    purpose_set_on: Option<Date>,
    cadence_days: Option<u32>,
    memberships: Vec<(MembershipSpell, Number)>,
    counted: Vec<CountedSession>,
    /// For each person the index of the first counted session they came to.
    first: Vec<Option<usize>>,
    teams: usize,
    stories: Vec<StoryFact>,
    acts: Vec<OrganisingAct>,
    pauses: Pauses,
    decisions: Vec<Decision>,
    pins: Vec<Pin>,
}

/// A session that counts: not cancelled, and enough people came.
#[derive(Clone, Debug)]
pub struct CountedSession {
    pub on: Date,
    /// The day's number on the community's own clock, see [`Pauses::day`].
    pub day: i32,
    /// Attendance was recorded; otherwise those who said yes stand in.
    pub recorded: bool,
    pub complete: bool,
    pub hosts: Vec<Number>,
    /// How many came.
    pub people_count: usize,
    /// Who came, in order and once each; nobody where that is not read.
    pub people: Vec<Attendee>,
}

impl CountedSession {
    pub fn size(&self) -> u32 {
        count(self.people_count)
    }

    pub fn had(&self, person: Number) -> bool {
        self.people.binary_search_by_key(&person, |attendee| attendee.person).is_ok()
    }
}

impl History {
    pub fn of(mut facts: CommunityFacts, thresholds: &Thresholds) -> Self {
        let pauses = Pauses::of(&facts.pauses);
        let rules = thresholds.participation();
        let (mut people, mut teams) = (Numbering::new(), Numbering::new());
        facts.sessions.sort_by_key(|session| (session.on, session.id));
        let counted: Vec<CountedSession> = facts
            .sessions
            .iter()
            .filter(|session| !session.cancelled)
            .map(|session| session.counted(&pauses, &mut people, &mut teams))
            .filter(|session| rules.counts(session.people_count))
            .collect();
        let founder = people.number(facts.founder);
        let memberships = facts
            .memberships
            .into_iter()
            .map(|membership| {
                let person = people.number(membership.person);
                (membership, person)
            })
            .collect();
        let mut first = vec![None; people.len()];
        for (index, session) in counted.iter().enumerate() {
            for attendee in &session.people {
                first[attendee.person].get_or_insert(index);
            }
        }
        let longest_pin = days(thresholds.pin_days);
        for pin in &mut facts.pins {
            pin.until = pin.until.min(pin.from.saturating_add(longest_pin));
        }
        facts.decisions.sort_by_key(|decision| decision.on);
        facts.pins.sort_by_key(|pin| pin.from);
        facts.stories.sort_by_key(|story| story.on);
        facts.acts.sort_by_key(|act| act.on);
        Self {
            founded_on: facts.founded_on,
            founder,
            ids: people.ids(),
            purpose_set_on: facts.purpose_set_on,
            cadence_days: facts.cadence_days,
            memberships,
            counted,
            first,
            teams: teams.len(),
            stories: facts.stories,
            acts: facts.acts,
            pauses,
            decisions: facts.decisions,
            pins: facts.pins,
        }
    }

    /// Who may have come before the sessions whose people are read, and of whom it would change something: those who came
    /// first on a day or later, and those who are interested and were not seen yet. Nobody, where everything is read.
    pub fn unsure(&self, fresh: Date) -> Vec<PersonId> {
        let read = self.counted.partition_point(|session| session.people.is_empty());
        if read == 0 {
            return Vec::new();
        }
        let mut unsure = vec![false; self.ids.len()];
        for (membership, person) in &self.memberships {
            unsure[*person] |= membership.interested && self.first[*person].is_none();
        }
        for (person, first) in self.first.iter().enumerate() {
            unsure[person] |= first.is_some_and(|first| self.counted[first].on >= fresh);
        }
        self.ids.iter().zip(unsure).filter_map(|(id, unsure)| unsure.then_some(*id)).collect()
    }

    /// These people came to a session that counts and whose people are not read.
    pub fn add_earlier(&mut self, people: &HashSet<PersonId>) {
        for (id, first) in self.ids.iter().zip(&mut self.first) {
            if people.contains(id) {
                *first = Some(0);
            }
        }
    }

    pub fn founded_on(&self) -> Date {
        self.founded_on
    }

    pub fn founder(&self) -> Number {
        self.founder
    }

    pub fn cadence_days(&self) -> Option<u32> {
        self.cadence_days
    }

    pub fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    /// How many people are numbered: those who came, and those who belong.
    pub fn people(&self) -> usize {
        self.first.len()
    }

    /// Who has a number.
    pub fn person(&self, number: Number) -> PersonId {
        self.ids[number]
    }

    /// How many teams are numbered.
    pub fn teams(&self) -> usize {
        self.teams
    }

    pub fn purpose_set(&self, today: Date) -> bool {
        self.purpose_set_on.is_some_and(|on| on <= today)
    }

    /// The counted sessions so far, oldest first.
    pub fn held(&self, today: Date) -> &[CountedSession] {
        upto(&self.counted, today, |session| session.on)
    }

    /// The index of the first counted session a person came to, which may be a later one than
    /// today's.
    pub fn first(&self, person: Number) -> Option<usize> {
        self.first[person]
    }

    /// Members and, among them, organisers.
    pub fn members(&self, today: Date) -> (u32, u32) {
        let held = self.held(today).len();
        let (mut members, mut organisers) = (0, 0);
        for (membership, person) in &self.memberships {
            let came = self.first[*person].is_some_and(|first| first < held);
            if membership.holds(today) && (came || !membership.interested) {
                members += 1;
                organisers += u32::from(membership.organises(today));
            }
        }
        (members, organisers)
    }

    /// Stories published so far, oldest first.
    pub fn stories(&self, today: Date) -> &[StoryFact] {
        upto(&self.stories, today, |story| story.on)
    }

    /// Organising work done so far, oldest first.
    pub fn acts(&self, today: Date) -> &[OrganisingAct] {
        upto(&self.acts, today, |act| act.on)
    }

    /// The organisers' decisions so far, oldest first.
    pub fn decisions(&self, today: Date) -> &[Decision] {
        upto(&self.decisions, today, |decision| decision.on)
    }

    /// The pin in force; of several the one set last.
    pub fn pin(&self, today: Date) -> Option<&Pin> {
        upto(&self.pins, today, |pin| pin.from).iter().rev().find(|pin| today <= pin.until)
    }
}

impl MembershipSpell {
    fn holds(&self, today: Date) -> bool {
        self.joined_on <= today && self.left_on.is_none_or(|left| today < left)
    }

    fn organises(&self, today: Date) -> bool {
        self.organiser_from.is_some_and(|from| from <= today)
            && self.organiser_until.is_none_or(|until| today < until)
    }
}

impl SessionFact {
    fn counted(
        &self,
        pauses: &Pauses,
        people: &mut Numbering<PersonId>,
        teams: &mut Numbering<TeamId>,
    ) -> CountedSession {
        let recorded = self.list_complete || !self.present.is_empty();
        let room = if recorded { &self.present } else { &self.going };
        let mut present: Vec<Attendee> = room
            .iter()
            .map(|SessionAttendee { person, team }| Attendee {
                person: people.number(*person),
                team: team.map(|team| teams.number(team)),
            })
            .collect();
        present.sort_unstable();
        present.dedup_by_key(|attendee| attendee.person);
        let mut hosts: Vec<Number> = self.hosts.iter().map(|host| people.number(*host)).collect();
        hosts.sort_unstable();
        hosts.dedup();
        CountedSession {
            on: self.on,
            day: pauses.day(self.on),
            recorded,
            complete: self.list_complete,
            hosts,
            people_count: self.head_count.unwrap_or(present.len()),
            people: present,
        }
    }
}

pub(super) fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}

/// A threshold in days as a length of time.
pub(super) fn days(number: f64) -> Duration {
    Duration::seconds_f64(number.min(100_000.0) * 86_400.0)
}

fn upto<T>(dated: &[T], today: Date, on: impl Fn(&T) -> Date) -> &[T] {
    &dated[..dated.partition_point(|fact| on(fact) <= today)]
}

#[cfg(test)]
mod tests;
