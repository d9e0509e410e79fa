use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::queries::{self, PulseRecipient, UntoldPulse};
use super::{closing, mails, rules};
use crate::notices::Paper;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::jobs::Job;
use crate::platform::mail;

/// How many letters are written at a time; all of a round's are in one transaction.
const BATCH: i64 = 1000;

/// Asks for answers, reminds at half-time, closes, and says when the results are there, each once however many copies of the program look.
#[derive(Default, Deserialize, Serialize)]
pub struct RunPulses {}

impl Job for RunPulses {
    const KIND: &'static str = "run_pulses";

    async fn run(&self, app: &App) -> Result<()> {
        while tell(app, PulseMoment::Opened).await? {}
        while tell(app, PulseMoment::HalfTime).await? {}
        while close_one(app).await? {}
        while tell(app, PulseMoment::Results).await? {}
        Ok(())
    }
}

/// What people are told of a round.
#[derive(Clone, PartialEq, Eq)]
pub enum PulseNews {
    Opened,
    HalfTime,
    Cancelled,
    /// Its results are there; what they say in one sentence, where they say enough for one.
    Results(Option<String>),
}

/// Which rounds have something to tell of.
#[derive(Clone, Copy)]
enum PulseMoment {
    Opened,
    HalfTime,
    Results,
}

impl PulseMoment {
    async fn claim(self, db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<Option<UntoldPulse>> {
        match self {
            Self::Opened => queries::claim_untold(db, now).await,
            Self::HalfTime => queries::claim_due_reminder(db, now).await,
            Self::Results => queries::claim_results(db, now - rules::RESULTS_TOLD_AFTER, now).await,
        }
    }

    async fn news(self, db: &mut PgConnection, pulse: &UntoldPulse) -> Result<PulseNews> {
        Ok(match self {
            Self::Opened => PulseNews::Opened,
            Self::HalfTime => PulseNews::HalfTime,
            Self::Results => PulseNews::Results(super::total(db, pulse.id, pulse.community_id).await?),
        })
    }
}

/// False when there is nothing to tell. The claim and the mails are one transaction.
async fn tell(app: &App, moment: PulseMoment) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(pulse) = moment.claim(&mut tx, now).await? else { return Ok(false) };
    let paper = Paper::of(&mut tx, app).await?;
    let news = moment.news(&mut tx, &pulse).await?;
    write(&mut tx, &paper, &pulse, &news).await?;
    tx.commit().await?;
    Ok(true)
}

/// Writes to everyone a piece of news is for, as far as they want to hear of it.
pub async fn write(
    db: &mut PgConnection,
    paper: &Paper,
    pulse: &UntoldPulse,
    news: &PulseNews,
) -> Result<()> {
    let mut last = PersonId::nil();
    loop {
        let mut readers = match news {
            PulseNews::Results(_) => queries::readers(&mut *db, pulse.id, last, BATCH).await?,
            _ => queries::asked(&mut *db, pulse.id, last, BATCH).await?,
        };
        let Some(reader) = readers.last() else { return Ok(()) };
        last = reader.person_id;
        if *news == PulseNews::HalfTime {
            leave_out_answered(&mut *db, pulse, &mut readers).await?;
        }
        let letters: Vec<_> =
            readers.iter().map(|reader| mails::telling(paper, pulse, news, reader)).collect::<Result<_>>()?;
        mail::queue(&mut *db, &letters, paper.now()).await?;
    }
}

async fn leave_out_answered(
    db: &mut PgConnection,
    pulse: &UntoldPulse,
    readers: &mut Vec<PulseRecipient>,
) -> Result<()> {
    let people: Vec<PersonId> = readers.iter().map(|reader| reader.person_id).collect();
    let waiting = queries::not_marked(db, pulse.id, &people).await?;
    readers.retain(|reader| waiting.contains(&reader.person_id));
    Ok(())
}

/// False when none is due. Looked for without its lock, and again with it: answers and other copies take turns.
async fn close_one(app: &App) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(pulse) = queries::due(&mut tx, None, now).await? else { return Ok(false) };
    queries::lock(&mut tx, pulse.id).await?;
    if let Some(pulse) = queries::due(&mut tx, Some(pulse.id), now).await? {
        closing::close(&mut tx, &pulse, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}
