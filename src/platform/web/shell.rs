//! What surrounds every page: who is signed in, the organisation, words just said, and the clock of the request.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use time::OffsetDateTime;

use super::when::TimeSpan;
use super::when::spans::SpanReader;
use super::{emblem, when};
use crate::platform::ids::PersonId;

/// The signed-in person as the shell shows them.
#[derive(Clone, Debug)]
pub struct Me {
    pub id: PersonId,
    pub name: String,
    pub initials: String,
    pub hue: u8,
    pub is_admin: bool,
    pub is_leader: bool,
}

/// The frame of a page. Templates ask it for words about moments, so that zone and "now" are never forgotten.
#[derive(Clone, Debug)]
pub struct Shell {
    pub organisation: String,
    pub me: Option<Me>,
    pub said: Option<String>,
    pub demo: bool,
    /// Where the person is.
    pub zone: TimeZone,
    /// Where the organisation is: days of what concerns all of it.
    pub organisation_zone: TimeZone,
    pub now: OffsetDateTime,
    /// Where the site is reached, for addresses that others follow.
    pub base_url: String,
    /// The path asked for, to mark the place in the navigation.
    pub path: String,
}

impl Shell {
    /// Is this page, or the part of the site it belongs to, at `place`?
    pub fn is_at(&self, place: &str) -> bool {
        self.path == place || (place != "/" && self.path.starts_with(place))
    }

    /// The pages of the navigation, for the person who is signed in.
    pub fn navigation(&self) -> Vec<(&'static str, &'static str)> {
        let me = self.me.as_ref();
        let mut places = vec![
            ("/", "Home"),
            ("/calendar", "Calendar"),
            ("/communities", "Communities"),
            ("/people", "People"),
            ("/stories", "Stories"),
        ];
        if me.is_some_and(|me| me.is_leader) {
            places.push(("/impact", "Impact"));
        }
        if self.is_admin() {
            places.push(("/admin", "Admin"));
        }
        places
    }

    /// "Tomorrow, 14:00"
    pub fn when(&self, at: &OffsetDateTime) -> String {
        when::moment_words(*at, self.now, &self.zone)
    }

    /// A session's time: "Tomorrow, 14:00 to 14:50", "Fri 18 Dec, 18:00 to Sat 19 Dec, 04:00", "Fri 18 Dec, all day"
    pub fn span(&self, from: &OffsetDateTime, to: &OffsetDateTime, there: &str) -> String {
        self.reading(there, |reader| reader.describe(TimeSpan { from: *from, to: *to }))
    }

    /// When it begins: "Tomorrow, 14:00", and "Tomorrow" of whole days.
    pub fn start(&self, from: &OffsetDateTime, to: &OffsetDateTime, there: &str) -> String {
        self.reading(there, |reader| reader.start(TimeSpan { from: *from, to: *to }))
    }

    /// Its first day: "Tomorrow" or "Thu 3 Dec".
    pub fn first_day(&self, from: &OffsetDateTime, to: &OffsetDateTime, there: &str) -> String {
        let first = TimeSpan { from: *from, to: *to }.days(&self.zone, &when::zone_or_utc(there)).0;
        when::day_words(first, when::day(self.now, &self.zone))
    }

    /// The same beside its first day: "14:00 to 14:50", "18:00 to Sat 19 Dec, 04:00", "All day"
    pub fn hours(&self, from: &OffsetDateTime, to: &OffsetDateTime, there: &str) -> String {
        self.reading(there, |reader| reader.hours(TimeSpan { from: *from, to: *to }))
    }

    /// Beside one of its days: "18:00", "All day", "Until 04:00"
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    pub fn hours_on(&self, from: &OffsetDateTime, to: &OffsetDateTime, there: &str, date: &Date) -> String {
        self.reading(there, |reader| reader.on(TimeSpan { from: *from, to: *to }, *date))
    }

    /// "To Sat 19 Dec, 04:00", where a session ends on another day than it begins.
    pub fn later_end(&self, from: &OffsetDateTime, to: &OffsetDateTime, there: &str) -> Option<String> {
        self.reading(there, |reader| reader.later_end(TimeSpan { from: *from, to: *to }))
    }

    /// One part of the first day of a session, for its date block: `%a` "Thu", `%-d` "3", `%b` "Dec".
    pub fn day_part(&self, from: &OffsetDateTime, to: &OffsetDateTime, there: &str, part: &str) -> String {
        let days = TimeSpan { from: *from, to: *to }.days(&self.zone, &when::zone_or_utc(there));
        days.0.strftime(part).to_string()
    }

    fn reading<Words>(&self, there: &str, words: impl FnOnce(SpanReader<'_>) -> Words) -> Words {
        let (zone, there) = (&self.zone, &when::zone_or_utc(there));
        words(SpanReader { today: when::day(self.now, zone), zone, there })
    }

    /// "the end of Monday 7 December", or "Tue 8 Dec, 01:00"
    pub fn end(&self, at: &OffsetDateTime) -> String {
        when::end_words(*at, self.now, &self.zone)
    }

    /// "Tomorrow" or "Thu 3 Dec"
    pub fn day(&self, at: &OffsetDateTime) -> String {
        when::day_words(when::day(*at, &self.zone), when::day(self.now, &self.zone))
    }

    /// "Thu 3 Dec" of a column that holds a day.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    pub fn date(&self, on: &time::Date) -> String {
        when::day_words(when::from_date(*on), when::day(self.now, &self.zone))
    }

    /// "today" or "Thu 3 Dec", within a sentence.
    pub fn day_within(&self, at: &OffsetDateTime) -> String {
        when::day_within(when::day(*at, &self.zone), when::day(self.now, &self.zone))
    }

    /// The same of a column that holds a day.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    pub fn date_within(&self, on: &time::Date) -> String {
        when::day_within(when::from_date(*on), when::day(self.now, &self.zone))
    }

    /// "today" or "on Thu 3 Dec"
    pub fn on_day(&self, at: &OffsetDateTime) -> String {
        when::on_day(when::day(*at, &self.zone), when::day(self.now, &self.zone))
    }

    /// The same of a column that holds a day.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    pub fn on_date(&self, on: &time::Date) -> String {
        when::on_day(when::from_date(*on), when::day(self.now, &self.zone))
    }

    /// "14:00"
    pub fn clock(&self, at: &OffsetDateTime) -> String {
        when::clock(*at, &self.zone)
    }

    /// "10:32", with the day where it was not today.
    pub fn as_of(&self, at: &OffsetDateTime) -> String {
        if when::day(*at, &self.zone) == when::day(self.now, &self.zone) {
            self.clock(at)
        } else {
            self.when(at)
        }
    }

    /// "3 days ago"
    pub fn ago(&self, at: &OffsetDateTime) -> String {
        when::distance(*at, self.now)
    }

    /// For `<time datetime>`.
    pub fn machine(&self, at: &OffsetDateTime) -> String {
        when::machine(*at, &self.zone)
    }

    /// One part of a day, for the date block: `%a` "Thu", `%-d` "3", `%b` "Dec".
    pub fn part(&self, at: &OffsetDateTime, part: &str) -> String {
        when::zoned(*at, &self.zone).strftime(part).to_string()
    }

    pub fn is_past(&self, at: &OffsetDateTime) -> bool {
        *at <= self.now
    }

    pub fn is_admin(&self) -> bool {
        self.me.as_ref().is_some_and(|me| me.is_admin)
    }

    pub fn is_me(&self, person: &PersonId) -> bool {
        self.me.as_ref().is_some_and(|me| me.id == *person)
    }
}

impl Me {
    pub fn new(id: PersonId, name: &str, department: Option<&str>, is_admin: bool, is_leader: bool) -> Self {
        let initials = emblem::initials(name);
        Self {
            id,
            name: name.to_owned(),
            initials,
            hue: emblem::hue(department.unwrap_or("")),
            is_admin,
            is_leader,
        }
    }
}
