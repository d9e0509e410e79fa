//! What a leader came for, on their first page: three figures, and where help is wanted.

use sqlx::PgPool;

use super::figures::Figure;
use super::load::ReportScope;
use super::period::ReportQuery;
use super::queries;
use super::report::Report;
use super::stored;
use super::suppression::Precision;
use super::usual;
use crate::communities;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::Shell;

/// More than this is read on the impact page.
const MOST_HELP: usize = 3;

/// A community that asks leaders for something.
pub struct HelpWanted {
    pub community: String,
    pub slug: String,
    pub words: String,
}

pub struct ImpactGlance {
    /// "From July to September 2026"
    pub spoken: String,
    /// Reach in people and teams, and how far people met across teams.
    pub figures: Vec<Figure>,
    pub help: Vec<HelpWanted>,
    /// Communities that ask for help beside these.
    pub more: usize,
}

pub async fn glance(db: &PgPool, leader: PersonId, shell: &Shell) -> Result<ImpactGlance> {
    let (now, zone) = (shell.now, shell.organisation_zone.clone());
    let reading = usual::reading(db, &ReportQuery::default(), &zone, now).await?;
    let spoken = reading.spoken();
    let scope = ReportScope { community: None, precision: Precision::Rounded, reading, zone };
    let (Report { further, leads, .. }, _) = stored::current(db, scope, now).await?;
    let across = leads.into_iter().next_back().map(|lead| lead.figure);
    let named = queries::named(db, leader, now - communities::support::THANKS_SHOWN).await?;
    let mut help: Vec<HelpWanted> = named
        .into_iter()
        .filter(|community| !community.help_wanted.is_empty())
        .map(|community| HelpWanted {
            community: community.name,
            slug: community.slug,
            words: community.help_wanted,
        })
        .collect();
    let more = help.len().saturating_sub(MOST_HELP);
    help.truncate(MOST_HELP);
    Ok(ImpactGlance { spoken, figures: further.into_iter().take(2).chain(across).collect(), help, more })
}
