//! Reads what a report is made of, and gives people and teams numbers, which count faster than their ids and
//! cannot be traced back to a person further on.

use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::period::{Period, Reading, ReportQuery};
use super::queries::{
    self, HostRecord, NamedCommunity, Range, ReportQuote, ReportSession, ReportTeam, Reuse, StoryFigures,
};
use super::strips::Strip;
use super::tally::HeldSession;
use crate::communities;
use crate::guide::participation::{Attendee, Numbering};
use crate::guide::phases::{self, CommunityPhase, Phase};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, TeamId};
use crate::platform::web::when;

/// Who asks, and for what.
pub struct ReportRequest<'a> {
    pub reader: PersonId,
    /// The community an organiser asks for; leaders ask for all.
    pub community: Option<&'a crate::communities::Community>,
    pub asked: &'a ReportQuery,
    pub now: OffsetDateTime,
}

/// Everything a report is made of.
pub struct ReportFacts {
    pub reading: Reading,
    pub zone: TimeZone,
    /// Where the period begins and where it ends, or now if that is earlier.
    pub from: OffsetDateTime,
    pub until: OffsetDateTime,
    /// Of the weeks before, and of the period.
    pub before: Vec<HeldSession>,
    pub held: Vec<HeldSession>,
    pub known: HashSet<(CommunityId, usize)>,
    /// A team's number is its place here.
    pub teams: Vec<ReportTeam>,
    pub here: usize,
    pub hosts: Vec<HostRecord>,
    pub stories: Vec<StoryFigures>,
    pub reuses: Vec<Reuse>,
    pub quotes: Vec<ReportQuote>,
    pub strips: Vec<Strip>,
}

pub async fn load(db: &PgPool, ask: &ReportRequest<'_>) -> Result<ReportFacts> {
    let zone = when::zone_or_utc(&crate::organisation::load(db).await?.zone);
    let today = when::day(ask.now, &zone);
    let reading = ask.asked.reading(today);
    let (from, end) = reading.period.moments(&zone);
    let community = ask.community.map(|community| community.id);
    let both = range(reading.period.before(), end, ask.now, &zone, community);
    let only = Range { from, until: end, now: ask.now, community };
    let teams = queries::teams(db).await?;
    let mut numbers = PeopleNumbers::of(&teams);
    let known = numbers.known(&queries::known(db, &both).await?);
    let sessions: Vec<HeldSession> =
        queries::held(db, &both).await?.into_iter().map(|session| numbers.held(session)).collect();
    let (before, held) = sessions.into_iter().partition(|session| session.starts_at < from);
    Ok(ReportFacts {
        before,
        held,
        known,
        teams,
        here: usize::try_from(queries::people_here(db, community).await?).unwrap_or_default(),
        hosts: queries::hosts(db, &only).await?,
        stories: queries::stories(db, &both).await?,
        reuses: queries::reuses(db, &both).await?,
        quotes: queries::quotes(db, &only, ask.reader).await?,
        strips: strips(db, ask, &zone).await?,
        until: end.min(ask.now),
        reading,
        zone,
        from,
    })
}

fn range(
    period: Period,
    until: OffsetDateTime,
    now: OffsetDateTime,
    zone: &TimeZone,
    community: Option<CommunityId>,
) -> Range {
    Range { from: period.moments(zone).0, until, now, community }
}

/// The communities that may be named, with their phases as others than organisers see them.
async fn strips(db: &PgPool, ask: &ReportRequest<'_>, zone: &TimeZone) -> Result<Vec<Strip>> {
    // An organiser has a page of their own for the phase, with every test on it.
    if ask.community.is_some() {
        return Ok(Vec::new());
    }
    let named: Vec<NamedCommunity> =
        queries::named(db, ask.reader, ask.now - communities::support::THANKS_SHOWN).await?;
    let ids: Vec<CommunityId> = named.iter().map(|community| community.id).collect();
    let shown: HashMap<CommunityId, CommunityPhase> = phases::visible_to(db, ask.reader, ask.now)
        .await?
        .into_iter()
        .map(|shown| (shown.community, shown))
        .collect();
    let years: HashMap<CommunityId, [Option<Phase>; 12]> = phases::over_a_year(db, &ids, ask.now).await?;
    let meetings = communities::meetings(db, &ids, ask.now).await?;
    let strips = named.into_iter().filter_map(|community| {
        let year = years.get(&community.id).map_or(&[][..], |year| &year[..]);
        let shown = shown.get(&community.id)?;
        let silence = meetings.get(&community.id).and_then(|meeting| meeting.silence(ask.now, zone));
        Some(Strip::of(community, shown, year, silence, when::day(ask.now, zone)))
    });
    Ok(strips.collect())
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

    fn held(&mut self, session: ReportSession) -> HeldSession {
        let present = session
            .people
            .into_iter()
            .zip(session.teams)
            .map(|(person, team)| Attendee {
                person: self.people.number(person),
                team: team.and_then(|team| self.teams.get(&team).copied()),
            })
            .collect();
        HeldSession {
            community_id: session.community_id,
            listed: session.listed,
            kind: session.kind,
            starts_at: session.starts_at,
            hours: session.hours,
            prep_hours: session.prep_hours,
            complete: session.complete,
            recapped: session.recapped,
            present,
        }
    }
}
