//! How often something may be tried. Counted in the database, so that the limit holds across copies.

use sha2::{Digest, Sha256};
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use super::queries;
use crate::platform::error::{Error, Result};

/// How many tries of an action are allowed in a window of time.
pub struct TryLimit {
    pub action: &'static str,
    pub most: i32,
    pub window: Duration,
}

/// Counts one try by `whom` and refuses it past the limit.
/// Whom is kept as a hash: the table holds no addresses.
///
/// # Errors
/// [`Error::SlowDown`] past the limit.
pub async fn allow(db: &PgPool, limit: &TryLimit, whom: &str, now: OffsetDateTime) -> Result<()> {
    let seconds = limit.window.whole_seconds().max(1);
    let opened = now.unix_timestamp() / seconds * seconds;
    let opened = OffsetDateTime::from_unix_timestamp(opened).unwrap_or(now);
    let digest = Sha256::digest(whom.to_lowercase().as_bytes());
    let key = format!("{}:{}", limit.action, hex::encode(&digest[..12]));
    let hits = queries::hit(db, &key, opened).await?;
    if hits > limit.most { Err(Error::SlowDown) } else { Ok(()) }
}
