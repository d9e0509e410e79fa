//! A mail sent by hand, to see whether mail works: no outbox, no database, and every step said aloud.

use time::OffsetDateTime;

use super::message;
use super::queries::TakenMail;
use super::smtp::{Conversation, SmtpRefusal};
use crate::platform::config::Config;
use crate::platform::ids::MailId;

/// Connects as delivery does; with an address, sends a mail there. Says each step that worked.
///
/// # Errors
/// What is in the way, in the server's words where it has some.
pub async fn attempt(
    config: &Config,
    address: Option<&str>,
    now: OffsetDateTime,
    say: &mut impl FnMut(&str),
) -> Result<(), String> {
    let Some(url) = &config.smtp_url else {
        return Err(
            "no mail server is named: set GUILDHALL_SMTP_URL, for instance to smtp://mail.example.org"
                .to_owned(),
        );
    };
    say(&format!("mail server: {url:?}"));
    let mut server = Conversation::open(url, config, &mut |step| say(&format!("  {step}"))).await?;
    if let Some(address) = address {
        let base_url = config.base_url();
        let (to, message) =
            message::build(&mail(address, &base_url, now), &config.mail_from, message::host(&base_url))?;
        server.offer(&config.mail_from.email, &to).await.map_err(refusal_message)?;
        say(&format!("  it takes mail from {} to {to}", config.mail_from.email));
        server.hand_over(&message).await.map_err(refusal_message)?;
        say("  it has taken the mail");
    }
    server.close().await;
    say(match address {
        Some(_) => "Done. Look for the email in the inbox and in spam.",
        None => "The mail server is ready. Name an address to send an email there.",
    });
    Ok(())
}

fn mail(address: &str, base_url: &str, now: OffsetDateTime) -> TakenMail {
    TakenMail {
        id: MailId::random(),
        kind: "test".to_owned(),
        to_address: address.to_owned(),
        subject: "Email from Guildhall works".to_owned(),
        body_text: format!("Someone checked that {base_url} can send emails. It can.\n"),
        body_html: format!("<p>Someone checked that {base_url} can send emails. It can.</p>"),
        attempts: 0,
        queued_at: now,
        thread: None,
        stop_url: None,
        slug: None,
        community: None,
        organisation: String::new(),
        organiser: None,
        calendar: None,
        calendar_method: None,
    }
}

fn refusal_message(refusal: SmtpRefusal) -> String {
    match refusal {
        SmtpRefusal::Later(why) => format!("the server asks to try again later: {why}"),
        SmtpRefusal::Never(why) => format!("the server refuses: {why}"),
        SmtpRefusal::Broken(why) => why,
    }
}
