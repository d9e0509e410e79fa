//! Changing thresholds: what an administrator may enter, and which tests and flags a change would turn.

use std::ops::RangeInclusive;

use super::flags::flags;
use super::gathering::EvaluatedCommunity;
use super::inference::tests_ahead;
use super::measures::Test;
use super::signals::Signals;
use super::thresholds::{Threshold, ThresholdGroup, Thresholds, Unit};

/// A test of a community that would be met, or would no longer be.
#[derive(Clone, Debug, PartialEq)]
pub struct TestTurn {
    /// The test with the new number, such as "Different hosts in the last 6 months: 3 (needs 4)".
    pub words: String,
    pub met: bool,
}

/// What a change of thresholds would turn in one community.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThresholdTurns {
    pub tests: Vec<TestTurn>,
    /// Names of flags.
    pub raised: Vec<&'static str>,
    pub cleared: Vec<&'static str>,
}

impl ThresholdTurns {
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty() && self.raised.is_empty() && self.cleared.is_empty()
    }
}

/// One community's past, read with the thresholds in force and with others.
pub struct ReadTwice<'a> {
    pub now: &'a EvaluatedCommunity,
    pub then: &'a EvaluatedCommunity,
}

/// The tests ahead of a community (to rise, to stay, to come back) and its flags that would turn. Its stage is the
/// same under both: stages change only with the weekly evaluation.
pub fn turns(community: &ReadTwice<'_>, in_force: &Thresholds, wanted: &Thresholds) -> ThresholdTurns {
    let state = community.now.now(in_force);
    let before = Signals::of(&community.now.history, community.now.today, in_force);
    let after = Signals::of(&community.then.history, community.then.today, wanted);
    let tests = tests_ahead(&state, &before, in_force).into_iter().zip(tests_ahead(&state, &after, wanted));
    let turned = tests.filter(|(old, new)| old.met != new.met);
    let kinds = |signals: &Signals, t: &Thresholds| -> Vec<_> {
        flags(&state, signals, t).into_iter().map(|flag| flag.kind).collect()
    };
    let (old, new) = (kinds(&before, in_force), kinds(&after, wanted));
    ThresholdTurns {
        tests: turned.map(|(_, new)| TestTurn { words: test_label(&new), met: new.met }).collect(),
        raised: new.iter().filter(|kind| !old.contains(kind)).map(|kind| kind.name()).collect(),
        cleared: old.iter().filter(|kind| !new.contains(kind)).map(|kind| kind.name()).collect(),
    }
}

fn test_label(test: &Test) -> String {
    format!("{}: {}{}", test.label, test.value_text(), test.needs_text())
}

impl Unit {
    /// A number as it is typed into a form: shares in percent, at most two decimals, no unit.
    pub fn typed(self, value: f64) -> String {
        let number = if self == Self::Share { value * 100.0 } else { value };
        let text = format!("{number:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// What follows a field for such a number.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Share => "%",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Cadences => "intervals",
            Self::Count | Self::Ratio | Self::YesNo => "",
        }
    }

    fn is_whole(self) -> bool {
        matches!(self, Self::Count | Self::Days | Self::Weeks | Self::YesNo)
    }
}

impl Threshold {
    /// What can be entered, as typed. What is counted needs at least one; a test may ask for none.
    fn range(&self) -> RangeInclusive<f64> {
        match self.unit {
            Unit::Count if self.group == ThresholdGroup::Counting => 1.0..=1000.0,
            Unit::Count => 0.0..=1000.0,
            Unit::Days => 1.0..=3650.0,
            Unit::Weeks => 1.0..=104.0,
            Unit::Share => 0.0..=100.0,
            Unit::Cadences => 0.1..=50.0,
            Unit::Ratio => 0.0..=10.0,
            Unit::YesNo => 0.0..=1.0,
        }
    }

    /// The number that was typed, or what to enter instead.
    pub fn read(&self, text: &str) -> Result<f64, String> {
        let range = self.range();
        let fits = |number: &f64| range.contains(number) && (!self.unit.is_whole() || number.fract() == 0.0);
        let number = text.trim().trim_end_matches('%').trim_end().replace(',', ".").parse().ok().filter(fits);
        match (number, self.unit) {
            (Some(number), Unit::Share) => Ok(number / 100.0),
            (Some(number), _) => Ok(number),
            (None, unit) => {
                let what = match unit {
                    Unit::Share => "a percentage",
                    unit if unit.is_whole() => "a whole number",
                    _ => "a number",
                };
                Err(format!("Enter {what} from {} to {}.", range.start(), range.end()))
            }
        }
    }
}

/// A threshold that does not fit another one.
pub struct Misfit {
    pub name: &'static str,
    pub words: String,
}

impl Thresholds {
    /// Windows, intervals and times whose longest is shorter than their shortest.
    pub fn misfits(&self) -> Vec<Misfit> {
        let pairs = [
            ("cadence_most", self.cadence_least, self.cadence_most),
            ("short_most", self.short_least, self.short_most),
            ("long_most", self.long_least, self.long_most),
            ("nudge_welcome_until", self.nudge_welcome_days, self.nudge_welcome_until),
            ("nudge_worth_until", self.nudge_worth_days, self.nudge_worth_until),
        ];
        let crossed = pairs.into_iter().filter(|(_, least, most)| least > most);
        crossed
            .map(|(name, least, _)| Misfit {
                name,
                words: format!("Enter at least {}, the shortest.", Unit::Days.text(least)),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::phases::thresholds::ALL;

    fn named(name: &str) -> &'static Threshold {
        ALL.iter().find(|threshold| threshold.name == name).unwrap()
    }

    #[test]
    fn every_default_is_typed_as_it_is_read() {
        for threshold in ALL {
            let typed = threshold.unit.typed(threshold.default);
            assert_eq!(threshold.read(&typed), Ok(threshold.default), "{}", threshold.name);
        }
    }

    #[test]
    fn a_number_has_to_fit_its_unit() {
        for (name, least, below) in
            [("forming_members", "0", "-1"), ("counted_people", "1", "0"), ("stay_days", "1", "0")]
        {
            assert!(named(name).read(least).is_ok(), "{name} {least}");
            assert!(named(name).read(below).is_err(), "{name} {below}");
        }
        assert_eq!(named("maturing_top").read("67 %"), Ok(0.67));
        assert_eq!(named("maturing_top").read("101"), Err("Enter a percentage from 0 to 100.".to_owned()));
        assert_eq!(named("rise_weeks").read("1.5"), Err("Enter a whole number from 1 to 104.".to_owned()));
        for nonsense in ["", "many", "NaN", "inf"] {
            assert!(named("regular_gap").read(nonsense).is_err(), "{nonsense}");
        }
        assert_eq!(named("regular_gap").read("1,5"), Ok(1.5));
    }

    #[test]
    fn the_longest_is_not_shorter_than_the_shortest() {
        assert!(Thresholds::default().misfits().is_empty());
        let crossed = Thresholds { short_least: 300.0, ..Thresholds::default() };
        assert_eq!(crossed.misfits()[0].words, "Enter at least 300 days, the shortest.");
    }

    #[test]
    fn every_group_has_thresholds_and_they_stand_together() {
        let mut groups: Vec<ThresholdGroup> = ALL.iter().map(|threshold| threshold.group).collect();
        groups.dedup();
        assert_eq!(groups, ThresholdGroup::ALL);
    }
}
