use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use crate::notices::NoticeKind;
use crate::platform::ids::PersonId;

/// A leader who wants the month's email.
pub struct LeaderToTell {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
}

pub async fn leaders(db: &PgPool) -> sqlx::Result<Vec<LeaderToTell>> {
    sqlx::query_as!(
        LeaderToTell,
        "select p.id as person_id, p.name, p.email, p.zone
         from people p
         join notice_ways(p.id, null, $1) told on told.way = 'at_once'
         where p.is_leader and p.deactivated_at is null
         order by p.id",
        NoticeKind::Impact.as_str()
    )
    .fetch_all(db)
    .await
}

/// Claims the month of some leaders: those who had it already, from whichever copy, are not among the answers.
pub async fn claim(
    db: &mut PgConnection,
    people: &[PersonId],
    months: &[Date],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "insert into impact_digests (person_id, month_on, made_at)
         select d.person_id, d.month_on, $3
         from unnest($1::uuid[], $2::date[]) d (person_id, month_on)
         on conflict do nothing
         returning person_id",
        people as &[PersonId],
        months,
        now
    )
    .fetch_all(db)
    .await
}
