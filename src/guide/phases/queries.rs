//! Where communities stand, and what organisers said of it. What happened in them is in [`facts`].

pub mod facts;

use std::collections::BTreeMap;

use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::{Date, OffsetDateTime};

use super::phase::Phase;
use super::signals::Signals;
use super::state::{PhaseChange, State};
use super::thresholds::{Threshold, Thresholds};
use super::words::{OrganiserChoice, RecordedChoice};
use crate::platform::ids::{CommunityId, PersonId};

/// The numbers an administrator set in place of the defaults.
pub async fn overrides(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<(String, f64)>> {
    let rows = sqlx::query!("select name, value from threshold_overrides").fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.value)).collect())
}

/// Lets others read the overrides, but nobody change them until the transaction ends. A row cannot be locked for this:
/// a threshold has none until it differs from its default.
pub async fn lock_overrides(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("lock table threshold_overrides in share row exclusive mode").execute(db).await.map(drop)
}

/// A number to put in force.
pub struct Override {
    pub name: &'static str,
    pub value: f64,
}

pub async fn set_overrides(
    db: &mut PgConnection,
    overrides: &[Override],
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let names: Vec<String> = overrides.iter().map(|set| set.name.to_owned()).collect();
    let values: Vec<f64> = overrides.iter().map(|set| set.value).collect();
    sqlx::query!(
        "insert into threshold_overrides (name, value, set_by, set_at)
         select s.name, s.value, $3, $4
         from unnest($1::text[], $2::float8[]) s (name, value)
         on conflict (name) do update
             set value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at",
        &names,
        &values,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Back to the defaults of the code.
pub async fn remove_overrides(db: &mut PgConnection, thresholds: &[&Threshold]) -> sqlx::Result<()> {
    let names: Vec<String> = thresholds.iter().map(|threshold| threshold.name.to_owned()).collect();
    sqlx::query!("delete from threshold_overrides where name = any ($1)", &names).execute(db).await.map(drop)
}

/// A community that is not archived.
pub struct OpenCommunity {
    pub id: CommunityId,
    pub name: String,
    pub slug: String,
    pub is_private: bool,
}

/// All of them, by name: for evaluations, not for lists that people see as they are.
pub async fn open(db: &PgPool) -> sqlx::Result<Vec<OpenCommunity>> {
    sqlx::query_as!(
        OpenCommunity,
        r#"select id, name, slug, visibility <> 'listed' as "is_private!"
           from communities
           where archived_at is null
           order by lower(name), id"#
    )
    .fetch_all(db)
    .await
}

/// Communities whose newest evaluated week is not the current one: for each the week begins where it is.
pub async fn behind(db: &PgPool, now: OffsetDateTime) -> sqlx::Result<Vec<CommunityId>> {
    sqlx::query_scalar!(
        "select c.id
         from communities c
         where c.archived_at is null
           and coalesce((select max(p.week_on) from phases p where p.community_id = c.id),
                        (c.created_at at time zone c.zone)::date)
               < date_trunc('week', $1 at time zone c.zone)::date
         order by c.id",
        now
    )
    .fetch_all(db)
    .await
}

/// A community as it was last evaluated.
pub struct Newest {
    pub community_id: CommunityId,
    pub founder_id: PersonId,
    pub founded_on: Date,
    pub purpose_set_on: Option<Date>,
    pub cadence_days: Option<i32>,
    /// The day it is there.
    pub today: Date,
    pub state: Option<Json<State>>,
    /// What it was judged by.
    pub signals: Option<Json<Signals>>,
    /// The phase it was in before the one it is in by that evaluation.
    pub before: Option<Phase>,
    /// What its organisers said, in the order they said it.
    pub words: Option<Json<Vec<RecordedChoice>>>,
    /// The numbers an administrator set, the same for all.
    pub overrides: Option<Json<BTreeMap<String, f64>>>,
}

/// The numbers in force, as they were read beside communities.
pub fn in_force(newest: &[Newest]) -> Thresholds {
    let overrides = newest.first().and_then(|newest| newest.overrides.as_ref());
    let overrides = overrides.into_iter().flat_map(|Json(overrides)| overrides);
    Thresholds::with_overrides(overrides.map(|(name, value)| (name.as_str(), *value)))
}

pub async fn newest(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Newest>> {
    sqlx::query_as!(
        Newest,
        r#"select c.id as community_id, c.founder_id, (c.created_at at time zone c.zone)::date as "founded_on!",
                  (c.purpose_set_at at time zone c.zone)::date as purpose_set_on, c.cadence_days,
                  ($2 at time zone c.zone)::date as "today!", p.state as "state?: Json<State>",
                  p.signals as "signals?: Json<Signals>",
                  (select b.phase from phases b
                   where b.community_id = c.id and b.week_on < p.since_on
                   order by b.week_on desc
                   limit 1) as "before?: Phase",
                  (select json_agg(json_build_object('on', w.said_on, 'said', w.said, 'phase', w.phase,
                                                     'until', w.until_on, 'reason', w.reason) order by w.id)
                   from phase_words w
                   where w.community_id = c.id) as "words?: Json<Vec<RecordedChoice>>",
                  -- JSON has no word for what is no number.
                  (select json_object_agg(o.name, o.value) from threshold_overrides o where o.value < 'infinity')
                      as "overrides?: Json<BTreeMap<String, f64>>"
           from communities c
           left join lateral (select state, signals, since_on from phases
                              where community_id = c.id
                              order by week_on desc
                              limit 1) p on true
           where c.id = any ($1)
           order by c.id"#,
        communities as &[CommunityId],
        now
    )
    .fetch_all(db)
    .await
}

/// A week of a community, evaluated.
pub struct EvaluatedWeek {
    pub community: CommunityId,
    pub monday: Date,
    pub state: State,
    pub signals: Signals,
}

/// Adds weeks; one that another copy of the program has added meanwhile stays as it is.
pub async fn insert(
    db: &PgPool,
    weeks: &[EvaluatedWeek],
    now: OffsetDateTime,
) -> crate::platform::error::Result<u64> {
    let json = |value: serde_json::Result<serde_json::Value>| {
        value.map_err(|error| crate::platform::error::Error::Internal(error.to_string()))
    };
    let communities: Vec<CommunityId> = weeks.iter().map(|week| week.community).collect();
    let mondays: Vec<Date> = weeks.iter().map(|week| week.monday).collect();
    let phases: Vec<Phase> = weeks.iter().map(|week| week.state.phase).collect();
    let since: Vec<Date> = weeks.iter().map(|week| week.state.since).collect();
    let states =
        weeks.iter().map(|week| json(serde_json::to_value(&week.state))).collect::<Result<Vec<_>, _>>()?;
    let signals =
        weeks.iter().map(|week| json(serde_json::to_value(&week.signals))).collect::<Result<Vec<_>, _>>()?;
    let done = sqlx::query!(
        "insert into phases (community_id, week_on, phase, since_on, state, signals, decided_at)
         select w.community_id, w.week_on, w.phase, w.since_on, w.state, w.signals, $7
         from unnest($1::uuid[], $2::date[], $3::text[], $4::date[], $5::jsonb[], $6::jsonb[])
              w (community_id, week_on, phase, since_on, state, signals)
         on conflict (community_id, week_on) do nothing",
        &communities as &[CommunityId],
        &mondays,
        &phases as &[Phase],
        &since,
        &states,
        &signals,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// The names of those of these people who are members still, in order.
pub async fn member_names(
    db: &PgPool,
    community: CommunityId,
    people: &[PersonId],
) -> sqlx::Result<Vec<MemberName>> {
    sqlx::query_as!(
        MemberName,
        "select p.id, p.name
         from current_members m join people p on p.id = m.person_id
         where m.community_id = $1 and m.person_id = any($2) and p.deactivated_at is null
         order by lower(p.name), p.id",
        community as CommunityId,
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

pub struct MemberName {
    pub id: PersonId,
    pub name: String,
}

/// Everything that changed in a community's phase, week by week, oldest first.
pub async fn changes(db: &PgPool, community: CommunityId) -> sqlx::Result<Vec<PhaseChange>> {
    let weeks = sqlx::query_scalar!(
        r#"select state -> 'changes' as "changes!: Json<Vec<PhaseChange>>"
           from phases
           where community_id = $1 and state -> 'changes' <> '[]'
           order by week_on"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await?;
    Ok(weeks.into_iter().flat_map(|Json(changes)| changes).collect())
}

/// What an organiser says.
pub struct NewChoice<'a> {
    pub said: OrganiserChoice,
    pub phase: Option<Phase>,
    pub until: Option<Date>,
    pub reason: &'a str,
}

pub async fn say(
    db: &mut PgConnection,
    community: CommunityId,
    by: PersonId,
    on: Date,
    word: &NewChoice<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into phase_words (community_id, said, phase, reason, said_by, said_on, said_at, until_on)
         select $1, $2, $3, $4, $5, greatest($6, (select max(said_on) from phase_words where community_id = $1)), $7, $8",
        community as CommunityId,
        word.said as OrganiserChoice,
        word.phase as Option<Phase>,
        word.reason,
        by as PersonId,
        on,
        now,
        word.until
    )
    .execute(db)
    .await
    .map(drop)
}

/// A community a leader may see, with the day on which it entered the last phase that was no transformation.
pub struct VisibleCommunity {
    pub id: CommunityId,
    pub before_since: Option<Date>,
}

/// Those of these communities that a leader may see.
pub async fn visible(
    db: &PgPool,
    leader: PersonId,
    communities: &[CommunityId],
) -> sqlx::Result<Vec<VisibleCommunity>> {
    sqlx::query_as!(
        VisibleCommunity,
        r#"select c.id,
                  (select p.since_on from phases p
                   where p.community_id = c.id and p.phase <> 'transformation'
                   order by p.week_on desc limit 1) as before_since
           from communities c
           where c.id = any ($2)
             and c.archived_at is null
             and exists (select 1 from communities_seen($1) seen where seen.id = c.id)"#,
        leader as PersonId,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await
}

/// A community at the end of a month.
pub struct MonthEnd {
    pub community_id: CommunityId,
    /// 0 is eleven months ago, 10 the last one.
    pub month: i32,
    pub founded: bool,
    pub week_on: Option<Date>,
    pub phase: Option<Phase>,
    /// Where others than organisers may have seen another phase: one was set, or a transformation was declared.
    pub state: Option<Json<State>>,
}

/// The last evaluation of each of the past eleven months.
pub async fn month_ends(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<MonthEnd>> {
    sqlx::query_as!(
        MonthEnd,
        r#"with months as (
               select c.id, m.month, (c.created_at at time zone c.zone)::date as founded_on,
                      (date_trunc('month', $2 at time zone c.zone) - make_interval(months => 10 - m.month))::date as after
               from communities c, generate_series(0, 10) m (month)
               where c.id = any ($1)
           )
           select m.id as "community_id!", m.month as "month!", m.founded_on < m.after as "founded!",
                  p.week_on as "week_on?", p.phase as "phase?: Phase",
                  case when p.state -> 'pin' <> 'null' or p.state -> 'transformation' <> 'null' then p.state end
                      as "state?: Json<State>"
           from months m
           left join lateral (select week_on, phase, state from phases
                              where community_id = m.id and week_on < m.after
                              order by week_on desc
                              limit 1) p on true
           order by m.id, m.month"#,
        communities as &[CommunityId],
        now
    )
    .fetch_all(db)
    .await
}
