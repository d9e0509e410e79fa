use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use time::{Date, Duration, OffsetDateTime};

use super::NoteList;
use super::facts::{DeedFacts, IdeaFacts};
use super::progress::RoadmapMemory;
use super::steps::RoadmapTest;
use crate::guide::phases::Thresholds;
use crate::platform::ids::{CommunityId, PersonId, RoadmapNoteId};

/// Communities that are not archived.
pub async fn open(db: &PgPool) -> sqlx::Result<Vec<CommunityId>> {
    sqlx::query_scalar!("select id from communities where archived_at is null order by id")
        .fetch_all(db)
        .await
}

/// The idea of communities and their people, as of a moment.
pub async fn ideas(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<IdeaFacts>> {
    sqlx::query_as!(
        IdeaFacts,
        r#"select c.id as community,
                  coalesce(c.purpose_set_at <= $2, false) and '' not in (c.who, c.practice, c.why_now)
                      as "purpose_written!",
                  c.published_at is not null as "published!",
                  exists (select 1 from people q where q.id = c.sponsor_id and q.deactivated_at is null)
                      as "sponsor_named!",
                  c.lacks_sponsor as sponsor_lacking,
                  c.cadence_days is not null as "cadence_chosen!",
                  p.others as "others!", p.others_teams as "others_teams!", p.member_teams as "member_teams!",
                  p.organisers as "organisers!", p.reasons as "reasons!",
                  (select count(*) from audience_teams(c.id) t
                   where exists (select 1 from people q
                                 where q.team_id = t.team_id and q.deactivated_at is null)) as "all_teams!"
           from communities c
           cross join lateral (
               select count(*) filter (where m.person_id <> c.founder_id) as others,
                      count(distinct q.team_id) filter (where m.person_id <> c.founder_id) as others_teams,
                      count(distinct q.team_id) as member_teams,
                      count(*) filter (where m.organiser) as organisers,
                      count(*) filter (where m.why <> '') as reasons
               from members m
               join people q on q.id = m.person_id
               where m.community_id = c.id and m.joined_at <= $2
                 and (m.left_at is null or m.left_at > $2)
                 and q.deactivated_at is null
           ) p
           where c.id = any ($1)"#,
        communities as &[CommunityId],
        now
    )
    .fetch_all(db)
    .await
}

fn days_before(now: OffsetDateTime, days: f64) -> OffsetDateTime {
    now - Duration::seconds_f64(days * 86_400.0)
}

/// What communities did, as of a moment.
#[expect(clippy::too_many_lines, reason = "one statement, so that no community costs a query of its own")]
pub async fn deeds(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
    t: &Thresholds,
) -> sqlx::Result<Vec<DeedFacts>> {
    sqlx::query_as!(
        DeedFacts,
        r#"select c.id as community,
                  e.circle_people as "circle_people!", e.kinds as "kinds!", e.dates_ahead as "dates_ahead!",
                  (select count(distinct h.person_id)
                   from events x
                   join hosts h on h.event_id = x.id
                   where x.community_id = c.id and x.state = 'published' and x.published_at <= $2 and x.ends_at <= $2
                     and x.starts_at > $3
                     and case when x.present > 0 then x.present else x.seated end >= $5::float8) as "hosts!",
                  s.stories as "stories!", s.authors as "authors!", s.applied as "applied!", s.thanks as "thanks!",
                  (select count(*)
                   from snapshots x
                   where x.community_id = c.id and x.made_at between $7 and $2
                     and (x.revoked_at is null or x.revoked_at > $2)) as "snapshots!",
                  (select count(*)
                   from agreement_lists l
                   join agreements a on a.community_id = l.community_id
                   where l.community_id = c.id and l.changed_at <= $2) as "agreements!",
                  (select count(*) from roles q
                   where q.community_id = c.id and q.created_at <= $2 and q.notes <> '') as "noted_roles!",
                  (select count(*) from roadmap_notes n
                   where n.community_id = c.id and n.list = 'stopped' and n.added_at <= $2
                     and (n.removed_at is null or n.removed_at > $2)) as "stopped!",
                  r.retrospective_on as "retrospective_on?", r.finished_on as "finished_on?",
                  coalesce(k.people, 0) as "coffee_people!", coalesce(k.groups, 0) as "coffee_groups!",
                  coalesce(k.met, 0) as "coffee_met!"
           from communities c
           cross join lateral (
               select coalesce(max(people) filter (where held and kind in ('lean_coffee', 'story_circle')), 0)::bigint
                          as circle_people,
                      coalesce(array_agg(distinct kind)
                                   filter (where held and starts_at > $3 and people >= $5::float8), '{}') as kinds,
                      count(*) filter (where starts_at > $2) as dates_ahead
               from (select x.kind, x.starts_at, x.ends_at <= $2 as held,
                            case when x.present > 0 then x.present else x.seated end as people
                     from events x
                     where x.community_id = c.id and x.state = 'published' and x.published_at <= $2) x
           ) e
           cross join lateral (
               select count(*) as stories, count(distinct x.author_id) as authors,
                      count(*) filter (where x.cycle in ('applied', 'realised', 'reframing')) as applied,
                      (select count(*) from thanks_kept k
                       where k.community_id = c.id and k.at between $4 and $2) as thanks
               from stories x
               where x.community_id = c.id and x.published_at <= $2 and x.withdrawn_at is null
           ) s
           cross join lateral (
               select max(x.closed_on) as retrospective_on, max(x.closed_on) filter (where x.finished) as finished_on
               from (select (y.closed_at at time zone c.zone)::date as closed_on,
                            exists (select 1 from retrospective_actions a
                                    where y.id in (a.retrospective_id, a.reviewed_in)
                                      and a.state = 'done' and a.settled_at <= $2) as finished
                     from retrospectives y
                     where y.community_id = c.id and y.closed_at <= $2) x
           ) r
           left join lateral (
               select count(*) as people, count(distinct x.match_id) as groups,
                      count(distinct x.match_id) filter (where x.outcome = 'met') as met
               from coffee_programmes g
               join coffee_rounds r on r.programme_id = g.id and r.matched_at between $3 and $2
               join coffee_partners x on x.round_id = r.id and x.left_at is null
               where g.community_id = c.id
               group by r.id
               order by count(*) >= $6::float8 desc,
                        count(distinct x.match_id) filter (where x.outcome = 'met')::float8
                            / count(distinct x.match_id) desc,
                        r.matched_at desc
               limit 1
           ) k on true
           where c.id = any ($1)"#,
        communities as &[CommunityId],
        now,
        days_before(now, t.roadmap_range_days),
        days_before(now, t.roadmap_thanks_days),
        t.counted_people,
        t.roadmap_coffee_people,
        days_before(now, t.roadmap_snapshot_days)
    )
    .fetch_all(db)
    .await
}

/// What is remembered of a community, and the week it was last held against.
pub struct RoadmapRow {
    pub community_id: CommunityId,
    pub week_on: Date,
    pub state: Json<RoadmapMemory>,
}

pub async fn remembered(db: &PgPool, communities: &[CommunityId]) -> sqlx::Result<Vec<RoadmapRow>> {
    sqlx::query_as!(
        RoadmapRow,
        r#"select community_id, week_on, state as "state: Json<RoadmapMemory>"
           from roadmaps
           where community_id = any ($1)"#,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await
}

/// Remembers; what another copy of the program has written at a later moment stays.
pub async fn remember(
    db: &PgPool,
    rows: &[RoadmapRow],
    now: OffsetDateTime,
) -> crate::platform::error::Result<()> {
    let communities: Vec<CommunityId> = rows.iter().map(|row| row.community_id).collect();
    let weeks: Vec<Date> = rows.iter().map(|row| row.week_on).collect();
    let states = rows
        .iter()
        .map(|row| serde_json::to_value(row.state.0))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| crate::platform::error::Error::Internal(error.to_string()))?;
    sqlx::query!(
        "insert into roadmaps (community_id, week_on, looked_at, state)
         select r.community_id, r.week_on, $4, r.state
         from unnest($1::uuid[], $2::date[], $3::jsonb[]) r (community_id, week_on, state)
         on conflict (community_id) do update
         set week_on = excluded.week_on, looked_at = excluded.looked_at, state = excluded.state
         where roadmaps.looked_at <= excluded.looked_at",
        &communities as &[CommunityId],
        &weeks,
        &states,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What an organiser said was done elsewhere.
pub struct RoadmapReport {
    pub community_id: CommunityId,
    pub test: RoadmapTest,
    pub note: String,
    pub by: String,
    pub reported_at: OffsetDateTime,
    /// Its day where the community is.
    pub on: Date,
}

pub async fn reports(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<RoadmapReport>> {
    sqlx::query_as!(
        RoadmapReport,
        r#"select r.community_id, r.test, r.note, p.name as by, r.reported_at,
                  (r.reported_at at time zone c.zone)::date as "on!"
           from roadmap_reports r
           join communities c on c.id = r.community_id
           join people p on p.id = r.reported_by
           where r.community_id = any ($1) and r.reported_at <= $2
             and (r.withdrawn_at is null or r.withdrawn_at > $2)"#,
        communities as &[CommunityId],
        now
    )
    .fetch_all(db)
    .await
}

/// Says that it was done elsewhere; saying so again renews the note and its day.
pub async fn report(
    db: &mut PgConnection,
    community: CommunityId,
    test: RoadmapTest,
    note: &str,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into roadmap_reports (community_id, test, note, reported_by, reported_at)
         values ($1, $2, $3, $4, $5)
         on conflict (community_id, test) where withdrawn_at is null do update
         set note = excluded.note, reported_by = excluded.reported_by, reported_at = excluded.reported_at",
        community as CommunityId,
        test as RoadmapTest,
        note,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn withdraw_report(
    db: &mut PgConnection,
    community: CommunityId,
    test: RoadmapTest,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update roadmap_reports set withdrawn_at = $3
         where community_id = $1 and test = $2 and withdrawn_at is null",
        community as CommunityId,
        test as RoadmapTest,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// A line of what is kept, or of what is stopped.
pub struct RoadmapNote {
    pub id: RoadmapNoteId,
    pub list: NoteList,
    pub body: String,
    pub by: String,
    pub added_at: OffsetDateTime,
}

/// Both lists, newest first.
pub async fn notes(db: &PgPool, community: CommunityId) -> sqlx::Result<Vec<RoadmapNote>> {
    sqlx::query_as!(
        RoadmapNote,
        "select n.id, n.list, n.body, p.name as by, n.added_at
         from roadmap_notes n
         join people p on p.id = n.added_by
         where n.community_id = $1 and n.removed_at is null
         order by n.added_at desc, n.id
         limit 200",
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

pub async fn add_note(
    db: &mut PgConnection,
    community: CommunityId,
    list: NoteList,
    body: &str,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into roadmap_notes (community_id, list, body, added_by, added_at) values ($1, $2, $3, $4, $5)",
        community as CommunityId,
        list as NoteList,
        body,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn remove_note(
    db: &mut PgConnection,
    community: CommunityId,
    note: RoadmapNoteId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update roadmap_notes set removed_at = $3 where community_id = $1 and id = $2 and removed_at is null",
        community as CommunityId,
        note as RoadmapNoteId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
