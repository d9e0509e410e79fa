//! A part of one community becomes a community of its own: people are asked, and some have answered.

use time::Duration;

use super::calendar::{Calendar, clock};
use super::community_of;
use super::content::communities::SPLIT;
use super::society::People;
use crate::communities::{self, members};
use crate::guide::transformation::{self, MoveReply, SplitPlan, Splitting};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::mail;

/// After all else, so that its past is what the rules found.
pub async fn split(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let by = people.named(SPLIT.by)?;
    let now = calendar.days_ago(SPLIT.days_ago, clock(10, 15));
    let place = community_of(app, by, SPLIT.community).await?;
    let old = communities::seen(&app.db, &place.slug, by, now).await?.ok_or(Error::NotFound)?;
    let inside: Vec<PersonId> =
        members::named_members(&app.db, old.id).await?.iter().map(|member| member.person_id).collect();
    let mut asked = Vec::new();
    for (name, answer) in SPLIT.asked {
        let person = people.named(name)?;
        if inside.contains(&person) {
            asked.push((person, *answer));
        }
    }
    let ids = asked.iter().map(|(person, _)| *person).collect();
    let plan = SplitPlan { name: SPLIT.name.to_owned(), people: ids, things: Vec::new() };
    let today = calendar.date_days_ago(SPLIT.days_ago);
    let splitting = Splitting { by, by_name: SPLIT.by, number: 1, today, now, said: &[] };
    let mut tx = app.db.begin().await?;
    transformation::split(&mut tx, app, &old, &plan, &splitting).await?;
    tx.commit().await?;
    for ((person, answer), hours) in asked.into_iter().zip((3..).step_by(4)) {
        let Some(answer) = answer else { continue };
        let ask = transformation::move_ask(&app.db, old.id, person).await?.ok_or(Error::NotFound)?;
        let reply = MoveReply { person, answer, now: now + Duration::hours(hours) };
        let seen = communities::seen(&app.db, &old.slug, person, now).await?.ok_or(Error::NotFound)?;
        let mut tx = app.db.begin().await?;
        transformation::answer_move(&mut tx, app, &seen, &ask, reply).await?;
        tx.commit().await?;
    }
    // They were told days ago: no mail waits.
    let mut tx = app.db.begin().await?;
    mail::withdraw_kind(&mut tx, "split", calendar.now).await?;
    Ok(tx.commit().await?)
}
