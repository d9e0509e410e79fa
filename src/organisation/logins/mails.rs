use askama::Template;

use crate::platform::ids::PersonId;
use crate::platform::mail::{Letter, words};

#[derive(Template)]
#[template(path = "organisation/logins/mail/reset.txt")]
struct Reset<'a> {
    name: &'a str,
    link: &'a str,
}

/// The link with which a person chooses a new password.
pub fn reset(person: PersonId, to: &str, name: &str, link: &str) -> crate::platform::error::Result<Letter> {
    Ok(words::letter(Some(person), to, "reset", &Reset { name, link })?)
}

#[derive(Template)]
#[template(path = "organisation/logins/mail/address_taken.txt")]
struct AddressTaken<'a> {
    base_url: &'a str,
}

/// To the owner of an address someone tried to sign up with: most likely they forgot their account.
pub fn address_taken(to: &str, base_url: &str) -> crate::platform::error::Result<Letter> {
    Ok(words::letter(None, to, "address_taken", &AddressTaken { base_url })?)
}

#[derive(Template)]
#[template(path = "organisation/logins/mail/welcome.txt")]
struct Welcome<'a> {
    name: &'a str,
    link: &'a str,
}

/// To the owner of an account that an administrator made.
pub fn welcome(person: PersonId, to: &str, name: &str, link: &str) -> crate::platform::error::Result<Letter> {
    Ok(words::letter(Some(person), to, "welcome", &Welcome { name, link })?)
}
