use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::learning::pulse::PulseDimension;
use crate::platform::ids::{CommunityId, PersonId, PulseId};

/// The zone of a community's pulse, or of the organisation's.
pub async fn zone(db: &mut PgConnection, community: Option<CommunityId>) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select coalesce((select zone from communities where id = $1), o.zone) as "zone!" from organisation o"#,
        community as Option<CommunityId>
    )
    .fetch_one(db)
    .await
}

/// When the last pulse of a community, or of the organisation, was opened.
pub async fn last_opened(
    db: &mut PgConnection,
    community: Option<CommunityId>,
) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select max(opened_at) from pulses where community_id is not distinct from $1 and cancelled_at is null",
        community as Option<CommunityId>
    )
    .fetch_one(db)
    .await
}

/// When the seven yearly sentences were last asked of a community.
pub async fn last_safety(
    db: &mut PgConnection,
    community: CommunityId,
) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select max(opened_at) from pulses where community_id = $1 and asks_safety and cancelled_at is null",
        community as CommunityId
    )
    .fetch_one(db)
    .await
}

/// How many people would be asked.
pub async fn population(db: &mut PgConnection, community: Option<CommunityId>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select case
                      when $1::uuid is null then (select count(*) from people where deactivated_at is null)
                      else (select count(*)
                            from current_members m
                            join people p on p.id = m.person_id and p.deactivated_at is null
                            where m.community_id = $1)
                  end as "people!""#,
        community as Option<CommunityId>
    )
    .fetch_one(db)
    .await
}

pub async fn minimum(db: &mut PgConnection) -> sqlx::Result<i16> {
    sqlx::query_scalar!("select answers from pulse_minimum").fetch_one(db).await
}

pub async fn raise_minimum(db: &mut PgConnection, answers: i16) -> sqlx::Result<()> {
    sqlx::query!("update pulse_minimum set answers = $1", answers).execute(db).await.map(drop)
}

/// What it takes to open a pulse.
pub struct NewPulse {
    pub community: Option<CommunityId>,
    pub breakdown: PulseDimension,
    pub closes_on: Date,
    pub closes_at: OffsetDateTime,
    pub reminds_at: OffsetDateTime,
    pub asks_safety: bool,
}

/// Opens a round and writes down who is asked, each with their team, site and time here as they are now. The people are
/// counted and written in one statement, so that the number is theirs.
pub async fn insert(
    db: &mut PgConnection,
    new: &NewPulse,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<PulseId> {
    sqlx::query_scalar!(
        r#"with asked as materialized (
               select p.id, p.team_id, t.department_id, p.site,
                      case when coalesce(m.joined_at, p.created_at) > $7::timestamptz - interval '1 year' then 'under_1'
                           when coalesce(m.joined_at, p.created_at) > $7::timestamptz - interval '3 years' then 'to_3'
                           else 'over_3' end as tenure
               from people p
               left join teams t on t.id = p.team_id
               left join current_members m on m.community_id = $1 and m.person_id = p.id
               where p.deactivated_at is null
                 and ($1::uuid is null or m.person_id is not null)
           ), pulse as (
               insert into pulses (community_id, breakdown, minimum, closes_on, closes_at, reminds_at, opened_by,
                                   opened_at, asks_safety, population)
               select $1, $2, (select answers from pulse_minimum), $3, $4, $5, $6, $7, $8, (select count(*) from asked)
               returning id
           ), people as (
               insert into pulse_people (pulse_id, person_id, team_id, department_id, site, tenure)
               select pulse.id, asked.id, asked.team_id, asked.department_id, asked.site, asked.tenure
               from pulse, asked
               order by asked.id
           )
           select id from pulse"#,
        new.community as Option<CommunityId>,
        new.breakdown as PulseDimension,
        new.closes_on,
        new.closes_at,
        new.reminds_at,
        by as PersonId,
        now,
        new.asks_safety
    )
    .fetch_one(db)
    .await
}

/// Writes down the groups of a round, with their names and sizes as they are now.
pub async fn count_cells(db: &mut PgConnection, pulse: PulseId) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into pulse_cells (pulse_id, dimension, cell, name, people, inside)
         select g.pulse_id, g.dimension, g.cell,
                case g.dimension when 'team' then min(t.name) when 'department' then min(d.name)
                                 when 'site' then min(pp.site) else g.cell end,
                count(*),
                case g.dimension when 'team' then coalesce(min(pp.department_id::text), '') else '' end
         from pulse_groups g
         join pulse_people pp on pp.pulse_id = g.pulse_id and pp.person_id = g.person_id
         left join teams t on t.id = pp.team_id
         left join departments d on d.id = pp.department_id
         where g.pulse_id = $1
         group by g.pulse_id, g.dimension, g.cell",
        pulse as PulseId
    )
    .execute(db)
    .await
    .map(drop)
}
