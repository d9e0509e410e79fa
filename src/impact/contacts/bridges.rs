//! What the contacts of an organisation rest on: how many know each other, how evenly contact is spread, who bridges teams,
//! and how much would be lost without the strongest two (domain.md 6.2). People are numbers here and leave as counts and shares only. Ties
//! are added up for one person at a time, so that no more is held at once than one person's own.

use std::collections::HashSet;

use crate::guide::participation::{Room, SharedAmong};
use crate::impact::tally::RULES;
use crate::platform::web::drawing::real;

/// Two people are tied from this weight on: they met in a small room, or repeatedly.
const TIE: f64 = 0.2;
/// A bridge has ties with so many people in each of so many other teams.
const PEOPLE_EACH: usize = 2;
const OTHER_TEAMS: usize = 3;
/// So many of the strongest bridges are thought away.
const STRONGEST: usize = 2;
/// Sums of the same parts in another order differ by less than this.
const NOTHING: f64 = 1e-9;

/// How contacts are spread over people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// People who met someone.
    pub people: usize,
    /// Engagement: 1 − Gini of everyone's own weight. One is perfectly even.
    pub evenness: f64,
    /// The share of all pairs of them who are tied. Nothing for one person alone.
    pub density: Option<f64>,
    pub bridges: usize,
    /// Fragility: the share of weight across teams that the two strongest bridges take part in. Nothing without a bridge.
    pub fragility: Option<f64>,
}

/// Nothing where nobody met anybody.
pub fn spread(rooms: &[Room]) -> Option<Spread> {
    let visits = Visits::of(rooms);
    let people: Vec<PersonSum> = (0..visits.people()).map(|person| visits.sum(person)).collect();
    let met: Vec<f64> = people.iter().map(|sum| sum.strength).filter(|strength| *strength > 0.0).collect();
    if met.is_empty() {
        return None;
    }
    let mut scratch = vec![0.0; visits.people()];
    let tied: Vec<Tied> = (0..people.len()).map(|person| visits.tied(person, &mut scratch)).collect();
    let mut bridges: Vec<usize> = (0..people.len()).filter(|person| tied[*person].is_bridge).collect();
    bridges.sort_by(|a, b| people[*b].across.total_cmp(&people[*a].across).then(a.cmp(b)));
    let all_across: f64 = people.iter().map(|sum| sum.across).sum::<f64>() / 2.0;
    let strongest = &bridges[..bridges.len().min(STRONGEST)];
    let fragility = (!strongest.is_empty() && all_across > 0.0).then(|| {
        let lost: f64 = strongest.iter().map(|person| people[*person].across).sum();
        // What the two share with each other is lost once.
        let shared = match strongest {
            [one, other] => visits.across_between(*one, *other),
            _ => 0.0,
        };
        (lost - shared) / all_across
    });
    // Each tie is one of both its people.
    let ends: usize = tied.iter().map(|tied| tied.with).sum();
    let density = (met.len() > 1).then(|| real(ends) / real(met.len() * (met.len() - 1)));
    Some(Spread { people: met.len(), evenness: 1.0 - gini(&met), density, bridges: bridges.len(), fragility })
}

/// 0 where everyone has the same, near 1 where one has it all.
pub fn gini(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = real(sorted.len());
    let sum: f64 = sorted.iter().sum();
    let ranked: f64 = sorted.iter().enumerate().map(|(at, value)| real(at + 1) * value).sum();
    2.0 * ranked / (count * sum) - (count + 1.0) / count
}

#[derive(Clone, Copy, Default)]
struct PersonSum {
    strength: f64,
    across: f64,
}

/// How one person is tied to others.
struct Tied {
    /// How many people they are tied to.
    with: usize,
    is_bridge: bool,
}

/// A room with the weight of one pair in it.
struct WeighedRoom<'a> {
    room: Room<'a>,
    weight: f64,
}

/// Which rooms each person was in: the rooms of person p are `of[starts[p]..starts[p + 1]]`.
struct Visits<'a> {
    rooms: Vec<WeighedRoom<'a>>,
    starts: Vec<usize>,
    of: Vec<usize>,
    /// The team each was in the last time.
    teams: Vec<Option<usize>>,
}

impl<'a> Visits<'a> {
    fn of(rooms: &[Room<'a>]) -> Self {
        let rooms: Vec<WeighedRoom<'a>> = rooms
            .iter()
            .filter_map(|room| {
                let weight = room.pair_weight(SharedAmong::Everybody, &RULES)?;
                Some(WeighedRoom { room: *room, weight })
            })
            .collect();
        let present = || rooms.iter().flat_map(|weighed| weighed.room.people);
        let people = present().map(|attendee| attendee.person + 1).max().unwrap_or_default();
        let mut starts = vec![0; people + 1];
        let mut teams = vec![None; people];
        for attendee in present() {
            starts[attendee.person + 1] += 1;
            teams[attendee.person] = attendee.team.or(teams[attendee.person]);
        }
        for person in 0..people {
            starts[person + 1] += starts[person];
        }
        let mut next = starts.clone();
        let mut of = vec![0; starts[people]];
        for (at, weighed) in rooms.iter().enumerate() {
            for attendee in weighed.room.people {
                of[next[attendee.person]] = at;
                next[attendee.person] += 1;
            }
        }
        Self { rooms, starts, of, teams }
    }

    fn people(&self) -> usize {
        self.teams.len()
    }

    fn rooms_of(&self, person: usize) -> impl Iterator<Item = &WeighedRoom<'a>> {
        self.of[self.starts[person]..self.starts[person + 1]].iter().map(|at| &self.rooms[*at])
    }

    fn sum(&self, person: usize) -> PersonSum {
        let mut sum = PersonSum::default();
        for WeighedRoom { room, weight } in self.rooms_of(person) {
            sum.strength += weight * real(room.people.len() - 1);
            let own = room.people.iter().find(|attendee| attendee.person == person);
            let Some(own) = own.and_then(|attendee| attendee.team) else { continue };
            let others = room.people.iter().filter(|attendee| attendee.team.is_some_and(|team| team != own));
            sum.across += weight * real(others.count());
        }
        sum
    }

    /// Adds this person's ties up in `weights`, and leaves it empty again.
    fn tied(&self, person: usize, weights: &mut [f64]) -> Tied {
        let mut touched = Vec::new();
        for WeighedRoom { room, weight } in self.rooms_of(person) {
            for other in room.people.iter().filter(|other| other.person != person) {
                if weights[other.person] <= 0.0 {
                    touched.push(other.person);
                }
                weights[other.person] += weight;
            }
        }
        let is_tied = |other: &usize| weights[*other] >= TIE - NOTHING;
        let tied: Vec<usize> = touched.iter().copied().filter(is_tied).collect();
        for other in touched {
            weights[other] = 0.0;
        }
        let own = self.teams[person];
        let of_others = |team: &usize| own.is_some_and(|own| own != *team);
        let mut teams: Vec<usize> =
            tied.iter().filter_map(|other| self.teams[*other].filter(of_others)).collect();
        teams.sort_unstable();
        let known = teams.chunk_by(|a, b| a == b).filter(|people| people.len() >= PEOPLE_EACH).count();
        Tied { with: tied.len(), is_bridge: known >= OTHER_TEAMS }
    }

    fn across_between(&self, one: usize, other: usize) -> f64 {
        let with = |room: &Room, person| room.people.iter().find(|present| present.person == person)?.team;
        self.rooms_of(one)
            .filter(|weighed| {
                let (one, other) = (with(&weighed.room, one), with(&weighed.room, other));
                one.is_some() && other.is_some() && one != other
            })
            .map(|weighed| weighed.weight)
            .sum()
    }
}

/// Which of these are the only link between some others: without one of them, what was linked is not any more. For each,
/// whoever it alone links with the largest rest.
pub struct OnlyLink {
    pub through: usize,
    pub linked: Vec<usize>,
}

/// `linked(a, b)`: is there a line between the two?
pub fn only_links(count: usize, linked: impl Fn(usize, usize) -> bool) -> Vec<OnlyLink> {
    // Asked once of each two: what follows goes through them once more for each that is left out.
    let mut linked_with: Vec<Vec<usize>> = vec![Vec::new(); count];
    for one in 0..count {
        for other in one + 1..count {
            if linked(one, other) {
                linked_with[one].push(other);
                linked_with[other].push(one);
            }
        }
    }
    let parts = |without: Option<usize>| {
        let mut seen: HashSet<usize> = without.into_iter().collect();
        let mut parts: Vec<Vec<usize>> = Vec::new();
        for start in 0..count {
            if !seen.insert(start) {
                continue;
            }
            let mut part = vec![start];
            let mut at = 0;
            while at < part.len() {
                let one = part[at];
                part.extend(linked_with[one].iter().copied().filter(|other| seen.insert(*other)));
                at += 1;
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts
    };
    let whole = parts(None);
    let mut links = Vec::new();
    for through in 0..count {
        let Some(own) = whole.iter().find(|part| part.contains(&through)) else { continue };
        let mut rest: Vec<Vec<usize>> =
            parts(Some(through)).into_iter().filter(|part| own.contains(&part[0])).collect();
        if rest.len() < 2 {
            continue;
        }
        rest.sort_by_key(|part| (part.len(), part.first().copied()));
        rest.pop();
        links.push(OnlyLink { through, linked: rest.concat() });
    }
    links
}

#[cfg(test)]
mod tests;
