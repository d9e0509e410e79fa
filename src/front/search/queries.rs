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
    pub people: i32,
    pub archived: bool,
}

/// What this reader may see of what is looked for, of each kind the best first and what is archived last. One statement,
/// so that a letter more in the search box costs one round trip.
///
/// Every word has to be there, or one that is like it: the first finds the rows by an index, the others check them.
#[expect(clippy::too_many_lines, reason = "one statement for all kinds, each with the predicate of its own pages")]
pub async fn hits(
    db: &PgPool,
    reader: PersonId,
    filter: &SearchFilter<'_>,
    said_after: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Hit>> {
    let word = |at: usize| filter.words.get(at).map_or("", String::as_str);
    let kind = filter.kind.map_or("", SearchKind::as_str);
    sqlx::query_as!(
        Hit,
        r#"(select 'people' as "kind!: SearchKind", p.id as "id!: ThingId", '' as "slug!", p.name as "title!",
                   coalesce(t.name, '') as "detail!", null::timestamptz as "at?", 0 as "people!", false as "archived!"
            from people p
            left join teams t on t.id = p.team_id
            where $5 in ('', 'people')
              and p.deactivated_at is null and p.erased_at is null
              and $2 <% p.name and ($3 = '' or $3 <% p.name) and ($4 = '' or $4 <% p.name)
            order by word_similarity($2, p.name) + word_similarity($3, p.name) + word_similarity($4, p.name) desc,
                     lower(p.name), p.id
            limit $6 offset $7)
           union all
           (select 'topics', '00000000-0000-0000-0000-000000000000'::uuid, '', c.topic, c.kind, null, c.people, false
            from common_topics c
            where $5 in ('', 'topics')
              and $2 <% c.topic and ($3 = '' or $3 <% c.topic) and ($4 = '' or $4 <% c.topic)
            order by word_similarity($2, c.topic) + word_similarity($3, c.topic) + word_similarity($4, c.topic) desc,
                     c.people desc, c.folded, c.kind
            limit $6 offset $7)
           union all
           (select 'offers', o.person_id, '', o.topic, p.name, o.said_at, 0, false
            from help_offers_seen($1, $8) o
            join people p on p.id = o.person_id
            where $5 in ('', 'offers')
              and o.person_id <> $1
              and $2 <% o.topic and ($3 = '' or $3 <% o.topic) and ($4 = '' or $4 <% o.topic)
            order by word_similarity($2, o.topic) + word_similarity($3, o.topic) + word_similarity($4, o.topic) desc,
                     o.said_at desc, o.id
            limit $6 offset $7)
           union all
           (select 'communities', c.id, c.slug, c.name, c.practice, null, 0, c.archived_at is not null
            from communities_seen($1) c
            where $5 in ('', 'communities')
              and $2 <% c.words and ($3 = '' or $3 <% c.words) and ($4 = '' or $4 <% c.words)
            order by c.archived_at is not null,
                     word_similarity($2, c.name) + word_similarity($3, c.name) + word_similarity($4, c.name) desc,
                     lower(c.name), c.id
            limit $6 offset $7)
           union all
           (select 'sessions', e.id, '', e.title, c.name, e.starts_at, 0, c.archived_at is not null
            from events e
            join communities_seen($1) c on c.id = e.community_id
            where $5 in ('', 'sessions')
              and e.state = 'published'
              and $2 <% e.title and ($3 = '' or $3 <% e.title) and ($4 = '' or $4 <% e.title)
            order by c.archived_at is not null,
                     e.starts_at <= $9,
                     word_similarity($2, e.title) + word_similarity($3, e.title) + word_similarity($4, e.title) desc,
                     abs(extract(epoch from e.starts_at - $9)), e.id
            limit $6 offset $7)
           union all
           (select 'stories', s.id, '', s.title, c.name, s.published_at, 0, c.archived_at is not null
            from stories_seen($1) s
            join communities c on c.id = s.community_id
            where $5 in ('', 'stories')
              and ($2 <% s.title or (s.happened || ' ' || s.took_away || ' ' || s.did) ilike '%' || $2 || '%')
              and ($3 = '' or $3 <% s.title
                   or (s.happened || ' ' || s.took_away || ' ' || s.did) ilike '%' || $3 || '%')
              and ($4 = '' or $4 <% s.title
                   or (s.happened || ' ' || s.took_away || ' ' || s.did) ilike '%' || $4 || '%')
            order by c.archived_at is not null,
                     word_similarity($2, s.title) + word_similarity($3, s.title) + word_similarity($4, s.title) desc,
                     s.published_at desc, s.id
            limit $6 offset $7)"#,
        reader as PersonId,
        word(0),
        word(1),
        word(2),
        kind,
        filter.rows.limit,
        filter.rows.offset,
        said_after,
        now
    )
    .fetch_all(db)
    .await
}
