use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::mails::MembershipRecipient;
use super::pages::NoticesPage;
use super::rules::Entry;
use super::{mails, queries};
use crate::communities::{AtTheDoor, Belonging, Membership, Organising, SeenCommunity};
use crate::notices;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::people::{self, WorkEmail};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::mail;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Problems, YesNo, done, plain_line};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Joining {
    why: String,
}

pub async fn join(
    AtTheDoor(seen): AtTheDoor,
    State(app): State<App>,
    Form(form): Form<Joining>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let why = plain_line(&form.why, 300);
    let mut tx = app.db.begin().await?;
    let entry = super::join(&mut tx, &community, person.id, &why, shell.now).await?;
    if entry != Entry::AlreadyIn {
        acts::record(
            &mut tx,
            Act::of(person.id, ActVerb::Join, ActThing::Community, community.id).in_community(community.id),
            shell.now,
        )
        .await?;
    }
    tx.commit().await?;
    let words = match entry {
        Entry::Asked => "Your request was sent to the organisers. You’ll get an email when they approve it.",
        Entry::AlreadyIn => "You are already a member.",
        Entry::Interested | Entry::Member => "Welcome! You are now a member.",
    };
    Ok(done(&community.path(), words))
}

/// Writes down why a member joined, or changes it.
pub async fn say_why(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Form(form): Form<Joining>,
) -> Result<Response> {
    let SeenCommunity { person, community, .. } = &seen;
    let mut problems = Problems::default();
    let why = problems.line("why", &form.why, 0..=300, "");
    if !problems.is_empty() {
        let page = NoticesPage::new(&app.db, seen, form.why, problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    queries::set_why(&mut tx, community.id, person.id, &why).await?;
    tx.commit().await?;
    Ok(done(&format!("{}/members", community.path()), "Saved. Members see it beside your name."))
}

/// A field for each kind; what is not there stays as it is.
pub async fn choose_notices(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let mut tx = app.db.begin().await?;
    notices::choose_for_community(&mut tx, person.id, community.id, &form, shell.now).await?;
    tx.commit().await?;
    Ok(done("/me/notices", &format!("Saved for {}.", community.name)))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Invitation {
    email: String,
    once: FormToken,
}

/// Invites by address. The answer, and the list of invited addresses, are the same whether someone here has it or not.
pub async fn invite(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<Invitation>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    let email = WorkEmail::read(&form.email);
    if let Some(email) = &email {
        queries::keep_invited(&mut tx, community.id, email, shell.now).await?;
    }
    if let Some(email) = &email
        && let Some((guest, name)) = people::by_email(&mut tx, email).await?
        && queries::invite(&mut tx, community.id, guest, shell.now).await? > 0
    {
        queries::unbar(&mut tx, community.id, guest).await?;
        let to = MembershipRecipient { person: guest, name: &name, email: email.as_str() };
        let letter = mails::invited(to, &person.name, &community, &app.config.base_url())?;
        mail::queue(&mut tx, &[letter], shell.now).await?;
        acts::record(
            &mut tx,
            Act::of(person.id, ActVerb::Invite, ActThing::Person, guest).in_community(community.id),
            shell.now,
        )
        .await?;
    }
    form.once.made(&mut tx, person.id, &format!("{}/members", community.path())).await?;
    tx.commit().await?;
    Ok(done(
        &format!("{}/members", community.path()),
        "If someone has an account with this email address, an invitation is on its way.",
    ))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WithdrawnInvitation {
    email: String,
}

/// Takes an invitation back. Tells nobody: who was invited may not have seen it.
pub async fn withdraw_invitation(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<WithdrawnInvitation>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let email = WorkEmail::read(&form.email).ok_or(Error::NotFound)?;
    let mut tx = app.db.begin().await?;
    if queries::forget_invited(&mut tx, community.id, &email).await? == 0 {
        return Err(Error::NotFound);
    }
    if let Some(guest) = queries::withdraw_invitation(&mut tx, community.id, &email).await? {
        let act = Act::of(person.id, ActVerb::Withdraw, ActThing::Person, guest).in_community(community.id);
        acts::record(&mut tx, act, shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(&format!("{}/members", community.path()), "The invitation is withdrawn."))
}

/// What an organiser says to a request.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionAnswer {
    Yes,
    /// Not now: they may ask again.
    #[default]
    No,
    Never,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AdmissionForm {
    answer: AdmissionAnswer,
}

#[derive(Deserialize)]
pub struct PersonPath {
    person: PersonId,
}

pub async fn admit(
    Organising(seen): Organising,
    State(app): State<App>,
    Path(PersonPath { person: guest }): Path<PersonPath>,
    Form(form): Form<AdmissionForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let yes = form.answer == AdmissionAnswer::Yes;
    let mut tx = app.db.begin().await?;
    let (name, address) = queries::address(&mut tx, community.id, guest).await?.ok_or(Error::NotFound)?;
    let answered = if yes {
        let has_met = queries::has_met(&mut tx, community.id, shell.now).await?;
        let membership = if has_met { Membership::Member } else { Membership::Interested };
        queries::admit(&mut tx, community.id, guest, membership, shell.now).await?
    } else {
        queries::decline(&mut tx, community.id, guest).await?
    };
    if answered > 0 {
        if form.answer == AdmissionAnswer::Never {
            queries::bar(&mut tx, community.id, guest, person.id, shell.now).await?;
        }
        if yes {
            let to = MembershipRecipient { person: guest, name: &name, email: &address };
            let letter = mails::admitted(to, &community, &app.config.base_url())?;
            mail::queue(&mut tx, &[letter], shell.now).await?;
        }
        let verb = if yes { ActVerb::Admit } else { ActVerb::Decline };
        acts::record(
            &mut tx,
            Act::of(person.id, verb, ActThing::Person, guest).in_community(community.id),
            shell.now,
        )
        .await?;
    }
    tx.commit().await?;
    let words = match form.answer {
        _ if answered == 0 => format!("Another organiser answered {name} already. Nothing has changed."),
        AdmissionAnswer::Yes => format!("{name} is now a member."),
        AdmissionAnswer::No => "The request is declined. They can ask again.".to_owned(),
        AdmissionAnswer::Never => "The request is declined. They cannot ask again.".to_owned(),
    };
    Ok(done(&format!("{}/members", community.path()), &words))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Role {
    organiser: YesNo,
}

pub async fn set_role(
    Organising(seen): Organising,
    State(app): State<App>,
    Path(PersonPath { person: member }): Path<PersonPath>,
    Form(form): Form<Role>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let organiser = form.organiser.is_yes();
    let mut tx = app.db.begin().await?;
    super::set_organiser(&mut tx, community.id, member, organiser, shell.now).await?;
    let verb = if organiser { ActVerb::Promote } else { ActVerb::StepBack };
    acts::record(
        &mut tx,
        Act::of(person.id, verb, ActThing::Member, member).in_community(community.id),
        shell.now,
    )
    .await?;
    super::commit(tx).await?;
    let stepped_back = !organiser && member == person.id;
    let next = if stepped_back { community.path() } else { format!("{}/members", community.path()) };
    let words = match (organiser, stepped_back) {
        (true, _) => "They are now an organiser.",
        (false, true) => "You are no longer an organiser.",
        (false, false) => "They are no longer an organiser.",
    };
    Ok(done(&next, words))
}
