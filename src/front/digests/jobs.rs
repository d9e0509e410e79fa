use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

use sqlx::Acquire;
use time::{Duration, OffsetDateTime};
use tokio::task;

use super::queries::{self, DigestRecipient, DigestSession, DigestSlots, Item, Readers};
use super::{mails, rules};
use crate::notices::Paper;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::jobs::Job;
use crate::platform::mail::{self, Letter};
use crate::platform::web::when;

/// How many digests are written at a time.
const BATCH: usize = 250;

/// Makes every digest that is due: people are gone through once. A claim and its mails are one transaction: a program that
/// dies between the two has done neither, and the next run meets those who have none.
#[derive(Default, Deserialize, Serialize)]
pub struct SendDigests {}

impl Job for SendDigests {
    const KIND: &'static str = "digests";

    async fn run(&self, app: &App) -> Result<()> {
        let slots = slots(&queries::zones(&app.db).await?, app.clock.now());
        if slots.zones.is_empty() {
            return Ok(());
        }
        for people in queries::due(&app.db, &slots).await?.chunks(BATCH) {
            make(app, &slots, people).await?;
        }
        Ok(())
    }
}

/// Forgets digests of long ago: longer than the last one says where the next begins.
#[derive(Default, Deserialize, Serialize)]
pub struct ForgetOldDigests {}

impl Job for ForgetOldDigests {
    const KIND: &'static str = "forget_old_digests";

    async fn run(&self, app: &App) -> Result<()> {
        Ok(queries::forget(&app.db, app.clock.now() - Duration::days(90)).await?)
    }
}

/// The digests of these people.
///
/// What they hold is read and written down before anything is claimed, so that no row is held: anyone who changes
/// something of a person waits for the writing of rows, not for that of letters.
async fn make(app: &App, slots: &DigestSlots, people: &[PersonId]) -> Result<()> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let (first, longest) = (rules::FIRST_COVERS, rules::COVERS_AT_MOST);
    let readers = queries::recipients(&mut db, people, slots, first, longest).await?;
    let spans = Readers {
        people: readers.iter().map(|reader| reader.person_id).collect(),
        from: readers.iter().map(|reader| reader.told_from).collect(),
        to: readers.iter().map(|reader| reader.told_to).collect(),
    };
    let items = by_person(queries::items(&mut db, &spans, now).await?, |item: &Item| item.person_id);
    let week = queries::week(&mut db, &spans.people, now, now + rules::AHEAD).await?;
    let week = by_person(week, |planned: &DigestSession| planned.person_id);
    let paper = Paper::of(&mut db, app).await?;
    let (readers, mut letters) = task::spawn_blocking(move || {
        letters(&paper, &readers, &items, &week).map(|letters| (readers, letters))
    })
    .await
    .map_err(|error| Error::Internal(format!("digests were not written: {error}")))??;
    let mut tx = db.begin().await?;
    let claimed: HashSet<PersonId> = queries::claim(&mut tx, &readers, now).await?.into_iter().collect();
    letters.retain(|letter| letter.person.is_some_and(|person| claimed.contains(&person)));
    mail::queue(&mut tx, &letters, now).await?;
    Ok(tx.commit().await?)
}

fn letters(
    paper: &Paper,
    readers: &[DigestRecipient],
    items: &HashMap<PersonId, Vec<Item>>,
    week: &HashMap<PersonId, Vec<DigestSession>>,
) -> Result<Vec<Letter>> {
    let letter = |reader: &DigestRecipient| {
        let items = items.get(&reader.person_id).map_or(&[][..], Vec::as_slice);
        let week = week.get(&reader.person_id).map_or(&[][..], Vec::as_slice);
        (!items.is_empty() || !week.is_empty()).then(|| mails::digest(paper, reader, items, week))
    };
    readers.iter().filter_map(letter).collect()
}

fn by_person<T>(rows: Vec<T>, person: impl Fn(&T) -> PersonId) -> HashMap<PersonId, Vec<T>> {
    let mut sorted = HashMap::<PersonId, Vec<T>>::new();
    for row in rows {
        sorted.entry(person(&row)).or_default().push(row);
    }
    sorted
}

fn slots(zones: &[String], now: OffsetDateTime) -> DigestSlots {
    let mut slots = DigestSlots::default();
    for zone in zones {
        if let Some(slot) = rules::due(now, &when::zone_or_utc(zone)) {
            slots.zones.push(zone.clone());
            slots.weeks.push(slot.week_on);
            slots.told_to.push(slot.told_to);
        }
    }
    slots
}
