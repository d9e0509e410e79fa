//! The rhythm of a community: a strip of the last twelve months, one mark a session, about as tall as it was attended.
//! Everyone who may see the community reads it, and who signed up for each session: to the nearest five, and fewer than
//! five as few, it tells nobody who came.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use time::OffsetDateTime;

use super::queries::RhythmSession;
use crate::platform::ids::CommunityId;
use crate::platform::web::when;

/// A mark of the strip; positions in percent of its width and height.
pub struct RhythmMark {
    pub x: String,
    pub y: String,
    pub to_come: bool,
}

/// The strip with the sentence that says the same in words.
pub struct Rhythm {
    pub marks: Vec<RhythmMark>,
    pub months: Vec<String>,
    pub sessions: usize,
    pub words: String,
}

const MONTHS: u8 = 12;
/// A session nobody was recorded at still shows as a short mark.
const SHORTEST: f64 = 6.0;
const TALLEST: f64 = 92.0;
/// One to four people, whichever they are.
const FEW: i32 = 3;

/// How many came, as everyone may read it.
fn about(people: i32) -> i32 {
    match people {
        ..=0 => 0,
        1..5 => FEW,
        people => (people + 2) / 5 * 5,
    }
}

fn people_words(about: i32) -> String {
    if about == FEW { "fewer than 5 people".to_owned() } else { format!("about {about} people") }
}

impl Rhythm {
    /// The strip of one community out of the sessions of several.
    pub fn of(held: &[RhythmSession], community: &CommunityId, now: OffsetDateTime, zone: &TimeZone) -> Self {
        let today = when::day(now, zone);
        let first = today.first_of_month().checked_sub((i64::from(MONTHS) - 1).months()).unwrap_or(today);
        let mine: Vec<(&RhythmSession, f64)> = held
            .iter()
            .filter(|session| session.community_id == *community)
            .filter_map(|session| Some((session, position(when::day(session.starts_at, zone), first)?)))
            .collect();
        let most = mine.iter().map(|(session, _)| about(session.people())).max().unwrap_or(0);
        let marks = mine.iter().map(|(session, x)| mark(session, *x, most, now)).collect();
        let past: Vec<&RhythmSession> =
            mine.iter().map(|(session, _)| *session).filter(|session| session.starts_at <= now).collect();
        let fewest = past.iter().map(|session| about(session.people())).filter(|people| *people > 0).min();
        let words = match (past.len(), fewest) {
            (0, _) => "No session in the last 12 months.".to_owned(),
            (1, Some(people)) => format!("in 12 months, with {}.", people_words(people)),
            (_, Some(_)) if most == FEW => format!("in 12 months, {} at each.", people_words(most)),
            (_, Some(FEW)) => format!("in 12 months, up to {} at each.", people_words(most)),
            (_, Some(fewest)) if fewest == most => format!("in 12 months, {} at each.", people_words(most)),
            (_, Some(fewest)) => format!("in 12 months, about {fewest} to {most} people at each."),
            (_, None) => "in 12 months.".to_owned(),
        };
        Self { marks, months: months(first), sessions: past.len(), words }
    }

    /// For those who cannot see the strip.
    pub fn label(&self) -> String {
        match self.sessions {
            0 => self.words.clone(),
            1 => format!("1 session {}", self.words),
            sessions => format!("{sessions} sessions {}", self.words),
        }
    }
}

fn months(first: Date) -> Vec<String> {
    (0..MONTHS)
        .map(|ahead| first.checked_add(i64::from(ahead).months()).unwrap_or(first).strftime("%b").to_string())
        .collect()
}

/// Where a day stands on the strip, in percent of its width; nothing when it is not of these twelve months.
fn position(date: Date, first: Date) -> Option<f64> {
    let month = (i32::from(date.year()) - i32::from(first.year())) * 12 + i32::from(date.month())
        - i32::from(first.month());
    let within = f64::from(date.day() - 1) / f64::from(date.days_in_month());
    (0..i32::from(MONTHS)).contains(&month).then(|| 100.0 * (f64::from(month) + within) / f64::from(MONTHS))
}

fn mark(session: &RhythmSession, x: f64, most: i32, now: OffsetDateTime) -> RhythmMark {
    let share = f64::from(about(session.people())) / f64::from(most.max(1));
    let height = (share * TALLEST).max(SHORTEST);
    RhythmMark {
        x: format!("{x:.1}%"),
        y: format!("{:.0}%", 100.0 - height),
        to_come: session.starts_at > now,
    }
}

#[cfg(test)]
mod tests {
    use super::Rhythm;
    use crate::platform::ids::CommunityId;
    use crate::sessions::events::queries::RhythmSession;
    use jiff::tz::TimeZone;
    use time::OffsetDateTime;
    use time::macros::datetime;

    #[test]
    fn each_session_of_the_year_is_a_mark_about_as_tall_as_it_was_attended() {
        let (community, now) = (CommunityId::nil(), datetime!(2026-11-22 12:00 UTC));
        let held = |starts_at: OffsetDateTime, present| RhythmSession {
            community_id: community,
            starts_at,
            ends_at: starts_at,
            zone: String::new(),
            seated: 0,
            present,
        };
        let sessions = [
            held(datetime!(2025-11-30 12:00 UTC), 9),
            held(datetime!(2025-12-01 12:00 UTC), 5),
            held(datetime!(2026-06-16 12:00 UTC), 10),
            held(datetime!(2026-11-30 12:00 UTC), 0),
        ];
        let rhythm = Rhythm::of(&sessions, &community, now, &TimeZone::UTC);
        let marks: Vec<_> =
            rhythm.marks.iter().map(|mark| (mark.x.as_str(), mark.y.as_str(), mark.to_come)).collect();
        assert_eq!(marks, [("0.0%", "54%", false), ("54.2%", "8%", false), ("99.7%", "94%", true)]);
        assert_eq!(rhythm.months.first().map(String::as_str), Some("Dec"));
        assert_eq!(rhythm.label(), "2 sessions in 12 months, about 5 to 10 people at each.");
    }

    #[test]
    fn it_does_not_tell_how_many_came() {
        let (community, now) = (CommunityId::nil(), datetime!(2026-11-22 12:00 UTC));
        let told = |present: &[i32]| {
            let held: Vec<RhythmSession> = (1..)
                .zip(present)
                .map(|(month, present)| RhythmSession {
                    community_id: community,
                    starts_at: datetime!(2025-12-01 12:00 UTC) + time::Duration::days(30 * month),
                    ends_at: now,
                    zone: String::new(),
                    seated: 7,
                    present: *present,
                })
                .collect();
            let rhythm = Rhythm::of(&held, &community, now, &TimeZone::UTC);
            let heights: Vec<String> = rhythm.marks.iter().map(|mark| mark.y.clone()).collect();
            (heights, rhythm.label())
        };
        for (one, other) in [([8, 1, 12], [12, 4, 9]), ([5, 6, 7], [7, 5, 6]), ([1, 2, 3], [4, 4, 4])] {
            assert_eq!(told(&one), told(&other));
        }
        assert_eq!(told(&[8, 1, 12]).1, "3 sessions in 12 months, up to about 10 people at each.");
        assert_eq!(told(&[2, 1, 4]).1, "3 sessions in 12 months, fewer than 5 people at each.");
        assert_eq!(told(&[5, 6, 5]).1, "3 sessions in 12 months, about 5 people at each.");
        assert_eq!(told(&[3]).1, "1 session in 12 months, with fewer than 5 people.");
    }

    #[test]
    fn a_year_without_sessions_says_so() {
        let rhythm = Rhythm::of(&[], &CommunityId::nil(), datetime!(2026-11-22 12:00 UTC), &TimeZone::UTC);
        assert_eq!(rhythm.label(), "No session in the last 12 months.");
    }
}
