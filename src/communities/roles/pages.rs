use std::sync::Arc;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use serde::Deserialize;
use sqlx::PgPool;

use super::RoleWords;
use super::handovers::{self, Handover};
use super::queries::{self, CommunityRole, RoleCoverage};
use super::rules::Holders;
use super::suggestions::{self, SuggestedRole};
use super::who::{Assigning, Tending};
use crate::communities::members::naming::{self, NamedMember};
use crate::communities::{Belonging, Community, SeenCommunity, members};
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::once::FormToken;
use crate::platform::web::markdown::{self, Prose};
use crate::platform::web::{Problems, Shell, fingerprint};

/// The form of a role, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    pub name: String,
    pub duties: String,
    pub holder: String,
    pub backup: String,
    pub notes: String,
    pub once: FormToken,
    /// What the role was when the form was opened.
    pub shown: String,
}

impl RoleForm {
    pub fn of(role: &CommunityRole, members: &[NamedMember]) -> Self {
        let (name, duties, notes) = (role.name.clone(), role.duties.clone(), role.notes.clone());
        let holder = naming::label_of(role.holder_id, members);
        let backup = naming::label_of(role.backup_id, members);
        let shown = fingerprint([&*name, &*duties, &*holder, &*backup, &*notes]);
        Self { name, duties, holder, backup, notes, shown, once: FormToken::default() }
    }

    pub fn read(&self, members: &[NamedMember], problems: &mut Problems) -> RoleWords {
        let mut member = |field, typed: &str| {
            naming::by_name(typed, members).unwrap_or_else(|words| {
                problems.add(field, words);
                None
            })
        };
        let holders =
            Holders { holder: member("holder", &self.holder), backup: member("backup", &self.backup) };
        if holders.holder.is_some() && holders.holder == holders.backup {
            problems.add("backup", "Choose someone else as the backup, or leave it empty for now.");
        }
        RoleWords {
            name: problems.line("name", &self.name, 2..=80, "Enter a name of at least 2 characters."),
            duties: problems.line("duties", &self.duties, 0..=300, ""),
            holders,
            notes: problems.text("notes", &self.notes, 4000),
        }
    }
}

/// A role with its notes as they are read.
pub struct ShownRole {
    role: CommunityRole,
    notes: Arc<Prose>,
}

impl ShownRole {
    async fn of_all(roles: Vec<CommunityRole>) -> Vec<Self> {
        let mut shown = Vec::with_capacity(roles.len());
        for role in roles {
            let notes = markdown::prose(&role.notes).await;
            shown.push(Self { role, notes });
        }
        shown
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/roles/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    me: PersonId,
    roles: Vec<ShownRole>,
    coverage: RoleCoverage,
    suggested: Vec<&'static SuggestedRole>,
    handovers: Vec<Handover>,
    form: RoleForm,
    problems: Problems,
}

impl IndexPage {
    pub async fn new(db: &PgPool, seen: SeenCommunity, form: RoleForm, problems: Problems) -> Result<Self> {
        let SeenCommunity { person: Person { id: me, .. }, shell, community } = seen;
        let roles = queries::of_community(db, community.id).await?;
        let handovers = handovers::open_in(db, community.id).await?;
        Ok(Self {
            coverage: RoleCoverage::of(&roles),
            suggested: suggestions::missing(roles.iter().map(|role| role.name.as_str())),
            roles: ShownRole::of_all(roles).await,
            shell,
            community,
            me,
            handovers,
            form,
            problems,
        })
    }

    fn may_edit(&self) -> bool {
        self.community.organiser && !self.community.is_archived()
    }

    /// May this person write the notes of the role and hand it over?
    fn may_tend(&self, role: &CommunityRole) -> bool {
        self.may_edit() || (role.holder_id == Some(self.me) && !self.community.is_archived())
    }

    /// The handover that the role is in, which stands in the way of another.
    fn handover_of(&self, role: &CommunityRole) -> Option<&Handover> {
        self.handovers.iter().find(|handover| handover.role_id == role.id)
    }

    fn tends_any(&self) -> bool {
        self.roles.iter().any(|shown| self.may_tend(&shown.role))
    }
}

pub async fn index(Belonging(seen): Belonging, State(app): State<App>) -> Result<IndexPage> {
    IndexPage::new(&app.db, seen, RoleForm::default(), Problems::default()).await
}

/// All roles with their notes, for paper.
#[derive(Template, WebTemplate)]
#[template(path = "communities/roles/print.html")]
pub struct PrintPage {
    shell: Shell,
    community: Community,
    roles: Vec<ShownRole>,
}

pub async fn print(Belonging(seen): Belonging, State(app): State<App>) -> Result<PrintPage> {
    let roles = queries::of_community(&app.db, seen.community.id).await?;
    Ok(PrintPage { shell: seen.shell, community: seen.community, roles: ShownRole::of_all(roles).await })
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/roles/edit.html")]
pub struct EditPage {
    shell: Shell,
    community: Community,
    role: CommunityRole,
    members: Vec<NamedMember>,
    form: RoleForm,
    problems: Problems,
}

impl EditPage {
    pub fn new(tending: Tending, members: Vec<NamedMember>, form: RoleForm, problems: Problems) -> Self {
        let Tending { shell, community, role, .. } = tending;
        Self { shell, community, role, members, form, problems }
    }
}

pub async fn edit(Assigning(tending): Assigning, State(app): State<App>) -> Result<EditPage> {
    let members = members::named_members(&app.db, tending.community.id).await?;
    let form = RoleForm::of(&tending.role, &members);
    Ok(EditPage::new(tending, members, form, Problems::default()))
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/roles/notes.html")]
pub struct NotesPage {
    pub shell: Shell,
    pub community: Community,
    pub role: CommunityRole,
    pub form: RoleNotesForm,
    pub problems: Problems,
}

/// The notes of a role, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RoleNotesForm {
    pub notes: String,
    /// What they were when the form was opened.
    pub shown: String,
}

impl RoleNotesForm {
    pub fn of(role: &CommunityRole) -> Self {
        Self { notes: role.notes.clone(), shown: fingerprint([&*role.notes]) }
    }
}

pub async fn notes(tending: Tending) -> NotesPage {
    let Tending { shell, community, role, .. } = tending;
    NotesPage { shell, community, form: RoleNotesForm::of(&role), role, problems: Problems::default() }
}
