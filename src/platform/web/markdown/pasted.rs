//! What people paste that is nearly Markdown, as Markdown: bullets of office programs, rules of dashes below a
//! paragraph.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::{DEEPEST, OPTIONS, tags};

/// A text with its HTML and its pasted bullets written as Markdown.
pub fn as_markdown(text: &str) -> String {
    let without_tags = tags::as_markdown(text, &html_in(text));
    lines_as_markdown(&without_tags)
}

/// A stretch of HTML in a text.
pub struct HtmlStretch {
    pub range: Range<usize>,
    /// Of blocks, in which line breaks and blanks mean as little as they do in HTML.
    pub is_block: bool,
}

/// Where the text is HTML: never inside code, which shows it as it is.
fn html_in(text: &str) -> Vec<HtmlStretch> {
    if !text.contains('<') {
        return Vec::new();
    }
    let events = Parser::new_ext(text, OPTIONS).into_offset_iter();
    events
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::HtmlBlock) => Some(HtmlStretch { range, is_block: true }),
            Event::InlineHtml(_) => Some(HtmlStretch { range, is_block: false }),
            _ => None,
        })
        .collect()
}

/// A bullet of an office program, and how far in it stands.
#[derive(PartialEq)]
struct Bullet {
    sign: char,
    indent: usize,
}

fn lines_as_markdown(text: &str) -> String {
    let mut lines = Lines::default();
    text.lines().for_each(|line| lines.read(line));
    lines.written
}

#[derive(Default)]
struct Lines<'a> {
    written: String,
    /// The marks of the code that is open, in which everything stays.
    fence: Option<&'a str>,
    /// Of the list that is open, one for each level.
    bullets: Vec<Bullet>,
    /// How many lines without a blank one between them stand right before.
    run: usize,
    /// Blank lines after a point of a list, not written yet: office programs put them between points.
    blank: usize,
}

impl<'a> Lines<'a> {
    fn read(&mut self, line: &'a str) {
        let trimmed = line.trim();
        let marks = ["```", "~~~"].into_iter().find(|marks| trimmed.starts_with(marks));
        let is_fence = marks.is_some() && self.fence.is_none_or(|open| Some(open) == marks);
        if is_fence {
            self.fence = if self.fence.is_some() { None } else { marks };
        }
        if is_fence || self.fence.is_some() {
            self.bullets.clear();
            self.write(line);
        } else if trimmed.is_empty() && !self.bullets.is_empty() {
            self.blank += 1;
        } else if let Some((bullet, words)) = bulleted(line) {
            self.point(bullet, words);
        } else {
            self.plain(line, trimmed);
        }
    }

    fn point(&mut self, bullet: Bullet, words: &str) {
        self.blank = 0;
        if self.bullets.is_empty() && self.run > 0 {
            self.written.push('\n');
        }
        let level = level(&mut self.bullets, bullet);
        self.written.extend([&"  ".repeat(level.min(DEEPEST)), "- ", words, "\n"]);
        self.run += 1;
    }

    fn plain(&mut self, line: &str, trimmed: &str) {
        let is_inside = line.starts_with(char::is_whitespace);
        // What follows a pasted list is not part of its last point. Dashes under several lines are meant as a rule, and
        // would make a heading of all of them.
        let ends_list = !self.bullets.is_empty() && !is_inside && self.blank == 0;
        if ends_list || (self.run > 1 && is_underline(trimmed)) {
            self.written.push('\n');
        }
        if !is_inside {
            self.bullets.clear();
        }
        self.write(line);
        if trimmed.is_empty() {
            self.run = 0;
        }
    }

    fn write(&mut self, line: &str) {
        if self.blank > 0 {
            self.written.push('\n');
            self.run = 0;
        }
        self.blank = 0;
        self.written.extend([line, "\n"]);
        self.run += 1;
    }
}

/// The bullet that a line starts with, if an office program wrote one, and what follows it.
fn bulleted(line: &str) -> Option<(Bullet, &str)> {
    let indented = line.trim_start();
    let indent = line[..line.len() - indented.len()].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    let sign = indented.chars().next()?;
    let after = &indented[sign.len_utf8()..];
    let wide = after.starts_with(['\t', '\u{a0}']);
    let is_bullet = match sign {
        '•' | '●' | '▪' | '■' | '◦' | '○' | '‣' | '⁃' | '➢' | '►' | '\u{f0b7}' | '\u{f0a7}' => {
            true
        }
        '·' | '∙' => after.starts_with(char::is_whitespace),
        // Word's second and third level, and dashes: plain letters and signs but for the tab behind them.
        'o' | '§' | '–' | '—' | '-' => wide,
        _ => false,
    };
    let words = after.trim_start();
    (is_bullet && !words.is_empty()).then_some((Bullet { sign, indent }, words))
}

/// How deep a bullet stands in the list so far: beside the last of its kind, or below the last of all.
fn level(bullets: &mut Vec<Bullet>, bullet: Bullet) -> usize {
    if let Some(at) = bullets.iter().position(|known| *known == bullet) {
        bullets.truncate(at + 1);
    } else {
        bullets.push(bullet);
    }
    bullets.len() - 1
}

fn is_underline(trimmed: &str) -> bool {
    trimmed.len() > 1 && (trimmed.bytes().all(|b| b == b'-') || trimmed.bytes().all(|b| b == b'='))
}

#[cfg(test)]
mod tests {
    use super::as_markdown;

    #[test]
    fn bullets_of_office_programs_are_lists() {
        let word = "Agenda\n•\tWelcome\no\tWho is new\no\tWho left\n▪\tand why\n•\tDemo\nSee you there";
        assert_eq!(
            as_markdown(word),
            "Agenda\n\n- Welcome\n  - Who is new\n  - Who left\n    - and why\n- Demo\n\nSee you there\n"
        );
        assert_eq!(as_markdown("\t•\tOne\n\t\t•\tTwo\n\t•\tThree"), "- One\n  - Two\n- Three\n");
        assert_eq!(as_markdown("·\u{a0}\u{a0} One\n· Two"), "- One\n- Two\n");
    }

    #[test]
    fn plain_lines_and_code_stay_as_they_are() {
        for text in ["o well\n", "- one\n- two\n", "–5 degrees\n", "```\n•\ta\n<p>x\n```\n", "a · b\n"] {
            assert_eq!(as_markdown(text), text);
        }
    }

    #[test]
    fn a_rule_below_several_lines_makes_no_heading_of_them() {
        assert_eq!(as_markdown("Meeting ID: 1\nPasscode: 2\n---"), "Meeting ID: 1\nPasscode: 2\n\n---\n");
        assert_eq!(as_markdown("Plan\n---"), "Plan\n---\n");
    }
}
