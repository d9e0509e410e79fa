//! The same events as plain writing, for mails and calendars that show nothing else: without marks, a list with dashes
//! or numbers, and a link followed by its address where that says more than its words.

use pulldown_cmark::{Event, Tag, TagEnd};

pub fn of(events: &[Event<'_>]) -> String {
    let mut plain = PlainText::default();
    for event in events {
        plain.read(event);
    }
    plain.written.trim().to_owned()
}

#[derive(Default)]
struct PlainText {
    written: String,
    /// The lists that are open, each with the number of its next item where it counts them.
    lists: Vec<Option<u64>>,
    /// Where the link that is open leads, and from where on its words are.
    link: Option<(String, usize)>,
    /// A row of a table was begun, and no cell of it.
    is_row_fresh: bool,
}

impl PlainText {
    fn read(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(words) | Event::Code(words) => self.written.push_str(words),
            Event::SoftBreak | Event::HardBreak => self.continue_item(),
            Event::Rule => self.begin_paragraph(),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::List(from) => {
                if self.lists.is_empty() {
                    self.begin_paragraph();
                }
                self.lists.push(*from);
            }
            Tag::Item => self.begin_item(),
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Table(_) => self.begin_block(),
            Tag::TableHead | Tag::TableRow => self.begin_row(),
            Tag::TableCell => self.begin_cell(),
            Tag::Link { dest_url, .. } => self.link = Some((dest_url.to_string(), self.written.len())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.begin_paragraph();
                }
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table => self.begin_block(),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    fn end_link(&mut self) {
        let Some((address, from)) = self.link.take() else { return };
        let words = self.written[from..].trim();
        let said = ["", "mailto:", "tel:", "https://", "http://"].map(|scheme| format!("{scheme}{words}"));
        if !said.contains(&address) {
            self.written.extend([" (", &address, ")"]);
        }
    }

    fn begin_row(&mut self) {
        if !self.written.ends_with([' ', '\n']) {
            self.continue_item();
        }
        self.is_row_fresh = true;
    }

    fn begin_cell(&mut self) {
        if !std::mem::take(&mut self.is_row_fresh) {
            self.written.push_str(" · ");
        }
    }

    fn begin_line(&mut self) {
        let trimmed = self.written.trim_end_matches(' ').len();
        self.written.truncate(trimmed);
        if !self.written.is_empty() && !self.written.ends_with('\n') {
            self.written.push('\n');
        }
    }

    /// A line of what is open: below the words of a list's point, not below its dash.
    fn continue_item(&mut self) {
        self.begin_line();
        if !self.lists.is_empty() {
            self.written.push_str(&"  ".repeat(self.lists.len()));
        }
    }

    fn begin_paragraph(&mut self) {
        self.begin_line();
        if !self.written.is_empty() && !self.written.ends_with("\n\n") {
            self.written.push('\n');
        }
    }

    /// Apart from what is before it; in a list, by a line of its own.
    fn begin_block(&mut self) {
        if self.lists.is_empty() {
            self.begin_paragraph();
        } else if !self.written.ends_with([' ', '\n']) {
            self.continue_item();
        }
    }

    fn begin_item(&mut self) {
        self.begin_line();
        self.written.push_str(&"  ".repeat(self.lists.len().saturating_sub(1)));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.written.extend([&number.to_string(), ". "]);
                *number = number.saturating_add(1);
            }
            _ => self.written.push_str("- "),
        }
    }
}
