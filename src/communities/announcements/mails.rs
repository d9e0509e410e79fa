use std::sync::Arc;

use askama::Template;

use super::queries::{AnnouncementRecipient, DueAnnouncement};
use crate::notices::{self, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::mail::Letter;
use crate::platform::web::markdown::Prose;

#[derive(Template)]
#[template(path = "communities/announcements/mail/announcement.txt")]
struct Announced<'a> {
    due: &'a DueAnnouncement,
    to: &'a AnnouncementRecipient,
}

/// One announcement to many people.
pub struct AnnouncementLetters<'a> {
    due: &'a DueAnnouncement,
    paper: Paper,
    body: Arc<Prose>,
}

impl<'a> AnnouncementLetters<'a> {
    pub fn of(due: &'a DueAnnouncement, paper: Paper, body: Arc<Prose>) -> Self {
        Self { due, paper, body }
    }

    pub fn to(&self, to: &AnnouncementRecipient) -> Result<Letter> {
        let due = self.due;
        let person = notices::LetterRecipient { person: to.person_id, email: &to.email };
        let from = notices::LetterOrigin { community: due.community_id, name: &due.community };
        let mail = NoticeMail { notice: NoticeKind::Announcement, kind: "announcement" };
        let letter = self.paper.with_body(person, from, mail, &Announced { due, to }, Some(&self.body))?;
        let thread = Some(format!("announcement-{}", due.id));
        let key = Some(format!("announcement:{}:{}", due.id, to.person_id));
        Ok(Letter { key, about: Some(due.id.into()), thread, ..letter })
    }
}
