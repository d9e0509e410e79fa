//! Hosting: people asked to host a session, and what they answered. Only who says yes is a host, on pages and in the rules
//! of phases alike.

mod actions;
mod mails;
mod pages;
mod queries;
pub mod rules;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation;
use crate::organisation::acts::{self, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::mail;
use crate::sessions::events;

pub use queries::{AskedHost, HostInvitation, LikelyHost, asked_for, likely_hosts};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/events/{event}/hosting", post(actions::answer))
        .route("/events/{event}/hosting/requests", post(actions::request))
        .route("/hosting/{token}", get(pages::show).post(actions::answer_by_link))
}

/// Asks these people of the community to host, by a mail with a link that names who asks, and nobody else any more: who was asked before and
/// has not answered is no longer asked. Anyone who declined and is asked again gets another mail.
pub async fn ask(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    people: &[PersonId],
    by: PersonId,
    name: &str,
    now: OffsetDateTime,
) -> Result<()> {
    for person in queries::withdraw(&mut *db, event, people).await? {
        withdraw_mails(&mut *db, event, Some(person), now).await?;
    }
    ask_also(db, app, event, people, HostAsker { by, name, now }).await.map(drop)
}

/// Who asks people to host, and when.
#[derive(Clone, Copy)]
pub struct HostAsker<'a> {
    pub by: PersonId,
    pub name: &'a str,
    pub now: OffsetDateTime,
}

/// Asks these people of the community to host, beside those who are asked already; answers who was asked anew, and gets
/// a mail.
pub async fn ask_also(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    people: &[PersonId],
    asker: HostAsker<'_>,
) -> Result<Vec<PersonId>> {
    let HostAsker { by, name, now } = asker;
    let invited = queries::invite(&mut *db, event, people, by, now).await?;
    if invited.is_empty() {
        return Ok(invited);
    }
    let secret = organisation::link_secret(&mut *db).await?;
    let readers = queries::readers(&mut *db, event, &invited).await?;
    let base_url = app.config.base_url();
    let letters: Vec<_> = readers
        .iter()
        .map(|reader| mails::asked(reader, name, &secret, now, &base_url))
        .collect::<Result<_>>()?;
    mail::queue(db, &letters, now).await?;
    Ok(invited)
}

/// Says yes or no to hosting, once, while the session is still to come; false when there is nothing to answer. Tells
/// nobody: the organisers see it on the session's page.
pub async fn answer(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    yes: bool,
    now: OffsetDateTime,
) -> Result<bool> {
    let Some(community) = queries::answer(&mut *db, event, person, yes, now).await? else { return Ok(false) };
    if yes {
        events::add_host(&mut *db, event, person).await?;
    }
    let verb = if yes { ActVerb::Host } else { ActVerb::DeclineToHost };
    acts::record(&mut *db, acts::Act::of(person, verb, ActThing::Event, event).in_community(community), now)
        .await?;
    withdraw_mails(db, event, Some(person), now).await?;
    Ok(true)
}

/// Nobody is asked any more: the draft goes away, or the session is cancelled. Tells nobody; mails that have not left are
/// withdrawn.
pub async fn forget(db: &mut PgConnection, event: EventId, now: OffsetDateTime) -> Result<()> {
    queries::forget(&mut *db, event).await?;
    withdraw_mails(db, event, None, now).await
}

/// Someone left a community, or all of them: they host nothing to come and are asked nothing. Organisers of a session that
/// nobody hosts any more are told so, in one mail each.
pub async fn leave(
    db: &mut PgConnection,
    app: &App,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    let hosted = events::end_hosting(&mut *db, community, person, now).await?;
    let asked = queries::forget_person(&mut *db, community, person, now).await?;
    let asked: Vec<_> = asked.into_iter().map(Into::into).collect();
    mail::withdraw(&mut *db, &[mails::KIND], &asked, Some(person), now).await?;
    let hostless = queries::hostless(&mut *db, &hosted, person).await?;
    let letters: Vec<_> = hostless
        .chunk_by(|one, next| one.person_id == next.person_id)
        .map(|sessions| mails::host_left(sessions, now, &app.config.base_url()))
        .collect::<Result<_>>()?;
    mail::queue(db, &letters, now).await.map(drop)
}

async fn withdraw_mails(
    db: &mut PgConnection,
    event: EventId,
    person: Option<PersonId>,
    now: OffsetDateTime,
) -> Result<()> {
    mail::withdraw(db, &[mails::KIND], &[event.into()], person, now).await?;
    Ok(())
}

/// What a person is asked about one session, while they have not answered.
async fn invitation(
    db: &PgPool,
    event: EventId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Option<HostInvitation>> {
    Ok(queries::invitation(db, event, person, now).await?)
}
