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

/// All of them: whoever asks the database which of these to read has those in hand that it leaves out.
pub fn all() -> Vec<(ReportVersion, Arc<Report>)> {
    locked(|reports| reports.iter().cloned().collect())
}

/// Puts a report first, and lets go of the one that was read longest ago.
pub fn keep(version: ReportVersion, report: &Arc<Report>) {
    locked(|reports| {
        reports.retain(|(known, _)| *known != version);
        reports.push_front((version, Arc::clone(report)));
        reports.truncate(KEPT);
    });
}

fn locked<Answer>(work: impl FnOnce(&mut VecDeque<(ReportVersion, Arc<Report>)>) -> Answer) -> Answer {
    work(&mut LAST_READ.lock().unwrap_or_else(PoisonError::into_inner))
}
