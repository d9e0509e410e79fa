use sqlx::PgPool;
use time::OffsetDateTime;

use super::SearchKind;
use crate::platform::ids::{PersonId, ThingId};
use crate::platform::web::Rows;

/// What is looked for, and how much of it is wanted of each kind.
pub struct SearchFilter<'a> {
    /// One to three, the longest first.
    pub words: &'a [String],
    /// All kinds, or one.
    pub kind: Option<SearchKind>,
    pub rows: Rows,
}

/// Something that was found.
pub struct Hit {
    pub kind: SearchKind,
    /// The person, community, session or story; of a topic, nothing.
    pub id: ThingId,
    pub slug: String,
    pub title: String,
    /// Team, purpose or community; of a topic, whether it is known or wanted.
    pub detail: String,
    pub at: Option<OffsetDateTime>,
    /// Of a session, and where it takes place.
    pub ends_at: Option<OffsetDateTime>,
    pub zone: Option<String>,
    pub people: i32,
    pub archived: bool,
}

/// What this reader may see of what is looked for. One statement for all kinds, so that a letter more in the search box
/// costs one round trip; it stands in a file of its own.
pub async fn hits(
    db: &PgPool,
    reader: PersonId,
    filter: &SearchFilter<'_>,
    said_after: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Hit>> {
    let word = |at: usize| filter.words.get(at).map_or("", String::as_str);
    sqlx::query_file_as!(
        Hit,
        "search/hits.sql",
        reader as PersonId,
        word(0),
        word(1),
        word(2),
        filter.kind.map_or("", SearchKind::as_str),
        filter.rows.limit,
        filter.rows.offset,
        said_after,
        now
    )
    .fetch_all(db)
    .await
}
