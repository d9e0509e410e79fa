use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::{AnnouncementAuthor, AnnouncementPlan};
use crate::communities::Community;
use crate::notices::NoticeKind;
use crate::platform::ids::{AnnouncementId, CommunityId, PersonId};
use crate::platform::web::Rows;

/// An announcement, waiting or sent.
#[derive(Debug, Deserialize)]
pub struct Announcement {
    pub id: AnnouncementId,
    pub subject: String,
    pub body: String,
    pub by: String,
    #[serde(with = "rfc3339")]
    pub send_at: OffsetDateTime,
    #[serde(with = "rfc3339::option")]
    pub sent_at: Option<OffsetDateTime>,
    pub mailed: i32,
    pub in_digests: i32,
}

impl Announcement {
    /// When it was sent; for one that waits, when it will be.
    pub fn at(&self) -> &OffsetDateTime {
        self.sent_at.as_ref().unwrap_or(&self.send_at)
    }

    pub fn path_in(&self, community: &Community) -> String {
        format!("{}/announcements/{}", community.path(), self.id)
    }

    /// "35 members"
    pub fn reached(&self) -> String {
        match self.mailed + self.in_digests {
            1 => "1 member".to_owned(),
            members => format!("{members} members"),
        }
    }
}

/// Those that were sent since, the newest first.
pub async fn sent(
    db: &PgPool,
    community: CommunityId,
    since: OffsetDateTime,
    rows: Rows,
) -> sqlx::Result<Vec<Announcement>> {
    sqlx::query_as!(
        Announcement,
        "select a.id, a.subject, a.body, p.name as by, a.send_at, a.sent_at, a.mailed, a.in_digests
         from announcements a
         join people p on p.id = a.written_by
         where a.community_id = $1
           and a.sent_at > $2
         order by a.send_at desc, a.id
         limit $3 offset $4",
        community as CommunityId,
        since,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// Those that wait for their time, the nearest first.
pub async fn waiting(db: &PgPool, community: CommunityId) -> sqlx::Result<Vec<Announcement>> {
    sqlx::query_as!(
        Announcement,
        "select a.id, a.subject, a.body, p.name as by, a.send_at, a.sent_at, a.mailed, a.in_digests
         from announcements a
         join people p on p.id = a.written_by
         where a.community_id = $1
           and a.sent_at is null
           and a.cancelled_at is null
         order by a.send_at, a.id
         limit 50",
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

/// One that has not been sent yet.
pub async fn one_waiting(
    db: &PgPool,
    community: CommunityId,
    announcement: AnnouncementId,
) -> sqlx::Result<Option<Announcement>> {
    sqlx::query_as!(
        Announcement,
        "select a.id, a.subject, a.body, p.name as by, a.send_at, a.sent_at, a.mailed, a.in_digests
         from announcements a
         join people p on p.id = a.written_by
         where a.id = $2
           and a.community_id = $1
           and a.sent_at is null
           and a.cancelled_at is null",
        community as CommunityId,
        announcement as AnnouncementId
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn insert(
    db: &mut PgConnection,
    whose: AnnouncementAuthor,
    plan: &AnnouncementPlan,
) -> sqlx::Result<AnnouncementId> {
    sqlx::query_scalar!(
        "insert into announcements (community_id, subject, body, written_by, written_at, send_at)
         values ($1, $2, $3, $4, $5, $6)
         returning id",
        whose.community as CommunityId,
        plan.subject,
        plan.body,
        whose.by as PersonId,
        whose.now,
        plan.send_at
    )
    .fetch_one(db)
    .await
}

/// Nothing is changed that was sent meanwhile.
pub async fn change(
    db: &mut PgConnection,
    community: CommunityId,
    announcement: AnnouncementId,
    plan: &AnnouncementPlan,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update announcements
         set subject = $3, body = $4, send_at = $5
         where id = $2 and community_id = $1 and sent_at is null and cancelled_at is null",
        community as CommunityId,
        announcement as AnnouncementId,
        plan.subject,
        plan.body,
        plan.send_at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn cancel(
    db: &mut PgConnection,
    community: CommunityId,
    announcement: AnnouncementId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update announcements
         set cancelled_at = $3
         where id = $2 and community_id = $1 and sent_at is null and cancelled_at is null",
        community as CommunityId,
        announcement as AnnouncementId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// An announcement whose time has come.
pub struct DueAnnouncement {
    pub id: AnnouncementId,
    pub community_id: CommunityId,
    pub community: String,
    pub subject: String,
    pub body: String,
    pub by: String,
}

/// Claims one: marked as sent in the transaction that queues its mails, so that it is sent once, and whole. One that
/// is being changed right now waits for the next look.
pub async fn claim(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<Option<DueAnnouncement>> {
    sqlx::query_as!(
        DueAnnouncement,
        "with due as (
             select a.id
             from announcements a
             join communities c on c.id = a.community_id
             where a.send_at <= $1
               and a.sent_at is null
               and a.cancelled_at is null
               and c.archived_at is null
             order by a.send_at, a.id
             limit 1
             for update of a skip locked
         )
         update announcements a
         set sent_at = $1
         from due, communities c, people p
         where a.id = due.id and c.id = a.community_id and p.id = a.written_by
         returning a.id, a.community_id, c.name as community, a.subject, a.body, p.name as by",
        now
    )
    .fetch_optional(db)
    .await
}

/// Someone in the community.
pub struct AnnouncementRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
}

/// The next people of a community who are told at once, in the order of their ids.
pub async fn readers(
    db: &mut PgConnection,
    community: CommunityId,
    after: PersonId,
    most: i64,
) -> sqlx::Result<Vec<AnnouncementRecipient>> {
    sqlx::query_as!(
        AnnouncementRecipient,
        "select p.id as person_id, p.name, p.email
         from current_members m
         join people p on p.id = m.person_id and p.deactivated_at is null
         join notice_ways(m.person_id, m.community_id, $4) told on told.way = 'at_once'
         where m.community_id = $1
           and m.person_id > $2
         order by m.person_id
         limit $3",
        community as CommunityId,
        after as PersonId,
        most,
        NoticeKind::Announcement.as_str()
    )
    .fetch_all(db)
    .await
}

pub async fn note_reach(
    db: &mut PgConnection,
    announcement: AnnouncementId,
    mailed: i32,
    in_digests: i32,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update announcements set mailed = $2, in_digests = $3 where id = $1",
        announcement as AnnouncementId,
        mailed,
        in_digests
    )
    .execute(db)
    .await
    .map(drop)
}
