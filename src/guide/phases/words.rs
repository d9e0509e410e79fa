//! What organisers say of the phase, in the order it was said, and what it means to the rules.

use serde::Deserialize;
use time::{Date, Duration};

use super::{
    facts::{CommunityShape, Decision, Pin, Verdict},
    phase::Phase,
    state::State,
};
use crate::organisation::acts::ActVerb;
use crate::platform::states::states;
use crate::platform::web::when::iso_day;

/// One thing an organiser said.
#[derive(Clone, Debug, Deserialize)]
pub struct RecordedChoice {
    #[serde(with = "iso_day")]
    pub on: Date,
    pub said: OrganiserChoice,
    /// Of a pin.
    pub phase: Option<Phase>,
    #[serde(with = "iso_day::option")]
    pub until: Option<Date>,
    pub reason: String,
}

states! {
    /// The word that is stored and sent by forms.
    pub enum OrganiserChoice {
        Pin = "pin",
        Unpin = "unpin",
        Declared = "declare",
        Confirmed = "confirm",
        Renewing = "renewing",
        Refocused = "refocused",
        Smaller = "smaller",
        Split = "split",
        Merged = "merged",
        /// What a decision began is taken back with it.
        Withdrawn = "withdrawn",
    }
}

impl OrganiserChoice {
    /// What it decides about a transformation; a pin decides nothing.
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Self::Pin | Self::Unpin => None,
            Self::Declared => Some(Verdict::Declared),
            Self::Confirmed => Some(Verdict::Confirmed),
            Self::Renewing => Some(Verdict::Renewing),
            Self::Refocused => Some(Verdict::Reshaped(CommunityShape::Refocused)),
            Self::Smaller => Some(Verdict::Reshaped(CommunityShape::Smaller)),
            Self::Split => Some(Verdict::Reshaped(CommunityShape::Split)),
            Self::Merged => Some(Verdict::Reshaped(CommunityShape::Merged)),
            Self::Withdrawn => Some(Verdict::Withdrawn),
        }
    }
}

impl From<OrganiserChoice> for ActVerb {
    fn from(said: OrganiserChoice) -> Self {
        match said {
            OrganiserChoice::Pin => Self::PinPhase,
            OrganiserChoice::Unpin => Self::UnpinPhase,
            OrganiserChoice::Declared => Self::DeclareTransformation,
            OrganiserChoice::Confirmed => Self::ConfirmTransformation,
            OrganiserChoice::Renewing => Self::Renew,
            OrganiserChoice::Refocused => Self::Refocus,
            OrganiserChoice::Smaller => Self::Shrink,
            OrganiserChoice::Split => Self::Split,
            OrganiserChoice::Merged => Self::Merge,
            OrganiserChoice::Withdrawn => Self::UndoTransformation,
        }
    }
}

/// The decisions and the pins among the words. A pin holds until its last day, or until the day before the
/// next pin or its withdrawal: what it was on the days before stays true.
pub fn read(words: &[RecordedChoice]) -> (Vec<Decision>, Vec<Pin>) {
    let (mut decisions, mut pins) = (Vec::new(), Vec::<Pin>::new());
    for word in words {
        if let Some(verdict) = word.said.verdict() {
            decisions.push(Decision { on: word.on, verdict });
            continue;
        }
        for pin in &mut pins {
            pin.until = pin.until.min(word.on.saturating_sub(Duration::DAY));
        }
        if let (OrganiserChoice::Pin, Some(phase), Some(until)) = (word.said, word.phase, word.until) {
            pins.push(Pin { from: word.on, until, phase, reason: word.reason.clone() });
        }
    }
    (decisions, pins)
}

/// May this be decided of a community that stands so?
///
/// # Errors
/// The reason, for the organiser who asks.
pub fn may_decide(verdict: Verdict, state: &State) -> Result<(), &'static str> {
    match (verdict, &state.transformation) {
        (Verdict::Declared, Some(_)) => Err("The community is in transformation already."),
        (Verdict::Declared, None) => Ok(()),
        (_, None) => Err("No review is under way. Start one first."),
        (Verdict::Confirmed, Some(before)) if before.confirmed_on.is_some() => {
            Err("The transformation is confirmed already.")
        }
        (Verdict::Renewing, Some(before)) if before.renewing_on.is_some() => {
            Err("You have chosen to renew the community already.")
        }
        _ => Ok(()),
    }
}

/// The words that come before a decision, and the decision, as far as they may be said of a community that stands so: a
/// renewal and a closing are a review that was started and answered. One that takes another shape while it is well stays in
/// its stage.
pub fn leading_to(said: OrganiserChoice, state: &State) -> Vec<OrganiserChoice> {
    match (said, &state.transformation) {
        (OrganiserChoice::Withdrawn, Some(before)) if before.declared => vec![said],
        (OrganiserChoice::Withdrawn, _) => Vec::new(),
        (_, Some(_)) => {
            let may = said.verdict().is_some_and(|verdict| may_decide(verdict, state).is_ok());
            if may { vec![said] } else { Vec::new() }
        }
        // Who starts a review has confirmed it with that.
        (OrganiserChoice::Confirmed | OrganiserChoice::Declared, None) => vec![OrganiserChoice::Declared],
        (OrganiserChoice::Renewing, None) => vec![OrganiserChoice::Declared, said],
        (_, None) => vec![said],
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn word(on: Date, said: OrganiserChoice, pin: Option<(Phase, Date)>) -> RecordedChoice {
        RecordedChoice {
            on,
            said,
            phase: pin.map(|(phase, _)| phase),
            until: pin.map(|(_, until)| until),
            reason: String::new(),
        }
    }

    #[test]
    fn every_word_but_those_of_pins_decides() {
        for said in OrganiserChoice::ALL {
            assert_eq!(said.as_str().parse::<OrganiserChoice>().unwrap(), said);
            assert_eq!(
                said.verdict().is_none(),
                matches!(said, OrganiserChoice::Pin | OrganiserChoice::Unpin)
            );
        }
        assert!("closed".parse::<OrganiserChoice>().is_err());
    }

    #[test]
    fn a_pin_gives_way_to_the_next_one_and_to_its_withdrawal() {
        let (decisions, pins) = read(&[
            word(date!(2026 - 03 - 02), OrganiserChoice::Pin, Some((Phase::Forming, date!(2026 - 05 - 01)))),
            word(date!(2026 - 03 - 10), OrganiserChoice::Pin, Some((Phase::Maturing, date!(2026 - 03 - 20)))),
            word(date!(2026 - 03 - 12), OrganiserChoice::Unpin, None),
            word(date!(2026 - 03 - 12), OrganiserChoice::Declared, None),
        ]);
        let held: Vec<_> = pins.iter().map(|pin| (pin.from, pin.until)).collect();
        assert_eq!(
            held,
            [(date!(2026 - 03 - 02), date!(2026 - 03 - 09)), (date!(2026 - 03 - 10), date!(2026 - 03 - 11)),]
        );
        assert_eq!(decisions, [Decision { on: date!(2026 - 03 - 12), verdict: Verdict::Declared }]);
    }

    #[test]
    fn a_pin_taken_back_on_its_day_never_held() {
        let day = date!(2026 - 03 - 02);
        let (_, pins) = read(&[
            word(day, OrganiserChoice::Pin, Some((Phase::Forming, date!(2026 - 05 - 01)))),
            word(day, OrganiserChoice::Unpin, None),
        ]);
        assert!(pins[0].until < day);
    }

    #[test]
    fn a_renewal_and_a_closing_start_a_review_and_another_shape_does_not() {
        use OrganiserChoice::{Confirmed, Declared, Refocused, Renewing, Withdrawn};
        let still = State::founded(date!(2026 - 01 - 05));
        assert_eq!(leading_to(Refocused, &still), [Refocused]);
        assert_eq!(leading_to(Confirmed, &still), [Declared]);
        assert_eq!(leading_to(Renewing, &still), [Declared, Renewing]);
        assert_eq!(leading_to(Withdrawn, &still), []);
    }

    #[test]
    fn a_transformation_is_declared_once_and_shaped_only_while_it_lasts() {
        let still = State::founded(date!(2026 - 01 - 05));
        assert!(may_decide(Verdict::Declared, &still).is_ok());
        for verdict in [Verdict::Confirmed, Verdict::Renewing, Verdict::Reshaped(CommunityShape::Split)] {
            assert!(may_decide(verdict, &still).is_err());
        }
    }
}
