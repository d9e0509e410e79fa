use askama::Template;
use time::OffsetDateTime;

use super::queries::{OrphanedCommunity, Successor};
use crate::platform::error::Result;
use crate::platform::mail::{Letter, words};

#[derive(Template)]
#[template(path = "guide/transformation/mail/no_organiser.txt")]
struct NoOrganiserMail<'a> {
    name: &'a str,
    community: &'a str,
    url: String,
}

#[derive(Template)]
#[template(path = "guide/transformation/mail/organiser_offered.txt")]
struct OrganiserOfferMail<'a> {
    name: &'a str,
    community: &'a str,
    by: &'a str,
    url: String,
}

/// "Would you take over?", to each who is asked.
pub fn asked(
    community: &OrphanedCommunity,
    people: &[Successor],
    base_url: &str,
    now: OffsetDateTime,
) -> Result<Vec<Letter>> {
    let letter = |to: &Successor| {
        let url = format!("{base_url}/communities/{}/transformation", community.slug);
        let mail = NoOrganiserMail { name: &to.name, community: &community.name, url };
        let letter = words::letter(Some(to.person_id), &to.email, "no_organiser", &mail)?;
        let key = format!("no_organiser:{}:{}:{}", community.id, to.person_id, now.unix_timestamp());
        Ok(Letter { key: Some(key), community: Some(community.id), ..letter })
    };
    people.iter().map(letter).collect()
}

/// "Will you organise …?", which an administrator asks someone.
pub fn offered(
    community: &OrphanedCommunity,
    to: &Successor,
    by: &str,
    base_url: &str,
    now: OffsetDateTime,
) -> Result<Letter> {
    let url = format!("{base_url}/organiser-offers/{}", community.id);
    let mail = OrganiserOfferMail { name: &to.name, community: &community.name, by, url };
    let letter = words::letter(Some(to.person_id), &to.email, "organiser_offered", &mail)?;
    let key = format!("organiser_offered:{}:{}:{}", community.id, to.person_id, now.unix_timestamp());
    Ok(Letter { key: Some(key), community: Some(community.id), ..letter })
}
