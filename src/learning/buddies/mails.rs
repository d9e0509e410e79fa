use askama::Template;
use time::OffsetDateTime;

use super::queries::{NewPair, SuitedSession};
use crate::platform::error::Result;
use crate::platform::mail::{Letter, words};
use crate::platform::web::first_name;
use crate::platform::web::when::{self, TimeSpan};

#[derive(Template)]
#[template(path = "learning/buddies/mail/to_buddy.txt")]
struct ToBuddy<'a> {
    pair: &'a NewPair,
    hello: String,
    base_url: &'a str,
}

/// To the one who welcomes: who came, and a hello to send. Anyone who wants no more of these stops volunteering.
pub fn to_buddy(pair: &NewPair, base_url: &str) -> Result<Letter> {
    let hello = hello(&pair.newcomer, &pair.buddy, &pair.community);
    let template = ToBuddy { pair, hello, base_url };
    let letter = words::letter(Some(pair.buddy_id), &pair.buddy_email, "buddy_asked", &template)?;
    Ok(Letter { key: Some(format!("buddy_asked:{}", pair.id)), community: Some(pair.community_id), ..letter })
}

/// A first message, ready to be sent or changed.
pub fn hello(newcomer: &str, buddy: &str, community: &str) -> String {
    format!(
        "Hello {}, welcome to {community}. I am {}, and I have been here for a while. What brings you here, and what \
         would you like to get out of it? I am happy to answer questions, or to go to your first session with you.",
        first_name(newcomer),
        first_name(buddy)
    )
}

/// A session as the email names it.
struct SessionLine<'a> {
    session: &'a SuitedSession,
    when: String,
}

#[derive(Template)]
#[template(path = "learning/buddies/mail/to_newcomer.txt")]
struct ToNewcomer<'a> {
    pair: &'a NewPair,
    sessions: Vec<SessionLine<'a>>,
    base_url: &'a str,
}

/// To the newcomer: who will write, and what suits them to begin with. Sent once a buddy.
pub fn to_newcomer(
    pair: &NewPair,
    sessions: &[SuitedSession],
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let zone = when::zone_or_utc(&pair.newcomer_zone);
    let mine = sessions.iter().filter(|session| session.newcomer_id == pair.newcomer_id);
    let sessions = mine
        .map(|session| {
            let span = TimeSpan { from: session.starts_at, to: session.ends_at };
            SessionLine { session, when: when::spelled::start(span, now, &zone, &session.zone) }
        })
        .collect();
    let template = ToNewcomer { pair, sessions, base_url };
    let letter = words::letter(Some(pair.newcomer_id), &pair.newcomer_email, "buddy_found", &template)?;
    Ok(Letter { key: Some(format!("buddy_found:{}", pair.id)), community: Some(pair.community_id), ..letter })
}
