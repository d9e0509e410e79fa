//! Lists without a head: a person a line, or many in one.

use super::answers::{self, Said};
use super::{Doubt, ListedAttendee, Mark, addresses, attendee};
use crate::sessions::attendance::lists::names;

/// Before a name: they came.
const CHECKED: [&str; 6] = ["[x]", "[X]", "☑", "✅", "✓", "✔"];

fn is_bullet(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '*' | '•' | '·' | '◦' | '▪' | '‣' | '>')
}

/// The person a line names, if it names one.
pub fn people(line: &str) -> Vec<ListedAttendee> {
    let found = addresses::within(line);
    if found.len() > 1 {
        // "Ferreira, Ana <a@x.example>; Okafor, Ben <b@x.example>": where semicolons part, commas may not.
        let part = if line.contains(';') { ';' } else { ',' };
        return parts(line, part).into_iter().filter_map(one).collect();
    }
    one(line).into_iter().collect()
}

/// The parts of a line, each with one address: a part without one belongs to the next ("Ferreira, Ana <a@x.example>").
fn parts(line: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices(sign).chain([(line.len(), "")]) {
        if line[start..at].contains('@') {
            parts.push(&line[start..at]);
            start = (at + sign.len_utf8()).min(line.len());
        }
    }
    parts
}

fn one(line: &str) -> Option<ListedAttendee> {
    let (mark, line) = unmarked(line);
    let mut found = addresses::within(line).into_iter();
    let (words, email) = match found.next() {
        Some((range, email)) => {
            let separate = |c: char| matches!(c, '<' | '>' | '‹' | '›' | '(' | ')' | '[' | ']');
            let before = line[..range.start].trim_end_matches("mailto:").replace(separate, " ");
            let behind = line[range.end..].replace(separate, " ");
            (format!("{before}\t{behind}"), Some(email))
        }
        None => (line.to_owned(), None),
    };
    let (name, doubt) =
        if email.is_some() || words.contains(['\t', ';']) { name_of(&words) } else { (words, None) };
    let name = name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '"' | '“' | '”' | ':' | '-' | '–' | '|')
    });
    if !name.chars().any(char::is_alphabetic) && email.is_none() {
        return None;
    }
    let mut attendee = attendee(name, email, None)?;
    attendee.doubt = attendee.doubt.or(mark).or(doubt);
    Some(attendee)
}

/// A name, and what is said behind it of whether they came.
pub struct AnswerBehind<'a> {
    pub name: &'a str,
    pub said: &'a str,
}

/// "Noor Rahman - absent", "Ben Okafor: here", "Tom Baker, no".
pub fn answer_behind(name: &str) -> Option<AnswerBehind<'_>> {
    [" - ", " – ", " — ", ": ", ","].into_iter().find_map(|sign| {
        let (name, said) = name.rsplit_once(sign)?;
        let (name, said) = (name.trim(), said.trim());
        let is_answer = !matches!(answers::said(said), Said::Unclear | Said::Nothing);
        (is_answer && name.contains(' ')).then_some(AnswerBehind { name, said })
    })
}

/// A sign or a word in the line that says yes: "✓ Ana Ferreira", "Ana Ferreira⇥x", "Ana Ferreira (yes)".
pub fn mark(line: &str) -> Mark {
    let bare = line.trim().trim_start_matches(is_bullet);
    let behind = answer_behind(bare).map(|behind| behind.said.to_owned());
    let cells = bare.split(['\t', ';', '|']).map(str::to_owned);
    let said: Vec<Said> = behind
        .into_iter()
        .chain(names::brackets(bare))
        .chain(cells)
        .map(|cell| answers::said(&cell))
        .collect();
    if said.contains(&Said::Came) || CHECKED.iter().any(|sign| bare.starts_with(sign)) {
        Mark::Came
    } else if said.contains(&Said::Yes) {
        Mark::Yes
    } else {
        Mark::None
    }
}

/// Two words with capitals, neither of which is said of coming: "Grace Osei sends her apologies".
pub fn starts_with_a_name(line: &str) -> bool {
    let mut words = line.trim_start_matches(is_bullet).split_whitespace().take(2);
    let is_of_name = |word: &str| {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        plain.starts_with(char::is_uppercase) && !answers::is_word_of_coming(plain)
    };
    let two = [words.next(), words.next()];
    two.into_iter().all(|word| word.is_some_and(is_of_name))
}

/// What is left of a line's cells: the first words that are a name, and what another cell says against it.
fn name_of(words: &str) -> (String, Option<Doubt>) {
    let cells: Vec<&str> = words
        .split(['\t', ';', '|'])
        .map(str::trim)
        .filter(|cell| !cell.trim_matches(',').is_empty())
        .collect();
    let mut names: Vec<&str> = Vec::new();
    let mut doubt = None;
    for cell in cells.iter().flat_map(|cell| split_name(cell)) {
        match answers::said(cell) {
            Said::StayedAway | Said::No => doubt = Some(Doubt::SaysNo(cell.to_owned())),
            Said::Expected => doubt = doubt.or_else(|| Some(Doubt::Expected(cell.to_owned()))),
            // A first and a last name apart, or one cell with both.
            Said::Unclear
                if is_name(cell) && (names.is_empty() || names.len() == 1 && !names[0].contains(' ')) =>
            {
                names.push(cell);
            }
            _ => {}
        }
    }
    let comma = cells.first().is_some_and(|cell| cell.matches(',').count() == 1 && names.len() == 2);
    (names.join(if comma { ", " } else { " " }), doubt)
}

fn split_name(cell: &str) -> Vec<&str> {
    cell.split(',').map(|part| part.trim().trim_matches('"')).filter(|part| !part.is_empty()).collect()
}

fn is_name(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic) && !cell.chars().any(|c| c.is_ascii_digit())
}

/// The line without the bullet, number or box before it, and what a box says.
fn unmarked(line: &str) -> (Option<Doubt>, &str) {
    let line = line.trim().trim_matches(|c: char| matches!(c, '\u{feff}' | '\u{200b}'));
    let mut line = line.trim_start_matches(is_bullet);
    if let Some(inside) = line.strip_prefix("~~").and_then(|rest| rest.strip_suffix("~~")) {
        return (Some(Doubt::SaysNo("crossed out".to_owned())), inside.trim());
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    if (1..=4).contains(&digits)
        && let Some(rest) =
            line[digits..].strip_prefix(['.', ')', ':']).or_else(|| line[digits..].strip_prefix('\t'))
    {
        line = rest.trim_start();
    }
    if let Some(rest) = CHECKED.iter().find_map(|sign| line.strip_prefix(*sign)) {
        return (None, without_sign(rest));
    }
    for (boxed, doubt) in [
        ("[ ]", Doubt::LeftOpen),
        ("☐", Doubt::LeftOpen),
        ("❌", Doubt::SaysNo("❌".to_owned())),
        ("✘", Doubt::SaysNo("✘".to_owned())),
        ("✗", Doubt::SaysNo("✗".to_owned())),
    ] {
        if let Some(rest) = line.strip_prefix(boxed) {
            return (Some(doubt), without_sign(rest));
        }
    }
    (None, line)
}

/// Some signs are two: the second says in which style they are shown.
fn without_sign(rest: &str) -> &str {
    rest.trim_start_matches('\u{fe0f}').trim_start()
}
