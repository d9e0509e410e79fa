//! How far people met across teams, from who was in the room together. Being in the same room is an opportunity to
//! meet, not proof of talking. Nothing here speaks of a single person: weights are added up team by team as each room
//! is read, and no pair of people is ever held.

use std::collections::HashMap;

use super::{Attendee, ParticipationRules, real};

/// Who was at one session, each once.
#[derive(Clone, Copy, Debug)]
pub struct Room<'a> {
    /// Days from the session to the day as of which is counted.
    pub age: f64,
    pub people: &'a [Attendee],
}

/// The people who share a person's one unit of contact a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedAmong {
    /// Everyone in the room, guests too: those without a team take a part of it that is of no team.
    Everybody,
    /// Only those whose team is known.
    PeopleWithTeam,
}

impl Room<'_> {
    /// The weight of one pair that met here. Each person has one unit of contact a session, shared over the room
    /// (after Newman 2001), and older sessions weigh less. Nothing for a room of one, or a hall.
    pub fn pair_weight(&self, shared: SharedAmong, rules: &ParticipationRules) -> Option<f64> {
        let sharing = match shared {
            SharedAmong::Everybody => self.people.len(),
            SharedAmong::PeopleWithTeam => {
                self.people.iter().filter(|attendee| attendee.team.is_some()).count()
            }
        };
        (sharing >= 2 && real(self.people.len()) <= rules.mixing_room)
            .then(|| (-self.age / rules.mixing_half_life).exp2() / real(sharing - 1))
    }
}

/// How far people met across teams.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixing {
    /// X: the share of contacts that were across teams.
    pub share: f64,
    /// X₀: the share if everyone who came had mixed at random. Zero where all are of one team.
    pub expected: f64,
    /// Different people behind the share.
    pub people: usize,
    pub teams: usize,
    /// Those of them who are not of the largest team: when they are few, the share would count them.
    pub beside_largest: usize,
}

impl Mixing {
    /// One is fully mixed; nothing where one team only was in the room.
    pub fn ratio(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.share / self.expected)
    }
}

/// The cross-team share of all rooms, in order: a person's team is the one of their last. Nothing where nobody of a
/// known team met another.
pub fn mixing<'a>(
    rooms: impl IntoIterator<Item = Room<'a>>,
    shared: SharedAmong,
    rules: &ParticipationRules,
) -> Option<Mixing> {
    let (mut across, mut all) = (0.0, 0.0);
    let mut team_of: HashMap<usize, usize> = HashMap::new();
    for room in rooms {
        let Some(weight) = room.pair_weight(shared, rules) else { continue };
        let sizes = team_sizes(room.people.iter().filter_map(|attendee| attendee.team));
        let known = pairs(sizes.iter().sum());
        all += weight * known;
        across += weight * (known - pairs_inside(&sizes));
        team_of.extend(room.people.iter().filter_map(|attendee| Some((attendee.person, attendee.team?))));
    }
    if all <= 0.0 {
        return None;
    }
    let sizes = team_sizes(team_of.values().copied());
    let people = team_of.len();
    let expected = if people < 2 { 0.0 } else { 1.0 - pairs_inside(&sizes) / pairs(people) };
    let largest = sizes.iter().copied().max().unwrap_or_default();
    Some(Mixing {
        share: across / all,
        expected,
        people,
        teams: sizes.len(),
        beside_largest: people - largest,
    })
}

/// Pairs that a number of people make.
pub fn pairs(people: usize) -> f64 {
    real(people) * (real(people) - 1.0) / 2.0
}

fn pairs_inside(sizes: &[usize]) -> f64 {
    sizes.iter().copied().map(pairs).sum()
}

/// How many people each team has, in the order of the teams' numbers.
fn team_sizes(teams: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut teams: Vec<usize> = teams.collect();
    teams.sort_unstable();
    teams.chunk_by(|a, b| a == b).map(<[usize]>::len).collect()
}

#[cfg(test)]
mod tests {
    use super::{Attendee, Mixing, ParticipationRules, Room, SharedAmong, mixing};

    /// People so that so many are of team 0, of team 1 and so on.
    fn people(teams: &[usize]) -> Vec<Attendee> {
        let of_team = |(team, people): (usize, &usize)| {
            (0..*people).map(move |at| Attendee { person: team * 100 + at, team: Some(team) })
        };
        teams.iter().enumerate().flat_map(of_team).collect()
    }

    fn found(rooms: &[(f64, Vec<Attendee>)]) -> Option<Mixing> {
        let rooms = rooms.iter().map(|(age, people)| Room { age: *age, people });
        mixing(rooms, SharedAmong::Everybody, &ParticipationRules::DEFAULT)
    }

    fn rounded(value: f64) -> f64 {
        (value * 1000.0).round() / 1000.0
    }

    fn checked(rooms: &[(f64, Vec<Attendee>)]) -> (f64, f64, f64) {
        let mixing = found(rooms).unwrap();
        (rounded(mixing.share), rounded(mixing.expected), (mixing.ratio().unwrap() * 100.0).round() / 100.0)
    }

    #[test]
    fn a_mixed_room_has_a_ratio_of_one() {
        let mixed = people(&[12, 8, 5, 3, 2]);
        assert_eq!(checked(&[(0.0, mixed.clone())]), (0.752, 0.752, 1.0));
        assert_eq!(checked(&[(0.0, mixed.clone()), (400.0, mixed)]), (0.752, 0.752, 1.0));
    }

    #[test]
    fn one_team_rooms_among_mixed_ones_are_seen() {
        let mut rooms: Vec<_> = (0..11).map(|_| (0.0, people(&[10, 4, 3, 3]))).collect();
        rooms.extend((0..13).map(|_| (0.0, people(&[10]))));
        assert_eq!(checked(&rooms), (0.44, 0.7, 0.63));
    }

    #[test]
    fn with_one_team_only_there_is_no_ratio() {
        let alone = found(&[(0.0, people(&[6]))]).unwrap();
        assert_eq!((alone.share, alone.ratio()), (0.0, None));
        assert_eq!(found(&[(0.0, people(&[1]))]), None);
    }

    #[test]
    fn a_hall_of_more_than_forty_makes_no_ties() {
        assert_eq!(found(&[(0.0, people(&[21, 20]))]), None);
        assert!(found(&[(0.0, people(&[20, 20]))]).is_some());
    }

    #[test]
    fn people_without_a_team_fill_the_room_and_nothing_else() {
        let attendee = |person, team| Attendee { person, team };
        let with_guest = vec![attendee(1, Some(0)), attendee(2, Some(1)), attendee(3, None)];
        let weight = |shared| {
            Room { age: 0.0, people: &with_guest }.pair_weight(shared, &ParticipationRules::DEFAULT).unwrap()
        };
        assert!((weight(SharedAmong::Everybody) - 0.5).abs() < 1e-9);
        assert!((weight(SharedAmong::PeopleWithTeam) - 1.0).abs() < 1e-9);
        assert_eq!(
            found(&[(0.0, with_guest)]).unwrap(),
            Mixing { share: 1.0, expected: 1.0, people: 2, teams: 2, beside_largest: 1 }
        );
    }
}
