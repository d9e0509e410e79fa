use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;

use super::csv::{self, Row};
use super::figures::Figure;
use super::load::{Ask, load};
use super::period::Asked;
use super::report::{Headline, Report};
use crate::app::App;
use crate::communities::{Community, Organising};
use crate::error::{Error, Result};
use crate::logins::{Leader, SignedIn};
use crate::web::Shell;

#[derive(Template, WebTemplate)]
#[template(path = "impact/show.html")]
pub struct ShowPage {
    shell: Shell,
    report: Report,
    asked: Asked,
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
    Query(asked): Query<Asked>,
) -> Result<ShowPage> {
    let SignedIn { person, shell, .. } = who;
    let ask = Ask { reader: person.id, community: None, asked: &asked, now: shell.now };
    let report = report(&app, &ask, "in the organisation").await?;
    Ok(ShowPage { shell, report, asked, community: None })
}

pub async fn of_community(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<ShowPage> {
    let ask =
        Ask { reader: seen.person.id, community: Some(&seen.community), asked: &asked, now: seen.shell.now };
    let report = report(&app, &ask, "in the community").await?;
    Ok(ShowPage { shell: seen.shell, report, asked, community: Some(seen.community) })
}

/// The same figures for a spreadsheet.
pub async fn table(
    Leader(who): Leader,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let ask = Ask { reader: who.person.id, community: None, asked: &asked, now: who.shell.now };
    let report = report(&app, &ask, "in the organisation").await?;
    let period = report.reading.period;
    let name = format!("attachment; filename=\"impact-{}-{}.csv\"", period.from, period.until);
    Ok((
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)],
        rows(&report),
    ))
}

/// Loads the facts and counts them, away from the threads that answer requests.
async fn report(app: &App, ask: &Ask<'_>, scope: &'static str) -> Result<Report> {
    let facts = load(&app.db, ask).await?;
    let centre = ask.asked.centre.clone();
    tokio::task::spawn_blocking(move || Report::of(facts, &centre, scope))
        .await
        .map_err(|error| Error::Internal(format!("a report was not finished: {error}")))
}

fn rows(report: &Report) -> String {
    let period = report.reading.period;
    let (from, until) = (period.from.to_string(), period.until.to_string());
    let mut rows: Vec<Row> =
        report.leads.iter().chain(&report.further).map(|figure| of_figure("Figures", figure)).collect();
    for statement in &report.statements {
        rows.extend(statement.evidence.iter().map(|figure| of_figure(statement.claim, figure)));
    }
    rows.push(of_figure("Hours", &report.hours.given));
    let blank = Row {
        part: "Hours",
        name: "hours won, as stories tell",
        value: "",
        unit: "",
        change: "",
        basis: "",
        definition: "",
    };
    rows.push(Row {
        value: report.hours.won.as_deref().unwrap_or("Too few to say"),
        basis: &report.hours.basis,
        ..blank
    });
    let words: Vec<String> = report.teams.iter().map(|row| row.people.words()).collect();
    for (row, people) in report.teams.iter().zip(&words) {
        rows.push(Row {
            part: "People who came, by team",
            name: &row.name,
            value: people,
            unit: "people",
            ..blank
        });
    }
    let slots: Vec<(String, String)> =
        report.chart.slots.iter().map(|slot| (slot.sessions.to_string(), slot.people_words())).collect();
    for (slot, (sessions, people)) in report.chart.slots.iter().zip(&slots) {
        let part = if report.chart.by == "week" { "By week" } else { "By month" };
        rows.push(Row { part, name: &slot.label, value: sessions, unit: "sessions", ..blank });
        rows.push(Row { part, name: &slot.label, value: people, unit: "people", ..blank });
    }
    if let Some(rings) = &report.rings {
        rows.push(Row {
            part: "Chances to meet",
            name: &rings.name,
            value: &rings.inside,
            unit: "inside",
            ..blank
        });
        for node in &rings.around {
            rows.push(Row {
                part: "Chances to meet",
                name: &node.name,
                value: &node.chances,
                unit: "with it",
                ..blank
            });
        }
    }
    for strip in &report.strips {
        rows.push(Row {
            part: "Phases",
            name: &strip.name,
            value: strip.phase_name,
            change: &strip.since,
            ..blank
        });
    }
    csv::file(&rows, (&from, &until))
}

fn of_figure<'a>(part: &'a str, figure: &'a Figure) -> Row<'a> {
    Row {
        part,
        name: figure.name,
        value: &figure.value,
        unit: &figure.unit,
        change: &figure.change,
        basis: &figure.basis,
        definition: figure.definition,
    }
}
