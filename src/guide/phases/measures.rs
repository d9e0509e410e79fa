//! The words and units in which values are held against thresholds.

use serde::{Deserialize, Serialize};

use super::{signals::Signals, thresholds::Unit};
use crate::platform::states::states;

states! {
    /// What a test measures.
    pub enum TestName {
        Purpose = "purpose",
        Members = "members",
        Newcomers = "newcomers",
        Teams = "teams",
        TeamShare = "team_share",
        Mixing = "mixing",
        Held = "held",
        Sessions = "n",
        LongSessions = "long_n",
        Gap = "gap",
        Age = "age",
        Rhythm = "rhythm",
        Repeat = "repeat",
        Core = "core",
        Returned = "returned",
        Decline = "decl",
        Recovery = "recovery",
        LowWeeks = "fading",
        Hosts = "hosts",
        HostShare = "top",
        Solo = "solo",
        Helpers = "orgs",
        OrganiserShare = "otop",
        Organisers = "organisers",
        Stories = "stories",
        Authors = "authors",
        StoriesLately = "stories_lately",
    }
}

/// One measured value held against one number.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    pub name: TestName,
    /// Plain English, such as "Different hosts in the last 6 months".
    pub label: String,
    pub value: Option<f64>,
    pub comparison: Comparison,
    pub threshold: f64,
    /// An undefined value meets nothing.
    pub met: bool,
    pub unit: Unit,
    /// Days in one of the community's usual intervals, for a value that counts them.
    pub interval: Option<f64>,
    /// `None` is required. Otherwise the choice it belongs to: a choice holds when all its tests
    /// are met, and only some of the choices have to hold.
    pub choice: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
}

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    pub comparison: Comparison,
    pub threshold: f64,
}

impl Comparison {
    fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::AtLeast => value >= threshold,
            Self::AtMost => value <= threshold,
            Self::MoreThan => value > threshold,
            Self::LessThan => value < threshold,
        }
    }
}

impl Test {
    pub fn new(
        name: TestName,
        label: impl Into<String>,
        value: Option<f64>,
        Limit { comparison, threshold }: Limit,
        unit: Unit,
    ) -> Self {
        let met = value.is_some_and(|value| comparison.holds(value, threshold));
        Self {
            name,
            label: label.into(),
            value,
            comparison,
            threshold,
            met,
            unit,
            interval: None,
            choice: None,
        }
    }

    pub fn choice(self, choice: &'static str) -> Self {
        Self { choice: Some(choice), ..self }
    }

    /// Read in days, not in usual intervals.
    pub fn in_days(self, interval: f64) -> Self {
        Self { interval: Some(interval), ..self }
    }

    pub fn required(&self) -> bool {
        self.choice.is_none()
    }

    /// The value as people read it.
    pub fn value_text(&self) -> String {
        match (self.value, self.interval) {
            (None, _) => "not known yet".to_owned(),
            (Some(value), None) => self.unit.text(value),
            (Some(value), Some(days)) => match (value * days).round() {
                0.0 => "today".to_owned(),
                days => format!("{} ago", Unit::Days.text(days)),
            },
        }
    }

    /// What follows the value on the page: " (needs 4)", " (limit 24 days)"; nothing beside a yes or a no.
    pub fn needs_text(&self) -> String {
        match (self.unit, self.comparison) {
            (Unit::YesNo, _) => String::new(),
            (_, Comparison::AtMost) => format!(" (limit {})", self.threshold_number()),
            _ => format!(" (needs {})", self.threshold_text()),
        }
    }

    fn threshold_number(&self) -> String {
        match self.interval {
            None => self.unit.text(self.threshold),
            // Days are whole, so what is at most 24.5 days is at most 24.
            Some(days) => Unit::Days.text((self.threshold * days).floor()),
        }
    }

    /// The number it is held against as people read it, such as "40% or less".
    pub fn threshold_text(&self) -> String {
        let number = self.threshold_number();
        match self.comparison {
            Comparison::AtLeast => number,
            Comparison::AtMost => format!("{number} or less"),
            Comparison::MoreThan => format!("more than {number}"),
            Comparison::LessThan => format!("less than {number}"),
        }
    }
}

impl Unit {
    /// A number in this unit as people read it: no more decimals than tell it from its threshold.
    pub fn text(self, value: f64) -> String {
        match self {
            Self::Count => trimmed(value, 1),
            Self::Days => numbered(value, "day"),
            Self::Weeks => numbered(value, "week"),
            Self::Share => format!("{}%", trimmed(value * 100.0, 1)),
            Self::Cadences => format!("{} intervals", trimmed(value, 2)),
            Self::Ratio => trimmed(value, 2),
            Self::YesNo => if value > 0.0 { "yes" } else { "no" }.to_owned(),
        }
    }
}

fn numbered(value: f64, noun: &str) -> String {
    let number = trimmed(value, 1);
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The signals, each with the words and the unit it is tested in.
#[derive(Clone, Copy)]
pub struct MeasuredSignals<'a>(pub &'a Signals);

impl MeasuredSignals<'_> {
    pub fn purpose(self) -> Test {
        let purpose = Some(f64::from(u8::from(self.0.purpose_set)));
        Test::new(TestName::Purpose, "Purpose written", purpose, at_least(1.0), Unit::YesNo)
    }

    pub fn held(self, threshold: f64) -> Test {
        let held = Some(self.0.held.into());
        Test::new(TestName::Held, "Sessions held", held, at_least(threshold), Unit::Count)
    }

    pub fn sessions(self, comparison: Comparison, threshold: f64) -> Test {
        let label = format!("Sessions in the last {}", self.short());
        Test::new(
            TestName::Sessions,
            label,
            Some(self.0.n.into()),
            Limit { comparison, threshold },
            Unit::Count,
        )
    }

    pub fn age(self, comparison: Comparison, threshold: f64) -> Test {
        let label = "Time since the first session";
        Test::new(TestName::Age, label, self.0.age, Limit { comparison, threshold }, Unit::Days)
    }

    pub fn rhythm(self, threshold: f64) -> Test {
        let label = format!("Sessions held, as a share of those planned, last {}", self.short());
        Test::new(TestName::Rhythm, label, self.0.rhythm, at_least(threshold), Unit::Share)
    }

    pub fn gap(self, comparison: Comparison, threshold: f64) -> Test {
        let label = "Last session";
        Test::new(TestName::Gap, label, self.0.gap, Limit { comparison, threshold }, Unit::Cadences)
            .in_days(self.0.cadence)
    }

    pub fn repeat(self, threshold: f64) -> Test {
        let label = format!("People who came again in the last {}", self.short());
        Test::new(TestName::Repeat, label, self.0.repeat, at_least(threshold), Unit::Share)
    }

    pub fn core(self, threshold: f64) -> Test {
        let label = format!("People at half of the sessions or more, last {}", self.short());
        let core = self.0.core.map(f64::from);
        Test::new(TestName::Core, label, core, at_least(threshold), Unit::Count)
    }

    pub fn hosts(self, threshold: f64) -> Test {
        let label = format!("Different hosts in the last {}", self.long());
        Test::new(TestName::Hosts, label, Some(self.0.hosts.into()), at_least(threshold), Unit::Count)
    }

    pub fn host_share(self, comparison: Comparison, threshold: f64) -> Test {
        let label = format!("Share of sessions with the busiest host, last {}", self.long());
        Test::new(TestName::HostShare, label, self.0.top, Limit { comparison, threshold }, Unit::Share)
    }

    pub fn helpers(self, threshold: f64) -> Test {
        let label = format!("People doing organising work in the last {}", self.long());
        Test::new(TestName::Helpers, label, Some(self.0.orgs.into()), at_least(threshold), Unit::Count)
    }

    pub fn organiser_share(self, comparison: Comparison, threshold: f64) -> Test {
        let label = format!("Share of organising work done by the busiest person, last {}", self.long());
        Test::new(TestName::OrganiserShare, label, self.0.otop, Limit { comparison, threshold }, Unit::Share)
    }

    pub fn solo(self, threshold: f64) -> Test {
        let label = format!("Well-attended sessions without the founder, last {}", self.long());
        Test::new(TestName::Solo, label, Some(self.0.solo.into()), at_least(threshold), Unit::Count)
    }

    pub fn teams(self, threshold: f64) -> Test {
        let label = format!("Teams at sessions in the last {}", self.short());
        Test::new(TestName::Teams, label, Some(self.0.teams.into()), at_least(threshold), Unit::Count)
    }

    pub fn members(self, comparison: Comparison, threshold: f64) -> Test {
        let members = Some(self.0.members.into());
        Test::new(
            TestName::Members,
            "Members and interested people who came",
            members,
            Limit { comparison, threshold },
            Unit::Count,
        )
    }

    pub fn newcomers(self, comparison: Comparison, threshold: f64) -> Test {
        let label = format!("Newcomers in the last {}", self.short());
        let newcomers = Some(self.0.newcomers.into());
        Test::new(TestName::Newcomers, label, newcomers, Limit { comparison, threshold }, Unit::Count)
    }

    pub fn stories(self, window: f64, threshold: f64) -> Test {
        let label = format!("Stories in the last {}", months(window));
        Test::new(TestName::Stories, label, Some(self.0.stories.into()), at_least(threshold), Unit::Count)
    }

    pub fn authors(self, threshold: f64) -> Test {
        let authors = Some(self.0.authors.into());
        Test::new(TestName::Authors, "People who wrote them", authors, at_least(threshold), Unit::Count)
    }

    pub fn decline(self, threshold: f64) -> Test {
        let label = "Recent attendance, compared with the best period of the past year";
        let at_most = Limit { comparison: Comparison::AtMost, threshold };
        Test::new(TestName::Decline, label, self.0.decl, at_most, Unit::Share)
    }

    /// Recent attendance against the best spell before transformation.
    pub fn recovery(self, peak: f64, share: f64) -> Test {
        let label = "Recent attendance, compared with the best period before";
        let recovered = self.0.recent.map(|recent| recent / peak);
        Test::new(TestName::Recovery, label, recovered, at_least(share), Unit::Share)
    }

    pub fn long_sessions(self, comparison: Comparison, threshold: f64) -> Test {
        let label = format!("Sessions in the last {}", self.long());
        Test::new(
            TestName::LongSessions,
            label,
            Some(self.0.long_n.into()),
            Limit { comparison, threshold },
            Unit::Count,
        )
    }

    pub fn organisers(self, comparison: Comparison, threshold: f64) -> Test {
        let organisers = Some(self.0.organisers.into());
        Test::new(
            TestName::Organisers,
            "Organisers",
            organisers,
            Limit { comparison, threshold },
            Unit::Count,
        )
    }

    pub fn team_share(self, comparison: Comparison, threshold: f64) -> Test {
        let label = format!("Largest team's share of attendance, last {}", self.short());
        Test::new(TestName::TeamShare, label, self.0.team_share, Limit { comparison, threshold }, Unit::Share)
    }

    pub fn mixing(self, comparison: Comparison, threshold: f64) -> Test {
        let label = "Contacts across teams, compared with random mixing";
        Test::new(TestName::Mixing, label, self.0.mixing, Limit { comparison, threshold }, Unit::Share)
    }

    pub fn returned(self, comparison: Comparison, threshold: f64) -> Test {
        let label = format!("Newcomers who came back, last {}", self.short());
        Test::new(TestName::Returned, label, self.0.returned, Limit { comparison, threshold }, Unit::Share)
    }

    /// None at all within the window.
    pub fn stories_lately(self, window: f64) -> Test {
        let label = format!("Stories in the last {}", months(window));
        let stories = Some(self.0.stories_lately.into());
        Test::new(
            TestName::StoriesLately,
            label,
            stories,
            Limit { comparison: Comparison::LessThan, threshold: 1.0 },
            Unit::Count,
        )
    }

    fn short(self) -> String {
        months(self.0.short_window)
    }

    fn long(self) -> String {
        months(self.0.long_window)
    }
}

/// A window in words: whole months of thirty days.
fn months(days: f64) -> String {
    numbered((days / 30.0).round(), "month")
}

fn at_least(threshold: f64) -> Limit {
    Limit { comparison: Comparison::AtLeast, threshold }
}

#[cfg(test)]
mod tests;
