//! How long a link lives, and what is kept of it.

use rand::RngExt;
use sha2::{Digest, Sha256};
use time::Duration;
use uuid::Uuid;

/// Days a link may live, and what they are called.
pub const LIVES: [(&str, i64, &str); 4] =
    [("7", 7, "7 days"), ("30", 30, "30 days"), ("90", 90, "90 days"), ("365", 365, "A year")];
/// What is chosen unless something else is.
pub const USUAL: &str = "30";

/// The life that a form names.
pub fn life(typed: &str) -> Option<Duration> {
    LIVES.iter().find(|(key, ..)| *key == typed).map(|(_, days, _)| Duration::days(*days))
}

/// The secret of a new link, 256 bits as hex: random, or the one secret of a form, so that a second press of it shows the
/// same link. Nobody makes it out of the form alone, since it is signed with the site's own secret.
pub fn secret(form: Option<Uuid>, site_secret: &[u8]) -> String {
    let Some(form) = form else {
        let secret: [u8; 32] = rand::rng().random();
        return hex::encode(secret);
    };
    hex::encode(
        Sha256::new().chain_update(site_secret).chain_update("snapshot").chain_update(form).finalize(),
    )
}

/// What is kept of it, so that a stolen backup opens nothing.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::{LIVES, USUAL, life, secret};
    use time::Duration;

    #[test]
    fn a_link_lives_for_one_of_a_few_times() {
        assert_eq!(life(USUAL), Some(Duration::days(30)));
        assert!(LIVES.iter().all(|(key, ..)| life(key).is_some()));
        for other in ["", "31", "-7", "0"] {
            assert_eq!(life(other), None, "{other}");
        }
        assert_ne!(secret(None, b"site"), secret(None, b"site"));
        let form = Some(uuid::Uuid::from_u128(7));
        assert_eq!(secret(form, b"site"), secret(form, b"site"));
        assert_ne!(secret(form, b"site"), secret(form, b"other"));
    }
}
