//! The two rings, after the figure of the talk: a team, department or community in the middle, engagement among its own
//! people inside, exploration with other teams outside. Teams only, never people. What is kept here are counts as they
//! may be shown; where they are drawn is worked out when they are looked at.

mod scene;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::groups::{Centre, TeamGroup, centres};
use super::network::{Ties, makes_ties, mixing};
use crate::guide::participation::Room;
use crate::impact::figures::ShownMixing;
use crate::impact::queries::ReportTeam;
use crate::impact::suppression::{Count, FEWEST, Precision, SIGNED_UP_FROM, Share, singles_out};
use crate::impact::words::{spelled, tenths};
use crate::platform::ids::{CommunityId, ThingId};

pub use scene::{Circle, RingScene, SentenceWords};

/// More circles than this cannot be told apart; of the weakest it is only said how many there are.
const MOST_AROUND: usize = 60;

/// A team or department as pictures name it.
#[derive(Clone, Serialize, Deserialize)]
pub struct RingNode {
    pub name: String,
    pub department: String,
    pub hue: u8,
}

/// A circle with the contacts of the period and of the one before; none where no line may be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RingTie {
    pub node: usize,
    pub now: Option<Count>,
    pub before: Option<Count>,
}

/// The pictures of a report, one a centre, and what is said of all.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct RingSet {
    /// "People from 9 teams met; …"
    pub reading: String,
    /// What became of small teams.
    pub note: String,
    /// Teams, and after them departments.
    pub nodes: Vec<RingNode>,
    /// Shared by all who read the report: there are as many as centres, and each is as long as there are centres.
    pub pictures: Vec<Arc<Rings>>,
    /// The one whose people met most.
    pub usual: usize,
}

/// Centres of one kind.
pub struct CentreChoice<'a> {
    pub label: &'static str,
    pub pictures: Vec<&'a Rings>,
}

/// One picture with its sentence and its table.
#[derive(Clone, Serialize, Deserialize)]
pub struct Rings {
    pub centre: Centre,
    pub of_centre: String,
    /// Contacts among the centre's own people; none where fewer than five of them met each other.
    pub inside: Option<Count>,
    pub inside_before: Option<Count>,
    /// The centre's own teams, with the contacts inside each.
    pub own: Vec<RingTie>,
    /// All others: those with most contacts first, then those without a line by name.
    pub around: Vec<RingTie>,
    /// Teams that are not listed any more.
    pub more: usize,
}

/// "about 15"; "No line" where too few people would be behind one.
pub fn contacts(count: Option<Count>) -> String {
    count.map_or_else(|| "No line".to_owned(), |count| count.words_or("0"))
}

impl Rings {
    /// "team" or "department": what is in the middle, and around it.
    pub fn unit(&self) -> &'static str {
        if self.centre.is_department { "department" } else { "team" }
    }

    /// What the inner ring is within.
    pub fn inner(&self) -> &'static str {
        if self.centre.is_community { "community" } else { self.unit() }
    }

    /// "Across teams", "Outside the community"
    pub fn outer(&self) -> String {
        if self.centre.is_community {
            "Outside the community".to_owned()
        } else {
            format!("Across {}s", self.unit())
        }
    }

    /// "Which teams Data met"
    pub fn title(&self) -> String {
        let of = if self.centre.is_community { "members of " } else { "" };
        format!("Which {}s {of}{} met", self.unit(), self.centre.name)
    }

    /// Is there anything to lay beside each other?
    pub fn has_lines(&self) -> bool {
        self.around.iter().any(|tie| tie.now.is_some() || tie.before.is_some())
    }

    /// "Lines lead to 6 of 9 other teams; 5 in the quarter before."
    pub fn lines(&self, before_words: &str) -> String {
        let all = self.around.len() + self.more;
        let lines = |of: fn(&RingTie) -> bool| self.around.iter().filter(|tie| of(tie)).count();
        let (now, before) = (lines(|tie| tie.now.is_some()), lines(|tie| tie.before.is_some()));
        let unit = self.unit();
        let other = if self.centre.is_community { "" } else { "other " };
        let others = if all == 1 { format!("{other}{unit}") } else { format!("{other}{unit}s") };
        match (all, now, before) {
            (0, ..) => String::new(),
            (_, 0, 0) => format!("No line leads to any of {all} {others}."),
            (_, now, before) if now == before => {
                format!("Lines lead to {now} of {all} {others}, as in {before_words}.")
            }
            _ => format!("Lines lead to {now} of {all} {others}; to {before} in {before_words}."),
        }
    }
}

impl RingSet {
    /// Pictures around every team and department that may be shown. `ties` are of the period and of the one before.
    pub fn of(
        rooms: &[Room],
        signed_up: &[Room],
        teams: &[ReportTeam],
        precision: Precision,
        groups: &[TeamGroup],
        ties: [&Ties; 2],
        note: String,
    ) -> Self {
        let all: Vec<usize> = (0..groups.len()).collect();
        let scene = RingScene::of_all(groups, ties, precision);
        let pictures: Vec<Arc<Rings>> =
            centres(groups).into_iter().map(|centre| Arc::new(scene.around(centre))).collect();
        let weight =
            |rings: &Rings| rings.centre.groups.iter().map(|own| ties[0].with(&all, *own)).sum::<f64>();
        let shown = |rings: &Rings| ties[0].enough_came(&rings.centre.groups);
        let most = pictures.iter().enumerate().filter(|(_, rings)| shown(rings));
        let most = most.max_by(|(_, a), (_, b)| weight(a).total_cmp(&weight(b)));
        Self {
            usual: most.map_or(0, |(index, _)| index),
            reading: reading(rooms, signed_up, teams, precision),
            note,
            nodes: scene.nodes(),
            pictures,
        }
    }

    /// What can be chosen for the middle, by what it is.
    pub fn choices(&self) -> Vec<CentreChoice<'_>> {
        let of = |label, wanted: fn(&Centre) -> bool| CentreChoice {
            label,
            pictures: self.pictures.iter().map(Arc::as_ref).filter(|rings| wanted(&rings.centre)).collect(),
        };
        let all = [
            of("Departments", |centre| centre.is_department),
            of("Teams", |centre| !centre.is_department && !centre.is_community),
            of("Communities", |centre| centre.is_community),
        ];
        all.into_iter().filter(|choice| !choice.pictures.is_empty()).collect()
    }

    /// Leaves out communities that are not listed any more, and names the others as they are called now.
    pub fn keep_listed(&mut self, listed: &HashMap<CommunityId, String>) {
        self.pictures.retain_mut(|rings| {
            if !rings.centre.is_community {
                return true;
            }
            match listed.get(&rings.centre.id.into()) {
                Some(name) => {
                    if rings.centre.name != *name {
                        Arc::make_mut(rings).centre.name.clone_from(name);
                    }
                    true
                }
                None => false,
            }
        });
    }

    /// The picture around what was asked for, or the usual one.
    pub fn picture(&self, asked: &str) -> Option<&Rings> {
        let asked: Option<ThingId> = asked.parse().ok();
        let asked = self.pictures.iter().find(|rings| Some(rings.centre.id) == asked);
        asked.or_else(|| self.pictures.get(self.usual)).map(Arc::as_ref)
    }

    pub fn name(&self, tie: &RingTie) -> &str {
        self.nodes.get(tie.node).map_or("", |node| node.name.as_str())
    }

    /// For the table.
    #[expect(clippy::unused_self, clippy::ref_option, reason = "templates call methods, with references")]
    pub fn contacts(&self, count: &Option<Count>) -> String {
        contacts(*count)
    }

    pub fn department(&self, tie: &RingTie) -> &str {
        self.nodes.get(tie.node).map_or("", |node| node.department.as_str())
    }
}

/// How many teams of five people and more met in a room: for leaders, those of which five people did, and not just five
/// or six had signed up.
fn met(rooms: &[Room], signed_up: &[Room], teams: &[ReportTeam], precision: Precision) -> usize {
    let people = by_team(rooms.iter().filter(|room| makes_ties(room)));
    let listed = by_team(signed_up.iter());
    let few_signed_up = |team: &usize| singles_out(listed.get(team).map_or(0, Vec::len));
    let large = |team: &usize| usize::try_from(teams[*team].people).is_ok_and(|people| people >= FEWEST);
    let fewest = if precision == Precision::Exact { 1 } else { FEWEST };
    people.iter().filter(|(team, met)| large(team) && met.len() >= fewest && !few_signed_up(team)).count()
}

/// Different people of each team, until there are as many as are needed.
fn by_team<'a>(rooms: impl Iterator<Item = &'a Room<'a>>) -> HashMap<usize, Vec<usize>> {
    let mut people: HashMap<usize, Vec<usize>> = HashMap::new();
    for attendee in rooms.flat_map(|room| room.people) {
        let Some(team) = attendee.team else { continue };
        let of_team = people.entry(team).or_default();
        if of_team.len() < SIGNED_UP_FROM && !of_team.contains(&attendee.person) {
            of_team.push(attendee.person);
        }
    }
    people
}

fn reading(rooms: &[Room], signed_up: &[Room], teams: &[ReportTeam], precision: Precision) -> String {
    let Some(found) = mixing(rooms) else { return String::new() };
    let teams = match met(rooms, signed_up, teams, precision) {
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
