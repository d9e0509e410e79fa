//! The figures as a table for a spreadsheet: the same values, with what each counts and from how many.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::chart::BarUnit;
use super::contacts::crossing::Crossing;
use super::contacts::rings::{Rings, contacts};
use super::figures::Figure;
use super::metrics::MetricRow;
use super::period::ReportPeriod;
use super::report::Report;
use super::strips::Strip;
use crate::platform::error::{Error, Result};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const HEAD: [&str; 10] = [
    "part",
    "figure",
    "value",
    "unit",
    "change",
    "from how many",
    "from",
    "until",
    "as of",
    "what it counts",
];

/// A row: its place in the report, what it counts, its value, and what is said beside it on the page.
#[derive(Default)]
struct CsvRow {
    part: String,
    name: String,
    value: String,
    unit: String,
    change: String,
    basis: String,
    definition: String,
}

/// What every row says, so that rows can be filed beside those of other periods.
struct FiledUnder {
    from: String,
    until: String,
    as_of: String,
}

/// The whole report as a file.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn of(
    report: &Report,
    rings: Option<&Rings>,
    strips: &[Strip],
    reading: &ReportPeriod,
    as_of: OffsetDateTime,
) -> Result<Vec<u8>> {
    let assumed = format!("Assumptions on hours and money: {}", report.assumed.name());
    let assumed = report.assumed.lines().into_iter().map(|words| counted(&assumed, &words, "", ""));
    let assumed: Vec<CsvRow> = assumed.collect();
    let assumptions = report.assumptions.iter().map(|words| counted("Assumptions", words, "", ""));
    let rows: Vec<CsvRow> = figures(report)
        .into_iter()
        .chain(tables(report))
        .chain(pictures(&report.crossing, rings, strips))
        .chain(metrics(report))
        .chain(assumptions)
        .chain(assumed)
        .collect();
    let filed = FiledUnder {
        from: reading.period.from.to_string(),
        until: reading.period.until.to_string(),
        as_of: as_of.format(&Rfc3339).map_err(|error| Error::Internal(error.to_string()))?,
    };
    file(&rows, &filed)
}

fn figures(report: &Report) -> Vec<CsvRow> {
    let mut rows: Vec<CsvRow> = report.further.iter().map(|figure| row("Figures", figure)).collect();
    for statement in &report.statements {
        rows.extend(statement.evidence.iter().map(|figure| row(&statement.claim, figure)));
        rows.extend(statement.trend.iter().map(|one| counted(&statement.claim, &one.quarter, &one.said, "")));
    }
    let won = report.hours.won.clone().unwrap_or_else(|| "Too few to say".to_owned());
    rows.push(row("Hours", &report.hours.given));
    rows.push(CsvRow {
        basis: report.hours.basis.clone(),
        ..counted("Hours", "hours saved, as stories report", &won, "")
    });
    let money = report.hours.money.iter().flat_map(|money| &money.lines);
    rows.extend(
        money.map(|line| CsvRow {
            basis: line.basis.clone(),
            ..counted("Money", &line.name, &line.value, "")
        }),
    );
    rows.extend(report.hours.left_out.iter().map(|left| counted("Hours", left, "left out", "")));
    rows
}

/// The dictionary; a baseline is said beside the change.
fn metrics(report: &Report) -> Vec<CsvRow> {
    let row = |row: &MetricRow| CsvRow {
        part: format!("Metrics: {}", row.benefit),
        name: row.name.clone(),
        value: row.value.clone(),
        unit: row.unit.clone(),
        change: format!("{}. Baseline: {}", row.change, row.baseline).trim_start_matches(". ").to_owned(),
        basis: row.base.clone(),
        definition: row.definition.clone(),
    };
    report.metrics.rows.iter().map(row).collect()
}

fn tables(report: &Report) -> Vec<CsvRow> {
    let by = match report.chart.by {
        BarUnit::Week => "By week",
        BarUnit::Month => "By month",
        BarUnit::Quarter => "By quarter",
    };
    let teams = report
        .teams
        .iter()
        .map(|team| counted("People who came, by team", &team.name, &team.people.label(), "people"));
    let slots = report.chart.slots.iter().flat_map(|slot| {
        let sessions = counted(by, &slot.full, &slot.sessions.to_string(), "sessions");
        [sessions, counted(by, &slot.full, &slot.people_words(), "people")]
    });
    teams.chain(slots).collect()
}

fn pictures(crossing: &Crossing, rings: Option<&Rings>, strips: &[Strip]) -> Vec<CsvRow> {
    let mut rows: Vec<CsvRow> =
        crossing.figures.iter().map(|figure| row("Contacts across teams", figure)).collect();
    if let Some(index) = crossing.e_i_index {
        rows.push(counted("Contacts across teams", "E-I index", &format!("{index:.1}"), ""));
    }
    let shares = crossing.betweenness.iter();
    rows.extend(shares.map(|one| counted("Betweenness", &one.team, &format!("{:.2}", one.share), "")));
    rows.extend(crossing.apart.iter().map(|apart| counted("Hardly met", &apart.name, &apart.words, "")));
    rows.extend(crossing.links.iter().map(|link| counted("Linked by one team", link, "", "")));
    if let Some(rings) = rings {
        let name = &rings.centre.name;
        let met = |name: String, now, before| CsvRow {
            change: format!("{} in the period before", contacts(before)),
            ..counted("Contacts", &name, &contacts(now), "contacts")
        };
        rows.push(met(format!("{name} within the {}", rings.inner()), rings.inside, rings.inside_before));
        rows.extend(
            rings
                .around
                .iter()
                .map(|tie| met(format!("{name} with {}", crossing.rings.name(tie)), tie.now, tie.before)),
        );
    }
    rows.extend(strips.iter().map(|strip| CsvRow {
        change: strip.since.clone(),
        // A phase alone reads as if the community met.
        basis: strip.silence.clone().unwrap_or_default(),
        ..counted("Phases", &strip.name, strip.phase_name, "")
    }));
    rows
}

fn row(part: &str, figure: &Figure) -> CsvRow {
    CsvRow {
        part: part.to_owned(),
        name: figure.name.clone(),
        value: figure.value.clone(),
        unit: figure.unit.clone(),
        change: figure.change.clone(),
        basis: figure.basis.clone(),
        definition: figure.definition.clone(),
    }
}

fn counted(part: &str, name: &str, value: &str, unit: &str) -> CsvRow {
    CsvRow {
        part: part.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        ..CsvRow::default()
    }
}

fn file(rows: &[CsvRow], filed: &FiledUnder) -> Result<Vec<u8>> {
    // RFC 4180 ends lines so.
    let mut file = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    let broken = |error: &dyn std::error::Error| Error::Internal(error.to_string());
    file.write_record(HEAD).map_err(|error| broken(&error))?;
    for row in rows {
        let CsvRow { part, name, value, unit, change, basis, definition } = row;
        let FiledUnder { from, until, as_of } = filed;
        let cells = [part, name, value, unit, change, basis, from, until, as_of, definition];
        let cells = cells.map(|text| cell(text));
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
    use super::{CsvRow, FiledUnder, cell, counted, file};

    #[test]
    fn cells_that_begin_like_a_formula_become_words() {
        assert_eq!(cell("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(["+1", "-1", "@a", "\t=1"].map(cell), ["'+1", "'-1", "'@a", "'=1"]);
        assert_eq!(cell("R&D, north\r\n"), "R&D, north");
    }

    #[test]
    fn every_row_says_its_period_and_what_it_counts() {
        let row = CsvRow {
            definition: "Different people".into(),
            ..counted("Figures", "\"our\" people", "97", "of 119")
        };
        let filed = FiledUnder {
            from: "2026-08-24".into(),
            until: "2026-11-22".into(),
            as_of: "2026-11-23T09:00:00Z".into(),
        };
        let text = String::from_utf8(file(&[row], &filed).unwrap()).unwrap();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[1],
            "\"Figures\",\"\"\"our\"\" people\",\"97\",\"of 119\",\"\",\"\",\"2026-08-24\",\"2026-11-22\",\"2026-11-23T09:00:00Z\",\"Different people\""
        );
    }
}
