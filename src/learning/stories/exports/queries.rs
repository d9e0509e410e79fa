use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::ExportKind;
use crate::platform::ids::{PersonId, StoryId, TestimonialId};

pub async fn note(
    db: &mut PgConnection,
    kind: ExportKind,
    sentences: &[TestimonialId],
    by: Option<PersonId>,
    on: Date,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into quote_exports (testimonial_id, kind, exported_on, exported_by)
         select testimonial_id, $2, $3, $4 from unnest($1::uuid[]) testimonial_id
         on conflict do nothing",
        sentences as &[TestimonialId],
        kind as ExportKind,
        on,
        by as Option<PersonId>
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn count(db: &mut PgConnection, story: StoryId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select (select count(distinct (e.kind, e.exported_on))
                   from quote_exports e
                   join testimonials t on t.id = e.testimonial_id
                   where t.story_id = $1)
                + (select count(*)
                   from snapshot_quotes q
                   join testimonials t on t.id = q.testimonial_id
                   where t.story_id = $1) as "count!""#,
        story as StoryId
    )
    .fetch_one(db)
    .await
}

/// A story as its author asks where its words went: withdrawn or not.
pub struct ExportedStory {
    pub title: String,
    pub withdrawn_at: Option<OffsetDateTime>,
}

pub async fn told(db: &PgPool, story: StoryId, author: PersonId) -> sqlx::Result<Option<ExportedStory>> {
    sqlx::query_as!(
        ExportedStory,
        "select title, withdrawn_at
         from stories
         where id = $1 and author_id = $2 and published_at is not null",
        story as StoryId,
        author as PersonId
    )
    .fetch_optional(db)
    .await
}

/// Something that held a sentence.
pub struct QuoteExport {
    pub sentence: String,
    pub withdrawn: bool,
    pub kind: ExportKind,
    pub on: Date,
}

/// What held the sentences of an author's story, the newest first.
pub async fn of_story(db: &PgPool, story: StoryId, author: PersonId) -> sqlx::Result<Vec<QuoteExport>> {
    sqlx::query_as!(
        QuoteExport,
        r#"select t.sentence, t.withdrawn_at is not null as "withdrawn!", used.kind as "kind!: ExportKind",
                  used.on_day as "on!"
           from testimonials t
           cross join lateral (
               select e.kind, e.exported_on as on_day
               from quote_exports e
               where e.testimonial_id = t.id
               union
               select 'snapshot', (s.made_at at time zone 'UTC')::date
               from snapshot_quotes q
               join snapshots s on s.id = q.snapshot_id
               where q.testimonial_id = t.id
           ) used
           where t.story_id = $1 and t.author_id = $2
           order by used.on_day desc, used.kind, t.given_at
           limit 100"#,
        story as StoryId,
        author as PersonId
    )
    .fetch_all(db)
    .await
}
