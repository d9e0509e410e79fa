//! What a community is called, how often it meets, and whether it is alive.

use jiff::tz::TimeZone;
use time::{Duration, OffsetDateTime};

use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Problems, when};

/// Cadences one can declare, in days, with the words for them.
pub const CADENCES: [(i32, &str); 6] = [
    (7, "Every week"),
    (14, "Every two weeks"),
    (30, "Every month"),
    (42, "Every six weeks"),
    (60, "Every two months"),
    (90, "Every three months"),
];

/// The longest a community may stay silent, in cadences, and still count as meeting: Guildhall's own rule.
const ALIVE_GAP: f64 = 1.75;
/// What is used as the cadence while none is declared.
const USUAL_CADENCE_DAYS: i32 = 30;

/// Who, what practice, why now. All empty when it was left for later.
#[derive(Clone, Debug, Default)]
pub struct Purpose {
    pub who: String,
    pub practice: String,
    pub why_now: String,
}

impl Purpose {
    /// Reads the purpose: all of it, or nothing of it yet.
    pub fn read(who: &str, practice: &str, why_now: &str, problems: &mut Problems) -> Self {
        let purpose = Self {
            who: problems.line("who", who, 0..=300, ""),
            practice: problems.line("practice", practice, 0..=300, ""),
            why_now: problems.line("why_now", why_now, 0..=300, ""),
        };
        if !purpose.is_left_for_later() {
            for (field, text, missing) in [
                ("who", &purpose.who, "who it is for"),
                ("practice", &purpose.practice, "what you practise together"),
                ("why_now", &purpose.why_now, "why now"),
            ] {
                if text.is_empty() {
                    let rest = format!("Enter {missing}, or leave all three purpose questions blank.");
                    problems.add(field, rest);
                }
            }
        }
        purpose
    }

    pub fn is_left_for_later(&self) -> bool {
        self.who.is_empty() && self.practice.is_empty() && self.why_now.is_empty()
    }
}

/// Does it still meet? Said in the directory and on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingState {
    /// Founded, and no session held or planned yet.
    New,
    /// Meets in its rhythm, or has a date.
    Alive,
    /// Silent for longer than its rhythm allows, with no date.
    Resting,
    Paused,
    Archived,
}

impl MeetingState {
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Alive => "Active",
            Self::Resting => "Inactive",
            Self::Paused => "Paused",
            Self::Archived => "Archived",
        }
    }

    pub fn class(self) -> &'static str {
        match self {
            Self::New | Self::Alive => "",
            Self::Resting => "resting",
            Self::Paused => "paused",
            Self::Archived => "archived",
        }
    }
}

/// So long after joining, a member is asked on the community's page why they joined.
const NEW: Duration = Duration::days(14);

pub fn is_new(joined_at: OffsetDateTime, now: OffsetDateTime) -> bool {
    now - joined_at < NEW
}

/// What organisers say of a sponsor: a leader who stands up for the community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SponsorAnswer {
    NotSaid,
    NoneYet,
    Named(PersonId),
}

/// Whether a community meets, and when it last did.
#[derive(Clone, Copy, Debug)]
pub struct Meeting {
    pub state: MeetingState,
    pub last_held: Option<OffsetDateTime>,
    /// The next session that is published.
    pub next_id: Option<EventId>,
}

impl Meeting {
    /// Said beside the phase of a community that does not meet: a phase alone reads as if it did. Nothing for one that
    /// meets, or has not begun to.
    pub fn silence(self, now: OffsetDateTime, zone: &TimeZone) -> Option<String> {
        match self.state {
            MeetingState::New | MeetingState::Alive => None,
            MeetingState::Paused | MeetingState::Archived => Some(self.state.label().to_owned()),
            MeetingState::Resting => Some(self.last_held.map_or_else(
                || self.state.label().to_owned(),
                |last| {
                    let (day, today) = (when::day(last, zone), when::day(now, zone));
                    let month = day.strftime(if day.year() == today.year() { "%B" } else { "%B %Y" });
                    format!("{}: last session in {month}", self.state.label())
                },
            )),
        }
    }
}

/// The moments a community's life is read from.
#[derive(Clone, Copy, Debug)]
pub struct MeetingSigns {
    pub archived: bool,
    pub paused: bool,
    pub cadence_days: Option<i32>,
    pub last_held: Option<OffsetDateTime>,
    pub next_session: Option<OffsetDateTime>,
}

pub fn life(signs: MeetingSigns, now: OffsetDateTime) -> MeetingState {
    let cadence = Duration::days(signs.cadence_days.unwrap_or(USUAL_CADENCE_DAYS).into());
    match signs {
        MeetingSigns { archived: true, .. } => MeetingState::Archived,
        MeetingSigns { paused: true, .. } => MeetingState::Paused,
        MeetingSigns { next_session: Some(_), .. } => MeetingState::Alive,
        MeetingSigns { last_held: None, .. } => MeetingState::New,
        MeetingSigns { last_held: Some(last), .. } if now - last <= cadence * ALIVE_GAP => {
            MeetingState::Alive
        }
        _ => MeetingState::Resting,
    }
}

pub fn cadence_words(days: Option<i32>) -> &'static str {
    let known = days.and_then(|days| CADENCES.iter().find(|(known, _)| *known == days));
    known.map_or("Not decided yet", |(_, words)| words)
}

/// A name as the last part of an address: plain letters, digits and single dashes.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match plain(c) {
            Some(letters) => slug.push_str(letters),
            None if c.is_ascii_alphanumeric() => slug.push(c),
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    let slug: String = slug.chars().take(48).collect();
    let slug = slug.trim_matches('-');
    // "new" is the page on which communities are founded.
    if slug.is_empty() || slug == "new" { "community".to_owned() } else { slug.to_owned() }
}

/// The usual letters of European languages without their marks; others become a dash.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' | 'ē' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ő' => "o",
        'ö' | 'ø' | 'œ' => "oe",
        'ř' => "r",
        'ß' => "ss",
        'ś' | 'š' | 'ş' => "s",
        'ť' => "t",
        'ù' | 'ú' | 'û' | 'ů' | 'ű' | 'ū' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// A slug that cannot be guessed, nor told from its name.
pub fn slug_with_end(plain: &str, random: u32) -> String {
    format!("{plain}-{random:08x}")
}

/// Tags between commas: lower case, without doubles, at most eight.
pub fn tags(text: &str, problems: &mut Problems) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(',').map(|tag| tag.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
    {
        problems.see("tags", &tag);
        if tag.chars().count() > 30 {
            problems.add("tags", format!("“{tag}” is too long. Use at most 30 characters for each tag."));
        } else if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > 8 {
        problems.add("tags", "Enter at most eight tags.");
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::{MeetingSigns, MeetingState, Purpose, life, slug, tags};
    use crate::platform::web::Problems;
    use time::macros::datetime;

    #[test]
    fn a_name_becomes_the_end_of_an_address() {
        assert_eq!(slug("Testing circle"), "testing-circle");
        assert_eq!(slug("  Größe & Maß: d'été  "), "groesse-mass-d-ete");
        assert_eq!(slug("数据"), "community");
        assert_eq!(slug("new"), "community");
        assert!(slug(&"long ".repeat(40)).len() <= 48);
    }

    #[test]
    fn the_purpose_is_whole_or_left_for_later() {
        let mut problems = Problems::default();
        assert!(Purpose::read("", " ", "", &mut problems).is_left_for_later());
        assert!(problems.is_empty());
        Purpose::read("Testers", "", "", &mut problems);
        assert!(problems.of("who").is_empty() && !problems.of("practice").is_empty());
    }

    #[test]
    fn a_community_is_alive_within_its_own_rhythm() {
        let now = datetime!(2026-11-22 12:00 UTC);
        let held = |days| MeetingSigns {
            archived: false,
            paused: false,
            cadence_days: Some(14),
            last_held: Some(now - time::Duration::days(days)),
            next_session: None,
        };
        assert_eq!(life(held(24), now), MeetingState::Alive);
        assert_eq!(life(held(25), now), MeetingState::Resting);
        assert_eq!(life(MeetingSigns { next_session: Some(now), ..held(300) }, now), MeetingState::Alive);
        assert_eq!(life(MeetingSigns { paused: true, ..held(1) }, now), MeetingState::Paused);
        assert_eq!(life(MeetingSigns { last_held: None, ..held(1) }, now), MeetingState::New);
        assert_eq!(life(MeetingSigns { archived: true, ..held(1) }, now), MeetingState::Archived);
    }

    #[test]
    fn tags_are_few_and_lower_case() {
        let mut problems = Problems::default();
        assert_eq!(tags("Testing, testing ,Quality", &mut problems), ["testing", "quality"]);
        assert!(problems.is_empty());
        tags("a,b,c,d,e,f,g,h,i", &mut problems);
        assert!(!problems.is_empty());
    }
}
