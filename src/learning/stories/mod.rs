//! Stories: what happened, what I took away, what I did, what changed. A story may stop anywhere after the first.
//! Its author says who may read it and how they are named, and may take it back at any time, everywhere.

mod actions;
/// Where a sentence went.
pub mod exports;
/// What came of it, a month later.
pub mod follow_ups;
mod form;
pub mod numbers;
mod pages;
mod queries;
/// Numbers that wait for someone else to confirm them.
pub mod review;
pub mod rules;
mod states;
pub mod testimonials;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::acts::{Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId, StoryId};
use crate::platform::web::Rows;
use numbers::Numbers;
use rules::Parts;

pub use queries::{Story, StoryCard};
pub use states::{AuthorDisplay, AuthorRole, Barrier, Benefit, Cycle, StoryOrigin, StoryVisibility};
pub use testimonials::{Consents, Quote, lift};
pub use who::{SeenStory, StoryAuthor};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/stories", get(pages::index).post(actions::tell))
        .route("/stories/new", get(pages::new))
        .route("/stories/{story}", get(pages::show))
        .route("/stories/{story}/edit", get(pages::edit).post(actions::change))
        .route("/stories/{story}/withdrawal", post(actions::withdraw))
        .route("/stories/{story}/verification", post(actions::confirm))
        .route("/stories/{story}/testimonial", post(testimonials::actions::give))
        .route("/stories/{story}/uses", get(exports::pages::uses))
        .route("/stories/{story}/follow-up", get(follow_ups::pages::show).post(follow_ups::actions::answer))
        .route("/communities/{slug}/stories/review", get(review::pages::review))
        .route("/communities/{slug}/stories/{story}/question", post(review::actions::ask))
        .route("/testimonials/{testimonial}/card", get(testimonials::pages::card))
        .route("/testimonials/{testimonial}/card.svg", get(testimonials::pages::card_file))
        .route("/testimonials/{testimonial}/withdrawal", post(testimonials::actions::withdraw))
}

/// What a story says, and to which readers.
pub struct NewStory {
    pub community: CommunityId,
    pub event: Option<EventId>,
    pub title: String,
    pub activity: StoryOrigin,
    pub parts: Parts,
    pub cycle: Cycle,
    pub barrier: Option<Barrier>,
    pub benefits: Vec<Benefit>,
    pub numbers: Option<Numbers>,
    pub visibility: StoryVisibility,
    pub display: AuthorDisplay,
}

/// Writes a story down as a draft, which only its author sees.
pub async fn tell(
    db: &mut PgConnection,
    new: &NewStory,
    author: PersonId,
    now: OffsetDateTime,
) -> Result<StoryId> {
    let story = StoryId::random();
    queries::write(&mut *db, story, new, author, now).await?;
    queries::set_numbers(db, story, new.numbers).await?;
    Ok(story)
}

/// Shows a draft to those it is for. Publishing twice changes nothing.
pub async fn publish(db: &mut PgConnection, story: StoryId, now: OffsetDateTime) -> Result<bool> {
    Ok(queries::publish(db, story, now).await? > 0)
}

/// Writes a changed story. A sentence it no longer says is withdrawn with its consents: was one?
pub async fn change(
    db: &mut PgConnection,
    story: StoryId,
    new: &NewStory,
    author: PersonId,
    now: OffsetDateTime,
) -> Result<bool> {
    if queries::write(&mut *db, story, new, author, now).await? == 0 {
        return Err(Error::NotFound);
    }
    queries::set_numbers(&mut *db, story, new.numbers).await?;
    review::settle(&mut *db, story, now).await?;
    testimonials::withdraw_unless_said(db, story, &new.parts, now).await
}

/// Takes a story and the sentence lifted from it off every page.
pub async fn withdraw(db: &mut PgConnection, story: StoryId, now: OffsetDateTime) -> Result<bool> {
    let withdrawn = queries::withdraw(&mut *db, story, now).await? > 0;
    testimonials::withdraw_of(db, story, now).await?;
    Ok(withdrawn)
}

/// Another person than the author says that the numbers are about right. Only the first one counts.
pub async fn verify(
    db: &mut PgConnection,
    story: StoryId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<bool> {
    review::settle(&mut *db, story, now).await?;
    Ok(queries::verify(db, story, person, now).await? > 0)
}

/// The newest stories of a community.
pub async fn of_community(
    db: &PgPool,
    community: CommunityId,
    reader: PersonId,
    most: i64,
) -> Result<Vec<StoryCard>> {
    let search = queries::StoryFilter { community: Some(community), ..queries::StoryFilter::default() };
    Ok(queries::list(db, reader, &search, Rows::first(most)).await?)
}

/// An act on a story. Where the author wants not to be named, the log does not name them either.
fn act(
    author: PersonId,
    verb: ActVerb,
    story: StoryId,
    community: CommunityId,
    display: AuthorDisplay,
) -> Act {
    let act = Act::of(author, verb, ActThing::Story, story).in_community(community);
    if display == AuthorDisplay::Name { act } else { Act { person: None, ..act } }
}

#[cfg(test)]
mod tests {
    use super::{AuthorDisplay, act};
    use crate::organisation::acts::ActVerb;
    use crate::platform::ids::{CommunityId, PersonId, StoryId};

    #[test]
    fn the_log_names_only_authors_who_are_named_elsewhere() {
        let (author, story) = (PersonId::from_u128(1), StoryId::from_u128(2));
        let community = CommunityId::from_u128(3);
        assert_eq!(act(author, ActVerb::Publish, story, community, AuthorDisplay::Name).person, Some(author));
        assert_eq!(act(author, ActVerb::Publish, story, community, AuthorDisplay::Role).person, None);
        assert_eq!(act(author, ActVerb::Publish, story, community, AuthorDisplay::Anonymous).person, None);
    }
}
