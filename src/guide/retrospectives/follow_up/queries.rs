use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::NewAction;
use crate::guide::retrospectives::ActionState;
use crate::platform::ids::{CommunityId, PersonId, RetrospectiveActionId, RetrospectiveId};
use crate::platform::web::{Shell, when};

/// An action as a retrospective's page shows it.
pub struct RetrospectiveAction {
    pub id: RetrospectiveActionId,
    pub retrospective_id: RetrospectiveId,
    /// The retrospective that decided it.
    pub from: String,
    pub body: String,
    /// Nobody yet, also once the person has left.
    pub owner_id: Option<PersonId>,
    pub owner: Option<String>,
    pub due_on: Date,
    pub state: ActionState,
    pub settled_at: Option<OffsetDateTime>,
    /// The retrospective it is shown in has looked at it.
    pub is_reviewed: bool,
}

impl RetrospectiveAction {
    /// "Done 3 Dec", "Kept", "Due Thu 3 Dec"
    pub fn standing(&self, shell: &Shell) -> String {
        match (self.state, &self.settled_at) {
            (ActionState::Open, _) => due_in_words(self.due_on, shell),
            (state, Some(at)) => format!("{} {}", state.label(), inside(&shell.day(at))),
            (state, None) => state.label().to_owned(),
        }
    }

    /// It was looked at, and stays open.
    pub fn is_kept(&self) -> bool {
        self.is_reviewed && self.state.is_open()
    }
}

/// "Due Thu 3 Dec", or "Was due Thu 3 Dec" of a day that has passed.
fn due_in_words(due_on: Date, shell: &Shell) -> String {
    let today = when::to_date(when::day(shell.now, &shell.zone));
    let was = if due_on < today { "Was due" } else { "Due" };
    format!("{was} {}", inside(&shell.date(&due_on)))
}

/// "today" inside a sentence; a weekday keeps its capital.
fn inside(day: &str) -> String {
    if day.contains(' ') { day.to_owned() } else { day.to_lowercase() }
}

/// What a retrospective shows: its own actions; those it looked at; and while it is open, what earlier ones left open.
pub async fn of_retrospective(
    db: &PgPool,
    retrospective: RetrospectiveId,
) -> sqlx::Result<Vec<RetrospectiveAction>> {
    sqlx::query_as!(
        RetrospectiveAction,
        r#"select a.id as "id!: RetrospectiveActionId", a.retrospective_id as "retrospective_id!: RetrospectiveId",
                  o.title as "from", a.body as "body!", a.owner_id as "owner_id?: PersonId", a.owner as "owner?",
                  a.due_on as "due_on!", a.state as "state!: ActionState", a.settled_at,
                  a.reviewed_in is not distinct from r.id as "is_reviewed!"
           from retrospectives r
           join current_retrospective_actions a on a.community_id = r.community_id
           join retrospectives o on o.id = a.retrospective_id
           where r.id = $1
             and (a.retrospective_id = r.id
                  or a.reviewed_in = r.id
                  or (a.state = 'open' and r.closed_at is null and o.opened_at <= r.opened_at))
           order by o.opened_at, a.added_at, a.id
           limit 200"#,
        retrospective as RetrospectiveId
    )
    .fetch_all(db)
    .await
}

/// An action that is open, in the list of a community.
pub struct OpenAction {
    pub retrospective_id: RetrospectiveId,
    pub from: String,
    pub body: String,
    pub owner_id: Option<PersonId>,
    pub owner: Option<String>,
    pub due_on: Date,
}

impl OpenAction {
    pub fn due_in_words(&self, shell: &Shell) -> String {
        due_in_words(self.due_on, shell)
    }
}

/// What a community has decided and not done yet, the nearest date first.
pub async fn open_in(db: &PgPool, community: CommunityId) -> sqlx::Result<Vec<OpenAction>> {
    sqlx::query_as!(
        OpenAction,
        r#"select a.retrospective_id as "retrospective_id!: RetrospectiveId", o.title as "from", a.body as "body!",
                  a.owner_id as "owner_id?: PersonId", a.owner as "owner?", a.due_on as "due_on!"
           from current_retrospective_actions a
           join retrospectives o on o.id = a.retrospective_id
           where a.community_id = $1 and a.state = 'open'
           order by a.due_on, a.added_at, a.id
           limit 50"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    new: &NewAction,
    now: OffsetDateTime,
) -> sqlx::Result<RetrospectiveActionId> {
    sqlx::query_scalar!(
        "insert into retrospective_actions (community_id, retrospective_id, body, owner_id, owned_since, due_on, state, added_at)
         select r.community_id, r.id, $2, $3, case when $3::uuid is not null then $5::timestamptz end, $4, 'open', $5
         from retrospectives r
         where r.id = $1
         returning id",
        retrospective as RetrospectiveId,
        new.body,
        new.owner as Option<PersonId>,
        new.due_on,
        now
    )
    .fetch_one(db)
    .await
}

/// The person who is named owns it from now on.
pub async fn update(
    db: &mut PgConnection,
    action: RetrospectiveActionId,
    new: &NewAction,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update retrospective_actions
         set body = $2, owner_id = $3, due_on = $4, owned_since = case when $3::uuid is not null then $5::timestamptz end
         where id = $1",
        action as RetrospectiveActionId,
        new.body,
        new.owner as Option<PersonId>,
        new.due_on,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Changes nothing where that was said already in this retrospective.
pub async fn decide(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    action: RetrospectiveActionId,
    state: ActionState,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update retrospective_actions
         set state = $3, reviewed_in = $2, settled_at = case when $3 <> 'open' then $4::timestamptz end
         where id = $1 and (state <> $3 or reviewed_in is distinct from $2)",
        action as RetrospectiveActionId,
        retrospective as RetrospectiveId,
        state as ActionState,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
