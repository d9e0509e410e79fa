use askama::Template;

use super::queries::AddressOwner;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::mail::{Letter, words};

#[derive(Template)]
#[template(path = "organisation/logins/addresses/mail/verify.txt")]
struct VerifyAddressMail<'a> {
    name: &'a str,
    link: &'a str,
}

/// The link that makes it someone's address, sent there.
pub fn verify(person: PersonId, owner: &AddressOwner, to: &str, link: &str) -> Result<Letter> {
    Ok(words::letter(Some(person), to, "address_change", &VerifyAddressMail { name: &owner.name, link })?)
}

#[derive(Template)]
#[template(path = "organisation/logins/addresses/mail/changed.txt")]
struct AddressChangedMail<'a> {
    name: &'a str,
    email: &'a str,
}

/// To the old address: it is no longer theirs.
pub fn changed(person: PersonId, owner: &AddressOwner, email: &str) -> Result<Letter> {
    let words = AddressChangedMail { name: &owner.name, email };
    Ok(words::letter(Some(person), &owner.email, "address_changed", &words)?)
}
