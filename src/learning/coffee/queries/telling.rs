//! Who is told what of a round, each once: a claim and the mail it leads to are one transaction.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::learning::coffee::CoffeeUnmatched;
use crate::notices::NoticeKind;
use crate::organisation::people::offers;
use crate::platform::ids::{CoffeeMatchId, CoffeeRoundId, CommunityId, PersonId};

/// How many are told in one transaction.
const BATCH: i64 = 200;

/// Someone who is told something of a round.
pub struct CoffeeRecipient {
    pub round_id: CoffeeRoundId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub community_id: Option<CommunityId>,
    /// Of which the programme is; none where it is the whole organisation's.
    pub community: Option<String>,
    pub matches_on: Date,
    pub closes_on: Date,
    pub is_cancelled: bool,
    /// Those they are matched with, as a mail names them.
    pub partners: String,
}

/// Someone whose membership was paused because they were silent.
pub struct PausedRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
}

/// Those who are asked whether they are in, at ten in the morning where they are; or told that there is no round.
pub async fn claim_asked(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<Vec<CoffeeRecipient>> {
    sqlx::query_as!(
        CoffeeRecipient,
        r#"with due as (
               select s.round_id, s.person_id
               from coffee_rounds r
               join coffee_seats s on s.round_id = r.id and s.asked_at is null and s.answer is null
               join coffee_takers k on k.programme_id = r.programme_id and k.person_id = s.person_id
               join coffee_programmes g on g.id = r.programme_id
               join people p on p.id = s.person_id
               join notice_ways(p.id, g.community_id, $3) told on told.way = 'at_once'
               where r.state in ('asking', 'cancelled')
                 and $1 >= (r.asks_on + time '10:00') at time zone p.zone
                 and $1 < (r.matches_on + time '10:00') at time zone p.zone
               order by s.round_id, s.person_id
               limit $2
               for update of s skip locked
           )
           update coffee_seats s set asked_at = $1
           from due
           join coffee_rounds r on r.id = due.round_id
           join coffee_programmes g on g.id = r.programme_id
           join people p on p.id = due.person_id
           left join communities c on c.id = g.community_id
           where s.round_id = due.round_id and s.person_id = due.person_id
           returning s.round_id, s.person_id, p.name, p.email, g.community_id as "community_id?: CommunityId",
                     c.name as "community?", r.matches_on, r.closes_on, r.state = 'cancelled' as "is_cancelled!",
                     '' as "partners!""#,
        now,
        BATCH,
        NoticeKind::Coffee.as_str()
    )
    .fetch_all(db)
    .await
}

/// Those who said nothing, a working day before the match.
pub async fn claim_reminded(
    db: &mut PgConnection,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CoffeeRecipient>> {
    sqlx::query_as!(
        CoffeeRecipient,
        r#"with due as (
               select s.round_id, s.person_id
               from coffee_rounds r
               join coffee_seats s on s.round_id = r.id and s.reminded_at is null and s.answer is null
                    and s.asked_at < $1::timestamptz - interval '12 hours'
               join coffee_takers k on k.programme_id = r.programme_id and k.person_id = s.person_id
                    and (k.paused_at is null or k.paused_until < r.matches_on)
               join coffee_programmes g on g.id = r.programme_id
               join people p on p.id = s.person_id
               join notice_ways(p.id, g.community_id, $3) told on told.way = 'at_once'
               where r.state = 'asking'
                 and $1 >= (r.reminds_on + time '10:00') at time zone p.zone
                 and $1 < (r.matches_on + time '10:00') at time zone p.zone
               order by s.round_id, s.person_id
               limit $2
               for update of s skip locked
           )
           update coffee_seats s set reminded_at = $1
           from due
           join coffee_rounds r on r.id = due.round_id
           join coffee_programmes g on g.id = r.programme_id
           join people p on p.id = due.person_id
           left join communities c on c.id = g.community_id
           where s.round_id = due.round_id and s.person_id = due.person_id
           returning s.round_id, s.person_id, p.name, p.email, g.community_id as "community_id?: CommunityId",
                     c.name as "community?", r.matches_on, r.closes_on, false as "is_cancelled!", '' as "partners!""#,
        now,
        BATCH,
        NoticeKind::Coffee.as_str()
    )
    .fetch_all(db)
    .await
}

/// What the people of a match are asked once they were told of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MatchQuestion {
    /// Some days later, until they say so.
    FoundTime,
    /// On the last day.
    WhatCame,
}

/// Those who are matched, and have not said whether they found a time, or what came of it.
pub async fn claim_matched(
    db: &mut PgConnection,
    question: MatchQuestion,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CoffeeRecipient>> {
    sqlx::query_as!(
        CoffeeRecipient,
        r#"with due as (
               select s.round_id, s.person_id, x.match_id
               from coffee_rounds r
               join coffee_seats s on s.round_id = r.id and s.told_at is not null
                    and case when $3 then s.closing_at else s.checked_at end is null
               join coffee_partners x on x.round_id = r.id and x.person_id = s.person_id and x.left_at is null
                    and x.outcome is null and ($3 or x.found_time is null)
               join coffee_programmes g on g.id = r.programme_id
               join people p on p.id = s.person_id and p.deactivated_at is null
               join notice_ways(p.id, g.community_id, $4) told on told.way = 'at_once'
               where (r.state = 'matched' or ($3 and r.state = 'closed'))
                 -- Whose partner has just given up is told of that, and asked nothing of them.
                 and exists (select 1 from coffee_partners y
                             where y.match_id = x.match_id and y.person_id <> x.person_id and y.left_at is null)
                 and $1 >= (case when $3 then r.closes_on else r.checks_on end + time '10:00') at time zone p.zone
                 and $1 < (case when $3 then r.closes_on + 2 else r.closes_on end + time '10:00') at time zone p.zone
               order by s.round_id, s.person_id
               limit $2
               for update of s skip locked
           )
           update coffee_seats s
           set checked_at = case when $3 then s.checked_at else $1 end,
               closing_at = case when $3 then $1 else s.closing_at end
           from due
           join coffee_rounds r on r.id = due.round_id
           join coffee_programmes g on g.id = r.programme_id
           join people p on p.id = due.person_id
           left join communities c on c.id = g.community_id
           where s.round_id = due.round_id and s.person_id = due.person_id
           returning s.round_id, s.person_id, p.name, p.email, g.community_id as "community_id?: CommunityId",
                     c.name as "community?", r.matches_on, r.closes_on, false as "is_cancelled!",
                     coalesce((select string_agg(o.name, ' and ' order by o.name)
                               from coffee_partners y
                               join people o on o.id = y.person_id
                               where y.match_id = due.match_id and y.left_at is null
                                 and y.person_id <> due.person_id), '') as "partners!""#,
        now,
        BATCH,
        question == MatchQuestion::WhatCame,
        NoticeKind::Coffee.as_str()
    )
    .fetch_all(db)
    .await
}

/// Someone whose turn it is to be told who they meet, read again at that moment.
pub struct MatchRecipient {
    pub round_id: CoffeeRoundId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub community_id: Option<CommunityId>,
    pub community: Option<String>,
    pub closes_on: Date,
    pub tellings: i32,
    pub unmatched: Option<CoffeeUnmatched>,
    pub match_id: Option<CoffeeMatchId>,
    pub reason: Option<String>,
    pub first_writer_id: Option<PersonId>,
    pub proposals: Option<Vec<OffsetDateTime>>,
    /// They take part, and did not give up a match of this round.
    pub is_in: bool,
    /// Those of their matches in this round who cannot make it.
    pub gone: String,
}

pub async fn claim_told(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<Vec<MatchRecipient>> {
    sqlx::query_as!(
        MatchRecipient,
        r#"with due as (
               select s.round_id, s.person_id
               from coffee_seats s
               join coffee_rounds r on r.id = s.round_id
                    and (r.state = 'matched' or (r.state = 'closed' and s.unmatched is not null))
               where s.told_at is null and s.tell_at <= $1
               order by s.tell_at, s.round_id, s.person_id
               limit $2
               for update of s skip locked
           )
           update coffee_seats s set told_at = $1, tellings = s.tellings + 1
           from due
           join coffee_rounds r on r.id = due.round_id
           join coffee_programmes g on g.id = r.programme_id
           join people p on p.id = due.person_id
           left join communities c on c.id = g.community_id
           left join coffee_partners x on x.round_id = due.round_id and x.person_id = due.person_id and x.left_at is null
           left join coffee_matches m on m.id = x.match_id
           where s.round_id = due.round_id and s.person_id = due.person_id
           returning s.round_id, s.person_id, p.name, p.email, p.zone, g.community_id as "community_id?: CommunityId",
                     c.name as "community?", r.closes_on, s.tellings, s.unmatched, x.match_id as "match_id?: CoffeeMatchId",
                     m.reason as "reason?", m.first_writer_id as "first_writer_id?: PersonId",
                     m.proposals as "proposals?",
                     (p.deactivated_at is null
                      and (x.match_id is not null
                           or (s.answer is distinct from 'skip'
                               and exists (select 1 from coffee_takers k
                                           where k.programme_id = g.id and k.person_id = p.id)
                               and not exists (select 1 from coffee_partners o
                                               where o.round_id = r.id and o.person_id = p.id and o.gave_up))))
                         as "is_in!",
                     coalesce((select string_agg(distinct o.name, ' and ')
                               from coffee_partners mine
                               join coffee_partners y on y.match_id = mine.match_id and y.gave_up
                               join people o on o.id = y.person_id
                               where mine.round_id = r.id and mine.person_id = p.id and y.person_id <> p.id), '')
                         as "gone!""#,
        now,
        BATCH
    )
    .fetch_all(db)
    .await
}

/// Someone of a match, as the others are told of them.
pub struct ToldPartner {
    pub match_id: CoffeeMatchId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub team: Option<String>,
    /// What they show to the organisation.
    pub about: String,
    /// What they like to be asked about, where they said so within a year.
    pub offers: Vec<String>,
    pub knows: Vec<String>,
}

pub async fn told_partners(
    db: &mut PgConnection,
    matches: &[CoffeeMatchId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<ToldPartner>> {
    sqlx::query_as!(
        ToldPartner,
        r#"select x.match_id, p.id as person_id, p.name, p.email, t.name as "team?", case when p.about_seen_by = 'everyone' then p.about else '' end as "about!",
                  array(select topic from help_offers_seen(null, $2) o where o.person_id = p.id
                        order by lower(topic)) as "offers!",
                  array(select topic from interests_seen(null) i where i.person_id = p.id and i.kind = 'knows'
                        order by lower(topic)) as "knows!"
           from coffee_partners x
           join people p on p.id = x.person_id
           left join teams t on t.id = p.team_id
           where x.match_id = any ($1) and x.left_at is null
           order by lower(p.name), p.id"#,
        matches as &[CoffeeMatchId],
        now - offers::rules::SHOWN_FOR
    )
    .fetch_all(db)
    .await
}
