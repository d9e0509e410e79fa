use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::form::StoryForm;
use super::queries::{self, Source, Story, StoryCard, StoryCommunity, StoryFilter, StorySession};
use super::rules::{self, sentences};
use super::testimonials::{self, Quote, Testimonial, actions::QuoteForm as Lifting};
use super::{Barrier, Benefit, Cycle, SeenStory, StoryAuthor, StoryOrigin, StoryVisibility};
use crate::communities::{self, Brief, Membership};
use crate::organisation::logins::{SignedIn, signed_out_shell};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId, StoryId};
use crate::platform::web::{Page, Pages, Problems, Shell};

const A_PAGE: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "learning/stories/index.html")]
pub struct IndexPage {
    shell: Shell,
    asked: StoriesQuery,
    stories: Vec<StoryCard>,
    pages: Pages,
    sources: Vec<Source>,
    quote: Option<Quote>,
}

/// What was asked of the list, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct StoriesQuery {
    pub community: String,
    pub benefit: String,
    pub show: StoriesShown,
}

/// Which stories are listed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum StoriesShown {
    #[default]
    All,
    /// From the reader's communities.
    Communities,
    Mine,
}

impl From<String> for StoriesShown {
    fn from(asked: String) -> Self {
        match asked.as_str() {
            "communities" => Self::Communities,
            "mine" => Self::Mine,
            _ => Self::All,
        }
    }
}

impl StoriesShown {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Communities => "communities",
            Self::Mine => "mine",
        }
    }
}

impl StoriesQuery {
    /// For links to the other pages of the same list. Values that nobody could have chosen ask for nothing.
    fn known(self, sources: &[Source]) -> Self {
        let keep = |text: String, known: bool| if known { text } else { String::new() };
        let community = sources.iter().any(|source| source.slug == self.community);
        let benefit = self.benefit.parse::<Benefit>().is_ok();
        Self {
            community: keep(self.community, community),
            benefit: keep(self.benefit, benefit),
            show: self.show,
        }
    }

    fn query(&self) -> String {
        format!("community={}&benefit={}&show={}&", self.community, self.benefit, self.show.as_str())
    }

    fn asks_for_something(&self) -> bool {
        !self.community.is_empty() || !self.benefit.is_empty()
    }
}

pub async fn index(
    who: SignedIn,
    State(app): State<App>,
    Query(asked): Query<StoriesQuery>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    let SignedIn { person, shell, .. } = who;
    let sources = queries::sources(&app.db, person.id, &asked.community).await?;
    let asked = asked.known(&sources);
    let community = sources.iter().find(|source| source.slug == asked.community).map(|source| source.id);
    let rows = page.rows(A_PAGE);
    let found = if asked.show == StoriesShown::Mine {
        queries::of_author(&app.db, person.id, rows).await?
    } else {
        let from_mine = asked.show == StoriesShown::Communities;
        let search = StoryFilter { community, benefit: &asked.benefit, from_mine };
        queries::list(&app.db, person.id, &search, rows).await?
    };
    let (stories, pages) = page.cut(found, A_PAGE);
    let quote = match community {
        Some(community) => testimonials::latest(&app.db, community, person.id).await?,
        None => None,
    };
    Ok(IndexPage { shell, asked, stories, pages, sources, quote })
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/stories/show.html")]
pub struct ShowPage {
    shell: Shell,
    story: Story,
    quote: Option<Testimonial>,
    /// For the author of a published story: the form that lifts a sentence.
    lifting: Option<(Lifting, Problems)>,
}

impl ShowPage {
    /// The page, with what the author typed into the form for the sentence where that has to be put right.
    pub async fn with(
        app: &App,
        shell: Shell,
        story: Story,
        form: Option<Lifting>,
        problems: Problems,
    ) -> Result<Self> {
        let quote = testimonials::of_story(&app.db, story.id).await?;
        let quote = quote.filter(|quote| shell.me.is_some() || quote.consents.in_public);
        let blank = || quote.as_ref().map(Lifting::of).unwrap_or_default();
        let lifting = (story.mine && !story.is_draft()).then(|| (form.unwrap_or_else(blank), problems));
        Ok(Self { shell, story, quote, lifting })
    }

    /// The author's page, for readers who may open it, of an author who is named.
    fn profile(&self) -> Option<PersonId> {
        self.shell.me.as_ref().and(self.story.person_id)
    }

    /// The session it came from, for readers who may open it.
    fn session(&self) -> Option<(EventId, &str)> {
        self.shell.me.as_ref().and(self.story.event_id.zip(self.story.event.as_deref()))
    }

    /// How far the story came: each step, and whether it was reached.
    fn steps(&self) -> Vec<(&'static str, bool)> {
        let reached = self.story.cycle;
        Cycle::ALL.into_iter().map(|step| (step.name(), step <= reached)).collect()
    }

    /// Every sentence short enough to be read alone.
    fn sentences(&self) -> Vec<String> {
        let parts = self.story.parts();
        let told = parts.answered();
        let all = told.iter().flat_map(|(_, text)| sentences(text));
        all.filter(|sentence| (3..=300).contains(&sentence.chars().count())).collect()
    }

    fn reaches_organisation(&self) -> bool {
        self.story.reach() >= StoryVisibility::Organisation
    }

    fn reaches_public(&self) -> bool {
        self.story.reach() == StoryVisibility::Public
    }
}

/// A story. Signed out, only a public one is there; every other path leads to the login, as all unknown paths do.
pub async fn show(
    who: Result<SignedIn>,
    State(app): State<App>,
    jar: CookieJar,
    Path(story): Path<String>,
) -> Result<ShowPage> {
    let id = story.parse::<StoryId>().ok();
    let (shell, reader, otherwise) = match who {
        Ok(who) => (who.shell, Some(who.person.id), Error::NotFound),
        Err(Error::SignInFirst(path)) => {
            (signed_out_shell(&app, &jar, "/stories").await?, None, Error::SignInFirst(path))
        }
        Err(other) => return Err(other),
    };
    let found = match id {
        Some(id) => queries::find(&app.db, id, reader).await?,
        None => None,
    };
    ShowPage::with(&app, shell, found.ok_or(otherwise)?, None, Problems::default()).await
}

/// The form of a story, new or told before.
#[derive(Template, WebTemplate)]
#[template(path = "learning/stories/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub community: StoryCommunity,
    pub sessions: Vec<StorySession>,
    /// Nothing while it is new.
    pub story: Option<Story>,
    pub form: StoryForm,
    pub problems: Problems,
}

impl EditPage {
    fn action(&self) -> String {
        self.story.as_ref().map_or_else(|| "/stories".to_owned(), |story| format!("{}/edit", story.path()))
    }

    fn is_published(&self) -> bool {
        self.story.as_ref().is_some_and(|story| !story.is_draft())
    }

    fn heading(&self) -> &'static str {
        if self.story.is_some() { "Change your story" } else { "Share a story" }
    }

    /// The rest of the form is folded away until something is in it, or wrong with it.
    fn shows_more(&self) -> bool {
        let form = &self.form;
        let typed = [&form.did, &form.changed_me, &form.changed_team, &form.success_now, &form.barrier];
        let fields = ["from", "did", "changed_me", "changed_team", "success_now", "cycle", "barrier"];
        typed.into_iter().any(|typed| !typed.trim().is_empty())
            || fields.into_iter().any(|field| !self.problems.of(field).is_empty())
    }

    /// Where the form is left without saving.
    fn back(&self) -> String {
        self.story.as_ref().map_or_else(|| "/stories".to_owned(), Story::path)
    }

    /// The steps for the select, with the suggestion first.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn stages(&self) -> Vec<(String, String)> {
        std::iter::once((String::new(), "Work it out from my answers".to_owned()))
            .chain(Cycle::ALL.map(|cycle| (cycle.as_str().to_owned(), cycle.label().to_owned())))
            .collect()
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn barriers(&self) -> Vec<(String, String)> {
        std::iter::once((String::new(), "None in particular".to_owned()))
            .chain(Barrier::ALL.map(|barrier| (barrier.to_string(), barrier.name().to_owned())))
            .collect()
    }

    fn origins(&self) -> Vec<(String, String)> {
        let day = |session: &StorySession| {
            let first = self.shell.first_day(&session.starts_at, &session.ends_at, &session.zone);
            format!("{}, {first}", session.title)
        };
        let mut origins: Vec<_> =
            self.sessions.iter().map(|session| (session.id.to_string(), day(session))).collect();
        if self.community.in_community {
            let others = [
                (StoryOrigin::Session, "Another session"),
                (StoryOrigin::Coffee, "A coffee"),
                (StoryOrigin::Person, "Someone I met"),
            ];
            origins.extend(others.map(|(origin, words)| (origin.to_string(), words.to_owned())));
        }
        origins
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/stories/choose.html")]
pub struct ChoosePage {
    shell: Shell,
    communities: Vec<Brief>,
    /// "&from=coffee", where it came from one.
    from: &'static str,
}

/// Where a link to the form leads: a community by its slug, and a session.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewStoryQuery {
    community: String,
    event: String,
    /// Coffee, where it came from one.
    from: String,
}

pub async fn new(
    who: SignedIn,
    State(app): State<App>,
    Query(wanted): Query<NewStoryQuery>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    if wanted.community.is_empty() {
        let mut communities = communities::of_person(&app.db, person.id, shell.now).await?;
        communities.retain(|community| community.membership != Some(Membership::Invited));
        let from = if wanted.from.is_empty() { "" } else { "&from=coffee" };
        return Ok(match communities.as_slice() {
            [only] => Redirect::to(&format!("/stories/new?community={}{from}", only.slug)).into_response(),
            _ => ChoosePage { shell, communities, from }.into_response(),
        });
    }
    let event = wanted.event.parse::<EventId>().ok();
    let (community, sessions) =
        community_and_sessions(&app, &wanted.community, person.id, event, shell.now).await?;
    let event = event.filter(|event| sessions.iter().any(|session| session.id == *event));
    let mut form = StoryForm::blank(&community, event);
    if wanted.from.parse::<StoryOrigin>().is_ok() {
        form.from = wanted.from;
    }
    Ok(EditPage { shell, community, sessions, story: None, form, problems: Problems::default() }
        .into_response())
}

pub async fn edit(StoryAuthor(reader): StoryAuthor, State(app): State<App>) -> Result<EditPage> {
    let SeenStory { person, shell, story } = reader;
    let (community, sessions) = StoryCommunity::of(&app.db, &story, person.id, shell.now).await?;
    let form = StoryForm::of(&story);
    Ok(EditPage { shell, community, sessions, story: Some(story), form, problems: Problems::default() })
}

/// The community a story is to be told in and the sessions it may have come from, for a person who may tell one there.
pub async fn community_and_sessions(
    app: &App,
    community: &str,
    person: PersonId,
    event: Option<EventId>,
    now: OffsetDateTime,
) -> Result<(StoryCommunity, Vec<StorySession>)> {
    let community = queries::story_community(&app.db, community, person).await?.ok_or(Error::NotFound)?;
    let sessions =
        queries::sessions(&app.db, community.id, community.in_community, person, event, now).await?;
    if rules::may_tell(community.in_community, !sessions.is_empty()) {
        Ok((community, sessions))
    } else {
        Err(Error::NotFound)
    }
}

impl StoryCommunity {
    /// Where a story was told. Its author keeps the right to change it, in the community or not.
    pub async fn of(
        db: &PgPool,
        story: &Story,
        author: PersonId,
        now: OffsetDateTime,
    ) -> Result<(Self, Vec<StorySession>)> {
        let sessions =
            queries::sessions(db, story.community_id, story.in_community, author, story.event_id, now)
                .await?;
        let community = Self {
            id: story.community_id,
            slug: story.community_slug.clone().unwrap_or_default(),
            name: story.community.clone().unwrap_or_default(),
            private: story.private,
            // Who told it could then; where it came from stays theirs to say.
            in_community: true,
        };
        Ok((community, sessions))
    }
}
