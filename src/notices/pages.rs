use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum_extra::extract::cookie::CookieJar;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::paper::PURPOSE;
use super::queries::{self, CommunityChoices};
use super::{NoticeKind, Way};
use crate::organisation;
use crate::organisation::logins::{SignedIn, signed_out_shell};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::{Shell, signed};

/// A kind, and how it is told.
pub struct NoticeRow {
    pub kind: NoticeKind,
    /// As chosen. None, for one community: as everywhere.
    pub way: Option<Way>,
    everywhere: Way,
}

impl NoticeRow {
    /// The ways in the order of the columns; none where the kind has no such way.
    pub fn ways(&self) -> [Option<Way>; 3] {
        Way::ALL.map(|way| self.kind.allows(way).then_some(way))
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    pub fn is(&self, way: &Way) -> bool {
        self.way == Some(*way)
    }

    /// The digest comes or it does not.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    pub fn label(&self, way: &Way) -> &'static str {
        match (self.kind, way) {
            (NoticeKind::Digest, Way::AtOnce) => "On Mondays",
            (_, way) => way.label(),
        }
    }

    /// "in the weekly email", as it goes on in a sentence.
    pub fn everywhere(&self) -> &'static str {
        match (self.kind, self.everywhere) {
            (NoticeKind::Digest, Way::AtOnce) => "on Mondays",
            (_, Way::AtOnce) => "straight away",
            (_, Way::Digest) => "in the weekly email",
            (_, Way::Off) => "off",
        }
    }
}

/// Every kind, as a person is told of it: everywhere, or in one community.
async fn rows(db: &PgPool, person: PersonId, community: Option<CommunityId>) -> Result<Vec<NoticeRow>> {
    let ways = queries::ways(db, person, community, &NoticeKind::ALL).await?;
    let rows = NoticeKind::ALL.into_iter().zip(ways).map(|(kind, ways)| {
        let way = if community.is_some() { ways.here } else { Some(ways.everywhere) };
        NoticeRow { kind, way, everywhere: ways.everywhere }
    });
    Ok(rows.collect())
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/index.html")]
pub struct IndexPage {
    shell: Shell,
    rows: Vec<NoticeRow>,
    communities: Vec<CommunityChoices>,
}

pub async fn index(who: SignedIn, State(app): State<App>) -> Result<IndexPage> {
    let rows = rows(&app.db, who.person.id, None).await?;
    let communities = queries::communities(&app.db, who.person.id).await?;
    Ok(IndexPage { shell: who.shell, rows, communities })
}

/// How each kind is told of one community, where that differs from everywhere else.
pub async fn rows_for(db: &PgPool, person: PersonId, community: CommunityId) -> Result<Vec<NoticeRow>> {
    rows(db, person, Some(community)).await
}

/// What a link at the foot of a mail stops.
pub struct Stop {
    pub person: PersonId,
    pub community: Option<CommunityId>,
    pub kind: NoticeKind,
    /// The community's name, where the reader may still see it.
    name: Option<String>,
}

impl Stop {
    /// "announcements from the Testing circle"
    fn what(&self) -> String {
        match &self.name {
            Some(name) => format!("{} from {name}", self.kind.mails()),
            None if self.community.is_some() => format!("{} from a community you left", self.kind.mails()),
            None => self.kind.mails().to_owned(),
        }
    }

    /// None when the link is not ours, or older than links live.
    pub async fn read(app: &App, token: &str, now: OffsetDateTime) -> Result<Option<Self>> {
        let secret = organisation::link_secret(&app.db).await?;
        let said = signed::read::<3>(&secret, PURPOSE, token, now);
        let Some((person, community, kind)) = said.and_then(|[person, community, kind]| {
            Some((person, community, NoticeKind::numbered(kind.as_u128())?))
        }) else {
            return Ok(None);
        };
        let community = Some(community).filter(|community| !community.is_nil()).map(CommunityId::from);
        let name = match community {
            Some(community) => queries::community_name(&app.db, community, person.into()).await?,
            None => None,
        };
        Ok(Some(Self { person: person.into(), community, kind, name }))
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "notices/stop.html")]
pub struct StopPage {
    pub shell: Shell,
    pub token: String,
    pub stop: Option<Stop>,
    pub done: bool,
}

/// Only shows: mail scanners follow every link.
pub async fn stop(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<StopPage> {
    let shell = signed_out_shell(&app, &jar, "/notices/stop").await?;
    let stop = Stop::read(&app, &token, shell.now).await?;
    Ok(StopPage { shell, token, stop, done: false })
}
