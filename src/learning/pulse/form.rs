//! The form of a pulse, as filled in: once to be looked over, and once to be sent.

use serde::Deserialize;

use super::queries::NewAnswers;
use super::states::{NONE_YET, TICKS};
use super::{PulseItem, PulseQuestion, safety};
use crate::platform::error::{Error, Result};
use crate::platform::web::Problems;

const LONGEST_COMMENT: usize = 500;
const CANT_SAY: &str = "cant_say";
const UNKNOWN: Error = Error::Unreadable("Choose one of the answers of the form.");

/// What can be chosen for a sentence.
pub const CHOICES: [(&str, &str); 6] = [
    ("1", "Strongly disagree"),
    ("2", "Disagree"),
    ("3", "In between"),
    ("4", "Agree"),
    ("5", "Strongly agree"),
    (CANT_SAY, "Can’t say"),
];

/// Names and values, as they came.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct PulseForm(Vec<(String, String)>);

/// An answer in words, to be looked over.
pub struct AnswerLine {
    pub question: &'static str,
    pub answer: String,
}

impl PulseForm {
    #[cfg(test)]
    fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The value of a field, or nothing.
    pub fn first(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(known, chosen)| known == name && chosen == value)
    }

    /// Was the form sent to be changed, and not to be looked over?
    pub fn wants_back(&self) -> bool {
        !self.first("back").is_empty()
    }

    /// What a page carries along.
    pub fn pairs(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter().filter(|(name, value)| name != "back" && !value.is_empty())
    }

    /// The answers to what a pulse asks.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for an answer that its form does not offer. What a person can mend is a problem beside its field.
    pub fn answers(&self, asked: &[PulseItem], problems: &mut Problems) -> Result<NewAnswers> {
        if PulseItem::ALL.iter().any(|item| !asked.contains(item) && !self.first(item.as_str()).is_empty()) {
            return Err(UNKNOWN);
        }
        let mut answers = NewAnswers::default();
        let mut add = |item, value| {
            answers.items.push(item);
            answers.values.push(value);
        };
        for item in PulseItem::SENTENCES {
            if let Some(value) = self.scale(item, 1..=5)? {
                add(item, value);
            }
        }
        let ticks = self.ticks()?;
        if !ticks.is_empty() {
            add(PulseItem::V1, 0);
        }
        for tick in ticks {
            add(PulseItem::V1, tick);
        }
        if let Some(value) = self.scale(PulseItem::R1, 0..=10)? {
            add(PulseItem::R1, value);
        }
        for item in PulseItem::SAFETY {
            if let Some(value) = self.scale(item, 1..=safety::HIGHEST)? {
                add(item, value);
            }
        }
        for question in PulseQuestion::ALL {
            let words = problems.text(question.as_str(), self.first(question.as_str()), LONGEST_COMMENT);
            if !words.is_empty() {
                answers.questions.push(question);
                answers.words.push(words);
            }
        }
        if answers.items.is_empty() && answers.words.is_empty() {
            problems.add("O1", "Answer at least one question.");
        }
        Ok(answers)
    }

    fn scale(&self, item: PulseItem, range: std::ops::RangeInclusive<i16>) -> Result<Option<i16>> {
        match self.first(item.as_str()) {
            "" | CANT_SAY => Ok(None),
            chosen => {
                let value: i16 = chosen.parse().map_err(|_| UNKNOWN)?;
                if range.contains(&value) { Ok(Some(value)) } else { Err(UNKNOWN) }
            }
        }
    }

    /// What was ticked, each once; "none of these" beside a tick is none.
    fn ticks(&self) -> Result<Vec<i16>> {
        let chosen = self.0.iter().filter(|(name, _)| name == PulseItem::V1.as_str());
        let mut ticks: Vec<i16> =
            chosen.map(|(_, value)| value.parse().map_err(|_| UNKNOWN)).collect::<Result<_>>()?;
        ticks.sort_unstable();
        ticks.dedup();
        if ticks.iter().any(|tick| TICKS.iter().all(|(known, _)| known != tick)) {
            return Err(UNKNOWN);
        }
        if ticks.len() > 1 {
            ticks.retain(|tick| *tick != NONE_YET);
        }
        Ok(ticks)
    }

    /// Everything that was asked in words, also what was left out.
    pub fn lines(&self, asked: &[PulseItem]) -> Vec<AnswerLine> {
        let sentences = PulseItem::SENTENCES.into_iter().map(|item| {
            let chosen = self.first(item.as_str());
            let words =
                CHOICES.iter().find(|(value, _)| *value == chosen).map_or("No answer", |(_, words)| words);
            AnswerLine { question: item.label(), answer: words.to_owned() }
        });
        let ticks = self.ticks().unwrap_or_default();
        let ticked: Vec<&str> =
            TICKS.iter().filter(|(tick, _)| ticks.contains(tick)).map(|(_, words)| *words).collect();
        let or_none = |words: String| if words.is_empty() { "No answer".to_owned() } else { words };
        let value = AnswerLine { question: PulseItem::V1.label(), answer: or_none(ticked.join(" · ")) };
        let recommend = self.first(PulseItem::R1.as_str());
        let recommend = if recommend.is_empty() { String::new() } else { format!("{recommend} of 10") };
        let recommend = AnswerLine { question: PulseItem::R1.label(), answer: or_none(recommend) };
        let safety =
            PulseItem::SAFETY.into_iter().filter(|item| asked.contains(item)).map(|item| AnswerLine {
                question: item.label(),
                answer: match self.first(item.as_str()) {
                    "" => "No answer".to_owned(),
                    CANT_SAY => "Can’t say".to_owned(),
                    value => format!("{value} of {}", safety::HIGHEST),
                },
            });
        let words = PulseQuestion::ALL.into_iter().map(|question| AnswerLine {
            question: question.label(),
            answer: or_none(self.first(question.as_str()).trim().to_owned()),
        });
        sentences.chain([value, recommend]).chain(safety).chain(words).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::PulseForm;
    use crate::learning::pulse::PulseItem;
    use crate::platform::web::Problems;

    #[test]
    fn what_was_not_answered_and_cant_say_count_for_nothing() {
        let mut problems = Problems::default();
        let form = PulseForm::of(&[("O1", "4"), ("O2", "cant_say"), ("O3", ""), ("R1", "0"), ("keep", "  ")]);
        let answers = form.answers(&PulseItem::USUAL, &mut problems).unwrap();
        assert_eq!(answers.items, [PulseItem::O1, PulseItem::R1]);
        assert_eq!((answers.values, answers.words.len(), problems.is_empty()), (vec![4, 0], 0, true));
    }

    #[test]
    fn ticks_count_once_and_none_of_these_goes_with_no_other() {
        let mut problems = Problems::default();
        let form = PulseForm::of(&[("V1", "3"), ("V1", "7"), ("V1", "3")]);
        assert_eq!(form.answers(&PulseItem::USUAL, &mut problems).unwrap().values, [0, 3]);
        assert_eq!(
            PulseForm::of(&[("V1", "7")]).answers(&PulseItem::USUAL, &mut problems).unwrap().values,
            [0, 7]
        );
    }

    #[test]
    fn an_answer_that_no_form_offers_is_refused() {
        for (name, value) in [("O1", "6"), ("O1", "0"), ("T2", "yes"), ("V1", "9"), ("V1", "x"), ("R1", "11")]
        {
            assert!(
                PulseForm::of(&[(name, value)]).answers(&PulseItem::USUAL, &mut Problems::default()).is_err(),
                "{name} {value}"
            );
        }
    }

    #[test]
    fn a_form_without_any_answer_is_asked_for_one() {
        let mut problems = Problems::default();
        PulseForm::of(&[("O1", "cant_say")]).answers(&PulseItem::USUAL, &mut problems).unwrap();
        assert_eq!(problems.of("O1"), "Answer at least one question.");
    }
}
