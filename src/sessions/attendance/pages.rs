use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::lists::{self, UnsettledAttendee};
use super::queries::{self, TickRow, WalkIn};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::UnsettledAttendeeId;
use crate::platform::web::Shell;
use crate::sessions::Answer;
use crate::sessions::events::{Event, RunsEvent, SeenEvent};

/// A search for one letter finds everyone.
const SHORTEST_SEARCH: usize = 2;
/// More than that is no answer; the name wants another letter.
const MOST_FOUND: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "sessions/attendance/edit.html")]
pub struct EditPage {
    shell: Shell,
    event: Event,
    groups: Vec<TickGroup>,
    /// Rows of a meeting tool's list that nobody could settle yet.
    unsettled: Vec<UnsettledAttendee>,
    q: String,
    open: bool,
}

/// People on the tick list who are expected for the same reason.
struct TickGroup {
    key: &'static str,
    words: &'static str,
    people: Vec<TickRow>,
    /// Members who did not answer are many, and folded away until they are looked for.
    folded: bool,
}

impl EditPage {
    fn nobody_found(&self) -> bool {
        !self.q.is_empty() && self.groups.iter().all(|group| group.people.is_empty())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WalkInQuery {
    q: String,
    /// The row of a meeting tool's list that is to be settled.
    row: Option<UnsettledAttendeeId>,
}

pub async fn edit(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Query(WalkInQuery { q, .. }): Query<WalkInQuery>,
) -> Result<EditPage> {
    let SeenEvent { shell, event, .. } = invited;
    let q = q.trim().to_owned();
    let mut db = app.db.acquire().await?;
    let named = (!q.is_empty()).then_some(q.as_str());
    let listed = queries::tick_list(&mut db, event.id, named, None).await?;
    let unsettled = lists::unsettled(&mut db, event.id).await?;
    let open = super::is_open(&event, shell.now);
    Ok(EditPage { shell, event, groups: grouped(listed, !q.is_empty()), unsettled, q, open })
}

/// Those who said yes and the hosts, then the unsure, the queue, those who came unannounced, and the other members.
fn grouped(listed: Vec<TickRow>, searched: bool) -> Vec<TickGroup> {
    let mut groups = [
        ("yes", "Said yes"),
        ("maybe", "Said maybe"),
        ("waiting", "On the waiting list"),
        ("unasked", "Came without signing up"),
        ("members", "Other members"),
    ]
    .map(|(key, words)| TickGroup { key, words, people: Vec::new(), folded: false });
    for person in listed {
        let index = match person.answer {
            Some(Answer::Maybe) => 1,
            Some(Answer::Waiting) => 2,
            Some(_) => 0,
            None if person.host => 0,
            None if person.present() => 3,
            None => 4,
        };
        groups[index].people.push(person);
    }
    let anybody_expected = groups[..4].iter().any(|group| !group.people.is_empty());
    let members = &mut groups[4];
    members.folded = anybody_expected && !searched;
    groups.into_iter().filter(|group| !group.people.is_empty()).collect()
}

#[derive(Template, WebTemplate)]
#[template(path = "sessions/attendance/walk_ins.html")]
pub struct WalkInsPage {
    shell: Shell,
    event: Event,
    q: String,
    found: Vec<WalkIn>,
    /// Which row of a meeting tool's list to settle.
    row: Option<UnsettledAttendee>,
    too_short: bool,
    open: bool,
}

pub async fn walk_ins(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Query(WalkInQuery { q, row }): Query<WalkInQuery>,
) -> Result<WalkInsPage> {
    let SeenEvent { shell, event, .. } = invited;
    let q = q.trim().to_owned();
    let too_short = q.chars().count() < SHORTEST_SEARCH;
    let found = if too_short {
        Vec::new()
    } else {
        queries::people_called(&app.db, event.id, &q, MOST_FOUND).await?
    };
    let row = match row {
        Some(row) => lists::unsettled_row(&mut *app.db.acquire().await?, event.id, row).await?,
        None => None,
    };
    let open = super::is_open(&event, shell.now);
    Ok(WalkInsPage { shell, event, q, found, row, too_short, open })
}
