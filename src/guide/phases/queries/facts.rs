//! What happened in communities, of as many of them as are asked for at once. Days are those of the community's zone.

use sqlx::PgPool;
use sqlx::types::Json;
use time::OffsetDateTime;

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
        r#"select m.community_id, m.person_id, m.membership = 'interested' as "interested!",
                  (m.joined_at at time zone c.zone)::date as "joined_on!",
                  (least(m.left_at, p.deactivated_at) at time zone c.zone)::date as left_on,
                  (m.organiser_at at time zone c.zone)::date as organiser_from
           from members m
           join communities c on c.id = m.community_id
           join people p on p.id = m.person_id
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

/// Sessions whose time has passed, held or cancelled, with who was in the room, each with their team on that day; where
/// nobody was recorded, with who said yes, whose team is today's, since none was kept.
pub async fn sessions(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CommunityFact<SessionFact>>> {
    let rows = sqlx::query!(
        r#"select e.community_id, e.id, e.state = 'cancelled' as "cancelled!",
                  e.list_completed_at is not null as "list_complete!",
                  (e.starts_at at time zone c.zone)::date as "on!",
                  array(select h.person_id from hosts h where h.event_id = e.id) as "hosts!: Vec<PersonId>",
                  a.people as "present!: Vec<PersonId>", a.teams as "present_teams!: Vec<Option<TeamId>>",
                  r.people as "going!: Vec<PersonId>", r.teams as "going_teams!: Vec<Option<TeamId>>"
           from events e
           join communities c on c.id = e.community_id
           cross join lateral (
               select coalesce(array_agg(a.person_id order by a.person_id), '{}') as people,
                      coalesce(array_agg(a.team_id order by a.person_id), '{}') as teams
               from attendance a
               where a.event_id = e.id
           ) a
           cross join lateral (
               select coalesce(array_agg(p.id order by p.id), '{}') as people,
                      coalesce(array_agg(p.team_id order by p.id), '{}') as teams
               from rsvps r
               join people p on p.id = r.person_id
               where r.event_id = e.id and r.answer = 'going' and e.present = 0 and e.list_completed_at is null
           ) r
           where e.community_id = any ($1) and e.state <> 'draft' and e.ends_at <= $2"#,
        communities as &[CommunityId],
        now
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

pub async fn small(db: &PgPool, communities: &[CommunityId]) -> sqlx::Result<Vec<CommunityFact<SmallFacts>>> {
    let rows = sqlx::query!(
        r#"select c.id,
                  (select json_agg(json_build_object('on', (s.published_at at time zone c.zone)::date,
                                                     'author', s.author_id))
                   from stories s
                   where s.community_id = c.id and s.published_at is not null and s.withdrawn_at is null)
                      as "stories?: Json<Vec<StoryFact>>",
                  (select json_agg(w)
                   from (select distinct a.person_id as person, a.thing_id as session, (a.at at time zone c.zone)::date as on
                         from acts a
                         where a.community_id = c.id
                           and a.thing in ('event', 'series')
                           and a.verb in ('create', 'edit', 'move', 'publish', 'take_attendance', 'post_recap')
                           and a.thing_id is not null
                           and a.person_id is not null) w) as "acts?: Json<Vec<OrganisingAct>>",
                  (select json_agg(json_build_object('from', p.starts_on, 'until', p.ends_on))
                   from pauses p
                   where p.community_id = c.id) as "pauses?: Json<Vec<Pause>>"
           from communities c
           where c.id = any ($1)"#,
        communities as &[CommunityId]
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
