use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;

use super::chart::BarUnit;
use super::csv;
use super::load::{ReportRequest, load};
use super::period::ReportQuery;
use super::report::{Headline, Report};
use crate::communities::{Community, Organising};
use crate::organisation::logins::{Leader, SignedIn};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::Shell;

#[derive(Template, WebTemplate)]
#[template(path = "impact/show.html")]
pub struct ShowPage {
    shell: Shell,
    report: Report,
    asked: ReportQuery,
    /// The one community an organiser reads about; leaders read about all.
    community: Option<Community>,
}

impl ShowPage {
    /// Where the forms of the page lead.
    fn path(&self) -> String {
        self.community
            .as_ref()
            .map_or_else(|| "/impact".to_owned(), |community| format!("{}/impact", community.path()))
    }

    /// The period in an address.
    fn query(&self) -> String {
        let period = self.report.reading.period;
        match self.report.reading.pick {
            "custom" => format!("from={}&until={}", period.from, period.until),
            pick => format!("period={pick}"),
        }
    }
}

pub async fn show(
    Leader(who): Leader,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
) -> Result<ShowPage> {
    let SignedIn { person, shell, .. } = who;
    let ask = ReportRequest { reader: person.id, community: None, asked: &asked, now: shell.now };
    let report = report(&app, &ask, "in the organisation").await?;
    Ok(ShowPage { shell, report, asked, community: None })
}

pub async fn of_community(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
) -> Result<ShowPage> {
    let ask = ReportRequest {
        reader: seen.person.id,
        community: Some(&seen.community),
        asked: &asked,
        now: seen.shell.now,
    };
    let report = report(&app, &ask, "in the community").await?;
    Ok(ShowPage { shell: seen.shell, report, asked, community: Some(seen.community) })
}

/// The same figures for a spreadsheet.
pub async fn table(
    Leader(who): Leader,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
) -> Result<impl IntoResponse> {
    let ask = ReportRequest { reader: who.person.id, community: None, asked: &asked, now: who.shell.now };
    let report = report(&app, &ask, "in the organisation").await?;
    let period = report.reading.period;
    let name = format!("attachment; filename=\"impact-{}-{}.csv\"", period.from, period.until);
    Ok((
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)],
        csv::of(&report)?,
    ))
}

/// Loads the facts and counts them, away from the threads that answer requests.
async fn report(app: &App, ask: &ReportRequest<'_>, scope: &'static str) -> Result<Report> {
    let facts = load(&app.db, ask).await?;
    let centre = ask.asked.centre.clone();
    tokio::task::spawn_blocking(move || Report::of(facts, &centre, scope))
        .await
        .map_err(|error| Error::Internal(format!("a report was not finished: {error}")))
}
