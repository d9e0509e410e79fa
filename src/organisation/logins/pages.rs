use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;

use super::actions::{LoginForm, SetUp};
use super::cookie::Token;
use super::queries::{self, Login};
use super::{SignedIn, signed_out_shell};
use crate::organisation;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::LoginId;
use crate::platform::web::{Problems, Shell, local_path, when};

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/login.html")]
pub struct LoginPage {
    pub shell: Shell,
    pub form: LoginForm,
    pub problems: Problems,
    pub may_sign_up: bool,
}

impl LoginPage {
    pub async fn new(app: &App, jar: &CookieJar, form: LoginForm, problems: Problems) -> Result<Self> {
        let may_sign_up = organisation::load(&app.db).await?.lets_people_sign_up();
        Ok(Self { shell: signed_out_shell(app, jar, "/login").await?, form, problems, may_sign_up })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

pub async fn login(
    State(app): State<App>,
    jar: CookieJar,
    who: Result<SignedIn>,
    Query(Next { next }): Query<Next>,
) -> Result<Response> {
    match who {
        Ok(_) => return Ok(Redirect::to(local_path(&next).unwrap_or("/")).into_response()),
        Err(Error::SignInFirst(_)) => {}
        // Nobody knows who asks: someone who is signed in need not sign in again.
        Err(other) => return Err(other),
    }
    let form = LoginForm { next, ..LoginForm::default() };
    Ok(LoginPage::new(&app, &jar, form, Problems::default()).await?.into_response())
}

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/set_up.html")]
pub struct SetUpPage {
    pub shell: Shell,
    pub token: String,
    pub form: SetUp,
    pub problems: Problems,
    pub zones: Vec<String>,
}

pub async fn set_up(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<SetUpPage> {
    let token = Token::from_outside(&token);
    if !organisation::set_up_is_open(&app.db, &token.hash()).await? {
        return Err(Error::SignInFirst("/".to_owned()));
    }
    let shell = signed_out_shell(&app, &jar, "/set-up").await?;
    let form = SetUp { zone: "Europe/London".to_owned(), ..SetUp::default() };
    Ok(SetUpPage {
        shell,
        token: token.as_str().to_owned(),
        form,
        problems: Problems::default(),
        zones: when::zones(),
    })
}

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/index.html")]
pub struct IndexPage {
    shell: Shell,
    logins: Vec<Login>,
    this: LoginId,
}

pub async fn index(who: SignedIn, State(app): State<App>) -> Result<IndexPage> {
    let logins = queries::of_person(&app.db, who.person.id, who.shell.now).await?;
    Ok(IndexPage { shell: who.shell, logins, this: who.login_id })
}
