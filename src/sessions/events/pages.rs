use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::form::Typed;
use super::planning::{self, Advice, Planned, Warning};
use super::queries::{self, Card, Event, Going, PossibleHost};
use super::rules::{self, LENGTHS};
use super::{Hosting, Invited};
use crate::communities::{Community, Organising, Seen};
use crate::learning::stories::{self, StoryCard};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Page, Pages, Problems, Shell, encoded, markdown, when};
use crate::sessions::attendance;
use crate::sessions::hosting::{self, Asked, Invitation};
use crate::sessions::series::form::{CHOICES, Dates};
use crate::sessions::series::{self, Series};

const A_PAGE: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "sessions/events/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    to_come: Vec<Card>,
    past: Vec<Card>,
    pages: Pages,
}

pub async fn index(seen: Seen, State(app): State<App>, Query(page): Query<Page>) -> Result<IndexPage> {
    let Seen { person, shell, community } = seen;
    let to_come =
        queries::of_community(&app.db, community.id, person.id, (true, shell.now), (100, 0)).await?;
    let rows = (A_PAGE + 1, page.offset(A_PAGE));
    let past = queries::of_community(&app.db, community.id, person.id, (false, shell.now), rows).await?;
    let (past, pages) = page.cut(past, A_PAGE);
    Ok(IndexPage { shell, community, to_come, past, pages })
}

#[derive(Template, WebTemplate)]
#[template(path = "sessions/events/show.html")]
pub struct ShowPage {
    shell: Shell,
    event: Event,
    agenda: String,
    recap: String,
    hosts: Vec<Going>,
    going: Vec<Going>,
    waiting: Vec<Going>,
    stories: Vec<StoryCard>,
    /// The time in the session's own zone, where it differs from the reader's.
    there: Option<String>,
    /// The series it is a date of.
    series: Option<Series>,
    was_there: bool,
    /// Whoever is here can say so.
    door_open: bool,
    /// For hosts, while the time can still be changed.
    warnings: Vec<Warning>,
    /// I am asked to host it.
    invitation: Option<Invitation>,
    /// For hosts: whoever else is asked.
    asked: Vec<Asked>,
}

impl ShowPage {
    fn has_started(&self) -> bool {
        self.event.starts_at <= self.shell.now
    }

    fn is_over(&self) -> bool {
        self.event.ends_at <= self.shell.now
    }
}

pub async fn show(invited: Invited, State(app): State<App>) -> Result<ShowPage> {
    let Invited { person, shell, event } = invited;
    let listed = queries::going(&app.db, event.id).await?;
    let over = event.ends_at <= shell.now;
    let stories = if over { stories::of_event(&app.db, event.id, person.id).await? } else { Vec::new() };
    let door_open = attendance::door_is_open(&event, shell.now);
    let was_there = (over || door_open) && attendance::was_there(&app.db, event.id, person.id).await?;
    let (hosts, rest): (Vec<_>, Vec<_>) = listed.into_iter().partition(|person| person.host);
    let (waiting, going) = rest
        .into_iter()
        .filter(|person| person.answer != "maybe")
        .partition(|person| person.answer == "waiting");
    let zone = when::zone_or_utc(&event.zone);
    let there = (when::machine(event.starts_at, &zone) != when::machine(event.starts_at, &shell.zone))
        .then(|| format!("{} in {}", when::clock(event.starts_at, &zone), event.zone.replace('_', " ")));
    let (agenda, recap) = (markdown::to_html(&event.agenda), markdown::to_html(&event.recap));
    let series = match event.series_id {
        Some(series) => series::of(&app.db, series).await?,
        None => None,
    };
    let invitation = hosting::invitation(&app.db, event.id, person.id, shell.now).await?;
    let asked = if event.run_by_me { hosting::asked_for(&app.db, event.id).await? } else { Vec::new() };
    let warnings = warnings_for(&app, &event, &hosts, (person.id, shell.now)).await?;
    Ok(ShowPage {
        shell,
        event,
        agenda,
        recap,
        hosts,
        going,
        waiting,
        stories,
        there,
        series,
        was_there,
        door_open,
        warnings,
        invitation,
        asked,
    })
}

/// For whoever runs it, while the time can still be changed.
async fn warnings_for(
    app: &App,
    event: &Event,
    hosts: &[Going],
    (person, now): (Uuid, OffsetDateTime),
) -> Result<Vec<Warning>> {
    if !event.run_by_me || event.is_cancelled() || event.starts_at <= now {
        return Ok(Vec::new());
    }
    let hosts: Vec<Uuid> = hosts.iter().map(|host| host.person_id).collect();
    let planned = Planned {
        community: event.community_id,
        event: Some(event.id),
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        hosts: &hosts,
    };
    planning::warnings(&app.db, person, &planned).await
}

/// The form that schedules or changes a session.
#[derive(Template, WebTemplate)]
#[template(path = "sessions/events/edit.html")]
pub struct EditPage {
    shell: Shell,
    setting: Setting,
    form: Typed,
    problems: Problems,
    people: Vec<PossibleHost>,
    zones: Vec<String>,
    preview: Option<Preview>,
    /// The next dates, where it repeats.
    dates: Option<Dates>,
    advice: Advice,
}

/// Where the session belongs, and the session itself once there is one.
pub struct Setting {
    community_id: Uuid,
    community: String,
    community_path: String,
    event: Option<Event>,
}

/// The session as people will see it.
pub struct Preview {
    pub card: Card,
    pub agenda: String,
}

impl Setting {
    pub fn of_community(community: &Community) -> Self {
        let (name, path) = (community.name.clone(), community.path());
        Self { community_id: community.id, community: name, community_path: path, event: None }
    }

    pub fn of_event(event: Event) -> Self {
        let community_path = format!("/communities/{}", event.community_slug);
        Self {
            community_id: event.community_id,
            community: event.community.clone(),
            community_path,
            event: Some(event),
        }
    }

    fn action(&self) -> String {
        match &self.event {
            Some(event) => format!("{}/edit", event.path()),
            None => format!("{}/events", self.community_path),
        }
    }

    /// Is it one of several, and may whoever edits it reach the others?
    fn is_of_series(&self) -> bool {
        self.event.as_ref().is_some_and(|event| event.series_id.is_some() && event.organised_by_me)
    }

    fn may_repeat(&self) -> bool {
        self.event.is_none() || self.is_of_series()
    }

    fn is_published(&self) -> bool {
        self.event.as_ref().is_some_and(|event| event.state == "published")
    }
}

impl EditPage {
    async fn blank(app: &App, shell: Shell, setting: Setting, form: Typed) -> Result<Self> {
        let people = queries::possible_hosts(&app.db, setting.community_id).await?;
        let dates = form.upcoming(shell.now);
        let hosts = form.host_ids();
        let planned = form.span().map(|(starts_at, ends_at)| Planned {
            community: setting.community_id,
            event: setting.event.as_ref().map(|event| event.id),
            starts_at,
            ends_at,
            hosts: &hosts,
        });
        let advice = planning::advice(app, &shell, setting.community_id, planned.as_ref()).await?;
        Ok(Self {
            advice,
            dates,
            shell,
            setting,
            form,
            problems: Problems::default(),
            people,
            zones: when::zones(),
            preview: None,
        })
    }

    /// The same page with what was typed: its problems beside their fields, or the preview that was asked for.
    pub async fn again(
        app: &App,
        shell: Shell,
        setting: Setting,
        form: Typed,
        problems: Problems,
    ) -> Result<Response> {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let preview = form.preview(&setting.community);
        let page = Self::blank(app, shell, setting, form).await?;
        Ok((status, Self { problems, preview, ..page }).into_response())
    }

    fn scope(&self) -> &str {
        if self.form.scope.is_empty() { "this" } else { &self.form.scope }
    }

    fn ends(&self) -> &str {
        if self.form.ends.is_empty() { "never" } else { &self.form.ends }
    }

    /// How it may repeat; what is a series stays one.
    fn repeats(&self) -> Vec<(String, String)> {
        let from = usize::from(self.setting.event.is_some());
        CHOICES[from..].iter().map(|(key, words)| ((*key).to_owned(), (*words).to_owned())).collect()
    }

    /// The same form with the suggested kind, and what a link had filled in.
    fn with_kind(&self, kind: &str) -> String {
        let mut path = format!("{}/events/new?kind={kind}", self.setting.community_path);
        for (name, typed) in [("title", &self.form.title), ("topic", &self.form.topic)] {
            if !typed.is_empty() {
                path = format!("{path}&{name}={}", encoded(typed));
            }
        }
        path
    }

    fn hosts(&self, person: &Uuid) -> bool {
        self.form.hosts.iter().any(|host| host.as_str() == person.to_string())
    }
}

pub async fn new(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(given): Query<Typed>,
) -> Result<EditPage> {
    let Seen { person, shell, community } = seen;
    community.must_be_open()?;
    let zone = when::zone_or_utc(&community.zone);
    let newest = queries::newest_start(&app.db, community.id).await?;
    let cadence = Duration::days(community.cadence_days.unwrap_or(14).into());
    let day = rules::next_day(newest, cadence, (shell.now, &zone));
    let clock = newest.map_or_else(|| "14:00".to_owned(), |at| when::clock(at, &zone));
    let given = if given.repeats == "cadence" { given.in_rhythm(community.cadence_days) } else { given };
    let copied = match given.copy.parse::<Uuid>() {
        Ok(id) => {
            queries::seen(&app.db, id, person.id).await?.filter(|past| past.community_id == community.id)
        }
        Err(_) => None,
    };
    let chosen = copied.is_some() || !given.kind.is_empty();
    let form = match copied {
        Some(past) => Typed::again(&past, &person.id, day),
        None => Typed::blank(&community.zone, &person.id, (day, clock)).with(given),
    };
    let span = form.span().filter(|_| !chosen);
    let page = EditPage::blank(&app, shell, Setting::of_community(&community), form).await?;
    let Some((starts_at, _)) = span else { return Ok(page) };
    let advice = page.advice.with_suggestion(&app.db, community.id, starts_at, page.shell.now).await?;
    Ok(EditPage { advice, ..page })
}

/// How far the edit is to reach, when a link says so.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Reach {
    scope: String,
}

pub async fn edit(
    Hosting(invited): Hosting,
    State(app): State<App>,
    Query(reach): Query<Reach>,
) -> Result<EditPage> {
    let Invited { shell, event, .. } = invited;
    rules::may_change(&event, shell.now).map_err(Error::Refused)?;
    let asked = hosting::asked_for(&app.db, event.id).await?;
    let asked = asked.into_iter().filter(|asked| !asked.declined).map(|asked| asked.person_id);
    let hosts: Vec<Uuid> = queries::hosts(&app.db, event.id).await?.into_iter().chain(asked).collect();
    let mut form = Typed::of(&event, &hosts);
    if let (Some(id), Some(on)) = (event.series_id, event.series_on)
        && event.organised_by_me
        && let Some(series) = series::of(&app.db, id).await?
    {
        form = form.of_series(&series, on, &reach.scope);
    }
    EditPage::blank(&app, shell, Setting::of_event(event), form).await
}

#[derive(Template, WebTemplate)]
#[template(path = "sessions/events/recap.html")]
pub struct RecapPage {
    pub shell: Shell,
    pub event: Event,
    pub form: super::actions::Recap,
    pub problems: Problems,
}

pub async fn recap(Hosting(invited): Hosting) -> RecapPage {
    let Invited { shell, event, .. } = invited;
    let form =
        super::actions::Recap { recap: event.recap.clone(), recording_url: event.recording_url.clone() };
    RecapPage { shell, event, form, problems: Problems::default() }
}

/// When seats stop being given and are offered, for the select.
fn offer_choices() -> Vec<(String, String)> {
    rules::OFFERS_FROM.iter().map(|(hours, words)| (hours.to_string(), (*words).to_owned())).collect()
}

/// Lengths for the select, with the one typed added where it is another.
fn length_choices(typed: &str) -> Vec<(String, String)> {
    let mut lengths: Vec<i64> = LENGTHS.to_vec();
    if let Ok(minutes) = typed.parse::<i64>()
        && !lengths.contains(&minutes)
    {
        lengths.push(minutes);
        lengths.sort_unstable();
    }
    lengths.into_iter().map(|minutes| (minutes.to_string(), format!("{minutes} minutes"))).collect()
}
