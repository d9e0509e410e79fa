use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use time::{Date, OffsetDateTime};

use super::form::TransformationForm;
use super::lineage::{Lineage, lineage};
use super::merging::queries::ProposedMerge;
use super::queries::{self, Closing, PastDecision, TakeoverOffer};
use super::rules::{self, DecisionReach, TransformationDecision, day_words};
use super::successors::{self, Vacancy};
use super::ways::{GUIDES, WayGuide};
use super::{TransformationState, TransformationWay, day_in, merging};
use crate::communities::{Community, Organising, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Problems, Rows, Shell};

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
    /// A merge that waits for an answer, for organisers.
    proposal: Option<ProposedMerge>,
    lineage: Vec<Lineage>,
    /// Nobody runs it: who is asked to, and may say yes with one click.
    vacancy: Option<Vacancy>,
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

    /// The decision that the button undoes, for its form.
    fn undone_id(&self) -> String {
        self.undone_next().map(|decision| decision.id.to_string()).unwrap_or_default()
    }

    fn undo_button(&self) -> &'static str {
        match self.undone_next().map(|decision| (decision.way, decision.state)) {
            Some((_, TransformationState::Announced)) => "Stop the closing",
            Some((TransformationWay::Close, _)) => "Reopen the community as it was",
            Some((TransformationWay::Pause, _)) => "Undo the pause",
            Some((TransformationWay::Split, _)) => "Undo the split",
            Some((TransformationWay::Merge, _)) => "Undo the merge",
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
        let other = self.other_name.as_deref().unwrap_or("another community");
        match (self.way, self.state) {
            (TransformationWay::Renew, _) => "Renewal".to_owned(),
            (TransformationWay::Refocus, _) => "New focus".to_owned(),
            (TransformationWay::Pause, _) => match (self.starts_on, self.ends_on) {
                (Some(from), Some(until)) => format!("Pause, {} to {}", day_words(from), day_words(until)),
                (Some(from), None) => format!("Pause from {}", day_words(from)),
                (None, _) => "Pause".to_owned(),
            },
            (TransformationWay::Split, _) if self.decided_there => format!("Split from {other}"),
            (TransformationWay::Split, _) => format!("Split: {other}"),
            (TransformationWay::Merge, TransformationState::Proposed) => {
                format!("Merge with {other}, proposed")
            }
            (TransformationWay::Merge, TransformationState::Declined) => {
                format!("Merge with {other}, declined")
            }
            (TransformationWay::Merge, _) => format!("Merge with {other}"),
            (TransformationWay::Close, _) => self
                .closes_on
                .map_or_else(|| "Closing".to_owned(), |on| format!("Closing on {}", day_words(on))),
        }
    }

    fn is_undone(&self) -> bool {
        self.state == TransformationState::Undone
    }
}

/// Only the newest decision that holds can be undone: what came before it is what it was made on. A renewal is none of
/// these: it leaves all as it is.
pub fn newest(decisions: &[PastDecision]) -> Option<&PastDecision> {
    decisions.iter().find(|decision| {
        decision.way != TransformationWay::Renew
            && matches!(decision.state, TransformationState::Announced | TransformationState::CarriedOut)
    })
}

pub async fn index(seen: SeenCommunity, State(app): State<App>) -> Result<IndexPage> {
    let SeenCommunity { person, shell, community } = seen;
    let closing = queries::closing(&app.db, community.id).await?;
    let offers = match &closing {
        Some(closing) if closing.is_announced() => queries::offers(&app.db, closing.id).await?,
        _ => Vec::new(),
    };
    let decisions = if community.organiser {
        queries::decisions(&app.db, community.id, person.id, Rows::first(RECORDED)).await?
    } else {
        Vec::new()
    };
    let proposal =
        if community.organiser { merging::queries::proposed(&app.db, community.id).await? } else { None };
    let lineage = lineage(&app.db, community.id, person.id).await?;
    let vacancy = successors::vacancy(&app.db, community.id, person.id).await?;
    let may_choose = community.organiser && closing.is_none() && !community.is_archived();
    let ways: &[WayGuide] = if may_choose { &GUIDES } else { &[] };
    Ok(IndexPage { shell, community, closing, offers, ways, decisions, proposal, lineage, vacancy })
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
    super::must_not_be_closing(&app.db, &seen.community).await?;
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
    let way: TransformationWay = way.parse().map_err(|_| Error::NotFound)?;
    if way.is_shared() { Err(Error::NotFound) } else { Ok(way) }
}

/// The day it is where the community is.
pub fn today(community: &Community, now: OffsetDateTime) -> Date {
    day_in(&community.zone, now)
}
