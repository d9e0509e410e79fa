use sqlx::PgPool;
use time::OffsetDateTime;

use crate::guide::nudges::{NudgeKind, NudgeOutcome};

/// How many people got a kind, and what came of it.
pub struct KindOutcome {
    pub kind: NudgeKind,
    pub outcome: NudgeOutcome,
    pub people: i64,
}

/// What came of the nudges made after a moment, each person counted once a kind, by their newest of it.
pub async fn outcomes(
    db: &PgPool,
    made_after: OffsetDateTime,
    acting_days: i32,
) -> sqlx::Result<Vec<KindOutcome>> {
    sqlx::query_as!(
        KindOutcome,
        r#"with newest as (
               select distinct on (person_id, kind) person_id, kind, made_at, snoozed_until, done_at, cancelled_at
               from nudges
               where made_at > $1 and kind = any ($3)
               order by person_id, kind, made_at desc, id
           ), told as (
               select n.kind,
                      case when n.done_at <= n.made_at + make_interval(days => $2) then 'acted'
                           when exists (select 1 from nudge_mutes u
                                        where u.person_id = n.person_id and u.kind = n.kind
                                          and u.muted_at >= n.made_at) then 'muted'
                           when n.snoozed_until is not null then 'snoozed'
                           when n.done_at is null and n.cancelled_at is null then 'open'
                           else 'ignored' end as outcome
               from newest n
           )
           select kind as "kind!: NudgeKind", outcome as "outcome!: NudgeOutcome", count(*) as "people!"
           from told
           group by kind, outcome"#,
        made_after,
        acting_days,
        &NudgeKind::ALL as &[NudgeKind]
    )
    .fetch_all(db)
    .await
}
