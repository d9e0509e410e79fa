use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::rules::{self, Consents};
use super::{lift, queries};
use crate::learning::stories::pages::ShowPage;
use crate::learning::stories::{SeenStory, StoryAuthor, act, exports};
use crate::organisation::acts::{self, ActVerb};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::TestimonialId;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Problems, done};

/// The form that lifts a sentence, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct QuoteForm {
    pub sentence: String,
    pub uses: Vec<String>,
    pub once: FormToken,
}

impl QuoteForm {
    pub fn of(testimonial: &super::Testimonial) -> Self {
        let consents = testimonial.consents;
        let uses = [
            ("community", consents.on_community),
            ("impact", consents.on_impact),
            ("reports", consents.in_reports),
            ("public", consents.in_public),
        ];
        let uses = uses.into_iter().filter(|(_, given)| *given).map(|(name, _)| name.to_owned()).collect();
        Self { sentence: testimonial.sentence.clone(), uses, ..Self::default() }
    }

    pub fn allows(&self, place: &str) -> bool {
        self.uses.iter().any(|named| named == place)
    }

    fn consents(&self) -> Consents {
        Consents {
            on_community: self.allows("community"),
            on_impact: self.allows("impact"),
            in_reports: self.allows("reports"),
            in_public: self.allows("public"),
        }
    }
}

pub async fn give(
    StoryAuthor(reader): StoryAuthor,
    State(app): State<App>,
    Form(form): Form<QuoteForm>,
) -> Result<Response> {
    let SeenStory { person, shell, story } = reader;
    if story.is_draft() {
        return Err(Error::Refused("Publish the story first. Then you can choose a quote."));
    }
    let mut problems = Problems::default();
    if let Err(why) = rules::sentence(&form.sentence, &story.parts()) {
        problems.add("sentence", why);
    }
    let consents = form.consents().within(story.reach());
    if !consents.any() {
        problems.add("uses", "Tick at least one place where the quote can be shown.");
    }
    if !problems.is_empty() {
        let page = ShowPage::with(&app, shell, story, Some(form), problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    lift(&mut tx, story.id, person.id, &form.sentence, consents, shell.now).await?;
    let act = act(person.id, ActVerb::GiveTestimonial, story.id, story.community_id, story.display);
    acts::record(&mut tx, act, shell.now).await?;
    form.once.made(&mut tx, person.id, &story.path()).await?;
    tx.commit().await?;
    Ok(done(&story.path(), "Your quote can now be shown where you said, and nowhere else."))
}

pub async fn withdraw(
    who: SignedIn,
    State(app): State<App>,
    Path(testimonial): Path<TestimonialId>,
) -> Result<Response> {
    let (person, now) = (who.person.id, who.shell.now);
    let mut tx = app.db.begin().await?;
    let lifted = queries::withdraw(&mut tx, testimonial, person, now).await?.ok_or(Error::NotFound)?;
    let act = act(person, ActVerb::WithdrawTestimonial, lifted.story_id, lifted.community_id, lifted.display);
    acts::record(&mut tx, act, now).await?;
    let used = exports::count(&mut tx, lifted.story_id).await?;
    tx.commit().await?;
    let story = format!("/stories/{}", lifted.story_id);
    let back = if used > 0 { format!("{story}/uses") } else { story };
    Ok(done(&back, &format!("The quote is withdrawn everywhere.{}", exports::used_before(used))))
}
