//! Where breaks meet: the pieces of a week in which the same teams are free.

use super::week::TeamWeek;
use crate::platform::web::when::TimeSpan;

/// A piece of the week with the teams that are free in it, as places in the list of teams.
#[derive(Clone, Debug)]
pub struct SharedSpan {
    pub span: TimeSpan,
    pub teams: Vec<usize>,
}

/// The week in pieces, in order; those in which nobody is free are left out.
pub fn shared(teams: &[TeamWeek]) -> Vec<SharedSpan> {
    let spans =
        || teams.iter().enumerate().flat_map(|(at, team)| team.spans.iter().map(move |span| (at, span)));
    let mut edges: Vec<_> = spans().flat_map(|(_, span)| [span.from, span.to]).collect();
    edges.sort_unstable();
    edges.dedup();
    let pieces = edges.windows(2).map(|edge| TimeSpan { from: edge[0], to: edge[1] });
    let free = |piece: TimeSpan| {
        let mut teams: Vec<usize> = spans()
            .filter(|(_, span)| span.from <= piece.from && piece.to <= span.to)
            .map(|(at, _)| at)
            .collect();
        teams.dedup();
        SharedSpan { span: piece, teams }
    };
    pieces.map(free).filter(|piece| !piece.teams.is_empty()).collect()
}

/// The pieces in which most teams are free: of those with as many, all. Nothing where no two teams are.
pub fn fullest(pieces: &[SharedSpan]) -> Vec<&SharedSpan> {
    let most = pieces.iter().map(|piece| piece.teams.len()).max().unwrap_or(0);
    pieces.iter().filter(|piece| most > 1 && piece.teams.len() == most).collect()
}

/// Two teams, as places in the list.
pub type TeamPair = (usize, usize);

/// Pairs of teams with a break this week that never overlap.
pub fn apart(teams: &[TeamWeek], pieces: &[SharedSpan]) -> Vec<TeamPair> {
    let count = teams.len();
    let mut meet = vec![false; count * count];
    for piece in pieces {
        for (nth, one) in piece.teams.iter().enumerate() {
            for other in &piece.teams[nth + 1..] {
                meet[one * count + other] = true;
            }
        }
    }
    let has_break = |at: &usize| !teams[*at].spans.is_empty();
    let pairs = (0..count).filter(has_break).flat_map(|one| {
        (one + 1..count).filter(has_break).map(move |other| (one, other)).collect::<Vec<_>>()
    });
    pairs.filter(|(one, other)| !meet[one * count + other]).collect()
}

#[cfg(test)]
pub mod fixtures {
    use super::TeamWeek;
    use crate::platform::web::when::TimeSpan;
    use time::macros::datetime;
    use time::{Duration, OffsetDateTime};

    /// Monday at midnight.
    pub const MONDAY: OffsetDateTime = datetime!(2026-11-23 0:00 UTC);

    /// A team that is free on some days (0 is Monday), from a minute of the day on, for so many minutes.
    pub fn team(name: &str, days: &[i64], from: i64, minutes: i64) -> TeamWeek {
        let spans = days.iter().map(|day| {
            let from = MONDAY + Duration::days(*day) + Duration::minutes(from);
            TimeSpan { from, to: from + Duration::minutes(minutes) }
        });
        TeamWeek { name: name.to_owned(), spans: spans.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::fixtures::team;
    use super::{apart, fullest, shared};
    use proptest::prelude::{prop, prop_assert, proptest};

    #[test]
    fn a_week_falls_into_pieces_in_which_the_same_teams_are_free() {
        let teams = [team("Field", &[0], 600, 30), team("Lab", &[0], 615, 30), team("Data", &[1], 600, 15)];
        let pieces = shared(&teams);
        let found: Vec<_> = pieces
            .iter()
            .map(|piece| ((piece.span.to - piece.span.from).whole_minutes(), piece.teams.clone()))
            .collect();
        assert_eq!(found, [(15, vec![0]), (15, vec![0, 1]), (15, vec![1]), (15, vec![2])]);
        assert_eq!(fullest(&pieces).len(), 1);
        assert_eq!(apart(&teams, &pieces), [(0, 2), (1, 2)]);
    }

    #[test]
    fn breaks_that_touch_do_not_overlap_and_a_team_without_one_is_apart_from_nobody() {
        let teams = [team("Field", &[0], 600, 15), team("Lab", &[0], 615, 15), team("Data", &[], 0, 15)];
        let pieces = shared(&teams);
        assert!(fullest(&pieces).is_empty());
        assert_eq!(apart(&teams, &pieces), [(0, 1)]);
    }

    proptest! {
        #[test]
        fn the_pieces_of_a_team_add_up_to_its_breaks(
            breaks in prop::collection::vec((0_i64..5, 480_i64..1_000, 10_i64..120), 1..8),
        ) {
            let teams: Vec<_> = breaks.iter().map(|(day, from, long)| team("Team", &[*day], *from, *long)).collect();
            let pieces = shared(&teams);
            for (at, (_, _, long)) in breaks.iter().enumerate() {
                let mine = pieces.iter().filter(|piece| piece.teams.contains(&at));
                let sum: i64 = mine.map(|piece| (piece.span.to - piece.span.from).whole_minutes()).sum();
                prop_assert!(sum == *long, "{sum} of {long}");
            }
        }
    }
}
