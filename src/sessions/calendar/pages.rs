use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use super::keys;
use super::month::Month;
use super::queries::{self, CalendarItem};
use crate::communities::{self, Brief, Community, SeenCommunity};
use crate::organisation;
use crate::organisation::logins::SignedIn;
use crate::organisation::people::{self, Person};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::when::{self, TimeSpan};
use crate::platform::web::{Page, Pages, Rows, Shell};

const A_PAGE: i64 = 30;
/// The agenda keeps a session in sight for a while after it ended, and reaches to the end of what can be planned.
const FROM_BEFORE: Duration = Duration::hours(1);
const UNTIL_AFTER: Duration = Duration::weeks(520);
/// More sessions than a month of anybody holds.
const A_MONTH: i64 = 1_000;

/// What was asked for: a month, or the agenda and a page of it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CalendarQuery {
    month: String,
    view: CalendarView,
}

/// How a calendar is shown.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum CalendarView {
    #[default]
    Month,
    Agenda,
}

impl From<String> for CalendarView {
    fn from(asked: String) -> Self {
        if asked == "agenda" { Self::Agenda } else { Self::Month }
    }
}

/// One person's calendar, or that of a community as they see it.
pub struct Whose {
    community: Option<Community>,
}

impl Whose {
    fn path(&self) -> String {
        self.community
            .as_ref()
            .map_or_else(|| "/calendar".to_owned(), |one| format!("{}/calendar", one.path()))
    }

    async fn slots(
        &self,
        app: &App,
        person: &Person,
        span: TimeSpan,
        rows: Rows,
    ) -> Result<Vec<CalendarItem>> {
        Ok(match &self.community {
            Some(community) => queries::of_community(&app.db, community.id, person.id, span, rows).await?,
            None => queries::mine(&app.db, person.id, span, rows).await?,
        })
    }
}

/// A day with its sessions, in the order they begin.
pub struct CalendarDay {
    date: Date,
    words: String,
    is_today: bool,
    /// It belongs to the month before or after.
    is_outside: bool,
    slots: Vec<CalendarItem>,
}

#[derive(Template, WebTemplate)]
#[template(path = "sessions/calendar/month.html")]
pub struct MonthPage {
    shell: Shell,
    whose: Whose,
    month: Month,
    is_now: bool,
    days: Vec<CalendarDay>,
}

impl MonthPage {
    fn is_empty(&self) -> bool {
        self.days.iter().all(|day| day.slots.is_empty())
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "sessions/calendar/agenda.html")]
pub struct AgendaPage {
    shell: Shell,
    whose: Whose,
    days: Vec<CalendarDay>,
    pages: Pages,
}

pub async fn index(
    SignedIn { person, shell, .. }: SignedIn,
    State(app): State<App>,
    Query(asked): Query<CalendarQuery>,
    Query(page): Query<Page>,
) -> Result<Response> {
    show(&app, &person, shell, Whose { community: None }, &asked, page).await
}

pub async fn of_community(
    SeenCommunity { person, shell, community }: SeenCommunity,
    State(app): State<App>,
    Query(asked): Query<CalendarQuery>,
    Query(page): Query<Page>,
) -> Result<Response> {
    show(&app, &person, shell, Whose { community: Some(community) }, &asked, page).await
}

async fn show(
    app: &App,
    person: &Person,
    shell: Shell,
    whose: Whose,
    asked: &CalendarQuery,
    page: Page,
) -> Result<Response> {
    if asked.view == CalendarView::Agenda {
        let span = TimeSpan { from: shell.now - FROM_BEFORE, to: shell.now + UNTIL_AFTER };
        let slots = whose.slots(app, person, span, page.rows(A_PAGE)).await?;
        let (slots, pages) = page.cut(slots, A_PAGE);
        let days = by_day(&slots, &shell);
        return Ok(AgendaPage { shell, whose, days, pages }.into_response());
    }
    let today = when::day(shell.now, &shell.zone);
    let month = Month::read(&asked.month).unwrap_or(Month::of(today));
    let span = month.span(&shell.zone).unwrap_or(TimeSpan { from: shell.now, to: shell.now });
    // Whole days are dates, and those of another zone may be a day off the moments here.
    let around = TimeSpan { from: span.from - Duration::DAY, to: span.to + Duration::DAY };
    let slots = whose.slots(app, person, around, Rows::first(A_MONTH)).await?;
    let days = month.days().into_iter().map(|date| {
        let of_day = slots.iter().filter(|slot| {
            let (first, last) = slot.days(&shell.zone);
            first <= date && date <= last
        });
        day(date, !month.holds(date), of_day.cloned().collect(), &shell)
    });
    let days = days.collect();
    let is_now = month == Month::of(today);
    Ok(MonthPage { shell, whose, month, is_now, days }.into_response())
}

/// From today on, each session on each of its days.
fn by_day(slots: &[CalendarItem], shell: &Shell) -> Vec<CalendarDay> {
    let today = when::day(shell.now, &shell.zone);
    let mut days: BTreeMap<Date, Vec<CalendarItem>> = BTreeMap::new();
    for slot in slots {
        let (first, last) = slot.days(&shell.zone);
        // What is just over is in sight on its last day.
        for date in first.max(today.min(last)).series(1.day()).take_while(|date| *date <= last) {
            days.entry(date).or_default().push(slot.clone());
        }
    }
    days.into_iter().map(|(date, slots)| day(date, false, slots, shell)).collect()
}

fn day(date: Date, is_outside: bool, slots: Vec<CalendarItem>, shell: &Shell) -> CalendarDay {
    let today = when::day(shell.now, &shell.zone);
    CalendarDay { date, words: when::day_words(date, today), is_today: date == today, is_outside, slots }
}

/// Where a person makes, copies, renews and ends the secret link of their feed.
#[derive(Template, WebTemplate)]
#[template(path = "sessions/calendar/link.html")]
pub struct LinkPage {
    shell: Shell,
    /// Since when there is one.
    made_at: Option<OffsetDateTime>,
    /// The address itself, once: right after it was made.
    link: Option<String>,
    places: Vec<FeedOfCommunity>,
}

/// The feed of one community, with a key of its own.
pub struct FeedOfCommunity {
    slug: String,
    name: String,
    link: String,
}

impl LinkPage {
    /// Programs that keep calendars open such an address by themselves.
    fn webcal(link: &str) -> String {
        link.split_once("://").map_or_else(|| link.to_owned(), |(_, rest)| format!("webcal://{rest}"))
    }
}

impl LinkPage {
    /// With a link that was just made, which is shown this once: only its hash is kept.
    pub async fn of(app: &App, who: SignedIn, link: Option<String>) -> Result<Self> {
        let SignedIn { person, shell, .. } = who;
        let base_url = app.config.base_url();
        let feed = people::kept_feed(&app.db, person.id).await?;
        let Some(feed) = feed else {
            return Ok(Self { shell, made_at: None, link, places: Vec::new() });
        };
        let secret = organisation::link_secret(&app.db).await?;
        let places = communities::of_person(&app.db, person.id, shell.now).await?;
        let place = |Brief { id, slug, name, .. }: Brief| {
            let key = keys::key(&secret, person.id, id, &feed);
            let link = format!("{base_url}/communities/{slug}/calendar.ics?key={key}");
            FeedOfCommunity { slug, name, link }
        };
        let places = places.into_iter().map(place).collect();
        Ok(Self { shell, made_at: feed.made_at, link, places })
    }
}

pub async fn link(who: SignedIn, State(app): State<App>) -> Result<LinkPage> {
    LinkPage::of(&app, who, None).await
}
