use askama::Template;
use sqlx::PgConnection;

use super::jobs::PulseNews;
use super::queries::{PulseReader, UntoldPulse};
use crate::notices::{LetterOrigin, LetterRecipient, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::ids::PulseId;
use crate::platform::mail::{self, Letter};
use crate::platform::web::when;

const REMINDER: &str = "pulse_reminder";

#[derive(Template)]
#[template(path = "learning/pulse/mail/opened.txt")]
struct PulseOpened<'a> {
    to: &'a PulseReader,
    of: &'a str,
    until: &'a str,
    url: &'a str,
}

#[derive(Template)]
#[template(path = "learning/pulse/mail/reminder.txt")]
struct PulseReminder<'a> {
    to: &'a PulseReader,
    of: &'a str,
    until: &'a str,
    url: &'a str,
}

/// Asks for answers, or reminds of them.
pub fn asking(paper: &Paper, pulse: &UntoldPulse, news: PulseNews, to: &PulseReader) -> Result<Letter> {
    let url = format!("{}/pulses/{}", paper.base_url, pulse.id);
    let until = when::words(pulse.closes_at, paper.now(), &when::zone_or_utc(&to.zone));
    let of = pulse.community.as_deref().unwrap_or(&pulse.organisation);
    let (url, until) = (url.as_str(), until.as_str());
    match news {
        PulseNews::Opened => written(paper, pulse, "pulse", to, &PulseOpened { to, of, until, url }),
        PulseNews::HalfTime => written(paper, pulse, REMINDER, to, &PulseReminder { to, of, until, url }),
    }
}

fn written(
    paper: &Paper,
    pulse: &UntoldPulse,
    kind: &'static str,
    to: &PulseReader,
    template: &impl Template,
) -> Result<Letter> {
    let person = LetterRecipient { person: to.person_id, email: &to.email };
    let mail = NoticeMail { notice: NoticeKind::Pulse, kind };
    let letter = if let (Some(community), Some(name)) = (pulse.community_id, &pulse.community) {
        paper.letter(person, LetterOrigin { community, name }, mail, template)?
    } else {
        let why = format!("You get this because you have an account at {}.", pulse.organisation);
        paper.because(person, &why, mail, template)?
    };
    let key = Some(format!("{kind}:{}:{}", pulse.id, to.person_id));
    let thread = Some(format!("pulse-{}", pulse.id));
    Ok(Letter { key, about: Some(pulse.id.into()), thread, useless_at: Some(pulse.closes_at), ..letter })
}

/// Reminders went to those who had not answered: kept, they would be the list that is deleted at the close.
pub async fn forget_reminders(db: &mut PgConnection, pulse: PulseId) -> Result<()> {
    mail::forget(db, REMINDER, pulse.into()).await
}
