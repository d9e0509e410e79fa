mod lists;
mod choices;

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::numbers::Numbers;
use super::rules::Parts;
use super::{AuthorDisplay, AuthorRole, Barrier, Benefit, Cycle, NewStory, StoryOrigin, StoryVisibility};
use crate::platform::ids::{CommunityId, EventId, PersonId, StoryId};

pub use choices::{Source, StoryCommunity, StorySession, sessions, sources, story_community};
pub use lists::{StoryCard, StoryFilter, list, of_author};

/// A story as its page shows it to one reader.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the story or its reader")]
pub struct Story {
    pub id: StoryId,
    pub community_id: CommunityId,
    /// Nothing once the reader may no longer see the community: an author keeps their story, not the view into it.
    pub community: Option<String>,
    pub community_slug: Option<String>,
    /// Is the community private?
    pub private: bool,
    /// Is the reader in the community?
    pub in_community: bool,
    pub event_id: Option<EventId>,
    pub event: Option<String>,
    pub title: String,
    pub activity: StoryOrigin,
    pub happened: String,
    pub took_away: String,
    pub did: String,
    pub changed_me: String,
    pub changed_team: String,
    pub success_now: String,
    pub cycle: Cycle,
    pub barrier: Option<Barrier>,
    pub benefits: Vec<Benefit>,
    pub hours_low: Option<f64>,
    pub hours_likely: Option<f64>,
    pub hours_high: Option<f64>,
    pub uses_per_year: Option<i32>,
    pub people_helped: Option<i32>,
    pub attribution: Option<i32>,
    pub confidence: Option<i32>,
    pub verified: bool,
    pub visibility: StoryVisibility,
    pub display: AuthorDisplay,
    pub published_at: Option<OffsetDateTime>,
    pub mine: bool,
    /// What may be said about who told it, and no more: these are empty as far as the author is not to be named.
    pub person_id: Option<PersonId>,
    pub name: Option<String>,
    pub team: Option<String>,
    pub department: Option<String>,
    pub told_as: Option<AuthorRole>,
    pub thanks: i64,
    pub reuses: i64,
    pub thanked: bool,
    pub reused: bool,
}

impl Story {
    pub fn path(&self) -> String {
        format!("/stories/{}", self.id)
    }

    pub fn is_draft(&self) -> bool {
        self.published_at.is_none()
    }

    pub fn parts(&self) -> Parts {
        Parts {
            happened: self.happened.clone(),
            took_away: self.took_away.clone(),
            did: self.did.clone(),
            changed_me: self.changed_me.clone(),
            changed_team: self.changed_team.clone(),
            success_now: self.success_now.clone(),
        }
    }

    /// The database holds all of them or none.
    pub fn numbers(&self) -> Option<Numbers> {
        Some(Numbers {
            hours: [self.hours_low?, self.hours_likely?, self.hours_high?],
            uses_per_year: self.uses_per_year?,
            people: self.people_helped?,
            attribution: self.attribution?,
            confidence: self.confidence?,
        })
    }

    pub fn reach(&self) -> StoryVisibility {
        self.visibility.within(self.private)
    }

    pub fn by(&self) -> String {
        super::rules::byline(self.name.as_deref(), self.team.as_deref(), self.told_as)
    }

    /// "12 people said thanks. Two used it too."
    pub fn said(&self) -> String {
        crate::learning::thanks::thanks_summary(self.thanks, self.reuses)
    }

    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

/// A published story the reader may see, or one of their own. Without a reader, only one that is public.
pub async fn find(db: &PgPool, story: StoryId, reader: Option<PersonId>) -> sqlx::Result<Option<Story>> {
    sqlx::query_as!(
        Story,
        r#"select s.id, s.community_id, c.name as "community?", c.slug as "community_slug?",
                  owner.visibility = 'private' as "private!",
                  exists (select 1 from current_members m
                          where m.community_id = s.community_id and m.person_id = $2) as "in_community!",
                  s.event_id, e.title as "event?", s.title, s.activity, s.happened, s.took_away, s.did, s.changed_me,
                  s.changed_team, s.success_now, s.cycle, s.barrier, s.benefits, s.hours_low::float8 as hours_low,
                  s.hours_likely::float8 as hours_likely, s.hours_high::float8 as hours_high, s.uses_per_year,
                  s.people_helped, s.attribution, s.confidence, s.verified_at is not null as "verified!", s.visibility,
                  s.display, s.published_at, coalesce(s.author_id = $2, false) as "mine!",
                  b.person_id as "person_id?", b.name as "name?", b.team as "team?", b.department as "department?",
                  b.told_as as "told_as?",
                  (select count(*) from thanks t where t.story_id = s.id and t.hidden_at is null) as "thanks!",
                  (select count(*) from reuses r where r.story_id = s.id) as "reuses!",
                  exists (select 1 from thanks t where t.story_id = s.id and t.person_id = $2) as "thanked!",
                  exists (select 1 from reuses r where r.story_id = s.id and r.person_id = $2) as "reused!"
           from stories s
           join communities owner on owner.id = s.community_id
           join bylines b on b.story_id = s.id
           left join communities c on c.id = s.community_id and c.id in (select id from communities_seen($2))
           left join events e on e.id = s.event_id and e.community_id = c.id
           where s.id = $1
             and s.withdrawn_at is null
             and (s.author_id = $2
                  or ($2::uuid is not null or s.visibility = 'public') and s.id in (select id from stories_seen($2)))"#,
        story as StoryId,
        reader as Option<PersonId>
    )
    .fetch_optional(db)
    .await
}

/// Writes what a story says: of a new one, with its author and community; of one that is told and not withdrawn, anew.
pub async fn write(
    db: &mut PgConnection,
    story: StoryId,
    new: &NewStory,
    author: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into stories (id, community_id, author_id, event_id, title, activity, happened, took_away, did,
                              changed_me, changed_team, success_now, cycle, barrier, benefits, visibility, display,
                              created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict (id) do update
         set event_id = excluded.event_id, title = excluded.title, activity = excluded.activity,
             happened = excluded.happened, took_away = excluded.took_away, did = excluded.did,
             changed_me = excluded.changed_me, changed_team = excluded.changed_team,
             success_now = excluded.success_now, cycle = excluded.cycle, barrier = excluded.barrier,
             benefits = excluded.benefits, visibility = excluded.visibility, display = excluded.display,
             edited_at = case when stories.published_at is null then null else excluded.created_at end
         where stories.withdrawn_at is null",
        story as StoryId,
        new.community as CommunityId,
        author as PersonId,
        new.event as Option<EventId>,
        new.title,
        new.activity as StoryOrigin,
        new.parts.happened,
        new.parts.took_away,
        new.parts.did,
        new.parts.changed_me,
        new.parts.changed_team,
        new.parts.success_now,
        new.cycle as Cycle,
        new.barrier as Option<Barrier>,
        &new.benefits as &[Benefit],
        new.visibility as StoryVisibility,
        new.display as AuthorDisplay,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Writes the numbers. Where they changed they are no longer the ones someone confirmed.
pub async fn set_numbers(
    db: &mut PgConnection,
    story: StoryId,
    numbers: Option<Numbers>,
) -> sqlx::Result<()> {
    let hours = numbers.map(|numbers| numbers.hours);
    sqlx::query!(
        "with new as (
             select $2::float8::numeric(8, 2) as low, $3::float8::numeric(8, 2) as likely, $4::float8::numeric(8, 2) as high,
                    $5::int as uses, $6::int as people, $7::int as attribution, $8::int as confidence
         )
         update stories s
         set hours_low = new.low, hours_likely = new.likely, hours_high = new.high, uses_per_year = new.uses,
             people_helped = new.people, attribution = new.attribution, confidence = new.confidence,
             verified_by = null, verified_at = null
         from new
         where s.id = $1
           and (s.hours_low, s.hours_likely, s.hours_high, s.uses_per_year, s.people_helped, s.attribution, s.confidence)
               is distinct from
               (new.low, new.likely, new.high, new.uses, new.people, new.attribution, new.confidence)",
        story as StoryId,
        hours.map(|hours| hours[0]),
        hours.map(|hours| hours[1]),
        hours.map(|hours| hours[2]),
        numbers.map(|numbers| numbers.uses_per_year),
        numbers.map(|numbers| numbers.people),
        numbers.map(|numbers| numbers.attribution),
        numbers.map(|numbers| numbers.confidence)
    )
    .execute(db)
    .await
    .map(drop)
}

/// Publishes a draft, with its author's team and place in the community as they are now.
pub async fn publish(db: &mut PgConnection, story: StoryId, now: OffsetDateTime) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update stories s
         set published_at = $2,
             team_id = (select p.team_id from people p where p.id = s.author_id),
             told_as = coalesce(
                 (select case when m.organiser then 'organiser' else 'member' end
                  from current_members m
                  where m.community_id = s.community_id and m.person_id = s.author_id), 'guest')
         where s.id = $1 and s.published_at is null and s.withdrawn_at is null",
        story as StoryId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn withdraw(db: &mut PgConnection, story: StoryId, now: OffsetDateTime) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update stories set withdrawn_at = $2 where id = $1 and withdrawn_at is null",
        story as StoryId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn verify(
    db: &mut PgConnection,
    story: StoryId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update stories
         set verified_by = $2, verified_at = $3
         where id = $1
           and author_id <> $2
           and hours_low is not null
           and verified_by is null
           and published_at is not null
           and withdrawn_at is null",
        story as StoryId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
