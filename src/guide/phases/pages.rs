use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use sqlx::PgPool;
use time::{Date, Duration};

use super::bands::{Band, Bands};
use super::flags::Flag;
use super::gathering::{self, EvaluatedCommunity, Standpoint};
use super::guide::PhaseGuide;
use super::history::Number;
use super::panel::{Ahead, Panel};
use super::phase::Phase;
use super::queries;
use super::remedies::RemedyPages;
use super::state::{PhaseChange, PhaseEvent};
use super::thresholds::Thresholds;
use crate::communities::{self, Community, Meeting, SeenCommunity};
use crate::guide::planning::{self, LearningRange};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Problems, Shell, when};
use crate::sessions::events::kinds;
use crate::sessions::hosting::{self, AskedHost, LikelyHost};

#[derive(Template, WebTemplate)]
#[template(path = "guide/phases/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    phase: Phase,
    guide: &'static PhaseGuide,
    track: Vec<TrackStep>,
    panel: Option<Panel>,
    participation: Option<ParticipationView>,
    /// For organisers of a community that depends on few hosts.
    hosts: Option<HostsToAsk>,
    form: PinForm,
    problems: Problems,
    /// Whether it meets at all, which the phase does not say.
    meeting: Option<Meeting>,
    /// For organisers: how structured the sessions were, and what is missing.
    range: Option<LearningRange>,
}

/// Whom to ask to host the next session, and who was asked.
struct HostsToAsk {
    event: EventId,
    likely: Vec<LikelyHost>,
    asked: Vec<AskedHost>,
}

impl HostsToAsk {
    /// Where a session is planned, and one of these flags is up.
    async fn of(db: &PgPool, panel: Option<&Panel>, meeting: Option<Meeting>) -> Result<Option<Self>> {
        let needed = panel.is_some_and(|panel| panel.flags.iter().any(|flag| flag.kind.wants_hosts()));
        let next = meeting.and_then(|meeting| meeting.next_id).filter(|_| needed);
        let Some(event) = next else { return Ok(None) };
        let likely = hosting::likely_hosts(db, event).await?;
        Ok(Some(Self { event, likely, asked: hosting::asked_for(db, event).await? }))
    }
}

/// A phase on the way, as the reader sees it.
struct TrackStep {
    phase: Phase,
    current: bool,
    done: bool,
    since: Option<String>,
}

/// How people take part, for organisers. It names who comes often and who comes more often, and nobody else.
struct ParticipationView {
    bands: Bands,
    core: Vec<String>,
    closer: Vec<String>,
}

/// Names that stand in a sentence; more are counted.
const NAMES_SHOWN: usize = 12;

impl ParticipationView {
    async fn of(db: &PgPool, known: &EvaluatedCommunity, t: &Thresholds) -> Result<Option<Self>> {
        let Some(bands) = Bands::of(&known.history, known.today, t) else {
            return Ok(None);
        };
        let ids = |numbers: Vec<Number>| -> Vec<PersonId> {
            numbers.into_iter().map(|number| known.history.person(number)).collect()
        };
        let (core, closer) = (ids(bands.core()), ids(bands.closer()));
        let named =
            queries::member_names(db, known.community, &[core.as_slice(), closer.as_slice()].concat())
                .await?;
        let of = |wanted: &[PersonId]| {
            named
                .iter()
                .filter(|member| wanted.contains(&member.id))
                .map(|member| member.name.clone())
                .collect()
        };
        Ok(Some(Self { core: of(&core), closer: of(&closer), bands }))
    }

    /// The bands with what makes them, from the middle to the edge.
    fn rows(&self) -> [BandRow; 3] {
        let row = |band: Band, name, about| BandRow {
            name,
            about,
            before: self.bands.before(band),
            now: self.bands.now(band),
        };
        [
            row(Band::Core, "Core", "come to most sessions"),
            row(Band::Active, "Active", "come often"),
            row(Band::Occasional, "Occasional", "come now and then"),
        ]
    }

    fn core_names(&self) -> String {
        names_shown(&self.core)
    }

    fn closer_names(&self) -> String {
        names_shown(&self.closer)
    }
}

struct BandRow {
    name: &'static str,
    about: &'static str,
    before: usize,
    now: usize,
}

fn names_shown(names: &[String]) -> String {
    let shown = names.iter().take(NAMES_SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

impl ShowPage {
    /// What everyone sees of it.
    fn of(
        shell: Shell,
        community: Community,
        phase: Phase,
        track: Vec<TrackStep>,
        form: PinForm,
        problems: Problems,
        meeting: Option<Meeting>,
    ) -> Self {
        Self {
            shell,
            community,
            phase,
            guide: phase.guide(),
            track,
            panel: None,
            participation: None,
            hosts: None,
            form,
            problems,
            meeting,
            range: None,
        }
    }

    /// The phases an organiser may set: a transformation is declared, not set for a while.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn stages_to_set(&self) -> Vec<(String, &'static str)> {
        let phases = Phase::ALL.into_iter().filter(|phase| *phase != Phase::Transformation);
        phases.map(|phase| (phase.as_str().to_owned(), phase.name())).collect()
    }

    /// Whom to ask, beside the flag that wants it.
    fn hosts_for(&self, flag: &Flag) -> Option<&HostsToAsk> {
        self.hosts.as_ref().filter(|_| flag.kind.wants_hosts())
    }

    fn silence(&self) -> Option<String> {
        self.meeting?.silence(self.shell.now, &self.shell.zone)
    }

    /// Where the current phase begins in the picture, in percent of its width.
    fn energy_offset(&self) -> usize {
        20 * self.track.iter().position(|step| step.current).unwrap_or_default()
    }
}

/// The form that sets a phase, as typed.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct PinForm {
    pub phase: String,
    pub until: String,
    pub reason: String,
}

pub async fn show(seen: SeenCommunity, State(app): State<App>) -> Result<ShowPage> {
    page(seen, &app, None, Problems::default()).await
}

/// The page, with a form that could not be taken or a blank one.
pub async fn page(
    seen: SeenCommunity,
    app: &App,
    form: Option<PinForm>,
    problems: Problems,
) -> Result<ShowPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let past = queries::changes(&app.db, community.id).await?;
    let meeting = communities::meetings(&app.db, &[community.id], shell.now).await?.remove(&community.id);
    // What happens next is the organisers' to decide; an administrator, who sets the thresholds, reads how they work.
    let explains = community.organiser || shell.is_admin();
    if !explains {
        let stands = gathering::standpoint(&app.db, community.id, shell.now).await?.ok_or(Error::NotFound)?;
        let phase = stands.state.phase_for(false, stands.today);
        let track = track(&stands, phase, &past);
        let form = form.unwrap_or_default();
        return Ok(ShowPage::of(shell, community, phase, track, form, problems, meeting));
    }
    let (mut known, t) = gathering::gather_in_force(&app.db, &[community.id], shell.now).await?;
    let known = known.pop().ok_or(Error::NotFound)?;
    let stands = Standpoint::of(&known, &t);
    let state = &stands.state;
    let phase = state.phase_for(true, stands.today);
    let track = track(&stands, phase, &past);
    let form = form.unwrap_or_else(|| PinForm::blank(state.phase, known.today));
    if !community.organiser {
        let panel = Panel { flags: Vec::new(), ..Panel::of(&known, state, past, None, &t) };
        let shown = ShowPage::of(shell, community, phase, track, form, problems, meeting);
        return Ok(ShowPage { panel: Some(panel), ..shown });
    }
    let participation = ParticipationView::of(&app.db, &known, &t).await?;
    let panel = Panel::of(&known, state, past, remedy_pages(&community, meeting), &t);
    let hosts = HostsToAsk::of(&app.db, Some(&panel).filter(|_| !community.is_archived()), meeting).await?;
    let range = planning::learning_range(&app.db, &community, phase, t.counted_people, shell.now).await?;
    Ok(ShowPage {
        panel: Some(panel),
        participation,
        hosts,
        range: Some(range),
        ..ShowPage::of(shell, community, phase, track, form, problems, meeting)
    })
}

/// Where an organiser acts on what is missing; nowhere once the community is archived.
fn remedy_pages(community: &Community, meeting: Option<Meeting>) -> Option<RemedyPages> {
    let next_session = meeting.and_then(|meeting| meeting.next_id);
    (!community.is_archived()).then(|| RemedyPages { slug: community.slug.clone(), next_session })
}

impl PinForm {
    fn blank(phase: Phase, today: Date) -> Self {
        let until = today.saturating_add(Duration::days(30));
        Self { phase: phase.as_str().to_owned(), until: until.to_string(), reason: String::new() }
    }
}

/// The five phases with the days on which the community entered them. What is not shown to this reader leaves
/// no trace here: only phases risen to, and the one that is shown.
fn track(stands: &Standpoint, shown: Phase, past: &[PhaseChange]) -> Vec<TrackStep> {
    let state = &stands.state;
    let entered = |phase: Phase| match phase {
        Phase::Potential => Some(stands.founded_on),
        _ => past
            .iter()
            .chain(&state.changes)
            .rfind(|change| change.what == PhaseEvent::Entered(phase))
            .map(|change| change.on),
    };
    let from =
        state.transformation.as_ref().map_or(Phase::SelfSustaining, |transformation| transformation.from);
    let since_shown = match state.pinned(stands.today) {
        Some(pin) => Some(pin.from),
        None if state.phase == shown => Some(state.since),
        None => entered(shown),
    };
    Phase::ALL
        .into_iter()
        .map(|phase| {
            let current = phase == shown;
            let done = phase < shown && phase <= from;
            let since = if current { since_shown } else { entered(phase).filter(|_| done) };
            TrackStep { phase, current, done, since: since.map(|on| since_words(on, current)) }
        })
        .collect()
}

/// "since 14 September 2026" for the phase it is in, "from March 2025" for those behind.
fn since_words(on: Date, current: bool) -> String {
    let words = if current { "since %-d %B %Y" } else { "from %B %Y" };
    when::from_date(on).strftime(words).to_string()
}
