use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};

use super::queries::{self, Event, SessionCard};
use super::{Going, RunsEvent, SeenEvent, rules};
use crate::communities::{Community, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Page, Pages, Problems, Rows, Shell};

const A_PAGE: i64 = 20;
/// More than any community plans ahead: what is to come is not paged.
const MOST_TO_COME: i64 = 100;

#[derive(Template, WebTemplate)]
#[template(path = "sessions/events/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    to_come: Vec<SessionCard>,
    past: Vec<SessionCard>,
    pages: Pages,
}

pub async fn index(
    seen: SeenCommunity,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    let SeenCommunity { person, shell, community } = seen;
    let now = shell.now;
    let to_come =
        queries::to_come_of(&app.db, community.id, person.id, now, Rows::first(MOST_TO_COME)).await?;
    let past = queries::past_of(&app.db, community.id, person.id, now, page.rows(A_PAGE)).await?;
    let (past, pages) = page.cut(past, A_PAGE);
    Ok(IndexPage { shell, community, to_come, past, pages })
}

/// As many people as a phone scrolls through with ease.
const PEOPLE_A_PAGE: i64 = 60;

#[derive(Template, WebTemplate)]
#[template(path = "sessions/events/people.html")]
pub struct PeoplePage {
    shell: Shell,
    event: Event,
    people: Vec<Going>,
    pages: Pages,
}

/// Everyone on the list of a session, where its page shows the first of them.
pub async fn people(seen: SeenEvent, State(app): State<App>, Query(page): Query<Page>) -> Result<PeoplePage> {
    let SeenEvent { shell, event, .. } = seen;
    if event.is_draft() {
        return Err(Error::NotFound);
    }
    let people = queries::people::signed_up(&app.db, event.id, page.rows(PEOPLE_A_PAGE)).await?;
    let (people, pages) = page.cut(people, PEOPLE_A_PAGE);
    Ok(PeoplePage { shell, event, people, pages })
}

#[derive(Template, WebTemplate)]
#[template(path = "sessions/events/recap.html")]
pub struct RecapPage {
    pub shell: Shell,
    pub event: Event,
    pub form: super::actions::RecapForm,
    pub problems: Problems,
}

impl RecapPage {
    /// Why none can be written yet.
    fn too_early(&self) -> Option<&'static str> {
        rules::may_recap(&self.event, self.shell.now).err()
    }
}

pub async fn recap(RunsEvent(invited): RunsEvent, State(app): State<App>) -> Result<RecapPage> {
    let SeenEvent { shell, event, .. } = invited;
    let hours = queries::prep_hours(&app.db, event.id).await?;
    let form = super::actions::RecapForm {
        recap: event.recap.clone(),
        recording_url: event.recording_url.clone(),
        prep_hours: Some(hours.to_string()),
        shown: rules::recap_shown(&event),
    };
    Ok(RecapPage { shell, event, form, problems: Problems::default() })
}
