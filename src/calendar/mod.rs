//! Calendars: sessions as the reader's own calendar holds them. Invitations travel with the mails about a seat, feeds
//! are looked at again and again by a secret link, and pages show a month or what is next.

mod entries;
mod ics;
mod invitations;
mod lines;
mod mails;
mod queries;
mod rules;
mod zones;

pub use invitations::{invite, invite_to_series, take_back, uninvite};
