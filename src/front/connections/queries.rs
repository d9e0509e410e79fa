use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::rules::MetPerson;
use crate::platform::ids::{EventId, PersonId, TeamId};

/// In larger rooms people listen; they count for reach, not for ties (domain.md 6.2).
const LARGEST_ROOM: i32 = 40;
/// After 400 days a meeting has a twentieth of its weight left.
const DAYS: i32 = 400;
/// Nobody meets more people than these and finds them all again on a page.
const MOST_PEOPLE: i64 = 1000;

pub async fn is_off(db: &PgPool, person: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from connections_off where person_id = $1) as "off!""#,
        person as PersonId
    )
    .fetch_one(db)
    .await
}

pub async fn turn_off(db: &mut PgConnection, person: PersonId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into connections_off (person_id, since) values ($1, $2) on conflict (person_id) do nothing",
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn turn_on(db: &mut PgConnection, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!("delete from connections_off where person_id = $1", person as PersonId)
        .execute(db)
        .await
        .map(drop)
}

/// Everyone a person was in a session with, or had coffee with, the strongest tie first. A session of k people weighs
/// 1 / (k − 1) for each two of them, a coffee as much as a session of two, and half of it is gone after 90 days
/// (after Newman 2001; domain.md 6.2).
///
/// Only sessions are read at which this person was, and of coffees only what they themselves said: whether the other
/// says that they met is the other's own.
pub async fn met_people(
    db: &PgPool,
    person: PersonId,
    now: OffsetDateTime,
    today: Date,
) -> sqlx::Result<Vec<MetPerson>> {
    sqlx::query_as!(
        MetPerson,
        r#"with met as (
               select b.person_id, 1 as sessions, 0 as coffees, e.starts_at as at,
                      power(0.5, extract(epoch from $2 - e.starts_at)::float8 / 7776000) / (e.present - 1) as weight
               from attendance a
               join events e on e.id = a.event_id and e.state = 'published' and e.present between 2 and $5
                    and e.starts_at between $2::timestamptz - make_interval(days => $4) and $2
               join attendance b on b.event_id = e.id and b.person_id <> $1
               where a.person_id = $1
               union all
               select y.person_id, 0, 1, (r.matches_on + time '12:00') at time zone 'UTC',
                      power(0.5, ($3::date - r.matches_on)::float8 / 90)
               from coffee_partners x
               join coffee_matches m on m.id = x.match_id and m.void_at is null
               join coffee_rounds r on r.id = x.round_id and r.matches_on between $3::date - $4::integer and $3
               join coffee_partners y on y.match_id = x.match_id and y.person_id <> $1 and y.left_at is null
               where x.person_id = $1 and x.left_at is null and x.outcome = 'met'
           )
           select p.id as "id!: PersonId", p.name as "name!", p.team_id as "team_id?: TeamId", t.name as "team?",
                  d.name as "department?", sum(met.weight) as "weight!",
                  sum(met.sessions) as "sessions!", sum(met.coffees) as "coffees!", max(met.at) as "last_at!"
           from met
           join people p on p.id = met.person_id and p.deactivated_at is null
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           group by p.id, t.name, d.name
           order by sum(met.weight) desc, p.id
           limit $6"#,
        person as PersonId,
        now,
        today,
        DAYS,
        LARGEST_ROOM,
        MOST_PEOPLE
    )
    .fetch_all(db)
    .await
}

/// A session to come at which this person would meet a team they have not met.
pub struct NewTeamSession {
    pub id: EventId,
    pub title: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub zone: String,
    pub team: String,
}

/// The next one they may go to and have not answered. Who is going is seen by everyone who sees the session.
pub async fn session_with_another_team(
    db: &PgPool,
    person: PersonId,
    known: &[TeamId],
    now: OffsetDateTime,
) -> sqlx::Result<Option<NewTeamSession>> {
    sqlx::query_as!(
        NewTeamSession,
        r#"with next as (
               select e.id, e.title, e.starts_at, e.ends_at, e.zone
               from events e
               join communities_seen($1) c on c.id = e.community_id and c.archived_at is null
               where e.state = 'published'
                 and e.starts_at > $2
                 and e.starts_at < $2::timestamptz + interval '35 days'
                 and not exists (select 1 from rsvps mine where mine.event_id = e.id and mine.person_id = $1)
                 and exists (
                     select 1
                     from rsvps r
                     join people p on p.id = r.person_id and p.deactivated_at is null
                     where r.event_id = e.id and r.answer = 'going' and p.team_id <> all ($3))
               order by e.starts_at, e.id
               limit 1
           )
           select n.id, n.title, n.starts_at, n.ends_at, n.zone, t.name as "team!"
           from next n
           cross join lateral (
               select s.name
               from rsvps r
               join people p on p.id = r.person_id and p.deactivated_at is null
               join teams s on s.id = p.team_id
               where r.event_id = n.id and r.answer = 'going' and s.id <> all ($3)
               order by lower(s.name)
               limit 1
           ) t"#,
        person as PersonId,
        now,
        known as &[TeamId]
    )
    .fetch_optional(db)
    .await
}

/// Are there coffee rounds of the whole organisation that this person is not in, nor in any other?
pub async fn could_join_coffee(db: &PgPool, person: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select (exists (select 1 from coffee_programmes where community_id is null and ended_at is null)
                   and not exists (select 1 from coffee_takers where person_id = $1)) as "could!""#,
        person as PersonId
    )
    .fetch_one(db)
    .await
}
