use std::borrow::Borrow;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use sqlx::PgPool;

use super::actions::ItemPath;
use super::form::{ItemForm, MaterialForm, PathwayForm};
use super::queries::removed::RemovedItem;
use super::queries::{
    self, Followers, Pathway, PathwayCard, PathwayDeed, PathwayItem, PathwayRecord, PossibleItem,
};
use super::rules::{self, Progress};
use super::who::{Designing, Following};
use crate::communities::{Belonging, Community, SeenCommunity};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{PathwayId, PathwayItemId};
use crate::platform::web::{Problems, Shell};

/// So many removed items are offered to be put back.
const MOST_REMOVED: i64 = 10;

#[derive(Template, WebTemplate)]
#[template(path = "learning/pathways/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    pathways: Vec<PathwayCard>,
    form: PathwayForm,
    problems: Problems,
}

impl IndexPage {
    pub async fn new(
        db: &PgPool,
        seen: SeenCommunity,
        form: PathwayForm,
        problems: Problems,
    ) -> Result<Self> {
        let SeenCommunity { person, shell, community } = seen;
        let pathways = queries::of_community(db, community.id, person.id, community.organiser).await?;
        Ok(Self { shell, community, pathways, form, problems })
    }

    fn may_create(&self) -> bool {
        self.community.organiser && !self.community.is_archived()
    }
}

pub async fn index(Belonging(seen): Belonging, State(app): State<App>) -> Result<IndexPage> {
    IndexPage::new(&app.db, seen, PathwayForm::default(), Problems::default()).await
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/pathways/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    pathway: Pathway,
    items: Vec<PathwayItem>,
    /// Ticked, and no part of it any more.
    removed: Vec<PathwayItem>,
    progress: Progress,
    /// For organisers: how many, and never who.
    followers: Option<Followers>,
}

impl ShowPage {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn people(&self, number: impl Borrow<i64>) -> String {
        rules::people_words(*number.borrow())
    }

    /// Added since the reader finished, and not done.
    fn is_new(&self, item: &PathwayItem) -> bool {
        item.ticked_at.is_none() && self.progress.finished_at.is_some_and(|at| item.added_at > at)
    }
}

pub async fn show(following: Following, State(app): State<App>) -> Result<ShowPage> {
    let Following { person, shell, community, pathway } = following;
    let items = queries::items(&app.db, pathway.id, person.id).await?;
    let finished_at = queries::finished_at(&app.db, pathway.id, person.id).await?;
    let counts = community.organiser && pathway.published_at.is_some();
    let followers = if counts { Some(queries::followers(&app.db, pathway.id).await?) } else { None };
    let (items, removed): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.removed_at.is_none());
    let progress = queries::progress_of(&items, finished_at);
    Ok(ShowPage { shell, community, pathway, items, removed, progress, followers })
}

/// Where organisers put a pathway together.
#[derive(Template, WebTemplate)]
#[template(path = "learning/pathways/edit.html")]
pub struct EditPage {
    shell: Shell,
    pathway: Pathway,
    items: Vec<PathwayItem>,
    /// What was removed lately, and can be put back.
    removed: Vec<RemovedItem>,
    possible: Vec<PossibleItem>,
    form: PathwayForm,
    item: ItemForm,
    problems: Problems,
}

/// What is typed into the two forms of that page.
#[derive(Default)]
pub struct PathwayForms {
    pub form: Option<PathwayForm>,
    pub item: ItemForm,
}

impl EditPage {
    pub async fn new(
        db: &PgPool,
        following: Following,
        typed: PathwayForms,
        problems: Problems,
    ) -> Result<Self> {
        let Following { person, shell, community, pathway } = following;
        let mut items = queries::items(db, pathway.id, person.id).await?;
        items.retain(|item| item.removed_at.is_none());
        let removed = queries::removed::last(db, pathway.id, MOST_REMOVED).await?;
        let possible = queries::possible(db, community.id, pathway.id).await?;
        let form = typed.form.unwrap_or_else(|| PathwayForm::of(&pathway));
        Ok(Self { shell, pathway, items, removed, possible, form, item: typed.item, problems })
    }

    /// What can be added, for the select.
    fn things(&self) -> Vec<(String, String)> {
        let none = (String::new(), "Choose a session or series".to_owned());
        let words = |one: &PossibleItem| match &one.starts_at {
            Some(at) => format!("{} ({})", one.title, self.shell.day(at)),
            None => format!("{} (series)", one.title),
        };
        std::iter::once(none).chain(self.possible.iter().map(|one| (one.key(), words(one)))).collect()
    }
}

pub async fn edit(Designing(following): Designing, State(app): State<App>) -> Result<EditPage> {
    EditPage::new(&app.db, following, PathwayForms::default(), Problems::default()).await
}

/// Where a material is corrected: what members ticked stays.
#[derive(Template, WebTemplate)]
#[template(path = "learning/pathways/edit_item.html")]
pub struct ItemPage {
    pub shell: Shell,
    pub pathway: PathwayId,
    pub pathway_title: String,
    pub item: PathwayItemId,
    pub form: MaterialForm,
    pub problems: Problems,
}

impl ItemPage {
    /// The page of a material that is there now; a session or a series is changed where it is planned.
    pub async fn new(db: &PgPool, following: &Following, item: PathwayItemId) -> Result<Self> {
        let Following { person, shell, pathway, .. } = following;
        let items = queries::items(db, pathway.id, person.id).await?;
        let material = items
            .iter()
            .find(|known| known.id == item && known.removed_at.is_none() && known.is_material())
            .ok_or(Error::NotFound)?;
        Ok(Self {
            shell: shell.clone(),
            pathway: pathway.id,
            pathway_title: pathway.title.clone(),
            item,
            form: MaterialForm::of(material),
            problems: Problems::default(),
        })
    }
}

pub async fn edit_item(
    Designing(following): Designing,
    State(app): State<App>,
    Path(ItemPath { item }): Path<ItemPath>,
) -> Result<ItemPage> {
    ItemPage::new(&app.db, &following, item).await
}

/// What a person did of all pathways: their own record, which nobody else sees and which stays when they leave.
#[derive(Template, WebTemplate)]
#[template(path = "learning/pathways/record.html")]
pub struct RecordPage {
    shell: Shell,
    pathways: Vec<PathwayRecord>,
    deeds: Vec<PathwayDeed>,
}

impl RecordPage {
    fn deeds_of(&self, pathway: &PathwayId) -> Vec<&PathwayDeed> {
        self.deeds.iter().filter(|deed| deed.pathway_id == *pathway).collect()
    }
}

pub async fn record(who: SignedIn, State(app): State<App>) -> Result<RecordPage> {
    let pathways = queries::record(&app.db, who.person.id).await?;
    let deeds = queries::deeds(&app.db, who.person.id).await?;
    Ok(RecordPage { shell: who.shell, pathways, deeds })
}
