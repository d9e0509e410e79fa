//! What a person says once, for all programmes.

use sqlx::{PgConnection, PgPool};
use time::{OffsetDateTime, Time};

use crate::organisation::people::WorkEmail;
use crate::platform::ids::PersonId;

/// What a person chose for all programmes.
pub struct CoffeeChoices {
    pub works_from: Time,
    pub works_to: Time,
    pub prefers_trio: bool,
    pub several_matches: bool,
}

pub async fn choices(db: &PgPool, person: PersonId) -> sqlx::Result<Option<CoffeeChoices>> {
    sqlx::query_as!(
        CoffeeChoices,
        "select works_from, works_to, prefers_trio, several_matches from coffee_choices where person_id = $1",
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

pub async fn choose(db: &mut PgConnection, person: PersonId, choices: &CoffeeChoices) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into coffee_choices (person_id, works_from, works_to, prefers_trio, several_matches)
         values ($1, $2, $3, $4, $5)
         on conflict (person_id) do update
         set works_from = excluded.works_from, works_to = excluded.works_to,
             prefers_trio = excluded.prefers_trio, several_matches = excluded.several_matches",
        person as PersonId,
        choices.works_from,
        choices.works_to,
        choices.prefers_trio,
        choices.several_matches
    )
    .execute(db)
    .await
    .map(drop)
}

/// Someone a person does not want to meet.
pub struct ExcludedPerson {
    pub person_id: PersonId,
    pub name: String,
}

pub async fn exclusions(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<ExcludedPerson>> {
    sqlx::query_as!(
        ExcludedPerson,
        "select p.id as person_id, p.name
         from coffee_exclusions x
         join people p on p.id = x.other_id and p.erased_at is null
         where x.person_id = $1
         order by lower(p.name)
         limit 200",
        person as PersonId
    )
    .fetch_all(db)
    .await
}

pub async fn exclude(
    db: &mut PgConnection,
    person: PersonId,
    other: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into coffee_exclusions (person_id, other_id, made_at) values ($1, $2, $3) on conflict do nothing",
        person as PersonId,
        other as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn include(db: &mut PgConnection, person: PersonId, other: PersonId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from coffee_exclusions where person_id = $1 and other_id = $2",
        person as PersonId,
        other as PersonId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Active people of a name or an address, however it is written; at most a few.
pub async fn people_named(
    db: &PgPool,
    typed: &str,
    email: Option<&WorkEmail>,
    except: PersonId,
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select id from people
           where (lower(name) = lower($1) or lower(email) = $3)
             and deactivated_at is null and erased_at is null and id <> $2
           limit 3"#,
        typed,
        except as PersonId,
        email.map(WorkEmail::as_str)
    )
    .fetch_all(db)
    .await
}
