//! Calendars as files: RFC 5545 for what is in them, RFC 5546 for invitations, RFC 7986 for feeds.
//! A file is written from what is given here and nothing else, so that the same sessions make the same file.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use time::OffsetDateTime;

use super::lines::{IcsLines, quoted};
use super::zones::{self, Zone};
use crate::platform::mail::{self, CalendarMethod};
use crate::platform::web::when;

/// How often a subscribed calendar should look again.
const REFRESH: &str = "PT1H";

/// What a file is for.
pub enum IcsPurpose<'a> {
    /// A feed that is looked at again and again, under a name.
    Feed { name: &'a str },
    /// A single session to add by hand.
    Publish,
    /// An invitation, or news of one.
    Request,
    /// The end of one.
    Cancel,
}

impl IcsPurpose<'_> {
    fn method(&self) -> Option<&'static str> {
        match self {
            // Without one a file is a calendar, not a message about one.
            Self::Feed { .. } => None,
            Self::Publish => Some("PUBLISH"),
            Self::Request => Some(CalendarMethod::Request.as_str()),
            Self::Cancel => Some(CalendarMethod::Cancel.as_str()),
        }
    }
}

/// A moment as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum At {
    Utc(OffsetDateTime),
    /// On the wall clock of the entry's zone.
    Wall(DateTime),
    /// A whole day, whatever zone the reader is in. An end is the day after the last (RFC 5545, 3.6.1).
    Day(Date),
}

impl At {
    /// On the wall clock of `zone` where that says which moment is meant; of an hour that comes twice, it says the
    /// first one.
    pub fn of(moment: OffsetDateTime, zone: Option<&Zone>) -> Self {
        let wall = zone.map(|zone| (when::zoned(moment, &zone.clocks).datetime(), zone));
        match wall {
            Some((wall, zone)) if when::moment(wall, &zone.clocks) == Some(moment) => Self::Wall(wall),
            _ => Self::Utc(moment),
        }
    }

    fn moment(self, zone: Option<&Zone>) -> Option<OffsetDateTime> {
        match self {
            Self::Utc(moment) => Some(moment),
            Self::Wall(wall) => when::moment(wall, &zone?.clocks),
            Self::Day(_) => None,
        }
    }
}

/// When the dates of a series are.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeating {
    /// The value of RRULE; none when no rule names any of the dates.
    pub rule: Option<String>,
    /// Dates that the rule does not name.
    pub extra: Vec<DateTime>,
    /// Dates of the rule on which nothing takes place.
    pub except: Vec<DateTime>,
    /// How far the changes of the clocks have to be told.
    pub until: OffsetDateTime,
}

/// Someone by name and address.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    pub name: String,
    pub email: String,
}

/// Who invites: answers go to a person, and the site writes for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Organiser {
    pub contact: Contact,
    /// The address that sends for them, where it is another.
    pub sent_by: Option<String>,
}

/// What an entry is to the owner of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IcsStatus {
    /// Their time is taken.
    Confirmed,
    /// They may be there.
    Tentative,
    Cancelled,
}

impl IcsStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Tentative => "TENTATIVE",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// One VEVENT: a session, a series, or a date of a series that differs from it.
#[derive(Clone, Debug, PartialEq)]
pub struct IcsEntry {
    pub uid: String,
    pub sequence: i64,
    /// When this was said: of an entry without a message, when it last changed.
    pub stamp: OffsetDateTime,
    /// When what it says was last changed.
    pub changed_at: OffsetDateTime,
    pub zone: Option<Zone>,
    pub starts: At,
    pub ends: At,
    pub repeating: Option<Repeating>,
    /// The date of the series that this stands for, as its rule gave it.
    pub instead_of: Option<DateTime>,
    pub status: IcsStatus,
    pub title: String,
    pub place: String,
    pub words: String,
    pub url: String,
    pub organiser: Option<Organiser>,
    /// The person the invitation is for: they have said yes to it already.
    pub attendee: Option<Contact>,
}

/// The whole file.
pub fn file(purpose: &IcsPurpose<'_>, entries: &[IcsEntry]) -> String {
    let mut lines = IcsLines::default();
    lines.begin("VCALENDAR");
    lines.value("VERSION", "2.0");
    lines.value("PRODID", "-//Guildhall//Sessions//EN");
    lines.value("CALSCALE", "GREGORIAN");
    if let Some(method) = purpose.method() {
        lines.value("METHOD", method);
    }
    if let IcsPurpose::Feed { name } = purpose {
        lines.text("NAME", name);
        lines.text("X-WR-CALNAME", name);
        lines.value("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        lines.value("X-PUBLISHED-TTL", REFRESH);
    }
    write_zones(&mut lines, entries);
    for entry in entries {
        write_entry(&mut lines, entry);
    }
    lines.end("VCALENDAR");
    lines.finish()
}

/// Every zone once, for as long as any entry needs it.
fn write_zones(lines: &mut IcsLines, entries: &[IcsEntry]) {
    let mut spans: Vec<(&Zone, OffsetDateTime, OffsetDateTime)> = Vec::new();
    for entry in entries {
        let Some(zone) = &entry.zone else { continue };
        let moments = [Some(entry.starts), Some(entry.ends), entry.instead_of.map(At::Wall)];
        let moments = moments.into_iter().flatten().filter_map(|at| at.moment(Some(zone)));
        let until = entry.repeating.as_ref().map(|repeating| repeating.until);
        for moment in moments.chain(until) {
            match spans.iter_mut().find(|(known, ..)| known.name == zone.name) {
                Some((_, first, last)) => (*first, *last) = ((*first).min(moment), (*last).max(moment)),
                None => spans.push((zone, moment, moment)),
            }
        }
    }
    for (zone, first, last) in spans {
        zones::write(lines, zone, first, last);
    }
}

fn write_entry(lines: &mut IcsLines, entry: &IcsEntry) {
    lines.begin("VEVENT");
    lines.value("UID", &entry.uid);
    lines.value("DTSTAMP", &utc(entry.stamp));
    lines.value("LAST-MODIFIED", &utc(entry.changed_at));
    lines.value("SEQUENCE", &entry.sequence.to_string());
    lines.value("STATUS", entry.status.as_str());
    let zone = entry.zone.as_ref();
    if let Some(date) = entry.instead_of {
        moment(lines, "RECURRENCE-ID", At::Wall(date), zone);
    }
    moment(lines, "DTSTART", entry.starts, zone);
    moment(lines, "DTEND", entry.ends, zone);
    if let Some(repeating) = &entry.repeating {
        if let Some(rule) = &repeating.rule {
            lines.value("RRULE", rule);
        }
        for date in &repeating.extra {
            moment(lines, "RDATE", At::Wall(*date), zone);
        }
        for date in &repeating.except {
            moment(lines, "EXDATE", At::Wall(*date), zone);
        }
    }
    lines.text("SUMMARY", &entry.title);
    lines.text_if_any("LOCATION", &entry.place);
    lines.text_if_any("DESCRIPTION", &entry.words);
    lines.value("URL", &entry.url);
    if let Some(organiser) = &entry.organiser {
        let Organiser { contact, sent_by } = organiser;
        let sent_by = sent_by.as_ref().map(|email| format!(";SENT-BY=\"{}\"", mailto(email)));
        let (name, sent_by) = (quoted(&contact.name), sent_by.unwrap_or_default());
        lines.value(&format!("ORGANIZER;CN={name}{sent_by}"), &mailto(&contact.email));
    }
    if let Some(attendee) = &entry.attendee {
        // They answered on the site, and nobody reads replies by mail: none is asked for.
        let name = quoted(&attendee.name);
        let parameters = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE";
        lines.value(&format!("ATTENDEE;CN={name};{parameters}"), &mailto(&attendee.email));
    }
    // Someone's own time, no matter who else may look at their calendar.
    let is_taken = entry.status == IcsStatus::Confirmed;
    lines.value("TRANSP", if is_taken { "OPAQUE" } else { "TRANSPARENT" });
    lines.end("VEVENT");
}

fn moment(lines: &mut IcsLines, name: &str, at: At, zone: Option<&Zone>) {
    match (at, zone) {
        (At::Utc(moment), _) => lines.value(name, &utc(moment)),
        (At::Day(day), _) => lines.value(&format!("{name};VALUE=DATE"), &day.strftime("%Y%m%d").to_string()),
        (At::Wall(wall), Some(zone)) => {
            lines.value(&format!("{name};TZID={}", zone.name), &wall.strftime("%Y%m%dT%H%M%S").to_string());
        }
        (At::Wall(wall), None) => lines.value(name, &wall.strftime("%Y%m%dT%H%M%S").to_string()),
    }
}

/// "20261126T140000Z"
pub fn utc(moment: OffsetDateTime) -> String {
    when::zoned(moment, &jiff::tz::TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The end of a date of a series on the wall clock, `minutes` after its beginning.
pub fn later(wall: DateTime, minutes: i64) -> DateTime {
    wall.checked_add(minutes.minutes()).unwrap_or(wall)
}

/// What would end an address or begin something else (RFC 6068).
const MEANINGFUL: AsciiSet = CONTROLS.add(b'%').add(b'"').add(b'?').add(b'#').add(b'&').add(b' ');

/// The domain is in its ASCII form: few calendars know the other (RFC 6068, section 2).
fn mailto(email: &str) -> String {
    format!("mailto:{}", utf8_percent_encode(&mail::in_ascii(email), &MEANINGFUL))
}

#[cfg(test)]
mod tests;
