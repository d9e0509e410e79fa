//! What mail programs read: that a program wrote it, what it belongs with, where it comes from, how to stop it.

use lettre::message::header::{HeaderName, HeaderValue};

use super::queries::TakenMail;

/// The headers of a mail that say more than its sender, recipient and time. `host` is the site's.
pub fn of(mail: &TakenMail, host: &str) -> Vec<HeaderValue> {
    // RFC 3834: keeps out-of-office answers from coming back.
    let mut headers = vec![header("Auto-Submitted", "auto-generated".to_owned())];
    if let Some(thread) = &mail.thread {
        // A message of that name never went out: all mails of a conversation answer it, and so are grouped
        // whichever of them a person got first.
        headers.push(header("In-Reply-To", format!("<{thread}@{host}>")));
        headers.push(header("References", format!("<{thread}@{host}>")));
    }
    if let (Some(slug), Some(community)) = (&mail.slug, &mail.community) {
        headers.push(header("List-Id", format!("{} <{slug}.{host}>", phrase(community))));
    }
    if let Some(url) = &mail.stop_url {
        headers.push(header("List-Unsubscribe", format!("<{url}>")));
        // RFC 8058 speaks of https alone.
        if url.starts_with("https://") {
            headers.push(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
    }
    headers
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// A name as it may be written before an address: RFC 5322 gives these characters a meaning of their own.
fn phrase(name: &str) -> String {
    let plain: String = name.chars().map(|c| if "()<>[]:;@\\,.\"".contains(c) { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
