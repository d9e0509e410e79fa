//! Reads what a report is made of, all as of one moment, and gives people and teams numbers, which count faster than
//! their ids and cannot be traced back to a person further on.

use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::audience;
use super::chart;
use super::contacts::Encounter;
use super::contacts::community_rings::CommunityMembers;
use super::metrics::{self, Contribution, GivenBy, MetricFacts};
use super::period::ReportPeriod;
use super::queries::{self, HostRecord, Range, ReportSession, ReportTeam, Reuse, StoryFigures};
use super::suppression::Precision;
use super::tally::HeldSession;
use super::value::{self, ValueAssumptions};
use super::visits::FirstVisits;
use crate::guide::participation::{Attendee, Numbering};
use crate::learning::thanks::notes::{self, HelpTie};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, TeamId};
use crate::platform::web::when;

/// What is to be worked out.
#[derive(Clone)]
pub struct ReportScope {
    /// One community, or all that are listed.
    pub community: Option<CommunityId>,
    pub precision: Precision,
    pub reading: ReportPeriod,
    pub zone: TimeZone,
}

impl ReportScope {
    /// The days of the period as moments.
    pub fn range(&self, now: OffsetDateTime) -> Range {
        let (from, until) = self.reading.period.moments(&self.zone);
        Range { from, until, now, community: self.community }
    }
}

/// Everything a report is made of.
pub struct ReportFacts {
    pub scope: ReportScope,
    /// Where the period begins and where it ends, or now if that is earlier.
    pub from: OffsetDateTime,
    pub until: OffsetDateTime,
    /// Where the period before it begins and ends.
    pub before_from: OffsetDateTime,
    pub before_until: OffsetDateTime,
    /// For the chart alone, of the period before, and of the period.
    pub earlier: Vec<HeldSession>,
    pub before: Vec<HeldSession>,
    pub held: Vec<HeldSession>,
    /// Coffees and help, of the earlier quarters too.
    pub encounters: Vec<Encounter>,
    /// For leaders alone, who had signed up for sessions: everyone may read it.
    pub signed_up: Vec<Encounter>,
    /// When each person first came to each community.
    pub first_visits: FirstVisits,
    /// A team's number is its place here.
    pub teams: Vec<ReportTeam>,
    pub here: usize,
    /// Of one community, those it is for by the teams of today; none where that is not said.
    pub audience: HashSet<usize>,
    pub hosts: Vec<HostRecord>,
    pub stories: Vec<StoryFigures>,
    pub reuses: Vec<Reuse>,
    /// For leaders alone, the members of each listed community.
    pub members: Vec<CommunityMembers>,
    /// What else the dictionary of metrics is made of.
    pub metrics: MetricFacts,
    /// What hours and money rest on.
    pub assumed: ValueAssumptions,
}

impl ReportFacts {
    /// Everything held that is known of, in its order.
    pub fn sessions(&self) -> impl Iterator<Item = &HeldSession> {
        let (old, between) = self
            .earlier
            .split_at(self.earlier.partition_point(|session| session.starts_at < self.before_from));
        old.iter().chain(&self.before).chain(between).chain(&self.held)
    }

    /// When the first session was held, where that lies within what is known: before it there was nothing to count.
    pub fn began_at(&self) -> Option<OffsetDateTime> {
        let first = self.sessions().next().filter(|_| !self.first_visits.reach_back());
        first.map(|session| session.starts_at)
    }

    /// The stories of the period, and those of the one before.
    pub fn stories_now_and_before(&self) -> (Vec<&StoryFigures>, Vec<&StoryFigures>) {
        let (now, earlier): (Vec<&StoryFigures>, Vec<&StoryFigures>) =
            self.stories.iter().partition(|story| story.published_at >= self.from);
        (now, earlier.into_iter().filter(|story| story.published_at < self.before_until).collect())
    }
}

/// In one transaction that sees the database at one moment: no figure is of before a change and another of after it.
pub async fn load(db: &PgPool, scope: ReportScope, now: OffsetDateTime) -> Result<ReportFacts> {
    let ReportScope { community, precision, ref reading, ref zone } = scope;
    let only = scope.range(now);
    let (before_from, before_until) = reading.before.moments(zone);
    let history = reading.earlier();
    let oldest = history.last().map_or(reading.before.from, |oldest| oldest.from);
    let first_day = chart::begins(reading.period, precision).min(reading.before.from).min(oldest);
    let first = when::moment(first_day.at(0, 0, 0, 0), zone).unwrap_or(before_from);
    let all = Range { from: first, ..only };
    // On a connection of its own, before the transaction holds one: a pool of one would wait in vain.
    let pulses = metrics::pulses(db, community, now).await?;
    let mut tx = db.begin_with("begin isolation level repeatable read read only").await?;
    let teams = queries::teams(&mut tx).await?;
    let mut numbers = PeopleNumbers::of(&teams);
    let sessions: Vec<HeldSession> =
        queries::held(&mut tx, &all).await?.into_iter().map(|session| numbers.held(session)).collect();
    let first_visits = FirstVisits::of(numbers.known(&queries::known(&mut tx, &all).await?), &sessions);
    let (earlier, since): (Vec<_>, Vec<_>) =
        sessions.into_iter().partition(|session| session.starts_at < before_from);
    let (mut before, held): (Vec<_>, Vec<_>) =
        since.into_iter().partition(|session| session.starts_at < only.from);
    // Between the two periods there may be days of neither.
    let between: Vec<HeldSession> =
        before.extract_if(.., |session| session.starts_at >= before_until).collect();
    let encounters = encounters(&mut tx, &all, &mut numbers).await?;
    let members = members(&mut tx, &only, precision, &mut numbers).await?;
    let signed_up = signed_up(&mut tx, &all, precision, &mut numbers).await?;
    let contributions = numbers.contributions(metrics::contributions(&mut tx, &all).await?);
    let metrics = MetricFacts { pulses, contributions, ..metrics::load(&mut tx, &all).await? };
    Ok(ReportFacts {
        encounters,
        signed_up,
        members,
        audience: audience(&mut tx, community, &mut numbers).await?,
        from: only.from,
        until: only.until.min(now),
        before_from,
        before_until,
        metrics,
        assumed: value::in_use(&mut tx).await?,
        earlier: earlier.into_iter().chain(between).collect(),
        before,
        held,
        first_visits,
        teams,
        here: usize::try_from(queries::people_here(&mut tx, community).await?).unwrap_or_default(),
        hosts: queries::hosts(&mut tx, &only).await?,
        stories: queries::stories(&mut tx, &Range { from: before_from, ..only }).await?,
        reuses: queries::reuses(&mut tx, &all).await?,
        scope,
    })
}

/// Coffees, for leaders alone: an organiser, who knows who was at each session, could take those away and would be left
/// with who says that they met. Help that is shown in the community, or in any that is listed.
async fn encounters(
    db: &mut PgConnection,
    range: &Range,
    numbers: &mut PeopleNumbers,
) -> Result<Vec<Encounter>> {
    let coffees = if range.community.is_none() { queries::coffees(db, range).await? } else { Vec::new() };
    let mut found: Vec<Encounter> = coffees
        .iter()
        .map(|coffee| Encounter { at: coffee.at, present: numbers.present(&coffee.people, &coffee.teams) })
        .collect();
    let helped: Vec<HelpTie> = notes::ties(&mut *db, range.from, range.until.min(range.now))
        .await?
        .into_iter()
        .filter(|tie| range.community.is_none_or(|community| tie.community == community))
        .collect();
    let people: Vec<PersonId> = helped.iter().flat_map(|tie| [tie.helper, tie.helped]).collect();
    let teams: HashMap<PersonId, Option<TeamId>> =
        queries::teams_of(db, &people).await?.into_iter().map(|member| (member.id, member.team_id)).collect();
    found.extend(helped.iter().map(|tie| {
        let both = [tie.helper, tie.helped];
        let teams = both.map(|person| teams.get(&person).copied().flatten());
        Encounter { at: tie.at, present: numbers.present(&both, &teams) }
    }));
    Ok(found)
}

/// As they were when the period ended, so that a report of it stays as it is. An organiser has one community.
async fn members(
    db: &mut PgConnection,
    range: &Range,
    precision: Precision,
    numbers: &mut PeopleNumbers,
) -> Result<Vec<CommunityMembers>> {
    if precision == Precision::Exact || range.community.is_some() {
        return Ok(Vec::new());
    }
    let found = queries::members(db, range.until.min(range.now)).await?;
    Ok(found.into_iter().map(|community| numbers.members(community)).collect())
}

async fn audience(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    numbers: &mut PeopleNumbers,
) -> Result<HashSet<usize>> {
    let Some(community) = community else { return Ok(HashSet::new()) };
    let people = audience::people(db, community).await?;
    Ok(people.into_iter().map(|person| numbers.people.number(person)).collect())
}

/// An organiser records who came, and needs no guarding from who signed up.
async fn signed_up(
    db: &mut PgConnection,
    range: &Range,
    precision: Precision,
    numbers: &mut PeopleNumbers,
) -> Result<Vec<Encounter>> {
    let lists = if precision == Precision::Rounded { queries::going(db, range).await? } else { Vec::new() };
    let list = |list: &queries::Gathering| Encounter {
        at: list.at,
        present: numbers.present(&list.people, &list.teams),
    };
    Ok(lists.iter().map(list).collect())
}

/// Numbers for people as they appear, and for teams by their place in the list.
struct PeopleNumbers {
    people: Numbering<PersonId>,
    teams: HashMap<TeamId, usize>,
}

impl PeopleNumbers {
    fn of(teams: &[ReportTeam]) -> Self {
        Self {
            people: Numbering::new(),
            teams: teams.iter().enumerate().map(|(at, team)| (team.id, at)).collect(),
        }
    }

    fn known(&mut self, known: &[queries::EarlierVisitors]) -> HashSet<(CommunityId, usize)> {
        known
            .iter()
            .flat_map(|known| known.people.iter().map(|person| (known.community_id, *person)))
            .map(|(community, person)| (community, self.people.number(person)))
            .collect()
    }

    /// However the rows come, the same facts make the same report.
    fn present(&mut self, people: &[PersonId], teams: &[Option<TeamId>]) -> Vec<Attendee> {
        let mut present: Vec<Attendee> = people
            .iter()
            .zip(teams)
            .map(|(person, team)| Attendee {
                person: self.people.number(*person),
                team: team.and_then(|team| self.teams.get(&team).copied()),
            })
            .collect();
        present.sort_unstable();
        present
    }

    fn members(&mut self, of: queries::MembersOf) -> CommunityMembers {
        let mut by_team = HashMap::new();
        for team in of.teams.iter().flatten().filter_map(|team| self.teams.get(team)) {
            *by_team.entry(*team).or_default() += 1;
        }
        CommunityMembers {
            community: of.community_id,
            name: of.name,
            people: of.people.iter().map(|person| self.people.number(*person)).collect(),
            by_team,
        }
    }

    fn contributions(&mut self, given: Vec<GivenBy>) -> Vec<Contribution> {
        let numbered = |GivenBy { at, person_id, weight }| Contribution {
            at,
            person: self.people.number(person_id),
            weight,
        };
        given.into_iter().map(numbered).collect()
    }

    fn held(&mut self, session: ReportSession) -> HeldSession {
        let present = self.present(&session.people, &session.teams);
        let minutes = |minutes: i64| usize::try_from(minutes).unwrap_or_default();
        HeldSession {
            community_id: session.community_id,
            kind: session.kind,
            starts_at: session.starts_at,
            minutes: minutes(session.minutes),
            prep_minutes: minutes(session.prep_minutes),
            complete: session.complete,
            recapped: session.recapped,
            present,
        }
    }
}
