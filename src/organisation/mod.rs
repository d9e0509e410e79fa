//! The organisation this deployment serves: its name, its zone, who may sign up, and the secret that signs links.

pub extern crate self as organisation;
pub use guildhall_platform as platform;

mod queries;
mod states;

/// Who did what to which thing and when: the audit log and the source of the organising signals.
pub mod acts;
/// Teams and the departments that hold them.
pub mod teams;
/// People: everyone in the organisation with an account.
pub mod people;
/// Being signed in.
pub mod logins;

use rand::RngExt;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::error::Result;

pub use queries::{Organisation, link_secret, load, mark_as_demo, set_mail_domains};
pub use states::SignUpPolicy;

/// Fewer people than this are never shown, wherever people are counted: each of them could be told. Usual thresholds are
/// five by default and three at the very least (domain.md 4.1).
pub const FEWEST_PEOPLE: u8 = 5;

/// Makes the one row on the first start; later starts change nothing.
pub async fn ensure(db: &PgPool) -> Result<()> {
    let secret: [u8; 32] = rand::rng().random();
    Ok(queries::ensure(db, &secret).await?)
}

/// Is anyone here, or has anyone set it up?
pub async fn is_used(db: &PgPool) -> Result<bool> {
    Ok(queries::is_used(db).await?)
}

/// Renews the one-time link that makes the first administrator, unless there is one already.
pub async fn arm_set_up(db: &PgPool, token_hash: &[u8]) -> Result<bool> {
    Ok(queries::arm_set_up(db, token_hash).await? > 0)
}

/// Uses up the set-up link: true for exactly one caller.
pub async fn finish_set_up(db: &mut PgConnection, token_hash: &[u8], now: OffsetDateTime) -> Result<bool> {
    Ok(queries::finish_set_up(db, token_hash, now).await? > 0)
}

/// Is this the hash of the set-up link that is open now?
pub async fn set_up_is_open(db: &PgPool, token_hash: &[u8]) -> Result<bool> {
    Ok(queries::set_up_is_open(db, token_hash).await?)
}

/// Changes name, zone and sign-up policy.
pub async fn change(db: &mut PgConnection, name: &str, zone: &str, sign_up: SignUpPolicy) -> Result<()> {
    Ok(queries::change(db, name, zone, sign_up).await?)
}
