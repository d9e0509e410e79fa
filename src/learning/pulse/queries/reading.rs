use serde::Deserialize;
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use crate::learning::pulse::{PulseDimension, PulseItem};
use crate::platform::ids::{CommunityId, PersonId, PulseId};
use crate::platform::web::Rows;

/// A round as one person sees it.
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude one another")]
pub struct Pulse {
    pub id: PulseId,
    pub community_id: Option<CommunityId>,
    pub community_slug: Option<String>,
    pub community: Option<String>,
    pub organisation: String,
    pub breakdown: PulseDimension,
    pub minimum: i16,
    pub opened_at: OffsetDateTime,
    pub closes_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    pub cancelled_at: Option<OffsetDateTime>,
    pub told_at: Option<OffsetDateTime>,
    pub asks_safety: bool,
    pub population: i32,
    pub answered: Option<i32>,
    /// Does this person run the community?
    pub organiser: bool,
    pub is_archived: bool,
    /// Were they here when it was opened?
    pub is_asked: bool,
    pub has_answered: bool,
}

/// A round of the organisation, or of a community this person belongs to.
pub async fn seen(db: &PgPool, pulse: PulseId, person: PersonId) -> sqlx::Result<Option<Pulse>> {
    sqlx::query_as!(
        Pulse,
        r#"select p.id, p.community_id, c.slug as "community_slug?", c.name as "community?", o.name as organisation,
                  p.breakdown, p.minimum, p.opened_at, p.closes_at, p.closed_at, p.cancelled_at, p.told_at,
                  p.asks_safety, p.population, p.answered,
                  coalesce(m.organiser, false) as "organiser!", c.archived_at is not null as "is_archived!",
                  exists (select 1 from pulse_people pp
                          where pp.pulse_id = p.id and pp.person_id = $2) as "is_asked!",
                  exists (select 1 from pulse_marks k
                          where k.pulse_id = p.id and k.person_id = $2) as "has_answered!"
           from pulses p
           cross join organisation o
           left join communities c on c.id = p.community_id
           left join current_members m on m.community_id = p.community_id and m.person_id = $2
           where p.id = $1
             and (p.community_id is null or m.person_id is not null)"#,
        pulse as PulseId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// A round in a list.
pub struct PulseLine {
    pub id: PulseId,
    pub opened_at: OffsetDateTime,
    pub closes_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    pub cancelled_at: Option<OffsetDateTime>,
    pub is_asked: bool,
    pub has_answered: bool,
}

/// The rounds of a community, or of the organisation, the newest first.
pub async fn of_scope(
    db: &PgPool,
    community: Option<CommunityId>,
    person: PersonId,
    rows: Rows,
) -> sqlx::Result<Vec<PulseLine>> {
    sqlx::query_as!(
        PulseLine,
        r#"select p.id, p.opened_at, p.closes_at, p.closed_at, p.cancelled_at,
                  exists (select 1 from pulse_people pp
                          where pp.pulse_id = p.id and pp.person_id = $2) as "is_asked!",
                  exists (select 1 from pulse_marks k
                          where k.pulse_id = p.id and k.person_id = $2) as "has_answered!"
           from pulses p
           where p.community_id is not distinct from $1
           order by p.opened_at desc, p.id
           limit $3 offset $4"#,
        community as Option<CommunityId>,
        person as PersonId,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// A round that waits for this person: for their answers while it is open, and to be read once it is closed.
#[derive(Debug, Deserialize)]
pub struct WaitingPulse {
    pub id: PulseId,
    pub community: Option<String>,
    #[serde(with = "rfc3339")]
    pub closes_at: OffsetDateTime,
    #[serde(with = "rfc3339::option")]
    pub closed_at: Option<OffsetDateTime>,
}

/// What waits for someone: open rounds that ask them, and results that are news, which they may read and have not put away.
pub async fn waiting_for(
    db: &PgPool,
    person: PersonId,
    results_since: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<WaitingPulse>> {
    sqlx::query_as!(
        WaitingPulse,
        r#"select id as "id!: PulseId", community, closes_at as "closes_at!", closed_at
           from pulses_waiting($1, $2, $3)
           order by closed_at is not null, closes_at, id"#,
        person as PersonId,
        results_since,
        now
    )
    .fetch_all(db)
    .await
}

/// Someone has read, or puts away, the results of a round.
pub async fn mark_read(db: &mut PgConnection, pulse: PulseId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into pulse_readings (pulse_id, person_id) values ($1, $2) on conflict do nothing",
        pulse as PulseId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// How often a value was answered, in a group.
#[derive(Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct PulseCount {
    pub dimension: PulseDimension,
    pub cell: String,
    pub item: PulseItem,
    pub value: i16,
    pub answers: i32,
}

/// All counts of a round. While it is open only the close may read them.
pub async fn counts(db: impl PgExecutor<'_>, pulse: PulseId) -> sqlx::Result<Vec<PulseCount>> {
    sqlx::query_as!(
        PulseCount,
        "select dimension, cell, item, value, answers from pulse_counts where pulse_id = $1",
        pulse as PulseId
    )
    .fetch_all(db)
    .await
}

/// A group of a round, as it was at the opening.
#[derive(Clone, Debug)]
pub struct PulseCell {
    pub dimension: PulseDimension,
    pub cell: String,
    pub name: String,
    pub people: i32,
    pub inside: String,
}

pub async fn cells(db: impl PgExecutor<'_>, pulse: PulseId) -> sqlx::Result<Vec<PulseCell>> {
    sqlx::query_as!(
        PulseCell,
        "select dimension, cell, name, people, inside
         from pulse_cells
         where pulse_id = $1
         order by lower(name), cell",
        pulse as PulseId
    )
    .fetch_all(db)
    .await
}

/// A closed round of a community, or of the organisation, with its total counts.
pub struct CommunityPulse {
    pub id: PulseId,
    pub slug: Option<String>,
    pub name: Option<String>,
    pub closed_at: OffsetDateTime,
    pub answered: i32,
}

/// The last rounds of a community, or of the organisation, that enough people answered, closed before a moment.
pub async fn last_closed(
    db: &PgPool,
    community: Option<CommunityId>,
    before: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<CommunityPulse>> {
    sqlx::query_as!(
        CommunityPulse,
        r#"select p.id, c.slug as "slug?", c.name as "name?", p.closed_at as "closed_at!",
                  p.answered as "answered!"
           from pulses p
           left join communities c on c.id = p.community_id
           where p.community_id is not distinct from $1
             and p.closed_at <= $2
             and p.answered is not null
           order by p.closed_at desc
           limit $3"#,
        community as Option<CommunityId>,
        before,
        most
    )
    .fetch_all(db)
    .await
}

/// The total counts of several rounds.
pub async fn counts_of_all(
    db: impl PgExecutor<'_>,
    pulses: &[PulseId],
) -> sqlx::Result<Vec<(PulseId, PulseCount)>> {
    let rows = sqlx::query!(
        "select c.pulse_id, c.dimension, c.cell, c.item, c.value, c.answers
         from pulse_counts c
         join pulses p on p.id = c.pulse_id and p.closed_at is not null
         where c.pulse_id = any ($1) and c.dimension = 'all'",
        pulses as &[PulseId]
    )
    .fetch_all(db)
    .await?;
    let counted = rows.into_iter().map(|row| {
        let count = PulseCount {
            dimension: row.dimension,
            cell: row.cell,
            item: row.item,
            value: row.value,
            answers: row.answers,
        };
        (row.pulse_id, count)
    });
    Ok(counted.collect())
}

/// The last closed round of each listed community, for leaders: private ones are in nothing they see.
pub async fn of_communities(db: &PgPool) -> sqlx::Result<Vec<CommunityPulse>> {
    sqlx::query_as!(
        CommunityPulse,
        r#"select distinct on (c.id) p.id, c.slug as "slug?", c.name as "name?",
                  p.closed_at as "closed_at!", coalesce(p.answered, 0) as "answered!"
           from communities c
           join pulses p on p.community_id = c.id and p.closed_at is not null
           where c.visibility = 'listed'
             and c.published_at is not null
             and c.archived_at is null
           order by c.id, p.closed_at desc"#
    )
    .fetch_all(db)
    .await
}

/// A closed round of the organisation that is broken down by team.
pub struct OrganisationRound {
    pub id: PulseId,
    pub opened_at: OffsetDateTime,
    pub closed_at: OffsetDateTime,
}

pub async fn last_organisation_round(
    db: &PgPool,
    closed_by: OffsetDateTime,
) -> sqlx::Result<Option<OrganisationRound>> {
    sqlx::query_as!(
        OrganisationRound,
        r#"select id, opened_at, closed_at as "closed_at!"
           from pulses
           where community_id is null and breakdown = 'team' and closed_at <= $1
           order by closed_at desc
           limit 1"#,
        closed_by
    )
    .fetch_optional(db)
    .await
}
