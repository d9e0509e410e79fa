//! Speaks SMTP (RFC 5321) in two halves, so that the outbox can commit between them: `offer` goes up to the
//! server's "go ahead", `hand_over` sends the message and hears what became of it.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::platform::ca_file;
use crate::platform::config::Config;
use crate::platform::smtp_url::{SmtpUrl, Tls};

const OPENING: Duration = Duration::from_mins(1);
/// RFC 5321, 4.5.3.2 gives a server five minutes for a command …
const COMMAND: Duration = Duration::from_mins(5);
/// … and ten for its answer to the message: who hangs up sooner does not know what became of it.
const MESSAGE: Duration = Duration::from_mins(10);
const GOODBYE: Duration = Duration::from_secs(5);

/// Why a mail was not taken, in the server's words.
#[derive(Debug)]
pub enum SmtpRefusal {
    /// It says so itself: try again later (4xx).
    Later(String),
    /// It will never take this one (5xx).
    Never(String),
    /// No answer, or none that speaks of this mail: the conversation is over.
    Broken(String),
}

pub struct Conversation {
    connection: AsyncSmtpConnection,
    over: bool,
}

impl Conversation {
    /// Connects, encrypts and logs in, as far as the URL asks for it; says each step that is done.
    pub async fn open(url: &SmtpUrl, config: &Config, step: &mut impl FnMut(&str)) -> Result<Self, String> {
        match timeout(OPENING, connect(url, config, step)).await {
            Ok(Ok(connection)) => Ok(Self { connection, over: false }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(format!("no answer within {} s", OPENING.as_secs())),
        }
    }

    /// The conversation in `slot`, or a new one where it is over or was none.
    pub async fn keep_or_open<'a>(
        slot: &'a mut Option<Self>,
        url: &SmtpUrl,
        config: &Config,
    ) -> Result<&'a mut Self, String> {
        let conversation = match slot.take().filter(|conversation| !conversation.over) {
            Some(conversation) => conversation,
            None => Self::open(url, config, &mut |_| {}).await?,
        };
        Ok(slot.insert(conversation))
    }

    /// Nothing more can be said on this connection.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Names sender and recipient; when it returns well, the server waits for the message.
    pub async fn offer(&mut self, from: &Address, to: &Address) -> Result<(), SmtpRefusal> {
        let mut parameters = Vec::new();
        if !(to.as_ref() as &str).is_ascii() {
            if !self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(SmtpRefusal::Never("the mail server takes no addresses beyond ASCII".to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        // The sender is the same for every mail: who refuses it speaks of the configuration, not of this one.
        let from = self.say(Mail::new(Some(from.clone()), parameters)).await;
        if let Err(SmtpRefusal::Later(why) | SmtpRefusal::Never(why) | SmtpRefusal::Broken(why)) = from {
            return Err(self.give_up(why));
        }
        let ready = match self.say(Rcpt::new(to.clone(), Vec::new())).await {
            Ok(_) => self.say(Data).await,
            refused => refused,
        };
        match ready {
            Ok(response) if response.has_code(354) => Ok(()),
            Ok(response) => Err(self.give_up(format!("instead of 354 it said {}", response.code()))),
            Err(SmtpRefusal::Broken(why)) => Err(SmtpRefusal::Broken(why)),
            // The next mail begins afresh; where even that fails, the caller sees that it is over.
            Err(refused) => {
                if self.say(Rset).await.is_err() {
                    self.over = true;
                }
                Err(refused)
            }
        }
    }

    /// Sends the message. `Broken` means that nobody knows whether the server kept it.
    pub async fn hand_over(&mut self, message: &[u8]) -> Result<(), SmtpRefusal> {
        let answer = timeout(MESSAGE, self.connection.message(message)).await;
        match answer {
            Ok(Ok(response)) if response.code().severity == Severity::PositiveCompletion => Ok(()),
            Ok(Ok(response)) => {
                Err(self.give_up(format!("an answer that means nothing here: {}", response.code())))
            }
            Ok(Err(error)) => Err(self.refusal(&error)),
            Err(_) => Err(self.give_up(format!("no answer within {} s", MESSAGE.as_secs()))),
        }
    }

    /// Says goodbye, which a server may expect but need not answer.
    pub async fn close(mut self) {
        if !self.over {
            let _ = timeout(GOODBYE, self.connection.command(Quit)).await;
        }
    }

    /// No message will follow. The connection is closed when this is dropped.
    pub fn hang_up(&mut self) {
        self.over = true;
    }

    async fn say(&mut self, command: impl std::fmt::Display) -> Result<Response, SmtpRefusal> {
        match timeout(COMMAND, self.connection.command(command)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(self.refusal(&error)),
            Err(_) => Err(self.give_up(format!("no answer within {} s", COMMAND.as_secs()))),
        }
    }

    fn refusal(&mut self, error: &Error) -> SmtpRefusal {
        if error.is_transient() {
            SmtpRefusal::Later(error.to_string())
        } else if error.is_permanent() {
            SmtpRefusal::Never(error.to_string())
        } else {
            self.give_up(error.to_string())
        }
    }

    fn give_up(&mut self, why: String) -> SmtpRefusal {
        self.over = true;
        SmtpRefusal::Broken(why)
    }
}

/// What is in the way, and the way round it where the server's certificate is what nobody vouches for.
fn hinted(error: &Error) -> String {
    let said = error.to_string();
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let is_unknown =
        causes.map(ToString::to_string).chain([said.clone()]).any(|said| said.contains("certificate"));
    if is_unknown {
        return format!(
            "{said} (the server's certificate is not one that is trusted here: name it, or its signer's, in \
             GUILDHALL_CA_FILE, or add ?tls=opportunistic to encrypt without asking who answers)"
        );
    }
    said
}

async fn connect(
    url: &SmtpUrl,
    config: &Config,
    step: &mut impl FnMut(&str),
) -> Result<AsyncSmtpConnection, String> {
    let words = |error: Error| error.to_string();
    let (address, me) = ((url.host.as_str(), url.port), ClientId::default());
    let mut connection = if url.tls == Tls::FromTheStart {
        let tls = ca_file::tls(url, config.ca_file.as_ref()).map_err(words)?;
        let connection = AsyncSmtpConnection::connect_tokio1(address, Some(OPENING), &me, Some(tls), None)
            .await
            .map_err(|error| hinted(&error))?;
        step("connected, encrypted from the first byte");
        connection
    } else {
        let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
        step("connected");
        // A message ends with a small write of its own, which would otherwise wait 40 ms for the one before.
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &me).await.map_err(words)?
    };
    step("greeted");
    let is_taken = matches!(url.tls, Tls::WhenOffered | Tls::Unverified) && connection.can_starttls();
    if url.tls == Tls::Required || is_taken {
        let tls = ca_file::tls(url, config.ca_file.as_ref()).map_err(words)?;
        connection.starttls(tls, &me).await.map_err(|error| hinted(&error))?;
        step("encrypted");
    }
    if let Some(credentials) = &url.credentials {
        if !connection.is_encrypted() && !url.may_log_in_unencrypted() {
            return Err(
                "it offers no encryption, and the password is not sent without (unless ?tls=none)".to_owned()
            );
        }
        connection.auth(DEFAULT_MECHANISMS, credentials).await.map_err(words)?;
        step("signed in");
    }
    Ok(connection)
}
