use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use time::OffsetDateTime;

use super::TrialPulses;
use super::form::{TrialForm, TrialQuery};
use super::queries::{self, BreakTrial, TrialTeam};
use super::rules::TrialState;
use crate::learning::breaks::form::SlotForm;
use crate::learning::breaks::queries::TeamReader;
use crate::learning::breaks::who::Proposes;
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{BreakTrialId, TeamId};
use crate::platform::web::{Problems, Shell, when};

/// The form of a trial.
#[derive(Template, WebTemplate)]
#[template(path = "learning/breaks/trials/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub has_team: bool,
    pub starts_on: String,
    pub weeks: String,
    pub form: SlotForm,
    pub problems: Problems,
    pub zones: Vec<String>,
}

impl NewPage {
    pub fn of(shell: Shell, has_team: bool, form: TrialForm, problems: Problems) -> Self {
        let slot = form.slot();
        let TrialForm { starts_on, weeks, .. } = form;
        Self { shell, has_team, starts_on, weeks, form: slot, problems, zones: when::zones() }
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn week_choices(&self) -> Vec<(String, String)> {
        TrialForm::week_choices()
    }
}

pub async fn new(Proposes(who): Proposes, Query(asked): Query<TrialQuery>) -> NewPage {
    let SignedIn { person, shell, .. } = who;
    let form = TrialForm::asked(asked, &person.zone, shell.now);
    NewPage::of(shell, person.team_id.is_some(), form, Problems::default())
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/breaks/trials/show.html")]
pub struct ShowPage {
    shell: Shell,
    trial: BreakTrial,
    teams: Vec<TrialTeam>,
    /// The team of the person who looks.
    own: Option<TeamId>,
    state: TrialState,
    pulses: TrialPulses,
    may_end: bool,
    slot: SlotForm,
}

pub async fn show(
    who: SignedIn,
    State(app): State<App>,
    Path(trial): Path<BreakTrialId>,
) -> Result<ShowPage> {
    let SignedIn { person, shell, .. } = who;
    let trial = queries::trial(&app.db, trial).await?.ok_or(Error::NotFound)?;
    let teams = queries::teams(&app.db, trial.id, &TeamReader::from(&person)).await?;
    let state = trial.state(&shell.now);
    let of_teams: Vec<TeamId> = teams.iter().map(|team| team.team_id).collect();
    let pulses = TrialPulses::of(&app.db, &trial, &of_teams, shell.now).await?;
    Ok(ShowPage {
        may_end: state.is_open() && (person.is_admin || trial.proposed_by == person.id),
        pulses,
        slot: SlotForm::of(&trial.slot()),
        own: person.team_id,
        shell,
        trial,
        teams,
        state,
    })
}

impl ShowPage {
    fn is_own(&self, team: &TrialTeam) -> bool {
        self.own == Some(team.team_id)
    }

    /// The reader's team is in it.
    fn takes_part(&self) -> bool {
        self.teams.iter().any(|team| self.is_own(team))
    }

    /// When it is for the reader, where their clock shows another time.
    fn here(&self) -> Option<String> {
        let zone = when::zone_or_utc(&self.trial.zone);
        if zone == self.shell.zone {
            return None;
        }
        let first = when::from_date(self.trial.starts_on);
        let days: Vec<_> = first.series(jiff::ToSpan::day(1)).take(7).collect();
        let at = self.trial.slot().on_days(&days).first().map(|span| span.from)?;
        Some(self.clock_here(at))
    }

    fn clock_here(&self, at: OffsetDateTime) -> String {
        format!("{} for you on the first day", when::clock(at, &self.shell.zone))
    }
}
