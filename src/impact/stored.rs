//! Reports that were worked out already. A job does so soon after what they are made of has changed; what nobody asked
//! for yet is worked out when it is, and kept.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use tokio::sync::Mutex;

use super::load::{ReportScope, load};
use super::period::{self, Period, ReportPeriod, ReportQuery};
use super::report::Report;
use super::suppression::Precision;
use super::{remembered, usual};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, ReportVersion};
use crate::platform::web::when;

/// The moment a report speaks of.
pub struct StoredReport {
    pub as_of: OffsetDateTime,
}

/// A kept report with the communities it may name, by their names of now: one that went private since is named no more.
struct StoredRow {
    as_of: OffsetDateTime,
    version: ReportVersion,
    /// Nothing where this copy of the program remembers it.
    content: Option<String>,
    listed: HashMap<CommunityId, String>,
}

/// Reports that are asked for are worked out one after the other: many who ask for the same wait for one.
static WORKING_OUT: Mutex<()> = Mutex::const_new(());

/// The report for one scope, as it was last worked out. One that cannot be read, or is older than it may be, is worked
/// out now; keeping it is no change to anything, so that a page may. It is kept also where nobody waits for it any more.
pub async fn current(db: &PgPool, scope: ReportScope, now: OffsetDateTime) -> Result<(Report, StoredReport)> {
    if let Some(found) = kept(db, &scope).await? {
        return Ok(found);
    }
    let db = db.clone();
    let work = tokio::spawn(async move {
        let _turn = WORKING_OUT.lock().await;
        match kept(&db, &scope).await? {
            Some(found) => Ok(found),
            None => work_out(&db, scope, now).await,
        }
    });
    work.await.map_err(|error| Error::Internal(format!("a report was not finished: {error}")))?
}

async fn kept(db: &PgPool, scope: &ReportScope) -> Result<Option<(Report, StoredReport)>> {
    if scope.precision != kept_precision(scope.community) {
        return Ok(None);
    }
    let remembered = remembered::all();
    let versions: Vec<ReportVersion> = remembered.iter().map(|(version, _)| *version).collect();
    let Some(row) = stored(db, scope.community, scope.reading.period, &versions).await? else {
        return Ok(None);
    };
    let report = match remembered.into_iter().find(|(version, _)| *version == row.version) {
        Some((_, report)) => report,
        // Nothing where another version of the program wrote it and it cannot be read any more.
        None => match row.content.and_then(|content| serde_json::from_str(&content).ok()) {
            Some(report) => Arc::new(report),
            None => return Ok(None),
        },
    };
    remembered::keep(row.version, &report);
    let mut report = Report::clone(&report);
    report.crossing.rings.keep_listed(&row.listed);
    Ok(Some((report, StoredReport { as_of: row.as_of })))
}

/// Works a report out from the raw rows, and keeps it where it is one that is read again.
pub async fn work_out(
    db: &PgPool,
    scope: ReportScope,
    now: OffsetDateTime,
) -> Result<(Report, StoredReport)> {
    let (community, period) = (scope.community, scope.reading.period);
    let keeps = scope.precision == kept_precision(community);
    let facts = load(db, scope, now).await?;
    let report = tokio::task::spawn_blocking(move || Report::of(&facts))
        .await
        .map_err(|error| Error::Internal(format!("a report was not finished: {error}")))?;
    if keeps {
        let content = content(&report)?;
        let mut tx = db.begin().await?;
        keep(&mut tx, community, period, now, &content).await?;
        tx.commit().await?;
    }
    Ok((report, StoredReport { as_of: now }))
}

/// A report as a row holds it.
pub fn content(report: &Report) -> Result<String> {
    serde_json::to_string(report).map_err(|error| Error::Internal(error.to_string()))
}

/// What leaders read is rounded, and what organisers read is not; a snapshot of a community is neither, and not kept
/// here.
fn kept_precision(community: Option<CommunityId>) -> Precision {
    if community.is_some() { Precision::Exact } else { Precision::Rounded }
}

/// Everything that leaders may ask for today and somebody did, and the usual period. Answers how many there were.
pub async fn work_out_again(db: &PgPool, zone: &TimeZone, now: OffsetDateTime) -> Result<usize> {
    let changes = waiting_changes(db).await?;
    let offered = period::of_leaders(when::day(now, zone));
    let kept = kept_periods(db).await?;
    if !changes.is_empty() {
        usual::count_again(db, zone, now).await?;
    }
    let usual = usual::reading(db, &ReportQuery::default(), zone, now).await?.period;
    let mut count = 0;
    for reading in &offered {
        let is_kept = kept.contains(&reading.period);
        if (reading.period == usual && !is_kept) || (is_kept && !changes.is_empty()) {
            let reading = reading.clone();
            let scope =
                ReportScope { community: None, precision: Precision::Rounded, reading, zone: zone.clone() };
            work_out(db, scope, now).await?;
            count += 1;
        }
    }
    let mut tx = db.begin().await?;
    if !changes.is_empty() {
        forget_communities(&mut tx, now).await?;
    }
    forget_periods(&mut tx, &offered).await?;
    forget_changes(&mut tx, &changes).await?;
    tx.commit().await?;
    Ok(count)
}

async fn stored(
    db: &PgPool,
    community: Option<CommunityId>,
    period: Period,
    remembered: &[ReportVersion],
) -> sqlx::Result<Option<StoredRow>> {
    // A job that does not come round must not leave a report old for longer than ten minutes.
    sqlx::query!(
        r#"select as_of, version, case when version = any ($4) then null else content::text end as content,
                  l.ids as "ids!: Vec<CommunityId>", l.names as "names!"
         from reports
         cross join lateral (
             select coalesce(array_agg(id), '{}') as ids, coalesce(array_agg(name), '{}') as names
             from communities_reported($1)
         ) l
         where community_id is not distinct from $1
           and from_on = $2
           and until_on = $3
           and not exists (select 1 from report_changes where at < clock_timestamp() - interval '10 minutes')"#,
        community as Option<CommunityId>,
        when::to_date(period.from),
        when::to_date(period.until),
        remembered as &[ReportVersion]
    )
    .map(|row| StoredRow {
        as_of: row.as_of,
        version: row.version,
        content: row.content,
        listed: row.ids.into_iter().zip(row.names).collect(),
    })
    .fetch_optional(db)
    .await
}

/// Keeps a report, unless one of a later moment is known: then what this one has not seen may be forgotten already.
async fn keep(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    period: Period,
    as_of: OffsetDateTime,
    content: &str,
) -> sqlx::Result<()> {
    take_turns(&mut *db).await?;
    let (from, until) = (when::to_date(period.from), when::to_date(period.until));
    sqlx::query!(
        "delete from reports
         where community_id is not distinct from $1 and from_on = $2 and until_on = $3 and as_of <= $4",
        community as Option<CommunityId>,
        from,
        until,
        as_of
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into reports (community_id, from_on, until_on, as_of, content)
         select $1, $2, $3, $4, $5::text::json
         where not exists (select 1 from reports where community_id is null and as_of > $4)
         on conflict do nothing",
        community as Option<CommunityId>,
        from,
        until,
        as_of,
        content
    )
    .execute(db)
    .await
    .map(drop)
}

/// Whoever keeps or forgets reports does so one after the other, for as long as the transaction lasts.
async fn take_turns(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('reports'))").fetch_one(db).await.map(drop)
}

async fn waiting_changes(db: &PgPool) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!("select id from report_changes").fetch_all(db).await
}

/// The periods that are kept for leaders.
async fn kept_periods(db: &PgPool) -> sqlx::Result<Vec<Period>> {
    let rows = sqlx::query!("select from_on, until_on from reports where community_id is null")
        .fetch_all(db)
        .await?;
    let period = |from, until| Period { from: when::from_date(from), until: when::from_date(until) };
    Ok(rows.into_iter().map(|row| period(row.from_on, row.until_on)).collect())
}

/// Those of single communities are worked out again when they are asked for.
async fn forget_communities(db: &mut PgConnection, before: OffsetDateTime) -> sqlx::Result<()> {
    take_turns(&mut *db).await?;
    sqlx::query!("delete from reports where community_id is not null and as_of <= $1", before)
        .execute(db)
        .await
        .map(drop)
}

/// Those of leaders that are not offered any more.
async fn forget_periods(db: &mut PgConnection, offered: &[ReportPeriod]) -> sqlx::Result<()> {
    let from: Vec<time::Date> = offered.iter().map(|reading| when::to_date(reading.period.from)).collect();
    let until: Vec<time::Date> = offered.iter().map(|reading| when::to_date(reading.period.until)).collect();
    sqlx::query!(
        "delete from reports
         where community_id is null
           and (from_on, until_on) not in (select * from unnest($1::date[], $2::date[]))",
        &from,
        &until
    )
    .execute(db)
    .await
    .map(drop)
}

/// One by one, by what was seen: a number handed out earlier may be committed later.
async fn forget_changes(db: &mut PgConnection, seen: &[i64]) -> sqlx::Result<()> {
    sqlx::query!("delete from report_changes where id = any ($1)", seen).execute(db).await.map(drop)
}
