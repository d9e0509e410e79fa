use std::collections::{BTreeMap, BTreeSet};

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::queries::{self, ClosingPulse, KnownGroup};
use super::suppression::{ClosingRound, GroupPeople, kept, too_alike};
use super::{PulseDimension, mails, rules};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, PulseId};

/// Closes a round for good: what may be shown is kept and nothing else, words are shuffled, and the list of who answered
/// is deleted, together with the reminders that tell who had not. Tells nobody.
pub async fn close(db: &mut PgConnection, pulse: &ClosingPulse, now: OffsetDateTime) -> Result<()> {
    let answered = queries::marked(&mut *db, pulse.id).await?;
    let counts = queries::counts(&mut *db, pulse.id).await?;
    let cells = queries::cells(&mut *db, pulse.id).await?;
    let minimum = i64::from(pulse.minimum);
    let groups = people(queries::groups(&mut *db, pulse.id).await?);
    let mine = groups.into_iter().map(|((_, dimension, cell), people)| ((dimension, cell), people)).collect();
    let earlier: Vec<_> = people(queries::earlier_groups(&mut *db, pulse.id).await?).into_values().collect();
    let alike = too_alike(&mine, &earlier, usize::try_from(minimum).unwrap_or_default());
    let round = ClosingRound {
        breakdown: pulse.breakdown,
        minimum,
        counts: &counts,
        cells: &cells,
        alike: &alike,
        loose: is_anyone_loose(&mine, pulse),
    };
    queries::keep(&mut *db, pulse.id, &kept(&round)).await?;
    queries::keep_comments(&mut *db, pulse.id, answered >= rules::ANSWERS_FOR_COMMENTS.max(minimum)).await?;
    queries::forget_marks(&mut *db, pulse.id).await?;
    let shown = i32::try_from(answered).ok().filter(|_| answered >= minimum);
    queries::close(&mut *db, pulse.id, shown, now).await?;
    mails::forget_reminders(&mut *db, pulse.id).await?;
    let act = Act {
        person: None,
        verb: ActVerb::Close,
        thing: ActThing::Pulse,
        thing_id: Some(pulse.id.into()),
        community: pulse.community_id,
    };
    acts::record(db, act, now).await
}

/// The people of each group of each round.
fn people(rows: Vec<KnownGroup>) -> BTreeMap<(PulseId, PulseDimension, String), BTreeSet<PersonId>> {
    let mut groups: BTreeMap<_, BTreeSet<PersonId>> = BTreeMap::new();
    for row in rows {
        groups.entry((row.pulse_id, row.dimension, row.cell)).or_default().insert(row.person_id);
    }
    groups
}

/// Is someone who was asked in no group of the breakdown?
fn is_anyone_loose(groups: &GroupPeople, pulse: &ClosingPulse) -> bool {
    let grouped: usize = groups
        .iter()
        .filter(|((dimension, _), _)| *dimension == pulse.breakdown)
        .map(|(_, people)| people.len())
        .sum();
    i64::try_from(grouped).unwrap_or_default() < i64::from(pulse.population)
}
