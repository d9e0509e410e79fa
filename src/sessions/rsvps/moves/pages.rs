use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::actions::SeatMoveForm;
use super::queries::{self, ListedPerson};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell, when};
use crate::sessions::events::{Event, RunsEvent, SeenEvent};

#[derive(Template, WebTemplate)]
#[template(path = "sessions/rsvps/seats.html")]
pub struct SeatsPage {
    shell: Shell,
    event: Event,
    seated: Vec<ListedPerson>,
    waiting: Vec<ListedPerson>,
    form: SeatMoveForm,
    problems: Problems,
}

impl SeatsPage {
    pub async fn new(
        app: &App,
        shell: Shell,
        event: Event,
        form: SeatMoveForm,
        problems: Problems,
    ) -> Result<Self> {
        let (waiting, seated) =
            queries::listed(&app.db, event.id).await?.into_iter().partition(|person| person.waits);
        Ok(Self { shell, event, seated, waiting, form, problems })
    }

    fn is_open(&self) -> bool {
        self.event.state.is_published() && self.event.starts_at > self.shell.now
    }

    /// "1st", "2nd": a place in the queue.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    fn turn(&self, turn: &usize) -> String {
        when::ordinal(i64::try_from(*turn.min(&self.waiting.len())).unwrap_or(i64::MAX))
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

    /// Was this other person chosen to give up their place for the first one?
    fn gives_way(&self, other: &ListedPerson, person: &ListedPerson) -> bool {
        self.is_typed(person) && self.form.instead == other.person_id.to_string()
    }
}

pub async fn show(RunsEvent(invited): RunsEvent, State(app): State<App>) -> Result<SeatsPage> {
    let SeenEvent { shell, event, .. } = invited;
    SeatsPage::new(&app, shell, event, SeatMoveForm::default(), Problems::default()).await
}
