//! Thank-you notes: thanks from one person to another, by name, for a story, a session or help. The recipient is told,
//! and the community sees it unless the sender keeps it between the two. The sender can take a note back and the
//! recipient can hide it; then it leaves every list, count and record. Nothing is counted beside a name.

mod actions;
mod form;
mod mails;
mod pages;
mod queries;
pub mod rules;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, StoryId, ThanksId};
use crate::platform::mail;

pub use queries::{HelpTie, ThankYou, ties};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/thanks", get(pages::index))
        .route("/thanks/given", get(pages::given))
        .route("/thanks/new", get(pages::new_for_help).post(actions::thank_for_help))
        .route("/thanks/reading", post(actions::mark_read))
        .route("/thanks/{thanks}/removal", post(actions::take_back))
        .route("/thanks/{thanks}/hiding", post(actions::hide))
        .route("/events/{event}/thanks", get(pages::new_for_session).post(actions::thank_for_session))
        .route("/stories/{story}/thanks/note", get(pages::new_for_story).post(actions::thank_for_story))
}

crate::platform::states::states! {
    /// Who sees that someone was thanked.
    pub enum ThanksReach {
        /// One tap on a story: counted there, without a name.
        Counted = "counted",
        /// The recipient alone.
        Recipient = "recipient",
        /// The community it belongs to as well.
        Community = "community",
    }
}

/// What someone is thanked for.
#[derive(Clone, Copy, Debug)]
pub enum ThanksFor<'a> {
    Story(StoryId),
    /// A session that is over.
    Session(EventId),
    /// "Ana helped me with …", shown in a community that both are in, or to Ana alone.
    Help {
        with: &'a str,
        community: Option<CommunityId>,
    },
}

/// A note to write. Of help the community says whether it is shown there; of the rest `only_to_them` does.
#[derive(Clone, Copy, Debug)]
pub struct NewThanks<'a> {
    pub from: PersonId,
    pub to: PersonId,
    pub thing: ThanksFor<'a>,
    pub line: &'a str,
    pub only_to_them: bool,
}

/// Keeps a note, and tells nobody: [`tell`] does. Nothing where the two may not both see the thing, the recipient’s
/// account is closed, or the sender has thanked them for it before.
pub async fn write(
    db: &mut PgConnection,
    new: &NewThanks<'_>,
    now: OffsetDateTime,
) -> Result<Option<ThanksId>> {
    let reach = if new.only_to_them { ThanksReach::Recipient } else { ThanksReach::Community };
    Ok(match new.thing {
        ThanksFor::Story(story) => queries::for_story(db, new, story, reach, now).await?,
        ThanksFor::Session(event) => queries::for_session(db, new, event, reach, now).await?,
        ThanksFor::Help { with, community } => queries::for_help(db, new, with, community, now).await?,
    })
}

/// Mails a note to its recipient, as far as they want that.
pub async fn tell(db: &mut PgConnection, app: &App, note: ThanksId, now: OffsetDateTime) -> Result<()> {
    let Some(reader) = queries::reader(&mut *db, note).await? else { return Ok(()) };
    let letter = mails::thank_you(&mut *db, app, note, &reader).await?;
    mail::queue(db, &[letter], now).await?;
    Ok(())
}

/// Takes a note back, and its mail where that still waits. Only its sender can; answers whether there was one.
pub async fn take_back(
    db: &mut PgConnection,
    note: ThanksId,
    sender: PersonId,
    now: OffsetDateTime,
) -> Result<bool> {
    let gone = queries::remove(&mut *db, note, sender).await? > 0;
    if gone {
        mail::withdraw(db, &[mails::KIND], &[note.into()], None, now).await?;
    }
    Ok(gone)
}

/// May both of these people look at what is thanked for? Said of a session before a note is written.
pub async fn may_see_session(db: &PgPool, person: PersonId, event: EventId) -> Result<bool> {
    Ok(queries::sees_session(db, person, event).await?)
}
