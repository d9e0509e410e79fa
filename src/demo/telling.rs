//! Stories, the sentences lifted from them, and what readers said.

use rand::RngExt;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::by;
use super::calendar::{Calendar, clock};
use super::content::stories::{Counted, DemoStory, Lifted};
use super::crowd::between;
use super::life::DemoScene;
use super::society::People;
use crate::impact;
use crate::learning::stories::exports::{self, ExportKind};
use crate::learning::stories::follow_ups::jobs::AskWhatCame;
use crate::learning::stories::numbers::Numbers;
use crate::learning::stories::rules::Parts;
use crate::learning::stories::{self, AuthorDisplay, Consents, NewStory, StoryOrigin, StoryVisibility};
use crate::learning::thanks;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::{App, Clock};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, StoryId};
use crate::platform::jobs::Job;
use crate::platform::mail;
use crate::platform::web::when;

/// Tells a story some days after the session it followed, and lets readers answer it since.
pub async fn tell(db: &mut PgConnection, scene: &mut DemoScene<'_>, content: &DemoStory) -> Result<()> {
    let author = scene.people.named(content.author)?;
    let (after, days) = content.after;
    let source = scene.held.iter().find(|(title, ..)| *title == after).or_else(|| scene.held.first());
    let Some((_, event, ended)) = source.copied() else { return Ok(()) };
    let now = scene.calendar.now;
    let told = ended + Duration::days(days) + Duration::minutes(scene.rng.random_range(-90..120));
    let at = by(now, scene.calendar.working_day(told));
    let new = new(content, scene.id, event);
    let story = stories::tell(&mut *db, &new, author, at - Duration::minutes(20)).await?;
    stories::publish(&mut *db, story, at).await?;
    // The log names only those the story names.
    let act = Act {
        person: (content.display == AuthorDisplay::Name).then_some(author),
        ..Act::of(author, ActVerb::Publish, ActThing::Story, story)
    };
    acts::record(&mut *db, act.in_community(scene.id), at).await?;
    if let Some(lifted) = content.quote {
        lift(&mut *db, story, author, lifted, at, now).await?;
    }
    if let Some(reader) = content.numbers.and_then(|numbers| numbers.verified_by) {
        stories::verify(&mut *db, story, scene.people.named(reader)?, by(now, at + Duration::days(6)))
            .await?;
    }
    read(db, scene, story, author, content, at).await
}

fn new(content: &DemoStory, community: CommunityId, event: EventId) -> NewStory {
    let parts = Parts {
        happened: content.happened.to_owned(),
        took_away: content.took_away.to_owned(),
        did: content.did.to_owned(),
        changed_me: content.changed_me.to_owned(),
        changed_team: content.changed_team.to_owned(),
        success_now: content.success_now.to_owned(),
    };
    NewStory {
        community,
        event: (content.activity == StoryOrigin::Session).then_some(event),
        title: content.title.to_owned(),
        activity: content.activity,
        cycle: parts.cycle(),
        parts,
        barrier: content.barrier,
        benefits: content.benefits.to_vec(),
        numbers: content.numbers.map(numbers),
        visibility: content.visibility,
        display: content.display,
    }
}

fn numbers(counted: Counted) -> Numbers {
    Numbers {
        hours: counted.hours,
        uses_per_year: counted.uses_per_year,
        people: counted.people,
        attribution: counted.attribution,
        confidence: counted.confidence,
    }
}

async fn lift(
    db: &mut PgConnection,
    story: StoryId,
    author: PersonId,
    lifted: Lifted,
    at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<()> {
    let consents = Consents {
        on_community: lifted.uses.contains('c'),
        on_impact: lifted.uses.contains('i'),
        in_reports: lifted.uses.contains('r'),
        in_public: lifted.uses.contains('p'),
    };
    stories::lift(&mut *db, story, author, lifted.sentence, consents, by(now, at + Duration::HOUR)).await?;
    if lifted.withdrawn {
        stories::testimonials::withdraw_of(db, story, by(now, at + Duration::days(12))).await?;
    }
    Ok(())
}

/// Authors were asked what came of their stories on the last working day; and two sentences left on a card and in the
/// monthly email, so that their authors have something to read.
pub async fn follow_up(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let then = App { clock: Clock::standing_at(calendar.last_decent_moment()), ..app.clone() };
    AskWhatCame::default().run(&then).await?;
    let leader = people.named("Joana Reis")?;
    let quotes = impact::quotes_to_take(app, leader, calendar.now).await?;
    let day = |days| when::to_date(when::day(calendar.days_ago(days, clock(10, 0)), calendar.zone()));
    let mut tx = app.db.begin().await?;
    mail::withdraw_kind(&mut tx, "what_came", calendar.now).await?;
    let some = &quotes[..quotes.len().min(2)];
    exports::note(&mut tx, ExportKind::MonthlyEmail, some, None, day(20)).await?;
    exports::note(&mut tx, ExportKind::QuoteCard, some, Some(leader), day(11)).await?;
    Ok(tx.commit().await?)
}

/// Readers say thanks, and some use it too. What only the community reads, only its members answer.
async fn read(
    db: &mut PgConnection,
    scene: &mut DemoScene<'_>,
    story: StoryId,
    author: PersonId,
    content: &DemoStory,
    told: OffsetDateTime,
) -> Result<()> {
    let mut readers: Vec<PersonId> = if content.visibility == StoryVisibility::Community {
        scene.members.iter().filter(|member| member.is_in(told)).map(|member| member.person).collect()
    } else {
        scene.people.all.clone()
    };
    readers.retain(|reader| *reader != author);
    let some = rand::seq::index::sample(&mut scene.rng, readers.len(), content.thanks.min(readers.len()));
    let until = (told + Duration::days(20)).min(scene.calendar.now);
    for (nth, index) in some.into_iter().enumerate() {
        let at = between(&mut scene.rng, told, until);
        thanks::thank(&mut *db, story, readers[index], at).await?;
        if nth < content.reuses {
            thanks::reuse(&mut *db, story, readers[index], at).await?;
        }
    }
    Ok(())
}
