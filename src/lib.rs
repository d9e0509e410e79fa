//! Guildhall: a self-hosted web app with which an organisation runs its communities of practice.
//!
//! This is the map: the areas, lowest first. Each is a crate of its own, in `src/<area>`, so that a change compiles only
//! its area and those that use it. **An area uses only areas above it in this list**: its `Cargo.toml` names them, and
//! its `mod.rs` brings them in, so that `crate::<area>::…` reads the same everywhere. Only the composition root
//! (`start`, `router`, `schedule`) sees them all. An area holds nouns, each a folder with a face (`mod.rs`), rules
//! that decide, queries that hold its SQL, pages that show and actions that change. Inside an area, a noun's rules and
//! verbs use only nouns that stand before it in the area's `mod.rs`; its pages, actions, jobs and mails may use any
//! noun's face there. Cargo holds the one, `tests/it/house/map.rs` holds both.

/// What any web application needs; it knows nothing of communities.
use guildhall_platform as platform;

/// Who is here: the organisation, its teams, people, their logins, and the log of acts.
use guildhall_organisation as organisation;

/// What a person is told, and what they chose to be told.
use guildhall_notices as notices;

/// Where people meet about something.
use guildhall_communities as communities;

/// When they meet.
use guildhall_sessions as sessions;

/// What flows between people.
use guildhall_learning as learning;

/// The stage a community is in, and its next step.
use guildhall_guide as guide;

/// What came of it, for leaders.
use guildhall_impact as impact;

/// Pages and emails that bring several areas together.
use guildhall_front as front;

/// A living, made-up organisation to look around in.
use guildhall_demo as demo;

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
pub use impact::jobs::WorkOutReports;
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
