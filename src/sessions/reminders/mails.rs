use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use time::{Duration, OffsetDateTime};

use super::queries::{ClaimedMessage, RemindedSession};
use super::rules::SessionMessage;
use crate::notices::{self, NoticeMail, Paper, hours};
use crate::platform::error::Result;
use crate::platform::ids::EventId;
use crate::platform::mail::{Letter, words};
use crate::platform::web::markdown::Prose;
use crate::platform::web::when::{self, TimeSpan, spelled};
use crate::sessions::{Answer, answer_url};

/// A host who has not ticked the list by then is not asked for it by a mail that was late.
const LIST_OF_USE_FOR: Duration = Duration::days(1);

/// One message to many people, about one or several sessions.
pub struct MessageLetters {
    pub paper: Paper,
    pub message: SessionMessage,
    pub sessions: HashMap<EventId, RemindedSession>,
    /// Who comes, for the hosts' brief.
    pub names: HashMap<EventId, Vec<String>>,
    /// The agenda or the recap of each session, where the message has it.
    pub texts: HashMap<EventId, Arc<Prose>>,
}

#[derive(Template)]
#[template(path = "sessions/reminders/mail/reminder.txt")]
struct Reminder<'a> {
    to: &'a ClaimedMessage,
    session: &'a RemindedSession,
    when: String,
    short: String,
    base_url: &'a str,
    answer_url: String,
}

impl Reminder<'_> {
    /// "Thursday 26 November"
    fn day(&self) -> &str {
        self.when.split(',').next().unwrap_or_default()
    }

    fn is_going(&self) -> bool {
        self.to.answer == Some(Answer::Going)
    }

    fn is_maybe(&self) -> bool {
        self.to.answer == Some(Answer::Maybe)
    }

    /// All seats are taken, so one that is not used is one that someone else goes without.
    fn is_full(&self) -> bool {
        self.session.capacity.is_some_and(|seats| self.session.seated >= seats)
    }
}

#[derive(Template)]
#[template(path = "sessions/reminders/mail/soon.txt")]
struct Soon<'a> {
    to: &'a ClaimedMessage,
    session: &'a RemindedSession,
    when: String,
    base_url: &'a str,
}

#[derive(Template)]
#[template(path = "sessions/reminders/mail/will_you_come.txt")]
struct WillYouCome<'a> {
    to: &'a ClaimedMessage,
    session: &'a RemindedSession,
    when: String,
    short: String,
    answer_url: String,
}

#[derive(Template)]
#[template(path = "sessions/reminders/mail/host_brief.txt")]
struct HostBrief<'a> {
    to: &'a ClaimedMessage,
    session: &'a RemindedSession,
    names: &'a [String],
    when: String,
    short: String,
    base_url: &'a str,
}

#[derive(Template)]
#[template(path = "sessions/reminders/mail/take_attendance.txt")]
struct TakeAttendance<'a> {
    to: &'a ClaimedMessage,
    session: &'a RemindedSession,
    base_url: &'a str,
}

#[derive(Template)]
#[template(path = "sessions/reminders/mail/day_after.txt")]
struct DayAfter<'a> {
    to: &'a ClaimedMessage,
    session: &'a RemindedSession,
    short: String,
    base_url: &'a str,
}

impl MessageLetters {
    /// The letter to one person. None where the session is gone.
    pub fn to(&self, to: &ClaimedMessage) -> Option<Result<Letter>> {
        let session = self.sessions.get(&to.event_id)?;
        Some(self.written(to, session).map(|letter| {
            let letter = letter.about_session(session.community_id, session.id);
            // It has no key: the claim, which keeps its id, is the promise that it is sent once.
            Letter { id: Some(to.mail_id), useless_at: self.useless_at(to, session), ..letter }
        }))
    }

    fn written(&self, to: &ClaimedMessage, session: &RemindedSession) -> Result<Letter> {
        let base_url = self.paper.base_url.as_str();
        let zone = when::zone_or_utc(&to.zone);
        let span = TimeSpan { from: session.starts_at, to: session.ends_at };
        let when = spelled::span(span, self.paper.now(), &zone, &session.zone);
        let short = spelled::short_start(span, self.paper.now(), &zone, &session.zone);
        match self.message {
            SessionMessage::Reminder => {
                let answer_url = answer_url(&self.paper, session.id, to.person_id, session.starts_at);
                self.on_paper(to, session, &Reminder { to, session, when, short, base_url, answer_url })
            }
            SessionMessage::Soon => self.on_paper(to, session, &Soon { to, session, when, base_url }),
            SessionMessage::WillYouCome => {
                let answer_url = answer_url(&self.paper, session.id, to.person_id, session.starts_at);
                self.on_paper(to, session, &WillYouCome { to, session, when, short, answer_url })
            }
            SessionMessage::HostBrief => {
                let names = self.names.get(&session.id).map_or(&[][..], Vec::as_slice);
                self.on_paper(to, session, &HostBrief { to, session, names, when, short, base_url })
            }
            SessionMessage::TakeAttendance => {
                self.on_paper(to, session, &TakeAttendance { to, session, base_url })
            }
            SessionMessage::DayAfter => {
                self.on_paper(to, session, &DayAfter { to, session, short, base_url })
            }
        }
    }

    fn on_paper(
        &self,
        to: &ClaimedMessage,
        session: &RemindedSession,
        template: &impl Template,
    ) -> Result<Letter> {
        let person = notices::LetterRecipient { person: to.person_id, email: &to.email };
        let from = notices::LetterOrigin { community: session.community_id, name: &session.community };
        let mail = NoticeMail { notice: self.message.notice(), kind: self.message.as_str() };
        let text = self.texts.get(&session.id).filter(|text| !text.text.is_empty());
        self.paper.with_body(person, from, mail, template, text.map(AsRef::as_ref))
    }

    /// What comes before the start is of no use after it.
    fn useless_at(&self, to: &ClaimedMessage, session: &RemindedSession) -> Option<OffsetDateTime> {
        match self.message {
            SessionMessage::TakeAttendance => Some(self.paper.now() + LIST_OF_USE_FOR),
            SessionMessage::DayAfter => {
                hours::end_of_decent_hours(self.paper.now(), &when::zone_or_utc(&to.zone))
            }
            _ => Some(session.starts_at),
        }
    }
}

impl DayAfter<'_> {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn recap(&self) -> &'static str {
        words::BODY
    }
}

impl HostBrief<'_> {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn agenda(&self) -> &'static str {
        words::BODY
    }

    /// "and 12 more", where not everyone is named.
    fn others(&self) -> usize {
        usize::try_from(self.session.seated).unwrap_or(0).saturating_sub(self.names.len())
    }

    fn is_online(&self) -> bool {
        !self.session.format.is_in_person()
    }
}
