use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use super::closing::{SessionsToCancel, tell_members};
use super::form::{DecisionButton, TransformationForm};
use super::mails::{ClosingLetters, ClosingNews, TakeoverNews};
use super::pages::{self, WayPage};
use super::queries::{self, PastDecision};
use super::rules::{self, DecisionReach, PausePlan, TransformationDecision, end_of};
use super::{Decider, TransformationState, TransformationWay, carry_out, phase_words};
use super::{merging, moving, splitting};
use crate::communities::members;
use crate::communities::{self, Belonging, Community, Organising, SeenCommunity};
use crate::guide::phases::{self, ChoicesToRecord, OrganiserChoice};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::TransformationId;
use crate::platform::mail;
use crate::platform::web::{Form, Problems, Rows, done, when};

/// Shows what a decision would come to, or carries it out once that was confirmed.
pub async fn decide(
    Organising(seen): Organising,
    State(app): State<App>,
    Path((_, way)): Path<(String, String)>,
    Form(form): Form<TransformationForm>,
) -> Result<Response> {
    let way = pages::known(&way)?;
    seen.community.must_be_open()?;
    let now = seen.shell.now;
    let today = pages::today(&seen.community, now);
    let mut problems = Problems::default();
    let decision = form.read(way, &seen.community, today, &mut problems);
    match decision {
        Some(decision) if form.then == DecisionButton::Confirm => {
            confirm(&app, seen, form.number, &decision, today).await
        }
        Some(decision) if form.then == DecisionButton::Preview => {
            let reach = reach(&app, &seen.community, &decision, now).await?;
            let consequences = rules::consequences(&decision, &reach, now);
            Ok(page(seen, way, form, problems, consequences).into_response())
        }
        Some(_) => Ok(page(seen, way, form, problems, Vec::new()).into_response()),
        None => {
            let page = page(seen, way, form, problems, Vec::new());
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn page(
    SeenCommunity { shell, community, .. }: SeenCommunity,
    way: TransformationWay,
    form: TransformationForm,
    problems: Problems,
    consequences: Vec<String>,
) -> WayPage {
    WayPage { shell, community, guide: way.guide(), form, problems, consequences }
}

/// The people and things the decision reaches, from now to the moment that matters to it.
async fn reach(
    app: &App,
    community: &Community,
    decision: &TransformationDecision,
    now: OffsetDateTime,
) -> Result<DecisionReach> {
    let zone = when::zone_or_utc(&community.zone);
    let (from, until) = match decision {
        TransformationDecision::Renew | TransformationDecision::Refocus { .. } => (now, now),
        TransformationDecision::Pause(PausePlan { from, until, .. }) => {
            let begins = from.previous_day().and_then(|before| end_of(before, &zone)).unwrap_or(now);
            let ends = until.unwrap_or(Date::MAX.saturating_sub(time::Duration::days(400)));
            (begins.max(now), end_of(ends, &zone).unwrap_or(now))
        }
        TransformationDecision::Close(plan) => (now, plan.at),
    };
    Ok(queries::reach(&app.db, community.id, from, until).await?)
}

async fn confirm(
    app: &App,
    seen: SeenCommunity,
    number: i32,
    decision: &TransformationDecision,
    today: Date,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let now = shell.now;
    super::must_not_be_closing(&app.db, &community).await?;
    let choices = phase_words(&app.db, community.id, decision.way(), now).await?;
    let later = match decision {
        TransformationDecision::Close(plan) => {
            Some(SessionsToCancel::of(&app.db, community.id, &community.name, person.id, plan.at).await?)
        }
        _ => None,
    };
    let decider = Decider { community: community.id, by: person.id, today, now };
    let mut tx = app.db.begin().await?;
    let id = carry_out(&mut tx, decider, number, decision, &choices).await?;
    if let Some(verb) = verb(decision) {
        let act = Act::of(person.id, verb, ActThing::Community, community.id).in_community(community.id);
        acts::record(&mut tx, act, now).await?;
    }
    if let (TransformationDecision::Close(plan), Some(later)) = (decision, &later) {
        later.cancel(&mut tx, app, now).await?;
        let letters = ClosingLetters {
            id,
            community: &community.name,
            slug: &community.slug,
            base_url: app.config.base_url(),
            news: ClosingNews::Announced { plan, by: &person.name },
        };
        tell_members(&mut tx, community.id, &letters, now).await?;
    }
    tx.commit().await?;
    Ok(said_done(&community, decision))
}

/// The act that the phase does not note already.
fn verb(decision: &TransformationDecision) -> Option<ActVerb> {
    match decision {
        TransformationDecision::Renew | TransformationDecision::Refocus { .. } => None,
        TransformationDecision::Pause(_) => Some(ActVerb::Pause),
        TransformationDecision::Close(_) => Some(ActVerb::AnnounceClosing),
    }
}

fn said_done(community: &Community, decision: &TransformationDecision) -> Response {
    let path = community.path();
    let here = format!("{path}/transformation");
    match decision {
        TransformationDecision::Renew => done(
            &format!("{path}/events/new?kind=renewal_workshop"),
            "Your renewal has begun. Now choose a day for the workshop.",
        ),
        TransformationDecision::Refocus { .. } => done(&here, "The community has its new focus."),
        TransformationDecision::Pause(_) => {
            done(&here, "The pause is set. The break won’t count against the community.")
        }
        TransformationDecision::Close(_) => {
            done(&here, "The closing is announced. Every member gets an email.")
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ReversalForm {
    /// The decision that the page offered to undo.
    decision: Option<TransformationId>,
}

/// Takes the newest decision back: the one that the button spoke of, and no other that became the newest meanwhile.
pub async fn undo(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<ReversalForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let now = shell.now;
    let decisions = queries::decisions(&app.db, community.id, person.id, Rows::first(20)).await?;
    let decision = pages::newest(&decisions).ok_or(Error::Refused("There is nothing to undo."))?;
    if form.decision.is_some_and(|shown| shown != decision.id) {
        return Err(Error::Refused(
            "This was undone already, or something else was decided. Reload the page.",
        ));
    }
    rules::may_undo(decision.reversible(), now).map_err(Error::Refused)?;
    let today = pages::today(&community, now);
    let decider = Decider { community: community.id, by: person.id, today, now };
    // A community that was in transformation before is so again, and one that was not is in its stage again.
    let said = match (decision.way, decision.found_in_transformation) {
        (TransformationWay::Refocus, true) => Some(OrganiserChoice::Confirmed),
        (TransformationWay::Close, false) => Some(OrganiserChoice::Withdrawn),
        _ => None,
    };
    let choices = match said {
        Some(said) => phases::words_for(&app.db, community.id, said, now).await?,
        None => ChoicesToRecord::default(),
    };
    let mut tx = app.db.begin().await?;
    take_back(&mut tx, &app, decider, &person.name, decision, &choices.said).await?;
    if decision.way == TransformationWay::Close {
        let letters = ClosingLetters {
            id: decision.id,
            community: &community.name,
            slug: &community.slug,
            base_url: app.config.base_url(),
            news: ClosingNews::GoesOn { by: &person.name },
        };
        tell_members(&mut tx, community.id, &letters, now).await?;
    }
    let act = Act::of(person.id, ActVerb::UndoTransformation, ActThing::Community, community.id);
    acts::record(&mut tx, act.in_community(community.id), now).await?;
    members::commit(tx).await?;
    Ok(done(&format!("{}/transformation", community.path()), "That is undone."))
}

/// Undoes a decision, of one community or of two.
async fn take_back(
    db: &mut PgConnection,
    app: &App,
    decider: Decider,
    name: &str,
    decision: &PastDecision,
    said: &[OrganiserChoice],
) -> Result<()> {
    let Decider { by, now, .. } = decider;
    // The communities first, as merging and splitting do.
    let both = match decision.two() {
        Some(ids) => Some(moving::lock(&mut *db, ids).await?),
        None => None,
    };
    if !queries::undo(&mut *db, decision.id, decision.state, by, now).await? {
        return Err(Error::Refused("This was undone or carried out in the meantime. Reload the page."));
    }
    match &both {
        Some([one, other]) if decision.way == TransformationWay::Merge => {
            merging::take_back(db, app, decision.id, [one, other], name, now).await
        }
        Some([one, other]) => splitting::take_back(db, app, decision.id, [one, other], by, name, now).await,
        None => restore(db, decider, decision, said).await,
    }
}

/// The community as it was before the decision.
async fn restore(
    db: &mut PgConnection,
    Decider { community, by, today, now }: Decider,
    decision: &PastDecision,
    said: &[OrganiserChoice],
) -> Result<()> {
    match (decision.way, decision.starts_on, &decision.before) {
        (TransformationWay::Pause, Some(from), _) => {
            communities::take_pause_back(&mut *db, community, from, decision.ends_on, today).await?;
        }
        (TransformationWay::Refocus, _, Some(before)) => {
            communities::refocus(&mut *db, community, before, now).await?;
        }
        (TransformationWay::Close, ..) if decision.state == TransformationState::CarriedOut => {
            communities::reopen(&mut *db, community).await?;
        }
        _ => {}
    }
    for said in said {
        phases::decide(&mut *db, community, by, today, *said, now).await?;
    }
    Ok(())
}

/// A member would run the community instead of letting it close; its organisers are told.
pub async fn offer(Belonging(seen): Belonging, State(app): State<App>) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let closing = queries::closing(&app.db, community.id).await?;
    let closing = closing
        .filter(queries::Closing::is_announced)
        .ok_or(Error::Refused("No closing is announced, so there is nothing to take over."))?;
    if community.organiser {
        return Err(Error::Refused("You run this community already. Stop the closing instead."));
    }
    let mut tx = app.db.begin().await?;
    if super::offer_to_take_over(&mut tx, closing.id, person.id, shell.now).await? {
        let news = TakeoverNews {
            id: closing.id,
            by: person.id,
            who: &person.name,
            community: &community.name,
            url: format!("{}{}/transformation", app.config.base_url(), community.path()),
        };
        let organisers = queries::organisers(&mut tx, community.id).await?;
        let letters: Vec<_> = organisers.iter().map(|organiser| news.to(organiser)).collect::<Result<_>>()?;
        mail::queue(&mut tx, &letters, shell.now).await?;
        let act = Act::of(person.id, ActVerb::OfferToTakeOver, ActThing::Community, community.id);
        acts::record(&mut tx, act.in_community(community.id), shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(
        &format!("{}/transformation", community.path()),
        "Thank you. The organisers get an email and decide what happens.",
    ))
}
