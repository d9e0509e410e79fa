//! Markdown as people write it in agendas and recaps, and what they paste there, made safe to show. One reading of a
//! text becomes the HTML of pages and mails and the plain writing of mails and calendars: all say the same words.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Tag, TagEnd, html};

mod pasted;
mod tags;
mod events;
mod plain;
mod kept;

pub use kept::{known, prose};

/// How many quotes, lists and emphases are shown inside each other; deeper ones are part of the last. Programs that
/// read mails and pages slow down with depth, people stop reading long before.
const DEEPEST: usize = 8;

const OPTIONS: Options =
    Options::ENABLE_STRIKETHROUGH.union(Options::ENABLE_TABLES).union(Options::ENABLE_TASKLISTS);

/// What may be in the HTML, whatever the renderer makes: the second of two guards.
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
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]))
    .tag_attributes(HashMap::from([
        ("a", HashSet::from(["href"])),
        ("ol", HashSet::from(["start"])),
        ("div", HashSet::from(["class", "tabindex", "role", "aria-label"])),
        ("li", HashSet::from(["class"])),
    ]))
    .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
    .link_rel(Some("noopener noreferrer nofollow"))
    .clean_content_tags(HashSet::from(["script", "style"]));
    safe
});

/// A text as it is shown.
#[derive(Debug, Default)]
pub struct Prose {
    /// HTML that is safe to show.
    pub html: String,
    /// Plain writing, for what shows nothing else.
    pub text: String,
}

impl Prose {
    /// Takes its time: on async threads, `prose` is the way.
    pub fn of(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        let markdown = pasted::as_markdown(text);
        let events = events::of(&markdown);
        let text = plain::of(&events);
        Self { html: html_of(events), text }
    }

    fn size(&self) -> usize {
        self.html.len() + self.text.len()
    }
}

/// A table may be wider than a phone, and then scrolls on its own. A group, not a region: pages list their regions, and
/// several of one name tell nobody anything.
fn html_of(events: Vec<Event<'_>>) -> String {
    let mut raw = String::new();
    let region =
        Event::Html(r#"<div class="table-region" tabindex="0" role="group" aria-label="Table">"#.into());
    let in_regions = events.into_iter().flat_map(|event| match event {
        Event::Start(Tag::Table(_)) => [Some(region.clone()), Some(event)],
        Event::End(TagEnd::Table) => [Some(event), Some(Event::Html("</div>\n".into()))],
        _ => [Some(event), None],
    });
    html::push_html(&mut raw, in_regions.flatten());
    // A task has its box, and no bullet before it.
    for marker in [events::DONE, events::OPEN] {
        raw = raw.replace(&format!("<li>{marker}"), &format!(r#"<li class="task">{marker}"#));
    }
    SAFE.clean(&raw).to_string()
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

#[cfg(test)]
mod tests;
