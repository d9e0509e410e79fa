use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::cookie::{self, Token};
use super::pages::{ForgotPage, LoginPage, ResetPage, SetUpPage, SignUpPage};
use super::who::LOGIN_DAYS;
use super::{SignedIn, TryLimit, allow, mails, password, queries, signed_out_shell};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::people::{self, NewPerson, WorkEmail, rules};
use crate::organisation::{self, SignUpPolicy, teams};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{LoginId, PersonId};
use crate::platform::mail;
use crate::platform::web::{Form, Problems, done, local_path, when};

const AGAIN: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const QUARTER: Duration = Duration::minutes(15);
const LOGINS: TryLimit = TryLimit { action: "login", most: 10, window: QUARTER };
const SIGN_UPS: TryLimit = TryLimit { action: "sign_up", most: 5, window: QUARTER };
/// Of everyone together.
const SIGN_UPS_OF_ALL: TryLimit = TryLimit { action: "sign_up", most: 200, window: QUARTER };
const RESETS: TryLimit = TryLimit { action: "reset", most: 3, window: QUARTER };

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LoginForm {
    pub email: String,
    pub password: String,
    pub next: String,
}

pub async fn login(
    State(app): State<App>,
    jar: CookieJar,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Result<Response> {
    let now = app.clock.now();
    // What is no address has no account, and needs no try to be told so.
    let Some(email) = WorkEmail::read(&form.email) else { return wrong(&app, &jar, form).await };
    allow(&app.db, &LOGINS, email.as_str(), now).await?;
    let found = queries::credentials(&app.db, &email).await?;
    let (person, hash) = found.map_or((None, None), |found| (Some(found.id), found.password_hash));
    if !password::is_right(form.password.clone(), hash).await? {
        return wrong(&app, &jar, form).await;
    }
    let person = person.ok_or(Error::NotFound)?;
    let mut db = app.db.acquire().await?;
    sign_in(&mut db, &app, person, &headers, local_path(&form.next).unwrap_or("/")).await
}

async fn wrong(app: &App, jar: &CookieJar, form: LoginForm) -> Result<Response> {
    let problems = Problems::one("email", "Email or password is incorrect.");
    let form = LoginForm { password: String::new(), ..form };
    Ok((AGAIN, LoginPage::new(app, jar, form, problems).await?).into_response())
}

/// Makes a login and hands out its cookie.
async fn sign_in(
    db: &mut PgConnection,
    app: &App,
    person: PersonId,
    headers: &HeaderMap,
    next: &str,
) -> Result<Response> {
    let now = app.clock.now();
    let token = Token::random();
    let agent: String = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default()
        .chars()
        .take(200)
        .collect();
    let expires_at = now + Duration::days(LOGIN_DAYS);
    let new = queries::NewLogin { person, token_hash: &token.hash(), agent: &agent, expires_at };
    queries::insert(db, &new, now).await?;
    let jar = CookieJar::new().add(token.into_cookie(app.config.is_https()));
    Ok((jar, Redirect::to(next)).into_response())
}

pub async fn logout(who: SignedIn, State(app): State<App>) -> Result<Response> {
    queries::end(&app.db, who.login_id, who.person.id, who.shell.now).await?;
    Ok((CookieJar::new().add(cookie::removal()), Redirect::to("/login")).into_response())
}

/// Signs in as one of the made-up people of a demo, without a password. Real organisations have nobody to find here.
pub async fn sign_in_to_demo(app: &App, email: &str, headers: &HeaderMap) -> Result<Response> {
    let person = queries::demo_person(&app.db, email).await?.ok_or(Error::SignInFirst("/".to_owned()))?;
    let mut db = app.db.acquire().await?;
    sign_in(&mut db, app, person, headers, "/").await
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SignUp {
    pub name: String,
    pub email: String,
    pub team: String,
    pub zone: String,
    pub password: String,
}

pub async fn sign_up(
    State(app): State<App>,
    jar: CookieJar,
    headers: HeaderMap,
    Form(form): Form<SignUp>,
) -> Result<Response> {
    let now = app.clock.now();
    if !organisation::load(&app.db).await?.lets_people_sign_up() {
        let page = SignUpPage::new(&app, &jar, form, Problems::default()).await?;
        return Ok((StatusCode::FORBIDDEN, page).into_response());
    }
    let mut problems = Problems::default();
    let teams = teams::all(&app.db).await?;
    if let Some(new) = new_person(&form, &teams, &mut problems) {
        allow(&app.db, &SIGN_UPS, new.email.as_str(), now).await?;
        allow(&app.db, &SIGN_UPS_OF_ALL, "anybody", now).await?;
        let new = NewPerson { password_hash: Some(password::hash(form.password.clone()).await?), ..new };
        match welcome(&app, &new, &headers, now).await {
            Err(Error::Refused(_)) => problems.add(
                "email",
                "This email address cannot be used for a new account. If it is yours, check your email.",
            ),
            other => return other,
        }
    }
    let form = SignUp { password: String::new(), ..form };
    Ok((AGAIN, SignUpPage::new(&app, &jar, form, problems).await?).into_response())
}

/// Whom the form describes, unless something is wrong with it.
fn new_person(form: &SignUp, teams: &[teams::Team], problems: &mut Problems) -> Option<NewPerson> {
    rules::password(&form.password, problems);
    let name = rules::name(&form.name, problems);
    let email = rules::email(&form.email, problems);
    let team_id = rules::team(&form.team, teams, problems);
    let zone = rules::zone(&form.zone, problems);
    let email = email.filter(|_| problems.is_empty())?;
    Some(NewPerson { name, email, password_hash: None, team_id, zone })
}

/// Makes the account and signs in; where the address is taken, its owner is told and nobody else learns more.
async fn welcome(app: &App, new: &NewPerson, headers: &HeaderMap, now: OffsetDateTime) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    match people::make(&mut tx, new, now).await {
        Ok(person) => {
            acts::record(&mut tx, Act::of(person, ActVerb::SignUp, ActThing::Person, person), now).await?;
            let answer = sign_in(&mut tx, app, person, headers, "/").await?;
            tx.commit().await?;
            Ok(answer)
        }
        Err(taken) => {
            tx.rollback().await?;
            let letter = mails::address_taken(new.email.as_str(), &app.config.base_url())?;
            let mut db = app.db.acquire().await?;
            mail::queue(&mut db, &[letter], now).await?;
            Err(taken)
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SetUp {
    pub organisation: String,
    pub zone: String,
    pub teams: String,
    pub name: String,
    pub email: String,
    pub password: String,
}

pub async fn set_up(
    State(app): State<App>,
    jar: CookieJar,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(form): Form<SetUp>,
) -> Result<Response> {
    let now = app.clock.now();
    let token = Token::from_outside(&token);
    if !organisation::set_up_is_open(&app.db, &token.hash()).await? {
        return Err(Error::SignInFirst("/".to_owned()));
    }
    let mut problems = Problems::default();
    let name =
        problems.line("organisation", &form.organisation, 1..=80, "Enter the name of the organisation.");
    let outline = teams::outline("teams", &form.teams, &mut problems);
    let as_person = SignUp {
        name: form.name.clone(),
        email: form.email.clone(),
        zone: form.zone.clone(),
        password: form.password.clone(),
        ..SignUp::default()
    };
    let new = new_person(&as_person, &[], &mut problems);
    let Some(new) = new.filter(|_| problems.is_empty()) else {
        let shell = signed_out_shell(&app, &jar, "/set-up").await?;
        let form = SetUp { password: String::new(), ..form };
        let page =
            SetUpPage { shell, token: token.as_str().to_owned(), form, problems, zones: when::zones() };
        return Ok((AGAIN, page).into_response());
    };
    let new = NewPerson { password_hash: Some(password::hash(form.password).await?), ..new };
    let mut tx = app.db.begin().await?;
    if !organisation::finish_set_up(&mut tx, &token.hash(), now).await? {
        return Err(Error::SignInFirst("/".to_owned()));
    }
    organisation::change(&mut tx, &name, &new.zone, SignUpPolicy::Open).await?;
    teams::found(&mut tx, &outline).await?;
    let person = people::make(&mut tx, &new, now).await?;
    queries::make_first_administrator(&mut tx, person).await?;
    acts::record(&mut tx, Act::of(person, ActVerb::SetUp, ActThing::Organisation, person), now).await?;
    let answer = sign_in(&mut tx, &app, person, &headers, "/").await?;
    tx.commit().await?;
    Ok(answer)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Forgot {
    pub email: String,
}

/// Always the same answer, whether someone has the address or not.
pub async fn forgot(State(app): State<App>, jar: CookieJar, Form(form): Form<Forgot>) -> Result<Response> {
    let now = app.clock.now();
    let shell = signed_out_shell(&app, &jar, "/reset").await?;
    let mut problems = Problems::default();
    let Some(email) = rules::email(&form.email, &mut problems) else {
        return Ok((AGAIN, ForgotPage { shell, form, problems, sent: false }).into_response());
    };
    allow(&app.db, &RESETS, email.as_str(), now).await?;
    let token = Token::random();
    let link = format!("{}/reset/{}", app.config.base_url(), token.as_str());
    let mut tx = app.db.begin().await?;
    let kept = queries::keep_reset(&mut tx, &email, &token.hash(), now, now + Duration::hours(2)).await?;
    let (person, name, to) =
        kept.clone().unwrap_or((PersonId::nil(), "somebody".to_owned(), email.to_string()));
    let letter = mails::reset(person, &to, &name, &link)?;
    mail::queue(&mut tx, if kept.is_some() { std::slice::from_ref(&letter) } else { &[] }, now).await?;
    tx.commit().await?;
    Ok(ForgotPage { shell, form, problems, sent: true }.into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewPassword {
    pub password: String,
}

pub async fn reset(
    State(app): State<App>,
    jar: CookieJar,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(form): Form<NewPassword>,
) -> Result<Response> {
    let now = app.clock.now();
    let token = Token::from_outside(&token);
    let mut problems = Problems::default();
    rules::password(&form.password, &mut problems);
    let open = queries::reset_is_open(&app.db, &token.hash(), now).await?;
    if !open || !problems.is_empty() {
        let shell = signed_out_shell(&app, &jar, "/reset").await?;
        let page = ResetPage {
            shell,
            token: token.as_str().to_owned(),
            form: NewPassword::default(),
            problems,
            open,
        };
        return Ok((AGAIN, page).into_response());
    }
    let hash = password::hash(form.password).await?;
    let mut tx = app.db.begin().await?;
    let person = queries::use_reset(&mut tx, &token.hash(), now).await?.ok_or(Error::NotFound)?;
    queries::set_password(&mut tx, person, &hash).await?;
    // Anyone who knew the old password is out.
    queries::end_all(&mut tx, person, now).await?;
    acts::record(&mut tx, Act::of(person, ActVerb::ResetPassword, ActThing::Person, person), now).await?;
    let answer = sign_in(&mut tx, &app, person, &headers, "/").await?;
    tx.commit().await?;
    Ok(answer)
}

pub async fn end(who: SignedIn, State(app): State<App>, Path(login): Path<LoginId>) -> Result<Response> {
    if queries::end(&app.db, login, who.person.id, who.shell.now).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(done("/me/logins", "You’ve been signed out on that device."))
}

pub async fn end_others(who: SignedIn, State(app): State<App>) -> Result<Response> {
    queries::end_others(&app.db, who.login_id, who.person.id, who.shell.now).await?;
    Ok(done("/me/logins", "You’ve been signed out everywhere else."))
}
