//! What the report is made of, in a handful of statements whatever the size. Of everyone means of listed communities:
//! private ones are in nothing that leaders see.

pub use super::contacts::encounters::{
    Gathering, MembersOf, coffees, going, members, sessions_up_to, teams_of,
};

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::tally::RULES;
use crate::learning::stories::{AuthorRole, Benefit, Cycle};
use crate::platform::ids::{CommunityId, DepartmentId, PersonId, StoryId, TeamId, TestimonialId};
use crate::platform::web::when::{self, TimeSpan};

/// Sessions from one moment to another that are over: of everyone, or of one community.
#[derive(Clone, Copy)]
pub struct Range {
    pub from: OffsetDateTime,
    pub until: OffsetDateTime,
    pub now: OffsetDateTime,
    pub community: Option<CommunityId>,
}

/// A session that is over, with who was recorded and the team each was in.
pub struct ReportSession {
    pub community_id: CommunityId,
    pub kind: String,
    pub starts_at: OffsetDateTime,
    /// Of each day eight hours at most.
    pub minutes: i64,
    pub prep_minutes: i64,
    pub complete: bool,
    pub recapped: bool,
    pub people: Vec<PersonId>,
    pub teams: Vec<Option<TeamId>>,
}

pub async fn held(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<ReportSession>> {
    sqlx::query!(
        r#"select e.community_id, e.kind, e.starts_at, e.ends_at, e.zone,
                  (e.prep_hours * 60)::bigint as "prep_minutes!",
                  e.list_completed_at is not null as "complete!",
                  e.recap_posted_at is not null as "recapped!",
                  coalesce(a.people, '{}') as "people!: Vec<PersonId>", coalesce(a.teams, '{}') as "teams!: Vec<Option<TeamId>>"
           from events e
           join communities_reported($4) c on c.id = e.community_id
           cross join lateral (
               select array_agg(person_id) as people, array_agg(team_id) as teams
               from attendance
               where event_id = e.id
           ) a
           where e.state = 'published'
             and e.starts_at >= $1
             and e.starts_at < $2
             and e.ends_at <= $3
           order by e.starts_at, e.id"#,
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>
    )
    .map(|row| ReportSession {
        community_id: row.community_id,
        kind: row.kind,
        starts_at: row.starts_at,
        minutes: TimeSpan { from: row.starts_at, to: row.ends_at }
            .counted_minutes(&when::zone_or_utc(&row.zone)),
        prep_minutes: row.prep_minutes,
        complete: row.complete,
        recapped: row.recapped,
        people: row.people,
        teams: row.teams,
    })
    .fetch_all(db)
    .await
}

/// Who had come to a community before.
pub struct EarlierVisitors {
    pub community_id: CommunityId,
    pub people: Vec<PersonId>,
}

/// Everyone who came to a session that counts, before the moment the range begins.
pub async fn known(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<EarlierVisitors>> {
    sqlx::query_as!(
        EarlierVisitors,
        r#"select e.community_id, array_agg(distinct a.person_id) as "people!: Vec<PersonId>"
           from events e
           join communities_reported($2) c on c.id = e.community_id
           join attendance a on a.event_id = e.id
           where e.state = 'published'
             and e.starts_at < $1
             and e.present >= $3::float8
           group by e.community_id"#,
        range.from,
        range.community as Option<CommunityId>,
        RULES.counted_people
    )
    .fetch_all(db)
    .await
}

/// A team as it is today.
pub struct ReportTeam {
    pub id: TeamId,
    pub name: String,
    pub department: String,
    pub department_id: DepartmentId,
    pub open: bool,
    pub people: i64,
}

pub async fn teams(db: &mut PgConnection) -> sqlx::Result<Vec<ReportTeam>> {
    sqlx::query_as!(
        ReportTeam,
        r#"select t.id, t.name, d.name as department, d.id as department_id, t.closed_at is null as "open!",
                  coalesce(p.people, 0) as "people!"
           from teams t
           join departments d on d.id = t.department_id
           left join (
               select team_id, count(*) as people
               from people
               where deactivated_at is null and team_id is not null
               group by team_id
           ) p on p.team_id = t.id
           order by lower(t.name), t.id"#
    )
    .fetch_all(db)
    .await
}

/// How many people are here: in the organisation, or in the community.
pub async fn people_here(db: &mut PgConnection, community: Option<CommunityId>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select case
               when $1::uuid is null then (select count(*) from people where deactivated_at is null)
               else (select count(*)
                     from current_members m
                     join people p on p.id = m.person_id and p.deactivated_at is null
                     where m.community_id = $1)
           end as "people!""#,
        community as Option<CommunityId>
    )
    .fetch_one(db)
    .await
}

/// A person who hosted sessions that someone came to: the first time ever, and whether in the range.
pub struct HostRecord {
    pub first_at: OffsetDateTime,
    pub in_period: bool,
}

/// Everyone who hosted until the range ends.
pub async fn hosts(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<HostRecord>> {
    sqlx::query_as!(
        HostRecord,
        r#"select min(e.starts_at) as "first_at!", bool_or(e.starts_at >= $1) as "in_period!"
           from hosts h
           join events e on e.id = h.event_id
           join communities_reported($4) c on c.id = e.community_id
           where e.state = 'published'
             and e.present > 0
             and e.starts_at < $2
             and e.ends_at <= $3
           group by h.person_id"#,
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>
    )
    .fetch_all(db)
    .await
}

/// A story as figures need it: no title, no words.
pub struct StoryFigures {
    pub author_id: PersonId,
    pub cycle: Cycle,
    pub hours_low: Option<f64>,
    pub hours_likely: Option<f64>,
    pub hours_high: Option<f64>,
    pub uses_per_year: Option<i32>,
    pub people_helped: Option<i32>,
    pub attribution: Option<i32>,
    pub confidence: Option<i32>,
    pub verified: bool,
    pub published_at: OffsetDateTime,
}

pub async fn stories(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<StoryFigures>> {
    sqlx::query_as!(
        StoryFigures,
        r#"select s.author_id, s.cycle, s.hours_low::float8, s.hours_likely::float8, s.hours_high::float8,
                  s.uses_per_year, s.people_helped, s.attribution, s.confidence,
                  s.verified_at is not null as "verified!", s.published_at as "published_at!"
           from stories s
           join communities_reported($4) c on c.id = s.community_id
           where s.published_at >= $1
             and s.published_at < $2
             and s.published_at <= $3
             and s.withdrawn_at is null
             -- One for its community alone is not for leaders, not even as a number.
             and ($4::uuid is not null or s.visibility <> 'community')
           order by s.published_at, s.id"#,
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>
    )
    .fetch_all(db)
    .await
}

/// "We used this too".
pub struct Reuse {
    pub story_id: StoryId,
    pub person_id: PersonId,
    pub team_id: Option<TeamId>,
    pub at: OffsetDateTime,
}

pub async fn reuses(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<Reuse>> {
    sqlx::query_as!(
        Reuse,
        "select r.story_id, r.person_id, r.team_id, r.at
         from reuses r
         join stories s on s.id = r.story_id
         join communities_reported($4) c on c.id = s.community_id
         where r.at >= $1
           and r.at < $2
           and r.at <= $3
           and s.published_at is not null
           and s.withdrawn_at is null
           and ($4::uuid is not null or s.visibility <> 'community')
         order by r.at, r.story_id, r.person_id",
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>
    )
    .fetch_all(db)
    .await
}

/// A sentence its author lets be used, with what may be said of the author.
#[derive(Clone)]
pub struct ReportQuote {
    pub id: TestimonialId,
    pub story_id: StoryId,
    pub title: String,
    pub sentence: String,
    pub benefits: Vec<Benefit>,
    /// Its author lets it be printed and exported.
    pub in_reports: bool,
    /// Only of authors who are shown by name.
    pub name: Option<String>,
    pub department: Option<String>,
    pub team: Option<String>,
    pub told_as: Option<AuthorRole>,
    /// People in that team today.
    pub team_people: i64,
}

/// For what a sentence is asked: its author said yes or no to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteUse {
    /// On the impact page.
    Page,
    /// In reports, exports and mails, which cannot be called back.
    Reports,
    /// In what a link opens to anyone: in reports, and in public.
    Outside,
}

/// Sentences with consent for this use, of stories that the reader may see, newest first. Without a reader the story has
/// to be public.
pub async fn quotes(
    db: &PgPool,
    range: &Range,
    of: QuoteUse,
    reader: Option<PersonId>,
) -> sqlx::Result<Vec<ReportQuote>> {
    sqlx::query_as!(
        ReportQuote,
        r#"select t.id, s.id as story_id, s.title, t.sentence, s.benefits, t.in_reports, b.name as "name?",
                  b.department as "department?", b.team as "team?", b.told_as as "told_as?",
                  (select count(*) from people where team_id = s.team_id and deactivated_at is null) as "team_people!"
           from testimonials t
           join stories s on s.id = t.story_id
           join bylines b on b.story_id = s.id
           join communities c on c.id = s.community_id
           where t.withdrawn_at is null
             and s.withdrawn_at is null
             and case $6::text
                     when 'page' then t.on_impact
                     when 'reports' then t.in_reports
                     else t.in_reports and t.in_public and s.visibility = 'public' and c.visibility = 'listed'
                 end
             and s.published_at >= $1
             and s.published_at < $2
             and s.published_at <= $3
             and ($5::uuid is null or exists (select 1 from stories_seen($5) seen where seen.id = s.id))
             and case
                     when $4::uuid is null
                         then c.visibility = 'listed' and c.published_at is not null and s.visibility <> 'community'
                     else c.id = $4
                 end
           order by s.published_at desc, s.id
           limit 100"#,
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>,
        reader as Option<PersonId>,
        match of {
            QuoteUse::Page => "page",
            QuoteUse::Reports => "reports",
            QuoteUse::Outside => "outside",
        }
    )
    .fetch_all(db)
    .await
}

/// A community by name, for where it stands and what it asks of leaders.
#[derive(Clone)]
pub struct NamedCommunity {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
    pub help_wanted: String,
    pub help_asked_at: Option<OffsetDateTime>,
    /// A word of thanks for help that came lately.
    pub thanks: Option<String>,
}

impl NamedCommunity {
    /// Does it ask for help, or thank for it?
    pub fn speaks_to_leaders(&self) -> bool {
        !self.help_wanted.is_empty() || self.thanks.is_some()
    }
}

/// Communities that leaders may see by name, in the order of the alphabet. A private one is not named here even
/// to a leader who belongs to it: the report is printed and passed on.
pub async fn named(
    db: &PgPool,
    reader: PersonId,
    thanked_after: OffsetDateTime,
) -> sqlx::Result<Vec<NamedCommunity>> {
    sqlx::query_as!(
        NamedCommunity,
        r#"select c.id, c.slug, c.name, c.help_wanted, c.help_asked_at, g.thanks as "thanks?"
           from communities c
           left join (
               select distinct on (community_id) community_id, thanks from help_given
               where thanks <> '' and answered_at > $2
               order by community_id, answered_at desc
           ) g on g.community_id = c.id
           where exists (select 1 from communities_seen($1) seen where seen.id = c.id)
             and c.visibility = 'listed'
             and c.archived_at is null
           order by lower(c.name), c.id"#,
        reader as PersonId,
        thanked_after
    )
    .fetch_all(db)
    .await
}
