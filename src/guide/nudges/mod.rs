//! Nudges: one suggestion to one person, citing its evidence and leading to the place where it can be done in two
//! minutes. They come at a decent hour, seldom, and go by themselves when their reason is gone. None speaks of
//! anybody's absence.

mod actions;
mod choice;
pub mod jobs;
mod kinds;
mod links;
mod mails;
mod outcomes;
mod pages;
mod queries;
mod rules;

use std::collections::{HashMap, HashSet};

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgPool;
use time::OffsetDateTime;

use crate::guide::phases::{self, Standing, Thresholds};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, NudgeId, PersonId};
use kinds::Audience;
use links::{NudgeLink, NudgeRole};
use queries::CommunitySigns;
use rules::NudgeReason;

pub use choice::MOST_MAILS;
pub use kinds::NudgeKind;
pub use outcomes::{NudgeKindTally, NudgeOutcome, tallies};
pub use queries::OwnNudge;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/nudges", get(pages::index))
        .route("/nudges/{nudge}/snooze", post(actions::snooze))
        .route("/nudges/{nudge}/unsnooze", post(actions::unsnooze))
        .route("/nudges/{nudge}/mute", post(actions::mute))
        .route("/nudges/kinds/{kind}/unmute", post(actions::unmute))
}

/// A nudge as the person it is for sees it.
pub struct Nudge {
    pub id: NudgeId,
    /// What it suggests, in a sentence.
    pub title: &'static str,
    /// Why, as it is today.
    pub evidence: String,
    /// Where it can be done, and another way out.
    pub link: NudgeLink,
    pub other: Option<NudgeLink>,
    /// The session of which it asks whether it was worth the time: answered where it is shown.
    pub asks_worth_of: Option<EventId>,
    pub community: String,
    /// Where the community's name leads to.
    pub community_path: String,
}

/// What a nudge of this kind suggests; of none where this program does not know it any more.
pub fn title(kind: Option<NudgeKind>) -> &'static str {
    kind.map_or("A suggestion for your community", NudgeKind::title)
}

/// The nudges that wait for a person, in one community or in all, the most important first and one a community.
/// One whose reason went since they were made is left out at once.
pub async fn open_for(
    db: &PgPool,
    person: PersonId,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> Result<Vec<Nudge>> {
    of_today(db, queries::own(db, person, community, now).await?, now).await
}

/// Of the nudges of a person that were read already, those that wait for them.
pub async fn of_today(db: &PgPool, own: Vec<OwnNudge>, now: OffsetDateTime) -> Result<Vec<Nudge>> {
    let mut open = own;
    open.retain(|own| own.is_open() && own.snoozed_until.is_none_or(|until| until <= now));
    open.sort_by_key(|own| (own.kind, own.made_at));
    let seen = around(db, &open, now).await?;
    let mut spoken_for = HashSet::new();
    let mut nudges: Vec<(CommunityId, Nudge)> =
        open.iter().filter_map(|own| Some((own.community_id, nudge(own, &seen)?))).collect();
    nudges.retain(|(community, _)| spoken_for.insert(*community));
    Ok(nudges.into_iter().map(|(_, nudge)| nudge).collect())
}

/// Suggestions that other numbers would bring to a community, and those they would take away.
#[derive(Default)]
pub struct SuggestionTurns {
    pub new: Vec<&'static str>,
    pub gone: Vec<&'static str>,
}

/// What other thresholds would suggest today, of communities in which that differs.
pub async fn threshold_turns(
    db: &PgPool,
    in_force: &Thresholds,
    wanted: &Thresholds,
    now: OffsetDateTime,
) -> Result<HashMap<CommunityId, SuggestionTurns>> {
    let signs = queries::signs(db, None, now).await?;
    let ids: Vec<CommunityId> = signs.iter().map(|signs| signs.community_id).collect();
    let before = phases::standings(db, &ids, in_force, now).await?;
    let after = phases::standings(db, &ids, wanted, now).await?;
    let before = with_reasons(signs.clone(), &before, in_force, now);
    let after = with_reasons(signs, &after, wanted, now);
    let titles = |these: &CommunityReasons, others: &CommunityReasons| -> Vec<&'static str> {
        let only_here = these.reasons.iter().filter(|reason| others.reason(reason.kind).is_none());
        only_here.map(|reason| reason.kind.title()).collect()
    };
    let turns = before.iter().zip(&after).map(|(old, new)| {
        (old.signs.community_id, SuggestionTurns { new: titles(new, old), gone: titles(old, new) })
    });
    Ok(turns.filter(|(_, turns)| !turns.new.is_empty() || !turns.gone.is_empty()).collect())
}

/// The communities of some nudges, with what is worth suggesting there.
async fn around(db: &PgPool, nudges: &[OwnNudge], now: OffsetDateTime) -> Result<Vec<CommunityReasons>> {
    if nudges.is_empty() {
        return Ok(Vec::new());
    }
    let communities: Vec<CommunityId> = nudges.iter().map(|own| own.community_id).collect();
    let (around, _) = communities_with_reasons(db, Some(&communities), now).await?;
    Ok(around)
}

/// An open nudge as it is today; nothing when its reason is gone, or the person can do nothing about it any more.
fn nudge(own: &OwnNudge, seen: &[CommunityReasons]) -> Option<Nudge> {
    let kind = own.kind?;
    let community = seen.iter().find(|community| community.signs.community_id == own.community_id)?;
    let reason = community.reasons.iter().find(|reason| reason.is_of(kind, own.event_id))?;
    let may_act = match kind.audience() {
        Audience::Founder => own.founder && own.organiser,
        Audience::Organisers => own.organiser,
        Audience::Newcomer => !own.answered,
        Audience::FirstTimer => !own.said_worth,
        Audience::Sponsor => own.sponsor,
        Audience::OrganisersThenCore | Audience::OneAttendee | Audience::Everyone => true,
    };
    let (signs, reader) = (&community.signs, NudgeRole::of(own.organiser));
    may_act.then(|| Nudge {
        id: own.id,
        title: kind.title(),
        evidence: reason.evidence.clone(),
        link: links::link(kind, signs, own.event_id, reader),
        other: links::other_link(kind, signs, reader),
        asks_worth_of: own.event_id.filter(|_| kind == NudgeKind::Worth),
        community: signs.name.clone(),
        community_path: links::community_path(kind, &signs.slug),
    })
}

/// A community, and what is worth suggesting to its people.
struct CommunityReasons {
    signs: CommunitySigns,
    reasons: Vec<NudgeReason>,
}

impl CommunityReasons {
    fn reason(&self, kind: NudgeKind) -> Option<&NudgeReason> {
        self.reasons.iter().find(|reason| reason.kind == kind)
    }
}

/// What there is to suggest in living communities, all of them or some, by the numbers in force; and those.
async fn communities_with_reasons(
    db: &PgPool,
    communities: Option<&[CommunityId]>,
    now: OffsetDateTime,
) -> Result<(Vec<CommunityReasons>, Thresholds)> {
    let signs = queries::signs(db, communities, now).await?;
    let ids: Vec<CommunityId> = signs.iter().map(|signs| signs.community_id).collect();
    let (standings, t) = phases::standings_in_force(db, &ids, now).await?;
    Ok((with_reasons(signs, &standings, &t, now), t))
}

fn with_reasons(
    signs: Vec<CommunitySigns>,
    standings: &HashMap<CommunityId, Standing>,
    t: &Thresholds,
    now: OffsetDateTime,
) -> Vec<CommunityReasons> {
    let with_reasons = signs.into_iter().map(|signs| {
        let standing = standings.get(&signs.community_id);
        let reasons = standing.map_or_else(Vec::new, |standing| rules::reasons(&signs, standing, t, now));
        CommunityReasons { signs, reasons }
    });
    with_reasons.collect()
}
