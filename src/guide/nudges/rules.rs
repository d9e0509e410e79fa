//! What is worth suggesting. The numbers are among the thresholds, where an administrator can change them; what the
//! phases know is asked of them.

use time::{Duration, OffsetDateTime};

use super::kinds::NudgeKind;
use super::queries::CommunitySigns;
use crate::guide::phases::{FlagKind, Phase, Standing, TestName, Thresholds};
use crate::platform::ids::EventId;
use crate::platform::web::when::{self, TimeSpan};

/// How many of the tests that were met are named as news.
const MOST_MET: usize = 3;

/// How long after a session someone may have tried something.
const TRIED_AFTER: Duration = Duration::days(3);

const DAYS_OF_YEAR: i64 = 365;
/// The question of the year waits for an answer for four weeks.
const ASKED_YEARLY_FOR: i64 = 28;

/// Something worth suggesting, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NudgeReason {
    pub kind: NudgeKind,
    /// The session it speaks of.
    pub event: Option<EventId>,
    pub evidence: String,
}

impl NudgeReason {
    pub fn is_of(&self, kind: NudgeKind, event: Option<EventId>) -> bool {
        self.kind == kind && self.event == event
    }
}

/// What is worth suggesting to the people of a community, the most important first.
pub fn reasons(
    signs: &CommunitySigns,
    standing: &Standing,
    t: &Thresholds,
    now: OffsetDateTime,
) -> Vec<NudgeReason> {
    NudgeKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let evidence = CommunityNow { signs, standing, t, now }.evidence(kind)?;
            let event = match kind {
                NudgeKind::NextDate | NudgeKind::TellStory | NudgeKind::Worth => signs.last_session,
                NudgeKind::Topics => signs.next_session,
                _ => None,
            };
            Some(NudgeReason { kind, event, evidence })
        })
        .collect()
}

/// Whether a nudge whose reason is gone ended by itself: its session began, or it was news and no longer is.
pub fn has_lapsed(kind: NudgeKind, event: Option<EventId>, signs: &CommunitySigns) -> bool {
    kind.is_news() || (kind == NudgeKind::Topics && event != signs.next_session)
}

/// A community at one moment.
struct CommunityNow<'a> {
    signs: &'a CommunitySigns,
    standing: &'a Standing,
    t: &'a Thresholds,
    now: OffsetDateTime,
}

impl CommunityNow<'_> {
    /// What speaks for a kind; nothing where there is no reason for it.
    fn evidence(&self, kind: NudgeKind) -> Option<String> {
        match kind {
            NudgeKind::Purpose => self.purpose(),
            NudgeKind::MorePeople => self.more_people(),
            NudgeKind::FirstDate => self.first_date(),
            NudgeKind::StartSmall => self.start_small(),
            NudgeKind::NextDate => self.next_date(),
            NudgeKind::AnotherHost => self.another_host(),
            NudgeKind::TellStory => self.tell_story(),
            NudgeKind::Silence => self.silence(),
            NudgeKind::Topics => self.topics(),
            NudgeKind::Grown => self.grown(Phase::Maturing),
            NudgeKind::LookBack => self.look_back(),
            NudgeKind::ShareWork => self.share_work(),
            NudgeKind::OneTeam => self.one_team(),
            NudgeKind::Snapshot => self.snapshot(),
            NudgeKind::LeadershipTeam => self.leadership_team(),
            NudgeKind::StepBack => self.grown(Phase::SelfSustaining),
            NudgeKind::Freshness => self.freshness(),
            NudgeKind::Fading => self.fading(),
            NudgeKind::Transformation => self.transformation(),
            NudgeKind::Welcome => self.welcome(),
            NudgeKind::Worth => self.worth(),
            NudgeKind::Sponsor => self.sponsor(),
            NudgeKind::Yearly => self.yearly(),
        }
    }

    fn is(&self, phase: Phase) -> bool {
        self.standing.phase == phase
    }

    fn since(&self, moment: OffsetDateTime) -> Duration {
        self.now - moment
    }

    /// As people count days: from one date to the other, whatever the hour. The page of the stage counts so too.
    fn dates_since(&self, moment: OffsetDateTime) -> Duration {
        self.standing.today - moment.date()
    }

    fn purpose(&self) -> Option<String> {
        let age = self.since(self.signs.founded_at);
        let left =
            self.is(Phase::Potential) && !self.signs.purpose_set && age >= days_of(self.t.nudge_purpose_days);
        left.then(|| format!("Started {} ago; no description yet", days(age)))
    }

    fn more_people(&self) -> Option<String> {
        let CommunitySigns { people, teams, founded_at, purpose_set, .. } = *self.signs;
        let age = self.since(founded_at);
        if !self.is(Phase::Potential) || !purpose_set || age < days_of(self.t.nudge_people_days) {
            return None;
        }
        let started = format!("Started {} ago", days(age));
        if is_below(people, self.t.nudge_people) {
            let have = if people == 1 { "person is a member" } else { "people are members" };
            Some(format!("{started}; {people} {have} so far"))
        } else if teams > 0 && is_below(teams, self.t.nudge_teams) {
            Some(format!("{started}; the {people} members are from one team"))
        } else {
            None
        }
    }

    fn first_date(&self) -> Option<String> {
        let CommunitySigns { people, to_come, last_held, .. } = *self.signs;
        let undated = self.is(Phase::Potential) && !to_come && last_held.is_none();
        (undated && !is_below(people, self.t.nudge_people))
            .then(|| format!("{people} people have joined and no session is planned yet"))
    }

    /// Potential, and no session for so long that asking for the next date is no help any more.
    fn never_got_going(&self) -> bool {
        let last = self.signs.last_held.unwrap_or(self.signs.founded_at);
        self.is(Phase::Potential)
            && !self.signs.to_come
            && self.since(last) >= days_of(self.t.nudge_rest_days)
    }

    fn start_small(&self) -> Option<String> {
        self.never_got_going().then(|| match self.signs.last_held {
            Some(held) => {
                format!("The last session was {} ago and no new one is planned", days(self.dates_since(held)))
            }
            None => format!("Started {} ago; no session yet", days(self.since(self.signs.founded_at))),
        })
    }

    fn next_date(&self) -> Option<String> {
        let young = self.is(Phase::Potential) || self.is(Phase::Forming);
        let silent = self.never_got_going() || self.is_stalled();
        let held = self.signs.last_held.filter(|_| young && !silent && !self.signs.to_come)?;
        (self.since(held) >= days_of(self.t.nudge_date_days)).then(|| {
            format!("The last session was {} ago and no new one is planned", days(self.dates_since(held)))
        })
    }

    fn another_host(&self) -> Option<String> {
        let CommunitySigns { held, hosts, could_host, .. } = self.signs;
        if !self.is(Phase::Forming)
            || is_below(*held, self.t.nudge_held_by_one)
            || *hosts > 1
            || self.is_stalled()
        {
            return None;
        }
        let same = format!("The same person hosted all {held} sessions so far");
        Some(match listed(could_host) {
            Some(names) => format!("{same}. People you could ask: {names}"),
            None => same,
        })
    }

    fn tell_story(&self) -> Option<String> {
        let CommunitySigns { last_held, untold_since, .. } = *self.signs;
        let untold = untold_since.filter(|_| self.is(Phase::Forming) && !self.is_stalled())?;
        // However often they meet: whoever is asked was at the last session, and had time to try something.
        let tried = last_held.is_some_and(|held| self.since(held) >= TRIED_AFTER);
        (tried && self.since(untold) >= days_of(self.t.nudge_story_days))
            .then(|| format!("Sessions of the last {} have no story yet", days(self.dates_since(untold))))
    }

    /// As the evaluation flagged it, unless it met since or is about to.
    fn is_stalled(&self) -> bool {
        let met_since = match (self.signs.last_held, self.standing.as_of) {
            (Some(held), Some(as_of)) => held.date() > as_of,
            _ => false,
        };
        self.standing.has(FlagKind::Stalled) && !met_since && !self.signs.to_come
    }

    fn silence(&self) -> Option<String> {
        let held = self.signs.last_held.filter(|_| self.is(Phase::Forming) && self.is_stalled())?;
        Some(format!("The last session was {} ago and no new one is planned", days(self.dates_since(held))))
    }

    fn topics(&self) -> Option<String> {
        let CommunitySigns { topics, next_at, next_has_topic, .. } = *self.signs;
        let ahead = next_at.filter(|_| is_below(topics, self.t.nudge_topics) && !next_has_topic)? - self.now;
        let ideas = if topics == 1 { "is one open topic idea" } else { "are no open topic ideas" };
        (ahead <= days_of(self.t.nudge_topic_days)).then(|| match ahead.whole_days() {
            0 => format!("The next session is within a day and there {ideas}"),
            _ => format!("The next session is in {} and there {ideas}", days(ahead)),
        })
    }

    /// It rose to this phase lately.
    fn grown(&self, phase: Phase) -> Option<String> {
        let Standing { since, today, risen, ref met, .. } = *self.standing;
        if !self.is(phase) || !risen || today - since >= days_of(self.t.nudge_news_days) {
            return None;
        }
        let reached = format!("{} since {}", phase.name(), when::from_date(since).strftime("%-d %B"));
        if met.is_empty() {
            return Some(reached);
        }
        Some(format!("{reached}. {}", met.iter().take(MOST_MET).cloned().collect::<Vec<_>>().join(" · ")))
    }

    fn look_back(&self) -> Option<String> {
        let Standing { since, today, .. } = *self.standing;
        if !self.is(Phase::Maturing) || today - since < days_of(self.t.nudge_retro_days) {
            return None;
        }
        match self.signs.last_retro.map(|retro| self.since(retro)) {
            None => Some(format!("Maturing for {}; no retrospective yet", days(today - since))),
            Some(ago) if ago >= days_of(self.t.nudge_retro_every) => {
                Some(format!("The last retrospective was {} ago", days(ago)))
            }
            Some(_) => None,
        }
    }

    /// Whether a community goes on is asked once a year: people keep one past its use when nobody asks (domain.md 8.15).
    fn yearly(&self) -> Option<String> {
        let age = self.since(self.signs.founded_at).whole_days();
        let (years, into_it) = (age / DAYS_OF_YEAR, age % DAYS_OF_YEAR);
        if years == 0 || into_it >= ASKED_YEARLY_FOR || self.is(Phase::Transformation) {
            return None;
        }
        Some(if years == 1 { "Started a year ago".to_owned() } else { format!("Started {years} years ago") })
    }

    fn share_work(&self) -> Option<String> {
        let by_one = [FlagKind::SingleHost, FlagKind::SingleOrganiser];
        let raised = by_one.into_iter().filter(|_| self.is(Phase::Maturing));
        raised.into_iter().find_map(|flag| self.standing.evidence(flag))
    }

    fn one_team(&self) -> Option<String> {
        if !self.is(Phase::Maturing) {
            return None;
        }
        self.standing.evidence(FlagKind::OneTeamRoom)
    }

    fn snapshot(&self) -> Option<String> {
        let CommunitySigns { applied, last_snapshot, .. } = *self.signs;
        if !self.is(Phase::Maturing) || is_below(applied, self.t.nudge_applied) {
            return None;
        }
        let stories = format!("{applied} stories of something tried or changed");
        match last_snapshot.map(|made| self.since(made)) {
            None => Some(format!("{stories}; no snapshot yet")),
            Some(ago) if ago >= days_of(self.t.nudge_snapshot_days) => {
                Some(format!("{stories}; the last snapshot was {} ago", days(ago)))
            }
            Some(_) => None,
        }
    }

    fn leadership_team(&self) -> Option<String> {
        let few = self.standing.limit(FlagKind::NeedsLeadershipTeam, TestName::Organisers)?;
        let CommunitySigns { people, organisers, .. } = *self.signs;
        let run_by = if organisers == 1 { "organiser" } else { "organisers" };
        // The evaluation is of Monday; who organises is known now.
        (i32::try_from(organisers).is_ok_and(|now| f64::from(now) < few))
            .then(|| format!("{people} members and {organisers} {run_by}"))
    }

    fn freshness(&self) -> Option<String> {
        let Standing { newcomers, short_window, .. } = *self.standing;
        if !self.is(Phase::SelfSustaining) {
            return None;
        }
        let without = self
            .signs
            .last_outside
            .is_none_or(|outside| self.since(outside) >= days_of(self.t.nudge_fresh_days));
        if newcomers == Some(0) {
            Some(format!("No newcomers in the last {short_window:.0} days"))
        } else {
            let window = days_of(self.t.nudge_fresh_days).whole_days();
            without.then(|| format!("No guest and no visit in the last {window} days"))
        }
    }

    /// Not beside a proposed transformation, which is the stronger word for the same.
    fn fading(&self) -> Option<String> {
        let open = !self.is(Phase::Transformation);
        open.then(|| self.standing.evidence(FlagKind::Fading)).flatten()
    }

    fn transformation(&self) -> Option<String> {
        self.standing.proposed.then(|| match self.signs.last_held {
            Some(held) if !self.signs.to_come => {
                format!(
                    "A transformation is proposed; the last session was {} ago",
                    days(self.dates_since(held))
                )
            }
            _ => "A transformation is proposed: attendance is well below your best period".to_owned(),
        })
    }

    /// The next session, and its day and time in the community's zone.
    fn next(&self) -> Option<(&str, String)> {
        let CommunitySigns { next_title, next_at, next_ends, next_zone, zone, .. } = self.signs;
        let span = TimeSpan { from: (*next_at)?, to: (*next_ends)? };
        let there = next_zone.as_deref()?;
        Some((next_title.as_ref()?, when::spelled::start(span, self.now, &when::zone_or_utc(zone), there)))
    }

    fn welcome(&self) -> Option<String> {
        let (title, day) = self.next()?;
        let next = format!("“{title}” is on {day}");
        Some(match &self.signs.greeter {
            Some(name) => format!("{next}. {name} organises it and would be glad to meet you"),
            None => next,
        })
    }

    fn worth(&self) -> Option<String> {
        let CommunitySigns { last_title, last_held, .. } = self.signs;
        let (title, ago) = (last_title.as_ref()?, self.since((*last_held)?));
        let came = format!("You came to “{title}” for the first time");
        (days_of(self.t.nudge_worth_days)..days_of(self.t.nudge_worth_until)).contains(&ago).then(|| {
            match self.next() {
                Some((next, day)) => format!("{came}. The next session, “{next}”, is on {day}"),
                None => came,
            }
        })
    }
}

impl CommunityNow<'_> {
    fn sponsor(&self) -> Option<String> {
        let CommunitySigns { sponsor_since, sponsor_seen_at, .. } = *self.signs;
        let since = sponsor_since?;
        let seen = sponsor_seen_at.filter(|seen| *seen >= since);
        let ago = self.since(seen.unwrap_or(since));
        let long = ago >= days_of(self.t.nudge_sponsor_days);
        long.then(|| match seen {
            Some(_) => format!("Members last saw something of their sponsor {} ago", days(ago)),
            None => {
                format!("Named its sponsor {} ago; nothing they did is written down yet", days(ago))
            }
        })
    }
}

pub fn days_of(days: f64) -> Duration {
    Duration::seconds_f64(days * 86_400.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of people and sessions are far below 2^52")]
fn is_below(count: i64, least: f64) -> bool {
    (count as f64) < least
}

/// "9 days", "1 day": whole ones that have passed.
fn days(time: Duration) -> String {
    match time.whole_days() {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// "Ana, Ben and Chidi".
fn listed(names: &[String]) -> Option<String> {
    let (last, others) = names.split_last()?;
    Some(if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) })
}

#[cfg(test)]
pub mod tests;
