//! Sessions: when a community meets, who is going, who was there, and what people's calendars are told.

pub extern crate self as sessions;
pub use guildhall_communities as communities;
pub use guildhall_notices as notices;
pub use guildhall_organisation as organisation;
pub use guildhall_platform as platform;

mod answer;

/// What a community meets for; pages say "session".
pub mod events;
/// Sessions that recur.
pub mod series;
/// Sessions in people's own calendars: invitations, feeds, and a month at a glance.
pub mod calendar;
/// The emails that a session sends by itself, each at its time.
pub mod reminders;
/// A person's answer to one session, or to a whole series.
pub mod rsvps;
/// People asked to host, and what they answered.
pub mod hosting;
/// Who was there. No record means unknown, never absent.
pub mod attendance;

pub use answer::{ANSWER_LINK, Answer, answer_url};
