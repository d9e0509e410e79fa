//! What a person is told by mail, and in which way: at once, in the weekly digest, or not at all; everywhere, and
//! differently for one community. A link at the foot of each mail stops its kind, signed in or not. What is
//! transactional (a seat, a change, a cancellation, a password) is no notice, and always told.

pub extern crate self as notices;
pub use guildhall_organisation as organisation;
pub use guildhall_platform as platform;

mod actions;
pub mod hours;
mod kinds;
mod pages;
mod paper;
mod queries;

/// What is new in a community, for people who want to hear of it straight away.
pub mod news;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub use actions::choose_for_community;
pub use kinds::{NoticeChoice, NoticeKind, Way};
pub use pages::{NoticeRow, rows_for};
pub use paper::{LetterOrigin, LetterRecipient, NoticeMail, Paper};

pub use queries::reach;

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/notices", get(pages::index).post(actions::choose))
        .route("/notices/stop/{token}", get(pages::stop).post(actions::stop))
}

/// To how many people something would go.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoticeReach {
    pub at_once: i64,
    pub in_digests: i64,
}

impl NoticeReach {
    pub fn people(self) -> i64 {
        self.at_once + self.in_digests
    }
}

/// People of one community come into another: what they chose for either counts there, and of two choices the one that
/// tells less. Called before they are in.
pub async fn carry_choices(
    db: &mut PgConnection,
    from: CommunityId,
    into: CommunityId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> Result<()> {
    let chosen = queries::chosen_in_either(&mut *db, from, into, people).await?;
    let merged: Vec<_> = chosen
        .into_iter()
        .map(|chosen| {
            let way = chosen.into.map_or(chosen.from, |into| chosen.from.strictest(into));
            queries::CarriedChoice { person_id: chosen.person_id, kind: chosen.kind, way }
        })
        .collect();
    Ok(queries::carry(db, into, &merged, now).await?)
}
