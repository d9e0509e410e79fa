use std::sync::Arc;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use time::Duration;

use super::form::{SessionButton, SessionForm};
use super::suggestion::TimeSuggestion;
use super::{Advice, PlannedTime, TimeWarning};
use crate::communities::{Community, Organising, SeenCommunity};
use crate::guide::transformation;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::web::markdown::Prose;
use crate::platform::web::{Problems, Shell, encoded, when};
use crate::sessions::events::rules::{self, LENGTHS};
use crate::sessions::events::{
    self, Event, PossibleHost, RunsEvent, SeenEvent, SessionCard, UNTIL, WHOLE_DAYS,
};
use crate::sessions::series::form::{CHOICES, UpcomingDates};
use crate::sessions::{hosting, series};

/// Who is shown to choose hosts from, beside those chosen; others are found by name.
const HOSTS_SHOWN: i64 = 12;

/// The form that schedules or changes a session.
#[derive(Template, WebTemplate)]
#[template(path = "guide/planning/edit.html")]
pub struct EditPage {
    shell: Shell,
    setting: Setting,
    form: SessionForm,
    problems: Problems,
    people: Vec<PossibleHost>,
    zones: Vec<String>,
    preview: Option<Preview>,
    /// The next dates, where it repeats.
    dates: Option<UpcomingDates>,
    advice: Advice,
}

/// Where the session belongs, and the session itself once there is one.
pub struct Setting {
    community_id: CommunityId,
    community: String,
    community_path: String,
    event: Option<Event>,
}

/// The session as people will see it.
pub struct Preview {
    pub card: SessionCard,
    pub agenda: Arc<Prose>,
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

    fn heading(&self) -> &'static str {
        if self.event.is_some() { "Change the session" } else { "Schedule a session" }
    }

    fn action(&self) -> String {
        match &self.event {
            Some(event) => format!("{}/edit", event.path()),
            None => format!("{}/events", self.community_path),
        }
    }

    /// Is it one of several, and may the person who edits it reach the others?
    fn is_of_series(&self) -> bool {
        self.event.as_ref().is_some_and(|event| event.series_id.is_some() && event.organised_by_me)
    }

    fn may_repeat(&self) -> bool {
        self.event.is_none() || self.is_of_series()
    }

    fn is_published(&self) -> bool {
        self.event.as_ref().is_some_and(|event| event.state.is_published())
    }
}

impl EditPage {
    async fn blank(app: &App, shell: Shell, setting: Setting, form: SessionForm) -> Result<Self> {
        let hosts = form.host_ids();
        let name = form.host_name.trim();
        let people = events::possible_hosts(&app.db, setting.community_id, &hosts, name, HOSTS_SHOWN).await?;
        let pauses = if form.repeating().repeats() {
            series::pauses(&app.db, setting.community_id).await?
        } else {
            Vec::new()
        };
        let dates = form.upcoming(&pauses, shell.now);
        let planned = form.span().map(|span| PlannedTime {
            community: setting.community_id,
            event: setting.event.as_ref().map(|event| event.id),
            starts_at: span.from,
            ends_at: span.to,
            hosts: &hosts,
        });
        let advice = super::advice(app, &shell, setting.community_id, planned.as_ref()).await?;
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
        form: SessionForm,
        problems: Problems,
    ) -> Result<Response> {
        // Who looks for a host has not finished the form.
        let problems = if form.then == SessionButton::FindHost { Problems::default() } else { problems };
        let status = problems.status();
        let preview = form.preview(&setting.community).await;
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
        for (name, typed) in [
            ("title", &self.form.title),
            ("topic", &self.form.topic),
            ("option", &self.form.option),
            ("day", &self.form.day),
            ("time", &self.form.time),
            ("zone", &self.form.zone),
            ("last_day", &self.form.last_day),
            ("ends_time", &self.form.ends_time),
        ] {
            if !typed.is_empty() {
                path = format!("{path}&{name}={}", encoded(typed));
            }
        }
        // A number of minutes is the usual one of the other kind.
        if [UNTIL, WHOLE_DAYS].contains(&self.form.minutes.as_str()) {
            path = format!("{path}&minutes={}", self.form.minutes);
        }
        path
    }

    /// Another kind than the one chosen, where one suits better.
    fn suggestion(&self) -> Option<&TimeSuggestion> {
        self.advice.suggestion.as_ref().filter(|suggestion| suggestion.kind.key != self.form.kind)
    }

    /// Lengths to choose from, with the one typed added where it is another.
    fn lengths(&self) -> Vec<(String, String)> {
        let mut lengths: Vec<i64> = LENGTHS.to_vec();
        if let Ok(minutes) = self.form.minutes.parse::<i64>()
            && !lengths.contains(&minutes)
        {
            lengths.push(minutes);
            lengths.sort_unstable();
        }
        let minutes = lengths.into_iter().map(|minutes| (minutes.to_string(), format!("{minutes} minutes")));
        let others = [(UNTIL, "Until a time or day below"), (WHOLE_DAYS, "Whole days, without times")];
        minutes.chain(others.map(|(key, words)| (key.to_owned(), words.to_owned()))).collect()
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn waiting_rules(&self) -> Vec<(String, String)> {
        rules::OFFERS_FROM.iter().map(|(hours, words)| (hours.to_string(), (*words).to_owned())).collect()
    }

    /// The rule is folded away while it is the usual one and nothing is wrong with it.
    fn shows_waiting_rule(&self) -> bool {
        let is_usual = matches!(self.form.offers_from_hours.as_str(), "" | "0");
        !is_usual || !self.problems.of("offers_from_hours").is_empty()
    }

    /// How many more may host than are shown.
    fn more_hosts(&self) -> i64 {
        let found = self.people.first().map_or(0, |person| person.of_all);
        found - i64::try_from(self.people.len()).unwrap_or(0)
    }

    fn looks_for_hosts(&self) -> bool {
        self.more_hosts() > 0 || !self.form.host_name.is_empty()
    }

    /// What came of looking for a name.
    fn found_words(&self) -> &'static str {
        if self.form.then != SessionButton::FindHost {
            ""
        } else if self.people.iter().all(|person| self.hosts(&person.id)) {
            "No other member has this in their name."
        } else {
            "Select the people you mean above."
        }
    }

    /// The name that was typed, while nobody looked for it.
    fn host_name(&self) -> &str {
        if self.form.then == SessionButton::FindHost { "" } else { &self.form.host_name }
    }

    fn hosts(&self, person: &PersonId) -> bool {
        self.form.hosts.iter().any(|host| host.as_str() == person.to_string())
    }
}

pub async fn new(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(given): Query<SessionForm>,
) -> Result<EditPage> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let zone = when::zone_or_utc(&community.zone);
    let newest = events::newest_start(&app.db, community.id).await?;
    let cadence = Duration::days(community.cadence_days.unwrap_or(14).into());
    let day = rules::next_day(newest, cadence, shell.now, &zone);
    // In a community that closes, its last day at the latest.
    let last_day = transformation::last_day(&app.db, community.id).await?.map(when::from_date);
    let day = last_day.map_or(day, |last| day.min(last));
    let clock = newest.map_or_else(|| "14:00".to_owned(), |at| when::clock(at, &zone));
    let given = if given.repeats == "cadence" { given.in_rhythm(community.cadence_days) } else { given };
    let copied = match given.copy.parse::<EventId>() {
        Ok(id) => {
            events::seen(&app.db, id, person.id).await?.filter(|past| past.community_id == community.id)
        }
        Err(_) => None,
    };
    let chosen = copied.is_some() || !given.kind.is_empty();
    let form = match copied {
        Some(past) => SessionForm::again(&past, &person.id, day),
        None => SessionForm::blank(&community.zone, &person.id, day, clock).with(given),
    };
    let span = form.span().filter(|_| !chosen);
    let page = EditPage::blank(&app, shell, Setting::of_community(&community), form).await?;
    let Some(span) = span else { return Ok(page) };
    let advice = page.advice.with_suggestion(&app.db, community.id, span.from, page.shell.now).await?;
    Ok(EditPage { advice, ..page })
}

/// How far the edit is to reach, when a link says so.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ScopeQuery {
    scope: String,
}

/// A session as the form shows it, with everyone who hosts it or is asked to.
pub async fn as_it_is(app: &App, event: &Event) -> Result<SessionForm> {
    let asked = hosting::asked_for(&app.db, event.id).await?;
    let asked = asked.into_iter().filter(|asked| !asked.declined).map(|asked| asked.person_id);
    let hosts: Vec<PersonId> = events::hosts(&app.db, event.id).await?.into_iter().chain(asked).collect();
    Ok(SessionForm::of(event, &hosts))
}

pub async fn edit(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Query(reach): Query<ScopeQuery>,
) -> Result<EditPage> {
    let SeenEvent { shell, event, .. } = invited;
    rules::may_change(&event, shell.now).map_err(Error::Refused)?;
    let mut form = as_it_is(&app, &event).await?;
    form.shown = form.fingerprint();
    if let (Some(id), Some(on)) = (event.series_id, event.series_on)
        && event.organised_by_me
        && let Some(series) = series::of(&app.db, id).await?
    {
        form = form.of_series(&series, on, &reach.scope);
    }
    EditPage::blank(&app, shell, Setting::of_event(event), form).await
}
