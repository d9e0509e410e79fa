//! Help for anyone who plans a session: which kinds suit, what to do next, and what the chosen time runs into.
//! It advises and never forbids, and says nothing of a session the planner may not see.

mod actions;
mod form;
mod pages;
mod queries;
mod range;
mod reach;
mod suggestion;

use axum::Router;
use axum::routing::{get, post};
use jiff::civil::Time;
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use crate::communities::{Community, topics};
use crate::guide::phases::{self, Phase};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::web::{Shell, when};
use crate::sessions::events::kinds::{Fit, KINDS, SessionKind};
use queries::{Nearby, NearbyKind};
use suggestion::{SuggestionBasis, TimeSuggestion};

pub use range::LearningRange;
use range::RangeFacts;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/events/new", get(pages::new))
        .route("/communities/{slug}/events", post(actions::schedule))
        .route("/events/{event}/edit", get(pages::edit).post(actions::change))
}

/// Fewer people than these are "a few", never a number: it would say who.
const A_FEW: i64 = 5;
/// A whole day on which the clocks go forward is the shortest that is no single evening.
const DAY_LONG: Duration = Duration::hours(22);
/// Night, on anybody's clock.
const MORNING: Time = Time::constant(7, 0, 0, 0);
const EVENING: Time = Time::constant(21, 0, 0, 0);

/// A session that is being planned.
pub struct PlannedTime<'a> {
    pub community: CommunityId,
    /// The session itself, once there is one: it does not clash with itself.
    pub event: Option<EventId>,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub hosts: &'a [PersonId],
}

/// Something worth knowing before the time is settled.
#[derive(Debug, PartialEq, Eq)]
pub enum TimeWarning {
    /// Another session takes place then, and some would want to be at both.
    Clash { title: String, community: String, people: PeopleCount },
    /// A host has another session at the same time, or less than ten minutes before or after.
    Close { title: String, host: String, starts_at: OffsetDateTime, ends_at: OffsetDateTime, zone: String },
    /// It is before seven or after nine in the evening where they are.
    Night(PeopleCount),
}

/// How many, without saying who.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleCount {
    AFew,
    Number(i64),
}

impl PeopleCount {
    fn of(number: i64) -> Option<Self> {
        match number {
            ..=0 => None,
            1..A_FEW => Some(Self::AFew),
            _ => Some(Self::Number(number)),
        }
    }

    pub fn label(&self) -> String {
        match self {
            Self::AFew => "a few members".to_owned(),
            Self::Number(number) => format!("{number} members"),
        }
    }
}

/// What the time of a planned session runs into, as far as this person may know.
pub async fn warnings(db: &PgPool, person: PersonId, planned: &PlannedTime<'_>) -> Result<Vec<TimeWarning>> {
    Ok(found_warnings(queries::around(db, person, planned).await?, planned))
}

fn found_warnings(found: Vec<Nearby>, planned: &PlannedTime<'_>) -> Vec<TimeWarning> {
    let mut warnings = Vec::new();
    let mut awake_late = 0;
    for Nearby { kind, title, who, starts_at, ends_at, zone, people } in found {
        match kind {
            NearbyKind::Clash => warnings.extend(PeopleCount::of(people).map(|people| TimeWarning::Clash {
                title,
                community: who,
                people,
            })),
            NearbyKind::HostBusy => {
                warnings.extend(starts_at.zip(ends_at).map(|(starts_at, ends_at)| TimeWarning::Close {
                    title,
                    host: who,
                    starts_at,
                    ends_at,
                    zone: zone.unwrap_or_default(),
                }));
            }
            NearbyKind::Zone if is_night(planned.starts_at, planned.ends_at, &who) => awake_late += people,
            NearbyKind::Zone => {}
        }
    }
    warnings.extend(PeopleCount::of(awake_late).map(TimeWarning::Night));
    warnings
}

/// Does any of it lie before seven or after nine in the evening there? A plan of more than a day means the nights.
fn is_night(starts_at: OffsetDateTime, ends_at: OffsetDateTime, zone: &str) -> bool {
    if ends_at - starts_at > DAY_LONG {
        return false;
    }
    let zone = when::zone_or_utc(zone);
    let (start, end) = (when::zoned(starts_at, &zone), when::zoned(ends_at, &zone));
    start.time() < MORNING || end.time() > EVENING || start.date() != end.date()
}

/// What the form of a session says beside what was typed.
pub struct Advice {
    pub phase: Phase,
    pub warnings: Vec<TimeWarning>,
    /// Only where nothing was chosen yet.
    pub suggestion: Option<TimeSuggestion>,
}

pub async fn advice(
    app: &App,
    shell: &Shell,
    community: CommunityId,
    planned: Option<&PlannedTime<'_>>,
) -> Result<Advice> {
    let phases = phases::for_organisers(&app.db, &[community], shell.now).await?;
    let phase = phases.get(&community).copied().unwrap_or(Phase::Potential);
    let person = shell.me.as_ref().map_or(PersonId::nil(), |me| me.id);
    let warnings = match planned {
        Some(planned) => warnings(&app.db, person, planned).await?,
        None => Vec::new(),
    };
    Ok(Advice { phase, warnings, suggestion: None })
}

impl Advice {
    /// The same advice, with a kind to choose for a session at that moment.
    pub async fn with_suggestion(
        self,
        db: &PgPool,
        community: CommunityId,
        starts_at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Self> {
        let kinds = queries::kinds(db, community).await?;
        let people = queries::people(db, community).await?;
        let topics = topics::open_in(db, &[community]).await?.get(&community).copied().unwrap_or_default();
        let facts = SuggestionBasis {
            kinds: &kinds,
            phase: index(self.phase),
            people,
            has_topics: topics > 0,
            starts_at,
        };
        Ok(Self { suggestion: suggestion::suggest(&facts, now), ..self })
    }

    /// Kinds for the select, those that suit the phase first.
    pub fn kinds(&self) -> Vec<(String, Vec<(&'static str, String)>)> {
        let of = |fit| -> Vec<_> {
            let suits = |kind: &&SessionKind| kind.fits.get(index(self.phase)) == Some(&fit);
            KINDS.iter().filter(suits).map(|kind| (kind.key, kind_label(kind))).collect()
        };
        let name = self.phase.name().to_lowercase();
        let groups = [
            (format!("Best while a community is {name}"), of(Fit::Best)),
            ("Also fine".to_owned(), of(Fit::Fine)),
            ("Rather for another phase".to_owned(), of(Fit::Not)),
        ];
        groups.into_iter().filter(|(_, kinds)| !kinds.is_empty()).collect()
    }
}

/// How structured the sessions of a community were in the last year, and what is missing that its phase is ready for.
/// `counted_people` make a session count, as they do for the phase and the roadmap.
pub async fn learning_range(
    db: &PgPool,
    community: &Community,
    phase: Phase,
    counted_people: f64,
    now: OffsetDateTime,
) -> Result<LearningRange> {
    let held = queries::held(db, community.id, counted_people, now).await?;
    let kinds = queries::kinds(db, community.id).await?;
    let people = queries::people(db, community.id).await?;
    let has_pathway = queries::has_pathway(db, community.id).await?;
    // Time enough to prepare it, about something: what is missing is planned, not improvised.
    let starts_at = now + Duration::days(14);
    let basis = SuggestionBasis { kinds: &kinds, phase: index(phase), people, has_topics: true, starts_at };
    let zone = when::zone_or_utc(&community.zone);
    Ok(LearningRange::of(&RangeFacts { held: &held, basis, has_pathway, zone: &zone, now }))
}

fn index(phase: Phase) -> usize {
    Phase::ALL.iter().position(|known| *known == phase).unwrap_or_default()
}

fn kind_label(kind: &SessionKind) -> String {
    if kind.key == "other" {
        return kind.name.to_owned();
    }
    let (shortest, longest) = kind.minutes;
    let length = if shortest == longest { shortest.to_string() } else { format!("{shortest} to {longest}") };
    let people = format!("{} to {} people", kind.people.0, kind.people.1);
    format!("{}: {length} minutes, {people}, {} preparation", kind.name, kind.preparation.label())
}

#[cfg(test)]
mod tests {
    use super::{Nearby, NearbyKind, PeopleCount, PlannedTime, TimeWarning, found_warnings, is_night};
    use crate::platform::ids::CommunityId;
    use time::OffsetDateTime;
    use time::macros::datetime;

    const STARTS_AT: OffsetDateTime = datetime!(2026-11-26 14:00 UTC);
    const ENDS_AT: OffsetDateTime = datetime!(2026-11-26 14:50 UTC);

    fn found(kind: NearbyKind, who: &str, people: i64) -> Nearby {
        let (title, who) = ("Pruning".to_owned(), who.to_owned());
        Nearby { kind, title, who, starts_at: None, ends_at: None, zone: None, people }
    }

    fn warnings(found: Vec<Nearby>) -> Vec<TimeWarning> {
        let (starts_at, ends_at) = (STARTS_AT, ENDS_AT);
        let planned =
            PlannedTime { community: CommunityId::nil(), event: None, starts_at, ends_at, hosts: &[] };
        found_warnings(found, &planned)
    }

    #[test]
    fn night_is_before_seven_and_after_nine_where_people_are() {
        for (zone, night) in [
            ("Europe/London", false),
            ("Asia/Kathmandu", false),
            ("America/New_York", false),
            ("America/Los_Angeles", true),
            ("Asia/Tokyo", true),
            ("Asia/Shanghai", true),
            ("Pacific/Auckland", true),
        ] {
            assert_eq!(is_night(STARTS_AT, ENDS_AT, zone), night, "{zone}");
        }
        let until_nine =
            |zone| is_night(datetime!(2026-11-26 20:10 UTC), datetime!(2026-11-26 21:00 UTC), zone);
        assert!(!until_nine("Etc/UTC") && until_nine("Europe/Vienna"));
    }

    #[test]
    fn fewer_than_five_people_are_a_few_and_nobody_is_no_warning() {
        let clash = |people| warnings(vec![found(NearbyKind::Clash, "Gardeners", people)]);
        let warning = |people| {
            vec![TimeWarning::Clash {
                title: "Pruning".to_owned(),
                community: "Gardeners".to_owned(),
                people,
            }]
        };
        assert_eq!(clash(0), []);
        assert_eq!(clash(1), warning(PeopleCount::AFew));
        assert_eq!(clash(4), warning(PeopleCount::AFew));
        assert_eq!(clash(5), warning(PeopleCount::Number(5)));
    }

    #[test]
    fn people_of_several_zones_where_it_is_night_are_counted_together() {
        let zones = |tokyo, auckland| {
            warnings(vec![
                found(NearbyKind::Zone, "Asia/Tokyo", tokyo),
                found(NearbyKind::Zone, "Europe/London", 30),
                found(NearbyKind::Zone, "Pacific/Auckland", auckland),
            ])
        };
        assert_eq!(zones(2, 2), [TimeWarning::Night(PeopleCount::AFew)]);
        assert_eq!(zones(4, 3), [TimeWarning::Night(PeopleCount::Number(7))]);
        assert_eq!(zones(0, 0), []);
    }
}
