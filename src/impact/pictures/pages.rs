use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use time::OffsetDateTime;

use super::{ReportPicture, draw};
use crate::impact::contacts::rings::Rings;
use crate::impact::load::ReportScope;
use crate::impact::period::{ReportPeriod, ReportQuery, of_leaders};
use crate::impact::queries::{self, QuoteUse, ReportQuote};
use crate::impact::report::Report;
use crate::impact::statements::QuotedSentence;
use crate::impact::suppression::Precision;
use crate::impact::usual;
use crate::impact::words;
use crate::impact::{stages, stored};
use crate::organisation::logins::{Leader, SignedIn};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::TestimonialId;
use crate::platform::web::slide::{Slide, SlideFrame, SlideTheme};
use crate::platform::web::{Shell, encoded, when};

/// For which ground pictures are drawn.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ThemeQuery {
    theme: String,
}

/// A quote that can be taken away as a card of its own.
struct TakenQuote {
    id: TestimonialId,
    said: QuotedSentence,
}

#[derive(Template, WebTemplate)]
#[template(path = "impact/pictures/index.html")]
pub struct IndexPage {
    shell: Shell,
    report: Report,
    reading: ReportPeriod,
    asked: ReportQuery,
    offered: Vec<ReportPeriod>,
    theme: SlideTheme,
    quotes: Vec<TakenQuote>,
}

impl IndexPage {
    /// What can be taken away, with its title.
    fn pictures(&self) -> Vec<(ReportPicture, String)> {
        ReportPicture::ALL
            .into_iter()
            .filter(|picture| {
                *picture != ReportPicture::Teams || self.report.crossing.rings.picture("").is_some()
            })
            .map(|picture| (picture, title(picture, &self.report, &self.asked)))
            .collect()
    }

    fn query(&self) -> String {
        format!("{}&centre={}&theme={}", self.reading.query(), encoded(&self.asked.centre), self.theme)
    }

    fn centre(&self) -> &str {
        &self.asked.centre
    }
}

/// More are on the impact page.
const MOST_QUOTES: usize = 12;

pub async fn index(
    Leader(who): Leader,
    State(app): State<App>,
    Query(asked): Query<ReportQuery>,
    Query(ThemeQuery { theme }): Query<ThemeQuery>,
) -> Result<IndexPage> {
    let scope = scope(&app, &who, &asked).await?;
    let now = who.shell.now;
    let quotes = queries::quotes(&app.db, &scope.range(now), QuoteUse::Reports, Some(who.person.id)).await?;
    let (reading, offered) = (scope.reading.clone(), of_leaders(when::day(now, &scope.zone)));
    let (report, _) = stored::current(&app.db, scope, now).await?;
    let taken = |quote: &ReportQuote| TakenQuote { id: quote.id, said: QuotedSentence::of(quote) };
    Ok(IndexPage {
        shell: who.shell,
        report,
        reading,
        asked,
        offered,
        theme: SlideTheme::asked(&theme),
        quotes: quotes.iter().take(MOST_QUOTES).map(taken).collect(),
    })
}

/// One picture as a file. It holds figures alone: nobody's words.
pub async fn file(
    Leader(who): Leader,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(asked): Query<ReportQuery>,
    Query(ThemeQuery { theme }): Query<ThemeQuery>,
) -> Result<impl IntoResponse> {
    let picture = name.strip_suffix(".svg").and_then(|word| word.parse::<ReportPicture>().ok());
    let picture = picture.ok_or(Error::NotFound)?;
    let scope = scope(&app, &who, &asked).await?;
    let (reading, zone, now) = (scope.reading.clone(), scope.zone.clone(), who.shell.now);
    let (report, stored) = stored::current(&app.db, scope, now).await?;
    let mut slide = Slide::new(SlideFrame {
        organisation: who.shell.organisation.clone(),
        title: title(picture, &report, &asked),
        period: days(picture, &report, &reading),
        source: source(stored.as_of, &zone),
        theme: SlideTheme::asked(&theme),
    });
    if picture == ReportPicture::Stages {
        draw::stages(&mut slide, &stages::all(&app.db, who.person.id, &zone, now).await?);
    } else {
        draw::of_report(&mut slide, picture, &report, &asked.centre).ok_or(Error::NotFound)?;
    }
    Ok((
        [
            (header::CONTENT_TYPE, "image/svg+xml".to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!(
                    "attachment; filename=\"{picture}-{}-{}.svg\"",
                    reading.period.from, reading.period.until
                ),
            ),
        ],
        slide.svg()?,
    ))
}

async fn scope(app: &App, who: &SignedIn, asked: &ReportQuery) -> Result<ReportScope> {
    let zone = who.shell.organisation_zone.clone();
    let reading = usual::reading(&app.db, asked, &zone, who.shell.now).await?;
    Ok(ReportScope { community: None, precision: Precision::Rounded, reading, zone })
}

/// What the picture says, in the words of the page.
fn title(picture: ReportPicture, report: &Report, asked: &ReportQuery) -> String {
    match picture {
        ReportPicture::Stay | ReportPicture::Reuse | ReportPicture::Learn | ReportPicture::Practice => {
            let lead = picture.lead().and_then(|at| report.leads.get(at));
            lead.map(|lead| lead.claim.clone()).unwrap_or_default()
        }
        ReportPicture::Teams => report
            .crossing
            .rings
            .picture(&asked.centre)
            .map_or_else(|| "Which teams met".to_owned(), Rings::title),
        ReportPicture::People => {
            format!("Different people who came to a session, by {}", report.chart.by.name())
        }
        ReportPicture::Sessions => format!("Sessions with attendance, by {}", report.chart.by.name()),
        ReportPicture::Stages => "Community stages over the last 12 months".to_owned(),
    }
}

/// Of which days it is: charts and stages reach further back than the period.
fn days(picture: ReportPicture, report: &Report, reading: &ReportPeriod) -> String {
    match picture {
        ReportPicture::People | ReportPicture::Sessions => {
            let (quarters, until) = (report.chart.slots.len(), reading.period.until.strftime("%-d %B %Y"));
            format!("{}, until {until}", words::count(quarters, "quarter", "quarters"))
        }
        ReportPicture::Stages => "Higher lines are later stages. This is not a ranking.".to_owned(),
        _ => reading.period.label(),
    }
}

fn source(as_of: OffsetDateTime, zone: &jiff::tz::TimeZone) -> String {
    format!(
        "Source: sessions, attendance and stories recorded in Guildhall, as of {}. Numbers of people and hours are rounded to \
         the nearest five; private communities are not counted.",
        when::day(as_of, zone).strftime("%-d %B %Y")
    )
}
