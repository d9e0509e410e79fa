//! Addresses as lists have them.

use crate::organisation::people::WorkEmail;

/// The address in a cell: without `mailto:`, brackets and quotes, and a guest's own in place of the one that a tenant
/// made of it (`noor_x.example#EXT#@tenant.onmicrosoft.com`).
pub fn own(cell: &str) -> Option<WorkEmail> {
    let around = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>'
                    | '‹'
                    | '›'
                    | '«'
                    | '»'
                    | '"'
                    | '\''
                    | '“'
                    | '”'
                    | '‘'
                    | '’'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | ','
                    | ';'
            )
    };
    let cell = cell.trim_matches(around);
    let cell = cell.strip_prefix("mailto:").or_else(|| cell.strip_prefix("MAILTO:")).unwrap_or(cell);
    let cell = cell.split('?').next().unwrap_or(cell);
    if let Some(at) = cell.to_ascii_uppercase().find("#EXT#") {
        let (name, host) = cell[..at].rsplit_once('_')?;
        return WorkEmail::read(&format!("{name}@{host}"));
    }
    WorkEmail::read(cell)
}

/// Each address in a line of words, with where it stands.
pub fn within(line: &str) -> Vec<(std::ops::Range<usize>, WorkEmail)> {
    let mut found = Vec::new();
    let mut start = 0;
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(c, ',' | ';' | '<' | '>' | '‹' | '›' | '"' | '(' | ')' | '[' | ']' | '|')
    };
    for word in line.split(ends) {
        let range = start..start + word.len();
        start = range.end + line[range.end..].chars().next().map_or(0, char::len_utf8);
        if word.contains('@')
            && let Some(email) = own(word)
        {
            found.push((range, email));
        }
    }
    found
}
