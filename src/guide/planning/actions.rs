use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::form::{SessionButton, SessionForm};
use super::pages::{self, EditPage, Setting};
use super::reach;
use crate::communities::{Community, Organising, SeenCommunity};
use crate::guide::polls::{self, DateChoice};
use crate::guide::transformation;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PollOptionId};
use crate::platform::once::already_made;
use crate::platform::web::{Form, Problems, done};
use crate::sessions::events::rules::{self, SessionPlan};
use crate::sessions::events::{self, ChangeNotice, RunsEvent, SeenEvent};
use crate::sessions::rsvps::{self, Cause};
use crate::sessions::series::{self, Rule, Scope};
use crate::sessions::{hosting, reminders};

pub async fn schedule(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<SessionForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let mut problems = Problems::default();
    let closes_on = transformation::last_day(&app.db, community.id).await?;
    let plan = form.check(None, closes_on, shell.now, &mut problems);
    let rule = form.rule(&mut problems);
    let Some(plan) = plan.filter(|_| !form.then.only_shows() && problems.is_empty()) else {
        return EditPage::again(&app, shell, Setting::of_community(&community), form, problems).await;
    };
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    let made = match rule {
        Some(rule) => {
            let made = begin_series(&mut tx, &person, &community, &rule, &plan, shell.now).await?;
            if let (Some(first), Ok(topic)) = (made.first, form.topic.parse()) {
                events::set_topic(&mut tx, first, topic).await?;
            }
            made
        }
        None => make_session(&mut tx, &app, &person, &community, &form, plan, shell.now).await?,
    };
    form.once.made(&mut tx, person.id, &made.path).await?;
    tx.commit().await?;
    Ok(done(&made.path, &made.words))
}

/// What was made, and what is said of it.
struct Made {
    path: String,
    words: String,
    /// The first session of several.
    first: Option<EventId>,
}

async fn make_session(
    tx: &mut PgConnection,
    app: &App,
    person: &Person,
    community: &Community,
    form: &SessionForm,
    plan: SessionPlan,
    now: OffsetDateTime,
) -> Result<Made> {
    let publish = form.then != SessionButton::Draft;
    let (hosts, asked) = hosting::rules::split(&plan.hosts, &[], person.id);
    let plan = SessionPlan { hosts, ..plan };
    let chosen = match date_chosen(&mut *tx, community, form).await? {
        Some(ChosenDate { choice: DateChoice::Made(event), .. }) => {
            let words = "The session was made from this poll already.".to_owned();
            return Ok(Made { path: format!("/events/{event}"), words, first: None });
        }
        chosen => chosen,
    };
    let event = events::draft(&mut *tx, community.id, &plan, person.id, now).await?;
    if let Ok(topic) = form.topic.parse() {
        events::set_topic(&mut *tx, event, topic).await?;
    }
    hosting::ask(&mut *tx, app, event, &asked, person.id, &person.name, now).await?;
    let act = |verb| Act::of(person.id, verb, ActThing::Event, event).in_community(community.id);
    acts::record(&mut *tx, act(ActVerb::Create), now).await?;
    if publish {
        events::publish(&mut *tx, event, now).await?;
        acts::record(&mut *tx, act(ActVerb::Publish), now).await?;
    }
    if let Some(ChosenDate { option, choice: DateChoice::Free(poll) }) = chosen {
        polls::settle(&mut *tx, app, poll, option, event, now).await?;
    }
    let words = if publish {
        "The session is published. Members can now sign up."
    } else {
        "The draft is saved. Only organisers and hosts can see it."
    };
    Ok(Made { path: format!("/events/{event}"), words: words.to_owned(), first: None })
}

/// The date of a poll that a session is made on.
struct ChosenDate {
    option: PollOptionId,
    choice: DateChoice,
}

async fn date_chosen(
    db: &mut PgConnection,
    community: &Community,
    form: &SessionForm,
) -> Result<Option<ChosenDate>> {
    if form.option.is_empty() {
        return Ok(None);
    }
    let option = form.option.parse().map_err(|_| Error::NotFound)?;
    let choice = polls::choose(db, community.id, option).await?;
    Ok(Some(ChosenDate { option, choice }))
}

async fn begin_series(
    tx: &mut PgConnection,
    person: &Person,
    community: &Community,
    rule: &Rule,
    plan: &SessionPlan,
    now: OffsetDateTime,
) -> Result<Made> {
    let (series, dates) = series::found(&mut *tx, community.id, rule, plan, person.id, now).await?;
    let act = Act::of(person.id, ActVerb::Create, ActThing::Series, series).in_community(community.id);
    acts::record(&mut *tx, act, now).await?;
    let words = match dates.len() {
        0 => "The series is saved. Its sessions are added once the community’s pause is over.".to_owned(),
        1 => "The session is published. Members can now sign up.".to_owned(),
        dates => format!("The series is published, with its next {dates} sessions. Members can now sign up."),
    };
    Ok(Made { path: format!("/series/{series}"), words, first: dates.first().copied() })
}

pub async fn change(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Form(mut form): Form<SessionForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    rules::may_change(&event, shell.now).map_err(Error::Refused)?;
    let mut problems = Problems::default();
    let closes_on = transformation::last_day(&app.db, event.community_id).await?;
    let plan = form.check(Some(&event), closes_on, shell.now, &mut problems);
    let saves = !form.then.only_shows();
    // What only shows the form again writes over nothing, and reads nothing for it.
    let is_overtaken = saves && form.is_overtaken(&pages::as_it_is(&app, &event).await?, &mut problems);
    let Some(plan) = plan.filter(|_| saves && !is_overtaken) else {
        return EditPage::again(&app, shell, Setting::of_event(event), form, problems).await;
    };
    if Scope::of(&form.scope) != Scope::This {
        return reach::change(SeenEvent { person, shell, event }, &app, form, &plan).await;
    }
    let mut tx = app.db.begin().await?;
    let held = events::hosts_held(&mut tx, event.id).await?;
    let (hosts, asked) = hosting::rules::split(&plan.hosts, &held, person.id);
    let plan = SessionPlan { hosts, ..plan };
    let told = events::change(&mut tx, &event, &plan, form.telling(), shell.now).await?
        && event.state.is_published();
    hosting::ask(&mut tx, &app, event.id, &asked, person.id, &person.name, shell.now).await?;
    if told {
        events::tell_of_change(&mut tx, &app, &event, &plan, shell.now).await?;
    } else {
        // What a reminder that waits says may be corrected by it.
        reminders::take_back(&mut tx, &[event.id], shell.now).await?;
    }
    let adds_seats = rules::adds_seats(event.capacity, plan.capacity);
    let cause = if adds_seats { Cause::Added } else { Cause::Replanned };
    let freed = rsvps::pass_on(&mut tx, event.id, cause, shell.now).await?;
    rsvps::tell_freed(&mut tx, &app, event.id, &freed, shell.now).await?;
    let verb = if rules::is_moved(&event, &plan) { ActVerb::Move } else { ActVerb::Edit };
    let act = Act::of(person.id, verb, ActThing::Event, event.id).in_community(event.community_id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    let words = match form.telling() {
        ChangeNotice::Everyone if told => "Saved. Everyone who answered gets an email with the change.",
        ChangeNotice::Nobody if event.state.is_published() => "Saved. Nobody was told.",
        ChangeNotice::Everyone | ChangeNotice::Nobody => "Your changes are saved.",
    };
    Ok(done(&event.path(), words))
}
