//! Polls: a community looks for a date that suits most, or answers one question. Members vote until a deadline; of the
//! dates an organiser chooses one, which makes the session. Who has not voted is never shown.

mod actions;
mod form;
pub mod jobs;
mod mails;
mod pages;
mod prepared;
mod queries;
pub mod rules;
mod states;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId, PollId, PollOptionId};
use crate::platform::web::when;
use jobs::TellOfPolls;
use queries::LockedPoll;
use rules::{OptionChanges, PollVote};

pub use queries::{Poll, PollCard, options};
pub use states::{PollAnswer, PollChoices, PollKind, PollOccasion, PollResults};

const CLOSED: Error = Error::Refused("This poll is closed. It takes no more votes.");

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/polls", get(pages::index).post(actions::open))
        .route("/communities/{slug}/polls/new", get(pages::new))
        .route("/polls/{poll}", get(pages::show))
        .route("/polls/{poll}/edit", get(pages::edit).post(actions::change))
        .route("/polls/{poll}/votes", post(actions::vote))
        .route("/polls/{poll}/close", post(actions::close))
        .route("/polls/{poll}/deletion", post(actions::delete))
}

/// A poll as it is planned.
pub struct NewPoll {
    pub kind: PollKind,
    pub title: String,
    pub details: String,
    pub zone: String,
    pub minutes: i32,
    pub several: bool,
    pub named: bool,
    pub results: PollResults,
    /// The deadline on the clock of the zone, and the moment that is.
    pub closes_on: PrimitiveDateTime,
    pub closes_at: OffsetDateTime,
    pub options: Vec<PlannedOption>,
}

/// An option as it is planned: a day, a day and time, or the words of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedOption {
    /// The option it changes, where it is no new one.
    pub id: Option<PollOptionId>,
    pub words: String,
    pub on_day: Option<Date>,
    pub at_time: Option<Time>,
}

/// The deadline of a poll as the clock of a zone shows it, and the moment it is.
pub fn deadline(wall: jiff::civil::DateTime, zone: &str) -> Option<(PrimitiveDateTime, OffsetDateTime)> {
    Some((when::to_date_time(wall), when::moment(wall, &when::zone_or_utc(zone))?))
}

/// Opens a poll. Members who want to hear of polls are told by a job.
pub async fn open(
    db: &mut PgConnection,
    community: CommunityId,
    new: &NewPoll,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<PollId> {
    let poll = queries::insert(&mut *db, community, new, by, now).await?;
    queries::keep_options(&mut *db, poll, &new.options).await?;
    crate::platform::jobs::enqueue(db, &TellOfPolls::default(), Some("now"), now).await?;
    Ok(poll)
}

/// Changes a poll that takes votes. A moved option loses its votes, and so does one that is removed; those who had
/// voted on it get one mail.
///
/// # Errors
/// [`Error::Refused`] when it is closed.
pub async fn change(
    db: &mut PgConnection,
    app: &App,
    poll: &Poll,
    new: &NewPoll,
    now: OffsetDateTime,
) -> Result<OptionChanges> {
    must_take_votes(&queries::lock(&mut *db, poll.id).await?, now)?;
    // Read again under the lock: another organiser may have moved an option since the form was filled in.
    let before = queries::options(&mut *db, poll.id, PersonId::nil()).await?;
    let changes = OptionChanges::between(&before, &new.options);
    let voters = queries::clear_votes(&mut *db, poll.id, &changes.cleared()).await?;
    // A moved option is another one: a ballot that was filled in before says nothing of it.
    queries::remove_options(&mut *db, &changes.cleared()).await?;
    queries::change(&mut *db, poll.id, new).await?;
    let is_new = |option: &PlannedOption| option.id.is_none_or(|id| changes.moved.contains(&id));
    let options: Vec<PlannedOption> = new
        .options
        .iter()
        .map(|option| PlannedOption { id: option.id.filter(|_| !is_new(option)), ..option.clone() })
        .collect();
    queries::keep_options(&mut *db, poll.id, &options).await?;
    mails::tell_of_moved_options(db, app, poll, &voters, now).await?;
    Ok(changes)
}

/// Votes, in place of what the person had said before. No votes at all take the earlier ones away. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when the poll is closed.
pub async fn vote(
    db: &mut PgConnection,
    poll: PollId,
    person: PersonId,
    votes: &[PollVote],
    now: OffsetDateTime,
) -> Result<()> {
    must_take_votes(&queries::lock(&mut *db, poll).await?, now)?;
    queries::forget_ballot(&mut *db, poll, person).await?;
    Ok(queries::cast(db, poll, person, votes, now).await?)
}

/// Someone left a community, or all of them: they have no vote in what is still open there. Tells nobody.
pub async fn take_votes_back(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
) -> Result<()> {
    Ok(queries::take_votes_back(db, community, person).await?)
}

/// Closes a poll before its deadline; closing twice changes nothing. Tells nobody.
pub async fn close(db: &mut PgConnection, poll: PollId, now: OffsetDateTime) -> Result<bool> {
    Ok(queries::close(db, poll, now).await? > 0)
}

fn must_take_votes(poll: &LockedPoll, now: OffsetDateTime) -> Result<()> {
    if rules::is_open(poll.closed_at, poll.closes_at, now) { Ok(()) } else { Err(CLOSED) }
}

/// What choosing a date finds.
pub enum DateChoice {
    /// No session was made from the poll yet: [`settle`] ties it to one, in the same transaction.
    Free(PollId),
    /// Another organiser was faster, or the same one clicked twice.
    Made(EventId),
}

/// Begins to choose a date of a poll of the community. Until the transaction ends nobody else chooses.
///
/// # Errors
/// [`Error::NotFound`] for an option of no date poll of this community.
pub async fn choose(
    db: &mut PgConnection,
    community: CommunityId,
    option: PollOptionId,
) -> Result<DateChoice> {
    let poll = queries::lock_of_option(db, option).await?;
    if poll.community_id != community {
        return Err(Error::NotFound);
    }
    Ok(poll.event_id.map_or(DateChoice::Free(poll.id), DateChoice::Made))
}

/// Ties a poll to the session made on one of its dates, which closes it. Everyone who voted gets one mail; those who
/// said yes to the date can answer from it with one tap. Nobody gets a place by it.
pub async fn settle(
    db: &mut PgConnection,
    app: &App,
    poll: PollId,
    option: PollOptionId,
    event: EventId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::settle(&mut *db, poll, event, now).await?;
    mails::tell_of_the_date(db, app, poll, option, now).await
}
