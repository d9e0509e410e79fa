use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::notices::NoticeKind;
use crate::platform::ids::{CommunityId, PersonId, PulseId};

/// A round that people are to be asked for, or reminded of.
pub struct UntoldPulse {
    pub id: PulseId,
    pub community_id: Option<CommunityId>,
    pub community: Option<String>,
    pub organisation: String,
    pub closes_at: OffsetDateTime,
}

/// Claims the first round, in an order, that something is to be told of: `set` says that it was told.
macro_rules! claim {
    ($set:tt, $due:tt, $order:tt, $($given:expr),+) => {
        sqlx::query_as!(
            UntoldPulse,
            "update pulses p
             set " + $set + "
             from organisation o
             where p.id = (select u.id from pulses u
                           left join communities c on c.id = u.community_id
                           where c.archived_at is null and " + $due + "
                           order by " + $order + "
                           limit 1
                           for update of u skip locked)
             returning p.id, p.community_id, (select name from communities where id = p.community_id) as community,
                       o.name as organisation, p.closes_at",
            $($given),+
        )
    };
}

/// Claims an open round that nobody was told of.
pub async fn claim_untold(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<Option<UntoldPulse>> {
    claim!(
        "told_at = $1",
        "u.told_at is null and u.closed_at is null and u.cancelled_at is null and u.closes_at > $1",
        "u.opened_at",
        now
    )
    .fetch_optional(db)
    .await
}

/// Claims an open round of which half the time is over.
pub async fn claim_due_reminder(
    db: &mut PgConnection,
    now: OffsetDateTime,
) -> sqlx::Result<Option<UntoldPulse>> {
    claim!(
        "reminded_at = $1",
        "u.reminded_at is null and u.closed_at is null and u.cancelled_at is null
         and u.reminds_at <= $1 and u.closes_at > $1",
        "u.reminds_at",
        now
    )
    .fetch_optional(db)
    .await
}

/// Claims a closed round of which nobody was told that its results are ready; one that too few people answered has none.
pub async fn claim_results(
    db: &mut PgConnection,
    ended_before: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<Option<UntoldPulse>> {
    claim!(
        "results_told_at = $2",
        "u.results_told_at is null and u.closed_at is not null and u.answered is not null and u.closes_at <= $1",
        "u.closes_at",
        ended_before,
        now
    )
    .fetch_optional(db)
    .await
}

/// People who may read of a closed round and want to hear of it, after one of them: who was asked, the organisers of its
/// community, or leaders where it is the organisation's.
pub async fn readers(
    db: &mut PgConnection,
    pulse: PulseId,
    after: PersonId,
    most: i64,
) -> sqlx::Result<Vec<PulseRecipient>> {
    sqlx::query_as!(
        PulseRecipient,
        r#"select p.id as person_id, p.name, p.email, p.zone,
                  case when u.community_id is null then p.is_leader else m.organiser end as "reads_all!"
           from pulses u
           join people p on p.deactivated_at is null
           left join current_members m on m.community_id = u.community_id and m.person_id = p.id
           join notice_ways(p.id, u.community_id, $4) told on told.way = 'at_once'
           where u.id = $1
             and p.id > $2
             and (u.community_id is null or m.person_id is not null)
             and (m.organiser
                  or (u.community_id is null and p.is_leader)
                  or exists (select 1 from pulse_people pp where pp.pulse_id = u.id and pp.person_id = p.id))
           order by p.id
           limit $3"#,
        pulse as PulseId,
        after as PersonId,
        most,
        NoticeKind::PulseResults.as_str()
    )
    .fetch_all(db)
    .await
}

/// Someone who is asked, or told.
pub struct PulseRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    /// May they read the results, and not the sentence alone?
    pub reads_all: bool,
}

/// People of a round who are still here and want to hear of it, after one of them.
pub async fn asked(
    db: &mut PgConnection,
    pulse: PulseId,
    after: PersonId,
    most: i64,
) -> sqlx::Result<Vec<PulseRecipient>> {
    sqlx::query_as!(
        PulseRecipient,
        r#"select p.id as person_id, p.name, p.email, p.zone, false as "reads_all!"
         from pulse_people pp
         join pulses u on u.id = pp.pulse_id
         join people p on p.id = pp.person_id and p.deactivated_at is null
         join notice_ways(p.id, u.community_id, $4) told on told.way = 'at_once'
         where pp.pulse_id = $1
           and p.id > $2
           and (u.community_id is null
                or exists (select 1 from current_members m
                           where m.community_id = u.community_id and m.person_id = p.id))
         order by p.id
         limit $3"#,
        pulse as PulseId,
        after as PersonId,
        most,
        NoticeKind::Pulse.as_str()
    )
    .fetch_all(db)
    .await
}

/// Of these people, those who have not answered.
pub async fn not_marked(
    db: &mut PgConnection,
    pulse: PulseId,
    people: &[PersonId],
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select asked.id as "id!: PersonId"
           from unnest($2::uuid[]) asked (id)
           where not exists (select 1 from pulse_marks m where m.pulse_id = $1 and m.person_id = asked.id)"#,
        pulse as PulseId,
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}
