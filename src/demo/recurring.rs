//! A series still to come, with its first dates and the answers given so far.

use rand::RngExt;
use sqlx::PgConnection;
use time::Duration;

use super::calendar::clock;
use super::content::DemoSeries;
use super::content::words::JOIN_URL;
use super::crowd::draw;
use super::life::DemoScene;
use super::session::usual_plan;
use crate::organisation::acts::{ActThing, ActVerb};
use crate::platform::error::Result;
use crate::platform::web::when;
use crate::sessions::events::{SessionDetails, SessionPlan};
use crate::sessions::series::recurrence::{RecurrenceEnd, Repeats, Rule};
use crate::sessions::{rsvps, series};

/// It was begun so many days ago, and its first date is at least so many days ahead: after the next session.
const BEGUN_DAYS_AGO: i64 = 6;
const FIRST_AHEAD: i64 = 16;
/// People have answered so many of its dates.
const ANSWERED_DATES: usize = 2;

/// Begins it, fills it, and has people answer.
pub async fn begin(db: &mut PgConnection, scene: &mut DemoScene<'_>, recurring: &DemoSeries) -> Result<()> {
    let calendar = scene.calendar;
    let host = scene.people.named(recurring.host)?;
    let rule = rule(scene, recurring);
    let begun = calendar.days_ago(BEGUN_DAYS_AGO, clock(10, 5));
    let usual = usual_plan(scene, &recurring.session, calendar.at(rule.starts_on, recurring.clock));
    let details = SessionDetails {
        format: recurring.format,
        place: recurring.place.to_owned(),
        join_url: if recurring.format.is_online() { format!("{JOIN_URL}clinic") } else { String::new() },
        capacity: recurring.seats,
        ..usual.details
    };
    let plan = SessionPlan { details, hosts: vec![host], ..usual };
    let (id, mut dates) = series::found(&mut *db, scene.id, &rule, &plan, host, begun).await?;
    scene.act(&mut *db, host, ActVerb::Create, ActThing::Series, id, begun).await?;
    dates.extend(series::fill(&mut *db, id, calendar.now).await?);
    for (nth, date) in dates.iter().take(ANSWERED_DATES).enumerate() {
        let size = recurring.going.saturating_sub(nth * 2);
        for person in draw(&mut scene.rng, &scene.members, calendar.now, &[host], size) {
            let at = begun + Duration::minutes(scene.rng.random_range(20..5_000));
            rsvps::accept(&mut *db, *date, person, at).await?;
        }
    }
    Ok(())
}

/// The rule, from the first of its days that is far enough ahead. Nobody meets over the holidays.
fn rule(scene: &DemoScene<'_>, recurring: &DemoSeries) -> Rule {
    let calendar = scene.calendar;
    let mut rule = Rule {
        repeats: recurring.repeats,
        every: recurring.every,
        starts_on: calendar.weekday(recurring.weekday, -FIRST_AHEAD - 6),
        starts_at: recurring.clock,
        zone: when::zone_or_utc(super::ZONE),
        end: RecurrenceEnd::Open,
        skipped: std::collections::BTreeSet::new(),
    };
    if recurring.repeats == Repeats::MonthlyLastWeekday {
        let first = rule.named().next();
        rule.starts_on = first.unwrap_or(rule.starts_on);
    }
    rule.skipped = rule.named().take(26).filter(|day| super::calendar::is_holiday(*day)).collect();
    rule
}
