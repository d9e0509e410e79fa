use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::FollowUpAnswer;
use super::rules::{APART, ASKED_AFTER, ASKED_UNTIL, GrownStory, MOST_ASKED};
use crate::learning::stories::Cycle;
use crate::notices::NoticeKind;
use crate::platform::ids::{CommunityId, PersonId, StoryId};

/// A story whose author may be asked now, where it is a decent hour there.
pub struct DueStory {
    pub story_id: StoryId,
    pub number: i32,
    pub zone: String,
}

/// One story an author, the oldest first: a month old or asked of a month ago without much to tell, and not further than
/// what they did. Communities that were archived ask nothing.
pub async fn due(db: &PgPool, now: OffsetDateTime) -> sqlx::Result<Vec<DueStory>> {
    sqlx::query_as!(
        DueStory,
        r#"select distinct on (s.author_id) s.id as story_id, coalesce(f.number, 0) + 1 as "number!", p.zone
           from stories s
           join communities c on c.id = s.community_id and c.archived_at is null
           join people p on p.id = s.author_id and p.deactivated_at is null
           left join lateral (
               select number, answer, answered_at
               from story_follow_ups
               where story_id = s.id
               order by number desc
               limit 1
           ) f on true
           where s.published_at is not null
             and s.withdrawn_at is null
             and s.cycle in ('immediate', 'potential', 'applied')
             and case
                     when f.number is null then s.published_at <= $1 and s.published_at > $2
                     else f.number < $4 and f.answer = 'not_yet' and f.answered_at <= $1
                 end
             and not exists (select 1
                             from story_follow_ups lately
                             join stories o on o.id = lately.story_id
                             where o.author_id = s.author_id and lately.asked_at > $3)
           order by s.author_id, s.published_at, s.id"#,
        now - ASKED_AFTER,
        now - ASKED_UNTIL,
        now - APART,
        MOST_ASKED
    )
    .fetch_all(db)
    .await
}

/// Claims the asking: what another copy of the program asked already is not among the answers. The same place in both
/// lists is one.
pub async fn claim(
    db: &mut PgConnection,
    stories: &[StoryId],
    numbers: &[i32],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<StoryId>> {
    sqlx::query_scalar!(
        "insert into story_follow_ups (story_id, number, asked_at)
         select due.story_id, due.number, $3 from unnest($1::uuid[], $2::int[]) due (story_id, number)
         on conflict do nothing
         returning story_id",
        stories as &[StoryId],
        numbers,
        now
    )
    .fetch_all(db)
    .await
}

/// An author to write to, with what the mail says of their story.
pub struct AskedAuthor {
    pub story_id: StoryId,
    pub title: String,
    pub cycle: Cycle,
    pub community_id: CommunityId,
    pub community: String,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
}

/// Authors of these stories who are in the community still and want it by mail; the others read it on Home.
pub async fn authors(db: &mut PgConnection, stories: &[StoryId]) -> sqlx::Result<Vec<AskedAuthor>> {
    sqlx::query_as!(
        AskedAuthor,
        "select s.id as story_id, s.title, s.cycle, c.id as community_id, c.name as community, p.id as person_id, p.name,
                p.email
         from stories s
         join communities c on c.id = s.community_id
         join people p on p.id = s.author_id
         join current_members m on m.community_id = c.id and m.person_id = p.id
         join notice_ways(p.id, c.id, $2) told on told.way = 'at_once'
         where s.id = any ($1)
         order by s.id",
        stories as &[StoryId],
        NoticeKind::OwnStory.as_str()
    )
    .fetch_all(db)
    .await
}

/// A question that waits for an author.
#[derive(Debug, Deserialize)]
pub struct OpenFollowUp {
    pub story_id: StoryId,
    pub title: String,
    #[serde(with = "rfc3339")]
    pub published_at: OffsetDateTime,
}

/// Writes the answer to the question that is open, or to one that was not asked; answers which of the two it was.
pub async fn answer(
    db: &mut PgConnection,
    story: StoryId,
    answer: FollowUpAnswer,
    now: OffsetDateTime,
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"insert into story_follow_ups as f (story_id, number, asked_at, answer, answered_at)
           select $1, coalesce(max(number), 1), $3, $2, $3 from story_follow_ups where story_id = $1
           on conflict (story_id, number) do update set answer = excluded.answer, answered_at = excluded.answered_at
           returning number"#,
        story as StoryId,
        answer as FollowUpAnswer,
        now
    )
    .fetch_one(db)
    .await
}

/// Adds what came of it to a story that is told and not withdrawn.
pub async fn grow(
    db: &mut PgConnection,
    story: StoryId,
    grown: &GrownStory,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update stories
         set did = $2, changed_me = $3, changed_team = $4, cycle = $5, edited_at = $6
         where id = $1 and published_at is not null and withdrawn_at is null",
        story as StoryId,
        grown.did,
        grown.changed_me,
        grown.changed_team,
        grown.cycle as Cycle,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
