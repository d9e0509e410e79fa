//! The catalogue of session kinds: from less to more structured learning, after Webber's range of activities.

/// How structured the learning is; the range widens as a community matures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Less,
    Partly,
    More,
    Mix,
}

/// How a kind suits a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    Best,
    Fine,
    Not,
}

/// A kind of session with what it takes.
#[derive(Clone, Copy, Debug)]
pub struct SessionKind {
    pub key: &'static str,
    pub name: &'static str,
    pub level: Level,
    /// Minutes that suit it, shortest and longest.
    pub minutes: (i32, i32),
    /// Offered as its length in the form.
    pub usual_minutes: i32,
    /// How many people it suits, fewest and most.
    pub people: (i32, i32),
    pub preparation: &'static str,
    /// How it suits each phase, from potential to transformation.
    pub fits: [Fit; 5],
}

impl SessionKind {
    /// Nobody has to prepare anything.
    pub fn needs_nothing(&self) -> bool {
        self.preparation == "no"
    }
}

/// From a sign for each phase: `#` is best, `o` is fine.
const fn fits(signs: [u8; 5]) -> [Fit; 5] {
    let mut fits = [Fit::Not; 5];
    let mut phase = 0;
    while phase < 5 {
        fits[phase] = match signs[phase] {
            b'#' => Fit::Best,
            b'o' => Fit::Fine,
            _ => Fit::Not,
        };
        phase += 1;
    }
    fits
}

const fn kind(
    (key, name): (&'static str, &'static str),
    level: Level,
    minutes: (i32, i32, i32),
    people: (i32, i32),
    (preparation, signs): (&'static str, [u8; 5]),
) -> SessionKind {
    let (shortest, longest, usual_minutes) = minutes;
    SessionKind {
        key,
        name,
        level,
        minutes: (shortest, longest),
        usual_minutes,
        people,
        preparation,
        fits: fits(signs),
    }
}

/// Every kind the session form offers, in its order.
pub const KINDS: [SessionKind; 25] = [
    kind(("lean_coffee", "Lean coffee"), Level::Less, (45, 60, 45), (4, 15), ("no", *b"##ooo")),
    kind(("story_circle", "Story circle"), Level::Less, (45, 45, 50), (4, 12), ("little", *b"o#o..")),
    kind(("show_and_tell", "Show and tell"), Level::Less, (30, 60, 50), (5, 60), ("little", *b".##o.")),
    kind(("clinic_critique", "Problem clinic"), Level::Less, (45, 60, 50), (3, 10), ("little", *b".o##.")),
    kind(("troika", "Troika consulting"), Level::Less, (30, 45, 50), (6, 30), ("no", *b".##o.")),
    kind(("fishbowl", "Fishbowl"), Level::Less, (45, 60, 50), (10, 40), ("little", *b"..#o.")),
    kind(("open_space", "Open space"), Level::Less, (90, 240, 120), (12, 150), ("some", *b"..o##")),
    kind(("shadowing_visit", "Shadowing visit"), Level::Less, (60, 480, 120), (2, 15), ("some", *b"..o#.")),
    kind(("field_trip", "Field trip"), Level::Less, (60, 480, 240), (2, 15), ("some", *b"..o#.")),
    kind(("retro", "Community retro"), Level::Less, (45, 60, 50), (4, 15), ("little", *b".o###")),
    kind(("book_club", "Book club"), Level::Partly, (45, 60, 50), (4, 12), ("some", *b".o#o.")),
    kind(("talk_internal", "Talk from inside"), Level::Partly, (30, 60, 50), (8, 100), ("some", *b".o##.")),
    kind(("talk_external", "Talk by a guest"), Level::Partly, (30, 60, 50), (8, 100), ("some", *b".o##.")),
    kind(("workshop", "Workshop"), Level::Partly, (60, 180, 110), (6, 24), ("much", *b"..##.")),
    kind(("learning_hour", "Learning hour"), Level::Partly, (60, 60, 50), (4, 16), ("some", *b"..##.")),
    kind(("hack_day", "Hack day"), Level::Partly, (240, 480, 360), (6, 60), ("much", *b"..o#.")),
    kind(("peer_mentoring", "Peer mentoring"), Level::Partly, (30, 60, 50), (2, 6), ("little", *b"..##.")),
    kind(("working_group", "Working group"), Level::Partly, (60, 60, 50), (3, 8), ("some", *b"..##.")),
    kind(("course", "Course"), Level::More, (60, 480, 110), (6, 30), ("much", *b"..o#.")),
    kind(("scheme_of_work", "Scheme of work"), Level::More, (60, 480, 110), (6, 30), ("much", *b"..o#.")),
    kind(("unconference", "Unconference"), Level::Mix, (240, 480, 360), (30, 1000), ("much", *b"...#o")),
    kind(
        ("internal_conference", "Internal conference"),
        Level::Mix,
        (240, 480, 480),
        (30, 1000),
        ("much", *b"...#o"),
    ),
    kind(
        ("renewal_workshop", "Renewal workshop"),
        Level::Less,
        (60, 120, 110),
        (4, 150),
        ("some", *b"....#"),
    ),
    kind(
        ("closing_celebration", "Closing celebration"),
        Level::Less,
        (60, 120, 110),
        (4, 150),
        ("some", *b"....#"),
    ),
    kind(("other", "Something else"), Level::Less, (15, 480, 50), (2, 1000), ("little", *b"ooooo")),
];

/// The kind of that key; sessions only ever hold keys of the catalogue.
pub fn find(key: &str) -> Option<&'static SessionKind> {
    KINDS.iter().find(|kind| kind.key == key)
}

/// Its name for people; a key from an older catalogue reads as it is.
pub fn name(key: &str) -> &str {
    find(key).map_or(key, |kind| kind.name)
}

#[cfg(test)]
mod tests {
    use super::KINDS;

    #[test]
    fn kinds_have_one_key_each_and_sensible_lengths() {
        for (index, kind) in KINDS.iter().enumerate() {
            assert!(KINDS.iter().skip(index + 1).all(|other| other.key != kind.key), "{}", kind.key);
            assert!(kind.minutes.0 <= kind.minutes.1 && kind.people.0 <= kind.people.1, "{}", kind.key);
            assert!(kind.fits.iter().any(|fit| *fit != super::Fit::Not), "{}", kind.key);
            assert!((15..=480).contains(&kind.usual_minutes), "{}", kind.key);
        }
    }
}
