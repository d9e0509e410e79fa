//! Communities that close, and what is told and offered before they do.

use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use crate::guide::transformation::TransformationState;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, TransformationId};
use crate::platform::web::when::iso_day;

/// A closing that was announced or carried out, as members see it.
#[derive(Debug, Deserialize)]
pub struct Closing {
    pub id: TransformationId,
    pub state: TransformationState,
    #[serde(with = "iso_day")]
    pub closes_on: Date,
    pub thanks: String,
    pub where_next: String,
    pub decided_by: String,
}

impl Closing {
    pub fn is_announced(&self) -> bool {
        self.state == TransformationState::Announced
    }
}

/// The closing that is under way, or by which the community ended.
pub async fn closing(db: &PgPool, community: CommunityId) -> Result<Option<Closing>> {
    Ok(sqlx::query_as!(
        Closing,
        r#"select id as "id!: TransformationId", state as "state!: TransformationState", closes_on as "closes_on!",
                  thanks as "thanks!", where_next as "where_next!", decided_by as "decided_by!"
           from community_closing($1)"#,
        community as CommunityId
    )
    .fetch_optional(db)
    .await?)
}

/// A closing whose last day is over.
pub struct DueClosing {
    pub id: TransformationId,
    pub community_id: CommunityId,
    pub slug: String,
    pub name: String,
    pub where_next: String,
    pub archived: bool,
    /// Somebody who may see it, for loading its sessions.
    pub organiser_id: Option<PersonId>,
}

pub async fn due(db: &PgPool, now: OffsetDateTime) -> sqlx::Result<Vec<DueClosing>> {
    sqlx::query_as!(
        DueClosing,
        r#"select t.id, t.community_id, c.slug, c.name, t.where_next,
                  c.archived_at is not null as "archived!",
                  (select m.person_id from current_members m
                   where m.community_id = c.id and m.organiser
                   limit 1) as "organiser_id?: PersonId"
           from transformations t
           join communities c on c.id = t.community_id
           where t.state = 'announced' and t.closes_at <= $1
           order by t.closes_at
           limit 50"#,
        now
    )
    .fetch_all(db)
    .await
}

/// Marks an announced closing as carried out: false when it was stopped meanwhile, or another copy did it.
pub async fn close(db: &mut PgConnection, id: TransformationId, now: OffsetDateTime) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update transformations set state = 'carried_out', carried_out_at = $2 where id = $1 and state = 'announced'",
        id as TransformationId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Keeps an offer to take over: false when it was made already.
pub async fn offer(
    db: &mut PgConnection,
    id: TransformationId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into takeover_offers (transformation_id, person_id, offered_at) values ($1, $2, $3)
         on conflict do nothing",
        id as TransformationId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A member who would run the community.
pub struct TakeoverOffer {
    pub person_id: PersonId,
    pub name: String,
    pub organiser: bool,
}

pub async fn offers(db: &PgPool, id: TransformationId) -> sqlx::Result<Vec<TakeoverOffer>> {
    sqlx::query_as!(
        TakeoverOffer,
        "select o.person_id, p.name, m.organiser
         from takeover_offers o
         join transformations t on t.id = o.transformation_id
         join people p on p.id = o.person_id and p.deactivated_at is null
         join members m on m.community_id = t.community_id and m.person_id = o.person_id and m.left_at is null
         where o.transformation_id = $1
         order by o.offered_at
         limit 50",
        id as TransformationId
    )
    .fetch_all(db)
    .await
}

/// A member who is told.
pub struct ClosingRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
}

/// The next members of a community, in the order of their ids.
pub async fn members_after(
    db: &mut PgConnection,
    community: CommunityId,
    after: PersonId,
    most: i64,
) -> sqlx::Result<Vec<ClosingRecipient>> {
    sqlx::query_as!(
        ClosingRecipient,
        "select p.id as person_id, p.name, p.email
         from current_members m
         join people p on p.id = m.person_id and p.deactivated_at is null
         where m.community_id = $1
           and m.person_id > $2
         order by m.person_id
         limit $3",
        community as CommunityId,
        after as PersonId,
        most
    )
    .fetch_all(db)
    .await
}

pub async fn organisers(
    db: &mut PgConnection,
    community: CommunityId,
) -> sqlx::Result<Vec<ClosingRecipient>> {
    sqlx::query_as!(
        ClosingRecipient,
        "select p.id as person_id, p.name, p.email
         from current_members m
         join people p on p.id = m.person_id and p.deactivated_at is null
         where m.community_id = $1 and m.organiser
         order by p.id",
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

/// A community that shares a tag, listed and open: everybody may see it.
pub struct SimilarCommunity {
    pub name: String,
    pub slug: String,
}

pub async fn similar(db: &mut PgConnection, community: CommunityId) -> sqlx::Result<Vec<SimilarCommunity>> {
    sqlx::query_as!(
        SimilarCommunity,
        "select o.name, o.slug
         from communities c
         join communities o on o.tags && c.tags and o.id <> c.id
         where c.id = $1
           and o.visibility = 'listed'
           and o.published_at is not null
           and o.archived_at is null
         order by (select count(*) from unnest(o.tags) tag where tag = any (c.tags)) desc, lower(o.name)
         limit 3",
        community as CommunityId
    )
    .fetch_all(db)
    .await
}
