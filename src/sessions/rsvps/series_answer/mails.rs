use askama::Template;
use time::OffsetDateTime;

use super::queries::SeriesRecipient;
use super::{DateToCome, SeriesPlaces};
use crate::platform::error::Result;
use crate::platform::mail::{Letter, words};
use crate::platform::web::when::{self, TimeSpan, spelled};

#[derive(Template)]
#[template(path = "sessions/rsvps/mail/series_answer.txt")]
struct SeriesAnswerMail<'a> {
    to: &'a SeriesRecipient,
    yes: bool,
    seated: Vec<String>,
    waiting: Vec<String>,
    zone: String,
    base_url: &'a str,
}

/// What a yes to the whole series came to, date by date; without dates, the end of it.
pub fn series_answer(
    to: &SeriesRecipient,
    places: Option<&SeriesPlaces>,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let zone = when::zone_or_utc(&to.zone);
    let words = |dates: &[DateToCome]| {
        let span = |date: &DateToCome| TimeSpan { from: date.starts_at, to: date.ends_at };
        dates.iter().map(|date| spelled::day_and_start(span(date), now, &zone, &date.zone)).collect()
    };
    let mail = SeriesAnswerMail {
        to,
        yes: places.is_some(),
        seated: places.map_or_else(Vec::new, |places| words(&places.seated)),
        waiting: places.map_or_else(Vec::new, |places| words(&places.waiting)),
        zone: spelled::zone_in_words(&zone),
        base_url,
    };
    let letter = words::letter(Some(to.person_id), &to.email, "seated", &mail)?;
    let key = format!("series-answer:{}:{}:{}", to.series_id, to.person_id, now.unix_timestamp());
    Ok(Letter { key: Some(key), ..letter.about_series(to.community_id, to.series_id) })
}
