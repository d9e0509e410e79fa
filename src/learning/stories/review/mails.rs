use askama::Template;

use super::queries::AskedStoryAuthor;
use crate::notices::{LetterOrigin, LetterRecipient, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::ids::StoryId;
use crate::platform::mail::Letter;

#[derive(Template)]
#[template(path = "learning/stories/mail/about_numbers.txt")]
struct AboutNumbersMail<'a> {
    name: &'a str,
    title: &'a str,
    community: &'a str,
    question: &'a str,
    base_url: &'a str,
    story: StoryId,
}

/// From the organisers, not from one of them: the author may have chosen not to be named, and so are they not.
pub fn about_numbers(paper: &Paper, to: &AskedStoryAuthor, question: &str) -> Result<Letter> {
    let mail = AboutNumbersMail {
        name: &to.name,
        title: &to.title,
        community: &to.community,
        question,
        base_url: &paper.base_url,
        story: to.story_id,
    };
    let person = LetterRecipient { person: to.person_id, email: &to.email };
    let from = LetterOrigin { community: to.community_id, name: &to.community };
    paper.letter(person, from, NoticeMail { notice: NoticeKind::OwnStory, kind: "about_numbers" }, &mail)
}
