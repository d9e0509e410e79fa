use askama::Template;
use time::OffsetDateTime;

use super::queries::SeatRecipient;
use crate::notices::Paper;
use crate::platform::error::Result;
use crate::platform::mail::{Letter, words};
use crate::platform::web::when::{self, TimeSpan};
use crate::sessions::answer_url;

/// What mails are called that are no longer true once a person has given up their seat or their place in the queue.
pub const OF_A_SEAT: [&str; 2] = [SEATED, SEAT_OFFERED];
const SEATED: &str = "seated";
const SEAT_OFFERED: &str = "seat_offered";

/// How someone came to their seat.
#[derive(Clone, Copy)]
pub enum SeatedBecause<'a> {
    Asked,
    Waited,
    /// An organiser gave it to them, for this reason.
    Given(&'a str),
}

#[derive(Template)]
#[template(path = "sessions/rsvps/mail/seated.txt")]
struct SeatedMail<'a> {
    to: &'a SeatRecipient,
    why: SeatedBecause<'a>,
    when: String,
    base_url: &'a str,
    answer_url: String,
}

impl SeatedMail<'_> {
    fn was_asked_for(&self) -> bool {
        matches!(self.why, SeatedBecause::Asked)
    }
}

/// "You have a seat", to someone who asked for one now, has waited for it or was given it.
pub fn seated(
    to: &SeatRecipient,
    why: SeatedBecause<'_>,
    now: OffsetDateTime,
    paper: &Paper,
) -> Result<Letter> {
    let answer_url = answer_url(paper, to.event_id, to.person_id, to.starts_at);
    let words = SeatedMail { to, why, when: when_of(to, now), base_url: &paper.base_url, answer_url };
    let letter = words::letter(Some(to.person_id), &to.email, SEATED, &words)?
        .about_session(to.community_id, to.event_id);
    let start = to.starts_at.unix_timestamp();
    // Who waits, sits and waits again is told each time; a second click on the same button is told nothing.
    let time = if matches!(why, SeatedBecause::Asked) { to.starts_at } else { now }.unix_timestamp();
    let key = format!("seat:{}:{}:{start}:{time}", to.event_id, to.person_id);
    Ok(Letter { key: Some(key), useless_at: Some(to.starts_at), ..letter })
}

#[derive(Template)]
#[template(path = "sessions/rsvps/mail/offered.txt")]
struct OfferedMail<'a> {
    to: &'a SeatRecipient,
    when: String,
    answer_url: String,
}

/// "A seat is free, take it", to everyone who waits, once seats are not given in order any more.
pub fn offered(to: &SeatRecipient, now: OffsetDateTime, paper: &Paper) -> Result<Letter> {
    let answer_url = answer_url(paper, to.event_id, to.person_id, to.starts_at);
    let words = OfferedMail { to, when: when_of(to, now), answer_url };
    let letter = words::letter(Some(to.person_id), &to.email, SEAT_OFFERED, &words)?
        .about_session(to.community_id, to.event_id);
    let key = format!("seat:{}:{}:offer:{}", to.event_id, to.person_id, now.unix_timestamp());
    Ok(Letter { key: Some(key), useless_at: Some(to.starts_at), ..letter })
}

#[derive(Template)]
#[template(path = "sessions/rsvps/mail/given_up.txt")]
struct GivenUpMail<'a> {
    to: &'a SeatRecipient,
    when: String,
    base_url: &'a str,
}

/// "It leaves your calendar", to someone who gave up the seat they were invited to.
pub fn given_up(to: &SeatRecipient, now: OffsetDateTime, base_url: &str) -> Result<Letter> {
    let words = GivenUpMail { to, when: when_of(to, now), base_url };
    let letter = words::letter(Some(to.person_id), &to.email, "seat_given_up", &words)?;
    let key = format!("taken_back:{}:{}", to.event_id, to.person_id);
    let thread = Some(format!("session-{}", to.event_id));
    Ok(Letter { key: Some(key), useless_at: Some(to.starts_at), thread, ..letter })
}

#[derive(Template)]
#[template(path = "sessions/rsvps/mail/moved.txt")]
struct MovedMail<'a> {
    to: &'a SeatRecipient,
    waits: bool,
    reason: &'a str,
    when: String,
    base_url: &'a str,
}

/// An organiser took someone off the list, or gave their seat to another; they read why.
pub fn moved(
    to: &SeatRecipient,
    waits: bool,
    reason: &str,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let words = MovedMail { to, waits, reason, when: when_of(to, now), base_url };
    let letter = words::letter(Some(to.person_id), &to.email, "seat_moved", &words)?
        .about_session(to.community_id, to.event_id);
    let key = format!("seat-moved:{}:{}:{}", to.event_id, to.person_id, now.unix_timestamp());
    Ok(Letter { key: Some(key), ..letter })
}

fn when_of(to: &SeatRecipient, now: OffsetDateTime) -> String {
    let span = TimeSpan { from: to.starts_at, to: to.ends_at };
    when::spelled::span(span, now, &when::zone_or_utc(&to.zone), &to.session_zone)
}
