//! A merge: two communities become one. The one that goes on takes in the members, and the sessions to come; the other is
//! archived under its name, with all that was held and written in it.

pub mod actions;
mod form;
mod mails;
pub mod pages;
pub mod queries;
mod rules;

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::asks::{self, AskedMove};
use super::moving::{self, ChangingCommunity, Move};
use crate::communities;
use crate::communities::members::merging::{self, MergingMember};
use crate::guide::phases::{self, OrganiserChoice};
use crate::notices;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, TransformationId};
use time::Date;

/// A merge that is decided.
pub struct Merge<'a> {
    pub id: TransformationId,
    /// The one that becomes part of the other.
    pub from: &'a ChangingCommunity,
    pub into: &'a ChangingCommunity,
    /// The organisers who want it, and are asked nothing more.
    pub wanted_by: &'a [PersonId],
    pub by: PersonId,
    /// Today, where the community that goes on is.
    pub today: Date,
    /// What is said of its stage.
    pub said: &'a [OrganiserChoice],
}

impl Merge<'_> {
    /// Makes one community of two, and tells everyone in one email each.
    pub async fn carry_out(&self, db: &mut PgConnection, app: &App, now: OffsetDateTime) -> Result<()> {
        let Self { id, from, into, .. } = *self;
        let all = merging::of_two(&mut *db, from.id, into.id).await?;
        let (asked, come): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|person| rules::is_asked(person, from.private, self.wanted_by));
        let asked: Vec<PersonId> = asked.iter().map(|person| person.person_id).collect();
        bring_in(&mut *db, id, [from.id, into.id], &come, now).await?;
        // Of a private community nobody is listed elsewhere without a yes.
        if !from.private {
            merging::carry_waiting(&mut *db, from.id, into.id).await?;
        }
        asks::ask(&mut *db, id, from.id, into.id, &asked, now).await?;

        let things = moving::coming(&mut *db, from.id, now).await?;
        let moving = Move { transformation: id, from, to: into };
        let moved = moving.carry_out(&mut *db, app, &things, now).await?;
        moving.remember(&mut *db, &things).await?;
        communities::archive(&mut *db, from.id, now).await?;

        let act = Act::of(self.by, ActVerb::Archive, ActThing::Community, from.id).in_community(from.id);
        acts::record(&mut *db, act, now).await?;
        for said in self.said {
            phases::decide(&mut *db, into.id, self.by, self.today, *said, now).await?;
        }
        let news = mails::merged(self, &app.config.base_url());
        moving::tell(db, app, &news, &[from.id, into.id], &moved, now).await
    }
}

/// Members get their one place in the community that goes on, with the stricter of their email settings.
async fn bring_in(
    db: &mut PgConnection,
    id: TransformationId,
    [from, into]: [CommunityId; 2],
    people: &[MergingMember],
    now: OffsetDateTime,
) -> Result<()> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.person_id).collect();
    notices::carry_choices(&mut *db, from, into, &ids, now).await?;
    let former = merging::merge(&mut *db, into, people, now).await?;
    Ok(queries::remember_places(db, id, into, &former).await?)
}

/// People who were asked come along. Tells nobody.
pub async fn bring_along(
    db: &mut PgConnection,
    AskedMove { transformation, from, to }: AskedMove,
    people: &[PersonId],
    now: OffsetDateTime,
) -> Result<()> {
    let all = merging::of_two(&mut *db, from, to).await?;
    let come: Vec<MergingMember> =
        all.into_iter().filter(|person| people.contains(&person.person_id)).collect();
    bring_in(db, transformation, [from, to], &come, now).await
}

/// Makes two communities of one again: earlier roles are back, sessions to come go where they came from, and answers given
/// since are kept. Tells everyone in one email each.
pub async fn take_back(
    db: &mut PgConnection,
    app: &App,
    id: TransformationId,
    [from, into]: [&ChangingCommunity; 2],
    by: &str,
    now: OffsetDateTime,
) -> Result<()> {
    asks::end(&mut *db, id).await?;
    communities::reopen(&mut *db, from.id).await?;
    let former = queries::former_places(&mut *db, id, into.id).await?;
    merging::unmerge(&mut *db, from.id, into.id, &former, now).await?;
    let planned = moving::coming(&mut *db, into.id, now).await?;
    let things = moving::moved(&mut *db, id, planned).await?;
    let back = Move { transformation: id, from: into, to: from };
    let moved = back.carry_out(&mut *db, app, &things, now).await?;
    let news = mails::undone(id, [from, into], by, &app.config.base_url());
    moving::tell(db, app, &news, &[from.id, into.id], &moved, now).await
}
