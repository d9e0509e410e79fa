use std::sync::Arc;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use time::OffsetDateTime;

use super::queries::{self, SessionSeries};
use crate::guide::planning::{self, PlannedTime, TimeWarning};
use crate::guide::retrospectives::SessionRetrospective;
use crate::learning::stories::StoryCard;
use crate::learning::worth::WorthCount;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::markdown::{self, Prose};
use crate::platform::web::{Shell, when};
use crate::sessions::events::{Event, Going, SeenEvent};
use crate::sessions::hosting::{AskedHost, HostInvitation};
use crate::sessions::{Answer, attendance};

#[derive(Template, WebTemplate)]
#[template(path = "front/session/show.html")]
pub struct ShowPage {
    shell: Shell,
    event: Event,
    agenda: Arc<Prose>,
    recap: Arc<Prose>,
    hosts: Vec<Going>,
    going: Vec<Going>,
    waiting: Vec<Going>,
    stories: Vec<StoryCard>,
    /// The time in the session's own zone, where it differs from the reader's.
    there: Option<String>,
    /// What is looked back on in it, for members.
    retrospective: Option<SessionRetrospective>,
    /// The series it is a date of.
    series: Option<SessionSeries>,
    was_there: bool,
    /// People who are here can say so.
    door_open: bool,
    /// For hosts, while the time can still be changed.
    warnings: Vec<TimeWarning>,
    /// I am asked to host it.
    invitation: Option<HostInvitation>,
    /// For hosts: who else is asked.
    asked: Vec<AskedHost>,
    /// For hosts: what people who came for the first time said.
    worth: Option<WorthCount>,
}

impl ShowPage {
    fn has_started(&self) -> bool {
        self.event.starts_at <= self.shell.now
    }

    fn is_over(&self) -> bool {
        self.event.ends_at <= self.shell.now
    }

    /// People who were there, meant to be or run it may have something to tell once it is over.
    fn asks_for_a_story(&self) -> bool {
        let is_going = self.event.answer == Some(Answer::Going);
        self.is_over() && (self.was_there || self.event.run_by_me || is_going)
    }

    /// How many of a part of the list are not shown here.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn more(&self, part: &[Going]) -> i64 {
        part.first().map_or(0, |first| first.alike) - i64::try_from(part.len()).unwrap_or(0)
    }

    fn takes_attendance(&self) -> bool {
        attendance::is_open(&self.event, self.shell.now)
    }

    /// Other dates of its series can be cancelled with it.
    fn may_cancel_several(&self) -> bool {
        self.series.is_some() && self.event.organised_by_me
    }
}

pub async fn show(invited: SeenEvent, State(app): State<App>) -> Result<ShowPage> {
    let SeenEvent { person, shell, event } = invited;
    let beside = queries::surroundings(&app.db, &event, person.id, shell.now).await?;
    let door_open = attendance::door_is_open(&event, shell.now);
    let (hosts, rest): (Vec<_>, Vec<_>) = beside.listed.into_iter().partition(|person| person.host);
    let (waiting, going) = rest
        .into_iter()
        .filter(|person| person.answer != Some(Answer::Maybe))
        .partition(|person| person.answer == Some(Answer::Waiting));
    let there = clock_there(&event, &shell);
    let (agenda, recap) = (markdown::prose(&event.agenda).await, markdown::prose(&event.recap).await);
    let warnings = warnings_for(&app, &event, &hosts, person.id, shell.now).await?;
    Ok(ShowPage {
        shell,
        event,
        agenda,
        recap,
        hosts,
        going,
        waiting,
        stories: beside.stories,
        there,
        retrospective: beside.retrospective,
        series: beside.series,
        was_there: beside.was_there,
        door_open,
        warnings,
        invitation: beside.invitation,
        asked: beside.asked,
        worth: beside.worth,
    })
}

/// "15:00 in Europe/Vienna", where that is another time than the reader's. Whole days have none.
fn clock_there(event: &Event, shell: &Shell) -> Option<String> {
    let zone = when::zone_or_utc(&event.zone);
    let has_times = event.facts().span.whole_days(&zone).is_none();
    let is_elsewhere = when::machine(event.starts_at, &zone) != when::machine(event.starts_at, &shell.zone);
    (has_times && is_elsewhere)
        .then(|| format!("{} in {}", when::clock(event.starts_at, &zone), event.zone.replace('_', " ")))
}

/// For anyone who runs it, while the time can still be changed.
async fn warnings_for(
    app: &App,
    event: &Event,
    hosts: &[Going],
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Vec<TimeWarning>> {
    if !event.run_by_me || event.is_cancelled() || event.starts_at <= now {
        return Ok(Vec::new());
    }
    let hosts: Vec<PersonId> = hosts.iter().map(|host| host.person_id).collect();
    let planned = PlannedTime {
        community: event.community_id,
        event: Some(event.id),
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        hosts: &hosts,
    };
    planning::warnings(&app.db, person, &planned).await
}
