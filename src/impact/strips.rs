//! The stages of communities, as small drawings of the last twelve months. Each on its own way, in the order of
//! the alphabet: they are not ranked.

use jiff::civil::Date;

use super::queries::NamedCommunity;
use crate::guide::phases::{CommunityPhase, Phase};
use crate::platform::web::when;

/// One phase for some months; places in percent.
pub struct PhaseBar {
    pub phase: &'static str,
    /// Its place among the five.
    pub rank: u8,
    pub x: String,
    pub width: String,
    pub y: &'static str,
}

/// A community as leaders see it.
pub struct Strip {
    pub name: String,
    pub slug: String,
    pub phase: &'static str,
    pub phase_name: &'static str,
    /// "since September", "in review since October"
    pub since: String,
    /// That it is paused, or when it last met; nothing where it meets.
    pub silence: Option<String>,
    pub steps: Vec<PhaseBar>,
}

impl Strip {
    pub fn of(
        community: &NamedCommunity,
        shown: &CommunityPhase,
        silence: Option<String>,
        today: Date,
    ) -> Self {
        let since = when::from_date(shown.since);
        let month = since.strftime(if since.year() == today.year() { "%B" } else { "%B %Y" });
        Self {
            name: community.name.clone(),
            slug: community.slug.clone(),
            phase: shown.phase.as_str(),
            phase_name: shown.phase.name(),
            since: if shown.in_review {
                format!("in review since {month}")
            } else {
                format!("since {month}")
            },
            silence,
            steps: steps(&shown.year),
        }
    }
}

/// Months in a row of one phase are one bar, a little short of the next.
fn steps(year: &[Option<Phase>]) -> Vec<PhaseBar> {
    let mut steps = Vec::new();
    let mut month = 0_u32;
    let months = f64::from(u32::try_from(year.len()).unwrap_or(12).max(1));
    for same in year.chunk_by(|a, b| a == b) {
        let length = u32::try_from(same.len()).unwrap_or_default();
        if let Some(phase) = same[0] {
            let (x, width) = (100.0 * f64::from(month) / months, 100.0 * f64::from(length) / months - 0.6);
            steps.push(PhaseBar {
                phase: phase.as_str(),
                rank: rank(phase),
                x: format!("{x:.1}%"),
                width: format!("{width:.1}%"),
                y: height(phase),
            });
        }
        month += length;
    }
    steps
}

fn rank(phase: Phase) -> u8 {
    match phase {
        Phase::Potential => 0,
        Phase::Forming => 1,
        Phase::Maturing => 2,
        Phase::SelfSustaining => 3,
        Phase::Transformation => 4,
    }
}

fn height(phase: Phase) -> &'static str {
    match phase {
        Phase::Potential => "85%",
        Phase::Forming => "65%",
        Phase::Maturing => "45%",
        Phase::SelfSustaining => "25%",
        Phase::Transformation => "5%",
    }
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::guide::phases::Phase::{Forming, Maturing};

    #[test]
    fn months_of_one_phase_are_one_bar() {
        let mut year = [None; 12];
        year[3..9].fill(Some(Forming));
        year[9..].fill(Some(Maturing));
        let drawn: Vec<_> =
            steps(&year).into_iter().map(|step| (step.phase, step.x, step.width, step.y)).collect();
        assert_eq!(
            drawn,
            [
                ("forming", "25.0%".to_owned(), "49.4%".to_owned(), "65%"),
                ("maturing", "75.0%".to_owned(), "24.4%".to_owned(), "45%")
            ]
        );
    }
}
