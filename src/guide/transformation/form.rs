use jiff::tz::TimeZone;
use serde::Deserialize;
use time::format_description::well_known::Iso8601;
use time::{Date, Duration};

use super::TransformationWay;
use super::rules::{
    ANNOUNCED_DAYS, ClosingPlan, FURTHEST_DAYS, PausePlan, TransformationDecision, day_words,
};
use crate::communities::rules::{CADENCES, cadence_words};
use crate::communities::{Community, CommunityFocus, Purpose};
use crate::platform::web::{Problems, when};

/// The form of every way, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TransformationForm {
    /// The number this decision would take in the community.
    pub number: i32,
    pub name: String,
    pub who: String,
    pub practice: String,
    pub why_now: String,
    pub cadence: String,
    pub from: String,
    pub until: String,
    pub reason: String,
    pub closes_on: String,
    pub thanks: String,
    pub where_next: String,
    pub then: DecisionButton,
}

/// The button that was clicked on the form of a decision.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionButton {
    /// Shows what the decision would come to.
    Preview,
    #[default]
    Edit,
    Confirm,
}

impl TransformationForm {
    pub fn blank(community: &Community, today: Date, number: i32) -> Self {
        Self {
            number,
            name: community.name.clone(),
            who: community.who.clone(),
            practice: community.practice.clone(),
            why_now: community.why_now.clone(),
            cadence: community.cadence_days.map(|days| days.to_string()).unwrap_or_default(),
            from: today.to_string(),
            closes_on: today.saturating_add(Duration::days(ANNOUNCED_DAYS)).to_string(),
            ..Self::default()
        }
    }

    /// What the select offers, "not yet" first.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    pub fn cadences(&self) -> Vec<(String, &'static str)> {
        std::iter::once((String::new(), cadence_words(None)))
            .chain(CADENCES.iter().map(|(days, words)| (days.to_string(), *words)))
            .collect()
    }

    /// The decision, when nothing is wrong with it.
    pub fn read(
        &self,
        way: TransformationWay,
        community: &Community,
        today: Date,
        problems: &mut Problems,
    ) -> Option<TransformationDecision> {
        let decision = match way {
            TransformationWay::Renew => Some(TransformationDecision::Renew),
            TransformationWay::Refocus => Some(self.refocus(community, problems)),
            TransformationWay::Pause => {
                self.pause(community, today, problems).map(TransformationDecision::Pause)
            }
            // They have forms of their own.
            TransformationWay::Split | TransformationWay::Merge => None,
            TransformationWay::Close => {
                let zone = when::zone_or_utc(&community.zone);
                self.close(today, &zone, problems).map(TransformationDecision::Close)
            }
        };
        decision.filter(|_| problems.is_empty())
    }

    fn refocus(&self, community: &Community, problems: &mut Problems) -> TransformationDecision {
        let Purpose { who, practice, why_now } =
            Purpose::read(&self.who, &self.practice, &self.why_now, problems);
        if practice.is_empty() {
            problems.add("practice", "Enter what you practise together from now on.");
        }
        let cadence_days =
            self.cadence.parse().ok().filter(|days| CADENCES.iter().any(|(known, _)| known == days));
        if cadence_days.is_none() && !self.cadence.is_empty() {
            problems.add("cadence", "Choose how often you plan to meet.");
        }
        let name = problems.line("name", &self.name, 2..=80, "Enter a name of at least 2 characters.");
        let after = CommunityFocus { name, who, practice, why_now, cadence_days };
        let before = community.focus();
        if after == before {
            problems.add("practice", "Nothing is different yet. Change the purpose, the name or the rhythm.");
        }
        TransformationDecision::Refocus { before, after }
    }

    fn pause(&self, community: &Community, today: Date, problems: &mut Problems) -> Option<PausePlan> {
        if community.paused_from.is_some() {
            problems.add("from", "The community is paused already. Resume it on its edit page first.");
        }
        let from = day(&self.from).filter(|from| *from >= today);
        if from.is_none() {
            problems.add("from", "Choose today or a later day.");
        }
        let until = day(&self.until);
        let is_before = from.zip(until).is_some_and(|(from, until)| until < from);
        if is_before || (until.is_none() && !self.until.is_empty()) {
            problems.add("until", "Choose the first day of the pause or a later day, or leave it empty.");
        }
        let reason = problems.line("reason", &self.reason, 1..=200, "Say in a sentence why you pause.");
        Some(PausePlan { from: from?, until, reason })
    }

    fn close(&self, today: Date, zone: &TimeZone, problems: &mut Problems) -> Option<ClosingPlan> {
        let first = today.saturating_add(Duration::days(ANNOUNCED_DAYS));
        let last = today.saturating_add(Duration::days(FURTHEST_DAYS));
        let on = day(&self.closes_on).filter(|on| (first..=last).contains(on));
        if on.is_none() {
            let words = format!("Choose a day from {} to {}.", day_words(first), day_words(last));
            problems.add("closes_on", words);
        }
        let thanks = problems.text("thanks", &self.thanks, 1000);
        if thanks.is_empty() {
            problems.add("thanks", "Write a few words of thanks to your members.");
        }
        let where_next = problems.line("where_next", &self.where_next, 0..=300, "");
        ClosingPlan::on(on?, zone, &thanks, &where_next)
    }
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text, &Iso8601::DATE).ok()
}
