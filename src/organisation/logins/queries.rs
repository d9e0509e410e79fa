use sqlx::{PgConnection, PgPool};
use time::{Duration, OffsetDateTime};

use crate::organisation::people::WorkEmail;
use crate::platform::error::Result;
use crate::platform::ids::{LoginId, PersonId, TeamId};

/// A login that is good now, its person and the organisation: all that every page needs, in one query.
pub struct LoginOwner {
    pub login_id: LoginId,
    pub seen_at: OffsetDateTime,
    pub confirmed_at: OffsetDateTime,
    pub person_id: PersonId,
    pub name: String,
    pub team_id: Option<TeamId>,
    pub department: Option<String>,
    pub zone: String,
    pub is_admin: bool,
    pub is_leader: bool,
    pub organisation: String,
    pub organisation_zone: String,
    pub demo: bool,
}

pub async fn signed_in(
    db: &PgPool,
    token_hash: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<Option<LoginOwner>> {
    sqlx::query_as!(
        LoginOwner,
        r#"select l.id as login_id, l.seen_at,
                  coalesce(l.confirmed_at, l.created_at) as "confirmed_at!", p.id as person_id, p.name, p.team_id, d.name as "department?",
                  p.zone, p.is_admin, p.is_leader, o.name as organisation,
                  o.zone as organisation_zone, o.demo
           from logins l
           join people p on p.id = l.person_id
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           cross join organisation o
           where l.token_hash = $1
             and l.ended_at is null
             and l.expires_at > $2
             and l.seen_at > $3
             and p.deactivated_at is null"#,
        token_hash,
        now,
        now - super::IDLE_FOR
    )
    .fetch_optional(db)
    .await
}

pub async fn seen(db: &PgPool, login: LoginId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("update logins set seen_at = $2 where id = $1", login as LoginId, now)
        .execute(db)
        .await
        .map(drop)
}

/// A new login.
pub struct NewLogin<'a> {
    pub person: PersonId,
    pub token_hash: &'a [u8],
    pub agent: &'a str,
    pub expires_at: OffsetDateTime,
}

pub async fn insert(db: &mut PgConnection, new: &NewLogin<'_>, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into logins (person_id, token_hash, agent, created_at, seen_at, expires_at)
         values ($1, $2, $3, $4, $4, $5)",
        new.person as PersonId,
        new.token_hash,
        new.agent,
        now,
        new.expires_at
    )
    .execute(db)
    .await
    .map(drop)
}

pub struct StoredPassword {
    pub id: PersonId,
    pub password_hash: Option<String>,
}

pub async fn credentials(db: &PgPool, email: &WorkEmail) -> sqlx::Result<Option<StoredPassword>> {
    sqlx::query_as!(
        StoredPassword,
        "select id, password_hash from people where lower(email) = $1 and deactivated_at is null",
        email.as_str()
    )
    .fetch_optional(db)
    .await
}

/// A login as its owner sees it.
pub struct Login {
    pub id: LoginId,
    pub agent: String,
    pub created_at: OffsetDateTime,
    pub seen_at: OffsetDateTime,
}

impl Login {
    pub fn device(&self) -> String {
        super::rules::device(&self.agent)
    }
}

pub async fn of_person(db: &PgPool, person: PersonId, now: OffsetDateTime) -> sqlx::Result<Vec<Login>> {
    sqlx::query_as!(
        Login,
        "select id, agent, created_at, seen_at
         from logins
         where person_id = $1 and ended_at is null and expires_at > $2 and seen_at > $3
         order by seen_at desc
         limit 100",
        person as PersonId,
        now,
        now - super::IDLE_FOR
    )
    .fetch_all(db)
    .await
}

pub async fn end(db: &PgPool, login: LoginId, person: PersonId, now: OffsetDateTime) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update logins set ended_at = $3 where id = $1 and person_id = $2 and ended_at is null",
        login as LoginId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn end_others(
    db: &mut PgConnection,
    login: LoginId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update logins set ended_at = $3 where id <> $1 and person_id = $2 and ended_at is null",
        login as LoginId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Ends every login of a person: when they are deactivated, or their password was reset.
pub async fn end_all(db: &mut PgConnection, person: PersonId, now: OffsetDateTime) -> Result<()> {
    Ok(sqlx::query!(
        "update logins set ended_at = $2 where person_id = $1 and ended_at is null",
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)?)
}

/// One more try in this window; how many there are now.
pub async fn hit(db: &PgPool, key: &str, opened_at: OffsetDateTime) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "insert into rate_limits (key, opened_at) values ($1, $2)
         on conflict (key, opened_at) do update set hits = rate_limits.hits + 1
         returning hits",
        key,
        opened_at
    )
    .fetch_one(db)
    .await
}

pub async fn make_first_administrator(db: &mut PgConnection, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!("update people set is_admin = true, is_leader = true where id = $1", person as PersonId)
        .execute(db)
        .await
        .map(drop)
}

/// One try less in this window.
pub async fn take_hit_back(db: &PgPool, key: &str, opened_at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update rate_limits set hits = hits - 1 where key = $1 and opened_at = $2 and hits > 0",
        key,
        opened_at
    )
    .execute(db)
    .await
    .map(drop)
}

/// One of the made-up people the demo offers to sign in as.
pub async fn demo_person(db: &PgPool, email: &str) -> sqlx::Result<Option<PersonId>> {
    sqlx::query_scalar!(
        "select p.id from people p cross join organisation o where o.demo and p.email = $1",
        email
    )
    .fetch_optional(db)
    .await
}

pub async fn forget_old(db: &PgPool, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from logins
         where expires_at < $1 or seen_at < $2 or ended_at < $1::timestamptz - interval '30 days'",
        now,
        now - super::IDLE_FOR - Duration::days(30)
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn forget_old_limits(db: &PgPool, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("delete from rate_limits where opened_at < $1::timestamptz - interval '1 day'", now)
        .execute(db)
        .await
        .map(drop)
}

/// How many accounts there ever were.
pub async fn accounts(db: &PgPool) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from people"#).fetch_one(db).await
}
