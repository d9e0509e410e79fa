//! Edits that reach further than one session of a series: this and following, or all to come.

use axum::response::Response;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::form::SessionForm;
use super::pages::{EditPage, Setting};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Problems, done};
use crate::sessions::events::{self, ChangeNotice, SeenEvent, SessionPlan, rules};
use crate::sessions::hosting;
use crate::sessions::reminders;
use crate::sessions::rsvps::{self, Cause};
use crate::sessions::series::{self, Changed, Edit, OwnTitles, ReshapeProblem, Scope};

pub async fn change(
    SeenEvent { person, shell, event }: SeenEvent,
    app: &App,
    form: SessionForm,
    plan: &SessionPlan,
) -> Result<Response> {
    let series = event.series_to_change().ok_or(Error::NotFound)?;
    let mut problems = Problems::default();
    // A date that lasts whole days by itself may be where an edit of all of them begins.
    if plan.facts().span != event.facts().span {
        form.check_length_of_dates(&mut problems);
    }
    let (wish, wall_clock) = (form.repeating().read(&mut problems), form.wall_clock());
    let (Some(wish), Some((day, time)), true) = (wish, wall_clock, problems.is_empty()) else {
        return EditPage::again(app, shell, Setting::of_event(event), form, problems).await;
    };
    // Whoever is asked to host the edited date and has not answered is ticked there, and becomes a host of no other by it.
    let asked = hosting::asked_for(&app.db, event.id).await?;
    let mut tx = app.db.begin().await?;
    let hosts_before = events::hosts_held(&mut tx, event.id).await?;
    let is_asked =
        |host: &PersonId| !hosts_before.contains(host) && asked.iter().any(|asked| asked.person_id == *host);
    let hosts = plan.hosts.iter().copied().filter(|host| !is_asked(host)).collect();
    let plan = &SessionPlan { hosts, ..plan.clone() };
    let scope = Scope::of(&form.scope);
    let edit = Edit {
        date: event.id,
        scope,
        plan,
        hosts_before: &hosts_before,
        day,
        time,
        wish: &wish,
        own_titles: OwnTitles::of(&form.own_titles),
        telling: form.telling(),
    };
    let changed = match series::change(&mut tx, series, &edit, person.id, shell.now).await? {
        Ok(changed) => changed,
        Err(ReshapeProblem { field, words }) => {
            // The page is put together on a connection of its own: nothing is held meanwhile.
            tx.rollback().await?;
            let problems = Problems::one(field, words);
            return EditPage::again(app, shell, Setting::of_event(event), form, problems).await;
        }
    };
    rsvps::series_answer::follow(&mut tx, series, changed.series.id).await?;
    rsvps::series_answer::seat(&mut tx, &changed.made, shell.now).await?;
    series::tell(&mut tx, app, &changed, &event.community, "", shell.now).await?;
    // What reminders that wait say of the other dates may be corrected by it.
    let kept: Vec<EventId> = changed.kept.iter().map(|date| date.id).collect();
    reminders::take_back(&mut tx, &kept, shell.now).await?;
    give_out_seats(&mut tx, app, &changed, shell.now).await?;
    let verb = if changed.is_moved() { ActVerb::Move } else { ActVerb::Edit };
    let act = Act::of(person.id, verb, ActThing::Series, changed.series.id).in_community(event.community_id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    Ok(done(&changed.series.path(), &saved_message(&changed, edit.telling)))
}

/// Seats that were added go to those who wait; one after the other, since each session has a queue and a lock of its
/// own, and they are few.
async fn give_out_seats(
    db: &mut PgConnection,
    app: &App,
    changed: &Changed,
    now: OffsetDateTime,
) -> Result<()> {
    for date in changed.kept.iter().filter(|_| changed.other_seats) {
        let before = changed.before.iter().find(|before| before.id == date.id);
        let adds_seats = before.is_some_and(|before| rules::adds_seats(before.capacity, date.capacity));
        let cause = if adds_seats { Cause::Added } else { Cause::Replanned };
        let freed = rsvps::pass_on(&mut *db, date.id, cause, now).await?;
        rsvps::tell_freed(&mut *db, app, date.id, &freed, now).await?;
    }
    Ok(())
}

fn saved_message(changed: &Changed, telling: ChangeNotice) -> String {
    let number = changed.kept.iter().filter(|date| date.state.is_published()).count();
    let sessions = if number == 1 { "1 session".to_owned() } else { format!("{number} sessions") };
    if telling == ChangeNotice::Nobody {
        format!("Saved for {sessions}. Nobody was told.")
    } else if changed.readers.is_empty() {
        format!("Saved for {sessions}.")
    } else {
        format!("Saved for {sessions}. Everyone who answered gets one email with the change.")
    }
}
