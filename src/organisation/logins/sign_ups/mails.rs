use askama::Template;

use crate::organisation::people::NewPerson;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::mail::{Letter, words};

#[derive(Template)]
#[template(path = "organisation/logins/sign_ups/mail/address_taken.txt")]
struct AddressTaken<'a> {
    base_url: &'a str,
}

/// To the owner of an address someone tried to sign up with: most likely they forgot their account.
pub fn address_taken(to: &NewPerson, base_url: &str) -> Result<Letter> {
    Ok(words::letter(None, to.email.as_str(), "address_taken", &AddressTaken { base_url })?)
}

#[derive(Template)]
#[template(path = "organisation/logins/sign_ups/mail/verify.txt")]
struct Verify<'a> {
    name: &'a str,
    link: &'a str,
}

/// The link that makes an account, with the password its owner chose.
pub fn verify(to: &NewPerson, link: &str) -> Result<Letter> {
    Ok(words::letter(None, to.email.as_str(), "verify", &Verify { name: &to.name, link })?)
}

#[derive(Template)]
#[template(path = "organisation/logins/sign_ups/mail/let_in.txt")]
struct LetIn<'a> {
    name: &'a str,
    base_url: &'a str,
}

/// An administrator let them in.
pub fn let_in(person: PersonId, to: &NewPerson, base_url: &str) -> Result<Letter> {
    Ok(words::letter(Some(person), to.email.as_str(), "let_in", &LetIn { name: &to.name, base_url })?)
}
