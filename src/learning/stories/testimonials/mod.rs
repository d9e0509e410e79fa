//! Testimonials: one sentence lifted from a story by its author, with consent for each use. Withdrawing it takes
//! it from every page at once, since every page asks for it anew.

pub mod actions;
mod card;
pub mod pages;
mod queries;
pub mod rules;

use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::AuthorRole;
use super::rules::{Parts, byline};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, PersonId, StoryId, TestimonialId};

pub use rules::Consents;

/// A sentence beside someone else's page, with who said it as far as they want it known.
#[derive(Debug, Deserialize)]
#[serde(from = "QuoteRow")]
pub struct Quote {
    pub sentence: String,
    pub by: String,
    pub story_id: StoryId,
}

/// As it is read: a sentence and its byline.
#[derive(Deserialize)]
struct QuoteRow {
    sentence: String,
    story_id: StoryId,
    name: Option<String>,
    team: Option<String>,
    told_as: Option<AuthorRole>,
}

impl From<QuoteRow> for Quote {
    fn from(row: QuoteRow) -> Self {
        let by = byline(row.name.as_deref(), row.team.as_deref(), row.told_as);
        Self { sentence: row.sentence, by, story_id: row.story_id }
    }
}

/// The sentence of a story and where it may be used.
pub struct Testimonial {
    pub id: TestimonialId,
    pub sentence: String,
    pub consents: Consents,
}

pub async fn latest(db: &PgPool, community: CommunityId, reader: PersonId) -> Result<Option<Quote>> {
    Ok(queries::latest(db, community, reader).await?)
}

pub async fn of_story(db: &PgPool, story: StoryId) -> Result<Option<Testimonial>> {
    Ok(queries::of_story(db, story).await?)
}

/// Lifts a sentence with new consents; the one lifted before is withdrawn, and so are its consents.
///
/// # Errors
/// [`Error::NotFound`] unless it is the author's published story; [`Error::Refused`] for a sentence it does not say.
pub async fn lift(
    db: &mut PgConnection,
    story: StoryId,
    author: PersonId,
    sentence: &str,
    consents: Consents,
    now: OffsetDateTime,
) -> Result<TestimonialId> {
    let parts = queries::lock_parts(&mut *db, story, author).await?.ok_or(Error::NotFound)?;
    let sentence = rules::sentence(sentence, &parts).map_err(Error::Refused)?;
    queries::withdraw_of(&mut *db, story, now).await?;
    Ok(queries::insert(db, story, author, &sentence, consents, now).await?)
}

/// Withdraws the sentence of a story that was itself withdrawn.
pub async fn withdraw_of(db: &mut PgConnection, story: StoryId, now: OffsetDateTime) -> Result<()> {
    queries::withdraw_of(db, story, now).await?;
    Ok(())
}

/// After a story changed: withdraws the sentence where the story no longer says it. Was it?
pub async fn withdraw_unless_said(
    db: &mut PgConnection,
    story: StoryId,
    parts: &Parts,
    now: OffsetDateTime,
) -> Result<bool> {
    let sentence = queries::sentence_of(&mut *db, story).await?;
    if sentence.is_none_or(|sentence| rules::occurs(&sentence, parts)) {
        return Ok(false);
    }
    Ok(queries::withdraw_of(db, story, now).await?.is_some())
}
