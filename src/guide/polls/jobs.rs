use serde::{Deserialize, Serialize};
use time::Duration;

use super::{mails, queries};
use crate::notices::Paper;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::jobs::Job;
use crate::platform::mail;

/// How many letters are written at a time; all of a poll's are in one transaction.
const BATCH: i64 = 1000;

/// A program that stood still for longer tells of nothing that is old by now.
const NEW_FOR: Duration = Duration::days(1);

/// Closes polls whose deadline has passed, and tells the organiser who made one. Closing and telling are one
/// transaction, and a poll is closed once however many copies look.
#[derive(Default, Deserialize, Serialize)]
pub struct ClosePolls {}

impl Job for ClosePolls {
    const KIND: &'static str = "close_polls";

    async fn run(&self, app: &App) -> Result<()> {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let closed = queries::close_due(&mut tx, now).await?;
        for poll in &closed {
            let act = Act {
                person: None,
                verb: ActVerb::Close,
                thing: ActThing::Poll,
                thing_id: Some(poll.id.into()),
                community: Some(poll.community_id),
            };
            acts::record(&mut tx, act, now).await?;
        }
        let base_url = app.config.base_url();
        let letters: Vec<_> = closed
            .iter()
            .filter(|poll| poll.is_there)
            .map(|poll| mails::closed(poll, &base_url))
            .collect::<Result<_>>()?;
        mail::queue(&mut tx, &letters, now).await?;
        Ok(tx.commit().await?)
    }
}

/// Tells members of new polls, as they chose to be told.
#[derive(Default, Deserialize, Serialize)]
pub struct TellOfPolls {}

impl Job for TellOfPolls {
    const KIND: &'static str = "tell_of_polls";

    async fn run(&self, app: &App) -> Result<()> {
        while tell_of_one(app).await? {}
        Ok(())
    }
}

/// False when there is no new one. The claim and the mails are one transaction.
async fn tell_of_one(app: &App) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(poll) = queries::claim_untold(&mut tx, now - NEW_FOR, now).await? else { return Ok(false) };
    let paper = Paper::of(&mut tx, app).await?;
    let mut last = PersonId::nil();
    loop {
        let readers = queries::readers(&mut tx, &poll, last, BATCH).await?;
        let Some(reader) = readers.last() else { break };
        last = reader.person_id;
        let letters: Vec<_> =
            readers.iter().map(|reader| mails::opened(&paper, &poll, reader)).collect::<Result<_>>()?;
        mail::queue(&mut tx, &letters, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}
