//! Reads the lists that meeting tools, registration tools and spreadsheets write, and plain lists of names or addresses.
//! What is certain is read, what is not is said with its doubt, and what names nobody is kept as it stands.

mod addresses;
mod answers;
mod columns;
mod durations;
mod encoding;
mod heads;
mod lines;
mod sheets;
mod tables;

use std::collections::HashMap;

use super::names;
use crate::organisation::people::WorkEmail;

pub use encoding::{content, decoded};

/// More people have never been in one meeting of a community.
const MOST_ROWS: usize = 2_000;
/// As much of a name as is kept.
const LONGEST_NAME: usize = 120;

/// Someone on a list, however often they came and went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAttendee {
    /// As the list has it.
    pub name: String,
    pub email: Option<WorkEmail>,
    pub seconds: Option<u64>,
    /// What the list says against their having been there.
    pub doubt: Option<Doubt>,
}

impl ListedAttendee {
    /// Someone known only by a name or an address.
    pub fn called(name: &str) -> Self {
        Self { name: name.to_owned(), email: WorkEmail::read(name), seconds: None, doubt: None }
    }

    pub fn minutes(&self) -> Option<u64> {
        self.seconds.map(|seconds| seconds / 60)
    }

    /// The list has an address and no name.
    pub fn is_address_alone(&self) -> bool {
        self.email.is_some() && WorkEmail::read(&self.name) == self.email
    }
}

/// Why a row of a list is no evidence that someone was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// "No", "Declined", or the title of a table of people who did not come.
    SaysNo(String),
    WaitingRoom,
    /// They were there for no time at all.
    NoTime,
    /// They said that they would come, or were invited.
    Expected(String),
    /// It says something that is not understood.
    Unclear(String),
    /// Where others have a mark, there is none.
    LeftOpen,
}

impl Doubt {
    pub fn label(&self) -> String {
        match self {
            Self::SaysNo(said) | Self::Unclear(said) => format!("The list says: {said}"),
            Self::Expected(said) => format!("The list says: {said}. That is not yet having come."),
            Self::WaitingRoom => "They were in the waiting room.".to_owned(),
            Self::NoTime => "They were there for no time.".to_owned(),
            Self::LeftOpen => "The list does not say whether they came.".to_owned(),
        }
    }
}

/// A list as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadList {
    /// Each person once, in the order of the list.
    pub attendees: Vec<ListedAttendee>,
    /// Lines that name nobody.
    pub unread: Vec<String>,
}

/// What was sent, before it is read as a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListContent {
    Text(String),
    Rows(Vec<Vec<String>>),
}

/// A file that is no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFile {
    Pdf,
    Picture,
    WebPage,
    Document,
    OldSpreadsheet,
    Archive,
}

/// Why a list could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    NobodyOnIt,
    TooLong,
    Other(OtherFile),
}

/// Everyone on the list.
///
/// # Errors
/// When there is nobody on it, or more than a meeting holds.
pub fn attendees(content: &ListContent) -> Result<ReadList, Unreadable> {
    match content {
        ListContent::Text(text) => of_text(text),
        ListContent::Rows(rows) => match tables::read(rows) {
            Some(found) => checked(of_tables(found)),
            None => of_text(&rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n")),
        },
    }
}

fn of_tables(found: tables::ReadTables) -> ReadList {
    ReadList { attendees: each_once(found.tables), unread: found.unread }
}

fn of_text(text: &str) -> Result<ReadList, Unreadable> {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect();
    let (named, text) = named_delimiter(&text);
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let delimiters = named.map_or_else(|| vec![b'\t', b',', b';', b'|'], |delimiter| vec![delimiter]);
    let of = |delimiter: &u8| tables::read(&tables::rows(text, *delimiter));
    // The sign that finds most people parts the cells: a comma may stand in a name, and a semicolon in a title.
    let people = |found: &tables::ReadTables| found.tables.iter().map(Vec::len).sum::<usize>();
    let best = delimiters
        .iter()
        .filter_map(of)
        .reduce(|best, next| if people(&next) > people(&best) { next } else { best });
    checked(best.map_or_else(|| plain(text), of_tables))
}

fn checked(list: ReadList) -> Result<ReadList, Unreadable> {
    match list.attendees.len() {
        0 => Err(Unreadable::NobodyOnIt),
        1..=MOST_ROWS => Ok(list),
        _ => Err(Unreadable::TooLong),
    }
}

/// A spreadsheet's first line may say what parts the cells: `sep=;`
fn named_delimiter(text: &str) -> (Option<u8>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim().trim_matches('"');
    match first.strip_prefix("sep=").or_else(|| first.strip_prefix("SEP=")).map(str::as_bytes) {
        Some([sign]) => (Some(*sign), rest),
        _ if first.eq_ignore_ascii_case("sep=") => (Some(b'\t'), rest),
        _ => (None, text),
    }
}

/// A row of a list without a head.
struct PlainRow {
    attendee: ListedAttendee,
    mark: Mark,
}

/// What stands before or behind a name without a head and speaks for their having come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Came,
    /// Where others say "maybe", a plan.
    Yes,
    None,
}

fn plain(text: &str) -> ReadList {
    let mut list = ReadList::default();
    let mut below: Option<Doubt> = None;
    let mut below_came = false;
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(labelled) = labelled(line) {
            rows.extend(labelled.into_iter().map(|attendee| PlainRow { attendee, mark: Mark::Came }));
            continue;
        }
        if is_label(line) {
            below = doubt_below(line);
            below_came = answers::said(answers::without_count(line)) == answers::Said::Came;
            list.unread.push(line.trim().to_owned());
            continue;
        }
        let people = lines::people(line);
        if people.is_empty() {
            list.unread.push(line.trim().to_owned());
        }
        let mark = if below_came { Mark::Came } else { lines::mark(line) };
        rows.extend(people.into_iter().map(|person| {
            let doubt = below.clone().or(person.doubt);
            PlainRow { attendee: ListedAttendee { doubt, ..person }, mark }
        }));
    }
    doubt_marks(&mut rows);
    list.attendees = each_once(vec![rows.into_iter().map(|row| row.attendee).collect()]);
    list
}

/// Where others have a mark, having none says something too; where others say "maybe", a yes is not yet having come.
fn doubt_marks(rows: &mut [PlainRow]) {
    let any_marked = rows.iter().any(|row| row.mark != Mark::None);
    let any_plan = rows.iter().any(|row| matches!(row.attendee.doubt, Some(Doubt::Expected(_))));
    for row in rows.iter_mut().filter(|row| row.attendee.doubt.is_none()) {
        row.attendee.doubt = match row.mark {
            Mark::Yes if any_plan => Some(Doubt::Expected("yes".to_owned())),
            Mark::None if any_marked => Some(Doubt::LeftOpen),
            _ => None,
        };
    }
}

/// "Attendees:", "Present:", "Registered (12)" and other words that stand above names. What stands behind somebody's
/// name is about them alone.
fn is_label(line: &str) -> bool {
    let title = answers::without_count(line);
    if title.contains(['@', '(', '[']) || lines::starts_with_a_name(title) {
        return false;
    }
    answers::titles_absent(title)
        || answers::is_state(title)
        || line.trim().ends_with(':')
        || title.starts_with('#')
        || matches!(heads::head(title), heads::Head::Email | heads::Head::Presence)
}

/// The people of a line such as "Present: Ana Ferreira, Ben Okafor" or "To: Ana Ferreira <ana@example.org>".
fn labelled(line: &str) -> Option<Vec<ListedAttendee>> {
    let (label, names) = line.split_once(':').filter(|(_, names)| !names.trim().is_empty())?;
    let label = label.trim().trim_matches(|c: char| matches!(c, '#' | '*' | '-' | '•') || c.is_whitespace());
    let is_known =
        answers::is_addressed(label) || answers::titles_absent(label) || answers::titles_present(label);
    if !is_known || label.contains('@') || label.chars().count() > 40 {
        return None;
    }
    let doubt = doubt_below(label);
    let sign = if names.contains(';') { ';' } else { ',' };
    let people: Vec<ListedAttendee> = if names.contains('@') {
        lines::people(names)
    } else {
        names.split(sign).flat_map(lines::people).collect()
    };
    Some(
        people
            .into_iter()
            .map(|person| ListedAttendee { doubt: doubt.clone().or(person.doubt), ..person })
            .collect(),
    )
}

/// What a label says against those whose names stand below it: nothing where it says that they came.
fn doubt_below(label: &str) -> Option<Doubt> {
    let label = answers::without_count(label);
    let words = label.trim_matches(|c: char| matches!(c, ':' | '#' | '*') || c.is_whitespace()).to_owned();
    if answers::titles_absent(label) {
        Some(Doubt::SaysNo(words))
    } else if answers::is_addressed(label) {
        Some(Doubt::Expected(words))
    } else if answers::titles_present(label) || matches!(heads::head(label), heads::Head::Email) {
        None
    } else if answers::said(label) == answers::Said::Expected {
        Some(Doubt::Expected(words))
    } else {
        Some(Doubt::Unclear(words))
    }
}

fn attendee(name: &str, email: Option<WorkEmail>, seconds: Option<u64>) -> Option<ListedAttendee> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let behind = lines::answer_behind(&name);
    let (name, said) = match behind {
        Some(behind) => (behind.name.to_owned(), Some(behind.said.to_owned())),
        None => (name, None),
    };
    let name: String =
        if name.is_empty() { email.as_ref().map(ToString::to_string).unwrap_or_default() } else { name };
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let against = |said: &String| match answers::said(said) {
        answers::Said::StayedAway | answers::Said::No => Some(Doubt::SaysNo(said.clone())),
        answers::Said::Expected => Some(Doubt::Expected(said.clone())),
        _ => None,
    };
    let doubt = said.iter().chain(&names::brackets(&name)).find_map(against);
    let doubt = doubt.or_else(|| answers::titles_absent(&name).then(|| Doubt::SaysNo(name.clone())));
    (!name.is_empty()).then_some(ListedAttendee { name, email, seconds, doubt })
}

/// Anyone who came back has a row for each time, and perhaps one in another table: one person, and the time together.
/// Rows are one person's when their names are one and their addresses do not differ. A room's account that several
/// people share keeps a row for each.
fn each_once(tables: Vec<Vec<ListedAttendee>>) -> Vec<ListedAttendee> {
    let mut once: Vec<(ListedAttendee, usize)> = Vec::new();
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (table, attendee) in
        tables.into_iter().enumerate().flat_map(|(at, table)| table.into_iter().map(move |row| (at, row)))
    {
        let key = names::key(&attendee.name);
        let of_name = places.entry(key).or_default();
        let same = of_name.iter().copied().find(|at| {
            let known = &once[*at].0.email;
            known.is_none() || attendee.email.is_none() || *known == attendee.email
        });
        if let Some(at) = same {
            let (known, first_table) = &mut once[at];
            join(known, attendee, *first_table == table);
        } else {
            of_name.push(once.len());
            once.push((attendee, table));
        }
    }
    once.into_iter().map(|(attendee, _)| attendee).collect()
}

/// Two rows of one person. Of a second table the time is the same time once more.
fn join(known: &mut ListedAttendee, other: ListedAttendee, same_table: bool) {
    known.email = known.email.take().or(other.email);
    // Waiting outside is no time inside.
    let waited = |doubt: &Option<Doubt>| *doubt == Some(Doubt::WaitingRoom);
    known.seconds = match (known.seconds, other.seconds) {
        (so_far, _) if waited(&other.doubt) => so_far,
        (_, inside) if waited(&known.doubt) => inside,
        (Some(so_far), Some(more)) if same_table => Some(so_far.saturating_add(more)),
        (so_far, more) => so_far.or(more),
    };
    known.doubt = match (known.doubt.take(), other.doubt) {
        // Let in after all; back for longer; ticked once.
        (Some(Doubt::WaitingRoom | Doubt::NoTime | Doubt::LeftOpen | Doubt::Expected(_)), None)
        | (None, Some(Doubt::WaitingRoom | Doubt::NoTime | Doubt::LeftOpen | Doubt::Expected(_)) | None) => {
            None
        }
        // A list that says both yes and no is asked about.
        (Some(no @ Doubt::SaysNo(_)), _) | (_, Some(no @ Doubt::SaysNo(_))) => Some(no),
        (first, second) => first.or(second),
    };
}

#[cfg(test)]
mod tests;
