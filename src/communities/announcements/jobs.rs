use serde::{Deserialize, Serialize};

use super::mails::AnnouncementLetters;
use super::queries::{self, DueAnnouncement};
use crate::notices::{self, NoticeKind, Paper};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::jobs::Job;
use crate::platform::mail;
use crate::platform::web::markdown;

/// How many letters are written at a time; all of an announcement's are in one transaction.
const BATCH: i64 = 1000;

/// Sends every announcement whose time has come.
#[derive(Default, Deserialize, Serialize)]
pub struct SendAnnouncements {}

impl Job for SendAnnouncements {
    const KIND: &'static str = "announcements";

    async fn run(&self, app: &App) -> Result<()> {
        while send_one(app).await? {}
        Ok(())
    }
}

/// False when none is due. Everyone's mail is queued in the transaction that marks it as sent: a program that dies
/// meanwhile has done nothing, and the next run does it all.
async fn send_one(app: &App) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(due) = queries::claim(&mut tx, now).await? else { return Ok(false) };
    let paper = Paper::of(&mut tx, app).await?;
    let letters = AnnouncementLetters::of(&due, paper, markdown::prose(&due.body).await);
    let (mut last, mut mailed) = (PersonId::nil(), 0);
    loop {
        let readers = queries::readers(&mut tx, due.community_id, last, BATCH).await?;
        let Some(reader) = readers.last() else { break };
        last = reader.person_id;
        let batch: Vec<_> = readers.iter().map(|reader| letters.to(reader)).collect::<Result<_>>()?;
        mailed += mail::queue(&mut tx, &batch, now).await?;
    }
    let DueAnnouncement { id, community_id, .. } = due;
    let in_digests = notices::reach(&mut *tx, community_id, NoticeKind::Announcement).await?.in_digests;
    let number = |people| i32::try_from(people).unwrap_or(i32::MAX);
    queries::note_reach(&mut tx, id, number(i64::try_from(mailed).unwrap_or(i64::MAX)), number(in_digests))
        .await?;
    tx.commit().await?;
    Ok(true)
}
