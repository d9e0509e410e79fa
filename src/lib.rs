//! Guildhall: a self-hosted web app with which an organisation runs its communities of practice.
//!
//! This is the map. Every noun is a folder with a face (`mod.rs`), rules that decide, queries that hold its SQL,
//! pages that show and actions that change. A noun's rules and verbs use only nouns above theirs in this list;
//! pages, actions and jobs may use any noun's face.

mod app;
mod config;
mod db;
mod error;
mod start;
/// What is the same on every page: shell, forms, dates, Markdown, paging, static files.
mod web;

/// Work that runs later: once per due time, whatever number of copies run.
pub mod jobs;
/// The outbox: mail queued in the transaction of the change it tells of, sent after it, never twice.
pub mod mail;

/// Who did what to which thing and when: the audit log and the source of the organising signals.
mod acts;
/// For whoever runs the place: people, teams, settings, mail, the log of acts.
mod admin;
/// What organisers write to everybody in their community.
mod announcements;
/// Who was there. No record means unknown, never absent.
mod attendance;
/// Sessions in the reader's own calendar: invitations, feeds, and a month at a glance.
mod calendar;
/// Communities of practice.
mod communities;
/// A living, made-up organisation to look around in.
mod demo;
/// The week and what is new, in one mail on Monday morning.
mod digests;
/// What a community meets for; pages say "session".
mod events;
/// What is next for me: the start page.
mod home;
/// People asked to host, and what they answered.
mod hosting;
/// What leaders see.
mod impact;
/// Being signed in.
mod logins;
/// A person's place in one community, and the role of running it.
mod members;
/// What is new in a community, for whoever wants to hear of it at once.
mod news;
/// What a person is told by mail, and what they chose to be told.
mod notices;
/// One suggestion to one person, citing its evidence.
mod nudges;
/// The organisation this deployment serves.
mod organisation;
/// Somebody in the organisation, with an account.
mod people;
/// How far a community has come, inferred once a week from what happened in it.
mod phases;
/// What a session tells by itself, each at its time.
mod reminders;
/// A person's answer to one session.
mod rsvps;
/// Sessions that recur.
mod series;
/// What happened, what I took away, did, changed; and the sentences lifted from it.
mod stories;
/// Teams and the departments that hold them.
mod teams;
/// "Thank you", and "we used this too".
mod thanks;
/// What members would like to meet about.
mod topics;

pub use app::{App, Clock, router};
pub use config::Config;
pub use db::{MIGRATIONS, embedded};
pub use demo::build as build_demo;
pub use start::{demo, make_administrator, migrate, serve, test_mail};

/// Every noun's routes.
fn routes() -> axum::Router<App> {
    axum::Router::new()
        .merge(web::assets::routes())
        .merge(web::health::routes())
        .merge(home::routes())
        .merge(logins::routes())
        .merge(people::routes())
        .merge(communities::routes())
        .merge(members::routes())
        .merge(events::routes())
        .merge(series::routes())
        .merge(rsvps::routes())
        .merge(attendance::routes())
        .merge(hosting::routes())
        .merge(topics::routes())
        .merge(calendar::routes())
        .merge(stories::routes())
        .merge(thanks::routes())
        .merge(phases::routes())
        .merge(nudges::routes())
        .merge(notices::routes())
        .merge(announcements::routes())
        .merge(impact::routes())
        .merge(admin::routes())
}
