use askama::Template;

use super::queries::PasswordOwner;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::mail::{Letter, words};

#[derive(Template)]
#[template(path = "organisation/logins/passwords/mail/reset.txt")]
struct Reset<'a> {
    name: &'a str,
    link: &'a str,
}

/// The link with which a person chooses a new password.
pub fn reset(person: PersonId, to: &str, name: &str, link: &str) -> Result<Letter> {
    Ok(words::letter(Some(person), to, "reset", &Reset { name, link })?)
}

#[derive(Template)]
#[template(path = "organisation/logins/passwords/mail/welcome.txt")]
struct Welcome<'a> {
    name: &'a str,
    link: &'a str,
}

/// To the owner of an account that an administrator made.
pub fn welcome(person: PersonId, to: &str, name: &str, link: &str) -> Result<Letter> {
    Ok(words::letter(Some(person), to, "welcome", &Welcome { name, link })?)
}

#[derive(Template)]
#[template(path = "organisation/logins/passwords/mail/changed.txt")]
struct PasswordChangedMail<'a> {
    name: &'a str,
    base_url: &'a str,
    feeds: bool,
}

/// What a new password ended beside the other logins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    LoginsAlone,
    FeedsToo,
}

/// The password is another one now: an owner who did not change it learns so.
pub fn changed(person: PersonId, to: &PasswordOwner, ended: Ended, base_url: &str) -> Result<Letter> {
    let words = PasswordChangedMail { name: &to.name, base_url, feeds: ended == Ended::FeedsToo };
    Ok(words::letter(Some(person), &to.email, "password_changed", &words)?)
}
