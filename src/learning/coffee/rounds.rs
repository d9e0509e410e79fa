//! A round from its asking to its end. Whatever is done here is done once, however many copies of the program look.

use std::collections::HashMap;

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::days::{self, DaysOff};
use super::matching::{self, MatchedRound};
use super::queries::{
    self, BusyTime, DueProgramme, DueRound, NewMatch, PausedRecipient, PoolPerson, Stranded,
};
use super::weights::{CoffeePerson, PairFacts, PersonPair, Pool, differ};
use super::{CoffeeUnmatched, FEW, RoundDays, hours, reasons};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CoffeeMatchId, CoffeeProgrammeId, CoffeeRoundId, PersonId};
use crate::platform::web::when::{self, TimeSpan};

/// What a round depends on beside its people: the day and zone of the organisation, and its days off.
pub struct RoundClock {
    pub now: OffsetDateTime,
    pub zone: String,
    pub today: time::Date,
    pub off: DaysOff,
}

impl RoundClock {
    pub async fn load(db: &mut PgConnection, now: OffsetDateTime) -> Result<Self> {
        let zone = queries::zone(&mut *db).await?;
        let today = when::to_date(when::day(now, &when::zone_or_utc(&zone)));
        Ok(Self { now, today, off: queries::days_off(db).await?, zone })
    }

    /// When someone is told of a change: at their next ten o'clock, and not today if that is now.
    fn of_change(&self) -> OffsetDateTime {
        self.now + Duration::MINUTE
    }

    fn has_come(&self, day: time::Date) -> bool {
        days::hour_of(day, &self.zone) <= self.now
    }
}

/// Opens the next round of a programme once it is time to ask; who was silent twice is paused and not asked. Answers
/// who is to be told of their pause. Tells nobody.
pub async fn open_due(
    db: &mut PgConnection,
    programme: &DueProgramme,
    clock: &RoundClock,
) -> Result<Vec<PausedRecipient>> {
    let weeks = Duration::weeks(programme.every_weeks.into());
    let monday = programme.last_monday.map_or(programme.starts_on, |last| last + weeks);
    let days = RoundDays::next_in_rhythm(monday, programme.every_weeks, &clock.off, clock.today);
    if !clock.has_come(days.asks_on) {
        return Ok(Vec::new());
    }
    let Some(round) = queries::open(&mut *db, programme, &days, rand::random()).await? else {
        return Ok(Vec::new());
    };
    queries::close_earlier(&mut *db, programme.id, round).await?;
    let paused = if days.is_cancelled {
        Vec::new()
    } else {
        queries::pause_silent(&mut *db, programme.id, clock.now).await?
    };
    queries::fill(db, round).await?;
    Ok(paused)
}

/// Matches every round whose hour has come, those of older programmes first. Tells nobody: each person's next ten
/// o'clock is written down.
pub async fn match_due(app: &App) -> Result<()> {
    let mut tx = app.db.begin().await?;
    queries::lock(&mut tx).await?;
    let clock = RoundClock::load(&mut tx, app.clock.now()).await?;
    queries::close_due(&mut tx, clock.today).await?;
    for round in queries::due_to_match(&mut tx, clock.today).await? {
        if clock.has_come(round.matches_on) {
            match_round(&mut tx, &round, &clock).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Brings the match of a programme's round forward to now. Tells nobody; mails leave as they would have.
///
/// # Errors
/// [`Error::Refused`] when no round asks.
pub async fn match_now(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    every_weeks: i32,
    now: OffsetDateTime,
) -> Result<()> {
    const NONE: Error = Error::Refused("No round is asking now, so there is nothing to match.");
    queries::lock(&mut *db).await?;
    let clock = RoundClock::load(&mut *db, now).await?;
    let round = queries::asking(&mut *db, programme).await?.ok_or(NONE)?;
    let days = RoundDays::of(round.monday_on, every_weeks, &clock.off);
    let days = days.brought_forward(clock.today, every_weeks, &clock.off);
    let round = queries::match_today(&mut *db, programme, &days).await?.ok_or(NONE)?;
    match_round(db, &round, &clock).await
}

async fn match_round(db: &mut PgConnection, round: &DueRound, clock: &RoundClock) -> Result<()> {
    if !queries::claim_to_match(&mut *db, round.id, clock.now).await? {
        return Ok(());
    }
    let gathered = Gathered::load(&mut *db, round, clock).await?;
    let arranged = gathered.matched().await?;
    let matches = gathered.new_matches(&mut *db, &arranged, clock).await?;
    queries::insert_matches(&mut *db, round.id, &matches, clock.now).await?;
    let people: Vec<PersonId> = matches.iter().flat_map(|new| &new.people).copied().collect();
    // The job looks at the clock some seconds after the hour: from the hour itself, today's ten o'clock is the next.
    let from = days::hour_of(round.matches_on, &clock.zone);
    gathered.settle(&mut *db, &people, None, from).await?;
    gathered.settle(&mut *db, &arranged.alone, Some(CoffeeUnmatched::Alone), from).await?;
    gathered.settle(db, &gathered.taken, Some(CoffeeUnmatched::Elsewhere), from).await
}

/// A round is over long before.
const MEETS_WITHIN: Duration = Duration::days(40);

/// The people of a round, ready to be matched.
#[derive(Clone)]
struct Gathered {
    round: CoffeeRoundId,
    pool: Pool,
    /// Who has a match in another programme and wants one at a time.
    taken: Vec<PersonId>,
    zones: HashMap<PersonId, String>,
}

impl Gathered {
    async fn load(db: &mut PgConnection, round: &DueRound, clock: &RoundClock) -> Result<Self> {
        let all = queries::pool_people(&mut *db, round).await?;
        let zones = all.iter().map(|person| (person.id, person.zone.clone())).collect();
        let taken = all.iter().filter(|person| person.is_taken).map(|person| person.id).collect();
        let to_meet = days::days_between(round.matches_on, round.closes_on, &clock.off);
        let people: Vec<CoffeePerson> = all
            .into_iter()
            .filter(|person| !person.is_taken)
            .map(|person| coffee_person(person, &to_meet, round.matches_on))
            .collect();
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        let mut pairs: HashMap<PersonPair, PairFacts> = HashMap::new();
        for known in queries::pool_pairs(&mut *db, round, &ids).await? {
            let facts = pairs.entry(known.pair()).or_default();
            facts.excluded = known.excluded;
            facts.rounds_ago = known.rounds_ago.map(|rounds| u32::try_from(rounds).unwrap_or(u32::MAX));
        }
        for met in queries::met_in_sessions(db, &ids, clock.now).await? {
            pairs.entry(PersonPair::of(met.one, met.other)).or_default().met_in_session = true;
        }
        let pool = Pool { people, pairs, in_community: round.in_community, seed: round.seed };
        Ok(Self { round: round.id, pool, taken, zones })
    }

    /// Away from the threads that answer requests: hundreds of people take a while.
    async fn matched(&self) -> Result<MatchedRound> {
        let pool = self.pool.clone();
        let matched = tokio::task::spawn_blocking(move || matching::matched(&pool)).await;
        matched.map_err(|error| Error::Internal(format!("a coffee round: {error}")))
    }

    async fn new_matches(
        &self,
        db: &mut PgConnection,
        matched: &MatchedRound,
        clock: &RoundClock,
    ) -> Result<Vec<NewMatch>> {
        let people: Vec<PersonId> = self.pool.people.iter().map(|person| person.id).collect();
        let during = TimeSpan { from: clock.now, to: clock.now + MEETS_WITHIN };
        let busy = queries::busy(db, &people, during).await?;
        let new = |group: &matching::CoffeeGroup| NewMatch {
            id: CoffeeMatchId::random(),
            people: group.people.clone(),
            first_writer: group.writes_first,
            reason: group.reason.clone(),
            proposals: self.proposals(&group.people, &busy, clock.now),
        };
        Ok(matched.groups.iter().map(new).collect())
    }

    fn proposals(&self, group: &[PersonId], busy: &[BusyTime], now: OffsetDateTime) -> Vec<OffsetDateTime> {
        let of_group = self.pool.people.iter().filter(|person| group.contains(&person.id));
        let theirs: Vec<_> = of_group.map(|person| person.hours.clone()).collect();
        let busy: Vec<_> =
            busy.iter().filter(|busy| group.contains(&busy.person_id)).map(BusyTime::span).collect();
        hours::proposals(&theirs, &busy, now)
    }

    /// Each is told at their own next ten o'clock from a moment on.
    async fn settle(
        &self,
        db: &mut PgConnection,
        people: &[PersonId],
        unmatched: Option<CoffeeUnmatched>,
        from: OffsetDateTime,
    ) -> Result<()> {
        let zone = |person: &PersonId| self.zones.get(person).map_or("UTC", String::as_str);
        let tell_at: Vec<_> = people.iter().map(|person| hours::next_ten(from, zone(person))).collect();
        Ok(queries::settle(db, self.round, people, unmatched, &tell_at).await?)
    }

    fn place(&self, person: PersonId) -> Option<usize> {
        self.pool.people.iter().position(|known| known.id == person)
    }
}

fn coffee_person(row: PoolPerson, to_meet: &[jiff::civil::Date], today: time::Date) -> CoffeePerson {
    let count = |number: i64| u32::try_from(number).unwrap_or(0);
    CoffeePerson {
        id: row.id,
        team: row.team,
        department: row.department,
        prefers_trio: row.prefers_trio,
        goes_first: row.goes_first,
        rounds: count(row.rounds),
        last_trio: row.last_trio.map(|day| count((today - day).whole_days())),
        wrote_first: count(row.wrote_first),
        hours: hours::on_days(row.works_from, row.works_to, &row.zone, to_meet),
        zone: row.zone,
    }
}

/// Sees to those whose partner cannot make it: they are matched among each other, else they join a pair, else they go
/// first next time. Everyone concerned is told at their next ten o'clock, without a reason. Under the lock of matching.
pub async fn mend(db: &mut PgConnection, clock: &RoundClock) -> Result<()> {
    queries::give_up_leavers(&mut *db, clock.now).await?;
    queries::void_matches(&mut *db, clock.now).await?;
    for again in queries::tell_again(&mut *db).await? {
        let tell_at = [hours::next_ten(clock.of_change(), &again.zone)];
        queries::settle(&mut *db, again.round_id, &[again.person_id], None, &tell_at).await?;
    }
    let stranded = queries::stranded(&mut *db).await?;
    for of_round in stranded.chunk_by(|one, other| one.round_id == other.round_id) {
        match_again(&mut *db, of_round, clock).await?;
    }
    Ok(())
}

async fn match_again(db: &mut PgConnection, stranded: &[Stranded], clock: &RoundClock) -> Result<()> {
    let Some(first) = stranded.first() else { return Ok(()) };
    let round = queries::due_round(&mut *db, first.round_id).await?;
    // Whoever would be told of it once the round is over is matched no more in it, and goes first next time.
    let told_by = |one: &Stranded| hours::next_ten(clock.of_change(), &one.zone);
    let last = round.closes_on;
    if stranded
        .iter()
        .any(|one| when::day(told_by(one), &when::zone_or_utc(&one.zone)) > when::from_date(last))
    {
        let (people, tell_at): (Vec<_>, Vec<_>) =
            stranded.iter().map(|one| (one.person_id, told_by(one))).unzip();
        let unmatched = Some(CoffeeUnmatched::Alone);
        return Ok(queries::settle(db, round.id, &people, unmatched, &tell_at).await?);
    }
    let everyone = Gathered::load(&mut *db, &round, clock).await?;
    let is_stranded = |person: &PersonId| stranded.iter().any(|one| one.person_id == *person);
    let mut among = everyone.clone();
    among.pool.people.retain(|person| is_stranded(&person.id));
    let arranged = among.matched().await?;
    let matches = among.new_matches(&mut *db, &arranged, clock).await?;
    queries::insert_matches(&mut *db, round.id, &matches, clock.now).await?;
    let mut told: Vec<PersonId> = matches.iter().flat_map(|new| &new.people).copied().collect();
    let mut alone = Vec::new();
    for person in &arranged.alone {
        match join_a_pair(&mut *db, &everyone, *person, clock.now).await? {
            Some(pair) => told.extend(pair.into_iter().chain([*person])),
            None => alone.push(*person),
        }
    }
    // Who paused meanwhile is in no pool, and has no match either.
    let is_seen = |person: &PersonId| everyone.pool.people.iter().any(|known| known.id == *person);
    let gone = stranded.iter().filter(|one| !is_seen(&one.person_id));
    for one in gone {
        let tell_at = [hours::next_ten(clock.of_change(), &one.zone)];
        let unmatched = Some(CoffeeUnmatched::Alone);
        queries::settle(&mut *db, round.id, &[one.person_id], unmatched, &tell_at).await?;
    }
    everyone.settle(&mut *db, &told, None, clock.of_change()).await?;
    everyone.settle(db, &alone, Some(CoffeeUnmatched::Alone), clock.of_change()).await
}

/// The pair that someone joins, if any may take them.
async fn join_a_pair(
    db: &mut PgConnection,
    everyone: &Gathered,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Option<Vec<PersonId>>> {
    let Some(third) = everyone.place(person) else { return Ok(None) };
    let open = queries::open_pairs(&mut *db, everyone.round).await?;
    // Pairs with someone who is in no pool any more are about to be mended themselves.
    let placed =
        |people: &[PersonId]| people.iter().map(|person| everyone.place(*person)).collect::<Option<Vec<_>>>();
    let (open, pairs): (Vec<_>, Vec<_>) =
        open.into_iter().filter_map(|pair| placed(&pair.people).map(|places| (pair, places))).unzip();
    let Some(at) = matching::best_pair(&everyone.pool, &pairs, third) else { return Ok(None) };
    let reason = reasons::reason(&everyone.pool, &[&pairs[at][..], &[third]].concat());
    // The times of two suit three of them only by chance.
    let three = [&open[at].people[..], &[person]].concat();
    let busy = queries::busy(&mut *db, &three, TimeSpan { from: now, to: now + MEETS_WITHIN }).await?;
    let proposals = everyone.proposals(&three, &busy, now);
    queries::join_match(db, open[at].match_id, person, &reason, &proposals).await?;
    Ok(Some(open[at].people.clone()))
}

/// What the round that asks would come to if it were matched now, in figures: names would tell who excludes another.
pub struct CoffeePreview {
    pub people: i64,
    pub groups: i64,
    pub trios: i64,
    pub alone: i64,
    /// Of the pairs of people with a team, in whole percent.
    pub percent_across: Option<i64>,
}

impl CoffeePreview {
    pub fn is_few(&self) -> bool {
        self.people < FEW
    }
}

/// Works the round of a programme out and keeps nothing; nothing where no round asks.
pub async fn preview(app: &App, programme: CoffeeProgrammeId) -> Result<Option<CoffeePreview>> {
    let mut db = app.db.acquire().await?;
    let Some(round) = queries::asking(&mut db, programme).await? else { return Ok(None) };
    let clock = RoundClock::load(&mut db, app.clock.now()).await?;
    let gathered = Gathered::load(&mut db, &round, &clock).await?;
    let matched = gathered.matched().await?;
    let team = |person: &PersonId| gathered.place(*person).and_then(|place| gathered.pool.people[place].team);
    let pairs = matched.groups.iter().flat_map(|group| {
        let people = &group.people;
        people
            .iter()
            .enumerate()
            .flat_map(move |(at, one)| people[at + 1..].iter().map(move |other| (one, other)))
    });
    let known: Vec<bool> = pairs
        .map(|(one, other)| (team(one), team(other)))
        .filter(|(one, other)| one.is_some() && other.is_some())
        .map(|(one, other)| differ(one, other))
        .collect();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let across = count(known.iter().filter(|across| **across).count());
    Ok(Some(CoffeePreview {
        people: count(gathered.pool.people.len()),
        groups: count(matched.groups.len()),
        trios: count(matched.groups.iter().filter(|group| group.people.len() == 3).count()),
        alone: count(matched.alone.len()),
        percent_across: (!known.is_empty()).then(|| across * 100 / count(known.len())),
    }))
}
