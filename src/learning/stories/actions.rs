use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::{StoryButton, StoryForm};
use super::pages::{EditPage, community_and_sessions};
use super::queries::StoryCommunity;
use super::{Numbers, SeenStory, StoryAuthor, act, exports};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::EventId;
use crate::platform::once::already_made;
use crate::platform::web::{AGAIN, Form, Problems, done};

pub async fn tell(who: SignedIn, State(app): State<App>, Form(form): Form<StoryForm>) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let event = form.from.parse::<EventId>().ok();
    let (community, sessions) =
        community_and_sessions(&app, &form.community, person.id, event, shell.now).await?;
    let draft = form.then == StoryButton::Draft;
    let mut problems = Problems::default();
    let new = form.read(&community, &sessions, draft, &mut problems);
    if !problems.is_empty() {
        return Ok(
            (AGAIN, EditPage { shell, community, sessions, story: None, form, problems }).into_response()
        );
    }
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    let story = super::tell(&mut tx, &new, person.id, shell.now).await?;
    form.once.made(&mut tx, person.id, &format!("/stories/{story}")).await?;
    if !draft {
        super::publish(&mut tx, story, shell.now).await?;
        acts::record(&mut tx, act(person.id, ActVerb::Publish, story, community.id, new.display), shell.now)
            .await?;
    }
    tx.commit().await?;
    let words = if draft {
        "The draft is saved. Only you can see it."
    } else {
        "Your story is published. Thank you for sharing it."
    };
    Ok(done(&format!("/stories/{story}"), words))
}

pub async fn change(
    StoryAuthor(reader): StoryAuthor,
    State(app): State<App>,
    Form(form): Form<StoryForm>,
) -> Result<Response> {
    let SeenStory { person, shell, story } = reader;
    let (community, sessions) = StoryCommunity::of(&app.db, &story, person.id, shell.now).await?;
    let draft = story.is_draft() && form.then == StoryButton::Draft;
    let mut problems = Problems::default();
    let new = form.read(&community, &sessions, draft, &mut problems);
    if !problems.is_empty() {
        return Ok((AGAIN, EditPage { shell, community, sessions, story: Some(story), form, problems })
            .into_response());
    }
    let mut tx = app.db.begin().await?;
    let unsaid = super::change(&mut tx, story.id, &new, person.id, shell.now).await?;
    let publish = !draft && super::publish(&mut tx, story.id, shell.now).await?;
    if !draft {
        let verb = if publish { ActVerb::Publish } else { ActVerb::Edit };
        acts::record(&mut tx, act(person.id, verb, story.id, story.community_id, new.display), shell.now)
            .await?;
    }
    tx.commit().await?;
    let words = match (draft, publish, unsaid) {
        (true, ..) => "The draft is saved. Only you can see it.",
        (_, true, _) => "Your story is published. Thank you for sharing it.",
        (.., true) => {
            "Your changes are saved. Your quote is withdrawn, because the story no longer contains it."
        }
        _ => "Your changes are saved.",
    };
    Ok(done(&story.path(), words))
}

pub async fn withdraw(StoryAuthor(reader): StoryAuthor, State(app): State<App>) -> Result<Response> {
    let SeenStory { person, shell, story } = reader;
    let mut tx = app.db.begin().await?;
    if super::withdraw(&mut tx, story.id, shell.now).await? && !story.is_draft() {
        let act = act(person.id, ActVerb::Withdraw, story.id, story.community_id, story.display);
        acts::record(&mut tx, act, shell.now).await?;
    }
    let used = exports::count(&mut tx, story.id).await?;
    tx.commit().await?;
    let words = if story.is_draft() {
        "The draft is deleted."
    } else {
        "Your story is withdrawn everywhere, and its quote with it."
    };
    if used > 0 {
        return Ok(done(
            &format!("{}/uses", story.path()),
            &format!("{words}{}", exports::used_before(used)),
        ));
    }
    Ok(done("/stories?show=mine", words))
}

/// Where the numbers were confirmed, and where one comes back to.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmedOn {
    #[default]
    Story,
    Review,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    then: ConfirmedOn,
    /// The numbers that the page showed.
    numbers: String,
}

/// Says that the numbers of someone else's story are about right.
pub async fn confirm(
    reader: SeenStory,
    State(app): State<App>,
    Form(form): Form<ConfirmForm>,
) -> Result<Response> {
    let SeenStory { person, shell, story } = reader;
    if story.mine || story.numbers().is_none() {
        return Err(Error::Refused("You can’t confirm your own numbers. Someone else has to."));
    }
    let is_shown = |numbers: Numbers| form.numbers.is_empty() || numbers.as_shown() == form.numbers;
    if !story.numbers().is_some_and(is_shown) {
        return Err(Error::Refused("The author changed the numbers in the meantime. Read them again first."));
    }
    let mut tx = app.db.begin().await?;
    if super::verify(&mut tx, story.id, person.id, shell.now).await? {
        let act =
            Act::of(person.id, ActVerb::Verify, ActThing::Story, story.id).in_community(story.community_id);
        acts::record(&mut tx, act, shell.now).await?;
    }
    tx.commit().await?;
    let back = match (form.then, &story.community_slug) {
        (ConfirmedOn::Review, Some(slug)) => format!("/communities/{slug}/stories/review"),
        _ => story.path(),
    };
    Ok(done(&back, "The numbers are confirmed. They now count on the impact page."))
}
