use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use time::{Date, OffsetDateTime};

use super::form::TransformationForm;
use super::queries::{self, Closing, PastDecision, TakeoverOffer};
use super::rules::{self, DecisionReach, TransformationDecision, day_words};
use super::ways::{GUIDES, WayGuide};
use super::{TransformationState, TransformationWay};
use crate::communities::{Community, Organising, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Problems, Rows, Shell, when};

/// Decisions the record shows; a community that had more has long been another one.
const RECORDED: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "guide/transformation/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    closing: Option<Closing>,
    offers: Vec<TakeoverOffer>,
    /// What organisers choose among; nothing while a closing is under way, or in an archived community.
    ways: &'static [WayGuide],
    decisions: Vec<PastDecision>,
}

impl IndexPage {
    /// May the newest decision still be undone?
    fn can_undo(&self) -> bool {
        self.undone_next().is_some()
    }

    fn undone_next(&self) -> Option<&PastDecision> {
        newest(&self.decisions)
            .filter(|newest| rules::may_undo(newest.reversible(), self.shell.now).is_ok())
            .filter(|newest| !newest.way.is_close() || self.closing.is_some())
    }

    fn undo_button(&self) -> &'static str {
        match self.undone_next().map(|decision| (decision.way, decision.state)) {
            Some((_, TransformationState::Announced)) => "Stop the closing",
            Some((TransformationWay::Close, _)) => "Reopen the community as it was",
            Some((TransformationWay::Pause, _)) => "Undo the pause",
            _ => "Undo the new focus",
        }
    }

    fn offered(&self) -> bool {
        self.offers.iter().any(|offer| self.shell.is_me(&offer.person_id))
    }

    /// A member who does not run it can offer to, while there is time.
    fn may_offer(&self) -> bool {
        let is_announced = self.closing.as_ref().is_some_and(Closing::is_announced);
        is_announced && self.community.is_mine() && !self.community.organiser && !self.offered()
    }
}

impl PastDecision {
    /// What was decided, in a line.
    fn title(&self) -> String {
        match (self.way, self.state) {
            (TransformationWay::Renew, _) => "Renewal".to_owned(),
            (TransformationWay::Refocus, _) => "New focus".to_owned(),
            (TransformationWay::Pause, _) => match (self.starts_on, self.ends_on) {
                (Some(from), Some(until)) => format!("Pause, {} to {}", day_words(from), day_words(until)),
                (Some(from), None) => format!("Pause from {}", day_words(from)),
                (None, _) => "Pause".to_owned(),
            },
            (TransformationWay::Close, _) => self
                .closes_on
                .map_or_else(|| "Closing".to_owned(), |on| format!("Closing on {}", day_words(on))),
        }
    }

    fn is_undone(&self) -> bool {
        self.state == TransformationState::Undone
    }
}

/// Only the newest decision that was not undone can be: what came before it is what it was made on.
pub fn newest(decisions: &[PastDecision]) -> Option<&PastDecision> {
    decisions.iter().find(|decision| !decision.is_undone())
}

pub async fn index(seen: SeenCommunity, State(app): State<App>) -> Result<IndexPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let closing = queries::closing(&app.db, community.id).await?;
    let offers = match &closing {
        Some(closing) if closing.is_announced() => queries::offers(&app.db, closing.id).await?,
        _ => Vec::new(),
    };
    let decisions = if community.organiser {
        queries::decisions(&app.db, community.id, Rows::first(RECORDED)).await?
    } else {
        Vec::new()
    };
    let may_choose = community.organiser && closing.is_none() && !community.is_archived();
    let ways: &[WayGuide] = if may_choose { &GUIDES } else { &[] };
    Ok(IndexPage { shell, community, closing, offers, ways, decisions })
}

/// The form of one way, and what it would come to.
#[derive(Template, WebTemplate)]
#[template(path = "guide/transformation/way.html")]
pub struct WayPage {
    pub shell: Shell,
    pub community: Community,
    pub guide: &'static WayGuide,
    pub form: TransformationForm,
    pub problems: Problems,
    /// Everything the decision does; nothing as long as the form is being filled in.
    pub consequences: Vec<String>,
}

pub async fn way(
    Organising(seen): Organising,
    State(app): State<App>,
    Path((_, way)): Path<(String, String)>,
) -> Result<WayPage> {
    let way = known(&way)?;
    let today = today(&seen.community, seen.shell.now);
    let number = queries::next_number(&app.db, seen.community.id).await?;
    let form = TransformationForm::blank(&seen.community, today, number);
    let SeenCommunity { shell, community, .. } = seen;
    // A renewal asks for nothing.
    let consequences = match way {
        TransformationWay::Renew => {
            rules::consequences(&TransformationDecision::Renew, &DecisionReach::default(), shell.now)
        }
        _ => Vec::new(),
    };
    Ok(WayPage { shell, community, guide: way.guide(), form, problems: Problems::default(), consequences })
}

pub fn known(way: &str) -> Result<TransformationWay> {
    way.parse().map_err(|_| Error::NotFound)
}

/// The day it is where the community is.
pub fn today(community: &Community, now: OffsetDateTime) -> Date {
    when::to_date(when::day(now, &when::zone_or_utc(&community.zone)))
}
