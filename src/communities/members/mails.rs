use askama::Template;

use crate::communities::Community;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::mail::{Letter, words};

#[derive(Template)]
#[template(path = "communities/members/mail/invited.txt")]
struct Invited<'a> {
    name: &'a str,
    by: &'a str,
    community: &'a Community,
    base_url: &'a str,
}

/// Somebody was invited to a community.
pub fn invited(
    to: (PersonId, &str, &str),
    by: &str,
    community: &Community,
    base_url: &str,
) -> Result<Letter> {
    let (person, name, address) = to;
    Ok(words::letter(Some(person), address, "invited", &Invited { name, by, community, base_url })?)
}

#[derive(Template)]
#[template(path = "communities/members/mail/admitted.txt")]
struct Admitted<'a> {
    name: &'a str,
    community: &'a Community,
    base_url: &'a str,
}

/// A request to join was granted.
pub fn admitted(to: (PersonId, &str, &str), community: &Community, base_url: &str) -> Result<Letter> {
    let (person, name, address) = to;
    Ok(words::letter(Some(person), address, "admitted", &Admitted { name, community, base_url })?)
}
