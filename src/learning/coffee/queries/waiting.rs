//! What waits for someone's answer, on their start page.

use sqlx::PgPool;
use time::Date;

use crate::platform::ids::{CoffeeMatchId, CoffeeProgrammeId, PersonId};

/// A question of a round that someone has not answered.
pub struct CoffeeQuestion {
    pub programme_id: CoffeeProgrammeId,
    pub community: Option<String>,
    pub matches_on: Date,
    pub closes_on: Date,
    /// None where they are asked whether they are in.
    pub match_id: Option<CoffeeMatchId>,
    /// Those they are matched with.
    pub partners: String,
    /// The last day has come: they are asked what became of it.
    pub is_closing: bool,
}

/// "In this round?" once a round asks, "found a time?" from its day on, and in the last days and a week after them
/// "did you meet?"; of each programme the newest.
pub async fn waiting(db: &PgPool, person: PersonId, today: Date) -> sqlx::Result<Vec<CoffeeQuestion>> {
    sqlx::query_as!(
        CoffeeQuestion,
        r#"select r.programme_id, c.name as "community?", r.matches_on, r.closes_on,
                  x.match_id as "match_id?: CoffeeMatchId",
                  coalesce((select string_agg(o.name, ' and ' order by o.name)
                            from coffee_partners y
                            join people o on o.id = y.person_id and o.erased_at is null
                            where y.match_id = x.match_id and y.left_at is null and y.person_id <> $1), '')
                      as "partners!",
                  r.closes_on <= $2 as "is_closing!"
           from coffee_seats s
           join coffee_rounds r on r.id = s.round_id
           join coffee_programmes g on g.id = r.programme_id
           left join communities c on c.id = g.community_id
           left join coffee_partners x on x.round_id = r.id and x.person_id = $1 and x.left_at is null
           where s.person_id = $1
             and ((r.state = 'asking' and s.answer is null and r.asks_on <= $2
                   and exists (select 1 from coffee_takers k
                               where k.programme_id = r.programme_id and k.person_id = $1
                                 and (k.paused_at is null or k.paused_until < r.matches_on)))
                  or (x.outcome is null and s.tellings > 0
                      and ((r.state = 'matched' and r.checks_on <= $2 and $2 < r.closes_on and x.found_time is null)
                           or (r.state in ('matched', 'closed') and r.closes_on <= $2 and $2 < r.closes_on + 7))
                      and x.match_id is not null))
           order by r.state = 'asking', r.closes_on
           limit 3"#,
        person as PersonId,
        today
    )
    .fetch_all(db)
    .await
}
