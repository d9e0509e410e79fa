//! The token that shows who someone is. The browser has the token, the database only its hash,
//! so that a stolen backup opens no login.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use rand::RngExt;
use sha2::{Digest, Sha256};

use crate::platform::web::signed;

const NAME: &str = "login";

/// 256 random bits, as hex.
pub struct Token(String);

impl Token {
    pub fn random() -> Self {
        let bytes: [u8; 32] = rand::rng().random();
        Self(hex::encode(bytes))
    }

    /// The same from every copy of the program, and another one once there is one more account.
    pub fn of_set_up(secret: &[u8], accounts: i64) -> Self {
        Self(signed::mark(secret, "set-up", &accounts.to_be_bytes()))
    }

    /// A token as it came from outside; anything may be in it.
    pub fn from_outside(text: &str) -> Self {
        Self(text.chars().take(64).collect())
    }

    pub fn from_jar(jar: &CookieJar) -> Option<Self> {
        jar.get(NAME).map(|cookie| Self::from_outside(cookie.value()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }

    /// SameSite=Lax, since Strict would ask people to log in again on each link from a mail.
    pub fn into_cookie(self, https: bool) -> Cookie<'static> {
        Cookie::build((NAME, self.0))
            .path("/")
            .http_only(true)
            .secure(https)
            .same_site(SameSite::Lax)
            .max_age(time::Duration::days(super::who::LOGIN_DAYS))
            .build()
    }
}

/// Takes the cookie back.
pub fn removal() -> Cookie<'static> {
    Cookie::build((NAME, "")).path("/").http_only(true).max_age(time::Duration::ZERO).build()
}
