//! Numbers, shares and their changes as a sentence says them.

use super::suppression::{self, Count, Precision, Share};
use crate::platform::web::when;

/// Shares nearer than this to each other, in percentage points, read as the same.
const SAME_POINTS: u32 = 3;

/// "six", up to twelve; figures beyond.
pub fn spelled(number: usize) -> String {
    const SMALL: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    SMALL.get(number).map_or_else(|| grouped(number), |word| (*word).to_owned())
}

/// "6 in 10" of 61 percent; the ends are named so that nothing is claimed that was not counted.
pub fn tenths(percent: u32) -> String {
    match percent {
        0..5 => "fewer than 1 in 10".to_owned(),
        95.. => "nearly all".to_owned(),
        points => format!("{} in 10", (points + 5) / 10),
    }
}

/// "Data, Legal and Lab"
pub fn listed(names: &[&str]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// "1 team", "8 teams"
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

impl Count {
    pub fn label(self) -> String {
        self.words_or("Nobody yet")
    }

    pub fn words_or(self, nobody: &str) -> String {
        match self {
            Self::Nobody => nobody.to_owned(),
            Self::Few => "Fewer than 5".to_owned(),
            Self::Hidden => "Hidden, so that no smaller group can be told".to_owned(),
            Self::NearlyAll => "Nearly all".to_owned(),
            Self::About(number) => format!("about {}", grouped(number)),
            Self::People(people) => grouped(people),
        }
    }

    /// "about 75 people", "Nobody"
    pub fn people(self) -> String {
        match self {
            Self::People(1) => "1 person".to_owned(),
            Self::Few => "fewer than 5 people".to_owned(),
            Self::About(_) | Self::People(_) => format!("{} people", self.label()),
            other => other.label(),
        }
    }
}

/// Two shown counts beside each other; what is hidden is not compared, since the difference would tell it.
pub fn change(now: Count, before: Count, before_words: &str) -> String {
    match (now.number(), before.number()) {
        (Some(now_shown), Some(before_shown))
            if matches!((now, before), (Count::About(_), _) | (_, Count::About(_))) =>
        {
            match difference(now_shown, before_shown, before_words) {
                same if now_shown == before_shown => same.replace("No change from", "About the same as in"),
                none if before_shown == 0 => none,
                other => format!("About {other}"),
            }
        }
        (Some(now), Some(before)) => difference(now, before, before_words),
        (Some(_), None) if before == Count::Hidden => {
            format!("Not shown for {before_words}, so not compared")
        }
        (Some(_), None) => format!("Too few people in {before_words} to compare"),
        (None, _) => String::new(),
    }
}

pub fn difference(now: usize, before: usize, before_words: &str) -> String {
    match (now, before) {
        (0, 0) => String::new(),
        (_, 0) => format!("None in {before_words}"),
        (now, before) if now > before => format!("{} more than in {before_words}", grouped(now - before)),
        (now, before) if now < before => format!("{} fewer than in {before_words}", grouped(before - now)),
        _ => format!("No change from {before_words}"),
    }
}

pub fn share_change(now: Share, before: Share, before_words: &str) -> String {
    match (now, before) {
        (Share::Percent(now), Share::Percent(before)) if now.abs_diff(before) < SAME_POINTS => {
            format!("About the same as in {before_words} ({before}%)")
        }
        (Share::Percent(now), Share::Percent(before)) => {
            format!("{} from {before}% in {before_words}", if now > before { "Up" } else { "Down" })
        }
        (Share::Percent(_), Share::Nobody) => format!("Nothing to compare with in {before_words}"),
        (Share::Percent(_), _) => format!("Too few people in {before_words} to compare"),
        _ => String::new(),
    }
}

pub fn share_words(share: Share) -> (String, String) {
    let words = match share {
        Share::Percent(percent) => return (percent.to_string(), "%".to_owned()),
        Share::Nobody => "Too few to say",
        Share::Hidden => "Fewer than 5 people",
        Share::None => "None",
        Share::Few => "Few",
        Share::NearlyAll => "Nearly all",
        Share::All => "All",
    };
    (words.to_owned(), String::new())
}

/// From how many people, unless the difference to everyone who came would tell a few of them.
pub fn of_those_who_came(people: usize, came: usize, which: &str, precision: Precision) -> String {
    let told = precision.count(people);
    match (precision, told) {
        (_, Count::Nobody | Count::Few) => String::new(),
        (Precision::Rounded, _) if suppression::of_whole(people, came).is_none() => {
            if which.is_empty() {
                "From nearly everyone who came".to_owned()
            } else {
                format!("From nearly everyone who came, those{which}")
            }
        }
        _ => format!("From {}{which}", told.people()),
    }
}

/// From how many people who met, at sessions or beside them, unless the difference to everyone who came to a session
/// would tell a few.
pub fn of_those_who_met(met: usize, came: usize, precision: Precision) -> String {
    if met <= came {
        return of_those_who_came(met, came, "", precision);
    }
    match precision {
        Precision::Rounded if suppression::of_whole(came, met).is_none() => {
            "From nearly everyone who came".to_owned()
        }
        _ => format!("From {} who met", precision.count(met).people()),
    }
}

pub fn from_people(people: Count) -> String {
    match people {
        Count::About(_) | Count::People(_) => format!("From {}", people.people()),
        Count::Few => "Fewer than 5 people came".to_owned(),
        _ => String::new(),
    }
}

/// "61" of 0.61.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share lies between 0 and 1")]
pub fn points(share: f64) -> u32 {
    (share * 100.0).round() as u32
}

/// Leaders read hours, and which teams met, of so many sessions only: of fewer, the lists of who signed up and when would tell who came. How
/// many sessions there were is no secret.
const TOLD_FROM: usize = 10;

/// Minutes as hours that may be told. Hours of a few people are kept back, and are not called people; and so are those
/// of a few sessions.
pub fn told_hours(minutes: usize, people: usize, sessions: usize, precision: Precision) -> Count {
    match precision.count(people) {
        Count::Few => Count::Hidden,
        _ if is_of_few_sessions(sessions, precision) => Count::Hidden,
        _ => hours(minutes, precision),
    }
}

pub fn is_of_few_sessions(sessions: usize, precision: Precision) -> bool {
    precision == Precision::Rounded && (1..TOLD_FROM).contains(&sessions)
}

/// Why hours of enough people are hidden.
pub fn hours_hidden() -> String {
    format!("Shown from {TOLD_FROM} sessions on: of fewer, it could be told who came")
}

/// Why there is no picture of who met.
pub fn contacts_hidden() -> String {
    format!(
        "Which teams met is shown from {} sessions on: of fewer, it could be told who came.",
        spelled(TOLD_FROM)
    )
}

/// Whole minutes as hours, rounded once.
pub fn hours(minutes: usize, precision: Precision) -> Count {
    match precision {
        _ if minutes == 0 => Count::Nobody,
        Precision::Exact => Count::People((minutes + 30) / 60),
        Precision::Rounded if minutes < 5 * 60 => Count::Few,
        Precision::Rounded => Count::About((minutes + 150) / 300 * 5),
    }
}

pub fn grouped(number: usize) -> String {
    when::thousands(i64::try_from(number).unwrap_or(i64::MAX))
}

pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{change, count, hours, of_those_who_came, share_change, spelled, tenths};
    use crate::impact::suppression::{Count, Precision, Share};

    #[test]
    fn shares_are_said_in_tenths() {
        assert_eq!(
            [61, 4, 5, 94, 97, 50].map(tenths),
            ["6 in 10", "fewer than 1 in 10", "1 in 10", "9 in 10", "nearly all", "5 in 10"]
        );
    }

    #[test]
    fn small_numbers_are_words() {
        assert_eq!([0, 8, 12, 13, 1240].map(spelled), ["no", "eight", "twelve", "13", "1,240"]);
        assert_eq!(count(1, "team", "teams"), "1 team");
    }

    const BEFORE: &str = "the previous 13 weeks";

    #[test]
    fn shares_that_are_near_each_other_read_as_the_same() {
        let words = |now, before| share_change(Share::Percent(now), Share::Percent(before), BEFORE);
        assert_eq!(words(61, 48), "Up from 48% in the previous 13 weeks");
        assert_eq!(words(61, 63), "About the same as in the previous 13 weeks (63%)");
    }

    #[test]
    fn a_hidden_count_is_not_compared() {
        let words = change(Count::People(9), Count::Few, BEFORE);
        assert_eq!(words, "Too few people in the previous 13 weeks to compare");
        assert_eq!(change(Count::Few, Count::People(9), BEFORE), "");
        assert_eq!(change(Count::Hidden, Count::People(9), BEFORE), "");
        assert_eq!(Count::Hidden.label(), "Hidden, so that no smaller group can be told");
    }

    #[test]
    fn rounded_counts_differ_by_about() {
        let words = |now, before| change(Count::About(now), before, BEFORE);
        assert_eq!(words(95, Count::About(75)), "About 20 more than in the previous 13 weeks");
        assert_eq!(words(75, Count::About(75)), "About the same as in the previous 13 weeks");
        assert_eq!(words(75, Count::Nobody), "None in the previous 13 weeks");
    }

    #[test]
    fn minutes_are_rounded_once_at_the_end() {
        assert_eq!(hours(100, Precision::Exact), Count::People(2));
        assert_eq!(
            [299, 449, 450].map(|minutes| hours(minutes, Precision::Rounded)),
            [Count::Few, Count::About(5), Count::About(10)]
        );
    }

    #[test]
    fn a_part_does_not_tell_its_rest_of_one_to_four_people() {
        let from = |people| of_those_who_came(people, 17, " who had two later chances", Precision::Rounded);
        assert_eq!(from(15), "From nearly everyone who came, those who had two later chances");
        assert_eq!(from(12), "From about 10 people who had two later chances");
        assert_eq!(of_those_who_came(15, 17, "", Precision::Exact), "From 15 people");
    }
}
