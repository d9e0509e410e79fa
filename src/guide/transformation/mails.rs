use askama::Template;

use super::queries::{ClosingRecipient, SimilarCommunity};
use super::rules::ClosingPlan;
use super::rules::day_words;
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, TransformationId};
use crate::platform::mail::{Letter, words};

/// What members are told of a closing.
pub enum ClosingNews<'a> {
    Announced {
        plan: &'a ClosingPlan,
        by: &'a str,
    },
    /// Nudge N20: thanks, the archive, and where to go next.
    Closed {
        where_next: &'a str,
        similar: &'a [SimilarCommunity],
    },
    /// Stopped before the last day, or undone after it.
    GoesOn {
        by: &'a str,
    },
}

/// One piece of news to all members. A closing is no notice that one can stop: it ends what they belong to.
pub struct ClosingLetters<'a> {
    pub id: TransformationId,
    pub community: &'a str,
    pub slug: &'a str,
    pub base_url: String,
    pub news: ClosingNews<'a>,
}

#[derive(Template)]
#[template(path = "guide/transformation/mail/closing.txt")]
struct ClosingMail<'a> {
    name: &'a str,
    community: &'a str,
    url: String,
    by: &'a str,
    day: String,
    thanks: &'a str,
    where_next: &'a str,
}

#[derive(Template)]
#[template(path = "guide/transformation/mail/closed.txt")]
struct ClosedMail<'a> {
    name: &'a str,
    community: &'a str,
    url: String,
    base_url: &'a str,
    where_next: &'a str,
    similar: &'a [SimilarCommunity],
}

#[derive(Template)]
#[template(path = "guide/transformation/mail/goes_on.txt")]
struct GoesOnMail<'a> {
    name: &'a str,
    community: &'a str,
    url: String,
    by: &'a str,
}

#[derive(Template)]
#[template(path = "guide/transformation/mail/takeover.txt")]
struct TakeoverMail<'a> {
    name: &'a str,
    who: &'a str,
    community: &'a str,
    url: String,
}

impl ClosingLetters<'_> {
    pub fn to(&self, to: &ClosingRecipient) -> Result<Letter> {
        let (name, community) = (to.name.as_str(), self.community);
        let url = format!("{}/communities/{}", self.base_url, self.slug);
        let (person, email) = (Some(to.person_id), to.email.as_str());
        let letter = match self.news {
            ClosingNews::Announced { plan, by } => {
                let url = format!("{url}/transformation");
                let (thanks, where_next) = (plan.thanks.as_str(), plan.where_next.as_str());
                let mail =
                    ClosingMail { name, community, url, by, day: day_words(plan.on), thanks, where_next };
                words::letter(person, email, "closing", &mail)?
            }
            ClosingNews::Closed { where_next, similar } => {
                let base_url = self.base_url.as_str();
                let mail = ClosedMail { name, community, url, base_url, where_next, similar };
                words::letter(person, email, "closed", &mail)?
            }
            ClosingNews::GoesOn { by } => {
                words::letter(person, email, "goes_on", &GoesOnMail { name, community, url, by })?
            }
        };
        let key = format!("{}:{}:{}", letter.kind, self.id, to.person_id);
        Ok(Letter { key: Some(key), ..letter })
    }
}

/// Someone offers to run a community that is closing.
pub struct TakeoverNews<'a> {
    pub id: TransformationId,
    pub by: PersonId,
    pub who: &'a str,
    pub community: &'a str,
    pub url: String,
}

impl TakeoverNews<'_> {
    pub fn to(&self, to: &ClosingRecipient) -> Result<Letter> {
        let mail =
            TakeoverMail { name: &to.name, who: self.who, community: self.community, url: self.url.clone() };
        let letter = words::letter(Some(to.person_id), &to.email, "takeover", &mail)?;
        Ok(Letter { key: Some(format!("takeover:{}:{}:{}", self.id, self.by, to.person_id)), ..letter })
    }
}
