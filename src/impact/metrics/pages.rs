use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use time::OffsetDateTime;

use super::dictionary::{Breakdown, DICTIONARY, Metric, MetricId, MetricReaders, MetricSource, metric};
use super::queries::{self, CommunityName, SessionRow, StoryRow};
use super::sheet::{MetricGroup, MetricRow};
use crate::communities::{Community, Organising};
use crate::impact::load::ReportScope;
use crate::impact::period::{ReportPeriod, ReportQuery, of_leaders};
use crate::impact::report::Report;
use crate::impact::stored;
use crate::impact::suppression::Precision;
use crate::impact::usual;
use crate::organisation;
use crate::organisation::logins::Leader;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::{Page, Pages, Shell, when};

const A_PAGE: i64 = 30;

/// A report as its reader asked for it, and what the pages say around it.
struct MetricsShown {
    shell: Shell,
    report: Report,
    reading: ReportPeriod,
    as_of: OffsetDateTime,
    /// What leaders may choose from.
    offered: Vec<ReportPeriod>,
    community: Option<Community>,
    scope: ReportScope,
}

impl MetricsShown {
    async fn load(
        app: &App,
        shell: Shell,
        community: Option<Community>,
        asked: &ReportQuery,
    ) -> Result<Self> {
        let zone = when::zone_or_utc(&organisation::load(&app.db).await?.zone);
        let today = when::day(shell.now, &zone);
        let (reading, precision, offered) = if community.is_some() {
            (asked.of_organiser(today), Precision::Exact, Vec::new())
        } else {
            let usual = usual::reading(&app.db, asked, &zone, shell.now).await?;
            (usual, Precision::Rounded, of_leaders(today))
        };
        let id = community.as_ref().map(|community| community.id);
        let scope = ReportScope { community: id, precision, reading: reading.clone(), zone };
        let (report, stored) = stored::current(&app.db, scope.clone(), shell.now).await?;
        Ok(Self { shell, report, reading, as_of: stored.as_of, offered, community, scope })
    }
}

/// Where a small line runs, in percent of its drawing.
pub struct CourseLine {
    pub points: String,
    pub last_x: String,
    pub last_y: String,
    /// "From about 70 to about 85, over five periods"
    pub label: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "impact/metrics/index.html")]
pub struct IndexPage {
    shell: Shell,
    report: Report,
    reading: ReportPeriod,
    as_of: OffsetDateTime,
    offered: Vec<ReportPeriod>,
    community: Option<Community>,
}

impl IndexPage {
    fn groups(&self) -> Vec<MetricGroup<'_>> {
        self.report.metrics.groups()
    }

    fn report_path(&self) -> String {
        report_path(self.community.as_ref())
    }

    /// Metrics that leaders are not told, by name.
    fn kept_back(&self) -> Vec<&'static str> {
        let kept = DICTIONARY.iter().filter(|metric| metric.readers == MetricReaders::Organisers);
        if self.community.is_some() { Vec::new() } else { kept.map(|metric| metric.name).collect() }
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn course(&self, row: &MetricRow) -> Option<CourseLine> {
        course_line(row)
    }
}

fn report_path(community: Option<&Community>) -> String {
    community.map_or_else(|| "/impact".to_owned(), |community| format!("{}/impact", community.path()))
}

/// The line of a metric whose course says something.
fn course_line(row: &MetricRow) -> Option<CourseLine> {
    let told: Vec<(usize, usize)> =
        row.course.iter().enumerate().filter_map(|(at, point)| Some((at, point.number?))).collect();
    let (first, last) = (told.first()?, told.last()?);
    if !row.has_course {
        return None;
    }
    let top = told.iter().map(|(_, number)| *number).max()?.max(1);
    let place = |(at, number): &(usize, usize)| {
        let x = 4 + at * 92 / (row.course.len() - 1).max(1);
        let y = 36 - number * 30 / top;
        (x, y)
    };
    let points: Vec<String> = told.iter().map(place).map(|(x, y)| format!("{x},{y}")).collect();
    let (x, y) = place(last);
    let words = |at: usize| row.course[at].value.as_str();
    let label =
        format!("From {} to {}, over {} periods of the same kind", words(first.0), words(last.0), told.len());
    Some(CourseLine { points: points.join(" "), last_x: x.to_string(), last_y: y.to_string(), label })
}

pub async fn of_all(
    Leader(who): Leader,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
) -> Result<IndexPage> {
    Ok(index(MetricsShown::load(&app, who.shell, None, &asked).await?))
}

pub async fn of_community(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
) -> Result<IndexPage> {
    Ok(index(MetricsShown::load(&app, seen.shell, Some(seen.community), &asked).await?))
}

fn index(shown: MetricsShown) -> IndexPage {
    let MetricsShown { shell, report, reading, as_of, offered, community, .. } = shown;
    IndexPage { shell, report, reading, as_of, offered, community }
}

/// A community's or department's part of a metric, by name.
struct NamedPart {
    name: String,
    /// Where it is read further, if anywhere.
    path: Option<String>,
    value: String,
    base: String,
}

/// One metric: its definition, its course, its parts, and the rows behind it that the reader may see.
#[derive(Template, WebTemplate)]
#[template(path = "impact/metrics/show.html")]
pub struct ShowPage {
    shell: Shell,
    reading: ReportPeriod,
    as_of: OffsetDateTime,
    community: Option<Community>,
    metric: &'static Metric,
    row: MetricRow,
    parts: Vec<NamedPart>,
    sessions: Vec<SessionRow>,
    stories: Vec<StoryRow>,
    pages: Pages,
}

impl ShowPage {
    fn report_path(&self) -> String {
        report_path(self.community.as_ref())
    }

    /// Why it is not told by department; empty where it is.
    fn why_whole(&self) -> &'static str {
        match (self.metric.breakdown, self.community.is_some()) {
            (Breakdown::Departments, true) => "",
            (Breakdown::Communities, false) => {
                "It is not told by department: sessions and stories belong to communities, not to departments."
            }
            (Breakdown::Communities, true) => {
                "It is told for the whole community: what it counts belongs to no single department."
            }
            (_, false) => match self.metric.source {
                MetricSource::Pulses => {
                    "By department and community, pulses are shown on their own pages, from ten answers on."
                }
                MetricSource::Coffees => {
                    "It is not told by community or department: with few pairs it would tell who met."
                }
                MetricSource::Reuses => {
                    "It is not told by community or department: with few people it would tell who said so."
                }
                _ if self.metric.id == MetricId::FirstHosts => {
                    "It is not told by community or department: with few new hosts it would speak of each of them."
                }
                _ => {
                    "It is not told by community or department. Everyone can see who signed up for a session, and \
                     beside those lists a small group’s number would tell who came."
                }
            },
            (_, true) => "It is told for the whole community only.",
        }
    }

    fn source(&self) -> MetricSource {
        self.metric.source
    }

    fn query(&self) -> String {
        format!("{}&", self.reading.query())
    }

    fn course(&self) -> Option<CourseLine> {
        course_line(&self.row)
    }
}

pub async fn one_of_all(
    Leader(who): Leader,
    State(app): State<App>,
    Path(metric): Path<String>,
    Query(asked): Query<ReportQuery>,
    Query(page): Query<Page>,
) -> Result<ShowPage> {
    let (reader, id) = (who.person.id, known(&metric)?);
    let shown = MetricsShown::load(&app, who.shell, None, &asked).await?;
    one(&app, reader, shown, id, page).await
}

/// A metric of a community.
#[derive(Deserialize)]
pub struct CommunityMetric {
    metric: String,
}

pub async fn one_of_community(
    Organising(seen): Organising,
    State(app): State<App>,
    Path(path): Path<CommunityMetric>,
    Query(asked): Query<ReportQuery>,
    Query(page): Query<Page>,
) -> Result<ShowPage> {
    let (reader, id) = (seen.person.id, known(&path.metric)?);
    let shown = MetricsShown::load(&app, seen.shell, Some(seen.community), &asked).await?;
    one(&app, reader, shown, id, page).await
}

fn known(metric: &str) -> Result<MetricId> {
    metric.parse().map_err(|_| Error::NotFound)
}

async fn one(app: &App, reader: PersonId, shown: MetricsShown, id: MetricId, page: Page) -> Result<ShowPage> {
    let MetricsShown { shell, report, reading, as_of, community, scope, .. } = shown;
    // One that this reader is not told is not there.
    let row = report.metrics.row(id).cloned().ok_or(Error::NotFound)?;
    let metric = metric(id);
    let listed = if row.parts.iter().any(|part| part.community.is_some()) {
        queries::listed(&app.db).await?
    } else {
        Vec::new()
    };
    let (range, rows) = (scope.range(shell.now), page.rows(A_PAGE));
    let (mut sessions, mut stories) = (Vec::new(), Vec::new());
    let pages = match metric.source {
        MetricSource::Sessions => {
            let found = queries::sessions(&app.db, &range, reader, rows.limit, rows.offset).await?;
            let (found, pages) = page.cut(found, A_PAGE);
            sessions = found;
            pages
        }
        MetricSource::Stories => {
            let found = queries::readable_stories(&app.db, &range, reader, rows.limit, rows.offset).await?;
            let (found, pages) = page.cut(found, A_PAGE);
            stories = found;
            pages
        }
        MetricSource::Reuses | MetricSource::Pulses | MetricSource::Coffees | MetricSource::Contributions => {
            page.cut(Vec::<SessionRow>::new(), A_PAGE).1
        }
    };
    let parts = named(&row, listed);
    Ok(ShowPage { shell, reading, as_of, community, metric, row, parts, sessions, stories, pages })
}

/// Communities in the order of the alphabet, never by what they reached.
fn named(row: &MetricRow, listed: Vec<CommunityName>) -> Vec<NamedPart> {
    let mut by_community: HashMap<CommunityId, (&str, &str)> = HashMap::new();
    let mut parts = Vec::new();
    for part in &row.parts {
        match part.community {
            Some(community) => {
                by_community.insert(community, (&part.value, &part.base));
            }
            None => parts.push(NamedPart {
                name: part.department.clone(),
                path: None,
                value: part.value.clone(),
                base: part.base.clone(),
            }),
        }
    }
    parts.extend(listed.into_iter().filter_map(|community| {
        let (value, base) = by_community.get(&community.id)?;
        Some(NamedPart {
            path: Some(format!("/communities/{}", community.slug)),
            name: community.name,
            value: (*value).to_owned(),
            base: (*base).to_owned(),
        })
    }));
    parts
}
