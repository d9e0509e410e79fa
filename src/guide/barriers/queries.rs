use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::{Play, PlayState};
use crate::learning::stories::Barrier;
use crate::platform::ids::{CommunityId, PersonId, PlayId};

/// A play on a community's roadmap.
pub struct PlayRow {
    pub id: PlayId,
    pub play: Play,
    pub state: PlayState,
    pub started_at: OffsetDateTime,
    pub settled_at: Option<OffsetDateTime>,
}

/// The plays of a community, those it is trying first, then the newest.
pub async fn of_community(db: &PgPool, community: CommunityId) -> sqlx::Result<Vec<PlayRow>> {
    sqlx::query_as!(
        PlayRow,
        "select id, play, state, started_at, settled_at
         from plays
         where community_id = $1
         order by state = 'trying' desc, started_at desc, id
         limit 50",
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

pub async fn start(
    db: &mut PgConnection,
    community: CommunityId,
    play: Play,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into plays (community_id, play, state, started_by, started_at)
         values ($1, $2, 'trying', $3, $4)
         on conflict (community_id, play) where state = 'trying' do nothing",
        community as CommunityId,
        play as Play,
        by as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Keeps or drops a play that is being tried: which it was, where there is one.
pub async fn settle(
    db: &mut PgConnection,
    community: CommunityId,
    play: PlayId,
    state: PlayState,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Play>> {
    sqlx::query_scalar!(
        "update plays set state = $3, settled_at = $4
         where id = $2 and community_id = $1 and state = 'trying'
         returning play",
        community as CommunityId,
        play as PlayId,
        state as PlayState,
        now
    )
    .fetch_optional(db)
    .await
}

/// How many stories say that they helped with a barrier.
pub struct BarrierStories {
    pub barrier: Barrier,
    pub stories: i64,
}

/// Stories of half a year by the barrier they speak to: of a community, or of all listed ones for leaders.
pub async fn stories(
    db: &PgPool,
    community: Option<CommunityId>,
    since: OffsetDateTime,
) -> sqlx::Result<Vec<BarrierStories>> {
    sqlx::query_as!(
        BarrierStories,
        r#"select s.barrier as "barrier!: Barrier", count(*) as "stories!"
           from stories s
           join communities c on c.id = s.community_id
           where s.barrier is not null
             and s.published_at >= $2
             and s.withdrawn_at is null
             and (s.community_id = $1
                  or ($1::uuid is null and c.visibility = 'listed' and c.published_at is not null
                      and s.visibility <> 'community'))
           group by s.barrier"#,
        community as Option<CommunityId>,
        since
    )
    .fetch_all(db)
    .await
}

/// A play that listed communities are trying.
pub struct TriedPlay {
    pub play: Play,
    pub communities: i64,
}

/// What listed communities are trying, and how many of them.
pub async fn tried(db: &PgPool) -> sqlx::Result<Vec<TriedPlay>> {
    sqlx::query_as!(
        TriedPlay,
        r#"select p.play, count(*) as "communities!"
           from plays p
           join communities c on c.id = p.community_id
           where p.state = 'trying'
             and c.visibility = 'listed'
             and c.published_at is not null
             and c.archived_at is null
           group by p.play
           order by count(*) desc, p.play"#
    )
    .fetch_all(db)
    .await
}
