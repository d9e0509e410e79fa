use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use time::OffsetDateTime;

use super::cards::{CARDS, ContextCard};
use super::form::ValueForm;
use super::queries::{self, ValueVersion};
use crate::impact::load::ReportScope;
use crate::impact::period::{ReportPeriod, ReportQuery, of_leaders};
use crate::impact::report::Report;
use crate::impact::stored;
use crate::impact::suppression::Precision;
use crate::impact::usual;
use crate::organisation::logins::{Admin, Leader};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Page, Pages, Problems, Shell, when};

const A_PAGE: i64 = 10;

/// The business case, for leaders: hours and money of a period, what they rest on, and what others report.
#[derive(Template, WebTemplate)]
#[template(path = "impact/value/show.html")]
pub struct ShowPage {
    shell: Shell,
    report: Report,
    reading: ReportPeriod,
    offered: Vec<ReportPeriod>,
    as_of: OffsetDateTime,
    cards: &'static [ContextCard],
}

pub async fn show(
    Leader(who): Leader,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
) -> Result<ShowPage> {
    let now = who.shell.now;
    let zone = who.shell.organisation_zone.clone();
    let today = when::day(now, &zone);
    let reading = usual::reading(&app.db, &asked, &zone, now).await?;
    let scope =
        ReportScope { community: None, precision: Precision::Rounded, reading: reading.clone(), zone };
    let (report, stored) = stored::current(&app.db, scope, now).await?;
    let offered = of_leaders(today);
    Ok(ShowPage { shell: who.shell, report, reading, offered, as_of: stored.as_of, cards: &CARDS })
}

/// The assumptions, for administrators: what is in use, and every version before it.
#[derive(Template, WebTemplate)]
#[template(path = "impact/value/edit.html")]
pub struct EditPage {
    shell: Shell,
    form: ValueForm,
    problems: Problems,
    versions: Vec<ValueVersion>,
    pages: Pages,
}

impl EditPage {
    pub async fn load(app: &App, shell: Shell, page: Page) -> Result<Self> {
        let rows = page.rows(A_PAGE);
        let newest = queries::versions(&app.db, 1, 0).await?;
        let versions = queries::versions(&app.db, rows.limit, rows.offset).await?;
        let (versions, pages) = page.cut(versions, A_PAGE);
        let version = newest.first().map(ValueVersion::assumptions).unwrap_or_default();
        let source_on = newest.first().and_then(|newest| newest.source_on).map(when::from_date);
        let form = ValueForm::of(&version, source_on);
        Ok(Self { shell, form, problems: Problems::default(), versions, pages })
    }

    #[must_use]
    pub fn with(self, form: ValueForm, problems: Problems) -> Self {
        Self { form, problems, ..self }
    }
}

pub async fn edit(Admin(who): Admin, State(app): State<App>, Query(page): Query<Page>) -> Result<EditPage> {
    EditPage::load(&app, who.shell, page).await
}
