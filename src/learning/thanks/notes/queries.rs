mod lists;

use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::rules::{ThanksPhrase, phrase};
use super::{NewThanks, ThanksReach};
use crate::notices::NoticeKind;
use crate::platform::ids::{CommunityId, EventId, PersonId, StoryId, ThanksId};
use crate::platform::web::emblem;

pub use lists::{HelpTie, ReceivedNotes, given, received, ties};

/// A note as lists show it: to its recipient, its sender, or a community.
#[derive(Debug, Deserialize)]
pub struct ThankYou {
    pub id: ThanksId,
    pub sender_id: PersonId,
    pub sender: String,
    pub sender_department: Option<String>,
    /// Nobody, where the reader may not know who wrote the story.
    pub recipient_id: Option<PersonId>,
    pub recipient: Option<String>,
    pub story_id: Option<StoryId>,
    pub story: Option<String>,
    pub event_id: Option<EventId>,
    pub event: Option<String>,
    pub helped_with: Option<String>,
    pub line: String,
    pub reach: ThanksReach,
    #[serde(with = "rfc3339")]
    pub at: OffsetDateTime,
}

impl ThankYou {
    pub fn hue(&self) -> u8 {
        emblem::hue(self.sender_department.as_deref().unwrap_or(""))
    }

    /// "for the session “Flaky tests”"
    pub fn thing(&self) -> String {
        let named = self.story.as_deref().map(ThanksPhrase::Story);
        let named = named.or_else(|| self.event.as_deref().map(ThanksPhrase::Session));
        phrase(
            named
                .or_else(|| self.helped_with.as_deref().map(ThanksPhrase::Help))
                .unwrap_or(ThanksPhrase::Untold),
        )
    }

    /// Where the thing is to be read.
    pub fn path(&self) -> Option<String> {
        match (self.story_id, self.event_id) {
            (Some(story), _) if self.story.is_some() => Some(format!("/stories/{story}")),
            (_, Some(event)) if self.event.is_some() => Some(format!("/events/{event}")),
            _ => None,
        }
    }

    pub fn is_between_two(&self) -> bool {
        self.reach == ThanksReach::Recipient
    }
}

/// A published story this sender may read; the one tap becomes a note. Where the author is not named, or sees its community
/// no more, only they see it.
pub async fn for_story(
    db: &mut PgConnection,
    new: &NewThanks<'_>,
    story: StoryId,
    reach: ThanksReach,
    now: OffsetDateTime,
) -> sqlx::Result<Option<ThanksId>> {
    sqlx::query_scalar!(
        "insert into thanks (person_id, recipient_id, story_id, line, reach, at)
         select $1, s.author_id, s.id, $4, case when b.person_id is null
                                                      or s.community_id not in (select id from communities_seen(s.author_id))
                                                 then 'recipient' else $5 end, $6
         from stories s
         join bylines b on b.story_id = s.id
         join people p on p.id = s.author_id and p.deactivated_at is null
         where s.id = $2
           and s.author_id = $3
           and s.author_id <> $1
           and s.id in (select id from stories_seen($1))
         on conflict (story_id, person_id) do update
         set line = excluded.line, reach = excluded.reach, at = excluded.at
         where thanks.reach = 'counted'
         returning id",
        new.from as PersonId,
        story as StoryId,
        new.to as PersonId,
        new.line,
        reach as ThanksReach,
        now
    )
    .fetch_optional(db)
    .await
}

/// A session that took place and that both may see.
pub async fn for_session(
    db: &mut PgConnection,
    new: &NewThanks<'_>,
    event: EventId,
    reach: ThanksReach,
    now: OffsetDateTime,
) -> sqlx::Result<Option<ThanksId>> {
    sqlx::query_scalar!(
        "insert into thanks (person_id, recipient_id, event_id, line, reach, at)
         select $1, p.id, e.id, $4, $5, $6
         from events e
         join people p on p.id = $3 and p.id <> $1 and p.deactivated_at is null
         where e.id = $2
           and e.state = 'published'
           and e.ends_at <= $6
           and e.community_id in (select id from communities_seen($1))
           and e.community_id in (select id from communities_seen($3))
         on conflict (event_id, person_id, recipient_id) do nothing
         returning id",
        new.from as PersonId,
        event as EventId,
        new.to as PersonId,
        new.line,
        reach as ThanksReach,
        now
    )
    .fetch_optional(db)
    .await
}

/// Help is shown in a community that both are in, or to the recipient alone.
pub async fn for_help(
    db: &mut PgConnection,
    new: &NewThanks<'_>,
    with: &str,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> sqlx::Result<Option<ThanksId>> {
    sqlx::query_scalar!(
        "insert into thanks (person_id, recipient_id, helped_with, community_id, line, reach, at)
         select $1, p.id, $3, $4, $5, case when $4::uuid is null then 'recipient' else 'community' end, $6
         from people p
         where p.id = $2
           and p.id <> $1
           and p.deactivated_at is null
           and ($4::uuid is null
                or (exists (select 1 from current_members m where m.community_id = $4 and m.person_id = $1)
                    and exists (select 1 from current_members m where m.community_id = $4 and m.person_id = $2)))
         on conflict (person_id, recipient_id, lower(helped_with)) do nothing
         returning id",
        new.from as PersonId,
        new.to as PersonId,
        with,
        community as Option<CommunityId>,
        new.line,
        now
    )
    .fetch_optional(db)
    .await
}

/// The author of a story, and whether the story names them.
pub struct ThankedAuthor {
    pub id: PersonId,
    pub name: String,
    pub is_named: bool,
    pub is_active: bool,
}

pub async fn author(db: &PgPool, story: StoryId) -> sqlx::Result<ThankedAuthor> {
    sqlx::query_as!(
        ThankedAuthor,
        r#"select p.id, p.name, b.person_id is not null as "is_named!", p.deactivated_at is null as "is_active!"
           from stories s
           join people p on p.id = s.author_id
           join bylines b on b.story_id = s.id
           where s.id = $1"#,
        story as StoryId
    )
    .fetch_one(db)
    .await
}

pub async fn sees_session(db: &PgPool, person: PersonId, event: EventId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from events e where e.id = $2 and e.community_id in (select id from communities_seen($1))
           ) as "sees!""#,
        person as PersonId,
        event as EventId
    )
    .fetch_one(db)
    .await
}

/// A community in which help can be shown.
pub struct ShownIn {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
}

/// The sender’s own living communities.
pub async fn communities(db: &PgPool, sender: PersonId) -> sqlx::Result<Vec<ShownIn>> {
    sqlx::query_as!(
        ShownIn,
        "select c.id, c.slug, c.name
         from current_members m
         join communities c on c.id = m.community_id and c.archived_at is null
         where m.person_id = $1
         order by lower(c.name), c.id",
        sender as PersonId
    )
    .fetch_all(db)
    .await
}

pub async fn is_member(db: &PgPool, person: PersonId, community: CommunityId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from current_members where community_id = $1 and person_id = $2
           ) as "is_member!""#,
        community as CommunityId,
        person as PersonId
    )
    .fetch_one(db)
    .await
}

pub async fn mark_read(db: &mut PgConnection, person: PersonId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update thanks set read_at = $2 where recipient_id = $1 and read_at is null and at <= $2",
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn remove(db: &mut PgConnection, note: ThanksId, sender: PersonId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from thanks where id = $1 and person_id = $2 and reach <> 'counted'",
        note as ThanksId,
        sender as PersonId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Hides a note, or shows it again; only its recipient can.
pub async fn set_hidden(
    db: &mut PgConnection,
    note: ThanksId,
    recipient: PersonId,
    hidden_at: Option<OffsetDateTime>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update thanks set hidden_at = $3 where id = $1 and recipient_id = $2 and reach <> 'counted'",
        note as ThanksId,
        recipient as PersonId,
        hidden_at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// A note as its mail tells it.
pub struct NoteRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub by: String,
    pub story: Option<String>,
    pub event: Option<String>,
    pub helped_with: Option<String>,
    pub line: String,
    pub reach: ThanksReach,
    pub community_id: Option<CommunityId>,
    pub community: Option<String>,
}

/// The recipient, if they want to be told straight away.
pub async fn reader(db: &mut PgConnection, note: ThanksId) -> sqlx::Result<Option<NoteRecipient>> {
    sqlx::query_as!(
        NoteRecipient,
        r#"select p.id as person_id, p.name, p.email, f.name as by, s.title as "story?", e.title as "event?",
                  t.helped_with, t.line, t.reach, c.id as "community_id?", c.name as "community?"
           from thanks t
           join people p on p.id = t.recipient_id and p.deactivated_at is null
           join people f on f.id = t.person_id
           left join stories s on s.id = t.story_id
           left join events e on e.id = t.event_id
           left join communities c on c.id = coalesce(t.community_id, s.community_id, e.community_id)
                and c.id in (select id from communities_seen(p.id))
           join notice_ways(p.id, c.id, $2) told on told.way = 'at_once'
           where t.id = $1 and t.reach <> 'counted'"#,
        note as ThanksId,
        NoticeKind::Thanks.as_str()
    )
    .fetch_optional(db)
    .await
}
