//! The numbers a story may carry, and what they come to. They are the author's own estimate, and count
//! elsewhere only once another person has confirmed them (`domain.md`, 5.3).

use std::ops::RangeInclusive;

use crate::platform::web::{Problems, when};

/// All of them or none: a saving without its confidence says nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// Hours saved each time: low, likely, high.
    pub hours: [f64; 3],
    /// How often in twelve months.
    pub uses_per_year: i32,
    pub people: i32,
    /// How much of it is thanks to the community, in percent.
    pub attribution: i32,
    /// How sure the author is, in percent.
    pub confidence: i32,
}

impl Numbers {
    /// All of them in one line, for a form that confirms these and no others.
    pub fn as_shown(&self) -> String {
        let Self { hours: [low, likely, high], uses_per_year, people, attribution, confidence } = self;
        format!("{low}/{likely}/{high}/{uses_per_year}/{people}/{attribution}/{confidence}")
    }
}

/// The numbers as typed.
#[derive(Clone, Debug, Default)]
pub struct NumbersForm<'a> {
    pub hours: [&'a str; 3],
    pub uses_per_year: &'a str,
    pub people: &'a str,
    pub attribution: &'a str,
    pub confidence: &'a str,
}

/// More hours than a person works in five years are a slip of the keyboard.
const MOST_HOURS: f64 = 10_000.0;
const HOURS: [&str; 3] = ["hours_low", "hours_likely", "hours_high"];

impl NumbersForm<'_> {
    fn all(&self) -> [(&'static str, &str); 7] {
        [
            (HOURS[0], self.hours[0]),
            (HOURS[1], self.hours[1]),
            (HOURS[2], self.hours[2]),
            ("uses_per_year", self.uses_per_year),
            ("people", self.people),
            ("attribution", self.attribution),
            ("confidence", self.confidence),
        ]
    }

    /// The numbers, or none where every field is empty. What is wrong is noted, and of what is missing the first.
    pub fn read(&self, problems: &mut Problems) -> Option<Numbers> {
        if self.all().iter().all(|(_, text)| text.trim().is_empty()) {
            return None;
        }
        if let Some((field, _)) = self.all().iter().find(|(_, text)| text.trim().is_empty()) {
            problems.add(field, "Fill in all the numbers, or leave all of them empty.");
        }
        let hours = [0, 1, 2].map(|index| hours(HOURS[index], self.hours[index], problems));
        let uses_per_year = whole("uses_per_year", self.uses_per_year, 1..=10_000, problems);
        let people = whole("people", self.people, 1..=100_000, problems);
        let attribution = whole("attribution", self.attribution, 0..=100, problems);
        let confidence = whole("confidence", self.confidence, 0..=100, problems);
        let hours = [hours[0]?, hours[1]?, hours[2]?];
        if hours[0] > hours[1] || hours[1] > hours[2] {
            problems.add(HOURS[1], "The most likely hours must be between the lowest and the highest.");
            return None;
        }
        Some(Numbers {
            hours,
            uses_per_year: uses_per_year?,
            people: people?,
            attribution: attribution?,
            confidence: confidence?,
        })
    }
}

/// Hours with at most two decimals, written with a point or a comma.
fn hours(field: &'static str, text: &str, problems: &mut Problems) -> Option<f64> {
    let found =
        text.trim().replace(',', ".").parse::<f64>().ok().filter(|hours| (0.0..=MOST_HOURS).contains(hours));
    if found.is_none() && !text.trim().is_empty() {
        problems.add(field, "Enter hours as a number, for example 0.5.");
    }
    found.map(|hours| (hours * 100.0).round() / 100.0)
}

fn whole(
    field: &'static str,
    text: &str,
    range: RangeInclusive<i32>,
    problems: &mut Problems,
) -> Option<i32> {
    let found =
        text.trim().trim_end_matches('%').trim_end().parse().ok().filter(|number| range.contains(number));
    if found.is_none() && !text.trim().is_empty() {
        problems.add(
            field,
            format!(
                "Enter a whole number from {} to {}.",
                range.start(),
                when::thousands(i64::from(*range.end()))
            ),
        );
    }
    found
}

impl Numbers {
    /// Hours a year, low, likely and high: hours × uses × people × attribution × confidence (`domain.md`, 5.3).
    pub fn hours_a_year(&self) -> [f64; 3] {
        let share = f64::from(self.attribution) / 100.0 * f64::from(self.confidence) / 100.0;
        self.hours.map(|hours| hours * f64::from(self.uses_per_year) * f64::from(self.people) * share)
    }

    /// Hours saved each time: "0.5", or "0.5 to 2, most likely 1".
    pub fn each_time(&self) -> String {
        let [low, likely, high] = self.hours.map(plain);
        if low == high { likely } else { format!("{low} to {high}, most likely {likely}") }
    }

    pub fn times_a_year(&self) -> String {
        when::thousands(i64::from(self.uses_per_year))
    }

    pub fn people(&self) -> String {
        when::thousands(i64::from(self.people))
    }

    /// "about 90 to 300 hours a year, most likely 200": one figure that says something, since it is one estimate.
    pub fn label(&self) -> String {
        let [low, likely, high] = self.hours_a_year().map(rounded);
        if low == high {
            format!("about {low} hours a year")
        } else {
            format!("about {low} to {high} hours a year, most likely {likely}")
        }
    }
}

/// One significant figure, as for any sum of fewer than five stories; under one hour a decimal.
fn rounded(hours: f64) -> String {
    if hours <= 0.0 {
        return "0".to_owned();
    }
    let step = 10_f64.powf(hours.log10().floor());
    let figure = (hours / step).round() * step;
    if figure < 1.0 { format!("{figure:.1}") } else { grouped(&format!("{figure:.0}")) }
}

fn grouped(digits: &str) -> String {
    digits.parse::<i64>().map_or_else(|_| digits.to_owned(), when::thousands)
}

/// An hour as people write it: "0.5", "2".
pub fn plain(hours: f64) -> String {
    let text = format!("{hours:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Numbers, NumbersForm, plain, rounded};
    use crate::platform::web::Problems;

    const TYPED: NumbersForm = NumbersForm {
        hours: ["0.5", "1", "1,5"],
        uses_per_year: "40",
        people: "10",
        attribution: "50%",
        confidence: "80",
    };

    fn read(typed: &NumbersForm) -> (Option<Numbers>, Problems) {
        let mut problems = Problems::default();
        (typed.read(&mut problems), problems)
    }

    #[test]
    fn the_value_is_the_product_of_all_numbers() {
        let numbers = read(&TYPED).0.unwrap();
        assert_eq!(numbers.hours_a_year().map(plain), ["80", "160", "240"]);
        assert_eq!(numbers.label(), "about 80 to 200 hours a year, most likely 200");
    }

    #[test]
    fn numbers_are_all_there_or_none() {
        let (numbers, problems) = read(&NumbersForm::default());
        assert!(numbers.is_none() && problems.is_empty());
        let (numbers, problems) = read(&NumbersForm { people: " ", ..TYPED });
        assert!(numbers.is_none() && !problems.of("people").is_empty());
        assert!(problems.of("confidence").is_empty());
    }

    #[test]
    fn the_likely_hours_lie_between_the_others() {
        let (numbers, problems) = read(&NumbersForm { hours: ["2", "1", "3"], ..TYPED });
        assert!(numbers.is_none() && !problems.of("hours_likely").is_empty());
    }

    #[test]
    fn what_is_no_number_is_asked_for_again() {
        for wrong in ["many", "-1", "NaN", "inf", "99999"] {
            let (numbers, problems) = read(&NumbersForm { hours: [wrong, "1", "2"], ..TYPED });
            assert!(numbers.is_none() && !problems.of("hours_low").is_empty(), "{wrong}");
        }
        let (_, problems) = read(&NumbersForm { attribution: "120", ..TYPED });
        assert_eq!(problems.of("attribution"), "Enter a whole number from 0 to 100.");
    }

    #[test]
    fn an_estimate_keeps_one_significant_figure() {
        for (hours, words) in
            [(0.0, "0"), (0.34, "0.3"), (0.96, "1"), (7.6, "8"), (96.0, "100"), (1_449.0, "1,000")]
        {
            assert_eq!(rounded(hours), words, "{hours}");
        }
        assert_eq!(read(&TYPED).0.unwrap().each_time(), "0.5 to 1.5, most likely 1");
        assert_eq!((plain(0.5), plain(2.0)), ("0.5".to_owned(), "2".to_owned()));
    }
}
