//! What the people of a match say of it. What changed nothing was not theirs to say.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::learning::coffee::CoffeeOutcome;
use crate::platform::ids::{CoffeeMatchId, PersonId};

/// Whether a time was found, of an open match.
pub async fn say_found_time(
    db: &mut PgConnection,
    coffee: CoffeeMatchId,
    person: PersonId,
    found: bool,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update coffee_partners set found_time = $3
         where match_id = $1 and person_id = $2 and left_at is null",
        coffee as CoffeeMatchId,
        person as PersonId,
        found
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn say_outcome(
    db: &mut PgConnection,
    coffee: CoffeeMatchId,
    person: PersonId,
    outcome: CoffeeOutcome,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update coffee_partners set outcome = $3
         where match_id = $1 and person_id = $2 and left_at is null",
        coffee as CoffeeMatchId,
        person as PersonId,
        outcome as CoffeeOutcome
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// What someone says became of their open matches.
pub async fn say_of_open(
    db: &mut PgConnection,
    person: PersonId,
    outcome: CoffeeOutcome,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update coffee_partners x set outcome = $2
         from coffee_rounds r
         where r.id = x.round_id and r.state = 'matched' and x.person_id = $1 and x.left_at is null",
        person as PersonId,
        outcome as CoffeeOutcome
    )
    .execute(db)
    .await
    .map(drop)
}

/// The next of a match's people writes first. Nobody but them can say so.
pub async fn swap_first_writer(
    db: &mut PgConnection,
    coffee: CoffeeMatchId,
    person: PersonId,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update coffee_matches m
         set first_writer_id = (
             select x.person_id
             from coffee_partners x
             where x.match_id = m.id and x.left_at is null and x.person_id <> m.first_writer_id
             order by x.person_id < m.first_writer_id, x.person_id
             limit 1)
         where m.id = $1
           and m.void_at is null
           and exists (select 1 from coffee_partners x
                       where x.match_id = m.id and x.person_id = $2 and x.left_at is null)
           and (select count(*) from coffee_partners x where x.match_id = m.id and x.left_at is null) > 1",
        coffee as CoffeeMatchId,
        person as PersonId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Someone of an open match cannot make it.
pub async fn give_up(
    db: &mut PgConnection,
    coffee: CoffeeMatchId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "with gone as (
             update coffee_partners x set left_at = $3, gave_up = true
             from coffee_rounds r
             where x.match_id = $1 and x.person_id = $2 and x.left_at is null
               and r.id = x.round_id and r.state = 'matched'
             returning x.round_id
         )
         update coffee_seats s set answer = 'skip'
         from gone
         where s.round_id = gone.round_id and s.person_id = $2",
        coffee as CoffeeMatchId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
