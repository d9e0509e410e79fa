//! Who is in a programme, and what they say to its rounds.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::learning::coffee::CoffeeAnswer;
use crate::platform::ids::{CoffeeProgrammeId, CommunityId, PersonId};

pub async fn join(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into coffee_members (programme_id, person_id, joined_at) values ($1, $2, $3)
         on conflict (programme_id, person_id) do update
         set joined_at = excluded.joined_at, left_at = null, skips_next = false, paused_at = null, paused_until = null
         where coffee_members.left_at is not null",
        programme as CoffeeProgrammeId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Someone who just came in needs no question whether they are in.
pub async fn take_seat(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into coffee_seats (round_id, person_id, answer, asked_at)
         select id, $2, 'in', $3 from coffee_rounds where programme_id = $1 and state = 'asking'
         on conflict (round_id, person_id) do update set answer = 'in'",
        programme as CoffeeProgrammeId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn leave(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update coffee_members set left_at = $3
         where programme_id = $1 and person_id = $2 and left_at is null",
        programme as CoffeeProgrammeId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Someone left a community, or all of them: they are in no round of it any more. Tells nobody.
pub async fn leave_all(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update coffee_members m set left_at = $3
         from coffee_programmes c
         where c.id = m.programme_id
           and ($1::uuid is null or c.community_id = $1)
           and m.person_id = $2
           and m.left_at is null",
        community as Option<CommunityId>,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Answers the round that asks, if there is one. Nothing is known of how many there are when none was.
pub async fn answer(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    person: PersonId,
    answer: CoffeeAnswer,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update coffee_seats s set answer = $3
         from coffee_rounds r
         where r.id = s.round_id and r.programme_id = $1 and r.state = 'asking' and s.person_id = $2
           and exists (select 1 from coffee_takers k where k.programme_id = $1 and k.person_id = $2)",
        programme as CoffeeProgrammeId,
        person as PersonId,
        answer as CoffeeAnswer
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Whether someone skips the next round that asks.
pub async fn skip_next(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    person: PersonId,
    skips: bool,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update coffee_members set skips_next = $3
         where programme_id = $1 and person_id = $2 and left_at is null",
        programme as CoffeeProgrammeId,
        person as PersonId,
        skips
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn pause(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    person: PersonId,
    until: Option<Date>,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update coffee_members set paused_at = $4, paused_until = $3
         where programme_id = $1 and person_id = $2 and left_at is null",
        programme as CoffeeProgrammeId,
        person as PersonId,
        until,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn resume(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update coffee_members set paused_at = null, paused_until = null, resumed_at = $3
         where programme_id = $1 and person_id = $2 and left_at is null",
        programme as CoffeeProgrammeId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
