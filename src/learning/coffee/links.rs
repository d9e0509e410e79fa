//! Answering a question of a coffee round from its email, without signing in. The link says who answers in which round
//! and is signed: see `logins/linked`.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use time::{Date, Duration, OffsetDateTime};

use super::queries::{self, LinkedSeat};
use super::{CoffeeAnswer, CoffeeOutcome};
use crate::notices::Paper;
use crate::organisation::logins::linked;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CoffeeRoundId, PersonId};
use crate::platform::web::{Form, Shell, YesNo, done};

const PURPOSE: &str = "coffee";
/// Mails are read late: a link is good for some days after its round.
const GOOD_AFTER: Duration = Duration::days(7);

/// The address at which this person answers in this round without signing in.
pub fn answer_url(paper: &Paper, round: CoffeeRoundId, person: PersonId, closes_on: Date) -> String {
    let until: OffsetDateTime = closes_on.midnight().assume_utc() + GOOD_AFTER;
    let token = paper.token(PURPOSE, &[round.into(), person.into()], until);
    format!("{}/coffee/answers/{token}", paper.base_url)
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/coffee/answer.html")]
pub struct AnswerPage {
    shell: Shell,
    token: String,
    seat: LinkedSeat,
}

impl AnswerPage {
    fn path(&self) -> String {
        format!("/coffee/answers/{}", self.token)
    }
}

const INSTEAD: &str =
    "Links in emails work until some days after the round. Sign in to see your coffee page.";

pub async fn show(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<Response> {
    let seat = match read(&app, &token).await {
        Ok(seat) => seat,
        Err(error) => return linked::expired(error, INSTEAD),
    };
    let shell = linked::shell_in(&app, &jar, "/coffee", &seat.zone).await?;
    Ok(AnswerPage { shell, token, seat }.into_response())
}

/// Which question is answered, and how.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LinkedAnswer {
    answer: String,
    found_time: YesNo,
    outcome: String,
}

pub async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    Form(form): Form<LinkedAnswer>,
) -> Result<Response> {
    let seat = read(&app, &token).await?;
    if seat.is_asking() && !seat.takes_part {
        return Err(Error::Refused("You left these rounds. Sign in to join them again on your coffee page."));
    }
    let mut tx = app.db.begin().await?;
    if seat.is_asking() && seat.is_paused && form.answer == CoffeeAnswer::In.as_str() {
        queries::resume(&mut tx, seat.programme_id, seat.person_id, app.clock.now()).await?;
    }
    let rows =
        match (form.answer.parse::<CoffeeAnswer>(), form.outcome.parse::<CoffeeOutcome>(), seat.match_id) {
            (Ok(answer), _, _) => queries::answer(&mut tx, seat.programme_id, seat.person_id, answer).await?,
            (_, Ok(outcome), Some(coffee)) => {
                queries::say_outcome(&mut tx, coffee, seat.person_id, outcome).await?
            }
            (_, _, Some(coffee)) => {
                queries::say_found_time(&mut tx, coffee, seat.person_id, form.found_time.is_yes()).await?
            }
            _ => 0,
        };
    tx.commit().await?;
    if rows == 0 {
        return Err(Error::Refused("This round takes no more answers."));
    }
    Ok(done(&format!("/coffee/answers/{token}"), "Noted. Only you see it."))
}

/// The person and the round a link speaks of. One that was changed or ran out, and someone who was deactivated, look
/// alike.
async fn read(app: &App, token: &str) -> Result<LinkedSeat> {
    let [round, person] = linked::ids_of(app, PURPOSE, token).await?;
    queries::linked(&app.db, round.into(), person.into()).await?.ok_or(Error::NotFound)
}
