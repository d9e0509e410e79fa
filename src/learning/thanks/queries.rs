use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{PersonId, StoryId};

/// Thanks the author of a published story. Thanking twice, or oneself, changes nothing.
pub async fn thank(
    db: &mut PgConnection,
    story: StoryId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(sqlx::query!(
        "insert into thanks (story_id, person_id, recipient_id, at)
         select s.id, $2, s.author_id, $3
         from stories s
         where s.id = $1 and s.author_id <> $2 and s.published_at is not null and s.withdrawn_at is null
         on conflict do nothing",
        story as StoryId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)?)
}

pub async fn take_back(db: &mut PgConnection, story: StoryId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from thanks where story_id = $1 and person_id = $2",
        story as StoryId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// "We used this too", for the team the person is in now. Saying it twice, or of one's own story, changes nothing.
pub async fn reuse(
    db: &mut PgConnection,
    story: StoryId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(sqlx::query!(
        "insert into reuses (story_id, person_id, team_id, at)
         select s.id, p.id, p.team_id, $3
         from stories s
         join people p on p.id = $2
         where s.id = $1 and s.author_id <> $2 and s.published_at is not null and s.withdrawn_at is null
         on conflict do nothing",
        story as StoryId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)?)
}

pub async fn take_back_reuse(db: &mut PgConnection, story: StoryId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from reuses where story_id = $1 and person_id = $2",
        story as StoryId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}
