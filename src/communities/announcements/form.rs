//! The form of an announcement: as typed, and read into what is told when.

use jiff::civil::{Date, DateTime, Time};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use super::{Announcement, AnnouncementPlan};
use crate::platform::once::FormToken;
use crate::platform::web::{Problems, when};

/// Nobody knows today what is worth saying later than that.
const FARTHEST: Duration = Duration::days(366);

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnnouncementForm {
    pub once: FormToken,
    pub subject: String,
    pub body: String,
    pub send: SendWhen,
    pub day: String,
    pub time: String,
    pub then: AnnouncementButton,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendWhen {
    #[default]
    Now,
    Later,
}

/// The button that was clicked.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnouncementButton {
    #[default]
    Send,
    Preview,
}

impl AnnouncementForm {
    pub fn of(announcement: &Announcement, zone: &str) -> Self {
        let wall = when::zoned(announcement.send_at, &when::zone_or_utc(zone));
        Self {
            subject: announcement.subject.clone(),
            body: announcement.body.clone(),
            send: SendWhen::Later,
            day: wall.date().to_string(),
            time: wall.strftime("%H:%M").to_string(),
            then: AnnouncementButton::Send,
            ..Self::default()
        }
    }

    pub fn is_later(&self) -> bool {
        self.send == SendWhen::Later
    }

    /// The way that is chosen, of the two.
    pub fn sending(&self) -> &'static str {
        if self.is_later() { "later" } else { "now" }
    }

    /// What is to be told, at a time in the community's zone.
    pub fn read(&self, zone: &str, now: OffsetDateTime, problems: &mut Problems) -> Option<AnnouncementPlan> {
        let subject = problems.line("subject", &self.subject, 2..=120, "Enter a subject.");
        let body = problems.text("body", &self.body, 10_000);
        if body.is_empty() {
            problems.add("body", "Enter a message.");
        }
        let send_at = if self.is_later() { self.later(zone, now, problems) } else { Some(now) };
        send_at.filter(|_| problems.is_empty()).map(|send_at| AnnouncementPlan { subject, body, send_at })
    }

    fn later(&self, zone: &str, now: OffsetDateTime, problems: &mut Problems) -> Option<OffsetDateTime> {
        let date = self.day.parse::<Date>().ok().filter(|date| (2000..2200).contains(&date.year()));
        if date.is_none() {
            problems.add("day", "Choose a day.");
        }
        let time = self.time.parse::<Time>().ok();
        if time.is_none() {
            problems.add("time", "Enter a time, for example 09:00.");
        }
        let at = when::moment(DateTime::from_parts(date?, time?), &when::zone_or_utc(zone))?;
        if at <= now {
            problems.add("day", "This time has passed. Choose a later time, or send it now.");
        } else if at > now + FARTHEST {
            problems.add("day", "Choose a day within the next 12 months.");
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::{AnnouncementButton, AnnouncementForm, OffsetDateTime, Problems, SendWhen};
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-10-24 12:00 UTC);

    fn typed(day: &str, time: &str) -> AnnouncementForm {
        AnnouncementForm {
            subject: "We move".to_owned(),
            body: "To the **second** floor.".to_owned(),
            send: SendWhen::Later,
            day: day.to_owned(),
            time: time.to_owned(),
            then: AnnouncementButton::Send,
            ..AnnouncementForm::default()
        }
    }

    #[test]
    fn its_time_is_the_communitys() {
        let mut problems = Problems::default();
        let at = |typed: AnnouncementForm, problems: &mut Problems| {
            typed.read("Europe/London", NOW, problems).map(|plan| plan.send_at)
        };
        // The clocks go back in the night before the 25th.
        assert_eq!(at(typed("2026-10-24", "18:00"), &mut problems), Some(datetime!(2026-10-24 17:00 UTC)));
        assert_eq!(at(typed("2026-10-26", "18:00"), &mut problems), Some(datetime!(2026-10-26 18:00 UTC)));
        assert_eq!(at(AnnouncementForm { send: SendWhen::Now, ..typed("", "") }, &mut problems), Some(NOW));
        assert!(problems.is_empty());
    }

    #[test]
    fn what_has_passed_or_is_missing_is_said_beside_its_field() {
        let mut problems = Problems::default();
        assert!(typed("2026-10-24", "12:59").read("Europe/London", NOW, &mut problems).is_none());
        assert!(!problems.of("day").is_empty());
        let mut problems = Problems::default();
        let empty = AnnouncementForm { subject: String::new(), body: " ".to_owned(), ..typed("soon", "") };
        assert!(empty.read("Europe/London", NOW, &mut problems).is_none());
        for field in ["subject", "body", "day", "time"] {
            assert!(!problems.of(field).is_empty(), "{field}");
        }
    }
}
