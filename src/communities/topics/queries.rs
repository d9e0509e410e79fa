use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::NewTopic;
use crate::communities::Community;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, TopicId};
use crate::platform::web::{Shell, encoded};

/// A topic as one person sees it.
#[derive(Debug, Deserialize)]
pub struct Topic {
    pub id: TopicId,
    pub title: String,
    pub details: String,
    pub proposed_by: PersonId,
    pub proposer: String,
    #[serde(with = "rfc3339")]
    pub proposed_at: OffsetDateTime,
    /// How many of the community's members want it.
    pub votes: i64,
    pub mine: bool,
    /// The session it is planned for, where there is one.
    pub event_id: Option<EventId>,
    /// It is planned, and members may see the session.
    pub is_announced: bool,
    #[serde(with = "rfc3339::option")]
    pub event_at: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    pub event_ends: Option<OffsetDateTime>,
    pub event_zone: Option<String>,
}

impl Topic {
    pub fn is_open(&self) -> bool {
        self.event_id.is_none()
    }

    /// When its session is, once members may know.
    pub fn announced_for(&self, shell: &Shell) -> Option<String> {
        let (from, to) = self.event_at.zip(self.event_ends).filter(|_| self.is_announced)?;
        Some(shell.start(&from, &to, self.event_zone.as_deref()?))
    }

    /// Its session, for those of the community who may see it.
    pub fn session_seen_in(&self, community: &Community) -> Option<EventId> {
        self.event_id.filter(|_| self.is_announced || community.organiser)
    }

    /// "9 votes, including yours"
    pub fn votes_in_words(&self) -> String {
        match (self.votes, self.mine) {
            (0, _) => "No votes".to_owned(),
            (1, true) => "1 vote, yours".to_owned(),
            (1, false) => "1 vote".to_owned(),
            (votes, true) => format!("{votes} votes, including yours"),
            (votes, false) => format!("{votes} votes"),
        }
    }

    /// Where an organiser plans a session about it; the form there begins with its words.
    pub fn plan_path(&self, community: &Community) -> String {
        let (title, details) = (encoded(&self.title), encoded(&self.details));
        format!("{}/events/new?topic={}&title={title}&agenda={details}", community.path(), self.id)
    }
}

/// Topics that were not taken off the list, the most wanted first. A session that was cancelled is none.
pub async fn of_community(db: &PgPool, community: CommunityId, reader: PersonId) -> sqlx::Result<Vec<Topic>> {
    sqlx::query_as!(
        Topic,
        r#"select id as "id!: TopicId", title as "title!", details as "details!", proposed_by as "proposed_by!: PersonId",
                  proposer as "proposer!", proposed_at as "proposed_at!", votes as "votes!", mine as "mine!",
                  event_id as "event_id?: EventId", is_announced as "is_announced!", event_at, event_ends,
                  event_zone
           from community_topics($1, $2)
           order by votes desc, proposed_at, id
           limit 200"#,
        community as CommunityId,
        reader as PersonId
    )
    .fetch_all(db)
    .await
}

/// How many topics of a community wait for a session.
pub struct OpenTopic {
    pub community_id: CommunityId,
    pub topics: i64,
}

pub async fn open_in(db: &PgPool, communities: &[CommunityId]) -> sqlx::Result<Vec<OpenTopic>> {
    sqlx::query_as!(
        OpenTopic,
        r#"select t.community_id, count(*) as "topics!"
           from topics t
           where t.community_id = any ($1)
             and t.retired_at is null
             and not exists (select 1 from events e where e.topic_id = t.id and e.state <> 'cancelled')
           group by t.community_id"#,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await
}

/// A topic with its community, as the person who acts on it needs it.
pub struct ProposedTopic {
    pub topic_id: TopicId,
    pub community_id: CommunityId,
    pub community_slug: String,
    pub organiser: bool,
    pub archived: bool,
}

/// A topic of a community this person belongs to, which is still on the list.
pub async fn proposed(db: &PgPool, topic: TopicId, person: PersonId) -> sqlx::Result<Option<ProposedTopic>> {
    sqlx::query_as!(
        ProposedTopic,
        r#"select t.id as topic_id, c.id as community_id, c.slug as community_slug, m.organiser as "organiser!",
                c.archived_at is not null as "archived!"
         from topics t
         join communities c on c.id = t.community_id
         join current_members m on m.community_id = c.id and m.person_id = $2
         where t.id = $1 and t.retired_at is null"#,
        topic as TopicId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    community: CommunityId,
    new: &NewTopic<'_>,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<TopicId> {
    sqlx::query_scalar!(
        "insert into topics (community_id, title, details, proposed_by, proposed_at)
         values ($1, $2, $3, $4, $5)
         returning id",
        community as CommunityId,
        new.title,
        new.details,
        by as PersonId,
        now
    )
    .fetch_one(db)
    .await
}

/// Says "me too". Saying it twice changes nothing.
pub async fn vote(
    db: &mut PgConnection,
    topic: TopicId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(sqlx::query!(
        "insert into topic_votes (topic_id, person_id, voted_at) values ($1, $2, $3) on conflict do nothing",
        topic as TopicId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)?)
}

pub async fn take_vote_back(db: &mut PgConnection, topic: TopicId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from topic_votes where topic_id = $1 and person_id = $2",
        topic as TopicId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn retire(
    db: &mut PgConnection,
    topic: TopicId,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update topics set retired_at = $3, retired_by = $2 where id = $1 and retired_at is null",
        topic as TopicId,
        by as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
