//! Sessions as the dates of a series: many rows, one statement.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId};
use crate::sessions::events::dates::{CommunityChange, SeriesDate, SeriesDateRecipient, SeriesSlot};
use crate::sessions::events::rules::SessionPlan;
use crate::sessions::events::{SessionFormat, details};

/// Makes published dates like `plan`; one that the series has already is left as it is. Answers the new ones.
pub async fn insert(
    db: &mut PgConnection,
    community: CommunityId,
    series: SeriesId,
    plan: &SessionPlan,
    slots: &[SeriesSlot],
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<EventId>> {
    let ids: Vec<EventId> = slots.iter().map(|_| EventId::random()).collect();
    let days: Vec<Date> = slots.iter().map(|slot| slot.on).collect();
    let starts: Vec<OffsetDateTime> = slots.iter().map(|slot| slot.starts_at).collect();
    let ends: Vec<OffsetDateTime> = slots.iter().map(|slot| slot.ends_at).collect();
    sqlx::query_scalar!(
        "insert into events (id, community_id, series_id, series_on, starts_at, ends_at, title, kind, zone, format, place,
                             join_url, capacity, agenda, uid, state, created_by, created_at, published_at,
                             offers_from_hours)
         select slot.id, $5, $6, slot.series_on, slot.starts_at, slot.ends_at, $7, $8, $9, $10, $11,
                $12, $13, $14, slot.id || '@guildhall', 'published', $15, $16, $16, $17
         from unnest($1::uuid[], $2::date[], $3::timestamptz[], $4::timestamptz[])
              as slot (id, series_on, starts_at, ends_at)
         on conflict (series_id, series_on) do nothing
         returning id",
        &ids as &[EventId],
        &days,
        &starts,
        &ends,
        community as CommunityId,
        series as SeriesId,
        plan.title,
        plan.kind,
        plan.zone,
        plan.format as SessionFormat,
        plan.place,
        plan.join_url,
        plan.capacity,
        plan.agenda,
        by as PersonId,
        now,
        plan.offers_from_hours
    )
    .fetch_all(db)
    .await
}

/// Hosts of several sessions; an id that is not of the community's people is passed over.
pub async fn add_hosts(db: &mut PgConnection, events: &[EventId], hosts: &[PersonId]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into hosts (event_id, person_id)
         select e.id, m.person_id
         from events e
         join current_members m on m.community_id = e.community_id
         where e.id = any ($1) and m.person_id = any ($2)
         on conflict do nothing",
        events as &[EventId],
        hosts as &[PersonId]
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn remove_hosts(db: &mut PgConnection, events: &[EventId], hosts: &[PersonId]) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from hosts where event_id = any ($1) and person_id = any ($2)",
        events as &[EventId],
        hosts as &[PersonId]
    )
    .execute(db)
    .await
    .map(drop)
}

/// Every date of a series, its row held until the transaction ends. All who hold several take them in this order.
pub async fn lock(db: &mut PgConnection, series: SeriesId) -> sqlx::Result<Vec<SeriesDate>> {
    sqlx::query!(
        r#"select id, series_on as "series_on!", state, starts_at, ends_at, title, kind, zone, format, place, join_url,
                  agenda, capacity, offers_from_hours, seated
           from events
           where series_id = $1
           order by id
           for no key update"#,
        series as SeriesId
    )
    .map(|row| SeriesDate {
        id: row.id,
        series_on: row.series_on,
        state: row.state,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        details: details!(row),
        seated: row.seated,
    })
    .fetch_all(db)
    .await
}

/// Takes sessions out of their series.
pub async fn detach(db: &mut PgConnection, events: &[EventId], now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update events set series_id = null, series_on = null, changed_at = $2 where id = any ($1)",
        events as &[EventId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Writes dates as they are to be, into a series; the sequence of those that are `told` rises.
pub async fn rewrite(
    db: &mut PgConnection,
    series: SeriesId,
    dates: &[SeriesDate],
    told: &[EventId],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let texts =
        |field: fn(&SeriesDate) -> &str| dates.iter().map(|date| field(date).to_owned()).collect::<Vec<_>>();
    let ids: Vec<EventId> = dates.iter().map(|date| date.id).collect();
    let days: Vec<Date> = dates.iter().map(|date| date.series_on).collect();
    let starts: Vec<OffsetDateTime> = dates.iter().map(|date| date.starts_at).collect();
    let ends: Vec<OffsetDateTime> = dates.iter().map(|date| date.ends_at).collect();
    let offers: Vec<i32> = dates.iter().map(|date| date.offers_from_hours).collect();
    let capacities: Vec<Option<i32>> = dates.iter().map(|date| date.capacity).collect();
    sqlx::query!(
        "update events e
         set series_id = $13, series_on = d.series_on, starts_at = d.starts_at, ends_at = d.ends_at, title = d.title,
             kind = d.kind, zone = d.zone, format = d.format, place = d.place, join_url = d.join_url,
             agenda = d.agenda, capacity = d.capacity, offers_from_hours = d.offers_from_hours,
             sequence = sequence + (e.id = any ($12))::int, changed_at = $16
         from unnest($1::uuid[], $2::date[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                     $8::text[], $9::text[], $10::text[], $11::text[], $14::int[], $15::int[])
              as d (id, series_on, starts_at, ends_at, title, kind, zone, format, place, join_url, agenda, capacity,
                    offers_from_hours)
         where e.id = d.id",
        &ids as &[EventId],
        &days,
        &starts,
        &ends,
        &texts(|date| &date.title),
        &texts(|date| &date.kind),
        &texts(|date| &date.zone),
        &dates.iter().map(|date| date.format).collect::<Vec<_>>() as &[SessionFormat],
        &texts(|date| &date.place),
        &texts(|date| &date.join_url),
        &texts(|date| &date.agenda),
        told as &[EventId],
        series as SeriesId,
        &capacities as &[Option<i32>],
        &offers,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Calls sessions off, those that are not over; which they were. The caller tells people.
pub async fn cancel(
    db: &mut PgConnection,
    events: &[EventId],
    reason: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<EventId>> {
    sqlx::query_scalar!(
        "update events
         set state = 'cancelled', cancelled_at = $3, cancel_reason = $2, sequence = sequence + 1
         where id = any ($1) and state = 'published' and ends_at > $3
         returning id",
        events as &[EventId],
        reason,
        now
    )
    .fetch_all(db)
    .await
}

/// Everyone who answered one of the sessions and may see it, a row for each of them, the nearest first.
pub async fn readers(db: &mut PgConnection, events: &[EventId]) -> sqlx::Result<Vec<SeriesDateRecipient>> {
    sqlx::query_as!(
        SeriesDateRecipient,
        r#"select e.id as event_id, p.id as person_id, p.name, p.email, p.zone, r.answer,
                may_join(r.answer, c.admission, m.id is not null, m.organiser, h.person_id is not null) as "may_join!"
         from events e
         join rsvps r on r.event_id = e.id and r.answer in ('going', 'waiting', 'maybe')
         join people p on p.id = r.person_id and p.deactivated_at is null
         join communities c on c.id = e.community_id
         left join current_members m on m.community_id = c.id and m.person_id = p.id
         left join hosts h on h.event_id = e.id and h.person_id = p.id
         where e.id = any ($1)
           and e.community_id in (select id from communities_seen(p.id))
         order by p.id, e.starts_at, e.id"#,
        events as &[EventId]
    )
    .fetch_all(db)
    .await
}

/// Sessions to come, by themselves or of some series, go to another community: their answers, hosts and uid go with them,
/// and the sequence that calendars follow rises. Which did. The caller tells people. Only those that have not begun and were not called off; their rows are taken in the order in which all who
/// hold several take them.
pub async fn change_community(
    db: &mut PgConnection,
    communities: CommunityChange,
    events: &[EventId],
    series: &[SeriesId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<EventId>> {
    sqlx::query_scalar!(
        "with held as (
             select id from events
             where community_id = $1
               and (id = any ($3) or series_id = any ($4))
               and state <> 'cancelled'
               and starts_at > $5
             order by id
             for no key update
         )
         update events e set community_id = $2, sequence = sequence + 1, changed_at = $5
         from held
         where e.id = held.id
         returning e.id",
        communities.from as CommunityId,
        communities.to as CommunityId,
        events as &[EventId],
        series as &[SeriesId],
        now
    )
    .fetch_all(db)
    .await
}
