//! Places in two communities that become one: many rows, one statement.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::communities::Membership;
use crate::communities::members::merging::{FormerPlace, MemberPlace, MergingMember};
use crate::platform::ids::{CommunityId, PersonId};

/// In each community the present place counts, or else the last one that was left.
pub async fn of_two(
    db: &mut PgConnection,
    from: CommunityId,
    into: CommunityId,
) -> sqlx::Result<Vec<MergingMember>> {
    sqlx::query!(
        r#"select p.id as "person_id!: PersonId", p.deactivated_at is not null as "deactivated!", f.why as "why!",
                  f.membership as "f_membership!: Membership", f.organiser as "f_organiser!", f.left_at is null as "f_active!",
                  f.joined_at as "f_joined_at!", f.organiser_at as f_organiser_at,
                  i.membership as "i_membership?: Membership", i.organiser as "i_organiser?",
                  (i.joined_at is not null and i.left_at is null) as "i_active!",
                  i.joined_at as "i_joined_at?", i.organiser_at as "i_organiser_at?"
           from (select distinct on (person_id) * from members
                 where community_id = $1 and joined_at is not null
                 order by person_id, left_at is null desc, left_at desc) f
           join people p on p.id = f.person_id
           left join lateral (
               select * from members m
               where m.community_id = $2 and m.person_id = f.person_id and m.joined_at is not null
               order by m.left_at is null desc, m.left_at desc
               limit 1
           ) i on true
           -- Whoever was removed for good from the one that goes on comes back only where an organiser invites them.
           where not exists (select 1 from barred_members b where b.community_id = $2 and b.person_id = f.person_id)
           order by p.id"#,
        from as CommunityId,
        into as CommunityId
    )
    .map(|row| MergingMember {
        person_id: row.person_id,
        why: row.why,
        deactivated: row.deactivated,
        from: MemberPlace {
            membership: row.f_membership,
            organiser: row.f_organiser,
            active: row.f_active,
            joined_at: row.f_joined_at,
            organiser_at: row.f_organiser_at,
        },
        into: row.i_membership.zip(row.i_joined_at).map(|(membership, joined_at)| MemberPlace {
            membership,
            organiser: row.i_organiser.unwrap_or(false),
            active: row.i_active,
            joined_at,
            organiser_at: row.i_organiser_at,
        }),
    })
    .fetch_all(db)
    .await
}

/// The places that these people have in a community now; a row for each of them.
pub async fn current(
    db: &mut PgConnection,
    community: CommunityId,
    people: &[PersonId],
) -> sqlx::Result<Vec<FormerPlace>> {
    sqlx::query_as!(
        FormerPlace,
        r#"select p as "person_id!: PersonId", m.membership as "membership?: Membership",
                  coalesce(m.organiser, false) as "organiser!", m.joined_at as "joined_at?", m.organiser_at as "organiser_at?"
           from unnest($2::uuid[]) p
           left join members m on m.community_id = $1 and m.person_id = p and m.left_at is null"#,
        community as CommunityId,
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// A place that is given.
pub struct NewPlace<'a> {
    pub person: PersonId,
    pub why: &'a str,
    pub place: MemberPlace,
}

pub async fn write(
    db: &mut PgConnection,
    community: CommunityId,
    places: &[NewPlace<'_>],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let people: Vec<PersonId> = places.iter().map(|new| new.person).collect();
    let whys: Vec<String> = places.iter().map(|new| new.why.to_owned()).collect();
    let memberships: Vec<Membership> = places.iter().map(|new| new.place.membership).collect();
    let organisers: Vec<bool> = places.iter().map(|new| new.place.organiser).collect();
    let joined: Vec<OffsetDateTime> = places.iter().map(|new| new.place.joined_at).collect();
    let since: Vec<Option<OffsetDateTime>> = places.iter().map(|new| new.place.organiser_at).collect();
    sqlx::query!(
        "insert into members (community_id, person_id, membership, organiser, why, asked_at, joined_at, organiser_at)
         select $1, n.person_id, n.membership, n.organiser, n.why, $8, n.joined_at, n.organiser_at
         from unnest($2::uuid[], $3::text[], $4::boolean[], $5::text[], $6::timestamptz[], $7::timestamptz[])
              n (person_id, membership, organiser, why, joined_at, organiser_at)
         on conflict (community_id, person_id) where left_at is null do update
         set membership = excluded.membership, organiser = excluded.organiser, joined_at = excluded.joined_at,
             organiser_at = excluded.organiser_at,
             why = case when members.why = '' then excluded.why else members.why end",
        community as CommunityId,
        &people as &[PersonId],
        &memberships as &[Membership],
        &organisers,
        &whys,
        &joined,
        &since as &[Option<OffsetDateTime>],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Of these people, those who are not in `into` any more leave `from` too; its organisers stay, so that it has some.
pub async fn leave_with(
    db: &mut PgConnection,
    from: CommunityId,
    into: CommunityId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update members f set left_at = $4
         where f.community_id = $1
           and f.person_id = any ($3)
           and f.left_at is null
           and not f.organiser
           and not exists (select 1 from current_members i where i.community_id = $2 and i.person_id = f.person_id)",
        from as CommunityId,
        into as CommunityId,
        people as &[PersonId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Requests and invitations of one community wait in another one, for people who have no place there.
pub async fn carry_waiting(db: &mut PgConnection, from: CommunityId, into: CommunityId) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into members (community_id, person_id, membership, why, asked_at)
         select $2, f.person_id, f.membership, f.why, f.asked_at
         from members f
         join people p on p.id = f.person_id and p.deactivated_at is null
         where f.community_id = $1
           and f.left_at is null
           and f.joined_at is null
         on conflict (community_id, person_id) where left_at is null do nothing",
        from as CommunityId,
        into as CommunityId
    )
    .execute(db)
    .await
    .map(drop)
}

/// And the addresses that were invited.
pub async fn carry_invited(db: &mut PgConnection, from: CommunityId, into: CommunityId) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitations (community_id, email, invited_at)
         select $2, email, invited_at from invitations where community_id = $1
         on conflict do nothing",
        from as CommunityId,
        into as CommunityId
    )
    .execute(db)
    .await
    .map(drop)
}

/// Requests and invitations that were carried over, and that nobody answered since, are gone again.
pub async fn drop_carried(db: &mut PgConnection, from: CommunityId, into: CommunityId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from members i
         using members f
         where i.community_id = $2
           and i.left_at is null
           and i.joined_at is null
           and f.community_id = $1
           and f.person_id = i.person_id
           and f.left_at is null
           and f.joined_at is null
           and f.asked_at = i.asked_at",
        from as CommunityId,
        into as CommunityId
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn end(
    db: &mut PgConnection,
    community: CommunityId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update members set left_at = $3, organiser = false
         where community_id = $1 and person_id = any ($2) and left_at is null",
        community as CommunityId,
        people as &[PersonId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Former places as columns.
struct FormerColumns {
    people: Vec<PersonId>,
    memberships: Vec<Option<Membership>>,
    organisers: Vec<bool>,
    joined: Vec<Option<OffsetDateTime>>,
    since: Vec<Option<OffsetDateTime>>,
}

fn columns<'a>(former: impl Iterator<Item = &'a FormerPlace> + Clone) -> FormerColumns {
    FormerColumns {
        people: former.clone().map(|place| place.person_id).collect(),
        memberships: former.clone().map(|place| place.membership).collect(),
        organisers: former.clone().map(|place| place.organiser).collect(),
        joined: former.clone().map(|place| place.joined_at).collect(),
        since: former.map(|place| place.organiser_at).collect(),
    }
}

/// The places of people who were in both before. An organiser stays one, unless they became it as the organiser of the
/// other community.
pub async fn restore(
    db: &mut PgConnection,
    from: CommunityId,
    into: CommunityId,
    former: &[&FormerPlace],
) -> sqlx::Result<()> {
    let columns = columns(former.iter().copied());
    sqlx::query!(
        "update members m
         set membership = f.membership, joined_at = f.joined_at,
             organiser = m.organiser and f.joined_at is not null and (f.organiser or o.person_id is null),
             organiser_at = case when f.organiser or o.person_id is null then m.organiser_at end
         from unnest($3::uuid[], $4::text[], $5::boolean[], $6::timestamptz[]) f (person_id, membership, organiser, joined_at)
         left join current_members o on o.community_id = $1 and o.person_id = f.person_id and o.organiser
         where m.community_id = $2 and m.person_id = f.person_id and m.left_at is null",
        from as CommunityId,
        into as CommunityId,
        &columns.people as &[PersonId],
        &columns.memberships as &[Option<Membership>],
        &columns.organisers,
        &columns.joined as &[Option<OffsetDateTime>]
    )
    .execute(db)
    .await
    .map(drop)
}

/// Opens the places that people left last, unless they have come back by themselves.
pub async fn reopen(
    db: &mut PgConnection,
    community: CommunityId,
    former: &[FormerPlace],
) -> sqlx::Result<()> {
    let columns = columns(former.iter());
    sqlx::query!(
        "update members m
         set left_at = null, organiser = f.organiser, organiser_at = f.organiser_at
         from unnest($2::uuid[], $3::boolean[], $4::timestamptz[]) f (person_id, organiser, organiser_at)
         where m.id = (select l.id from members l
                       where l.community_id = $1 and l.person_id = f.person_id
                       order by l.left_at is null desc, l.left_at desc
                       limit 1)
           and m.left_at is not null",
        community as CommunityId,
        &columns.people as &[PersonId],
        &columns.organisers,
        &columns.since as &[Option<OffsetDateTime>]
    )
    .execute(db)
    .await
    .map(drop)
}
