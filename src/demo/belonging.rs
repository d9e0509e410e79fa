//! Who belongs to a community, and since when.

use rand::RngExt;
use rand::rngs::StdRng;
use time::{Duration, OffsetDateTime};

use super::calendar::{Calendar, clock};
use super::content::communities::ASKS;
use super::content::people::{GONE, GONE_DAYS_AGO};
use super::content::{DemoCommunity, stories};
use super::crowd::{CORE, CrowdMember, NOW_AND_THEN, REGULAR, between};
use super::society::People;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;

/// One in so many of those drawn was there from the start, and comes often.
const FROM_THE_START: usize = 3;

/// These belong where they are named and nowhere else: the pages of those one may sign in as tell what they should.
const NOT_DRAWN: [&str; 6] = ["Ana Ferreira", "Ben Okafor", "Joana Reis", "Omar Siddiq", GONE, ASKS.1];

/// From the founding to the newest session.
pub struct CommunityLifetime {
    pub founded: OffsetDateTime,
    pub newest: OffsetDateTime,
}

/// Those named are in from the start; the others are drawn, some at once and most month by month.
pub fn draw(
    content: &DemoCommunity,
    calendar: &Calendar,
    people: &People,
    rng: &mut StdRng,
    span: &CommunityLifetime,
) -> Result<Vec<CrowdMember>> {
    let mut members: Vec<CrowdMember> = Vec::new();
    let keen = content.organisers.iter().chain(content.core).copied().map(|name| (name, CORE));
    let authors =
        stories::all().filter(|story| story.community == content.name).map(|story| (story.author, REGULAR));
    for (name, keenness) in keen.chain(authors) {
        let person = people.named(name)?;
        if members.iter().all(|member| member.person != person) {
            let left = (name == GONE).then(|| calendar.days_ago(GONE_DAYS_AGO, clock(17, 0)));
            let joined = span.founded + Duration::hours(rng.random_range(1..120));
            members.push(CrowdMember { person, joined, left, keenness });
        }
    }
    let apart: Vec<PersonId> = people.all_named(&NOT_DRAWN)?;
    let others: Vec<PersonId> = people
        .all
        .iter()
        .copied()
        .filter(|person| !apart.contains(person) && members.iter().all(|member| member.person != *person))
        .collect();
    let drawn = rand::seq::index::sample(rng, others.len(), content.others.min(others.len()));
    for (nth, index) in drawn.into_iter().enumerate() {
        let early = nth % FROM_THE_START == 0;
        let until = if early { span.founded + Duration::days(20) } else { span.newest };
        let joined = between(rng, span.founded + Duration::days(1), until);
        let keenness = if early { REGULAR } else { NOW_AND_THEN };
        members.push(CrowdMember { person: others[index], joined, left: None, keenness });
    }
    Ok(members)
}
