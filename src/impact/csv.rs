//! The figures as a table for a spreadsheet: the same values, with what each counts and from how many.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::chart::BarUnit;
use super::figures::Figure;
use super::report::Report;
use crate::platform::error::{Error, Result};

const HEAD: [&str; 9] =
    ["part", "figure", "value", "unit", "change", "from how many", "from", "until", "what it counts"];

/// A row: its place in the report, what it counts, its value, and what is said beside it on the page.
#[derive(Default)]
struct CsvRow {
    part: &'static str,
    name: String,
    value: String,
    unit: String,
    change: String,
    basis: String,
    definition: &'static str,
}

/// The whole report as a file.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn of(report: &Report) -> Result<Vec<u8>> {
    let rows: Vec<CsvRow> =
        figures(report).into_iter().chain(tables(report)).chain(pictures(report)).collect();
    let period = report.reading.period;
    file(&rows, &period.from.to_string(), &period.until.to_string())
}

fn figures(report: &Report) -> Vec<CsvRow> {
    let mut rows: Vec<CsvRow> =
        report.leads.iter().chain(&report.further).map(|figure| row("Figures", figure)).collect();
    for statement in &report.statements {
        rows.extend(statement.evidence.iter().map(|figure| row(statement.claim, figure)));
    }
    let won = report.hours.won.clone().unwrap_or_else(|| "Too few to say".to_owned());
    rows.push(row("Hours", &report.hours.given));
    rows.push(CsvRow {
        basis: report.hours.basis.clone(),
        ..counted("Hours", "hours saved a year, as stories report", &won, "")
    });
    rows
}

fn tables(report: &Report) -> Vec<CsvRow> {
    let by = match report.chart.by {
        BarUnit::Week => "By week",
        BarUnit::Month => "By month",
    };
    let teams = report
        .teams
        .iter()
        .map(|team| counted("People who came, by team", &team.name, &team.people.words(), "people"));
    let slots = report.chart.slots.iter().flat_map(|slot| {
        let sessions = counted(by, &slot.full, &slot.sessions.to_string(), "sessions");
        [sessions, counted(by, &slot.full, &slot.people_words(), "people")]
    });
    teams.chain(slots).collect()
}

fn pictures(report: &Report) -> Vec<CsvRow> {
    let mut rows = Vec::new();
    if let Some(rings) = &report.rings {
        let met = |name: String, chances: &str| counted("Contacts", &name, chances, "contacts");
        rows.push(met(format!("{} within the team", rings.name), &rings.inside));
        rows.extend(
            rings.around.iter().map(|node| met(format!("{} with {}", rings.name, node.name), &node.chances)),
        );
    }
    rows.extend(report.strips.iter().map(|strip| CsvRow {
        change: strip.since.clone(),
        ..counted("Phases", &strip.name, strip.phase_name, "")
    }));
    rows
}

fn row(part: &'static str, figure: &Figure) -> CsvRow {
    CsvRow {
        part,
        name: figure.name.to_owned(),
        value: figure.value.clone(),
        unit: figure.unit.clone(),
        change: figure.change.clone(),
        basis: figure.basis.clone(),
        definition: figure.definition,
    }
}

fn counted(part: &'static str, name: &str, value: &str, unit: &str) -> CsvRow {
    CsvRow {
        part,
        name: name.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        ..CsvRow::default()
    }
}

/// Every row has the period, so that rows can be filed beside those of other periods.
fn file(rows: &[CsvRow], from: &str, until: &str) -> Result<Vec<u8>> {
    // RFC 4180 ends lines so.
    let mut file = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    let broken = |error: &dyn std::error::Error| Error::Internal(error.to_string());
    file.write_record(HEAD).map_err(|error| broken(&error))?;
    for row in rows {
        let CsvRow { part, name, value, unit, change, basis, definition } = row;
        let cells = [*part, name, value, unit, change, basis, from, until, definition].map(cell);
        file.write_record(cells).map_err(|error| broken(&error))?;
    }
    file.into_inner().map_err(|error| broken(&error))
}

/// A spreadsheet runs a cell that begins like a formula, quoted or not; an apostrophe before it makes it words.
/// Team names come from people.
fn cell(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let formula = text.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    format!("{}{text}", if formula { "'" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::{CsvRow, cell, counted, file};

    #[test]
    fn cells_that_begin_like_a_formula_become_words() {
        assert_eq!(cell("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(["+1", "-1", "@a", "\t=1"].map(cell), ["'+1", "'-1", "'@a", "'=1"]);
        assert_eq!(cell("R&D, north\r\n"), "R&D, north");
    }

    #[test]
    fn every_row_says_its_period_and_what_it_counts() {
        let row =
            CsvRow { definition: "Different people", ..counted("Figures", "\"our\" people", "97", "of 119") };
        let text = String::from_utf8(file(&[row], "2026-08-24", "2026-11-22").unwrap()).unwrap();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[1],
            "\"Figures\",\"\"\"our\"\" people\",\"97\",\"of 119\",\"\",\"\",\"2026-08-24\",\"2026-11-22\",\"Different people\""
        );
    }
}
