//! What may be shown of a closed pulse, decided once, at the close; what may not is not kept. Shown is never a group with
//! fewer answers than the minimum, and nothing from which one could be worked out: not by taking groups from the total, not by
//! taking teams from their department, and not by taking one round from another whose group has almost the same people.

use std::collections::{BTreeMap, BTreeSet};

use super::queries::{PulseCell, PulseCount};
use super::{PulseDimension, PulseItem};
use crate::platform::ids::PersonId;

/// How many answered an item, of one group.
#[derive(Clone, Copy, Debug)]
pub struct GroupAnswers {
    pub answers: i64,
    /// Not to be shown for another reason than its size.
    pub blocked: bool,
}

/// Who is in no group that could be shown: the groups that have too few people to be counted at all, people without a
/// group, and their answers together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Uncounted {
    pub groups: usize,
    pub answers: i64,
}

/// What is hidden, together: how many groups, and how many answers.
#[derive(Clone, Copy)]
struct HiddenGroups {
    groups: usize,
    answers: i64,
}

impl HiddenGroups {
    /// Subtracting what is shown tells of nobody, or of at least two groups with enough answers.
    fn tells_nothing(self, minimum: i64) -> bool {
        (self.groups == 0 && self.answers == 0) || (self.groups > 1 && self.answers >= minimum)
    }
}

/// Which groups of a breakdown are shown. Groups that are too small, or leave too few others, are hidden; then the next
/// smallest, until what is hidden tells nothing either.
pub fn shown_groups(groups: &[GroupAnswers], rest: Uncounted, minimum: i64) -> Vec<bool> {
    let total: i64 = groups.iter().map(|group| group.answers).sum::<i64>() + rest.answers;
    let small = |group: &GroupAnswers| group.answers < minimum || total - group.answers < minimum;
    let mut shown: Vec<bool> = groups.iter().map(|group| !group.blocked && !small(group)).collect();
    while !hidden(groups, &shown, rest).tells_nothing(minimum) {
        let Some(next) = smallest_shown(groups, &shown) else { break };
        shown[next] = false;
    }
    shown
}

fn hidden(groups: &[GroupAnswers], shown: &[bool], rest: Uncounted) -> HiddenGroups {
    let hides = || groups.iter().zip(shown).filter(|(_, shows)| !**shows);
    HiddenGroups {
        groups: hides().count() + rest.groups,
        answers: hides().map(|(group, _)| group.answers).sum::<i64>() + rest.answers,
    }
}

fn smallest_shown(groups: &[GroupAnswers], shown: &[bool]) -> Option<usize> {
    (0..groups.len()).filter(|index| shown[*index]).min_by_key(|index| groups[*index].answers)
}

/// The teams of a department, as they are shown or hidden.
#[derive(Clone, Debug, Default)]
pub struct DepartmentTeams {
    /// Teams that are not shown, those too small to be counted included.
    pub hidden: usize,
    /// Answers of the teams that are shown.
    pub shown_answers: i64,
}

/// Which departments are shown beside their teams: none whose hidden teams could be told by taking the shown ones from
/// it, and none that leaves such a remainder outside all shown departments.
pub fn shown_departments(
    departments: &[(GroupAnswers, DepartmentTeams)],
    outside: (Uncounted, &DepartmentTeams),
    minimum: i64,
) -> Vec<bool> {
    let groups: Vec<GroupAnswers> = departments
        .iter()
        .map(|(group, teams)| {
            let remainder =
                HiddenGroups { groups: teams.hidden, answers: group.answers - teams.shown_answers };
            GroupAnswers { blocked: group.blocked || !remainder.tells_nothing(minimum), ..*group }
        })
        .collect();
    let (rest, loose) = outside;
    let mut shown = shown_groups(&groups, rest, minimum);
    loop {
        let hides = || departments.iter().zip(&shown).filter(|(_, shows)| !**shows).map(|(one, _)| one);
        let answers: i64 = hides().map(|(group, teams)| group.answers - teams.shown_answers).sum();
        let teams: usize = hides().map(|(_, teams)| teams.hidden).sum();
        let remainder = HiddenGroups {
            groups: teams + loose.hidden,
            answers: answers + rest.answers - loose.shown_answers,
        };
        if remainder.tells_nothing(minimum) && hidden(&groups, &shown, rest).tells_nothing(minimum) {
            return shown;
        }
        let Some(next) = smallest_shown(&groups, &shown) else { return shown };
        shown[next] = false;
    }
}

/// The people of each group.
pub type GroupPeople = BTreeMap<(PulseDimension, String), BTreeSet<PersonId>>;

/// Groups that have almost the same people as one whose results are known from an earlier round: the few who differ could
/// be told from the difference.
pub fn too_alike(
    groups: &GroupPeople,
    earlier: &[BTreeSet<PersonId>],
    minimum: usize,
) -> BTreeSet<(PulseDimension, String)> {
    let alike = |people: &BTreeSet<PersonId>| {
        earlier.iter().any(|known| (1..minimum).contains(&people.symmetric_difference(known).count()))
    };
    groups.iter().filter(|(_, people)| alike(people)).map(|(group, _)| group.clone()).collect()
}

/// A round at its close.
pub struct ClosingRound<'a> {
    pub breakdown: PulseDimension,
    pub minimum: i64,
    pub counts: &'a [PulseCount],
    pub cells: &'a [PulseCell],
    /// Groups that differ from one of an earlier round by too few people.
    pub alike: &'a BTreeSet<(PulseDimension, String)>,
    /// Is anyone in no group of the breakdown?
    pub loose: bool,
}

impl ClosingRound<'_> {
    /// How many answered an item, of a group.
    fn answers(&self, dimension: PulseDimension, cell: &str, item: PulseItem) -> i64 {
        let counts = self.counts.iter();
        let of_it = |count: &&PulseCount| {
            count.dimension == dimension && count.cell == cell && count.item == item
                // Of the ticks, everyone who ticked something is counted once.
                && (item != PulseItem::V1 || count.value == 0)
        };
        counts.filter(of_it).map(|count| i64::from(count.answers)).sum()
    }

    fn cells_of(&self, dimension: PulseDimension) -> impl Iterator<Item = &PulseCell> {
        self.cells.iter().filter(move |cell| cell.dimension == dimension)
    }

    fn is_counted(&self, cell: &PulseCell) -> bool {
        i64::from(cell.people) >= self.minimum
    }

    fn group(&self, cell: &PulseCell, item: PulseItem) -> GroupAnswers {
        GroupAnswers {
            answers: self.answers(cell.dimension, &cell.cell, item),
            blocked: self.alike.contains(&(cell.dimension, cell.cell.clone())),
        }
    }

    /// The groups of a dimension that are counted, what each answered, and what everyone else did.
    fn groups(
        &self,
        dimension: PulseDimension,
        item: PulseItem,
    ) -> (Vec<&PulseCell>, Vec<GroupAnswers>, Uncounted) {
        let (counted, small): (Vec<_>, Vec<_>) =
            self.cells_of(dimension).partition(|cell| self.is_counted(cell));
        let groups: Vec<_> = counted.iter().map(|cell| self.group(cell, item)).collect();
        let total = self.answers(PulseDimension::All, "", item);
        let rest = Uncounted {
            groups: small.len() + usize::from(self.loose),
            answers: total - groups.iter().map(|group| group.answers).sum::<i64>(),
        };
        (counted, groups, rest)
    }

    /// The groups in which an item is shown.
    fn shown(&self, item: PulseItem) -> BTreeSet<(PulseDimension, String)> {
        let (cells, groups, rest) = self.groups(self.breakdown, item);
        let verdicts = shown_groups(&groups, rest, self.minimum);
        let mut shown: BTreeSet<_> = cells
            .iter()
            .zip(&verdicts)
            .filter(|(_, is_shown)| **is_shown)
            .map(|(cell, _)| (cell.dimension, cell.cell.clone()))
            .collect();
        if self.breakdown == PulseDimension::Team {
            let departments = self.shown_departments(item, &shown);
            shown.extend(departments);
        }
        shown
    }

    fn shown_departments(
        &self,
        item: PulseItem,
        teams: &BTreeSet<(PulseDimension, String)>,
    ) -> Vec<(PulseDimension, String)> {
        let (cells, groups, rest) = self.groups(PulseDimension::Department, item);
        let of_department = |inside: &str| self.teams(inside, item, teams);
        let departments: Vec<_> =
            groups.into_iter().zip(cells.iter().map(|cell| of_department(&cell.cell))).collect();
        // Departments too small to be counted, teams in none, and people without a team.
        let small = self.cells_of(PulseDimension::Department).filter(|cell| !self.is_counted(cell));
        let outside = small.map(|cell| cell.cell.as_str()).chain([""]).map(of_department).fold(
            DepartmentTeams { hidden: usize::from(self.loose), shown_answers: 0 },
            |sum, one| DepartmentTeams {
                hidden: sum.hidden + one.hidden,
                shown_answers: sum.shown_answers + one.shown_answers,
            },
        );
        let shown = shown_departments(&departments, (rest, &outside), self.minimum);
        cells
            .iter()
            .zip(shown)
            .filter(|(_, shows)| *shows)
            .map(|(cell, _)| (cell.dimension, cell.cell.clone()))
            .collect()
    }

    /// The teams inside a department, or in none.
    fn teams(
        &self,
        inside: &str,
        item: PulseItem,
        shown: &BTreeSet<(PulseDimension, String)>,
    ) -> DepartmentTeams {
        let mut teams = DepartmentTeams::default();
        for team in self.cells_of(PulseDimension::Team).filter(|team| team.inside == inside) {
            if shown.contains(&(team.dimension, team.cell.clone())) {
                teams.shown_answers += self.answers(team.dimension, &team.cell, item);
            } else {
                teams.hidden += 1;
            }
        }
        teams
    }
}

/// What is kept of a round: the counts that may be shown. An item too few answered is kept for nobody.
pub fn kept(round: &ClosingRound<'_>) -> Vec<PulseCount> {
    let mut kept = Vec::new();
    for item in PulseItem::ALL {
        if round.answers(PulseDimension::All, "", item) < round.minimum {
            continue;
        }
        let shown = if item.is_sentence() { round.shown(item) } else { BTreeSet::new() };
        let is_kept = |count: &&PulseCount| {
            count.item == item
                && (count.dimension == PulseDimension::All
                    || shown.contains(&(count.dimension, count.cell.clone())))
        };
        kept.extend(round.counts.iter().filter(is_kept).cloned());
    }
    kept
}

#[cfg(test)]
mod tests;
