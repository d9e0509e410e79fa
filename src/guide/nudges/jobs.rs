use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::choice::{Candidate, Mute, PastNudge, choose};
use super::queries::{self, EarlierNudge, NewNudges, Organiser};
use super::rules::{self, CommunitySigns, NudgeKind, NudgeReason};
use super::{CommunityReasons, communities_with_reasons, mails};
use crate::notices::{self, Paper};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, NudgeId, PersonId};
use crate::platform::jobs::Job;
use crate::platform::mail;
use crate::platform::web::when;

/// What there is to suggest, and to whom.
struct PossibleNudges {
    communities: Vec<CommunityReasons>,
    organisers: Vec<Organiser>,
}

/// Something that could be suggested to an organiser.
struct Possible<'a> {
    signs: &'a CommunitySigns,
    reason: &'a NudgeReason,
    to: &'a Organiser,
}

/// Takes back what is no longer true, and suggests what is worth it to people for whom it is a decent hour.
#[derive(Default, Deserialize, Serialize)]
pub struct SuggestNudges {}

impl Job for SuggestNudges {
    const KIND: &'static str = "nudges";

    async fn run(&self, app: &App) -> Result<()> {
        suggest(app, app.clock.now()).await
    }
}

async fn suggest(app: &App, now: OffsetDateTime) -> Result<()> {
    let communities = communities_with_reasons(&app.db, None, now).await?;
    let mut tx = app.db.begin().await?;
    queries::take_turns(&mut tx).await?;
    let ids: Vec<CommunityId> = communities.iter().map(|community| community.signs.community_id).collect();
    let scene = PossibleNudges { organisers: queries::organisers(&mut tx, &ids).await?, communities };
    let (done, cancelled) = scene.gone(&queries::open(&mut tx).await?);
    queries::finish(&mut tx, &done, now).await?;
    queries::cancel(&mut tx, &cancelled, now).await?;
    let paper = Paper::of(&mut tx, app).await?;
    make(&mut tx, &scene.possible(now), &paper).await?;
    Ok(tx.commit().await?)
}

impl PossibleNudges {
    /// Open nudges whose reason is gone, and those that nobody can act on any more.
    fn gone(&self, open: &[EarlierNudge]) -> (Vec<NudgeId>, Vec<NudgeId>) {
        let (mut done, mut cancelled) = (Vec::new(), Vec::new());
        for made in open {
            let community =
                self.communities.iter().find(|community| community.signs.community_id == made.community_id);
            let kind: Option<NudgeKind> = made.kind.parse().ok();
            let is_for = |kind: NudgeKind| {
                self.organisers.iter().any(|organiser| {
                    organiser.community_id == made.community_id
                        && organiser.person_id == made.person_id
                        && kind.is_for(organiser.founder)
                })
            };
            match (community, kind) {
                (Some(CommunityReasons { reasons, .. }), Some(kind)) if is_for(kind) => {
                    if !reasons.iter().any(|reason| reason.is_of(kind, made.event_id)) {
                        done.push(made.id);
                    }
                }
                _ => cancelled.push(made.id),
            }
        }
        (done, cancelled)
    }

    fn possible(&self, now: OffsetDateTime) -> Vec<Possible<'_>> {
        let mut possible = Vec::new();
        for (signs, reason) in self
            .communities
            .iter()
            .flat_map(|community| community.reasons.iter().map(move |reason| (&community.signs, reason)))
        {
            let theirs = self.organisers.iter().filter(|to| to.community_id == signs.community_id);
            let awake = theirs.filter(|to| {
                reason.kind.is_for(to.founder) && rules::is_decent(now, &when::zone_or_utc(&to.zone))
            });
            possible.extend(awake.map(|to| Possible { signs, reason, to }));
        }
        possible
    }
}

/// Makes those that the caps allow, and queues their mails in the same transaction.
async fn make(db: &mut PgConnection, possible: &[Possible<'_>], paper: &Paper) -> Result<()> {
    let now = paper.now();
    if possible.is_empty() {
        return Ok(());
    }
    let people: Vec<PersonId> = possible.iter().map(|possible| possible.to.person_id).collect();
    let past: Vec<PastNudge> = queries::past(&mut *db, &people).await?.iter().filter_map(occasion).collect();
    let unwanted = queries::mutes(&mut *db, &people).await?;
    let muted: HashSet<Mute> = unwanted
        .iter()
        .filter_map(|(person, kind)| Some(Mute { person: *person, kind: kind.parse().ok()? }))
        .collect();
    let candidates: Vec<Candidate> = possible.iter().map(Possible::candidate).collect();
    let mut chosen = choose(&candidates, &past, &muted, now);
    let communities: Vec<CommunityId> = possible.iter().map(|possible| possible.signs.community_id).collect();
    let by_mail = notices::told_at_once(&mut *db, notices::NoticeKind::Nudge, &people, &communities).await?;
    for chosen in &mut chosen {
        let candidate = &candidates[chosen.index];
        chosen.mailed &= by_mail.contains(&(candidate.person, candidate.community));
    }
    let mut new = NewNudges::default();
    for chosen in &chosen {
        possible[chosen.index].add_to(&mut new, chosen.mailed);
    }
    let replaced: Vec<NudgeId> = chosen.iter().filter_map(|chosen| chosen.instead_of).collect();
    queries::cancel(&mut *db, &replaced, now).await?;
    let made = queries::insert(&mut *db, &new, now).await?;
    let letters = chosen
        .iter()
        .zip(&new.ids)
        .filter(|(chosen, id)| chosen.mailed && made.contains(id))
        .map(|(chosen, id)| possible[chosen.index].letter(*id, paper))
        .collect::<Result<Vec<_>>>()?;
    mail::queue(db, &letters, now).await?;
    Ok(())
}

impl Possible<'_> {
    fn candidate(&self) -> Candidate {
        Candidate {
            kind: self.reason.kind,
            community: self.signs.community_id,
            person: self.to.person_id,
            event: self.reason.event,
        }
    }

    fn add_to(&self, new: &mut NewNudges, mailed: bool) {
        new.ids.push(NudgeId::random());
        new.communities.push(self.signs.community_id);
        new.people.push(self.to.person_id);
        new.kinds.push(self.reason.kind);
        new.evidence.push(self.reason.evidence.clone());
        new.paths.push(self.reason.kind.path(&self.signs.slug));
        new.events.push(self.reason.event);
        new.mailed.push(mailed);
    }

    fn letter(&self, nudge: NudgeId, paper: &Paper) -> Result<mail::Letter> {
        mails::suggestion(paper, nudge, self.to, self.signs, self.reason)
    }
}

/// A nudge made before; of a kind that this program no longer knows, nothing is remembered.
fn occasion(made: &EarlierNudge) -> Option<PastNudge> {
    Some(PastNudge {
        id: made.id,
        kind: made.kind.parse().ok()?,
        community: made.community_id,
        person: made.person_id,
        event: made.event_id,
        made_at: made.made_at,
        mailed: made.mailed,
        snoozed_until: made.snoozed_until,
        open: made.open,
    })
}
