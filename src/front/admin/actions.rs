use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::note;
use super::pages::{PeoplePage, SettingsPage};
use crate::guide::departures::{self, Left};
use crate::guide::transformation::successors;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::{self, Admin, ConfirmedAdmin, sign_ups};
use crate::organisation::people::{self, rules};
use crate::organisation::{self, Organisation, SignUpPolicy, teams};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{MailId, PersonId, SignUpId};
use crate::platform::mail;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{AGAIN, Form, Problems, YesNo, done, fingerprint, is_overtaken, when};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewPersonForm {
    pub name: String,
    pub email: String,
    pub team: String,
    pub once: FormToken,
}

/// Makes an account without a password and sends its owner a link to choose one.
pub async fn add_person(
    Admin(who): Admin,
    State(app): State<App>,
    Form(form): Form<NewPersonForm>,
) -> Result<Response> {
    let now = who.shell.now;
    let mut problems = Problems::default();
    let all_teams = teams::all(&app.db).await?;
    let name = rules::name(&form.name, &mut problems);
    let email = rules::new_email(&form.email, &mut problems);
    let team_id = rules::team(&form.team, &all_teams, &mut problems);
    if let Some(email) = email.filter(|_| problems.is_empty()) {
        let zone = organisation::load(&app.db).await?.zone;
        let new = people::NewPerson { name, email, password_hash: None, team_id, zone };
        let mut tx = app.db.begin().await?;
        if let Some(earlier) = form.once.take(&mut tx, who.person.id, now).await? {
            return Ok(already_made(&earlier));
        }
        match people::make(&mut tx, &new, now).await {
            Ok(person) => {
                logins::welcome(&mut tx, person, &new.name, &new.email, &app.config.base_url(), now).await?;
                note(&mut tx, who.person.id, ActVerb::Add, ActThing::Person, person, now).await?;
                form.once.made(&mut tx, who.person.id, "/admin/people").await?;
                tx.commit().await?;
                let words = if app.config.smtp_url.is_some() {
                    "The account is created. They will get an email with a link to choose a password."
                } else {
                    "The account is created. The email with a link to choose a password is kept under Email: pass it on."
                };
                return Ok(done("/admin/people", words));
            }
            Err(Error::Refused(_)) => problems.add("email", "Another account has this email address."),
            Err(other) => return Err(other),
        }
    }
    Ok((AGAIN, PeoplePage::new(&app, who.shell, form, problems).await?).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SignUpAnswer {
    answer: YesNo,
}

/// Lets someone in who asked for an account, or not.
pub async fn answer_sign_up(
    Admin(who): Admin,
    State(app): State<App>,
    Path(sign_up): Path<SignUpId>,
    Form(form): Form<SignUpAnswer>,
) -> Result<Response> {
    let (by, now) = (who.person.id, who.shell.now);
    let mut tx = app.db.begin().await?;
    let words = if form.answer.is_yes() {
        sign_ups::admit(&mut tx, sign_up, by, &app.config.base_url(), now).await?;
        if app.config.smtp_url.is_some() {
            "They can sign in now, and get an email."
        } else {
            "They can sign in now. No mail server is set up, so tell them yourself."
        }
    } else {
        sign_ups::refuse(&mut tx, sign_up, by, now).await?;
        "They are not let in. What they entered is deleted."
    };
    tx.commit().await?;
    Ok(done("/admin/people", words))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Roles {
    admin: Option<String>,
    leader: Option<String>,
    /// What the page showed.
    was_admin: Option<YesNo>,
    was_leader: Option<YesNo>,
}

pub async fn set_roles(
    ConfirmedAdmin(who): ConfirmedAdmin,
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Form(form): Form<Roles>,
) -> Result<Response> {
    // Only what was ticked or unticked: another administrator may have given the other role meanwhile.
    let changed = |ticked: bool, shown: Option<YesNo>| {
        (shown.is_none_or(|shown| shown.is_yes() != ticked)).then_some(ticked)
    };
    let admin = changed(form.admin.is_some(), form.was_admin);
    let leader = changed(form.leader.is_some(), form.was_leader);
    let mut tx = app.db.begin().await?;
    people::set_roles(&mut tx, person, admin, leader).await?;
    let detail = serde_json::json!({ "admin": admin, "leader": leader });
    acts::record_with(
        &mut tx,
        Act::of(who.person.id, ActVerb::Promote, ActThing::Person, person),
        detail,
        who.shell.now,
    )
    .await?;
    tx.commit().await?;
    // Anyone who gave the role of administrator away cannot come back to this page.
    let next = if person == who.person.id && admin == Some(false) { "/" } else { "/admin/people" };
    Ok(done(next, "The roles are saved."))
}

pub async fn deactivate(
    ConfirmedAdmin(who): ConfirmedAdmin,
    State(app): State<App>,
    Path(person): Path<PersonId>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    people::deactivate(&mut tx, person, who.shell.now).await?;
    departures::give_up(&mut tx, &app, Left::Everything, person, who.shell.now).await?;
    successors::ask(&mut tx, &app, person, who.shell.now).await?;
    logins::end_all(&mut tx, person, who.shell.now).await?;
    note(&mut tx, who.person.id, ActVerb::Deactivate, ActThing::Person, person, who.shell.now).await?;
    tx.commit().await?;
    Ok(done("/admin/people", "The account is deactivated. They are signed out and get no more emails."))
}

pub async fn reactivate(
    ConfirmedAdmin(who): ConfirmedAdmin,
    State(app): State<App>,
    Path(person): Path<PersonId>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    people::reactivate(&mut tx, person).await?;
    note(&mut tx, who.person.id, ActVerb::Reactivate, ActThing::Person, person, who.shell.now).await?;
    tx.commit().await?;
    Ok(done("/admin/people", "The account is active again."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub name: String,
    pub zone: String,
    pub sign_up: String,
    pub domains: String,
    /// What they were when the form was opened.
    pub shown: String,
}

impl Settings {
    pub fn of(organisation: Organisation) -> Self {
        let Organisation { name, zone, sign_up, mail_domains, .. } = organisation;
        let (sign_up, domains) = (sign_up.to_string(), mail_domains.join(", "));
        let shown = fingerprint([&*name, &*zone, &*sign_up, &*domains]);
        Self { name, zone, sign_up, domains, shown }
    }
}

pub async fn change_settings(
    Admin(who): Admin,
    State(app): State<App>,
    Form(mut form): Form<Settings>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let name = problems.line("name", &form.name, 1..=80, "Enter the name of the organisation.");
    let zone = rules::zone(&form.zone, &mut problems);
    let domains = sign_ups::rules::domains(&form.domains, &mut problems);
    let current = Settings::of(organisation::load(&app.db).await?).shown;
    is_overtaken(&mut form.shown, current, &mut problems, "name", "this page anew");
    if !problems.is_empty() {
        let (zones, sends_mail) = (when::zones(), app.config.smtp_url.is_some());
        let page = SettingsPage { shell: who.shell, form, problems, zones, sends_mail };
        return Ok((AGAIN, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    organisation::change(&mut tx, &name, &zone, form.sign_up.parse().unwrap_or(SignUpPolicy::Closed)).await?;
    organisation::set_mail_domains(&mut tx, &domains).await?;
    note(
        &mut tx,
        who.person.id,
        ActVerb::ChangeSettings,
        ActThing::Organisation,
        who.person.id,
        who.shell.now,
    )
    .await?;
    tx.commit().await?;
    Ok(done("/admin/settings", "The settings are saved."))
}

pub async fn retry_mail(
    Admin(who): Admin,
    State(app): State<App>,
    Path(id): Path<MailId>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if !mail::retry(&mut *tx, id, who.shell.now).await? {
        return Err(Error::Refused("Only emails that need attention can be sent again."));
    }
    note(&mut tx, who.person.id, ActVerb::Retry, ActThing::Mail, id, who.shell.now).await?;
    tx.commit().await?;
    Ok(done("/admin/mail", "The email is in the queue again."))
}

pub async fn retry_parked(Admin(who): Admin, State(app): State<App>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let mails = mail::retry_parked(&mut *tx, who.shell.now).await?;
    if mails == 0 {
        return Err(Error::Refused("No email needs to be sent again."));
    }
    let act = Act {
        person: Some(who.person.id),
        verb: ActVerb::Retry,
        thing: ActThing::Mail,
        thing_id: None,
        community: None,
    };
    acts::record(&mut tx, act, who.shell.now).await?;
    tx.commit().await?;
    Ok(done("/admin/mail", "The emails are in the queue again."))
}
