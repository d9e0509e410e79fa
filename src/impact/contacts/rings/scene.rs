//! How pictures are made: which circles stand around a centre, in which order, and the sentence below.

use super::{MOST_AROUND, RingNode, RingTie, Rings};
use crate::impact::contacts::groups::{Centre, TeamGroup};
use crate::impact::contacts::network::Ties;
use crate::impact::suppression::{Count, FEWEST, Precision, to_five};
use crate::impact::words::{points, tenths};
use crate::platform::web::drawing::near;
use crate::platform::web::emblem;

/// The groups of each department, in the order of its first team.
fn departments(groups: &[TeamGroup]) -> Vec<Vec<usize>> {
    let mut departments: Vec<Vec<usize>> = Vec::new();
    for (at, group) in groups.iter().enumerate().filter(|(_, group)| group.department_id.is_some()) {
        let same = departments.iter_mut().find(|own| groups[own[0]].department_id == group.department_id);
        match same {
            Some(own) => own.push(at),
            None => departments.push(vec![at]),
        }
    }
    departments
}

/// What all pictures of a report are made from.
pub struct RingScene<'a> {
    groups: &'a [TeamGroup],
    departments: Vec<Vec<usize>>,
    ties: [&'a Ties; 2],
    precision: Precision,
}

/// One circle before it is told.
pub struct Circle {
    pub node: usize,
    pub groups: Vec<usize>,
}

impl<'a> RingScene<'a> {
    /// Around every team and department in turn.
    pub fn of_all(groups: &'a [TeamGroup], ties: [&'a Ties; 2], precision: Precision) -> Self {
        Self { groups, departments: departments(groups), ties, precision }
    }

    /// Around a single centre, whose circles are given.
    pub fn of_one(groups: &'a [TeamGroup], ties: [&'a Ties; 2], precision: Precision) -> Self {
        Self { groups, departments: Vec::new(), ties, precision }
    }

    pub fn nodes(&self) -> Vec<RingNode> {
        let team = |group: &TeamGroup| RingNode {
            name: group.name.clone(),
            department: group.department.clone(),
            hue: emblem::hue(&group.department),
        };
        let department = |own: &Vec<usize>| {
            let name = &self.groups[own[0]].department;
            RingNode { name: name.clone(), department: name.clone(), hue: emblem::hue(name) }
        };
        self.groups.iter().map(team).chain(self.departments.iter().map(department)).collect()
    }

    pub fn around(&self, centre: Centre) -> Rings {
        let own = &centre.groups;
        let (around, more) = self.told(own, self.circles(&centre));
        Rings {
            of_centre: self.of_centre(&centre),
            inside: self.inside(own, 0),
            inside_before: self.inside(own, 1),
            own: own.iter().map(|group| self.own(*group)).collect(),
            around,
            more,
            centre,
        }
    }

    /// A team inside, with the contacts among its own people.
    pub fn own(&self, group: usize) -> RingTie {
        RingTie { node: group, now: self.inside(&[group], 0), before: self.inside(&[group], 1) }
    }

    /// Circles with their contacts, those with most first, and how many there are no places for.
    pub fn told(&self, own: &[usize], mut circles: Vec<Circle>) -> (Vec<RingTie>, usize) {
        let weight = |circle: &Circle, at: usize| -> f64 {
            circle.groups.iter().map(|group| self.ties[at].with(own, *group)).sum()
        };
        let rank = |circle: &Circle| {
            let [now, before] = [0, 1]
                .map(|at| if self.ties[at].may_show(own, &circle.groups) { weight(circle, at) } else { 0.0 });
            (now, before)
        };
        circles.sort_by(|a, b| {
            let ((now, before), (other_now, other_before)) = (rank(a), rank(b));
            other_now.total_cmp(&now).then(other_before.total_cmp(&before)).then(a.node.cmp(&b.node))
        });
        let more = circles.len().saturating_sub(MOST_AROUND);
        circles.truncate(MOST_AROUND);
        let told = |circle: &Circle, at: usize| {
            self.ties[at].may_show(own, &circle.groups).then(|| self.chances(weight(circle, at)))
        };
        let around = circles
            .iter()
            .map(|circle| RingTie { node: circle.node, now: told(circle, 0), before: told(circle, 1) })
            .collect();
        (around, more)
    }

    /// Around a team are teams, around a department departments, and whatever is of none.
    fn circles(&self, centre: &Centre) -> Vec<Circle> {
        let is_own = |at: usize| centre.groups.contains(&at);
        let team = |at: usize| Circle { node: at, groups: vec![at] };
        if !centre.is_department {
            return (0..self.groups.len()).filter(|at| !is_own(*at)).map(team).collect();
        }
        let others = self.departments.iter().enumerate().filter(|(_, own)| !is_own(own[0]));
        let others = others.map(|(at, own)| Circle { node: self.groups.len() + at, groups: own.clone() });
        let of_none = (0..self.groups.len()).filter(|at| self.groups[*at].department_id.is_none());
        others.chain(of_none.map(team)).collect()
    }

    pub fn inside(&self, own: &[usize], at: usize) -> Option<Count> {
        self.ties[at].met_inside(own).then(|| self.chances(self.ties[at].inside(own)))
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

    fn of_centre(&self, centre: &Centre) -> String {
        let others: Vec<usize> =
            (0..self.groups.len()).filter(|group| !centre.groups.contains(group)).collect();
        let (of, whose) = (format!("people of {}", centre.name), centre.name.clone());
        let unit = if centre.is_department { "departments" } else { "teams" };
        let words = SentenceWords {
            of,
            whose,
            others: format!("other {unit}"),
            only: format!("People in {}", centre.name),
            few: format!("Fewer than five people of {} came where people met.", centre.name),
        };
        self.sentence(&centre.groups, &others, &words)
    }

    /// How much of the contacts of these people was with others.
    pub fn sentence(&self, own: &[usize], others: &[usize], words: &SentenceWords) -> String {
        let SentenceWords { of, whose, others: with, only, few } = words;
        let ties = self.ties[0];
        if !ties.may_tell_of(own) {
            return format!("Five or six {of} signed up, so it is not told who they met.");
        }
        if !ties.enough_came(own) {
            return match self.precision {
                Precision::Exact => format!("Nobody of {whose} came where people met."),
                Precision::Rounded => few.clone(),
            };
        }
        let inside = ties.inside(own);
        let outside: f64 = others.iter().map(|group| ties.with(own, *group)).sum();
        if ties.may_show(own, others) {
            let share = tenths(self.precision.points(points(outside / (inside + outside))));
            format!("Of the contacts of {whose}, {share} were with {with}.")
        } else {
            format!("{only} met almost only each other.")
        }
    }
}

/// How a sentence names a centre and everyone else.
pub struct SentenceWords {
    /// "people of Data"
    pub of: String,
    /// "Data", "its members"
    pub whose: String,
    /// "other teams"
    pub others: String,
    /// "People in Data"
    pub only: String,
    /// Where fewer than five came.
    pub few: String,
}

impl SentenceWords {
    pub fn of_members() -> Self {
        Self {
            of: "of its members".to_owned(),
            whose: "its members".to_owned(),
            others: "people outside the community".to_owned(),
            only: "Its members".to_owned(),
            few: "Fewer than five of its members came where people met, or members met at fewer than ten sessions."
                .to_owned(),
        }
    }
}
