//! Stories as lists show them.

use serde::Deserialize;
use sqlx::PgPool;
use time::OffsetDateTime;
use time::serde::rfc3339;

use crate::learning::stories::AuthorRole;
use crate::learning::stories::rules;
use crate::platform::ids::{CommunityId, PersonId, StoryId};
use crate::platform::web::Rows;

/// A story as lists show it.
#[derive(Debug, Deserialize)]
pub struct StoryCard {
    pub id: StoryId,
    pub title: String,
    /// The part it got furthest with.
    pub furthest: String,
    #[serde(with = "rfc3339::option")]
    pub published_at: Option<OffsetDateTime>,
    pub community: Option<String>,
    pub community_slug: Option<String>,
    pub name: Option<String>,
    pub team: Option<String>,
    pub department: Option<String>,
    pub told_as: Option<AuthorRole>,
    pub mine: bool,
    pub thanks: i64,
}

impl StoryCard {
    pub fn path(&self) -> String {
        format!("/stories/{}", self.id)
    }

    /// "12 people said thanks"
    pub fn said(&self) -> String {
        crate::learning::thanks::thanks_summary(self.thanks, 0).trim_end_matches('.').to_owned()
    }

    pub fn gist(&self) -> String {
        rules::gist(&self.furthest)
    }

    pub fn by(&self) -> String {
        rules::byline(self.name.as_deref(), self.team.as_deref(), self.told_as)
    }

    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

/// Which stories a list holds. What is empty asks for nothing.
#[derive(Default)]
pub struct StoryFilter<'a> {
    pub community: Option<CommunityId>,
    pub benefit: &'a str,
    /// Only those of the reader's own communities.
    pub from_mine: bool,
}

/// Published stories the reader may see, the newest first.
pub async fn list(
    db: &PgPool,
    reader: PersonId,
    search: &StoryFilter<'_>,
    rows: Rows,
) -> sqlx::Result<Vec<StoryCard>> {
    sqlx::query_as!(
        StoryCard,
        r#"select id as "id!: StoryId", title as "title!", furthest as "furthest!", published_at, community,
                  community_slug, name, team, department, told_as as "told_as?: AuthorRole", mine as "mine!",
                  thanks as "thanks!"
           from story_cards($1) s
           where ($2::uuid is null or s.community_id = $2)
             and ($3 = '' or $3 = any (s.benefits))
             and (not $4 or exists (
                 select 1 from current_members m
                 where m.community_id = s.community_id and m.person_id = $1))
           order by s.published_at desc, s.id desc
           limit $5 offset $6"#,
        reader as PersonId,
        search.community as Option<CommunityId>,
        search.benefit,
        search.from_mine,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// A person's own stories, drafts first.
pub async fn of_author(db: &PgPool, author: PersonId, rows: Rows) -> sqlx::Result<Vec<StoryCard>> {
    sqlx::query_as!(
        StoryCard,
        r#"select s.id, s.title,
                  coalesce(nullif(s.changed_team, ''), nullif(s.changed_me, ''), nullif(s.did, ''),
                           nullif(s.took_away, ''), s.happened) as "furthest!",
                  s.published_at, c.name as "community?", c.slug as "community_slug?",
                  b.name as "name?", b.team as "team?", b.department as "department?", b.told_as as "told_as?",
                  true as "mine!",
                  (select count(*) from thanks t where t.story_id = s.id and t.hidden_at is null) as "thanks!"
           from stories s
           join bylines b on b.story_id = s.id
           left join communities c on c.id = s.community_id and c.id in (select id from communities_seen($1))
           where s.author_id = $1
             and s.withdrawn_at is null
           order by s.published_at desc, s.created_at desc, s.id
           limit $2 offset $3"#,
        author as PersonId,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}
