//! What a decision comes to, said before it is made, and how long it can be taken back.

use jiff::tz::TimeZone;
use time::{Date, Duration, OffsetDateTime};

use super::{TransformationState, TransformationWay};
use crate::communities::CommunityFocus;
use crate::platform::web::when;

/// How long ahead a closing is announced: Guildhall's own rule, so that nobody learns of it too late to take over.
pub const ANNOUNCED_DAYS: i64 = 14;
/// A closing further away than this is a plan, not an announcement.
pub const FURTHEST_DAYS: i64 = 180;
/// How long a decision can be undone.
const UNDONE_WITHIN: Duration = Duration::days(14);

/// What organisers decide, whole.
#[derive(Clone, Debug)]
pub enum TransformationDecision {
    Renew,
    Refocus { before: CommunityFocus, after: CommunityFocus },
    Pause(PausePlan),
    Close(ClosingPlan),
}

#[derive(Clone, Debug)]
pub struct PausePlan {
    pub from: Date,
    pub until: Option<Date>,
    pub reason: String,
}

#[derive(Clone, Debug)]
pub struct ClosingPlan {
    /// The last day.
    pub on: Date,
    /// The moment at which that day is over.
    pub at: OffsetDateTime,
    pub thanks: String,
    pub where_next: String,
}

impl ClosingPlan {
    /// Nothing where the calendar of a zone ends.
    pub fn on(on: Date, zone: &TimeZone, thanks: &str, where_next: &str) -> Option<Self> {
        let at = end_of(on, zone)?;
        Some(Self { on, at, thanks: thanks.to_owned(), where_next: where_next.to_owned() })
    }
}

impl TransformationDecision {
    pub fn way(&self) -> TransformationWay {
        match self {
            Self::Renew => TransformationWay::Renew,
            Self::Refocus { .. } => TransformationWay::Refocus,
            Self::Pause(_) => TransformationWay::Pause,
            Self::Close(_) => TransformationWay::Close,
        }
    }
}

/// The moment at which a day is over in a zone.
pub fn end_of(day: Date, zone: &TimeZone) -> Option<OffsetDateTime> {
    when::moment(when::from_date(day.next_day()?).at(0, 0, 0, 0), zone)
}

/// The people and things a decision reaches.
#[derive(Clone, Copy, Debug, Default)]
pub struct DecisionReach {
    pub members: i64,
    /// Sessions to come before a closing, or within a pause.
    pub sessions_kept: i64,
    /// Sessions by themselves that a closing cancels.
    pub sessions_cancelled: i64,
    pub series_cancelled: i64,
    /// The dates of those series.
    pub dates_cancelled: i64,
    /// Stories that stay to be read.
    pub stories: i64,
}

/// Everything a decision does, in the order in which people ask.
pub fn consequences(
    decision: &TransformationDecision,
    reach: &DecisionReach,
    now: OffsetDateTime,
) -> Vec<String> {
    match decision {
        TransformationDecision::Renew => vec![
            "The stage page says that you are renewing it. It counts as renewed once attendance is near its best again."
                .to_owned(),
            "Name, members, sessions and stories stay as they are.".to_owned(),
            "Nobody is emailed. Next, you plan a renewal workshop, with the form filled in.".to_owned(),
        ],
        TransformationDecision::Refocus { before, after } => refocusing(before, after, reach, now),
        TransformationDecision::Pause(plan) => pausing(plan, reach),
        TransformationDecision::Close(plan) => closing(plan, reach),
    }
}

fn refocusing(
    before: &CommunityFocus,
    after: &CommunityFocus,
    reach: &DecisionReach,
    now: OffsetDateTime,
) -> Vec<String> {
    let mut lines = Vec::new();
    if before.name != after.name {
        lines.push(format!("{} is called {} from now on.", before.name, after.name));
    }
    lines.extend([
        "The new purpose replaces the old one, which stays on record here.".to_owned(),
        "The address stays the same, so every link still works.".to_owned(),
        format!("{}, all sessions and all stories stay.", count(reach.members, "member", "members")),
        "Its stage is no longer compared with what the community was before.".to_owned(),
        "Nobody is emailed. Send an announcement if you want to tell everyone.".to_owned(),
        undo_until(now),
    ]);
    lines
}

fn pausing(plan: &PausePlan, reach: &DecisionReach) -> Vec<String> {
    let days = match plan.until {
        Some(until) => format!("from {} to {}", day_words(plan.from), day_words(until)),
        None => format!("from {} until you resume", day_words(plan.from)),
    };
    let sessions = match reach.sessions_kept {
        0 => "No sessions are planned in that time.".to_owned(),
        1 => "1 session planned in that time takes place as planned, unless you cancel it.".to_owned(),
        more => {
            format!("{more} sessions planned in that time take place as planned, unless you cancel them.")
        }
    };
    vec![
        format!("The community is paused {days}. The break won’t count against it."),
        sessions,
        "Series get no new dates in that time.".to_owned(),
        format!("{} and all stories stay.", count(reach.members, "member", "members")),
        "Nobody is emailed. The community’s page shows the pause and your reason.".to_owned(),
        "You can resume at any time.".to_owned(),
    ]
}

fn closing(plan: &ClosingPlan, reach: &DecisionReach) -> Vec<String> {
    let on = day_words(plan.on);
    let mut lines = vec![
        format!(
            "{} told by email straight away: your thanks, the closing day, and how to take over.",
            count(reach.members, "member is", "members are")
        ),
        match reach.sessions_kept {
            0 => format!("No sessions are planned up to {on}. You can still plan a closing celebration."),
            kept => {
                format!(
                    "{} up to {on} as planned.",
                    count(kept, "session takes place", "sessions take place")
                )
            }
        },
    ];
    lines.extend(cancelled(reach));
    lines.extend([
        format!("Any member can offer to take over until {on}. You then decide whether to hand over."),
        format!(
            "At the end of {on} the community is archived: nobody can join, sign up or plan, and no reminders or \
             suggestions are sent."
        ),
        format!(
            "Its page keeps its address and stays readable, with {}.",
            count(reach.stories, "story", "stories")
        ),
        "Everyone then gets one last email with the link to the archive and where to go next.".to_owned(),
        format!(
            "You can stop the closing at any time before that, and undo it until {}. Members stay; cancelled \
             sessions stay cancelled.",
            day_words(plan.on.saturating_add(UNDONE_WITHIN))
        ),
    ]);
    lines
}

fn cancelled(reach: &DecisionReach) -> Option<String> {
    let single = (reach.sessions_cancelled > 0)
        .then(|| count(reach.sessions_cancelled, "later session", "later sessions"));
    let series = (reach.series_cancelled > 0).then(|| {
        let dates = count(reach.dates_cancelled, "date", "dates");
        format!("{} ({dates})", count(reach.series_cancelled, "series", "series"))
    });
    let what = [single, series].into_iter().flatten().collect::<Vec<_>>();
    let only_one = reach.sessions_cancelled + reach.series_cancelled == 1;
    let verb = if only_one { "is" } else { "are" };
    (!what.is_empty()).then(|| {
        format!(
            "{} {verb} cancelled now. People who signed up get one email for a session, and one for a whole series.",
            what.join(" and ")
        )
    })
}

pub fn count(number: i64, one: &str, more: &str) -> String {
    format!("{} {}", when::thousands(number), if number == 1 { one } else { more })
}

pub fn day_words(day: Date) -> String {
    when::from_date(day).strftime("%-d %B %Y").to_string()
}

pub fn undo_until(now: OffsetDateTime) -> String {
    format!("You can undo it until {}.", day_words((now + UNDONE_WITHIN).date()))
}

/// What decides whether a decision can still be undone.
#[derive(Clone, Copy)]
pub struct Reversible {
    pub way: TransformationWay,
    pub state: TransformationState,
    pub carried_out_at: Option<OffsetDateTime>,
}

/// May it still be undone?
///
/// # Errors
/// The reason, for the organiser who asks.
pub fn may_undo(of: Reversible, now: OffsetDateTime) -> Result<(), &'static str> {
    match (of.state, of.carried_out_at) {
        (TransformationState::Undone, _) => Err("This is undone already."),
        (TransformationState::Proposed | TransformationState::Declined, _) => {
            Err("There is nothing to undo: the merge was not carried out.")
        }
        _ if of.way == TransformationWay::Renew => {
            Err("There is nothing to undo: a renewal changes nothing.")
        }
        (TransformationState::CarriedOut, Some(at)) if of.way.is_shared() && now >= at + UNDONE_WITHIN => {
            Err("This can be undone for 14 days only, since both communities have gone on from there.")
        }
        (TransformationState::CarriedOut, Some(at)) if now >= at + UNDONE_WITHIN => {
            Err("This can be undone for 14 days only. You can still change the community on its edit page.")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn plan() -> TransformationDecision {
        TransformationDecision::Close(ClosingPlan {
            on: date!(2026 - 12 - 07),
            at: datetime!(2026-12-08 00:00 UTC),
            thanks: String::new(),
            where_next: String::new(),
        })
    }

    #[test]
    fn a_closing_says_whom_it_tells_and_what_it_cancels() {
        let reach = DecisionReach {
            members: 12,
            sessions_kept: 1,
            sessions_cancelled: 2,
            series_cancelled: 1,
            dates_cancelled: 5,
            stories: 3,
        };
        let lines = consequences(&plan(), &reach, NOW).join("\n");
        for words in [
            "12 members are told by email",
            "1 session takes place up to 7 December 2026",
            "2 later sessions and 1 series (5 dates) are cancelled now",
            "with 3 stories",
            "undo it until 21 December 2026",
        ] {
            assert!(lines.contains(words), "{words}: {lines}");
        }
        let lines = consequences(&plan(), &DecisionReach::default(), NOW).join("\n");
        assert!(!lines.contains("cancelled now") && lines.contains("closing celebration"), "{lines}");
    }

    #[test]
    fn a_decision_is_undone_for_fourteen_days() {
        let closed = Reversible {
            way: TransformationWay::Close,
            state: TransformationState::CarriedOut,
            carried_out_at: Some(NOW),
        };
        assert!(may_undo(closed, NOW + Duration::days(14) - Duration::SECOND).is_ok());
        assert!(may_undo(closed, NOW + Duration::days(14)).is_err());
        let announced = Reversible { state: TransformationState::Announced, carried_out_at: None, ..closed };
        assert!(may_undo(announced, NOW + Duration::days(60)).is_ok());
        assert!(may_undo(Reversible { way: TransformationWay::Renew, ..closed }, NOW).is_err());
        assert!(may_undo(Reversible { state: TransformationState::Undone, ..closed }, NOW).is_err());
    }

    #[test]
    fn a_day_is_over_at_midnight_where_the_community_is() {
        let new_york = when::zone_or_utc("America/New_York");
        assert_eq!(end_of(date!(2026 - 12 - 07), &new_york), Some(datetime!(2026-12-08 05:00 UTC)));
    }
}
