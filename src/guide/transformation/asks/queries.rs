use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::MoveAnswer;
use crate::guide::transformation::TransformationWay;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, TransformationId};

pub async fn insert(
    db: &mut PgConnection,
    id: TransformationId,
    from: CommunityId,
    to: CommunityId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into move_asks (transformation_id, person_id, from_id, to_id, asked_at)
         select $1, p, $2, $3, $5 from unnest($4::uuid[]) p",
        id as TransformationId,
        from as CommunityId,
        to as CommunityId,
        people as &[PersonId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// What someone is asked, or answered.
pub struct MoveAsk {
    pub transformation_id: TransformationId,
    pub way: TransformationWay,
    pub from_id: CommunityId,
    pub to_id: CommunityId,
    pub to_slug: String,
    pub to_name: String,
    pub by: String,
    pub answer: Option<MoveAnswer>,
}

/// The newest question to a person about leaving a community, as long as its transformation holds.
pub async fn of_person(db: &PgPool, from: CommunityId, person: PersonId) -> Result<Option<MoveAsk>> {
    Ok(sqlx::query_as!(
        MoveAsk,
        "select a.transformation_id, t.way, a.from_id, a.to_id, c.slug as to_slug, c.name as to_name, p.name as by, a.answer
         from move_asks a
         join transformations t on t.id = a.transformation_id and t.state = 'carried_out'
         join communities c on c.id = a.to_id
         join people p on p.id = t.decided_by
         where a.from_id = $1 and a.person_id = $2
         order by a.asked_at desc
         limit 1",
        from as CommunityId,
        person as PersonId
    )
    .fetch_optional(db)
    .await?)
}

/// What is asked of a person about a community, and waits for their answer: whether they come along to it, or whether
/// they will organise it.
#[derive(Debug, Deserialize)]
pub struct CommunityQuestion {
    pub community_id: CommunityId,
    /// Of the community they are in already, or of the one without an organiser.
    pub slug: String,
    pub name: String,
    /// Who asks; nobody where members are asked because the last organiser is gone.
    pub by: Option<String>,
    pub is_to_organise: bool,
}

impl CommunityQuestion {
    /// Where it is answered.
    pub fn path(&self) -> String {
        let Self { community_id, slug, .. } = self;
        match (self.is_to_organise, &self.by) {
            (false, _) => format!("/communities/{slug}/transformation/going"),
            (true, None) => format!("/communities/{slug}/transformation"),
            (true, Some(_)) => format!("/organiser-offers/{community_id}"),
        }
    }
}

/// Keeps an answer: false when there is one already, or the transformation was undone meanwhile.
pub async fn answer(
    db: &mut PgConnection,
    id: TransformationId,
    person: PersonId,
    answer: MoveAnswer,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update move_asks a set answer = $3, answered_at = $4
         from transformations t
         where a.transformation_id = $1
           and a.person_id = $2
           and a.answered_at is null
           and t.id = a.transformation_id
           and t.state = 'carried_out'",
        id as TransformationId,
        person as PersonId,
        answer as MoveAnswer,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub async fn delete_open(db: &mut PgConnection, id: TransformationId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from move_asks where transformation_id = $1 and answered_at is null",
        id as TransformationId
    )
    .execute(db)
    .await
    .map(drop)
}

impl MoveAsk {
    /// From where to where, and by what.
    pub fn as_move(&self) -> AskedMove {
        AskedMove { transformation: self.transformation_id, from: self.from_id, to: self.to_id }
    }
}

/// The way of someone who comes along.
#[derive(Clone, Copy, Debug)]
pub struct AskedMove {
    pub transformation: TransformationId,
    pub from: CommunityId,
    pub to: CommunityId,
}
