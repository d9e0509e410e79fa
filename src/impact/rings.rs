//! The two rings, after the figure of the talk: a team or department in the middle, engagement among its own
//! people inside, exploration with other teams outside. Teams only, never people.

use std::collections::HashSet;
use std::f64::consts::TAU;

use super::figures::mixing_share;
use super::groups::{Centre, TeamGroup, centres, groups};
use super::network::{Ties, makes_ties, mixing};
use super::queries::ReportTeam;
use super::suppression::{FEWEST, Share};
use super::words::{spelled, tenths};
use crate::guide::participation::{Mixing, Room};
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
    pub side: &'static str,
    /// "61", for the table.
    pub chances: String,
}

/// A circle of the centre's own teams.
pub struct OwnTeam {
    pub at: [i64; 2],
    pub radius: i64,
}

/// The picture, its sentences and its table.
pub struct Rings {
    pub centres: Vec<Centre>,
    pub name: String,
    /// "People from 9 teams met; …", and the same for the centre.
    pub reading: String,
    pub of_centre: String,
    pub own: Vec<OwnTeam>,
    pub around: Vec<SurroundingTeam>,
    pub inside: String,
    pub label: String,
}

impl Rings {
    /// The picture around the centre asked for, or around the one whose people met most; nothing where no
    /// group of five met anybody.
    pub fn of(rooms: &[Room], teams: &[ReportTeam], asked: &str) -> Option<Self> {
        let (groups, of_team) = groups(teams);
        let ties = Ties::of(rooms, groups.len(), |team| of_team.get(team).copied().flatten());
        let all: Vec<usize> = (0..groups.len()).collect();
        let mut centres = centres(&groups);
        centres.retain(|centre| ties.enough_came(&centre.groups));
        let weight = |centre: &Centre| centre.groups.iter().map(|own| ties.with(&all, *own)).sum::<f64>();
        let asked = centres.iter().position(|centre| centre.id.to_string() == asked);
        let most = centres.iter().enumerate().max_by(|(_, a), (_, b)| weight(a).total_cmp(&weight(b)));
        let chosen = asked.or(most.map(|(index, _)| index))?;
        centres[chosen].chosen = true;
        let centre = centres[chosen].clone();
        let around = around(&groups, &ties, &centre.groups);
        let inside = ties.inside(&centre.groups);
        Some(Self {
            reading: reading(mixing(rooms), met(rooms, teams)),
            of_centre: of_centre(&centre, &ties, groups.len()),
            own: own(&ties, &centre.groups),
            inside: chances(inside),
            label: label(&centre.name, &around),
            name: centre.name,
            around,
            centres,
        })
    }
}

fn around(groups: &[TeamGroup], ties: &Ties, own: &[usize]) -> Vec<SurroundingTeam> {
    let others: Vec<usize> = (0..groups.len()).filter(|group| !own.contains(group)).collect();
    let drawn = |group: &usize| groups[*group].team_id.is_some() && ties.may_show(own, &[*group]);
    let mut named: Vec<usize> = others.iter().copied().filter(drawn).collect();
    named.sort_by(|a, b| ties.with(own, *b).total_cmp(&ties.with(own, *a)));
    named.truncate(MOST_AROUND);
    let rest: Vec<usize> = others.into_iter().filter(|group| !named.contains(group)).collect();
    let mut nodes: Vec<(String, u8, f64)> = named
        .iter()
        .map(|group| {
            (groups[*group].name.clone(), emblem::hue(&groups[*group].department), ties.with(own, *group))
        })
        .collect();
    if ties.may_show(own, &rest) {
        nodes.push((
            "Other teams".into(),
            emblem::hue(""),
            rest.iter().map(|group| ties.with(own, *group)).sum(),
        ));
    }
    // Many teams as one may outweigh each of them; it is not drawn stronger than the strongest.
    let strongest = nodes.first().map_or(1.0, |node| node.2);
    let count = real(nodes.len());
    nodes
        .into_iter()
        .enumerate()
        .map(|(index, (name, hue, weight))| {
            let angle = TAU * (real(index) + 0.5) / count - TAU / 4.0;
            let drawn = STRONGEST * (weight / strongest).min(1.0);
            let ([x1, y1], [x2, y2]) = (point(angle, INNER), point(angle, AROUND));
            SurroundingTeam {
                rank: index + 1,
                short: short(&name),
                name,
                hue,
                line: [x1, y1, x2, y2],
                thick: format!("{:.1}", 1.0 + drawn / 5.0),
                at: [x2, y2],
                radius: near(8.0 + 2.4 * drawn.sqrt()),
                text: point(angle, NAMES),
                side: if angle.cos() >= 0.0 { "start" } else { "end" },
                chances: chances(weight),
            }
        })
        .collect()
}

/// The centre's own teams as circles around the middle, larger where people met more inside; those of which
/// fewer than five people came are left out.
fn own(ties: &Ties, groups: &[usize]) -> Vec<OwnTeam> {
    let weights: Vec<f64> = groups
        .iter()
        .filter(|group| ties.enough_came(&[**group]))
        .map(|group| ties.inside(&[*group]))
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
                at: point(angle, from_middle),
                radius: near(largest * (0.4 + 0.6 * (weight / most).sqrt())),
            }
        })
        .collect()
}

/// How many teams of five people and more were in a room together: as many as the headline may say.
fn met(rooms: &[Room], teams: &[ReportTeam]) -> usize {
    let met = rooms.iter().filter(|room| makes_ties(room)).flat_map(|room| room.people);
    let large = |team: &usize| usize::try_from(teams[*team].people).is_ok_and(|people| people >= FEWEST);
    met.filter_map(|attendee| attendee.team).filter(large).collect::<HashSet<usize>>().len()
}

fn reading(found: Option<Mixing>, met: usize) -> String {
    let Some(found) = found.filter(|found| found.people >= FEWEST) else { return String::new() };
    let teams = if met == 1 { "one team".to_owned() } else { format!("{} teams", spelled(met)) };
    match mixing_share(found) {
        Share::Percent(_) => format!(
            "People from {teams} met; {} contacts were across teams ({} if teams had mixed at random).",
            tenths(found.share),
            tenths(found.expected)
        ),
        Share::None => format!("People from {teams} met, and from no other team yet."),
        _ => format!("People from {teams} met; few of them were from another team than the largest."),
    }
}

fn of_centre(centre: &Centre, ties: &Ties, groups: usize) -> String {
    let others: Vec<usize> = (0..groups).filter(|group| !centre.groups.contains(group)).collect();
    let (inside, outside) = (
        ties.inside(&centre.groups),
        others.iter().map(|group| ties.with(&centre.groups, *group)).sum::<f64>(),
    );
    if ties.may_show(&centre.groups, &others) {
        let share = tenths(outside / (inside + outside));
        format!("Of the contacts of {}, {share} were with other teams.", centre.name)
    } else {
        format!("People in {} met almost only each other.", centre.name)
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

/// Chances to meet, older ones weighing less: a sum of weights, so that whole numbers are fine enough.
fn chances(weight: f64) -> String {
    match near(weight) {
        0 => "under 1".to_owned(),
        whole => crate::platform::web::when::thousands(whole),
    }
}

fn point(angle: f64, radius: f64) -> [i64; 2] {
    [near(CENTRE + radius * angle.cos()), near(CENTRE + radius * angle.sin())]
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    name.chars().take(LONGEST_NAME - 1).collect::<String>().trim_end().to_owned() + "…"
}

#[expect(clippy::cast_possible_truncation, reason = "places of a drawing, and weights far below 2^52")]
fn near(value: f64) -> i64 {
    value.round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "a handful of circles")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{Rings, short};
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

    fn room(teams: &[usize]) -> Room<'static> {
        let people = teams.iter().enumerate().flat_map(|(team, people)| {
            (0..*people).map(move |at| Attendee { person: team * 100 + at, team: Some(team) })
        });
        Room { age: 0.0, people: people.collect::<Vec<_>>().leak() }
    }

    #[test]
    fn a_line_is_drawn_only_to_teams_that_five_people_met() {
        let teams = [team(1, "Data", 1, 9), team(2, "Networks", 2, 9), team(3, "Billing", 3, 9)];
        let rings = Rings::of(&[room(&[6, 3, 0]), room(&[2, 0, 2]), room(&[6, 0, 0])], &teams, "").unwrap();
        assert_eq!(rings.name, "Data");
        assert_eq!(rings.around.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["Networks"]);
        assert!(rings.label.starts_with("Data in the middle, Networks beside it"));
        assert_eq!(rings.centres.len(), 1, "fewer than five people of the others came");
    }

    #[test]
    fn a_department_shows_its_own_teams_inside() {
        let teams = [team(1, "Data", 1, 9), team(2, "Platform", 1, 9), team(3, "Billing", 3, 9)];
        let rings =
            Rings::of(&[room(&[6, 6, 6])], &teams, &DepartmentId::from_u128(1001).to_string()).unwrap();
        assert_eq!((rings.name.as_str(), rings.own.len(), rings.around.len()), ("Department 1", 2, 1));
        assert!(rings.reading.starts_with("People from three teams met; 7 in 10"), "{}", rings.reading);
        let billing = Rings::of(&[room(&[6, 6, 6])], &teams, &TeamId::from_u128(3).to_string()).unwrap();
        assert_eq!((billing.name.as_str(), billing.own.len(), billing.around.len()), ("Billing", 1, 2));
        assert!(billing.around.iter().all(|node| node.thick == "13.2"));
    }

    #[test]
    fn where_no_five_people_met_there_is_no_picture() {
        assert!(Rings::of(&[room(&[3, 1])], &[team(1, "Data", 1, 9), team(2, "Lab", 1, 9)], "").is_none());
        assert!(Rings::of(&[], &[], "").is_none());
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(short("Customer relations and billing"), "Customer relation…");
    }
}
