use askama::Template;
use time::OffsetDateTime;
use uuid::Uuid;

use super::queries::Seated;
use crate::error::Result;
use crate::mail::{Letter, words};
use crate::web::when;

#[derive(Template)]
#[template(path = "rsvps/mail/seated.txt")]
struct SeatedMail<'a> {
    to: &'a Seated,
    waited: bool,
    when: String,
    base_url: &'a str,
}

/// "You have a seat", to somebody who asked for one now or has waited for it.
pub fn seated(to: &Seated, waited: bool, now: OffsetDateTime, base_url: &str) -> Result<Letter> {
    let when = when::words(to.starts_at, now, &when::zone_or_utc(&to.zone));
    let letter =
        words::letter(Some(to.person_id), &to.email, "seated", &SeatedMail { to, waited, when, base_url })?;
    let start = to.starts_at.unix_timestamp();
    // Who waits, sits and waits again is told each time; a second press on the same button is told nothing.
    let time = if waited { now } else { to.starts_at }.unix_timestamp();
    let key = format!("{}{start}:{time}", seat_key(to.event_id, to.person_id));
    let letter = letter.about_session(to.community_id, to.event_id);
    Ok(Letter { key: Some(key), useless_at: Some(to.starts_at), ..letter })
}

/// What the keys of all mails about a person's seat start with.
pub fn seat_key(event: Uuid, person: Uuid) -> String {
    format!("seat:{event}:{person}:")
}
