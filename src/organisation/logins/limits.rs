//! How often something may be tried. Counted in the database, so that the limit holds across copies.

use sha2::{Digest, Sha256};
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use super::queries;
use crate::platform::error::{Error, Result};

/// Counts one try of `what` by `whom` and refuses it past `most` in the running window.
/// Whom is kept as a hash: the table holds no addresses.
///
/// # Errors
/// [`Error::SlowDown`] past the limit.
pub async fn allow(
    db: &PgPool,
    (what, whom): (&str, &str),
    (most, window): (i32, Duration),
    now: OffsetDateTime,
) -> Result<()> {
    let seconds = window.whole_seconds().max(1);
    let opened = now.unix_timestamp() / seconds * seconds;
    let opened = OffsetDateTime::from_unix_timestamp(opened).unwrap_or(now);
    let digest = Sha256::digest(whom.to_lowercase().as_bytes());
    let key = format!("{what}:{}", hex::encode(&digest[..12]));
    let hits = queries::hit(db, &key, opened).await?;
    if hits > most { Err(Error::SlowDown) } else { Ok(()) }
}
