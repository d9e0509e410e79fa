//! The product by its URLs, in process, on a real PostgreSQL: one binary, a file a noun, a fresh database a test.

mod support;

mod access;
mod communities;
mod demo;
mod house;
mod impact;
mod notices;

mod platform {
    mod copies;
    mod faults;
    mod jobs;
    mod kill9;
    mod landed;
    mod lines;
    mod links;
    mod mails;
    mod older_forms;
    mod once;
    mod postfix;
    mod replaced;
    mod schema;
    mod stopping;
}
mod organisation {
    mod logins;
}
mod sessions {
    mod answers;
    mod attendance;
    pub mod calendar;
    mod calendar_reader;
    mod events;
    mod hosting;
    mod join_links;
    mod long;
    mod reminders;
    mod rsvps;
    mod seats;
    mod series;
    mod series_answers;
    mod texts;
    mod whole_days;
}
mod learning {
    mod breaks;
    mod buddies;
    mod coffee;
    mod directory;
    mod follow_ups;
    mod reviews;
    mod worth;
    mod pathways;
    mod pledges;
    pub mod pulse;
    mod pulse_care;
    mod pulse_privacy;
    mod stories;
    mod thanks;
}
mod guide {
    mod departures;
    mod nudges;
    pub mod phases;
    mod planning;
    mod retrospectives;
    mod canvas;
    mod sponsoring;
    mod roadmap;
    mod polls;
    mod transformation;
    mod lookback;
    mod merging;
    mod splitting;
    mod successors;
    mod archived;
    mod barriers;
}
mod front {
    mod admin;
    mod connections;
    mod crowds;
    mod digests;
    mod home;
    mod phone;
    mod search;
    mod record;
    mod statements;
    mod thresholds;
}
