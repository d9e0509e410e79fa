use askama::Template;
use time::OffsetDateTime;
use uuid::Uuid;

use super::queries::Organiser;
use super::rules::{self, Kind, Signs};
use crate::error::Result;
use crate::mail::{Letter, words};
use crate::web::when;

#[derive(Template)]
#[template(path = "nudges/mail/suggestion.txt")]
struct Suggestion<'a> {
    name: &'a str,
    signs: &'a Signs,
    kind: Kind,
    evidence: &'a str,
    base_url: &'a str,
}

/// The mail of a nudge. It is of no use in the evening.
pub fn suggestion(
    nudge: Uuid,
    to: &Organiser,
    (signs, kind, evidence): (&Signs, Kind, &str),
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let words = Suggestion { name: &to.name, signs, kind, evidence, base_url };
    let letter = words::letter(Some(to.person_id), &to.email, "nudge", &words)?;
    let useless_at = rules::end_of_decent_hours(now, &when::zone_or_utc(&to.zone));
    Ok(Letter { key: Some(format!("nudge:{nudge}")), useless_at, ..letter })
}
