//! What metrics are made of beside the report's own facts: coffees, stories, hosts, turnout and pulses, for the period
//! and those before it.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::contributions::Contribution;
use super::queries::{self, MeasuredStory, MeasuredTurnout, MetCoffee};
use super::told::PulseShare;
use crate::impact::load::ReportFacts;
use crate::impact::queries::Range;
use crate::impact::report::different;
use crate::impact::suppression::FEWEST;
use crate::learning::pulse::{self, PulseItem, PulseScores, TRIED};
use crate::learning::stories::Barrier;
use crate::platform::error::Result;
use crate::platform::ids::CommunityId;

/// So many closed pulses reach back two years, at one every two months.
const PULSES: i64 = 12;

/// A pulse that closed, as far as metrics read it.
pub struct ClosedPulse {
    pub at: OffsetDateTime,
    pub trust: Option<PulseShare>,
    pub belonging: Option<PulseShare>,
    pub tried: Option<PulseShare>,
}

#[derive(Default)]
pub struct MetricFacts {
    pub coffees: Vec<MetCoffee>,
    pub stories: Vec<MeasuredStory>,
    /// When each person hosted for the first time.
    pub first_hosted: Vec<OffsetDateTime>,
    pub turnouts: Vec<MeasuredTurnout>,
    pub pulses: Vec<ClosedPulse>,
    /// Of one community: leaders are not told.
    pub contributions: Vec<Contribution>,
}

impl MetricFacts {
    /// Minutes that coffees of the period took, where five people or more met.
    pub fn coffee_minutes(&self, facts: &ReportFacts) -> usize {
        let in_period = self.coffees.iter().filter(|coffee| (facts.from..facts.until).contains(&coffee.at));
        coffee_minutes(in_period, facts)
    }
}

/// Fewer than five people's coffees add nothing: the hours would tell that they met. A community's hours have none at all:
/// its organisers know the rest of them to the minute, and could take it away.
pub fn coffee_minutes<'a>(
    coffees: impl Iterator<Item = &'a MetCoffee> + Clone,
    facts: &ReportFacts,
) -> usize {
    let people = different(coffees.clone().flat_map(|coffee| coffee.people.iter().copied()));
    if people < FEWEST || facts.scope.community.is_some() {
        return 0;
    }
    let seats: usize = coffees.map(|coffee| coffee.people.len()).sum();
    seats * usize::try_from(facts.assumed.coffee_minutes).unwrap_or_default()
}

/// From the first day of the oldest period on.
pub async fn load(db: &mut PgConnection, range: &Range) -> Result<MetricFacts> {
    let turnouts =
        if range.community.is_some() { queries::turnouts(&mut *db, range).await? } else { Vec::new() };
    Ok(MetricFacts {
        coffees: queries::coffees(&mut *db, range).await?,
        stories: queries::stories(&mut *db, range).await?,
        first_hosted: queries::first_hosted(db, range).await?,
        turnouts,
        pulses: Vec::new(),
        contributions: Vec::new(),
    })
}

/// The pulses that closed, the newest first. What a closed pulse says never changes, so that it may be read apart.
pub async fn pulses(
    db: &PgPool,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> Result<Vec<ClosedPulse>> {
    let found = pulse::scores(db, community, now, PULSES).await?;
    Ok(found.into_iter().map(|(at, scores)| closed(at, &scores)).collect())
}

fn closed(at: OffsetDateTime, scores: &PulseScores) -> ClosedPulse {
    let share = |part: i64, whole: i64, people: i64| {
        let number = |number: i64| usize::try_from(number).unwrap_or_default();
        PulseShare { part: number(part), whole: number(whole), people: number(people) }
    };
    let trust = scores.barrier(Barrier::Trust).map(|score| {
        let (favourable, answers) = score.favourable();
        share(favourable, answers, score.answers())
    });
    let belonging =
        scores.item(PulseItem::T3).map(|score| share(score.favourable(), score.answers(), score.answers()));
    let tried = scores.ticked_by(TRIED).map(|people| share(people, scores.ticked, scores.ticked));
    ClosedPulse { at, trust, belonging, tried }
}
