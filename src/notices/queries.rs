use sqlx::{PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;

use super::{NoticeChoice, NoticeKind, NoticeReach, Way};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

/// How a person is told of a kind.
pub struct ChosenWays {
    pub everywhere: Way,
    /// Where they chose differently for the one community.
    pub here: Option<Way>,
}

/// How a person is told of each of these kinds, in the order asked for.
pub async fn ways(
    db: &PgPool,
    person: PersonId,
    community: Option<CommunityId>,
    kinds: &[NoticeKind],
) -> sqlx::Result<Vec<ChosenWays>> {
    sqlx::query_as!(
        ChosenWays,
        r#"select everywhere.way as "everywhere!: Way", o.way as "here?"
           from unnest($3::text[]) with ordinality asked (kind, place)
           cross join notice_ways($1, null, asked.kind) everywhere
           left join notice_overrides o on o.person_id = $1 and o.community_id = $2 and o.kind = asked.kind
           order by asked.place"#,
        person as PersonId,
        community as Option<CommunityId>,
        kinds as &[NoticeKind]
    )
    .fetch_all(db)
    .await
}

/// A community of a person, and how many kinds they chose differently for it.
pub struct CommunityChoices {
    pub slug: String,
    pub name: String,
    pub different: i64,
}

pub async fn communities(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<CommunityChoices>> {
    sqlx::query_as!(
        CommunityChoices,
        r#"select c.slug, c.name,
                  (select count(*) from notice_overrides o
                   where o.person_id = $1 and o.community_id = c.id) as "different!"
           from current_members m
           join communities c on c.id = m.community_id
           where m.person_id = $1
             and c.archived_at is null
           order by lower(c.name)
           limit 100"#,
        person as PersonId
    )
    .fetch_all(db)
    .await
}

/// Writes choices down; the same place in both lists is one.
pub async fn choose(
    db: &mut PgConnection,
    person: PersonId,
    chosen: &[NoticeChoice],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let (kinds, ways) = columns(chosen);
    sqlx::query!(
        "insert into notice_choices (person_id, kind, way, chosen_at)
         select $1, chosen.kind, chosen.way, $4 from unnest($2::text[], $3::text[]) chosen (kind, way)
         on conflict (person_id, kind) do update set way = excluded.way, chosen_at = excluded.chosen_at",
        person as PersonId,
        &kinds as &[NoticeKind],
        &ways as &[Way],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn choose_for(
    db: &mut PgConnection,
    person: PersonId,
    community: CommunityId,
    chosen: &[NoticeChoice],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let (kinds, ways) = columns(chosen);
    sqlx::query!(
        "insert into notice_overrides (person_id, community_id, kind, way, chosen_at)
         select $1, $2, chosen.kind, chosen.way, $5 from unnest($3::text[], $4::text[]) chosen (kind, way)
         on conflict (person_id, community_id, kind) do update set way = excluded.way, chosen_at = excluded.chosen_at",
        person as PersonId,
        community as CommunityId,
        &kinds as &[NoticeKind],
        &ways as &[Way],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

fn columns(chosen: &[NoticeChoice]) -> (Vec<NoticeKind>, Vec<Way>) {
    chosen.iter().map(|choice| (choice.kind, choice.way)).unzip()
}

/// For these kinds a community is as everywhere again.
pub async fn as_everywhere(
    db: &mut PgConnection,
    person: PersonId,
    community: CommunityId,
    kinds: &[NoticeKind],
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from notice_overrides where person_id = $1 and community_id = $2 and kind = any ($3)",
        person as PersonId,
        community as CommunityId,
        kinds as &[NoticeKind]
    )
    .execute(db)
    .await
    .map(drop)
}

/// The name of a community, for someone who may still see it: a link in an old mail tells a former member nothing that
/// came after them.
pub async fn community_name(
    db: &PgPool,
    community: CommunityId,
    reader: PersonId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select c.name
         from communities c
         join people p on p.id = $2 and p.deactivated_at is null
         where c.id = $1 and c.id in (select id from communities_seen($2))",
        community as CommunityId,
        reader as PersonId
    )
    .fetch_optional(db)
    .await
}

/// How many people of a community get this kind at once, and how many in their digest.
pub async fn reach(db: impl PgExecutor<'_>, community: CommunityId, kind: NoticeKind) -> Result<NoticeReach> {
    Ok(sqlx::query_as!(
        NoticeReach,
        r#"with members as materialized (
               select m.person_id, told.way
               from current_members m
               join people p on p.id = m.person_id and p.deactivated_at is null
               cross join notice_ways(m.person_id, m.community_id, $2) told
               where m.community_id = $1
           )
           select count(*) filter (where m.way = 'at_once') as "at_once!",
                  count(*) filter (where m.way = 'digest' and digest.way = 'at_once') as "in_digests!"
           from members m
           cross join notice_ways(m.person_id, null, $3) digest"#,
        community as CommunityId,
        kind as NoticeKind,
        NoticeKind::Digest as NoticeKind
    )
    .fetch_one(db)
    .await?)
}

/// How someone is told of a kind for which they chose something in one of two communities.
pub struct ChosenInEither {
    pub person_id: PersonId,
    pub kind: NoticeKind,
    pub from: Way,
    /// Nothing where they neither belong to it nor chose anything for it.
    pub into: Option<Way>,
}

pub async fn chosen_in_either(
    db: &mut PgConnection,
    from: CommunityId,
    into: CommunityId,
    people: &[PersonId],
) -> sqlx::Result<Vec<ChosenInEither>> {
    sqlx::query_as!(
        ChosenInEither,
        r#"select o.person_id as "person_id!: PersonId", o.kind as "kind!: NoticeKind", f.way as "from!: Way",
                  case when exists (select 1 from current_members m where m.community_id = $2 and m.person_id = o.person_id)
                         or exists (select 1 from notice_overrides n
                                    where n.community_id = $2 and n.person_id = o.person_id and n.kind = o.kind)
                       then i.way end as "into: Way"
           from (select distinct person_id, kind from notice_overrides
                 where community_id in ($1, $2) and person_id = any ($3)) o
           cross join lateral notice_ways(o.person_id, $1, o.kind) f
           cross join lateral notice_ways(o.person_id, $2, o.kind) i"#,
        from as CommunityId,
        into as CommunityId,
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// What someone chose, on its way to another community.
pub struct CarriedChoice {
    pub person_id: PersonId,
    pub kind: NoticeKind,
    pub way: Way,
}

pub async fn carry(
    db: &mut PgConnection,
    into: CommunityId,
    choices: &[CarriedChoice],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let people: Vec<PersonId> = choices.iter().map(|choice| choice.person_id).collect();
    let kinds: Vec<NoticeKind> = choices.iter().map(|choice| choice.kind).collect();
    let ways: Vec<Way> = choices.iter().map(|choice| choice.way).collect();
    sqlx::query!(
        "insert into notice_overrides (person_id, community_id, kind, way, chosen_at)
         select c.person_id, $1, c.kind, c.way, $5
         from unnest($2::uuid[], $3::text[], $4::text[]) c (person_id, kind, way)
         on conflict (person_id, community_id, kind) do update set way = excluded.way, chosen_at = excluded.chosen_at
         where notice_overrides.way <> excluded.way",
        into as CommunityId,
        &people as &[PersonId],
        &kinds as &[NoticeKind],
        &ways as &[Way],
        now
    )
    .execute(db)
    .await
    .map(drop)
}
