//! One session: scheduled, answered, held, and written up.

use rand::RngExt;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::content::words::{CLOSING, JOIN_URL, OPENING, RECORDING_URL, RUNNING_ORDER};
use super::content::{CalledOff, Coming, Session, stories};
use super::crowd::{between, draw};
use super::life::DemoScene;
use crate::organisation::acts::{ActThing, ActVerb};
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId};
use crate::sessions::attendance::AttendanceSource;
use crate::sessions::events::{self, SessionDetails, SessionFormat, SessionPlan, kinds};
use crate::sessions::rsvps::rules::Declined;
use crate::sessions::{attendance, rsvps};

/// Sessions are announced so long before they start.
const ANNOUNCED_BEFORE: Duration = Duration::days(18);
/// One list of attendance in so many was not marked as complete, and one recording in so many was made.
const INCOMPLETE: usize = 9;
/// One in so many came without having answered.
const UNANNOUNCED: usize = 9;
/// How many said yes and did not come, said maybe, and said no; each at most.
const OTHER_ANSWERS: [usize; 3] = [2, 2, 3];

/// Holds the nth session of the list, with so many `later` ones after it.
pub async fn hold(
    db: &mut PgConnection,
    scene: &mut DemoScene<'_>,
    nth: usize,
    later: usize,
    start: OffsetDateTime,
) -> Result<()> {
    let (content, session) = (scene.content, &scene.content.sessions[nth]);
    let host = scene.people.named(content.hosts[nth % content.hosts.len()])?;
    let hand = scene.people.named(content.hands[nth % content.hands.len()])?;
    let plan = SessionPlan { hosts: vec![host], ..usual_plan(scene, session, start) };
    let announced = start - ANNOUNCED_BEFORE;
    let event = schedule(&mut *db, scene, &plan, hand, announced).await?;
    let came = attendees(scene, session, host, later, start)?;
    answer(&mut *db, scene, event, &came, announced, start).await?;
    if later > 0 || !content.meets.last_untaken {
        let complete = nth % INCOMPLETE != INCOMPLETE - 1;
        let taken = plan.ends_at + Duration::minutes(15);
        take_attendance(&mut *db, event, &came, hand, nth, plan.starts_at).await?;
        attendance::set_complete(&mut *db, event, complete, taken).await?;
        scene.act(&mut *db, hand, ActVerb::TakeAttendance, ActThing::Event, event, taken).await?;
    }
    if !session.recap.is_empty() {
        let written = super::by(scene.calendar.now, plan.ends_at + Duration::hours(20));
        let recording =
            if session.kind.starts_with("talk") { format!("{RECORDING_URL}{nth}") } else { String::new() };
        events::post_recap(&mut *db, event, session.recap, &recording, written).await?;
        scene.act(&mut *db, hand, ActVerb::PostRecap, ActThing::Event, event, written).await?;
    }
    scene.held.push((session.title, event, plan.ends_at));
    Ok(())
}

/// Some came in by the code at the door, some meetings had a list of their own, and the rest was ticked.
async fn take_attendance(
    db: &mut PgConnection,
    event: EventId,
    came: &[PersonId],
    hand: PersonId,
    nth: usize,
    start: OffsetDateTime,
) -> Result<()> {
    let (by_code, rest) = came.split_at(if nth.is_multiple_of(3) { came.len() * 2 / 3 } else { 0 });
    for person in by_code {
        attendance::add(
            &mut *db,
            event,
            &[*person],
            AttendanceSource::Code,
            *person,
            start - Duration::minutes(3),
        )
        .await?;
    }
    let source = if nth % 5 == 4 { AttendanceSource::Csv } else { AttendanceSource::Host };
    attendance::add(&mut *db, event, rest, source, hand, start + Duration::hours(1)).await?;
    Ok(())
}

/// Who comes: the host, the people who tell a story of it later, and as many others as the numbers say.
fn attendees(
    scene: &mut DemoScene<'_>,
    session: &Session,
    host: PersonId,
    later: usize,
    start: OffsetDateTime,
) -> Result<Vec<PersonId>> {
    let meets = &scene.content.meets;
    let mut first = vec![host];
    for story in
        stories::all().filter(|story| story.community == scene.content.name && story.after.0 == session.title)
    {
        let author = scene.people.named(story.author)?;
        if !first.contains(&author) {
            first.push(author);
        }
    }
    let usual = scene.rng.random_range(meets.people.clone());
    let given = meets.at_last.len().checked_sub(later + 1).map(|index| meets.at_last[index]);
    Ok(draw(&mut scene.rng, &scene.members, start, &first, given.unwrap_or(usual)))
}

/// Most of those who came had said so; a few others said yes, maybe or no.
async fn answer(
    db: &mut PgConnection,
    scene: &mut DemoScene<'_>,
    event: EventId,
    came: &[PersonId],
    announced: OffsetDateTime,
    start: OffsetDateTime,
) -> Result<()> {
    let mut going: Vec<PersonId> = Vec::new();
    for person in came {
        if scene.rng.random_range(0..UNANNOUNCED) != 0 {
            going.push(*person);
        }
    }
    let [absent, maybe, no] = OTHER_ANSWERS.map(|most| scene.rng.random_range(0..=most));
    let others = others(scene, came, start, absent + maybe + no);
    let (absent, rest) = others.split_at(absent.min(others.len()));
    let (maybe, no) = rest.split_at(maybe.min(rest.len()));
    going.extend(absent);
    for person in going {
        let at = moment(scene, person, announced, start);
        rsvps::accept(&mut *db, event, person, at).await?;
    }
    for (people, answer) in [(maybe, Declined::Maybe), (no, Declined::NotGoing)] {
        for person in people {
            let at = moment(scene, *person, announced, start);
            rsvps::decline(&mut *db, event, *person, answer, at).await?;
        }
    }
    Ok(())
}

/// Members who are not among these.
fn others(scene: &mut DemoScene<'_>, these: &[PersonId], at: OffsetDateTime, size: usize) -> Vec<PersonId> {
    let members: Vec<_> =
        scene.members.iter().copied().filter(|member| !these.contains(&member.person)).collect();
    draw(&mut scene.rng, &members, at, &[], size)
}

/// A moment between the announcement and an hour before the start, after the person joined.
fn moment(
    scene: &mut DemoScene<'_>,
    person: PersonId,
    announced: OffsetDateTime,
    start: OffsetDateTime,
) -> OffsetDateTime {
    let joined = scene.members.iter().find(|member| member.person == person).map(|member| member.joined);
    let from = announced.max(joined.unwrap_or(announced)) + Duration::HOUR;
    between(&mut scene.rng, from.min(start - Duration::HOUR), start - Duration::HOUR)
}

/// Plans a session still to come, with the answers given so far.
pub async fn plan(
    db: &mut PgConnection,
    scene: &mut DemoScene<'_>,
    coming: &Coming,
    start: OffsetDateTime,
) -> Result<()> {
    let content = scene.content;
    let host = scene.people.named(content.hosts[0])?;
    let hand = scene.people.named(content.hands[0])?;
    let online = if coming.format.is_in_person() {
        String::new()
    } else {
        format!("{JOIN_URL}{}", coming.session.kind)
    };
    let usual = usual_plan(scene, &coming.session, start);
    let details = SessionDetails {
        format: coming.format,
        place: coming.place.to_owned(),
        join_url: online,
        capacity: coming.seats,
        ..usual.details
    };
    let plan = SessionPlan { details, hosts: vec![host], ..usual };
    let now = scene.calendar.now;
    let announced = (start - ANNOUNCED_BEFORE).min(now - Duration::days(3));
    if coming.draft {
        let event = events::draft(&mut *db, scene.id, &plan, hand, announced).await?;
        return scene.act(db, hand, ActVerb::Create, ActThing::Event, event, announced).await;
    }
    let event = schedule(&mut *db, scene, &plan, hand, announced).await?;
    let last = scene.people.all_named(coming.then)?;
    let apart: Vec<PersonId> = last.iter().copied().chain([host]).collect();
    let others = others(scene, &apart, now, coming.going + coming.maybe - 1);
    let (maybe, going) = others.split_at(coming.maybe.min(others.len()));
    // The host takes the first seat, and those who answer last come last in the queue.
    let yes = [host].into_iter().chain(going.iter().copied()).chain(last).map(|person| (person, None));
    let answers: Vec<_> = maybe.iter().map(|person| (*person, Some(Declined::Maybe))).chain(yes).collect();
    let mut at = announced + Duration::HOUR;
    let step = (now - at) / i32::try_from(answers.len() + 1).unwrap_or(1);
    for (person, answer) in answers {
        at += step;
        match answer {
            Some(answer) => drop(rsvps::decline(&mut *db, event, person, answer, at).await?),
            None => drop(rsvps::accept(&mut *db, event, person, at).await?),
        }
    }
    Ok(())
}

/// A session that was published and then called off.
pub async fn call_off(
    db: &mut PgConnection,
    scene: &mut DemoScene<'_>,
    start: OffsetDateTime,
    CalledOff { title, reason }: &CalledOff,
) -> Result<()> {
    let hand = scene.people.named(scene.content.hands[0])?;
    let session = Session { title, kind: "lean_coffee", lead: "", recap: "" };
    let plan = SessionPlan { hosts: vec![hand], ..usual_plan(scene, &session, start) };
    let event = schedule(&mut *db, scene, &plan, hand, start - ANNOUNCED_BEFORE).await?;
    let cancelled = start - Duration::days(2);
    events::cancel(&mut *db, event, reason, cancelled).await?;
    scene.act(db, hand, ActVerb::Cancel, ActThing::Event, event, cancelled).await
}

/// Written down and published by the same person, a little later.
async fn schedule(
    db: &mut PgConnection,
    scene: &DemoScene<'_>,
    plan: &SessionPlan,
    by: PersonId,
    at: OffsetDateTime,
) -> Result<EventId> {
    let event = events::draft(&mut *db, scene.id, plan, by, at).await?;
    scene.act(&mut *db, by, ActVerb::Create, ActThing::Event, event, at).await?;
    let published = at + Duration::minutes(25);
    events::publish(&mut *db, event, published).await?;
    scene.act(db, by, ActVerb::Publish, ActThing::Event, event, published).await?;
    Ok(event)
}

/// A session as the community usually holds them.
pub fn usual_plan(scene: &DemoScene<'_>, session: &Session, start: OffsetDateTime) -> SessionPlan {
    let usual = scene.content.meets.minutes;
    let kind = kinds::find(session.kind);
    let minutes = kind.map_or(usual, |kind| i64::from(kind.usual_minutes).max(usual));
    let details = SessionDetails {
        title: session.title.to_owned(),
        kind: kind.map_or("other", |kind| kind.key).to_owned(),
        zone: super::ZONE.to_owned(),
        format: SessionFormat::InPerson,
        place: scene.content.meets.place.to_owned(),
        join_url: String::new(),
        agenda: agenda(session),
        capacity: None,
        offers_from_hours: 0,
    };
    SessionPlan { details, starts_at: start, ends_at: start + Duration::minutes(minutes), hosts: Vec::new() }
}

fn agenda(session: &Session) -> String {
    let order = RUNNING_ORDER.iter().find(|(kind, _)| *kind == session.kind).map_or("", |(_, order)| order);
    format!("{}\n\n{OPENING}\n{order}\n{CLOSING}", session.lead).trim().to_owned()
}
