//! Answers to one session, of everyone who gives one at the same moment, and the mails and invitations that follow from
//! them, in as few round trips under the session's lock as it takes. What can be read before is read before, and once more
//! if the session or its queue was changed meanwhile. Each mail is queued in the transaction of the change it tells of.

use std::collections::{BTreeMap, HashMap};

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Freed;
use super::mails::{self, SeatedBecause};
use super::queries::{self, AskedSession, SeatRecipient};
use super::rules::{self, Cause, Declined, FreeSeats, Placement, Seats};
use super::telling::{remind_at_once_when_late, tell_freed};
use crate::notices::Paper;
use crate::platform::app::App;
use crate::platform::crowds::Crowds;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::mail;
use crate::platform::web::{Form, done};
use crate::sessions::calendar::Prospect;
use crate::sessions::events::SeenEvent;
use crate::sessions::reminders;

pub const NO_ANSWER: Error = Error::Unreadable("Choose one of the answers. Go back and try again.");

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    pub answer: Option<OfferedAnswer>,
}

/// The three answers that people are offered; waiting is none of them, but what going becomes where all seats are taken.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferedAnswer {
    Going,
    Maybe,
    NotGoing,
}

pub async fn answer(
    invited: SeenEvent,
    State(app): State<App>,
    Extension(answering): Extension<Answering>,
    Form(form): Form<AnswerForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    let words = give(&app, &answering, event.id, person.id, form.answer, shell.now).await?;
    Ok(done(&event.path(), words))
}

/// Gives a person's answer, together with everyone else who answers the session at the moment, and tells anyone who has
/// to know; what to say to the person.
///
/// # Errors
/// [`Error::Unreadable`] without an answer; [`Error::Refused`] when the session has started or is not open for answers, or
/// when only members of its community may come.
pub async fn give(
    app: &App,
    answering: &Answering,
    event: EventId,
    person: PersonId,
    answer: Option<OfferedAnswer>,
    now: OffsetDateTime,
) -> Result<&'static str> {
    let declined = match answer.ok_or(NO_ANSWER)? {
        OfferedAnswer::Going => None,
        OfferedAnswer::Maybe => Some(Declined::Maybe),
        OfferedAnswer::NotGoing => Some(Declined::NotGoing),
    };
    let all = |given| answer_all(app.clone(), event, given, now);
    let seat_from = answering.ask(event.into(), GivenAnswer { person, declined }, all).await??;
    if seat_from.is_some() {
        // Not under the lock: it hurries what comes anyway.
        remind_at_once_when_late(&mut *app.db.acquire().await?, seat_from, now).await?;
    }
    Ok(match (declined, seat_from) {
        (Some(_), _) => "Your answer is saved.",
        (None, Some(_)) => "You’re going.",
        (None, None) => {
            "All places are taken. You are on the waiting list. We’ll email you when you get a place."
        }
    })
}

/// Everyone who answers each session just now.
pub type Answering = Crowds<GivenAnswer, Answered>;

/// When the session starts, if someone got a seat by this answer: a reminder may be due for it.
pub type Answered = Result<Option<OffsetDateTime>>;

/// What someone answers: yes, unless they decline.
#[derive(Clone, Copy)]
pub struct GivenAnswer {
    pub person: PersonId,
    pub declined: Option<Declined>,
}

/// Takes the answers in their order, as many at a time as say yes, or do not. An error that is one person's own is nobody
/// else's.
async fn answer_all(app: App, event: EventId, given: Vec<GivenAnswer>, now: OffsetDateTime) -> Vec<Answered> {
    let mut answered = Vec::with_capacity(given.len());
    for alike in given.chunk_by(|one, next| one.declined.is_some() == next.declined.is_some()) {
        match together(&app, event, alike, now).await {
            Ok(of_all) => answered.extend(of_all),
            // Everyone who waits is sent away together, and not one after the other.
            Err(Error::Unavailable(why)) => {
                answered.resize_with(given.len(), || Err(Error::Unavailable(why.clone())));
                break;
            }
            Err(error) if alike.len() == 1 => answered.push(Err(error)),
            // Something is wrong with what is written for one of them: the others need not know.
            Err(_) => {
                for one in alike.chunks(1) {
                    let alone = together(&app, event, one, now).await;
                    answered.extend(alone.unwrap_or_else(|error| vec![Err(error)]));
                }
            }
        }
    }
    answered
}

/// Answers that are all a yes, or none is, in one transaction.
async fn together(
    app: &App,
    event: EventId,
    alike: &[GivenAnswer],
    now: OffsetDateTime,
) -> Result<Vec<Answered>> {
    let mut tx = app.db.begin().await?;
    // Who declined twice meant the last of them.
    let leavers: BTreeMap<PersonId, Declined> =
        alike.iter().filter_map(|given| Some((given.person, given.declined?))).collect();
    let answered = if leavers.is_empty() {
        let people: Vec<PersonId> = alike.iter().map(|given| given.person).collect();
        come(&mut tx, app, event, &people, now).await?
    } else {
        match give_up(&mut tx, app, event, &leavers, now).await {
            Err(Error::Refused(why)) => return Ok(alike.iter().map(|_| Err(Error::Refused(why))).collect()),
            given_up => {
                let late = given_up?;
                alike.iter().map(|_| Ok(late)).collect()
            }
        }
    };
    tx.commit().await?;
    Ok(answered)
}

/// What there will be to tell: a seat to these people, should there be seats, and to others that they gave theirs up.
struct Foreseen {
    plan: String,
    recipients: Vec<SeatRecipient>,
    paper: Paper,
    prospect: Prospect,
}

impl Foreseen {
    /// The plan first: if that is still so under the lock, nothing read after it has changed either.
    async fn read(db: &mut PgConnection, app: &App, event: EventId, people: &[PersonId]) -> Result<Self> {
        Ok(Self {
            plan: queries::plan(&mut *db, event).await?,
            recipients: queries::addressed(&mut *db, event, people).await?,
            paper: Paper::of(&mut *db, app).await?,
            prospect: Prospect::read(db, app, event, people).await?,
        })
    }

    /// The same, or read once more where the session was changed meanwhile or these people are not all known.
    async fn still(
        self,
        db: &mut PgConnection,
        app: &App,
        asked: &AskedSession,
        event: EventId,
        people: &[PersonId],
    ) -> Result<Self> {
        let is_known = |person: &PersonId| self.recipients.iter().any(|known| known.person_id == *person);
        if self.plan == asked.plan && people.iter().all(is_known) {
            return Ok(self);
        }
        Self::read(db, app, event, people).await
    }

    fn among<'a>(&'a self, people: &'a [PersonId]) -> impl Iterator<Item = &'a SeatRecipient> {
        self.recipients.iter().filter(|recipient| people.contains(&recipient.person_id))
    }
}

/// Takes a seat, or a place in the queue, for each in their order, and tells those who got a seat.
async fn come(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> Result<Vec<Answered>> {
    let foreseen = Foreseen::read(&mut *db, app, event, people).await?;
    let asked = queries::lock_for_all(&mut *db, event, people).await?;
    let placed = place_all(&mut *db, event, people, &asked, now).await?;
    let seated: Vec<(PersonId, &AskedSession)> = people
        .iter()
        .zip(&asked)
        .zip(&placed)
        .filter(|(_, placed)| matches!(placed, Ok(Placement::Seated)))
        .map(|((person, asked), _)| (*person, asked))
        .collect();
    if let [(_, first), ..] = seated[..] {
        let is_known = seated.iter().any(|(_, asked)| asked.is_known);
        let seated: Vec<PersonId> = seated.iter().map(|(person, _)| *person).collect();
        let foreseen = foreseen.still(&mut *db, app, first, event, &seated).await?;
        let mut letters: Vec<_> = foreseen
            .among(&seated)
            .map(|person| mails::seated(person, SeatedBecause::Asked, now, &foreseen.paper))
            .collect::<Result<_>>()?;
        let prospect = foreseen.prospect.only(&seated);
        let prospect = if is_known { prospect.recall(&mut *db, event, now).await? } else { prospect };
        prospect.invite(&mut *db, event, &mut letters, now).await?;
        mail::queue(db, &letters, now).await?;
    }
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

/// Answers no or maybe for each, and lets everyone know: mails that are not true any more are taken back, the session
/// leaves a person's calendar where it was sent there, and those who get a seat, or may take it, are told so. When the
/// session starts, if someone else has a seat now: their reminder may be due at once.
///
/// # Errors
/// [`Error::Refused`] when the session has started or is not open for answers.
pub async fn give_up(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    leavers: &BTreeMap<PersonId, Declined>,
    now: OffsetDateTime,
) -> Answered {
    let people: Vec<PersonId> = leavers.keys().copied().collect();
    let next = queries::first_in_queue(&mut *db, event, &people).await?;
    let foreseen = Foreseen::read(&mut *db, app, event, &[&people[..], &next].concat()).await?;
    let asked = queries::lock_for_all(&mut *db, event, &people).await?;
    let Some(first) = asked.first() else { return Err(Error::NotFound) };
    rules::may_answer(&first.seats, now).map_err(Error::Refused)?;
    let held = |place| asked.iter().map(|asked| i32::from(asked.held == Some(place))).sum::<i32>();
    let seats = Seats {
        seated: first.seats.seated - held(Placement::Seated),
        waiting: first.seats.waiting - held(Placement::Waiting),
        ..first.seats.clone()
    };
    let had_seats = held(Placement::Seated) > 0;
    let passed = if had_seats { rules::free_seats(&seats, Cause::GivenUp, now) } else { FreeSeats::Given(0) };
    let free = if let FreeSeats::Given(free) = passed { free } else { 0 };
    let kinds = [&mails::OF_A_SEAT[..], &reminders::kinds()[..]].concat();
    let seated = queries::give_up(&mut *db, event, leavers, free, &kinds, now).await?;
    if !had_seats {
        return Ok(None);
    }
    let concerned = [&people[..], &seated].concat();
    let foreseen = foreseen.still(&mut *db, app, first, event, &concerned).await?;
    let paper = &foreseen.paper;
    let seat = |next| mails::seated(next, SeatedBecause::Waited, now, paper);
    let mut letters: Vec<_> = foreseen.among(&seated).map(seat).collect::<Result<_>>()?;
    let end = |leaver| mails::given_up(leaver, now, &paper.base_url);
    let endings: Vec<_> = foreseen.among(&people).map(end).collect::<Result<_>>()?;
    let prospect = foreseen.prospect.only(&concerned).settled(&mut *db, event).await?;
    prospect.pass_on(&mut *db, event, &mut letters, endings, now).await?;
    mail::queue(&mut *db, &letters, now).await?;
    if passed == FreeSeats::Offered {
        let freed = Freed { offered: queries::waiting(&mut *db, event).await?, ..Freed::default() };
        tell_freed(db, app, event, &freed, now).await?;
    }
    Ok((!seated.is_empty()).then_some(seats.starts_at))
}
