//! The two rings, after the figure of the talk: a team or department in the middle, engagement among its own
//! people inside, exploration with other teams outside. Teams only, never people.

use std::collections::HashMap;
use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};

use super::figures::ShownMixing;
use super::groups::{Centre, Grouping, TeamGroup, centres, groups};
use super::network::{Ties, makes_ties, mixing};
use super::queries::ReportTeam;
use super::suppression::{Count, FEWEST, Precision, Share, to_five};
use super::words::{listed, points, spelled, tenths};
use crate::guide::participation::Room;
use crate::platform::web::drawing::{near, on_circle, real, shortened};
use crate::platform::web::emblem;

/// More circles than this cannot be told apart; the weakest ties become one.
const MOST_AROUND: usize = 11;
const CENTRE: f64 = 320.0;
/// Where the ring of other teams lies, where lines begin and end, and where names are drawn.
const INNER: f64 = 112.0;
const AROUND: f64 = 208.0;
const NAMES: f64 = 264.0;
/// The strongest tie is drawn as this much; all others in proportion.
const STRONGEST: f64 = 61.0;
const LONGEST_NAME: usize = 18;

/// A circle of the outer ring with its line.
#[derive(Serialize, Deserialize)]
pub struct SurroundingTeam {
    pub rank: usize,
    pub name: String,
    pub short: String,
    pub hue: u8,
    pub line: [i64; 4],
    pub thick: String,
    pub at: [i64; 2],
    pub radius: i64,
    pub text: [i64; 2],
    pub side: String,
    /// "about 60", for the table.
    pub chances: String,
}

/// A circle of the centre's own teams.
#[derive(Serialize, Deserialize)]
pub struct OwnTeam {
    pub at: [i64; 2],
    pub radius: i64,
}

/// The pictures of a report, one a centre, and what is said of all.
#[derive(Serialize, Deserialize)]
pub struct RingSet {
    /// "People from 9 teams met; …"
    pub reading: String,
    /// What became of small teams.
    pub note: String,
    pub pictures: Vec<Rings>,
    /// The one whose people met most.
    pub usual: usize,
}

/// One picture with its sentence and its table.
#[derive(Serialize, Deserialize)]
pub struct Rings {
    pub centre: Centre,
    pub of_centre: String,
    pub own: Vec<OwnTeam>,
    pub around: Vec<SurroundingTeam>,
    pub inside: String,
    pub label: String,
    /// Who stands behind "Other teams", and why they are one.
    pub merged: String,
}

impl Rings {
    /// "team" or "department": what is in the middle, and around it.
    pub fn unit(&self) -> &'static str {
        if self.centre.is_department { "department" } else { "team" }
    }
}

impl RingSet {
    /// Pictures around every team and department that is large enough to be shown.
    pub fn of(rooms: &[Room], teams: &[ReportTeam], precision: Precision) -> Self {
        let Grouping { groups, of_team, note } = groups(teams);
        let ties = Ties::of(rooms, groups.len(), |team| of_team.get(team).copied().flatten());
        let all: Vec<usize> = (0..groups.len()).collect();
        let scene = Scene { groups: &groups, ties: &ties, precision };
        let pictures: Vec<Rings> = centres(&groups).into_iter().map(|centre| scene.around(centre)).collect();
        let weight = |rings: &Rings| rings.centre.groups.iter().map(|own| ties.with(&all, *own)).sum::<f64>();
        let shown = |rings: &Rings| ties.enough_came(&rings.centre.groups);
        let most = pictures.iter().enumerate().filter(|(_, rings)| shown(rings));
        let most = most.max_by(|(_, a), (_, b)| weight(a).total_cmp(&weight(b)));
        Self {
            usual: most.map_or(0, |(index, _)| index),
            reading: reading(rooms, teams, precision),
            note,
            pictures,
        }
    }

    /// The picture around what was asked for, or the usual one.
    pub fn picture(&self, asked: &str) -> Option<&Rings> {
        let asked = self.pictures.iter().find(|rings| rings.centre.id.to_string() == asked);
        asked.or_else(|| self.pictures.get(self.usual))
    }
}

/// What all pictures of a report are drawn from.
struct Scene<'a> {
    groups: &'a [TeamGroup],
    ties: &'a Ties,
    precision: Precision,
}

/// One circle before it is drawn.
struct Node {
    name: String,
    hue: u8,
    groups: Vec<usize>,
}

impl Scene<'_> {
    fn around(&self, centre: Centre) -> Rings {
        let mut nodes = self.nodes(&centre);
        nodes.sort_by(|a, b| self.weight(&centre, b).total_cmp(&self.weight(&centre, a)));
        let (mut named, mut rest): (Vec<Node>, Vec<Node>) =
            nodes.into_iter().partition(|node| self.ties.may_show(&centre.groups, &node.groups));
        rest.splice(0..0, named.split_off(named.len().min(MOST_AROUND)));
        let others = Node {
            name: format!("Other {}", if centre.is_department { "departments" } else { "teams" }),
            hue: emblem::hue(""),
            groups: rest.iter().flat_map(|node| node.groups.iter().copied()).collect(),
        };
        let mut merged = String::new();
        if self.ties.may_show(&centre.groups, &others.groups) {
            let few: Vec<&str> = rest.iter().map(|node| node.name.as_str()).collect();
            merged = format!(
                "“{}” are {}: fewer than five people of each met {}, or their lines are the weakest.",
                others.name,
                listed(&few),
                centre.name
            );
            named.push(others);
        }
        let around = self.drawn(&centre, named);
        Rings {
            of_centre: self.of_centre(&centre),
            own: self.own(&centre.groups),
            inside: if self.ties.met_inside(&centre.groups) {
                self.chances(self.ties.inside(&centre.groups)).words()
            } else {
                "Fewer than 5".to_owned()
            },
            label: label(&centre.name, &around),
            around,
            merged,
            centre,
        }
    }

    /// Around a team are teams, around a department departments.
    fn nodes(&self, centre: &Centre) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            if centre.groups.contains(&index) {
                continue;
            }
            let name = if centre.is_department && group.department_id.is_some() {
                &group.department
            } else {
                &group.name
            };
            let same = nodes.iter_mut().find(|node| centre.is_department && node.name == *name);
            match same {
                Some(node) => node.groups.push(index),
                None => nodes.push(Node {
                    name: name.clone(),
                    hue: emblem::hue(&group.department),
                    groups: vec![index],
                }),
            }
        }
        nodes
    }

    fn weight(&self, centre: &Centre, node: &Node) -> f64 {
        node.groups.iter().map(|group| self.ties.with(&centre.groups, *group)).sum()
    }

    /// Chances to meet, older ones weighing less, as they are shown.
    fn chances(&self, weight: f64) -> Count {
        let whole = usize::try_from(near(weight)).unwrap_or_default();
        match (self.precision, whole) {
            (Precision::Exact, whole) => Count::People(whole),
            (_, 0..FEWEST) => Count::Few,
            (_, whole) => Count::About(to_five(whole)),
        }
    }

    /// What is drawn of a weight: as much as its number says, and no more.
    fn size(&self, weight: f64) -> f64 {
        real(self.chances(weight).number().unwrap_or(2).max(1))
    }

    fn drawn(&self, centre: &Centre, nodes: Vec<Node>) -> Vec<SurroundingTeam> {
        // Many teams as one may outweigh each of them; it is not drawn stronger than the strongest.
        let strongest = nodes.first().map_or(1.0, |node| self.size(self.weight(centre, node)));
        let count = real(nodes.len());
        let circle = |(index, node): (usize, Node)| {
            let weight = self.weight(centre, &node);
            let angle = TAU * (real(index) + 0.5) / count - TAU / 4.0;
            let drawn = STRONGEST * (self.size(weight) / strongest).min(1.0);
            let ([x1, y1], [x2, y2]) = (on_circle(CENTRE, angle, INNER), on_circle(CENTRE, angle, AROUND));
            SurroundingTeam {
                rank: index + 1,
                short: shortened(&node.name, LONGEST_NAME),
                name: node.name,
                hue: node.hue,
                line: [x1, y1, x2, y2],
                thick: format!("{:.1}", 1.0 + drawn / 5.0),
                at: [x2, y2],
                radius: near(8.0 + 2.4 * drawn.sqrt()),
                text: on_circle(CENTRE, angle, NAMES),
                side: if angle.cos() >= 0.0 { "start" } else { "end" }.to_owned(),
                chances: self.chances(weight).words(),
            }
        };
        nodes.into_iter().enumerate().map(circle).collect()
    }

    /// The centre's own teams as circles around the middle, larger where people met more inside; those of which
    /// fewer than five people met each other are left out.
    fn own(&self, groups: &[usize]) -> Vec<OwnTeam> {
        let weights: Vec<f64> = groups
            .iter()
            .filter(|group| self.ties.met_inside(&[**group]))
            .map(|group| self.size(self.ties.inside(&[*group])))
            .collect();
        let most = weights.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let count = real(weights.len());
        let (from_middle, largest) =
            if weights.len() < 2 { (0.0, 30.0) } else { (42.0, (120.0 / count).min(24.0)) };
        weights
            .iter()
            .enumerate()
            .map(|(index, weight)| {
                let angle = TAU * real(index) / count - TAU / 4.0;
                OwnTeam {
                    at: on_circle(CENTRE, angle, from_middle),
                    radius: near(largest * (0.4 + 0.6 * (weight / most).sqrt())),
                }
            })
            .collect()
    }

    fn of_centre(&self, centre: &Centre) -> String {
        let unit = if centre.is_department { "departments" } else { "teams" };
        if !self.ties.enough_came(&centre.groups) {
            return format!("Fewer than five people of {} came to a session where people met.", centre.name);
        }
        let others: Vec<usize> =
            (0..self.groups.len()).filter(|group| !centre.groups.contains(group)).collect();
        let inside = self.ties.inside(&centre.groups);
        let outside: f64 = others.iter().map(|group| self.ties.with(&centre.groups, *group)).sum();
        if self.ties.may_show(&centre.groups, &others) {
            let share = tenths(self.precision.points(points(outside / (inside + outside))));
            format!("Of the contacts of {}, {share} were with other {unit}.", centre.name)
        } else {
            format!("People in {} met almost only each other.", centre.name)
        }
    }
}

/// How many teams of five people and more met in a room: for leaders, those of which five people did.
fn met(rooms: &[Room], teams: &[ReportTeam], precision: Precision) -> usize {
    let mut people: HashMap<usize, Vec<usize>> = HashMap::new();
    for attendee in rooms.iter().filter(|room| makes_ties(room)).flat_map(|room| room.people) {
        let Some(team) = attendee.team else { continue };
        let met = people.entry(team).or_default();
        if met.len() < FEWEST && !met.contains(&attendee.person) {
            met.push(attendee.person);
        }
    }
    let large = |team: &usize| usize::try_from(teams[*team].people).is_ok_and(|people| people >= FEWEST);
    let fewest = if precision == Precision::Exact { 1 } else { FEWEST };
    people.iter().filter(|(team, met)| large(team) && met.len() >= fewest).count()
}

fn reading(rooms: &[Room], teams: &[ReportTeam], precision: Precision) -> String {
    let Some(found) = mixing(rooms) else { return String::new() };
    let teams = match met(rooms, teams, precision) {
        0 => return String::new(),
        1 => "one team".to_owned(),
        met => format!("{} teams", spelled(met)),
    };
    let shown = ShownMixing::of(found, precision);
    match shown.share {
        Share::Percent(percent) => format!(
            "People from {teams} met; {} contacts were across teams ({} if teams had mixed at random).",
            tenths(percent),
            tenths(shown.expected)
        ),
        Share::None => format!("People from {teams} met, and from no other team yet."),
        Share::NearlyAll => format!("People from {teams} met; nearly all contacts were across teams."),
        Share::Nobody | Share::Hidden => String::new(),
        _ => format!("People from {teams} met; few of them were from another team than the largest."),
    }
}

fn label(centre: &str, around: &[SurroundingTeam]) -> String {
    let names: Vec<&str> = around.iter().take(3).map(|node| node.name.as_str()).collect();
    match around.len() {
        0 => format!("{centre} in the middle, no other team around it yet"),
        1 => format!("{centre} in the middle, {} beside it", names.join(", ")),
        count => format!(
            "{centre} in the middle, {count} others around it. The thickest lines lead to {}",
            names.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Precision, RingSet, Rings};
    use crate::guide::participation::{Attendee, Room};
    use crate::impact::queries::ReportTeam;
    use crate::platform::ids::{DepartmentId, TeamId};

    fn team(number: u128, name: &str, department: u128, people: i64) -> ReportTeam {
        let (id, department_id) = (TeamId::from_u128(number), DepartmentId::from_u128(1000 + department));
        ReportTeam {
            id,
            name: name.into(),
            department: format!("Department {department}"),
            department_id,
            open: true,
            people,
        }
    }

    fn picture<'a>(set: &'a RingSet, centre: &str) -> &'a Rings {
        set.picture(centre).unwrap()
    }

    fn room(teams: &[usize]) -> Room<'static> {
        let people = teams.iter().enumerate().flat_map(|(team, people)| {
            (0..*people).map(move |at| Attendee { person: team * 100 + at, team: Some(team) })
        });
        Room { age: 0.0, people: people.collect::<Vec<_>>().leak() }
    }

    #[test]
    fn a_line_is_drawn_only_to_teams_of_which_five_people_met_five() {
        let teams = [team(1, "Data", 1, 9), team(2, "Networks", 2, 9), team(3, "Billing", 3, 9)];
        let rooms = [room(&[6, 5, 0]), room(&[2, 0, 2]), room(&[6, 0, 0])];
        let set = RingSet::of(&rooms, &teams, Precision::Rounded);
        let rings = picture(&set, "");
        assert_eq!(rings.centre.name, "Data");
        assert_eq!(rings.around.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["Networks"]);
        assert!(rings.label.starts_with("Data in the middle, Networks beside it"));
        assert_eq!(rings.around[0].chances, "Fewer than 5", "3 contacts of eleven people");
        let billing = picture(&set, &TeamId::from_u128(3).to_string());
        assert_eq!(billing.centre.name, "Billing", "a team of five can always be chosen");
        assert!(
            billing.around.is_empty() && billing.of_centre.starts_with("Fewer than five people of Billing")
        );
        assert!(set.reading.starts_with("People from two teams met;"), "{}", set.reading);
    }

    #[test]
    fn around_a_department_are_departments() {
        let teams = [
            team(1, "Data", 1, 9),
            team(2, "Platform", 1, 9),
            team(3, "Billing", 3, 9),
            team(4, "Sales", 3, 9),
        ];
        let set = RingSet::of(&[room(&[6, 6, 6, 6])], &teams, Precision::Rounded);
        let rings = picture(&set, &DepartmentId::from_u128(1001).to_string());
        assert_eq!(
            (rings.centre.name.as_str(), rings.own.len(), rings.unit()),
            ("Department 1", 2, "department")
        );
        assert_eq!(rings.around.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["Department 3"]);
        assert!(rings.of_centre.ends_with("with other departments."), "{}", rings.of_centre);
        let billing = picture(&set, &TeamId::from_u128(3).to_string());
        assert_eq!((billing.own.len(), billing.around.len(), billing.unit()), (1, 3, "team"));
    }

    #[test]
    fn teams_that_few_met_are_one_and_named() {
        let teams = [team(1, "Data", 1, 9), team(2, "Lab", 2, 9), team(3, "Billing", 3, 9)];
        let set = RingSet::of(&[room(&[6, 3, 3])], &teams, Precision::Rounded);
        let rings = picture(&set, "");
        assert_eq!(rings.around[0].name, "Other teams");
        assert!(rings.merged.starts_with("“Other teams” are Lab and Billing:"), "{}", rings.merged);
    }

    #[test]
    fn where_no_five_people_met_nothing_is_drawn() {
        let teams = [team(1, "Data", 1, 9), team(2, "Lab", 1, 9)];
        let set = RingSet::of(&[room(&[3, 1])], &teams, Precision::Rounded);
        assert!(set.pictures.iter().all(|rings| rings.around.is_empty() && rings.own.is_empty()));
        assert!(RingSet::of(&[], &[], Precision::Rounded).picture("").is_none());
    }
}
