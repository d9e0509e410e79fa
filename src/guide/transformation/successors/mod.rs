//! Successors: a community whose last organiser has no account any more asks its core members straight away whether one of
//! them would run it; an administrator may offer it to someone, who accepts or declines.

pub mod actions;
mod mails;
pub mod pages;
mod queries;

use sqlx::{PgConnection, PgPool};
use time::{Duration, OffsetDateTime};

use crate::communities::members;
use crate::guide::phases;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::mail;

pub use queries::{OfferedOrganiser, OrphanedCommunity, Vacancy, offers, vacancy};

/// In a community without a core, so many of those who joined first are asked.
const ASKED_AT_MOST: i64 = 10;

/// Asks the core members of every community that this person was the last organiser of. Tells them by email; where nobody is
/// core, those who joined first.
pub async fn ask(db: &mut PgConnection, app: &App, gone: PersonId, now: OffsetDateTime) -> Result<()> {
    let core = phases::thresholds(&mut *db).await?;
    // Few: a person runs a handful.
    for community in queries::left_without(&mut *db, gone).await? {
        let rule = queries::CoreRule {
            since: now - Duration::seconds_f64(core.short_least * 86_400.0),
            share: core.core_share,
            least: core.core_least,
            sessions: core.core_sessions,
        };
        let mut people = queries::core(&mut *db, community.id, &rule, now).await?;
        if people.is_empty() {
            people = queries::joined_first(&mut *db, community.id, ASKED_AT_MOST).await?;
        }
        // Questions from an earlier time without an organiser, who has come back since.
        queries::end_all(&mut *db, community.id, now).await?;
        queries::ask(&mut *db, community.id, &people, now).await?;
        let letters = mails::asked(&community, &people, &app.config.base_url(), now)?;
        mail::queue(&mut *db, &letters, now).await?;
    }
    Ok(())
}

/// Names of communities that this person alone runs, private ones too: what becomes of these is said before the account is
/// closed.
pub async fn run_alone(db: &PgPool, person: PersonId) -> Result<Vec<String>> {
    Ok(queries::run_alone(db, person).await?)
}

/// Communities that nobody with an account runs, by name.
pub async fn orphaned(db: &PgPool) -> Result<Vec<OrphanedCommunity>> {
    Ok(queries::orphaned(db).await?)
}

/// An administrator asks someone, a member or not, to run a community that has no organiser. They see nothing of it and run
/// nothing until they accept. Tells them by email; answers its name.
///
/// # Errors
/// [`Error::Refused`] when someone runs it by now, [`Error::NotFound`] when it is archived or not there.
pub async fn offer(
    db: &mut PgConnection,
    app: &App,
    community: CommunityId,
    person: PersonId,
    by: &Person,
    now: OffsetDateTime,
) -> Result<String> {
    let orphaned = queries::lock(&mut *db, community).await?.ok_or(Error::NotFound)?;
    if !orphaned.is_vacant {
        return Err(Error::Refused("This community has an organiser by now."));
    }
    queries::offer(&mut *db, community, person, by.id, now).await?;
    let act = Act::of(by.id, ActVerb::Appoint, ActThing::Person, person).in_community(community);
    acts::record(&mut *db, act, now).await?;
    let to = queries::recipient(&mut *db, person).await?.ok_or(Error::NotFound)?;
    let letter = mails::offered(&orphaned, &to, &by.name, &app.config.base_url(), now)?;
    mail::queue(db, &[letter], now).await?;
    Ok(orphaned.name)
}

/// Makes someone the organiser; nobody is asked any more.
async fn install(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    members::bring_in(&mut *db, community, person, "", now).await?;
    members::set_organiser(&mut *db, community, person, true, now).await?;
    Ok(queries::end(db, community, person, now).await?)
}
