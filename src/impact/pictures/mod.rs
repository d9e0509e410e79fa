//! Pictures of a report for slides: each figure of the four statements and each drawing, 16 to 9, with the same rounding
//! as the page. One is added by a word in [`ReportPicture`], a title there and a function in `draw.rs` that is given the
//! [`Slide`](crate::platform::web::slide::Slide) and what it shows.

mod draw;
pub mod pages;

use time::OffsetDateTime;

use super::load::ReportScope;
use super::period::ReportQuery;
use super::queries::{QuoteUse, quotes};
use super::suppression::Precision;
use crate::impact::usual;
use crate::organisation;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, TestimonialId};
use crate::platform::states::states;
use crate::platform::web::when;

/// Sentences of the usual period that a leader may take away, the newest first.
pub async fn quotes_to_take(app: &App, leader: PersonId, now: OffsetDateTime) -> Result<Vec<TestimonialId>> {
    let zone = when::zone_or_utc(&organisation::load(&app.db).await?.zone);
    let reading = usual::reading(&app.db, &ReportQuery::default(), &zone, now).await?;
    let scope = ReportScope { community: None, precision: Precision::Rounded, reading, zone };
    let said = quotes(&app.db, &scope.range(now), QuoteUse::Reports, Some(leader)).await?;
    Ok(said.into_iter().map(|quote| quote.id).collect())
}

states! {
    /// What can be taken away as a picture, by its word in the address.
    pub enum ReportPicture {
        Stay = "people-stay",
        Reuse = "reuse",
        Learn = "learning",
        Practice = "practice",
        Teams = "teams",
        People = "people",
        Sessions = "sessions",
        Stages = "stages",
    }
}

impl ReportPicture {
    /// The figure of which of the four statements, by its place.
    fn lead(self) -> Option<usize> {
        match self {
            Self::Stay => Some(0),
            Self::Reuse => Some(1),
            Self::Learn => Some(2),
            Self::Practice => Some(3),
            Self::Teams | Self::People | Self::Sessions | Self::Stages => None,
        }
    }
}
