mod directory;
mod settings;
mod life;

use sqlx::PgPool;
use time::{Date, OffsetDateTime};

use crate::communities::{Admission, CommunityVisibility, Membership};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

pub use directory::{ArchivedShown, Brief, CommunityFilter, common_tags, directory, meetings, of_person};
pub use life::{archive, pause, resume, slug_with_sessions_to_come, take_pause_back};
pub use settings::{change, insert, refocus, set_help_wanted, set_sponsor, slug_is_taken};

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

    /// What an organiser could write to someone of another team, to copy.
    pub fn invitation_message(&self, base_url: &str) -> String {
        let Self { name, practice, .. } = self;
        let what = if practice.is_empty() { String::new() } else { format!(" {practice}") };
        let link = format!("{base_url}{}", self.path());
        format!(
            "I thought of you for {name}.{what} We would like your view from your team. Have a look: {link}"
        )
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
