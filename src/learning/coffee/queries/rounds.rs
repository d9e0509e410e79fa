//! Rounds: opened, matched and closed.

use sqlx::{PgConnection, PgExecutor};
use time::{Date, OffsetDateTime};

use super::telling::PausedRecipient;
use crate::learning::coffee::{CoffeeRoundState, CoffeeUnmatched, RoundDays};
use crate::platform::ids::{CoffeeMatchId, CoffeeProgrammeId, CoffeeRoundId, PersonId};

/// One copy of the program at a time changes who meets whom. Until the transaction ends.
pub async fn lock(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('coffee'))").fetch_one(db).await.map(drop)
}

/// A programme that goes on, and its last round.
pub struct DueProgramme {
    pub id: CoffeeProgrammeId,
    pub every_weeks: i32,
    pub starts_on: Date,
    pub last_monday: Option<Date>,
    pub last_number: i32,
}

/// Programmes that go on, the oldest first.
pub async fn due_programmes(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<DueProgramme>> {
    sqlx::query_as!(
        DueProgramme,
        r#"select g.id, g.every_weeks, g.starts_on, last.monday_on as "last_monday?",
                  coalesce(last.number, 0) as "last_number!"
           from coffee_programmes g
           left join communities c on c.id = g.community_id
           left join lateral (select r.monday_on, r.number
                              from coffee_rounds r
                              where r.programme_id = g.id
                              order by r.number desc
                              limit 1) last on true
           where g.ended_at is null and c.archived_at is null
           order by g.started_at, g.id"#
    )
    .fetch_all(db)
    .await
}

/// Opens a round; nothing when another copy of the program did.
pub async fn open(
    db: &mut PgConnection,
    programme: &DueProgramme,
    days: &RoundDays,
    seed: i64,
) -> sqlx::Result<Option<CoffeeRoundId>> {
    let state = if days.is_cancelled { CoffeeRoundState::Cancelled } else { CoffeeRoundState::Asking };
    sqlx::query_scalar!(
        r#"insert into coffee_rounds (programme_id, number, monday_on, asks_on, reminds_on, matches_on, checks_on,
                                      closes_on, seed, state)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict do nothing
           returning id"#,
        programme.id as CoffeeProgrammeId,
        programme.last_number + 1,
        days.monday_on,
        days.asks_on,
        days.reminds_on,
        days.matches_on,
        days.checks_on,
        days.closes_on,
        seed,
        state as CoffeeRoundState
    )
    .fetch_optional(db)
    .await
}

/// A rhythm that was made quicker asks before the round before is over: it is over now.
pub async fn close_earlier(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    round: CoffeeRoundId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update coffee_rounds set state = 'closed' where programme_id = $1 and id <> $2 and state = 'matched'",
        programme as CoffeeProgrammeId,
        round as CoffeeRoundId
    )
    .execute(db)
    .await
    .map(drop)
}

/// Pauses who was silent in their last two rounds: matched and no answer to either question, or asked, not matched and
/// no answer. What was skipped or cancelled, and what was before they came back, does not count.
pub async fn pause_silent(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<PausedRecipient>> {
    sqlx::query_as!(
        PausedRecipient,
        r#"with counted as (
               select s.person_id,
                      case when x.match_id is null then s.asked_at is not null and s.answer is null
                           else x.found_time is null and x.outcome is null
                                and (s.checked_at is not null or s.closing_at is not null)
                      end as silent,
                      row_number() over (partition by s.person_id order by r.number desc) as place
               from coffee_rounds r
               join coffee_seats s on s.round_id = r.id and s.told_at is not null and s.answer is distinct from 'skip'
               join coffee_members m on m.programme_id = r.programme_id and m.person_id = s.person_id
                    and m.left_at is null and (m.paused_at is null or m.paused_until < r.matches_on)
               left join coffee_partners x on x.round_id = r.id and x.person_id = s.person_id and x.left_at is null
               where r.programme_id = $1
                 and r.state = 'closed'
                 and r.matched_at > greatest(m.joined_at, m.resumed_at)
           ), silent as (
               select person_id from counted where place <= 2 group by person_id
               having count(*) = 2 and bool_and(silent)
           )
           update coffee_members m set paused_at = $2, paused_until = null
           from silent, people p
           where m.programme_id = $1 and m.person_id = silent.person_id and p.id = m.person_id
           returning p.id as person_id, p.name, p.email"#,
        programme as CoffeeProgrammeId,
        now
    )
    .fetch_all(db)
    .await
}

/// A seat for everyone who takes part and is not paused. Who wanted to skip one round skips this one.
pub async fn fill(db: &mut PgConnection, round: CoffeeRoundId) -> sqlx::Result<()> {
    sqlx::query!(
        "with seated as (
             insert into coffee_seats (round_id, person_id, answer)
             select r.id, k.person_id, case when k.skips_next then 'skip' end
             from coffee_rounds r
             join coffee_takers k on k.programme_id = r.programme_id
                  and (k.paused_at is null or k.paused_until < r.matches_on)
             where r.id = $1
             on conflict do nothing
         )
         update coffee_members m set skips_next = false
         from coffee_rounds r
         where r.id = $1 and m.programme_id = r.programme_id and m.skips_next and r.state = 'asking'",
        round as CoffeeRoundId
    )
    .execute(db)
    .await
    .map(drop)
}

/// A round whose hour may have come.
pub struct DueRound {
    pub id: CoffeeRoundId,
    pub programme_id: CoffeeProgrammeId,
    pub in_community: bool,
    pub number: i32,
    pub monday_on: Date,
    pub matches_on: Date,
    pub closes_on: Date,
    pub seed: i64,
}

/// Rounds that ask, on or after the day of their match; those of older programmes first.
pub async fn due_to_match(db: &mut PgConnection, today: Date) -> sqlx::Result<Vec<DueRound>> {
    sqlx::query_as!(
        DueRound,
        r#"select r.id, r.programme_id, g.community_id is not null as "in_community!", r.number, r.monday_on, r.matches_on,
                  r.closes_on, r.seed
           from coffee_rounds r
           join coffee_programmes g on g.id = r.programme_id
           where r.state = 'asking' and r.matches_on <= $1
           order by g.started_at, g.id, r.number"#,
        today
    )
    .fetch_all(db)
    .await
}

/// True for one copy of the program.
pub async fn claim_to_match(
    db: &mut PgConnection,
    round: CoffeeRoundId,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update coffee_rounds set state = 'matched', matched_at = $2 where id = $1 and state = 'asking'",
        round as CoffeeRoundId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Brings the match of a programme's round forward to today. Nothing where no round asks.
pub async fn match_today(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    days: &RoundDays,
) -> sqlx::Result<Option<DueRound>> {
    sqlx::query_as!(
        DueRound,
        r#"update coffee_rounds r
           set matches_on = $2, asks_on = least(r.asks_on, $3), reminds_on = least(r.reminds_on, $3),
               checks_on = $4, closes_on = $5
           from coffee_programmes g
           where r.programme_id = $1 and r.state = 'asking' and g.id = r.programme_id
           returning r.id, r.programme_id, g.community_id is not null as "in_community!", r.number, r.monday_on, r.matches_on,
                     r.closes_on, r.seed"#,
        programme as CoffeeProgrammeId,
        days.matches_on,
        days.matches_on - time::Duration::DAY,
        days.checks_on,
        days.closes_on
    )
    .fetch_optional(db)
    .await
}

/// A match as it is made.
pub struct NewMatch {
    pub id: CoffeeMatchId,
    pub people: Vec<PersonId>,
    pub first_writer: PersonId,
    pub reason: String,
    /// At most three.
    pub proposals: Vec<OffsetDateTime>,
}

/// Keeps the matches of a round, with the team and department of everyone as they are now.
pub async fn insert_matches(
    db: &mut PgConnection,
    round: CoffeeRoundId,
    matches: &[NewMatch],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let ids: Vec<_> = matches.iter().map(|new| new.id).collect();
    let reasons: Vec<_> = matches.iter().map(|new| new.reason.clone()).collect();
    let writers: Vec<_> = matches.iter().map(|new| new.first_writer).collect();
    let (proposed_for, proposals): (Vec<_>, Vec<_>) =
        matches.iter().flat_map(|new| new.proposals.iter().map(|at| (new.id, *at))).unzip();
    let (of, people): (Vec<_>, Vec<_>) =
        matches.iter().flat_map(|new| new.people.iter().map(|person| (new.id, *person))).unzip();
    sqlx::query!(
        "with made as (
             insert into coffee_matches (id, round_id, reason, first_writer_id, proposals, made_at)
             select new.id, $1, new.reason, new.writer, coalesce(proposed.times, '{}'), $9
             from unnest($2::uuid[], $3::text[], $4::uuid[]) as new (id, reason, writer)
             left join (
                 select match_id, array_agg(at order by place) as times
                 from unnest($5::uuid[], $6::timestamptz[]) with ordinality as time (match_id, at, place)
                 group by match_id
             ) proposed on proposed.match_id = new.id
             returning id
         )
         insert into coffee_partners (match_id, round_id, person_id, team_id, department_id)
         select made.id, $1, p.id, p.team_id, t.department_id
         from unnest($7::uuid[], $8::uuid[]) as partner (match_id, person_id)
         join made on made.id = partner.match_id
         join people p on p.id = partner.person_id
         left join teams t on t.id = p.team_id",
        round as CoffeeRoundId,
        &ids as &[CoffeeMatchId],
        &reasons,
        &writers as &[PersonId],
        &proposed_for as &[CoffeeMatchId],
        &proposals,
        &of as &[CoffeeMatchId],
        &people as &[PersonId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// When each of some people is told of their match, or why they have none; who was told nothing yet is told when they
/// were to be.
pub async fn settle(
    db: &mut PgConnection,
    round: CoffeeRoundId,
    people: &[PersonId],
    unmatched: Option<CoffeeUnmatched>,
    tell_at: &[OffsetDateTime],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update coffee_seats s
         set unmatched = $3, told_at = null,
             tell_at = case when s.tellings = 0 then coalesce(s.tell_at, told.at) else told.at end
         from unnest($2::uuid[], $4::timestamptz[]) as told (person_id, at)
         where s.round_id = $1 and s.person_id = told.person_id",
        round as CoffeeRoundId,
        people as &[PersonId],
        unmatched as Option<CoffeeUnmatched>,
        tell_at
    )
    .execute(db)
    .await
    .map(drop)
}

/// Closes rounds whose last day is over where the organisation is.
pub async fn close_due(db: &mut PgConnection, today: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "update coffee_rounds set state = 'closed' where state = 'matched' and closes_on < $1",
        today
    )
    .execute(db)
    .await
    .map(drop)
}

/// A round by its id, as a matching needs it.
pub async fn due_round(db: &mut PgConnection, round: CoffeeRoundId) -> sqlx::Result<DueRound> {
    sqlx::query_as!(
        DueRound,
        r#"select r.id, r.programme_id, g.community_id is not null as "in_community!", r.number, r.monday_on, r.matches_on,
                  r.closes_on, r.seed
           from coffee_rounds r
           join coffee_programmes g on g.id = r.programme_id
           where r.id = $1"#,
        round as CoffeeRoundId
    )
    .fetch_one(db)
    .await
}

/// The round of a programme that asks, for a look at what it would come to.
pub async fn asking(db: &mut PgConnection, programme: CoffeeProgrammeId) -> sqlx::Result<Option<DueRound>> {
    sqlx::query_as!(
        DueRound,
        r#"select r.id, r.programme_id, g.community_id is not null as "in_community!", r.number, r.monday_on, r.matches_on,
                  r.closes_on, r.seed
           from coffee_rounds r
           join coffee_programmes g on g.id = r.programme_id
           where r.programme_id = $1 and r.state = 'asking'"#,
        programme as CoffeeProgrammeId
    )
    .fetch_optional(db)
    .await
}
