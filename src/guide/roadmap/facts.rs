//! What is read of a community for the eight steps, beside the signals of its stage.

use std::collections::HashMap;

use time::Date;

use super::counted::real;
use super::steps::RoadmapTest;
use crate::communities::roles::RoleCoverage;
use crate::platform::ids::CommunityId;

/// What is known of a community beside its signals, as of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadmapFacts {
    pub idea: IdeaFacts,
    pub deeds: DeedFacts,
    pub roles: RoleCoverage,
    /// What organisers say was done elsewhere, and when they said it.
    pub reported: HashMap<RoadmapTest, Date>,
    /// The last day on which a warning was up, as far as it was looked at.
    pub flagged_on: Option<Date>,
}

/// The idea, and the people it brought together.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one column of the answer")]
pub struct IdeaFacts {
    pub community: CommunityId,
    pub purpose_written: bool,
    pub published: bool,
    pub sponsor_named: bool,
    /// Organisers said that there is none yet.
    pub sponsor_lacking: bool,
    pub cadence_chosen: bool,
    /// Members besides the one who started it, and their teams.
    pub others: i64,
    pub others_teams: i64,
    /// Teams of all members, organisers, and members who said why they joined.
    pub member_teams: i64,
    pub organisers: i64,
    pub reasons: i64,
    /// Teams of the organisation that have people.
    pub all_teams: i64,
}

/// What the community did.
#[derive(Clone, Debug, PartialEq)]
pub struct DeedFacts {
    pub community: CommunityId,
    /// People at the best attended story circle or lean coffee.
    pub circle_people: i64,
    /// Kinds of the sessions held in the window for them.
    pub kinds: Vec<String>,
    /// People who hosted sessions in that window.
    pub hosts: i64,
    /// Sessions that are planned.
    pub dates_ahead: i64,
    pub stories: i64,
    pub authors: i64,
    /// Stories of something tried, changed or seen differently.
    pub applied: i64,
    /// Thanks for stories, sessions and help of others, in the window for them.
    pub thanks: i64,
    /// Snapshots shared in the window for them, whose links were not revoked.
    pub snapshots: i64,
    /// Sentences the community agrees on.
    pub agreements: i64,
    /// Roles that have notes for the next person, and things the community stopped.
    pub noted_roles: i64,
    pub stopped: i64,
    /// The day the last retrospective was closed, and the last of those of which an action is done: one it decided, or
    /// one it looked at again.
    pub retrospective_on: Option<Date>,
    pub finished_on: Option<Date>,
    /// Of the coffee round that went best in the window for kinds: its people, its groups, and those that met.
    pub coffee_people: i64,
    pub coffee_groups: i64,
    pub coffee_met: i64,
}

impl DeedFacts {
    /// Of the groups of a coffee round, those that said they met.
    pub fn coffee_share(&self) -> f64 {
        if self.coffee_groups == 0 { 0.0 } else { real(self.coffee_met) / real(self.coffee_groups) }
    }
}
