//! Guildhall: a self-hosted web app with which an organisation runs its communities of practice.
//!
//! This is the map: the areas, lowest first. **An area uses only areas above it in this list**; only the
//! composition root (`start`, `router`, `schedule`) sees them all. An area holds nouns, each a folder with a face (`mod.rs`), rules
//! that decide, queries that hold its SQL, pages that show and actions that change. Inside an area, a noun's rules and
//! verbs use only nouns that stand before it in the area's `mod.rs`; its pages, actions, jobs and mails may use any
//! noun's face there. `tests/it/house/map.rs` reads every `use crate::` and holds both.

/// What any web application needs; it knows nothing of communities.
mod platform;
/// Who is here: the organisation, its teams, people, their logins, and the log of acts.
mod organisation;
/// What a person is told, and what they chose to be told.
mod notices;
/// Where people meet about something.
mod communities;
/// When they meet.
mod sessions;
/// What flows between people.
mod learning;
/// The stage a community is in, and its next step.
mod guide;
/// What came of it, for leaders.
mod impact;
/// Pages and emails that bring several areas together.
mod front;
/// A living, made-up organisation to look around in.
mod demo;

/// Every noun's routes, and the layers around them.
mod router;
/// Every noun's jobs, and when those that recur do.
mod schedule;
/// From the command line to a running site, and back down in order.
mod start;

pub use demo::build as build_demo;
pub use platform::app::{App, Clock};
pub use platform::config::{Config, DatabaseLimits};
pub use platform::db::{MIGRATIONS, SETTINGS, connect, embedded};
pub use platform::heartbeat::Heartbeat;
pub use platform::web::Rows;
pub use platform::{ids, jobs, mail};
pub use router::router;
pub use schedule::{jobs as all_jobs, run_due_jobs};
// Jobs that the tests queue by hand.
pub use front::digests::jobs::{ForgetOldDigests, SendDigests};
pub use guide::nudges::jobs::SuggestNudges;
pub use guide::phases::jobs::EvaluatePhases;
pub use guide::roadmap::jobs::FollowRoadmaps;
pub use learning::buddies::jobs::WelcomeNewcomers;
pub use learning::coffee::jobs::RunCoffee;
pub use learning::directory::jobs::CountTopics;
// Who helped which person: for the network.
pub use learning::pulse::jobs::RunPulses;
pub use learning::pulse::{DepartmentItem, PulseItem, SharedItem, item_by_department, item_for_teams};
pub use learning::thanks::notes::{HelpTie, ties as help_ties};
pub use notices::news::jobs::ForgetOldNews;
pub use organisation::logins::jobs::ForgetOldLogins;
pub use platform::mail::jobs::ForgetOldMails;
pub use sessions::reminders::jobs::{DayBeforeReminders, ForgetOldReminders, SessionMessages};
pub use sessions::series::jobs::FillSeries;
pub use start::{back_up, demo, make_administrator, migrate, restore, serve, test_mail};
