use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use time::Duration;

use super::queries::{self, BarrierStories, TriedPlay};
use super::rules::{self, BehaviourSign, FoundBarrier};
use super::{Play, PlayState};
use crate::communities::{Community, Organising, SeenCommunity};
use crate::guide::phases;
use crate::learning::pulse::{self, BarrierScore, PulseBar, PulsePrecision, PulseScores, PulseTrend};
use crate::learning::stories::Barrier;
use crate::organisation::logins::{Leader, SignedIn};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::Shell;

/// Stories count as long as in the phases.
const STORIES_OF: Duration = Duration::days(180);

/// What a pulse said of a barrier.
pub struct BarrierReading {
    pub favourable: String,
    pub answers: String,
    pub bar: PulseBar,
    pub trend: Option<PulseTrend>,
}

/// A barrier with everything that speaks of it.
pub struct BarrierView {
    pub barrier: Barrier,
    pub reading: Option<BarrierReading>,
    pub signs: Vec<BehaviourSign>,
    pub stories: i64,
    pub plays: Vec<Play>,
}

impl BarrierView {
    /// "3 stories say that it helped with trust"
    pub fn stories_in_words(&self) -> String {
        let barrier = self.barrier.name().to_lowercase();
        match self.stories {
            0 => format!("No story in half a year says that it helped with {barrier}"),
            1 => format!("1 story in half a year says that it helped with {barrier}"),
            stories => format!("{stories} stories in half a year say that it helped with {barrier}"),
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "guide/barriers/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    found: Option<FoundBarrier>,
    views: Vec<BarrierView>,
    has_pulse: bool,
}

pub async fn show(Organising(seen): Organising, State(app): State<App>) -> Result<ShowPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let t = phases::thresholds(&app.db).await?;
    let mut known = phases::assessments(&app.db, &[community.id], &t, shell.now).await?;
    let signals = known.pop().ok_or(Error::NotFound)?.signals;
    let signs = rules::signs(&signals, &t);
    let rounds = pulse::scores(&app.db, Some(community.id), shell.now, 2).await?;
    let stories = queries::stories(&app.db, Some(community.id), shell.now - STORIES_OF).await?;
    let trying: Vec<Play> = queries::of_community(&app.db, community.id)
        .await?
        .iter()
        .filter(|row| row.state == PlayState::Trying)
        .map(|row| row.play)
        .collect();
    let latest = rounds.first().map(|(_, scores)| scores.barriers()).unwrap_or_default();
    let found = rules::find(pulse::weakest(&latest).map(|score| score.barrier), &signs);
    let scores: Vec<&PulseScores> = rounds.iter().map(|(_, scores)| scores).collect();
    let mut views: Vec<BarrierView> = Barrier::ALL
        .into_iter()
        .map(|barrier| BarrierView {
            barrier,
            reading: reading(barrier, &scores, PulsePrecision::Exact),
            signs: signs.iter().filter(|sign| sign.barrier == barrier).cloned().collect(),
            stories: told(&stories, barrier),
            plays: rules::suggested(barrier, &trying),
        })
        .collect();
    // The one to work on stands first.
    views.sort_by_key(|view| found.is_none_or(|found| found.barrier != view.barrier));
    Ok(ShowPage { shell, community, found, views, has_pulse: !rounds.is_empty() })
}

fn told(stories: &[BarrierStories], barrier: Barrier) -> i64 {
    stories.iter().find(|told| told.barrier == barrier).map_or(0, |told| told.stories)
}

fn reading(barrier: Barrier, rounds: &[&PulseScores], precision: PulsePrecision) -> Option<BarrierReading> {
    let score = rounds.first()?.barrier(barrier)?;
    let before = rounds.get(1).and_then(|scores| scores.barrier(barrier));
    Some(BarrierReading {
        favourable: score.favourable_words(precision),
        answers: score.answers_words(precision),
        bar: PulseBar::of(score.spread(), precision),
        trend: before.as_ref().and_then(|before: &BarrierScore| pulse::trend(before, &score)),
    })
}

/// The organisation by barrier, for leaders.
#[derive(Template, WebTemplate)]
#[template(path = "guide/barriers/organisation.html")]
pub struct OrganisationPage {
    shell: Shell,
    weakest: Option<Barrier>,
    views: Vec<BarrierView>,
    tried: Vec<TriedPlay>,
    has_pulse: bool,
}

impl OrganisationPage {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    fn tried_against(&self, barrier: &Barrier) -> Vec<&TriedPlay> {
        self.tried.iter().filter(|tried| tried.play.barrier() == *barrier).collect()
    }
}

impl TriedPlay {
    /// "2 communities"
    fn label(&self) -> String {
        if self.communities == 1 {
            "1 community".to_owned()
        } else {
            format!("{} communities", self.communities)
        }
    }
}

pub async fn of_organisation(Leader(who): Leader, State(app): State<App>) -> Result<OrganisationPage> {
    let SignedIn { shell, .. } = who;
    let rounds = pulse::scores(&app.db, None, shell.now, 2).await?;
    let stories = queries::stories(&app.db, None, shell.now - STORIES_OF).await?;
    let tried = queries::tried(&app.db).await?;
    let latest = rounds.first().map(|(_, scores)| scores.barriers()).unwrap_or_default();
    let weakest = pulse::weakest(&latest).map(|score| score.barrier);
    let scores: Vec<&PulseScores> = rounds.iter().map(|(_, scores)| scores).collect();
    let view = |barrier| BarrierView {
        barrier,
        reading: reading(barrier, &scores, PulsePrecision::NearestFive),
        signs: Vec::new(),
        stories: told(&stories, barrier),
        plays: Vec::new(),
    };
    let mut views: Vec<BarrierView> = Barrier::ALL.into_iter().map(view).collect();
    views.sort_by_key(|view| weakest.is_none_or(|weakest| weakest != view.barrier));
    Ok(OrganisationPage { shell, weakest, views, tried, has_pulse: !rounds.is_empty() })
}
