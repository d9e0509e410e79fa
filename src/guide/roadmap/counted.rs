//! Numbers as the evidence of a step says them.

pub fn at_least(value: i64, least: f64) -> bool {
    real(value) >= least
}

pub fn percent(share: f64) -> String {
    format!("{}%", (share * 100.0).round())
}

pub fn people(count: i64) -> String {
    counted(count, "person", "people")
}

pub fn teams(count: i64) -> String {
    counted(count, "team", "teams")
}

pub fn counted(count: i64, one: &str, many: &str) -> String {
    match count {
        0 => format!("No {many}"),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}

/// "12 days ago"
pub fn ago(days: i32) -> String {
    match days {
        ..=0 => "today".to_owned(),
        1 => "1 day ago".to_owned(),
        days => format!("{days} days ago"),
    }
}

/// The usual intervals, as people call several of them.
pub fn interval_name(cadence: f64) -> String {
    match cadence.round() {
        7.0 => "weeks".to_owned(),
        14.0 => "fortnights".to_owned(),
        30.0 => "months".to_owned(),
        days => format!("spells of {days} days"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people and sessions are far below 2^52")]
pub fn real(count: i64) -> f64 {
    count as f64
}

pub fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
