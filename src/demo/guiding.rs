//! A pathway of a made-up community, and how far some members are on it.

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::calendar::clock;
use super::content::communities::TESTING;
use super::life::DemoScene;
use crate::learning::pathways::{self, NewItem, PathwayMaterial, PathwayWords};
use crate::organisation::acts::{ActThing, ActVerb};
use crate::platform::error::Result;
use crate::platform::ids::{PathwayId, PathwayItemId, PersonId};

const PUBLISHED_DAYS_AGO: i64 = 75;
/// By then the first had finished: to them it is new.
const ADDED_DAYS_AGO: i64 = 9;
const TITLE: &str = "From a hunch to a test you trust";
const PURPOSE: &str =
    "At its end you can say what a check covers, what it leaves out, and why that is enough.";

struct DemoReading {
    title: &'static str,
    url: &'static str,
    minutes: i32,
}

const READINGS: [DemoReading; 3] = [
    DemoReading {
        title: "Three questions before you test anything",
        url: "https://intranet.northmere.example/testing/questions",
        minutes: 10,
    },
    DemoReading {
        title: "A sign-off sheet, with notes in the margin",
        url: "https://intranet.northmere.example/testing/sign-off",
        minutes: 20,
    },
    DemoReading {
        title: "Write a checklist for your own team",
        url: "https://intranet.northmere.example/testing/checklist",
        minutes: 45,
    },
];
const LATER: DemoReading = DemoReading {
    title: "Read a colleague’s checklist, and ask one question",
    url: "https://intranet.northmere.example/testing/swap",
    minutes: 15,
};

/// People the demo shows it to first, and how much they have done.
const WALKERS: [(&str, usize); 2] = [("Ben Okafor", 3), ("Ana Ferreira", 5)];
/// The same of others.
const STEPS: [usize; 9] = [5, 5, 4, 2, 2, 1, 1, 3, 5];

impl DemoReading {
    fn item(&self) -> NewItem {
        NewItem::Material(PathwayMaterial {
            title: self.title.to_owned(),
            url: self.url.to_owned(),
            minutes: Some(self.minutes),
        })
    }
}

pub async fn guide(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    if scene.content.name != TESTING {
        return Ok(());
    }
    let by = scene.people.named(scene.content.organisers[0])?;
    let at = scene.calendar.days_ago(PUBLISHED_DAYS_AGO, clock(14, 0));
    let words = PathwayWords { title: TITLE.to_owned(), purpose: PURPOSE.to_owned() };
    let pathway = pathways::create(&mut *db, scene.id, &words, by, at).await?;
    scene.act(&mut *db, by, ActVerb::Create, ActThing::Pathway, pathway, at).await?;
    let mut items = Vec::new();
    for item in first_items(scene) {
        items.push(pathways::add(&mut *db, pathway, &item, at).await?);
    }
    pathways::publish(&mut *db, pathway, at).await?;
    scene.act(&mut *db, by, ActVerb::Publish, ActThing::Pathway, pathway, at).await?;
    walk(&mut *db, scene, pathway, &items, at).await?;
    let later = scene.calendar.days_ago(ADDED_DAYS_AGO, clock(10, 0));
    pathways::add(&mut *db, pathway, &LATER.item(), later).await?;
    scene.act(db, by, ActVerb::Add, ActThing::Pathway, pathway, later).await
}

/// Something to read, and the first sessions between.
fn first_items(scene: &DemoScene<'_>) -> Vec<NewItem> {
    let mut items: Vec<NewItem> = READINGS.iter().map(DemoReading::item).collect();
    for (place, (title, event, _)) in scene.held.iter().take(2).enumerate() {
        items.insert(2 * place + 1, NewItem::Session { event: *event, title: (*title).to_owned() });
    }
    items
}

async fn walk(
    db: &mut PgConnection,
    scene: &DemoScene<'_>,
    pathway: PathwayId,
    items: &[PathwayItemId],
    from: OffsetDateTime,
) -> Result<()> {
    let mut walkers: Vec<(PersonId, usize)> = Vec::new();
    for (name, steps) in WALKERS {
        walkers.push((scene.people.named(name)?, steps));
    }
    let shown: Vec<PersonId> = walkers.iter().map(|(person, _)| *person).collect();
    let inside = scene.members.iter().filter(|member| member.is_in(scene.calendar.now));
    let others = inside.map(|member| member.person).filter(|person| !shown.contains(person));
    walkers.extend(others.zip(STEPS));
    for (person, steps) in walkers {
        for (item, step) in items.iter().take(steps).zip(1..) {
            pathways::tick(&mut *db, pathway, *item, person, from + Duration::days(step * 5)).await?;
        }
    }
    Ok(())
}
