use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::form::{SplitForm, TICKED, key};
use crate::communities::members::{self, naming::NamedMember};
use crate::communities::{Community, Organising, SeenCommunity};
use crate::guide::transformation::moving::{self, ComingThing};
use crate::guide::transformation::{TransformationWay, queries as decisions, things, ways::WayGuide};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell};

/// The form of a split, and what it would come to.
#[derive(Template, WebTemplate)]
#[template(path = "guide/transformation/split.html")]
pub struct SplitPage {
    pub shell: Shell,
    pub community: Community,
    pub guide: &'static WayGuide,
    /// Without the person who splits it.
    pub members: Vec<NamedMember>,
    pub coming: Vec<ComingThing>,
    pub form: SplitForm,
    pub problems: Problems,
    /// Everything the split does; nothing as long as the form is being filled in.
    pub consequences: Vec<String>,
}

impl SplitPage {
    fn ticked_members(&self) -> &[NamedMember] {
        &self.members[..self.members.len().min(TICKED)]
    }

    /// How many have no box, and are typed.
    fn typed(&self) -> usize {
        self.members.len().saturating_sub(TICKED)
    }

    fn goes(&self, member: &NamedMember) -> bool {
        self.form.members.contains(&member.person_id.to_string())
    }

    fn moves(&self, thing: &ComingThing) -> bool {
        self.form.things.contains(&key(thing))
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn key(&self, thing: &ComingThing) -> String {
        key(thing)
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn name_of(&self, thing: &ComingThing) -> String {
        things::name(thing)
    }
}

pub async fn show(Organising(seen): Organising, State(app): State<App>) -> Result<SplitPage> {
    seen.community.must_be_open()?;
    crate::guide::transformation::must_not_be_closing(&app.db, &seen.community).await?;
    let number = decisions::next_number(&app.db, seen.community.id).await?;
    let form = SplitForm { number, ..SplitForm::default() };
    page(&app, seen, form).await
}

pub async fn page(app: &App, seen: SeenCommunity, form: SplitForm) -> Result<SplitPage> {
    let SeenCommunity { person, shell, community } = seen;
    let mut members = members::named_members(&app.db, community.id).await?;
    members.retain(|member| member.person_id != person.id);
    let coming = moving::coming(&app.db, community.id, shell.now).await?;
    Ok(SplitPage {
        shell,
        community,
        guide: TransformationWay::Split.guide(),
        members,
        coming,
        form,
        problems: Problems::default(),
        consequences: Vec::new(),
    })
}
