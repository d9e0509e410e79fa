use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::queries::{self, NewPair, SuitedSession};
use super::{SUGGESTED, mails, rules};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::CommunityId;
use crate::platform::jobs::Job;
use crate::platform::mail::{self, Letter};

/// Ends what is over, and finds a buddy for each newcomer who has none. Copies of the program take turns, so that nobody
/// is paired twice and nobody gets a third newcomer; the database would refuse both.
#[derive(Default, Deserialize, Serialize)]
pub struct WelcomeNewcomers {}

impl Job for WelcomeNewcomers {
    const KIND: &'static str = "welcome_newcomers";

    async fn run(&self, app: &App) -> Result<()> {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let (pairs, sessions) = arrange(&mut tx, now).await?;
        let base_url = app.config.base_url();
        let letters: Vec<Letter> = pairs
            .iter()
            .map(|pair| {
                Ok([mails::to_buddy(pair, &base_url)?, mails::to_newcomer(pair, &sessions, now, &base_url)?])
            })
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect();
        mail::queue(&mut tx, &letters, now).await?;
        Ok(tx.commit().await?)
    }
}

async fn arrange(db: &mut PgConnection, now: OffsetDateTime) -> Result<(Vec<NewPair>, Vec<SuitedSession>)> {
    queries::take_turns(&mut *db).await?;
    queries::end_of_those_gone(&mut *db, now).await?;
    queries::end_of_those_over(&mut *db, now).await?;
    queries::end_of_those_silent(&mut *db, now).await?;
    let newcomers = queries::newcomers_without(&mut *db, now).await?;
    if newcomers.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let communities: Vec<CommunityId> = newcomers.iter().map(|newcomer| newcomer.community).collect();
    let volunteers = queries::volunteers(&mut *db, &communities, now).await?;
    let pairs = queries::insert(&mut *db, &rules::pair(&newcomers, &volunteers), now).await?;
    let (people, places): (Vec<_>, Vec<_>) =
        pairs.iter().map(|pair| (pair.newcomer_id, pair.community_id)).unzip();
    let sessions = queries::suited(db, &people, &places, now, SUGGESTED).await?;
    Ok((pairs, sessions))
}
