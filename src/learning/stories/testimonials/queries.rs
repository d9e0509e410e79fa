use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::rules::{self, Consents};
use super::{Quote, QuoteRow, Testimonial};
use crate::learning::stories::rules::Parts;
use crate::learning::stories::{AuthorDisplay, AuthorRole};
use crate::platform::ids::{CommunityId, PersonId, StoryId, TestimonialId};

/// The sentence lifted from a story, while it is not withdrawn.
pub async fn of_story(db: &PgPool, story: StoryId) -> sqlx::Result<Option<Testimonial>> {
    let row = sqlx::query!(
        "select id, sentence, on_community, on_impact, in_reports, in_public
         from testimonials
         where story_id = $1 and withdrawn_at is null",
        story as StoryId
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Testimonial {
        id: row.id,
        sentence: row.sentence,
        consents: Consents {
            on_community: row.on_community,
            on_impact: row.on_impact,
            in_reports: row.in_reports,
            in_public: row.in_public,
        },
    }))
}

/// The newest sentence of a community whose author lets it be shown on the community's page.
pub async fn latest(db: &PgPool, community: CommunityId, reader: PersonId) -> sqlx::Result<Option<Quote>> {
    let row = sqlx::query_as!(
        QuoteRow,
        r#"select sentence as "sentence!", story_id as "story_id!: StoryId", name, team, told_as as "told_as?: AuthorRole"
           from community_quote($1, $2)"#,
        community as CommunityId,
        reader as PersonId
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Quote::from))
}

/// A sentence for a card, with who said it as far as they want it known.
pub struct CardQuote {
    pub id: TestimonialId,
    pub story_id: StoryId,
    pub title: String,
    pub sentence: String,
    pub name: Option<String>,
    pub team: Option<String>,
    pub told_as: Option<AuthorRole>,
    /// People in that team today.
    pub team_people: i64,
    /// Only one that everyone in the organisation may know of is named on what leaves it.
    pub community: Option<String>,
}

impl CardQuote {
    pub fn by(&self) -> String {
        rules::byline_outside(self.name.as_deref(), self.team.as_deref(), self.told_as, self.team_people)
    }
}

/// A sentence whose author lets it be in reports and exports, for those who make reports: leaders, of what the whole
/// organisation may read; organisers, of their community; and the author.
pub async fn card(
    db: &PgPool,
    testimonial: TestimonialId,
    reader: PersonId,
) -> sqlx::Result<Option<CardQuote>> {
    sqlx::query_as!(
        CardQuote,
        r#"select t.id, s.id as story_id, s.title, t.sentence, b.name as "name?", b.team as "team?",
                  b.told_as as "told_as?",
                  (select count(*) from people where team_id = s.team_id and deactivated_at is null) as "team_people!",
                  case when c.visibility = 'listed' then c.name end as "community?"
           from testimonials t
           join stories s on s.id = t.story_id
           join bylines b on b.story_id = s.id
           join communities c on c.id = s.community_id
           where t.id = $1
             and t.in_reports
             and t.withdrawn_at is null
             and s.visibility <> 'community'
             and c.visibility = 'listed'
             and s.id in (select id from stories_seen($2))
             and (t.author_id = $2
                  or exists (select 1 from people p where p.id = $2 and p.is_leader)
                  or exists (select 1 from current_members m
                             where m.community_id = c.id and m.person_id = $2 and m.organiser))"#,
        testimonial as TestimonialId,
        reader as PersonId
    )
    .fetch_optional(db)
    .await
}

/// What an author's published story says, with its row locked: someone who edits it meanwhile takes turns.
pub async fn lock_parts(
    db: &mut PgConnection,
    story: StoryId,
    author: PersonId,
) -> sqlx::Result<Option<Parts>> {
    sqlx::query_as!(
        Parts,
        "select happened, took_away, did, changed_me, changed_team, success_now
         from stories
         where id = $1 and author_id = $2 and published_at is not null and withdrawn_at is null
         for update",
        story as StoryId,
        author as PersonId
    )
    .fetch_optional(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    story: StoryId,
    author: PersonId,
    sentence: &str,
    consents: Consents,
    now: OffsetDateTime,
) -> sqlx::Result<TestimonialId> {
    sqlx::query_scalar!(
        "insert into testimonials (story_id, author_id, sentence, on_community, on_impact, in_reports, in_public, given_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         returning id",
        story as StoryId,
        author as PersonId,
        sentence,
        consents.on_community,
        consents.on_impact,
        consents.in_reports,
        consents.in_public,
        now
    )
    .fetch_one(db)
    .await
}

/// Withdraws whatever was lifted from a story; the sentence, where there was one.
pub async fn withdraw_of(
    db: &mut PgConnection,
    story: StoryId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "update testimonials set withdrawn_at = $2 where story_id = $1 and withdrawn_at is null returning sentence",
        story as StoryId,
        now
    )
    .fetch_optional(db)
    .await
}

/// The sentence lifted from a story, inside the transaction that changes the story.
pub async fn sentence_of(db: &mut PgConnection, story: StoryId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select sentence from testimonials where story_id = $1 and withdrawn_at is null",
        story as StoryId
    )
    .fetch_optional(db)
    .await
}

/// A story by its testimonial, for the author who withdraws it.
pub struct WithdrawnQuote {
    pub story_id: StoryId,
    pub community_id: CommunityId,
    pub display: AuthorDisplay,
}

pub async fn withdraw(
    db: &mut PgConnection,
    testimonial: TestimonialId,
    author: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<WithdrawnQuote>> {
    sqlx::query_as!(
        WithdrawnQuote,
        "update testimonials t
         set withdrawn_at = $3
         from stories s
         where t.id = $1 and t.author_id = $2 and t.withdrawn_at is null and s.id = t.story_id
         returning t.story_id, s.community_id, s.display",
        testimonial as TestimonialId,
        author as PersonId,
        now
    )
    .fetch_optional(db)
    .await
}
