//! The stages of communities as leaders see them: all of them for files, a page of them to look at. What communities ask
//! of leaders is shown with whichever page.

use jiff::tz::TimeZone;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::queries::{self, NamedCommunity};
use super::strips::Strip;
use crate::communities;
use crate::guide::phases;
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

async fn named(db: &PgPool, reader: PersonId, now: OffsetDateTime) -> Result<Vec<NamedCommunity>> {
    Ok(queries::named(db, reader, now - communities::support::THANKS_SHOWN).await?)
}

/// How the stages of communities are drawn for a reader.
struct StagesDrawing<'a> {
    reader: PersonId,
    zone: &'a TimeZone,
    now: OffsetDateTime,
}

impl StagesDrawing<'_> {
    async fn of(&self, db: &PgPool, shown: &[NamedCommunity]) -> Result<Vec<Strip>> {
        let ids: Vec<CommunityId> = shown.iter().map(|community| community.id).collect();
        let years = phases::over_a_year(db, self.reader, &ids, self.now).await?;
        let meetings = communities::meetings(db, &ids, self.now).await?;
        let strips = shown.iter().filter_map(|community| {
            let phase = years.get(&community.id)?;
            let silence =
                meetings.get(&community.id).and_then(|meeting| meeting.silence(self.now, self.zone));
            Some(Strip::of(community, phase, silence, when::day(self.now, self.zone)))
        });
        Ok(strips.collect())
    }
}

/// All that the reader may see, in the order of the alphabet: never by stage, which would make a ranking of them.
pub async fn all(db: &PgPool, reader: PersonId, zone: &TimeZone, now: OffsetDateTime) -> Result<Vec<Strip>> {
    StagesDrawing { reader, zone, now }.of(db, &named(db, reader, now).await?).await
}

pub async fn page(
    db: &PgPool,
    reader: PersonId,
    zone: &TimeZone,
    now: OffsetDateTime,
    page: Page,
) -> Result<StagesPage> {
    let named = named(db, reader, now).await?;
    let to_leaders = named.iter().filter(|community| community.speaks_to_leaders()).cloned().collect();
    let rows = page.rows(A_PAGE);
    let skip = usize::try_from(rows.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(rows.limit).unwrap_or(usize::MAX);
    let (shown, pages) = page.cut(named.into_iter().skip(skip).take(take).collect(), A_PAGE);
    let strips = StagesDrawing { reader, zone, now }.of(db, &shown).await?;
    Ok(StagesPage { strips, pages, to_leaders })
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
