//! A mail as it goes over the line.

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::queries::TakenMail;
use super::{CalendarMethod, headers};

/// The recipient and the message, or why there can be none.
///
/// The Message-ID is the row's: should a mail that was parked be sent again, it is recognisably the same.
pub fn build(mail: &TakenMail, from: &Mailbox, host: &str) -> Result<(Address, Vec<u8>), String> {
    let to: Address =
        in_ascii(&mail.to_address).parse().map_err(|error| format!("the address cannot be read: {error}"))?;
    let mut body = MultiPart::alternative_plain_html(mail.body_text.clone(), mail.body_html.clone());
    if let (Some(calendar), Some(method)) = (&mail.calendar, mail.calendar_method) {
        body = body.singlepart(calendar_part(calendar, method)?);
    }
    // An organiser whose address cannot be read leaves the mail without one: it is theirs no less.
    let reply_to = mail.organiser.as_deref().and_then(|address| in_ascii(address).parse::<Address>().ok());
    let builder = Message::builder()
        .from(sender(mail, from))
        .to(Mailbox::new(None, to.clone()))
        .subject(mail.subject.clone())
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .date(mail.queued_at.into());
    let message = headers::of(mail, host)
        .into_iter()
        .fold(with_reply_to(builder, reply_to), MessageBuilder::raw_header)
        .multipart(body)
        .map_err(|error| format!("the message cannot be written: {error}"))?;
    Ok((to, message.formatted()))
}

/// "Testing circle, Northmere Water" at the site's address. A site that has no name yet goes by the configured one.
fn sender(mail: &TakenMail, from: &Mailbox) -> Mailbox {
    let names = [mail.community.as_deref().unwrap_or_default(), mail.organisation.as_str()];
    let name = names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ");
    let name = if mail.organisation.is_empty() { from.name.clone() } else { Some(name) };
    Mailbox::new(name, from.email.clone())
}

/// An address with its domain as servers know it (RFC 5890); what is no domain stays as it is, and is refused where it is
/// read.
pub fn in_ascii(address: &str) -> String {
    let ascii = address
        .rsplit_once('@')
        .and_then(|(local, domain)| Some((local, idna::domain_to_ascii(domain).ok()?)));
    ascii.map_or_else(|| address.to_owned(), |(local, domain)| format!("{local}@{domain}"))
}

fn with_reply_to(builder: MessageBuilder, address: Option<Address>) -> MessageBuilder {
    match address {
        Some(address) => builder.reply_to(Mailbox::new(None, address)),
        None => builder,
    }
}

/// An invitation beside the words: the method is in the part's type too, or programs take it for a mere file
/// (RFC 6047, 2.4).
fn calendar_part(calendar: &str, method: CalendarMethod) -> Result<SinglePart, String> {
    let kind = format!("text/calendar; method={method}; charset=utf-8");
    let kind = ContentType::parse(&kind).map_err(|error| format!("the calendar's type: {error}"))?;
    Ok(SinglePart::builder().header(kind).body(calendar.to_owned()))
}

/// The host of an address such as `https://guild.example.org:3000`, without scheme and port.
pub fn host(base_url: &str) -> &str {
    let host = base_url.split_once("://").map_or(base_url, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::{TakenMail, build, host};
    use crate::platform::ids::MailId;
    use crate::platform::mail::CalendarMethod;
    use time::macros::datetime;

    #[test]
    fn a_message_says_who_when_and_that_a_program_wrote_it() {
        let mail = TakenMail {
            id: MailId::nil(),
            kind: "reminder".to_owned(),
            to_address: "ana@münchen.example".to_owned(),
            subject: "Tee für alle".to_owned(),
            body_text: "It begins at four.".to_owned(),
            body_html: "<p>It begins at four.</p>".to_owned(),
            attempts: 0,
            queued_at: datetime!(2026-11-02 08:05:09 UTC),
            calendar: None,
            calendar_method: None,
            thread: Some("session-1".to_owned()),
            stop_url: Some("https://guild.example.org/notices/stop/abc".to_owned()),
            slug: Some("testing-circle".to_owned()),
            community: Some("Prüfer: \"die\" Runde".to_owned()),
            organisation: "Northmere Water".to_owned(),
            organiser: Some("bo@zürich.example".to_owned()),
        };
        let from = "Guildhall <guild@example.org>".parse().unwrap();
        let (to, message) = build(&mail, &from, "guild.example.org").unwrap();
        let message = String::from_utf8(message).unwrap();
        assert_eq!(to.to_string(), "ana@xn--mnchen-3ya.example");
        // A long header goes on in the next line, behind a space.
        let unfolded = message.replace("\r\n ", " ");
        for line in [
            "From: =?utf-8?b?UHLDvGZlcjogImRpZSIgUnVuZGUsIE5vcnRobWVyZSBXYXRlcg==?= <guild@example.org>",
            "Reply-To: bo@xn--zrich-kva.example",
            "To: ana@xn--mnchen-3ya.example",
            "Message-ID: <00000000-0000-0000-0000-000000000000@guild.example.org>",
            "Date: Mon, 02 Nov 2026 08:05:09 +0000",
            "Auto-Submitted: auto-generated",
            "In-Reply-To: <session-1@guild.example.org>",
            "References: <session-1@guild.example.org>",
            "List-Id: =?utf-8?b?UHLDvGZlcg==?= die Runde <testing-circle.guild.example.org>",
            "List-Unsubscribe: <https://guild.example.org/notices/stop/abc>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
        ] {
            assert!(unfolded.contains(&format!("{line}\r\n")), "{line} in {message}");
        }
        assert!(message.is_ascii(), "any server can take it");
        assert!(build(&TakenMail { to_address: "nobody".to_owned(), ..mail }, &from, "x").is_err());
    }

    #[test]
    fn an_invitation_is_one_more_way_to_read_the_same_mail() {
        let mail = TakenMail {
            id: MailId::nil(),
            kind: "seated".to_owned(),
            to_address: "ana@example.org".to_owned(),
            subject: "You have a seat".to_owned(),
            body_text: "Your seat is saved.".to_owned(),
            body_html: "<p>Your seat is saved.</p>".to_owned(),
            attempts: 0,
            queued_at: datetime!(2026-11-02 08:05:09 UTC),
            calendar: Some("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n".to_owned()),
            calendar_method: Some(CalendarMethod::Request),
            thread: None,
            stop_url: None,
            slug: None,
            community: None,
            organisation: String::new(),
            organiser: None,
        };
        let (_, message) = build(&mail, &"guild@example.org".parse().unwrap(), "guild.example.org").unwrap();
        let message = String::from_utf8(message).unwrap();
        let alternative = message.find("multipart/alternative").unwrap();
        let part = message.find("Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n").unwrap();
        assert!(alternative < part, "{message}");
        assert!(message[part..].contains("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"), "{message}");
    }

    #[test]
    fn the_host_is_what_is_left_of_the_address() {
        for (url, name) in
            [("https://guild.example.org", "guild.example.org"), ("http://127.0.0.1:3000", "127.0.0.1")]
        {
            assert_eq!(host(url), name);
        }
        assert_eq!(host("http://[::1]:3000"), "[::1]");
    }
}
