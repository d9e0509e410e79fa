//! Matches whose people cannot all make it.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::ids::{CoffeeMatchId, CoffeeRoundId, PersonId};

/// Someone of an open round who may have to be told something else than before.
pub struct Stranded {
    pub round_id: CoffeeRoundId,
    pub person_id: PersonId,
    pub zone: String,
}

/// Takes everyone out of their open match who cannot make it any more: whose account was closed, who left the programme
/// or the community, who skipped while they were matched; and, as long as not everyone was told of the match, who paused.
pub async fn give_up_leavers(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update coffee_partners x set left_at = $1, gave_up = true
         from coffee_rounds r
         join coffee_programmes g on g.id = r.programme_id
         left join communities c on c.id = g.community_id
         where r.id = x.round_id
           and r.state = 'matched'
           and x.left_at is null
           and (exists (select 1 from people p where p.id = x.person_id and p.deactivated_at is not null)
                or exists (select 1 from coffee_seats s
                           where s.round_id = x.round_id and s.person_id = x.person_id
                             and s.answer = 'skip' and s.tellings = 0)
                or (g.ended_at is null and c.archived_at is null
                    and not exists (select 1 from coffee_takers k
                                    where k.programme_id = g.id and k.person_id = x.person_id
                                      and (k.paused_at is null or k.paused_until < r.matches_on
                                           or not exists (select 1 from coffee_partners y
                                                          join coffee_seats s on s.round_id = y.round_id
                                                               and s.person_id = y.person_id and s.tellings = 0
                                                          where y.match_id = x.match_id and y.left_at is null)))))",
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Voids matches of open rounds that fewer than two people are in, and, as long as not everyone was told of them, those
/// whose people exclude each other, or report to each other, by now.
pub async fn void_matches(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "with broken as (
             update coffee_matches m set void_at = $1
             from coffee_rounds r
             where r.id = m.round_id
               and r.state = 'matched'
               and m.void_at is null
               and ((select count(*) from coffee_partners x where x.match_id = m.id and x.left_at is null) < 2
                    or (exists (select 1
                                from coffee_partners x
                                join coffee_partners y on y.match_id = x.match_id and y.left_at is null
                                join coffee_never e on e.person_id = x.person_id and e.other_id = y.person_id
                                where x.match_id = m.id and x.left_at is null)
                        and exists (select 1
                                    from coffee_partners x
                                    join coffee_seats s on s.round_id = x.round_id and s.person_id = x.person_id
                                    where x.match_id = m.id and x.left_at is null and s.tellings = 0)))
             returning m.id
         )
         update coffee_partners x set left_at = $1
         from broken
         where x.match_id = broken.id and x.left_at is null",
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// People of open rounds who were matched, have no match any more and did not give it up.
pub async fn stranded(db: &mut PgConnection) -> sqlx::Result<Vec<Stranded>> {
    sqlx::query_as!(
        Stranded,
        r#"select s.round_id, s.person_id, p.zone
           from coffee_rounds r
           join coffee_seats s on s.round_id = r.id
           join people p on p.id = s.person_id and p.deactivated_at is null
           where r.state = 'matched'
             and s.unmatched is null
             and s.tell_at is not null
             and s.answer is distinct from 'skip'
             and not exists (select 1 from coffee_partners x
                             where x.round_id = r.id and x.person_id = s.person_id
                               and (x.left_at is null or x.gave_up))
           order by s.round_id, s.person_id"#
    )
    .fetch_all(db)
    .await
}

/// People whose match goes on, and who were told of it before someone left it or joined it.
pub async fn tell_again(db: &mut PgConnection) -> sqlx::Result<Vec<Stranded>> {
    sqlx::query_as!(
        Stranded,
        r#"select s.round_id, s.person_id, p.zone
           from coffee_rounds r
           join coffee_seats s on s.round_id = r.id and s.told_at is not null
           join people p on p.id = s.person_id
           join coffee_partners x on x.round_id = r.id and x.person_id = s.person_id and x.left_at is null
           where r.state = 'matched'
             and exists (select 1 from coffee_partners y
                         where y.match_id = x.match_id and y.gave_up and y.left_at > s.told_at)"#
    )
    .fetch_all(db)
    .await
}

/// An open match of two who have not met yet, and have not found a time either.
pub struct OpenPair {
    pub match_id: CoffeeMatchId,
    pub people: Vec<PersonId>,
}

pub async fn open_pairs(db: &mut PgConnection, round: CoffeeRoundId) -> sqlx::Result<Vec<OpenPair>> {
    sqlx::query_as!(
        OpenPair,
        r#"select match_id, array_agg(person_id order by person_id) as "people!: Vec<PersonId>"
           from coffee_partners
           where round_id = $1 and left_at is null
           group by match_id
           having count(*) = 2 and bool_and(outcome is null and found_time is not true)
           order by match_id"#,
        round as CoffeeRoundId
    )
    .fetch_all(db)
    .await
}

/// Someone joins a match; they may have been in it before.
pub async fn join_match(
    db: &mut PgConnection,
    coffee: CoffeeMatchId,
    person: PersonId,
    reason: &str,
    proposals: &[OffsetDateTime],
) -> sqlx::Result<()> {
    sqlx::query!(
        "with changed as (update coffee_matches set reason = $3, proposals = $4 where id = $1)
         insert into coffee_partners (match_id, round_id, person_id, team_id, department_id)
         select m.id, m.round_id, p.id, p.team_id, t.department_id
         from coffee_matches m, people p
         left join teams t on t.id = p.team_id
         where m.id = $1 and p.id = $2
         on conflict (match_id, person_id) do update set left_at = null, gave_up = false",
        coffee as CoffeeMatchId,
        person as PersonId,
        reason,
        proposals
    )
    .execute(db)
    .await
    .map(drop)
}
