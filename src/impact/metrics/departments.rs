//! A community's metrics by department, for its organisers: those that count people, each person by the department of
//! the team they were in on the day.

use std::collections::BTreeMap;

use super::dictionary::MetricId;
use super::measure::MeasuredSpan;
use super::told::{MetricMeasure, ShownMeasure};
use crate::guide::participation::{AttendanceList, Attendee, RepeatChances, newcomers, repeat};
use crate::impact::load::ReportFacts;
use crate::impact::suppression::Precision;
use crate::impact::tally::{HeldSession, RULES, Split, different};
use crate::impact::visits::CameBefore;
use crate::platform::ids::CommunityId;

/// One department and what its people did.
pub struct DepartmentFigures {
    pub name: String,
    people: usize,
    minutes: usize,
    sessions: usize,
    repeat: Split,
    returned: Split,
}

impl DepartmentFigures {
    /// As organisers read it; nothing of a metric that counts no people.
    pub fn told(&self, metric: MetricId) -> Option<ShownMeasure> {
        let measure = match metric {
            MetricId::People => MetricMeasure::People { number: self.people, people: self.people },
            MetricId::Hours => {
                MetricMeasure::Hours { minutes: self.minutes, people: self.people, sessions: self.sessions }
            }
            MetricId::Returned => MetricMeasure::Share {
                split: self.repeat,
                base: " who could come at least twice more",
                came: self.people,
            },
            MetricId::NewcomersBack => MetricMeasure::Share {
                split: self.returned,
                base: " who were new and had a later session",
                came: self.people,
            },
            _ => return None,
        };
        Some(measure.told(Precision::Exact))
    }
}

/// In the order of the alphabet, those without a team last. None where numbers are rounded: beside the lists of who
/// signed up, a department's would tell leaders who came.
pub fn by_department(facts: &ReportFacts, span: MeasuredSpan) -> Vec<DepartmentFigures> {
    let (Precision::Exact, Some(community)) = (facts.scope.precision, facts.scope.community) else {
        return Vec::new();
    };
    let held: Vec<&HeldSession> = facts
        .sessions()
        .filter(|session| span.from <= session.starts_at && session.starts_at < span.until)
        .collect();
    let known = facts.first_visits.before(span.from);
    let mut names: BTreeMap<(bool, String), String> = BTreeMap::new();
    for attendee in held.iter().flat_map(|session| &session.present) {
        let name = department(facts, attendee);
        let shown = name.unwrap_or("No team").to_owned();
        names.insert((name.is_none(), shown.to_lowercase()), shown);
    }
    let one = |((without, _), name): ((bool, String), String)| {
        let wanted = (!without).then_some(name.as_str());
        figures(facts, &held, known, community, wanted, name.clone())
    };
    names.into_iter().map(one).collect()
}

fn department<'a>(facts: &'a ReportFacts, attendee: &Attendee) -> Option<&'a str> {
    attendee.team.map(|team| facts.teams[team].department.as_str())
}

fn figures(
    facts: &ReportFacts,
    held: &[&HeldSession],
    known: CameBefore,
    community: CommunityId,
    wanted: Option<&str>,
    name: String,
) -> DepartmentFigures {
    let of_it = |session: &HeldSession| -> Vec<Attendee> {
        session.present.iter().filter(|one| department(facts, one) == wanted).copied().collect()
    };
    let present: Vec<Vec<Attendee>> = held.iter().map(|session| of_it(session)).collect();
    // Whether a session counts is about everyone who came, not only about these.
    let lists: Vec<AttendanceList> = held
        .iter()
        .zip(&present)
        .filter(|(session, _)| session.counts())
        .map(|(session, people)| AttendanceList { complete: session.complete, people })
        .collect();
    let came_before = |person| known.to(community, person);
    let again = repeat(&lists, came_before, RepeatChances::AfterFirst, &RULES);
    let new = newcomers(&lists, came_before, &RULES);
    DepartmentFigures {
        name,
        people: different(present.iter().flatten().map(|attendee| attendee.person)),
        minutes: held.iter().zip(&present).map(|(session, people)| session.minutes * people.len()).sum(),
        sessions: lists.len(),
        repeat: Split::of(&again.again, &again.once),
        returned: Split::of(&new.returned, &new.stayed_away),
    }
}
