use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use serde::Deserialize;

use super::queries;
use super::{CanvasWords, LONGEST};
use crate::communities::agreements;
use crate::communities::members::{self, Member};
use crate::communities::roles::{self, CommunityRole};
use crate::communities::{self, Belonging, Community, Organising, SeenCommunity};
use crate::guide::phases::{self, CurrentPhase};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell, when};
use crate::sessions::events::{self, SessionCard};

/// What fits on the sheet beside everything else.
const MOST_SESSIONS: usize = 3;
const MOST_ROLES: usize = 6;
const MOST_ORGANISERS: usize = 4;

#[derive(Template, WebTemplate)]
#[template(path = "guide/canvas/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    current: CurrentPhase,
    /// That it is paused, or when it last met; nothing where it meets.
    silence: Option<String>,
    sessions: Vec<SessionCard>,
    organisers: SheetList<Member>,
    roles: SheetList<CommunityRole>,
    agreements: Vec<String>,
    /// Who speaks up for it where money and time are given out.
    sponsor: Option<String>,
    words: CanvasWords,
}

/// As much of a list as the sheet holds.
struct SheetList<T> {
    shown: Vec<T>,
    more: usize,
}

impl<T> SheetList<T> {
    fn of(mut all: Vec<T>, most: usize) -> Self {
        let more = all.len().saturating_sub(most);
        all.truncate(most);
        Self { shown: all, more }
    }
}

impl ShowPage {
    /// "As of 23 November 2026": paper outlives a page.
    fn as_of(&self) -> String {
        when::day(self.shell.now, &self.shell.zone).strftime("%-d %B %Y").to_string()
    }

    fn may_edit(&self) -> bool {
        self.community.organiser && !self.community.is_archived()
    }
}

pub async fn show(Belonging(seen): Belonging, State(app): State<App>) -> Result<ShowPage> {
    let SeenCommunity { person, shell, community } = seen;
    let current = phases::current_phase(&app.db, &community, shell.now).await?;
    let silence = communities::silence(&app.db, community.id, &shell).await?;
    let mut sessions = events::upcoming(&app.db, community.id, &person, shell.now).await?;
    sessions.retain(|session| session.state.is_published());
    sessions.truncate(MOST_SESSIONS);
    let organisers = SheetList::of(members::organisers(&app.db, community.id).await?, MOST_ORGANISERS);
    let roles = SheetList::of(roles::of_community(&app.db, community.id).await?, MOST_ROLES);
    let agreements = agreements::of_community(&app.db, community.id, person.id).await?;
    let agreements = agreements.map(|agreements| agreements.lines).unwrap_or_default();
    let sponsor = queries::sponsor(&app.db, community.id).await?;
    let words = queries::canvas_words(&app.db, community.id).await?;
    Ok(ShowPage {
        shell,
        community,
        current,
        silence,
        sessions,
        organisers,
        roles,
        agreements,
        sponsor,
        words,
    })
}

/// What organisers add to the canvas, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CanvasForm {
    pub gives: String,
    pub success: String,
    pub not_ours: String,
    /// What the canvas said when the form was opened.
    pub shown: String,
}

impl CanvasForm {
    fn of(words: CanvasWords) -> Self {
        let shown = words.fingerprint();
        let CanvasWords { gives, success, not_ours } = words;
        Self { gives, success, not_ours, shown }
    }

    pub fn read(&self, problems: &mut Problems) -> CanvasWords {
        CanvasWords {
            gives: problems.text("gives", &self.gives, LONGEST),
            success: problems.text("success", &self.success, LONGEST),
            not_ours: problems.text("not_ours", &self.not_ours, LONGEST),
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "guide/canvas/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub community: Community,
    pub form: CanvasForm,
    pub problems: Problems,
}

pub async fn edit(Organising(seen): Organising, State(app): State<App>) -> Result<EditPage> {
    let SeenCommunity { shell, community, .. } = seen;
    community.must_be_open()?;
    let form = CanvasForm::of(queries::canvas_words(&app.db, community.id).await?);
    Ok(EditPage { shell, community, form, problems: Problems::default() })
}
