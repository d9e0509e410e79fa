//! The form of all thresholds: as typed, and read against the numbers it was filled with.

use std::collections::BTreeMap;

use crate::guide::phases::thresholds::{ALL, Threshold, Thresholds};
use crate::platform::states::states;
use crate::platform::web::Problems;

states! {
    /// What a button of the form asks for.
    pub enum ThresholdStep {
        Preview = "preview",
        Edit = "edit",
        Save = "save",
    }
}

/// A field for each threshold. A field that was not sent asks for no change.
pub struct ThresholdsForm {
    typed: BTreeMap<String, String>,
    /// The numbers in force when the form was filled.
    pub seen: Thresholds,
}

impl ThresholdsForm {
    /// The form with the numbers in force.
    pub fn of(in_force: &Thresholds) -> Self {
        Self { typed: BTreeMap::new(), seen: in_force.clone() }
    }

    pub fn sent(mut typed: BTreeMap<String, String>) -> Self {
        let seen = typed.remove("seen").unwrap_or_default();
        let pairs = seen.split(' ').filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name, value.parse().ok()?))
        });
        let seen = Thresholds::with_overrides(pairs);
        let mut form = Self { typed, seen };
        form.put_back();
        form
    }

    pub fn step(&self) -> ThresholdStep {
        self.typed.get("then").and_then(|step| step.parse().ok()).unwrap_or(ThresholdStep::Preview)
    }

    /// Enters the default of the threshold whose "Back to default" was chosen.
    fn put_back(&mut self) {
        let named = self.typed.get("default").and_then(|name| ALL.iter().find(|t| t.name == name));
        if let Some(threshold) = named {
            self.typed.insert(threshold.name.to_owned(), threshold.unit.typed(threshold.default));
        }
    }

    /// What was seen, for the hidden field that brings it back: only what differs from the defaults.
    pub fn seen_text(&self) -> String {
        let differs = |t: &&Threshold| self.seen.get(t.name) != Some(t.default);
        let pairs = ALL.iter().filter(differs).map(|t| format!("{}={}", t.name, value(&self.seen, t)));
        pairs.collect::<Vec<_>>().join(" ")
    }

    /// What was typed into a field, if it asks for another number than the one that was seen.
    fn changed(&self, threshold: &Threshold) -> Option<&str> {
        let typed = self.typed.get(threshold.name)?.trim();
        (typed != threshold.unit.typed(value(&self.seen, threshold))).then_some(typed)
    }

    /// The text of a field: what was typed, or the number in force.
    pub fn text(&self, threshold: &Threshold, in_force: &Thresholds) -> String {
        let typed = self.changed(threshold).map(ToOwned::to_owned);
        typed.unwrap_or_else(|| threshold.unit.typed(value(in_force, threshold)))
    }

    /// The thresholds that are asked for. A field that was left alone keeps the number in force, even if another
    /// administrator changed it since; one that both changed is a problem.
    pub fn read(&self, in_force: &Thresholds, problems: &mut Problems) -> Thresholds {
        let mut wanted = in_force.clone();
        for threshold in ALL {
            let Some(typed) = self.changed(threshold) else { continue };
            let now = value(in_force, threshold);
            match threshold.read(typed) {
                Err(words) => problems.add(threshold.name, words),
                Ok(number)
                    if Some(number) != in_force.get(threshold.name)
                        && self.seen.get(threshold.name) != in_force.get(threshold.name) =>
                {
                    problems.add(
                        threshold.name,
                        format!(
                            "Another administrator has set this to {}. Check the number you want.",
                            threshold.unit.text(now)
                        ),
                    );
                }
                Ok(number) => {
                    wanted.set(threshold.name, number);
                }
            }
        }
        for misfit in wanted.misfits() {
            problems.add(misfit.name, misfit.words);
        }
        wanted
    }
}

/// The number under a threshold's name.
pub fn value(thresholds: &Thresholds, threshold: &Threshold) -> f64 {
    thresholds.get(threshold.name).unwrap_or(threshold.default)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> ThresholdsForm {
        ThresholdsForm::sent(fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    fn set(name: &str, value: f64) -> Thresholds {
        Thresholds::with_overrides([(name, value)].into_iter())
    }

    #[test]
    fn a_field_left_alone_keeps_what_another_administrator_set_meanwhile() {
        let form = sent(&[("maturing_core", "4"), ("maturing_hosts", "2")]);
        let mut problems = Problems::default();
        let wanted = form.read(&set("maturing_core", 6.0), &mut problems);
        assert!(problems.is_empty());
        assert_eq!((wanted.get("maturing_core"), wanted.get("maturing_hosts")), (Some(6.0), Some(2.0)));
    }

    #[test]
    fn a_field_that_both_changed_is_asked_for_again() {
        let form = sent(&[("maturing_core", "5")]);
        let mut problems = Problems::default();
        let in_force = set("maturing_core", 6.0);
        assert_eq!(form.read(&in_force, &mut problems), in_force);
        assert!(problems.of("maturing_core").contains("set this to 6."));
    }

    #[test]
    fn what_was_seen_comes_back_with_the_form() {
        let in_force = set("maturing_top", 0.55);
        let seen = ThresholdsForm::of(&in_force).seen_text();
        let form = sent(&[("seen", &seen), ("maturing_top", "55"), ("keep_gap", "3")]);
        assert_eq!(form.seen, in_force);
        let mut problems = Problems::default();
        let wanted = form.read(&in_force, &mut problems);
        assert_eq!(wanted, Thresholds { keep_gap: 3.0, ..in_force });
    }

    #[test]
    fn back_to_default_enters_the_default() {
        let in_force = set("maturing_top", 0.55);
        let seen = ThresholdsForm::of(&in_force).seen_text();
        let form = sent(&[("seen", &seen), ("maturing_top", "55"), ("default", "maturing_top")]);
        assert_eq!(form.read(&in_force, &mut Problems::default()), Thresholds::default());
    }
}
