use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::queries::{self, CoffeeRecipient, MatchQuestion};
use super::rounds::{self, RoundClock};
use super::{CoffeeUnmatched, mails};
use crate::notices::Paper;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;
use crate::platform::mail::{self, Letter};

/// Opens rounds, asks, matches, tells and closes, each at its hour. What is done is written down in the transaction
/// that does it, so that a copy of the program that dies, or a second one, changes nothing.
#[derive(Default, Deserialize, Serialize)]
pub struct RunCoffee {}

impl Job for RunCoffee {
    const KIND: &'static str = "run_coffee";

    async fn run(&self, app: &App) -> Result<()> {
        open(app).await?;
        while ask(app, RoundQuestion::In).await? {}
        while ask(app, RoundQuestion::Reminder).await? {}
        rounds::match_due(app).await?;
        while tell(app).await? {}
        while ask(app, RoundQuestion::FoundTime).await? {}
        while ask(app, RoundQuestion::WhatCame).await? {}
        Ok(())
    }
}

async fn open(app: &App) -> Result<()> {
    for programme in queries::due_programmes(&app.db).await? {
        let mut tx = app.db.begin().await?;
        let clock = RoundClock::load(&mut tx, app.clock.now()).await?;
        let paused = rounds::open_due(&mut tx, &programme, &clock).await?;
        let base_url = app.config.base_url();
        let letters: Vec<Letter> =
            paused.iter().map(|reader| mails::paused(reader, &base_url)).collect::<Result<_>>()?;
        mail::queue(&mut tx, &letters, clock.now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// What people are asked in a round.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RoundQuestion {
    In,
    Reminder,
    FoundTime,
    WhatCame,
}

impl RoundQuestion {
    async fn claim(self, db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<Vec<CoffeeRecipient>> {
        match self {
            Self::In => queries::claim_asked(db, now).await,
            Self::Reminder => queries::claim_reminded(db, now).await,
            Self::FoundTime => queries::claim_matched(db, MatchQuestion::FoundTime, now).await,
            Self::WhatCame => queries::claim_matched(db, MatchQuestion::WhatCame, now).await,
        }
    }
}

/// False when everyone was asked.
async fn ask(app: &App, question: RoundQuestion) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let readers = question.claim(&mut tx, now).await?;
    if readers.is_empty() {
        return Ok(false);
    }
    let paper = Paper::of(&mut tx, app).await?;
    let letters: Vec<Letter> =
        readers.iter().map(|reader| mails::question(&paper, question, reader)).collect::<Result<_>>()?;
    mail::queue(&mut tx, &letters, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Tells of matches, after everything was read again: who cannot make it any more, and who is to be told instead.
/// False when everyone was told.
async fn tell(app: &App) -> Result<bool> {
    let mut tx = app.db.begin().await?;
    queries::lock(&mut tx).await?;
    let clock = RoundClock::load(&mut tx, app.clock.now()).await?;
    rounds::mend(&mut tx, &clock).await?;
    let readers = queries::claim_told(&mut tx, clock.now).await?;
    let matches: Vec<_> = readers.iter().filter_map(|reader| reader.match_id).collect();
    let partners = queries::told_partners(&mut tx, &matches, clock.now).await?;
    let base_url = app.config.base_url();
    let letters: Vec<Letter> = readers
        .iter()
        .filter(|reader| reader.is_in)
        .map(|reader| match reader.unmatched {
            None if reader.match_id.is_some() => mails::matched(reader, &partners, &base_url, clock.now),
            unmatched => mails::unmatched(reader, unmatched.unwrap_or(CoffeeUnmatched::Alone), &base_url),
        })
        .collect::<Result<_>>()?;
    mail::queue(&mut tx, &letters, clock.now).await?;
    tx.commit().await?;
    Ok(!readers.is_empty())
}
