use sqlx::{PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Kind, Reach, Way};

/// What somebody chose; kinds and ways that this program no longer knows are passed over.
pub struct Choice {
    pub kind: String,
    pub way: String,
}

pub async fn choices(db: &PgPool, person: Uuid) -> sqlx::Result<Vec<Choice>> {
    sqlx::query_as!(Choice, "select kind, way from notice_choices where person_id = $1", person)
        .fetch_all(db)
        .await
}

pub async fn overrides(db: &PgPool, person: Uuid, community: Uuid) -> sqlx::Result<Vec<Choice>> {
    sqlx::query_as!(
        Choice,
        "select kind, way from notice_overrides where person_id = $1 and community_id = $2",
        person,
        community
    )
    .fetch_all(db)
    .await
}

/// A community of a person, and how many kinds they chose differently for it.
pub struct Own {
    pub slug: String,
    pub name: String,
    pub different: i64,
}

pub async fn communities(db: &PgPool, person: Uuid) -> sqlx::Result<Vec<Own>> {
    sqlx::query_as!(
        Own,
        r#"select c.slug, c.name,
                  (select count(*) from notice_overrides o
                   where o.person_id = $1 and o.community_id = c.id) as "different!"
           from members m
           join communities c on c.id = m.community_id
           where m.person_id = $1
             and m.left_at is null
             and m.joined_at is not null
             and c.archived_at is null
           order by lower(c.name)
           limit 100"#,
        person
    )
    .fetch_all(db)
    .await
}

/// Writes choices down; the same place in both lists is one.
pub async fn choose(
    db: &mut PgConnection,
    person: Uuid,
    chosen: &[(Kind, Way)],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let (kinds, ways) = columns(chosen);
    sqlx::query!(
        "insert into notice_choices (person_id, kind, way, chosen_at)
         select $1, chosen.kind, chosen.way, $4 from unnest($2::text[], $3::text[]) chosen (kind, way)
         on conflict (person_id, kind) do update set way = excluded.way, chosen_at = excluded.chosen_at",
        person,
        &kinds,
        &ways,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn choose_for(
    db: &mut PgConnection,
    (person, community): (Uuid, Uuid),
    chosen: &[(Kind, Way)],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let (kinds, ways) = columns(chosen);
    sqlx::query!(
        "insert into notice_overrides (person_id, community_id, kind, way, chosen_at)
         select $1, $2, chosen.kind, chosen.way, $5 from unnest($3::text[], $4::text[]) chosen (kind, way)
         on conflict (person_id, community_id, kind) do update set way = excluded.way, chosen_at = excluded.chosen_at",
        person,
        community,
        &kinds,
        &ways,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

fn columns(chosen: &[(Kind, Way)]) -> (Vec<String>, Vec<String>) {
    chosen.iter().map(|(kind, way)| (kind.as_str().to_owned(), way.as_str().to_owned())).unzip()
}

/// For these kinds a community is as everywhere again.
pub async fn as_everywhere(
    db: &mut PgConnection,
    (person, community): (Uuid, Uuid),
    kinds: &[Kind],
) -> sqlx::Result<()> {
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
    sqlx::query!(
        "delete from notice_overrides where person_id = $1 and community_id = $2 and kind = any ($3)",
        person,
        community,
        &kinds
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn community_name(db: &PgPool, community: Uuid) -> sqlx::Result<String> {
    sqlx::query_scalar!("select name from communities where id = $1", community).fetch_one(db).await
}

pub async fn told_at_once(
    db: &mut PgConnection,
    kind: Kind,
    people: &[Uuid],
    communities: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, Uuid)>> {
    let rows = sqlx::query!(
        r#"select them.person_id as "person_id!", them.community_id as "community_id!"
           from unnest($2::uuid[], $3::uuid[]) them (person_id, community_id)
           left join notice_overrides o
               on o.person_id = them.person_id and o.community_id = them.community_id and o.kind = $1
           left join notice_choices n on n.person_id = them.person_id and n.kind = $1
           where coalesce(o.way, n.way, $4) = 'at_once'"#,
        kind.as_str(),
        people,
        communities,
        kind.usual().as_str()
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person_id, row.community_id)).collect())
}

/// Whoever keeps things for the digest and gets no digest is not reached.
pub async fn reach(db: impl PgExecutor<'_>, community: Uuid, kind: Kind) -> sqlx::Result<Reach> {
    sqlx::query_as!(
        Reach,
        r#"select count(*) filter (where coalesce(o.way, n.way, $3) = 'at_once') as "at_once!",
                  count(*) filter (where coalesce(o.way, n.way, $3) = 'digest'
                                     and coalesce(d.way, $5) = 'at_once') as "in_digests!"
           from members m
           join people p on p.id = m.person_id and p.deactivated_at is null
           left join notice_overrides o
               on o.person_id = p.id and o.community_id = m.community_id and o.kind = $2
           left join notice_choices n on n.person_id = p.id and n.kind = $2
           left join notice_choices d on d.person_id = p.id and d.kind = $4
           where m.community_id = $1
             and m.left_at is null
             and m.joined_at is not null"#,
        community,
        kind.as_str(),
        kind.usual().as_str(),
        Kind::Digest.as_str(),
        Kind::Digest.usual().as_str()
    )
    .fetch_one(db)
    .await
}
