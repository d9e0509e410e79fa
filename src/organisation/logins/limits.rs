//! How often something may be tried. Counted in the database, so that the limit holds across copies.

use sha2::{Digest, Sha256};
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use super::queries;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::error::{Error, Result};
use crate::platform::web::source::RequestSource;

/// How many tries of an action are allowed in a window of time.
pub struct TryLimit {
    pub action: &'static str,
    pub most: i32,
    pub window: Duration,
}

/// Counts one try by `caller` and refuses it past the limit.
/// Only a hash of it is kept: the table holds no addresses. The first refusal of a window is an act and a line of the log.
///
/// # Errors
/// [`Error::SlowDown`] past the limit.
pub async fn allow(db: &PgPool, limit: &TryLimit, caller: &str, now: OffsetDateTime) -> Result<()> {
    let hits = queries::hit(db, &limit.key(caller), limit.opened_at(now)).await?;
    if hits <= limit.most {
        return Ok(());
    }
    if hits == limit.most + 1 {
        tracing::warn!(action = limit.action, "too many tries");
        let act = Act {
            person: None,
            verb: ActVerb::RefuseTries,
            thing: ActThing::Organisation,
            thing_id: None,
            community: None,
        };
        let detail = serde_json::json!({ "action": limit.action });
        acts::record_with(&mut *db.acquire().await?, act, detail, now).await?;
    }
    Err(Error::SlowDown)
}

/// Counts one try by a network, where it is known.
///
/// # Errors
/// [`Error::SlowDown`] past the limit.
pub async fn allow_from(
    db: &PgPool,
    limit: &TryLimit,
    source: &RequestSource,
    now: OffsetDateTime,
) -> Result<()> {
    match source.network() {
        Some(network) => allow(db, limit, &network, now).await,
        None => Ok(()),
    }
}

/// Takes a try back that turned out well: only failures count against people who share a network or a browser.
pub async fn forgive(db: &PgPool, limit: &TryLimit, caller: &str, now: OffsetDateTime) -> Result<()> {
    Ok(queries::take_hit_back(db, &limit.key(caller), limit.opened_at(now)).await?)
}

impl TryLimit {
    fn key(&self, caller: &str) -> String {
        let digest = Sha256::digest(caller.as_bytes());
        format!("{}:{}", self.action, hex::encode(&digest[..12]))
    }

    fn opened_at(&self, now: OffsetDateTime) -> OffsetDateTime {
        let seconds = self.window.whole_seconds().max(1);
        let opened = now.unix_timestamp() / seconds * seconds;
        OffsetDateTime::from_unix_timestamp(opened).unwrap_or(now)
    }
}
