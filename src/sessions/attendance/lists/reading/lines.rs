//! Lists without a head: a person a line, or many in one.

use super::answers::{self, Said};
use super::{Doubt, ListedAttendee, addresses, attendee};

/// Whoever a line names; nobody where it names none.
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
    let bullet =
        |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '*' | '•' | '·' | '◦' | '▪' | '‣' | '>');
    let mut line = line.trim_start_matches(bullet);
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    if (1..=4).contains(&digits)
        && let Some(rest) =
            line[digits..].strip_prefix(['.', ')', ':']).or_else(|| line[digits..].strip_prefix('\t'))
    {
        line = rest.trim_start();
    }
    for (boxed, doubt) in [
        ("[x]", None),
        ("[X]", None),
        ("☑", None),
        ("✅", None),
        ("✓", None),
        ("✔", None),
        ("[ ]", Some(Doubt::LeftOpen)),
        ("☐", Some(Doubt::LeftOpen)),
        ("❌", Some(Doubt::SaysNo("❌".to_owned()))),
        ("✘", Some(Doubt::SaysNo("✘".to_owned()))),
        ("✗", Some(Doubt::SaysNo("✗".to_owned()))),
    ] {
        if let Some(rest) = line.strip_prefix(boxed) {
            return (doubt, rest.trim_start_matches('\u{fe0f}').trim_start());
        }
    }
    (None, line)
}
