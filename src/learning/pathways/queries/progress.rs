//! What members tick off.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::ids::{PathwayId, PathwayItemId, PersonId};

pub async fn finished_at(
    db: &PgPool,
    pathway: PathwayId,
    reader: PersonId,
) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select finished_at from pathway_finishes where pathway_id = $1 and person_id = $2",
        pathway as PathwayId,
        reader as PersonId
    )
    .fetch_optional(db)
    .await
}

/// How many members have begun, and how many have finished.
pub struct Followers {
    pub begun: i64,
    pub finished: i64,
}

pub async fn followers(db: &PgPool, pathway: PathwayId) -> sqlx::Result<Followers> {
    sqlx::query_as!(
        Followers,
        r#"select count(distinct m.person_id) filter (where t.item_id is not null) as "begun!",
                  count(distinct m.person_id) filter (where f.person_id is not null) as "finished!"
           from pathways p
           join current_members m on m.community_id = p.community_id
           left join pathway_items i on i.pathway_id = p.id
           left join pathway_ticks t on t.item_id = i.id and t.person_id = m.person_id
           left join pathway_finishes f on f.pathway_id = p.id and f.person_id = m.person_id
           where p.id = $1"#,
        pathway as PathwayId
    )
    .fetch_one(db)
    .await
}

pub async fn tick(
    db: &mut PgConnection,
    item: PathwayItemId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into pathway_ticks (item_id, person_id, ticked_at) values ($1, $2, $3)
         on conflict (item_id, person_id) do nothing",
        item as PathwayItemId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn untick(db: &mut PgConnection, item: PathwayItemId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from pathway_ticks where item_id = $1 and person_id = $2",
        item as PathwayItemId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// Keeps the day on which people had ticked everything for the first time.
pub async fn finish(db: &mut PgConnection, pathway: PathwayId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into pathway_finishes (pathway_id, person_id, finished_at)
         select $1, t.person_id, $2
         from pathway_items i
         join pathway_ticks t on t.item_id = i.id
         where i.pathway_id = $1 and i.removed_at is null
         group by t.person_id
         having count(*) = (select count(*) from pathway_items x where x.pathway_id = $1 and x.removed_at is null)
         on conflict (pathway_id, person_id) do nothing",
        pathway as PathwayId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
