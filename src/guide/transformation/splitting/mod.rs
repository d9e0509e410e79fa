//! A split: a part of a community becomes one of its own. Sessions to come go with it; what was held, attendance and
//! stories stay. Everyone whose membership would change is asked.

pub mod actions;
mod form;
mod mails;
pub mod pages;
mod queries;
mod rules;

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use super::asks::{self, AskedMove};
use super::merging::queries as places;
use super::moving::{self, ChangingCommunity, ComingThing, Move};
use super::queries as decisions;
use crate::communities::members::{self, merging};
use crate::communities::{self, Admission, Community, NewCommunity, Purpose};
use crate::guide::phases::{self, OrganiserChoice};
use crate::notices;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, PersonId, TransformationId};

/// A split that was read from its form.
pub struct SplitPlan {
    pub name: String,
    /// Who is asked to come along.
    pub people: Vec<PersonId>,
    pub things: Vec<ComingThing>,
}

/// Who splits a community, and when.
#[derive(Clone, Copy)]
pub struct Splitting<'a> {
    pub by: PersonId,
    pub by_name: &'a str,
    pub number: i32,
    pub today: Date,
    pub now: OffsetDateTime,
    /// What is said of the stage.
    pub said: &'a [OrganiserChoice],
}

/// Makes a community of a part of another, in the same zone and as open as that. The person who splits it organises it.
/// Tells those who are asked and those whose sessions move, in one email each. Answers its slug.
///
/// # Errors
/// [`Error::Refused`] when another decision took this number, or something else is under way.
pub async fn carry_out(
    db: &mut PgConnection,
    app: &App,
    community: &Community,
    plan: &SplitPlan,
    splitting: &Splitting<'_>,
) -> Result<String> {
    let Splitting { by, by_name, now, .. } = *splitting;
    let old = lock(&mut *db, community.id, splitting.number).await?;
    let (new_id, slug) = communities::found(&mut *db, &new(community, &plan.name), by, now).await?;
    members::start(&mut *db, new_id, by, now).await?;
    let id = queries::insert(&mut *db, old.id, new_id, splitting).await?;
    let act = Act::of(by, ActVerb::Found, ActThing::Community, new_id).in_community(new_id);
    acts::record(&mut *db, act, now).await?;
    let asked: Vec<PersonId> = plan.people.iter().copied().filter(|person| *person != by).collect();
    asks::ask(&mut *db, id, old.id, new_id, &asked, now).await?;

    let grown = ChangingCommunity { id: new_id, slug: slug.clone(), name: plan.name.clone(), ..old.clone() };
    let moving = Move { transformation: id, from: &old, to: &grown };
    let moved = moving.carry_out(&mut *db, app, &plan.things, now).await?;
    moving.remember(&mut *db, &plan.things).await?;
    for said in splitting.said {
        phases::decide(&mut *db, old.id, by, splitting.today, *said, now).await?;
    }
    let news = mails::split(id, &old, &grown, by_name, &app.config.base_url());
    moving::tell(db, app, &news, &[], &moved, now).await?;
    Ok(slug)
}

/// The community, held until the transaction ends, when this is its next decision.
async fn lock(db: &mut PgConnection, community: CommunityId, number: i32) -> Result<ChangingCommunity> {
    let [old, _] = moving::lock(&mut *db, [community, community]).await?;
    if old.archived {
        return Err(Error::Refused("This community is archived. Reopen it first."));
    }
    if old.closing {
        return Err(Error::Refused(super::CLOSING_FIRST));
    }
    if decisions::next_number(&mut *db, community).await? != number {
        return Err(Error::Refused(
            "Another decision was made in the meantime. Go back and look at it first.",
        ));
    }
    Ok(old)
}

/// Its purpose is its own to find.
fn new(old: &Community, name: &str) -> NewCommunity {
    NewCommunity {
        name: name.to_owned(),
        purpose: Purpose { who: String::new(), practice: String::new(), why_now: String::new() },
        cadence_days: old.cadence_days,
        zone: old.zone.clone(),
        private: old.is_private(),
        admission: if old.is_private() { Admission::Invitation } else { old.admission },
        tags: old.tags.clone(),
    }
}

/// Someone who was asked comes along, with the email settings they had; an organiser is one there too. Tells nobody.
pub async fn bring_along(
    db: &mut PgConnection,
    AskedMove { from, to, .. }: AskedMove,
    person: PersonId,
    organiser: bool,
    now: OffsetDateTime,
) -> Result<()> {
    notices::carry_choices(&mut *db, from, to, &[person], now).await?;
    members::bring_in(&mut *db, to, person, "", now).await?;
    if organiser {
        members::set_organiser(db, to, person, true, now).await?;
    }
    Ok(())
}

/// Keeps the place of someone who is about to leave for the new community.
pub async fn remember_place(
    db: &mut PgConnection,
    id: TransformationId,
    community: CommunityId,
    person: PersonId,
) -> Result<()> {
    let former = merging::current(&mut *db, community, &[person]).await?;
    Ok(places::remember_places(db, id, community, &former).await?)
}

/// Makes one community of two again: those who left the old one for the new one are back in their roles, all sessions to come
/// go to the old one with the answers given since, and the new one is archived. Tells everyone in one email each.
pub async fn take_back(
    db: &mut PgConnection,
    app: &App,
    id: TransformationId,
    [old, grown]: [&ChangingCommunity; 2],
    by: PersonId,
    name: &str,
    now: OffsetDateTime,
) -> Result<()> {
    asks::end(&mut *db, id).await?;
    let former = places::former_places(&mut *db, id, old.id).await?;
    merging::bring_back(&mut *db, old.id, &former).await?;
    let things = moving::coming(&mut *db, grown.id, now).await?;
    let back = Move { transformation: id, from: grown, to: old };
    let moved = back.carry_out(&mut *db, app, &things, now).await?;
    communities::archive(&mut *db, grown.id, now).await?;
    let act = Act::of(by, ActVerb::Archive, ActThing::Community, grown.id).in_community(grown.id);
    acts::record(&mut *db, act, now).await?;
    let news = mails::undone(id, old, grown, name, &app.config.base_url());
    moving::tell(db, app, &news, &[grown.id], &moved, now).await
}
