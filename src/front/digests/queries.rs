use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::DigestItemKind;
use crate::guide::nudges::{self, NudgeKind};
use crate::notices::NoticeKind;
use crate::platform::ids::{EventId, PersonId, ThingId};
use crate::sessions::Answer;

/// Every zone that people are in.
pub async fn zones(db: &PgPool) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("select distinct zone from people where deactivated_at is null").fetch_all(db).await
}

/// Where a digest is due now: the same place in each list is one zone.
#[derive(Default)]
pub struct DigestSlots {
    pub zones: Vec<String>,
    pub weeks: Vec<Date>,
    pub told_to: Vec<OffsetDateTime>,
}

/// Someone whose digest is due, and what it covers.
pub struct DigestRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub week_on: Date,
    pub told_from: OffsetDateTime,
    pub told_to: OffsetDateTime,
}

/// Everybody whose digest is due, in the order of their ids: one pass, and nothing of them but who they are, so that
/// tens of thousands fit in memory.
pub async fn due(db: &PgPool, slots: &DigestSlots) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "select p.id
         from unnest($1::text[], $2::date[], $3::timestamptz[]) there (zone, week_on, told_to)
         join people p on p.zone = there.zone
         join notice_ways(p.id, null, $4) told on told.way = 'at_once'
         where p.deactivated_at is null
           and p.created_at < there.told_to
           and (p.id in (select sponsor_id from communities where archived_at is null)
                or exists (select 1 from current_members m where m.person_id = p.id and m.joined_at < there.told_to))
           and not exists (select 1 from digests d where d.person_id = p.id and d.week_on = there.week_on)
         order by p.id",
        &slots.zones,
        &slots.weeks,
        &slots.told_to,
        NoticeKind::Digest.as_str()
    )
    .fetch_all(db)
    .await
}

/// What the digests of these people cover. Who has had theirs meanwhile, or wants none any more, is left out.
pub async fn recipients(
    db: &mut PgConnection,
    people: &[PersonId],
    slots: &DigestSlots,
    first: time::Duration,
    longest: time::Duration,
) -> sqlx::Result<Vec<DigestRecipient>> {
    sqlx::query_as!(
        DigestRecipient,
        r#"select p.id as person_id, p.name, p.email, p.zone, there.week_on as "week_on!", there.told_to as "told_to!",
                  greatest(coalesce((select d.told_to from digests d
                                     where d.person_id = p.id
                                     order by d.week_on desc
                                     limit 1),
                                    there.told_to - $6::bigint * interval '1 second'),
                           there.told_to - $7::bigint * interval '1 second') as "told_from!"
           from people p
           join unnest($1::text[], $2::date[], $3::timestamptz[]) there (zone, week_on, told_to) on p.zone = there.zone
           join notice_ways(p.id, null, $4) told on told.way = 'at_once'
           where p.id = any ($5)
             and p.deactivated_at is null
             and not exists (select 1 from digests d where d.person_id = p.id and d.week_on = there.week_on)
           order by p.id"#,
        &slots.zones,
        &slots.weeks,
        &slots.told_to,
        NoticeKind::Digest.as_str(),
        people as &[PersonId],
        first.whole_seconds(),
        longest.whole_seconds()
    )
    .fetch_all(db)
    .await
}

/// Claims the digests of these people; answers whose are claimed. The row is the promise that each gets one a week: of
/// two copies that claim the same, one waits for the other and is left with none.
pub async fn claim(
    db: &mut PgConnection,
    readers: &[DigestRecipient],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<PersonId>> {
    let people: Vec<PersonId> = readers.iter().map(|reader| reader.person_id).collect();
    let weeks: Vec<Date> = readers.iter().map(|reader| reader.week_on).collect();
    let told_to: Vec<OffsetDateTime> = readers.iter().map(|reader| reader.told_to).collect();
    sqlx::query_scalar!(
        "insert into digests (person_id, week_on, told_to, made_at)
         select r.person_id, r.week_on, r.told_to, $4
         from unnest($1::uuid[], $2::date[], $3::timestamptz[]) r (person_id, week_on, told_to)
         on conflict do nothing
         returning person_id",
        &people as &[PersonId],
        &weeks,
        &told_to,
        now
    )
    .fetch_all(db)
    .await
}

/// Whom to look for: the same place in each list is one reader and what their digest covers.
pub struct Readers {
    pub people: Vec<PersonId>,
    pub from: Vec<OffsetDateTime>,
    pub to: Vec<OffsetDateTime>,
}

/// Something that was kept for a person's digest.
#[derive(Clone, Debug)]
pub struct Item {
    pub person_id: PersonId,
    pub kind: DigestItemKind,
    pub thing_id: ThingId,
    /// The kind of a suggestion; of all else, what it is called.
    pub title: String,
    pub community: String,
    pub slug: String,
    /// Of a session still to come.
    pub starts_at: Option<OffsetDateTime>,
    pub ends_at: Option<OffsetDateTime>,
    pub zone: Option<String>,
    /// Of a suggestion.
    pub path: String,
}

/// Everything that was kept for these people, in the order of the digest. What went out at once is not in it.
#[expect(
    clippy::too_many_lines,
    reason = "one statement, so that the five kinds are held to the same choices"
)]
pub async fn items(db: &mut PgConnection, readers: &Readers, now: OffsetDateTime) -> sqlx::Result<Vec<Item>> {
    sqlx::query_as!(
        Item,
        r#"with them as (
               select * from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) t (person_id, told_from, told_to)
           ), places as (
               select t.person_id, t.told_from, t.told_to, m.organiser, c.id as community_id, c.name as community, c.slug
               from them t
               join current_members m on m.person_id = t.person_id
               join communities c on c.id = m.community_id and c.archived_at is null
           ), recaps as materialized (
               -- Few, while these people went to many sessions in all their years.
               select id, community_id, title, starts_at, recap_posted_at
               from events
               where state = 'published'
                 and recap_posted_at > (select min(told_from) from them)
                 and recap_posted_at <= (select max(told_to) from them)
           ), found as (
               select 1 as place, pl.person_id, pl.community_id, 'announcement' as kind, a.id as thing_id,
                      a.subject as title, pl.community, pl.slug, null::timestamptz as starts_at,
                      null::timestamptz as ends_at, null::text as zone, '' as path, a.sent_at as at
               from places pl
               join announcements a on a.community_id = pl.community_id
               where a.sent_at > pl.told_from and a.sent_at <= pl.told_to
               union all
               select 2, pl.person_id, pl.community_id, 'new_session', e.id, e.title, pl.community, pl.slug,
                      e.starts_at, e.ends_at, e.zone, '', e.starts_at
               from places pl
               join events e on e.community_id = pl.community_id
               where e.state = 'published'
                 and e.starts_at > $4
                 and e.published_at > pl.told_from and e.published_at <= pl.told_to
                 and not exists (select 1 from events b
                                 where b.series_id = e.series_id and b.published_at is not null and b.series_on < e.series_on)
                 and not exists (select 1 from mails m
                                 where m.about_id = e.id and m.person_id = pl.person_id and m.kind = 'new_session')
               union all
               select 3, t.person_id, e.community_id, 'recap', e.id, e.title, c.name, c.slug, null, null, null, '',
                      e.recap_posted_at
               from recaps e
               join attendance p on p.event_id = e.id
               join them t on t.person_id = p.person_id
               join communities c on c.id = e.community_id and c.archived_at is null
               where e.recap_posted_at > t.told_from and e.recap_posted_at <= t.told_to
                 and exists (select 1 from communities_seen(t.person_id) s where s.id = c.id)
                 and not exists (
                     select 1 from reminders d
                     where d.event_id = e.id and d.person_id = t.person_id and d.kind = 'day_after'
                       and d.starts_at = e.starts_at and d.queued_at >= e.recap_posted_at)
               union all
               select 4, pl.person_id, pl.community_id, 'story', s.id, s.title, pl.community, pl.slug, null, null,
                      null, '', s.published_at
               from places pl
               join stories s on s.community_id = pl.community_id
               where s.withdrawn_at is null
                 and s.author_id <> pl.person_id
                 and s.published_at > pl.told_from and s.published_at <= pl.told_to
                 and not exists (select 1 from mails m
                                 where m.about_id = s.id and m.person_id = pl.person_id and m.kind = 'story')
               union all
               select 5, t.person_id, n.community_id, 'nudge', n.id, n.kind, c.name, c.slug, null, null, null,
                      n.path, n.made_at
               from them t
               join nudges n on n.person_id = t.person_id
               join communities c on c.id = n.community_id and c.archived_at is null
               left join places pl on pl.person_id = t.person_id and pl.community_id = n.community_id
               -- A sponsor need not be a member.
               where case when n.kind = $7 then c.sponsor_id = t.person_id
                          else pl.organiser or (pl.organiser is not null and n.kind <> $5) end
                 and not n.mailed
                 and n.done_at is null and n.cancelled_at is null
                 and n.made_at > t.told_from and n.made_at <= t.told_to
                 and (select count(*) from nudges b
                      where b.person_id = n.person_id and b.community_id = n.community_id and b.kind = n.kind
                        and b.event_id is not distinct from n.event_id and b.made_at < n.made_at) < $6
           )
           select f.person_id as "person_id!: PersonId", f.kind as "kind!: DigestItemKind", f.thing_id as "thing_id!: ThingId", f.title as "title!",
                  f.community as "community!", f.slug as "slug!", f.starts_at as "starts_at?", f.ends_at as "ends_at?", f.zone as "zone?",
                  f.path as "path!"
           from found f
           join notice_ways(f.person_id, f.community_id, f.kind) told on told.way = 'digest'
           order by f.person_id, f.place, f.at, f.thing_id"#,
        &readers.people as &[PersonId],
        &readers.from,
        &readers.to,
        now,
        NudgeKind::Grown as NudgeKind,
        i64::from(nudges::MOST_MAILS),
        NudgeKind::Sponsor as NudgeKind
    )
    .fetch_all(db)
    .await
}

/// A session of the week, as one person's digest lists it.
#[derive(Clone, Debug)]
pub struct DigestSession {
    pub person_id: PersonId,
    pub event_id: EventId,
    pub title: String,
    pub community: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub zone: String,
    pub answer: Option<Answer>,
    pub host: bool,
}

/// The sessions that these people's communities hold until `until`, without those they declined.
pub async fn week(
    db: &mut PgConnection,
    people: &[PersonId],
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> sqlx::Result<Vec<DigestSession>> {
    sqlx::query_as!(
        DigestSession,
        r#"select m.person_id as "person_id!", e.id as event_id, e.title, c.name as community, e.starts_at, e.ends_at, e.zone,
                  r.answer as "answer?",
                  exists (select 1 from hosts h where h.event_id = e.id and h.person_id = m.person_id) as "host!"
           from events e
           join communities c on c.id = e.community_id and c.archived_at is null
           join current_members m on m.community_id = e.community_id
           left join rsvps r on r.event_id = e.id and r.person_id = m.person_id
           join notice_ways(m.person_id, m.community_id, $4) told on told.way = 'at_once'
           where m.person_id = any ($1)
             and e.state = 'published'
             and e.starts_at > $2
             and e.starts_at <= $3
             and r.answer is distinct from 'not_going'
           order by m.person_id, e.starts_at, e.id"#,
        people as &[PersonId],
        now,
        until,
        NoticeKind::Digest.as_str()
    )
    .fetch_all(db)
    .await
}

pub async fn forget(db: &PgPool, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("delete from digests where told_to < $1", before).execute(db).await.map(drop)
}
