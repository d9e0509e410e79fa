use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::mails::{self, MonthWords};
use super::queries::{self, LeaderToTell};
use super::rules;
use crate::impact::load::ReportScope;
use crate::impact::period::ReportQuery;
use crate::impact::queries::{QuoteUse, quotes};
use crate::impact::statements::QuotedSentence;
use crate::impact::suppression::Precision;
use crate::impact::{report::Report, stored, usual};
use crate::learning::stories::exports::{self, ExportKind};
use crate::notices::Paper;
use crate::organisation;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::jobs::Job;
use crate::platform::mail;
use crate::platform::web::when;

/// More would be read by nobody.
const MOST_QUOTES: usize = 2;

/// Tells leaders once a month. Claim and mails are one transaction.
#[derive(Default, Deserialize, Serialize)]
pub struct TellLeaders {}

impl Job for TellLeaders {
    const KIND: &'static str = "impact_digests";

    async fn run(&self, app: &App) -> Result<()> {
        let now = app.clock.now();
        let due: HashMap<PersonId, (LeaderToTell, Date)> = queries::leaders(&app.db)
            .await?
            .into_iter()
            .filter_map(|leader| {
                let month = rules::due(now, &when::zone_or_utc(&leader.zone))?;
                Some((leader.person_id, (leader, month)))
            })
            .collect();
        if due.is_empty() {
            return Ok(());
        }
        let words = month_words(app).await?;
        let people: Vec<PersonId> = due.keys().copied().collect();
        let months: Vec<time::Date> = people.iter().map(|person| when::to_date(due[person].1)).collect();
        let mut tx = app.db.begin().await?;
        let claimed = queries::claim(&mut tx, &people, &months, now).await?;
        let paper = Paper::of(&mut tx, app).await?;
        let letter = |person: &PersonId| {
            let (leader, month) = &due[person];
            mails::month(&paper, leader, *month, &words)
        };
        let letters = claimed.iter().map(letter).collect::<Result<Vec<_>>>()?;
        mail::queue(&mut tx, &letters, now).await?;
        if !letters.is_empty() {
            let quoted: Vec<_> = words.quotes.iter().map(|quote| quote.id).collect();
            let today = when::to_date(when::day(now, &words.zone));
            exports::note(&mut tx, ExportKind::MonthlyEmail, &quoted, None, today).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Figures of the usual report, and what people let be said in reports. A mail cannot be called back.
async fn month_words(app: &App) -> Result<MonthWords> {
    let now = app.clock.now();
    let zone = when::zone_or_utc(&organisation::load(&app.db).await?.zone);
    let reading = usual::reading(&app.db, &ReportQuery::default(), &zone, now).await?;
    let spoken = reading.spoken();
    let scope = ReportScope { community: None, precision: Precision::Rounded, reading, zone: zone.clone() };
    let said = quotes(&app.db, &scope.range(now), QuoteUse::Reports, None).await?;
    let (Report { further, leads, .. }, _) = stored::current(&app.db, scope, now).await?;
    // How far it reached, how regularly people met, and how far they met across teams.
    let across = leads.into_iter().next_back().map(|lead| lead.figure);
    Ok(MonthWords {
        spoken,
        zone,
        figures: further.into_iter().take(3).chain(across).collect(),
        quotes: said.iter().take(MOST_QUOTES).map(QuotedSentence::of).collect(),
    })
}
