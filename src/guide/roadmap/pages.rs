use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use time::Date;

use super::evidence::RoadmapResult;
use super::progress::StepState;
use super::queries::{self, RoadmapNote};
use super::remedies::{RoadmapPages, RoadmapRemedy};
use super::steps::Step;
use super::{NoteList, Roadmap, RoadmapTest};
use crate::communities::roles::handovers::{self, Handover};
use crate::communities::roles::{self, CommunityRole};
use crate::communities::{self, Community, Organising, SeenCommunity};
use crate::guide::barriers::{self, PlayLine, TrustReading};
use crate::guide::phases;
use crate::guide::phases::thresholds::Unit;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::once::FormToken;
use crate::platform::web::{Problems, Shell, when};

#[derive(Template, WebTemplate)]
#[template(path = "guide/roadmap/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    steps: Vec<StepView>,
    /// What the community tries against a barrier, and how much trust its last pulse found: beside the fourth step, and
    /// never a condition of it.
    plays: Vec<PlayLine>,
    trust: Option<TrustReading>,
    /// "28 days": how long a step may be missed before it has slipped.
    slips_after: String,
    /// A report that could not be taken, as typed.
    form: ReportForm,
    problems: Problems,
}

/// The form that says something was done elsewhere, as typed.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct ReportForm {
    pub test: String,
    pub note: String,
}

/// One step with what it asks for.
struct StepView {
    step: Step,
    state: StepState,
    /// "since 14 September 2026", or since when it is missed.
    since: Option<String>,
    /// The first step that is not met: its tasks are open.
    current: bool,
    tasks: Vec<TaskView>,
}

impl StepView {
    fn is_met(&self) -> bool {
        self.state == StepState::Met
    }

    /// What makes trust, and what it is read beside.
    fn builds_trust(&self) -> bool {
        self.step == Step::Connect
    }

    fn has_slipped(&self) -> bool {
        self.state == StepState::Slipped
    }
}

/// One thing a step asks for, its evidence, and where it is done.
struct TaskView {
    result: RoadmapResult,
    remedy: Option<RoadmapRemedy>,
    report: Option<ReportView>,
}

struct ReportView {
    note: String,
    by: String,
    on: String,
}

impl TaskView {
    fn verdict(&self) -> &'static str {
        match (self.result.met, self.result.reported) {
            (true, true) => "Done elsewhere",
            (true, false) => "Met",
            (false, _) if self.result.test.is_optional() => "Optional",
            (false, _) => "Not yet",
        }
    }
}

impl ShowPage {
    fn met(&self) -> usize {
        self.steps.iter().filter(|view| view.is_met()).count()
    }

    /// What to do next: the first thing of the current step that is not met.
    fn next_task(&self) -> Option<&TaskView> {
        let current = self.steps.iter().find(|view| view.current)?;
        current.tasks.iter().find(|task| !task.result.met && task.result.counts() && task.remedy.is_some())
    }

    /// Whether the form of a task is the one with a problem.
    fn is_wrong(&self, test: RoadmapTest) -> bool {
        !self.problems.is_empty() && self.form.test == test.as_str()
    }
}

pub async fn show(Organising(seen): Organising, State(app): State<App>) -> Result<ShowPage> {
    page(seen, &app, ReportForm::default(), Problems::default()).await
}

pub async fn page(seen: SeenCommunity, app: &App, form: ReportForm, problems: Problems) -> Result<ShowPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let t = phases::thresholds(&app.db).await?;
    let roadmap =
        super::roadmaps(&app.db, &[community.id], &t, shell.now).await?.pop().ok_or(Error::NotFound)?;
    let meeting = communities::meetings(&app.db, &[community.id], shell.now).await?.remove(&community.id);
    let next_session = meeting.and_then(|meeting| meeting.next_id);
    let base_url = app.config.base_url();
    let pages = RoadmapPages { community: &community, base_url: &base_url, next_session };
    let current = Step::ALL.into_iter().find(|step| roadmap.state(*step, &t) != StepState::Met);
    let steps = Step::ALL
        .into_iter()
        .map(|step| {
            let state = roadmap.state(step, &t);
            let tasks = tasks(&roadmap, step, &pages, &shell);
            let since = since(&roadmap, step, state);
            StepView { step, state, since, current: current == Some(step), tasks }
        })
        .collect();
    let plays = barriers::plays(&app.db, community.id, shell.now).await?;
    let trust = barriers::trust(&app.db, community.id, shell.now).await?;
    let slips_after = Unit::Days.text(t.roadmap_slip_days);
    Ok(ShowPage { shell, community, steps, plays, trust, slips_after, form, problems })
}

fn tasks(roadmap: &Roadmap, step: Step, pages: &RoadmapPages, shell: &Shell) -> Vec<TaskView> {
    let of_step = roadmap.results.iter().filter(|result| result.test.step() == step);
    of_step
        .map(|result| {
            let report = roadmap.reports.iter().find(|report| report.test == result.test);
            let report = report.map(|report| ReportView {
                note: report.note.clone(),
                by: report.by.clone(),
                on: shell.day(&report.reported_at),
            });
            let acts = !result.met && !pages.community.is_archived();
            let remedy = if acts { pages.remedy(result.test) } else { None };
            TaskView { result: result.clone(), remedy, report }
        })
        .collect()
}

fn since(roadmap: &Roadmap, step: Step, state: StepState) -> Option<String> {
    let memory = roadmap.now.steps[step.index()];
    match (state, memory.missed_since) {
        (StepState::Slipped, Some(on)) => Some(format!("not met since {}", long_day(on))),
        (StepState::Met, Some(on)) => Some(format!("not met since {}; it slips if that lasts", long_day(on))),
        (StepState::Met, None) => memory.met_on.map(|on| format!("since {}", long_day(on))),
        _ => None,
    }
}

fn long_day(on: Date) -> String {
    when::from_date(on).strftime("%-d %B %Y").to_string()
}

#[derive(Template, WebTemplate)]
#[template(path = "guide/roadmap/keep_going.html")]
pub struct KeepGoingPage {
    shell: Shell,
    community: Community,
    lists: [NoteListView; 2],
    /// Who does what, who could step in, and what is on its way to somebody else.
    roles: Vec<CommunityRole>,
    handovers: Vec<Handover>,
    problems: Problems,
}

impl KeepGoingPage {
    /// The handover that a role is in.
    fn handover_of(&self, role: &CommunityRole) -> Option<&Handover> {
        self.handovers.iter().find(|handover| handover.role_id == role.id)
    }
}

/// One of the two lists, and the form that adds to it.
struct NoteListView {
    list: NoteList,
    notes: Vec<RoadmapNote>,
    /// A line that could not be added, as typed.
    typed: String,
}

impl NoteListView {
    fn heading(&self) -> &'static str {
        match self.list {
            NoteList::Kept => "What works, and we keep",
            NoteList::Stopped => "What we stop",
        }
    }

    fn question(&self) -> &'static str {
        match self.list {
            NoteList::Kept => "What would members miss first?",
            NoteList::Stopped => "What takes effort and gives little?",
        }
    }

    fn label(&self) -> &'static str {
        match self.list {
            NoteList::Kept => "What works?",
            NoteList::Stopped => "What do you stop?",
        }
    }

    fn hint(&self) -> &'static str {
        match self.list {
            NoteList::Kept => "For example, Two people show something small each time",
            NoteList::Stopped => "For example, Minutes that nobody reads",
        }
    }

    fn button(&self) -> &'static str {
        match self.list {
            NoteList::Kept => "Keep this",
            NoteList::Stopped => "Stop this",
        }
    }
}

/// The form that adds a line, as typed.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct NoteForm {
    pub list: String,
    pub body: String,
    pub once: FormToken,
}

pub async fn keep_going(Organising(seen): Organising, State(app): State<App>) -> Result<KeepGoingPage> {
    keep_going_page(seen, &app, NoteForm::default(), Problems::default()).await
}

pub async fn keep_going_page(
    seen: SeenCommunity,
    app: &App,
    form: NoteForm,
    problems: Problems,
) -> Result<KeepGoingPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let notes = queries::notes(&app.db, community.id).await?;
    let roles = roles::of_community(&app.db, community.id).await?;
    let handovers = handovers::open_in(&app.db, community.id).await?;
    let (kept, stopped) = notes.into_iter().partition(|note| note.list == NoteList::Kept);
    let view = |list: NoteList, notes| {
        let typed = if form.list == list.as_str() { form.body.clone() } else { String::new() };
        NoteListView { list, notes, typed }
    };
    let lists = [view(NoteList::Kept, kept), view(NoteList::Stopped, stopped)];
    Ok(KeepGoingPage { shell, community, lists, roles, handovers, problems })
}
