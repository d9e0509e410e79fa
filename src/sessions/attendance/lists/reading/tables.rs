//! Tables of people in a file: there may be several, each with a head and perhaps a title.

use std::collections::{HashMap, HashSet};

use csv::{ReaderBuilder, Trim};

use super::columns::ListColumns;
use super::{Doubt, ListedAttendee, answers};
use crate::organisation::people::WorkEmail;

/// What the tables of a file hold.
#[derive(Debug, Default)]
pub struct ReadTables {
    /// The people of each table in its order.
    pub tables: Vec<Vec<ListedAttendee>>,
    /// Lines that name nobody, as they stand.
    pub unread: Vec<String>,
}

/// The rows of a text whose cells are parted by one sign.
pub fn rows(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let is_odd = |text: &str| text.matches('"').count() % 2 == 1;
    let rows = parsed(text, delimiter, true);
    // A quote that is never closed, or only in another row, takes whole rows into one cell: then each line stands for
    // itself.
    if is_odd(text) || rows.iter().flatten().any(|cell| holds_a_row(cell, text, delimiter)) {
        return text.lines().flat_map(|line| parsed(line, delimiter, !is_odd(line))).collect();
    }
    rows
}

/// A line inside the cell has an address, or as many cells as the first line of all.
fn holds_a_row(cell: &str, text: &str, delimiter: u8) -> bool {
    let signs = |line: &str| line.bytes().filter(|byte| *byte == delimiter).count();
    let usual = text.lines().next().map_or(1, signs).max(1);
    cell.lines().skip(1).any(|line| line.contains('@') || signs(line) >= usual)
}

fn parsed(text: &str, delimiter: u8, quoting: bool) -> Vec<Vec<String>> {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .quoting(quoting)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    // The text is UTF-8 and rows may be of any length, so that no row is in error.
    let cells =
        |row: csv::StringRecord| row.iter().map(|cell| cell.trim_matches('"').trim().to_owned()).collect();
    reader.into_records().map_while(Result::ok).map(cells).collect()
}

/// The tables of people among the rows; nothing where no row is a head.
pub fn read(rows: &[Vec<String>]) -> Option<ReadTables> {
    let first = rows.iter().position(|row| !is_empty(row))?;
    let mut found = ReadTables::default();
    let mut columns: Option<ListColumns> = None;
    let mut title = String::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !is_empty(row)) {
        if let Some(head) = ListColumns::of(row, at == first) {
            let until = rows[at + 1..].iter().position(|row| ListColumns::of(row, false).is_some());
            columns = Some(head.beside(&rows[at + 1..until.map_or(rows.len(), |next| at + 1 + next)]));
            found.tables.push(Vec::new());
            continue;
        }
        if super::heads::is_about_the_meeting(row) && only_cell(row).is_none() {
            columns = None;
        }
        if is_title(rows, at) {
            only_cell(row).unwrap_or_default().clone_into(&mut title);
            // Until the next head, what follows a section's title is about the meeting.
            if is_section(&title) && head_follows(rows, at, usize::MAX) {
                columns = None;
            }
            continue;
        }
        let read = columns.as_ref().and_then(|columns| columns.read(row));
        match (read, found.tables.last_mut()) {
            (Some(mut attendee), Some(table)) => {
                if answers::titles_absent(&title) {
                    attendee.doubt = Some(Doubt::SaysNo(title.clone()));
                } else if attendee.doubt.is_none() && attendee.seconds.is_none() && titles_expected(&title) {
                    attendee.doubt = Some(Doubt::Expected(title.clone()));
                }
                table.push(attendee);
            }
            _ => found.unread.push(row.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }
    found.tables.iter_mut().for_each(|table| without_shared_address(table));
    (!found.tables.is_empty()).then_some(found)
}

/// A table of people who signed up or were asked: "Registered", "Invited".
fn titles_expected(title: &str) -> bool {
    answers::said(title) == answers::Said::Expected
}

fn is_empty(row: &[String]) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

fn only_cell(row: &[String]) -> Option<&str> {
    let mut filled = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    filled.next().filter(|_| filled.next().is_none())
}

/// One cell alone, right above a head, or the title of a section: "3. In-Meeting Activities" above a head further on.
/// "2. Nora Byrne" is a person.
fn is_title(rows: &[Vec<String>], at: usize) -> bool {
    let Some(cell) = only_cell(&rows[at]) else { return false };
    !cell.contains('@') && (head_follows(rows, at, 1) || is_section(cell) && head_follows(rows, at, 12))
        || answers::titles_absent(cell)
}

/// A number and a title, with nothing of a name in it.
fn is_section(cell: &str) -> bool {
    cell.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok())
}

/// There is a head among so many rows after this one that hold anything.
fn head_follows(rows: &[Vec<String>], at: usize, within: usize) -> bool {
    let mut next = rows[at + 1..].iter().filter(|row| !is_empty(row)).take(within);
    next.any(|row| ListColumns::of(row, false).is_some())
}

/// One address beside different names on every row is nobody's: the person who made the list has it.
fn without_shared_address(table: &mut [ListedAttendee]) {
    let mut names: HashMap<&WorkEmail, HashSet<&str>> = HashMap::new();
    for attendee in table.iter() {
        if let Some(email) = &attendee.email {
            names.entry(email).or_default().insert(&attendee.name);
        }
    }
    let is_shared = names.len() == 1 && names.values().all(|names| names.len() > 1);
    if is_shared {
        for attendee in table {
            attendee.email = None;
        }
    }
}
