use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::learning::stories::AuthorRole;
use crate::learning::stories::numbers::Numbers;
use crate::learning::stories::rules::byline;
use crate::notices::NoticeKind;
use crate::platform::ids::{CommunityId, PersonId, StoryId};
use crate::platform::web::Rows;

/// A community whose organiser has numbers to check.
#[derive(Debug, Deserialize)]
pub struct NumbersToCheck {
    pub slug: String,
    pub community: String,
    pub stories: i64,
}

/// A story with numbers that nobody has confirmed.
pub struct ClaimedStory {
    pub id: StoryId,
    pub title: String,
    pub published_at: OffsetDateTime,
    hours_low: f64,
    hours_likely: f64,
    hours_high: f64,
    uses_per_year: i32,
    people_helped: i32,
    attribution: i32,
    confidence: i32,
    name: Option<String>,
    team: Option<String>,
    told_as: Option<AuthorRole>,
    pub mine: bool,
    /// What an organiser asked the author, while it is not settled.
    pub question: Option<String>,
    pub asked_at: Option<OffsetDateTime>,
}

impl ClaimedStory {
    pub fn numbers(&self) -> Numbers {
        Numbers {
            hours: [self.hours_low, self.hours_likely, self.hours_high],
            uses_per_year: self.uses_per_year,
            people: self.people_helped,
            attribution: self.attribution,
            confidence: self.confidence,
        }
    }

    pub fn by(&self) -> String {
        byline(self.name.as_deref(), self.team.as_deref(), self.told_as)
    }
}

/// Of one community, the ones that wait for its organisers first and the longest first.
pub async fn claimed(
    db: &PgPool,
    community: CommunityId,
    reader: PersonId,
    rows: Rows,
) -> sqlx::Result<Vec<ClaimedStory>> {
    sqlx::query_as!(
        ClaimedStory,
        r#"select s.id, s.title, s.published_at as "published_at!", s.hours_low::float8 as "hours_low!",
                  s.hours_likely::float8 as "hours_likely!", s.hours_high::float8 as "hours_high!",
                  s.uses_per_year as "uses_per_year!", s.people_helped as "people_helped!",
                  s.attribution as "attribution!", s.confidence as "confidence!",
                  b.name as "name?", b.team as "team?", b.told_as as "told_as?", s.author_id = $2 as "mine!",
                  q.question as "question?", q.asked_at as "asked_at?"
           from stories s
           join bylines b on b.story_id = s.id
           left join story_questions q on q.story_id = s.id and q.settled_at is null
           where s.community_id = $1
             and s.id in (select id from stories_seen($2))
             and s.hours_low is not null
             and s.verified_at is null
           order by q.asked_at is not null, s.author_id = $2, s.published_at, s.id
           limit $3 offset $4"#,
        community as CommunityId,
        reader as PersonId,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// A question that waits for an author.
#[derive(Debug, Deserialize)]
pub struct AskedAboutNumbers {
    pub story_id: StoryId,
    pub title: String,
    pub question: String,
}

pub async fn ask(
    db: &mut PgConnection,
    story: StoryId,
    organiser: PersonId,
    question: &str,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into story_questions (story_id, asked_by, question, asked_at)
         select s.id, $2, $3, $4
         from stories s
         where s.id = $1
           and s.author_id <> $2
           and s.hours_low is not null
           and s.verified_at is null
           and s.published_at is not null
           and s.withdrawn_at is null
         on conflict do nothing",
        story as StoryId,
        organiser as PersonId,
        question,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn settle(db: &mut PgConnection, story: StoryId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update story_questions set settled_at = $2 where story_id = $1 and settled_at is null",
        story as StoryId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// The author of a story, to be written to about its numbers.
pub struct AskedStoryAuthor {
    pub story_id: StoryId,
    pub title: String,
    pub community_id: CommunityId,
    pub community: String,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
}

/// Nobody, where they want no such mail or left the community: they read it on Home.
pub async fn author(db: &mut PgConnection, story: StoryId) -> sqlx::Result<Option<AskedStoryAuthor>> {
    sqlx::query_as!(
        AskedStoryAuthor,
        "select s.id as story_id, s.title, c.id as community_id, c.name as community, p.id as person_id, p.name, p.email
         from stories s
         join communities c on c.id = s.community_id
         join people p on p.id = s.author_id and p.deactivated_at is null
         join current_members m on m.community_id = c.id and m.person_id = p.id
         join notice_ways(p.id, c.id, $2) told on told.way = 'at_once'
         where s.id = $1",
        story as StoryId,
        NoticeKind::OwnStory.as_str()
    )
    .fetch_optional(db)
    .await
}

/// Is this a story of the community that this organiser may read, told by someone else?
pub async fn may_review(
    db: &PgPool,
    story: StoryId,
    community: CommunityId,
    organiser: PersonId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1
                          from stories_seen($3)
                          where id = $1 and community_id = $2 and author_id <> $3) as "may!""#,
        story as StoryId,
        community as CommunityId,
        organiser as PersonId
    )
    .fetch_one(db)
    .await
}
