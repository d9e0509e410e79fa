//! What is drawn of which teams, and what is said of them.

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
    RingSet::of(now, &[], teams, precision, &found.groups, [&ties(now), &ties(before)], found.note.clone())
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
    assert_eq!(named(&set, rings), ["Networks: Fewer than 5", "Billing: -"], "3 contacts of eleven people");
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
    let teams =
        [team(1, "Data", 1, 9), team(2, "Platform", 1, 9), team(3, "Billing", 3, 9), team(4, "Sales", 3, 9)];
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
