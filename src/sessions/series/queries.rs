use sqlx::{PgConnection, PgExecutor, PgPool};
use time::{Date, OffsetDateTime, Time};

use super::recurrence::{RecurrenceEnd, Repeats, Rule};
use crate::platform::ids::{CommunityId, PersonId, SeriesId};
use crate::platform::web::when;
use crate::sessions::events::dates::CommunityChange;
use crate::sessions::events::{
    SessionCard, SessionDetails, SessionFormat, SessionPlan, details, has_details,
};

/// A series: its rule, and what a new date of it looks like.
#[derive(Clone, Debug)]
pub struct Series {
    pub id: SeriesId,
    pub community_id: CommunityId,
    pub repeats: Repeats,
    pub every: i32,
    pub starts_on: Date,
    pub starts_at: Time,
    pub minutes: i32,
    pub until_on: Option<Date>,
    pub dates: Option<i32>,
    pub skipped: Vec<Date>,
    pub details: SessionDetails,
    pub hosts: Vec<PersonId>,
    pub uid: String,
    pub sequence: i32,
    pub filled_to: Option<Date>,
    pub created_by: PersonId,
    /// When it was made or last changed.
    pub changed_at: OffsetDateTime,
    pub cancelled_at: Option<OffsetDateTime>,
}

has_details!(Series);

impl Series {
    pub fn path(&self) -> String {
        format!("/series/{}", self.id)
    }

    pub fn rule(&self) -> Rule {
        let rule = StoredRule {
            repeats: self.repeats,
            every: self.every,
            starts_on: self.starts_on,
            starts_at: self.starts_at,
            zone: self.zone.clone(),
            until_on: self.until_on,
            dates: self.dates,
            skipped: self.skipped.clone(),
        };
        rule.into()
    }

    /// What a new date looks like; when it takes place is the rule's to say.
    pub fn plan(&self) -> SessionPlan {
        SessionPlan {
            details: self.details.clone(),
            starts_at: self.changed_at,
            ends_at: self.changed_at + time::Duration::minutes(self.minutes.into()),
            hosts: self.hosts.clone(),
        }
    }
}

/// The rule of a series as it is read, of which the database has made sure that it is one.
pub struct StoredRule {
    pub repeats: Repeats,
    pub every: i32,
    pub starts_on: Date,
    pub starts_at: Time,
    pub zone: String,
    pub until_on: Option<Date>,
    pub dates: Option<i32>,
    pub skipped: Vec<Date>,
}

impl From<StoredRule> for Rule {
    fn from(stored: StoredRule) -> Self {
        let end = match (stored.until_on, stored.dates) {
            (Some(until), _) => RecurrenceEnd::Until(when::from_date(until)),
            (None, Some(dates)) => RecurrenceEnd::After(usize::try_from(dates).unwrap_or(0)),
            (None, None) => RecurrenceEnd::Open,
        };
        Self {
            repeats: stored.repeats,
            every: stored.every.into(),
            starts_on: when::from_date(stored.starts_on),
            starts_at: when::from_time(stored.starts_at),
            zone: when::zone_or_utc(&stored.zone),
            end,
            skipped: stored.skipped.into_iter().map(when::from_date).collect(),
        }
    }
}

/// The rule as its columns keep it.
struct RuleColumns {
    until_on: Option<Date>,
    dates: Option<i32>,
    skipped: Vec<Date>,
    minutes: i32,
    every: i32,
}

fn columns(rule: &Rule, plan: &SessionPlan) -> RuleColumns {
    let (until_on, dates) = match rule.end {
        RecurrenceEnd::Open => (None, None),
        RecurrenceEnd::Until(day) => (Some(when::to_date(day)), None),
        RecurrenceEnd::After(dates) => (None, i32::try_from(dates).ok()),
    };
    RuleColumns {
        until_on,
        dates,
        skipped: rule.skipped.iter().copied().map(when::to_date).collect(),
        minutes: i32::try_from((plan.ends_at - plan.starts_at).whole_minutes()).unwrap_or(i32::MAX),
        every: i32::try_from(rule.every).unwrap_or(1),
    }
}

/// Writes a series: a new one, or another rule and other details over the one that has this id. That one keeps its
/// community, its maker and its uid, and the sequence that calendars follow rises.
pub async fn write(
    db: &mut PgConnection,
    id: SeriesId,
    community: CommunityId,
    rule: &Rule,
    plan: &SessionPlan,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let columns = columns(rule, plan);
    sqlx::query!(
        "insert into series (id, community_id, repeats, every, starts_on, starts_at, minutes, zone, until_on, dates, skipped,
                             title, kind, format, place, join_url, agenda, capacity, hosts, uid, created_by, created_at,
                             offers_from_hours)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
         on conflict (id) do update
         set repeats = excluded.repeats, every = excluded.every, starts_on = excluded.starts_on,
             starts_at = excluded.starts_at, minutes = excluded.minutes, zone = excluded.zone,
             until_on = excluded.until_on, dates = excluded.dates, skipped = excluded.skipped, title = excluded.title,
             kind = excluded.kind, format = excluded.format, place = excluded.place, join_url = excluded.join_url,
             agenda = excluded.agenda, capacity = excluded.capacity, hosts = excluded.hosts,
             offers_from_hours = excluded.offers_from_hours, sequence = series.sequence + 1,
             changed_at = excluded.created_at",
        id as SeriesId,
        community as CommunityId,
        rule.repeats as Repeats,
        columns.every,
        when::to_date(rule.starts_on),
        when::to_time(rule.starts_at),
        columns.minutes,
        plan.zone,
        columns.until_on,
        columns.dates,
        &columns.skipped,
        plan.title,
        plan.kind,
        plan.format as SessionFormat,
        plan.place,
        plan.join_url,
        plan.agenda,
        plan.capacity,
        &plan.hosts as &[PersonId],
        format!("{id}@guildhall"),
        by as PersonId,
        now,
        plan.offers_from_hours
    )
    .execute(db)
    .await
    .map(drop)
}

/// Its last day, where it had no earlier one; nothing is made after it any more.
pub async fn end(
    db: &mut PgConnection,
    series: SeriesId,
    until: Date,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update series
         set until_on = $2, dates = null, sequence = sequence + 1, changed_at = $3
         where id = $1 and (until_on is null or until_on > $2)",
        series as SeriesId,
        until,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn call_off(db: &mut PgConnection, series: SeriesId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update series set cancelled_at = $2, changed_at = $2, sequence = sequence + 1 where id = $1 and cancelled_at is null",
        series as SeriesId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn filled(db: &mut PgConnection, series: SeriesId, to: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "update series set filled_to = greatest(filled_to, $2) where id = $1",
        series as SeriesId,
        to
    )
    .execute(db)
    .await
    .map(drop)
}

/// Their rows are taken in the order of their ids, as everywhere where several are.
pub async fn change_community(
    db: &mut PgConnection,
    communities: CommunityChange,
    series: &[SeriesId],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with held as (
             select id from series where id = any ($3) and community_id = $1 order by id for no key update
         )
         update series s set community_id = $2, sequence = sequence + 1, changed_at = $4
         from held
         where s.id = held.id",
        communities.from as CommunityId,
        communities.to as CommunityId,
        series as &[SeriesId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// The series with its row held until the transaction ends: two who fill or change it take turns. Its key stays free, so
/// that nobody who answers one of its dates waits for them, while they wait for that date.
pub async fn lock(db: &mut PgConnection, series: SeriesId) -> sqlx::Result<Option<Series>> {
    sqlx::query!("select id from series where id = $1 for no key update", series as SeriesId)
        .fetch_optional(&mut *db)
        .await?;
    of_id(db, series).await
}

pub async fn of_id(db: impl PgExecutor<'_>, series: SeriesId) -> sqlx::Result<Option<Series>> {
    Ok(of_ids(db, &[series]).await?.pop())
}

pub async fn of_ids(db: impl PgExecutor<'_>, ids: &[SeriesId]) -> sqlx::Result<Vec<Series>> {
    sqlx::query!(
        r#"select id, community_id, repeats, every, starts_on, starts_at, minutes, zone, until_on, dates, skipped, title, kind,
                format, place, join_url, agenda, capacity, offers_from_hours, hosts, uid, sequence, filled_to, created_by,
                coalesce(changed_at, created_at) as "changed_at!", cancelled_at
         from series
         where id = any ($1)"#,
        ids as &[SeriesId]
    )
    .map(|row| Series {
        id: row.id,
        community_id: row.community_id,
        repeats: row.repeats,
        every: row.every,
        starts_on: row.starts_on,
        starts_at: row.starts_at,
        minutes: row.minutes,
        until_on: row.until_on,
        dates: row.dates,
        skipped: row.skipped,
        details: details!(row),
        hosts: row.hosts,
        uid: row.uid,
        sequence: row.sequence,
        filled_to: row.filled_to,
        created_by: row.created_by,
        changed_at: row.changed_at,
        cancelled_at: row.cancelled_at,
    })
    .fetch_all(db)
    .await
}

/// Whether a community is archived, and one of its pauses if it has any.
pub struct Rest {
    pub archived: bool,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
}

/// A row for each pause of the community, or one without.
pub async fn rests(db: &mut PgConnection, community: CommunityId) -> sqlx::Result<Vec<Rest>> {
    sqlx::query_as!(
        Rest,
        r#"select c.archived_at is not null as "archived!", p.starts_on as "starts_on?", p.ends_on as "ends_on?"
           from communities c
           left join pauses p on p.community_id = c.id
           where c.id = $1"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

/// Series that may still have dates to make. A day's grace, since the day depends on the zone.
pub async fn running(db: &PgPool, now: OffsetDateTime) -> sqlx::Result<Vec<SeriesId>> {
    sqlx::query_scalar!(
        "select s.id
         from series s
         join communities c on c.id = s.community_id and c.archived_at is null
         where s.cancelled_at is null
           and (s.until_on is null or s.until_on >= $1::timestamptz::date - 1)
         order by s.id",
        now
    )
    .fetch_all(db)
    .await
}

/// Where a series belongs, for someone who may see it.
pub struct SeriesContext {
    pub community: String,
    pub community_slug: String,
    pub archived: bool,
    pub organiser: bool,
    /// May this person sign up for its sessions?
    pub gives_places: bool,
}

pub async fn seen(db: &PgPool, series: SeriesId, person: PersonId) -> sqlx::Result<Option<SeriesContext>> {
    sqlx::query_as!(
        SeriesContext,
        r#"select c.name as community, c.slug as community_slug, c.archived_at is not null as "archived!",
                  coalesce(m.organiser, false) as "organiser!",
                  (c.admission = 'open' or m.id is not null) as "gives_places!"
           from series s
           join communities c on c.id = s.community_id
           left join current_members m on m.community_id = c.id and m.person_id = $2
           where s.id = $1
             and c.id in (select id from communities_seen($2))"#,
        series as SeriesId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// The dates of a series still to come, cancelled ones among them, as one person sees them.
pub async fn to_come(
    db: &PgPool,
    series: SeriesId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<SessionCard>> {
    sqlx::query_as!(
        SessionCard,
        r#"select e.id, e.title, e.kind, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place, e.capacity, e.seated, e.waiting,
                  c.name as community, r.answer as "answer?",
                  case when r.answer = 'waiting' then people_ahead(e.id, r.queue_no) else 0 end as "ahead!", e.series_id
           from events e
           join communities c on c.id = e.community_id
           left join rsvps r on r.event_id = e.id and r.person_id = $2
           where e.series_id = $1
             and e.ends_at > $3
             and e.state <> 'draft'
           order by e.starts_at, e.id
           limit 400"#,
        series as SeriesId,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await
}
