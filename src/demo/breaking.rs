//! Breaks that teams published, which meet at a quarter past ten; one team whose break never meets another's; and a
//! trial in its second week.

use jiff::ToSpan;
use jiff::civil::{Time, Weekday};

use super::ZONE;
use super::calendar::{Calendar, clock};
use super::society::People;
use crate::learning::breaks::trials::{self, NewTrial};
use crate::learning::breaks::{self, BreakSlot};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::teams::Team;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::TeamId;
use crate::platform::web::when;

/// Who published the break of their team, when it is on working days, and how many days ago.
struct DemoBreak {
    team: &'static str,
    by: &'static str,
    from: Time,
    to: Time,
    days_ago: i64,
}

const BREAKS: [DemoBreak; 5] = [
    DemoBreak { team: "Field crews", by: "Iain Murray", from: clock(10, 0), to: clock(10, 30), days_ago: 61 },
    DemoBreak {
        team: "Control room",
        by: "Kofi Mensah",
        from: clock(10, 15),
        to: clock(10, 35),
        days_ago: 58,
    },
    DemoBreak {
        team: "Treatment",
        by: "Dara Lindqvist",
        from: clock(10, 10),
        to: clock(10, 30),
        days_ago: 40,
    },
    DemoBreak {
        team: "Laboratory",
        by: "Samir Khoury",
        from: clock(10, 15),
        to: clock(10, 45),
        days_ago: 33,
    },
    DemoBreak {
        team: "Contact centre",
        by: "Elif Kaya",
        from: clock(11, 0),
        to: clock(11, 15),
        days_ago: 26,
    },
];

/// On Tuesdays and Thursdays in the afternoon, by two teams that had none before.
const TRIAL: [(&str, &str); 2] = [("Digital services", "Grace Tan"), ("Data", "Chidi Nwosu")];
const WEEKS: i64 = 4;
/// Days for which it has gone on at least: it is in its second week.
const GOES_ON: i64 = 7;

pub async fn take_breaks(app: &App, people: &People, teams: &[Team], calendar: &Calendar) -> Result<()> {
    let mut tx = app.db.begin().await?;
    for one in &BREAKS {
        let (team, by) = (named(teams, one.team)?, people.named(one.by)?);
        let at = calendar.days_ago(one.days_ago, clock(9, 20));
        let slot = slot(&[1, 2, 3, 4, 5], one.from, one.to);
        breaks::publish(&mut tx, team, &slot, by, at).await?;
        acts::record(&mut tx, Act::of(by, ActVerb::Publish, ActThing::Break, team), at).await?;
    }
    let monday = calendar.weekday(Weekday::Monday, GOES_ON);
    let new = NewTrial {
        slot: slot(&[2, 4], clock(15, 0), clock(15, 15)),
        starts_on: when::to_date(monday),
        ends_on: when::to_date(monday.saturating_add((WEEKS * 7 - 1).days())),
    };
    let proposed = calendar.at(monday.saturating_sub(10.days()), clock(14, 0));
    let by = people.named(TRIAL[0].1)?;
    let trial = trials::propose(&mut tx, &new, by, proposed).await?;
    acts::record(&mut tx, Act::of(by, ActVerb::Propose, ActThing::BreakTrial, trial), proposed).await?;
    for (team, by) in TRIAL {
        trials::agree(&mut tx, trial, named(teams, team)?, people.named(by)?, proposed).await?;
    }
    Ok(tx.commit().await?)
}

fn slot(weekdays: &[i32], from: Time, to: Time) -> BreakSlot {
    BreakSlot {
        weekdays: weekdays.to_vec(),
        from_time: when::to_time(from),
        to_time: when::to_time(to),
        zone: ZONE.to_owned(),
    }
}

fn named(teams: &[Team], name: &str) -> Result<TeamId> {
    let found = teams.iter().find(|team| team.name == name).map(|team| team.id);
    found.ok_or_else(|| Error::Internal(format!("the demo has no team called {name}")))
}
