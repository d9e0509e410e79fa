use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::cookie::{self, Token};
use super::pages::{LoginPage, SetUpPage};
use super::passwords::hashing;
use super::sign_ups::{self, SignUp};
use super::who::LOGIN_DAYS;
use super::{QUARTER, SignedIn, TryLimit, allow, forgive, known, note_failure, queries, signed_out_shell};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::people::{self, NewPerson, WorkEmail, rules};
use crate::organisation::{self, SignUpPolicy, teams};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{LoginId, PersonId};
use crate::platform::web::source::RequestSource;
use crate::platform::web::{AGAIN, Form, Problems, done, local_path, when};

const LOGINS: TryLimit = TryLimit { action: "login", most: 10, window: QUARTER };
const LOGINS_OF_BROWSER: TryLimit = TryLimit { action: "login_browser", most: 10, window: QUARTER };
/// Failures only: everyone in an office may sign in at nine.
const LOGINS_OF_SOURCE: TryLimit = TryLimit { action: "login_source", most: 100, window: QUARTER };

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
    source: RequestSource,
    Form(form): Form<LoginForm>,
) -> Result<Response> {
    let now = app.clock.now();
    // What is no address has no account, and needs no try to be told so.
    let Some(email) = WorkEmail::read(&form.email) else { return wrong(&app, &jar, form).await };
    let found = queries::credentials(&app.db, &email).await?;
    let waiting = sign_ups::waiting_password(&app.db, &email, now).await?;
    let (person, hash) = found.map_or((None, waiting), |found| (Some(found.id), found.password_hash));
    let tries = Tries::of(&app, &jar, person, now).await?;
    let limits = tries.limits(&email, &source);
    for (limit, counted) in &limits {
        allow(&app.db, limit, counted, now).await?;
    }
    if !hashing::is_right(&app.hashing, form.password.clone(), hash).await? {
        tracing::warn!(%source, "a sign-in failed");
        note_failure(&app.db, person, now).await?;
        return wrong(&app, &jar, form).await;
    }
    // The password was right: the try counts against nobody.
    for (limit, counted) in &limits {
        forgive(&app.db, limit, counted, now).await?;
    }
    let Some(person) = person else { return not_in_yet(&app, &jar, form).await };
    let mut tx = app.db.begin().await?;
    let answer = sign_in(&mut tx, &app, person, &headers, local_path(&form.next).unwrap_or("/")).await?;
    tx.commit().await?;
    Ok(answer)
}

/// By what the tries of a sign-in are counted.
enum Tries {
    /// By the browser, where its owner has signed in before: guesses from elsewhere do not lock it out.
    Browser(Uuid),
    /// By the address and by the network.
    Anywhere,
}

impl Tries {
    async fn of(app: &App, jar: &CookieJar, person: Option<PersonId>, now: OffsetDateTime) -> Result<Self> {
        let Some(person) = person else { return Ok(Self::Anywhere) };
        let browser = known::browser_of(&mut *app.db.acquire().await?, jar, person, now).await?;
        Ok(browser.map_or(Self::Anywhere, Self::Browser))
    }

    /// The limits that hold, each with what is counted; a network only where it is known.
    fn limits(&self, email: &WorkEmail, source: &RequestSource) -> Vec<(&'static TryLimit, String)> {
        match self {
            Self::Browser(browser) => vec![(&LOGINS_OF_BROWSER, browser.to_string())],
            Self::Anywhere => {
                let network = source.network().map(|network| (&LOGINS_OF_SOURCE, network));
                network.into_iter().chain([(&LOGINS, email.as_str().to_owned())]).collect()
            }
        }
    }
}

async fn wrong(app: &App, jar: &CookieJar, form: LoginForm) -> Result<Response> {
    refused(app, jar, form, "Email or password is incorrect.").await
}

/// Only someone who knows the password they signed up with reads this.
async fn not_in_yet(app: &App, jar: &CookieJar, form: LoginForm) -> Result<Response> {
    refused(app, jar, form, "An administrator has not let you in yet. Try again later.").await
}

async fn refused(app: &App, jar: &CookieJar, form: LoginForm, words: &str) -> Result<Response> {
    let problems = Problems::one("email", words);
    let form = LoginForm { password: String::new(), ..form };
    Ok((AGAIN, LoginPage::new(app, jar, form, problems).await?).into_response())
}

/// Makes a login and hands out its cookie, and the one by which this browser is known from now on.
pub async fn sign_in(
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
    queries::insert(&mut *db, &new, now).await?;
    acts::record(&mut *db, Act::of(person, ActVerb::SignIn, ActThing::Person, person), now).await?;
    tracing::info!("a person signed in");
    let https = app.config.is_https();
    let known = known::cookie(db, person, https, now).await?;
    let jar = CookieJar::new().add(token.into_cookie(https)).add(known);
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

/// The person the form describes, unless something is wrong with it.
pub fn new_person(form: &SignUp, teams: &[teams::Team], problems: &mut Problems) -> Option<NewPerson> {
    let name = rules::name(&form.name, problems);
    let email = rules::new_email(&form.email, problems);
    rules::password(&form.password, email.as_ref(), problems);
    let team_id = rules::team(&form.team, teams, problems);
    let zone = rules::zone(&form.zone, problems);
    let email = email.filter(|_| problems.is_empty())?;
    Some(NewPerson { name, email, password_hash: None, team_id, zone })
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
    let new = NewPerson { password_hash: Some(hashing::hash(&app.hashing, form.password).await?), ..new };
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

pub async fn end(who: SignedIn, State(app): State<App>, Path(login): Path<LoginId>) -> Result<Response> {
    if queries::end(&app.db, login, who.person.id, who.shell.now).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(done("/me/logins", "You’ve been signed out on that device."))
}

pub async fn end_others(who: SignedIn, State(app): State<App>) -> Result<Response> {
    queries::end_others(&mut *app.db.acquire().await?, who.login_id, who.person.id, who.shell.now).await?;
    Ok(done("/me/logins", "You’ve been signed out everywhere else."))
}
