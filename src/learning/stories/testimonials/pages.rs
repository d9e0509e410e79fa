use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::card::{self, TakingQuote};
use super::queries::CardQuote;
use crate::learning::stories::exports::{self, ExportKind};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::slide::SlideTheme;
use crate::platform::web::{Shell, when};

/// For which ground the card is drawn.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CardQuery {
    theme: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/stories/card.html")]
pub struct CardPage {
    shell: Shell,
    quote: CardQuote,
    theme: SlideTheme,
    /// The card, to be seen before it is taken away.
    drawn: String,
}

/// Looking at it takes nothing away.
pub async fn card(taking: TakingQuote, Query(asked): Query<CardQuery>) -> Result<CardPage> {
    let TakingQuote { shell, quote, .. } = taking;
    let theme = SlideTheme::asked(&asked.theme);
    let drawn = card::drawn(&shell.organisation, &quote, theme)?;
    Ok(CardPage { shell, quote, theme, drawn })
}

/// The card as a file. It cannot be called back, so the day it was taken is kept for its author.
pub async fn card_file(
    taking: TakingQuote,
    State(app): State<App>,
    Query(asked): Query<CardQuery>,
) -> Result<impl IntoResponse> {
    let TakingQuote { person, shell, quote } = taking;
    let drawn = card::drawn(&shell.organisation, &quote, SlideTheme::asked(&asked.theme))?;
    let today = when::to_date(when::day(shell.now, &shell.zone));
    let mut tx = app.db.begin().await?;
    exports::note(&mut tx, ExportKind::QuoteCard, &[quote.id], Some(person.id), today).await?;
    tx.commit().await?;
    Ok((
        [
            (header::CONTENT_TYPE, "image/svg+xml"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"quote.svg\""),
        ],
        drawn,
    ))
}
