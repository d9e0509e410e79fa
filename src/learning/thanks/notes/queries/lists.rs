//! Notes as their recipients, their senders, communities and figures see them.

use sqlx::{PgExecutor, PgPool};
use time::OffsetDateTime;

use super::ThankYou;
use crate::learning::thanks::ThanksReach;
use crate::platform::ids::{CommunityId, EventId, PersonId, StoryId, ThanksId};
use crate::platform::web::Rows;

/// Which of the thanks that someone received.
#[derive(Clone, Copy)]
pub enum ReceivedNotes {
    Shown,
    Hidden,
}

/// What someone received, the newest first.
pub async fn received(
    db: &PgPool,
    person: PersonId,
    which: ReceivedNotes,
    rows: Rows,
) -> sqlx::Result<Vec<ThankYou>> {
    sqlx::query_as!(
        ThankYou,
        r#"select id as "id!: ThanksId", sender_id as "sender_id!: PersonId", sender as "sender!", sender_department,
                  recipient_id as "recipient_id?: PersonId", recipient, story_id as "story_id?: StoryId", story,
                  event_id as "event_id?: EventId", event, helped_with, line as "line!", reach as "reach!: ThanksReach",
                  at as "at!"
           from thanks_received($1)
           where (hidden_at is not null) = $2
           order by at desc, id
           limit $3 offset $4"#,
        person as PersonId,
        matches!(which, ReceivedNotes::Hidden),
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// What someone gave, the newest first. Whether it was hidden is not told, nor who wrote a story that does not say so.
pub async fn given(db: &PgPool, person: PersonId, rows: Rows) -> sqlx::Result<Vec<ThankYou>> {
    sqlx::query_as!(
        ThankYou,
        r#"select t.id, f.id as sender_id, f.name as sender, d.name as "sender_department?",
                  r.id as "recipient_id?", r.name as "recipient?", t.story_id, s.title as "story?",
                  t.event_id, e.title as "event?", t.helped_with, t.line, t.reach, t.at
           from thanks t
           join people f on f.id = t.person_id
           left join teams g on g.id = f.team_id
           left join departments d on d.id = g.department_id
           left join bylines b on b.story_id = t.story_id
           left join people r on r.id = t.recipient_id and (t.story_id is null or b.person_id = r.id)
           left join stories s on s.id = t.story_id and s.id in (select id from stories_seen($1))
           left join events e on e.id = t.event_id and e.community_id in (select id from communities_seen($1))
           where t.person_id = $1
             and t.reach <> 'counted'
             and (t.story_id is null or exists (select 1 from stories x
                                                where x.id = t.story_id and x.withdrawn_at is null))
           order by t.at desc, t.id
           limit $2 offset $3"#,
        person as PersonId,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// That one person says another helped them: a tie for the network.
#[derive(Clone, Copy, Debug)]
pub struct HelpTie {
    pub helper: PersonId,
    pub helped: PersonId,
    pub community: CommunityId,
    pub at: OffsetDateTime,
}

/// Ties of a period that leaders’ figures may be made of: what is between two people or in a private community is in
/// none. Who thanks for a story or a session read it or was there: that is no help from one person to another.
///
/// # Errors
/// The database's.
pub async fn ties(
    db: impl PgExecutor<'_>,
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> sqlx::Result<Vec<HelpTie>> {
    sqlx::query_as!(
        HelpTie,
        r#"select t.recipient_id as "helper!: PersonId", t.sender_id as "helped!: PersonId",
                  t.community_id as "community!: CommunityId", t.at as "at!"
           from thanks_kept t
           join communities c on c.id = t.community_id and c.visibility = 'listed' and c.published_at is not null
           where t.reach = 'community'
             and t.at >= $1
             and t.at < $2
             and t.helped_with is not null
           order by t.at, t.id"#,
        from,
        to
    )
    .fetch_all(db)
    .await
}
