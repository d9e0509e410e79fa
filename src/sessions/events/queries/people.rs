//! Who is on the list of a session, and who may host one.

use serde::Deserialize;
use sqlx::PgPool;

use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::web::Rows;
use crate::sessions::Answer;

/// A person on the list of a session.
#[derive(Debug, Deserialize)]
pub struct Going {
    pub person_id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub department: Option<String>,
    /// going, waiting or maybe.
    pub answer: Option<Answer>,
    pub host: bool,
    /// How many stand on the same part of the list: hosts, or all with this answer.
    pub alike: i64,
}

impl Going {
    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }

    pub fn waits(&self) -> bool {
        self.answer == Some(Answer::Waiting)
    }
}

/// Hosts first, then those with a seat in the order they took it, then the queue in its order; of each part of the list
/// `most` people at most.
pub async fn going(db: &PgPool, event: EventId, most: i64) -> sqlx::Result<Vec<Going>> {
    sqlx::query_as!(
        Going,
        r#"select person_id as "person_id!: PersonId", name as "name!", team, department, answer as "answer?: Answer",
                  host as "host!", alike as "alike!"
           from session_list($1, $2)
           order by place"#,
        event as EventId,
        most
    )
    .fetch_all(db)
    .await
}

/// A page of the list of a session, in the same order; people who answered maybe are left out.
pub async fn signed_up(db: &PgPool, event: EventId, rows: Rows) -> sqlx::Result<Vec<Going>> {
    sqlx::query_as!(
        Going,
        r#"with listed as (
               select p.id, p.name, p.team_id, r.answer, r.queue_no, r.seated_at, h.person_id is not null as host,
                      count(*) over () as alike
               from (select person_id, answer, seated_at, queue_no from rsvps
                     where event_id = $1 and answer in ('going', 'waiting')) r
               full join (select person_id from hosts where event_id = $1) h on h.person_id = r.person_id
               join people p on p.id = coalesce(r.person_id, h.person_id)
           )
           select l.id as "person_id!: PersonId", l.name as "name!", t.name as "team?", d.name as "department?",
                  l.answer as "answer?: Answer", l.host as "host!", l.alike as "alike!"
           from listed l
           left join teams t on t.id = l.team_id
           left join departments d on d.id = t.department_id
           -- Whoever is asked before they are listed here is not yet.
           where not exists (select 1
                             from move_asks a
                             join transformations w on w.id = a.transformation_id and w.way = 'merge'
                             where a.person_id = l.id
                               and a.to_id = (select community_id from events where id = $1)
                               and a.answered_at is null)
           order by l.host desc, array_position(array['going', 'waiting'], l.answer), l.queue_no, l.seated_at,
                    lower(l.name), l.id
           limit $2 offset $3"#,
        event as EventId,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// Someone a session may be hosted by.
pub struct PossibleHost {
    pub id: PersonId,
    pub name: String,
    pub open_to_host: bool,
    /// How many were found, shown or not.
    pub of_all: i64,
}

impl PossibleHost {
    pub fn hint(&self) -> &'static str {
        if self.open_to_host { "Happy to host" } else { "" }
    }
}

/// People of a community who may host: those who like to be asked first, then organisers. Those of `chosen` are always
/// there, and beside them `most` whose name contains `name`.
pub async fn possible_hosts(
    db: &PgPool,
    community: CommunityId,
    chosen: &[PersonId],
    name: &str,
    most: i64,
) -> sqlx::Result<Vec<PossibleHost>> {
    sqlx::query_as!(
        PossibleHost,
        r#"with possible as (
               select p.id, p.name, p.open_to_host, m.organiser, p.id = any ($2) as chosen,
                      row_number() over (
                          partition by p.id = any ($2)
                          order by p.open_to_host desc, m.organiser desc, lower(p.name), p.id) as turn
               from current_members m
               join people p on p.id = m.person_id
               where m.community_id = $1
                 and p.deactivated_at is null
                 and (p.id = any ($2) or position(lower($3) in lower(p.name)) > 0)
           )
           select id, name, open_to_host, (select count(*) from possible) as "of_all!"
           from possible
           where chosen or turn <= $4
           order by chosen desc, turn"#,
        community as CommunityId,
        chosen as &[PersonId],
        name,
        most
    )
    .fetch_all(db)
    .await
}
