use askama::Template;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::jobs::PulseNews;
use super::queries::{PulseRecipient, UntoldPulse};
use crate::notices::{LetterOrigin, LetterRecipient, NoticeKind, NoticeMail, Paper};
use crate::platform::error::Result;
use crate::platform::ids::PulseId;
use crate::platform::mail::{self, Letter};
use crate::platform::web::when;

const ASKING: &str = "pulse";
const REMINDER: &str = "pulse_reminder";

#[derive(Template)]
#[template(path = "learning/pulse/mail/opened.txt")]
struct PulseOpened<'a> {
    to: &'a PulseRecipient,
    of: &'a str,
    until: &'a str,
    url: &'a str,
}

#[derive(Template)]
#[template(path = "learning/pulse/mail/reminder.txt")]
struct PulseReminder<'a> {
    to: &'a PulseRecipient,
    of: &'a str,
    until: &'a str,
    url: &'a str,
}

#[derive(Template)]
#[template(path = "learning/pulse/mail/cancelled.txt")]
struct PulseCancelled<'a> {
    to: &'a PulseRecipient,
    of: &'a str,
}

#[derive(Template)]
#[template(path = "learning/pulse/mail/results.txt")]
struct PulseResults<'a> {
    to: &'a PulseRecipient,
    of: &'a str,
    sentence: Option<&'a str>,
    url: &'a str,
}

/// One piece of news for one person.
pub fn telling(paper: &Paper, pulse: &UntoldPulse, news: &PulseNews, to: &PulseRecipient) -> Result<Letter> {
    let url = format!("{}/pulses/{}", paper.base_url, pulse.id);
    let until = when::spelled::end(pulse.closes_at, paper.now(), &when::zone_or_utc(&to.zone));
    let of = pulse.community.as_deref().unwrap_or(&pulse.organisation);
    let (url, until) = (url.as_str(), until.as_str());
    let asks = |kind| NoticeMail { notice: NoticeKind::Pulse, kind };
    match news {
        PulseNews::Opened => {
            until_the_close(paper, pulse, asks(ASKING), to, &PulseOpened { to, of, until, url })
        }
        PulseNews::HalfTime => {
            until_the_close(paper, pulse, asks(REMINDER), to, &PulseReminder { to, of, until, url })
        }
        PulseNews::Cancelled => {
            written(paper, pulse, asks("pulse_cancelled"), to, &PulseCancelled { to, of })
        }
        PulseNews::Results(sentence) => {
            let mail = NoticeMail { notice: NoticeKind::PulseResults, kind: "pulse_results" };
            let sentence = sentence.as_deref();
            written(paper, pulse, mail, to, &PulseResults { to, of, sentence, url })
        }
    }
}

/// What asks for answers is of no use once none are taken.
fn until_the_close(
    paper: &Paper,
    pulse: &UntoldPulse,
    mail: NoticeMail,
    to: &PulseRecipient,
    template: &impl Template,
) -> Result<Letter> {
    Ok(Letter { useless_at: Some(pulse.closes_at), ..written(paper, pulse, mail, to, template)? })
}

fn written(
    paper: &Paper,
    pulse: &UntoldPulse,
    mail: NoticeMail,
    to: &PulseRecipient,
    template: &impl Template,
) -> Result<Letter> {
    let person = LetterRecipient { person: to.person_id, email: &to.email };
    let letter = if let (Some(community), Some(name)) = (pulse.community_id, &pulse.community) {
        paper.letter(person, LetterOrigin { community, name }, mail, template)?
    } else {
        let why = format!("You get this because you have an account at {}.", pulse.organisation);
        paper.because(person, &why, mail, template)?
    };
    let key = Some(format!("{}:{}:{}", mail.kind, pulse.id, to.person_id));
    let thread = Some(format!("pulse-{}", pulse.id));
    Ok(Letter { key, about: Some(pulse.id.into()), thread, ..letter })
}

/// Nobody is asked any more for the answers of a cancelled round, and who was reminded is forgotten.
pub async fn withdraw(db: &mut PgConnection, pulse: PulseId, now: OffsetDateTime) -> Result<()> {
    mail::withdraw(&mut *db, &[ASKING], &[pulse.into()], None, now).await?;
    forget_reminders(db, pulse).await
}

/// Reminders went to those who had not answered: kept, they would be the list that is deleted at the close.
pub async fn forget_reminders(db: &mut PgConnection, pulse: PulseId) -> Result<()> {
    Ok(mail::forget(db, REMINDER, pulse.into()).await?)
}
