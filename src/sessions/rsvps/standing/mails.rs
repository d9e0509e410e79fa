use askama::Template;
use time::OffsetDateTime;

use super::queries::Told;
use crate::platform::error::Result;
use crate::platform::mail::{Letter, words};
use crate::platform::web::when;

#[derive(Template)]
#[template(path = "sessions/rsvps/mail/standing.txt")]
struct StandingMail<'a> {
    to: &'a Told,
    yes: bool,
    seated: Vec<String>,
    waiting: Vec<String>,
    base_url: &'a str,
}

/// What a yes to the whole series came to, date by date; without dates, the end of it.
pub fn standing(
    to: &Told,
    dates: Option<(&[OffsetDateTime], &[OffsetDateTime])>,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let zone = when::zone_or_utc(&to.zone);
    let words = |dates: &[OffsetDateTime]| dates.iter().map(|date| when::words(*date, now, &zone)).collect();
    let (seated, waiting) = dates.unwrap_or_default();
    let mail =
        StandingMail { to, yes: dates.is_some(), seated: words(seated), waiting: words(waiting), base_url };
    let letter = words::letter(Some(to.person_id), &to.email, "seated", &mail)?;
    let key = format!("standing:{}:{}:{}", to.series_id, to.person_id, now.unix_timestamp());
    Ok(Letter { key: Some(key), ..letter.about_series(to.community_id, to.series_id) })
}
