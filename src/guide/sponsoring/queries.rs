use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::rules::month_words;
use super::{NewSponsorAct, SponsorActKind};
use crate::platform::ids::{CommunityId, EventId, PersonId, SponsorActId};
use crate::platform::web::Shell;
use crate::platform::web::when::iso_day;

/// A community as its sponsor's page shows it, to the sponsor or to a member.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about the community or its reader"
)]
pub struct Sponsored {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
    pub who: String,
    pub practice: String,
    pub why_now: String,
    pub zone: String,
    pub cadence_days: Option<i32>,
    pub help_wanted: String,
    pub help_asked_at: Option<OffsetDateTime>,
    pub archived: bool,
    pub sponsor_id: Option<PersonId>,
    pub sponsor: Option<String>,
    /// The reader is the sponsor, organises it, and may open its pages.
    pub is_mine: bool,
    pub organiser: bool,
    pub may_open: bool,
    /// The next session.
    pub next_id: Option<EventId>,
    pub next_title: Option<String>,
    pub next_at: Option<OffsetDateTime>,
    pub next_ends: Option<OffsetDateTime>,
    pub next_zone: Option<String>,
}

impl Sponsored {
    /// When the next session begins.
    pub fn next_start(&self, shell: &Shell) -> Option<String> {
        Some(shell.start(&self.next_at?, &self.next_ends?, self.next_zone.as_deref()?))
    }

    pub fn path(&self) -> String {
        format!("/communities/{}", self.slug)
    }
}

/// For its sponsor, who need not be a member, and for its members.
pub async fn sponsored(
    db: &PgPool,
    slug: &str,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Sponsored>> {
    sqlx::query_as!(
        Sponsored,
        r#"select c.id, c.slug, c.name, c.who, c.practice, c.why_now, c.zone, c.cadence_days, c.help_wanted,
                  c.help_asked_at, c.archived_at is not null as "archived!", s.id as "sponsor_id?",
                  s.name as "sponsor?", coalesce(c.sponsor_id = $2, false) as "is_mine!",
                  coalesce(m.organiser, false) as "organiser!",
                  c.id in (select id from communities_seen($2)) as "may_open!",
                  n.id as "next_id?", n.title as "next_title?", n.starts_at as "next_at?",
                  n.ends_at as "next_ends?", n.zone as "next_zone?"
           from communities c
           left join people s on s.id = c.sponsor_id and s.deactivated_at is null
           left join current_members m on m.community_id = c.id and m.person_id = $2
           left join lateral (select e.id, e.title, e.starts_at, e.ends_at, e.zone from events e
                              where e.community_id = c.id and e.state = 'published' and e.starts_at > $3
                              order by e.starts_at, e.id
                              limit 1) n on true
           where c.slug = $1
             and (c.sponsor_id = $2 or m.community_id is not null)"#,
        slug,
        person as PersonId,
        now
    )
    .fetch_optional(db)
    .await
}

/// What a sponsor did.
#[derive(Debug, Deserialize)]
pub struct SponsorAct {
    pub id: SponsorActId,
    pub person_id: PersonId,
    pub name: String,
    pub kind: SponsorActKind,
    #[serde(with = "iso_day")]
    pub month_on: Date,
    pub line: String,
}

impl SponsorAct {
    /// "freed an hour for hosts in November"
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    pub fn label(&self, today: &Date) -> String {
        format!("{} {}", self.kind.done(), month_words(self.month_on, *today))
    }
}

/// The last few, whoever was the sponsor then.
pub async fn acts(db: &PgPool, community: CommunityId, limit: i64) -> sqlx::Result<Vec<SponsorAct>> {
    sqlx::query_as!(
        SponsorAct,
        "select a.id, a.person_id, p.name, a.kind, a.month_on, a.line
         from sponsor_acts a
         join people p on p.id = a.person_id
         where a.community_id = $1
         order by a.done_at desc, a.id
         limit $2",
        community as CommunityId,
        limit
    )
    .fetch_all(db)
    .await
}

pub async fn insert(db: &mut PgConnection, new: &NewSponsorAct<'_>, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into sponsor_acts (community_id, person_id, kind, month_on, line, done_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (community_id, person_id, kind, month_on) do update
         set line = case when excluded.line = '' then sponsor_acts.line else excluded.line end",
        new.community as CommunityId,
        new.sponsor as PersonId,
        new.kind as SponsorActKind,
        new.month_on,
        new.line,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Only the person who did it takes it off the page.
pub async fn remove(
    db: &mut PgConnection,
    act: SponsorActId,
    community: CommunityId,
    person: PersonId,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from sponsor_acts where id = $1 and community_id = $2 and person_id = $3",
        act as SponsorActId,
        community as CommunityId,
        person as PersonId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
