//! What organisers say of a community.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::communities::rules::SponsorAnswer;
use crate::communities::{Admission, CommunityFocus, NewCommunity};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

pub async fn slug_is_taken(db: &mut PgConnection, slug: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select 1 from communities where slug = $1) as "taken!""#, slug)
        .fetch_one(db)
        .await
}

pub async fn insert(
    db: &mut PgConnection,
    new: &NewCommunity,
    slug: &str,
    founder: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<CommunityId> {
    sqlx::query_scalar!(
        "insert into communities (slug, name, who, practice, why_now, purpose_set_at, cadence_days, zone, visibility,
                                  admission, tags, founder_id, published_at, created_at)
         values ($1, $2, $3, $4, $5, case when $6 then null else $7::timestamptz end, $8, $9, $10, $11, $12, $13, $7, $7)
         returning id",
        slug,
        new.name,
        new.purpose.who,
        new.purpose.practice,
        new.purpose.why_now,
        new.purpose.is_left_for_later(),
        now,
        new.cadence_days,
        new.zone,
        if new.private { "private" } else { "listed" },
        new.admission as Admission,
        &new.tags,
        founder as PersonId
    )
    .fetch_one(db)
    .await
}

pub async fn change(
    db: &mut PgConnection,
    id: CommunityId,
    new: &NewCommunity,
    slug: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update communities
         set name = $2, who = $3, practice = $4, why_now = $5,
             purpose_set_at = case when $6 then null else coalesce(purpose_set_at, $7) end,
             cadence_days = $8, zone = $9, visibility = $10, admission = $11, tags = $12, slug = $13
         where id = $1",
        id as CommunityId,
        new.name,
        new.purpose.who,
        new.purpose.practice,
        new.purpose.why_now,
        new.purpose.is_left_for_later(),
        now,
        new.cadence_days,
        new.zone,
        if new.private { "private" } else { "listed" },
        new.admission as Admission,
        &new.tags,
        slug
    )
    .execute(db)
    .await
    .map(drop)
}

/// Gives a community another name, purpose and rhythm; its address stays.
pub async fn refocus(
    db: &mut PgConnection,
    id: CommunityId,
    focus: &CommunityFocus,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(sqlx::query!(
        "update communities
         set name = $2, who = $3, practice = $4, why_now = $5, purpose_set_at = case when $4 = '' then null else $7::timestamptz end,
             cadence_days = $6
         where id = $1",
        id as CommunityId,
        focus.name,
        focus.who,
        focus.practice,
        focus.why_now,
        focus.cadence_days,
        now
    )
    .execute(db)
    .await
    .map(drop)?)
}

/// The same words again were asked when they were first said.
pub async fn set_help_wanted(
    db: &mut PgConnection,
    id: CommunityId,
    words: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update communities
         set help_wanted = $2,
             help_asked_at = case when $2 = '' then null when help_wanted = $2 then help_asked_at else $3::timestamptz end
         where id = $1",
        id as CommunityId,
        words,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn set_sponsor(
    db: &mut PgConnection,
    id: CommunityId,
    said: SponsorAnswer,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let sponsor = match said {
        SponsorAnswer::Named(person) => Some(person),
        SponsorAnswer::NotSaid | SponsorAnswer::NoneYet => None,
    };
    sqlx::query!(
        "update communities
         set sponsor_id = $2, lacks_sponsor = $3,
             sponsor_named_at = case when $2::uuid is null then null
                                     when sponsor_id = $2 then sponsor_named_at
                                     else $4::timestamptz end
         where id = $1",
        id as CommunityId,
        sponsor as Option<PersonId>,
        said == SponsorAnswer::NoneYet,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
