//! Two retrospectives of the testing circle, with and without names; what two communities agree on; and a canvas.

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::calendar::clock;
use super::content::looking_back::{
    AGREEMENTS, CANVAS_OF, DONE_AT_THE_NEXT, DONE_SINCE, DemoAction, DemoCard, GIVES, KEPT_AT_THE_NEXT,
    NAMED, NAMELESS, NOT_OURS, OPEN, SUCCESS,
};
use super::life::DemoScene;
use crate::communities::agreements;
use crate::guide::canvas::{self, CanvasWords};
use crate::guide::retrospectives::follow_up::{self, NewAction};
use crate::guide::retrospectives::{self, ActionDecision, NewCard, NewRetrospective};
use crate::organisation::acts::{ActThing, ActVerb};
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, RetrospectiveActionId, RetrospectiveId};
use crate::platform::web::when;

/// The session in which the circle looked back with names; and so many days ago where there was none.
const LOOKED_BACK_IN: &str = "What this circle is good for";
const LOOKED_BACK_DAYS_AGO: i64 = 100;
/// The retrospective without names, and when what it decided was done.
const AGAIN_DAYS_AGO: i64 = 42;
const DONE_DAYS_AGO: i64 = 26;

pub async fn agree(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let by = scene.people.named(scene.content.organisers[0])?;
    for list in AGREEMENTS.iter().filter(|list| list.community == scene.content.name) {
        let at = scene.calendar.days_ago(list.written_days_ago, clock(11, 0));
        let lines: Vec<String> = list.lines.iter().map(|line| (*line).to_owned()).collect();
        agreements::write(&mut *db, scene.id, &[], &lines, at).await?;
        scene.act(&mut *db, by, ActVerb::Edit, ActThing::Agreements, scene.id, at).await?;
        let looked = scene.calendar.days_ago(list.looked_at_days_ago, clock(15, 0));
        agreements::review(&mut *db, scene.id, looked).await?;
        scene.act(&mut *db, by, ActVerb::Review, ActThing::Agreements, scene.id, looked).await?;
        for person in inside(scene, looked).into_iter().take(list.agreed) {
            agreements::agree(&mut *db, scene.id, person, looked + Duration::HOUR).await?;
        }
    }
    if scene.content.name == CANVAS_OF {
        let at = scene.calendar.days_ago(30, clock(10, 0));
        let words = CanvasWords {
            gives: GIVES.to_owned(),
            success: SUCCESS.to_owned(),
            not_ours: NOT_OURS.to_owned(),
        };
        canvas::write(&mut *db, scene.id, &words, at).await?;
        scene.act(db, by, ActVerb::Edit, ActThing::Canvas, scene.id, at).await?;
    }
    Ok(())
}

pub async fn look_back(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let held = scene.held.iter().find(|(title, _, _)| *title == LOOKED_BACK_IN);
    let (event, ends) = match held {
        Some((_, event, ends)) => (Some(*event), *ends),
        None => (None, scene.calendar.days_ago(LOOKED_BACK_DAYS_AGO, clock(15, 0))),
    };
    let looked =
        Look { title: LOOKED_BACK_IN, named: true, event, from: ends - Duration::minutes(45), until: ends };
    let first = hold(&mut *db, scene, &looked, &NAMED).await?;
    let done = decide(&mut *db, scene, first, &DONE_AT_THE_NEXT, ends).await?;
    let kept = decide(&mut *db, scene, first, &KEPT_AT_THE_NEXT, ends).await?;

    let from = scene.calendar.working_day(scene.calendar.days_ago(AGAIN_DAYS_AGO, clock(14, 0)));
    let until = from + Duration::minutes(50);
    let again = Look { title: "Does it still help?", named: false, event: None, from, until };
    let second = hold(&mut *db, scene, &again, &NAMELESS).await?;
    settle(&mut *db, scene, second, done, ActionDecision::Done, until).await?;
    settle(&mut *db, scene, second, kept, ActionDecision::Keep, until).await?;
    let since = decide(&mut *db, scene, second, &DONE_SINCE, until).await?;
    decide(&mut *db, scene, second, &OPEN, until).await?;
    let at = scene.calendar.working_day(scene.calendar.days_ago(DONE_DAYS_AGO, clock(9, 20)));
    settle(db, scene, second, since, ActionDecision::Done, at).await
}

/// When the circle looked back, and how.
struct Look {
    title: &'static str,
    named: bool,
    event: Option<EventId>,
    from: OffsetDateTime,
    until: OffsetDateTime,
}

/// Opened, written in, voted in and closed.
async fn hold(
    db: &mut PgConnection,
    scene: &DemoScene<'_>,
    look: &Look,
    cards: &[DemoCard],
) -> Result<RetrospectiveId> {
    let by = scene.people.named(scene.content.organisers[0])?;
    let new = NewRetrospective { title: look.title, named: look.named, event: look.event };
    let id = retrospectives::open(&mut *db, scene.id, &new, by, look.from).await?;
    scene.act(&mut *db, by, ActVerb::Create, ActThing::Retrospective, id, look.from).await?;
    let voters = inside(scene, look.from);
    for (nth, card) in cards.iter().enumerate() {
        let written = NewCard { id: None, list: card.list, body: card.body };
        let card_id = retrospectives::write(&mut *db, id, &written, scene.people.named(card.by)?).await?;
        let Some(card_id) = card_id else { continue };
        for voter in voters.iter().cycle().skip(nth * 2).take(card.votes) {
            retrospectives::vote(&mut *db, id, card_id, *voter).await?;
        }
    }
    retrospectives::close(&mut *db, id, look.until).await?;
    scene.act(db, by, ActVerb::Close, ActThing::Retrospective, id, look.until).await?;
    Ok(id)
}

async fn decide(
    db: &mut PgConnection,
    scene: &DemoScene<'_>,
    retrospective: RetrospectiveId,
    action: &DemoAction,
    at: OffsetDateTime,
) -> Result<RetrospectiveActionId> {
    let owner = if action.owner.is_empty() { None } else { Some(scene.people.named(action.owner)?) };
    let due = when::day(at + Duration::days(action.due_days), scene.calendar.zone());
    let new = NewAction { body: action.body.to_owned(), owner, due_on: when::to_date(due) };
    let id = follow_up::add(&mut *db, retrospective, &new, at).await?;
    let by = scene.people.named(scene.content.organisers[0])?;
    scene.act(db, by, ActVerb::Add, ActThing::RetrospectiveAction, id, at).await?;
    Ok(id)
}

async fn settle(
    db: &mut PgConnection,
    scene: &DemoScene<'_>,
    retrospective: RetrospectiveId,
    action: RetrospectiveActionId,
    decision: ActionDecision,
    at: OffsetDateTime,
) -> Result<()> {
    follow_up::decide(&mut *db, retrospective, action, decision, at).await?;
    let by = scene.people.named(scene.content.organisers[0])?;
    let verb = if decision == ActionDecision::Done { ActVerb::Finish } else { ActVerb::Keep };
    scene.act(db, by, verb, ActThing::RetrospectiveAction, action, at).await
}

/// Who belongs at that moment and still does.
fn inside(scene: &DemoScene<'_>, at: OffsetDateTime) -> Vec<PersonId> {
    let now = scene.calendar.now;
    let both = scene.members.iter().filter(|member| member.is_in(at) && member.is_in(now));
    both.map(|member| member.person).collect()
}
