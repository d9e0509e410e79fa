//! What the data say of each thing the steps ask for, in words that cite the numbers.

use std::collections::{BTreeSet, HashMap};

use time::Date;

use super::steps::RoadmapTest;
use crate::communities::roles::RoleCoverage;
use crate::guide::phases::{Assessment, Thresholds};
use crate::learning::coffee;
use crate::platform::ids::CommunityId;
use crate::sessions::events::kinds;

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
    fn coffee_share(&self) -> f64 {
        if self.coffee_groups == 0 { 0.0 } else { real(self.coffee_met) / real(self.coffee_groups) }
    }
}

/// One test, held against the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoadmapResult {
    pub test: RoadmapTest,
    pub met: bool,
    /// Only by the word of an organiser.
    pub reported: bool,
    pub evidence: String,
}

impl RoadmapResult {
    /// The step depends on it.
    pub fn counts(&self) -> bool {
        !self.test.is_optional()
    }
}

/// Everything the eight steps ask for, in their order.
pub fn results(facts: &RoadmapFacts, known: &Assessment, t: &Thresholds) -> Vec<RoadmapResult> {
    let result = |test: RoadmapTest| {
        let (met, evidence) = Evidence { facts, known, t }.of(test);
        let reported = facts.reported.get(&test).is_some_and(|on| {
            test.step().is_done_once() || f64::from(known.days(*on, known.today)) < t.roadmap_report_days
        });
        RoadmapResult { test, met: met || reported, reported: reported && !met, evidence }
    };
    RoadmapTest::ALL.into_iter().map(result).collect()
}

#[derive(Clone, Copy)]
struct Evidence<'a> {
    facts: &'a RoadmapFacts,
    known: &'a Assessment,
    t: &'a Thresholds,
}

type Verdict = (bool, String);

impl Evidence<'_> {
    fn of(self, test: RoadmapTest) -> Verdict {
        match test.step().number() {
            1 => self.idea(test),
            2 | 3 => self.beginning(test),
            4 => self.rhythm(test),
            5 | 6 => self.opportunities(test),
            _ => self.growth(test),
        }
    }

    fn idea(self, test: RoadmapTest) -> Verdict {
        let Self { facts, t, .. } = self;
        match test {
            RoadmapTest::Purpose => {
                yes_or(facts.idea.purpose_written, "All three are written", "Not all three are written yet")
            }
            RoadmapTest::Sponsor if facts.idea.sponsor_lacking => {
                (true, "You said that there is none yet".to_owned())
            }
            RoadmapTest::Sponsor => {
                yes_or(facts.idea.sponsor_named, "A sponsor is named", "Nobody is named yet")
            }
            RoadmapTest::Published => {
                yes_or(facts.idea.published, "It is published", "It is not published yet")
            }
            RoadmapTest::TwoPlaces => (false, "Only you know: say so when it is done".to_owned()),
            _ => {
                let enough = at_least(facts.idea.others, t.roadmap_interested)
                    && at_least(facts.idea.others_teams, t.roadmap_interested_teams);
                let (people, teams) = (people(facts.idea.others), teams(facts.idea.others_teams));
                let needs = format!("{} from {}", t.roadmap_interested, t.roadmap_interested_teams);
                (enough, format!("{people} from {teams} joined you (needs {needs})"))
            }
        }
    }

    fn beginning(self, test: RoadmapTest) -> Verdict {
        let Self { facts, t, .. } = self;
        match test {
            RoadmapTest::Members => {
                let words = format!("{} besides the one who started it", people(facts.idea.others));
                needs(facts.idea.others, t.roadmap_members, &words)
            }
            RoadmapTest::MemberTeams => {
                needs(facts.idea.member_teams, t.roadmap_member_teams, &teams(facts.idea.member_teams))
            }
            RoadmapTest::CoOrganiser => needs(
                facts.idea.organisers,
                t.roadmap_organisers,
                &counted(facts.idea.organisers, "organiser", "organisers"),
            ),
            RoadmapTest::Reasons => {
                let words = format!("{} said why they joined", people(facts.idea.reasons));
                needs(facts.idea.reasons, t.roadmap_reasons, &words)
            }
            RoadmapTest::FirstCircle => {
                let words = if facts.deeds.circle_people == 0 {
                    "None held yet".to_owned()
                } else {
                    format!("{} at the best attended one", people(facts.deeds.circle_people))
                };
                needs(facts.deeds.circle_people, t.roadmap_circle_people, &words)
            }
            _ => {
                let enough = at_least(facts.deeds.stories, t.roadmap_first_stories)
                    && at_least(facts.deeds.authors, t.roadmap_first_authors);
                let stories = counted(facts.deeds.stories, "story", "stories");
                let words = format!("{stories} by {}", people(facts.deeds.authors));
                let needed = format!("{} by {}", t.roadmap_first_stories, t.roadmap_first_authors);
                (enough, format!("{words} (needs {needed})"))
            }
        }
    }

    fn rhythm(self, test: RoadmapTest) -> Verdict {
        let Self { facts, known, t } = self;
        match test {
            RoadmapTest::Cadence => yes_or(facts.idea.cadence_chosen, "It is decided", "Not decided yet"),
            RoadmapTest::Steady => {
                let met = known.widest_gap.is_some_and(|gap| gap <= t.roadmap_gap);
                let regular = known.regularity;
                if regular.intervals == 0 {
                    return (met, "No session was held yet".to_owned());
                }
                let limit = (t.roadmap_gap * known.signals.cadence).floor();
                let interval = interval_name(known.signals.cadence);
                let words = format!(
                    "{} of the last {} {interval} had a session",
                    regular.with_session, regular.intervals
                );
                (met, format!("{words} (the last three at most {limit} days apart)"))
            }
            RoadmapTest::ComingBack => share(known.signals.repeat, t.roadmap_repeat, "of people came again"),
            RoadmapTest::Agreements => {
                let agreements = facts.deeds.agreements;
                (
                    agreements > 0,
                    counted(agreements, "agreement is written down", "agreements are written down"),
                )
            }
            _ => {
                let words = format!("{} planned", counted(facts.deeds.dates_ahead, "session", "sessions"));
                needs(facts.deeds.dates_ahead, t.roadmap_dates, &words)
            }
        }
    }

    fn opportunities(self, test: RoadmapTest) -> Verdict {
        let Self { facts, known, t } = self;
        match test {
            RoadmapTest::Range => self.range(),
            RoadmapTest::Hosts => {
                let hosts = i64::from(known.signals.hosts);
                let people = counted(hosts, "person hosted", "people hosted");
                let words = format!("{people} in {:.0} days", known.signals.long_window);
                needs(hosts, t.roadmap_hosts, &words)
            }
            RoadmapTest::Coffee => {
                let met = facts.deeds.coffee_share() >= t.roadmap_coffee_met;
                let enough = at_least(facts.deeds.coffee_people, t.roadmap_coffee_people);
                let words = match facts.deeds.coffee_people {
                    0 => "No round yet".to_owned(),
                    1..coffee::FEW => format!("Fewer than {} people in a round so far", coffee::FEW),
                    // Whether single groups met stays with them.
                    count if met => format!("{} in a round, and enough of them met", people(count)),
                    count => format!("{} in a round, and too few said that they met", people(count)),
                };
                let share = percent(t.roadmap_coffee_met);
                (enough && met, format!("{words} (needs {}, {share} met)", t.roadmap_coffee_people))
            }
            RoadmapTest::Applied => {
                let words =
                    counted(facts.deeds.applied, "story of something tried", "stories of something tried");
                needs(facts.deeds.applied, t.roadmap_applied, &words)
            }
            RoadmapTest::Snapshot => {
                let made = counted(facts.deeds.snapshots, "snapshot", "snapshots");
                let words = format!("{made} in {} days", t.roadmap_snapshot_days);
                needs(facts.deeds.snapshots, t.roadmap_snapshots, &words)
            }
            _ => {
                let thanks = counted(facts.deeds.thanks, "thank-you", "thank-yous");
                let words = format!("{thanks} in {} days", t.roadmap_thanks_days);
                needs(facts.deeds.thanks, t.roadmap_thanks, &words)
            }
        }
    }

    fn range(self) -> Verdict {
        let Self { facts, t, .. } = self;
        let kinds = facts.deeds.kinds.iter().collect::<BTreeSet<_>>().len();
        let levels: BTreeSet<_> =
            facts.deeds.kinds.iter().filter_map(|kind| kinds::find(kind)).map(|kind| kind.level).collect();
        let (kinds, levels) = (whole(kinds), whole(levels.len()));
        let enough = at_least(kinds, t.roadmap_kinds) && at_least(levels, t.roadmap_levels);
        let (kinds, levels) = (counted(kinds, "kind", "kinds"), counted(levels, "level", "levels"));
        let needed = format!("{} over {}", t.roadmap_kinds, t.roadmap_levels);
        let days = t.roadmap_range_days;
        (enough, format!("{kinds} over {levels} of structure in {days} days (needs {needed})"))
    }

    fn growth(self, test: RoadmapTest) -> Verdict {
        let Self { known, t, .. } = self;
        let signals = &known.signals;
        match test {
            RoadmapTest::Newcomers => {
                let newcomers = i64::from(signals.newcomers);
                needs(newcomers, t.roadmap_newcomers, &counted(newcomers, "newcomer", "newcomers"))
            }
            RoadmapTest::NewcomersReturn => {
                share(signals.returned, t.roadmap_return, "of newcomers came back")
            }
            RoadmapTest::Reach => self.reach(),
            RoadmapTest::Mixing => match signals.mixing {
                None => (false, "Not known yet".to_owned()),
                Some(ratio) => {
                    let of_random = format!("{}% of a full mix", (ratio * 100.0).round());
                    let needed = (t.roadmap_mixing * 100.0).round();
                    (ratio >= t.roadmap_mixing, format!("{of_random} (needs {needed}%)"))
                }
            },
            RoadmapTest::LeadershipTeam => {
                let small = f64::from(signals.members) < t.flag_members;
                let enough = f64::from(signals.organisers) >= t.flag_organisers;
                let organisers = counted(i64::from(signals.organisers), "organiser", "organisers");
                let words =
                    format!("{organisers} for {}", counted(i64::from(signals.members), "member", "members"));
                let needed = format!("{} from {} members on", t.flag_organisers, t.flag_members);
                (small || enough, format!("{words} (needs {needed})"))
            }
            RoadmapTest::SharedHosting => match signals.top {
                None => (false, "Not known yet".to_owned()),
                Some(top) => {
                    let limit = percent(t.roadmap_top);
                    let words = format!("The busiest host led {} of sessions (limit {limit})", percent(top));
                    (top <= t.roadmap_top, words)
                }
            },
            RoadmapTest::Backups => self.backups(),
            RoadmapTest::HandoverNotes => self.handover_notes(),
            RoadmapTest::StopSomething => {
                let stopped = self.facts.deeds.stopped;
                (stopped > 0, format!("{} stopped", counted(stopped, "thing", "things")))
            }
            RoadmapTest::Retrospective => self.retrospective(),
            _ => self.calm(),
        }
    }

    fn retrospective(self) -> Verdict {
        let Self { facts, known, t } = self;
        let limit = t.roadmap_retro_days;
        let days = |on: Date| known.days(on, known.today);
        let is_recent = |on: Date| f64::from(days(on)) <= limit;
        let finished = facts.deeds.finished_on.filter(|on| is_recent(*on));
        match (finished, facts.deeds.retrospective_on) {
            (Some(on), _) => {
                (true, format!("One with a finished action: {} (limit {limit} days)", ago(days(on))))
            }
            (None, Some(on)) if is_recent(on) => {
                (false, format!("The last one: {}, with no action finished yet", ago(days(on))))
            }
            (None, Some(on)) => (false, format!("The last one: {} (limit {limit} days)", ago(days(on)))),
            (None, None) => (false, "None held yet".to_owned()),
        }
    }

    fn backups(self) -> Verdict {
        let RoleCoverage { roles, with_backup } = self.facts.roles;
        if roles == 0 {
            return (false, "No roles are written down yet".to_owned());
        }
        let words = format!("{with_backup} of {} have a backup", counted(roles.into(), "role", "roles"));
        (with_backup == roles, words)
    }

    fn handover_notes(self) -> Verdict {
        let (roles, noted) = (i64::from(self.facts.roles.roles), self.facts.deeds.noted_roles);
        if roles == 0 {
            return (false, "No roles are written down yet".to_owned());
        }
        let words = format!("{noted} of {} have notes for the next person", counted(roles, "role", "roles"));
        (noted > 0, words)
    }

    fn reach(self) -> Verdict {
        let Self { facts, known, t } = self;
        let reached = i64::from(known.signals.teams);
        let part = if facts.idea.all_teams > 0 { real(reached) / real(facts.idea.all_teams) } else { 0.0 };
        let met = at_least(reached, t.roadmap_teams) || part >= t.roadmap_team_share;
        let words = format!("{} of {} came", teams(reached), facts.idea.all_teams);
        let needed = format!("{}, or {} of all", t.roadmap_teams, percent(t.roadmap_team_share));
        (met, format!("{words} (needs {needed})"))
    }

    fn calm(self) -> Verdict {
        let Self { facts, known, t } = self;
        let old_enough = known.signals.founded >= t.roadmap_calm_days;
        let lately = |on: Date| f64::from(known.days(on, known.today)) < t.roadmap_calm_days;
        if !known.flags.is_empty() {
            let warnings = counted(whole(known.flags.len()), "warning", "warnings");
            return (false, format!("{warnings} on the page of your stage"));
        }
        if facts.flagged_on.is_some_and(lately) || !old_enough {
            return (false, format!("No warning today, not yet for {} days", t.roadmap_calm_days));
        }
        (true, format!("No warning for {} days", t.roadmap_calm_days))
    }
}

fn yes_or(met: bool, yes: &str, no: &str) -> Verdict {
    (met, if met { yes } else { no }.to_owned())
}

fn needs(value: i64, least: f64, words: &str) -> Verdict {
    (at_least(value, least), format!("{words} (needs {least})"))
}

fn share(value: Option<f64>, least: f64, words: &str) -> Verdict {
    match value {
        None => (false, "Not known yet".to_owned()),
        Some(value) => (value >= least, format!("{} {words} (needs {})", percent(value), percent(least))),
    }
}

fn at_least(value: i64, least: f64) -> bool {
    real(value) >= least
}

fn percent(share: f64) -> String {
    format!("{}%", (share * 100.0).round())
}

fn people(count: i64) -> String {
    counted(count, "person", "people")
}

fn teams(count: i64) -> String {
    counted(count, "team", "teams")
}

fn counted(count: i64, one: &str, many: &str) -> String {
    match count {
        0 => format!("No {many}"),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}

/// "12 days ago"
fn ago(days: i32) -> String {
    match days {
        ..=0 => "today".to_owned(),
        1 => "1 day ago".to_owned(),
        days => format!("{days} days ago"),
    }
}

/// The usual intervals, as people call several of them.
fn interval_name(cadence: f64) -> String {
    match cadence.round() {
        7.0 => "weeks".to_owned(),
        14.0 => "fortnights".to_owned(),
        30.0 => "months".to_owned(),
        days => format!("spells of {days} days"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people and sessions are far below 2^52")]
fn real(count: i64) -> f64 {
    count as f64
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
