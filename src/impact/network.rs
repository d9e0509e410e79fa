//! How far people met across teams, from who was in the room together (domain.md 6.2). Being in the same room
//! is an opportunity to meet, not proof of talking. Nothing here speaks of a single person: weights are added up
//! team by team as each room is read, and no pair of people is ever held.

use std::collections::HashMap;

use super::suppression::FEWEST;

/// A meeting counts half after this many days.
const HALF_LIFE_DAYS: f64 = 90.0;
/// People in a larger room listen; it counts for reach, not for ties.
const LARGEST_ROOM: usize = 40;

/// Who was present at one session: people and teams by their number, the team as it was on the day.
pub struct Room {
    /// Days from the session to the end of the period.
    pub age: f64,
    pub people: Vec<(usize, Option<usize>)>,
}

impl Room {
    pub fn makes_ties(&self) -> bool {
        self.weight().is_some()
    }

    /// The weight of one pair that met here. Each person has one unit of contact a session, shared over the
    /// room (after Newman 2001), and older sessions weigh less. Nothing for a room of one, or a hall.
    fn weight(&self) -> Option<f64> {
        let present = self.people.len();
        (2..=LARGEST_ROOM)
            .contains(&present)
            .then(|| 0.5_f64.powf(self.age / HALF_LIFE_DAYS) / real(present - 1))
    }
}

/// How far people met across teams.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixing {
    /// X: the share of meeting chances that were across teams.
    pub share: f64,
    /// X₀: the share if everybody who came had mixed at random. Zero where all are of one team.
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

    /// "closed" below 0.7, "partly" below 0.8, else "mixed".
    pub fn reading(&self) -> &'static str {
        match self.ratio() {
            None => "One team only",
            Some(ratio) if ratio < 0.7 => "Mostly within teams",
            Some(ratio) if ratio < 0.8 => "Fair mix",
            Some(_) => "Good mix",
        }
    }
}

/// The cross-team share of all rooms; nothing where nobody of a known team met another.
pub fn mixing(rooms: &[Room]) -> Option<Mixing> {
    let (mut across, mut all) = (0.0, 0.0);
    let mut home: HashMap<usize, usize> = HashMap::new();
    for room in rooms {
        let Some(weight) = room.weight() else { continue };
        let teams = tally(room.people.iter().filter_map(|(_, team)| *team));
        let known: usize = teams.values().sum();
        let inside: f64 = teams.values().map(|people| pairs(*people)).sum();
        all += weight * pairs(known);
        across += weight * (pairs(known) - inside);
        home.extend(room.people.iter().filter_map(|(person, team)| team.map(|team| (*person, team))));
    }
    if all <= 0.0 {
        return None;
    }
    let teams = tally(home.values().copied());
    let inside: f64 = teams.values().map(|people| pairs(*people)).sum();
    let expected = if home.len() < 2 { 0.0 } else { 1.0 - inside / pairs(home.len()) };
    let largest = teams.values().copied().max().unwrap_or_default();
    let (people, teams) = (home.len(), teams.len());
    Some(Mixing { share: across / all, expected, people, teams, beside_largest: people - largest })
}

/// Meeting chances between groups of teams, each group large enough to be shown.
pub struct Ties {
    groups: usize,
    weights: Vec<f64>,
    /// Up to five different people behind each tie: more are not needed to know that it may be drawn.
    people: Vec<Vec<usize>>,
    /// Up to five people of each group who were in such a room.
    came: Vec<Vec<usize>>,
}

impl Ties {
    /// Adds up the rooms, where `group` gives the group of a team, if it has one.
    pub fn of(rooms: &[Room], groups: usize, group: impl Fn(usize) -> Option<usize>) -> Self {
        let mut ties = Self {
            groups,
            weights: vec![0.0; groups * groups],
            people: vec![Vec::new(); groups * groups],
            came: vec![Vec::new(); groups],
        };
        for room in rooms {
            let Some(weight) = room.weight() else { continue };
            let mut present: Vec<(usize, usize)> =
                room.people.iter().filter_map(|(person, team)| Some((group((*team)?)?, *person))).collect();
            present.sort_unstable();
            let parts: Vec<&[(usize, usize)]> = present.chunk_by(|a, b| a.0 == b.0).collect();
            for (index, part) in parts.iter().enumerate() {
                ties.add(part, part, weight * pairs(part.len()));
                note(&mut ties.came[part[0].0], part);
                for other in &parts[index + 1..] {
                    ties.add(part, other, weight * real(part.len() * other.len()));
                }
            }
        }
        ties
    }

    fn add(&mut self, one: &[(usize, usize)], other: &[(usize, usize)], weight: f64) {
        if weight <= 0.0 {
            return;
        }
        let at = self.at(one[0].0, other[0].0);
        self.weights[at] += weight;
        note(&mut self.people[at], one);
        note(&mut self.people[at], other);
    }

    fn at(&self, one: usize, other: usize) -> usize {
        one.min(other) * self.groups + one.max(other)
    }

    /// Meeting chances within `own`, whether in one group or between two of them.
    pub fn inside(&self, own: &[usize]) -> f64 {
        own.iter()
            .enumerate()
            .flat_map(|(index, one)| {
                own[index..].iter().map(move |other| self.weights[self.at(*one, *other)])
            })
            .sum()
    }

    /// Meeting chances of `own` with another group.
    pub fn with(&self, own: &[usize], other: usize) -> f64 {
        own.iter().map(|one| self.weights[self.at(*one, other)]).sum()
    }

    /// May the tie of `own` with these others be drawn? Only where five people make it.
    pub fn may_show(&self, own: &[usize], others: &[usize]) -> bool {
        enough(own.iter().flat_map(|one| others.iter().flat_map(|other| &self.people[self.at(*one, *other)])))
    }

    /// Did five people of these groups meet somebody?
    pub fn enough_came(&self, own: &[usize]) -> bool {
        enough(own.iter().flat_map(|one| &self.came[*one]))
    }
}

fn note(people: &mut Vec<usize>, part: &[(usize, usize)]) {
    for (_, person) in part {
        if people.len() >= FEWEST {
            break;
        }
        if !people.contains(person) {
            people.push(*person);
        }
    }
}

fn enough<'a>(people: impl Iterator<Item = &'a usize>) -> bool {
    let mut different: Vec<usize> = people.copied().collect();
    different.sort_unstable();
    different.dedup();
    different.len() >= FEWEST
}

fn tally(teams: impl Iterator<Item = usize>) -> HashMap<usize, usize> {
    let mut people = HashMap::new();
    for team in teams {
        *people.entry(team).or_default() += 1;
    }
    people
}

fn pairs(people: usize) -> f64 {
    real(people * people.saturating_sub(1)) / 2.0
}

/// Counts of people are far below where a float stops being exact.
#[expect(clippy::cast_precision_loss, reason = "counts of people and pairs are far below 2^52")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{Mixing, Room, Ties, mixing};
    use proptest::prelude::{prop, prop_assert, proptest};

    /// A room in which so many people of team 0, of team 1 and so on were present.
    fn room(age: f64, teams: &[usize]) -> Room {
        let people = teams
            .iter()
            .enumerate()
            .flat_map(|(team, people)| (0..*people).map(move |at| (team * 100 + at, Some(team))));
        Room { age, people: people.collect() }
    }

    fn rounded(value: f64) -> f64 {
        (value * 1000.0).round() / 1000.0
    }

    fn checked(rooms: &[Room]) -> (f64, f64, f64) {
        let mixing = mixing(rooms).unwrap();
        (rounded(mixing.share), rounded(mixing.expected), (mixing.ratio().unwrap() * 100.0).round() / 100.0)
    }

    #[test]
    fn a_mixed_room_has_a_ratio_of_one() {
        assert_eq!(checked(&[room(0.0, &[12, 8, 5, 3, 2])]), (0.752, 0.752, 1.0));
        assert_eq!(
            checked(&[room(0.0, &[12, 8, 5, 3, 2]), room(400.0, &[12, 8, 5, 3, 2])]),
            (0.752, 0.752, 1.0)
        );
    }

    #[test]
    fn one_team_rooms_among_mixed_ones_are_seen() {
        let mut rooms: Vec<Room> = (0..11).map(|_| room(0.0, &[10, 4, 3, 3])).collect();
        rooms.extend((0..13).map(|_| room(0.0, &[10])));
        assert_eq!(checked(&rooms), (0.44, 0.7, 0.63));
        assert_eq!(mixing(&rooms).unwrap().reading(), "Mostly within teams");
    }

    #[test]
    fn with_one_team_only_there_is_no_ratio() {
        let alone = mixing(&[room(0.0, &[6])]).unwrap();
        assert_eq!((alone.share, alone.ratio(), alone.reading()), (0.0, None, "One team only"));
        assert_eq!(mixing(&[room(0.0, &[1])]), None);
    }

    #[test]
    fn a_hall_of_more_than_forty_makes_no_ties() {
        assert_eq!(mixing(&[room(0.0, &[21, 20])]), None);
        assert!(mixing(&[room(0.0, &[20, 20])]).is_some());
    }

    #[test]
    fn each_person_has_one_unit_of_contact_a_session_and_half_of_it_after_ninety_days() {
        let strength = |age| {
            let ties = Ties::of(&[room(age, &[5, 5])], 2, Some);
            ties.inside(&[0, 1])
        };
        assert!((strength(0.0) - 5.0).abs() < 1e-9, "ten people, two to a tie");
        assert!((strength(90.0) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn a_tie_is_drawn_only_where_five_people_make_it() {
        let small = Ties::of(&[room(0.0, &[2, 2, 5]), room(0.0, &[2, 2])], 3, Some);
        assert!(!small.may_show(&[0], &[1]), "the same four people, twice");
        assert!(small.may_show(&[0], &[2]));
        assert!(small.may_show(&[0, 1], &[2]));
        assert!(!small.enough_came(&[0, 1]));
        assert!(small.enough_came(&[2]));
    }

    #[test]
    fn people_without_a_team_fill_the_room_and_nothing_else() {
        let with_guest = Room { age: 0.0, people: vec![(1, Some(0)), (2, Some(1)), (3, None)] };
        let found = mixing(&[with_guest]).unwrap();
        assert_eq!(found, Mixing { share: 1.0, expected: 1.0, people: 2, teams: 2, beside_largest: 1 });
    }

    proptest! {
        #[test]
        fn ties_of_all_teams_add_up_to_the_cross_team_share(
            rooms in prop::collection::vec(prop::collection::vec(0_usize..6, 4), 1..12),
        ) {
            let rooms: Vec<Room> = rooms.iter().zip(0..).map(|(teams, age)| room(f64::from(age), teams)).collect();
            let ties = Ties::of(&rooms, 4, Some);
            let all = ties.inside(&[0, 1, 2, 3]);
            let within: f64 = (0..4).map(|team| ties.inside(&[team])).sum();
            if let Some(found) = mixing(&rooms) {
                prop_assert!((found.share - (all - within) / all).abs() < 1e-9);
                prop_assert!((0.0..=1.0).contains(&found.expected));
            } else {
                prop_assert!(all == 0.0);
            }
        }
    }
}
