//! From a text template to a letter. A template starts with a `Subject:` line; a paragraph of the form
//! `Words: https://…` is a link. The HTML part is made from the same text, so the two cannot drift apart,
//! and whatever people typed is escaped in it.

use askama::Template;
use uuid::Uuid;

use super::Letter;

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Frame<'a> {
    subject: &'a str,
    parts: Vec<Part<'a>>,
}

/// A paragraph of a letter.
enum Part<'a> {
    Words(Vec<&'a str>),
    Link { words: &'a str, url: &'a str },
}

/// A letter of `kind` in the words of `template`.
///
/// # Errors
/// When the template does not render.
pub fn letter(
    person: Option<Uuid>,
    to: &str,
    kind: &'static str,
    template: &impl Template,
) -> askama::Result<Letter> {
    let rendered = template.render()?;
    let (first, rest) = rendered.split_once('\n').unwrap_or((rendered.as_str(), ""));
    let subject = first.strip_prefix("Subject:").unwrap_or(first).trim().to_owned();
    let text = format!("{}\n", rest.trim());
    let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(part).collect();
    let html = Frame { subject: &subject, parts }.render()?;
    Ok(Letter {
        person,
        to: to.to_owned(),
        kind,
        key: None,
        subject,
        text,
        html,
        useless_at: None,
        calendar: None,
    })
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
    use super::letter;
    use askama::Template;

    #[derive(Template)]
    #[template(
        source = "Subject: About {{ what }}\n\nHello,\nthis is {{ what }}.\n\nLook at it: https://example.org/a?b=1\n",
        ext = "txt"
    )]
    struct Example<'a> {
        what: &'a str,
    }

    #[test]
    fn both_parts_say_the_same_and_what_was_typed_is_escaped() {
        let letter = letter(None, "ana@example.org", "example", &Example { what: "<b>tests</b>" }).unwrap();
        assert_eq!(letter.subject, "About <b>tests</b>");
        assert_eq!(letter.text, "Hello,\nthis is <b>tests</b>.\n\nLook at it: https://example.org/a?b=1\n");
        assert!(letter.html.contains("this is &#60;b&#62;tests&#60;/b&#62;."), "{}", letter.html);
        assert!(letter.html.contains(r#"<a href="https://example.org/a?b=1""#), "{}", letter.html);
    }
}
