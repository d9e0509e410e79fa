use askama::Template;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::queries::{self, ClosedPoll, Poll, PollVoter, SettledSession, UntoldPoll};
use super::{PollAnswer, PollKind};
use crate::notices::{self, NoticeKind, NoticeMail, Paper};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{PollId, PollOptionId};
use crate::platform::mail::{self, Letter, words};
use crate::platform::web::when::{self, TimeSpan, spelled};
use crate::sessions::answer_url;

#[derive(Template)]
#[template(path = "guide/polls/mail/opened.txt")]
struct PollOpened<'a> {
    to: &'a PollVoter,
    poll: &'a UntoldPoll,
    until: String,
    base_url: &'a str,
}

/// There is a new poll.
pub fn opened(paper: &Paper, poll: &UntoldPoll, to: &PollVoter) -> Result<Letter> {
    let base_url = paper.base_url.as_str();
    let until = when::spelled::moment(poll.closes_at, paper.now(), &when::zone_or_utc(&to.zone));
    let person = notices::LetterRecipient { person: to.person_id, email: &to.email };
    let from = notices::LetterOrigin { community: poll.community_id, name: &poll.community };
    let mail = NoticeMail { notice: NoticeKind::Poll, kind: "poll" };
    let letter = paper.letter(person, from, mail, &PollOpened { to, poll, until, base_url })?;
    let key = Some(format!("poll:{}:{}", poll.id, to.person_id));
    let about = Some(poll.id.into());
    Ok(Letter { key, about, thread: Some(thread(poll.id)), useless_at: Some(poll.closes_at), ..letter })
}

#[derive(Template)]
#[template(path = "guide/polls/mail/closed.txt")]
struct PollClosed<'a> {
    poll: &'a ClosedPoll,
    base_url: &'a str,
}

/// The deadline has passed: to the organiser who made the poll.
pub fn closed(poll: &ClosedPoll, base_url: &str) -> Result<Letter> {
    let letter =
        words::letter(Some(poll.person_id), &poll.email, "poll_closed", &PollClosed { poll, base_url })?;
    let key = Some(format!("poll-closed:{}", poll.id));
    let (about, community) = (Some(poll.id.into()), Some(poll.community_id));
    Ok(Letter { key, about, community, thread: Some(thread(poll.id)), ..letter })
}

#[derive(Template)]
#[template(path = "guide/polls/mail/moved.txt")]
struct OptionMoved<'a> {
    to: &'a PollVoter,
    poll: &'a Poll,
    base_url: &'a str,
}

/// Asks those whose votes were cleared to vote again, each once however many options changed.
pub async fn tell_of_moved_options(
    db: &mut PgConnection,
    app: &App,
    poll: &Poll,
    voters: &[PollVoter],
    now: OffsetDateTime,
) -> Result<()> {
    let base_url = app.config.base_url();
    let letter = |to: &PollVoter| {
        let template = OptionMoved { to, poll, base_url: &base_url };
        let letter = words::letter(Some(to.person_id), &to.email, "poll_moved", &template)?;
        let (about, community) = (Some(poll.id.into()), Some(poll.community_id));
        Ok(Letter { about, community, thread: Some(thread(poll.id)), ..letter })
    };
    let letters: Vec<Letter> = voters.iter().map(letter).collect::<Result<_>>()?;
    mail::queue(db, &letters, now).await.map(drop)
}

#[derive(Template)]
#[template(path = "guide/polls/mail/settled.txt")]
struct DateSettled<'a> {
    to: &'a PollVoter,
    session: &'a SettledSession,
    when: String,
    short: String,
    answer_url: String,
}

impl DateSettled<'_> {
    fn said_yes(&self) -> bool {
        self.to.answer == Some(PollAnswer::Yes) && self.session.is_as_voted
    }
}

/// Tells everyone who voted which date it is, each once.
pub async fn tell_of_the_date(
    db: &mut PgConnection,
    app: &App,
    poll: PollId,
    option: PollOptionId,
    now: OffsetDateTime,
) -> Result<()> {
    let session = queries::settled(&mut *db, poll, option).await?;
    let voters = queries::voters(&mut *db, poll, option).await?;
    let paper = Paper::of(&mut *db, app).await?;
    let letters: Vec<Letter> =
        voters.iter().map(|to| settled(&session, &paper, to, now)).collect::<Result<_>>()?;
    mail::queue(db, &letters, now).await.map(drop)
}

fn settled(session: &SettledSession, paper: &Paper, to: &PollVoter, now: OffsetDateTime) -> Result<Letter> {
    let zone = when::zone_or_utc(&to.zone);
    let span = TimeSpan { from: session.starts_at, to: session.ends_at };
    let when = spelled::span(span, now, &zone, &session.zone);
    let short = spelled::short_start(span, now, &zone, &session.zone);
    let answer_url = answer_url(paper, session.event_id, to.person_id, session.starts_at);
    let template = DateSettled { to, session, when, short, answer_url };
    let letter = words::letter(Some(to.person_id), &to.email, "poll_settled", &template)?;
    let letter = letter.about_session(session.community_id, session.event_id);
    let key = Some(format!("poll-settled:{}:{}", session.poll_id, to.person_id));
    Ok(Letter { key, useless_at: Some(session.starts_at), ..letter })
}

/// All mails about one poll are one conversation.
fn thread(poll: PollId) -> String {
    format!("poll-{poll}")
}
