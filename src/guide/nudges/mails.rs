use askama::Template;

use super::queries::Organiser;
use super::rules::{self, CommunitySigns, NudgeKind, NudgeReason};
use crate::notices::{self, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::ids::NudgeId;
use crate::platform::mail::Letter;
use crate::platform::web::when;

#[derive(Template)]
#[template(path = "guide/nudges/mail/suggestion.txt")]
struct SuggestionMail<'a> {
    name: &'a str,
    signs: &'a CommunitySigns,
    kind: NudgeKind,
    evidence: &'a str,
    base_url: &'a str,
}

/// The mail of a nudge. It is of no use in the evening.
pub fn suggestion(
    paper: &Paper,
    nudge: NudgeId,
    to: &Organiser,
    signs: &CommunitySigns,
    reason: &NudgeReason,
) -> Result<Letter> {
    let words = SuggestionMail {
        name: &to.name,
        signs,
        kind: reason.kind,
        evidence: &reason.evidence,
        base_url: &paper.base_url,
    };
    let person = notices::LetterRecipient { person: to.person_id, email: &to.email };
    let from = notices::LetterOrigin { community: signs.community_id, name: &signs.name };
    let mail = NoticeMail { notice: NoticeKind::Nudge, kind: "nudge" };
    let letter = paper.letter(person, from, mail, &words)?;
    let useless_at = rules::end_of_decent_hours(paper.now(), &when::zone_or_utc(&to.zone));
    Ok(Letter { key: Some(format!("nudge:{nudge}")), about: Some(nudge.into()), useless_at, ..letter })
}
