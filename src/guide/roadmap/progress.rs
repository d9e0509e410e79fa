//! How far along a community is: what was met stays met for the first three steps, and slips for the others once it was
//! missed for a while.

use serde::{Deserialize, Serialize};
use time::Date;

use super::evidence::RoadmapResult;
use super::steps::Step;
use crate::guide::phases::Thresholds;
use crate::platform::states::states;

states! {
    pub enum StepState {
        NotStarted = "not_started",
        UnderWay = "under_way",
        Met = "met",
        Slipped = "slipped",
    }
}

impl StepState {
    pub fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "Not started",
            Self::UnderWay => "Under way",
            Self::Met => "Met",
            Self::Slipped => "Slipped",
        }
    }

    /// How the ring beside the word is drawn.
    pub fn class(self) -> &'static str {
        match self {
            Self::NotStarted => "archived",
            Self::UnderWay => "resting",
            Self::Met => "",
            Self::Slipped => "attention",
        }
    }
}

/// What is remembered of one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepMemory {
    pub met_on: Option<Date>,
    /// Since when a step that was met is not met any more.
    pub missed_since: Option<Date>,
    /// Something of it was met when it was last looked at.
    pub begun: bool,
}

/// What is remembered of a community's way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoadmapMemory {
    pub steps: [StepMemory; 8],
    /// The last day on which a warning was up.
    pub flagged_on: Option<Date>,
}

impl RoadmapMemory {
    /// With what was reached since. What is missed is held against a step once a week, by [`Self::after_a_week`].
    pub fn today(mut self, results: &[RoadmapResult], today: Date) -> Self {
        for step in Step::ALL {
            let memory = &mut self.steps[step.index()];
            memory.begun = begun(step, results);
            if passed(step, results) {
                memory.met_on = memory.met_on.or(Some(today));
                memory.missed_since = None;
            }
        }
        self
    }

    /// With what was reached and what was missed.
    pub fn after_a_week(self, results: &[RoadmapResult], today: Date) -> Self {
        let mut now = self.today(results, today);
        for step in Step::ALL.into_iter().filter(|step| !step.is_done_once() && !passed(*step, results)) {
            let memory = &mut now.steps[step.index()];
            if memory.met_on.is_some() {
                memory.missed_since = memory.missed_since.or(Some(today));
            }
        }
        now
    }

    /// Where a step stands. `days_since` counts the days of the community's own clock, which pauses stop.
    pub fn state(&self, step: Step, t: &Thresholds, days_since: impl Fn(Date) -> i32) -> StepState {
        let memory = self.steps[step.index()];
        match (memory.met_on, memory.missed_since) {
            (Some(_), Some(since)) if f64::from(days_since(since)) >= t.roadmap_slip_days => {
                StepState::Slipped
            }
            (Some(_), _) => StepState::Met,
            (None, _) if memory.begun => StepState::UnderWay,
            (None, _) => StepState::NotStarted,
        }
    }
}

/// A step is passed when everything it depends on is met.
fn passed(step: Step, results: &[RoadmapResult]) -> bool {
    let mut counting =
        results.iter().filter(|result| result.test.step() == step && result.counts()).peekable();
    counting.peek().is_some() && counting.all(|result| result.met)
}

fn begun(step: Step, results: &[RoadmapResult]) -> bool {
    results.iter().any(|result| result.test.step() == step && result.met)
}

#[cfg(test)]
mod tests {
    use time::macros::date;
    use time::{Date, Duration};

    use super::{RoadmapMemory, StepState};
    use crate::guide::phases::Thresholds;
    use crate::guide::roadmap::evidence::RoadmapResult;
    use crate::guide::roadmap::steps::{RoadmapTest, Step};

    const START: Date = date!(2026 - 09 - 07);

    fn all(met: bool) -> Vec<RoadmapResult> {
        let result = |test| RoadmapResult { test, met, reported: false, evidence: String::new() };
        RoadmapTest::ALL.into_iter().map(result).collect()
    }

    fn state(memory: &RoadmapMemory, step: Step, today: Date) -> StepState {
        let days = |from: Date| i32::try_from((today - from).whole_days()).unwrap();
        memory.state(step, &Thresholds::default(), days)
    }

    #[test]
    fn the_first_three_steps_stay_met_and_the_others_slip_after_28_days_of_being_missed() {
        let met = RoadmapMemory::default().today(&all(true), START);
        let missed = met.after_a_week(&all(false), START + Duration::weeks(1));
        let later = missed.after_a_week(&all(false), START + Duration::weeks(2));
        for step in Step::ALL {
            let slips = !step.is_done_once();
            let (day_27, day_28) = (START + Duration::days(7 + 27), START + Duration::days(7 + 28));
            assert_eq!(state(&later, step, day_27), StepState::Met);
            assert_eq!(state(&later, step, day_28) == StepState::Slipped, slips, "{step}");
        }
        let again = later.today(&all(true), START + Duration::weeks(9));
        assert_eq!(state(&again, Step::Grow, START + Duration::weeks(30)), StepState::Met);
        assert_eq!(again.steps[6].met_on, Some(START));
    }

    #[test]
    fn within_a_week_nothing_is_missed() {
        let met = RoadmapMemory::default().today(&all(true), START);
        let same_week = met.today(&all(false), START + Duration::days(3));
        assert_eq!(state(&same_week, Step::Connect, START + Duration::days(90)), StepState::Met);
    }

    #[test]
    fn a_step_is_under_way_once_something_of_it_is_met() {
        let mut some = all(false);
        assert_eq!(
            state(&RoadmapMemory::default().today(&some, START), Step::Connect, START),
            StepState::NotStarted
        );
        some.iter_mut().find(|result| result.test == RoadmapTest::Cadence).unwrap().met = true;
        let memory = RoadmapMemory::default().today(&some, START);
        assert_eq!(state(&memory, Step::Connect, START), StepState::UnderWay);
    }

    #[test]
    fn what_is_optional_is_not_held_against_a_step() {
        let mut most = all(true);
        for result in &mut most {
            result.met = !result.test.is_optional();
        }
        let memory = RoadmapMemory::default().today(&most, START);
        assert!(Step::ALL.into_iter().all(|step| state(&memory, step, START) == StepState::Met));
    }
}
