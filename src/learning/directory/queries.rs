use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::people::InterestKind;
use crate::platform::ids::{PersonId, TeamId};
use crate::platform::web::Rows;

/// How many topics of a person a list shows.
const MOST_TOPICS: i64 = 6;
/// How many of the most named topics stand above the list.
const MOST_CHIPS: i64 = 16;

/// What is looked for. Nothing asks for nothing.
pub struct PeopleFilter<'a> {
    pub words: &'a str,
    pub team: Option<TeamId>,
    pub topic: Option<(InterestKind, &'a str)>,
    pub rows: Rows,
}

/// The people found, by name.
pub async fn found(db: &PgPool, reader: PersonId, filter: &PeopleFilter<'_>) -> sqlx::Result<Vec<PersonId>> {
    match filter.topic {
        Some((kind, topic)) => {
            let found = of_topics(db, reader, kind, &[topic.to_lowercase()], filter).await?;
            if !found.is_empty() {
                return Ok(found);
            }
            // Nobody says it in these words: then those who say it nearly so.
            let alike = alike(db, reader, kind, topic).await?;
            of_topics(db, reader, kind, &alike, filter).await
        }
        None if filter.words.is_empty() => all(db, filter).await,
        None => named(db, filter).await,
    }
}

async fn all(db: &PgPool, filter: &PeopleFilter<'_>) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "select p.id
         from people p
         where p.deactivated_at is null
           and p.erased_at is null
           and ($1::uuid is null or p.team_id = $1)
         order by lower(p.name), p.id
         limit $2 offset $3",
        filter.team as Option<TeamId>,
        filter.rows.limit,
        filter.rows.offset
    )
    .fetch_all(db)
    .await
}

/// The name that fits best comes first.
async fn named(db: &PgPool, filter: &PeopleFilter<'_>) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "select p.id
         from people p
         where p.deactivated_at is null
           and p.erased_at is null
           and $1 <% p.name
           and word_alike(lower($1), p.name)
           and ($2::uuid is null or p.team_id = $2)
         order by word_similarity($1, p.name) desc, lower(p.name), p.id
         limit $3 offset $4",
        filter.words,
        filter.team as Option<TeamId>,
        filter.rows.limit,
        filter.rows.offset
    )
    .fetch_all(db)
    .await
}

async fn of_topics(
    db: &PgPool,
    reader: PersonId,
    kind: InterestKind,
    topics: &[String],
    filter: &PeopleFilter<'_>,
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "select p.id
         from interests_seen($1) i
         join people p on p.id = i.person_id
         where i.kind = $2
           and lower(i.topic) = any ($3)
           and ($4 = '' or word_alike(lower($4), p.name))
           and ($5::uuid is null or p.team_id = $5)
         group by p.id
         order by lower(p.name), p.id
         limit $6 offset $7",
        reader as PersonId,
        kind as InterestKind,
        topics,
        filter.words,
        filter.team as Option<TeamId>,
        filter.rows.limit,
        filter.rows.offset
    )
    .fetch_all(db)
    .await
}

/// Topics of a kind that this reader may see and that are spelled nearly so.
async fn alike(db: &PgPool, reader: PersonId, kind: InterestKind, topic: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select distinct lower(i.topic) as "topic!"
           from interests_seen($1) i
           where i.kind = $2 and word_alike(lower($3), i.topic)
           limit 20"#,
        reader as PersonId,
        kind as InterestKind,
        topic
    )
    .fetch_all(db)
    .await
}

/// A person in the directory, with what this reader may see of them.
pub struct DirectoryEntry {
    pub id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub department: Option<String>,
    pub knows: Vec<String>,
    pub wants: Vec<String>,
    pub offer: Option<String>,
    pub offered_at: Option<OffsetDateTime>,
}

impl DirectoryEntry {
    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

/// These people, in the order in which they are named.
pub async fn entries(
    db: &PgPool,
    reader: PersonId,
    people: &[PersonId],
    offered_after: OffsetDateTime,
) -> sqlx::Result<Vec<DirectoryEntry>> {
    sqlx::query_as!(
        DirectoryEntry,
        r#"select p.id, p.name, t.name as "team?", d.name as "department?",
                  array(select i.topic from interests_seen($1) i
                        where i.person_id = p.id and i.kind = 'knows'
                        order by lower(i.topic) limit $4) as "knows!",
                  array(select i.topic from interests_seen($1) i
                        where i.person_id = p.id and i.kind = 'wants'
                        order by lower(i.topic) limit $4) as "wants!",
                  o.topic as "offer?", o.said_at as "offered_at?"
           from unnest($2::uuid[]) with ordinality n (id, place)
           join people p on p.id = n.id
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           left join lateral (select topic, said_at from help_offers_seen($1, $3)
                              where person_id = p.id
                              order by said_at desc, topic
                              limit 1) o on true
           order by n.place"#,
        reader as PersonId,
        people as &[PersonId],
        offered_after,
        MOST_TOPICS
    )
    .fetch_all(db)
    .await
}

/// A topic that many name.
pub struct CommonTopic {
    pub kind: InterestKind,
    pub topic: String,
    pub people: i32,
}

/// Those that most people know, then those that most want to learn.
pub async fn common_topics(db: &PgPool) -> sqlx::Result<Vec<CommonTopic>> {
    sqlx::query_as!(
        CommonTopic,
        r#"(select kind as "kind!: InterestKind", topic as "topic!", people as "people!"
            from common_topics where kind = 'knows' order by people desc, folded limit $1)
           union all
           (select kind, topic, people
            from common_topics where kind = 'wants' order by people desc, folded limit $1)"#,
        MOST_CHIPS
    )
    .fetch_all(db)
    .await
}

/// An open team, for a form.
pub struct TeamOption {
    pub id: TeamId,
    pub name: String,
}

pub async fn team_options(db: &PgPool) -> sqlx::Result<Vec<TeamOption>> {
    sqlx::query_as!(TeamOption, "select id, name from teams where closed_at is null order by lower(name)")
        .fetch_all(db)
        .await
}

/// Two copies that count at once would both empty the table and fill it twice.
pub async fn take_turns(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('common_topics'))").fetch_one(db).await.map(drop)
}

pub async fn forget_counts(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("delete from common_topics").execute(db).await.map(drop)
}

/// Each under its most common spelling. Only what everyone may see is counted.
pub async fn count(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into common_topics (kind, folded, topic, people)
         select i.kind, lower(i.topic), mode() within group (order by i.topic), count(distinct i.person_id)
         from interests i
         join people p on p.id = i.person_id and p.deactivated_at is null and p.erased_at is null
         where case i.kind when 'knows' then p.knows_seen_by else p.wants_seen_by end = 'everyone'
         group by i.kind, lower(i.topic)"
    )
    .execute(db)
    .await
    .map(drop)
}
