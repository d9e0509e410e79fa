//! Snapshots: a report as it was at one moment, with its assumptions, for people outside. Whoever has the link reads it
//! without signing in, until it expires or is revoked. What leaves a community carries leaders' rounding, and the quote
//! of an author who takes it back is gone from it at once.

mod actions;
mod pages;
mod queries;
mod rules;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::load::ReportScope;
use super::period::ReportPeriod;
use super::queries::{QuoteUse, quotes};
use super::suppression::Precision;
use super::{statements, stored};
use crate::organisation;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, SnapshotId};
use crate::platform::web::when;
use queries::SnapshotQuotes;

pub use rules::hash;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/impact/snapshots", get(pages::of_all).post(actions::make_of_all))
        .route("/impact/snapshots/{snapshot}/revocation", post(actions::revoke_of_all))
        .route(
            "/communities/{slug}/impact/snapshots",
            get(pages::of_community).post(actions::make_of_community),
        )
        .route(
            "/communities/{slug}/impact/snapshots/{snapshot}/revocation",
            post(actions::revoke_of_community),
        )
        .route("/shared/{token}", get(pages::shared))
}

/// What a snapshot is made with.
pub struct NewSnapshot<'a> {
    pub community: Option<CommunityId>,
    pub made_by: PersonId,
    pub title: &'a str,
    pub expires_at: OffsetDateTime,
    pub token_hash: Vec<u8>,
}

/// Figures and quotes for a snapshot, read before it is written.
pub struct SnapshotContent {
    scope: ReportScope,
    as_of: OffsetDateTime,
    figures: String,
    quotes: SnapshotQuotes,
}

/// Reads what a snapshot is to hold: figures to leaders' precision, and sentences that may be read outside.
pub async fn content(
    app: &App,
    community: Option<CommunityId>,
    reading: ReportPeriod,
    reader: PersonId,
    now: OffsetDateTime,
) -> Result<SnapshotContent> {
    let zone = when::zone_or_utc(&organisation::load(&app.db).await?.zone);
    let scope = ReportScope { community, precision: Precision::Rounded, reading, zone };
    let said = quotes(&app.db, &scope.range(now), QuoteUse::Outside, Some(reader)).await?;
    let mut quotes = SnapshotQuotes::default();
    for (number, at) in (1..).zip(statements::fitting(&said)) {
        if let Some(at) = at {
            quotes.statements.push(number);
            quotes.testimonials.push(said[at].id);
        }
    }
    let (report, stored) = stored::current(&app.db, scope.clone(), now).await?;
    Ok(SnapshotContent { scope, as_of: stored.as_of, figures: stored::content(&report)?, quotes })
}

/// Ends a link; none where the snapshot is not there, or not of this community. Nobody is told.
pub async fn revoke(
    db: &mut PgConnection,
    snapshot: SnapshotId,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> Result<Option<SnapshotId>> {
    Ok(queries::revoke(db, snapshot, community, now).await?)
}

/// Keeps a snapshot. Nobody is told: its maker passes the link on.
pub async fn make(
    db: &mut PgConnection,
    new: &NewSnapshot<'_>,
    content: &SnapshotContent,
    now: OffsetDateTime,
) -> Result<SnapshotId> {
    let snapshot = queries::insert(&mut *db, new, content, now).await?;
    queries::insert_quotes(db, snapshot, &content.quotes).await?;
    Ok(snapshot)
}
