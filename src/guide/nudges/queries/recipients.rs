use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::guide::nudges::kinds::RecipientTimes;
use crate::notices::NoticeKind;
use crate::platform::ids::{CommunityId, EventId, PersonId};

/// The people who are asked for beside the organisers and newcomers of a community.
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

/// A member who can be told something about a community.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude one another")]
pub struct Recipient {
    pub community_id: CommunityId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    /// Wants suggestions from the community by mail, straight away.
    pub by_mail: bool,
    /// In the community: a sponsor need not be.
    pub member: bool,
    pub sponsor: bool,
    pub organiser: bool,
    pub founder: bool,
    pub joined_at: OffsetDateTime,
    /// Was at the last session.
    pub attended: bool,
    /// Answered an invitation to a session, or was at one; known of those who joined lately.
    pub answered: bool,
    /// Was at no session of the community before the last one, and has not said whether that was worth it.
    pub first_time: bool,
    /// Came to half of the sessions or more, when the community last met.
    pub core: bool,
}

/// The people who can be told something about these communities: their organisers, those who joined lately, and those
/// who are wanted. Organisers come first.
#[expect(clippy::too_many_lines, reason = "one statement, so that no community costs a query of its own")]
pub async fn recipients(
    db: &mut PgConnection,
    communities: &[CommunityId],
    wanted: &WantedPeople,
    times: RecipientTimes,
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
                  told.way = 'at_once' as "by_mail!",
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
           cross join notice_ways(p.id, m.community_id, $8) told
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
        times.now - times.welcome_until,
        NoticeKind::Nudge as NoticeKind
    )
    .fetch_all(db)
    .await
}
