use askama::Template;
use time::OffsetDateTime;

use super::Move;
use super::queries::{HeldPlace, TransformationRecipient};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, TransformationId};
use crate::platform::mail::{Letter, words};
use crate::platform::web::when;

/// An email lists so many sessions and series; who holds more finds them on the page.
const LISTED: usize = 12;

/// What a transformation did, in the words of its one email.
pub struct TransformationNews<'a> {
    pub id: TransformationId,
    /// The kind of the email, such as `merged`.
    pub kind: &'static str,
    /// The community that the reader's sessions belong to now.
    pub community: CommunityId,
    pub name: &'a str,
    pub subject: String,
    pub news: String,
    /// For people who are asked.
    pub question: Option<MoveQuestion>,
    pub url: String,
    /// Where one of the communities is private: for everyone who never was in it.
    pub outside: Option<NewsOutside>,
}

/// The same without the name of a private community.
pub struct NewsOutside {
    pub private: CommunityId,
    /// The community of those who read it.
    pub community: CommunityId,
    pub subject: String,
    pub news: String,
    pub url: String,
}

/// Whether someone comes along, and where they answer.
pub struct MoveQuestion {
    pub subject: String,
    pub words: String,
    pub url: String,
}

#[derive(Template)]
#[template(path = "guide/transformation/mail/news.txt")]
struct NewsMail<'a> {
    to: &'a str,
    subject: &'a str,
    news: &'a str,
    question: Option<&'a MoveQuestion>,
    community: &'a str,
    sessions: Vec<String>,
    /// How many more there are than are listed.
    more: usize,
    url: &'a str,
}

impl TransformationNews<'_> {
    pub fn to(
        &self,
        to: &TransformationRecipient,
        held: &[HeldPlace],
        now: OffsetDateTime,
    ) -> Result<Letter> {
        let question = self.question.as_ref().filter(|_| to.is_asked);
        let outside = self.outside.as_ref().filter(|_| to.is_outside);
        let (community, subject, news, url) = match outside {
            Some(outside) => (outside.community, &outside.subject, &outside.news, &outside.url),
            None => (self.community, &self.subject, &self.news, &self.url),
        };
        let lines = lines(held, &to.zone, now);
        let mail = NewsMail {
            to: &to.name,
            subject: question.map_or(subject, |question| &question.subject),
            news,
            question,
            community: self.name,
            more: lines.len().saturating_sub(LISTED),
            sessions: lines.into_iter().take(LISTED).collect(),
            url,
        };
        let letter = words::letter(Some(to.person_id), &to.email, self.kind, &mail)?;
        let key = Some(format!("{}:{}:{}", self.kind, self.id, to.person_id));
        Ok(Letter { key, community: Some(community), ..letter })
    }
}

/// A line for each session by itself, and one for each series.
fn lines(held: &[HeldPlace], zone: &str, now: OffsetDateTime) -> Vec<String> {
    let zone = when::zone_or_utc(zone);
    let mut series = Vec::new();
    let mut lines = Vec::new();
    for place in held {
        let when = when::spelled::start(place.span(), now, &zone, &place.session_zone);
        let Some(id) = place.series_id else {
            lines.push(format!("{}: {when}", place.title));
            continue;
        };
        if series.contains(&id) {
            continue;
        }
        series.push(id);
        let dates = held.iter().filter(|other| other.series_id == Some(id)).count();
        let first = format!("{}: {when}", place.title);
        lines.push(match dates {
            1 => first,
            2 => format!("{first} and 1 more session"),
            more => format!("{first} and {} more sessions", more - 1),
        });
    }
    lines
}

#[derive(Template)]
#[template(path = "guide/transformation/mail/left_behind.txt")]
struct LeftBehindMail<'a> {
    to: &'a str,
    title: &'a str,
    from: &'a str,
    /// Where the sessions go; nothing where the reader may not know.
    community: Option<&'a str>,
    when: String,
    more: usize,
    base_url: &'a str,
}

/// The places of someone who goes no further, in one series or at one session.
pub fn left_behind(
    moving: &Move<'_>,
    first: &HeldPlace,
    dates: usize,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let mail = LeftBehindMail {
        to: &first.name,
        title: &first.title,
        from: &moving.from.name,
        community: (!moving.to.private).then_some(moving.to.name.as_str()),
        when: when::spelled::start(first.span(), now, &when::zone_or_utc(&first.zone), &first.session_zone),
        more: dates.saturating_sub(1),
        base_url,
    };
    let letter = words::letter(Some(first.person_id), &first.email, "left_behind", &mail)?;
    let thing = first.series_id.map_or_else(|| first.event_id.to_string(), |id| id.to_string());
    let key = Some(format!("left_behind:{}:{thing}:{}", moving.transformation, first.person_id));
    Ok(Letter { key, community: Some(moving.from.id), ..letter })
}
