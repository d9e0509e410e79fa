//! Sessions and series that move, in the words of the consequences.

use time::OffsetDateTime;

use super::moving::ComingThing;
use super::rules::count;
use crate::platform::web::when;

/// So many are named; the others are counted.
const NAMED: usize = 8;

/// "Test clinic (6 sessions)", "Flaky tests (26 November 2026)"
pub fn name(thing: &ComingThing) -> String {
    if thing.series_id.is_some() {
        return format!("{} ({})", thing.title, count(thing.dates, "session", "sessions"));
    }
    let there = when::zone_or_utc(&thing.zone);
    let day = |at| super::rules::day_words(when::to_date(when::day(at, &there)));
    let day = thing.starts_at.map(day).unwrap_or_default();
    let draft = if thing.is_draft { ", a draft" } else { "" };
    format!("{} ({day}{draft})", thing.title)
}

/// What moves, and who keeps their places.
pub fn moving(things: &[ComingThing], to: &str, signed_up: i64, now: OffsetDateTime) -> Vec<String> {
    debug_assert!(things.iter().all(|thing| thing.starts_at.is_none_or(|at| at > now)), "what began stays");
    if things.is_empty() {
        return vec!["No sessions move.".to_owned()];
    }
    let names: Vec<String> = things.iter().take(NAMED).map(name).collect();
    let more = things.len().saturating_sub(NAMED);
    let names = match more {
        0 => names.join(", "),
        more => {
            format!("{}, and {} more", names.join(", "), when::thousands(i64::try_from(more).unwrap_or(0)))
        }
    };
    let answers = match signed_up {
        0 => "Nobody has signed up yet.".to_owned(),
        people => {
            let keep = if people == 1 { "keeps their answers" } else { "keep their answers" };
            format!(
                "{} {keep}. The calendar entry stays the same.",
                count(people, "person who signed up", "people who signed up")
            )
        }
    };
    vec![format!("These move to {to}: {names}."), answers]
}

/// Who loses their places, if anyone does.
pub fn left_behind(people: i64) -> Option<String> {
    (people > 0).then(|| {
        format!(
            "{} of them cannot go on, because the sessions move to a private community. Each gets one email for a series \
             or a session, which cancels it.",
            when::thousands(people)
        )
    })
}
