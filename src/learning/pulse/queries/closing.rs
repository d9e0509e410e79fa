use sqlx::PgConnection;
use time::OffsetDateTime;

use super::PulseCount;
use crate::learning::pulse::{PulseDimension, PulseItem};
use crate::platform::ids::{CommunityId, PersonId, PulseId};

/// A round whose time is over.
pub struct ClosingPulse {
    pub id: PulseId,
    pub community_id: Option<CommunityId>,
    pub breakdown: PulseDimension,
    pub minimum: i16,
    pub population: i32,
}

/// A round to be closed. The caller holds its lock before it asks again.
pub async fn due(
    db: &mut PgConnection,
    one: Option<PulseId>,
    now: OffsetDateTime,
) -> sqlx::Result<Option<ClosingPulse>> {
    sqlx::query_as!(
        ClosingPulse,
        "select id, community_id, breakdown, minimum, population
         from pulses
         where closed_at is null and cancelled_at is null and closes_at <= $2 and ($1::uuid is null or id = $1)
         order by closes_at, id
         limit 1",
        one as Option<PulseId>,
        now
    )
    .fetch_optional(db)
    .await
}

pub async fn marked(db: &mut PgConnection, pulse: PulseId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "people!" from pulse_marks where pulse_id = $1"#,
        pulse as PulseId
    )
    .fetch_one(db)
    .await
}

pub async fn forget_marks(db: &mut PgConnection, pulse: PulseId) -> sqlx::Result<()> {
    sqlx::query!("delete from pulse_marks where pulse_id = $1", pulse as PulseId).execute(db).await.map(drop)
}

/// Someone in a group whose people count.
pub struct KnownGroup {
    pub pulse_id: PulseId,
    pub dimension: PulseDimension,
    pub cell: String,
    pub person_id: PersonId,
}

/// Who is in which group of a round.
pub async fn groups(db: &mut PgConnection, pulse: PulseId) -> sqlx::Result<Vec<KnownGroup>> {
    sqlx::query_as!(
        KnownGroup,
        r#"select pulse_id as "pulse_id!: PulseId", dimension as "dimension!: PulseDimension", cell as "cell!",
                  person_id as "person_id!: PersonId"
           from pulse_groups
           where pulse_id = $1"#,
        pulse as PulseId
    )
    .fetch_all(db)
    .await
}

/// Who is in the groups whose results are known from closed rounds: each group that is shown of them, and everyone
/// asked, whichever community or organisation they were of.
pub async fn earlier_groups(db: &mut PgConnection, pulse: PulseId) -> sqlx::Result<Vec<KnownGroup>> {
    sqlx::query_as!(
        KnownGroup,
        r#"select g.pulse_id as "pulse_id!: PulseId", g.dimension as "dimension!: PulseDimension", g.cell as "cell!",
                  g.person_id as "person_id!: PersonId"
           from (select pulse_id, dimension, cell, person_id from pulse_groups
                 union all
                 select pulse_id, 'all', '', person_id from pulse_people) g
           join pulses p on p.id = g.pulse_id and p.closed_at is not null
           where exists (select 1 from pulse_people mine
                         join pulse_people theirs on theirs.person_id = mine.person_id
                         where mine.pulse_id = $1 and theirs.pulse_id = g.pulse_id)
             and exists (select 1 from pulse_counts c
                         where c.pulse_id = g.pulse_id and c.dimension = g.dimension and c.cell = g.cell)"#,
        pulse as PulseId
    )
    .fetch_all(db)
    .await
}

/// Leaves of a round's counts what is given, written anew in random order.
pub async fn keep(db: &mut PgConnection, pulse: PulseId, counts: &[PulseCount]) -> sqlx::Result<()> {
    sqlx::query!("delete from pulse_counts where pulse_id = $1", pulse as PulseId).execute(&mut *db).await?;
    let dimensions: Vec<PulseDimension> = counts.iter().map(|count| count.dimension).collect();
    let cells: Vec<String> = counts.iter().map(|count| count.cell.clone()).collect();
    let items: Vec<PulseItem> = counts.iter().map(|count| count.item).collect();
    let values: Vec<i16> = counts.iter().map(|count| count.value).collect();
    let answers: Vec<i32> = counts.iter().map(|count| count.answers).collect();
    sqlx::query!(
        "insert into pulse_counts (pulse_id, dimension, cell, item, value, answers)
         select $1, k.dimension, k.cell, k.item, k.value, k.answers
         from unnest($2::text[], $3::text[], $4::text[], $5::smallint[], $6::integer[])
              k (dimension, cell, item, value, answers)
         order by gen_random_uuid()",
        pulse as PulseId,
        &dimensions as &[PulseDimension],
        &cells,
        &items as &[PulseItem],
        &values,
        &answers
    )
    .execute(db)
    .await
    .map(drop)
}

/// Writes the comments anew under new ids in random order, or deletes them where too few people answered.
pub async fn keep_comments(db: &mut PgConnection, pulse: PulseId, kept: bool) -> sqlx::Result<()> {
    sqlx::query!(
        "with old as (
             delete from pulse_comments where pulse_id = $1 returning question, body
         )
         insert into pulse_comments (pulse_id, question, body)
         select $1, question, body from old where $2 order by gen_random_uuid()",
        pulse as PulseId,
        kept
    )
    .execute(db)
    .await
    .map(drop)
}

/// Closes a round; `answered` only where enough people did.
pub async fn close(
    db: &mut PgConnection,
    pulse: PulseId,
    answered: Option<i32>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update pulses set closed_at = $3, answered = $2 where id = $1",
        pulse as PulseId,
        answered,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
