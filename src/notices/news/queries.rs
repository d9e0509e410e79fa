use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::notices::NoticeKind;
use crate::platform::ids::{CommunityId, EventId, PersonId, StoryId, ThingId};

/// Claims sessions that were published since `since` and have not been told: the row is the promise that they are told
/// once. Of a series only the first date is news.
pub async fn claim_sessions(
    db: &mut PgConnection,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<EventId>> {
    sqlx::query_scalar!(
        r#"insert into news (kind, thing_id, told_at)
         select 'new_session', e.id, $2
         from events e
         join communities c on c.id = e.community_id and c.archived_at is null
         where e.state = 'published'
           and e.published_at > $1
           and e.published_at <= $2
           and e.starts_at > $2
           and not exists (select 1 from news n where n.kind = 'new_session' and n.thing_id = e.id)
           and not exists (select 1 from events b
                           where b.series_id = e.series_id and b.published_at is not null and b.series_on < e.series_on)
         order by e.published_at
         limit 20
         on conflict do nothing
         returning thing_id as "thing_id: EventId""#,
        since,
        now
    )
    .fetch_all(db)
    .await
}

pub async fn claim_stories(
    db: &mut PgConnection,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<StoryId>> {
    sqlx::query_scalar!(
        r#"insert into news (kind, thing_id, told_at)
         select 'story', s.id, $2
         from stories s
         join communities c on c.id = s.community_id and c.archived_at is null
         where s.published_at > $1
           and s.published_at <= $2
           and s.withdrawn_at is null
           and not exists (select 1 from news n where n.kind = 'story' and n.thing_id = s.id)
         order by s.published_at
         limit 20
         on conflict do nothing
         returning thing_id as "thing_id: StoryId""#,
        since,
        now
    )
    .fetch_all(db)
    .await
}

/// A piece of news for someone.
pub struct News {
    pub thing_id: ThingId,
    pub title: String,
    pub community_id: CommunityId,
    pub community: String,
    /// Of a session.
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub session_zone: String,
    pub place: String,
    pub every_so_often: bool,
    /// Who told the story, as far as may be said.
    pub by: Option<String>,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
}

/// Each of these sessions for each member who wants to hear of it at once, except the person who made it.
pub async fn of_sessions(db: &mut PgConnection, events: &[EventId]) -> sqlx::Result<Vec<News>> {
    sqlx::query_as!(
        News,
        r#"select e.id as thing_id, e.title, c.id as community_id, c.name as community, e.starts_at, e.ends_at, e.zone as session_zone, e.place,
                  e.series_id is not null as "every_so_often!", null::text as "by?",
                  p.id as person_id, p.name, p.email, p.zone
           from events e
           join communities c on c.id = e.community_id
           join current_members m on m.community_id = c.id
           join people p on p.id = m.person_id and p.deactivated_at is null and p.id <> e.created_by
           join notice_ways(p.id, c.id, $2) told on told.way = 'at_once'
           where e.id = any ($1)
             -- Who voted for its date is told by the poll.
             and not exists (select 1 from polls b
                             join poll_options o on o.poll_id = b.id
                             join poll_votes v on v.option_id = o.id and v.person_id = p.id
                             where b.event_id = e.id)"#,
        events as &[EventId],
        NoticeKind::NewSession.as_str()
    )
    .fetch_all(db)
    .await
}

/// Each of these stories for each member who wants to hear of it at once, except its author.
pub async fn of_stories(db: &mut PgConnection, stories: &[StoryId]) -> sqlx::Result<Vec<News>> {
    sqlx::query_as!(
        News,
        r#"select s.id as thing_id, s.title, c.id as community_id, c.name as community,
                  s.published_at as "starts_at!", s.published_at as "ends_at!", c.zone as session_zone, '' as "place!", false as "every_so_often!", b.name as "by?",
                  p.id as person_id, p.name, p.email, p.zone
           from stories s
           join bylines b on b.story_id = s.id
           join communities c on c.id = s.community_id
           join current_members m on m.community_id = c.id
           join people p on p.id = m.person_id and p.deactivated_at is null and p.id <> s.author_id
           join notice_ways(p.id, c.id, $2) told on told.way = 'at_once'
           where s.id = any ($1)"#,
        stories as &[StoryId],
        NoticeKind::Story.as_str()
    )
    .fetch_all(db)
    .await
}

pub async fn forget(db: &PgPool, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("delete from news where told_at < $1", before).execute(db).await.map(drop)
}
