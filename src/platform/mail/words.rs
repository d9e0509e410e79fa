//! From a text template to a letter. A template starts with a `Subject:` line; a paragraph of the form
//! `Words: https://…` is a link. The HTML part is made from the same text, so the two cannot drift apart,
//! and whatever people typed is escaped in it.

use askama::Template;

use super::Letter;
use crate::platform::ids::PersonId;
use crate::platform::web::markdown;

#[derive(Template)]
#[template(path = "platform/mail/letter.html")]
struct Frame<'a> {
    subject: &'a str,
    parts: Vec<Part<'a>>,
    foot: Option<&'a Foot<'a>>,
}

/// A paragraph of a letter.
enum Part<'a> {
    Words(Vec<&'a str>),
    Link {
        words: &'a str,
        url: &'a str,
    },
    /// HTML that is safe to show.
    Markdown(&'a str),
}

/// What someone wrote in Markdown: made once, however many letters hold it.
pub struct MarkdownBody {
    text: String,
    html: String,
}

impl MarkdownBody {
    pub fn of(text: &str) -> Self {
        Self { text: markdown::to_text(text), html: markdown::to_html(text) }
    }
}

/// What is written under a letter that its reader need not get.
pub struct Foot<'a> {
    /// Why they get it, as a sentence.
    pub why: &'a str,
    pub stop_url: &'a str,
    /// Where they choose their email notifications.
    pub choose_url: &'a str,
}

/// A letter of `kind` in the words of `template`.
///
/// # Errors
/// When the template does not render.
pub fn letter(
    person: Option<PersonId>,
    to: &str,
    kind: &'static str,
    template: &impl Template,
) -> askama::Result<Letter> {
    written(&template.render()?, None, None).map(|letter| Letter {
        person,
        to: to.to_owned(),
        kind,
        ..letter
    })
}

/// The same for a letter that can be stopped, which it says at its foot. What someone wrote in Markdown, if
/// anything, follows the words of the template.
///
/// # Errors
/// When the template does not render.
pub fn stoppable(
    person: PersonId,
    to: &str,
    kind: &'static str,
    template: &impl Template,
    body: Option<&MarkdownBody>,
    foot: &Foot<'_>,
) -> askama::Result<Letter> {
    let letter = written(&template.render()?, body, Some(foot))?;
    let stop_url = Some(foot.stop_url.to_owned());
    Ok(Letter { person: Some(person), to: to.to_owned(), kind, stop_url, ..letter })
}

fn written(rendered: &str, body: Option<&MarkdownBody>, foot: Option<&Foot<'_>>) -> askama::Result<Letter> {
    let (first, rest) = rendered.split_once('\n').unwrap_or((rendered, ""));
    let subject = first.strip_prefix("Subject:").unwrap_or(first).trim().to_owned();
    let mut text = format!("{}\n", rest.trim());
    let mut parts: Vec<_> =
        rest.trim().split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(part).collect();
    if let Some(body) = body {
        text = format!("{text}\n{}\n", body.text);
        parts.push(Part::Markdown(&body.html));
    }
    if let Some(Foot { why, stop_url, choose_url }) = foot {
        text = format!("{text}\n-- \n{why}\nUnsubscribe: {stop_url}\nEmail notifications: {choose_url}\n");
    }
    let html = Frame { subject: &subject, parts, foot }.render()?;
    Ok(Letter { subject, text, html, ..Letter::default() })
}

fn part(paragraph: &str) -> Part<'_> {
    let link = paragraph.split_once(": ").filter(|(words, url)| {
        !words.contains('\n')
            && (url.starts_with("https://") || url.starts_with("http://"))
            && !url.contains(char::is_whitespace)
    });
    match link {
        Some((words, url)) => Part::Link { words, url },
        None => Part::Words(paragraph.lines().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Foot, MarkdownBody, letter, stoppable};
    use crate::platform::ids::PersonId;
    use askama::Template;

    #[derive(Template)]
    #[template(
        source = "Subject: About {{ what }}\n\nHello,\nThis is {{ what }}.\n\nLook at it: https://example.org/a?b=1\n",
        ext = "txt"
    )]
    struct Example<'a> {
        what: &'a str,
    }

    #[test]
    fn both_parts_say_the_same_and_what_was_typed_is_escaped() {
        let letter = letter(None, "ana@example.org", "example", &Example { what: "<b>tests</b>" }).unwrap();
        assert_eq!(letter.subject, "About <b>tests</b>");
        assert_eq!(letter.text, "Hello,\nThis is <b>tests</b>.\n\nLook at it: https://example.org/a?b=1\n");
        assert!(letter.html.contains("This is &#60;b&#62;tests&#60;/b&#62;."), "{}", letter.html);
        assert!(letter.html.contains(r#"href="https://example.org/a?b=1""#), "{}", letter.html);
    }

    #[test]
    fn a_letter_that_can_be_stopped_says_how_and_shows_what_was_written() {
        let foot = Foot {
            why: "You are in the Testing circle.",
            stop_url: "https://example.org/stop",
            choose_url: "https://example.org/me/notices",
        };
        let written = MarkdownBody::of("Bring *cake*<script>x</script>");
        let example = Example { what: "tea" };
        let letter =
            stoppable(PersonId::nil(), "ana@example.org", "example", &example, Some(&written), &foot)
                .unwrap();
        assert_eq!(letter.stop_url.as_deref(), Some("https://example.org/stop"));
        assert!(
            letter.text.ends_with(
                "\n\nBring cakex\n\n-- \nYou are in the Testing circle.\n\
                 Unsubscribe: https://example.org/stop\n\
                 Email notifications: https://example.org/me/notices\n"
            ),
            "{}",
            letter.text
        );
        assert!(letter.html.contains("<em>cake</em>") && !letter.html.contains("<script"), "{}", letter.html);
        assert!(letter.html.contains(r#"<a href="https://example.org/stop""#), "{}", letter.html);
    }
}
