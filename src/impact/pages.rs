use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;

use super::contacts::drawn::{Drawing, Shown};
use super::contacts::rings::Rings;
use super::load::ReportScope;
use super::period::{ReportPeriod, ReportQuery, of_leaders};
use super::queries::{self, QuoteUse};
use super::report::{Headline, Report};
use super::stages::{self, StagesPage};
use super::suppression::Precision;
use super::{csv, json, statements, stored, usual};
use crate::communities::{Community, Organising};
use crate::learning::stories::exports::{self, ExportKind};
use crate::organisation::logins::{Leader, SignedIn};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Page, Shell, encoded, when};
use time::OffsetDateTime;

#[derive(Template, WebTemplate)]
#[template(path = "impact/show.html")]
pub struct ShowPage {
    shell: Shell,
    report: Report,
    reading: ReportPeriod,
    as_of: OffsetDateTime,
    asked: ReportQuery,
    /// What leaders may choose from.
    offered: Vec<ReportPeriod>,
    stages: StagesPage,
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

    /// The sections of the page, to go to one straight away.
    fn contents(&self) -> Vec<(&'static str, &'static str)> {
        let parts = [
            ("four", "Four figures", true),
            ("further", "Reach, rhythm and range", true),
            ("across", "Who meets across teams", true),
            ("by-team", "By team", !self.report.is_rounded()),
            ("time", "Attendance over time", true),
            ("phases", "Community stages", !self.stages.is_empty()),
            ("worth", "What it is worth", true),
            ("hours", "Time spent and saved", true),
            ("take", "Print or export", true),
        ];
        parts.into_iter().filter(|(_, _, shown)| *shown).map(|(place, words, _)| (place, words)).collect()
    }

    /// What the links between pages of the stages keep.
    fn kept(&self) -> String {
        let centre = &self.asked.centre;
        let centre = if centre.is_empty() { String::new() } else { format!("&centre={}", encoded(centre)) };
        format!("{}{centre}&", self.reading.query())
    }

    fn rings(&self) -> Option<&Rings> {
        self.report.crossing.rings.picture(&self.asked.centre)
    }

    fn drawn(&self, rings: &Rings) -> Drawing {
        Drawing::of(&self.report.crossing.rings, rings, Shown::Now)
    }

    fn drawn_before(&self, rings: &Rings) -> Drawing {
        Drawing::of(&self.report.crossing.rings, rings, Shown::Before).without_names()
    }

    fn is_centre(&self, rings: &Rings) -> bool {
        self.rings().is_some_and(|shown| shown.centre.id == rings.centre.id)
    }

    fn may_share(&self) -> bool {
        self.community.as_ref().is_none_or(Community::is_listed)
    }
}

/// A report as a leader asked for it, with everything that is read anew.
struct Asked {
    report: Report,
    stored: stored::StoredReport,
    scope: ReportScope,
}

/// For leaders, of all listed communities.
async fn for_leader(app: &App, who: &SignedIn, asked: &ReportQuery, of: QuoteUse) -> Result<Asked> {
    let now = who.shell.now;
    let zone = who.shell.organisation_zone.clone();
    let reading = usual::reading(&app.db, asked, &zone, now).await?;
    let scope = ReportScope { community: None, precision: Precision::Rounded, reading, zone };
    let quotes = queries::quotes(&app.db, &scope.range(now), of, Some(who.person.id)).await?;
    let (mut report, stored) = stored::current(&app.db, scope.clone(), now).await?;
    statements::say(&mut report.statements, &quotes);
    Ok(Asked { report, stored, scope })
}

pub async fn show(
    Leader(who): Leader,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
    Query(page): Query<Page>,
) -> Result<ShowPage> {
    let Asked { report, stored, scope } = for_leader(&app, &who, &asked, QuoteUse::Page).await?;
    let now = who.shell.now;
    Ok(ShowPage {
        stages: stages::page(&app.db, who.person.id, &scope.zone, now, page).await?,
        offered: of_leaders(when::day(now, &scope.zone)),
        reading: scope.reading,
        as_of: stored.as_of,
        shell: who.shell,
        report,
        asked,
        community: None,
    })
}

pub async fn of_community(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
) -> Result<ShowPage> {
    let (now, community) = (seen.shell.now, seen.community);
    let zone = seen.shell.organisation_zone.clone();
    let reading = asked.of_organiser(when::day(now, &zone));
    let scope = ReportScope { community: Some(community.id), precision: Precision::Exact, reading, zone };
    let reader = Some(seen.person.id);
    let quotes = queries::quotes(&app.db, &scope.range(now), QuoteUse::Page, reader).await?;
    let reading = scope.reading.clone();
    let (mut report, stored) = stored::current(&app.db, scope, now).await?;
    statements::say(&mut report.statements, &quotes);
    Ok(ShowPage {
        shell: seen.shell,
        report,
        reading,
        as_of: stored.as_of,
        asked,
        offered: Vec::new(),
        // An organiser has a page of their own for the phase, with every test on it.
        stages: StagesPage::default(),
        community: Some(community),
    })
}

/// The same figures for a spreadsheet.
pub async fn table(
    Leader(who): Leader,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
) -> Result<impl IntoResponse> {
    let asked_for = for_leader(&app, &who, &asked, QuoteUse::Reports).await?;
    let strips = stages::all(&app.db, who.person.id, &asked_for.scope.zone, who.shell.now).await?;
    let rings = asked_for.report.crossing.rings.picture(&asked.centre);
    let body = csv::of(&asked_for.report, rings, &strips, &asked_for.scope.reading, asked_for.stored.as_of)?;
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, file_name(&asked_for.scope.reading, "csv")),
        ],
        body,
    ))
}

/// The same figures for a program.
pub async fn data(
    Leader(who): Leader,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
) -> Result<impl IntoResponse> {
    let asked = for_leader(&app, &who, &asked, QuoteUse::Reports).await?;
    note_export(&app, &who, &asked.report).await?;
    let body = json::of(&who.shell.organisation, &asked.report, &asked.stored, &asked.scope.reading)?;
    Ok((
        [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (header::CONTENT_DISPOSITION, file_name(&asked.scope.reading, "json")),
        ],
        body,
    ))
}

/// A file cannot be called back: the authors of its quotes may read on which day there was one.
async fn note_export(app: &App, who: &SignedIn, report: &Report) -> Result<()> {
    let quoted: Vec<_> =
        report.statements.iter().filter_map(|one| one.said.as_ref()).map(|said| said.id).collect();
    let today = when::to_date(when::day(who.shell.now, &who.shell.zone));
    let mut tx = app.db.begin().await?;
    exports::note(&mut tx, ExportKind::Json, &quoted, Some(who.person.id), today).await?;
    Ok(tx.commit().await?)
}

fn file_name(reading: &ReportPeriod, ending: &str) -> String {
    format!("attachment; filename=\"impact-{}-{}.{ending}\"", reading.period.from, reading.period.until)
}
