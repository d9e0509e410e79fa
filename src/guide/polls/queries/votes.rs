//! Voting, under the lock of a poll.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::guide::polls::PollAnswer;
use crate::guide::polls::rules::PollVote;
use crate::platform::ids::{CommunityId, EventId, PersonId, PollId, PollOptionId};

/// What locks protect: whether votes count, and whether a session was made.
pub struct LockedPoll {
    pub id: PollId,
    pub community_id: CommunityId,
    pub closes_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    pub event_id: Option<EventId>,
}

/// Makes whoever changes, closes or settles a poll, or votes in it, take turns: two ballots of one person at the same
/// moment would otherwise both count.
pub async fn lock(db: &mut PgConnection, poll: PollId) -> sqlx::Result<LockedPoll> {
    sqlx::query_as!(
        LockedPoll,
        "select id, community_id, closes_at, closed_at, event_id from polls where id = $1 for update",
        poll as PollId
    )
    .fetch_one(db)
    .await
}

/// The poll that looks for a date with this option.
pub async fn lock_of_option(db: &mut PgConnection, option: PollOptionId) -> sqlx::Result<LockedPoll> {
    sqlx::query_as!(
        LockedPoll,
        "select p.id, p.community_id, p.closes_at, p.closed_at, p.event_id
         from polls p
         join poll_options o on o.poll_id = p.id
         where o.id = $1 and p.kind = 'dates'
         for update of p",
        option as PollOptionId
    )
    .fetch_one(db)
    .await
}

/// A person's votes in a poll, which replace those they gave before.
pub async fn forget_ballot(db: &mut PgConnection, poll: PollId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from poll_votes v using poll_options o
         where o.id = v.option_id and o.poll_id = $1 and v.person_id = $2",
        poll as PollId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// Votes on options that are still there. Twice at the same moment, the later one counts.
pub async fn cast(
    db: &mut PgConnection,
    poll: PollId,
    person: PersonId,
    votes: &[PollVote],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let options: Vec<PollOptionId> = votes.iter().map(|vote| vote.option).collect();
    let answers: Vec<PollAnswer> = votes.iter().map(|vote| vote.answer).collect();
    sqlx::query!(
        "insert into poll_votes (option_id, person_id, answer, voted_at)
         select o.id, $2, vote.answer, $5
         from unnest($3::uuid[], $4::text[]) vote (option_id, answer)
         join poll_options o on o.id = vote.option_id and o.poll_id = $1
         on conflict (option_id, person_id) do update set answer = excluded.answer, voted_at = excluded.voted_at",
        poll as PollId,
        person as PersonId,
        &options as &[PollOptionId],
        &answers as &[PollAnswer],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Takes back what someone voted in polls that are open, of a community or of all.
pub async fn take_votes_back(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from poll_votes v
         using poll_options o, polls p
         where o.id = v.option_id
           and p.id = o.poll_id
           and p.closed_at is null
           and ($1::uuid is null or p.community_id = $1)
           and v.person_id = $2",
        community as Option<CommunityId>,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}
