use sqlx::PgConnection;

use crate::guide::nudges::recipients::{Recipient, RecipientRules};
use crate::platform::ids::{CommunityId, EventId, PersonId};

/// Of whom more than the organisers and newcomers of a community is asked for.
#[derive(Default)]
pub struct WantedPeople {
    /// Communities of which every member is wanted.
    pub all_of: Vec<CommunityId>,
    /// Sessions whose attendees are wanted.
    pub sessions: Vec<EventId>,
    /// The people who came most, a community each.
    pub core: Vec<(CommunityId, PersonId)>,
    /// People who have a nudge.
    pub told: Vec<PersonId>,
}

/// The people who can be told something about these communities: their organisers, those who joined lately, and those
/// who are wanted. Organisers come first.
#[expect(clippy::too_many_lines, reason = "one statement, so that no community costs a query of its own")]
pub async fn recipients(
    db: &mut PgConnection,
    communities: &[CommunityId],
    wanted: &WantedPeople,
    rules: RecipientRules,
) -> sqlx::Result<Vec<Recipient>> {
    let (of, core): (Vec<CommunityId>, Vec<PersonId>) = wanted.core.iter().copied().unzip();
    sqlx::query_as!(
        Recipient,
        r#"with were_there as (
               select e.community_id, a.person_id, a.event_id, e.starts_at
               from attendance a
               join events e on e.id = a.event_id
               where a.event_id = any ($3)
           ), core as (
               select * from unnest($4::uuid[], $5::uuid[]) c (community_id, person_id)
           ), places as (
               select m.community_id, m.person_id, true as member, m.organiser, m.organiser_at, m.joined_at
               from current_members m
               where m.community_id = any ($1)
               union all
               select c.id, c.sponsor_id, false, false, null, c.sponsor_named_at
               from communities c
               where c.id = any ($1)
                 and c.sponsor_id is not null
                 and not exists (select 1 from current_members m
                                 where m.community_id = c.id and m.person_id = c.sponsor_id)
           )
           select m.community_id as "community_id!", p.id as person_id, p.name, p.email, p.zone,
                  m.member as "member!", coalesce(c.sponsor_id = p.id, false) as "sponsor!",
                  m.organiser as "organiser!", p.id = c.founder_id as "founder!", m.joined_at as "joined_at!",
                  t.person_id is not null as "attended!",
                  m.joined_at > $7 and (
                      exists (select 1 from rsvps r join events e on e.id = r.event_id
                              where r.person_id = p.id and e.community_id = m.community_id)
                      or exists (select 1 from attendance a join events e on e.id = a.event_id
                                 where a.person_id = p.id and e.community_id = m.community_id)) as "answered!",
                  t.person_id is not null
                  and not exists (select 1 from attendance b
                                  join events f on f.id = b.event_id
                                  where b.person_id = p.id and f.community_id = m.community_id
                                    and f.starts_at < t.starts_at)
                  and not exists (select 1 from session_worth_marks w
                                  where w.event_id = t.event_id and w.person_id = p.id) as "first_time!",
                  k.person_id is not null as "core!"
           from places m
           join people p on p.id = m.person_id
           join communities c on c.id = m.community_id
           left join were_there t on t.community_id = m.community_id and t.person_id = m.person_id
           left join core k on k.community_id = m.community_id and k.person_id = m.person_id
           where p.deactivated_at is null
             and p.erased_at is null
             and (m.organiser
                  or c.sponsor_id = p.id
                  or m.community_id = any ($2)
                  or m.joined_at > $7
                  or t.person_id is not null
                  or k.person_id is not null
                  or m.person_id = any ($6))
           order by m.organiser desc, m.organiser_at, p.id"#,
        communities as &[CommunityId],
        &wanted.all_of as &[CommunityId],
        &wanted.sessions as &[EventId],
        &of as &[CommunityId],
        &core as &[PersonId],
        &wanted.told as &[PersonId],
        rules.now - rules.welcome_until
    )
    .fetch_all(db)
    .await
}
