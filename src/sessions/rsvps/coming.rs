//! A yes to one session, with its mail and its invitation, in as few round trips under the session's lock as it takes:
//! everyone who wants the same session waits for each of them. What can be read before is read before, and once more if
//! the session was changed meanwhile.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::links::Signature;
use super::mails::{self, SeatedBecause};
use super::queries::{self, AskedSession, SeatRecipient};
use super::rules::Placement;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId};
use crate::platform::mail;
use crate::sessions::calendar::Prospect;

/// What the mail will say, should there be a seat.
struct Foreseen {
    plan: String,
    people: Vec<SeatRecipient>,
    signature: Signature,
    prospect: Prospect,
}

impl Foreseen {
    /// The plan first: if that is still so under the lock, nothing read after it has changed either.
    async fn read(db: &mut PgConnection, app: &App, event: EventId, person: PersonId) -> Result<Self> {
        Ok(Self {
            plan: queries::plan(&mut *db, event).await?,
            people: queries::addressed(&mut *db, event, &[person]).await?,
            signature: Signature::load(&mut *db, app).await?,
            prospect: Prospect::read(db, app, event, &[person]).await?,
        })
    }
}

/// Takes a seat, or a place in the queue, and tells the person who got a seat; answers when the session they have a seat
/// at starts.
///
/// # Errors
/// As [`super::accept`].
pub async fn come(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>> {
    let foreseen = Foreseen::read(&mut *db, app, event, person).await?;
    let asked = queries::lock_for(&mut *db, event, person).await?;
    if super::place(&mut *db, &asked, event, person, now).await? == Placement::Waiting {
        return Ok(None);
    }
    let foreseen = if foreseen.plan == asked.plan {
        foreseen
    } else {
        Foreseen::read(&mut *db, app, event, person).await?
    };
    tell(db, foreseen, &asked, event, now).await?;
    Ok(Some(asked.seats.starts_at))
}

async fn tell(
    db: &mut PgConnection,
    foreseen: Foreseen,
    asked: &AskedSession,
    event: EventId,
    now: OffsetDateTime,
) -> Result<()> {
    let Foreseen { people, signature, prospect, .. } = foreseen;
    let mut letters: Vec<_> = people
        .iter()
        .map(|person| mails::seated(person, SeatedBecause::Asked, now, &signature))
        .collect::<Result<_>>()?;
    let prospect = if asked.is_known { prospect.recall(&mut *db, event, now).await? } else { prospect };
    prospect.invite(&mut *db, event, &mut letters, now).await?;
    mail::queue(db, &letters, now).await.map(drop)
}
