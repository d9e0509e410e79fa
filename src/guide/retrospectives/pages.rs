use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::follow_up::{self, ActionForm, FollowUp, OpenAction};
use super::queries::{self, RetroSession, Retrospective, RetrospectiveCard, RetrospectiveLine};
use super::rules::MOST_VOTES;
use super::who::SeenRetrospective;
use super::{ActionState, CardList};
use crate::communities::members::naming::NamedMember;
use crate::communities::{Belonging, Community, Organising, SeenCommunity, members};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::EventId;
use crate::platform::once::FormToken;
use crate::platform::web::{Page, Pages, Problems, Shell, when};

const A_PAGE: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "guide/retrospectives/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    retrospectives: Vec<RetrospectiveLine>,
    actions: Vec<OpenAction>,
    pages: Pages,
}

pub async fn index(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let retrospectives = queries::of_community(&app.db, community.id, page.rows(A_PAGE)).await?;
    let (retrospectives, pages) = page.cut(retrospectives, A_PAGE);
    let actions = follow_up::open_in(&app.db, community.id).await?;
    Ok(IndexPage { shell, community, retrospectives, actions, pages })
}

/// The form that opens a retrospective.
#[derive(Template, WebTemplate)]
#[template(path = "guide/retrospectives/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub community: Community,
    pub sessions: Vec<RetroSession>,
    pub form: RetrospectiveForm,
    pub problems: Problems,
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RetrospectiveForm {
    pub title: String,
    pub names: String,
    pub event: String,
    pub once: FormToken,
}

impl NewPage {
    /// Sessions with their day, and none of them.
    fn session_choices(&self) -> Vec<(String, String)> {
        let words = |session: &RetroSession| {
            let first = self.shell.first_day(&session.starts_at, &session.ends_at, &session.zone);
            (session.id.to_string(), format!("{}, {first}", session.title))
        };
        let none = (String::new(), "No session".to_owned());
        std::iter::once(none).chain(self.sessions.iter().map(words)).collect()
    }
}

/// Which session a link asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SessionQuery {
    event: String,
}

pub async fn new(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(asked): Query<SessionQuery>,
) -> Result<NewPage> {
    let SeenCommunity { shell, community, .. } = seen;
    community.must_be_open()?;
    let sessions = queries::free_sessions(&app.db, community.id, shell.now).await?;
    let asked: Option<EventId> = asked.event.parse().ok();
    let session = sessions.iter().find(|session| Some(session.id) == asked);
    let month = when::day(shell.now, &when::zone_or_utc(&community.zone)).strftime("%B %Y");
    let form = RetrospectiveForm {
        title: session.map_or_else(|| format!("Looking back, {month}"), |session| session.title.clone()),
        names: "without".to_owned(),
        event: session.map_or_else(String::new, |session| session.id.to_string()),
        once: FormToken::default(),
    };
    Ok(NewPage { shell, community, sessions, form, problems: Problems::default() })
}

#[derive(Template, WebTemplate)]
#[template(path = "guide/retrospectives/show.html")]
pub struct ShowPage {
    shell: Shell,
    retrospective: Retrospective,
    cards: Vec<RetrospectiveCard>,
    follow_up: FollowUp,
    /// For the names that organisers choose from.
    members: Vec<NamedMember>,
    card: CardForm,
    form: ActionForm,
    problems: Problems,
}

/// A card as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CardForm {
    pub list: String,
    pub body: String,
    /// The card takes it as its id: kept elsewhere, it would say who wrote.
    pub once: FormToken,
}

impl ShowPage {
    pub async fn of(app: &App, seen: SeenRetrospective) -> Result<Self> {
        let SeenRetrospective { person, shell, retrospective } = seen;
        let cards = queries::cards(&app.db, retrospective.id, person.id).await?;
        let actions = follow_up::of_retrospective(&app.db, retrospective.id).await?;
        let follow_up = FollowUp::of(&retrospective, actions);
        let members = if retrospective.is_run_by_me() {
            members::named_members(&app.db, retrospective.community_id).await?
        } else {
            Vec::new()
        };
        let form = ActionForm::blank(&retrospective.zone, shell.now);
        let (card, problems) = (CardForm::default(), Problems::default());
        Ok(Self { shell, retrospective, cards, follow_up, members, card, form, problems })
    }

    /// With a card that could not be taken.
    pub fn with_card(self, card: CardForm, problems: Problems) -> Self {
        Self { card, problems, ..self }
    }

    /// With an action that could not be taken.
    pub fn with_action(self, form: ActionForm, problems: Problems) -> Self {
        Self { form, problems, ..self }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    fn cards_of(&self, list: &CardList) -> Vec<&RetrospectiveCard> {
        self.cards.iter().filter(|card| card.list == *list).collect()
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    fn typed(&self, list: &CardList) -> &str {
        if self.card.list == list.as_str() { &self.card.body } else { "" }
    }

    fn votes_left(&self) -> i64 {
        let given = self.cards.iter().filter(|card| card.mine).count();
        MOST_VOTES - i64::try_from(given).unwrap_or(MOST_VOTES)
    }

    /// May the reader remove it?
    fn may_remove(&self, card: &RetrospectiveCard) -> bool {
        let is_mine = card.author_id.is_some_and(|author| self.shell.is_me(&author));
        self.retrospective.is_open() && (is_mine || self.retrospective.organiser)
    }

    /// Nothing of it needs to be kept: it can be deleted.
    fn is_empty(&self) -> bool {
        self.cards.is_empty() && self.follow_up.own.is_empty()
    }

    /// "2 of 3 done", once there are any.
    fn progress(&self) -> String {
        let own = &self.follow_up.own;
        let done = own.iter().filter(|action| action.state == ActionState::Done).count();
        format!("{done} of {} done", own.len())
    }
}

pub async fn show(seen: SeenRetrospective, State(app): State<App>) -> Result<ShowPage> {
    ShowPage::of(&app, seen).await
}
