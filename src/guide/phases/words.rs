//! What organisers say of the phase, in the order it was said, and what it means to the rules.

use std::str::FromStr;

use time::{Date, Duration};

use super::{
    facts::{Decision, Pin, Shape, Verdict},
    phase::Phase,
    standing::State,
};
use crate::organisation::acts::ActVerb;

/// One thing an organiser said.
#[derive(Clone, Debug)]
pub struct Word {
    pub on: Date,
    pub said: Said,
    /// Of a pin.
    pub phase: Option<Phase>,
    pub until: Option<Date>,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Pin,
    Unpin,
    Decided(Verdict),
}

impl Said {
    const ALL: [Self; 9] = [
        Self::Pin,
        Self::Unpin,
        Self::Decided(Verdict::Declared),
        Self::Decided(Verdict::Confirmed),
        Self::Decided(Verdict::Renewing),
        Self::Decided(Verdict::Reshaped(Shape::Refocused)),
        Self::Decided(Verdict::Reshaped(Shape::Smaller)),
        Self::Decided(Verdict::Reshaped(Shape::Split)),
        Self::Decided(Verdict::Reshaped(Shape::Merged)),
    ];

    /// The word that is stored and sent by forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Unpin => "unpin",
            Self::Decided(Verdict::Declared) => "declare",
            Self::Decided(Verdict::Confirmed) => "confirm",
            Self::Decided(Verdict::Renewing) => "renewing",
            Self::Decided(Verdict::Reshaped(Shape::Refocused)) => "refocused",
            Self::Decided(Verdict::Reshaped(Shape::Smaller)) => "smaller",
            Self::Decided(Verdict::Reshaped(Shape::Split)) => "split",
            Self::Decided(Verdict::Reshaped(Shape::Merged)) => "merged",
        }
    }
}

impl From<Said> for ActVerb {
    fn from(said: Said) -> Self {
        match said {
            Said::Pin => Self::PinPhase,
            Said::Unpin => Self::UnpinPhase,
            Said::Decided(Verdict::Declared) => Self::DeclareTransformation,
            Said::Decided(Verdict::Confirmed) => Self::ConfirmTransformation,
            Said::Decided(Verdict::Renewing) => Self::Renew,
            Said::Decided(Verdict::Reshaped(Shape::Refocused)) => Self::Refocus,
            Said::Decided(Verdict::Reshaped(Shape::Smaller)) => Self::Shrink,
            Said::Decided(Verdict::Reshaped(Shape::Split)) => Self::Split,
            Said::Decided(Verdict::Reshaped(Shape::Merged)) => Self::Merge,
        }
    }
}

/// A word no organiser can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord;

impl FromStr for Said {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|said| said.as_str() == word).ok_or(UnknownWord)
    }
}

/// The decisions and the pins among the words. A pin holds until its last day, or until the day before the
/// next pin or its withdrawal: what it was on the days before stays true.
pub fn read(words: &[Word]) -> (Vec<Decision>, Vec<Pin>) {
    let (mut decisions, mut pins) = (Vec::new(), Vec::<Pin>::new());
    for word in words {
        if let Said::Decided(verdict) = word.said {
            decisions.push(Decision { on: word.on, verdict });
            continue;
        }
        for pin in &mut pins {
            pin.until = pin.until.min(word.on.saturating_sub(Duration::DAY));
        }
        if let (Said::Pin, Some(phase), Some(until)) = (word.said, word.phase, word.until) {
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

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn word(on: Date, said: Said, pin: Option<(Phase, Date)>) -> Word {
        Word {
            on,
            said,
            phase: pin.map(|(phase, _)| phase),
            until: pin.map(|(_, until)| until),
            reason: String::new(),
        }
    }

    #[test]
    fn every_word_is_stored_and_read_back() {
        for said in Said::ALL {
            assert_eq!(said.as_str().parse(), Ok(said));
        }
        assert_eq!("closed".parse::<Said>(), Err(UnknownWord));
    }

    #[test]
    fn a_pin_gives_way_to_the_next_one_and_to_its_withdrawal() {
        let (decisions, pins) = read(&[
            word(date!(2026 - 03 - 02), Said::Pin, Some((Phase::Forming, date!(2026 - 05 - 01)))),
            word(date!(2026 - 03 - 10), Said::Pin, Some((Phase::Maturing, date!(2026 - 03 - 20)))),
            word(date!(2026 - 03 - 12), Said::Unpin, None),
            word(date!(2026 - 03 - 12), Said::Decided(Verdict::Declared), None),
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
            word(day, Said::Pin, Some((Phase::Forming, date!(2026 - 05 - 01)))),
            word(day, Said::Unpin, None),
        ]);
        assert!(pins[0].until < day);
    }

    #[test]
    fn a_transformation_is_declared_once_and_shaped_only_while_it_lasts() {
        let still = State::founded(date!(2026 - 01 - 05));
        assert!(may_decide(Verdict::Declared, &still).is_ok());
        for verdict in [Verdict::Confirmed, Verdict::Renewing, Verdict::Reshaped(Shape::Split)] {
            assert!(may_decide(verdict, &still).is_err());
        }
    }
}
