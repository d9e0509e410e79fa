use askama::Template;

use crate::communities::Community;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::mail::{Letter, words};

/// Who a mail about a membership is for.
#[derive(Clone, Copy)]
pub struct MembershipRecipient<'a> {
    pub person: PersonId,
    pub name: &'a str,
    pub email: &'a str,
}

#[derive(Template)]
#[template(path = "communities/members/mail/invited.txt")]
struct Invited<'a> {
    name: &'a str,
    by: &'a str,
    community: &'a Community,
    base_url: &'a str,
}

/// Someone was invited to a community.
pub fn invited(
    to: MembershipRecipient<'_>,
    by: &str,
    community: &Community,
    base_url: &str,
) -> Result<Letter> {
    let MembershipRecipient { person, name, email } = to;
    Ok(words::letter(Some(person), email, "invited", &Invited { name, by, community, base_url })?)
}

#[derive(Template)]
#[template(path = "communities/members/mail/admitted.txt")]
struct Admitted<'a> {
    name: &'a str,
    community: &'a Community,
    base_url: &'a str,
}

/// A request to join was granted.
pub fn admitted(to: MembershipRecipient<'_>, community: &Community, base_url: &str) -> Result<Letter> {
    let MembershipRecipient { person, name, email } = to;
    Ok(words::letter(Some(person), email, "admitted", &Admitted { name, community, base_url })?)
}

#[derive(Template)]
#[template(path = "communities/members/mail/removed.txt")]
struct Removed<'a> {
    name: &'a str,
    community: &'a Community,
    reason: &'a str,
}

/// An organiser removed a member, for a reason in their words.
pub fn removed(to: MembershipRecipient<'_>, community: &Community, reason: &str) -> Result<Letter> {
    let MembershipRecipient { person, name, email } = to;
    Ok(words::letter(Some(person), email, "removed", &Removed { name, community, reason })?)
}
