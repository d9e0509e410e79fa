use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::ids::CommunityId;
use crate::platform::web::fingerprint;

/// What is asked of leaders now.
pub struct SupportRequest {
    pub words: String,
    pub asked_at: OffsetDateTime,
}

impl SupportRequest {
    /// For a form that answers this one and no other.
    pub fn fingerprint(&self) -> String {
        fingerprint([self.words.as_str(), &self.asked_at.unix_timestamp_nanos().to_string()])
    }
}

/// What was asked for, and came.
pub struct HelpGiven {
    pub wanted: String,
    pub thanks: String,
    pub answered_at: OffsetDateTime,
}

pub async fn open(db: &PgPool, community: CommunityId) -> sqlx::Result<Option<SupportRequest>> {
    sqlx::query_as!(
        SupportRequest,
        r#"select help_wanted as words, help_asked_at as "asked_at!"
           from communities
           where id = $1 and help_wanted <> '' and help_asked_at is not null"#,
        community as CommunityId
    )
    .fetch_optional(db)
    .await
}

/// The last few, the newest first.
pub async fn given(db: &PgPool, community: CommunityId) -> sqlx::Result<Vec<HelpGiven>> {
    sqlx::query_as!(
        HelpGiven,
        "select wanted, thanks, answered_at
         from help_given
         where community_id = $1
         order by answered_at desc
         limit 5",
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

/// Keeps what is asked now as answered. The row is locked, so that two who click at once do not thank twice.
pub async fn keep_answered(
    db: &mut PgConnection,
    community: CommunityId,
    thanks: &str,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into help_given (community_id, wanted, asked_at, thanks, answered_at)
         select id, help_wanted, coalesce(help_asked_at, $3), $2, $3
         from communities
         where id = $1 and help_wanted <> ''
         for update",
        community as CommunityId,
        thanks,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
