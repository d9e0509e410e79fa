//! Calendars for other programs: reached by a secret link, without a sign-in.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use super::actions::hash;
use super::entries;
use super::ics::{self, IcsEntry, IcsPurpose};
use super::keys;
use super::queries::{self, CalendarSession, FeedHolds};
use crate::communities::{self, SeenCommunity};
use crate::organisation::people::{self, Person};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::SeriesId;
use crate::platform::web::when::TimeSpan;
use crate::sessions::events::SeenEvent;
use crate::sessions::series;

/// How far a feed looks back and ahead.
const BACK: Duration = Duration::days(90);
const AHEAD: Duration = Duration::days(365);

/// What the address of a feed may leave out.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FeedQuery {
    #[serde(rename = "without")]
    holds: FeedHolds,
}

/// A person's own feed, by its secret.
pub async fn mine(
    State(app): State<App>,
    Path(feed): Path<String>,
    Query(asked): Query<FeedQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let person = owner(&app, feed.strip_suffix(".ics").ok_or(Error::NotFound)?).await?;
    let sessions = queries::feed(&app.db, person.id, span(app.clock.now()), asked.holds).await?;
    let organisation = crate::organisation::load(&app.db).await?;
    answer(&app, &format!("Sessions at {}", organisation.name), &sessions, &headers).await
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct FeedKey {
    key: Option<String>,
}

/// The feed of a community, as the owner of the key sees it, or anyone who is signed in.
pub async fn of_community(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(FeedKey { key }): Query<FeedKey>,
    headers: HeaderMap,
    seen: Result<SeenCommunity>,
) -> Result<Response> {
    let now = app.clock.now();
    let (person, community) = match key {
        Some(key) => {
            let key = keys::read(&app.db, &key, now).await?.ok_or(Error::NotFound)?;
            let community = communities::seen(&app.db, &slug, key.person, now).await?;
            (key.person, community.filter(|seen| seen.id == key.community).ok_or(Error::NotFound)?)
        }
        None => seen.map(|seen| (seen.person.id, seen.community))?,
    };
    let sessions = queries::feed_of_community(&app.db, community.id, person, span(now)).await?;
    answer(&app, &community.name, &sessions, &headers).await
}

/// One session to add to a calendar by hand, in the state it has now, under the name it has in feeds and mails: a date of
/// a series is one of its series.
pub async fn session(invited: SeenEvent, State(app): State<App>) -> Result<Response> {
    let SeenEvent { event, person, shell } = invited;
    if event.is_draft() {
        return Err(Error::NotFound);
    }
    let found = queries::session(&app.db, event.id, person.id).await?.ok_or(Error::NotFound)?;
    entries::read_agendas(std::slice::from_ref(&found), []).await;
    let series = match found.series_id {
        Some(series) => series::of(&app.db, series).await?,
        None => None,
    };
    let series = series.as_ref();
    let name = entries::EntryName::of(&found, series);
    let entry = entries::named(&found, name, &app.config.base_url());
    // As the feed has it: a date is never below what was said of its series.
    let raised =
        found.told.map_or_else(|| series.map_or(0, |series| series.sequence + found.told_of_series), |_| 0);
    let sequence = entry.sequence + i64::from(raised);
    // A message says when it was made (RFC 5545, 3.8.7.2).
    let entry = IcsEntry { stamp: shell.now, sequence, ..entry };
    Ok((calendar_headers("session.ics"), ics::file(&IcsPurpose::Publish, &[entry])).into_response())
}

async fn owner(app: &App, secret: &str) -> Result<Person> {
    people::by_feed(&app.db, &hash(secret)).await?.ok_or(Error::NotFound)
}

fn span(now: OffsetDateTime) -> TimeSpan {
    TimeSpan { from: now - BACK, to: now + AHEAD }
}

/// The feed, or 304 when the program has it already.
async fn answer(
    app: &App,
    name: &str,
    sessions: &[CalendarSession],
    headers: &HeaderMap,
) -> Result<Response> {
    let entries = entries(app, sessions).await?;
    let file = ics::file(&IcsPurpose::Feed { name }, &entries);
    // Weak: what travels may be compressed, and is then not the same bytes.
    let tag = format!("W/\"{}\"", hex::encode(&Sha256::digest(file.as_bytes())[..16]));
    // Kept by the program that asked, and by nobody in between; asked for again each time.
    let fresh = [(ETAG, tag.clone()), (CACHE_CONTROL, "private, no-cache".to_owned())];
    if is_known(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, fresh).into_response());
    }
    Ok((fresh, calendar_headers("guildhall.ics"), file).into_response())
}

/// Single sessions as they are, and series as one entry with its exceptions.
async fn entries(app: &App, sessions: &[CalendarSession]) -> Result<Vec<IcsEntry>> {
    let base_url = app.config.base_url();
    let mut of_series: BTreeMap<SeriesId, Vec<CalendarSession>> = BTreeMap::new();
    for session in sessions {
        if let Some(series) = session.series_id {
            of_series.entry(series).or_default().push(session.clone());
        }
    }
    let ids: Vec<SeriesId> = of_series.keys().copied().collect();
    let series = series::of_ids(&app.db, &ids).await?;
    entries::read_agendas(sessions, &series).await;
    let singles = sessions.iter().filter(|session| session.series_id.is_none());
    let singles = singles.map(|session| entries::single(session, &base_url));
    // By id, so that the same sessions make the same file.
    let repeating = of_series.iter().filter_map(|(id, dates)| {
        let series = series.iter().find(|series| series.id == *id)?;
        Some(entries::series(series, dates, &base_url).into_iter().map(|(entry, _)| entry))
    });
    Ok(singles.chain(repeating.flatten()).collect())
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.flat_map(|value| value.split(',')).any(|known| known.trim() == "*" || plain(known) == plain(tag))
}

fn calendar_headers(name: &str) -> [(axum::http::HeaderName, String); 2] {
    [
        (CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
    ]
}
