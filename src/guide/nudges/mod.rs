//! Nudges: one suggestion to one person, citing its evidence and leading to the place where it can be done in two
//! minutes. They come at a decent hour, seldom, and go by themselves when their reason is gone. None speaks of
//! anybody's absence.

mod actions;
mod choice;
pub mod jobs;
mod mails;
mod queries;
mod rules;

use axum::Router;
use axum::routing::post;
use sqlx::PgPool;
use time::OffsetDateTime;

use crate::guide::phases;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, NudgeId, PersonId};
use rules::{CommunitySigns, NudgeKind, NudgeReason};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/nudges/{nudge}/snooze", post(actions::snooze))
        .route("/nudges/{nudge}/mute", post(actions::mute))
}

/// A nudge as the person it is for sees it.
pub struct Nudge {
    pub id: NudgeId,
    /// What it suggests, in a sentence.
    pub title: &'static str,
    /// Why, as it is today.
    pub evidence: String,
    /// Where it can be done, and the words of the button that leads there.
    pub path: String,
    pub button: &'static str,
    pub community: String,
    pub slug: String,
}

/// What a nudge of this kind, as it is stored, suggests.
pub fn title(kind: &str) -> &'static str {
    kind.parse::<NudgeKind>().map_or("A suggestion for your community", NudgeKind::title)
}

/// The nudges that wait for a person, in one community or in all, the most important first. One whose reason
/// went since they were made is left out at once.
pub async fn open_for(
    db: &PgPool,
    person: PersonId,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> Result<Vec<Nudge>> {
    let mut open = queries::open_for(db, person, community, now).await?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let communities: Vec<CommunityId> = open.iter().map(|open| open.community_id).collect();
    let seen = communities_with_reasons(db, Some(&communities), now).await?;
    open.sort_by_key(|open| (open.kind.parse::<NudgeKind>().ok(), open.made_at));
    let nudges = open.into_iter().filter_map(|open| {
        let kind: NudgeKind = open.kind.parse().ok()?;
        let CommunityReasons { signs, reasons } =
            seen.iter().find(|community| community.signs.community_id == open.community_id)?;
        let reason = reasons.iter().find(|reason| reason.is_of(kind, open.event_id))?;
        Some(Nudge {
            id: open.id,
            title: kind.title(),
            evidence: reason.evidence.clone(),
            path: kind.path(&signs.slug),
            button: kind.button(),
            community: signs.name.clone(),
            slug: signs.slug.clone(),
        })
    });
    Ok(nudges.collect())
}

/// A community, and what is worth suggesting to its organisers.
struct CommunityReasons {
    signs: CommunitySigns,
    reasons: Vec<NudgeReason>,
}

/// What there is to suggest in living communities, all of them or some.
async fn communities_with_reasons(
    db: &PgPool,
    communities: Option<&[CommunityId]>,
    now: OffsetDateTime,
) -> Result<Vec<CommunityReasons>> {
    let signs = queries::signs(db, communities, now).await?;
    // The phase is asked for only where it decides.
    let open: Vec<CommunityId> = signs
        .iter()
        .filter(|signs| rules::may_have_reasons(signs, now))
        .map(|signs| signs.community_id)
        .collect();
    let phases = phases::for_organisers(db, &open, now).await?;
    let with_reasons = signs.into_iter().map(|signs| {
        let phase = phases.get(&signs.community_id);
        let reasons = phase.map_or_else(Vec::new, |phase| rules::reasons(&signs, *phase, now));
        CommunityReasons { signs, reasons }
    });
    Ok(with_reasons.collect())
}
