use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::{self, HelpThanksForm, SessionThanksForm, StoryThanksForm};
use super::pages::{self, HelpThanksPage, SessionThanksPage, StoryThanksPage};
use super::queries::{self, ShownIn};
use super::{NewThanks, ThanksFor};
use crate::learning::stories::SeenStory;
use crate::organisation::logins::SignedIn;
use crate::organisation::people;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, PersonId, ThanksId};
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{AGAIN, Form, Problems, YesNo, done};
use crate::sessions::events::SeenEvent;

/// The person of that name, if there is exactly one who is not the sender.
async fn named(app: &App, typed: &str, me: PersonId, problems: &mut Problems) -> Result<Option<PersonId>> {
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match people::named(&app.db, &typed).await?[..] {
        [person] if person == me => problems.add("name", "Thanks go to someone else. Enter another name."),
        [person] => return Ok(Some(person)),
        [] => problems.add("name", "No one has this name. Type it as it is shown on their profile."),
        _ => problems
            .add("name", "Several people have this name. Add the team, for example Ana Silva (Billing)."),
    }
    Ok(None)
}

/// Said beside the line that was typed, so that it is not lost: a note is written once.
const NOTHING_NEW: &str =
    "You thanked them for this before. Remove those thanks first, under “Thanks”, to write others.";

/// Writes notes and tells their recipients, in one transaction, once for each form. Nothing where all of them were there
/// before.
async fn send(
    app: &App,
    once: &FormToken,
    notes: &[NewThanks<'_>],
    path: &str,
    now: time::OffsetDateTime,
) -> Result<Option<Response>> {
    let mut tx = app.db.begin().await?;
    let Some(sender) = notes.first().map(|note| note.from) else {
        return Err(Error::Unreadable("Choose someone to thank."));
    };
    if let Some(earlier) = once.take(&mut tx, sender, now).await? {
        return Ok(Some(already_made(&earlier)));
    }
    let mut sent = 0;
    for note in notes {
        if let Some(id) = super::write(&mut tx, note, now).await? {
            super::tell(&mut tx, app, id, now).await?;
            sent += 1;
        }
    }
    if sent == 0 {
        tx.rollback().await?;
        return Ok(None);
    }
    once.made(&mut tx, sender, path).await?;
    tx.commit().await?;
    Ok(Some(done(path, "Your thanks are on their way.")))
}

pub async fn thank_for_session(
    seen: SeenEvent,
    State(app): State<App>,
    Form(form): Form<SessionThanksForm>,
) -> Result<Response> {
    pages::must_be_over(&seen)?;
    let SeenEvent { person, shell, event } = seen;
    let hosts = pages::hosts_to_thank(&app.db, &event, person.id).await?;
    let offered: Vec<PersonId> = hosts.iter().map(|host| host.person_id).collect();
    let mut to = form.chosen(&offered)?;
    let mut problems = Problems::default();
    let line = form::line(&form.line, &mut problems);
    if !form.name.trim().is_empty()
        && let Some(other) = named(&app, &form.name, person.id, &mut problems).await?
    {
        if super::may_see_session(&app.db, other, event.id).await? {
            to.push(other);
        } else {
            problems.add("name", "This person can’t see the session, so they can’t be thanked for it here.");
        }
    } else if to.is_empty() {
        problems.add("name", "Choose a host, or enter a name.");
    }
    if problems.is_empty() {
        let only_to_them = form.is_only_to_them();
        let thing = ThanksFor::Session(event.id);
        let note = |to| NewThanks { from: person.id, to, thing, line: &line, only_to_them };
        let notes: Vec<_> = to.into_iter().map(note).collect();
        if let Some(sent) = send(&app, &form.once, &notes, &event.path(), shell.now).await? {
            return Ok(sent);
        }
        problems.add("line", NOTHING_NEW);
    }
    Ok((AGAIN, SessionThanksPage { shell, event, hosts, form, problems }).into_response())
}

pub async fn thank_for_story(
    reader: SeenStory,
    State(app): State<App>,
    Form(form): Form<StoryThanksForm>,
) -> Result<Response> {
    let author = pages::author_to_thank(&app.db, &reader).await?;
    let SeenStory { person, shell, story } = reader;
    let mut problems = Problems::default();
    let line = form::line(&form.line, &mut problems);
    if problems.is_empty() {
        let thing = ThanksFor::Story(story.id);
        let only_to_them = form.is_only_to_them();
        let note = NewThanks { from: person.id, to: author.id, thing, line: &line, only_to_them };
        if let Some(sent) = send(&app, &form.once, &[note], &story.path(), shell.now).await? {
            return Ok(sent);
        }
        problems.add("line", NOTHING_NEW);
    }
    Ok((AGAIN, StoryThanksPage { shell, story, author, form, problems }).into_response())
}

/// The community help is shown in, one of the sender’s own.
fn shown_in(typed: &str, communities: &[ShownIn]) -> Result<Option<CommunityId>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let chosen = communities.iter().map(|community| community.id).find(|id| id.to_string() == typed);
    chosen.map(Some).ok_or(Error::Unreadable("Choose one of your communities."))
}

pub async fn thank_for_help(
    who: SignedIn,
    State(app): State<App>,
    Form(form): Form<HelpThanksForm>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let communities = queries::communities(&app.db, person.id).await?;
    let community = shown_in(&form.shown_in, &communities)?;
    let mut problems = Problems::default();
    let with = form::helped_with(&form.helped_with, &mut problems);
    let line = form::line(&form.line, &mut problems);
    let to = named(&app, &form.name, person.id, &mut problems).await?;
    if let (Some(to), Some(community)) = (to, community)
        && !queries::is_member(&app.db, to, community).await?
    {
        problems
            .add("shown_in", "They are not a member there. Choose a community you share, or “Only to them”.");
    }
    if let Some(to) = to.filter(|_| problems.is_empty()) {
        let thing = ThanksFor::Help { with: &with, community };
        let only_to_them = community.is_none();
        let note = NewThanks { from: person.id, to, thing, line: &line, only_to_them };
        if let Some(sent) = send(&app, &form.once, &[note], "/thanks/given", shell.now).await? {
            return Ok(sent);
        }
        problems.add("line", NOTHING_NEW);
    }
    Ok((AGAIN, HelpThanksPage { shell, communities, form, problems }).into_response())
}

pub async fn take_back(
    who: SignedIn,
    State(app): State<App>,
    Path(note): Path<ThanksId>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if !super::take_back(&mut tx, note, who.person.id, who.shell.now).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(done("/thanks/given", "Your thanks are removed."))
}

/// Whether a note is to be hidden. It says what the person wants, so that a double click does not undo itself.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HidingForm {
    hidden: Option<YesNo>,
}

pub async fn hide(
    who: SignedIn,
    State(app): State<App>,
    Path(note): Path<ThanksId>,
    Form(form): Form<HidingForm>,
) -> Result<Response> {
    let hides = form.hidden != Some(YesNo::No);
    let mut db = app.db.acquire().await?;
    let hidden_at = hides.then_some(who.shell.now);
    if queries::set_hidden(&mut db, note, who.person.id, hidden_at).await? == 0 {
        return Err(Error::NotFound);
    }
    let said = if hides {
        "Hidden. It no longer appears anywhere, and is in no count. You can show it again."
    } else {
        "It’s shown again."
    };
    Ok(done("/thanks", said))
}

pub async fn mark_read(who: SignedIn, State(app): State<App>) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    queries::mark_read(&mut db, who.person.id, who.shell.now).await?;
    Ok(done("/", "Marked as read. You find all of them under “Thanks” in your menu."))
}
