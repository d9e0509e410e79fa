//! The tests a community is held against, phase by phase. What the phases look like is after
//! Wenger, `McDermott` & Snyder (2002) and Gongla & Rizzuto (2001); the tests and their numbers are
//! Guildhall's own.

use super::{
    measures::{Comparison, MeasuredSignals, Test},
    phase::Phase,
    signals::Signals,
    state::Transformation,
    thresholds::Thresholds,
};

/// The tests to enter a phase: none for the first, and for Transformation those on which it is
/// proposed.
pub fn entry_tests(phase: Phase, signals: &Signals, thresholds: &Thresholds) -> Vec<Test> {
    let measure = MeasuredSignals(signals);
    match phase {
        Phase::Potential => Vec::new(),
        Phase::Forming => forming(measure, thresholds),
        Phase::Maturing => maturing(measure, thresholds),
        Phase::SelfSustaining => self_sustaining(measure, thresholds),
        Phase::Transformation => transformation(measure, thresholds),
    }
}

/// The looser tests to stay in a phase. Only Self-sustaining is ever lost.
pub fn keep_tests(phase: Phase, signals: &Signals, thresholds: &Thresholds) -> Vec<Test> {
    if phase != Phase::SelfSustaining {
        return Vec::new();
    }
    let (is, t) = (MeasuredSignals(signals), thresholds);
    vec![
        is.rhythm(t.keep_rhythm),
        is.gap(Comparison::AtMost, t.keep_gap),
        is.repeat(t.keep_repeat),
        is.hosts(t.keep_hosts),
        is.host_share(Comparison::AtMost, t.keep_top),
        is.helpers(t.keep_organisers),
    ]
}

/// The tests to come back from transformation: those to enter the phase it leads back to, and the
/// attendance of before. The latter falls away where no attendance was there to compare with.
pub fn renewal_tests(
    transformation: &Transformation,
    signals: &Signals,
    thresholds: &Thresholds,
) -> Vec<Test> {
    let mut tests = entry_tests(transformation.leads_back_to(), signals, thresholds);
    if let Some(peak) = transformation.peak {
        tests.push(MeasuredSignals(signals).recovery(peak, thresholds.renew_attendance));
    }
    tests
}

/// How many of the choices have to hold to enter a phase.
pub fn choices_needed(phase: Phase, thresholds: &Thresholds) -> f64 {
    match phase {
        Phase::Potential | Phase::Forming => 0.0,
        Phase::Maturing => thresholds.maturing_choices,
        Phase::SelfSustaining => thresholds.sustaining_choices,
        Phase::Transformation => 1.0,
    }
}

/// Whether tests to enter a phase add up: every required one, and enough of the choices.
pub fn passed(phase: Phase, tests: &[Test], thresholds: &Thresholds) -> bool {
    let required = tests.iter().filter(|test| test.required()).all(|test| test.met);
    let held: f64 = tests
        .chunk_by(|a, b| a.choice == b.choice)
        .filter(|choice| choice[0].choice.is_some() && choice.iter().all(|test| test.met))
        .map(|_| 1.0)
        .sum();
    required && held >= choices_needed(phase, thresholds)
}

fn forming(is: MeasuredSignals, t: &Thresholds) -> Vec<Test> {
    vec![
        is.purpose(),
        is.members(Comparison::AtLeast, t.forming_members),
        is.teams(t.forming_teams),
        is.held(t.forming_sessions),
        is.gap(Comparison::AtMost, t.regular_gap),
    ]
}

/// What every regular community does, from a certain age on.
fn regular(is: MeasuredSignals, age: f64, t: &Thresholds) -> Vec<Test> {
    vec![
        is.age(Comparison::AtLeast, age),
        is.sessions(Comparison::AtLeast, t.regular_sessions),
        is.rhythm(t.regular_rhythm),
        is.gap(Comparison::AtMost, t.regular_gap),
    ]
}

fn maturing(is: MeasuredSignals, t: &Thresholds) -> Vec<Test> {
    let mut tests = regular(is, t.maturing_age, t);
    tests.extend([
        is.repeat(t.maturing_repeat),
        is.core(t.maturing_core),
        is.hosts(t.maturing_hosts).choice("hosting"),
        is.host_share(Comparison::AtMost, t.maturing_top).choice("hosting"),
        is.teams(t.maturing_teams).choice("teams"),
        is.stories(t.stories_window, t.maturing_stories).choice("stories"),
        is.authors(t.maturing_authors).choice("stories"),
    ]);
    tests
}

fn self_sustaining(is: MeasuredSignals, t: &Thresholds) -> Vec<Test> {
    let mut tests = regular(is, t.sustaining_age, t);
    tests.extend([
        is.repeat(t.sustaining_repeat),
        is.core(t.sustaining_core),
        is.hosts(t.sustaining_hosts),
        is.host_share(Comparison::AtMost, t.sustaining_top),
        is.helpers(t.sustaining_organisers),
        is.organiser_share(Comparison::AtMost, t.sustaining_organiser_top),
        is.solo(t.sustaining_solo).choice("solo"),
        is.newcomers(Comparison::AtLeast, t.sustaining_newcomers).choice("newcomers"),
        is.stories(t.stories_window, t.sustaining_stories).choice("stories"),
        is.authors(t.sustaining_authors).choice("stories"),
    ]);
    tests
}

fn transformation(is: MeasuredSignals, t: &Thresholds) -> Vec<Test> {
    vec![
        is.decline(t.transformation_decline).choice("decline"),
        is.gap(Comparison::MoreThan, t.transformation_gap).choice("silence"),
    ]
}

#[cfg(test)]
mod tests;
