use std::sync::Arc;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::queries::{self, Handover};
use super::who::Concerned;
use crate::communities::members::naming::NamedMember;
use crate::communities::roles::who::Tending;
use crate::communities::roles::{CommunityRole, HandoverStep};
use crate::communities::{Community, members};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::markdown::{self, Prose};
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "communities/roles/handover_new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub community: Community,
    pub role: CommunityRole,
    pub members: Vec<NamedMember>,
    pub receiver: String,
    pub problems: Problems,
}

pub async fn new(tending: Tending, State(app): State<App>) -> Result<NewPage> {
    let Tending { shell, community, role, .. } = tending;
    let members = members::named_members(&app.db, community.id).await?;
    Ok(NewPage { shell, community, role, members, receiver: String::new(), problems: Problems::default() })
}

/// A step of the list, and which of the two say that it is done.
pub struct StepRow {
    pub step: HandoverStep,
    pub by_giver: bool,
    pub by_receiver: bool,
    pub by_me: bool,
}

impl StepRow {
    fn is_done(&self) -> bool {
        self.by_giver && self.by_receiver
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/roles/handover.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    role: CommunityRole,
    notes: Arc<Prose>,
    handover: Handover,
    steps: Vec<StepRow>,
    is_mine: bool,
    is_for_me: bool,
    open: usize,
}

pub async fn show(concerned: Concerned, State(app): State<App>) -> Result<ShowPage> {
    let Concerned { person, shell, community, role, handover } = concerned;
    let ticks = queries::ticks(&app.db, handover.id).await?;
    let ticked = |step, by| ticks.iter().any(|tick| tick.step == step && tick.person_id == by);
    let steps: Vec<_> = HandoverStep::ALL
        .into_iter()
        .map(|step| StepRow {
            step,
            by_giver: ticked(step, handover.giver_id),
            by_receiver: ticked(step, handover.receiver_id),
            by_me: ticked(step, person.id),
        })
        .collect();
    Ok(ShowPage {
        open: steps.iter().filter(|row| !row.is_done()).count(),
        is_mine: handover.is_between(&person.id),
        is_for_me: handover.receiver_id == person.id,
        notes: markdown::prose(&role.notes).await,
        shell,
        community,
        role,
        handover,
        steps,
    })
}
