//! Spreadsheets as Excel and LibreOffice save them.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, copy, sink};

use calamine::{Cell, Data, DataRef, Reader, Sheets, open_workbook_auto_from_rs};
use time::Duration;
use time::macros::datetime;

use super::{OtherFile, Unreadable, answers};

/// What a packed file may hold once it is unpacked: many times what a list of two thousand people needs.
const MOST_UNPACKED: u64 = 24 * 1024 * 1024;
const MOST_PARTS: usize = 500;

/// A sheet is read cell by cell, and as far as this: two cells in its far corners would ask for the room between them.
const MOST_ROWS: usize = 10_000;
const MOST_COLUMNS: usize = 500;
const OTHER: Unreadable = Unreadable::Other(OtherFile::Archive);

/// The rows of every sheet, one after the other.
///
/// # Errors
/// When it is packed and no spreadsheet, or holds far more than a list.
pub fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, Unreadable> {
    check_size(bytes)?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| OTHER)?;
    let mut rows = Vec::new();
    for name in workbook.sheet_names() {
        rows.push(Vec::new());
        // A sheet of those who did not come, or of those who said that they would.
        if answers::titles_absent(&name) || answers::said(&name) == answers::Said::Expected {
            rows.push(vec![name.clone()]);
        }
        rows.extend(sheet(&mut workbook, &name)?);
        if rows.len() > MOST_ROWS {
            return Err(Unreadable::TooLong);
        }
    }
    Ok(rows)
}

fn sheet(workbook: &mut Sheets<Cursor<&[u8]>>, name: &str) -> Result<Vec<Vec<String>>, Unreadable> {
    match workbook {
        Sheets::Xlsx(book) => {
            // A sheet of a chart alone has no cells.
            let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
            filled(|| cells.next_cell().map_err(|_| OTHER))
        }
        Sheets::Xlsb(book) => {
            let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
            filled(|| cells.next_cell().map_err(|_| OTHER))
        }
        Sheets::Ods(book) => {
            let range = book.worksheet_range(name).map_err(|_| OTHER)?;
            if range.height() > MOST_ROWS || range.width() > MOST_COLUMNS {
                return Err(Unreadable::TooLong);
            }
            Ok(range.rows().map(|row| row.iter().map(cell).collect()).collect())
        }
        // It is not packed, so that it does not come here.
        Sheets::Xls(_) => Err(OTHER),
    }
}

/// The rows that hold something, with an empty one wherever some are left out between them.
fn filled<'a>(
    mut next: impl FnMut() -> Result<Option<Cell<DataRef<'a>>>, Unreadable>,
) -> Result<Vec<Vec<String>>, Unreadable> {
    let mut by_row: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    while let Some(found) = next()? {
        let (row, column) = found.get_position();
        let words = cell(&Data::from(found.get_value().clone()));
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if words.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        let cells = by_row.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = words;
        if by_row.len() > MOST_ROWS {
            return Err(Unreadable::TooLong);
        }
    }
    let mut rows = Vec::new();
    let mut expected = 0;
    for (row, cells) in by_row {
        if row > expected {
            rows.push(Vec::new());
        }
        expected = row + 1;
        rows.push(cells);
    }
    Ok(rows)
}

/// What it says of its size may be wrong, so that it is unpacked once, to nowhere, as far as it may go.
fn check_size(bytes: &[u8]) -> Result<(), Unreadable> {
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

/// So many days as Excel knows, which ends with the year 9999.
fn in_days(days: f64) -> Option<Duration> {
    const MOST_DAYS: f64 = 3_000_000.0;
    (days.abs() < MOST_DAYS).then(|| Duration::seconds_f64(days * 86_400.0))
}

fn cell(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(moment) => match in_days(moment.as_f64()) {
            // A number that is no day, whatever its style says.
            None => moment.as_f64().to_string(),
            Some(length) if moment.is_duration() => {
                let seconds = length.whole_seconds();
                format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
            // Excel counts days from the end of 1899.
            Some(since) => datetime!(1899-12-30 00:00)
                .checked_add(since)
                .map_or_else(String::new, |moment| moment.to_string()),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::rows;

    /// A workbook of one sheet with these cells, as XML, and one style that shows days.
    fn workbook(cells: &str) -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let parts = [
            (
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
            ),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"People\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>"),
            ),
        ];
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            archive.start_file(name, SimpleFileOptions::default()).expect("a part");
            archive.write_all(text.as_bytes()).expect("its text");
        }
        archive.finish().expect("an archive").into_inner()
    }

    fn text(reference: &str, words: &str) -> String {
        format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{words}</t></is></c>")
    }

    #[test]
    fn two_cells_in_far_corners_take_no_more_room_than_two_cells() {
        let far = format!(
            "<row r=\"1\">{}</row><row r=\"1048576\">{}{}</row>",
            text("A1", "Ana Ferreira"),
            text("B1048576", "Ben Okafor"),
            text("XFD1048576", "far away")
        );
        let found = rows(&workbook(&far)).expect("rows");
        assert_eq!(
            found,
            [vec![], vec!["Ana Ferreira".to_owned()], vec![], vec![String::new(), "Ben Okafor".into()]]
        );
    }

    #[test]
    fn a_number_that_is_no_day_is_a_number_whatever_its_style() {
        for number in ["1e15", "1e300", "99999999999999999"] {
            let cells = format!("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>{number}</v></c></row>");
            let found = rows(&workbook(&cells)).expect("rows");
            assert_eq!(found[1], [number.parse::<f64>().expect("a number").to_string()], "{number}");
        }
        let day = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46000</v></c></row>";
        assert!(rows(&workbook(day)).expect("rows")[1][0].starts_with("2025-12-09"));
    }
}
