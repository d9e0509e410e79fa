//! The roadmap: the eight steps from an idea to a community that keeps going, after Emily Webber's talk. Each asks for a
//! few things that the data tick, or an organiser whose community did them elsewhere.

mod actions;
mod counted;
mod evidence;
mod facts;
pub mod jobs;
mod pages;
mod progress;
mod queries;
mod remedies;
mod steps;

use std::collections::HashMap;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgPool;
use sqlx::types::Json;
use time::{Date, Duration, OffsetDateTime};

use crate::communities::roles;
use crate::guide::phases::{self, Assessment, Thresholds};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::CommunityId;
use crate::platform::states::states;
use evidence::{RoadmapResult, results};
use facts::RoadmapFacts;
pub use progress::RoadmapMemory;
use progress::StepState;
use queries::{RoadmapReport, RoadmapRow};

pub use steps::{RoadmapTest, Step};

/// Communities whose whole past is in memory at the same time.
const AT_ONCE: usize = 50;

states! {
    /// The two lists of the eighth step.
    pub enum NoteList {
        Kept = "kept",
        Stopped = "stopped",
    }
}

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/roadmap", get(pages::show))
        .route("/communities/{slug}/roadmap/reports", post(actions::report))
        .route("/communities/{slug}/roadmap/reports/withdrawal", post(actions::withdraw_report))
        .route("/communities/{slug}/roadmap/keep-going", get(pages::keep_going).post(actions::add_note))
        .route("/communities/{slug}/roadmap/keep-going/{note}/removal", post(actions::remove_note))
}

/// A community on its way, as of a moment.
struct Roadmap {
    known: Assessment,
    results: Vec<RoadmapResult>,
    reports: Vec<RoadmapReport>,
    /// As it was written down last, and with what was reached since.
    memory: RoadmapMemory,
    now: RoadmapMemory,
    /// The week it was last held against; none before the first.
    week_on: Option<Date>,
}

impl Roadmap {
    fn state(&self, step: Step, t: &Thresholds) -> StepState {
        self.now.state(step, t, |from| self.known.days(from, self.known.today))
    }
}

/// The roadmaps of communities, held against these numbers: a bounded number of queries for all of them.
async fn roadmaps(
    db: &PgPool,
    communities: &[CommunityId],
    t: &Thresholds,
    now: OffsetDateTime,
) -> Result<Vec<Roadmap>> {
    let known = phases::assessments(db, communities, t, now).await?;
    let ideas = queries::ideas(db, communities, now).await?;
    let mut ideas: HashMap<CommunityId, _> = ideas.into_iter().map(|idea| (idea.community, idea)).collect();
    let deeds = queries::deeds(db, communities, now, t).await?;
    let mut deeds: HashMap<CommunityId, _> =
        deeds.into_iter().map(|deeds| (deeds.community, deeds)).collect();
    let mut remembered: HashMap<CommunityId, RoadmapRow> =
        queries::remembered(db, communities).await?.into_iter().map(|row| (row.community_id, row)).collect();
    let roles = roles::coverage(db, communities).await?;
    let mut reports: HashMap<CommunityId, Vec<RoadmapReport>> = HashMap::new();
    for report in queries::reports(db, communities, now).await? {
        reports.entry(report.community_id).or_default().push(report);
    }
    let roadmaps = known.into_iter().filter_map(|known| {
        let row = remembered.remove(&known.community);
        let (memory, week_on) = row.map_or_else(Default::default, |row| (row.state.0, Some(row.week_on)));
        let reports = reports.remove(&known.community).unwrap_or_default();
        let facts = RoadmapFacts {
            reported: reports.iter().map(|report| (report.test, report.on)).collect(),
            flagged_on: memory.flagged_on,
            idea: ideas.remove(&known.community)?,
            deeds: deeds.remove(&known.community)?,
            roles: roles.get(&known.community).copied().unwrap_or_default(),
        };
        let results = results(&facts, &known, t);
        let now = memory.today(&results, known.today);
        Some(Roadmap { known, results, reports, memory, now, week_on })
    });
    Ok(roadmaps.collect())
}

/// Looks at every community that is not archived: what was reached counts at once, what is missed is held against it once
/// a week. Run twice it changes nothing.
pub async fn follow_all(db: &PgPool, now: OffsetDateTime) -> Result<()> {
    let t = phases::thresholds(db).await?;
    for communities in queries::open(db).await?.chunks(AT_ONCE) {
        let roadmaps = roadmaps(db, communities, &t, now).await?;
        let rows: Vec<RoadmapRow> = roadmaps.iter().map(followed).collect();
        queries::remember(db, &rows, now).await?;
    }
    Ok(())
}

fn followed(roadmap: &Roadmap) -> RoadmapRow {
    let today = roadmap.known.today;
    let monday = today - Duration::days(i64::from(today.weekday().number_days_from_monday()));
    let is_new_week = roadmap.week_on.is_none_or(|week| week < monday);
    let mut memory =
        if is_new_week { roadmap.memory.after_a_week(&roadmap.results, today) } else { roadmap.now };
    if !roadmap.known.flags.is_empty() {
        memory.flagged_on = Some(today);
    }
    let week_on = roadmap.week_on.map_or(monday, |week| week.max(monday));
    RoadmapRow { community_id: roadmap.known.community, week_on, state: Json(memory) }
}

/// Something on the roadmap that other numbers would tick, or no longer tick.
pub struct RoadmapTurn {
    pub name: &'static str,
    pub evidence: String,
    pub met: bool,
}

/// What other thresholds would turn today on the roadmaps of communities that are not archived.
pub async fn threshold_turns(
    db: &PgPool,
    in_force: &Thresholds,
    wanted: &Thresholds,
    now: OffsetDateTime,
) -> Result<HashMap<CommunityId, Vec<RoadmapTurn>>> {
    let mut all = HashMap::new();
    for communities in queries::open(db).await?.chunks(AT_ONCE) {
        let before = roadmaps(db, communities, in_force, now).await?;
        let after = roadmaps(db, communities, wanted, now).await?;
        for (old, new) in before.iter().zip(after) {
            let turned = old.results.iter().zip(new.results).filter(|(old, new)| old.met != new.met);
            let turns: Vec<RoadmapTurn> = turned
                .map(|(_, RoadmapResult { test, met, evidence, .. })| RoadmapTurn {
                    name: test.name(),
                    evidence,
                    met,
                })
                .collect();
            if !turns.is_empty() {
                all.insert(old.known.community, turns);
            }
        }
    }
    Ok(all)
}

/// A community's way in one line, as of the last night.
pub struct RoadmapLine {
    pub met: usize,
    /// The first step that is not met.
    pub next: Option<Step>,
}

impl RoadmapLine {
    /// "3 of 8 steps met. Next: Connect regularly to build trust."
    pub fn label(&self) -> String {
        match self.next {
            Some(next) if self.met == 0 => format!("First step: {}", next.name()),
            Some(next) => format!("{} of 8 steps met. Next: {}", self.met, next.name()),
            None => "All 8 steps met".to_owned(),
        }
    }
}

/// Where a community is today, from what was remembered and the numbers in force.
pub fn line(memory: &RoadmapMemory, t: &Thresholds, today: Date) -> RoadmapLine {
    // Pauses are left to the roadmap's own page.
    let days = |from: Date| i32::try_from((today - from).whole_days()).unwrap_or(i32::MAX);
    let is_met = |step: &Step| memory.state(*step, t, days) == StepState::Met;
    RoadmapLine {
        met: Step::ALL.iter().filter(|step| is_met(step)).count(),
        next: Step::ALL.into_iter().find(|step| !is_met(step)),
    }
}
