use serde::{Deserialize, Serialize};

use super::closing::{SessionsToCancel, tell_members};
use super::mails::{ClosingLetters, ClosingNews};
use super::queries::{self, DueClosing};
use crate::communities;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;

/// Archives every community whose organisers announced its closing, and whose last day is over.
#[derive(Default, Deserialize, Serialize)]
pub struct CloseCommunities {}

impl Job for CloseCommunities {
    const KIND: &'static str = "closings";

    async fn run(&self, app: &App) -> Result<()> {
        for due in queries::due(&app.db, app.clock.now()).await? {
            close(app, &due).await?;
        }
        Ok(())
    }
}

/// The community is archived and everybody thanked in the transaction that marks the closing as carried out: another copy
/// waits for it, and then finds nothing to do.
async fn close(app: &App, due: &DueClosing) -> Result<()> {
    let now = app.clock.now();
    let later = match due.organiser_id {
        Some(organiser) => {
            Some(SessionsToCancel::of(&app.db, due.community_id, &due.name, organiser, now).await?)
        }
        None => None,
    };
    let mut tx = app.db.begin().await?;
    if !queries::close(&mut tx, due.id, now).await? {
        return Ok(());
    }
    if let Some(later) = &later {
        later.cancel(&mut tx, app, now).await?;
    }
    if !due.archived {
        communities::archive(&mut tx, due.community_id, now).await?;
        let act = Act {
            person: None,
            verb: ActVerb::Archive,
            thing: ActThing::Community,
            thing_id: Some(due.community_id.into()),
            community: Some(due.community_id),
        };
        acts::record(&mut tx, act, now).await?;
    }
    let similar = queries::similar(&mut tx, due.community_id).await?;
    let letters = ClosingLetters {
        id: due.id,
        community: &due.name,
        slug: &due.slug,
        base_url: app.config.base_url(),
        news: ClosingNews::Closed { where_next: &due.where_next, similar: &similar },
    };
    tell_members(&mut tx, due.community_id, &letters, now).await?;
    Ok(tx.commit().await?)
}
