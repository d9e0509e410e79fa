//! HTML that was pasted as source, as Markdown: blocks apart, lists and links kept, other tags gone and their words
//! left. What only looks like a tag ("<Ben Okafor>") stays as it was written.

use super::DEEPEST;
use super::pasted::HtmlStretch;

/// Tags that stand apart from what is before and after them.
const BLOCKS: &str = "address article aside blockquote body center dd details div dl dt fieldset figure footer form \
    h1 h2 h3 h4 h5 h6 head header html main nav p pre section summary table";
/// Tags of which only the words count. One that is in no list is not known, and stays.
const INLINE: &str = "abbr acronym audio b base bdi bdo big button caption cite code col colgroup data del dfn em embed \
    figcaption font i iframe input ins kbd label link mark meta object option param picture q s samp \
    select small source span strike strong sub sup svg time tt u var video wbr";
/// Tags that have a meaning of their own here.
const OTHERS: &str = "a br hr img li ol tbody td tfoot th thead tr ul";
/// Tags that need no end.
const UNENDED: &str = "a br col dd dt hr img input li p td th tr wbr";
/// What is inside these is not for people.
const SILENT: &str = "script style title template";

fn is_in(names: &str, name: &str) -> bool {
    names.split(' ').any(|known| known == name)
}

fn is_known(name: &str) -> bool {
    [BLOCKS, INLINE, OTHERS, SILENT].iter().any(|names| is_in(names, name))
}

/// The text with every stretch of HTML in it written as Markdown.
pub fn as_markdown(text: &str, html: &[HtmlStretch]) -> String {
    if html.is_empty() {
        return text.to_owned();
    }
    let mut writer = Writer::default();
    let mut at = 0;
    for stretch in html {
        writer.text(&text[at..stretch.range.start]);
        let inside = &text[stretch.range.clone()];
        // Where the silence that it begins ends, if it ends at all.
        let is_folded = stretch.is_block && starts_known(inside);
        writer.read(inside, is_folded, &text[stretch.range.end..]);
        at = stretch.range.end;
        if is_folded {
            writer.part();
        }
    }
    writer.text(&text[at..]);
    writer.close_link();
    writer.written
}

/// Does a stretch begin with a tag of HTML, rather than with what looks like one?
fn starts_known(html: &str) -> bool {
    let (tag, _) = first_tag(html.trim_start());
    tag.is_some_and(|tag| tag.is_of_program() || is_known(&tag.name))
}

#[derive(Default)]
struct Writer {
    written: String,
    /// The lists that are open, each with the number of its next point where it counts them.
    lists: Vec<Option<u64>>,
    /// Where the link that is open leads, and where in the text its bracket is.
    link: Option<(String, usize)>,
    /// The tag inside which nothing is said.
    silent: Option<String>,
    /// A point of a list was opened, and nothing is in it yet.
    is_fresh: bool,
}

impl Writer {
    fn text(&mut self, words: &str) {
        if self.silent.is_none() && !words.is_empty() {
            self.is_fresh &= words.trim().is_empty();
            self.written.push_str(words);
        }
    }

    fn read(&mut self, html: &str, is_block: bool, after: &str) {
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            self.between(&rest[..start], is_block);
            let (tag, next) = first_tag(&rest[start..]);
            match tag {
                Some(tag) => self.tag(&tag, &[next, after]),
                None => self.text("\\<"),
            }
            rest = next;
        }
        self.between(rest, is_block);
    }

    /// Words inside HTML: blanks and line breaks are one blank there.
    fn between(&mut self, words: &str, is_block: bool) {
        if !is_block {
            return self.text(words);
        }
        let folded = words.replace("&nbsp;", "\u{a0}");
        let starts_apart = self.written.is_empty() || self.written.ends_with(['\n', ' ']);
        let is_blank = |c: char| c.is_ascii_whitespace();
        if folded.starts_with(is_blank) && !starts_apart && self.silent.is_none() {
            self.written.push(' ');
        }
        let inner: Vec<&str> = folded.split(is_blank).filter(|word| !word.is_empty()).collect();
        self.text(&inner.join(" "));
        if folded.ends_with(is_blank) && !inner.is_empty() {
            self.text(" ");
        }
    }

    fn tag(&mut self, tag: &HtmlTag<'_>, after: &[&str; 2]) {
        if let Some(silent) = &self.silent {
            if tag.closes && *silent == tag.name {
                self.silent = None;
            }
            return;
        }
        if tag.is_of_program() {
            return;
        }
        match tag.name.as_str() {
            // "<time>" and "<link>" where people mean to fill one in.
            name if !is_known(name) || tag.is_placeholder(after) => self.text(&format!("\\{}", tag.whole)),
            name if is_in(SILENT, name) => {
                self.silent = (!tag.closes && tag.is_ended_in(after)).then(|| tag.name.clone());
            }
            "br" | "tr" => self.line(),
            "hr" => {
                self.part();
                self.written.push_str("---\n\n");
            }
            "ul" | "ol" => self.list(tag),
            "li" if !tag.closes => self.point(),
            "td" | "th" if !tag.closes && !self.written.ends_with('\n') => self.written.push_str(" · "),
            "a" => self.link(tag),
            "img" => {
                let words = attribute(tag.rest, "alt").unwrap_or_default();
                self.text(words);
            }
            name if is_in(BLOCKS, name) => {
                self.part();
                if !tag.closes && name.len() == 2 && name.starts_with('h') && self.lists.is_empty() {
                    self.written.push_str("## ");
                }
            }
            _ => {}
        }
    }

    fn line(&mut self) {
        self.close_link();
        let trimmed = self.written.trim_end_matches(' ').len();
        self.written.truncate(trimmed);
        if !self.is_fresh && !self.written.is_empty() && !self.written.ends_with('\n') {
            self.written.push('\n');
            let inside = self.inside();
            self.written.push_str(&inside);
        }
    }

    /// A new paragraph, unless nothing was said since the last began.
    fn part(&mut self) {
        self.close_link();
        if self.is_fresh {
            return;
        }
        let trimmed = self.written.trim_end_matches([' ', '\n']).len();
        self.written.truncate(trimmed);
        if trimmed == 0 {
            return;
        }
        self.written.push_str("\n\n");
        let inside = self.inside();
        self.written.push_str(&inside);
    }

    /// What stands before a line that belongs to the point of a list.
    fn inside(&self) -> String {
        "   ".repeat(self.lists.len().min(DEEPEST))
    }

    fn list(&mut self, tag: &HtmlTag<'_>) {
        self.is_fresh = false;
        if tag.closes {
            self.lists.pop();
            if self.lists.is_empty() {
                self.part();
            }
            return;
        }
        if self.lists.is_empty() {
            self.part();
        }
        let from = attribute(tag.rest, "start").and_then(|from| from.parse().ok()).unwrap_or(1);
        self.lists.push((tag.name == "ol").then_some(from));
    }

    fn point(&mut self) {
        self.close_link();
        let trimmed = self.written.trim_end_matches(' ').trim_end_matches('\n').len();
        self.written.truncate(trimmed);
        if !self.written.is_empty() {
            self.written.push('\n');
            if self.lists.len() < 2 && !self.is_in_list() {
                self.written.push('\n');
            }
        }
        self.written.push_str(&"   ".repeat(self.lists.len().clamp(1, DEEPEST) - 1));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.written.extend([&number.to_string(), ". "]);
                *number = number.saturating_add(1);
            }
            _ => self.written.push_str("-  "),
        }
        self.is_fresh = true;
    }

    /// Is the line before a point, or part of one?
    fn is_in_list(&self) -> bool {
        let last = self.written.trim_end().lines().next_back().unwrap_or_default();
        last.starts_with(['-', ' ']) || last.starts_with(|c: char| c.is_ascii_digit())
    }

    fn link(&mut self, tag: &HtmlTag<'_>) {
        self.close_link();
        if tag.closes {
            return;
        }
        let href = attribute(tag.rest, "href").filter(|href| !href.contains(['<', '>', '\n', '\\']));
        if let Some(href) = href {
            self.link = Some((href.to_owned(), self.written.len()));
            self.written.push('[');
        }
    }

    /// Ends the link that is open. Where its words cannot be a link, its address follows them.
    fn close_link(&mut self) {
        let Some((href, at)) = self.link.take() else { return };
        let inner = self.written.split_off(at).split_off(1);
        let words = inner.trim();
        if words == href || words.is_empty() || !href.contains(':') {
            self.written.push_str(&inner);
        } else if words.contains(['\n', '[', ']']) {
            self.written.extend([&inner, " ", &href, " "]);
        } else {
            self.written.extend(["[", words, "](<", &href, ">)"]);
            if inner.ends_with(' ') {
                self.written.push(' ');
            }
        }
    }
}

/// A tag, a comment or the like.
struct HtmlTag<'a> {
    whole: &'a str,
    /// In small letters. A comment's begins with an exclamation mark.
    name: String,
    closes: bool,
    /// What follows the name.
    rest: &'a str,
}

impl HtmlTag<'_> {
    /// Word's own, comments and the like.
    fn is_of_program(&self) -> bool {
        self.name.contains(':') || self.name.starts_with(['!', '?'])
    }

    /// Is it neither ended nor of any use?
    fn is_placeholder(&self, after: &[&str]) -> bool {
        !is_in(UNENDED, &self.name) && !self.closes && self.rest.trim().is_empty() && !self.is_ended_in(after)
    }

    fn is_ended_in(&self, after: &[&str]) -> bool {
        let end = format!("</{}", self.name);
        after.iter().any(|after| after.to_ascii_lowercase().contains(&end))
    }
}

/// The tag that a text begins with, if it does, and what follows it.
fn first_tag(html: &str) -> (Option<HtmlTag<'_>>, &str) {
    let end = if html.starts_with("<!--") {
        html.find("-->").map(|at| at + 3)
    } else {
        html.find('>').map(|at| at + 1)
    };
    let Some(end) = end else { return (None, &html[1..]) };
    let whole = &html[..end];
    let inside = whole[1..end - 1].trim_end_matches('/');
    let (closes, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
    let is_name = |c: char| c.is_ascii_alphanumeric() || "!?:-_".contains(c);
    let length = inside.find(|c| !is_name(c)).unwrap_or(inside.len());
    let (name, rest) = inside.split_at(length);
    if name.is_empty() {
        return (None, &html[1..]);
    }
    (Some(HtmlTag { whole, name: name.to_ascii_lowercase(), closes, rest }), &html[end..])
}

/// What an attribute of a tag says.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let lower = attributes.to_ascii_lowercase();
    let (at, _) = lower.match_indices(name).find(|(at, found)| {
        let before = lower[..*at].chars().next_back();
        let after = lower[at + found.len()..].trim_start();
        before.is_some_and(|c| c.is_whitespace() || c == '"' || c == '\'') && after.starts_with('=')
    })?;
    let value = attributes[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split(char::is_whitespace).next(),
    }
    .map(str::trim)
}
