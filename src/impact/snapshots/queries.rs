use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::{NewSnapshot, SnapshotContent};
use crate::impact::queries::ReportQuote;
use crate::platform::ids::{CommunityId, PersonId, SnapshotId, TestimonialId};
use crate::platform::web::when;

/// Which sentence is beside which of the four statements: the same place in each list is one.
#[derive(Default)]
pub struct SnapshotQuotes {
    pub statements: Vec<i32>,
    pub testimonials: Vec<TestimonialId>,
}

pub async fn insert(
    db: &mut PgConnection,
    new: &NewSnapshot<'_>,
    content: &SnapshotContent,
    now: OffsetDateTime,
) -> sqlx::Result<SnapshotId> {
    let reading = &content.scope.reading;
    sqlx::query_scalar!(
        "insert into snapshots (community_id, made_by, made_at, title, period, from_on, until_on, as_of, content,
                                token_hash, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10, $11)
         returning id",
        new.community as Option<CommunityId>,
        new.made_by as PersonId,
        now,
        new.title,
        reading.title,
        when::to_date(reading.period.from),
        when::to_date(reading.period.until),
        content.as_of,
        content.figures.as_str(),
        new.token_hash,
        new.expires_at
    )
    .fetch_one(db)
    .await
}

pub async fn insert_quotes(
    db: &mut PgConnection,
    snapshot: SnapshotId,
    quotes: &SnapshotQuotes,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into snapshot_quotes (snapshot_id, statement, testimonial_id)
         select $1, q.statement, q.testimonial_id
         from unnest($2::int[], $3::uuid[]) q (statement, testimonial_id)",
        snapshot as SnapshotId,
        &quotes.statements,
        &quotes.testimonials as &[TestimonialId]
    )
    .execute(db)
    .await
    .map(drop)
}

/// A snapshot as its makers list it.
pub struct SnapshotLine {
    pub id: SnapshotId,
    pub title: String,
    pub period: String,
    pub by: String,
    pub made_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub revoked_at: Option<OffsetDateTime>,
}

impl SnapshotLine {
    pub fn is_open(&self, now: &OffsetDateTime) -> bool {
        self.revoked_at.is_none() && self.expires_at > *now
    }
}

/// Of a community, or of all; the newest first.
pub async fn made(
    db: &PgPool,
    community: Option<CommunityId>,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Vec<SnapshotLine>> {
    sqlx::query_as!(
        SnapshotLine,
        "select s.id, s.title, s.period, p.name as by, s.made_at, s.expires_at, s.revoked_at
         from snapshots s
         join people p on p.id = s.made_by
         where s.community_id is not distinct from $1
         order by s.made_at desc, s.id
         limit $2 offset $3",
        community as Option<CommunityId>,
        limit,
        offset
    )
    .fetch_all(db)
    .await
}

/// Ends a link; none where it is not there, or not of this community.
pub async fn revoke(
    db: &mut PgConnection,
    snapshot: SnapshotId,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> sqlx::Result<Option<SnapshotId>> {
    sqlx::query_scalar!(
        "update snapshots set revoked_at = coalesce(revoked_at, $3)
         where id = $1 and community_id is not distinct from $2
         returning id",
        snapshot as SnapshotId,
        community as Option<CommunityId>,
        now
    )
    .fetch_optional(db)
    .await
}

/// A snapshot as the person reads it who has its link.
pub struct SharedSnapshot {
    pub id: SnapshotId,
    pub title: String,
    pub period: String,
    pub from_on: Date,
    pub until_on: Date,
    pub as_of: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub content: Value,
    pub community: Option<String>,
}

/// By its link, while that lives. A community that went private since is not named outside any more.
pub async fn shared(
    db: &PgPool,
    token_hash: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<Option<SharedSnapshot>> {
    sqlx::query_as!(
        SharedSnapshot,
        r#"select s.id, s.title, s.period, s.from_on, s.until_on, s.as_of, s.expires_at, s.content,
                  c.name as "community?"
           from snapshots s
           left join communities c on c.id = s.community_id
           where s.token_hash = $1
             and s.revoked_at is null
             and s.expires_at > $2
             and (s.community_id is null or c.visibility = 'listed')"#,
        token_hash,
        now
    )
    .fetch_optional(db)
    .await
}

/// A sentence with its place.
pub struct SnapshotQuote {
    pub statement: i32,
    pub quote: ReportQuote,
}

/// What may still be said beside the figures: withdrawn words are gone, and so are those of a story that is not public
/// any more.
pub async fn said(db: &PgPool, snapshot: SnapshotId) -> sqlx::Result<Vec<SnapshotQuote>> {
    let rows = sqlx::query!(
        r#"select q.statement, t.id, s.id as story_id, s.title, t.sentence, s.benefits,
                  t.in_reports, b.name as "name?", b.department as "department?", b.team as "team?",
                  b.told_as as "told_as?",
                  (select count(*) from people where team_id = s.team_id and deactivated_at is null) as "team_people!"
           from snapshot_quotes q
           join testimonials t on t.id = q.testimonial_id
           join stories s on s.id = t.story_id
           join bylines b on b.story_id = s.id
           join communities c on c.id = s.community_id
           where q.snapshot_id = $1
             and t.withdrawn_at is null
             and t.in_reports
             and t.in_public
             and s.withdrawn_at is null
             and s.visibility = 'public'
             and c.visibility = 'listed'
           order by q.statement"#,
        snapshot as SnapshotId
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SnapshotQuote {
            statement: row.statement,
            quote: ReportQuote {
                id: row.id,
                story_id: row.story_id,
                title: row.title,
                sentence: row.sentence,
                benefits: row.benefits,
                in_reports: row.in_reports,
                name: row.name,
                department: row.department,
                team: row.team,
                told_as: row.told_as,
                team_people: row.team_people,
            },
        })
        .collect())
}
