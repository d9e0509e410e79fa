//! A text as the events that page and mail are both written from: no deeper than people read, every line break one,
//! bare addresses links, nothing in it HTML any more.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};

use super::{DEEPEST, OPTIONS};

/// Before a task.
pub const DONE: &str = "☑ ";
pub const OPEN: &str = "☐ ";

/// A word with more letters than this is no passcode.
const LONGEST_PASSCODE: usize = 64;

pub fn of(markdown: &str) -> Vec<Event<'_>> {
    let mut reader = Reader {
        source: markdown,
        events: Vec::new(),
        words: String::new(),
        open: Vec::new(),
        depth: 0,
        plain: 0,
    };
    for (event, range) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
        reader.read(event, range);
    }
    reader.flush();
    reader.events
}

/// What became of something that was opened.
#[derive(Clone, Copy, PartialEq)]
enum Opened {
    /// It stands, and counts as one deeper.
    Nesting,
    Link,
    FencedCode,
    Other,
    /// Blanks before a paragraph make no code of it, as far as people know.
    IndentedCode,
    /// Only what is in it is shown.
    Dropped,
    /// A paragraph or a list that is shown as lines of what is around it.
    Lines,
    /// Its marks are part of a word.
    Literal(&'static str),
}

impl Opened {
    /// Is an address in it no link of its own?
    fn is_plain(self) -> bool {
        matches!(self, Self::Link | Self::FencedCode)
    }
}

struct Reader<'a> {
    source: &'a str,
    events: Vec<Event<'a>>,
    /// Not in the events yet.
    words: String,
    open: Vec<Opened>,
    /// How many of them nest.
    depth: usize,
    /// In how many of them an address is no link: links and code.
    plain: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(words) if self.open.last() == Some(&Opened::IndentedCode) => self.lines(&words),
            Event::Text(words) => self.words.push_str(&words),
            // As it was written: what is HTML is Markdown by now.
            Event::Html(html) | Event::InlineHtml(html) => self.words.push_str(html.trim_end_matches('\n')),
            Event::SoftBreak | Event::HardBreak => self.push(Event::HardBreak),
            Event::TaskListMarker(done) => self.words.push_str(if done { DONE } else { OPEN }),
            Event::Code(_) | Event::Rule => self.push(event),
            // Neither is asked for of the parser.
            Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let opened = self.opened(&tag, &range);
        match opened {
            Opened::Dropped => {}
            Opened::Lines => self.apart(),
            Opened::Literal(marks) => self.words.push_str(marks),
            Opened::IndentedCode => self.push(Event::Start(Tag::Paragraph)),
            Opened::Nesting | Opened::Link | Opened::FencedCode | Opened::Other => {
                self.part_from_word(&tag);
                self.push(Event::Start(shown(tag)));
            }
        }
        self.depth += usize::from(opened == Opened::Nesting);
        self.plain += usize::from(opened.is_plain());
        self.open.push(opened);
    }

    fn end(&mut self, tag: TagEnd) {
        let Some(opened) = self.open.last().copied() else { return };
        match opened {
            Opened::Dropped | Opened::Lines => {}
            Opened::Literal(marks) => self.words.push_str(marks),
            Opened::IndentedCode => self.push(Event::End(TagEnd::Paragraph)),
            Opened::Nesting | Opened::Link | Opened::FencedCode | Opened::Other => {
                if tag == TagEnd::TableRow {
                    self.cut_row();
                }
                self.push(Event::End(shown_end(tag)));
            }
        }
        self.depth -= usize::from(opened == Opened::Nesting);
        self.plain -= usize::from(opened.is_plain());
        self.open.pop();
    }

    fn opened(&self, tag: &Tag<'_>, range: &Range<usize>) -> Opened {
        let is_deep = self.depth >= DEEPEST;
        let in_lines = self.open.last() == Some(&Opened::Lines);
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => match self.marks_in_word(tag, range) {
                Some(marks) => Opened::Literal(marks),
                None if is_deep => Opened::Dropped,
                None => Opened::Nesting,
            },
            Tag::BlockQuote(_) | Tag::List(_) if is_deep => Opened::Lines,
            Tag::BlockQuote(_) | Tag::List(_) => Opened::Nesting,
            Tag::Item | Tag::Paragraph | Tag::Heading { .. } if in_lines => Opened::Lines,
            Tag::Link { dest_url, .. } if self.plain == 0 && target(dest_url).is_some() => Opened::Link,
            Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock => Opened::Dropped,
            Tag::CodeBlock(CodeBlockKind::Indented) => Opened::IndentedCode,
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => Opened::FencedCode,
            _ => Opened::Other,
        }
    }

    /// The marks of an emphasis that is no emphasis but part of a word: of a sum, of a passcode.
    fn marks_in_word(&self, tag: &Tag<'_>, range: &Range<usize>) -> Option<&'static str> {
        let source = self.source;
        let inside = &source[range.clone()];
        let marks = match tag {
            Tag::Strong if inside.starts_with('_') => "__",
            Tag::Strong => "**",
            Tag::Emphasis if inside.starts_with('_') => "_",
            Tag::Emphasis => "*",
            _ if inside.starts_with("~~") => "~~",
            // "10~20 people, or 30~40": one alone strikes nothing through.
            _ => return Some("~"),
        };
        let is_blank = |c: char| c.is_whitespace();
        let from = source.floor_char_boundary(range.start.saturating_sub(LONGEST_PASSCODE));
        let to = source.floor_char_boundary(range.end.saturating_add(LONGEST_PASSCODE).min(source.len()));
        let head = source[from..range.start].rsplit(is_blank).next().unwrap_or_default();
        let tail = source[range.end..to].split(is_blank).next().unwrap_or_default();
        let is_wordy = |part: &str| part.contains(|c: char| c.is_ascii_alphanumeric());
        let starts_in_word = head.ends_with(|c: char| c.is_ascii_alphanumeric());
        if marks == "*" && starts_in_word {
            return Some(marks);
        }
        if inside.len() > LONGEST_PASSCODE || inside.contains(is_blank) {
            return None;
        }
        let is_part = is_wordy(head) || is_wordy(tail);
        let has_digit = [head, inside, tail].iter().any(|part| part.contains(|c: char| c.is_ascii_digit()));
        let is_passcode = is_part && has_digit && !head.contains(['[', '(']) && !head.contains("://");
        is_passcode.then_some(marks)
    }

    /// "the meeting<https://…>" is how Outlook writes a link in plain text.
    fn part_from_word(&mut self, tag: &Tag<'_>) {
        let is_bare = matches!(tag, Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. });
        if is_bare && self.words.ends_with(|c: char| c.is_alphanumeric() || c == '#') {
            self.words.push(' ');
        }
    }

    /// Leaves out the empty cells that a short row is filled up with: one line of many columns would make a long text
    /// of a short one.
    fn cut_row(&mut self) {
        while let [.., Event::Start(Tag::TableCell), Event::End(TagEnd::TableCell)] = &self.events[..] {
            self.events.truncate(self.events.len() - 2);
        }
    }

    fn push(&mut self, event: Event<'a>) {
        self.flush();
        self.events.push(event);
    }

    /// What was shown apart and is not any more begins a line.
    fn apart(&mut self) {
        self.flush();
        let is_apart = matches!(self.events.last(), None | Some(Event::HardBreak | Event::Start(_)));
        if !is_apart {
            self.events.push(Event::HardBreak);
        }
    }

    fn lines(&mut self, words: &str) {
        for line in words.lines() {
            let is_first = matches!(self.events.last(), Some(Event::Start(_))) && self.words.is_empty();
            if !is_first {
                self.push(Event::HardBreak);
            }
            self.words.push_str(line.trim());
        }
    }

    /// Puts the words so far among the events, the addresses in them as links.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.is_empty() {
            return;
        }
        if self.plain > 0 {
            self.events.push(Event::Text(words.into()));
            return;
        }
        // With or without a scheme, and then only where "www." says that it is one: "notes.md" is a file.
        let mut finder = LinkFinder::new();
        finder.url_must_have_scheme(false);
        let mut at = 0;
        for found in finder.links(&words) {
            let Some(address) = address(found.as_str(), found.kind()) else { continue };
            self.events.push(Event::Text(words[at..found.start()].to_owned().into()));
            self.events.extend(link(address, found.as_str()));
            at = found.end();
        }
        self.events.push(Event::Text(words[at..].to_owned().into()));
    }
}

/// Where a bare address leads, if it is one.
fn address(found: &str, kind: &LinkKind) -> Option<String> {
    let is_address = *kind == LinkKind::Email || found.contains("://") || starts_with_www(found);
    is_address.then(|| target(found)).flatten()
}

fn link(address: String, words: &str) -> [Event<'static>; 3] {
    let words = Event::Text(words.to_owned().into());
    [Event::Start(link_to(address)), words, Event::End(TagEnd::Link)]
}

fn link_to(address: String) -> Tag<'static> {
    let nothing = CowStr::Borrowed("");
    Tag::Link { link_type: LinkType::Inline, dest_url: address.into(), title: nothing.clone(), id: nothing }
}

/// Where a link leads, in full: to the web, a mail, a call or a page of this site. Another one stays words.
fn target(address: &str) -> Option<String> {
    let start: String = address.chars().take(8).collect::<String>().to_ascii_lowercase();
    let is_known = ["http:", "https:", "mailto:", "tel:"].iter().any(|scheme| start.starts_with(scheme));
    if is_known || address.starts_with(['/', '#', '?']) {
        return Some(address.to_owned());
    }
    if address.contains([':', '/']) && !starts_with_www(address) {
        return None;
    }
    if starts_with_www(address) {
        return Some(format!("https://{address}"));
    }
    address.contains('@').then(|| format!("mailto:{address}"))
}

fn starts_with_www(address: &str) -> bool {
    address.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."))
}

/// Headings start at the third level, since pages have their own above; links lead where they say.
fn shown(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Heading { level, .. } => {
            Tag::Heading { level: lower(level), id: None, classes: Vec::new(), attrs: Vec::new() }
        }
        Tag::Link { dest_url, .. } => link_to(target(&dest_url).unwrap_or_default()),
        other => other,
    }
}

fn shown_end(tag: TagEnd) -> TagEnd {
    match tag {
        TagEnd::Heading(level) => TagEnd::Heading(lower(level)),
        other => other,
    }
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        _ => HeadingLevel::H5,
    }
}
