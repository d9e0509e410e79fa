//! Reads the lists that meeting tools write: Teams (UTF-16, tabs, several sections), Zoom (UTF-8, commas, a row for each
//! time someone came back), Meet and Webex, and plain lists of names or addresses.

use csv::{ReaderBuilder, Trim};

use crate::organisation::people::WorkEmail;

/// More people have never been in one meeting of a community.
const MOST_ROWS: usize = 2_000;

/// Someone on a list, however often they came and went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAttendee {
    /// As the list has it.
    pub name: String,
    pub email: Option<WorkEmail>,
    pub seconds: Option<u64>,
}

impl ListedAttendee {
    /// What this person may be called: the name as written, then without what tools and people add in brackets, then
    /// what is in the brackets, which for Zoom is the original name. "Silva, Ana" is also Ana Silva.
    pub fn names(&self) -> Vec<String> {
        let mut names = vec![self.name.clone()];
        if let Some((before, rest)) = self.name.split_once('(')
            && let Some((inside, _)) = rest.rsplit_once(')')
        {
            // The original name first: it is the account's, the other one was typed on the day.
            names.extend([inside.trim().to_owned(), before.trim().to_owned()]);
        }
        let turned: Vec<String> = names
            .iter()
            .filter_map(|name| name.split_once(','))
            .map(|(last, first)| format!("{} {}", first.trim(), last.trim()))
            .collect();
        names.extend(turned);
        names.retain(|name| !name.is_empty());
        names
    }

    pub fn minutes(&self) -> Option<u64> {
        self.seconds.map(|seconds| seconds / 60)
    }
}

/// Why a list could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    NobodyOnIt,
    TooLong,
}

/// The text of a file, in whichever of the ways that meeting tools and spreadsheets write it.
pub fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // Without its mark: every second byte of a Latin letter is zero.
        [_, 0, _, 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, _, 0, _, ..] => utf16(bytes, u16::from_be_bytes),
        // What is no UTF-8 was saved by an older spreadsheet, a byte a letter.
        _ => str::from_utf8(bytes)
            .map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Everyone on the list, each once, in its order.
///
/// # Errors
/// When there is nobody on it, or more than a meeting holds.
pub fn attendees(text: &str) -> Result<Vec<ListedAttendee>, Unreadable> {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect();
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let table = [b'\t', b',', b';'].into_iter().find_map(|delimiter| table(&rows(&text, delimiter)));
    let listed = table.unwrap_or_else(|| text.lines().filter_map(plain).collect());
    let listed = each_once(listed);
    match listed.len() {
        0 => Err(Unreadable::NobodyOnIt),
        1..=MOST_ROWS => Ok(listed),
        _ => Err(Unreadable::TooLong),
    }
}

fn rows(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    reader.records().filter_map(Result::ok).map(|row| row.iter().map(str::to_owned).collect()).collect()
}

/// Which column holds what.
#[derive(Debug)]
struct ListColumns {
    name: usize,
    /// Meet and Webex keep it apart.
    last_name: Option<usize>,
    emails: Vec<usize>,
    duration: Option<usize>,
    in_waiting_room: Option<usize>,
}

impl ListColumns {
    /// The columns, when this row is the head of a table of people.
    fn of(row: &[String]) -> Option<Self> {
        let heads: Vec<String> = row.iter().map(|head| head.to_lowercase()).collect();
        let find = |is: &dyn Fn(&str) -> bool| heads.iter().position(|head| is(head));
        let first = find(&|head| head == "first name");
        let name = find(&|head| {
            matches!(head, "name" | "full name" | "display name" | "participant" | "participant name")
                || matches!(head, "attendee" | "attendee name")
                || head.starts_with("name (") && !head.contains(',') && !head.contains(';')
        });
        let is_email =
            |head: &str| head.contains("email") || head.contains("e-mail") || head.contains("(upn)");
        Some(Self {
            name: name.or(first)?,
            last_name: if name.is_none() {
                find(&|head| matches!(head, "last name" | "surname"))
            } else {
                None
            },
            emails: (0..heads.len()).filter(|at| is_email(&heads[*at])).collect(),
            duration: find(&|head| head.contains("duration") || head == "time in session"),
            in_waiting_room: find(&|head| head == "in waiting room"),
        })
    }

    fn read(&self, row: &[String]) -> Option<ListedAttendee> {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        // Anyone who was not let in was not there.
        if self.in_waiting_room.is_some_and(|at| cell(at).eq_ignore_ascii_case("yes")) {
            return None;
        }
        let last = self.last_name.map_or("", cell);
        let name = format!("{} {last}", cell(self.name));
        let email = self.emails.iter().find_map(|at| WorkEmail::read(cell(*at)));
        attendee(&name, email, self.duration.and_then(|at| seconds(cell(at))))
    }
}

/// The people of a table with a head; what comes before and after it are other sections.
fn table(rows: &[Vec<String>]) -> Option<Vec<ListedAttendee>> {
    let (head, columns) = rows.iter().enumerate().find_map(|(at, row)| Some((at, ListColumns::of(row)?)))?;
    let body = rows[head + 1..].iter().take_while(|row| !is_section(row));
    Some(body.filter_map(|row| columns.read(row)).collect())
}

/// "3. In-Meeting Activities", alone in its row.
fn is_section(row: &[String]) -> bool {
    let filled: Vec<&String> = row.iter().filter(|cell| !cell.is_empty()).collect();
    let [only] = filled[..] else { return false };
    only.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok())
}

/// A line without a table around it: a name, an address, or "Ana Silva <ana@example.org>".
fn plain(line: &str) -> Option<ListedAttendee> {
    let line = line.trim().trim_end_matches([',', ';']).trim();
    match line.split_once('<').map(|(name, rest)| (name, rest.trim_end_matches('>').trim())) {
        Some((name, email)) if WorkEmail::read(email).is_some() => {
            attendee(name.trim().trim_matches('"'), WorkEmail::read(email), None)
        }
        _ => attendee(line, WorkEmail::read(line), None),
    }
}

fn attendee(name: &str, email: Option<WorkEmail>, seconds: Option<u64>) -> Option<ListedAttendee> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String =
        if name.is_empty() { email.as_ref().map(ToString::to_string).unwrap_or_default() } else { name };
    let name: String = name.chars().take(120).collect();
    (!name.is_empty()).then_some(ListedAttendee { name, email, seconds })
}

/// "54m 12s", "1h 2m", "00:54:12", or minutes: "54".
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim().to_lowercase();
    if let Ok(minutes) = text.parse::<u64>() {
        return minutes.checked_mul(60);
    }
    if text.contains(':') {
        let parts: Option<Vec<u64>> = text.split(':').map(|part| part.parse().ok()).collect();
        return match parts?[..] {
            [hours, minutes, seconds] => {
                hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)
            }
            _ => None,
        };
    }
    let mut total = 0_u64;
    let mut number = String::new();
    for c in text.chars() {
        let unit = match c {
            '0'..='9' => {
                number.push(c);
                continue;
            }
            ' ' => continue,
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => 0,
        };
        if let Ok(amount) = std::mem::take(&mut number).parse::<u64>() {
            total = total.checked_add(amount.checked_mul(unit)?)?;
        }
    }
    (total > 0 || text.starts_with('0')).then_some(total)
}

/// Anyone who came back has a row for each time: one person, and the time together.
fn each_once(listed: Vec<ListedAttendee>) -> Vec<ListedAttendee> {
    let mut once: Vec<ListedAttendee> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for attendee in listed {
        let key = attendee.email.as_ref().map_or_else(|| attendee.name.to_lowercase(), ToString::to_string);
        if let Some(&at) = places.get(&key) {
            let known: &mut ListedAttendee = &mut once[at];
            known.seconds = match (known.seconds, attendee.seconds) {
                (Some(so_far), Some(more)) => Some(so_far.saturating_add(more)),
                (so_far, more) => so_far.or(more),
            };
        } else {
            places.insert(key, once.len());
            once.push(attendee);
        }
    }
    once
}

#[cfg(test)]
mod tests;
