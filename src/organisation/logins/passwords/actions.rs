use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::mails::{self, Ended};
use super::pages::{ConfirmationPage, EditPage, ForgotPage, ResetPage};
use super::{hashing, queries};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::actions::sign_in;
use crate::organisation::logins::cookie::Token;
use crate::organisation::logins::{
    QUARTER, SignedIn, TryLimit, allow, allow_from, end_all, end_others, note_failure, signed_out_shell,
};
use crate::organisation::people::{self, WorkEmail, rules};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::mail;
use crate::platform::web::source::RequestSource;
use crate::platform::web::{AGAIN, Form, Problems, done, local_path};

const RESETS: TryLimit = TryLimit { action: "reset", most: 3, window: QUARTER };
/// An office in which many forgot theirs over the holidays.
const RESETS_OF_SOURCE: TryLimit = TryLimit { action: "reset_source", most: 50, window: QUARTER };
/// Someone at a computer that was left open, who guesses.
const PRESENT_PASSWORDS: TryLimit = TryLimit { action: "present_password", most: 10, window: QUARTER };

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Forgot {
    pub email: String,
}

/// Always the same answer, whether someone has the address or not.
pub async fn forgot(
    State(app): State<App>,
    jar: CookieJar,
    source: RequestSource,
    Form(form): Form<Forgot>,
) -> Result<Response> {
    let now = app.clock.now();
    let shell = signed_out_shell(&app, &jar, "/reset").await?;
    let mut problems = Problems::default();
    let Some(email) = rules::email(&form.email, &mut problems) else {
        return Ok((AGAIN, ForgotPage { shell, form, problems, sent: false }).into_response());
    };
    allow_from(&app.db, &RESETS_OF_SOURCE, &source, now).await?;
    allow(&app.db, &RESETS, email.as_str(), now).await?;
    let token = Token::random();
    let link = format!("{}/reset/{}", app.config.base_url(), token.as_str());
    let mut tx = app.db.begin().await?;
    let kept = queries::keep_reset(&mut tx, &email, &token.hash(), now, now + Duration::hours(2)).await?;
    let (person, name, to) =
        kept.clone().unwrap_or((PersonId::nil(), "someone".to_owned(), email.to_string()));
    // One a minute: a form that is sent twice is one wish.
    let key = Some(format!("reset:{person}:{}", now.unix_timestamp() / 60));
    let letter = mail::Letter { key, ..mails::reset(person, &to, &name, &link)? };
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
    let email = queries::reset_for(&app.db, &token.hash(), now).await?;
    let open = email.is_some();
    rules::password(&form.password, email.as_deref().and_then(WorkEmail::read).as_ref(), &mut problems);
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
    let hash = hashing::hash(&app.hashing, form.password).await?;
    let mut tx = app.db.begin().await?;
    let person = queries::use_reset(&mut tx, &token.hash(), now).await?.ok_or(Error::NotFound)?;
    // Anyone who knew the old password is out, by whatever way they came in.
    end_all(&mut tx, person, now).await?;
    people::end_feed(&mut tx, person).await?;
    replace(&mut tx, &app, person, &hash, Ended::FeedsToo, now).await?;
    acts::record(&mut tx, Act::of(person, ActVerb::ResetPassword, ActThing::Person, person), now).await?;
    let answer = sign_in(&mut tx, &app, person, &headers, "/").await?;
    tx.commit().await?;
    Ok(answer)
}

/// Keeps the new password, voids every reset link and tells the owner by mail.
async fn replace(
    db: &mut PgConnection,
    app: &App,
    person: PersonId,
    hash: &str,
    ended: Ended,
    now: OffsetDateTime,
) -> Result<()> {
    queries::set_password(&mut *db, person, hash).await?;
    queries::void_resets(&mut *db, person, now).await?;
    let owner = queries::owner(&mut *db, person).await?;
    let letter = mails::changed(person, &owner, ended, &app.config.base_url())?;
    mail::queue(db, &[letter], now).await.map(drop)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PasswordChange {
    pub current: String,
    pub password: String,
}

pub async fn change(
    who: SignedIn,
    State(app): State<App>,
    Form(form): Form<PasswordChange>,
) -> Result<Response> {
    let (person, now) = (who.person.id, who.shell.now);
    let owner = queries::owner(&mut *app.db.acquire().await?, person).await?;
    let mut problems = Problems::default();
    if !says_present(&app, person, form.current, owner.password_hash, now).await? {
        problems.add("current", "This is not your present password.");
    }
    rules::password(&form.password, WorkEmail::read(&owner.email).as_ref(), &mut problems);
    if !problems.is_empty() {
        let page =
            EditPage { shell: who.shell, email: owner.email, form: PasswordChange::default(), problems };
        return Ok((AGAIN, page).into_response());
    }
    let hash = hashing::hash(&app.hashing, form.password).await?;
    let mut tx = app.db.begin().await?;
    end_others(&mut tx, who.login_id, person, now).await?;
    replace(&mut tx, &app, person, &hash, Ended::LoginsAlone, now).await?;
    queries::confirm(&mut tx, who.login_id, now).await?;
    acts::record(&mut tx, Act::of(person, ActVerb::ChangePassword, ActThing::Person, person), now).await?;
    tx.commit().await?;
    Ok(done("/me/logins", "Your password is changed. You’re signed out everywhere else."))
}

/// Is it the password of someone who is signed in? A wrong one is an act.
async fn says_present(
    app: &App,
    person: PersonId,
    said: String,
    hash: Option<String>,
    now: OffsetDateTime,
) -> Result<bool> {
    allow(&app.db, &PRESENT_PASSWORDS, &person.to_string(), now).await?;
    let right = hashing::is_right(&app.hashing, said, hash).await?;
    if !right {
        note_failure(&app.db, Some(person), now).await?;
    }
    Ok(right)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Confirmation {
    password: String,
    next: String,
}

pub async fn confirm(
    who: SignedIn,
    State(app): State<App>,
    Form(form): Form<Confirmation>,
) -> Result<Response> {
    let (person, now) = (who.person.id, who.shell.now);
    let next = local_path(&form.next).unwrap_or("/").to_owned();
    let mut db = app.db.acquire().await?;
    let owner = queries::owner(&mut db, person).await?;
    drop(db);
    if !says_present(&app, person, form.password, owner.password_hash, now).await? {
        let problems = Problems::one("password", "This is not your password.");
        return Ok((AGAIN, ConfirmationPage { shell: who.shell, next, problems }).into_response());
    }
    queries::confirm(&mut *app.db.acquire().await?, who.login_id, now).await?;
    Ok(done(&next, "Thank you. Now make your change again."))
}
