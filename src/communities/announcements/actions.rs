use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::form::{AnnouncementButton, AnnouncementForm};
use super::pages::{Desk, EditPage, IndexPage};
use super::{AnnouncementAuthor, AnnouncementPlan, queries, send_when_due};
use crate::communities::{Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::AnnouncementId;
use crate::platform::once::already_made;
use crate::platform::web::{Form, Page, Problems, done};

const SENT_ALREADY: Error = Error::Refused("It was sent or deleted in the meantime. Write a new one.");

pub async fn write(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<AnnouncementForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let (community, now) = (&seen.community, seen.shell.now);
    let mut problems = Problems::default();
    let plan = form.read(&community.zone, now, &mut problems);
    let Some(plan) = plan.filter(|_| form.then != AnnouncementButton::Preview) else {
        let status = problems.status();
        let desk = Desk::of(&app, community, form, problems, now).await?;
        let page = IndexPage::of(&app, seen, Some(desk), Page::default()).await?;
        return Ok((status, page).into_response());
    };
    let whose = AnnouncementAuthor { community: community.id, by: seen.person.id, now };
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, whose.by, now).await? {
        return Ok(already_made(&earlier));
    }
    super::announce(&mut tx, whose, &plan).await?;
    let path = format!("{}/announcements", community.path());
    form.once.made(&mut tx, whose.by, &path).await?;
    tx.commit().await?;
    Ok(done(&path, done_message(&plan, whose)))
}

pub async fn change(
    Organising(seen): Organising,
    State(app): State<App>,
    Path((_, id)): Path<(String, AnnouncementId)>,
    Form(form): Form<AnnouncementForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    queries::one_waiting(&app.db, community.id, id).await?.ok_or(Error::NotFound)?;
    let mut problems = Problems::default();
    let plan = form.read(&community.zone, shell.now, &mut problems);
    let Some(plan) = plan.filter(|_| form.then != AnnouncementButton::Preview) else {
        let status = problems.status();
        let desk = Desk::of(&app, &community, form, problems, shell.now).await?;
        return Ok((status, EditPage { shell, community, id, desk }).into_response());
    };
    let whose = AnnouncementAuthor { community: community.id, by: person.id, now: shell.now };
    let mut tx = app.db.begin().await?;
    if queries::change(&mut tx, community.id, id, &plan).await? == 0 {
        return Err(SENT_ALREADY);
    }
    acts::record(&mut tx, act(ActVerb::Edit, id, whose), shell.now).await?;
    send_when_due(&mut tx, &plan, whose).await?;
    tx.commit().await?;
    Ok(done(&format!("{}/announcements", community.path()), done_message(&plan, whose)))
}

pub async fn cancel(
    Organising(seen): Organising,
    State(app): State<App>,
    Path((_, id)): Path<(String, AnnouncementId)>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let whose = AnnouncementAuthor { community: community.id, by: person.id, now: shell.now };
    queries::one_waiting(&app.db, community.id, id).await?.ok_or(Error::NotFound)?;
    let mut tx = app.db.begin().await?;
    if queries::cancel(&mut tx, community.id, id, shell.now).await? == 0 {
        return Err(SENT_ALREADY);
    }
    acts::record(&mut tx, act(ActVerb::Discard, id, whose), shell.now).await?;
    tx.commit().await?;
    Ok(done(
        &format!("{}/announcements", community.path()),
        "The announcement is deleted and will not be sent.",
    ))
}

fn act(verb: ActVerb, id: AnnouncementId, whose: AnnouncementAuthor) -> Act {
    Act::of(whose.by, verb, ActThing::Announcement, id).in_community(whose.community)
}

fn done_message(plan: &AnnouncementPlan, whose: AnnouncementAuthor) -> &'static str {
    if plan.send_at <= whose.now {
        "The announcement is on its way."
    } else {
        "The announcement is scheduled. You can still edit or delete it."
    }
}
