use std::sync::Arc;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use time::OffsetDateTime;

use super::form::{AnnouncementButton, AnnouncementForm};
use super::{Announcement, queries};
use crate::communities::{Community, Organising, SeenCommunity};
use crate::notices::{self, NoticeKind, NoticeReach};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::AnnouncementId;
use crate::platform::web::markdown::{self, Prose};
use crate::platform::web::{Page, Pages, Problems, Shell, when};

const A_PAGE: i64 = 10;

/// An announcement with its words as they are read.
pub struct ShownAnnouncement {
    pub announcement: Announcement,
    pub words: Arc<Prose>,
}

impl ShownAnnouncement {
    pub async fn of(announcement: Announcement) -> Self {
        let words = markdown::prose(&announcement.body).await;
        Self { announcement, words }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/announcements/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    sent: Vec<ShownAnnouncement>,
    pages: Pages,
    /// For organisers: what waits, and the form for the next one.
    waiting: Vec<Announcement>,
    desk: Option<Desk>,
}

/// The form, and how many people it would reach.
pub struct Desk {
    form: AnnouncementForm,
    problems: Problems,
    reach: NoticeReach,
    /// As it will look, when that was asked for.
    preview: Option<Arc<Prose>>,
    zone: String,
    clock: String,
}

impl Desk {
    pub async fn of(
        app: &App,
        community: &Community,
        form: AnnouncementForm,
        problems: Problems,
        now: OffsetDateTime,
    ) -> Result<Self> {
        let reach = notices::reach(&app.db, community.id, NoticeKind::Announcement).await?;
        let preview = if form.then == AnnouncementButton::Preview {
            Some(markdown::prose(&form.body).await)
        } else {
            None
        };
        let clock = when::clock(now, &when::zone_or_utc(&community.zone));
        Ok(Self { form, problems, reach, preview, zone: community.zone.clone(), clock })
    }

    /// "It will be sent to 35 members: 32 straight away, 3 in the weekly email."
    fn reach_words(&self) -> String {
        let NoticeReach { at_once, in_digests } = self.reach;
        let members = if self.reach.people() == 1 { "member" } else { "members" };
        let people = format!("It will be sent to {} {members}", self.reach.people());
        if in_digests == 0 {
            format!("{people}.")
        } else {
            format!("{people}: {at_once} straight away, {in_digests} in the weekly email.")
        }
    }
}

impl IndexPage {
    pub async fn of(app: &App, seen: SeenCommunity, desk: Option<Desk>, page: Page) -> Result<Self> {
        let SeenCommunity { shell, community, .. } = seen;
        let from_the_first = OffsetDateTime::UNIX_EPOCH;
        let rows = page.rows(A_PAGE);
        let sent = queries::sent(&app.db, community.id, from_the_first, rows).await?;
        let (found, pages) = page.cut(sent, A_PAGE);
        let mut sent = Vec::new();
        for announcement in found {
            sent.push(ShownAnnouncement::of(announcement).await);
        }
        let waiting =
            if desk.is_some() { queries::waiting(&app.db, community.id).await? } else { Vec::new() };
        Ok(Self { shell, community, sent, pages, waiting, desk })
    }
}

/// What a link that leads here has written already.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PreparedAnnouncement {
    subject: String,
    body: String,
}

/// People of the community read them; its organisers also write them here.
pub async fn index(
    seen: SeenCommunity,
    State(app): State<App>,
    Query(page): Query<Page>,
    Query(prepared): Query<PreparedAnnouncement>,
) -> Result<IndexPage> {
    if !seen.community.is_mine() {
        return Err(Error::NotFound);
    }
    let desk = if seen.community.organiser && !seen.community.is_archived() {
        let PreparedAnnouncement { subject, body } = prepared;
        let form = AnnouncementForm { subject, body, ..AnnouncementForm::default() };
        Some(Desk::of(&app, &seen.community, form, Problems::default(), seen.shell.now).await?)
    } else {
        None
    };
    IndexPage::of(&app, seen, desk, page).await
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/announcements/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub community: Community,
    pub id: AnnouncementId,
    pub desk: Desk,
}

pub async fn edit(
    Organising(seen): Organising,
    State(app): State<App>,
    Path((_, id)): Path<(String, AnnouncementId)>,
) -> Result<EditPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let waiting = queries::one_waiting(&app.db, community.id, id).await?.ok_or(Error::NotFound)?;
    let form = AnnouncementForm::of(&waiting, &community.zone);
    let desk = Desk::of(&app, &community, form, Problems::default(), shell.now).await?;
    Ok(EditPage { shell, community, id, desk })
}
