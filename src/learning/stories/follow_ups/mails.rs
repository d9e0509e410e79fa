use askama::Template;

use super::queries::AskedAuthor;
use crate::learning::stories::Cycle;
use crate::notices::{LetterOrigin, LetterRecipient, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::ids::StoryId;
use crate::platform::mail::Letter;

#[derive(Template)]
#[template(path = "learning/stories/mail/what_came.txt")]
struct WhatCameMail<'a> {
    name: &'a str,
    title: &'a str,
    /// They told what they did; what it changed is what is missing.
    was_tried: bool,
    base_url: &'a str,
    story: StoryId,
}

pub fn what_came(paper: &Paper, to: &AskedAuthor) -> Result<Letter> {
    let mail = WhatCameMail {
        name: &to.name,
        title: &to.title,
        was_tried: to.cycle == Cycle::Applied,
        base_url: &paper.base_url,
        story: to.story_id,
    };
    let person = LetterRecipient { person: to.person_id, email: &to.email };
    let from = LetterOrigin { community: to.community_id, name: &to.community };
    paper.letter(person, from, NoticeMail { notice: NoticeKind::OwnStory, kind: "what_came" }, &mail)
}
