use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::person_for;
use crate::organisation::logins;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::Form;

#[derive(Deserialize)]
pub struct DemoSignIn {
    #[serde(default)]
    role: String,
}

pub async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<DemoSignIn>,
) -> Result<Response> {
    let email = person_for(&form.role).ok_or(Error::NotFound)?;
    logins::sign_in_to_demo(&app, email, &headers).await
}
