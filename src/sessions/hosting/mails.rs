use askama::Template;
use time::OffsetDateTime;

use super::queries::Reader;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId};
use crate::platform::mail::{Letter, words};
use crate::platform::web::{signed, when};

/// What a link in such a mail is signed for.
pub const PURPOSE: &str = "host";

/// What the keys of the mails about hosting a session start with, to all or to one person.
pub fn key(event: EventId, person: Option<PersonId>) -> String {
    match person {
        Some(person) => format!("host:{event}:{person}:"),
        None => format!("host:{event}:"),
    }
}

#[derive(Template)]
#[template(path = "sessions/hosting/mail/asked.txt")]
struct Asked<'a> {
    to: &'a Reader,
    by: &'a str,
    when: String,
    link: String,
}

/// "Can you host …?", with a link that works until the session starts.
pub fn asked(to: &Reader, by: &str, secret: &[u8], now: OffsetDateTime, base_url: &str) -> Result<Letter> {
    let token = signed::token(secret, PURPOSE, &[to.event_id.into(), to.person_id.into()], to.starts_at);
    let when = when::words(to.starts_at, now, &when::zone_or_utc(&to.zone));
    let words = Asked { to, by, when, link: format!("{base_url}/hosting/{token}") };
    let letter = words::letter(Some(to.person_id), &to.email, "host", &words)?;
    let key = format!("{}{}", key(to.event_id, Some(to.person_id)), now.unix_timestamp());
    Ok(Letter { key: Some(key), useless_at: Some(to.starts_at), ..letter })
}
