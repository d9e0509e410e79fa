use serde::{Deserialize, Serialize};
use std::collections::HashMap;

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

/// How many digests one transaction makes.
const BATCH: i64 = 250;

/// Makes every digest that is due. A claim and its mails are one transaction: a program that dies between the two has
/// done neither.
#[derive(Default, Deserialize, Serialize)]
pub struct SendDigests {}

impl Job for SendDigests {
    const KIND: &'static str = "digests";

    async fn run(&self, app: &App) -> Result<()> {
        let slots = slots(&queries::zones(&app.db).await?, app.clock.now());
        if slots.zones.is_empty() {
            return Ok(());
        }
        while batch(app, &slots).await? {}
        Ok(())
    }
}

/// Forgets digests of long ago. The last one of each person says where the next begins, however long ago it was.
#[derive(Default, Deserialize, Serialize)]
pub struct ForgetOldDigests {}

impl Job for ForgetOldDigests {
    const KIND: &'static str = "forget_old_digests";

    async fn run(&self, app: &App) -> Result<()> {
        Ok(queries::forget(&app.db, app.clock.now() - Duration::days(90)).await?)
    }
}

/// False when nobody's is due any more.
async fn batch(app: &App, slots: &DigestSlots) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (first, longest) = (rules::FIRST_COVERS, rules::COVERS_AT_MOST);
    let readers = queries::claim(&mut tx, slots, first, longest, now, BATCH).await?;
    if readers.is_empty() {
        return Ok(false);
    }
    let whom = Readers {
        people: readers.iter().map(|reader| reader.person_id).collect(),
        from: readers.iter().map(|reader| reader.told_from).collect(),
        to: readers.iter().map(|reader| reader.told_to).collect(),
    };
    let items = by_person(queries::items(&mut tx, &whom, now).await?, |item: &Item| item.person_id);
    let week = queries::week(&mut tx, &whom.people, now, now + rules::AHEAD).await?;
    let week = by_person(week, |planned: &DigestSession| planned.person_id);
    let paper = Paper::of(&mut tx, app).await?;
    let letters = task::spawn_blocking(move || letters(&paper, &readers, &items, &week))
        .await
        .map_err(|error| Error::Internal(format!("digests were not written: {error}")))??;
    mail::queue(&mut tx, &letters, now).await?;
    tx.commit().await?;
    Ok(true)
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
