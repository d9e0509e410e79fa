use std::collections::HashMap;

use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::serde::rfc3339;
use time::{Date, OffsetDateTime};

use super::rules::{Meeting, MeetingSigns, MeetingState, SponsorAnswer, life};
use super::{CommunityFocus, NewCommunity};
use crate::communities::{Admission, CommunityVisibility, Membership};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::web::{Rows, Shell};

/// A community and the asking person's place in it.
pub struct Community {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
    pub who: String,
    pub practice: String,
    pub why_now: String,
    pub cadence_days: Option<i32>,
    pub zone: String,
    pub visibility: CommunityVisibility,
    pub admission: Admission,
    pub tags: Vec<String>,
    /// The leader who stands up for it, while their account is open.
    pub sponsor_id: Option<PersonId>,
    pub sponsor: Option<String>,
    pub sponsor_team: Option<String>,
    /// Its organisers said that there is none yet.
    pub lacks_sponsor: bool,
    pub archived_at: Option<OffsetDateTime>,
    pub paused_from: Option<Date>,
    pub paused_until: Option<Date>,
    pub pause_reason: Option<String>,
    /// Of the asking person: asked, invited, interested, member, or nothing.
    pub membership: Option<Membership>,
    pub organiser: bool,
    pub joined_at: Option<OffsetDateTime>,
    /// Why the asking person joined, in their own words; empty where they did not say.
    pub why: String,
}

impl Community {
    /// Has this person asked to join, with no answer yet?
    pub fn has_asked(&self) -> bool {
        self.membership == Some(Membership::Asked)
    }

    /// Does this person need an invitation to come in?
    pub fn needs_invitation(&self) -> bool {
        self.admission == Admission::Invitation && self.membership.is_none()
    }

    /// Would an organiser have to approve this person's request?
    pub fn needs_approval(&self) -> bool {
        self.admission == Admission::Request && self.membership.is_none()
    }

    /// Is the person invited, and sees no more of it until they accept?
    pub fn is_only_invited(&self) -> bool {
        self.is_private() && self.membership.is_some_and(Membership::is_invited)
    }

    /// May this person sign up for its sessions?
    pub fn gives_places(&self) -> bool {
        self.admission == Admission::Open || self.is_mine()
    }

    pub fn is_mine(&self) -> bool {
        self.membership.is_some_and(Membership::is_inside)
    }

    /// Is this person new here, and has not said why they joined? Organisers are not asked: they ask.
    pub fn asks_why(&self, now: OffsetDateTime) -> bool {
        let inside = self.is_mine() && !self.organiser && !self.is_archived();
        inside && self.why.is_empty() && self.joined_at.is_some_and(|at| super::rules::is_new(at, now))
    }

    pub fn cadence(&self) -> &'static str {
        super::rules::cadence_words(self.cadence_days)
    }

    /// The sponsor as the form names them: with their team, since others may have the name too.
    pub fn sponsor_label(&self) -> String {
        match (&self.sponsor, &self.sponsor_team) {
            (Some(name), Some(team)) => format!("{name} ({team})"),
            (Some(name), None) => name.clone(),
            (None, _) => String::new(),
        }
    }

    /// May it be named where others than its people read?
    pub fn is_listed(&self) -> bool {
        !self.is_private()
    }

    pub fn is_private(&self) -> bool {
        self.visibility == CommunityVisibility::Private
    }
}

/// The community of that slug as this person may see it, for anyone who is known by something else than a login.
pub async fn seen(
    db: &PgPool,
    slug: &str,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Option<Community>> {
    load(db, slug, person, &[], now).await
}

/// The community of that slug for this person, who sees it or is invited to it: for its page, and to accept or decline.
pub async fn seen_or_invited(
    db: &PgPool,
    slug: &str,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Option<Community>> {
    load(db, slug, person, &[Membership::Invited.as_str()], now).await
}

/// The community of that slug, where the person may see it or their place in it is one of these.
async fn load(
    db: &PgPool,
    slug: &str,
    person: PersonId,
    places: &[&str],
    now: OffsetDateTime,
) -> Result<Option<Community>> {
    let places: Vec<String> = places.iter().map(ToString::to_string).collect();
    Ok(sqlx::query_as!(
        Community,
        r#"select c.id as "id!", c.slug as "slug!", c.name as "name!", c.who as "who!", c.practice as "practice!",
                  c.why_now as "why_now!", c.cadence_days, c.zone as "zone!", c.visibility as "visibility!",
                  c.admission as "admission!", c.tags as "tags!", c.archived_at, s.id as "sponsor_id?",
                  s.name as "sponsor?", t.name as "sponsor_team?", c.lacks_sponsor as "lacks_sponsor!",
                  p.starts_on as "paused_from?", p.ends_on as "paused_until?", p.reason as "pause_reason?",
                  m.membership as "membership?", coalesce(m.organiser, false) as "organiser!",
                  m.joined_at as "joined_at?", coalesce(m.why, '') as "why!"
           from communities c
           left join members m on m.community_id = c.id and m.person_id = $2 and m.left_at is null
           left join people s on s.id = c.sponsor_id and s.deactivated_at is null
           left join teams t on t.id = s.team_id
           left join lateral (
               select starts_on, ends_on, reason from running_pauses($3)
               where community_id = c.id
               order by starts_on desc
               limit 1
           ) p on true
           where c.slug = $1
             and (m.membership = any ($4) or c.id in (select id from communities_seen($2)))"#,
        slug,
        person as PersonId,
        now,
        &places
    )
    .fetch_optional(db)
    .await?)
}

/// A community as lists show it.
#[derive(Debug, Deserialize)]
pub struct Brief {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
    pub who: String,
    pub practice: String,
    pub cadence_days: Option<i32>,
    pub tags: Vec<String>,
    pub organiser: bool,
    pub membership: Option<Membership>,
    pub people: i64,
    pub paused: bool,
    pub archived: bool,
    #[serde(with = "rfc3339::option")]
    pub last_held: Option<OffsetDateTime>,
    pub next_id: Option<EventId>,
    #[serde(with = "rfc3339::option")]
    pub next_session: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    pub next_ends: Option<OffsetDateTime>,
    /// Where the next session takes place.
    pub next_zone: Option<String>,
}

impl Brief {
    /// When the next session begins.
    pub fn next_start(&self, shell: &Shell) -> Option<String> {
        Some(shell.start(&self.next_session?, &self.next_ends?, self.next_zone.as_deref()?))
    }

    pub fn is_invited(&self) -> bool {
        self.membership == Some(Membership::Invited)
    }

    pub fn is_mine(&self) -> bool {
        self.membership.is_some_and(Membership::is_inside)
    }

    pub fn life(&self, now: &OffsetDateTime) -> MeetingState {
        let signs = MeetingSigns {
            archived: self.archived,
            paused: self.paused,
            cadence_days: self.cadence_days,
            last_held: self.last_held,
            next_session: self.next_session,
        };
        life(signs, *now)
    }

    pub fn cadence(&self) -> &'static str {
        super::rules::cadence_words(self.cadence_days)
    }
}

/// What to look for in the directory. Empty fields ask for nothing.
pub struct CommunityFilter<'a> {
    pub words: &'a str,
    pub tag: &'a str,
    pub mine_to_learn: bool,
    pub archived: ArchivedShown,
    pub rows: Rows,
}

/// Where the archived communities are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchivedShown {
    /// Nowhere: in a list of what is there, or what to learn.
    Never,
    /// After all others, for anyone who searches by words.
    Last,
    Only,
}

impl ArchivedShown {
    fn is_shown(self) -> bool {
        self != Self::Never
    }
}

/// The directory: communities the person may see, those with a date first.
pub async fn directory(
    db: &PgPool,
    person: PersonId,
    search: &CommunityFilter<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Brief>> {
    let like = format!("%{}%", search.words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    sqlx::query_as!(
        Brief,
        r#"select c.id, c.slug, c.name, c.who, c.practice, c.cadence_days, c.tags,
                  coalesce(m.organiser, false) as "organiser!", m.membership as "membership?",
                  (select count(*) from current_members x where x.community_id = c.id) as "people!",
                  exists (select 1 from running_pauses($7) p where p.community_id = c.id) as "paused!",
                  c.archived_at is not null as "archived!",
                  l.starts_at as "last_held?", n.id as "next_id?", n.starts_at as "next_session?",
                  n.ends_at as "next_ends?", n.zone as "next_zone?"
           from communities c
           left join members m on m.community_id = c.id and m.person_id = $1 and m.left_at is null
           left join lateral (select e.starts_at from events e
                              where e.community_id = c.id and e.state = 'published' and e.starts_at <= $7
                              order by e.starts_at desc limit 1) l on true
           left join lateral (select e.id, e.starts_at, e.ends_at, e.zone from events e
                              where e.community_id = c.id and e.state = 'published' and e.starts_at > $7
                              order by e.starts_at limit 1) n on true
           where c.id in (select id from communities_seen($1))
             and (c.archived_at is null or $5)
             and (c.archived_at is not null or not $9)
             and ($2 = '' or c.name ilike $3 or c.practice ilike $3 or c.who ilike $3 or c.why_now ilike $3
                  or exists (select 1 from unnest(c.tags) tag where tag ilike $3))
             and ($4 = '' or $4 = any (c.tags))
             and (not $6 or exists (
                 select 1 from interests i
                 where i.person_id = $1 and i.kind = 'wants'
                   and (c.name || ' ' || c.practice || ' ' || array_to_string(c.tags, ' ')) ilike '%' || i.topic || '%'))
           order by c.archived_at is not null, n.starts_at nulls last, l.starts_at desc nulls last, lower(c.name), c.id
           limit $8 offset $10"#,
        person as PersonId,
        search.words,
        like,
        search.tag,
        search.archived.is_shown(),
        search.mine_to_learn,
        now,
        search.rows.limit,
        search.archived == ArchivedShown::Only,
        search.rows.offset
    )
    .fetch_all(db)
    .await
}

/// Whether these communities meet, when they last did, and their next session.
pub async fn meetings(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> Result<HashMap<CommunityId, Meeting>> {
    let rows = sqlx::query!(
        r#"select c.id, c.cadence_days, c.archived_at is not null as "archived!",
                  exists (select 1 from running_pauses($2) p where p.community_id = c.id) as "paused!",
                  (select max(e.starts_at) from events e
                   where e.community_id = c.id and e.state = 'published' and e.starts_at <= $2) as last_held,
                  n.id as "next_id?", n.starts_at as "next_session?"
           from communities c
           left join lateral (select e.id, e.starts_at from events e
                              where e.community_id = c.id and e.state = 'published' and e.starts_at > $2
                              order by e.starts_at, e.id limit 1) n on true
           where c.id = any ($1)"#,
        communities as &[CommunityId],
        now
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let signs = MeetingSigns {
                archived: row.archived,
                paused: row.paused,
                cadence_days: row.cadence_days,
                last_held: row.last_held,
                next_session: row.next_session,
            };
            (row.id, Meeting { state: life(signs, now), last_held: row.last_held, next_id: row.next_id })
        })
        .collect())
}

/// The communities a person belongs to, as the home page lists them.
pub async fn of_person(db: &PgPool, person: PersonId) -> Result<Vec<Brief>> {
    Ok(sqlx::query_as!(
        Brief,
        r#"select id as "id!: CommunityId", slug as "slug!", name as "name!", who as "who!", practice as "practice!",
                  cadence_days, tags as "tags!", organiser as "organiser!", membership as "membership?: Membership",
                  people as "people!", paused as "paused!", archived as "archived!", last_held,
                  next_id as "next_id?: EventId", next_session, next_ends, next_zone
           from communities_of($1)
           order by organiser desc, lower(name)"#,
        person as PersonId
    )
    .fetch_all(db)
    .await?)
}

/// Tags of the communities the person may see, the most used first.
pub async fn common_tags(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select tag as "tag!"
           from communities c, unnest(c.tags) tag
           where c.id in (select id from communities_seen($1)) and c.archived_at is null
           group by tag
           order by count(*) desc, tag
           limit 12"#,
        person as PersonId
    )
    .fetch_all(db)
    .await
}

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

/// Stops the clock of a community for a planned while: a holiday, a busy season.
pub async fn pause(
    db: &mut PgConnection,
    community: CommunityId,
    from: Date,
    until: Option<Date>,
    reason: &str,
) -> Result<()> {
    Ok(sqlx::query!(
        "insert into pauses (community_id, starts_on, ends_on, reason) values ($1, $2, $3, $4)",
        community as CommunityId,
        from,
        until,
        reason
    )
    .execute(db)
    .await
    .map(drop)?)
}

/// Ends the pauses that run on this day; one that begins and ends on the same day never was.
pub async fn resume(db: &mut PgConnection, community: CommunityId, today: Date) -> Result<u64> {
    let done = sqlx::query!(
        "with running as (
             select id, starts_on from pauses
             where community_id = $1 and starts_on <= $2 and (ends_on is null or ends_on >= $2)
         ), never as (
             delete from pauses using running where pauses.id = running.id and running.starts_on = $2
         )
         update pauses set ends_on = $2 - 1 from running where pauses.id = running.id and running.starts_on < $2",
        community as CommunityId,
        today
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// The slug of a community while it has sessions to come.
pub async fn slug_with_sessions_to_come(
    db: &mut PgConnection,
    community: CommunityId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select slug
         from communities
         where id = $1
           and exists (
               select 1 from events where community_id = $1 and state = 'published' and starts_at > $2)",
        community as CommunityId,
        now
    )
    .fetch_optional(db)
    .await
}

pub async fn archive(
    db: &mut PgConnection,
    community: CommunityId,
    at: Option<OffsetDateTime>,
) -> sqlx::Result<()> {
    sqlx::query!("update communities set archived_at = $2 where id = $1", community as CommunityId, at)
        .execute(db)
        .await
        .map(drop)
}
