//! What happened in communities, of as many of them as are asked for at once. Days are those of the community's zone.

use sqlx::PgPool;
use time::OffsetDateTime;

use crate::guide::phases::facts::{
    CommunityFacts, MembershipSpell, OrganisingAct, Pause, SessionAttendee, SessionFact, StoryFact,
};
use crate::platform::ids::{CommunityId, EventId, PersonId};

/// A fact and the community it belongs to.
pub struct CommunityFact<T> {
    pub community: CommunityId,
    pub fact: T,
}

/// A person and the session they were at, or said they would be at.
pub struct SessionPerson {
    pub session: EventId,
    pub present: SessionAttendee,
}

pub async fn founded(
    db: &PgPool,
    communities: &[CommunityId],
) -> sqlx::Result<Vec<CommunityFact<CommunityFacts>>> {
    let rows = sqlx::query!(
        r#"select id, founder_id, cadence_days, (created_at at time zone zone)::date as "founded_on!",
                  (purpose_set_at at time zone zone)::date as purpose_set_on
           from communities
           where id = any ($1)"#,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await?;
    let facts = rows.into_iter().map(|row| {
        let facts = CommunityFacts {
            purpose_set_on: row.purpose_set_on,
            cadence_days: row.cadence_days.and_then(|days| u32::try_from(days).ok()),
            ..CommunityFacts::founded(row.founded_on, row.founder_id)
        };
        CommunityFact { community: row.id, fact: facts }
    });
    Ok(facts.collect())
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

/// Sessions whose time has passed, held or cancelled, still without the people in the room.
pub async fn sessions(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CommunityFact<SessionFact>>> {
    let rows = sqlx::query!(
        r#"select e.community_id, e.id, e.state = 'cancelled' as "cancelled!",
                  e.list_completed_at is not null as "list_complete!",
                  (e.starts_at at time zone c.zone)::date as "on!",
                  array(select h.person_id from hosts h where h.event_id = e.id) as "hosts!: Vec<PersonId>"
           from events e
           join communities c on c.id = e.community_id
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
            present: Vec::new(),
            going: Vec::new(),
            list_complete: row.list_complete,
        };
        CommunityFact { community: row.community_id, fact: session }
    });
    Ok(sessions.collect())
}

/// Who was in the room, session by session, each with their team on that day.
pub async fn present(db: &PgPool, communities: &[CommunityId]) -> sqlx::Result<Vec<SessionPerson>> {
    let rows = sqlx::query!(
        "select a.event_id, a.person_id, a.team_id
         from attendance a
         join events e on e.id = a.event_id
         where e.community_id = any ($1)",
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionPerson {
            session: row.event_id,
            present: SessionAttendee { person: row.person_id, team: row.team_id },
        })
        .collect())
}

/// Who said yes to sessions of which nobody was recorded; their team is today's, since none was kept.
pub async fn going(db: &PgPool, communities: &[CommunityId]) -> sqlx::Result<Vec<SessionPerson>> {
    let rows = sqlx::query!(
        "select r.event_id, r.person_id, p.team_id
         from rsvps r
         join events e on e.id = r.event_id
         join people p on p.id = r.person_id
         where e.community_id = any ($1) and r.answer = 'going' and e.present = 0 and e.list_completed_at is null",
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionPerson {
            session: row.event_id,
            present: SessionAttendee { person: row.person_id, team: row.team_id },
        })
        .collect())
}

pub async fn stories(
    db: &PgPool,
    communities: &[CommunityId],
) -> sqlx::Result<Vec<CommunityFact<StoryFact>>> {
    let rows = sqlx::query!(
        r#"select s.community_id, s.author_id, (s.published_at at time zone c.zone)::date as "on!"
           from stories s
           join communities c on c.id = s.community_id
           where s.community_id = any ($1) and s.published_at is not null and s.withdrawn_at is null"#,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CommunityFact {
            community: row.community_id,
            fact: StoryFact { on: row.on, author: row.author_id },
        })
        .collect())
}

/// Organising work, once a day for each person, session or series, and kind of work.
pub async fn acts(
    db: &PgPool,
    communities: &[CommunityId],
) -> sqlx::Result<Vec<CommunityFact<OrganisingAct>>> {
    let rows = sqlx::query!(
        r#"select distinct a.community_id as "community_id!", a.person_id as "person_id!", a.thing_id as "session!: EventId",
                  (a.at at time zone c.zone)::date as "on!"
           from acts a
           join communities c on c.id = a.community_id
           where a.community_id = any ($1)
             and a.thing in ('event', 'series')
             and a.verb in ('create', 'edit', 'move', 'publish', 'take_attendance', 'post_recap')
             and a.thing_id is not null
             and a.person_id is not null"#,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await?;
    let acts = rows.into_iter().map(|row| CommunityFact {
        community: row.community_id,
        fact: OrganisingAct { on: row.on, person: row.person_id, session: row.session },
    });
    Ok(acts.collect())
}

pub async fn pauses(db: &PgPool, communities: &[CommunityId]) -> sqlx::Result<Vec<CommunityFact<Pause>>> {
    let rows = sqlx::query!(
        "select community_id, starts_on, ends_on from pauses where community_id = any ($1)",
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CommunityFact {
            community: row.community_id,
            fact: Pause { from: row.starts_on, until: row.ends_on },
        })
        .collect())
}
