//! Newcomers and who welcomes them, and what people may be asked about.

use time::Duration;

use super::calendar::{Calendar, clock};
use super::community_of;
use super::content::communities::{COMMUNITIES, INCIDENTS, TESTING};
use super::society::People;
use crate::communities::members;
use crate::learning::buddies;
use crate::learning::buddies::jobs::WelcomeNewcomers;
use crate::learning::directory;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::people::offers;
use crate::platform::app::{App, Clock};
use crate::platform::error::Result;
use crate::platform::jobs::Job;
use crate::platform::mail;

/// What people may be asked about, and how many days ago they said so. The first is asked again: anyone who looks around
/// as a member sees how.
const OFFERS: [(&str, &str, i64); 9] = [
    ("Ben Okafor", "Getting a valve open that nobody has touched since 1970", 204),
    ("Ben Okafor", "Job sheets that work in the rain", 41),
    ("Ana Ferreira", "Tests that fail only on Tuesdays", 63),
    ("Kofi Mensah", "Reading pump curves", 17),
    ("Kofi Mensah", "What the night shift knows", 150),
    ("Priya Menon", "Alarms that matter, and those that don’t", 30),
    ("Joana Reis", "Asking for a budget", 96),
    ("Nora Byrne", "Letters people read to the end", 22),
    ("Deepa Nair", "Charts without a legend", 8),
];
/// Newcomers are paired some days after the first of them came.
const PAIRED_DAYS_AGO: i64 = 10;
const GREETED_DAYS_AGO: i64 = 9;
/// Came after everyone else, in this order: the last ones find nobody free.
const CAME: [(&str, i64); 3] = [("Lucy Marsh", 3), ("Alun Price", 2), ("Denise Walker", 2)];
const MAILS: [&str; 2] = ["buddy_asked", "buddy_found"];

pub async fn welcome(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    offer(app, people, calendar).await?;
    volunteer(app, people, calendar).await?;
    pair(app, calendar, PAIRED_DAYS_AGO).await?;
    greet(app, people, calendar).await?;
    come(app, people, calendar).await?;
    pair(app, calendar, 1).await?;
    let mut tx = app.db.begin().await?;
    for kind in MAILS {
        mail::withdraw_kind(&mut tx, kind, calendar.now).await?;
    }
    directory::count_topics(&mut tx).await?;
    Ok(tx.commit().await?)
}

async fn offer(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let mut tx = app.db.begin().await?;
    for (nth, (name, topic, days)) in OFFERS.iter().enumerate() {
        // What was said before is kept with its moment.
        let mut topics: Vec<String> = Vec::new();
        topics.extend(
            OFFERS[..nth].iter().filter(|(other, ..)| other == name).map(|(_, said, _)| (*said).into()),
        );
        topics.push((*topic).to_owned());
        offers::keep(&mut tx, people.named(name)?, &topics, calendar.days_ago(*days, clock(16, 0))).await?;
    }
    Ok(tx.commit().await?)
}

/// Two who were there from the start.
async fn volunteer(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let at = calendar.days_ago(14, clock(12, 0));
    let incidents = community_of(app, people.named("Kofi Mensah")?, INCIDENTS).await?.id;
    let core = COMMUNITIES.iter().find(|community| community.name == INCIDENTS);
    let mut tx = app.db.begin().await?;
    for name in core.into_iter().flat_map(|community| community.core).take(2) {
        buddies::volunteer(&mut tx, incidents, people.named(name)?, at).await?;
    }
    Ok(tx.commit().await?)
}

async fn pair(app: &App, calendar: &Calendar, days_ago: i64) -> Result<()> {
    let moment = calendar.days_ago(days_ago, clock(9, 30)).min(calendar.now - Duration::MINUTE);
    let then = App { clock: Clock::standing_at(moment), ..app.clone() };
    WelcomeNewcomers::default().run(&then).await
}

/// Everyone who had a newcomer by then said hello the day after.
async fn greet(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let at = calendar.days_ago(GREETED_DAYS_AGO, clock(9, 45));
    for person in &people.all {
        for newcomer in buddies::to_greet(&app.db, *person).await? {
            let mut tx = app.db.begin().await?;
            buddies::say_hello(&mut tx, newcomer.id, *person, Some(at)).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// In another community its organiser alone can welcome them, and has not said hello yet.
async fn come(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let organiser = people.named("Ana Ferreira")?;
    let testing = community_of(app, organiser, TESTING).await?.id;
    let mut tx = app.db.begin().await?;
    for (name, days) in CAME {
        let (person, at) = (people.named(name)?, calendar.days_ago(days, clock(8, 20)));
        members::bring_in(&mut tx, testing, person, "", at).await?;
        let act = Act::of(person, ActVerb::Join, ActThing::Community, testing).in_community(testing);
        acts::record(&mut tx, act, at).await?;
    }
    buddies::volunteer(&mut tx, testing, organiser, calendar.days_ago(2, clock(8, 30))).await?;
    Ok(tx.commit().await?)
}
