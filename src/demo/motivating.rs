//! What keeps people going: thanks by name, what a sponsor did, and what departments pledge.

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::calendar::{Calendar, clock};
use super::community_of;
use super::content::communities::TESTING;
use super::life::DemoScene;
use super::society::People;
use crate::guide::sponsoring::{self, NewSponsorAct, SponsorActKind};
use crate::learning::pledges::{self, PledgeWords};
use crate::learning::stories;
use crate::learning::thanks::notes::{self, NewThanks, ThanksFor};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::teams;
use crate::platform::app::App;
use crate::platform::error::Result;

/// Thanks for help, from one person to another: with what, the line beside it, and how many days ago.
const HELPED: [(&str, &str, &str, &str, i64); 3] = [
    ("Ben Okafor", "Ana Ferreira", "my first test plan", "You asked the one question nobody had asked.", 16),
    (
        "Ana Ferreira",
        "Ben Okafor",
        "trying the job sheet in the van",
        "Ten minutes in the rain told us more than a week.",
        6,
    ),
    ("Kofi Mensah", "Leila Amrani", "writing alarms that people read", "", 25),
];
/// Thanks that stay between two people.
const BETWEEN_TWO: (&str, &str, &str, &str, i64) =
    ("Elif Kaya", "Ben Okafor", "a difficult call with a customer", "Thank you for staying on the line.", 3);
/// The one whose stories are thanked for by name, and who thanks.
const STORY_THANKS: (&str, &str, &str, i64) =
    ("Ben Okafor", "Dara Lindqvist", "We tried it at the works. It fits on one page, and people use it.", 11);
/// Sessions before the last one whose host is thanked.
const SESSION_BACK: usize = 2;

/// What a sponsor did, so many months ago, and the line beside it.
const SPONSORED: [(SponsorActKind, i64, &str); 2] = [
    (SponsorActKind::FreeHour, 34, "Two people from field crews have Thursday mornings for it."),
    (SponsorActKind::Mention, 66, "In the monthly meeting of Operations."),
];
const SPONSOR: &str = "Joana Reis";

/// A department that pledged an hour at first, and two since; the others pledged nothing yet.
const PLEDGING: &str = "Operations";
/// An administrator, for its leaders.
const PLEDGED_BY: &str = "Omar Siddiq";
const PLEDGES: [(i32, &str, &str, i64); 2] = [
    (
        1,
        "Going to one session a month, agreed with your shift lead.",
        "Learning from other teams is welcome.",
        320,
    ),
    (
        2,
        "Going to any session that is not in your shift’s core hours, and hosting one a quarter. Tell your lead, don’t ask.",
        "What you learn from other teams is part of your work here, and we want you to go.",
        75,
    ),
];

/// In one community: thanks for help and for a session, and what its sponsor did.
pub async fn thank(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    if scene.content.name != TESTING {
        return Ok(());
    }
    for (from, to, with, line, days) in HELPED {
        let (from, to) = (scene.people.named(from)?, scene.people.named(to)?);
        let thing = ThanksFor::Help { with, community: Some(scene.id) };
        let note = NewThanks { from, to, thing, line, only_to_them: false };
        notes::write(&mut *db, &note, scene.calendar.days_ago(days, clock(16, 20))).await?;
    }
    let (from, to, with, line, days) = BETWEEN_TWO;
    let (from, to) = (scene.people.named(from)?, scene.people.named(to)?);
    let thing = ThanksFor::Help { with, community: None };
    let note = NewThanks { from, to, thing, line, only_to_them: true };
    notes::write(&mut *db, &note, scene.calendar.days_ago(days, clock(17, 5))).await?;
    if let Some((_, event, ended)) = scene.held.iter().rev().nth(SESSION_BACK) {
        let note = NewThanks {
            from: scene.people.named("Chidi Nwosu")?,
            to: scene.people.named("Ana Ferreira")?,
            thing: ThanksFor::Session(*event),
            line: "I said “I don’t know” twice, and it was fine.",
            only_to_them: false,
        };
        let at = super::by(scene.calendar.now, *ended + Duration::hours(19));
        notes::write(&mut *db, &note, at).await?;
    }
    sponsor(db, scene).await
}

async fn sponsor(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let sponsor = scene.people.named(SPONSOR)?;
    for (kind, days, line) in SPONSORED {
        let done_on = scene.calendar.date_days_ago(days);
        let month_on = done_on.replace_day(1).unwrap_or(done_on);
        let new = NewSponsorAct { community: scene.id, sponsor, kind, month_on, line };
        sponsoring::keep(&mut *db, &new, scene.calendar.days_ago(days, clock(11, 30))).await?;
    }
    Ok(())
}

/// Thanks for a story, and what departments pledge.
pub async fn motivate(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let (author, reader, line, days) = STORY_THANKS;
    let (from, to) = (people.named(reader)?, people.named(author)?);
    let at = calendar.days_ago(days, clock(9, 40));
    let testing = community_of(app, from, TESTING).await?;
    let told = stories::of_community(&app.db, testing.id, from, 50).await?;
    let before = |story: &&stories::StoryCard| story.published_at.is_some_and(|told| told < at);
    let mut of_author = told.iter().filter(|story| story.name.as_deref() == Some(author)).filter(before);
    if let Some(story) = of_author.next() {
        let thing = ThanksFor::Story(story.id);
        let mut tx = app.db.begin().await?;
        notes::write(&mut tx, &NewThanks { from, to, thing, line, only_to_them: false }, at).await?;
        tx.commit().await?;
    }
    pledge(app, people, calendar).await
}

async fn pledge(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let by = people.named(PLEDGED_BY)?;
    let departments = teams::departments(&app.db).await?;
    let Some(department) = departments.iter().find(|department| department.name == PLEDGING) else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    for (hours, permission, encouragement, days) in PLEDGES {
        let at: OffsetDateTime = calendar.days_ago(days, clock(9, 15));
        let words =
            PledgeWords { hours, permission: permission.to_owned(), encouragement: encouragement.to_owned() };
        pledges::publish(&mut tx, department.id, &words, by, at).await?;
        acts::record(&mut tx, Act::of(by, ActVerb::Publish, ActThing::Pledge, department.id), at).await?;
    }
    Ok(tx.commit().await?)
}
