//! Why these people meet, in words that name what was weighed.

use super::weights::{Pool, differ};

/// "Different departments, not met before." Of people without a team or department nothing is said about them.
pub fn reason(pool: &Pool, group: &[usize]) -> String {
    let pairs: Vec<(usize, usize)> = group
        .iter()
        .enumerate()
        .flat_map(|(at, one)| group[at + 1..].iter().map(move |other| (*one, *other)))
        .collect();
    let all = |holds: &dyn Fn(usize, usize) -> bool| pairs.iter().all(|(one, other)| holds(*one, *other));
    let person = |at: usize| &pool.people[at];
    let mut said = Vec::new();
    if all(&|one, other| differ(person(one).department, person(other).department)) {
        said.push("different departments".to_owned());
    } else if all(&|one, other| differ(person(one).team, person(other).team)) {
        said.push("different teams".to_owned());
    }
    let ago = pairs.iter().filter_map(|(one, other)| pool.facts(*one, *other).rounds_ago).min();
    match ago {
        Some(0 | 1) => said.push("matched in the last round too, because few people are in".to_owned()),
        Some(rounds) => said.push(format!("last matched {rounds} rounds ago")),
        None if all(&|one, other| !pool.facts(one, other).met_in_session) => {
            said.push("not met before".to_owned());
        }
        None => said.push("not matched before".to_owned()),
    }
    let words = said.join(", ");
    let first = words.chars().next().map(char::to_uppercase);
    first.into_iter().flatten().chain(words.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::reason;
    use crate::learning::coffee::fixtures::{person, pool};
    use crate::learning::coffee::weights::{CoffeePerson, PairFacts, PersonPair, Pool};

    fn of(change: impl FnOnce(&mut Pool)) -> String {
        let mut two = pool(vec![person(1), person(2)]);
        change(&mut two);
        reason(&two, &[0, 1])
    }

    fn with(facts: PairFacts) -> String {
        of(|pool| {
            let pair = PersonPair::of(pool.people[0].id, pool.people[1].id);
            pool.pairs.insert(pair, facts);
        })
    }

    #[test]
    fn a_match_says_why() {
        assert_eq!(of(|_| {}), "Different departments, not met before");
        assert_eq!(
            of(|pool| pool.people[1].department = pool.people[0].department),
            "Different teams, not met before"
        );
        assert_eq!(
            of(|pool| pool.people[1] = CoffeePerson { id: person(2).id, ..person(1) }),
            "Not met before"
        );
        let met = PairFacts { met_in_session: true, ..PairFacts::default() };
        assert_eq!(with(met), "Different departments, not matched before");
        let ago = |rounds| with(PairFacts { rounds_ago: Some(rounds), ..PairFacts::default() });
        assert_eq!(ago(6), "Different departments, last matched 6 rounds ago");
        assert!(ago(1).ends_with("matched in the last round too, because few people are in"));
    }

    #[test]
    fn nothing_is_said_about_teams_where_someone_has_none() {
        let without = of(|pool| (pool.people[1].team, pool.people[1].department) = (None, None));
        assert_eq!(without, "Not met before");
    }

    #[test]
    fn what_is_said_of_three_is_true_of_each_two() {
        let mut three = pool(vec![person(1), person(2), person(3)]);
        three.people[2].department = three.people[0].department;
        assert_eq!(reason(&three, &[0, 1, 2]), "Different teams, not met before");
    }
}
