//! What the data say of each thing the steps ask for, in words that cite the numbers.

use std::collections::BTreeSet;

use time::Date;

use super::counted::{ago, at_least, counted, interval_name, people, percent, real, teams, whole};
use super::facts::RoadmapFacts;
use super::steps::RoadmapTest;
use crate::communities::roles::RoleCoverage;
use crate::guide::phases::{Assessment, Thresholds};
use crate::learning::coffee;
use crate::sessions::events::kinds;

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
        let Finding { met, evidence } = Evidence { facts, known, t }.of(test);
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

/// Whether the data meet a test, and what they say.
struct Finding {
    met: bool,
    evidence: String,
}

fn finding(met: bool, evidence: impl Into<String>) -> Finding {
    Finding { met, evidence: evidence.into() }
}

impl Evidence<'_> {
    fn of(self, test: RoadmapTest) -> Finding {
        match test.step().number() {
            1 => self.idea(test),
            2 | 3 => self.beginning(test),
            4 => self.rhythm(test),
            5 | 6 => self.opportunities(test),
            _ => self.growth(test),
        }
    }

    fn idea(self, test: RoadmapTest) -> Finding {
        let Self { facts, t, .. } = self;
        match test {
            RoadmapTest::Purpose => {
                yes_or(facts.idea.purpose_written, "All three are written", "Not all three are written yet")
            }
            RoadmapTest::Sponsor if facts.idea.sponsor_lacking => {
                finding(true, "You said that there is none yet")
            }
            RoadmapTest::Sponsor => {
                yes_or(facts.idea.sponsor_named, "A sponsor is named", "Nobody is named yet")
            }
            RoadmapTest::Published => {
                yes_or(facts.idea.published, "It is published", "It is not published yet")
            }
            RoadmapTest::TwoPlaces => finding(false, "Only you know: say so when it is done"),
            _ => {
                let enough = at_least(facts.idea.others, t.roadmap_interested)
                    && at_least(facts.idea.others_teams, t.roadmap_interested_teams);
                let (people, teams) = (people(facts.idea.others), teams(facts.idea.others_teams));
                let needs = format!("{} from {}", t.roadmap_interested, t.roadmap_interested_teams);
                finding(enough, format!("{people} from {teams} joined you (needs {needs})"))
            }
        }
    }

    fn beginning(self, test: RoadmapTest) -> Finding {
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
                finding(enough, format!("{words} (needs {needed})"))
            }
        }
    }

    fn rhythm(self, test: RoadmapTest) -> Finding {
        let Self { facts, known, t } = self;
        match test {
            RoadmapTest::Cadence => yes_or(facts.idea.cadence_chosen, "It is decided", "Not decided yet"),
            RoadmapTest::Steady => {
                let met = known.widest_gap.is_some_and(|gap| gap <= t.roadmap_gap);
                let regular = known.regularity;
                if regular.intervals == 0 {
                    return finding(met, "No session was held yet".to_owned());
                }
                let limit = (t.roadmap_gap * known.signals.cadence).floor();
                let interval = interval_name(known.signals.cadence);
                let words = format!(
                    "{} of the last {} {interval} had a session",
                    regular.with_session, regular.intervals
                );
                finding(met, format!("{words} (the last three at most {limit} days apart)"))
            }
            RoadmapTest::ComingBack => share(known.signals.repeat, t.roadmap_repeat, "of people came again"),
            RoadmapTest::Agreements => {
                let agreements = facts.deeds.agreements;
                finding(
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

    fn opportunities(self, test: RoadmapTest) -> Finding {
        let Self { facts, t, .. } = self;
        match test {
            RoadmapTest::Range => self.range(),
            RoadmapTest::Hosts => {
                let people = counted(facts.deeds.hosts, "person hosted", "people hosted");
                let words = format!("{people} in {} days", t.roadmap_range_days);
                needs(facts.deeds.hosts, t.roadmap_hosts, &words)
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
                finding(enough && met, format!("{words} (needs {}, {share} met)", t.roadmap_coffee_people))
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

    fn range(self) -> Finding {
        let Self { facts, t, .. } = self;
        let kinds = facts.deeds.kinds.iter().collect::<BTreeSet<_>>().len();
        let levels: BTreeSet<_> =
            facts.deeds.kinds.iter().filter_map(|kind| kinds::find(kind)).map(|kind| kind.level).collect();
        let (kinds, levels) = (whole(kinds), whole(levels.len()));
        let enough = at_least(kinds, t.roadmap_kinds) && at_least(levels, t.roadmap_levels);
        let (kinds, levels) = (counted(kinds, "kind", "kinds"), counted(levels, "level", "levels"));
        let needed = format!("{} over {}", t.roadmap_kinds, t.roadmap_levels);
        let days = t.roadmap_range_days;
        finding(enough, format!("{kinds} over {levels} of structure in {days} days (needs {needed})"))
    }

    fn growth(self, test: RoadmapTest) -> Finding {
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
                None => finding(false, "Not known yet"),
                Some(ratio) => {
                    let of_random = format!("{}% of a full mix", (ratio * 100.0).round());
                    let needed = (t.roadmap_mixing * 100.0).round();
                    finding(ratio >= t.roadmap_mixing, format!("{of_random} (needs {needed}%)"))
                }
            },
            RoadmapTest::LeadershipTeam => {
                let small = f64::from(signals.members) < t.flag_members;
                let enough = f64::from(signals.organisers) >= t.flag_organisers;
                let organisers = counted(i64::from(signals.organisers), "organiser", "organisers");
                let words =
                    format!("{organisers} for {}", counted(i64::from(signals.members), "member", "members"));
                let needed = format!("{} from {} members on", t.flag_organisers, t.flag_members);
                finding(small || enough, format!("{words} (needs {needed})"))
            }
            RoadmapTest::SharedHosting => match signals.top {
                None => finding(false, "Not known yet"),
                Some(top) => {
                    let limit = percent(t.roadmap_top);
                    let words = format!("The busiest host led {} of sessions (limit {limit})", percent(top));
                    finding(top <= t.roadmap_top, words)
                }
            },
            RoadmapTest::Backups => self.backups(),
            RoadmapTest::HandoverNotes => self.handover_notes(),
            RoadmapTest::StopSomething => {
                let stopped = self.facts.deeds.stopped;
                finding(stopped > 0, format!("{} stopped", counted(stopped, "thing", "things")))
            }
            RoadmapTest::Retrospective => self.retrospective(),
            _ => self.calm(),
        }
    }

    fn retrospective(self) -> Finding {
        let Self { facts, known, t } = self;
        let limit = t.roadmap_retro_days;
        let days = |on: Date| known.days(on, known.today);
        let is_recent = |on: Date| f64::from(days(on)) <= limit;
        let finished = facts.deeds.finished_on.filter(|on| is_recent(*on));
        match (finished, facts.deeds.retrospective_on) {
            (Some(on), _) => {
                finding(true, format!("One with a finished action: {} (limit {limit} days)", ago(days(on))))
            }
            (None, Some(on)) if is_recent(on) => {
                finding(false, format!("The last one: {}, with no action finished yet", ago(days(on))))
            }
            (None, Some(on)) => {
                finding(false, format!("The last one: {} (limit {limit} days)", ago(days(on))))
            }
            (None, None) => finding(false, "None held yet"),
        }
    }

    fn backups(self) -> Finding {
        let RoleCoverage { roles, with_backup } = self.facts.roles;
        if roles == 0 {
            return finding(false, "No roles are written down yet");
        }
        let words = format!("{with_backup} of {} have a backup", counted(roles.into(), "role", "roles"));
        finding(with_backup == roles, words)
    }

    fn handover_notes(self) -> Finding {
        let (roles, noted) = (i64::from(self.facts.roles.roles), self.facts.deeds.noted_roles);
        if roles == 0 {
            return finding(false, "No roles are written down yet");
        }
        let words = format!("{noted} of {} have notes for the next person", counted(roles, "role", "roles"));
        finding(noted > 0, words)
    }

    fn reach(self) -> Finding {
        let Self { facts, known, t } = self;
        let reached = i64::from(known.signals.teams);
        let part = if facts.idea.all_teams > 0 { real(reached) / real(facts.idea.all_teams) } else { 0.0 };
        let met = at_least(reached, t.roadmap_teams) || part >= t.roadmap_team_share;
        let words = format!("{} of {} came", teams(reached), facts.idea.all_teams);
        let needed = format!("{}, or {} of all", t.roadmap_teams, percent(t.roadmap_team_share));
        finding(met, format!("{words} (needs {needed})"))
    }

    fn calm(self) -> Finding {
        let Self { facts, known, t } = self;
        let old_enough = known.signals.founded >= t.roadmap_calm_days;
        let lately = |on: Date| f64::from(known.days(on, known.today)) < t.roadmap_calm_days;
        if !known.flags.is_empty() {
            let warnings = counted(whole(known.flags.len()), "warning", "warnings");
            return finding(false, format!("{warnings} on the page of your stage"));
        }
        if facts.flagged_on.is_some_and(lately) || !old_enough {
            return finding(false, format!("No warning today, not yet for {} days", t.roadmap_calm_days));
        }
        finding(true, format!("No warning for {} days", t.roadmap_calm_days))
    }
}

fn yes_or(met: bool, yes: &str, no: &str) -> Finding {
    finding(met, if met { yes } else { no }.to_owned())
}

fn needs(value: i64, least: f64, words: &str) -> Finding {
    finding(at_least(value, least), format!("{words} (needs {least})"))
}

fn share(value: Option<f64>, least: f64, words: &str) -> Finding {
    match value {
        None => finding(false, "Not known yet"),
        Some(value) => {
            finding(value >= least, format!("{} {words} (needs {})", percent(value), percent(least)))
        }
    }
}

#[cfg(test)]
mod tests;
