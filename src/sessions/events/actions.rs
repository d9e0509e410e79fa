use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use time::OffsetDateTime;

use super::form::Typed;
use super::pages::{EditPage, RecapPage, Setting};
use super::rules::{self, Plan};
use super::{Event, Hosting, Invited, mails, queries, reach};
use crate::communities::{Community, Organising, Seen};
use crate::organisation::acts::{self, Act};
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::mail;
use crate::platform::web::{Form, Problems, done};
use crate::sessions::calendar;
use crate::sessions::hosting;
use crate::sessions::reminders;
use crate::sessions::rsvps;
use crate::sessions::series::{self, Rule, Scope};

const AGAIN: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

pub async fn schedule(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    let Seen { person, shell, community } = seen;
    community.must_be_open()?;
    let mut problems = Problems::default();
    let plan = form.check(None, shell.now, &mut problems);
    let rule = form.rule(&mut problems);
    let Some(plan) = plan.filter(|_| form.then != "preview" && problems.is_empty()) else {
        return EditPage::again(&app, shell, Setting::of_community(&community), form, problems).await;
    };
    if let Some(rule) = rule {
        return begin_series(&app, (&person, &community), (&rule, &plan), shell.now).await;
    }
    let publish = form.then != "draft";
    let (hosts, asked) = hosting::rules::split(&plan.hosts, &[], person.id);
    let plan = Plan { hosts, ..plan };
    let mut tx = app.db.begin().await?;
    let event = super::draft(&mut tx, community.id, &plan, person.id, shell.now).await?;
    if let Ok(topic) = form.topic.parse() {
        super::set_topic(&mut tx, event, topic).await?;
    }
    hosting::ask(&mut tx, &app, event, (&asked, person.id, &person.name), shell.now).await?;
    let act = |verb| Act::of(person.id, verb, "event", event).in_community(community.id);
    acts::record(&mut tx, act("create"), shell.now).await?;
    if publish {
        super::publish(&mut tx, event, shell.now).await?;
        acts::record(&mut tx, act("publish"), shell.now).await?;
    }
    tx.commit().await?;
    let words = if publish {
        "The session is published. Members can save a seat."
    } else {
        "The draft is saved. Only organisers and hosts see it."
    };
    Ok(done(&format!("/events/{event}"), words))
}

async fn begin_series(
    app: &App,
    (person, community): (&Person, &Community),
    (rule, plan): (&Rule, &Plan),
    now: OffsetDateTime,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let (series, dates) = series::found(&mut tx, community.id, (rule, plan), person.id, now).await?;
    let act = Act::of(person.id, "create", "series", series).in_community(community.id);
    acts::record(&mut tx, act, now).await?;
    tx.commit().await?;
    let words = match dates.len() {
        0 => "The series is saved. Its dates are made once the community's pause is over.".to_owned(),
        1 => "The session is published. Members can save a seat.".to_owned(),
        dates => format!("The series is published, with its next {dates} dates. Members can save seats."),
    };
    Ok(done(&format!("/series/{series}"), &words))
}

pub async fn change(
    Hosting(invited): Hosting,
    State(app): State<App>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    let Invited { person, shell, event } = invited;
    rules::may_change(&event, shell.now).map_err(Error::Refused)?;
    let mut problems = Problems::default();
    let plan = form.check(Some(&event), shell.now, &mut problems);
    let Some(plan) = plan.filter(|_| form.then != "preview") else {
        return EditPage::again(&app, shell, Setting::of_event(event), form, problems).await;
    };
    if Scope::of(&form.scope) != Scope::This {
        return reach::change(Invited { person, shell, event }, &app, form, &plan).await;
    }
    let moved = event.state == "published" && rules::is_moved(&event, &plan);
    let mut tx = app.db.begin().await?;
    let held = queries::hosts_held(&mut tx, event.id).await?;
    let (hosts, asked) = hosting::rules::split(&plan.hosts, &held, person.id);
    let plan = Plan { hosts, ..plan };
    super::change(&mut tx, &event, &plan).await?;
    hosting::ask(&mut tx, &app, event.id, (&asked, person.id, &person.name), shell.now).await?;
    if moved {
        tell_of_move(&mut tx, &app, (&event, &plan), shell.now).await?;
    }
    if rules::adds_seats(event.capacity, plan.capacity) {
        rsvps::fill_free_seats(&mut tx, &app, event.id, shell.now).await?;
    } else {
        rsvps::settle(&mut tx, &app, event.id, shell.now).await?;
    }
    let verb = if moved { "move" } else { "edit" };
    let act = Act::of(person.id, verb, "event", event.id).in_community(event.community_id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    let words = if moved {
        "Saved. Everybody who answered gets a mail with the change."
    } else {
        "Your changes are saved."
    };
    Ok(done(&event.path(), words))
}

/// Everybody who answered hears of the new time or place; what the session told of the old one is taken back.
async fn tell_of_move(
    db: &mut sqlx::PgConnection,
    app: &App,
    (event, plan): (&Event, &Plan),
    now: OffsetDateTime,
) -> Result<()> {
    let base_url = app.config.base_url();
    let mut letters =
        readers_of(&mut *db, event, |reader| mails::moved(reader, event, plan, now, &base_url)).await?;
    calendar::invite(&mut *db, app, event.id, &mut letters, now).await?;
    if event.starts_at == plan.starts_at {
        reminders::take_back(&mut *db, &[event.id], now).await?;
    } else {
        reminders::moved(&mut *db, &[event.id], now).await?;
    }
    mail::queue(db, &letters, now).await?;
    Ok(())
}

/// A letter to each person who answered.
async fn readers_of(
    db: &mut sqlx::PgConnection,
    event: &Event,
    letter: impl Fn(&queries::Reader) -> Result<mail::Letter>,
) -> Result<Vec<mail::Letter>> {
    queries::readers(db, event.id).await?.iter().map(letter).collect()
}

pub async fn publish(Hosting(invited): Hosting, State(app): State<App>) -> Result<Response> {
    let Invited { person, shell, event } = invited;
    if event.starts_at <= shell.now {
        return Err(Error::Refused("Its time has passed. Change the day first, then publish it."));
    }
    let mut tx = app.db.begin().await?;
    if super::publish(&mut tx, event.id, shell.now).await? {
        acts::record(
            &mut tx,
            Act::of(person.id, "publish", "event", event.id).in_community(event.community_id),
            shell.now,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(done(&event.path(), "The session is published. Members can save a seat."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Cancellation {
    reason: String,
    /// How many dates of its series it reaches: this, following or all.
    scope: String,
}

/// Cancels a published session and tells everybody who answered; throws a draft away.
pub async fn cancel(
    Hosting(invited): Hosting,
    State(app): State<App>,
    Form(form): Form<Cancellation>,
) -> Result<Response> {
    let Invited { person, shell, event } = invited;
    let reason: String =
        form.reason.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
    let scope = Scope::of(&form.scope);
    if scope != Scope::This {
        return reach::cancel(Invited { person, shell, event }, &app, scope, &reason).await;
    }
    let mut tx = app.db.begin().await?;
    let act = |verb| Act::of(person.id, verb, "event", event.id).in_community(event.community_id);
    hosting::forget(&mut tx, event.id, shell.now).await?;
    if event.is_draft() {
        queries::clear_hosts(&mut tx, event.id).await?;
        queries::discard(&mut tx, event.id).await?;
        acts::record(&mut tx, act("discard"), shell.now).await?;
        tx.commit().await?;
        return Ok(done(&format!("/communities/{}/events", event.community_slug), "The draft is gone."));
    }
    if super::cancel(&mut tx, event.id, &reason, shell.now).await? {
        let base_url = app.config.base_url();
        let mut letters = readers_of(&mut tx, &event, |reader| {
            mails::cancelled(reader, &event, &reason, shell.now, &base_url)
        })
        .await?;
        calendar::uninvite(&mut tx, &app, event.id, &mut letters, shell.now).await?;
        reminders::take_back(&mut tx, &[event.id], shell.now).await?;
        mail::queue(&mut tx, &letters, shell.now).await?;
        acts::record(&mut tx, act("cancel"), shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(&event.path(), "The session is cancelled. Everybody who answered gets a mail."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Recap {
    pub recap: String,
    pub recording_url: String,
}

pub async fn recap(
    Hosting(invited): Hosting,
    State(app): State<App>,
    Form(form): Form<Recap>,
) -> Result<Response> {
    let Invited { person, shell, event } = invited;
    let mut problems = Problems::default();
    let recap = problems.text("recap", &form.recap, 10_000);
    let recording = rules::link("recording_url", &form.recording_url, &mut problems);
    if !problems.is_empty() {
        return Ok((AGAIN, RecapPage { shell, event, form, problems }).into_response());
    }
    let mut tx = app.db.begin().await?;
    super::post_recap(&mut tx, event.id, &recap, &recording, shell.now).await?;
    acts::record(
        &mut tx,
        Act::of(person.id, "post_recap", "event", event.id).in_community(event.community_id),
        shell.now,
    )
    .await?;
    tx.commit().await?;
    Ok(done(&event.path(), "The recap is up."))
}
