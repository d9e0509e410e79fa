use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::form::{ItemForm, MaterialForm, PathwayForm};
use super::pages::{EditPage, IndexPage, ItemPage, PathwayForms};
use super::queries::{self, Pathway};
use super::who::{Designing, Following};
use crate::communities::Organising;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::PathwayItemId;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Problems, YesNo, done};

const TITLE_TAKEN: &str = "There is a pathway with this title already. Choose another title.";

impl Pathway {
    pub fn path(&self) -> String {
        format!("/pathways/{}", self.id)
    }
}

async fn note(db: &mut PgConnection, following: &Following, verb: ActVerb) -> Result<()> {
    let Following { person, shell, community, pathway } = following;
    let act = Act::of(person.id, verb, ActThing::Pathway, pathway.id).in_community(community.id);
    acts::record(db, act, shell.now).await
}

pub async fn create(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<PathwayForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut problems = Problems::default();
    let words = form.read(&mut problems);
    if problems.is_empty() {
        let mut tx = app.db.begin().await?;
        if let Some(earlier) = form.once.take(&mut tx, seen.person.id, seen.shell.now).await? {
            return Ok(already_made(&earlier));
        }
        match super::create(&mut tx, seen.community.id, &words, seen.person.id, seen.shell.now).await {
            Ok(pathway) => {
                let act = Act::of(seen.person.id, ActVerb::Create, ActThing::Pathway, pathway)
                    .in_community(seen.community.id);
                acts::record(&mut tx, act, seen.shell.now).await?;
                let path = format!("/pathways/{pathway}/edit");
                form.once.made(&mut tx, seen.person.id, &path).await?;
                tx.commit().await?;
                return Ok(done(&path, "Next, add what belongs to it, in order."));
            }
            Err(Error::Refused(_)) => problems.add("title", TITLE_TAKEN),
            Err(error) => return Err(error),
        }
    }
    let page = IndexPage::new(&app.db, seen, form, problems).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub async fn change(
    Designing(following): Designing,
    State(app): State<App>,
    Form(form): Form<PathwayForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let words = form.read(&mut problems);
    if problems.is_empty() {
        let mut tx = app.db.begin().await?;
        let taken = Error::Refused(TITLE_TAKEN);
        let changed = queries::update(&mut tx, following.pathway.id, &words).await;
        match changed.on_constraint("pathways_title_taken", taken) {
            Ok(()) => {
                note(&mut tx, &following, ActVerb::Edit).await?;
                tx.commit().await?;
                let path = format!("{}/edit", following.pathway.path());
                return Ok(done(&path, "Your changes are saved."));
            }
            Err(Error::Refused(_)) => problems.add("title", TITLE_TAKEN),
            Err(error) => return Err(error),
        }
    }
    let typed = PathwayForms { form: Some(form), ..PathwayForms::default() };
    let page = EditPage::new(&app.db, following, typed, problems).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Published, or for organisers only.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PublishForm {
    published: YesNo,
}

pub async fn publish(
    Designing(following): Designing,
    State(app): State<App>,
    Form(form): Form<PublishForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let words = if form.published.is_yes() {
        super::publish(&mut tx, following.pathway.id, following.shell.now).await?;
        note(&mut tx, &following, ActVerb::Publish).await?;
        "Members can now follow this pathway."
    } else {
        super::hide(&mut tx, following.pathway.id).await?;
        note(&mut tx, &following, ActVerb::Withdraw).await?;
        "Only organisers see it now. What members ticked is kept."
    };
    tx.commit().await?;
    Ok(done(&following.pathway.path(), words))
}

pub async fn add(
    Designing(following): Designing,
    State(app): State<App>,
    Form(form): Form<ItemForm>,
) -> Result<Response> {
    let possible = queries::possible(&app.db, following.community.id, following.pathway.id).await?;
    let once = form.once.clone();
    let mut problems = Problems::default();
    let Some(item) = form.read(&possible, &mut problems) else {
        let typed = PathwayForms { item: form, ..PathwayForms::default() };
        let page = EditPage::new(&app.db, following, typed, problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = once.take(&mut tx, following.person.id, following.shell.now).await? {
        return Ok(already_made(&earlier));
    }
    super::add(&mut tx, following.pathway.id, &item, following.shell.now).await?;
    note(&mut tx, &following, ActVerb::Add).await?;
    let path = format!("{}/edit#items", following.pathway.path());
    once.made(&mut tx, following.person.id, &path).await?;
    tx.commit().await?;
    Ok(done(&path, &format!("“{}” is added.", item.title())))
}

#[derive(Deserialize)]
pub struct ItemPath {
    pub item: PathwayItemId,
}

pub async fn change_item(
    Designing(following): Designing,
    State(app): State<App>,
    Path(ItemPath { item }): Path<ItemPath>,
    Form(form): Form<MaterialForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let material = form.read(&mut problems);
    let page = ItemPage::new(&app.db, &following, item).await?;
    if !problems.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, ItemPage { form, problems, ..page }).into_response());
    }
    let mut tx = app.db.begin().await?;
    queries::update_material(&mut tx, following.pathway.id, item, &material).await?;
    note(&mut tx, &following, ActVerb::Edit).await?;
    tx.commit().await?;
    Ok(done(&format!("{}/edit#items", following.pathway.path()), "Your changes are saved."))
}

/// One place nearer to the beginning, or to the end.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ShiftTo {
    Up,
    Down,
}

#[derive(Deserialize)]
pub struct ShiftForm {
    to: ShiftTo,
    #[serde(default)]
    once: FormToken,
}

pub async fn shift(
    Designing(following): Designing,
    State(app): State<App>,
    Path(ItemPath { item }): Path<ItemPath>,
    Form(form): Form<ShiftForm>,
) -> Result<Response> {
    let (person, now) = (following.person.id, following.shell.now);
    let back = format!("{}/edit#items", following.pathway.path());
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person, now).await? {
        return Ok(already_made(&earlier));
    }
    queries::lock(&mut tx, following.pathway.id).await?;
    let mut order = queries::order(&mut tx, following.pathway.id).await?;
    let at = order.iter().position(|known| *known == item).ok_or(Error::NotFound)?;
    let to = match form.to {
        ShiftTo::Up => at.saturating_sub(1),
        ShiftTo::Down => (at + 1).min(order.len() - 1),
    };
    order.swap(at, to);
    queries::set_order(&mut tx, following.pathway.id, &order).await?;
    form.once.made(&mut tx, person, &back).await?;
    tx.commit().await?;
    Ok(done(&back, "The order is saved."))
}

pub async fn remove(
    Designing(following): Designing,
    State(app): State<App>,
    Path(ItemPath { item }): Path<ItemPath>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    super::remove(&mut tx, following.pathway.id, item, following.shell.now).await?;
    note(&mut tx, &following, ActVerb::TakeOff).await?;
    tx.commit().await?;
    Ok(done(
        &format!("{}/edit#items", following.pathway.path()),
        "Removed. Members who had done it keep it in their own record.",
    ))
}

pub async fn put_back(
    Designing(following): Designing,
    State(app): State<App>,
    Path(ItemPath { item }): Path<ItemPath>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    super::put_back(&mut tx, following.pathway.id, item).await?;
    note(&mut tx, &following, ActVerb::Restore).await?;
    tx.commit().await?;
    Ok(done(
        &format!("{}/edit#items", following.pathway.path()),
        "It is back, at the end. What members ticked is ticked again.",
    ))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DoneForm {
    done: YesNo,
}

pub async fn tick(
    following: Following,
    State(app): State<App>,
    Path(ItemPath { item }): Path<ItemPath>,
    Form(form): Form<DoneForm>,
) -> Result<Response> {
    let Following { person, shell, pathway, .. } = following;
    let mut tx = app.db.begin().await?;
    if !queries::has_item(&mut tx, pathway.id, item).await? {
        return Err(Error::NotFound);
    }
    if form.done.is_yes() {
        super::tick(&mut tx, pathway.id, item, person.id, shell.now).await?;
    } else {
        queries::untick(&mut tx, item, person.id).await?;
    }
    tx.commit().await?;
    Ok(done(&format!("{}#{item}", pathway.path()), "Saved. Only you see what you have done."))
}
