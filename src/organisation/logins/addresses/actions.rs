use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::pages::{EditPage, VerifyPage};
use super::{mails, queries};
use crate::organisation;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::cookie::Token;
use crate::organisation::logins::sign_ups::rules as domains;
use crate::organisation::logins::{
    ConfirmedPerson, QUARTER, SignedIn, TryLimit, allow, end_others, passwords,
};
use crate::organisation::people::{self, ADDRESS_TAKEN, WorkEmail, rules};
use crate::platform::app::App;
use crate::platform::error::{OnConstraint, Result};
use crate::platform::ids::LoginId;
use crate::platform::mail;
use crate::platform::web::{AGAIN, Form, Problems, done};

const CHANGES: TryLimit = TryLimit { action: "address_change", most: 5, window: QUARTER };
/// As for a new password.
const GOOD_FOR: Duration = Duration::hours(2);

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AddressForm {
    email: String,
}

/// Sends a link to the new address. Whether someone here has it already is not told: then nothing is sent. Without a mail
/// server it counts from now on.
pub async fn ask(
    ConfirmedPerson(who): ConfirmedPerson,
    State(app): State<App>,
    Form(form): Form<AddressForm>,
) -> Result<Response> {
    let (person, now) = (who.person.id, who.shell.now);
    allow(&app.db, &CHANGES, &person.to_string(), now).await?;
    let mut problems = Problems::default();
    let new = rules::new_email(&form.email, &mut problems);
    let allowed = organisation::load(&app.db).await?.mail_domains;
    if new.as_ref().is_some_and(|new| !domains::is_allowed(new, &allowed)) {
        let words = format!("Use your work email, which ends in {}.", domains::in_words(&allowed));
        problems.add("email", words);
    }
    let sends_mail = app.config.smtp_url.is_some();
    let mut tx = app.db.begin().await?;
    let owner = queries::owner(&mut tx, person).await?;
    if new.as_ref().is_some_and(|new| Some(new) == WorkEmail::read(&owner.email).as_ref()) {
        problems.add("email", "This is your email address already.");
    }
    let is_taken = match &new {
        Some(new) if problems.is_empty() => queries::is_taken(&mut tx, new).await?,
        _ => false,
    };
    if is_taken && !sends_mail {
        problems.add("email", "Another account has this email address.");
    }
    let Some(new) = new.filter(|_| problems.is_empty()) else {
        let page = EditPage { shell: who.shell, email: owner.email, typed: form.email, problems, sends_mail };
        return Ok((AGAIN, page).into_response());
    };
    if !sends_mail {
        replace(&mut tx, who.login_id, &who, new.as_str(), now).await?;
        tx.commit().await?;
        return Ok(done("/me", "Your email address is changed. You’re signed out everywhere else."));
    }
    if !is_taken {
        let token = Token::random();
        queries::keep(&mut tx, person, &new, &token.hash(), now, now + GOOD_FOR).await?;
        let link = format!("{}/me/email/{}", app.config.base_url(), token.as_str());
        mail::queue(&mut tx, &[mails::verify(person, &owner, new.as_str(), &link)?], now).await?;
    }
    tx.commit().await?;
    let words =
        format!("Check the email at {new}. If it can be yours, a link is there. Until then nothing changes.");
    Ok(done("/me/email", &words))
}

/// The owner of the new address, signed in, says that it is theirs.
pub async fn change(who: SignedIn, State(app): State<App>, Path(token): Path<String>) -> Result<Response> {
    let now = who.shell.now;
    let token = Token::from_outside(&token);
    let mut tx = app.db.begin().await?;
    let Some(email) = queries::take(&mut tx, who.person.id, &token.hash(), now).await? else {
        let page = VerifyPage { shell: who.shell, token: token.as_str().to_owned(), email: None };
        return Ok((AGAIN, page).into_response());
    };
    replace(&mut tx, who.login_id, &who, &email, now).await?;
    tx.commit().await?;
    Ok(done("/me", "Your email address is changed. You’re signed out everywhere else."))
}

/// The address is another one: as after a reset, other logins, reset links and calendar feeds end, and the old address is
/// told.
async fn replace(
    db: &mut PgConnection,
    login: LoginId,
    who: &SignedIn,
    email: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let person = who.person.id;
    let owner = queries::owner(&mut *db, person).await?;
    queries::set(&mut *db, person, email).await.on_constraint("people_email_taken", ADDRESS_TAKEN)?;
    end_others(&mut *db, login, person, now).await?;
    passwords::void_resets(&mut *db, person, now).await?;
    people::end_feed(&mut *db, person).await?;
    acts::record(&mut *db, Act::of(person, ActVerb::ChangeAddress, ActThing::Person, person), now).await?;
    let letter = mails::changed(person, &owner, email)?;
    mail::queue(db, &[letter], now).await.map(drop)
}
