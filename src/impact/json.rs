//! The figures for another program: the same words and numbers as the page, and quotes whose authors let them be in
//! reports.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::contacts::apart::ApartDepartment;
use super::contacts::rings::{RingSet, Rings, contacts};
use super::metrics::MetricRow;
use super::period::ReportPeriod;
use super::report::Report;
use super::statements::Statement;
use super::stored::StoredReport;
use crate::platform::error::{self, Error};
use time::format_description::well_known::Rfc3339;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    figures: Value,
    contacts: Contacts<'a>,
}

#[derive(Serialize)]
struct Contacts<'a> {
    #[serde(flatten)]
    figures: Value,
    of: Pictures<'a>,
}

/// Around each centre, as many as there are centres. One is put together at a time: all of them at once would take many
/// times the memory of the file.
struct Pictures<'a>(&'a RingSet);

impl Serialize for Pictures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.pictures.iter().map(|rings| around(self.0, rings)))
    }
}

/// The whole report as a file. Figures only: where things are drawn is the page's own affair.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn of(
    organisation: &str,
    report: &Report,
    stored: &StoredReport,
    reading: &ReportPeriod,
) -> error::Result<Vec<u8>> {
    let as_of = stored.as_of.format(&Rfc3339).map_err(|error| Error::Internal(error.to_string()))?;
    let teams = report.teams.iter().map(|row| json!({"team": row.name, "people": row.people.label()}));
    let slots = report
        .chart
        .slots
        .iter()
        .map(|slot| json!({"from": slot.full, "sessions": slot.sessions, "people": slot.people_words()}));
    let figures = json!({
        "organisation": organisation,
        "period": {
            "name": reading.title,
            "from": reading.period.from.to_string(),
            "until": reading.period.until.to_string(),
            "compared_with": {
                "name": reading.before_words,
                "from": reading.before.from.to_string(),
                "until": reading.before.until.to_string(),
            },
        },
        "as_of": as_of,
        "assumptions": report.assumptions,
        "assumed": {"version": report.assumed.name(), "assumptions": report.assumed.lines()},
        "figures": report.further,
        "metrics": report.metrics.rows.iter().map(metric).collect::<Vec<_>>(),
        "statements": report.statements.iter().map(statement).collect::<Vec<_>>(),
        "people_by_team": teams.collect::<Vec<_>>(),
        "attendance_by": report.chart.by.name(),
        "attendance": slots.collect::<Vec<_>>(),
        "hours": {
            "saved": report.hours.won,
            "from": report.hours.basis,
            "left_out": report.hours.left_out,
            "spent": report.hours.given,
            "money": report.hours.money.as_ref().map(|money| &money.lines),
        },
    });
    let crossing = &report.crossing;
    let contacts = json!({
        "reading": crossing.rings.reading,
        "note": crossing.rings.note,
        "figures": crossing.figures,
        "e_i_index": crossing.e_i_index,
        "betweenness": crossing.betweenness,
        "departments_apart": crossing.apart.iter().map(apart).collect::<Vec<_>>(),
        "linked_by_one_team": crossing.links,
    });
    let contacts = Contacts { figures: contacts, of: Pictures(&crossing.rings) };
    serde_json::to_vec_pretty(&Document { figures, contacts })
        .map_err(|error| Error::Internal(error.to_string()))
}

fn metric(row: &MetricRow) -> Value {
    let course = row.course.iter().map(|point| json!({"from": point.from, "value": point.value}));
    json!({
        "name": row.name,
        "benefit": row.benefit,
        "definition": row.definition,
        "value": row.value,
        "unit": row.unit,
        "base": row.base,
        "change": row.change,
        "baseline": row.baseline,
        "course": course.collect::<Vec<_>>(),
    })
}

fn statement(statement: &Statement) -> Value {
    json!({
        "claim": statement.claim,
        "evidence": statement.evidence,
        "by_quarter": statement.trend.iter().map(|one| json!({"quarter": one.quarter, "value": one.said})).collect::<Vec<_>>(),
        "assumptions": statement.assumptions,
        "quote": statement.said.as_ref().map(|said| json!({"sentence": said.sentence, "by": said.by})),
    })
}

fn apart(apart: &ApartDepartment) -> Value {
    json!({"department": apart.name, "reading": apart.words})
}

fn around(set: &RingSet, rings: &Rings) -> Value {
    let with = rings.around.iter().map(|tie| {
        json!({rings.unit(): set.name(tie), "contacts": contacts(tie.now), "before": contacts(tie.before)})
    });
    json!({
        "name": rings.centre.name,
        "kind": rings.inner(),
        "reading": rings.of_centre,
        "within": contacts(rings.inside),
        "within_before": contacts(rings.inside_before),
        "with": with.collect::<Vec<_>>(),
        "not_listed": rings.more,
    })
}
