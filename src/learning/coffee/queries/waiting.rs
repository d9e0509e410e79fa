//! What waits for someone's answer, on their start page.

use serde::Deserialize;
use time::Date;

use crate::platform::ids::{CoffeeMatchId, CoffeeProgrammeId};
use crate::platform::web::when::iso_day;

/// A question of a round that someone has not answered.
#[derive(Debug, Deserialize)]
pub struct CoffeeQuestion {
    pub programme_id: CoffeeProgrammeId,
    pub community: Option<String>,
    #[serde(with = "iso_day")]
    pub matches_on: Date,
    #[serde(with = "iso_day")]
    pub closes_on: Date,
    /// None where they are asked whether they are in.
    pub match_id: Option<CoffeeMatchId>,
    /// Those they are matched with.
    pub partners: String,
    /// The last day has come: they are asked what became of it.
    pub is_closing: bool,
}
