use askama::Template;

use super::Merge;
use crate::guide::transformation::moving::{
    ChangingCommunity, MoveQuestion, NewsOutside, TransformationNews,
};
use crate::guide::transformation::queries::ClosingRecipient;
use crate::platform::error::Result;
use crate::platform::ids::TransformationId;
use crate::platform::mail::{Letter, words};

/// The two are one.
pub fn merged<'a>(merge: &Merge<'a>, base_url: &str) -> TransformationNews<'a> {
    let (from, into) = (merge.from, merge.into);
    let asked = MoveQuestion {
        subject: format!("Do you come along to {}?", into.name),
        words: format!(
            "{} was private, so you are asked first: do you want to be a member of {}? Its members then see your name. If \
             not, nothing changes for you, except that you lose your places at sessions that moved.",
            from.name, into.name
        ),
        url: format!("{base_url}{}/transformation/going", from.path()),
    };
    TransformationNews {
        id: merge.id,
        kind: "merged",
        community: into.id,
        name: &into.name,
        subject: format!("{} is now part of {}", from.name, into.name),
        news: format!(
            "The organisers of {} and {} made one community of the two: {}. Sessions held and stories of {} stay readable \
             under its name.",
            from.name, into.name, into.name, from.name
        ),
        question: Some(asked),
        url: format!("{base_url}{}", into.path()),
        outside: from.private.then(|| NewsOutside {
            private: from.id,
            community: into.id,
            subject: format!("{} has taken in another community", into.name),
            news: format!("Another community is now part of {}. You are a member as before.", into.name),
            url: format!("{base_url}{}", into.path()),
        }),
    }
}

/// They are two again.
pub fn undone<'a>(
    id: TransformationId,
    [from, into]: [&'a ChangingCommunity; 2],
    by: &str,
    base_url: &str,
) -> TransformationNews<'a> {
    TransformationNews {
        id,
        kind: "unmerged",
        community: from.id,
        name: &from.name,
        subject: format!("{} and {} are two communities again", from.name, into.name),
        news: format!(
            "{by} undid the merge of {} and {}. You are in the communities you were in before, in the role you had.",
            from.name, into.name
        ),
        question: None,
        url: format!("{base_url}{}", from.path()),
        outside: from.private.then(|| NewsOutside {
            private: from.id,
            community: into.id,
            subject: format!("{} is a community by itself again", into.name),
            news: format!(
                "{by} undid the merge with another community. You are a member of {} as before.",
                into.name
            ),
            url: format!("{base_url}{}", into.path()),
        }),
    }
}

/// A proposal, or the answer to one.
pub enum ProposalNews<'a> {
    Proposed { words: &'a str },
    Declined,
    Withdrawn,
}

/// What organisers hear of a proposal.
pub struct ProposalLetters<'a> {
    pub id: TransformationId,
    pub by: &'a str,
    pub here: &'a str,
    pub other: &'a str,
    pub url: String,
    pub news: ProposalNews<'a>,
}

#[derive(Template)]
#[template(path = "guide/transformation/mail/merge_proposed.txt")]
struct ProposedMail<'a> {
    name: &'a str,
    by: &'a str,
    here: &'a str,
    other: &'a str,
    words: &'a str,
    url: &'a str,
}

#[derive(Template)]
#[template(path = "guide/transformation/mail/merge_declined.txt")]
struct DeclinedMail<'a> {
    name: &'a str,
    by: &'a str,
    here: &'a str,
    other: &'a str,
    did: &'a str,
    url: &'a str,
}

impl ProposalLetters<'_> {
    pub fn to(&self, to: &ClosingRecipient) -> Result<Letter> {
        let (name, by, here, other, url) =
            (to.name.as_str(), self.by, self.here, self.other, self.url.as_str());
        let (person, email) = (Some(to.person_id), to.email.as_str());
        let letter = match self.news {
            ProposalNews::Proposed { words } => words::letter(
                person,
                email,
                "merge_proposed",
                &ProposedMail { name, by, here, other, words, url },
            )?,
            ProposalNews::Declined => {
                let mail = DeclinedMail { name, by, here, other, did: "declined", url };
                words::letter(person, email, "merge_declined", &mail)?
            }
            ProposalNews::Withdrawn => {
                let mail = DeclinedMail { name, by, here, other, did: "withdrew", url };
                words::letter(person, email, "merge_withdrawn", &mail)?
            }
        };
        Ok(Letter { key: Some(format!("{}:{}:{}", letter.kind, self.id, to.person_id)), ..letter })
    }
}
