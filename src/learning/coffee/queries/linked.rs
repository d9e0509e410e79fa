//! What a link in an email shows.

use sqlx::PgPool;
use time::Date;

use crate::learning::coffee::{CoffeeAnswer, CoffeeOutcome, CoffeeRoundState};
use crate::platform::ids::{CoffeeMatchId, CoffeeProgrammeId, CoffeeRoundId, PersonId};

/// Someone's part in a round, as a link from an email shows it.
pub struct LinkedSeat {
    pub programme_id: CoffeeProgrammeId,
    pub person_id: PersonId,
    pub name: String,
    pub zone: String,
    pub community: Option<String>,
    pub state: CoffeeRoundState,
    pub matches_on: Date,
    pub answer: Option<CoffeeAnswer>,
    /// They are still in these rounds, and have not paused over this one.
    pub takes_part: bool,
    pub is_paused: bool,
    pub match_id: Option<CoffeeMatchId>,
    pub partners: String,
    pub found_time: Option<bool>,
    pub outcome: Option<CoffeeOutcome>,
}

impl LinkedSeat {
    pub fn is_asking(&self) -> bool {
        self.state == CoffeeRoundState::Asking
    }

    pub fn is_open(&self) -> bool {
        self.state == CoffeeRoundState::Matched
    }

    pub fn skips(&self) -> bool {
        self.answer == Some(CoffeeAnswer::Skip)
    }
}

pub async fn linked(db: &PgPool, round: CoffeeRoundId, person: PersonId) -> sqlx::Result<Option<LinkedSeat>> {
    sqlx::query_as!(
        LinkedSeat,
        r#"select r.programme_id, p.id as person_id, p.name, p.zone, c.name as "community?", r.state, r.matches_on,
                  s.answer, k.person_id is not null as "takes_part!",
                  coalesce(k.paused_at is not null and (k.paused_until is null or k.paused_until >= r.matches_on), false)
                      as "is_paused!",
                  x.match_id as "match_id?: CoffeeMatchId",
                  coalesce((select string_agg(o.name, ' and ' order by o.name)
                            from coffee_partners y
                            join people o on o.id = y.person_id
                            where y.match_id = x.match_id and y.left_at is null and y.person_id <> p.id), '')
                      as "partners!",
                  x.found_time as "found_time?", x.outcome as "outcome?: CoffeeOutcome"
           from coffee_seats s
           join coffee_rounds r on r.id = s.round_id
           join coffee_programmes g on g.id = r.programme_id
           join people p on p.id = s.person_id and p.deactivated_at is null and p.erased_at is null
           left join communities c on c.id = g.community_id
           left join coffee_takers k on k.programme_id = g.id and k.person_id = p.id
           left join coffee_partners x on x.round_id = r.id and x.person_id = p.id and x.left_at is null
                and s.tellings > 0
           where s.round_id = $1 and s.person_id = $2"#,
        round as CoffeeRoundId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}
