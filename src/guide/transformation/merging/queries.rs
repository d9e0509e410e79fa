use sqlx::{PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;

use crate::communities::members::merging::FormerPlace;
use crate::guide::transformation::{Decider, TransformationState};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, TransformationId};

/// A community that another one could merge with.
#[derive(Clone, Debug)]
pub struct MergeCandidate {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
    /// The asking person runs it too.
    pub organiser: bool,
}

/// Active communities that a person may see, without this one: first those they run.
pub async fn candidates(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
) -> sqlx::Result<Vec<MergeCandidate>> {
    sqlx::query_as!(
        MergeCandidate,
        r#"select c.id, c.slug, c.name, coalesce(m.organiser, false) as "organiser!"
           from communities c
           left join current_members m on m.community_id = c.id and m.person_id = $2
           where c.id <> $1
             and c.archived_at is null
             and c.id in (select id from communities_seen($2))
           order by coalesce(m.organiser, false) desc, lower(c.name)
           limit 2000"#,
        community as CommunityId,
        person as PersonId
    )
    .fetch_all(db)
    .await
}

/// A merge as it is written down.
pub struct NewMerge<'a> {
    pub decider: Decider,
    pub number: i32,
    pub other: CommunityId,
    pub goes_on: CommunityId,
    pub state: TransformationState,
    pub words: &'a str,
}

pub async fn insert(db: &mut PgConnection, new: &NewMerge<'_>) -> sqlx::Result<TransformationId> {
    sqlx::query_scalar!(
        "insert into transformations (community_id, number, way, state, decided_by, decided_at, other_id, goes_on_id, words,
                                      carried_out_at)
         values ($1, $2, 'merge', $3, $4, $5, $6, $7, $8, case when $3 = 'carried_out' then $5::timestamptz end)
         returning id",
        new.decider.community as CommunityId,
        new.number,
        new.state as TransformationState,
        new.decider.by as PersonId,
        new.decider.now,
        new.other as CommunityId,
        new.goes_on as CommunityId,
        new.words
    )
    .fetch_one(db)
    .await
}

/// A merge that waits for an organiser of the other community.
pub struct ProposedMerge {
    pub id: TransformationId,
    pub community_id: CommunityId,
    pub other_id: CommunityId,
    pub goes_on_id: CommunityId,
    pub words: String,
    pub proposed_by: PersonId,
    pub by: String,
    pub decided_at: OffsetDateTime,
}

impl ProposedMerge {
    /// The one that becomes part of the other, and the other.
    pub fn two(&self) -> [CommunityId; 2] {
        let gone = if self.goes_on_id == self.community_id { self.other_id } else { self.community_id };
        [gone, self.goes_on_id]
    }
}

/// The oldest merge that waits, proposed by a community or to it.
pub async fn proposed(
    db: impl PgExecutor<'_>,
    community: CommunityId,
) -> sqlx::Result<Option<ProposedMerge>> {
    sqlx::query_as!(
        ProposedMerge,
        r#"select t.id, t.community_id, t.other_id as "other_id!", t.goes_on_id as "goes_on_id!", t.words,
                  t.decided_by as proposed_by, p.name as by, t.decided_at
           from transformations t
           join people p on p.id = t.decided_by
           where t.state = 'proposed' and (t.community_id = $1 or t.other_id = $1)
           order by t.decided_at
           limit 1"#,
        community as CommunityId
    )
    .fetch_optional(db)
    .await
}

/// Answers a proposal: false when someone answered it, or took it back, meanwhile.
pub async fn settle(
    db: &mut PgConnection,
    id: TransformationId,
    state: TransformationState,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update transformations
         set state = $2, carried_out_at = case when $2 = 'carried_out' then $4::timestamptz end,
             undone_at = case when $2 = 'undone' then $4::timestamptz end,
             undone_by = case when $2 = 'undone' then $3::uuid end
         where id = $1 and state = 'proposed'",
        id as TransformationId,
        state as TransformationState,
        by as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn organises(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from current_members
                          where community_id = $1 and person_id = $2 and organiser) as "organises!""#,
        community as CommunityId,
        person as PersonId
    )
    .fetch_one(db)
    .await
}

pub async fn stories(db: &mut PgConnection, community: CommunityId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "stories!" from stories
           where community_id = $1 and published_at is not null and withdrawn_at is null"#,
        community as CommunityId
    )
    .fetch_one(db)
    .await
}

/// Who is in a community now.
pub async fn members(db: impl PgExecutor<'_>, community: CommunityId) -> Result<Vec<PersonId>> {
    Ok(sqlx::query_scalar!(
        r#"select person_id as "person_id!" from current_members where community_id = $1"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await?)
}

/// Keeps places as they were. What was kept first is what they are given back.
pub async fn remember_places(
    db: &mut PgConnection,
    id: TransformationId,
    community: CommunityId,
    former: &[FormerPlace],
) -> sqlx::Result<()> {
    let people: Vec<PersonId> = former.iter().map(|place| place.person_id).collect();
    let memberships: Vec<_> = former.iter().map(|place| place.membership).collect();
    let organisers: Vec<bool> = former.iter().map(|place| place.organiser).collect();
    let joined: Vec<_> = former.iter().map(|place| place.joined_at).collect();
    let since: Vec<_> = former.iter().map(|place| place.organiser_at).collect();
    sqlx::query!(
        "insert into moved_members (transformation_id, community_id, person_id, membership, organiser, joined_at, organiser_at)
         select $1, $2, f.*
         from unnest($3::uuid[], $4::text[], $5::boolean[], $6::timestamptz[], $7::timestamptz[]) f
         on conflict do nothing",
        id as TransformationId,
        community as CommunityId,
        &people as &[PersonId],
        &memberships as &[Option<crate::communities::Membership>],
        &organisers,
        &joined as &[Option<OffsetDateTime>],
        &since as &[Option<OffsetDateTime>]
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn former_places(
    db: &mut PgConnection,
    id: TransformationId,
    community: CommunityId,
) -> sqlx::Result<Vec<FormerPlace>> {
    sqlx::query_as!(
        FormerPlace,
        "select person_id, membership, organiser, joined_at, organiser_at
         from moved_members
         where transformation_id = $1 and community_id = $2",
        id as TransformationId,
        community as CommunityId
    )
    .fetch_all(db)
    .await
}
