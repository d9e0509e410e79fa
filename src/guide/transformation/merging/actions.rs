use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Merge;
use super::form::{MergeForm, MergePlan};
use super::mails::{ProposalLetters, ProposalNews};
use super::pages::{self, MergePage};
use super::queries::{self, NewMerge, ProposedMerge};
use super::rules;
use crate::communities::members;
use crate::communities::{Community, Organising, SeenCommunity};
use crate::guide::phases::{self, OrganiserChoice};
use crate::guide::transformation::form::DecisionButton;
use crate::guide::transformation::moving::{self, ChangingCommunity};
use crate::guide::transformation::pages::today;
use crate::guide::transformation::queries::{self as decisions, organisers};
use crate::guide::transformation::{Decider, TransformationState, TransformationWay, day_in};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, PersonId, TransformationId};
use crate::platform::mail;
use crate::platform::web::{Form, Problems, done};

const TAKEN: Error =
    Error::Refused("Another decision was made in the meantime. Go back and look at it first.");
const SETTLED: Error =
    Error::Refused("This proposal was answered or withdrawn in the meantime. Reload the page.");

/// Shows what a merge would come to, or carries it out, or asks the organisers of the other community.
pub async fn decide(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<MergeForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let candidates = queries::candidates(&app.db, seen.community.id, seen.person.id).await?;
    let mut problems = Problems::default();
    let plan = form.read(candidates.clone(), &mut problems);
    let SeenCommunity { person, shell, community } = seen;
    let (other, runs_both, consequences) = match &plan {
        Some(plan) if form.then == DecisionButton::Confirm => {
            let seen = SeenCommunity { person, shell, community };
            return confirm(&app, &seen, form.number, plan).await;
        }
        Some(plan) if form.then == DecisionButton::Preview => {
            let mut tx = app.db.begin().await?;
            let [here, other] = moving::lock(&mut tx, [community.id, plan.other.id]).await?;
            let [from, into] = if plan.this_goes_on { [other, here] } else { [here, other] };
            let reach = pages::reach(&mut tx, &from, &into, &[person.id], person.id, shell.now).await?;
            drop(tx);
            let lines = rules::consequences(&from, &into, &reach, shell.now);
            (plan.other.name.clone(), plan.other.organiser, lines)
        }
        _ => (String::new(), false, Vec::new()),
    };
    let status = if plan.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let guide = TransformationWay::Merge.guide();
    let page =
        MergePage { shell, community, guide, candidates, form, problems, other, runs_both, consequences };
    Ok((status, page).into_response())
}

/// Nothing else is under way in either of them.
fn must_be_free(communities: &[&ChangingCommunity]) -> Result<()> {
    if communities.iter().any(|community| community.archived) {
        return Err(Error::Refused("One of the two communities is archived by now."));
    }
    if communities.iter().any(|community| community.closing) {
        return Err(Error::Refused(crate::guide::transformation::CLOSING_FIRST));
    }
    Ok(())
}

async fn confirm(app: &App, seen: &SeenCommunity, number: i32, plan: &MergePlan) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let now = shell.now;
    let goes_on = if plan.this_goes_on { community.id } else { plan.other.id };
    let choices = phases::words_for(&app.db, goes_on, OrganiserChoice::Merged, now).await?;
    let mut tx = app.db.begin().await?;
    let [here, other] = moving::lock(&mut tx, [community.id, plan.other.id]).await?;
    must_be_free(&[&here, &other])?;
    if decisions::next_number(&mut *tx, here.id).await? != number {
        return Err(TAKEN);
    }
    let runs_both = queries::organises(&mut tx, other.id, person.id).await?;
    let state = if runs_both { TransformationState::CarriedOut } else { TransformationState::Proposed };
    let decider = Decider { community: here.id, by: person.id, today: today(community, now), now };
    let new = NewMerge { decider, number, other: other.id, goes_on, state, words: &plan.words };
    let id = queries::insert(&mut tx, &new).await;
    let waits =
        Error::Refused("You have proposed a merge already. Withdraw it before you propose another one.");
    let id = id.on_constraint("transformations_one_proposed", waits)?;
    let [from, into] = if plan.this_goes_on { [&other, &here] } else { [&here, &other] };
    if runs_both {
        let today = day_in(&into.zone, now);
        let merge =
            Merge { id, from, into, wanted_by: &[person.id], by: person.id, today, said: &choices.said };
        merge.carry_out(&mut tx, app, now).await?;
        members::commit(tx).await?;
        return Ok(done(&into.path(), &format!("{} is now part of {}.", from.name, into.name)));
    }
    let letters = ProposalLetters {
        id,
        by: &person.name,
        here: &here.name,
        other: &other.name,
        url: format!("{}{}/transformation/merge", app.config.base_url(), other.path()),
        news: ProposalNews::Proposed { words: &plan.words },
    };
    tell(&mut tx, other.id, &letters, now).await?;
    note(&mut tx, person.id, ActVerb::ProposeMerge, here.id, now).await?;
    tx.commit().await?;
    let words =
        format!("The organisers of {} are asked. Nothing changes until one of them accepts.", other.name);
    Ok(done(&format!("{}/transformation/merge", here.path()), &words))
}

/// Writes to the organisers of a community.
async fn tell(
    db: &mut PgConnection,
    community: CommunityId,
    letters: &ProposalLetters<'_>,
    now: OffsetDateTime,
) -> Result<()> {
    let people = organisers(&mut *db, community).await?;
    let letters: Vec<_> = people.iter().map(|organiser| letters.to(organiser)).collect::<Result<_>>()?;
    mail::queue(db, &letters, now).await.map(drop)
}

async fn note(
    db: &mut PgConnection,
    by: PersonId,
    verb: ActVerb,
    community: CommunityId,
    now: OffsetDateTime,
) -> Result<()> {
    acts::record(db, Act::of(by, verb, ActThing::Community, community).in_community(community), now).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ProposalAnswer {
    /// The proposal that the page showed.
    proposal: Option<TransformationId>,
    answer: Option<ProposalReply>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ProposalReply {
    Accept,
    Decline,
    Withdraw,
}

/// An organiser of the other community accepts or declines; one of those who proposed it withdraws it.
pub async fn answer(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<ProposalAnswer>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let proposal = queries::proposed(&app.db, community.id).await?.ok_or(SETTLED)?;
    if form.proposal.is_some_and(|shown| shown != proposal.id) {
        return Err(SETTLED);
    }
    let is_asked = proposal.other_id == community.id;
    match form.answer {
        Some(ProposalReply::Accept) if is_asked => {
            accept(&app, &community, &proposal, person.id, shell.now).await
        }
        Some(ProposalReply::Decline) if is_asked => {
            let settled = Settled { state: TransformationState::Declined, by: person.id, name: &person.name };
            settle(&app, &community, &proposal, &settled, shell.now).await
        }
        Some(ProposalReply::Withdraw) if !is_asked => {
            let settled = Settled { state: TransformationState::Undone, by: person.id, name: &person.name };
            settle(&app, &community, &proposal, &settled, shell.now).await
        }
        _ => Err(Error::Unreadable("Choose one of the answers.")),
    }
}

async fn accept(
    app: &App,
    community: &Community,
    proposal: &ProposedMerge,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Response> {
    community.must_be_open()?;
    let choices = phases::words_for(&app.db, proposal.goes_on_id, OrganiserChoice::Merged, now).await?;
    let mut tx = app.db.begin().await?;
    let [from, into] = moving::lock(&mut tx, proposal.ending_and_going_on()).await?;
    // First, so that anyone who accepts it a second time is told that it is done.
    if !queries::settle(&mut tx, proposal.id, TransformationState::CarriedOut, person, now).await? {
        return Err(SETTLED);
    }
    must_be_free(&[&from, &into])?;
    let wanted_by = [proposal.proposed_by, person];
    let today = day_in(&into.zone, now);
    let merge = Merge {
        id: proposal.id,
        from: &from,
        into: &into,
        wanted_by: &wanted_by,
        by: person,
        today,
        said: &choices.said,
    };
    merge.carry_out(&mut tx, app, now).await?;
    members::commit(tx).await?;
    Ok(done(&into.path(), &format!("{} is now part of {}.", from.name, into.name)))
}

/// How a proposal comes to nothing.
struct Settled<'a> {
    state: TransformationState,
    by: PersonId,
    name: &'a str,
}

/// The proposal is off; the organisers of the other side are told.
async fn settle(
    app: &App,
    community: &Community,
    proposal: &ProposedMerge,
    settled: &Settled<'_>,
    now: OffsetDateTime,
) -> Result<Response> {
    let is_declined = settled.state == TransformationState::Declined;
    let mut tx = app.db.begin().await?;
    let [here, other] = moving::lock(&mut tx, [proposal.community_id, proposal.other_id]).await?;
    if !queries::settle(&mut tx, proposal.id, settled.state, settled.by, now).await? {
        return Err(SETTLED);
    }
    let told = if is_declined { &here } else { &other };
    let letters = ProposalLetters {
        id: proposal.id,
        by: settled.name,
        here: &here.name,
        other: &other.name,
        url: format!("{}{}", app.config.base_url(), told.path()),
        news: if is_declined { ProposalNews::Declined } else { ProposalNews::Withdrawn },
    };
    tell(&mut tx, told.id, &letters, now).await?;
    let verb = if is_declined { ActVerb::DeclineMerge } else { ActVerb::Withdraw };
    note(&mut tx, settled.by, verb, community.id, now).await?;
    tx.commit().await?;
    let words = if is_declined {
        "You declined. Both communities stay as they are."
    } else {
        "The proposal is withdrawn."
    };
    Ok(done(&format!("{}/transformation", community.path()), words))
}
