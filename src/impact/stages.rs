//! The stages of communities as leaders see them: all of them for files, a page of them to look at. What communities ask
//! of leaders is shown with whichever page.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::queries::{self, NamedCommunity};
use super::strips::Strip;
use crate::communities;
use crate::guide::phases::{self, CommunityPhase};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::when;
use crate::platform::web::{Page, Pages};

/// As many as are looked through at a glance.
const A_PAGE: i64 = 48;

/// A page of communities, and what all of them say to leaders.
#[derive(Default)]
pub struct StagesPage {
    pub strips: Vec<Strip>,
    pub pages: Pages,
    /// Those who ask for help, or give thanks for it.
    pub to_leaders: Vec<NamedCommunity>,
}

/// A community with where it stands.
struct Placed {
    community: NamedCommunity,
    phase: CommunityPhase,
}

async fn placed(db: &PgPool, reader: PersonId, now: OffsetDateTime) -> Result<Vec<Placed>> {
    let named = queries::named(db, reader, now - communities::support::THANKS_SHOWN).await?;
    let phases = phases::visible_to(db, reader, now).await?;
    let mut phases: HashMap<CommunityId, CommunityPhase> =
        phases.into_iter().map(|phase| (phase.community, phase)).collect();
    let placed = named.into_iter().filter_map(|community| {
        let phase = phases.remove(&community.id)?;
        Some(Placed { community, phase })
    });
    Ok(placed.collect())
}

async fn drawn(db: &PgPool, placed: &[Placed], zone: &TimeZone, now: OffsetDateTime) -> Result<Vec<Strip>> {
    let ids: Vec<CommunityId> = placed.iter().map(|placed| placed.community.id).collect();
    let years = phases::over_a_year(db, &ids, now).await?;
    let meetings = communities::meetings(db, &ids, now).await?;
    let strips = placed.iter().map(|Placed { community, phase }| {
        let year = years.get(&community.id).map_or(&[][..], |year| &year[..]);
        let silence = meetings.get(&community.id).and_then(|meeting| meeting.silence(now, zone));
        Strip::of(community, phase, year, silence, when::day(now, zone))
    });
    Ok(strips.collect())
}

/// All that the reader may see, in the order of the alphabet.
pub async fn all(db: &PgPool, reader: PersonId, zone: &TimeZone, now: OffsetDateTime) -> Result<Vec<Strip>> {
    drawn(db, &placed(db, reader, now).await?, zone, now).await
}

pub async fn page(
    db: &PgPool,
    reader: PersonId,
    zone: &TimeZone,
    now: OffsetDateTime,
    page: Page,
) -> Result<StagesPage> {
    let placed = placed(db, reader, now).await?;
    let all = placed.iter().map(|placed| &placed.community);
    let to_leaders = all.filter(|community| community.speaks_to_leaders()).cloned().collect();
    let rows = page.rows(A_PAGE);
    let skip = usize::try_from(rows.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(rows.limit).unwrap_or(usize::MAX);
    let (shown, pages) = page.cut(placed.into_iter().skip(skip).take(take).collect(), A_PAGE);
    Ok(StagesPage { strips: drawn(db, &shown, zone, now).await?, pages, to_leaders })
}

impl StagesPage {
    pub fn is_empty(&self) -> bool {
        self.strips.is_empty() && !self.pages.past_the_end
    }

    pub fn asks_for_help(&self) -> bool {
        self.to_leaders.iter().any(|community| !community.help_wanted.is_empty())
    }

    pub fn says_thanks(&self) -> bool {
        self.to_leaders.iter().any(|community| community.thanks.is_some())
    }
}
