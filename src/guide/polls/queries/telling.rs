//! Who is told what of a poll.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::guide::polls::{PollAnswer, PollKind};
use crate::notices::NoticeKind;
use crate::platform::ids::{CommunityId, EventId, PersonId, PollId, PollOptionId};

/// Someone who voted and is told what became of it.
pub struct PollVoter {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    /// What they said of the option that was chosen.
    pub answer: Option<PollAnswer>,
}

/// Clears the votes of these options; who had voted on any of them, each once, and can still be told.
pub async fn clear_votes(
    db: &mut PgConnection,
    poll: PollId,
    options: &[PollOptionId],
) -> sqlx::Result<Vec<PollVoter>> {
    sqlx::query_as!(
        PollVoter,
        r#"with cleared as (
               delete from poll_votes v
               using poll_options o
               where o.id = v.option_id and o.poll_id = $1 and o.id = any ($2)
               returning v.person_id
           )
           select person.id as person_id, person.name, person.email, person.zone, null as "answer?: PollAnswer"
           from polls p
           join current_members m on m.community_id = p.community_id
           join people person on person.id = m.person_id and person.deactivated_at is null
           where p.id = $1 and person.id in (select person_id from cleared)"#,
        poll as PollId,
        options as &[PollOptionId]
    )
    .fetch_all(db)
    .await
}

/// Everyone who voted in a poll and can still be told, each once, with what they said of one option.
pub async fn voters(
    db: &mut PgConnection,
    poll: PollId,
    chosen: PollOptionId,
) -> sqlx::Result<Vec<PollVoter>> {
    sqlx::query_as!(
        PollVoter,
        r#"select person.id as person_id, person.name, person.email, person.zone, mine.answer as "answer?: PollAnswer"
           from polls p
           join current_members m on m.community_id = p.community_id
           join people person on person.id = m.person_id and person.deactivated_at is null
           left join poll_votes mine on mine.option_id = $2 and mine.person_id = person.id
           where p.id = $1
             and exists (select 1 from poll_options o join poll_votes v on v.option_id = o.id
                         where o.poll_id = p.id and v.person_id = person.id)"#,
        poll as PollId,
        chosen as PollOptionId
    )
    .fetch_all(db)
    .await
}

/// The session made from a poll, as its voters are told of it.
pub struct SettledSession {
    pub poll_id: PollId,
    pub event_id: EventId,
    pub community_id: CommunityId,
    pub community: String,
    pub title: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub zone: String,
    pub place: String,
    /// At the day and time that people voted on.
    pub is_as_voted: bool,
}

pub async fn settled(
    db: &mut PgConnection,
    poll: PollId,
    option: PollOptionId,
) -> sqlx::Result<SettledSession> {
    sqlx::query_as!(
        SettledSession,
        r#"select p.id as poll_id, e.id as event_id, c.id as community_id, c.name as community, e.title,
                  e.starts_at, e.ends_at, e.zone, e.place,
                  (e.starts_at at time zone p.zone)::date = o.on_day
                      and (o.at_time is null or (e.starts_at at time zone p.zone)::time = o.at_time) as "is_as_voted!"
           from polls p
           join poll_options o on o.id = $2
           join events e on e.id = p.event_id
           join communities c on c.id = p.community_id
           where p.id = $1"#,
        poll as PollId,
        option as PollOptionId
    )
    .fetch_one(db)
    .await
}

/// A poll whose deadline passed, with the organiser who made it.
pub struct ClosedPoll {
    pub id: PollId,
    pub community_id: CommunityId,
    pub community: String,
    pub kind: PollKind,
    pub title: String,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    /// They still belong to it, and have an account.
    pub is_there: bool,
}

/// Closes every poll whose deadline has passed: of two copies that look at the same moment, the second waits for the
/// first's row and then finds it closed.
pub async fn close_due(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<Vec<ClosedPoll>> {
    sqlx::query_as!(
        ClosedPoll,
        r#"update polls p
           set closed_at = $1
           from communities c, people b
           where p.closed_at is null
             and p.closes_at <= $1
             and c.id = p.community_id
             and b.id = p.created_by
           returning p.id, p.community_id, c.name as community, p.kind, p.title, b.id as person_id, b.name, b.email,
                     (b.deactivated_at is null and c.archived_at is null
                      and exists (select 1 from current_members m
                                  where m.community_id = c.id and m.person_id = b.id and m.organiser)) as "is_there!""#,
        now
    )
    .fetch_all(db)
    .await
}

/// A poll that members are to be told of.
pub struct UntoldPoll {
    pub id: PollId,
    pub community_id: CommunityId,
    pub community: String,
    pub kind: PollKind,
    pub title: String,
    pub closes_at: OffsetDateTime,
    pub by: String,
    pub created_by: PersonId,
}

/// Claims a poll opened after `since` that nobody was told of and that still takes votes.
pub async fn claim_untold(
    db: &mut PgConnection,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<Option<UntoldPoll>> {
    sqlx::query_as!(
        UntoldPoll,
        "update polls p
         set told_at = $1
         from communities c, people b
         where p.id = (select id from polls
                       where told_at is null and closed_at is null and closes_at > $1 and created_at > $2
                         and exists (select 1 from communities o where o.id = community_id and o.archived_at is null)
                       order by created_at
                       limit 1
                       for update skip locked)
           and c.id = p.community_id
           and b.id = p.created_by
         returning p.id, p.community_id, c.name as community, p.kind, p.title, p.closes_at, b.name as by,
                   p.created_by",
        now,
        since
    )
    .fetch_optional(db)
    .await
}

/// Members of a community who want to hear of a poll straight away, after one of them, except who made it.
pub async fn readers(
    db: &mut PgConnection,
    poll: &UntoldPoll,
    after: PersonId,
    most: i64,
) -> sqlx::Result<Vec<PollVoter>> {
    sqlx::query_as!(
        PollVoter,
        r#"select p.id as person_id, p.name, p.email, p.zone, null as "answer?: PollAnswer"
           from current_members m
           join people p on p.id = m.person_id and p.deactivated_at is null
           join notice_ways(m.person_id, m.community_id, $5) told on told.way = 'at_once'
           where m.community_id = $1
             and m.person_id > $2
             and m.person_id <> $3
           order by m.person_id
           limit $4"#,
        poll.community_id as CommunityId,
        after as PersonId,
        poll.created_by as PersonId,
        most,
        NoticeKind::Poll.as_str()
    )
    .fetch_all(db)
    .await
}
