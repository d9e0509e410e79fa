//! What organisers see of their community's phase: every test with its value, the flags with their evidence,
//! and what happened so far. Members see none of it.

use super::criteria::choices_needed;
use super::facts::Pin;
use super::flags::{Flag, flags};
use super::gathering::EvaluatedCommunity;
use super::inference::tests_ahead;
use super::measures::Test;
use super::phase::Phase;
use super::remedies::{Remedy, RemedyPages};
use super::signals::Signals;
use super::state::{PhaseChange, State, Transformation};
use super::thresholds::{ALL, Thresholds, Unit};

pub struct Panel {
    /// What the data suggest; a pin stands beside it.
    pub suggested: Phase,
    pub pin: Option<Pin>,
    pub transformation: Option<Transformation>,
    /// It waits for an organiser's answer.
    pub proposed: bool,
    /// How long a proposal waits for it, such as "30 days".
    pub review_after: String,
    pub ahead: Ahead,
    pub required: Vec<Test>,
    /// Of these only some have to hold.
    pub choices: Vec<Choice>,
    pub choices_needed: String,
    pub weeks: Weeks,
    /// Answers stand in where nobody was recorded; too few are recorded for anything to change.
    pub estimated: bool,
    pub too_little: bool,
    pub flags: Vec<Flag>,
    /// Newest first.
    pub changes: Vec<PhaseChange>,
    pub numbers: Vec<ThresholdRow>,
    /// The longest a pin may last, such as "90 days".
    pub longest_pin: String,
    /// Where what is missing is done; nothing is done any more in an archived community.
    pub pages: Option<RemedyPages>,
}

/// What the tests are for.
pub enum Ahead {
    Rise(Phase),
    Return(Phase),
    Stay,
}

/// Tests that go together: it holds when all of them are met.
pub struct Choice {
    pub tests: Vec<Test>,
    pub met: bool,
}

/// Weeks in a row the tests were passed (or failed, where they are to stay), and how many it takes.
pub struct Weeks {
    pub counted: u32,
    pub needed: String,
}

/// One of the numbers the rules use.
pub struct ThresholdRow {
    pub label: &'static str,
    pub value: String,
    pub usual: String,
}

impl Panel {
    pub fn of(
        known: &EvaluatedCommunity,
        state: &State,
        past: Vec<PhaseChange>,
        pages: Option<RemedyPages>,
        t: &Thresholds,
    ) -> Self {
        let signals = Signals::of(&known.history, known.today, t);
        let tests = tests_ahead(state, &signals, t);
        let (required, optional): (Vec<Test>, Vec<Test>) = tests.into_iter().partition(Test::required);
        let (ahead, weeks) = ahead(state, t);
        let entered = match ahead {
            Ahead::Rise(phase) | Ahead::Return(phase) => phase,
            Ahead::Stay => state.phase,
        };
        let mut changes = past;
        changes.extend(state.changes.iter().cloned());
        changes.reverse();
        Self {
            suggested: state.phase,
            pin: state.pinned(known.today).cloned(),
            transformation: state.transformation.clone(),
            proposed: state.proposed(),
            review_after: Unit::Days.text(t.review_days),
            ahead,
            required,
            choices: choices(&optional),
            choices_needed: Unit::Count.text(choices_needed(entered, t)),
            weeks,
            estimated: signals.estimated,
            too_little: signals.recorded.is_some_and(|share| share < t.recorded_share),
            flags: flags(state, &signals, t),
            changes,
            numbers: numbers(t),
            longest_pin: Unit::Days.text(t.pin_days),
            pages,
        }
    }

    pub fn remedy(&self, test: &Test) -> Option<Remedy> {
        self.pages.as_ref()?.remedy(test)
    }

    /// What moves tests that only count together: the act for the first that is not met.
    pub fn remedy_of_choice(&self, choice: &Choice) -> Option<Remedy> {
        choice.tests.iter().find_map(|test| self.remedy(test))
    }

    pub fn remedy_of_flag(&self, flag: &Flag) -> Option<Remedy> {
        self.pages.as_ref()?.remedy_of_flag(flag.kind)
    }

    pub fn required_met(&self) -> usize {
        self.required.iter().filter(|test| test.met).count()
    }

    pub fn is_renewing(&self) -> bool {
        self.transformation.as_ref().is_some_and(|transformation| transformation.renewing_on.is_some())
    }
}

fn choices(optional: &[Test]) -> Vec<Choice> {
    let together = optional.chunk_by(|a, b| a.choice == b.choice);
    together.map(|tests| Choice { tests: tests.to_vec(), met: tests.iter().all(|test| test.met) }).collect()
}

fn ahead(state: &State, t: &Thresholds) -> (Ahead, Weeks) {
    let weeks = |counted, needed| Weeks { counted, needed: Unit::Count.text(needed) };
    match (&state.transformation, state.phase.next()) {
        (Some(transformation), _) => {
            (Ahead::Return(transformation.leads_back_to()), weeks(state.passes, t.renew_weeks))
        }
        (None, Some(next)) => (Ahead::Rise(next), weeks(state.passes, t.rise_weeks)),
        (None, None) => (Ahead::Stay, weeks(state.failures, t.narrow_weeks)),
    }
}

fn numbers(t: &Thresholds) -> Vec<ThresholdRow> {
    ALL.iter()
        .map(|threshold| ThresholdRow {
            label: threshold.label,
            value: threshold.unit.text(t.get(threshold.name).unwrap_or(threshold.default)),
            usual: threshold.unit.text(threshold.default),
        })
        .collect()
}
