use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;

use super::actions::{Forgot, NewPassword, PasswordChange};
use super::queries;
use crate::organisation::logins::cookie::Token;
use crate::organisation::logins::{SignedIn, signed_out_shell};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell, local_path};

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/passwords/forgot.html")]
pub struct ForgotPage {
    pub shell: Shell,
    pub form: Forgot,
    pub problems: Problems,
    pub sent: bool,
}

pub async fn forgot(State(app): State<App>, jar: CookieJar) -> Result<ForgotPage> {
    let shell = signed_out_shell(&app, &jar, "/reset").await?;
    Ok(ForgotPage { shell, form: Forgot::default(), problems: Problems::default(), sent: false })
}

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/passwords/reset.html")]
pub struct ResetPage {
    pub shell: Shell,
    pub token: String,
    pub form: NewPassword,
    pub problems: Problems,
    pub open: bool,
}

pub async fn reset(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<ResetPage> {
    let token = Token::from_outside(&token);
    let open = queries::reset_for(&app.db, &token.hash(), app.clock.now()).await?.is_some();
    let shell = signed_out_shell(&app, &jar, "/reset").await?;
    Ok(ResetPage {
        shell,
        token: token.as_str().to_owned(),
        form: NewPassword::default(),
        problems: Problems::default(),
        open,
    })
}

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/passwords/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    /// For programs that keep passwords: whose it is.
    pub email: String,
    pub form: PasswordChange,
    pub problems: Problems,
}

pub async fn edit(who: SignedIn, State(app): State<App>) -> Result<EditPage> {
    let email = queries::owner(&mut *app.db.acquire().await?, who.person.id).await?.email;
    Ok(EditPage { shell: who.shell, email, form: PasswordChange::default(), problems: Problems::default() })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct BackTo {
    next: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/passwords/confirmation.html")]
pub struct ConfirmationPage {
    pub shell: Shell,
    /// The page to come back to.
    pub next: String,
    pub problems: Problems,
}

pub async fn confirmation(who: SignedIn, Query(BackTo { next }): Query<BackTo>) -> ConfirmationPage {
    let next = local_path(&next).unwrap_or("/").to_owned();
    ConfirmationPage { shell: who.shell, next, problems: Problems::default() }
}
