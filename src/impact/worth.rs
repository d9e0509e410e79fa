//! Hours that stories report as won, valued honestly (domain.md 5.3): a range, from confirmed stories only, with
//! what was left out named beside it. Never one number.

use super::suppression::{FEWEST, Precision};
use crate::learning::stories::numbers::Numbers;

/// A story so far above the others is listed and not added: one claim must not carry the sum.
const OUTLIER_TIMES: f64 = 5.0;
/// From so many stories on there is a median to be far above of, and a second figure worth showing.
const ENOUGH: usize = 5;

/// The numbers an author gave, and whether another person confirmed them.
#[derive(Clone, Copy, Debug)]
pub struct StoryNumbers {
    pub numbers: Numbers,
    pub verified: bool,
}

impl StoryNumbers {
    /// Hours a year: low, likely, high.
    fn value(&self) -> [f64; 3] {
        self.numbers.hours_a_year()
    }
}

/// What the stories of a period add up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportedHours {
    /// Low and high for a period of this length, before they are rounded, and to how many figures they are.
    pub raw: Option<[f64; 2]>,
    pub digits: i32,
    /// Low and high for a period of this length, rounded; nothing while no story can be added.
    pub range: Option<(f64, f64)>,
    /// The same for a year.
    pub year: Option<(f64, f64)>,
    pub stories: usize,
    pub added: usize,
    pub without: usize,
    pub unconfirmed: usize,
    /// Likely hours a year of each that was left out, rounded.
    pub outliers: Vec<f64>,
    /// People the added stories say were helped: the people in this figure.
    pub people: usize,
}

/// What the stories of a period report, for as many days as it has: so that hours saved stand beside hours spent.
pub fn worth(stories: &[Option<StoryNumbers>], days: i32, precision: Precision) -> ReportedHours {
    let given: Vec<&StoryNumbers> = stories.iter().flatten().collect();
    let confirmed: Vec<&StoryNumbers> = given.iter().copied().filter(|told| told.verified).collect();
    let limit = if confirmed.len() >= ENOUGH { median(&confirmed) * OUTLIER_TIMES } else { f64::INFINITY };
    let (added, outliers): (Vec<&StoryNumbers>, Vec<&StoryNumbers>) =
        confirmed.iter().copied().partition(|told| told.value()[1] <= limit);
    let people: usize =
        added.iter().map(|told| usize::try_from(told.numbers.people).unwrap_or_default()).sum();
    let sum = |which: usize| added.iter().map(|told| told.value()[which]).sum::<f64>();
    let digits = if added.len() < ENOUGH { 1 } else { 2 };
    let enough = people >= FEWEST || (precision == Precision::Exact && people > 0);
    let range = |part: f64| enough.then(|| (rounded(sum(0) * part, digits), rounded(sum(2) * part, digits)));
    ReportedHours {
        raw: enough.then(|| [sum(0), sum(2)].map(|hours| hours * f64::from(days) / 365.0)),
        digits,
        range: range(f64::from(days) / 365.0),
        year: range(1.0),
        stories: stories.len(),
        added: added.len(),
        without: stories.len() - given.len(),
        unconfirmed: given.len() - confirmed.len(),
        outliers: outliers.iter().map(|told| rounded(told.value()[1], 1)).collect(),
        people,
    }
}

fn median(told: &[&StoryNumbers]) -> f64 {
    let mut values: Vec<f64> = told.iter().map(|told| told.value()[1]).collect();
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

/// To so many figures that mean something: more would claim to know more than anybody does.
pub fn rounded(hours: f64, digits: i32) -> f64 {
    if hours <= 0.0 {
        return 0.0;
    }
    let step = 10.0_f64.powf(hours.log10().floor() - f64::from(digits - 1));
    (hours / step).round() * step
}

#[cfg(test)]
mod tests {
    use super::{Precision, ReportedHours, StoryNumbers, rounded};
    use crate::learning::stories::numbers::Numbers;

    fn worth(stories: &[Option<StoryNumbers>]) -> ReportedHours {
        super::worth(stories, 365, Precision::Rounded)
    }

    fn numbers(likely: f64, verified: bool) -> StoryNumbers {
        let hours = [likely / 2.0, likely, likely * 2.0];
        let numbers = Numbers { hours, uses_per_year: 10, people: 4, attribution: 50, confidence: 50 };
        StoryNumbers { numbers, verified }
    }

    #[test]
    fn a_few_stories_give_a_rough_range() {
        // 10 uses × 4 people × ½ × ½ = 10 times the hours.
        let found =
            worth(&[Some(numbers(1.0, true)), Some(numbers(2.3, true)), None, Some(numbers(9.0, false))]);
        assert_eq!(found.range, Some((20.0, 70.0)), "16.5 and 66 to one figure");
        assert_eq!(
            (found.stories, found.added, found.without, found.unconfirmed, found.outliers.len()),
            (4, 2, 1, 1, 0)
        );
    }

    #[test]
    fn a_story_five_times_above_the_middle_is_left_out_and_named() {
        let mut stories: Vec<_> = (0..5).map(|_| Some(numbers(1.0, true))).collect();
        stories.push(Some(numbers(50.1, true)));
        let found = worth(&stories);
        assert_eq!((found.added, found.range), (5, Some((25.0, 100.0))));
        assert_eq!(found.outliers, [500.0], "and listed");
        let quarter = super::worth(&stories, 91, Precision::Rounded);
        assert_eq!(
            (quarter.range, quarter.year),
            (Some((6.2, 25.0)), found.range),
            "as long as the hours spent"
        );
        assert_eq!(
            worth(&[Some(numbers(1.0, true)), Some(numbers(99.0, true))]).outliers.len(),
            0,
            "too few to tell"
        );
    }

    #[test]
    fn hours_of_fewer_than_five_people_are_not_shown() {
        assert_eq!(worth(&[Some(numbers(1.0, true))]).range, None);
        assert_eq!(worth(&[]).range, None);
    }

    #[test]
    fn rounding_keeps_the_figures_that_mean_something() {
        assert!((rounded(257.0, 2) - 260.0).abs() < 1e-6);
        assert!((rounded(94.0, 1) - 90.0).abs() < 1e-6);
        assert!((rounded(0.0, 2)).abs() < 1e-6);
    }
}
