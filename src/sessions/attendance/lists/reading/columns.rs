//! Which column of a table of people holds what.

use std::collections::HashSet;

use super::answers::{self, Said};
use super::durations;
use super::heads::{self, DurationUnit, Head, head, may_be_half};
use super::{Doubt, ListedAttendee, addresses, attendee};

/// As much of a cell as is said again.
const LONGEST_QUOTE: usize = 60;

/// The columns of one table.
#[derive(Debug)]
pub struct ListColumns {
    heads: Vec<Head>,
    name: Option<usize>,
    first_name: Option<usize>,
    last_name: Option<usize>,
    /// The person's own, the likeliest first.
    emails: Vec<usize>,
    duration: Option<(usize, DurationUnit)>,
    /// Where the rows speak of several sessions or days, the column that says of which.
    occasion: Option<usize>,
}

impl ListColumns {
    /// The columns, when this row is the head of a table of people: it has no address in it, says where a name or an
    /// address stands, and at least one more of its words is known as a head, unless it is all that the first row holds.
    pub fn of(row: &[String], is_first: bool) -> Option<Self> {
        let is_data = |cell: &String| {
            cell.contains('@')
                || cell.chars().count() > 60
                || !is_first && cell.starts_with(|c: char| c.is_ascii_digit())
        };
        if row.iter().any(is_data) || heads::is_about_the_meeting(row) {
            return None;
        }
        let heads: Vec<Head> = row.iter().map(|cell| head(cell)).collect();
        let filled = row.iter().filter(|cell| !cell.trim().is_empty()).count();
        let known = heads.iter().filter(|head| **head != Head::Unknown).count();
        // "Attendee" and "Guest" also stand in rows, for what someone was.
        let is_role = |(head, cell): (&Head, &String)| *head == Head::Unknown || heads::is_role(cell);
        let only_roles = heads.iter().zip(row).all(is_role);
        let some = known >= 2 && known * 2 >= filled && !only_roles;
        // Above everything else one word is enough, where nothing beside it is a number: "Name,Speaker Time".
        let has_number = row.iter().any(|cell| cell.chars().any(|c| c.is_ascii_digit()));
        let enough = some || is_first && known >= 1 && (filled == 1 || !only_roles && !has_number);
        let first_of = |wanted: Head| heads.iter().position(|head| *head == wanted);
        let [mut name, mut first_name, mut last_name] =
            [Head::Name, Head::FirstName, Head::LastName].map(first_of);
        // "Nom" beside "Prénom" is the last name, "Nombre" beside "Apellidos" the first.
        if let Some(half) = name.filter(|at| may_be_half(&row[*at])) {
            if first_name.is_some() && last_name.is_none() {
                (last_name, name) = (Some(half), None);
            } else if last_name.is_some() && first_name.is_none() {
                (first_name, name) = (Some(half), None);
            }
        }
        let of_kind = |wanted: Head| {
            heads.iter().enumerate().filter(move |(_, head)| **head == wanted).map(|(at, _)| at)
        };
        let mut emails: Vec<usize> = of_kind(Head::Email).collect();
        emails.extend(of_kind(Head::SignInName));
        let duration = heads.iter().enumerate().find_map(|(at, head)| match head {
            Head::Duration(unit) => Some((at, *unit)),
            _ => None,
        });
        if name.or(first_name).or(last_name).is_none() && emails.is_empty() {
            name = row.iter().position(|cell| heads::is_guest(cell));
        }
        let names_someone = name.or(first_name).or(last_name).is_some() || !emails.is_empty();
        (enough && names_someone).then_some(Self {
            heads,
            name,
            first_name,
            last_name,
            emails,
            duration,
            occasion: None,
        })
    }

    /// The same, after a look at the rows: a list of several sessions does not say who came to this one, marks below a
    /// head that is not understood may say that someone did not, and one length for all who signed up is the session's.
    pub fn beside(mut self, rows: &[Vec<String>]) -> Self {
        let filled = |at: usize| -> Vec<&str> {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim());
            cells.filter(|cell| !cell.is_empty()).collect()
        };
        let varies = |at: usize| filled(at).windows(2).any(|cells| cells[0] != cells[1]);
        self.occasion = (0..self.heads.len()).find(|at| self.heads[*at] == Head::Occasion && varies(*at));
        for at in 0..self.heads.len() {
            let cells = filled(at);
            self.heads[at] = match self.heads[at] {
                // Where one says "maybe", a yes is a plan too.
                Head::Presence if cells.iter().any(|cell| answers::said(cell) == Said::Expected) => {
                    Head::SignUp
                }
                Head::Unknown if self.name != Some(at) && are_states(&cells) => Head::SignUp,
                Head::Unknown if self.name != Some(at) && are_marks(&cells) => Head::Marks,
                known => known,
            };
        }
        let asked = self.heads.iter().any(|head| matches!(head, Head::SignUp | Head::Invitation));
        if let Some((at, _)) = self.duration.filter(|(at, _)| asked && rows.len() > 1 && !varies(*at)) {
            self.heads[at] = Head::Aside;
            self.duration = None;
        }
        self
    }

    /// Someone, where the row names anyone.
    pub fn read(&self, row: &[String]) -> Option<ListedAttendee> {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map_or("", |cell| cell.trim());
        let whole = cell(self.name);
        let halves = format!("{} {}", cell(self.first_name), cell(self.last_name));
        let name = if whole.is_empty() { halves.as_str() } else { whole };
        let email = self.emails.iter().find_map(|at| addresses::own(cell(Some(*at))));
        // A number is no name: "Participants" above it counts them.
        if email.is_none() && !name.chars().any(char::is_alphabetic) {
            return None;
        }
        let seconds = self.duration.and_then(|(at, unit)| durations::seconds(cell(Some(at)), unit));
        let mut attendee = attendee(name, email, seconds)?;
        attendee.doubt = attendee.doubt.or_else(|| self.doubt(row, seconds));
        Some(attendee)
    }

    /// What the row says against their having been there.
    fn doubt(&self, row: &[String], seconds: Option<u64>) -> Option<Doubt> {
        if let Some(occasion) = self.occasion.and_then(|at| row.get(at)) {
            return Some(Doubt::Unclear(quoted(occasion.trim())));
        }
        let mut came = false;
        let mut open = None;
        for (head, cell) in self.heads.iter().zip(row) {
            match cell_says(*head, cell.trim()) {
                CellSays::Away(doubt) => return Some(doubt),
                CellSays::Came => came = true,
                // Words say more than an empty cell does.
                CellSays::Open(Doubt::LeftOpen) => open = open.or(Some(Doubt::LeftOpen)),
                CellSays::Open(doubt) => open = Some(doubt),
                CellSays::Nothing => {}
            }
        }
        match seconds {
            Some(0) => Some(Doubt::NoTime),
            // Anyone who was there for some minutes came, whatever they had answered.
            Some(_) => None,
            None if came => None,
            // Others have a time there.
            None if self.duration.is_some() => open.or(Some(Doubt::LeftOpen)),
            None => open,
        }
    }
}

/// What one cell says of whether someone came.
enum CellSays {
    Came,
    Away(Doubt),
    Open(Doubt),
    Nothing,
}

/// "Attended", "No-show", "Registered": whatever the head says, they speak of coming.
fn are_states(filled: &[&str]) -> bool {
    let is_state =
        |cell: &&str| matches!(answers::said(cell), Said::Came | Said::StayedAway | Said::Expected);
    !filled.is_empty() && filled.iter().all(is_state)
}

/// A yes and a no, a sign or two letters, or two short words and no more: not names, places or numbers.
fn are_marks(filled: &[&str]) -> bool {
    if filled.is_empty() {
        return false;
    }
    let numbers: Option<Vec<u64>> = filled.iter().map(|cell| cell.parse().ok()).collect();
    if let Some(numbers) = numbers {
        // A column that counts its rows.
        let counts = numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]));
        return !counts && numbers.iter().all(|number| *number < 2);
    }
    let longest = filled.iter().map(|cell| cell.chars().count()).max().unwrap_or_default();
    let kinds = filled.iter().collect::<HashSet<_>>().len();
    let is_answer =
        |cell: &&str| matches!(answers::said(cell), Said::Yes | Said::No | Said::Came | Said::Expected);
    filled.iter().all(is_answer) || longest <= 2 || longest <= 6 && kinds <= 2 && filled.len() > 1
}

fn quoted(cell: &str) -> String {
    cell.chars().take(LONGEST_QUOTE).collect()
}

fn cell_says(head: Head, cell: &str) -> CellSays {
    let quoted = || quoted(cell);
    let counts = match head {
        Head::Name | Head::FirstName | Head::LastName => return CellSays::Nothing,
        Head::Presence | Head::SignUp | Head::Day | Head::CheckedInAt | Head::Signature => true,
        _ => false,
    };
    match (head, answers::said(cell)) {
        (Head::WaitingRoom, Said::Yes) => CellSays::Away(Doubt::WaitingRoom),
        (Head::Absence | Head::CalledOff, Said::Yes) | (_, Said::StayedAway) => {
            CellSays::Away(Doubt::SaysNo(quoted()))
        }
        (Head::Invitation, Said::Yes) => CellSays::Open(Doubt::Expected(quoted())),
        (Head::Invitation | Head::CalledOff, _) | (Head::Marks, Said::Nothing) => {
            CellSays::Open(Doubt::LeftOpen)
        }
        (Head::Marks, _) => CellSays::Open(Doubt::Unclear(quoted())),
        (Head::CheckedInAt, _) if answers::is_moment(cell) => CellSays::Came,
        (Head::Presence | Head::SignUp, Said::Came) | (Head::Presence | Head::CheckedInAt, Said::Yes) => {
            CellSays::Came
        }
        (Head::Signature, Said::Yes | Said::Expected | Said::Unclear) => CellSays::Came,
        (_, Said::No) if counts => CellSays::Away(Doubt::SaysNo(quoted())),
        (_, Said::Nothing) if counts => CellSays::Open(Doubt::LeftOpen),
        (_, Said::Yes | Said::Expected) if counts => CellSays::Open(Doubt::Expected(quoted())),
        (_, Said::Unclear) if counts || head == Head::Absence => CellSays::Open(Doubt::Unclear(quoted())),
        _ => CellSays::Nothing,
    }
}
