//! The two rings, after the figure of the talk: a team, department or community in the middle, engagement among its own
//! people inside, exploration with other teams outside. Teams only, never people. What is kept here are counts as they
//! may be shown; where they are drawn is worked out when they are looked at.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::groups::{Centre, TeamGroup, centres};
use super::network::{Ties, makes_ties, mixing};
use crate::guide::participation::Room;
use crate::impact::figures::ShownMixing;
use crate::impact::queries::ReportTeam;
use crate::impact::suppression::{Count, FEWEST, Precision, SIGNED_UP_FROM, Share, singles_out, to_five};
use crate::impact::words::{points, spelled, tenths};
use crate::platform::ids::{CommunityId, ThingId};
use crate::platform::web::drawing::near;
use crate::platform::web::emblem;

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
        let scene = RingScene { groups, departments: departments(groups), ties, precision };
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
    /// Around a single centre, whose circles are given.
    pub fn of_one(groups: &'a [TeamGroup], ties: [&'a Ties; 2], precision: Precision) -> Self {
        Self { groups, departments: Vec::new(), ties, precision }
    }

    fn nodes(&self) -> Vec<RingNode> {
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

    fn around(&self, centre: Centre) -> Rings {
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

#[cfg(test)]
mod tests {
    use super::{Count, Precision, RingSet, Rings};
    use crate::guide::participation::{Attendee, Room};
    use crate::impact::contacts::crossing::ComparedRooms;
    use crate::impact::contacts::groups::groups;
    use crate::impact::contacts::groups::tests::team;
    use crate::impact::contacts::network::Ties;
    use crate::impact::queries::ReportTeam;
    use crate::platform::ids::{DepartmentId, TeamId};

    fn set(now: &[Room], before: &[Room], teams: &[ReportTeam], precision: Precision) -> RingSet {
        let found = groups(teams, &ComparedRooms { now, before }, precision);
        let ties = |rooms: &[Room]| {
            Ties::of(rooms, found.groups.len(), precision, |team| found.of_team.get(team).copied().flatten())
        };
        RingSet::of(
            now,
            &[],
            teams,
            precision,
            &found.groups,
            [&ties(now), &ties(before)],
            found.note.clone(),
        )
    }

    fn picture<'a>(set: &'a RingSet, centre: &str) -> &'a Rings {
        set.picture(centre).unwrap()
    }

    fn named(set: &RingSet, rings: &Rings) -> Vec<String> {
        rings
            .around
            .iter()
            .map(|tie| format!("{}: {}", set.name(tie), tie.now.map_or_else(|| "-".to_owned(), Count::label)))
            .collect()
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
        let set = set(&rooms, &[], &teams, Precision::Rounded);
        let rings = picture(&set, "");
        assert_eq!(rings.centre.name, "Data");
        assert_eq!(
            named(&set, rings),
            ["Networks: Fewer than 5", "Billing: -"],
            "3 contacts of eleven people"
        );
        assert_eq!(
            rings.lines("the quarter before"),
            "Lines lead to 1 of 2 other teams; to 0 in the quarter before."
        );
        let billing = picture(&set, &TeamId::from_u128(3).to_string());
        assert_eq!(billing.centre.name, "Billing", "a team of five can always be chosen");
        assert!(billing.around.iter().all(|tie| tie.now.is_none()));
        assert!(billing.of_centre.starts_with("Fewer than five people of Billing"));
        assert!(set.reading.starts_with("People from two teams met;"), "{}", set.reading);
    }

    #[test]
    fn an_organiser_sees_every_team_that_came_and_every_line() {
        let teams = [team(1, "Data", 1, 9), team(2, "Legal", 2, 2), team(3, "Billing", 3, 9)];
        let set = set(&[room(&[2, 1, 0])], &[], &teams, Precision::Exact);
        assert_eq!(named(&set, picture(&set, "")), ["Legal: 1"]);
        assert_eq!(set.nodes.len(), 2 + 2);
    }

    #[test]
    fn around_a_department_are_departments_with_both_periods() {
        let teams = [
            team(1, "Data", 1, 9),
            team(2, "Platform", 1, 9),
            team(3, "Billing", 3, 9),
            team(4, "Sales", 3, 9),
        ];
        let set = set(&[room(&[6, 6, 6, 6])], &[room(&[6, 6, 0, 0])], &teams, Precision::Rounded);
        let rings = picture(&set, &DepartmentId::from_u128(1001).to_string());
        assert_eq!(
            (rings.centre.name.as_str(), rings.own.len(), rings.unit()),
            ("Department 1", 2, "department")
        );
        assert_eq!(named(&set, rings), ["Department 3: about 5"]);
        assert_eq!(rings.around[0].before, None);
        assert!(rings.inside_before.is_some());
        assert!(rings.of_centre.ends_with("with other departments."), "{}", rings.of_centre);
        let billing = picture(&set, &TeamId::from_u128(3).to_string());
        assert_eq!((billing.own.len(), billing.around.len(), billing.unit()), (1, 3, "team"));
    }

    #[test]
    fn beyond_sixty_teams_it_is_said_how_many_more_there_are() {
        let teams: Vec<ReportTeam> =
            (0..70).map(|number| team(number, &format!("Team {number:02}"), number / 9, 9)).collect();
        let set = set(&[room(&[6, 6])], &[], &teams, Precision::Rounded);
        let rings = picture(&set, &TeamId::from_u128(0).to_string());
        assert_eq!((rings.around.len(), rings.more), (60, 9));
        assert!(rings.around[0].now.is_some(), "those with a line come first");
    }

    #[test]
    fn where_no_five_people_met_nothing_is_drawn() {
        let teams = [team(1, "Data", 1, 9), team(2, "Lab", 1, 9)];
        let found = set(&[room(&[3, 1])], &[], &teams, Precision::Rounded);
        let lines = |rings: &Rings| rings.around.iter().chain(&rings.own).any(|tie| tie.now.is_some());
        assert!(!found.pictures.iter().any(|rings| lines(rings)));
        assert!(set(&[], &[], &[], Precision::Rounded).picture("").is_none());
    }
}
