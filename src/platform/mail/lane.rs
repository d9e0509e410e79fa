//! One connection to the mail server, and the mails that go through it one after the other.

use std::time::Duration;

use tokio::sync::watch;

use super::message;
use super::queries::{self, MailEnd, TakenMail};
use super::smtp::{Conversation, SmtpRefusal};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{HolderId, MailId};
use crate::platform::jobs::back_off;
use crate::platform::mail::MailState;
use crate::platform::smtp_url::SmtpUrl;

/// Few, so that the lanes share what is there and little waits behind a slow mail.
const BATCH: i64 = 10;
/// Servers that greylist take a mail after a minute or more.
const FIRST_BACK_OFF: Duration = Duration::from_mins(1);
/// For the log, which gets no server's words about a mail: they may hold the address.
const BROKEN_OFF: &str = "the conversation broke off; the mail it was about keeps the reason";

pub struct Lane {
    pub app: App,
    pub url: SmtpUrl,
    pub me: HolderId,
    /// Turns true when no further mail may be begun.
    pub end: watch::Receiver<bool>,
}

/// What came of going through what is due.
#[derive(Default)]
pub struct Passage {
    pub delivered: usize,
    /// The server is in trouble, in its words: what was not tried waits untouched, and a pause is in order.
    pub trouble: Option<String>,
}

/// What became of one mail, as far as the lane has to know; the outbox knows more.
enum MailOutcome {
    Delivered,
    NotDelivered,
    /// No longer ours, or no longer wanted: the conversation was broken off, and no fault of the server.
    Withdrawn,
}

impl Lane {
    /// Sends what is due until there is nothing more, the server is in trouble, or the end is called.
    ///
    /// # Errors
    /// The database's. What this lane held is then given up, or recovered once its lease has run out.
    pub async fn drain(&self) -> Result<Passage> {
        let mut passage = Passage::default();
        let mut server = None;
        queries::drop_useless(&self.app.db, self.app.clock.now()).await?;
        while passage.trouble.is_none() && !*self.end.borrow() {
            // No connection is opened for nothing. One that is open costs no question first: taking asks already.
            let is_open = server.as_ref().is_some_and(|server: &Conversation| !server.is_over());
            if !is_open && !self.is_anything_due().await? {
                break;
            }
            // Before anything is taken, so that a server that is down costs the mails nothing.
            let server = match Conversation::keep_or_open(&mut server, &self.url, &self.app.config).await {
                Ok(server) => server,
                Err(why) => {
                    passage.trouble = Some(why);
                    break;
                }
            };
            let batch = queries::take(&self.app.db, self.me, BATCH, self.app.clock.now()).await?;
            if batch.is_empty() {
                // The other lanes have it all.
                break;
            }
            self.send_batch(server, &batch, &mut passage).await?;
        }
        if let Some(server) = server {
            server.close().await;
        }
        Ok(passage)
    }

    async fn is_anything_due(&self) -> Result<bool> {
        Ok(queries::next_due(&self.app.db).await?.is_some_and(|next| next <= self.app.clock.now()))
    }

    async fn send_batch(
        &self,
        server: &mut Conversation,
        batch: &[TakenMail],
        passage: &mut Passage,
    ) -> Result<()> {
        let mut untried = batch.iter();
        while !server.is_over() && !*self.end.borrow() {
            let Some(mail) = untried.next() else { break };
            match self.send(server, mail).await? {
                MailOutcome::Delivered => passage.delivered += 1,
                MailOutcome::NotDelivered if server.is_over() => {
                    passage.trouble = Some(BROKEN_OFF.to_owned());
                }
                MailOutcome::NotDelivered => {}
                // It may have become useless on the way here. Not looked for before each batch, since that reads all
                // that waits: with ten thousand, for every ten.
                MailOutcome::Withdrawn => queries::drop_useless(&self.app.db, self.app.clock.now()).await?,
            }
        }
        let untried: Vec<MailId> = untried.map(|mail| mail.id).collect();
        if !untried.is_empty() {
            queries::put_back(&self.app.db, self.me, &untried).await?;
        }
        Ok(())
    }

    async fn send(&self, server: &mut Conversation, mail: &TakenMail) -> Result<MailOutcome> {
        let (db, config) = (&self.app.db, &self.app.config);
        let (to, message) = match message::build(mail, &config.mail_from, message::host(&config.base_url())) {
            Ok(built) => built,
            Err(why) => return self.not_taken(mail, SmtpRefusal::Never(why)).await,
        };
        if let Err(refusal) = server.offer(&config.mail_from.email, &to).await {
            return self.not_taken(mail, refusal).await;
        }
        if !queries::begin_handing(db, self.me, mail.id, self.app.clock.now()).await? {
            // The server waits for a message now: hanging up is the one way to say that there will be none.
            server.hang_up();
            queries::put_back(db, self.me, &[mail.id]).await?;
            return Ok(MailOutcome::Withdrawn);
        }
        match server.hand_over(&message).await {
            Ok(()) => {
                queries::delivered(db, self.me, mail.id, self.app.clock.now()).await?;
                tracing::debug!(mail = %mail.id, kind = mail.kind, "mail delivered");
                Ok(MailOutcome::Delivered)
            }
            Err(SmtpRefusal::Broken(why)) => {
                let end = MailEnd { state: MailState::Parked, error: &format!("the answer was lost: {why}") };
                queries::settle(db, self.me, mail.id, end, self.app.clock.now()).await?;
                tracing::warn!(mail = %mail.id, kind = mail.kind, "mail parked: nobody knows whether it arrived");
                Ok(MailOutcome::NotDelivered)
            }
            Err(refusal) => self.not_taken(mail, refusal).await,
        }
    }

    /// The server certainly does not have it.
    async fn not_taken(&self, mail: &TakenMail, refusal: SmtpRefusal) -> Result<MailOutcome> {
        let (db, now, attempt) = (&self.app.db, self.app.clock.now(), mail.attempts + 1);
        match refusal {
            SmtpRefusal::Never(why) => {
                queries::settle(
                    db,
                    self.me,
                    mail.id,
                    MailEnd { state: MailState::Refused, error: &why },
                    now,
                )
                .await?;
                tracing::info!(mail = %mail.id, kind = mail.kind, "mail refused");
                Ok(MailOutcome::NotDelivered)
            }
            SmtpRefusal::Later(why) | SmtpRefusal::Broken(why) => {
                queries::postpone(db, self.me, mail.id, now + back_off(FIRST_BACK_OFF, attempt), &why)
                    .await?;
                tracing::info!(mail = %mail.id, kind = mail.kind, attempt, "mail postponed");
                Ok(MailOutcome::NotDelivered)
            }
        }
    }
}
