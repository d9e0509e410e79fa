//! The monthly email to leaders: reach, rhythm and two sentences that their authors let be in reports. One of the nudges
//! (N24), and the one that no cap holds back, since it comes once a month and can be switched off.

pub mod jobs;
mod mails;
mod queries;
mod rules;
