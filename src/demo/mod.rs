//! The demo: a living, made-up organisation to look around in. Northmere Water has a year behind it, and its past was
//! made by the same verbs that make it for everyone else, each at its moment; its phases are what the rules say of
//! that past. Everything is relative to today and drawn from one fixed seed: the same every time.

pub extern crate self as demo;
pub use guildhall_communities as communities;
pub use guildhall_guide as guide;
pub use guildhall_impact as impact;
pub use guildhall_learning as learning;
pub use guildhall_organisation as organisation;
pub use guildhall_platform as platform;
pub use guildhall_sessions as sessions;

mod actions;
mod belonging;
mod breaking;
mod calendar;
mod coffee;
mod content;
mod crowd;
mod guiding;
mod life;
mod looking_back;
mod motivating;
mod polling;
mod pulsing;
mod reaching;
mod recurring;
mod session;
mod sharing;
mod snapshots;
mod splitting;
mod society;
mod telling;
mod valuing;
mod welcoming;

use axum::Router;
use axum::routing::post;
use time::{Duration, OffsetDateTime};

use crate::communities::announcements::jobs::SendAnnouncements;
use crate::communities::{Brief, members};
use crate::guide::nudges::jobs::SuggestNudges;
use crate::guide::{phases, roadmap};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::{SignUpPolicy, teams};
use crate::platform::app::{App, Clock};
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::jobs::Job;
use crate::sessions::{events, hosting};
use calendar::{Calendar, clock};
use content::communities::{COMMUNITIES, INCIDENTS, TESTING};

const NAME: &str = "Northmere Water";
/// Weeks over which the communities were followed along the eight steps: long enough for one to have slipped.
const ROADMAP_WEEKS: i64 = 26;
const ZONE: &str = "Europe/London";
/// Long enough ago for a first session to be suggested, whatever day it is.
const JOINED_DAYS_AGO: i64 = 11;

pub fn routes() -> Router<App> {
    Router::new().route("/demo-login", post(actions::sign_in))
}

/// The people the login page offers, by role: their address.
pub fn person_for(role: &str) -> Option<&'static str> {
    match role {
        "member" => Some("ben.okafor@northmere.example"),
        "organiser" => Some("ana.ferreira@northmere.example"),
        "leader" => Some("joana.reis@northmere.example"),
        "admin" => Some("omar.siddiq@northmere.example"),
        _ => None,
    }
}

/// Makes the organisation up, in a migrated and otherwise empty database. It is marked as a demo first, so that a
/// start that was interrupted can begin again.
///
/// # Errors
/// The database's, such as for one that is not empty.
pub async fn build(app: &App) -> Result<()> {
    let calendar = Calendar::new(app.clock.now(), ZONE);
    let mut tx = app.db.begin().await?;
    organisation::mark_as_demo(&mut tx, calendar.days_ago(420, clock(9, 0))).await?;
    organisation::change(&mut tx, NAME, ZONE, SignUpPolicy::Open).await?;
    society::found_teams(&mut tx).await?;
    tx.commit().await?;

    let teams = teams::all(&app.db).await?;
    let mut tx = app.db.begin().await?;
    let people = society::people(&mut tx, &teams, &calendar).await?;
    for (seed, community) in (1..).zip(&COMMUNITIES) {
        life::live(&mut tx, community, &calendar, &people, seed).await?;
    }
    society::part(&mut tx, &people, &calendar).await?;
    tx.commit().await?;

    announce(app, &calendar).await?;
    come_in(app, &people, &calendar).await?;
    ask_to_host(app, &people, &calendar).await?;
    motivating::motivate(app, &people, &calendar).await?;
    coffee::meet(app, &people, &calendar).await?;
    breaking::take_breaks(app, &people, &teams, &calendar).await?;
    welcoming::welcome(app, &people, &calendar).await?;
    reaching::choose(app, &people, &teams).await?;
    valuing::assume(app, &people, &calendar).await?;
    snapshots::share(app, &people, &calendar).await?;
    pulsing::ask(app, &people, &calendar).await?;
    phases::evaluate_all(&app.db, calendar.now).await?;
    for weeks in (0..ROADMAP_WEEKS).rev() {
        roadmap::follow_all(&app.db, calendar.now - Duration::weeks(weeks)).await?;
    }
    suggest(app, &calendar).await?;
    telling::follow_up(app, &people, &calendar).await?;
    splitting::split(app, &people, &calendar).await?;
    snapshots::work_out(app).await
}

/// The person to look around as, as a member, is new in one community, and has not answered its invitation yet.
async fn come_in(app: &App, people: &society::People, calendar: &Calendar) -> Result<()> {
    let (organiser, member) = (people.named("Kofi Mensah")?, people.named("Ben Okafor")?);
    let place = community_of(app, organiser, INCIDENTS).await?;
    let at = calendar.days_ago(JOINED_DAYS_AGO, clock(11, 0));
    let mut tx = app.db.begin().await?;
    members::bring_in(&mut tx, place.id, member, "Our pumps fail on Fridays. I want to know why.", at)
        .await?;
    let act = Act::of(member, ActVerb::Join, ActThing::Community, place.id).in_community(place.id);
    acts::record(&mut tx, act, at).await?;
    tx.commit().await?;
    Ok(())
}

/// The community of that name that a person belongs to.
async fn community_of(app: &App, person: PersonId, name: &str) -> Result<Brief> {
    let mut places = crate::communities::of_person(&app.db, person, app.clock.now()).await?.into_iter();
    let found = places.find(|place| place.name == name);
    found.ok_or_else(|| Error::Internal(format!("the demo has no community called {name}")))
}

/// One session to come wants another host: anyone who looks around as a member is asked, and has not answered.
async fn ask_to_host(app: &App, people: &society::People, calendar: &Calendar) -> Result<()> {
    let (organiser, member) = (people.named("Ana Ferreira")?, people.named("Ben Okafor")?);
    let agenda = events::agenda(&app.db, organiser, calendar.now).await?;
    let mut to_come = agenda.iter().filter(|card| card.community == TESTING);
    let Some(event) = to_come.nth(1) else { return Ok(()) };
    let mut tx = app.db.begin().await?;
    hosting::ask(&mut tx, app, event.id, &[member], organiser, "Ana Ferreira", calendar.now).await?;
    // Asked some time ago: no mail waits.
    crate::platform::mail::withdraw_kind(&mut tx, "host", calendar.now).await?;
    tx.commit().await?;
    Ok(())
}

/// What an organiser told all members was sent on its day. Its mails would be late by now, and are not sent.
async fn announce(app: &App, calendar: &Calendar) -> Result<()> {
    let moment = life::announced_at(calendar);
    let then = App { clock: Clock::standing_at(moment), ..app.clone() };
    SendAnnouncements::default().run(&then).await?;
    let mut tx = app.db.begin().await?;
    crate::platform::mail::withdraw_kind(&mut tx, "announcement", calendar.now).await?;
    tx.commit().await?;
    Ok(())
}

/// Suggestions come at decent hours only; anyone who looks around on a Sunday sees those of the last working day.
/// Their mails would be late by now, and are not sent.
async fn suggest(app: &App, calendar: &Calendar) -> Result<()> {
    let moment = calendar.last_decent_moment();
    let then = App { clock: Clock::standing_at(moment), ..app.clone() };
    SuggestNudges::default().run(&then).await?;
    if calendar.now - moment > Duration::HOUR {
        let mut tx = app.db.begin().await?;
        crate::platform::mail::withdraw_kind(&mut tx, "nudge", calendar.now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Nothing of the past happens in the future.
fn by(now: OffsetDateTime, at: OffsetDateTime) -> OffsetDateTime {
    at.min(now - Duration::MINUTE)
}

#[cfg(test)]
mod tests {
    use super::content::capital_works;
    use super::content::communities::COMMUNITIES;
    use super::content::people::TEAMS;
    use super::content::stories;
    use super::person_for;

    fn everybody() -> Vec<&'static str> {
        TEAMS.iter().chain(&capital_works::TEAMS).flat_map(|team| team.people).copied().collect()
    }

    #[test]
    fn each_role_has_somebody_to_be() {
        for role in ["member", "organiser", "leader", "admin"] {
            assert!(person_for(role).is_some_and(|email| email.ends_with("@northmere.example")));
        }
        assert_eq!(person_for("founder"), None);
    }

    #[test]
    fn everybody_is_one_person_and_everybody_named_is_somebody() {
        let everybody = everybody();
        for (index, name) in everybody.iter().enumerate() {
            assert!(!everybody[..index].contains(name), "{name}");
        }
        let named = COMMUNITIES.iter().flat_map(|community| {
            community.organisers.iter().chain(community.core).chain(community.hosts).chain(community.hands)
        });
        let coming = COMMUNITIES.iter().flat_map(|community| community.coming).flat_map(|coming| coming.then);
        for name in named.chain(coming).chain(stories::all().map(|story| &story.author)) {
            assert!(everybody.contains(name), "{name}");
        }
    }

    #[test]
    fn every_story_followed_a_session_of_its_community() {
        for story in stories::all() {
            let community = COMMUNITIES.iter().find(|community| community.name == story.community).unwrap();
            assert!(
                community.sessions.iter().any(|session| session.title == story.after.0),
                "{}",
                story.title
            );
        }
        assert_eq!(stories::all().count(), 40);
    }

    #[test]
    fn every_sentence_that_was_lifted_is_in_its_story() {
        for story in stories::all() {
            let parts = [
                story.happened,
                story.took_away,
                story.did,
                story.changed_me,
                story.changed_team,
                story.success_now,
            ];
            let said = |lifted: stories::Lifted| parts.iter().any(|part| part.contains(lifted.sentence));
            assert!(story.quote.is_none_or(said), "{}", story.title);
        }
    }
}
