//! How far people meet across teams: the figures, where it does not happen, and the pictures.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::apart::{ApartDepartment, departments_apart, links_in_words};
use super::betweenness::{self, TeamBetweenness};
use super::bridges::{Spread, spread};
use super::community_rings::{CommunityMembers, CommunityScene};
use super::groups::{Grouping, groups};
use super::network::{self, Ties, mixing};
use super::rings::RingSet;
use crate::guide::participation::{Mixing, Room};
use crate::impact::figures::{Compared, Figure, ShownMixing};
use crate::impact::queries::ReportTeam;
use crate::impact::suppression::{Count, FEWEST, Precision, Share, of_whole};
use crate::impact::tally::PeriodTally;
use crate::impact::words::{self, change, points, share_change, share_words};

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Crossing {
    pub figures: Vec<Figure>,
    /// E-I index of Krackhardt and Stern: 2X − 1, for exports only. Nothing where the share is not told.
    pub e_i_index: Option<f64>,
    /// Of each team that leaders may see, for exports only.
    #[serde(default)]
    pub betweenness: Vec<TeamBetweenness>,
    pub apart: Vec<ApartDepartment>,
    pub links: Vec<String>,
    pub rings: RingSet,
}

/// The rooms of a period and of the one before it.
#[derive(Clone, Copy)]
pub struct ComparedRooms<'a> {
    pub now: &'a [Room<'a>],
    pub before: &'a [Room<'a>],
}

impl Crossing {
    pub fn of(
        rooms: ComparedRooms,
        signed_up: ComparedRooms,
        teams: &[ReportTeam],
        communities: &[CommunityMembers],
        of: &Compared,
    ) -> Self {
        let told = |tally: &PeriodTally| !words::is_of_few_sessions(tally.sessions, of.precision);
        let Grouping { groups, of_team, note } =
            if told(of.now) { groups(teams, &rooms, of.precision) } else { Grouping::of_few_sessions() };
        let group = |team: usize| of_team.get(team).copied().flatten();
        let ties = |rooms: &[Room], signed_up: &[Room]| {
            Ties::of(rooms, groups.len(), of.precision, group)
                .beside(signed_up, |attendee| group(attendee.team?))
        };
        let now = ties(rooms.now, signed_up.now);
        let before = if told(of.before) { ties(rooms.before, signed_up.before) } else { ties(&[], &[]) };
        // In one community most of the organisation is not to be expected.
        let is_of_all = of.precision == Precision::Rounded;
        let mut rings =
            RingSet::of(rooms.now, signed_up.now, teams, of.precision, &groups, [&now, &before], note);
        if is_of_all && !groups.is_empty() {
            let (groups, of_team) = (&groups[..], &of_team[..]);
            let tells_before = told(of.before);
            let scene = CommunityScene { groups, of_team, rooms, signed_up, tells_before };
            rings.pictures.extend(scene.pictures(communities).into_iter().map(Arc::new));
        }
        Self {
            figures: figures(rooms, of),
            e_i_index: mixing(rooms.now).and_then(|found| e_i_index(found, of.precision)),
            betweenness: if is_of_all { betweenness::of_teams(&groups, &now) } else { Vec::new() },
            apart: if is_of_all { departments_apart(&groups, &now) } else { Vec::new() },
            links: links_in_words(&groups, &now, of.precision),
            rings,
        }
    }
}

/// From the share as it is shown, so that it says no more.
fn e_i_index(found: Mixing, precision: Precision) -> Option<f64> {
    match ShownMixing::of(found, precision).share {
        Share::Percent(percent) => Some((f64::from(percent) * 2.0 - 100.0) / 100.0),
        _ => None,
    }
}

fn figures(rooms: ComparedRooms, of: &Compared) -> Vec<Figure> {
    let (now, before) = (spread(rooms.now), spread(rooms.before));
    let evenly =
        |spread: Option<Spread>| spread.map_or(Share::Nobody, |spread| evenness(&spread, of.precision));
    let lost =
        |spread: Option<Spread>| spread.map_or(Share::Nobody, |spread| fragility(&spread, of.precision));
    let known = |spread: Option<Spread>| spread.map_or(Share::Nobody, |spread| density(&spread));
    let people = now.map_or(0, |spread| spread.people);
    let from = match of.precision.count(people) {
        told @ (Count::About(_) | Count::People(_)) => format!("From {} who met someone", told.people()),
        _ => String::new(),
    };
    let mut figures = vec![
        mixed(rooms, of),
        share_figure(
            [evenly(now), evenly(before)],
            of,
            from.clone(),
            "engagement: how evenly contact is spread",
            "100% would mean that everyone who met someone had equally much contact (one minus the Gini coefficient of \
             each person’s contacts). That a few come far more often than others is usual.",
        ),
        bridges(now, before, of, from.clone()),
        share_figure(
            [lost(now), lost(before)],
            of,
            "How much rests on two people; nobody is named".to_owned(),
            "fragility: contacts across teams that two people take part in",
            "The share of contacts across teams that would be gone without the two people who bridge teams most. Told \
             where five people or more bridge teams.",
        ),
    ];
    // Of a whole organisation hardly any two people know each other, and should not.
    if of.precision == Precision::Exact {
        figures.push(share_figure(
            [known(now), known(before)],
            of,
            from,
            "density: pairs of people who know each other",
            "Of all pairs of people who met someone, the share who met in a small room or repeatedly. It falls as a \
             community grows; there is no right figure.",
        ));
    }
    figures
}

/// The mixing ratio of the two shares as they are shown.
fn mixed(rooms: ComparedRooms, of: &Compared) -> Figure {
    let ratio = |rooms: &[Room]| {
        let shown = ShownMixing::of(mixing(rooms)?, of.precision);
        match shown.share {
            Share::Percent(percent) if shown.expected > 0 => {
                let ratio = f64::from(percent) / f64::from(shown.expected);
                Some((of.precision.points(points(ratio)), percent, shown.expected))
            }
            _ => None,
        }
    };
    let figure = Figure {
        name: "of the contact across teams that an even mix would give".to_owned(),
        definition: "Exploration: the share of contacts across teams, divided by the share there would be if everyone \
                     who came had mixed at random. Under 70% is mostly within teams, from 80% on a good mix."
            .to_owned(),
        ..Figure::default()
    };
    let Some((now, share, expected)) = ratio(rooms.now) else {
        return Figure { value: "Too few to say".to_owned(), ..figure };
    };
    let was = ratio(rooms.before).map_or(Share::Nobody, |(before, ..)| Share::Percent(before));
    Figure {
        value: now.to_string(),
        unit: "%".to_owned(),
        change: share_change(Share::Percent(now), was, of.before_words),
        basis: format!(
            "{share}% were across teams, {expected}% would be an even mix. {}.",
            network::reading(share, expected)
        ),
        ..figure
    }
}

fn share_figure(
    [now, before]: [Share; 2],
    of: &Compared,
    basis: String,
    name: &str,
    definition: &str,
) -> Figure {
    let (value, unit) = match now {
        Share::Hidden | Share::Nobody => ("Too few to say".to_owned(), String::new()),
        told => share_words(told),
    };
    let basis = if unit == "%" { basis } else { String::new() };
    Figure {
        name: name.to_owned(),
        alone: String::new(),
        value,
        unit,
        change: share_change(now, before, of.before_words),
        basis,
        definition: definition.to_owned(),
    }
}

fn evenness(spread: &Spread, precision: Precision) -> Share {
    if precision == Precision::Rounded && spread.people < FEWEST {
        return Share::Hidden;
    }
    told(points(spread.evenness), precision)
}

/// Of two or three people it would say of each whether they met.
fn density(spread: &Spread) -> Share {
    match spread.density {
        Some(density) if spread.people >= FEWEST => Share::Percent(points(density)),
        _ => Share::Hidden,
    }
}

/// Of fewer than five people who bridge teams, it could be told who.
fn fragility(spread: &Spread, precision: Precision) -> Share {
    match spread.fragility {
        Some(lost) if precision == Precision::Exact || spread.bridges >= FEWEST => {
            told(points(lost), precision)
        }
        _ => Share::Hidden,
    }
}

fn told(points: u32, precision: Precision) -> Share {
    Share::Percent(precision.points(points))
}

fn bridges(now: Option<Spread>, before: Option<Spread>, of: &Compared, from: String) -> Figure {
    let count = |spread: Option<Spread>| {
        let Some(spread) = spread else { return Count::Nobody };
        match of.precision.count(spread.bridges) {
            // Those who bridge nothing are the rest of those who met someone.
            Count::About(_) if of_whole(spread.bridges, spread.people).is_none() => Count::NearlyAll,
            count => count,
        }
    };
    let (now, before) = (count(now), count(before));
    Figure {
        name: "people bridge teams".to_owned(),
        value: now.label(),
        change: change(now, before, of.before_words),
        basis: from,
        definition: "People who met at least two people in each of three other teams, in a small room or repeatedly. Who \
                     they are is not told."
            .to_owned(),
        ..Figure::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{ComparedRooms, Crossing};
    use crate::guide::participation::{Attendee, Room};
    use crate::impact::figures::Compared;
    use crate::impact::queries::ReportTeam;
    use crate::impact::suppression::Precision;
    use crate::impact::tally::PeriodTally;
    use crate::platform::ids::{DepartmentId, TeamId};

    fn room(teams: &[usize]) -> Room<'static> {
        let people = teams.iter().enumerate().flat_map(|(team, people)| {
            (0..*people).map(move |at| Attendee { person: team * 100 + at, team: Some(team) })
        });
        Room { age: 0.0, people: people.collect::<Vec<_>>().leak() }
    }

    fn values(rooms: &[Room], precision: Precision) -> Vec<String> {
        let tally = PeriodTally::default();
        let of = Compared { now: &tally, before: &tally, before_words: "before", precision };
        let team = |number: u128| ReportTeam {
            id: TeamId::from_u128(number),
            name: format!("Team {number}"),
            department: "Operations".to_owned(),
            department_id: DepartmentId::from_u128(1),
            open: true,
            people: 9,
        };
        let teams: Vec<ReportTeam> = (0..4).map(team).collect();
        let none = ComparedRooms { now: &[], before: &[] };
        let crossing = Crossing::of(ComparedRooms { now: rooms, before: &[] }, none, &teams, &[], &of);
        crossing.figures.iter().map(|figure| format!("{}{}", figure.value, figure.unit)).collect()
    }

    #[test]
    fn leaders_read_shares_to_five_and_nothing_of_fewer_than_five_who_bridge() {
        let rooms = [room(&[3, 3, 3, 3]), room(&[3, 3, 3, 3]), room(&[3, 3, 3, 3]), room(&[2, 0, 0, 0])];
        let exact = values(&rooms, Precision::Exact);
        let leader = values(&rooms, Precision::Rounded);
        assert_eq!(
            (exact[0].as_str(), leader[0].as_str()),
            ("95%", "100%"),
            "78 of 82, and 80 of 80 to five"
        );
        assert_eq!((exact[2].as_str(), leader[2].as_str()), ("12", "about 10"));
        assert!(leader[3].ends_with("0%") || leader[3].ends_with("5%"), "{leader:?}");
        // Of four people who bridge teams, leaders are told neither how many nor what rests on them.
        let few = [room(&[1, 2, 2, 2]), room(&[1, 2, 2, 2])];
        let (exact, leader) = (values(&few, Precision::Exact), values(&few, Precision::Rounded));
        assert_eq!(exact[2], "1");
        assert_eq!((leader[2].as_str(), leader[3].as_str()), ("Fewer than 5", "Too few to say"));
        assert!(values(&[], Precision::Rounded).iter().all(|value| !value.contains('%')));
    }
}
