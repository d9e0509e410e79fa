//! A measured number as a reader is told it, and how two of them compare.

use super::contributions::Concentration;
use crate::guide::participation::Mixing;
use crate::impact::figures::ShownMixing;
use crate::impact::suppression::{Count, FEWEST, Precision, Share};
use crate::impact::tally::Split;
use crate::impact::words::{self, capital, change, difference, grouped, share_change, share_words};
use crate::learning::pulse;

/// A number before it is told.
#[derive(Clone, Debug)]
pub enum MetricMeasure {
    /// Different people, or things of which so many people speak.
    People {
        number: usize,
        people: usize,
    },
    /// Coffees or pairs, and the people behind: of fewer than five nothing is told to anyone (domain.md 7.3).
    Coffees {
        number: usize,
        people: usize,
    },
    /// "We used this too", by so many people, of so many stories.
    Reuses {
        number: usize,
        people: usize,
        stories: usize,
    },
    /// Sessions, stories, kinds, teams or results, of so many where there is a whole.
    Exact {
        number: usize,
        of: Option<usize>,
        base: String,
    },
    Hours {
        minutes: usize,
        people: usize,
        sessions: usize,
    },
    /// A share of people, of so many who came.
    Share {
        split: Split,
        base: &'static str,
        came: usize,
    },
    Across {
        found: Option<Mixing>,
        came: usize,
    },
    Mixing {
        found: Option<Mixing>,
        came: usize,
    },
    /// Favourable answers, all of them, and the people behind.
    Pulse(Option<PulseShare>),
    /// How unevenly contributions are spread, in one number or another.
    Contributions {
        found: Option<Concentration>,
        part: fn(&Concentration) -> f64,
    },
    /// Who came of those a community is for; of nobody where that is not said.
    Reach {
        came: usize,
        audience: usize,
    },
    /// Who came and who had said yes, together.
    Ratio {
        part: usize,
        whole: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PulseShare {
    pub part: usize,
    pub whole: usize,
    pub people: usize,
}

/// What kind of number is told, for the words of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ToldNumber {
    Count(Count),
    Share(Share),
    Exact(usize),
}

/// A measured number in words.
#[derive(Clone, Debug)]
pub struct ShownMeasure {
    pub value: String,
    pub unit: String,
    /// From how many.
    pub base: String,
    number: ToldNumber,
}

impl MetricMeasure {
    pub fn told(&self, precision: Precision) -> ShownMeasure {
        match self {
            Self::People { number, people } => people_told(*number, *people, precision),
            Self::Coffees { number, people } => coffees_told(*number, *people),
            Self::Reuses { number, people, stories } => {
                let told = people_told(*number, *people, precision);
                let per_story = || {
                    let each = words::count(*stories, "story", "stories");
                    format!("By {}, of {each}", words::count(*people, "person", "people"))
                };
                let base = if precision == Precision::Exact && *number > 0 { per_story() } else { told.base };
                ShownMeasure { base, ..told }
            }
            Self::Exact { number, of, base } => ShownMeasure {
                value: grouped(*number),
                unit: of.map(|of| format!("of {}", grouped(of))).unwrap_or_default(),
                base: base.clone(),
                number: ToldNumber::Exact(*number),
            },
            Self::Hours { minutes, people, sessions } => hours_told(*minutes, *people, *sessions, precision),
            Self::Share { split, base, came } => ShownMeasure::share(
                split.share(precision),
                words::of_those_who_came(split.people, *came, base, precision),
            ),
            Self::Across { found, came } => across_told(*found, *came, precision, |shown| shown.share),
            Self::Mixing { found, came } => {
                across_told(*found, *came, precision, |shown| mixed(shown, precision))
            }
            Self::Pulse(found) => pulse_told(*found, precision),
            Self::Contributions { found, part } => contributions_told(found.as_ref(), *part),
            Self::Reach { came, audience } => reach_told(*came, *audience),
            Self::Ratio { part, whole } => ratio_told(*part, *whole),
        }
    }
}

fn people_told(number: usize, people: usize, precision: Precision) -> ShownMeasure {
    // What fewer than five people did is not counted out to anyone but organisers.
    let count = if (1..FEWEST).contains(&people) && precision == Precision::Rounded {
        Count::Few
    } else {
        precision.count(number)
    };
    let base = if number == people || number == 0 || count == Count::Few {
        String::new()
    } else {
        format!("By {}", precision.count(people).people())
    };
    ShownMeasure { value: count.label(), unit: String::new(), base, number: ToldNumber::Count(count) }
}

/// To the nearest five for organisers, too: they choose any period, and from two of them could take away who said that they
/// met.
fn coffees_told(number: usize, people: usize) -> ShownMeasure {
    let precision = Precision::Rounded;
    let count = match people {
        0 => Count::Nobody,
        1..FEWEST => Count::Few,
        _ => precision.count(number),
    };
    let (value, base) = match count {
        Count::Nobody => ("None".to_owned(), String::new()),
        // Nothing says whether it was one coffee or four.
        Count::Few => ("Too few to tell".to_owned(), String::new()),
        count => (count.label(), format!("Of {}", precision.count(people).people())),
    };
    ShownMeasure { value, unit: String::new(), base, number: ToldNumber::Count(count) }
}

fn hours_told(minutes: usize, people: usize, sessions: usize, precision: Precision) -> ShownMeasure {
    let hours = words::told_hours(minutes, people, sessions, precision);
    let base = match hours {
        Count::Hidden if people >= FEWEST => words::hours_hidden(),
        _ => words::from_people(precision.count(people)),
    };
    let value = if hours == Count::Hidden { "Hidden".to_owned() } else { hours.words_or("0") };
    ShownMeasure { value, unit: String::new(), base, number: ToldNumber::Count(hours) }
}

fn across_told(
    found: Option<Mixing>,
    came: usize,
    precision: Precision,
    of: impl Fn(ShownMixing) -> Share,
) -> ShownMeasure {
    let Some(found) = found else { return ShownMeasure::share(Share::Nobody, String::new()) };
    let shown = ShownMixing::of(found, precision);
    let from = words::of_those_who_met(found.people, came, precision);
    let base = match shown.share {
        Share::Percent(_) => format!("{from}. Expected if teams mixed at random: {}%", shown.expected),
        _ => from,
    };
    ShownMeasure::share(of(shown), base)
}

/// The share of what chance would give, from both as they are shown.
fn mixed(shown: ShownMixing, precision: Precision) -> Share {
    match shown.share {
        Share::Percent(_) if shown.expected == 0 => Share::None,
        Share::Percent(share) => Share::Percent(precision.points(share * 100 / shown.expected)),
        other => other,
    }
}

fn pulse_told(found: Option<PulseShare>, precision: Precision) -> ShownMeasure {
    let fewest = if precision == Precision::Exact { FEWEST } else { usize::from(pulse::ANSWERS_FOR_LEADERS) };
    match found {
        None => ShownMeasure {
            value: "No pulse".to_owned(),
            unit: String::new(),
            base: "None closed in this period".to_owned(),
            number: ToldNumber::Share(Share::Nobody),
        },
        Some(PulseShare { people, .. }) if people < fewest => ShownMeasure {
            value: "Not enough answers".to_owned(),
            unit: String::new(),
            base: format!("Fewer than {fewest} answered"),
            number: ToldNumber::Share(Share::Hidden),
        },
        Some(PulseShare { part, whole, people }) => {
            let percent = crate::impact::suppression::percent(part, whole);
            let base = match precision {
                Precision::Exact => format!("From {people} answers"),
                Precision::Rounded => format!("From {} answers", precision.count(people).label()),
            };
            ShownMeasure::share(Share::Percent(precision.points(percent)), base)
        }
    }
}

/// Of fewer than five people it would say of each what they gave.
fn contributions_told(found: Option<&Concentration>, part: fn(&Concentration) -> f64) -> ShownMeasure {
    let Some(found) = found else {
        return ShownMeasure::share(Share::Nobody, "No one contributed in this period".to_owned());
    };
    if found.people < FEWEST {
        return ShownMeasure {
            value: "Too few to say".to_owned(),
            ..ShownMeasure::share(Share::Hidden, "Fewer than five people came or contributed".to_owned())
        };
    }
    let contributed = words::count(found.contributors, "person", "people");
    let base = format!("{contributed} of {} contributed", grouped(found.people));
    ShownMeasure::share(Share::Percent(words::points(part(found))), base)
}

/// Of a handful of people it would tell who did not come.
fn reach_told(came: usize, audience: usize) -> ShownMeasure {
    let none = |value: &str, base: &str, share: Share| ShownMeasure {
        value: value.to_owned(),
        ..ShownMeasure::share(share, base.to_owned())
    };
    match audience {
        0 => none("Not known", "It isn’t said who the community is for", Share::Nobody),
        1..FEWEST => none("Too few to say", "It is for fewer than five people", Share::Hidden),
        _ => {
            let base = format!("{} of {} came", grouped(came), words::count(audience, "person", "people"));
            ShownMeasure::share(Share::Percent(crate::impact::suppression::percent(came, audience)), base)
        }
    }
}

fn ratio_told(part: usize, whole: usize) -> ShownMeasure {
    if whole == 0 {
        return ShownMeasure::share(Share::Nobody, "No complete list with answers".to_owned());
    }
    let base = format!("{} came, {} had said yes", grouped(part), grouped(whole));
    ShownMeasure::share(Share::Percent(crate::impact::suppression::percent(part, whole)), base)
}

impl ShownMeasure {
    fn share(share: Share, base: String) -> Self {
        let (value, unit) = share_words(share);
        Self { value, unit, base, number: ToldNumber::Share(share) }
    }

    /// The number as it is told, where one is.
    pub fn number(&self) -> Option<usize> {
        match self.number {
            ToldNumber::Count(count) => count.number(),
            ToldNumber::Share(Share::Percent(percent)) => usize::try_from(percent).ok(),
            ToldNumber::Share(_) => None,
            ToldNumber::Exact(number) => Some(number),
        }
    }

    /// "65%", "about 75"
    pub fn label(&self) -> String {
        if self.unit == "%" { format!("{}%", self.value) } else { self.value.clone() }
    }

    /// Against what was told of an earlier period.
    pub fn change(&self, before: &Self, before_words: &str) -> String {
        match (self.number, before.number) {
            (ToldNumber::Count(now), ToldNumber::Count(before)) => change(now, before, before_words),
            (ToldNumber::Share(now), ToldNumber::Share(before)) => share_change(now, before, before_words),
            (ToldNumber::Exact(now), ToldNumber::Exact(before)) => difference(now, before, before_words),
            _ => String::new(),
        }
    }

    /// Beside the mean of what was told of earlier periods: worked out from what was told, it tells no more.
    pub fn beside_usual(&self, earlier: &[Self], precision: Precision) -> String {
        let told: Vec<usize> = earlier.iter().filter_map(Self::number).collect();
        if told.len() < FEWEST_FOR_USUAL {
            return "No baseline yet".to_owned();
        }
        let mean = (told.iter().sum::<usize>() * 2 + told.len()) / (told.len() * 2);
        let usual = match self.number {
            ToldNumber::Share(_) => format!("{}%", rounded(mean, precision)),
            ToldNumber::Count(_) if precision == Precision::Rounded => {
                format!("about {}", grouped(rounded(mean, precision)))
            }
            _ => grouped(mean),
        };
        format!("{} (mean of {} earlier periods)", capital(&usual), words::spelled(told.len()))
    }
}

/// Of one earlier period there is a change, and no baseline.
const FEWEST_FOR_USUAL: usize = 2;

fn rounded(number: usize, precision: Precision) -> usize {
    if precision == Precision::Rounded { crate::impact::suppression::to_five(number) } else { number }
}

#[cfg(test)]
mod tests {
    use super::{MetricMeasure, PulseShare, ShownMeasure};
    use crate::guide::participation::Mixing;
    use crate::impact::suppression::Precision::{Exact, Rounded};

    fn people(number: usize) -> MetricMeasure {
        MetricMeasure::People { number, people: number }
    }

    fn words(measure: &MetricMeasure) -> [String; 2] {
        [Rounded, Exact].map(|precision| measure.told(precision).label())
    }

    #[test]
    fn leaders_read_the_nearest_five_and_never_fewer() {
        assert_eq!(words(&people(97)), ["about 95", "97"]);
        assert_eq!(words(&people(4)), ["Fewer than 5", "4"]);
        assert_eq!(
            words(&MetricMeasure::People { number: 12, people: 4 }),
            ["Fewer than 5", "12"],
            "of four people"
        );
        let hours = |sessions, people| MetricMeasure::Hours { minutes: 6_000, people, sessions };
        assert_eq!(words(&hours(10, 5)), ["about 100", "100"]);
        assert_eq!(words(&hours(9, 5)), ["Hidden", "100"]);
        assert_eq!(words(&hours(10, 4)), ["Hidden", "100"]);
    }

    #[test]
    fn a_pulse_is_told_from_ten_answers_on_and_to_organisers_from_five() {
        let of =
            |people| MetricMeasure::Pulse(Some(PulseShare { part: 2 * people, whole: 3 * people, people }));
        assert_eq!(words(&of(10)), ["65%", "67%"]);
        assert_eq!(words(&of(9)), ["Not enough answers", "67%"]);
        assert_eq!(words(&of(4))[1], "Not enough answers");
        assert_eq!(words(&MetricMeasure::Pulse(None)), ["No pulse", "No pulse"]);
    }

    #[test]
    fn the_mix_is_worked_out_from_the_shares_that_are_shown() {
        let found = Mixing { share: 0.62, expected: 0.78, people: 40, teams: 6, beside_largest: 30 };
        assert_eq!(
            words(&MetricMeasure::Mixing { found: Some(found), came: 40 }),
            ["75%", "79%"],
            "60 of 80, and 62 of 78"
        );
        let few = Mixing { beside_largest: 4, ..found };
        assert_eq!(words(&MetricMeasure::Mixing { found: Some(few), came: 40 })[0], "Few");
    }

    #[test]
    fn the_baseline_is_the_mean_of_what_was_told() {
        let told: Vec<ShownMeasure> = [72, 78, 4, 85].map(|number| people(number).told(Rounded)).into();
        let now = people(90).told(Rounded);
        assert_eq!(
            now.beside_usual(&told, Rounded),
            "About 80 (mean of three earlier periods)",
            "70, 80, 85"
        );
        assert_eq!(now.beside_usual(&told[..1], Rounded), "No baseline yet");
        assert_eq!(now.change(&told[0], "the quarter before"), "About 20 more than in the quarter before");
    }
}
