//! What has to be assumed to say what communities cost and save, kept in versions; money, where an administrator gave a
//! range with its source; what two other organisations report, for context; and a page to start a conversation with.

mod actions;
mod cards;
mod form;
mod kit;
pub mod money;
mod pages;
mod queries;

use axum::Router;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;

pub use form::{WantedAssumptions, WantedCost};
pub use queries::in_use;

/// A coffee is planned for half an hour (domain.md 5.2).
pub const COFFEE_MINUTES: i32 = 30;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/impact/value", get(pages::show))
        .route("/admin/value", get(pages::edit).post(actions::save))
        .route("/admin/value/kit", get(kit::of_all))
        .route("/communities/{slug}/impact/kit", get(kit::of_community))
}

/// What an hour of someone's time costs, from whom it is known. In hundredths of the currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourlyCost {
    pub low: i32,
    pub high: i32,
    pub currency: String,
    pub source: String,
    /// The day the source speaks of, in words.
    pub source_on: String,
}

/// One version of the assumptions, as a report keeps it that used it. Version 0 are the defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueAssumptions {
    pub version: i32,
    /// The day it was made, in words; empty of the defaults.
    pub made_on: String,
    pub cost: Option<HourlyCost>,
    pub coffee_minutes: i32,
    pub others: String,
}

impl Default for ValueAssumptions {
    fn default() -> Self {
        Self {
            version: 0,
            made_on: String::new(),
            cost: None,
            coffee_minutes: COFFEE_MINUTES,
            others: String::new(),
        }
    }
}

impl ValueAssumptions {
    /// "Version 3 of 27 November 2026"
    pub fn name(&self) -> String {
        match self.version {
            0 => "The defaults: no version was saved yet".to_owned(),
            version => format!("Version {version} of {}", self.made_on),
        }
    }

    /// Every assumption as a sentence, for page, print, CSV and JSON alike.
    pub fn lines(&self) -> Vec<String> {
        let cost = match &self.cost {
            Some(cost) => format!(
                "An hour of someone’s time costs {}. Source: {}, {}.",
                cost.label(),
                cost.source,
                cost.source_on
            ),
            None => "No hourly cost is given, so hours are not turned into money.".to_owned(),
        };
        let coffee = match self.coffee_minutes {
            0 => "Coffees add no time to the hours spent.".to_owned(),
            minutes => format!(
                "A coffee that people say took place counts {minutes} minutes for each of them in the hours spent, \
                 where five people or more met."
            ),
        };
        let others = self.others.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
        [cost, coffee].into_iter().chain(others).collect()
    }
}

impl HourlyCost {
    /// "40 to 62.50 EUR"
    pub fn label(&self) -> String {
        let (low, high) = (money::hundredths(self.low), money::hundredths(self.high));
        if self.low == self.high {
            format!("{low} {}", self.currency)
        } else {
            format!("{low} to {high} {}", self.currency)
        }
    }
}

/// Keeps a new version, and says so in the log. Nobody is told: reports name the version that they used.
pub async fn keep(
    tx: &mut PgConnection,
    version: &WantedAssumptions,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<i32> {
    let kept = queries::insert(&mut *tx, version, by, now).await?;
    let act = Act::of(by, ActVerb::ChangeSettings, ActThing::ValueAssumptions, kept.id);
    acts::record_with(tx, act, serde_json::json!({ "version": kept.number }), now).await?;
    Ok(kept.number)
}
