use askama::Template;
use sqlx::PgConnection;

use super::ThanksReach;
use super::queries::NoteRecipient;
use super::rules::{ThanksPhrase, phrase};
use crate::notices::{LetterRecipient, NoticeKind, NoticeMail, Paper};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::ThanksId;
use crate::platform::mail::Letter;

pub const KIND: &str = "thanks";

#[derive(Template)]
#[template(path = "learning/thanks/notes/mail/thank_you.txt")]
struct ThankYouMail<'a> {
    to: &'a NoteRecipient,
    base_url: &'a str,
}

impl NoteRecipient {
    fn thing(&self) -> String {
        let named = self.story.as_deref().map(ThanksPhrase::Story);
        let named = named.or_else(|| self.event.as_deref().map(ThanksPhrase::Session));
        phrase(
            named
                .or_else(|| self.helped_with.as_deref().map(ThanksPhrase::Help))
                .unwrap_or(ThanksPhrase::Untold),
        )
    }

    fn is_between_two(&self) -> bool {
        self.reach == ThanksReach::Recipient
    }
}

pub async fn thank_you(
    db: &mut PgConnection,
    app: &App,
    note: ThanksId,
    to: &NoteRecipient,
) -> Result<Letter> {
    let paper = Paper::of(db, app).await?;
    let why = format!("You get this because {} thanked you.", to.by);
    let mail = NoticeMail { notice: NoticeKind::Thanks, kind: KIND };
    let words = ThankYouMail { to, base_url: &paper.base_url };
    let letter =
        paper.because(LetterRecipient { person: to.person_id, email: &to.email }, &why, mail, &words)?;
    let key = format!("thanks:{note}");
    Ok(Letter { key: Some(key), about: Some(note.into()), community: to.community_id, ..letter })
}
