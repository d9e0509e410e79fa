//! What an answer writes: two or three tables, and in each of them all rows of the round anew, in random order. Nothing
//! else is touched, not even by a lock on a row: a lock is written into the row it is on.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::learning::pulse::{PulseItem, PulseQuestion};
use crate::platform::ids::{PersonId, PulseId};

/// Answers and the close of a round take turns. The lock is on a number, so that no row knows of it.
pub async fn lock(db: &mut PgConnection, pulse: PulseId) -> sqlx::Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('pulse ' || ($1::uuid)::text, 0))",
        pulse as PulseId
    )
    .fetch_one(db)
    .await
    .map(drop)
}

/// A round as someone it asks finds it, read once its lock is held.
pub struct AskedRound {
    pub closes_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    pub cancelled_at: Option<OffsetDateTime>,
    pub is_archived: bool,
    pub has_answered: bool,
}

/// Nothing for someone it does not ask.
pub async fn asked_round(
    db: &mut PgConnection,
    pulse: PulseId,
    person: PersonId,
) -> sqlx::Result<Option<AskedRound>> {
    sqlx::query_as!(
        AskedRound,
        r#"select p.closes_at, p.closed_at, p.cancelled_at, c.archived_at is not null as "is_archived!",
                  exists (select 1 from pulse_marks k
                          where k.pulse_id = p.id and k.person_id = $2) as "has_answered!"
           from pulses p
           join pulse_people pp on pp.pulse_id = p.id and pp.person_id = $2
           left join communities c on c.id = p.community_id
           where p.id = $1"#,
        pulse as PulseId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// Marks someone as having answered, and writes all marks of the round anew.
pub async fn mark(db: &mut PgConnection, pulse: PulseId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "with old as (
             delete from pulse_marks where pulse_id = $1 returning person_id
         )
         insert into pulse_marks (pulse_id, person_id)
         select $1, everyone.person_id
         from (select person_id from old union all select $2) everyone
         order by gen_random_uuid()",
        pulse as PulseId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// What one person answered: items with their values, and words, the same place in both lists.
#[derive(Default)]
pub struct NewAnswers {
    pub items: Vec<PulseItem>,
    pub values: Vec<i16>,
    pub questions: Vec<PulseQuestion>,
    pub words: Vec<String>,
}

/// Adds answers to the counts, for everyone and for the groups the person was in at the opening, where these are large
/// enough to be counted; and their words to the comments. All counts and comments of the round are written anew.
pub async fn add(
    db: &mut PgConnection,
    pulse: PulseId,
    person: PersonId,
    answers: &NewAnswers,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with old as (
             delete from pulse_counts where pulse_id = $1 returning dimension, cell, item, value, answers
         ), cells as (
             select 'all' as dimension, '' as cell
             union all
             select c.dimension, c.cell
             from pulse_groups g
             join pulse_cells c on c.pulse_id = g.pulse_id and c.dimension = g.dimension and c.cell = g.cell
             join pulses p on p.id = g.pulse_id and c.people >= p.minimum
             where g.pulse_id = $1 and g.person_id = $2
         ), given as (
             select cells.dimension, cells.cell, a.item, a.value, 1 as answers
             from cells
             join unnest($3::text[], $4::smallint[]) a (item, value)
                  on cells.dimension = 'all' or left(a.item, 1) in ('O', 'T', 'M')
         )
         insert into pulse_counts (pulse_id, dimension, cell, item, value, answers)
         select $1, dimension, cell, item, value, sum(answers)
         from (select * from old union all select * from given) everything
         group by dimension, cell, item, value
         order by gen_random_uuid()",
        pulse as PulseId,
        person as PersonId,
        &answers.items as &[PulseItem],
        &answers.values
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "with old as (
             delete from pulse_comments where pulse_id = $1 returning question, body
         )
         insert into pulse_comments (pulse_id, question, body)
         select $1, question, body
         from (select question, body from old
               union all
               select question, body from unnest($2::text[], $3::text[]) given (question, body)) everything
         order by gen_random_uuid()",
        pulse as PulseId,
        &answers.questions as &[PulseQuestion],
        &answers.words
    )
    .execute(db)
    .await
    .map(drop)
}
