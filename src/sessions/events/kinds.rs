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

/// How much somebody has to prepare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preparation {
    Nothing,
    Little,
    Some,
    Much,
}

impl Preparation {
    /// Before the word: "little preparation".
    pub fn label(self) -> &'static str {
        match self {
            Self::Nothing => "no",
            Self::Little => "little",
            Self::Some => "some",
            Self::Much => "much",
        }
    }
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
    pub preparation: Preparation,
    /// How it suits each phase, from potential to transformation.
    pub fits: [Fit; 5],
}

impl SessionKind {
    /// Nobody has to prepare anything.
    pub fn needs_nothing(&self) -> bool {
        self.preparation == Preparation::Nothing
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

const fn kind(key: &'static str, name: &'static str, level: Level) -> SessionKind {
    SessionKind {
        key,
        name,
        level,
        minutes: (0, 0),
        usual_minutes: 0,
        people: (0, 0),
        preparation: Preparation::Little,
        fits: [Fit::Not; 5],
    }
}

/// The rest of a kind, named one by one.
impl SessionKind {
    const fn minutes(self, shortest: i32, longest: i32, usual: i32) -> Self {
        Self { minutes: (shortest, longest), usual_minutes: usual, ..self }
    }

    const fn people(self, fewest: i32, most: i32) -> Self {
        Self { people: (fewest, most), ..self }
    }

    const fn preparation(self, how_much: Preparation) -> Self {
        Self { preparation: how_much, ..self }
    }

    /// A sign for each phase, see [`fits`].
    const fn fits(self, signs: [u8; 5]) -> Self {
        Self { fits: fits(signs), ..self }
    }
}

/// Every kind the session form offers, in its order.
pub const KINDS: &[SessionKind] = &[
    kind("lean_coffee", "Lean coffee", Level::Less)
        .minutes(45, 60, 45)
        .people(4, 15)
        .preparation(Preparation::Nothing)
        .fits(*b"##ooo"),
    kind("story_circle", "Story circle", Level::Less)
        .minutes(45, 45, 50)
        .people(4, 12)
        .preparation(Preparation::Little)
        .fits(*b"o#o.."),
    kind("show_and_tell", "Show and tell", Level::Less)
        .minutes(30, 60, 50)
        .people(5, 60)
        .preparation(Preparation::Little)
        .fits(*b".##o."),
    kind("clinic_critique", "Problem clinic", Level::Less)
        .minutes(45, 60, 50)
        .people(3, 10)
        .preparation(Preparation::Little)
        .fits(*b".o##."),
    kind("troika", "Troika consulting", Level::Less)
        .minutes(30, 45, 50)
        .people(6, 30)
        .preparation(Preparation::Nothing)
        .fits(*b".##o."),
    kind("fishbowl", "Fishbowl", Level::Less)
        .minutes(45, 60, 50)
        .people(10, 40)
        .preparation(Preparation::Little)
        .fits(*b"..#o."),
    kind("open_space", "Open space", Level::Less)
        .minutes(90, 240, 120)
        .people(12, 150)
        .preparation(Preparation::Some)
        .fits(*b"..o##"),
    kind("shadowing_visit", "Shadowing visit", Level::Less)
        .minutes(60, 480, 120)
        .people(2, 15)
        .preparation(Preparation::Some)
        .fits(*b"..o#."),
    kind("field_trip", "Field trip", Level::Less)
        .minutes(60, 480, 240)
        .people(2, 15)
        .preparation(Preparation::Some)
        .fits(*b"..o#."),
    kind(RETRO, "Community retro", Level::Less)
        .minutes(45, 60, 50)
        .people(4, 15)
        .preparation(Preparation::Little)
        .fits(*b".o###"),
    kind("book_club", "Book club", Level::Partly)
        .minutes(45, 60, 50)
        .people(4, 12)
        .preparation(Preparation::Some)
        .fits(*b".o#o."),
    kind("talk_internal", "Talk from inside", Level::Partly)
        .minutes(30, 60, 50)
        .people(8, 100)
        .preparation(Preparation::Some)
        .fits(*b".o##."),
    kind("talk_external", "Talk by a guest", Level::Partly)
        .minutes(30, 60, 50)
        .people(8, 100)
        .preparation(Preparation::Some)
        .fits(*b".o##."),
    kind("workshop", "Workshop", Level::Partly)
        .minutes(60, 180, 110)
        .people(6, 24)
        .preparation(Preparation::Much)
        .fits(*b"..##."),
    kind("learning_hour", "Learning hour", Level::Partly)
        .minutes(60, 60, 50)
        .people(4, 16)
        .preparation(Preparation::Some)
        .fits(*b"..##."),
    kind("hack_day", "Hack day", Level::Partly)
        .minutes(240, 480, 360)
        .people(6, 60)
        .preparation(Preparation::Much)
        .fits(*b"..o#."),
    kind("peer_mentoring", "Peer mentoring", Level::Partly)
        .minutes(30, 60, 50)
        .people(2, 6)
        .preparation(Preparation::Little)
        .fits(*b"..##."),
    kind("working_group", "Working group", Level::Partly)
        .minutes(60, 60, 50)
        .people(3, 8)
        .preparation(Preparation::Some)
        .fits(*b"..##."),
    kind("course", "Course", Level::More)
        .minutes(60, 480, 110)
        .people(6, 30)
        .preparation(Preparation::Much)
        .fits(*b"..o#."),
    kind("scheme_of_work", "Scheme of work", Level::More)
        .minutes(60, 480, 110)
        .people(6, 30)
        .preparation(Preparation::Much)
        .fits(*b"..o#."),
    kind("unconference", "Unconference", Level::Mix)
        .minutes(240, 480, 360)
        .people(30, 1000)
        .preparation(Preparation::Much)
        .fits(*b"...#o"),
    kind("internal_conference", "Internal conference", Level::Mix)
        .minutes(240, 480, 480)
        .people(30, 1000)
        .preparation(Preparation::Much)
        .fits(*b"...#o"),
    kind("renewal_workshop", "Renewal workshop", Level::Less)
        .minutes(60, 120, 110)
        .people(4, 150)
        .preparation(Preparation::Some)
        .fits(*b"....#"),
    kind("closing_celebration", "Closing celebration", Level::Less)
        .minutes(60, 120, 110)
        .people(4, 150)
        .preparation(Preparation::Some)
        .fits(*b"....#"),
    kind("other", "Something else", Level::Less)
        .minutes(15, 480, 50)
        .people(2, 1000)
        .preparation(Preparation::Little)
        .fits(*b"ooooo"),
];

/// In which a community looks back at itself.
pub const RETRO: &str = "retro";

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
