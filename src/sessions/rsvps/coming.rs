//! A yes to one session, of everyone who says it at the same moment, with their mails and invitations, in as few round
//! trips under the session's lock as it takes. What can be read before is read before, and once more if the session was
//! changed meanwhile.

use std::collections::HashMap;

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::links::Signature;
use super::mails::{self, SeatedBecause};
use super::queries::{self, AskedSession, SeatRecipient};
use super::rules::Placement;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::mail;
use crate::sessions::calendar::Prospect;

/// What the mails will say, should there be seats.
struct Foreseen {
    plan: String,
    people: Vec<SeatRecipient>,
    signature: Signature,
    prospect: Prospect,
}

impl Foreseen {
    /// The plan first: if that is still so under the lock, nothing read after it has changed either.
    async fn read(db: &mut PgConnection, app: &App, event: EventId, people: &[PersonId]) -> Result<Self> {
        Ok(Self {
            plan: queries::plan(&mut *db, event).await?,
            people: queries::addressed(&mut *db, event, people).await?,
            signature: Signature::load(&mut *db, app).await?,
            prospect: Prospect::read(db, app, event, people).await?,
        })
    }
}

/// When the session starts for whom it has a seat; nothing for those who wait.
type Coming = Result<Option<OffsetDateTime>>;

/// Takes a seat, or a place in the queue, for each in their order, and tells those who got a seat; when the session they
/// have a seat at starts. An error that is somebody's own is nobody else's.
pub async fn come(app: App, event: EventId, people: Vec<PersonId>, now: OffsetDateTime) -> Vec<Coming> {
    match come_together(&app, event, &people, now).await {
        Ok(coming) => coming,
        Err(error) if people.len() == 1 => vec![Err(error)],
        Err(Error::Unavailable(why)) => people.iter().map(|_| Err(Error::Unavailable(why.clone()))).collect(),
        // Something is wrong with what is written for one of them: the others need not know.
        Err(_) => {
            let mut coming = Vec::with_capacity(people.len());
            for person in people {
                let alone = come_together(&app, event, &[person], now).await;
                coming.extend(alone.unwrap_or_else(|error| vec![Err(error)]));
            }
            coming
        }
    }
}

async fn come_together(
    app: &App,
    event: EventId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> Result<Vec<Coming>> {
    let mut tx = app.db.begin().await?;
    let foreseen = Foreseen::read(&mut tx, app, event, people).await?;
    let asked = queries::lock_for_all(&mut tx, event, people).await?;
    let placed = place_all(&mut tx, event, people, &asked, now).await?;
    let seated: Vec<(PersonId, &AskedSession)> = people
        .iter()
        .zip(&asked)
        .zip(&placed)
        .filter(|(_, placed)| matches!(placed, Ok(Placement::Seated)))
        .map(|((person, asked), _)| (*person, asked))
        .collect();
    if let [(_, asked), ..] = seated[..] {
        let foreseen = if foreseen.plan == asked.plan {
            foreseen
        } else {
            Foreseen::read(&mut tx, app, event, people).await?
        };
        let is_known = seated.iter().any(|(_, asked)| asked.is_known);
        let seated: Vec<PersonId> = seated.iter().map(|(person, _)| *person).collect();
        tell(&mut tx, foreseen, &seated, is_known, event, now).await?;
    }
    tx.commit().await?;
    let starts_at = asked.first().map(|asked| asked.seats.starts_at);
    let coming = |place| if place == Placement::Seated { starts_at } else { None };
    Ok(placed.into_iter().map(|placed| placed.map(coming)).collect())
}

/// Each as if they had come alone, after those before them.
async fn place_all(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
    asked: &[AskedSession],
    now: OffsetDateTime,
) -> Result<Vec<Result<Placement>>> {
    let Some(first) = asked.first() else { return Err(Error::NotFound) };
    let mut seats = first.seats.clone();
    let (mut to_seat, mut to_queue) = (Vec::new(), Vec::new());
    let mut decided: HashMap<PersonId, Placement> = HashMap::new();
    let mut placed = Vec::with_capacity(people.len());
    for (person, asked) in people.iter().zip(asked) {
        let held = decided.get(person).copied().or(asked.held);
        let asked = AskedSession { seats: seats.clone(), held, plan: String::new(), ..*asked };
        let place = asked.place(now);
        if let Ok(place) = place
            && Some(place) != held
        {
            match place {
                Placement::Seated => to_seat.push(*person),
                Placement::Waiting => to_queue.push(*person),
            }
            seats.seated += i32::from(place == Placement::Seated);
            seats.waiting +=
                i32::from(place == Placement::Waiting) - i32::from(held == Some(Placement::Waiting));
            decided.insert(*person, place);
        }
        placed.push(place);
    }
    if !to_seat.is_empty() {
        queries::seat(&mut *db, event, &to_seat, now).await?;
    }
    if !to_queue.is_empty() {
        queries::queue_up(db, event, &to_queue, now).await?;
    }
    Ok(placed)
}

async fn tell(
    db: &mut PgConnection,
    foreseen: Foreseen,
    seated: &[PersonId],
    is_known: bool,
    event: EventId,
    now: OffsetDateTime,
) -> Result<()> {
    let Foreseen { people, signature, prospect, .. } = foreseen;
    let mut letters: Vec<_> = people
        .iter()
        .filter(|person| seated.contains(&person.person_id))
        .map(|person| mails::seated(person, SeatedBecause::Asked, now, &signature))
        .collect::<Result<_>>()?;
    let prospect = prospect.only(seated);
    let prospect = if is_known { prospect.recall(&mut *db, event, now).await? } else { prospect };
    prospect.invite(&mut *db, event, &mut letters, now).await?;
    mail::queue(db, &letters, now).await.map(drop)
}
