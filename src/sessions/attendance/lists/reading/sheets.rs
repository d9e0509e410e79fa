//! Spreadsheets as Excel and LibreOffice save them.

use std::io::{Cursor, Read, copy, sink};

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use time::Duration;
use time::macros::datetime;

use super::{OtherFile, Unreadable, answers};

/// What a packed file may hold once it is unpacked: many times what a list of two thousand people needs.
const MOST_UNPACKED: u64 = 24 * 1024 * 1024;
const MOST_PARTS: usize = 500;

/// The rows of every sheet, one after the other.
///
/// # Errors
/// When it is packed and no spreadsheet, or holds far more than a list.
pub fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, Unreadable> {
    const OTHER: Unreadable = Unreadable::Other(OtherFile::Archive);
    check_size(bytes)?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| OTHER)?;
    let sheets = workbook.worksheets();
    let mut rows = Vec::new();
    for (name, sheet) in &sheets {
        rows.push(Vec::new());
        // A sheet of those who did not come, or of those who said that they would.
        if answers::titles_absent(name) || answers::said(name) == answers::Said::Expected {
            rows.push(vec![name.clone()]);
        }
        rows.extend(sheet.rows().map(|row| row.iter().map(cell).collect()));
    }
    Ok(rows)
}

/// What it says of its size may be wrong, so that it is unpacked once, to nowhere, as far as it may go.
fn check_size(bytes: &[u8]) -> Result<(), Unreadable> {
    const OTHER: Unreadable = Unreadable::Other(OtherFile::Archive);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| OTHER)?;
    if archive.len() > MOST_PARTS {
        return Err(OTHER);
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| OTHER)?;
        let taken = copy(&mut part.take(left + 1), &mut sink()).map_err(|_| OTHER)?;
        left = left.checked_sub(taken).ok_or(Unreadable::TooLong)?;
    }
    Ok(())
}

fn cell(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(moment) if moment.is_duration() => {
            let seconds = Duration::seconds_f64(moment.as_f64() * 86_400.0).whole_seconds();
            format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        // Excel counts days from the end of 1899.
        Data::DateTime(moment) => datetime!(1899-12-30 00:00)
            .checked_add(Duration::seconds_f64(moment.as_f64() * 86_400.0))
            .map_or_else(String::new, |moment| moment.to_string()),
        other => other.to_string(),
    }
}
