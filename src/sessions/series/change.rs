//! A whole series, or the rest of it, changed or called off in one transaction.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::form::Scope;
use super::queries::{self, Series};
use super::reshape::{Edit, HostChange, ReshapeProblem, Reshaped, reaches_from, reshape};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId, SeriesId};
use crate::platform::web::when;
use crate::sessions::events::dates::{self, SeriesDate, SeriesDateRecipient};

/// What a change or a cancellation came to.
pub struct Changed {
    /// The series that the dates belong to now.
    pub series: Series,
    /// The dates that were reached, as they were.
    pub before: Vec<SeriesDate>,
    /// Those that go on, as they are.
    pub kept: Vec<SeriesDate>,
    /// Those of them of which people are told.
    pub told: Vec<EventId>,
    pub cancelled: Vec<EventId>,
    pub made: Vec<EventId>,
    pub other_seats: bool,
    /// Everyone who answered one of the dates that are told of or were called off.
    pub readers: Vec<SeriesDateRecipient>,
}

/// A date as it was and as it is.
#[derive(Clone, Copy)]
pub struct DateChange<'a> {
    pub was: &'a SeriesDate,
    pub is: &'a SeriesDate,
}

impl Changed {
    /// A date that goes on, as it was and as it is.
    pub fn date(&self, id: EventId) -> Option<DateChange<'_>> {
        let find = |dates: &'_ [SeriesDate]| dates.iter().position(|date| date.id == id);
        Some(DateChange { was: &self.before[find(&self.before)?], is: &self.kept[find(&self.kept)?] })
    }

    /// Is one of them at another time or place?
    pub fn is_moved(&self) -> bool {
        let mut dates = self.kept.iter().filter_map(|date| self.date(date.id));
        dates.any(|DateChange { was, is }| was.facts().span != is.facts().span || was.is_elsewhere(is))
    }
}

/// Says why dates were called off that a new rule does not name.
const OTHER_DATES: &str = "The dates of the series have changed.";

/// Applies an edit to all dates it reaches. Answers stay with their dates, wherever these move. Tells nobody:
/// [`super::tell`] does.
pub async fn change(
    db: &mut PgConnection,
    series: SeriesId,
    edit: &Edit<'_>,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<Result<Changed, ReshapeProblem>> {
    let series = queries::lock(&mut *db, series).await?.ok_or(Error::NotFound)?;
    let before = dates::lock(&mut *db, series.id).await?;
    let reshaped = match reshape(&series, &before, edit, now) {
        Ok(reshaped) => reshaped,
        Err(problem) => return Ok(Err(problem)),
    };
    let id = rewrite_series(&mut *db, &series, &reshaped, by, now).await?;
    let kept_ids: Vec<EventId> = reshaped.kept.iter().map(|date| date.id).collect();
    // Out of the series first: on its way to its new day a date may pass over that of another, and one of both
    // would be refused.
    let out = [&kept_ids, &reshaped.dropped, &reshaped.loose].into_iter().flatten().copied();
    dates::detach(&mut *db, &out.collect::<Vec<_>>(), now).await?;
    dates::rewrite(&mut *db, id, &reshaped.kept, &reshaped.told, now).await?;
    if !reshaped.hosts.is_none() {
        let HostChange { added, removed } = &reshaped.hosts;
        dates::change_hosts(&mut *db, &kept_ids, added, removed).await?;
    }
    let cancelled = dates::cancel(&mut *db, &reshaped.dropped, OTHER_DATES, now).await?;
    let made = super::fill(&mut *db, id, now).await?;
    let news: Vec<EventId> = reshaped.told.iter().chain(&cancelled).copied().collect();
    Ok(Ok(Changed {
        series: queries::of_id(&mut *db, id).await?.ok_or(Error::NotFound)?,
        before,
        kept: reshaped.kept,
        told: reshaped.told,
        cancelled,
        made,
        other_seats: reshaped.seats_changed,
        readers: dates::readers(db, &news).await?,
    }))
}

/// The series itself: changed as a whole, or ended where its rest goes on as a new one with a uid of its own. Which
/// of them the dates belong to now.
async fn rewrite_series(
    db: &mut PgConnection,
    series: &Series,
    reshaped: &Reshaped,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<SeriesId> {
    let mut id = series.id;
    if let Some(split) = reshaped.split {
        queries::end(&mut *db, id, when::to_date(split.yesterday().unwrap_or(split)), now).await?;
        id = SeriesId::random();
    }
    queries::write(db, id, series.community_id, &reshaped.rule, &reshaped.plan, by, now).await?;
    Ok(id)
}

/// Calls off the dates still to come that are reached, and ends the series with them. Tells nobody: [`super::tell`] does.
pub async fn call_off(
    db: &mut PgConnection,
    series: SeriesId,
    date: EventId,
    scope: Scope,
    reason: &str,
    now: OffsetDateTime,
) -> Result<Changed> {
    let series = queries::lock(&mut *db, series).await?.ok_or(Error::NotFound)?;
    let before = dates::lock(&mut *db, series.id).await?;
    let edited = before.iter().find(|known| known.id == date).ok_or(Error::NotFound)?;
    let from = when::to_date(reaches_from(&before, edited, scope, now));
    let reached: Vec<EventId> =
        before.iter().filter(|date| date.series_on >= from).map(|date| date.id).collect();
    let cancelled = dates::cancel(&mut *db, &reached, reason, now).await?;
    match from.previous_day() {
        Some(last) if last >= series.starts_on => queries::end(&mut *db, series.id, last, now).await?,
        _ => queries::call_off(&mut *db, series.id, now).await?,
    }
    let readers = dates::readers(&mut *db, &cancelled).await?;
    Ok(Changed {
        series: queries::of_id(db, series.id).await?.ok_or(Error::NotFound)?,
        before,
        kept: Vec::new(),
        told: Vec::new(),
        cancelled,
        made: Vec::new(),
        other_seats: false,
        readers,
    })
}
