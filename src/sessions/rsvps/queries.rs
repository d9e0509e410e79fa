use std::collections::BTreeMap;

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::rules::{self, Declined, Placement, Seats};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::sessions::Answer;
use crate::sessions::events::SessionState;

/// The seats of a session, with its row locked until the transaction ends.
pub async fn lock(db: &mut PgConnection, event: EventId) -> sqlx::Result<Seats> {
    sqlx::query_as!(
        Seats,
        r#"select capacity, seated, waiting, starts_at, state,
                  (select c.archived_at is not null from communities c where c.id = events.community_id) as "archived!",
                  starts_at - make_interval(hours => offers_from_hours) as "offers_from!"
           from events
           where id = $1
           for no key update"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}

pub async fn place_of(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
) -> sqlx::Result<Option<Placement>> {
    let answer = sqlx::query_scalar!(
        "select answer from rsvps where event_id = $1 and person_id = $2",
        event as EventId,
        person as PersonId
    )
    .fetch_optional(db)
    .await?;
    Ok(answer.and_then(Placement::of))
}

/// A session as it is under its lock, and how someone who answers stands to it.
pub struct AskedSession {
    pub seats: Seats,
    pub held: Option<Placement>,
    /// In an open community everyone may take a place; in the others, those who belong to it.
    pub gives_places: bool,
    /// Was this person's calendar ever told of it?
    pub is_known: bool,
    /// What mails say of it: as [`plan`] read it before, or it was changed meanwhile.
    pub plan: String,
}

impl AskedSession {
    /// What a yes gets.
    ///
    /// # Errors
    /// [`Error::Refused`] when no answers are taken, or only members of the community may come.
    pub fn place(&self, now: OffsetDateTime) -> Result<Placement> {
        rules::may_answer(&self.seats, now).map_err(Error::Refused)?;
        if self.held.is_none() && !self.gives_places {
            return Err(Error::Refused("Its members sign up for its sessions. Join the community first."));
        }
        Ok(rules::place(&self.seats, self.held, now))
    }
}

/// Locks a session until the transaction ends, for someone who answers.
pub async fn lock_for(db: &mut PgConnection, event: EventId, person: PersonId) -> sqlx::Result<AskedSession> {
    lock_for_all(db, event, &[person]).await?.pop().ok_or(sqlx::Error::RowNotFound)
}

/// The same for several people: how the session stands to each, in their order.
pub async fn lock_for_all(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
) -> sqlx::Result<Vec<AskedSession>> {
    sqlx::query!(
        r#"select capacity, seated as "seated!", waiting as "waiting!", starts_at as "starts_at!",
                  offers_from as "offers_from!", state as "state!: SessionState", archived as "archived!",
                  answer as "answer: Answer", gives as "gives!", known as "known!", plan as "plan!"
           from unnest($2::uuid[]) with ordinality as asked (person, place)
           cross join lateral locked_session($1, asked.person)
           order by asked.place"#,
        event as EventId,
        people as &[PersonId]
    )
    .map(|row| AskedSession {
        seats: Seats {
            capacity: row.capacity,
            seated: row.seated,
            waiting: row.waiting,
            starts_at: row.starts_at,
            offers_from: row.offers_from,
            state: row.state,
            archived: row.archived,
        },
        held: row.answer.and_then(Placement::of),
        gives_places: row.gives,
        is_known: row.known,
        plan: row.plan,
    })
    .fetch_all(db)
    .await
}

/// What mails about a session say of it, as one text to compare.
pub async fn plan(db: &mut PgConnection, event: EventId) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select session_plan(events) as "plan!" from events where id = $1"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}

/// Under the session's lock.
pub async fn seat(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into rsvps (event_id, person_id, answer, answered_at, seated_at)
         select $1, person, 'going', $3, $3 from unnest($2::uuid[]) as person
         on conflict (event_id, person_id) do update
         set answer = 'going', answered_at = $3, seated_at = $3, queue_no = null, moved_by = null, moved_for = ''",
        event as EventId,
        people as &[PersonId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// The next numbers of the session's queue, in this order, under its lock.
pub async fn queue_up(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with number as (
             update events set next_in_queue = next_in_queue + cardinality($2::uuid[])
             where id = $1
             returning next_in_queue - cardinality($2::uuid[]) as first
         )
         insert into rsvps (event_id, person_id, answer, queue_no, answered_at)
         select $1, asked.person, 'waiting', number.first + asked.place - 1, $3
         from number, unnest($2::uuid[]) with ordinality as asked (person, place)
         on conflict (event_id, person_id) do update
         set answer = 'waiting', queue_no = excluded.queue_no, answered_at = $3, seated_at = null, moved_by = null, moved_for = ''",
        event as EventId,
        people as &[PersonId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn answer(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    answer: Answer,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into rsvps (event_id, person_id, answer, answered_at)
         values ($1, $2, $3, $4)
         on conflict (event_id, person_id) do update
         set answer = $3, answered_at = $4, seated_at = null, queue_no = null, moved_by = null, moved_for = ''",
        event as EventId,
        person as PersonId,
        answer as Answer,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Answers no or maybe under the session's lock, seats the first `free` people of its queue, and takes back mails of these
/// kinds, and of calendars, that are not true any more; who was seated.
pub async fn give_up(
    db: &mut PgConnection,
    event: EventId,
    leavers: &BTreeMap<PersonId, Declined>,
    free: i64,
    kinds: &[&str],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<PersonId>> {
    let people: Vec<PersonId> = leavers.keys().copied().collect();
    let answers: Vec<Answer> = leavers.values().map(|declined| (*declined).into()).collect();
    sqlx::query_scalar!(
        r#"select seated as "seated!: PersonId" from give_up_places($1, $2, $3, $6, $4, $5) as seated"#,
        event as EventId,
        &people as &[PersonId],
        &answers as &[Answer],
        free,
        kinds as &[&str],
        now
    )
    .fetch_all(db)
    .await
}

/// Who waits for a seat longest, beside these people: as many as they are.
pub async fn first_in_queue(
    db: &mut PgConnection,
    event: EventId,
    beside: &[PersonId],
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "select w.person_id
         from rsvps w
         join people p on p.id = w.person_id and p.deactivated_at is null
         where w.event_id = $1 and w.answer = 'waiting' and w.person_id <> all ($2)
         order by w.queue_no
         limit cardinality($2::uuid[])",
        event as EventId,
        beside as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Seats the first `free` people of the queue who still have an account; who they are, in its order.
pub async fn promote(
    db: &mut PgConnection,
    event: EventId,
    free: i64,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "update rsvps set answer = 'going', seated_at = $3, queue_no = null
         where event_id = $1
           and person_id in (
               select w.person_id
               from rsvps w
               join people p on p.id = w.person_id and p.deactivated_at is null
               where w.event_id = $1 and w.answer = 'waiting'
               order by w.queue_no
               limit $2)
         returning person_id",
        event as EventId,
        free,
        now
    )
    .fetch_all(db)
    .await
}

/// Sessions of a community, or of all, still to come that a person said yes or maybe to, or waits for.
pub async fn answered_to_come(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<EventId>> {
    sqlx::query_scalar!(
        "select e.id
         from rsvps r
         join events e on e.id = r.event_id
         where ($1::uuid is null or e.community_id = $1)
           and r.person_id = $2
           and r.answer in ('going', 'waiting', 'maybe')
           and e.state = 'published'
           and e.starts_at > $3
         order by e.id",
        community as Option<CommunityId>,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await
}

/// Who waits for a seat, the first in the queue first.
pub async fn waiting(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "select r.person_id
         from rsvps r
         join people p on p.id = r.person_id and p.deactivated_at is null
         where r.event_id = $1 and r.answer = 'waiting'
         order by r.queue_no",
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// A person with a seat or in the queue, and what the mail about it says.
pub struct SeatRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub event_id: EventId,
    pub title: String,
    pub community_id: CommunityId,
    pub community: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub session_zone: String,
    pub place: String,
    /// Empty for anyone who may not read it, even with a place.
    pub join_url: String,
    /// Some sessions have no limit, and so nobody who waits.
    pub limited: bool,
}

pub async fn addressed(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
) -> sqlx::Result<Vec<SeatRecipient>> {
    sqlx::query_as!(
        SeatRecipient,
        r#"select p.id as person_id, p.name, p.email, p.zone, e.id as event_id, e.title, c.id as community_id,
                  c.name as community, e.starts_at, e.ends_at, e.zone as session_zone, e.place,
                  case when may_join('going', c.admission, m.id is not null, m.organiser, h.person_id is not null)
                       then e.join_url else '' end as "join_url!",
                  e.capacity is not null as "limited!"
           from events e
           join communities c on c.id = e.community_id
           join people p on p.id = any ($2)
           left join current_members m on m.community_id = c.id and m.person_id = p.id
           left join hosts h on h.event_id = e.id and h.person_id = p.id
           where e.id = $1"#,
        event as EventId,
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Anyone who answers from a mail.
pub struct LinkOwner {
    pub id: PersonId,
    pub name: String,
    pub zone: String,
}

pub async fn linked(db: &PgPool, person: PersonId) -> sqlx::Result<Option<LinkOwner>> {
    sqlx::query_as!(
        LinkOwner,
        "select id, name, zone from people where id = $1 and deactivated_at is null",
        person as PersonId
    )
    .fetch_optional(db)
    .await
}
