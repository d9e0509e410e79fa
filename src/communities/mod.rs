//! Communities: groups of people connected by a shared passion for something they practise,
//! who improve together as they meet regularly.

pub extern crate self as communities;
pub use guildhall_notices as notices;
pub use guildhall_organisation as organisation;
pub use guildhall_platform as platform;

mod actions;
mod pages;
mod queries;
pub mod rules;
mod states;
mod who;

/// A person's place in one community, and the role of running it.
pub mod members;
/// What members would like to meet about.
pub mod topics;
/// What organisers write to all members of their community.
pub mod announcements;
/// Who does what in a community, and how it passes from one person to another.
pub mod roles;
/// What would help, asked of leaders.
pub mod support;
/// How members want to be together.
pub mod agreements;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::{Error, ErrorRemedy, Result};
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::Shell;

pub use queries::{Brief, Community, meetings, of_person, pause, refocus, resume, seen, take_pause_back};
pub use rules::{Meeting, MeetingSigns, MeetingState, Purpose, SponsorAnswer, life};
pub use states::{Admission, CommunityVisibility, Membership};
pub use who::{AtTheDoor, Belonging, Organising, SeenCommunity};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities", get(pages::index).post(actions::found))
        .route("/communities/new", get(pages::new))
        .route("/communities/{slug}/edit", get(pages::edit).post(actions::change))
        .route("/communities/{slug}/pause", post(actions::pause))
        .route("/communities/{slug}/resumption", post(actions::resume))
        .route("/communities/{slug}/restoring", post(actions::restore))
}

/// What it takes to found a community.
pub struct NewCommunity {
    pub name: String,
    pub purpose: Purpose,
    pub cadence_days: Option<i32>,
    pub zone: String,
    pub private: bool,
    pub admission: Admission,
    pub tags: Vec<String>,
}

/// Founds a community, published at once; the founder still has to become its first organiser.
/// Its slug, the last part of its address, is its name, with a random end where the plain one is taken or would
/// tell that a private community exists.
pub async fn found(
    db: &mut PgConnection,
    new: &NewCommunity,
    founder: PersonId,
    now: OffsetDateTime,
) -> Result<(CommunityId, String)> {
    let plain = rules::slug(&new.name);
    let slug = if new.private || queries::slug_is_taken(&mut *db, &plain).await? {
        rules::slug_with_end(&plain, rand::random())
    } else {
        plain
    };
    let id = queries::insert(db, new, &slug, founder, now).await?;
    Ok((id, slug))
}

/// What is said beside the phase of a community that does not meet; nothing of one that does.
pub async fn silence(db: &PgPool, community: CommunityId, shell: &Shell) -> Result<Option<String>> {
    let meeting = queries::meetings(db, &[community], shell.now).await?.remove(&community);
    Ok(meeting.and_then(|meeting| meeting.silence(shell.now, &shell.zone)))
}

/// Says what help the organisers want of leaders, in their own words; nothing any more, where there are none. Tells
/// nobody: leaders read it on the impact page.
pub async fn ask_for_help(
    db: &mut PgConnection,
    community: CommunityId,
    words: &str,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::set_help_wanted(db, community, words, now).await?)
}

/// Writes down who the sponsor is, or that there is none yet. Tells nobody.
pub async fn set_sponsor(
    db: &mut PgConnection,
    community: CommunityId,
    said: SponsorAnswer,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::set_sponsor(db, community, said, now).await?)
}

/// Puts a community to rest for good; its past stays to be read.
///
/// # Errors
/// [`Error::RefusedUntil`] while a session is still to come: who answered has to be told that it is off.
pub async fn archive(db: &mut PgConnection, community: CommunityId, now: OffsetDateTime) -> Result<()> {
    if let Some(slug) = queries::slug_with_sessions_to_come(&mut *db, community, now).await? {
        return Err(Error::RefusedUntil {
            why: "There are upcoming sessions. Cancel them first, so that everyone who signed up is told.",
            remedy: ErrorRemedy {
                path: format!("/communities/{slug}/events"),
                label: "See the upcoming sessions",
            },
        });
    }
    Ok(queries::archive(db, community, Some(now)).await?)
}

/// Opens an archived community again, as it was.
pub async fn reopen(db: &mut PgConnection, community: CommunityId) -> Result<()> {
    Ok(queries::archive(db, community, None).await?)
}

/// What a new focus changes: the address, the members and everything written stay.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct CommunityFocus {
    pub name: String,
    pub who: String,
    pub practice: String,
    pub why_now: String,
    pub cadence_days: Option<i32>,
}

/// What only a living community allows was asked of an archived one.
pub const ARCHIVED: Error = Error::Refused("This community is archived. Reopen it first.");

impl Community {
    pub fn focus(&self) -> CommunityFocus {
        CommunityFocus {
            name: self.name.clone(),
            who: self.who.clone(),
            practice: self.practice.clone(),
            why_now: self.why_now.clone(),
            cadence_days: self.cadence_days,
        }
    }

    pub fn path(&self) -> String {
        format!("/communities/{}", self.slug)
    }

    pub fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }

    /// For acts that only a living community allows.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is archived.
    pub fn must_be_open(&self) -> Result<()> {
        if self.is_archived() { Err(ARCHIVED) } else { Ok(()) }
    }
}
