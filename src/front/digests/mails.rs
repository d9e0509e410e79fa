use askama::Template;
use time::OffsetDateTime;

use super::DigestItemKind;
use super::queries::{DigestRecipient, DigestSession, Item};
use crate::guide::nudges;
use crate::notices::{self, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::ids::EventId;
use crate::platform::mail::Letter;
use crate::platform::web::markdown::{self, Prose};
use crate::platform::web::when::{self, TimeSpan};
use crate::sessions::Answer;

#[derive(Template)]
#[template(path = "front/digests/mail/digest.txt")]
struct Digest<'a> {
    name: &'a str,
    sessions: usize,
    news: usize,
}

/// What was kept and what the week holds, as Markdown: so that its lines are links in HTML and can be read in text.
#[derive(Template)]
#[template(path = "front/digests/mail/week.txt")]
struct DigestMail<'a> {
    sessions: Vec<WeekLine>,
    parts: Vec<NewsPart>,
    base_url: &'a str,
}

/// A session of the week.
struct WeekLine {
    when: String,
    title: String,
    community: String,
    event: EventId,
    /// What they answered, in words.
    answer: &'static str,
    is_new: bool,
}

/// News of one kind.
struct NewsPart {
    heading: &'static str,
    lines: Vec<NewsLine>,
}

struct NewsLine {
    title: String,
    path: String,
    community: String,
    /// When, of a session still to come.
    when: Option<String>,
}

/// Takes its time, as each digest is a text of its own: not for async threads.
pub fn digest(
    paper: &Paper,
    reader: &DigestRecipient,
    items: &[Item],
    week: &[DigestSession],
) -> Result<Letter> {
    let zone = when::zone_or_utc(&reader.zone);
    let words = |from: OffsetDateTime, to: OffsetDateTime, there: &str| {
        when::spelled::short_start(TimeSpan { from, to }, paper.now(), &zone, there)
    };
    let is_this_week = |item: &Item| week.iter().any(|planned| item.thing_id == planned.event_id.into());
    let is_new = |event: EventId| {
        items.iter().any(|item| item.thing_id == event.into() && item.kind == DigestItemKind::NewSession)
    };
    let lines = week.iter().map(|planned| WeekLine {
        when: words(planned.starts_at, planned.ends_at, &planned.zone),
        title: markdown::escaped(&planned.title),
        community: markdown::escaped(&planned.community),
        event: planned.event_id,
        answer: answer_words(planned),
        is_new: is_new(planned.event_id),
    });
    let part = |(kind, heading)| {
        // A new session that takes place this week is listed there already.
        let of_kind = items
            .iter()
            .filter(|item| item.kind == kind && (kind == DigestItemKind::Recap || !is_this_week(item)));
        NewsPart { heading, lines: of_kind.map(|item| news(item, &words)).collect() }
    };
    let parts: Vec<NewsPart> = PARTS.into_iter().map(part).filter(|part| !part.lines.is_empty()).collect();
    let news = parts.iter().map(|part| part.lines.len()).sum();
    let body = DigestMail { sessions: lines.collect(), parts, base_url: &paper.base_url }.render()?;
    let template = Digest { name: &reader.name, sessions: week.len(), news };
    let to = notices::LetterRecipient { person: reader.person_id, email: &reader.email };
    let mail = NoticeMail { notice: NoticeKind::Digest, kind: "digest" };
    let letter = paper.of_all(to, mail, &template, Some(&Prose::of(&body)))?;
    Ok(Letter { key: Some(format!("digest:{}:{}", reader.person_id, reader.week_on)), ..letter })
}

/// The parts of a digest after the week, in order.
const PARTS: [(DigestItemKind, &str); 5] = [
    (DigestItemKind::Announcement, "From the organisers"),
    (DigestItemKind::NewSession, "New sessions"),
    (DigestItemKind::Recap, "Recaps of sessions you went to"),
    (DigestItemKind::Story, "Stories"),
    (DigestItemKind::Nudge, "Suggestions"),
];

fn news(item: &Item, words: &impl Fn(OffsetDateTime, OffsetDateTime, &str) -> String) -> NewsLine {
    let path = match item.kind {
        DigestItemKind::Announcement => format!("/communities/{}/announcements", item.slug),
        DigestItemKind::Story => format!("/stories/{}", item.thing_id),
        DigestItemKind::Nudge => item.path.clone(),
        DigestItemKind::NewSession | DigestItemKind::Recap => format!("/events/{}", item.thing_id),
    };
    let title =
        if item.kind == DigestItemKind::Nudge { nudges::title(item.title.parse().ok()) } else { &item.title };
    NewsLine {
        title: markdown::escaped(title),
        path,
        community: markdown::escaped(&item.community),
        when: item
            .starts_at
            .zip(item.ends_at)
            .map(|(from, to)| words(from, to, item.zone.as_deref().unwrap_or_default())),
    }
}

fn answer_words(planned: &DigestSession) -> &'static str {
    match planned.answer {
        _ if planned.host => "You’re the host.",
        Some(Answer::Going) => "You’re going.",
        Some(Answer::Waiting) => "You are on the waiting list.",
        Some(Answer::Maybe) => "You answered maybe.",
        _ => "",
    }
}
