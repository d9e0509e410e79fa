use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use serde::Deserialize;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::form::{CHOICES, PulseForm};
use super::opening::SafetyOffer;
use super::queries::{self, Pulse, PulseLine, WaitingPulse};
use super::results::{CommunityRow, ResultsPage, community_rows};
use super::states::TICKS;
use super::who::SeenPulse;
use super::{PulseDimension, PulseItem, PulseQuestion, rules, sentence, total};
use crate::communities::{Belonging, Community, Organising, SeenCommunity};
use crate::learning::stories::Barrier;
use crate::organisation::logins::{Admin, SignedIn};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::CommunityId;
use crate::platform::once::FormToken;
use crate::platform::web::{Page, Pages, Problems, Shell, YesNo, when};

const A_PAGE: i64 = 20;

/// Whose pulse it is: a community's, or the whole organisation's.
pub enum PulseScope {
    Community(Box<Community>),
    Organisation,
}

impl PulseScope {
    pub fn community(&self) -> Option<CommunityId> {
        match self {
            Self::Community(community) => Some(community.id),
            Self::Organisation => None,
        }
    }

    pub fn path(&self) -> String {
        match self {
            Self::Community(community) => format!("{}/pulse", community.path()),
            Self::Organisation => "/pulse".to_owned(),
        }
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/pulse/community.html")]
pub struct CommunityPage {
    shell: Shell,
    community: Community,
    rounds: Vec<PulseLine>,
    sentence: Option<String>,
    next: NextPulse,
    pages: Pages,
}

pub async fn community(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<CommunityPage> {
    let SeenCommunity { person, shell, community } = seen;
    let rounds = queries::of_scope(&app.db, Some(community.id), person.id, page.rows(A_PAGE)).await?;
    let (rounds, pages) = page.cut(rounds, A_PAGE);
    let sentence = sentence(&app.db, Some(community.id), shell.now).await?;
    let next = NextPulse::of(&mut *app.db.acquire().await?, Some(community.id), shell.now).await?;
    Ok(CommunityPage { shell, community, rounds, sentence, next, pages })
}

/// Whether a new round can be opened now, or from when on.
pub enum NextPulse {
    Now,
    From(OffsetDateTime),
}

impl NextPulse {
    async fn of(db: &mut PgConnection, community: Option<CommunityId>, now: OffsetDateTime) -> Result<Self> {
        Ok(match rules::opens_again(queries::last_opened(db, community).await?) {
            Some(from) if now < from => Self::From(from),
            _ => Self::Now,
        })
    }
}

impl CommunityPage {
    fn path(&self) -> String {
        format!("{}/pulse", self.community.path())
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/pulse/organisation.html")]
pub struct OrganisationPage {
    shell: Shell,
    waiting: Vec<WaitingPulse>,
    rounds: Vec<PulseLine>,
    sentence: Option<String>,
    /// For leaders.
    communities: Vec<CommunityRow>,
    is_leader: bool,
    minimum: i16,
    next: NextPulse,
    pages: Pages,
}

impl OrganisationPage {
    /// What the minimum can be raised to.
    fn minimums(&self) -> Vec<i16> {
        (self.minimum..=20.max(self.minimum)).collect()
    }
}

pub async fn organisation(
    who: SignedIn,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<OrganisationPage> {
    let SignedIn { person, shell, .. } = who;
    let mut waiting = super::waiting_for(&app.db, person.id, shell.now).await?;
    waiting.retain(|one| one.closed_at.is_none());
    let rounds = queries::of_scope(&app.db, None, person.id, page.rows(A_PAGE)).await?;
    let (rounds, pages) = page.cut(rounds, A_PAGE);
    let sentence = sentence(&app.db, None, shell.now).await?;
    let communities = if person.is_leader { community_rows(&app.db).await? } else { Vec::new() };
    let db = &mut *app.db.acquire().await?;
    let minimum = queries::minimum(&mut *db).await?;
    let next = NextPulse::of(db, None, shell.now).await?;
    let is_leader = person.is_leader;
    Ok(OrganisationPage { shell, waiting, rounds, sentence, communities, is_leader, minimum, next, pages })
}

/// The form that opens a round.
#[derive(Template, WebTemplate)]
#[template(path = "learning/pulse/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub scope: PulseScope,
    pub population: i64,
    pub minimum: i16,
    pub next: NextPulse,
    pub safety: SafetyOffer,
    pub form: OpeningForm,
    pub problems: Problems,
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct OpeningForm {
    pub closes_on: String,
    pub breakdown: String,
    pub asks_safety: YesNo,
    pub once: FormToken,
}

impl NewPage {
    pub async fn load(app: &App, shell: Shell, scope: PulseScope) -> Result<Self> {
        let db = &mut *app.db.acquire().await?;
        let population = queries::population(&mut *db, scope.community()).await?;
        let minimum = queries::minimum(&mut *db).await?;
        let next = NextPulse::of(&mut *db, scope.community(), shell.now).await?;
        let safety = SafetyOffer::of(&mut *db, scope.community(), shell.now).await?;
        let zone = when::zone_or_utc(&queries::zone(db, scope.community()).await?);
        let today = when::day(shell.now, &zone);
        let closes_on = today.checked_add(rules::USUAL_DAYS.days()).unwrap_or(today).to_string();
        let breakdown = PulseDimension::Team.to_string();
        let form = OpeningForm { closes_on, breakdown, ..OpeningForm::default() };
        Ok(Self { shell, scope, population, minimum, next, safety, form, problems: Problems::default() })
    }

    fn is_few(&self) -> bool {
        self.population < i64::from(self.minimum)
    }

    fn can_open(&self) -> bool {
        !self.is_few() && matches!(self.next, NextPulse::Now)
    }
}

pub async fn new_for_community(Organising(seen): Organising, State(app): State<App>) -> Result<NewPage> {
    seen.community.must_be_open()?;
    NewPage::load(&app, seen.shell, PulseScope::Community(Box::new(seen.community))).await
}

pub async fn new_for_all(Admin(who): Admin, State(app): State<App>) -> Result<NewPage> {
    NewPage::load(&app, who.shell, PulseScope::Organisation).await
}

/// The questions.
#[derive(Template, WebTemplate)]
#[template(path = "learning/pulse/answer.html")]
pub struct AnswerPage {
    pub shell: Shell,
    pub pulse: Pulse,
    /// May its reader cancel it?
    pub runs_it: bool,
    pub form: PulseForm,
    pub problems: Problems,
}

impl AnswerPage {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn parts(&self) -> [(Barrier, [PulseItem; 3]); 3] {
        Barrier::ALL.map(|barrier| (barrier, PulseItem::of(barrier)))
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn choices(&self) -> [(&'static str, &'static str); 6] {
        CHOICES
    }

    /// The seven yearly sentences, where they are asked.
    fn safety_items(&self) -> &'static [PulseItem] {
        if self.pulse.asks_safety { &PulseItem::SAFETY } else { &[] }
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn safety_grades(&self) -> [&'static str; 7] {
        ["1", "2", "3", "4", "5", "6", "7"]
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn ticks(&self) -> [(String, &'static str); 7] {
        TICKS.map(|(value, words)| (value.to_string(), words))
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn grades(&self) -> Vec<String> {
        (0..=10).map(|grade: i16| grade.to_string()).collect()
    }
}

/// What was filled in, before it is sent.
#[derive(Template, WebTemplate)]
#[template(path = "learning/pulse/review.html")]
pub struct ReviewPage {
    pub shell: Shell,
    pub pulse: Pulse,
    pub form: PulseForm,
}

/// Nothing to fill in: the answers are in, or it is closed.
#[derive(Template, WebTemplate)]
#[template(path = "learning/pulse/state.html")]
pub struct StatePage {
    shell: Shell,
    pulse: Pulse,
    /// May its reader cancel it?
    runs_it: bool,
    /// What members read of it, once it is closed.
    sentence: Option<String>,
}

pub async fn show(seen: SeenPulse, State(app): State<App>) -> Result<Response> {
    let (reads, runs_it) = (seen.reads_results(), seen.runs_it());
    let SeenPulse { shell, pulse, .. } = seen;
    if pulse.closed_at.is_some() {
        return if reads {
            Ok(ResultsPage::load(&app.db, shell, pulse).await?.into_response())
        } else {
            let sentence = total(&app.db, pulse.id, pulse.community_id).await?;
            Ok(StatePage { shell, pulse, runs_it, sentence }.into_response())
        };
    }
    let waits = pulse.is_asked && !pulse.has_answered && pulse.takes_answers(shell.now);
    if !waits {
        return Ok(StatePage { shell, pulse, runs_it, sentence: None }.into_response());
    }
    let (form, problems) = (PulseForm::default(), Problems::default());
    Ok(AnswerPage { shell, pulse, runs_it, form, problems }.into_response())
}

impl PulseLine {
    /// When it was closed or cancelled.
    fn over_at(&self) -> Option<OffsetDateTime> {
        self.cancelled_at.or(self.closed_at)
    }

    /// What it is for the reader: "Waiting for your answers".
    fn label(&self) -> &'static str {
        if self.cancelled_at.is_some() {
            return "Cancelled";
        }
        match (self.closed_at, self.has_answered, self.is_asked) {
            (Some(_), ..) => "Closed",
            (None, true, _) => "Open, your answers are in",
            (None, false, true) => "Open, waiting for your answers",
            (None, false, false) => "Open since before you joined",
        }
    }
}

impl AnswerPage {
    fn question_rows(&self) -> [(PulseQuestion, &str); 2] {
        PulseQuestion::ALL.map(|question| (question, self.form.first(question.as_str())))
    }
}
