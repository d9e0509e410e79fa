//! The dictionary as one report tells it: each metric with its n, its change, its baseline, its course, and what may be
//! told of its parts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::departments::by_department;
use super::dictionary::{Breakdown, DICTIONARY, Metric, MetricBenefit, MetricId};
use super::measure::{Measured, MeasuredSpan};
use super::told::ShownMeasure;
use crate::impact::load::ReportFacts;
use crate::impact::period::Period;
use crate::impact::suppression::Precision;
use crate::impact::tally::PeriodTally;
use crate::impact::words::capital;
use crate::learning::stories::Cycle;
use crate::platform::ids::CommunityId;

/// A course of fewer points says nothing.
const POINTS_OF_A_COURSE: usize = 3;

/// What was told of one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricPoint {
    pub from: String,
    /// "1 July to 30 September 2026"
    pub period: String,
    pub value: String,
    pub number: Option<usize>,
}

/// A part of the whole: a community, or a department of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricPart {
    /// By its id alone: it is named only while it is listed.
    pub community: Option<CommunityId>,
    pub department: String,
    pub value: String,
    pub base: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricRow {
    pub id: String,
    pub name: String,
    pub benefit: String,
    pub definition: String,
    pub value: String,
    pub unit: String,
    pub base: String,
    pub change: String,
    pub baseline: String,
    /// This period and those before it, the oldest first.
    pub course: Vec<MetricPoint>,
    pub has_course: bool,
    pub parts: Vec<MetricPart>,
}

impl MetricRow {
    /// "Newcomers who came back"
    pub fn heading(&self) -> String {
        let known =
            DICTIONARY.iter().find(|metric| metric.id.as_str() == self.id && !metric.alone.is_empty());
        known.map_or_else(|| capital(&self.name), |metric| metric.alone.to_owned())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricSheet {
    pub rows: Vec<MetricRow>,
}

/// The metrics of one benefit.
pub struct MetricGroup<'a> {
    pub benefit: &'static str,
    pub rows: Vec<&'a MetricRow>,
}

impl MetricSheet {
    pub fn of(facts: &ReportFacts) -> Self {
        let precision = facts.scope.precision;
        let span = |period: Period| {
            let (from, until) = period.moments(&facts.scope.zone);
            MeasuredSpan { from, until }
        };
        let reading = &facts.scope.reading;
        let mut periods = vec![reading.period, reading.before];
        periods.extend(reading.earlier().into_iter().skip(1));
        // The period may not be over; contacts are aged from its end, or from now if that is earlier.
        let spans: Vec<MeasuredSpan> = periods.iter().map(|period| span(*period)).collect();
        let measured: Vec<Measured> = spans
            .iter()
            .enumerate()
            .map(|(at, span)| {
                let until = if at == 0 { facts.until } else { span.until };
                Measured::of(facts, MeasuredSpan { until, ..*span })
            })
            .collect();
        let began = facts.began_at();
        let is_usual = |span: &&MeasuredSpan| began.is_none_or(|began| span.until > began);
        let usual = spans[1..].iter().take(reading.earlier().len()).take_while(is_usual).count();
        let departments = by_department(facts, MeasuredSpan { until: facts.until, ..spans[0] });
        let communities = by_community(facts);
        let rows = DICTIONARY.iter().filter(|metric| metric.is_read(precision)).map(|metric| {
            let told: Vec<ShownMeasure> =
                measured.iter().map(|measured| (metric.measure)(measured).told(precision)).collect();
            let mut row = row(metric, &told[..], usual, &reading.before_words, precision);
            row.course = course(&periods, &told);
            row.has_course = metric.has_course
                && row.course.iter().filter(|point| point.number.is_some()).count() >= POINTS_OF_A_COURSE;
            row.parts = match metric.breakdown {
                Breakdown::Communities => communities.iter().filter_map(|one| one.part(metric.id)).collect(),
                Breakdown::Departments => departments
                    .iter()
                    .filter_map(|department| {
                        let told = department.told(metric.id)?;
                        Some(MetricPart {
                            community: None,
                            department: department.name.clone(),
                            value: told.label(),
                            base: told.base,
                        })
                    })
                    .collect(),
                Breakdown::Nothing => Vec::new(),
            };
            row
        });
        Self { rows: rows.collect() }
    }

    pub fn row(&self, metric: MetricId) -> Option<&MetricRow> {
        self.rows.iter().find(|row| row.id == metric.as_str())
    }

    /// Benefit by benefit, in the order of the dictionary.
    pub fn groups(&self) -> Vec<MetricGroup<'_>> {
        let group = |benefit: MetricBenefit| MetricGroup {
            benefit: benefit.as_str(),
            rows: self.rows.iter().filter(|row| row.benefit == benefit.as_str()).collect(),
        };
        MetricBenefit::ALL.into_iter().map(group).filter(|group| !group.rows.is_empty()).collect()
    }
}

fn row(
    metric: &Metric,
    told: &[ShownMeasure],
    usual: usize,
    before_words: &str,
    precision: Precision,
) -> MetricRow {
    let (now, earlier) = (&told[0], &told[1..]);
    MetricRow {
        id: metric.id.as_str().to_owned(),
        name: metric.name.to_owned(),
        benefit: metric.benefit.as_str().to_owned(),
        definition: metric.definition(precision),
        value: now.value.clone(),
        unit: now.unit.clone(),
        base: now.base.clone(),
        change: now.change(&earlier[0], before_words),
        baseline: now.beside_usual(&earlier[..usual], precision),
        course: Vec::new(),
        has_course: false,
        parts: Vec::new(),
    }
}

fn course(periods: &[Period], told: &[ShownMeasure]) -> Vec<MetricPoint> {
    let point = |(period, told): (&Period, &ShownMeasure)| MetricPoint {
        from: period.from.to_string(),
        period: period.label(),
        value: told.label(),
        number: told.number(),
    };
    periods.iter().zip(told).rev().map(point).collect()
}

/// What is no secret of one community: how many sessions, of which kinds, and how many stories.
struct CommunityFigures {
    community: CommunityId,
    tally: PeriodTally,
    stories: usize,
    applied: usize,
    of_teams: usize,
}

impl CommunityFigures {
    fn part(&self, metric: MetricId) -> Option<MetricPart> {
        let number = match metric {
            MetricId::Sessions => self.tally.sessions,
            MetricId::Kinds => self.tally.kinds,
            MetricId::Outputs => self.tally.outputs,
            MetricId::StoriesApplied => self.applied,
            MetricId::StoriesOfTeams => self.of_teams,
            _ => return None,
        };
        let base = match metric {
            MetricId::StoriesApplied | MetricId::StoriesOfTeams => {
                format!("Of {} published", crate::impact::words::count(self.stories, "story", "stories"))
            }
            MetricId::Sessions => String::new(),
            _ => format!("From {}", crate::impact::words::count(self.tally.sessions, "session", "sessions")),
        };
        let value = number.to_string();
        Some(MetricPart { community: Some(self.community), department: String::new(), value, base })
    }
}

/// Community by community, where a report is of all.
fn by_community(facts: &ReportFacts) -> Vec<CommunityFigures> {
    if facts.scope.community.is_some() {
        return Vec::new();
    }
    let mut found: BTreeMap<CommunityId, CommunityFigures> = BTreeMap::new();
    let fresh = |community| CommunityFigures {
        community,
        tally: PeriodTally::default(),
        stories: 0,
        applied: 0,
        of_teams: 0,
    };
    let mut held: BTreeMap<CommunityId, Vec<_>> = BTreeMap::new();
    for session in &facts.held {
        held.entry(session.community_id).or_default().push(session.clone());
    }
    let known = facts.first_visits.before(facts.from);
    for (community, sessions) in held {
        let tally = PeriodTally::of(&sessions, known);
        found.insert(community, CommunityFigures { tally, ..fresh(community) });
    }
    let told = facts.metrics.stories.iter().filter(|story| facts.from <= story.at && story.at < facts.until);
    for story in told {
        let of = found.entry(story.community_id).or_insert_with(|| fresh(story.community_id));
        of.stories += 1;
        of.applied += usize::from(story.cycle >= Cycle::Applied);
        of.of_teams += usize::from(story.teams >= 2);
    }
    found.into_values().collect()
}
