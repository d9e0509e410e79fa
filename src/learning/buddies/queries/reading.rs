//! Who welcomes whom, as their pages show it, and the sessions that suit a newcomer.

use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::serde::rfc3339;
use time::{Duration, OffsetDateTime};

use crate::learning::buddies::BuddyEnding;
use crate::platform::ids::{BuddyId, CommunityId, EventId, PersonId};
use crate::platform::web::{Rows, emblem};

/// How far ahead sessions are suggested to a newcomer.
pub const AHEAD: Duration = Duration::days(60);

/// The person who welcomes the reader.
#[derive(Debug, Deserialize)]
pub struct MyBuddy {
    pub person_id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub department: Option<String>,
    #[serde(with = "rfc3339::option")]
    pub hello_at: Option<OffsetDateTime>,
}

impl MyBuddy {
    pub fn hue(&self) -> u8 {
        emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

pub async fn buddy_of(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
) -> sqlx::Result<Option<MyBuddy>> {
    sqlx::query_as!(
        MyBuddy,
        r#"select person_id as "person_id!: PersonId", name as "name!", team, department, hello_at
           from welcoming_buddy($1, $2)"#,
        community as CommunityId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// A newcomer the reader welcomes.
#[derive(Debug, Deserialize)]
pub struct MyNewcomer {
    pub id: BuddyId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub community: String,
    pub slug: String,
    pub why: String,
    #[serde(with = "rfc3339")]
    pub paired_at: OffsetDateTime,
    #[serde(with = "rfc3339::option")]
    pub hello_at: Option<OffsetDateTime>,
}

/// The newcomers of a person, in one community or in all.
pub async fn newcomers_of(
    db: &PgPool,
    person: PersonId,
    community: Option<CommunityId>,
) -> sqlx::Result<Vec<MyNewcomer>> {
    sqlx::query_as!(
        MyNewcomer,
        r#"select id as "id!: BuddyId", person_id as "person_id!: PersonId", name as "name!", email as "email!",
                  community as "community!", slug as "slug!", why as "why!", paired_at as "paired_at!", hello_at
           from newcomers_of($1)
           where $2::uuid is null or community_id = $2
           order by paired_at, id"#,
        person as PersonId,
        community as Option<CommunityId>
    )
    .fetch_all(db)
    .await
}

pub async fn is_volunteer(db: &PgPool, community: CommunityId, person: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from buddy_volunteers where community_id = $1 and person_id = $2
           ) as "volunteers!""#,
        community as CommunityId,
        person as PersonId
    )
    .fetch_one(db)
    .await
}

/// A newcomer as organisers see them: who welcomes them, and who did before.
pub struct NewcomerLine {
    pub person_id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub joined_at: OffsetDateTime,
    pub buddy_id: Option<PersonId>,
    pub buddy: Option<String>,
    pub hello_at: Option<OffsetDateTime>,
    /// The last one who was their buddy and is no longer, and why.
    pub earlier: Option<String>,
    pub earlier_until: Option<OffsetDateTime>,
    pub ending: Option<BuddyEnding>,
}

impl NewcomerLine {
    /// What became of the one before, in words that blame nobody.
    pub fn ending_words(&self) -> &'static str {
        match self.ending {
            Some(BuddyEnding::NoHello) => "no hello within 7 days",
            Some(BuddyEnding::Paused) => "taking a break from welcoming",
            Some(BuddyEnding::Left) => "no longer a member",
            Some(BuddyEnding::NewcomerLeft) => "they left and came back",
            Some(BuddyEnding::Over) | None => "the 60 days are over",
        }
    }
}

/// Newcomers of a community, those who have nobody first.
pub async fn newcomer_lines(
    db: &PgPool,
    community: CommunityId,
    joined_after: OffsetDateTime,
    rows: Rows,
) -> sqlx::Result<Vec<NewcomerLine>> {
    sqlx::query_as!(
        NewcomerLine,
        r#"select p.id as person_id, p.name, t.name as "team?", m.joined_at as "joined_at!",
                  q.id as "buddy_id?", q.name as "buddy?", b.hello_at as "hello_at?",
                  e.name as "earlier?", e.ended_at as "earlier_until?", e.ending as "ending?: BuddyEnding"
           from current_members m
           join people p on p.id = m.person_id and p.deactivated_at is null and p.erased_at is null
           left join teams t on t.id = p.team_id
           left join buddies b on b.community_id = m.community_id and b.newcomer_id = p.id and b.ended_at is null
           left join people q on q.id = b.buddy_id
           left join lateral (
               select y.name, x.ended_at, x.ending
               from buddies x
               join people y on y.id = x.buddy_id
               where x.community_id = m.community_id and x.newcomer_id = p.id and x.ended_at is not null
               order by x.ended_at desc
               limit 1
           ) e on true
           where m.community_id = $1
             and m.joined_at > $2
             and not m.organiser
           order by b.id is not null, m.joined_at desc, p.id
           limit $3 offset $4"#,
        community as CommunityId,
        joined_after,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// A session to begin with, and the topic for which it is suggested, if it is for one.
#[derive(Debug, Deserialize)]
pub struct SuitedSession {
    pub newcomer_id: PersonId,
    pub event_id: EventId,
    pub title: String,
    pub community: String,
    #[serde(with = "rfc3339")]
    pub starts_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    pub ends_at: OffsetDateTime,
    pub zone: String,
    pub topic: Option<String>,
    pub is_full: bool,
}

/// Sessions to come that suit each of these newcomers in the community they came to, the best first: one of each series,
/// those about what they want to learn before others of this community, and what is full last. Only what they may see,
/// and have not answered yet.
pub async fn suited(
    db: &mut PgConnection,
    newcomers: &[PersonId],
    communities: &[CommunityId],
    now: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<SuitedSession>> {
    sqlx::query_as!(
        SuitedSession,
        r#"select s.newcomer_id as "newcomer_id!: PersonId", s.event_id as "event_id!: EventId", s.title as "title!",
                  s.community as "community!", s.starts_at as "starts_at!",
                  s.ends_at as "ends_at!", s.zone as "zone!", s.topic, s.is_full as "is_full!"
           from unnest($1::uuid[], $2::uuid[]) n (person_id, community_id)
           cross join lateral suited_sessions(n.person_id, n.community_id, $3, $4) s
           where s.place <= $5
           order by n.person_id, s.place"#,
        newcomers as &[PersonId],
        communities as &[CommunityId],
        now,
        now + AHEAD,
        most
    )
    .fetch_all(db)
    .await
}
