//! Two polls: one that looks for a date and takes votes, and a question that was answered.

use jiff::civil::Date;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::ZONE;
use super::calendar::{Calendar, clock};
use super::life::DemoScene;
use crate::guide::polls::rules::PollVote;
use crate::guide::polls::{self, NewPoll, PlannedOption, PollAnswer, PollKind, PollResults};
use crate::organisation::acts::{ActThing, ActVerb};
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::when;

/// Anyone who looks around as a member has not voted yet.
const LOOKS_AROUND: &str = "Ben Okafor";

const ANSWERS: [&str; 3] = ["Working Effectively with Legacy Code", "Accelerate", "Explore It!"];

pub async fn poll(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let by = scene.people.named(scene.content.organisers[0])?;
    let apart = scene.people.named(LOOKS_AROUND)?;
    let voters: Vec<PersonId> = scene
        .members
        .iter()
        .filter(|member| member.left.is_none() && member.person != apart)
        .map(|member| member.person)
        .take(11)
        .collect();
    look_for_a_date(&mut *db, scene, by, &voters).await?;
    ask(db, scene, by, &voters).await
}

/// Three dates in two to three weeks; the second suits most.
async fn look_for_a_date(
    db: &mut PgConnection,
    scene: &DemoScene<'_>,
    by: PersonId,
    voters: &[PersonId],
) -> Result<()> {
    let opened = scene.calendar.days_ago(2, clock(10, 30));
    let option = |days: i64, time| PlannedOption {
        id: None,
        words: String::new(),
        on_day: Some(when::to_date(working_day(scene.calendar, days))),
        at_time: time,
    };
    let at = |hour| Some(when::to_time(clock(hour, 30)));
    let new = NewPoll {
        options: vec![option(15, at(9)), option(18, at(10)), option(21, None)],
        ..new(scene, PollKind::Dates, "A morning with the test data team", 5)
    };
    let poll = polls::open(&mut *db, scene.id, &new, by, opened).await?;
    scene.act(&mut *db, by, ActVerb::Create, ActThing::Poll, poll, opened).await?;
    let options = polls::options(&mut *db, poll, by).await?;
    let answers = [
        [PollAnswer::Yes, PollAnswer::Yes, PollAnswer::No],
        [PollAnswer::IfNeedBe, PollAnswer::Yes, PollAnswer::Yes],
        [PollAnswer::No, PollAnswer::Yes, PollAnswer::IfNeedBe],
    ];
    for (nth, person) in voters.iter().take(8).enumerate() {
        let said = answers[nth % answers.len()];
        let chosen: Vec<PollVote> =
            options.iter().zip(said).map(|(option, answer)| PollVote { option: option.id, answer }).collect();
        polls::vote(&mut *db, poll, *person, &chosen, later(opened, nth)).await?;
    }
    Ok(())
}

/// The first day so many days from now on which people work.
fn working_day(calendar: &Calendar, days: i64) -> Date {
    let at = calendar.working_day(calendar.days_ago(-days, clock(12, 0)));
    Calendar::next(when::day(at, &when::zone_or_utc(ZONE)), 0)
}

/// Asked three weeks ago and closed since.
async fn ask(db: &mut PgConnection, scene: &DemoScene<'_>, by: PersonId, voters: &[PersonId]) -> Result<()> {
    let opened = scene.calendar.days_ago(21, clock(11, 0));
    let words =
        |words: &&str| PlannedOption { id: None, words: (*words).to_owned(), on_day: None, at_time: None };
    let new = NewPoll {
        options: ANSWERS.iter().map(words).collect(),
        ..new(scene, PollKind::Question, "What should we read next?", -14)
    };
    let poll = polls::open(&mut *db, scene.id, &new, by, opened).await?;
    scene.act(&mut *db, by, ActVerb::Create, ActThing::Poll, poll, opened).await?;
    let options = polls::options(&mut *db, poll, by).await?;
    for (nth, person) in voters.iter().enumerate() {
        // Most for the first, some for the second, one for the third.
        let option = options[[0, 1, 0, 0, 1, 0, 2, 0, 1, 0, 0][nth % 11]].id;
        let vote = PollVote { option, answer: PollAnswer::Yes };
        polls::vote(&mut *db, poll, *person, &[vote], later(opened, nth)).await?;
    }
    polls::close(&mut *db, poll, new.closes_at).await?;
    scene.act(db, by, ActVerb::Close, ActThing::Poll, poll, new.closes_at).await
}

/// A poll that is open until so many days from now, at five in the afternoon.
fn new(scene: &DemoScene<'_>, kind: PollKind, title: &str, days: i64) -> NewPoll {
    let closes_at = scene.calendar.days_ago(-days, clock(17, 0));
    let wall = when::zoned(closes_at, &when::zone_or_utc(ZONE)).datetime();
    NewPoll {
        kind,
        title: title.to_owned(),
        details: String::new(),
        zone: ZONE.to_owned(),
        minutes: 50,
        several: false,
        named: kind.is_dates(),
        results: PollResults::AfterVote,
        closes_on: when::to_date_time(wall),
        closes_at,
        options: Vec::new(),
    }
}

/// People vote one after the other, within a day.
fn later(opened: OffsetDateTime, nth: usize) -> OffsetDateTime {
    opened + Duration::minutes(37) * i32::try_from(nth + 1).unwrap_or(1)
}
