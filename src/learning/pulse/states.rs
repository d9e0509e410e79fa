use super::safety;
use crate::learning::stories::Barrier;
use crate::platform::states::states;

states! {
    /// What a pulse asks: nine sentences to agree with, what one got out of it, and whether one would recommend it.
    pub enum PulseItem {
        O1 = "O1",
        O2 = "O2",
        O3 = "O3",
        T1 = "T1",
        T2 = "T2",
        T3 = "T3",
        M1 = "M1",
        M2 = "M2",
        M3 = "M3",
        /// Ticks: 1 to 7 each a tick, 0 everyone who ticked something.
        V1 = "V1",
        /// 0 to 10.
        R1 = "R1",
        /// The seven yearly sentences about psychological safety, 1 to 7.
        S1 = "S1",
        S2 = "S2",
        S3 = "S3",
        S4 = "S4",
        S5 = "S5",
        S6 = "S6",
        S7 = "S7",
    }
}

impl PulseItem {
    /// The sentences, each answered from 1 to 5.
    pub const SENTENCES: [Self; 9] =
        [Self::O1, Self::O2, Self::O3, Self::T1, Self::T2, Self::T3, Self::M1, Self::M2, Self::M3];

    /// The three sentences of a barrier.
    pub const fn of(barrier: Barrier) -> [Self; 3] {
        match barrier {
            Barrier::Opportunity => [Self::O1, Self::O2, Self::O3],
            Barrier::Trust => [Self::T1, Self::T2, Self::T3],
            Barrier::Motivation => [Self::M1, Self::M2, Self::M3],
        }
    }

    /// What every pulse asks.
    pub const USUAL: [Self; 11] = [
        Self::O1,
        Self::O2,
        Self::O3,
        Self::T1,
        Self::T2,
        Self::T3,
        Self::M1,
        Self::M2,
        Self::M3,
        Self::V1,
        Self::R1,
    ];

    /// The seven yearly sentences, each answered from 1 to 7.
    pub const SAFETY: [Self; 7] = [Self::S1, Self::S2, Self::S3, Self::S4, Self::S5, Self::S6, Self::S7];

    pub fn is_sentence(self) -> bool {
        Self::SENTENCES.contains(&self)
    }

    /// What is asked.
    pub const fn label(self) -> &'static str {
        match self {
            Self::O1 => "I can find chances here to meet people outside my team.",
            Self::O2 => "Sessions happen at times and places I can join.",
            Self::O3 => "I know who to ask about this practice.",
            Self::T1 => "I could bring a half-finished problem here.",
            Self::T2 => "People here respond helpfully when someone does not know.",
            Self::T3 => "I feel I belong here as much as others do.",
            Self::M1 => "This is worth the time I give it.",
            Self::M2 => "My manager or team makes room for it.",
            Self::M3 => "People who contribute are noticed.",
            Self::V1 => "Since last time I …",
            Self::R1 => "How likely are you to recommend it to a colleague?",
            Self::S1 => safety::ITEMS[0].wording,
            Self::S2 => safety::ITEMS[1].wording,
            Self::S3 => safety::ITEMS[2].wording,
            Self::S4 => safety::ITEMS[3].wording,
            Self::S5 => safety::ITEMS[4].wording,
            Self::S6 => safety::ITEMS[5].wording,
            Self::S7 => safety::ITEMS[6].wording,
        }
    }
}

states! {
    /// By what results are broken down. Every pulse has its total, and one of team, site and time here.
    pub enum PulseDimension {
        All = "all",
        Team = "team",
        /// Beside teams, which are inside them.
        Department = "department",
        Site = "site",
        Tenure = "tenure",
    }
}

impl PulseDimension {
    /// Those a pulse can be broken down by.
    pub const BREAKDOWNS: [Self; 3] = [Self::Team, Self::Site, Self::Tenure];

    /// "by team"
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "all together",
            Self::Team => "team",
            Self::Department => "department",
            Self::Site => "site",
            Self::Tenure => "time here",
        }
    }
}

states! {
    /// The two open questions.
    pub enum PulseQuestion {
        Keep = "keep",
        Change = "change",
    }
}

impl PulseQuestion {
    pub fn label(self) -> &'static str {
        match self {
            Self::Keep => "One thing to keep",
            Self::Change => "One thing to change",
        }
    }
}

/// What one got out of it since last time, each with its number in the counts (after the cycles of value of Wenger,
/// Trayner and de Laat, 2011).
pub const TICKS: [(i16, &str); 7] = [
    (1, "Enjoyed it or met someone"),
    (2, "Picked up an idea"),
    (3, "Tried something"),
    (4, "Saw a result"),
    (5, "Now see the goal differently"),
    (6, "Got support, or the means to do it"),
    (7, "None of these yet"),
];

/// "Tried something".
pub const TRIED: i16 = 3;
/// "None of these yet", which goes with no other tick.
pub const NONE_YET: i16 = 7;

/// How long someone has been here, by the key of their group.
pub fn tenure_words(cell: &str) -> &'static str {
    match cell {
        "under_1" => "Less than a year",
        "to_3" => "One to three years",
        _ => "More than three years",
    }
}
