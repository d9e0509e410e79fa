//! Markdown as people write it in agendas and recaps, made safe to show.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pulldown_cmark::{Options, Parser, html};

static SAFE: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut safe = ammonia::Builder::empty();
    safe.tags(HashSet::from([
        "p",
        "br",
        "em",
        "strong",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "h3",
        "h4",
        "h5",
        "a",
        "hr",
    ]))
    .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
    .url_schemes(HashSet::from(["http", "https", "mailto"]))
    .link_rel(Some("noopener noreferrer nofollow"))
    .clean_content_tags(HashSet::from(["script", "style"]));
    safe
});

/// HTML of a Markdown text. Headings start at the third level, since pages have their own above;
/// whatever is not plain writing (scripts, pictures, frames, styles) is dropped.
pub fn to_html(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let events = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).map(|event| match event {
        pulldown_cmark::Event::Start(pulldown_cmark::Tag::Heading { level, id, classes, attrs }) => {
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Heading {
                level: lower(level),
                id,
                classes,
                attrs,
            })
        }
        pulldown_cmark::Event::End(pulldown_cmark::TagEnd::Heading(level)) => {
            pulldown_cmark::Event::End(pulldown_cmark::TagEnd::Heading(lower(level)))
        }
        other => other,
    });
    let mut raw = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut raw, events);
    SAFE.clean(&raw).to_string()
}

/// A Markdown text as plain writing, for mails and calendars that show nothing else: without marks, a list with dashes or
/// numbers, and a link followed by its address where that says more than its words.
pub fn to_text(text: &str) -> String {
    let mut plain = PlainText::default();
    Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).for_each(|event| plain.read(event));
    plain.written.trim().to_owned()
}

#[derive(Default)]
struct PlainText {
    written: String,
    /// The lists that are open, each with the number of its next item where it counts them.
    lists: Vec<Option<u64>>,
    /// Where the link that is open leads, and from where on its words are.
    link: Option<(String, usize)>,
}

impl PlainText {
    fn read(&mut self, event: pulldown_cmark::Event<'_>) {
        use pulldown_cmark::{Event, Tag, TagEnd};
        match event {
            Event::Text(words) | Event::Code(words) => self.written.push_str(&words),
            Event::SoftBreak | Event::HardBreak => self.begin_line(),
            Event::Rule => self.begin_paragraph(),
            Event::Start(Tag::List(from)) => {
                if self.lists.is_empty() {
                    self.begin_paragraph();
                }
                self.lists.push(from);
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.begin_paragraph();
                }
            }
            Event::Start(Tag::Item) => self.begin_item(),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock)
                if self.lists.is_empty() =>
            {
                self.begin_paragraph();
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = Some((dest_url.into_string(), self.written.len()));
            }
            Event::End(TagEnd::Link) => {
                if let Some((address, from)) = self.link.take() {
                    let words = self.written[from..].trim();
                    if !address.is_empty() && words != address && format!("mailto:{words}") != address {
                        self.written.extend([" (", &address, ")"]);
                    }
                }
            }
            // HTML is dropped, as it is on pages; pictures leave their words.
            _ => {}
        }
    }

    fn begin_line(&mut self) {
        if !self.written.is_empty() && !self.written.ends_with('\n') {
            self.written.push('\n');
        }
    }

    fn begin_paragraph(&mut self) {
        self.begin_line();
        if !self.written.is_empty() && !self.written.ends_with("\n\n") {
            self.written.push('\n');
        }
    }

    fn begin_item(&mut self) {
        self.begin_line();
        self.written.push_str(&"  ".repeat(self.lists.len().saturating_sub(1)));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.written.extend([&number.to_string(), ". "]);
                *number += 1;
            }
            _ => self.written.push_str("- "),
        }
    }
}

/// A text as it reads, wherever it appears in Markdown that the program writes: none of its characters means anything.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if "\\`*_[]<>#&~|".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn lower(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H1, H2, H3, H4, H5};
    match level {
        H1 => H3,
        H2 => H4,
        _ => H5,
    }
}

#[cfg(test)]
mod tests {
    use super::{to_html, to_text};

    #[test]
    fn plain_text_has_the_words_and_none_of_the_marks() {
        let text = "## Agenda\n\nBring *cake* and **tea**.\n\n1. One\n2. `Two`\n   - a\n   - b\n\n\
            See [the page](https://example.org/a) or <https://example.org>.\n\n> Quoted\n\n---\n\n<b>x</b> ~~gone~~";
        assert_eq!(
            to_text(text),
            "Agenda\n\nBring cake and tea.\n\n1. One\n2. Two\n  - a\n  - b\n\n\
             See the page (https://example.org/a) or https://example.org.\n\nQuoted\n\nx gone"
        );
        assert_eq!(to_text("plain writing, with 3 * 4 = 12"), "plain writing, with 3 * 4 = 12");
        assert_eq!(to_text(""), "");
    }

    #[test]
    fn what_could_run_is_dropped() {
        for wrong in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "<img src=x onerror=alert(1)>",
            "<a href='data:text/html,x' onclick=y>x</a>",
            "<iframe src='https://example.org'></iframe>",
            "<p style='position:fixed'>x</p>",
        ] {
            let html = to_html(wrong);
            for bad in ["script", "javascript", "onerror", "onclick", "iframe", "style=", "data:"] {
                assert!(!html.contains(bad), "{wrong} gave {html}");
            }
        }
    }

    #[test]
    fn plain_writing_is_kept() {
        let html = to_html("# Plan\n\n- one **bold**\n- [two](https://example.org)");
        assert!(html.contains("<h3>Plan</h3>"), "{html}");
        assert!(html.contains("<li>one <strong>bold</strong></li>"), "{html}");
        assert!(html.contains(r#"href="https://example.org" rel="noopener noreferrer nofollow""#), "{html}");
    }

    #[test]
    fn an_escaped_text_reads_as_it_is() {
        let title = "*Rust* [x](https://evil.example) <b> & `code` \\ #1 _a_";
        let html = super::to_html(&format!("[{}](https://example.org/a)", super::escaped(title)));
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
        assert!(html.contains("*Rust* [x](https://evil.example) &lt;b&gt; &amp; `code` \\ #1 _a_"), "{html}");
    }
}
