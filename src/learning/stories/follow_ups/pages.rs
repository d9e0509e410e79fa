use askama::Template;
use askama_web::WebTemplate;

use super::FollowUpAnswer;
use super::actions::FollowUpForm;
use crate::learning::stories::{SeenStory, Story, StoryAuthor};
use crate::platform::error::{Error, Result};
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "learning/stories/follow_up.html")]
pub struct FollowUpPage {
    pub shell: Shell,
    pub story: Story,
    pub form: FollowUpForm,
    pub problems: Problems,
}

impl FollowUpPage {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn answers(&self) -> [FollowUpAnswer; FollowUpAnswer::ALL.len()] {
        FollowUpAnswer::ALL
    }
}

pub async fn show(StoryAuthor(reader): StoryAuthor) -> Result<FollowUpPage> {
    let SeenStory { shell, story, .. } = reader;
    if story.is_draft() {
        return Err(Error::NotFound);
    }
    Ok(FollowUpPage { shell, story, form: FollowUpForm::default(), problems: Problems::default() })
}
