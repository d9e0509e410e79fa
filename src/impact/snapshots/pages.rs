use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;

use super::queries::{self, SharedSnapshot, SnapshotLine};
use super::rules;
use crate::communities::{Community, Organising};
use crate::impact::contacts::drawn::{Drawing, Shown};
use crate::impact::contacts::rings::Rings;
use crate::impact::period::{Period, PeriodKind, ReportPeriod, ReportQuery, of_leaders};
use crate::impact::report::{Headline, Report};
use crate::impact::statements::QuotedSentence;
use crate::impact::usual;
use crate::organisation::logins::{Leader, signed_out_shell};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::once::FormToken;
use crate::platform::web::{Page, Pages, Problems, Shell, when};

const A_PAGE: i64 = 20;

/// The form that makes a snapshot, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SnapshotForm {
    pub title: String,
    pub period: String,
    pub days: String,
    pub once: FormToken,
}

#[derive(Template, WebTemplate)]
#[template(path = "impact/snapshots/index.html")]
pub struct IndexPage {
    shell: Shell,
    /// Of the one community, or of all.
    community: Option<Community>,
    offered: Vec<ReportPeriod>,
    form: SnapshotForm,
    problems: Problems,
    /// The link just made: only its hash is kept.
    link: Option<String>,
    made: Vec<SnapshotLine>,
    pages: Pages,
}

impl IndexPage {
    fn path(&self) -> String {
        format!("{}/snapshots", self.report_path())
    }

    fn report_path(&self) -> String {
        self.community
            .as_ref()
            .map_or_else(|| "/impact".to_owned(), |community| format!("{}/impact", community.path()))
    }

    fn periods(&self) -> Vec<(String, String)> {
        self.offered.iter().map(|reading| (reading.pick.clone(), reading.label())).collect()
    }

    fn lives() -> Vec<(String, String)> {
        rules::LIVES.iter().map(|(key, _, words)| ((*key).to_owned(), (*words).to_owned())).collect()
    }

    fn may_share(&self) -> bool {
        self.community.as_ref().is_none_or(Community::is_listed)
    }

    pub async fn load(app: &App, mut shell: Shell, community: Option<Community>, page: Page) -> Result<Self> {
        let link = shell.said.take_if(|said| said.starts_with(&format!("{}/shared/", app.config.base_url())));
        let zone = shell.organisation_zone.clone();
        let rows = page.rows(A_PAGE);
        let made =
            queries::made(&app.db, community.as_ref().map(|community| community.id), rows.limit, rows.offset)
                .await?;
        let (made, pages) = page.cut(made, A_PAGE);
        let offered = of_leaders(when::day(shell.now, &zone));
        let period = usual::reading(&app.db, &ReportQuery::default(), &zone, shell.now).await?.pick;
        let form = SnapshotForm { days: rules::USUAL.to_owned(), period, ..SnapshotForm::default() };
        Ok(Self { shell, community, offered, form, problems: Problems::default(), link, made, pages })
    }

    #[must_use]
    pub fn with(self, form: SnapshotForm, problems: Problems) -> Self {
        Self { form, problems, ..self }
    }
}

pub async fn of_all(
    Leader(who): Leader,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    IndexPage::load(&app, who.shell, None, page).await
}

pub async fn of_community(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    IndexPage::load(&app, seen.shell, Some(seen.community), page).await
}

/// A community as a snapshot names it.
struct NamedInSnapshot {
    name: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "impact/snapshots/show.html")]
pub struct SharedPage {
    shell: Shell,
    snapshot: SharedSnapshot,
    community: Option<NamedInSnapshot>,
    reading: ReportPeriod,
    report: Report,
}

impl SharedPage {
    fn rings(&self) -> Option<&Rings> {
        self.report.crossing.rings.picture("")
    }

    fn drawn(&self, rings: &Rings) -> Drawing {
        Drawing::of(&self.report.crossing.rings, rings, Shown::Now)
    }

    fn drawn_before(&self, rings: &Rings) -> Drawing {
        Drawing::of(&self.report.crossing.rings, rings, Shown::Before).without_names()
    }
}

/// For anyone who has the link.
pub async fn shared(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<SharedPage> {
    let found = queries::shared(&app.db, &rules::hash(&token), app.clock.now()).await?;
    let mut snapshot = found.ok_or(Error::NotFound)?;
    let mut report: Report = serde_json::from_value(snapshot.content.take())
        .map_err(|error| Error::Internal(format!("a snapshot cannot be read: {error}")))?;
    for said in queries::said(&app.db, snapshot.id).await? {
        let statement =
            report.statements.iter_mut().find(|one| i32::try_from(one.number) == Ok(said.statement));
        if let Some(statement) = statement {
            statement.said = Some(QuotedSentence::of(&said.quote));
        }
    }
    let period =
        Period { from: when::from_date(snapshot.from_on), until: when::from_date(snapshot.until_on) };
    let reading = ReportPeriod {
        period,
        before: period,
        kind: PeriodKind::Custom,
        pick: String::new(),
        title: snapshot.period.clone(),
        before_words: "the period before".to_owned(),
        note: None,
    };
    let community = snapshot.community.take().map(|name| NamedInSnapshot { name });
    let shell = signed_out_shell(&app, &jar, "/shared").await?;
    Ok(SharedPage { shell, snapshot, community, reading, report })
}
