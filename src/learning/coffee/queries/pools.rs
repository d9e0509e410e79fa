//! What a matching depends on.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime, Time};

use super::rounds::DueRound;
use crate::learning::coffee::weights::PersonPair;
use crate::platform::ids::{CoffeeProgrammeId, CoffeeRoundId, DepartmentId, PersonId, TeamId};
use crate::platform::web::when::TimeSpan;

/// People who met at sessions of at most this many lately may know each other from there.
const SMALL_SESSION: i32 = 30;
/// From this weight of contact on they do: half of a meeting's weight is gone after 90 days, and a meeting of so many
/// people is shared among them.
const KNOWN_FROM: f64 = 0.2;

/// A person of a round as the rows hold them.
pub struct PoolPerson {
    pub id: PersonId,
    pub team: Option<TeamId>,
    pub department: Option<DepartmentId>,
    pub zone: String,
    pub works_from: Time,
    pub works_to: Time,
    pub prefers_trio: bool,
    pub goes_first: bool,
    /// They have an open match in another programme, and want one at a time.
    pub is_taken: bool,
    pub rounds: i64,
    pub wrote_first: i64,
    pub last_trio: Option<Date>,
}

/// Everyone who is in a round: who has a seat and did not skip it, takes part in the programme and is not paused.
#[expect(clippy::too_many_lines, reason = "one statement, so that nobody costs a query of their own")]
pub async fn pool_people(db: &mut PgConnection, round: &DueRound) -> sqlx::Result<Vec<PoolPerson>> {
    sqlx::query_as!(
        PoolPerson,
        r#"with past as (
               select x.person_id, count(*) as rounds,
                      count(*) filter (where m.first_writer_id = x.person_id) as wrote_first,
                      max(r.matches_on) filter (where n.people = 3) as last_trio
               from coffee_seats s
               join coffee_partners x on x.person_id = s.person_id and x.left_at is null
               join coffee_matches m on m.id = x.match_id and m.void_at is null
               join coffee_rounds r on r.id = m.round_id
               join (select y.match_id, count(*) as people
                     from coffee_partners y
                     where y.left_at is null
                     group by y.match_id) n on n.match_id = m.id
               where s.round_id = $1
               group by x.person_id
           )
           select p.id, p.team_id as team, t.department_id as "department?", p.zone,
                  coalesce(c.works_from, '09:00') as "works_from!", coalesce(c.works_to, '17:00') as "works_to!",
                  coalesce(c.prefers_trio, false) as "prefers_trio!",
                  (not coalesce(c.several_matches, false)
                   and exists (select 1
                               from coffee_partners o
                               join coffee_rounds r on r.id = o.round_id and r.state = 'matched'
                               where o.person_id = p.id and o.left_at is null and o.round_id <> $1)) as "is_taken!",
                  coalesce(past.rounds, 0) as "rounds!", coalesce(past.wrote_first, 0) as "wrote_first!",
                  past.last_trio as "last_trio?",
                  coalesce(before.alone, false) as "goes_first!"
           from coffee_seats s
           join coffee_takers k on k.programme_id = $2 and k.person_id = s.person_id
                and (k.paused_at is null or k.paused_until < $4)
           join people p on p.id = s.person_id
           left join teams t on t.id = p.team_id
           left join coffee_choices c on c.person_id = p.id
           left join past on past.person_id = p.id
           left join lateral (
               select not exists (select 1 from coffee_partners x
                                  where x.round_id = b.round_id and x.person_id = p.id and x.left_at is null
                                    and x.outcome is distinct from 'not_met') as alone
               from coffee_seats b
               join coffee_rounds r on r.id = b.round_id and r.programme_id = $2 and r.number < $3
                    and r.state in ('matched', 'closed')
               where b.person_id = p.id and b.answer is distinct from 'skip' and b.told_at is not null
               order by r.number desc
               limit 1
           ) before on true
           where s.round_id = $1 and s.answer is distinct from 'skip'
           order by p.id"#,
        round.id as CoffeeRoundId,
        round.programme_id as CoffeeProgrammeId,
        round.number,
        round.matches_on
    )
    .fetch_all(db)
    .await
}

/// What is known of two people of a round.
pub struct PoolPair {
    pub one: PersonId,
    pub other: PersonId,
    pub excluded: bool,
    pub rounds_ago: Option<i64>,
}

impl PoolPair {
    pub fn pair(&self) -> PersonPair {
        PersonPair::of(self.one, self.other)
    }
}

/// Pairs among some people of whom one excludes the other or reports to them, or who were matched before, in any programme.
pub async fn pool_pairs(
    db: &mut PgConnection,
    round: &DueRound,
    people: &[PersonId],
) -> sqlx::Result<Vec<PoolPair>> {
    sqlx::query_as!(
        PoolPair,
        r#"with excluded as (
               select person_id as one, other_id as other
               from coffee_never
               where person_id < other_id and person_id = any ($3) and other_id = any ($3)
           ), met as (
               select x.person_id as one, y.person_id as other, max(r.matches_on) as last_on
               from coffee_partners x
               join coffee_partners y on y.match_id = x.match_id and y.person_id > x.person_id and y.left_at is null
               join coffee_matches m on m.id = x.match_id and m.void_at is null
               join coffee_rounds r on r.id = m.round_id and r.id <> $1
               where x.person_id = any ($3) and y.person_id = any ($3) and x.left_at is null
               group by x.person_id, y.person_id
           )
           select coalesce(e.one, m.one) as "one!: PersonId", coalesce(e.other, m.other) as "other!: PersonId",
                  e.one is not null as "excluded!",
                  case when m.one is not null
                       then greatest(1, (select count(*) from coffee_rounds r
                                         where r.programme_id = $2 and r.id <> $1
                                           and r.state in ('matched', 'closed') and r.matches_on >= m.last_on))
                  end as rounds_ago
           from excluded e
           full join met m on m.one = e.one and m.other = e.other"#,
        round.id as CoffeeRoundId,
        round.programme_id as CoffeeProgrammeId,
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Two people who know each other from small sessions.
pub struct SessionPair {
    pub one: PersonId,
    pub other: PersonId,
}

/// Pairs among some people who met at small sessions: the weight of a session of k people is 1 / (k − 1) for each pair,
/// and half of it is gone after 90 days.
pub async fn met_in_sessions(
    db: &mut PgConnection,
    people: &[PersonId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<SessionPair>> {
    sqlx::query_as!(
        SessionPair,
        "select a.person_id as one, b.person_id as other
         from events e
         join attendance a on a.event_id = e.id and a.person_id = any ($1)
         join attendance b on b.event_id = e.id and b.person_id = any ($1) and b.person_id > a.person_id
         where e.present between 2 and $3
           and e.starts_at between $2::timestamptz - interval '400 days' and $2
         group by a.person_id, b.person_id
         having sum(power(0.5, extract(epoch from $2 - e.starts_at) / 7776000.0) / (e.present - 1)) >= $4::float8",
        people as &[PersonId],
        now,
        SMALL_SESSION,
        KNOWN_FROM
    )
    .fetch_all(db)
    .await
}

/// A session that someone said yes to, or hosts.
pub struct BusyTime {
    pub person_id: PersonId,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
}

impl BusyTime {
    pub fn span(&self) -> TimeSpan {
        TimeSpan { from: self.starts_at, to: self.ends_at }
    }
}

pub async fn busy(
    db: &mut PgConnection,
    people: &[PersonId],
    during: TimeSpan,
) -> sqlx::Result<Vec<BusyTime>> {
    sqlx::query_as!(
        BusyTime,
        r#"select who.person_id as "person_id!: PersonId", e.starts_at, e.ends_at
           from events e
           join (select event_id, person_id from rsvps where answer = 'going' and person_id = any ($1)
                 union
                 select event_id, person_id from hosts where person_id = any ($1)) who on who.event_id = e.id
           where e.state = 'published' and e.ends_at > $2 and e.starts_at < $3"#,
        people as &[PersonId],
        during.from,
        during.to
    )
    .fetch_all(db)
    .await
}
