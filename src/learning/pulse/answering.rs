use sqlx::PgConnection;
use time::OffsetDateTime;

use super::PulseItem;
use super::queries::{self, NewAnswers, Pulse};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{PersonId, PulseId};

/// Takes a person's answers, once: sent again, they change nothing. The list of who answered and the counts are written
/// in the caller's transaction, and in both all rows of the round anew. Nothing else is written, and nobody is told.
///
/// # Errors
/// [`Error::Refused`] when it is closed, [`Error::NotFound`] for someone who was not here when it was opened.
pub async fn answer(
    db: &mut PgConnection,
    pulse: PulseId,
    person: PersonId,
    answers: &NewAnswers,
    now: OffsetDateTime,
) -> Result<()> {
    queries::lock(&mut *db, pulse).await?;
    let round = queries::asked_round(&mut *db, pulse, person).await?.ok_or(Error::NotFound)?;
    if round.has_answered {
        return Ok(());
    }
    if round.closed_at.is_some()
        || round.cancelled_at.is_some()
        || round.closes_at <= now
        || round.is_archived
    {
        return Err(Error::Refused("This pulse is closed. It takes no more answers."));
    }
    queries::add(&mut *db, pulse, person, answers).await?;
    Ok(queries::mark(db, pulse, person).await?)
}

impl Pulse {
    pub fn path(&self) -> String {
        format!("/pulses/{}", self.id)
    }

    pub fn takes_answers(&self, now: OffsetDateTime) -> bool {
        self.is_open() && now < self.closes_at && !self.is_archived
    }

    /// Neither closed nor cancelled.
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none() && self.cancelled_at.is_none()
    }

    /// What it asks: everything but the words.
    pub fn items(&self) -> &'static [PulseItem] {
        if self.asks_safety { &PulseItem::ALL } else { &PulseItem::USUAL }
    }

    /// What it asks about: the community, or the organisation.
    pub fn of(&self) -> &str {
        self.community.as_deref().unwrap_or(&self.organisation)
    }

    /// Where its rounds are listed.
    pub fn list_path(&self) -> String {
        match &self.community_slug {
            Some(slug) => format!("/communities/{slug}/pulse"),
            None => "/pulse".to_owned(),
        }
    }
}
