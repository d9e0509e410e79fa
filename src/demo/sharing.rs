//! Who does what in the made-up communities, and a role on its way from one person to another.

use sqlx::PgConnection;
use time::Duration;

use super::calendar::clock;
use super::content::roles::{HANDOVER, ROLES};
use super::life::DemoScene;
use crate::communities::roles::handovers;
use crate::communities::roles::rules::Holders;
use crate::communities::roles::{self, HandoverStep, RoleWords};
use crate::organisation::acts::{ActThing, ActVerb};
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, RoleId};

/// The roles were written down so long ago.
const SHARED_DAYS_AGO: i64 = 60;

pub async fn share(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let by = scene.people.named(scene.content.organisers[0])?;
    for (role, hour) in ROLES.iter().filter(|role| role.community == scene.content.name).zip(9..) {
        let at = scene.calendar.days_ago(SHARED_DAYS_AGO, clock(hour, 0));
        let holders = Holders { holder: member(scene, role.holder)?, backup: member(scene, role.backup)? };
        let words = RoleWords {
            name: role.name.to_owned(),
            duties: role.duties.to_owned(),
            holders,
            notes: role.notes.to_owned(),
        };
        let id = roles::add(&mut *db, scene.id, &words, at).await?;
        scene.act(&mut *db, by, ActVerb::Create, ActThing::Role, id, at).await?;
        if role.name == HANDOVER.role {
            hand_over(&mut *db, scene, id, by).await?;
        }
    }
    Ok(())
}

/// Nobody, where there is no name, or the person is no member any more.
fn member(scene: &DemoScene<'_>, name: &str) -> Result<Option<PersonId>> {
    if name.is_empty() {
        return Ok(None);
    }
    let person = scene.people.named(name)?;
    let inside =
        |member: &super::crowd::CrowdMember| member.person == person && member.is_in(scene.calendar.now);
    Ok(scene.members.iter().any(inside).then_some(person))
}

/// Offered, accepted a day later, and half gone through.
async fn hand_over(
    db: &mut PgConnection,
    scene: &DemoScene<'_>,
    role: RoleId,
    giver: PersonId,
) -> Result<()> {
    let Some(receiver) = member(scene, HANDOVER.to)? else { return Ok(()) };
    let at = scene.calendar.days_ago(HANDOVER.days_ago, clock(10, 10));
    let handover = handovers::begin(&mut *db, role, giver, receiver, at).await?;
    scene.act(&mut *db, giver, ActVerb::Offer, ActThing::Handover, handover, at).await?;
    let answered = at + Duration::days(1);
    handovers::answer(&mut *db, handover, true, answered).await?;
    scene.act(&mut *db, receiver, ActVerb::Accept, ActThing::Handover, handover, answered).await?;
    let done = [
        (giver, HandoverStep::ComingUp),
        (receiver, HandoverStep::ComingUp),
        (giver, HandoverStep::Places),
        (receiver, HandoverStep::Places),
        (giver, HandoverStep::People),
    ];
    for ((person, step), days) in done.into_iter().zip(2..) {
        handovers::tick(&mut *db, handover, person, step, at + Duration::days(days)).await?;
    }
    Ok(())
}
