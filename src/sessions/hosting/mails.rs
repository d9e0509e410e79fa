use askama::Template;
use time::OffsetDateTime;

use super::queries::{HostRecipient, HostlessSession};
use crate::platform::error::{Error, Result};
use crate::platform::mail::{Letter, words};
use crate::platform::web::signed;
use crate::platform::web::when::{self, TimeSpan};

/// What a link in such a mail is signed for.
pub const PURPOSE: &str = "host";

/// As such a mail is called.
pub const KIND: &str = "host";

#[derive(Template)]
#[template(path = "sessions/hosting/mail/asked.txt")]
struct HostRequestMail<'a> {
    to: &'a HostRecipient,
    by: &'a str,
    when: String,
    link: String,
}

/// "Can you host …?", with a link that works until the session starts.
pub fn asked(
    to: &HostRecipient,
    by: &str,
    secret: &[u8],
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let token = signed::token(secret, PURPOSE, &[to.event_id.into(), to.person_id.into()], to.starts_at);
    let span = TimeSpan { from: to.starts_at, to: to.ends_at };
    let when = when::spelled::span(span, now, &when::zone_or_utc(&to.zone), &to.session_zone);
    let words = HostRequestMail { to, by, when, link: format!("{base_url}/hosting/{token}") };
    let letter = words::letter(Some(to.person_id), &to.email, KIND, &words)?;
    let key = Some(format!("host:{}:{}:{}", to.event_id, to.person_id, now.unix_timestamp()));
    Ok(Letter { key, about: Some(to.event_id.into()), useless_at: Some(to.starts_at), ..letter })
}

#[derive(Template)]
#[template(path = "sessions/hosting/mail/host_left.txt")]
struct HostLeftMail<'a> {
    name: &'a str,
    sessions: Vec<HostlessLine<'a>>,
    base_url: &'a str,
}

struct HostlessLine<'a> {
    session: &'a HostlessSession,
    when: String,
}

/// To an organiser: these sessions of theirs have no host any more.
pub fn host_left(sessions: &[HostlessSession], now: OffsetDateTime, base_url: &str) -> Result<Letter> {
    let Some(to) = sessions.first() else {
        return Err(Error::Internal("no session to tell of".to_owned()));
    };
    let zone = when::zone_or_utc(&to.zone);
    let when = |session: &HostlessSession| {
        let span = TimeSpan { from: session.starts_at, to: session.ends_at };
        when::spelled::start(span, now, &zone, &session.session_zone)
    };
    let lines = sessions.iter().map(|session| HostlessLine { session, when: when(session) }).collect();
    let words = HostLeftMail { name: &to.name, sessions: lines, base_url };
    Ok(words::letter(Some(to.person_id), &to.email, "host_left", &words)?)
}
