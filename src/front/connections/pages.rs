use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::queries::{self, NewTeamSession};
use super::rings::{PersonRings, RankedPerson};
use super::rules::{TieSums, counted};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, TeamId};
use crate::platform::web::{Shell, when};

/// One thing that would widen the ring.
enum NextStep {
    ChooseTeam,
    Session(NewTeamSession),
    Coffee,
    Browse,
}

#[derive(Template, WebTemplate)]
#[template(path = "front/connections/show.html")]
pub struct ShowPage {
    shell: Shell,
    /// Nothing when it is turned off.
    connections: Option<Connections>,
}

struct Connections {
    reading: String,
    rings: PersonRings,
    has_team: bool,
    next: NextStep,
}

impl RankedPerson {
    /// "4 sessions, 1 coffee"
    fn occasions(&self) -> String {
        let words = |count: i64, one, many| counted(usize::try_from(count).unwrap_or(0), one, many);
        match (self.met.sessions, self.met.coffees) {
            (sessions, 0) => words(sessions, "session", "sessions"),
            (0, coffees) => words(coffees, "coffee", "coffees"),
            (sessions, coffees) => {
                format!("{}, {}", words(sessions, "session", "sessions"), words(coffees, "coffee", "coffees"))
            }
        }
    }
}

pub async fn show(who: SignedIn, State(app): State<App>) -> Result<ShowPage> {
    let SignedIn { person, shell, .. } = who;
    if queries::is_off(&app.db, person.id).await? {
        return Ok(ShowPage { shell, connections: None });
    }
    let today = when::to_date(when::day(shell.now, &shell.zone));
    let met = queries::met_people(&app.db, person.id, shell.now, today).await?;
    let sums = TieSums::of(&met, person.team_id);
    let next = next_step(&app, &shell, person.id, person.team_id, &sums).await?;
    let connections = Connections {
        reading: sums.reading(person.team_id),
        rings: PersonRings::of(met, person.team_id),
        has_team: person.team_id.is_some(),
        next,
    };
    Ok(ShowPage { shell, connections: Some(connections) })
}

async fn next_step(
    app: &App,
    shell: &Shell,
    person: PersonId,
    team: Option<TeamId>,
    sums: &TieSums,
) -> Result<NextStep> {
    let Some(own) = team else { return Ok(NextStep::ChooseTeam) };
    let known: Vec<TeamId> = sums.teams.iter().copied().chain([own]).collect();
    if let Some(session) = queries::session_with_another_team(&app.db, person, &known, shell.now).await? {
        return Ok(NextStep::Session(session));
    }
    let could_join = queries::could_join_coffee(&app.db, person).await?;
    Ok(if could_join { NextStep::Coffee } else { NextStep::Browse })
}
