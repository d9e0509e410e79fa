//! Where the two rings are drawn. Circles keep their place from one period to the next, department by department, so
//! that two pictures can be laid beside each other; sizes are those of the numbers that are told.

use std::f64::consts::TAU;

use super::rings::{RingSet, RingTie, Rings};
use crate::impact::suppression::Count;
use crate::platform::web::drawing::{near, on_circle, real, shortened};

const CENTRE: f64 = 320.0;
/// Where lines begin, where the ring of other teams lies, and where names are drawn.
const INNER: f64 = 112.0;
const AROUND: f64 = 208.0;
const NAMES: f64 = 264.0;
const NUMBERS: f64 = 252.0;
/// Up to so many circles have their names beside them; of more, names stand like rays.
pub const NAMED: usize = 12;
const LONGEST_NAME: usize = 20;
/// What is drawn of the strongest tie; all others in proportion.
const STRONGEST: f64 = 61.0;
/// A gap between two departments, in circles.
const GAP: f64 = 0.6;
/// A circle without a line.
const ALONE: i64 = 10;
const ALONE_OF_MANY: i64 = 6;
/// So many of the strongest have a number where names have no room.
const NUMBERED: usize = 12;

/// Which of the two periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Now,
    Before,
}

/// A circle of the outer ring, with its line where it has one.
pub struct DrawnTeam {
    pub rank: usize,
    pub short: String,
    pub hue: u8,
    pub at: [i64; 2],
    pub radius: i64,
    pub line: Option<DrawnLine>,
    pub text: [i64; 2],
    pub side: &'static str,
    /// Where a number stands if names have no room.
    pub number: [i64; 2],
    /// By how much a name that stands like a ray is turned.
    pub turned: i64,
    pub is_numbered: bool,
}

pub struct DrawnLine {
    pub from: [i64; 2],
    pub thick: String,
}

pub struct DrawnOwn {
    pub at: [i64; 2],
    pub radius: i64,
}

/// One picture, ready for the page.
pub struct Drawing {
    pub around: Vec<DrawnTeam>,
    pub own: Vec<DrawnOwn>,
    pub label: String,
    pub is_of_many: bool,
    /// The part of the plane that is seen: as much as its names need.
    pub view: &'static str,
}

impl Drawing {
    pub fn of(set: &RingSet, rings: &Rings, shown: Shown) -> Self {
        let told = |tie: &RingTie| match shown {
            Shown::Now => tie.now,
            Shown::Before => tie.before,
        };
        let strongest = strongest(&rings.around);
        let is_of_many = rings.around.len() > NAMED;
        let mut around: Vec<DrawnTeam> = places(set, rings)
            .into_iter()
            .map(|place| circle(set, place, told(place.tie).map(|count| size(count) / strongest), is_of_many))
            .collect();
        if is_of_many {
            let widest = near(TAU * AROUND / slots(set, rings) / 2.0) - 1;
            for team in &mut around {
                let most = if team.line.is_some() { widest } else { widest.min(ALONE_OF_MANY) };
                team.radius = team.radius.min(most);
            }
        }
        Self {
            label: label(set, rings, shown),
            own: own(rings, &told),
            around,
            is_of_many,
            view: if is_of_many { "-60 -60 760 760" } else { "-70 60 780 520" },
        }
    }
}

impl Drawing {
    /// For a small picture without names.
    #[must_use]
    pub fn without_names(self) -> Self {
        Self { view: "44 44 552 552", ..self }
    }
}

/// A tie with its rank and its angle.
#[derive(Clone, Copy)]
struct RingPlace<'a> {
    tie: &'a RingTie,
    rank: usize,
    angle: f64,
}

/// Department by department, by name, with a gap between two; beginning at the top.
fn places<'a>(set: &RingSet, rings: &'a Rings) -> Vec<RingPlace<'a>> {
    let mut ties: Vec<(usize, &RingTie)> = (1..).zip(&rings.around).collect();
    ties.sort_by_key(|(_, tie)| (set.department(tie).to_lowercase(), set.name(tie).to_lowercase(), tie.node));
    let changes = |at: usize| set.department(ties[at].1) != set.department(ties[(at + 1) % ties.len()].1);
    let whole = slots(set, rings);
    let mut along = 0.5;
    let mut places = Vec::new();
    for (at, (rank, tie)) in ties.iter().enumerate() {
        places.push(RingPlace { tie, rank: *rank, angle: TAU * along / whole - TAU / 4.0 });
        along += 1.0 + if changes(at) { GAP } else { 0.0 };
    }
    places
}

/// How many circles would fill the ring, gaps included.
fn slots(set: &RingSet, rings: &Rings) -> f64 {
    let mut departments: Vec<&str> = rings.around.iter().map(|tie| set.department(tie)).collect();
    departments.sort_unstable();
    departments.dedup();
    let gaps = if departments.len() > 1 { departments.len() } else { 0 };
    real(rings.around.len()) + GAP * real(gaps)
}

/// What is drawn of a count: as much as its number says, and no more.
fn size(count: Count) -> f64 {
    real(count.number().unwrap_or(2).max(1))
}

/// Of both periods, which are drawn on one scale.
fn strongest(ties: &[RingTie]) -> f64 {
    ties.iter().flat_map(|tie| [tie.now, tie.before]).flatten().map(size).fold(1.0, f64::max)
}

fn circle(set: &RingSet, place: RingPlace, share: Option<f64>, is_of_many: bool) -> DrawnTeam {
    let RingPlace { tie, rank, angle } = place;
    let drawn = share.map(|share| STRONGEST * share.min(1.0));
    let is_right = angle.cos() >= -1e-9;
    let names = if is_of_many { AROUND + 24.0 } else { NAMES };
    let degrees = near(angle.to_degrees());
    DrawnTeam {
        rank,
        short: shortened(set.name(tie), LONGEST_NAME),
        hue: set.nodes.get(tie.node).map_or(0, |node| node.hue),
        at: on_circle(CENTRE, angle, AROUND),
        radius: drawn.map_or(ALONE, |drawn| near(8.0 + 2.4 * drawn.sqrt())),
        line: drawn.map(|drawn| DrawnLine {
            from: on_circle(CENTRE, angle, INNER),
            thick: format!("{:.1}", 1.0 + drawn / 5.0),
        }),
        text: on_circle(CENTRE, angle, names),
        number: on_circle(CENTRE, angle, NUMBERS),
        side: if is_right { "start" } else { "end" },
        turned: if is_right { degrees } else { degrees + 180 },
        is_numbered: rank <= NUMBERED,
    }
}

/// The centre's own teams as circles around the middle, larger where people met more inside; those of which too few
/// met each other are left out.
fn own(rings: &Rings, told: &impl Fn(&RingTie) -> Option<Count>) -> Vec<DrawnOwn> {
    let most = strongest(&rings.own);
    let count = real(rings.own.len());
    let (from_middle, largest) =
        if rings.own.len() < 2 { (0.0, 30.0) } else { (42.0, (120.0 / count).min(24.0)) };
    rings
        .own
        .iter()
        .enumerate()
        .filter_map(|(index, tie)| {
            let share = size(told(tie)?) / most;
            let angle = TAU * real(index) / count - TAU / 4.0;
            Some(DrawnOwn {
                at: on_circle(CENTRE, angle, from_middle),
                radius: near(largest * (0.4 + 0.6 * share.sqrt())),
            })
        })
        .collect()
}

fn label(set: &RingSet, rings: &Rings, shown: Shown) -> String {
    let lines = rings.around.iter().filter(|tie| match shown {
        Shown::Now => tie.now.is_some(),
        Shown::Before => tie.before.is_some(),
    });
    let names: Vec<&str> = lines.clone().take(3).map(|tie| set.name(tie)).collect();
    let (centre, all, lines) = (&rings.centre.name, rings.around.len(), lines.count());
    match lines {
        0 => format!("{centre} in the middle, and no line to any of {all} others around it"),
        1 => format!("{centre} in the middle, {all} around it, and one line, to {}", names.join(", ")),
        lines => format!(
            "{centre} in the middle, {all} others around it, and lines to {lines} of them. The thickest lead to {}",
            names.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Drawing, NAMED, Shown};
    use crate::impact::contacts::groups::Centre;
    use crate::impact::contacts::rings::{RingNode, RingSet, RingTie, Rings};
    use crate::impact::suppression::Count;
    use crate::platform::ids::TeamId;

    fn set(teams: usize) -> RingSet {
        let node =
            |at: usize| RingNode { name: format!("Team {at}"), department: format!("D{}", at / 7), hue: 0 };
        let tie = |node: usize| RingTie {
            node,
            now: (node < 4).then(|| Count::About(5 * (node + 1))),
            before: (node == 1).then_some(Count::About(40)),
        };
        let centre = Centre {
            id: TeamId::from_u128(1).into(),
            name: "Middle".into(),
            is_department: false,
            is_community: false,
            groups: vec![0],
        };
        let picture = Rings {
            centre,
            of_centre: String::new(),
            inside: None,
            inside_before: None,
            own: Vec::new(),
            around: (0..teams).map(tie).collect(),
            more: 0,
        };
        RingSet {
            nodes: (0..teams).map(node).collect(),
            pictures: vec![std::sync::Arc::new(picture)],
            ..RingSet::default()
        }
    }

    fn drawn(teams: usize, shown: Shown) -> Drawing {
        let set = set(teams);
        Drawing::of(&set, &set.pictures[0], shown)
    }

    #[test]
    fn circles_keep_their_places_and_both_periods_have_one_scale() {
        let (now, before) = (drawn(9, Shown::Now), drawn(9, Shown::Before));
        let places = |drawing: &Drawing| drawing.around.iter().map(|team| team.at).collect::<Vec<_>>();
        assert_eq!(places(&now), places(&before));
        let lines = |drawing: &Drawing| drawing.around.iter().filter(|team| team.line.is_some()).count();
        assert_eq!((lines(&now), lines(&before)), (4, 1));
        let thick =
            |drawing: &Drawing| drawing.around[1].line.as_ref().unwrap().thick.parse::<f64>().unwrap();
        assert!(thick(&before) > 3.0 * thick(&now), "40 contacts beside 10");
    }

    #[test]
    fn from_three_to_sixty_teams_no_two_circles_overlap() {
        for teams in [3, 9, NAMED, NAMED + 1, 30, 60] {
            let drawing = drawn(teams, Shown::Now);
            assert_eq!(drawing.is_of_many, teams > NAMED);
            for (at, one) in drawing.around.iter().enumerate() {
                for other in &drawing.around[at + 1..] {
                    let [x, y] = [0, 1].map(|axis| (one.at[axis] - other.at[axis]).pow(2));
                    let apart = (one.radius + other.radius - 1).pow(2);
                    assert!(x + y >= apart, "{teams}: {} and {}", one.rank, other.rank);
                }
                assert!(one.at.iter().all(|place| (100..=540).contains(place)));
            }
        }
    }
}
