//! From a text template to a letter. A template starts with a `Subject:` line; a paragraph of the form
//! `Words: https://…` is a link. The HTML part is made from the same text, so the two cannot drift apart,
//! and whatever people typed is escaped in it.

use askama::Template;

use super::Letter;
use crate::platform::ids::PersonId;
use crate::platform::web::markdown::Prose;

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

/// A paragraph of a template where what someone wrote belongs; without it, that comes last. The sign that Unicode has
/// for an object in a text, which nobody writes.
pub const BODY: &str = "\u{fffc}";

/// What is written under a letter that its reader need not get.
pub struct Foot<'a> {
    /// Why they get it, as a sentence.
    pub why: &'a str,
    pub stop_url: &'a str,
    /// Where they choose their email notifications.
    pub choose_url: &'a str,
    /// The site's address: links within it lead there from a mail too.
    pub base_url: &'a str,
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
/// anything, stands where the template says, else after its words.
///
/// # Errors
/// When the template does not render.
pub fn stoppable(
    person: PersonId,
    to: &str,
    kind: &'static str,
    template: &impl Template,
    body: Option<&Prose>,
    foot: &Foot<'_>,
) -> askama::Result<Letter> {
    let letter = written(&template.render()?, body, Some(foot))?;
    let stop_url = Some(foot.stop_url.to_owned());
    Ok(Letter { person: Some(person), to: to.to_owned(), kind, stop_url, ..letter })
}

fn written(rendered: &str, body: Option<&Prose>, foot: Option<&Foot<'_>>) -> askama::Result<Letter> {
    let (first, rest) = rendered.split_once('\n').unwrap_or((rendered, ""));
    let subject = first.strip_prefix("Subject:").unwrap_or(first).trim().to_owned();
    let mut paragraphs: Vec<&str> = rest.trim().split("\n\n").collect();
    if body.is_some() && !paragraphs.iter().any(|paragraph| is_body(paragraph)) {
        paragraphs.push(BODY);
    }
    let said = |paragraph: &str| body.filter(|_| is_body(paragraph));
    let as_text: Vec<&str> =
        paragraphs.iter().map(|paragraph| said(paragraph).map_or(*paragraph, |body| &body.text)).collect();
    let mut text = as_text.join("\n\n") + "\n";
    let parts = paragraphs.into_iter().map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let written = body.map(|body| {
        let base_url = foot.map_or("", |foot| foot.base_url);
        body.html.replace("href=\"/", &format!("href=\"{base_url}/"))
    });
    let parts = parts
        .map(|paragraph| match &written {
            Some(html) if is_body(paragraph) => Part::Markdown(html),
            _ => part(paragraph),
        })
        .collect();
    if let Some(Foot { why, stop_url, choose_url, .. }) = foot {
        text = format!("{text}\n-- \n{why}\nUnsubscribe: {stop_url}\nEmail notifications: {choose_url}\n");
    }
    let html = Frame { subject: &subject, parts, foot }.render()?;
    Ok(Letter { subject, text, html, ..Letter::default() })
}

fn is_body(paragraph: &str) -> bool {
    paragraph.trim() == BODY
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
    use super::{BODY, Foot, letter, stoppable};
    use crate::platform::ids::PersonId;
    use crate::platform::web::markdown::Prose;
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
    fn a_letter_has_the_colours_of_the_site_by_day_and_by_night() {
        let letter = letter(None, "ana@example.org", "example", &Example { what: "tests" }).unwrap();
        let (light, dark) = letter.html.split_once("prefers-color-scheme: dark").unwrap();
        let (dark, body) = dark.split_once("</style>").unwrap();
        for (part, colour) in [(body, "#0a5e4b"), (dark, "#7dd9ba")] {
            assert!(
                part.contains(&format!("background:{colour}"))
                    || part.contains(&format!("background: {colour}"))
            );
        }
        assert!(light.contains(r#"content="light dark""#));
    }

    #[test]
    fn a_letter_that_can_be_stopped_says_how_and_shows_what_was_written() {
        let foot = Foot {
            why: "You are in the Testing circle.",
            stop_url: "https://example.org/stop",
            choose_url: "https://example.org/me/notices",
            base_url: "https://example.org",
        };
        let written = Prose::of("Bring *cake*<script>x</script>");
        let example = Example { what: "tea" };
        let letter =
            stoppable(PersonId::nil(), "ana@example.org", "example", &example, Some(&written), &foot)
                .unwrap();
        assert_eq!(letter.stop_url.as_deref(), Some("https://example.org/stop"));
        assert!(
            letter.text.ends_with(
                "\n\nBring cake\n\n-- \nYou are in the Testing circle.\n\
                 Unsubscribe: https://example.org/stop\n\
                 Email notifications: https://example.org/me/notices\n"
            ),
            "{}",
            letter.text
        );
        assert!(letter.html.contains("<em>cake</em>") && !letter.html.contains("<script"), "{}", letter.html);
        assert!(letter.html.contains(r#"<a href="https://example.org/stop""#), "{}", letter.html);
    }
    #[derive(Template)]
    #[template(source = "Subject: x\n\nThe recap:\n\n{{ self.body() }}\n\nGoodbye.\n", ext = "txt")]
    struct Around;

    #[expect(clippy::unused_self, reason = "templates call methods")]
    impl Around {
        fn body(&self) -> &'static str {
            BODY
        }
    }

    #[test]
    fn what_was_written_stands_where_the_template_says() {
        let foot = Foot {
            why: "You came.",
            stop_url: "https://example.org/stop",
            choose_url: "https://example.org/me",
            base_url: "https://example.org",
        };
        let written = Prose::of(
            "[the list](/list)\n\n## Done\n\n| a | b |\n|---|---|\n| 1 | [two](https://example.org/2) |",
        );
        let letter =
            stoppable(PersonId::nil(), "ana@example.org", "example", &Around, Some(&written), &foot).unwrap();
        let text =
            "The recap:\n\nthe list (/list)\n\nDone\n\na · b\n1 · two (https://example.org/2)\n\nGoodbye.\n";
        assert!(letter.text.starts_with(text), "{}", letter.text);
        let html = &letter.html;
        assert!(html.contains("<h4>Done</h4>") && html.contains("<td>1</td>"), "{html}");
        assert!(html.contains(r#"<a href="https://example.org/list""#), "{html}");
        assert!(html.find("</table>") < html.find("Goodbye."), "{html}");
        assert!(html.contains(r#"<a href="https://example.org/2""#) && !html.contains(BODY), "{html}");
    }
}
