use askama::Template;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::queries::LeaderToTell;
use crate::impact::figures::Figure;
use crate::impact::statements::QuotedSentence;
use crate::notices::{LetterRecipient, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::mail::Letter;

/// What all leaders read alike.
pub struct MonthWords {
    /// "From 1 October to 1 November 2026"
    pub spoken: String,
    /// In which the day it left is counted.
    pub zone: TimeZone,
    pub figures: Vec<Figure>,
    pub quotes: Vec<QuotedSentence>,
}

#[derive(Template)]
#[template(path = "impact/monthly/mail/month.txt")]
struct MonthMail<'a> {
    name: &'a str,
    words: &'a MonthWords,
    base_url: &'a str,
}

pub fn month(paper: &Paper, to: &LeaderToTell, month_on: Date, words: &MonthWords) -> Result<Letter> {
    let mail = MonthMail { name: &to.name, words, base_url: &paper.base_url };
    let person = LetterRecipient { person: to.person_id, email: &to.email };
    let notice = NoticeMail { notice: NoticeKind::Impact, kind: "impact" };
    let letter = paper.because(person, "You get this because you are a leader.", notice, &mail)?;
    Ok(Letter { key: Some(format!("impact:{}:{month_on}", to.person_id)), ..letter })
}
