use serde::{Deserialize, Serialize};
use time::Date;

use super::{
    facts::{CommunityShape, Pin},
    phase::Phase,
};

/// Where a community stands, carried from week to week and stored between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// What the data suggest. A pin stands beside it and does not change it.
    pub phase: Phase,
    pub since: Date,
    /// Weeks in a row the tests ahead were passed, the tests to stay were failed, attendance had
    /// declined or the community was silent, and attendance was thinner than the best spell.
    pub passes: u32,
    pub failures: u32,
    pub declines: u32,
    pub fading: u32,
    /// Set while the phase is Transformation.
    pub transformation: Option<Transformation>,
    pub pin: Option<Pin>,
    /// Too few sessions have recorded attendance for anything to change.
    pub not_enough_data: bool,
    /// The Monday of the last week that was evaluated.
    pub evaluated_on: Option<Date>,
    /// How many of the organisers' decisions have been followed.
    pub heeded: usize,
    /// What the last evaluation, or the last decision, brought.
    pub changes: Vec<PhaseChange>,
}

/// A transformation, from the proposal on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transformation {
    pub from: Phase,
    /// Since when it was there; unknown of one that began before this was kept.
    #[serde(default)]
    pub from_since: Option<Date>,
    /// Median attendance of the best spell before, frozen on entering.
    pub peak: Option<f64>,
    /// An organiser declared it; otherwise the data proposed it.
    pub declared: bool,
    pub confirmed_on: Option<Date>,
    /// From this day on others than organisers see the community as in review.
    pub in_review_on: Option<Date>,
    /// The organisers chose to renew the community.
    pub renewing_on: Option<Date>,
}

impl Transformation {
    /// Where renewal leads: back to Maturing, or for a community that never was there to Forming.
    pub fn leads_back_to(&self) -> Phase {
        self.from.clamp(Phase::Forming, Phase::Maturing)
    }
}

impl State {
    /// A community on the day it is founded.
    pub fn founded(on: Date) -> Self {
        Self {
            phase: Phase::Potential,
            since: on,
            passes: 0,
            failures: 0,
            declines: 0,
            fading: 0,
            transformation: None,
            pin: None,
            not_enough_data: false,
            evaluated_on: None,
            heeded: 0,
            changes: Vec::new(),
        }
    }

    /// The pin, while it holds.
    pub fn pinned(&self, today: Date) -> Option<&Pin> {
        self.pin.as_ref().filter(|pin| today <= pin.until)
    }

    /// The phase as organisers see it (the pinned one, else what the data suggest), or as everyone else does: a
    /// transformation that is only proposed does not show.
    pub fn phase_for(&self, organiser: bool, today: Date) -> Phase {
        match (self.pinned(today), self.hidden(organiser, today)) {
            (Some(pin), _) => pin.phase,
            (None, Some(transformation)) => transformation.from,
            (None, None) => self.phase,
        }
    }

    /// Since when the phase that others than organisers see holds. `before` is the day on which the last phase
    /// was entered that was no transformation.
    pub fn since_for_others(&self, today: Date, before: Date) -> Date {
        match (self.pinned(today), self.hidden(false, today)) {
            (Some(pin), _) => pin.from,
            (None, Some(_)) => before,
            (None, None) => self.since,
        }
    }

    /// A transformation this reader does not see yet.
    fn hidden(&self, organiser: bool, today: Date) -> Option<&Transformation> {
        self.transformation.as_ref().filter(|_| !organiser && !self.in_review(today))
    }

    /// Whether others than organisers see the community as in review.
    pub fn in_review(&self, today: Date) -> bool {
        let review = self.transformation.as_ref().and_then(|t| t.in_review_on);
        review.is_some_and(|on| on <= today)
    }

    /// A transformation that waits for an organiser's answer.
    pub fn proposed(&self) -> bool {
        self.transformation.as_ref().is_some_and(|t| t.confirmed_on.is_none())
    }

    /// Enters a phase; whatever was counted towards it or against staying begins anew. Weeks of
    /// decline count on: they are the same decline when leadership narrows on the way.
    pub(super) fn enter(&mut self, phase: Phase, on: Date, what: PhaseEvent) {
        self.phase = phase;
        self.since = on;
        self.passes = 0;
        self.failures = 0;
        self.transformation = None;
        self.note(on, what);
    }

    pub(super) fn note(&mut self, on: Date, what: PhaseEvent) {
        self.changes.push(PhaseChange { on, what });
    }
}

/// Something that happened to a community's phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhaseChange {
    pub on: Date,
    pub what: PhaseEvent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseEvent {
    /// Rose to a phase.
    Entered(Phase),
    /// Fell from Self-sustaining to Maturing.
    LeadershipNarrowed,
    TransformationProposed,
    TransformationDeclared,
    TransformationConfirmed,
    RenewalChosen,
    /// The proposal went unanswered long enough to show to others.
    InReview,
    Renewed,
    TookNewShape(CommunityShape),
    /// What began the review was undone.
    ReviewWithdrawn,
    NotEnoughData,
    Pinned(Phase),
    Unpinned,
}

impl PhaseEvent {
    /// Whether the phase is another one now.
    pub fn changes_phase(self) -> bool {
        matches!(
            self,
            Self::Entered(_)
                | Self::LeadershipNarrowed
                | Self::TransformationProposed
                | Self::TransformationDeclared
                | Self::Renewed
                | Self::ReviewWithdrawn
        )
    }

    /// One sentence for the page of the community's phases.
    pub fn sentence(self) -> String {
        match self {
            Self::Entered(phase) => format!("The community is now {}.", phase.name()),
            Self::LeadershipNarrowed => "Fewer people lead it: the community is Maturing again.".to_owned(),
            Self::TransformationProposed => {
                "Attendance has declined or sessions have stopped: a transformation is proposed.".to_owned()
            }
            Self::TransformationDeclared => "An organiser started a review.".to_owned(),
            Self::TransformationConfirmed => "An organiser confirmed the transformation.".to_owned(),
            Self::RenewalChosen => "The organisers chose to renew the community.".to_owned(),
            Self::InReview => "The community is in review.".to_owned(),
            Self::Renewed => "The community is renewed.".to_owned(),
            Self::TookNewShape(shape) => {
                format!("The community took a new shape: {}.", shape.name())
            }
            Self::ReviewWithdrawn => {
                "The decision was undone, and the community is in its earlier stage again.".to_owned()
            }
            Self::NotEnoughData => {
                "Too few sessions have recorded attendance to tell whether the stage changed.".to_owned()
            }
            Self::Pinned(phase) => format!("An organiser set the stage to {}.", phase.name()),
            Self::Unpinned => "The stage set by an organiser no longer applies.".to_owned(),
        }
    }
}
