use askama::Template;

use super::queries::News;
use crate::notices::{self, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::mail::Letter;
use crate::platform::web::when::{self, TimeSpan, spelled};

#[derive(Template)]
#[template(path = "notices/news/mail/session.txt")]
struct NewSession<'a> {
    news: &'a News,
    when: String,
    short: String,
    base_url: &'a str,
}

#[derive(Template)]
#[template(path = "notices/news/mail/story.txt")]
struct NewStoryMail<'a> {
    news: &'a News,
    base_url: &'a str,
}

/// News to someone, once.
pub fn of(paper: &Paper, kind: NoticeKind, news: &News) -> Result<Letter> {
    let base_url = paper.base_url.as_str();
    let to = notices::LetterRecipient { person: news.person_id, email: &news.email };
    let from = notices::LetterOrigin { community: news.community_id, name: &news.community };
    let mail = NoticeMail { notice: kind, kind: kind.as_str() };
    if kind == NoticeKind::Story {
        let letter = paper.letter(to, from, mail, &NewStoryMail { news, base_url })?;
        let key = format!("news:story:{}:{}", news.thing_id, news.person_id);
        return Ok(Letter { key: Some(key), about: Some(news.thing_id), ..letter });
    }
    let zone = when::zone_or_utc(&news.zone);
    let span = TimeSpan { from: news.starts_at, to: news.ends_at };
    let when = spelled::span(span, paper.now(), &zone, &news.session_zone);
    let short = spelled::short_start(span, paper.now(), &zone, &news.session_zone);
    let letter = paper.letter(to, from, mail, &NewSession { news, when, short, base_url })?;
    let letter = letter.about_session(news.community_id, news.thing_id.into());
    let key = format!("news:session:{}:{}", news.thing_id, news.person_id);
    Ok(Letter { key: Some(key), useless_at: Some(news.starts_at), ..letter })
}
