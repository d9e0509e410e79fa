use askama::Template;

use super::kinds::Audience;
use super::links::{self, NudgeLink};
use super::queries::{CommunitySigns, Recipient};
use super::rules::NudgeReason;
use crate::notices::{self, NoticeKind, NoticeMail, Paper, hours};
use crate::platform::error::Result;
use crate::platform::ids::NudgeId;
use crate::platform::mail::Letter;
use crate::platform::web::when;

/// What a mail suggests.
#[derive(Clone, Copy)]
pub struct SuggestedStep<'a> {
    pub signs: &'a CommunitySigns,
    pub reason: &'a NudgeReason,
    pub link: &'a NudgeLink,
}

impl SuggestedStep<'_> {
    fn community_path(&self) -> String {
        links::community_path(self.reason.kind, &self.signs.slug)
    }
}

#[derive(Template)]
#[template(path = "guide/nudges/mail/suggestion.txt")]
struct SuggestionMail<'a> {
    name: &'a str,
    words: SuggestedStep<'a>,
    base_url: &'a str,
}

/// The mail of a nudge. It is of no use in the evening.
pub fn suggestion(paper: &Paper, nudge: NudgeId, to: &Recipient, words: SuggestedStep) -> Result<Letter> {
    let mail = SuggestionMail { name: &to.name, words, base_url: &paper.base_url };
    let person = notices::LetterRecipient { person: to.person_id, email: &to.email };
    let from = notices::LetterOrigin { community: words.signs.community_id, name: &words.signs.name };
    let notice = NoticeMail { notice: NoticeKind::Nudge, kind: "nudge" };
    let letter = if words.reason.kind.audience() == Audience::Sponsor {
        let why = format!("You get this because you are the sponsor of {}.", words.signs.name);
        Letter { community: Some(from.community), ..paper.because(person, &why, notice, &mail)? }
    } else {
        paper.letter(person, from, notice, &mail)?
    };
    let useless_at = hours::end_of_decent_hours(paper.now(), &when::zone_or_utc(&to.zone));
    Ok(Letter { key: Some(format!("nudge:{nudge}")), about: Some(nudge.into()), useless_at, ..letter })
}
