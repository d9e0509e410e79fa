use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::communities::roles::{HandoverState, HandoverStep};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, HandoverId, PersonId, RoleId};

/// A role on its way from one person to another.
pub struct Handover {
    pub id: HandoverId,
    pub role_id: RoleId,
    pub role: String,
    pub giver_id: PersonId,
    pub giver: String,
    pub receiver_id: PersonId,
    pub receiver: String,
    pub state: HandoverState,
    pub offered_at: OffsetDateTime,
    /// How many of the steps both have ticked.
    pub done: i64,
}

impl Handover {
    /// "3 of 6 steps done"
    pub fn progress(&self) -> String {
        format!("{} of {} steps done", self.done, HandoverStep::ALL.len())
    }

    pub fn is_between(&self, person: &PersonId) -> bool {
        self.giver_id == *person || self.receiver_id == *person
    }
}

/// Handovers of a community that go on, to people who still belong to it.
pub async fn open_in(db: &PgPool, community: CommunityId) -> Result<Vec<Handover>> {
    Ok(sqlx::query_as!(
        Handover,
        r#"select h.id, h.role_id, r.name as role, h.giver_id, g.name as giver, h.receiver_id, n.name as receiver,
                  h.state, h.offered_at,
                  (select count(*) from (
                       select 1 from handover_ticks t where t.handover_id = h.id group by t.step having count(*) >= 2
                   ) agreed) as "done!"
           from handovers h
           join roles r on r.id = h.role_id
           join people g on g.id = h.giver_id
           join people n on n.id = h.receiver_id and n.deactivated_at is null
           join current_members m on m.community_id = r.community_id and m.person_id = h.receiver_id
           where r.community_id = $1 and h.state in ('offered', 'under_way')
           order by h.offered_at, h.id"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await?)
}

pub async fn one(db: &PgPool, handover: HandoverId) -> sqlx::Result<Option<Handover>> {
    sqlx::query_as!(
        Handover,
        r#"select h.id, h.role_id, r.name as role, h.giver_id, g.name as giver, h.receiver_id, n.name as receiver,
                  h.state, h.offered_at,
                  (select count(*) from (
                       select 1 from handover_ticks t where t.handover_id = h.id group by t.step having count(*) >= 2
                   ) agreed) as "done!"
           from handovers h
           join roles r on r.id = h.role_id
           join people g on g.id = h.giver_id
           join people n on n.id = h.receiver_id
           where h.id = $1"#,
        handover as HandoverId
    )
    .fetch_optional(db)
    .await
}

/// A step, and who says that it is done.
pub struct Tick {
    pub step: HandoverStep,
    pub person_id: PersonId,
}

pub async fn ticks(db: &PgPool, handover: HandoverId) -> sqlx::Result<Vec<Tick>> {
    sqlx::query_as!(
        Tick,
        "select step, person_id from handover_ticks where handover_id = $1",
        handover as HandoverId
    )
    .fetch_all(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    role: RoleId,
    giver: PersonId,
    receiver: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<HandoverId> {
    sqlx::query_scalar!(
        "insert into handovers (role_id, giver_id, receiver_id, state, offered_at)
         values ($1, $2, $3, 'offered', $4)
         returning id",
        role as RoleId,
        giver as PersonId,
        receiver as PersonId,
        now
    )
    .fetch_one(db)
    .await
}

/// From one state to another; nothing where it is in a third.
pub async fn settle(
    db: &mut PgConnection,
    handover: HandoverId,
    from: HandoverState,
    to: HandoverState,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update handovers
         set state = $3, answered_at = coalesce(answered_at, $4),
             ended_at = case when $3 <> 'under_way' then $4::timestamptz end
         where id = $1 and state = $2",
        handover as HandoverId,
        from as HandoverState,
        to as HandoverState,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn cancel(db: &mut PgConnection, handover: HandoverId, now: OffsetDateTime) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update handovers set state = 'cancelled', ended_at = $2
         where id = $1 and state in ('offered', 'under_way')",
        handover as HandoverId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Cancels what goes on to or from a person in a community; which.
pub async fn cancel_with(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<HandoverId>> {
    sqlx::query_scalar!(
        "update handovers h set state = 'cancelled', ended_at = $3
         from roles r
         where r.id = h.role_id
           and ($1::uuid is null or r.community_id = $1)
           and $2 in (h.giver_id, h.receiver_id)
           and h.state in ('offered', 'under_way')
         returning h.id",
        community as Option<CommunityId>,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await
}

/// Cancels the handover of a role to someone who no longer belongs to its community.
pub async fn cancel_of_the_gone(
    db: &mut PgConnection,
    role: RoleId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update handovers h set state = 'cancelled', ended_at = $2
         from roles r
         where r.id = $1
           and h.role_id = r.id
           and h.state in ('offered', 'under_way')
           and not exists (
               select 1 from current_members m
               join people p on p.id = m.person_id and p.deactivated_at is null
               where m.community_id = r.community_id and m.person_id = h.receiver_id
           )",
        role as RoleId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Ticks a step for one of the two; twice is once.
pub async fn tick(
    db: &mut PgConnection,
    handover: HandoverId,
    person: PersonId,
    step: HandoverStep,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into handover_ticks (handover_id, person_id, step, ticked_at) values ($1, $2, $3, $4)
         on conflict (handover_id, step, person_id) do nothing",
        handover as HandoverId,
        person as PersonId,
        step as HandoverStep,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn untick(
    db: &mut PgConnection,
    handover: HandoverId,
    person: PersonId,
    step: HandoverStep,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from handover_ticks where handover_id = $1 and person_id = $2 and step = $3",
        handover as HandoverId,
        person as PersonId,
        step as HandoverStep
    )
    .execute(db)
    .await
    .map(drop)
}

/// Who is asked to take a role over, as the email names them.
pub struct HandoverRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
}

pub async fn recipient(db: &mut PgConnection, person: PersonId) -> sqlx::Result<Option<HandoverRecipient>> {
    sqlx::query_as!(
        HandoverRecipient,
        "select id as person_id, name, email from people where id = $1 and deactivated_at is null",
        person as PersonId
    )
    .fetch_optional(db)
    .await
}
