//! What happened in communities, of as many of them as are asked for at once. Days are those of the community's zone.

use sqlx::PgPool;
use sqlx::types::Json;
use time::{Date, OffsetDateTime};

use crate::guide::phases::facts::{
    MembershipSpell, OrganisingAct, Pause, SessionAttendee, SessionFact, StoryFact,
};
use crate::platform::ids::{CommunityId, PersonId, TeamId};

/// A fact and the community it belongs to.
pub struct CommunityFact<T> {
    pub community: CommunityId,
    pub fact: T,
}

/// A deactivated person is no member any more. When someone stepped back and stayed is not kept: the weeks in
/// which it mattered are evaluated.
pub async fn memberships(
    db: &PgPool,
    communities: &[CommunityId],
) -> sqlx::Result<Vec<CommunityFact<MembershipSpell>>> {
    let rows = sqlx::query!(
        r#"select m.community_id as "community_id!: CommunityId", m.person_id as "person_id!: PersonId",
                  m.membership = 'interested' as "interested!",
                  (m.joined_at at time zone c.zone)::date as "joined_on!",
                  (least(m.left_at, p.deactivated_at) at time zone c.zone)::date as left_on,
                  (m.organiser_at at time zone c.zone)::date as organiser_from
           from members m
           join communities c on c.id = m.community_id
           -- Few are deactivated: those have an index of their own, and all people are not read.
           left join people p on p.id = m.person_id and p.deactivated_at is not null
           where m.community_id = any ($1) and m.joined_at is not null"#,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await?;
    let memberships = rows.into_iter().map(|row| {
        let membership = MembershipSpell {
            person: row.person_id,
            joined_on: row.joined_on,
            left_on: row.left_on,
            organiser_from: row.organiser_from,
            organiser_until: row.left_on,
            interested: row.interested,
        };
        CommunityFact { community: row.community_id, fact: membership }
    });
    Ok(memberships.collect())
}

/// Whose past is read, and from which day on: the same place in each list is one community.
#[derive(Default)]
pub struct ReadPast {
    pub communities: Vec<CommunityId>,
    pub since: Vec<Date>,
}

/// Sessions whose time has passed, held or cancelled, with who was in the room, each with their team on that day; where
/// nobody was recorded, with who said yes, whose team is today's, since none was kept. Of sessions before what is read,
/// with how many they were.
#[expect(clippy::too_many_lines, reason = "one statement, and what it brings in the words of the rules")]
pub async fn sessions(
    db: &PgPool,
    past: &ReadPast,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CommunityFact<SessionFact>>> {
    let rows = sqlx::query!(
        r#"select e.community_id, e.id, e.state = 'cancelled' as "cancelled!",
                  e.list_completed_at is not null as "list_complete!",
                  d.day as "on!",
                  case when d.day < t.since then
                      case when e.present > 0 or e.list_completed_at is not null then e.present else e.seated end
                  end as head_count,
                  array(select h.person_id from hosts h where h.event_id = e.id and d.day >= t.since)
                      as "hosts!: Vec<PersonId>",
                  a.people as "present!: Vec<PersonId>", a.teams as "present_teams!: Vec<Option<TeamId>>",
                  r.people as "going!: Vec<PersonId>", r.teams as "going_teams!: Vec<Option<TeamId>>"
           from unnest($1::uuid[], $3::date[]) t (community_id, since)
           join communities c on c.id = t.community_id
           join events e on e.community_id = t.community_id
           cross join lateral (select (e.starts_at at time zone c.zone)::date as day) d
           cross join lateral (
               select coalesce(array_agg(a.person_id order by a.person_id), '{}') as people,
                      coalesce(array_agg(a.team_id order by a.person_id), '{}') as teams
               from attendance a
               where a.event_id = e.id and d.day >= t.since
           ) a
           cross join lateral (
               select coalesce(array_agg(p.id order by p.id), '{}') as people,
                      coalesce(array_agg(p.team_id order by p.id), '{}') as teams
               from rsvps r
               join people p on p.id = r.person_id
               where r.event_id = e.id and r.answer = 'going' and e.present = 0 and e.list_completed_at is null
                 and d.day >= t.since
           ) r
           where e.state <> 'draft' and e.ends_at <= $2"#,
        &past.communities as &[CommunityId],
        now,
        &past.since
    )
    .fetch_all(db)
    .await?;
    let sessions = rows.into_iter().map(|row| {
        let session = SessionFact {
            id: row.id,
            on: row.on,
            cancelled: row.cancelled,
            hosts: row.hosts,
            present: attendees(row.present, row.present_teams),
            going: attendees(row.going, row.going_teams),
            list_complete: row.list_complete,
            head_count: row.head_count.and_then(|people| usize::try_from(people).ok()),
        };
        CommunityFact { community: row.community_id, fact: session }
    });
    Ok(sessions.collect())
}

/// Two lists of the same people, in one order.
fn attendees(people: Vec<PersonId>, teams: Vec<Option<TeamId>>) -> Vec<SessionAttendee> {
    people.into_iter().zip(teams).map(|(person, team)| SessionAttendee { person, team }).collect()
}

/// What else happened in a community.
pub struct SmallFacts {
    pub stories: Vec<StoryFact>,
    /// Organising work, once a day for each person, session or series, and kind of work.
    pub acts: Vec<OrganisingAct>,
    pub pauses: Vec<Pause>,
}

pub async fn small(db: &PgPool, past: &ReadPast) -> sqlx::Result<Vec<CommunityFact<SmallFacts>>> {
    let rows = sqlx::query!(
        r#"select c.id,
                  (select json_agg(json_build_object('on', (s.published_at at time zone c.zone)::date,
                                                     'author', s.author_id))
                   from stories s
                   where s.community_id = c.id and s.withdrawn_at is null
                     and s.published_at >= t.since::timestamp at time zone c.zone)
                      as "stories?: Json<Vec<StoryFact>>",
                  (select json_agg(w)
                   from (select distinct a.person_id as person, a.thing_id as session, (a.at at time zone c.zone)::date as on
                         from acts a
                         where a.community_id = c.id
                           and a.at >= t.since::timestamp at time zone c.zone
                           and a.thing in ('event', 'series')
                           and a.verb in ('create', 'edit', 'move', 'publish', 'take_attendance', 'post_recap')
                           and a.thing_id is not null
                           and a.person_id is not null) w) as "acts?: Json<Vec<OrganisingAct>>",
                  (select json_agg(json_build_object('from', p.starts_on, 'until', p.ends_on))
                   from pauses p
                   where p.community_id = c.id) as "pauses?: Json<Vec<Pause>>"
           from unnest($1::uuid[], $2::date[]) t (community_id, since)
           join communities c on c.id = t.community_id"#,
        &past.communities as &[CommunityId],
        &past.since
    )
    .fetch_all(db)
    .await?;
    let facts = rows.into_iter().map(|row| {
        let facts = SmallFacts {
            stories: row.stories.map_or_else(Vec::new, |Json(stories)| stories),
            acts: row.acts.map_or_else(Vec::new, |Json(acts)| acts),
            pauses: row.pauses.map_or_else(Vec::new, |Json(pauses)| pauses),
        };
        CommunityFact { community: row.id, fact: facts }
    });
    Ok(facts.collect())
}

/// For how many days communities paused until a moment, at least; those that never did are left out.
pub async fn paused_days(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CommunityFact<i64>>> {
    let rows = sqlx::query!(
        r#"select p.community_id, sum(greatest(0, least(p.ends_on, $2) - p.starts_on + 1)) as "days!"
           from pauses p
           where p.community_id = any ($1)
           group by p.community_id"#,
        communities as &[CommunityId],
        now.date()
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| CommunityFact { community: row.community_id, fact: row.days }).collect())
}

/// People of whom is asked whether they came to a community before a day: the same place in each list is one question.
#[derive(Default)]
pub struct EarlierQuestions {
    pub communities: Vec<CommunityId>,
    pub people: Vec<PersonId>,
    pub before: Vec<Date>,
}

/// Those who did come, to a session with enough people to count.
pub async fn came_before(
    db: &PgPool,
    questions: &EarlierQuestions,
    counted_people: f64,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CommunityFact<PersonId>>> {
    let rows = sqlx::query!(
        r#"select q.community_id as "community_id!: CommunityId", q.person_id as "person_id!: PersonId"
           from unnest($1::uuid[], $2::uuid[], $3::date[]) q (community_id, person_id, before)
           join communities c on c.id = q.community_id
           where exists (select 1 from attendance a
                         join events e on e.id = a.event_id
                         where a.person_id = q.person_id
                           and e.community_id = q.community_id
                           and e.state = 'published'
                           and e.ends_at <= $5
                           and (e.starts_at at time zone c.zone)::date < q.before
                           and e.present >= $4::float8)
              or exists (select 1 from rsvps r
                         join events e on e.id = r.event_id
                         where r.person_id = q.person_id
                           and r.answer = 'going'
                           and e.community_id = q.community_id
                           and e.state = 'published'
                           and e.ends_at <= $5
                           and (e.starts_at at time zone c.zone)::date < q.before
                           and e.present = 0
                           and e.list_completed_at is null
                           and e.seated >= $4::float8)"#,
        &questions.communities as &[CommunityId],
        &questions.people as &[PersonId],
        &questions.before,
        counted_people,
        now
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CommunityFact { community: row.community_id, fact: row.person_id })
        .collect())
}
