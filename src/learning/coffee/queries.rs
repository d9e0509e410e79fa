mod choices;
mod linked;
mod matches;
mod members;
mod mending;
mod pools;
mod reading;
mod rounds;
mod telling;
mod waiting;

use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::DaysOff;
use crate::platform::ids::{CoffeeProgrammeId, CommunityId, PersonId};

pub use choices::{
    CoffeeChoices, ExcludedPerson, choices, choose, exclude, exclusions, include, people_named,
};
pub use linked::{LinkedSeat, linked};
pub use matches::{give_up, say_found_time, say_of_open, say_outcome, swap_first_writer};
pub use members::{answer, join, leave, leave_all, pause, resume, skip_next, take_seat};
pub use mending::{Stranded, give_up_leavers, join_match, open_pairs, stranded, tell_again, void_matches};
pub use pools::{BusyTime, PoolPerson, busy, met_in_sessions, pool_pairs, pool_people};
pub use reading::{
    CoffeeCoverage, CoffeeRound, MyMatch, MyPartner, MyProgramme, coverage, may_join, my_match, my_partners,
    my_programmes, programme, rounds,
};
pub use rounds::{
    DueProgramme, DueRound, NewMatch, asking, claim_to_match, close_due, close_earlier, due_programmes,
    due_round, due_to_match, fill, insert_matches, lock, match_today, open, pause_silent, settle,
};
pub use telling::{
    CoffeeRecipient, MatchQuestion, MatchRecipient, PausedRecipient, ToldPartner, claim_asked, claim_matched,
    claim_reminded, claim_told, told_partners,
};
pub use waiting::CoffeeQuestion;

/// A programme as organisers and administrators see it.
pub struct CoffeeProgramme {
    pub id: CoffeeProgrammeId,
    pub every_weeks: i32,
    pub starts_on: Date,
    /// People who are in and not paused; of fewer than five it is only said that they are few.
    pub people: i64,
}

impl CoffeeProgramme {
    pub fn is_few(&self) -> bool {
        self.people < super::FEW
    }

    /// "Mon 7 Dec"
    pub fn start_words(&self) -> String {
        super::mails::day_words(self.starts_on)
    }
}

pub async fn zone(db: &mut PgConnection) -> sqlx::Result<String> {
    sqlx::query_scalar!("select zone from organisation").fetch_one(db).await
}

pub async fn days_off(db: &mut PgConnection) -> sqlx::Result<DaysOff> {
    let days = sqlx::query_scalar!("select on_day from days_off").fetch_all(db).await?;
    Ok(days.into_iter().collect())
}

/// A day off with its name.
pub struct NamedDayOff {
    pub on_day: Date,
    pub name: String,
}

/// The organisation's days off from a day on.
pub async fn named_days_off(db: &PgPool, from: Date) -> sqlx::Result<Vec<NamedDayOff>> {
    sqlx::query_as!(
        NamedDayOff,
        "select on_day, name from days_off where on_day >= $1 order by on_day limit 200",
        from
    )
    .fetch_all(db)
    .await
}

/// Keeps a day off, under the newest name. Rounds whose days are settled keep them.
pub async fn keep_day_off(db: &mut PgConnection, day: Date, name: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into days_off (on_day, name) values ($1, $2)
         on conflict (on_day) do update set name = excluded.name",
        day,
        name
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn forget_day_off(db: &mut PgConnection, day: Date) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from days_off where on_day = $1", day).execute(db).await?;
    Ok(done.rows_affected())
}

pub async fn change_rhythm(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    every_weeks: i32,
) -> sqlx::Result<Option<CoffeeProgrammeId>> {
    sqlx::query_scalar!(
        "update coffee_programmes set every_weeks = $2
         where community_id is not distinct from $1 and ended_at is null
         returning id",
        community as Option<CommunityId>,
        every_weeks
    )
    .fetch_optional(db)
    .await
}

pub async fn start(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    every_weeks: i32,
    starts_on: Date,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<CoffeeProgrammeId> {
    sqlx::query_scalar!(
        "insert into coffee_programmes (community_id, every_weeks, starts_on, started_by, started_at)
         values ($1, $2, $3, $4, $5)
         returning id",
        community as Option<CommunityId>,
        every_weeks,
        starts_on,
        by as PersonId,
        now
    )
    .fetch_one(db)
    .await
}

/// A round that asks is over with its programme; one that is matched goes on to its end.
pub async fn end(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "with ended as (
             update coffee_programmes set ended_at = $2
             where community_id is not distinct from $1 and ended_at is null
             returning id
         ), stopped as (
             update coffee_rounds r set state = 'cancelled'
             from ended
             where r.programme_id = ended.id and r.state = 'asking'
         )
         select id from ended",
        community as Option<CommunityId>,
        now
    )
    .fetch_all(db)
    .await?;
    Ok(done.len() as u64)
}
