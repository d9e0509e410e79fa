use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::FEWEST_SHOWN;
use crate::platform::ids::{CommunityId, PersonId};

/// What a community agrees on, as one person sees it.
#[derive(Debug, Deserialize)]
pub struct Agreements {
    pub lines: Vec<String>,
    #[serde(with = "rfc3339")]
    pub looked_at: OffsetDateTime,
    /// How many members agree to these words.
    pub agreed: i64,
    /// The reader does.
    pub mine: bool,
}

impl Agreements {
    /// "12 members agree", once there are enough of them.
    pub fn agreed_in_words(&self) -> Option<String> {
        (self.agreed >= FEWEST_SHOWN).then(|| format!("{} members agree", self.agreed))
    }
}

pub async fn of_community(
    db: &PgPool,
    community: CommunityId,
    reader: PersonId,
) -> sqlx::Result<Option<Agreements>> {
    sqlx::query_as!(
        Agreements,
        r#"select lines as "lines!", looked_at as "looked_at!", agreed as "agreed!", mine as "mine!"
           from community_agreements($1, $2)"#,
        community as CommunityId,
        reader as PersonId
    )
    .fetch_optional(db)
    .await
}

/// Makes the list, where there is none yet.
pub async fn begin(db: &mut PgConnection, community: CommunityId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into agreement_lists (community_id, changed_at, looked_at) values ($1, $2, $2)
         on conflict (community_id) do nothing",
        community as CommunityId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// The list as it is: whoever writes it takes turns, so that no half of two lists is kept.
pub async fn lock(db: &mut PgConnection, community: CommunityId) -> sqlx::Result<Vec<String>> {
    sqlx::query!(
        "select community_id from agreement_lists where community_id = $1 for update",
        community as CommunityId
    )
    .fetch_one(&mut *db)
    .await?;
    sqlx::query_scalar!(
        "select body from agreements where community_id = $1 order by position",
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

/// Takes the old lines off, before the new ones are written.
pub async fn replace(db: &mut PgConnection, community: CommunityId) -> sqlx::Result<()> {
    sqlx::query!("delete from agreements where community_id = $1", community as CommunityId)
        .execute(db)
        .await
        .map(drop)
}

pub async fn insert(db: &mut PgConnection, community: CommunityId, lines: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into agreements (community_id, position, body)
         select $1, line.place, line.body
         from unnest($2::text[]) with ordinality line (body, place)",
        community as CommunityId,
        lines
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn note_change(
    db: &mut PgConnection,
    community: CommunityId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update agreement_lists set changed_at = $2, looked_at = $2 where community_id = $1",
        community as CommunityId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn review(db: &mut PgConnection, community: CommunityId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update agreement_lists set looked_at = greatest(looked_at, $2) where community_id = $1",
        community as CommunityId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// There is nothing to agree to before the first list.
pub async fn agree(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into agreement_consents (community_id, person_id, agreed_at)
         select l.community_id, $2, $3 from agreement_lists l where l.community_id = $1
         on conflict (community_id, person_id) do update set agreed_at = excluded.agreed_at",
        community as CommunityId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn withdraw(db: &mut PgConnection, community: CommunityId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from agreement_consents where community_id = $1 and person_id = $2",
        community as CommunityId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}
