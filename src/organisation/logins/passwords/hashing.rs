//! Password hashes: argon2id, off the async threads, and only so many at once.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::platform::error::{Error, Result};
use crate::platform::turns::Turns;

/// 19 MiB, 2 passes, 1 lane: the OWASP minimum for argon2id. A hash takes about 20 ms of one core in a
/// release build, and its memory bounds how many guesses run side by side.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Compared with when nobody has the address, so that the answer takes as long as with someone.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// The hash to store, salt and cost inside it (PHC string).
///
/// # Errors
/// [`Error::Busy`] when too many wait for their turn.
pub async fn hash(turns: &Turns, password: String) -> Result<String> {
    turns.work(move || hash_now(&password)).await?
}

/// Is it the password? With no hash the same work is done and the answer is no.
///
/// # Errors
/// [`Error::Busy`] when too many wait for their turn.
pub async fn is_right(turns: &Turns, password: String, hash: Option<String>) -> Result<bool> {
    turns
        .work(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            let right = PasswordHash::new(&hash)
                .is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok());
            right && known
        })
        .await
}

fn hash_now(password: &str) -> Result<String> {
    let hash = argon2().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| Error::Internal(format!("argon2: {error}")))
}

#[cfg(test)]
mod tests {
    use super::{hash, is_right};
    use crate::platform::turns::Turns;

    #[tokio::test]
    async fn only_the_password_opens_and_a_missing_hash_never_does() {
        let turns = &Turns::new(2, 0);
        let stored = hash(turns, "three small words".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(is_right(turns, "three small words".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!is_right(turns, "three small word".to_owned(), Some(stored)).await.unwrap());
        assert!(!is_right(turns, "nobody has this password".to_owned(), None).await.unwrap());
    }
}
