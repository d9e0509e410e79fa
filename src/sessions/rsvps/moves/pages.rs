use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};

use super::actions::SeatMoveForm;
use super::queries::{self, ListedFilter, ListedPerson, SeatedPerson};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{NameQuery, Page, Pages, Problems, Rows, Shell, when};
use crate::sessions::events::{Event, RunsEvent, SeenEvent};

/// Each has a form of their own, so these are few.
const A_PAGE: i64 = 40;

#[derive(Template, WebTemplate)]
#[template(path = "sessions/rsvps/seats.html")]
pub struct SeatsPage {
    shell: Shell,
    event: Event,
    asked: NameQuery,
    seated: Vec<ListedPerson>,
    waiting: Vec<ListedPerson>,
    pages: Pages,
    form: SeatMoveForm,
    /// Whose seat may be meant by the name that was typed.
    candidates: Vec<SeatedPerson>,
    problems: Problems,
}

impl SeatsPage {
    /// The person whose form was sent, with its problems.
    pub async fn typed(
        app: &App,
        shell: Shell,
        event: Event,
        form: SeatMoveForm,
        problems: Problems,
    ) -> Result<Self> {
        let filter = ListedFilter { name: "", only: form.person.parse().ok() };
        let listed = queries::listed(&app.db, event.id, filter, Rows::first(1)).await?;
        let page = Self::of(shell, event, listed);
        Ok(Self { form, problems, ..page })
    }

    pub fn with(self, candidates: Vec<SeatedPerson>) -> Self {
        Self { candidates, ..self }
    }

    fn of(shell: Shell, event: Event, listed: Vec<ListedPerson>) -> Self {
        let (waiting, seated) = listed.into_iter().partition(|person| person.waits);
        Self {
            shell,
            event,
            asked: NameQuery::default(),
            seated,
            waiting,
            pages: Pages::default(),
            form: SeatMoveForm::default(),
            candidates: Vec::new(),
            problems: Problems::default(),
        }
    }

    /// Nobody is on the list, as opposed to nobody with this name.
    fn is_empty(&self) -> bool {
        self.event.seated == 0 && self.event.waiting == 0
    }

    fn is_open(&self) -> bool {
        self.event.state.is_published() && self.event.starts_at > self.shell.now
    }

    /// "1st", "2nd": a place in the queue.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn turn(&self, person: &ListedPerson) -> String {
        when::ordinal(person.turn)
    }

    /// Was the form of this person sent, and is something wrong with it?
    fn is_typed(&self, person: &ListedPerson) -> bool {
        self.form.person == person.person_id.to_string() && !self.problems.is_empty()
    }

    /// What is wrong with a field of this person's form; empty when nothing is.
    fn problem_of(&self, person: &ListedPerson, field: &str) -> &str {
        if self.is_typed(person) { self.problems.of(field) } else { "" }
    }

    fn reason_for(&self, person: &ListedPerson) -> &str {
        if self.is_typed(person) { &self.form.reason } else { "" }
    }

    fn instead_name(&self, person: &ListedPerson) -> &str {
        if self.is_typed(person) { &self.form.instead_name } else { "" }
    }

    /// Whose seat this person may be given, once a name was typed.
    fn candidates(&self, person: &ListedPerson) -> &[SeatedPerson] {
        if self.is_typed(person) { &self.candidates } else { &[] }
    }
}

pub async fn show(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Query(page): Query<Page>,
    Query(asked): Query<NameQuery>,
) -> Result<SeatsPage> {
    let SeenEvent { shell, event, .. } = invited;
    let filter = ListedFilter { name: asked.name.trim(), only: None };
    let listed = queries::listed(&app.db, event.id, filter, page.rows(A_PAGE)).await?;
    let (listed, pages) = page.cut(listed, A_PAGE);
    Ok(SeatsPage { asked, pages, ..SeatsPage::of(shell, event, listed) })
}
