//! The reports that were read last, as they were read. Their rows say which version they are, so that a report written by
//! another copy of the program is never missed; and a version is one row of one database.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::report::Report;
use crate::platform::ids::ReportVersion;

/// A few periods that several people look at; a large organisation's report is some megabytes.
const KEPT: usize = 4;

/// The one read last comes first.
static LAST_READ: Mutex<VecDeque<(ReportVersion, Arc<Report>)>> = Mutex::new(VecDeque::new());

/// The versions that need not be read.
pub fn versions() -> Vec<ReportVersion> {
    locked(|reports| reports.iter().map(|(version, _)| *version).collect())
}

pub fn find(version: ReportVersion) -> Option<Arc<Report>> {
    locked(|reports| {
        let at = reports.iter().position(|(known, _)| *known == version)?;
        let found = reports.remove(at)?;
        let report = Arc::clone(&found.1);
        reports.push_front(found);
        Some(report)
    })
}

pub fn keep(version: ReportVersion, report: &Arc<Report>) {
    locked(|reports| {
        if reports.iter().all(|(known, _)| *known != version) {
            reports.push_front((version, Arc::clone(report)));
            reports.truncate(KEPT);
        }
    });
}

fn locked<Answer>(work: impl FnOnce(&mut VecDeque<(ReportVersion, Arc<Report>)>) -> Answer) -> Answer {
    work(&mut LAST_READ.lock().unwrap_or_else(PoisonError::into_inner))
}
