//! Journeys in a real Chromium, through the built program on a database of its own.
//!
//! `tests/run journeys` starts them: it sees to Chromium, its driver and axe-core.

mod chromium;
mod crawl;
mod inspection;
mod site;
mod steps;
mod window;

#[path = "../it/support/smtp.rs"]
#[expect(dead_code, reason = "here the mail server behaves")]
mod smtp;

mod accessibility;
mod first_organiser;
mod keyboard;
mod main_job;
mod pasting;
mod print;
mod without_scripts;
