//! A slot to try: the quarter of an hour in which most teams are free already, and that most of the others could reach
//! by moving their break a little.

use std::cmp::Reverse;

use super::week::{ShownWeek, TeamWeek};

const QUARTER: i64 = 15;
const A_DAY: i64 = 24 * 60;
/// A team whose break is further away than this is asked for too much.
const FARTHEST: i64 = 2 * 60;

/// What it would take of one team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakMove {
    pub team: usize,
    /// Minutes later; less than none is earlier.
    pub minutes: i64,
}

#[derive(Debug, PartialEq, Eq)]
pub struct BreakSuggestion {
    pub weekdays: Vec<i32>,
    /// Minutes from midnight, by the clock of the reader.
    pub from: i64,
    pub to: i64,
    pub free: usize,
    pub moves: Vec<BreakMove>,
    /// Teams whose break is too far away, or on none of these days.
    pub far: Vec<usize>,
}

/// A break of a team on a day of the week, by the reader's clock.
struct DayBreak {
    team: usize,
    day: usize,
    from: i64,
    to: i64,
}

/// Nothing for fewer than two teams, and nothing where nobody would have to move.
pub fn suggest(teams: &[TeamWeek], week: &ShownWeek) -> Option<BreakSuggestion> {
    let breaks: Vec<DayBreak> = teams
        .iter()
        .enumerate()
        .flat_map(|(team, free)| free.spans.iter().map(move |span| (team, span)))
        .filter_map(|(team, span)| {
            let from = week.minute_of(span.from);
            let to = from + (span.to - span.from).whole_minutes();
            Some(DayBreak { team, day: week.day_of(span.from)?, from, to })
        })
        .collect();
    let mut with_break: Vec<usize> = breaks.iter().map(|one| one.team).collect();
    with_break.dedup();
    if with_break.len() < 2 {
        return None;
    }
    let days = usual_days(&breaks);
    let earliest = breaks.iter().map(|one| one.from).min()? / QUARTER;
    let latest = breaks.iter().map(|one| one.to).max()?.min(A_DAY) / QUARTER;
    let candidates =
        (earliest..latest).map(|quarter| candidate(quarter * QUARTER, &days, &with_break, &breaks));
    let best = candidates.min_by_key(|one| {
        let minutes: i64 = one.moves.iter().map(|moved| moved.minutes.abs()).sum();
        (Reverse(one.free), Reverse(one.moves.len()), minutes)
    })?;
    let weekdays = days.iter().map(|day| week.weekday(*day)).collect();
    (!best.moves.is_empty() || !best.far.is_empty()).then_some(BreakSuggestion { weekdays, ..best })
}

/// The days on which more than half as many teams take a break as on the day with most.
fn usual_days(breaks: &[DayBreak]) -> Vec<usize> {
    let on = |day: usize| breaks.iter().filter(|one| one.day == day).count();
    let most = (0..7).map(on).max().unwrap_or(0);
    (0..7).filter(|day| on(*day) * 2 > most).collect()
}

fn candidate(from: i64, days: &[usize], teams: &[usize], breaks: &[DayBreak]) -> BreakSuggestion {
    let to = from + QUARTER;
    let mut found =
        BreakSuggestion { weekdays: Vec::new(), from, to, free: 0, moves: Vec::new(), far: Vec::new() };
    for team in teams {
        let on_days = breaks.iter().filter(|one| one.team == *team && days.contains(&one.day));
        match on_days.map(|one| shift(one, from, to)).min_by_key(|minutes| minutes.abs()) {
            Some(0) => found.free += 1,
            Some(minutes) if minutes.abs() <= FARTHEST => {
                found.moves.push(BreakMove { team: *team, minutes });
            }
            _ => found.far.push(*team),
        }
    }
    found
}

/// By how many minutes a break would move to hold the quarter of an hour, or as much of it as it is long.
fn shift(one: &DayBreak, from: i64, to: i64) -> i64 {
    let needed = QUARTER.min(one.to - one.from);
    if one.to.min(to) - one.from.max(from) >= needed {
        0
    } else if one.from > from {
        from - one.from
    } else {
        to - one.to
    }
}

#[cfg(test)]
mod tests {
    use super::{BreakMove, suggest};
    use crate::learning::breaks::overlap::fixtures::{MONDAY, team};
    use crate::learning::breaks::week::ShownWeek;
    use jiff::tz::TimeZone;

    const TEN: i64 = 600;

    fn week() -> ShownWeek {
        ShownWeek::of(MONDAY, &TimeZone::UTC)
    }

    #[test]
    fn the_fewest_teams_move_and_by_the_least() {
        let days = [0, 1, 2, 3, 4];
        let teams = [
            team("Field", &days, TEN, 30),
            team("Control", &days, TEN + 15, 15),
            team("Billing", &days, TEN + 45, 15),
        ];
        let found = suggest(&teams, &week()).unwrap();
        assert_eq!((found.from, found.to, found.free), (TEN + 15, TEN + 30, 2));
        assert_eq!(found.moves, [BreakMove { team: 2, minutes: -30 }]);
        assert_eq!((found.weekdays, found.far), (vec![1, 2, 3, 4, 5], vec![]));
    }

    #[test]
    fn a_team_on_the_other_side_of_the_world_is_not_asked_to_move() {
        let days = [1, 3];
        let teams =
            [team("Field", &days, TEN, 15), team("Lab", &days, TEN + 30, 15), team("Far", &days, 60, 15)];
        let found = suggest(&teams, &week()).unwrap();
        assert_eq!((found.free, found.moves.len(), found.far), (1, 1, vec![2]));
    }

    #[test]
    fn where_some_meet_already_they_are_not_asked_to_meet_all_others_half_way() {
        let days = [1, 3];
        let late = team("Late", &days, TEN + 240, 15);
        let teams = [team("Field", &days, TEN, 15), team("Lab", &days, TEN, 15), late];
        let found = suggest(&teams, &week()).unwrap();
        assert_eq!((found.from, found.free, found.far), (TEN, 2, vec![2]));
    }

    #[test]
    fn where_all_teams_meet_already_nothing_is_suggested() {
        let teams = [team("Field", &[0], TEN, 30), team("Lab", &[0, 1], TEN + 5, 25)];
        assert_eq!(suggest(&teams, &week()), None);
        assert_eq!(suggest(&teams[..1], &week()), None);
        assert_eq!(suggest(&[], &week()), None);
    }

    #[test]
    fn a_team_with_a_break_on_other_days_only_is_said_to_be() {
        let teams =
            [team("Field", &[0, 1], TEN, 15), team("Lab", &[0, 1], TEN, 15), team("Data", &[4], TEN, 15)];
        let found = suggest(&teams, &week()).unwrap();
        assert_eq!((found.weekdays, found.free, found.far), (vec![1, 2], 2, vec![2]));
    }
}
