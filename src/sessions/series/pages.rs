use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::queries::{self, Series, SeriesContext};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, SeriesId};
use crate::platform::web::{Shell, when};
use crate::sessions::events::SessionCard;
use crate::sessions::rsvps;

#[derive(Template, WebTemplate)]
#[template(path = "sessions/series/show.html")]
pub struct ShowPage {
    shell: Shell,
    series: Series,
    seen: SeriesContext,
    /// The rule in words, and how it ends.
    words: String,
    end: String,
    to_come: Vec<SessionCard>,
    /// Does the reader come to every date?
    /// This person comes to every date.
    comes_to_all: bool,
    /// Days still to come on which it does not take place.
    skipped: Vec<time::Date>,
    /// A date that can be edited with all others.
    next: Option<EventId>,
    /// The time on the series' own wall clock, where the reader's zone is another.
    there: String,
}

impl ShowPage {
    /// Nothing is to come and nothing will be made.
    fn is_over(&self) -> bool {
        self.next.is_none() && (self.series.cancelled_at.is_some() || self.has_ended())
    }

    /// The last day whose dates are made, where more will be.
    fn goes_on_after(&self) -> Option<time::Date> {
        let filled = self.series.filled_to.filter(|_| self.series.cancelled_at.is_none())?;
        self.series.rule().days().any(|day| when::to_date(day) > filled).then_some(filled)
    }

    fn has_ended(&self) -> bool {
        let rule = self.series.rule();
        let now = self.shell.now;
        !rule.days().any(|day| rule.moment(day).is_some_and(|at| at > now))
    }
}

pub async fn show(
    SignedIn { person, shell, .. }: SignedIn,
    State(app): State<App>,
    Path(id): Path<SeriesId>,
) -> Result<ShowPage> {
    let seen = queries::seen(&app.db, id, person.id).await?.ok_or(Error::NotFound)?;
    let series = queries::of_id(&app.db, id).await?.ok_or(Error::NotFound)?;
    let to_come = queries::to_come(&app.db, id, person.id, shell.now).await?;
    let rule = series.rule();
    let today = when::to_date(when::day(shell.now, &rule.zone));
    let skipped = series.skipped.iter().copied().filter(|day| *day >= today).collect();
    let next = to_come.iter().find(|card| card.state.is_published()).map(|card| card.id);
    let there = format!("{} in {}", rule.starts_at.strftime("%H:%M"), series.zone.replace('_', " "));
    let (words, end) = (rule.label(), rule.end_words());
    let comes_to_all = rsvps::series_answer::holds(&app.db, id, person.id).await?;
    Ok(ShowPage { shell, series, seen, words, end, to_come, comes_to_all, skipped, next, there })
}
