//! A no or a maybe, with what follows from it: mails that are not true any more are taken back, the seat goes to whoever
//! waited longest, and both are told, in as few round trips under the session's lock as it takes. What can be read before
//! is read before, and once more if the session or its queue was changed meanwhile.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::links::Signature;
use super::mails::{self, SeatedBecause};
use super::queries::{self, SeatRecipient};
use super::rules::{self, Cause, Declined, FreeSeats, Placement, Seats};
use super::{Freed, tell_freed};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::mail;
use crate::sessions::calendar::Prospect;
use crate::sessions::reminders;

/// What there will be to tell, should the seat go on to these people.
struct Foreseen {
    plan: String,
    next: Vec<PersonId>,
    addressed: Vec<SeatRecipient>,
    signature: Signature,
    prospect: Prospect,
}

impl Foreseen {
    async fn read(
        db: &mut PgConnection,
        app: &App,
        event: EventId,
        leaver: PersonId,
        next: Vec<PersonId>,
    ) -> Result<Self> {
        let everyone = [&[leaver], &next[..]].concat();
        Ok(Self {
            plan: queries::plan(&mut *db, event).await?,
            addressed: queries::addressed(&mut *db, event, &next).await?,
            signature: Signature::load(&mut *db, app).await?,
            prospect: Prospect::read(db, app, event, &everyone).await?,
            next,
        })
    }
}

/// Answers no or maybe, and lets everyone know: the session leaves the person's calendar where it was sent there, and the
/// person who gets the seat, or may take it, is told so. When the session starts, if somebody else has a seat now: their
/// reminder may be due at once.
///
/// # Errors
/// [`Error::Refused`] when the session has started or is not open for answers.
pub async fn give_up(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    person: PersonId,
    answer: Declined,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>> {
    let next = queries::first_in_queue(&mut *db, event, person).await?;
    let foreseen = Foreseen::read(&mut *db, app, event, person, next.into_iter().collect()).await?;
    let asked = queries::lock_for(&mut *db, event, person).await?;
    rules::may_answer(&asked.seats, now).map_err(Error::Refused)?;
    let had_seat = asked.held == Some(Placement::Seated);
    let seats = Seats { seated: asked.seats.seated - i32::from(had_seat), ..asked.seats };
    let passed = if had_seat { rules::free_seats(&seats, Cause::GivenUp, now) } else { FreeSeats::Given(0) };
    let free = if let FreeSeats::Given(free) = passed { free } else { 0 };
    let kinds = [&mails::OF_A_SEAT[..], &reminders::kinds()[..]].concat();
    let seated = queries::give_up(&mut *db, event, person, answer.into(), free, &kinds, now).await?;
    if !had_seat {
        return Ok(None);
    }
    let foreseen = if foreseen.plan == asked.plan && seated.iter().all(|next| foreseen.next.contains(next)) {
        foreseen
    } else {
        Foreseen::read(&mut *db, app, event, person, seated.clone()).await?
    };
    let Foreseen { addressed, signature, prospect, .. } = foreseen;
    let mut letters: Vec<_> = addressed
        .iter()
        .filter(|next| seated.contains(&next.person_id))
        .map(|next| mails::seated(next, SeatedBecause::Waited, now, &signature))
        .collect::<Result<_>>()?;
    let concerned = [&[person], &seated[..]].concat();
    let prospect = prospect.only(&concerned).settled(&mut *db, event).await?;
    prospect.pass_on(&mut *db, event, person, &mut letters, now).await?;
    mail::queue(&mut *db, &letters, now).await?;
    if passed == FreeSeats::Offered {
        let freed = Freed { offered: queries::waiting(&mut *db, event).await?, ..Freed::default() };
        tell_freed(db, app, event, &freed, now).await?;
    }
    Ok((!seated.is_empty()).then_some(seats.starts_at))
}
