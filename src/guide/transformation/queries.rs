mod closing;

use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::{Date, OffsetDateTime};

use super::rules::{DecisionReach, Reversible, TransformationDecision};
use super::{Decider, TransformationState, TransformationWay};
use crate::communities::CommunityFocus;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId, TransformationId};
use crate::platform::web::Rows;

pub use closing::{
    Closing, ClosingRecipient, DueClosing, SimilarCommunity, TakeoverOffer, close, closing, due,
    members_after, offer, offers, organisers, similar,
};

/// A decision as its record shows it.
pub struct PastDecision {
    pub id: TransformationId,
    pub way: TransformationWay,
    pub state: TransformationState,
    pub decided_by: String,
    pub decided_at: OffsetDateTime,
    pub carried_out_at: Option<OffsetDateTime>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub closes_on: Option<Date>,
    pub words: String,
    pub before: Option<Json<CommunityFocus>>,
    /// The community was in transformation already.
    pub found_in_transformation: bool,
    pub community_id: CommunityId,
    pub other_id: Option<CommunityId>,
    pub goes_on_id: Option<CommunityId>,
    /// Of the other community of a split or a merge.
    pub other_name: Option<String>,
    /// By the organisers of the other community.
    pub decided_there: bool,
}

impl PastDecision {
    /// The two communities of a merge, the one that became part of the other first; or of a split, the old one first.
    pub fn two(&self) -> Option<[CommunityId; 2]> {
        let other = self.other_id?;
        Some(match self.goes_on_id {
            Some(goes_on) if goes_on == self.community_id => [other, goes_on],
            Some(goes_on) => [self.community_id, goes_on],
            None => [self.community_id, other],
        })
    }

    pub fn reversible(&self) -> Reversible {
        Reversible { way: self.way, state: self.state, carried_out_at: self.carried_out_at }
    }
}

/// What was decided of a community, the newest first.
pub async fn decisions(
    db: &PgPool,
    community: CommunityId,
    reader: PersonId,
    rows: Rows,
) -> sqlx::Result<Vec<PastDecision>> {
    sqlx::query_as!(
        PastDecision,
        r#"select t.id, t.way, t.state, p.name as decided_by, t.decided_at, t.carried_out_at, t.starts_on,
                  t.ends_on, t.closes_on, t.words, t.before as "before?: Json<CommunityFocus>",
                  t.found_in_transformation, t.community_id, t.other_id,
                  t.goes_on_id, o.name as "other_name?", t.community_id <> $1 as "decided_there!"
           from transformations t
           join people p on p.id = t.decided_by
           left join communities o on o.id = case when t.community_id = $1 then t.other_id else t.community_id end
                and o.id in (select id from communities_seen($4))
           where t.community_id = $1 or t.other_id = $1
           order by t.decided_at desc, t.number desc
           limit $2 offset $3"#,
        community as CommunityId,
        rows.limit,
        rows.offset,
        reader as PersonId
    )
    .fetch_all(db)
    .await
}

/// The number that the next decision of a community takes.
pub async fn next_number(db: impl PgExecutor<'_>, community: CommunityId) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"select coalesce(max(number), 0) + 1 as "next!" from transformations where community_id = $1"#,
        community as CommunityId
    )
    .fetch_one(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    decider: Decider,
    number: i32,
    decision: &TransformationDecision,
    found_in_transformation: bool,
) -> sqlx::Result<TransformationId> {
    let (mut pause, mut closing, mut before) = (None, None, None);
    match decision {
        TransformationDecision::Renew => {}
        TransformationDecision::Refocus { before: focus, .. } => before = Some(Json(focus.clone())),
        TransformationDecision::Pause(plan) => pause = Some(plan),
        TransformationDecision::Close(plan) => closing = Some(plan),
    }
    let words = pause.map(|plan| &plan.reason).or(closing.map(|plan| &plan.thanks));
    sqlx::query_scalar!(
        "insert into transformations (community_id, number, way, state, decided_by, decided_at, starts_on, ends_on,
                                      closes_on, closes_at, words, where_next, before, found_in_transformation,
                                      carried_out_at)
         values ($1, $2, $3, case when $3 = 'close' then 'announced' else 'carried_out' end, $4, $5, $6, $7, $8, $9, $10,
                 $11, $12, $13, case when $3 = 'close' then null else $5::timestamptz end)
         returning id",
        decider.community as CommunityId,
        number,
        decision.way() as TransformationWay,
        decider.by as PersonId,
        decider.now,
        pause.map(|plan| plan.from),
        pause.and_then(|plan| plan.until),
        closing.map(|plan| plan.on),
        closing.map(|plan| plan.at),
        words.map_or("", String::as_str),
        closing.map_or("", |plan| plan.where_next.as_str()),
        before as Option<Json<CommunityFocus>>,
        found_in_transformation
    )
    .fetch_one(db)
    .await
}

/// The people and things a decision reaches: sessions are counted between two moments, and from the second on.
pub async fn reach(
    db: &PgPool,
    community: CommunityId,
    from: OffsetDateTime,
    until: OffsetDateTime,
) -> sqlx::Result<DecisionReach> {
    sqlx::query_as!(
        DecisionReach,
        r#"select
               (select count(*) from current_members m join people p on p.id = m.person_id and p.deactivated_at is null
                where m.community_id = $1) as "members!",
               count(*) filter (where e.starts_at < $3) as "sessions_kept!",
               count(*) filter (where e.starts_at >= $3 and e.series_id is null) as "sessions_cancelled!",
               count(distinct e.series_id) filter (where e.starts_at >= $3) as "series_cancelled!",
               count(*) filter (where e.starts_at >= $3 and e.series_id is not null) as "dates_cancelled!",
               (select count(*) from stories s
                where s.community_id = $1 and s.published_at is not null and s.withdrawn_at is null) as "stories!"
           from events e
           where e.community_id = $1 and e.state = 'published' and e.starts_at >= $2"#,
        community as CommunityId,
        from,
        until
    )
    .fetch_one(db)
    .await
}

/// A session by itself, or the first date of a series.
pub struct LaterSession {
    pub id: EventId,
    pub series_id: Option<SeriesId>,
}

/// What takes place from a moment on: each session by itself, and each series once.
pub async fn later_sessions(
    db: &PgPool,
    community: CommunityId,
    from: OffsetDateTime,
) -> sqlx::Result<Vec<LaterSession>> {
    sqlx::query_as!(
        LaterSession,
        "select distinct on (coalesce(series_id, id)) id, series_id
         from events
         where community_id = $1 and state = 'published' and starts_at >= $2
         order by coalesce(series_id, id), series_on, starts_at",
        community as CommunityId,
        from
    )
    .fetch_all(db)
    .await
}

/// Marks a decision as undone: false when it is already.
pub async fn undo(
    db: &mut PgConnection,
    id: TransformationId,
    was: TransformationState,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update transformations set state = 'undone', undone_at = $4, undone_by = $3 where id = $1 and state = $2",
        id as TransformationId,
        was as TransformationState,
        by as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}
