use askama::Template;
use time::{Date, OffsetDateTime};

use super::CoffeeUnmatched;
use super::hours::{self, Proposal};
use super::jobs::RoundQuestion;
use super::links::answer_url;
use super::queries::{CoffeeRecipient, MatchRecipient, PausedRecipient, ToldPartner};
use crate::notices::{LetterOrigin, LetterRecipient, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::mail::{Letter, words};
use crate::platform::web::when;

/// "Mon 7 Dec"
pub fn day_words(day: Date) -> String {
    when::from_date(day).strftime("%a %-d %b").to_string()
}

/// " of the Testing circle", where a round is a community's.
fn of(community: Option<&String>) -> String {
    community.map(|name| format!(" of {name}")).unwrap_or_default()
}

impl CoffeeRecipient {
    fn of(&self) -> String {
        of(self.community.as_ref())
    }

    fn day(&self) -> String {
        day_words(self.matches_on)
    }

    fn closes(&self) -> String {
        day_words(self.closes_on)
    }
}

impl MatchRecipient {
    fn of(&self) -> String {
        of(self.community.as_ref())
    }

    fn closes(&self) -> String {
        day_words(self.closes_on)
    }
}

macro_rules! question_templates {
    ($($name:ident = $path:literal),+ $(,)?) => {$(
        #[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            to: &'a CoffeeRecipient,
            url: String,
        }
    )+};
}

question_templates! {
    CoffeeAsked = "learning/coffee/mail/asked.txt",
    CoffeeCancelled = "learning/coffee/mail/cancelled.txt",
    CoffeeReminder = "learning/coffee/mail/reminder.txt",
    CoffeeFoundTime = "learning/coffee/mail/found_time.txt",
    CoffeeWhatCame = "learning/coffee/mail/what_came.txt",
}

/// A question before or after a round, which its reader can stop.
pub fn question(paper: &Paper, question: RoundQuestion, to: &CoffeeRecipient) -> Result<Letter> {
    let url = answer_url(paper, to.round_id, to.person_id, to.closes_on);
    match question {
        RoundQuestion::In if to.is_cancelled => stoppable(
            paper,
            to,
            "coffee_cancelled",
            &CoffeeCancelled { to, url: format!("{}/coffee", paper.base_url) },
        ),
        RoundQuestion::In => stoppable(paper, to, "coffee_asked", &CoffeeAsked { to, url }),
        RoundQuestion::Reminder => stoppable(paper, to, "coffee_reminder", &CoffeeReminder { to, url }),
        RoundQuestion::FoundTime => stoppable(paper, to, "coffee_found_time", &CoffeeFoundTime { to, url }),
        RoundQuestion::WhatCame => stoppable(paper, to, "coffee_what_came", &CoffeeWhatCame { to, url }),
    }
}

fn stoppable(
    paper: &Paper,
    to: &CoffeeRecipient,
    kind: &'static str,
    template: &impl Template,
) -> Result<Letter> {
    let person = LetterRecipient { person: to.person_id, email: &to.email };
    let mail = NoticeMail { notice: NoticeKind::Coffee, kind };
    let letter = match (to.community_id, &to.community) {
        (Some(community), Some(name)) => {
            paper.letter(person, LetterOrigin { community, name }, mail, template)?
        }
        _ => paper.because(person, "You get this because you are in the coffee rounds.", mail, template)?,
    };
    let key = Some(format!("{kind}:{}:{}", to.round_id, to.person_id));
    let thread = Some(format!("coffee-{}", to.round_id));
    Ok(Letter { key, about: Some(to.round_id.into()), thread, ..letter })
}

#[derive(Template)]
#[template(path = "learning/coffee/mail/paused.txt")]
struct CoffeePaused<'a> {
    to: &'a PausedRecipient,
    base_url: &'a str,
}

/// Two rounds without a word.
pub fn paused(to: &PausedRecipient, base_url: &str) -> Result<Letter> {
    Ok(words::letter(Some(to.person_id), &to.email, "coffee_paused", &CoffeePaused { to, base_url })?)
}

#[derive(Template)]
#[template(path = "learning/coffee/mail/alone.txt")]
struct CoffeeAlone<'a> {
    to: &'a MatchRecipient,
    is_change: bool,
    base_url: &'a str,
}

#[derive(Template)]
#[template(path = "learning/coffee/mail/elsewhere.txt")]
struct CoffeeElsewhere<'a> {
    to: &'a MatchRecipient,
    base_url: &'a str,
}

/// No match this time. It cannot be stopped: who is in is told, one way or the other.
pub fn unmatched(to: &MatchRecipient, why: CoffeeUnmatched, base_url: &str) -> Result<Letter> {
    let letter = match why {
        CoffeeUnmatched::Alone => {
            let template = CoffeeAlone { to, is_change: to.tellings > 1, base_url };
            words::letter(Some(to.person_id), &to.email, "coffee_alone", &template)?
        }
        CoffeeUnmatched::Elsewhere => {
            let template = CoffeeElsewhere { to, base_url };
            words::letter(Some(to.person_id), &to.email, "coffee_elsewhere", &template)?
        }
    };
    Ok(of_round(to, letter))
}

/// A time as a mail proposes it.
struct ProposedTime {
    words: String,
    url: String,
}

#[derive(Template)]
#[template(path = "learning/coffee/mail/matched.txt")]
struct CoffeeMatched<'a> {
    to: &'a MatchRecipient,
    partners: Vec<&'a ToldPartner>,
    reason: String,
    times: Vec<ProposedTime>,
    is_change: bool,
    base_url: &'a str,
}

impl CoffeeMatched<'_> {
    fn names(&self) -> String {
        self.partners.iter().map(|partner| partner.name.as_str()).collect::<Vec<_>>().join(" and ")
    }

    /// Who writes first.
    fn first(&self) -> String {
        let writer = self.partners.iter().find(|partner| Some(partner.person_id) == self.to.first_writer_id);
        match writer {
            Some(partner) => format!("{} writes first. You can swap on your coffee page.", partner.name),
            None => "You write first. You can swap on your coffee page.".to_owned(),
        }
    }

    /// "Ben Okafor, Field team, ben@example.org"
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn line(&self, partner: &ToldPartner) -> String {
        let parts = [Some(partner.name.as_str()), partner.team.as_deref(), Some(partner.email.as_str())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// On one line, so that it stays in its paragraph.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn about(&self, partner: &ToldPartner) -> String {
        partner.about.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Who they meet, why, who writes first, and when it suits everyone.
pub fn matched(
    to: &MatchRecipient,
    partners: &[ToldPartner],
    base_url: &str,
    now: OffsetDateTime,
) -> Result<Letter> {
    let partners = partners
        .iter()
        .filter(|other| Some(other.match_id) == to.match_id && other.person_id != to.person_id);
    let match_id = to.match_id.map(|id| id.to_string()).unwrap_or_default();
    let zone = when::zone_or_utc(&to.zone);
    let time = |proposal: Proposal| ProposedTime {
        words: when::zoned(proposal.at, &zone).strftime("%a %-d %b, %H:%M").to_string(),
        url: format!("{base_url}/coffee/matches/{match_id}/calendar.ics?time={}", proposal.number),
    };
    let proposals = hours::to_come(to.proposals.as_deref().unwrap_or_default(), now);
    let template = CoffeeMatched {
        to,
        partners: partners.collect(),
        reason: to.reason.clone().unwrap_or_default(),
        times: proposals.into_iter().map(time).collect(),
        is_change: to.tellings > 1,
        base_url,
    };
    let letter = words::letter(Some(to.person_id), &to.email, "coffee_matched", &template)?;
    Ok(of_round(to, letter))
}

/// Each telling is one piece of news, told once.
fn of_round(to: &MatchRecipient, letter: Letter) -> Letter {
    let key = Some(format!("coffee-told:{}:{}:{}", to.round_id, to.person_id, to.tellings));
    let thread = Some(format!("coffee-{}", to.round_id));
    Letter { key, thread, about: Some(to.round_id.into()), community: to.community_id, ..letter }
}
