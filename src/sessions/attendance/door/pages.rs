use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::code;
use super::picture::DoorPicture;
use super::queries::{self, Door};
use crate::organisation;
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Problems, Shell, when};
use crate::sessions::attendance::rules::DoorHours;
use crate::sessions::events::{Event, RunsEvent, SeenEvent};

/// What hangs at the door or is shown on the screen.
#[derive(Template, WebTemplate)]
#[template(path = "sessions/attendance/door.html")]
pub struct DoorPage {
    shell: Shell,
    event: Event,
    hours: DoorHours,
    code: String,
    picture: DoorPicture,
    /// The address to type, without the part nobody types.
    address: String,
}

impl DoorPage {
    /// The code in two halves, as people read it to one another.
    fn halves(&self) -> (&str, &str) {
        self.code.split_at(self.code.len() / 2)
    }

    fn opens(&self) -> String {
        when::moment_words(self.hours.opens_at, self.shell.now, &when::zone_or_utc(&self.event.zone))
    }

    fn is_early(&self) -> bool {
        self.shell.now < self.hours.opens_at
    }

    fn is_late(&self) -> bool {
        self.hours.closes_at <= self.shell.now
    }
}

pub async fn show(RunsEvent(invited): RunsEvent, State(app): State<App>) -> Result<DoorPage> {
    let SeenEvent { shell, event, .. } = invited;
    must_take_place(&event)?;
    let secret = organisation::link_secret(&app.db).await?;
    let code = code::of(&secret, event.id, queries::renewals(&app.db, event.id).await?);
    let place = format!("{}/check-in", app.config.base_url());
    let picture = DoorPicture::of(&format!("{place}?code={code}"))?;
    let address = place.split_once("://").map_or(place.clone(), |(_, rest)| rest.to_owned());
    let hours = DoorHours::of(event.starts_at, event.ends_at, &event.zone);
    Ok(DoorPage { shell, event, hours, code, picture, address })
}

pub fn must_take_place(event: &Event) -> Result<()> {
    if event.state.is_published() {
        Ok(())
    } else {
        Err(Error::Refused("Only a published session that is not cancelled has a check-in code."))
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct DoorForm {
    pub code: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "sessions/attendance/check_in.html")]
pub struct CheckInPage {
    pub shell: Shell,
    pub form: DoorForm,
    pub problems: Problems,
    pub door: Option<Door>,
}

impl CheckInPage {
    /// The same words for every code that does not work now: anyone who may not see a session learns nothing of it.
    pub fn no_such_code(shell: Shell, form: DoorForm) -> Self {
        let problems = Problems::one(
            "code",
            "No open session has this code. Check it again: it has six letters and digits, and works from two hours before the start to the end of the day.",
        );
        Self { shell, form, problems, door: None }
    }
}

pub async fn check_in(
    who: SignedIn,
    State(app): State<App>,
    Query(form): Query<DoorForm>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    if form.code.trim().is_empty() {
        let page = CheckInPage { shell, form, problems: Problems::default(), door: None };
        return Ok(page.into_response());
    }
    match super::find(&app.db, &form.code, person.id, shell.now).await? {
        None => Ok((StatusCode::NOT_FOUND, CheckInPage::no_such_code(shell, form)).into_response()),
        door => Ok(CheckInPage { shell, form, problems: Problems::default(), door }.into_response()),
    }
}
