//! Coffee rounds of the whole organisation: two that are over, and one whose matches are open. They are run by the job
//! that runs them for everyone else, each at its moment.

use jiff::ToSpan;
use jiff::civil::Date;
use time::OffsetDateTime;

use super::ZONE;
use super::calendar::{Calendar, clock};
use super::society::People;
use crate::learning::coffee::jobs::RunCoffee;
use crate::learning::coffee::{self, CoffeeOutcome};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::{App, Clock};
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::jobs::Job;
use crate::platform::mail;
use crate::platform::web::when;

/// Anyone who looks around has an open match by it.
const LOOKS_AROUND: [&str; 2] = ["Ben Okafor", "Ana Ferreira"];
/// Of all people, every so many is in.
const EVERY: usize = 5;
const WEEKS: i32 = 4;
/// Rounds, the one that is open included.
const ROUNDS: i64 = 3;
/// What is asked and told in a round, each with the days from its Monday.
const ASKED: i64 = -7;
const MATCHED: i64 = 0;
const CHECKED: i64 = 4;
const ANSWERED: i64 = 8;
const CLOSED: i64 = 15;
/// The emails are old news by now.
const MAILS: [&str; 5] =
    ["coffee_asked", "coffee_matched", "coffee_alone", "coffee_found_time", "coffee_what_came"];

pub async fn meet(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let newest = newest_monday(calendar);
    let first = newest - (ROUNDS - 1) * i64::from(WEEKS) * 7.days();
    let started = at(first - 8.days());
    let by = people.named("Omar Siddiq")?;
    let takers = takers(people)?;
    let mut tx = app.db.begin().await?;
    let programme = coffee::set_rhythm(&mut tx, None, WEEKS, by, started).await?;
    acts::record(&mut tx, Act::of(by, ActVerb::ChangeSettings, ActThing::Coffee, programme), started).await?;
    for person in &takers {
        coffee::join(&mut tx, programme, *person, started).await?;
    }
    tx.commit().await?;
    for round in 0..ROUNDS {
        let monday = first + round * i64::from(WEEKS) * 7.days();
        for days in [ASKED, MATCHED, CHECKED, ANSWERED, CLOSED] {
            let moment = at(monday + days.days());
            if moment > calendar.now {
                break;
            }
            if days == ANSWERED && round + 1 < ROUNDS {
                say_what_came(app, people, &takers, round).await?;
            }
            let then = App { clock: Clock::standing_at(moment), ..app.clone() };
            RunCoffee::default().run(&then).await?;
        }
    }
    let mut tx = app.db.begin().await?;
    for kind in MAILS {
        mail::withdraw_kind(&mut tx, kind, calendar.now).await?;
    }
    Ok(tx.commit().await?)
}

/// The last Monday whose ten o'clock is over: its round is open for two weeks.
fn newest_monday(calendar: &Calendar) -> Date {
    let today = when::day(calendar.now, &when::zone_or_utc(ZONE));
    let monday = today - i64::from(today.weekday().to_monday_zero_offset()).days();
    if at(monday) < calendar.now { monday } else { monday - 7.days() }
}

/// A few minutes after ten, when everyone was asked or told.
fn at(day: Date) -> OffsetDateTime {
    let wall = day.to_datetime(clock(10, 5));
    when::moment(wall, &when::zone_or_utc(ZONE)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Those one can look around as, and every few of all the others: people of all teams.
fn takers(people: &People) -> Result<Vec<PersonId>> {
    let named = LOOKS_AROUND.iter().map(|name| people.named(name)).collect::<Result<Vec<_>>>()?;
    let mut takers: Vec<PersonId> = people.all.iter().copied().step_by(EVERY).chain(named).collect();
    takers.sort_unstable();
    takers.dedup();
    Ok(takers)
}

/// Most met, and those whose connections one looks at among them; for some it is only planned, or did not happen.
async fn say_what_came(app: &App, people: &People, takers: &[PersonId], round: i64) -> Result<()> {
    let look_around = people.all_named(&LOOKS_AROUND)?;
    let mut tx = app.db.begin().await?;
    for (nth, person) in (round..).zip(takers) {
        let outcome = match nth % 6 {
            _ if look_around.contains(person) => CoffeeOutcome::Met,
            0 => CoffeeOutcome::Planned,
            1 => CoffeeOutcome::NotMet,
            _ => CoffeeOutcome::Met,
        };
        coffee::say_of_open(&mut tx, *person, outcome).await?;
    }
    Ok(tx.commit().await?)
}
