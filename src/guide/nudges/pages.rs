use std::collections::HashSet;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use time::{Duration, OffsetDateTime};

use super::kinds::NudgeKind;
use super::queries::{self, OwnNudge};
use super::{Nudge, around, nudge, title};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::Shell;

/// How long what is over is shown.
const SHOWN_AFTER: Duration = Duration::days(28);

#[derive(Template, WebTemplate)]
#[template(path = "guide/nudges/index.html")]
pub struct IndexPage {
    shell: Shell,
    nudges: Vec<Nudge>,
    later: Vec<LaterNudge>,
    over: Vec<OverNudge>,
    muted: Vec<NudgeKind>,
}

/// One that was put off.
struct LaterNudge {
    nudge: Nudge,
    until: OffsetDateTime,
}

/// One that is over.
struct OverNudge {
    title: &'static str,
    community: String,
    community_path: String,
    /// As it was when it was made.
    evidence: String,
    made_at: OffsetDateTime,
    done: bool,
}

pub async fn index(who: SignedIn, State(app): State<App>) -> Result<IndexPage> {
    let SignedIn { person, shell, .. } = who;
    let now = shell.now;
    let own = queries::own(&app.db, person.id, None, now - SHOWN_AFTER).await?;
    let mut muted = queries::muted_by(&app.db, person.id).await?;
    muted.sort();
    let over = over(&own, &muted);
    let (mut open, _): (Vec<OwnNudge>, Vec<OwnNudge>) = own.into_iter().partition(OwnNudge::is_open);
    open.sort_by_key(|own| (own.kind, own.made_at));
    let seen = around(&app.db, &open, now).await?;
    let (mut nudges, mut later) = (Vec::new(), Vec::new());
    for own in &open {
        let Some(nudge) = nudge(own, &seen) else { continue };
        match own.snoozed_until.filter(|until| *until > now) {
            Some(until) => later.push(LaterNudge { nudge, until }),
            None => nudges.push(nudge),
        }
    }
    Ok(IndexPage { shell, nudges, later, over, muted })
}

/// Those that ended, each suggestion once: not what was told anew since, and not what the person wants no more of.
fn over(own: &[OwnNudge], muted: &[NudgeKind]) -> Vec<OverNudge> {
    let mut told = HashSet::new();
    let newest = own.iter().filter(|own| told.insert((own.community_id, own.kind)));
    let ended = newest.filter(|own| !own.is_open() && own.kind.is_none_or(|kind| !muted.contains(&kind)));
    ended
        .map(|own| OverNudge {
            title: title(own.kind),
            community: own.community.clone(),
            community_path: own.community_path(),
            evidence: own.evidence.clone(),
            made_at: own.made_at,
            done: own.done_at.is_some(),
        })
        .collect()
}
