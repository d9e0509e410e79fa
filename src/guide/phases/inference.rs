//! How a community's phase changes from one week to the next: slowly, and never back and forth.

use time::{Date, Duration, Weekday};

use super::{
    criteria::{entry_tests, keep_tests, passed, renewal_tests},
    facts::{Decision, Verdict},
    history::History,
    measures::Test,
    phase::Phase,
    signals::Signals,
    state::{PhaseEvent, State, Transformation},
    thresholds::Thresholds,
};

/// Evaluates one week, from what was known when it began: facts up to the Sunday before. It does
/// not matter at what hour of the week, or how long after it, this is done. A week that was
/// evaluated before is left as it is.
///
/// `week` is its Monday.
pub fn step(state: &State, history: &History, week: Date, t: &Thresholds) -> (State, Signals) {
    let eve = week.previous_day().unwrap_or(week);
    let signals = Signals::of(history, eve, t);
    if state.evaluated_on.is_some_and(|last| week <= last) {
        return (state.clone(), signals);
    }
    let mut next = apply_choices(state, history, eve, t);
    next.evaluated_on = Some(week);
    // A week in which the clock stood still says nothing for or against the community.
    if history.pauses().days(eve.saturating_sub(Duration::WEEK), eve) == 0 {
        return (next, signals);
    }
    // The first day counts too, so a Monday four weeks on makes 28 days.
    let days = f64::from(history.pauses().days(next.since.previous_day().unwrap_or(eve), eve));
    next.review_when_unanswered(days, week, t);
    let too_little = signals.recorded.is_some_and(|share| share < t.recorded_share);
    if too_little && !next.not_enough_data {
        next.note(week, PhaseEvent::NotEnoughData);
    }
    next.not_enough_data = too_little;
    if !too_little {
        // Founding is no change: nothing but the tests keeps a community in its first phase.
        let settled = next.phase == Phase::Potential || days >= t.stay_days;
        next.weigh(&Week { monday: week, signals: &signals, settled, t });
    }
    (next, signals)
}

/// Follows what organisers decided up to and including a day. Decisions take effect at once,
/// whatever the day of the week; each is followed once.
pub fn apply_choices(state: &State, history: &History, today: Date, t: &Thresholds) -> State {
    let mut next = State { changes: Vec::new(), ..state.clone() };
    let decisions = history.decisions(today);
    for decision in decisions.get(next.heeded..).unwrap_or_default() {
        next.follow(*decision, history, t);
        next.heeded += 1;
    }
    let pin = history.pin(today);
    // A pin set on the Monday itself was followed before the week that began with it is evaluated.
    let later = next.pin.as_ref().is_some_and(|pin| today < pin.from);
    if !later && pin != next.pin.as_ref() {
        next.note(today, pin.map_or(PhaseEvent::Unpinned, |pin| PhaseEvent::Pinned(pin.phase)));
        next.pin = pin.cloned();
    }
    next
}

/// Evaluates every week from the founding until a day, as each was seen at the time.
#[cfg(test)]
pub fn evaluate_through(history: &History, t: &Thresholds, until: Date) -> Vec<(Date, State, Signals)> {
    catch_up(&State::founded(history.founded_on()), history, until, t)
}

/// The Monday of the first week that was not evaluated yet.
pub fn first_open_week(evaluated_on: Option<Date>, founded_on: Date) -> Date {
    evaluated_on.unwrap_or(founded_on).next_occurrence(Weekday::Monday)
}

/// Evaluates every week since the last one that was evaluated, until a day. Each comes with its
/// Monday.
pub fn catch_up(
    state: &State,
    history: &History,
    until: Date,
    t: &Thresholds,
) -> Vec<(Date, State, Signals)> {
    let mut weeks: Vec<(Date, State, Signals)> = Vec::new();
    let mut week = first_open_week(state.evaluated_on, history.founded_on());
    while week <= until {
        let before = weeks.last().map_or(state, |(_, state, _)| state);
        let (next, signals) = step(before, history, week, t);
        weeks.push((week, next, signals));
        week = week.saturating_add(Duration::WEEK);
    }
    weeks
}

/// What a community is held against next: the tests to rise, to come back from transformation, or
/// at the top to stay there.
pub fn tests_ahead(state: &State, signals: &Signals, t: &Thresholds) -> Vec<Test> {
    match (&state.transformation, state.phase.next()) {
        (Some(transformation), _) => renewal_tests(transformation, signals, t),
        (None, Some(next)) => entry_tests(next, signals, t),
        (None, None) => keep_tests(state.phase, signals, t),
    }
}

/// A week to be weighed.
struct Week<'a> {
    monday: Date,
    signals: &'a Signals,
    /// The community has been in its phase long enough to leave it.
    settled: bool,
    t: &'a Thresholds,
}

impl Week<'_> {
    fn passes(&self, phase: Phase) -> bool {
        passed(phase, &entry_tests(phase, self.signals, self.t), self.t)
    }
}

impl State {
    /// A proposal nobody answers shows to others after a while.
    fn review_when_unanswered(&mut self, days: f64, week: Date, t: &Thresholds) {
        if let Some(transformation) = &mut self.transformation
            && transformation.in_review_on.is_none()
            && days >= t.review_days
        {
            transformation.in_review_on = Some(week);
            self.note(week, PhaseEvent::InReview);
        }
    }

    /// Counts the week, and changes the phase when enough weeks in a row say so.
    fn weigh(&mut self, week: &Week) {
        let thinner = week.signals.decl.is_some_and(|decl| decl <= week.t.flag_decline);
        self.fading = in_a_row(self.fading, thinner);
        match (self.phase, self.transformation.clone()) {
            (_, Some(transformation)) => self.weigh_renewal(&transformation, week),
            (Phase::Maturing | Phase::SelfSustaining, None) => {
                let declines = week.passes(Phase::Transformation);
                self.declines = in_a_row(self.declines, declines);
                if week.settled && f64::from(self.declines) >= week.t.transform_weeks {
                    self.transform(week.monday, week.signals, PhaseEvent::TransformationProposed);
                } else {
                    self.weigh_rise_and_fall(week);
                }
            }
            (_, None) => self.weigh_rise_and_fall(week),
        }
    }

    fn weigh_renewal(&mut self, transformation: &Transformation, week: &Week) {
        let back = transformation.leads_back_to();
        let tests = renewal_tests(transformation, week.signals, week.t);
        self.passes = in_a_row(self.passes, passed(back, &tests, week.t));
        if week.settled && f64::from(self.passes) >= week.t.renew_weeks {
            self.enter(back, week.monday, PhaseEvent::Renewed);
        }
    }

    /// One phase up at most. Only Self-sustaining is ever lost again: a silent community that was
    /// Maturing once has not become a young one.
    fn weigh_rise_and_fall(&mut self, week: &Week) {
        if let Some(next) = self.phase.next() {
            self.passes = in_a_row(self.passes, week.passes(next));
            if week.settled && f64::from(self.passes) >= week.t.rise_weeks {
                self.enter(next, week.monday, PhaseEvent::Entered(next));
            }
        } else {
            let kept = keep_tests(self.phase, week.signals, week.t).iter().all(|test| test.met);
            self.failures = in_a_row(self.failures, !kept);
            if week.settled && f64::from(self.failures) >= week.t.narrow_weeks {
                self.enter(Phase::Maturing, week.monday, PhaseEvent::LeadershipNarrowed);
            }
        }
    }

    fn transform(&mut self, on: Date, signals: &Signals, what: PhaseEvent) {
        let (from, from_since) = (self.phase, Some(self.since));
        let declared = what == PhaseEvent::TransformationDeclared;
        self.enter(Phase::Transformation, on, what);
        self.declines = 0;
        self.transformation = Some(Transformation {
            from,
            from_since,
            // A community that meets rarely may have been silent for a year: then its last
            // sessions are all there is to compare with.
            peak: signals.best.or(signals.recent),
            declared,
            confirmed_on: declared.then_some(on),
            in_review_on: declared.then_some(on),
            renewing_on: None,
        });
    }

    fn follow(&mut self, Decision { on, verdict }: Decision, history: &History, t: &Thresholds) {
        match verdict {
            Verdict::Declared if self.transformation.is_none() => {
                let signals = Signals::of(history, on, t);
                self.transform(on, &signals, PhaseEvent::TransformationDeclared);
            }
            Verdict::Declared | Verdict::Confirmed => self.confirm(on),
            Verdict::Renewing => {
                self.confirm(on);
                if let Some(transformation) = &mut self.transformation {
                    transformation.renewing_on = Some(on);
                    self.note(on, PhaseEvent::RenewalChosen);
                }
            }
            Verdict::Withdrawn => {
                if let Some(before) = self.transformation.take_if(|before| before.declared) {
                    self.enter(before.from, on, PhaseEvent::ReviewWithdrawn);
                    self.since = before.from_since.unwrap_or(on);
                }
            }
            Verdict::Reshaped(shape) => {
                let what = PhaseEvent::TookNewShape(shape);
                self.fading = 0;
                self.declines = 0;
                match self.transformation.take() {
                    Some(before) => self.enter(before.from.min(Phase::Maturing), on, what),
                    None => self.note(on, what),
                }
            }
        }
    }

    fn confirm(&mut self, on: Date) {
        if let Some(transformation) = &mut self.transformation
            && transformation.confirmed_on.is_none()
        {
            transformation.confirmed_on = Some(on);
            transformation.in_review_on.get_or_insert(on);
            self.note(on, PhaseEvent::TransformationConfirmed);
        }
    }
}

/// How many weeks in a row something holds, this one included.
fn in_a_row(weeks: u32, holds: bool) -> u32 {
    if holds { weeks.saturating_add(1) } else { 0 }
}

#[cfg(test)]
mod invariants;
#[cfg(test)]
mod tests;
