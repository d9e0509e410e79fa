//! The figures as a table for a spreadsheet: the same values, with what each counts and from how many.

use std::fmt::Write;

/// A row: where it stands in the report, what it counts, its value, and what is said beside it on the page.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub part: &'a str,
    pub name: &'a str,
    pub value: &'a str,
    pub unit: &'a str,
    pub change: &'a str,
    pub basis: &'a str,
    pub definition: &'a str,
}

/// The whole file, with the period in every row so that rows can be filed beside those of other periods.
pub fn file(rows: &[Row], (from, until): (&str, &str)) -> String {
    let mut file = line(&[
        "part",
        "figure",
        "value",
        "unit",
        "change",
        "from how many",
        "from",
        "until",
        "what it counts",
    ]);
    for row in rows {
        file += &line(&[
            row.part,
            row.name,
            row.value,
            row.unit,
            row.change,
            row.basis,
            from,
            until,
            row.definition,
        ]);
    }
    file
}

fn line(cells: &[&str]) -> String {
    let mut line = String::new();
    for (index, text) in cells.iter().enumerate() {
        let _ = write!(line, "{}{}", if index == 0 { "" } else { "," }, cell(text));
    }
    // RFC 4180 ends lines so.
    line + "\r\n"
}

/// A spreadsheet runs a cell that begins like a formula, quoted or not; an apostrophe before it makes it words.
/// Team names come from people.
fn cell(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let formula = text.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{Row, cell, file};

    #[test]
    fn cells_that_begin_like_a_formula_become_words() {
        assert_eq!(cell("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
        assert_eq!(["+1", "-1", "@a", "\t=1"].map(cell), ["\"'+1\"", "\"'-1\"", "\"'@a\"", "\"'=1\""]);
        assert_eq!(cell("R&D, north\r\n"), "\"R&D, north\"");
    }

    #[test]
    fn every_row_says_its_period_and_what_it_counts() {
        let row = Row {
            part: "Figures",
            name: "people",
            value: "97",
            unit: "of 119",
            change: "",
            basis: "",
            definition: "Different people",
        };
        let text = file(&[row], ("2026-08-24", "2026-11-22"));
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[1],
            "\"Figures\",\"people\",\"97\",\"of 119\",\"\",\"\",\"2026-08-24\",\"2026-11-22\",\"Different people\""
        );
    }
}
