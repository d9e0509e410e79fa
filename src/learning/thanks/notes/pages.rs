use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgPool;

use super::form::{HelpThanksForm, SessionThanksForm, StoryThanksForm};
use super::queries::{self, ReceivedNotes, ShownIn, ThankYou, ThankedAuthor};
use crate::learning::stories::{SeenStory, Story};
use crate::learning::thanks;
use crate::organisation::logins::SignedIn;
use crate::organisation::people;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::{Page, Pages, Problems, Rows, Shell, done};
use crate::sessions::events::{self, Event, Going, SeenEvent};

const A_PAGE: i64 = 20;
/// What is hidden is rarely looked for.
const MOST_HIDDEN: i64 = 50;
/// Of hosts, who are the ones thanked.
const MOST_TO_THANK: i64 = 100;

#[derive(Template, WebTemplate)]
#[template(path = "learning/thanks/notes/index.html")]
pub struct IndexPage {
    shell: Shell,
    notes: Vec<ThankYou>,
    pages: Pages,
    hidden: Vec<ThankYou>,
}

/// What I received.
pub async fn index(who: SignedIn, State(app): State<App>, Query(page): Query<Page>) -> Result<IndexPage> {
    let me = who.person.id;
    let (notes, pages) =
        page.cut(queries::received(&app.db, me, ReceivedNotes::Shown, page.rows(A_PAGE)).await?, A_PAGE);
    let hidden = queries::received(&app.db, me, ReceivedNotes::Hidden, Rows::first(MOST_HIDDEN)).await?;
    Ok(IndexPage { shell: who.shell, notes, pages, hidden })
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/thanks/notes/given.html")]
pub struct GivenPage {
    shell: Shell,
    notes: Vec<ThankYou>,
    pages: Pages,
}

pub async fn given(who: SignedIn, State(app): State<App>, Query(page): Query<Page>) -> Result<GivenPage> {
    let (notes, pages) = page.cut(queries::given(&app.db, who.person.id, page.rows(A_PAGE)).await?, A_PAGE);
    Ok(GivenPage { shell: who.shell, notes, pages })
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/thanks/notes/session.html")]
pub struct SessionThanksPage {
    pub shell: Shell,
    pub event: Event,
    pub hosts: Vec<Going>,
    pub form: SessionThanksForm,
    pub problems: Problems,
}

/// The hosts that this person can thank.
pub async fn hosts_to_thank(db: &PgPool, event: &Event, me: PersonId) -> Result<Vec<Going>> {
    let listed = events::going(db, event.id, MOST_TO_THANK).await?;
    Ok(listed.into_iter().filter(|person| person.host && person.person_id != me).collect())
}

/// Thanks are for what took place.
pub fn must_be_over(seen: &SeenEvent) -> Result<()> {
    if !seen.event.state.is_published() || seen.event.ends_at > seen.shell.now {
        return Err(Error::Refused("You can thank people once the session is over."));
    }
    Ok(())
}

/// Before the session is over, it leads back to it.
pub async fn new_for_session(seen: SeenEvent, State(app): State<App>) -> Result<Response> {
    if let Err(Error::Refused(words)) = must_be_over(&seen) {
        return Ok(done(&seen.event.path(), words));
    }
    let SeenEvent { person, shell, event } = seen;
    let hosts = hosts_to_thank(&app.db, &event, person.id).await?;
    let ticked = hosts.iter().map(|host| host.person_id.to_string()).collect();
    let form = SessionThanksForm { hosts: ticked, ..SessionThanksForm::default() };
    Ok(SessionThanksPage { shell, event, hosts, form, problems: Problems::default() }.into_response())
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/thanks/notes/story.html")]
pub struct StoryThanksPage {
    pub shell: Shell,
    pub story: Story,
    pub author: ThankedAuthor,
    pub form: StoryThanksForm,
    pub problems: Problems,
}

/// The author of a story that this reader may thank.
pub async fn author_to_thank(db: &PgPool, reader: &SeenStory) -> Result<ThankedAuthor> {
    thanks::may_say(reader.story.mine).map_err(Error::Refused)?;
    let author = queries::author(db, reader.story.id).await?;
    if !author.is_active {
        return Err(Error::Refused("The author’s account is closed, so they can’t be told."));
    }
    Ok(author)
}

/// Where the author cannot be thanked, it leads back to the story.
pub async fn new_for_story(reader: SeenStory, State(app): State<App>) -> Result<Response> {
    let author = match author_to_thank(&app.db, &reader).await {
        Err(Error::Refused(words)) => return Ok(done(&reader.story.path(), words)),
        found => found?,
    };
    let SeenStory { shell, story, .. } = reader;
    let form = StoryThanksForm::default();
    Ok(StoryThanksPage { shell, story, author, form, problems: Problems::default() }.into_response())
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/thanks/notes/help.html")]
pub struct HelpThanksPage {
    pub shell: Shell,
    pub communities: Vec<ShownIn>,
    pub form: HelpThanksForm,
    pub problems: Problems,
}

impl HelpThanksPage {
    fn choices(&self) -> Vec<(String, String)> {
        let nobody = (String::new(), "Only to them".to_owned());
        let shown =
            self.communities.iter().map(|community| (community.id.to_string(), community.name.clone()));
        std::iter::once(nobody).chain(shown).collect()
    }
}

/// The person a link to the form is about, and the community it comes from.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HelpThanksQuery {
    person: String,
    community: String,
}

/// A person who is not there, or is the reader, leaves the name to be typed.
pub async fn new_for_help(
    who: SignedIn,
    State(app): State<App>,
    Query(about): Query<HelpThanksQuery>,
) -> Result<HelpThanksPage> {
    let communities = queries::communities(&app.db, who.person.id).await?;
    let name = match about.person.parse::<PersonId>() {
        Ok(person) if person != who.person.id => people::label(&app.db, person).await?.unwrap_or_default(),
        _ => String::new(),
    };
    let here = communities.iter().find(|community| community.slug == about.community);
    let shown_in = here.map(|community| community.id.to_string()).unwrap_or_default();
    let form = HelpThanksForm { name, shown_in, ..HelpThanksForm::default() };
    Ok(HelpThanksPage { shell: who.shell, communities, form, problems: Problems::default() })
}
