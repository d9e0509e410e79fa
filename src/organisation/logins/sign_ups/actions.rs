use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use time::OffsetDateTime;

use super::pages::{NewPage, SentPage, VerifyPage};
use super::{LET_IN_WITHIN, VERIFIED_WITHIN, mails, queries, rules};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::actions::{new_person, sign_in};
use crate::organisation::logins::cookie::Token;
use crate::organisation::logins::passwords::hashing;
use crate::organisation::logins::{QUARTER, TryLimit, allow, allow_from, signed_out_shell};
use crate::organisation::people::{self, NewPerson};
use crate::organisation::{self, teams};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::mail;
use crate::platform::web::source::RequestSource;
use crate::platform::web::{AGAIN, Form, Problems};

const SIGN_UPS: TryLimit = TryLimit { action: "sign_up", most: 5, window: QUARTER };
/// A whole office may sign up after one announcement; more than that is a flood.
const SIGN_UPS_OF_SOURCE: TryLimit = TryLimit { action: "sign_up_source", most: 100, window: QUARTER };
const VERIFICATIONS: TryLimit = TryLimit { action: "verify", most: 10, window: QUARTER };

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
    source: RequestSource,
    Form(form): Form<SignUp>,
) -> Result<Response> {
    let now = app.clock.now();
    let organisation = organisation::load(&app.db).await?;
    if !organisation.lets_people_sign_up() {
        let page = NewPage::new(&app, &jar, form, Problems::default()).await?;
        return Ok((StatusCode::FORBIDDEN, page).into_response());
    }
    let mut problems = Problems::default();
    let new = new_person(&form, &teams::all(&app.db).await?, &mut problems);
    let domains = &organisation.mail_domains;
    let new = match new {
        Some(new) if rules::is_allowed(&new.email, domains) => new,
        outside => {
            if outside.is_some() {
                let words = format!("Use your work email, which ends in {}.", rules::in_words(domains));
                problems.add("email", words);
            }
            let form = SignUp { password: String::new(), ..form };
            return Ok((AGAIN, NewPage::new(&app, &jar, form, problems).await?).into_response());
        }
    };
    allow_from(&app.db, &SIGN_UPS_OF_SOURCE, &source, now).await?;
    allow(&app.db, &SIGN_UPS, new.email.as_str(), now).await?;
    let hash = hashing::hash(&app.hashing, form.password).await?;
    let new = NewPerson { password_hash: Some(hash), ..new };
    keep(&app, &new, now).await?;
    let shell = signed_out_shell(&app, &jar, "/sign-up").await?;
    let (email, sends_mail) = (new.email.to_string(), app.config.smtp_url.is_some());
    Ok(SentPage { shell, email, sends_mail }.into_response())
}

/// Keeps the wish for an account. Where the address is taken its owner is told, and nobody else learns anything.
async fn keep(app: &App, new: &NewPerson, now: OffsetDateTime) -> Result<()> {
    let mut tx = app.db.begin().await?;
    if queries::is_taken(&mut tx, &new.email).await? {
        let letter = mails::address_taken(new, &app.config.base_url())?;
        mail::queue(&mut tx, &[letter], now).await?;
    } else if app.config.smtp_url.is_some() {
        let token = Token::random();
        queries::insert(&mut tx, new, Some(&token.hash()), now, now + VERIFIED_WITHIN).await?;
        let link = format!("{}/sign-up/{}", app.config.base_url(), token.as_str());
        mail::queue(&mut tx, &[mails::verify(new, &link)?], now).await?;
    } else {
        queries::forget_waiting(&mut tx, &new.email).await?;
        queries::insert(&mut tx, new, None, now, now + LET_IN_WITHIN).await?;
    }
    tx.commit().await?;
    Ok(())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Verification {
    password: String,
}

/// Makes the account. The link alone does not: others who signed up with this address chose other passwords, and their
/// account must not become the reader's.
pub async fn verify(
    State(app): State<App>,
    jar: CookieJar,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(form): Form<Verification>,
) -> Result<Response> {
    let now = app.clock.now();
    let token = Token::from_outside(&token);
    allow(&app.db, &VERIFICATIONS, token.as_str(), now).await?;
    let shell = signed_out_shell(&app, &jar, "/sign-up").await?;
    let again = |email, problems| {
        let page = VerifyPage { shell, token: token.as_str().to_owned(), email, problems };
        Ok((AGAIN, page).into_response())
    };
    let Some(linked) = queries::linked(&app.db, &token.hash(), now).await? else {
        return again(None, Problems::default());
    };
    if !hashing::is_right(&app.hashing, form.password, Some(linked.password_hash)).await? {
        let words = "This is not the password you chose. Type it again, or create the account again.";
        return again(Some(linked.email), Problems::one("password", words));
    }
    let mut tx = app.db.begin().await?;
    let sign_up = queries::take_linked(&mut tx, &token.hash(), now).await?.ok_or(Error::NotFound)?;
    let new = NewPerson::try_from(sign_up)?;
    let person = match people::make(&mut tx, &new, now).await {
        // Someone made an account with it in the meantime.
        Err(Error::Refused(_)) => return again(None, Problems::default()),
        made => made?,
    };
    queries::forget_address(&mut tx, &new.email).await?;
    acts::record(&mut tx, Act::of(person, ActVerb::SignUp, ActThing::Person, person), now).await?;
    let answer = sign_in(&mut tx, &app, person, &headers, "/").await?;
    tx.commit().await?;
    Ok(answer)
}
