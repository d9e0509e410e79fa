mod telling;
mod options;
mod votes;

use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::serde::rfc3339;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::rules;
use super::{NewPoll, PollKind, PollResults};
use crate::platform::ids::{CommunityId, EventId, PersonId, PollId};
use crate::platform::web::{Rows, Shell, encoded, when};

pub use options::{PollName, PollOption, keep_options, names, options, remove_options};
pub use telling::{
    ClosedPoll, PollVoter, SettledSession, UntoldPoll, claim_untold, clear_votes, close_due, readers,
    settled, voters,
};
pub use votes::{LockedPoll, cast, forget_ballot, lock, lock_of_option, take_votes_back};

/// A poll as a member of its community sees it.
#[expect(clippy::struct_excessive_bools, reason = "each is one column of the answer")]
pub struct Poll {
    pub id: PollId,
    pub community_id: CommunityId,
    pub community_slug: String,
    pub community: String,
    pub kind: PollKind,
    pub title: String,
    pub details: String,
    pub zone: String,
    pub minutes: i32,
    pub several: bool,
    pub named: bool,
    pub results: PollResults,
    pub closes_on: PrimitiveDateTime,
    pub closes_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    /// The session made from it, where its reader may see that.
    pub event_id: Option<EventId>,
    pub by: String,
    pub organiser: bool,
    pub is_archived: bool,
    /// How many members voted.
    pub voters: i64,
}

impl Poll {
    pub fn path(&self) -> String {
        format!("/polls/{}", self.id)
    }

    pub fn is_open(&self, now: &OffsetDateTime) -> bool {
        !self.is_archived && rules::is_open(self.closed_at, self.closes_at, *now)
    }

    /// Whether its organiser may still make a session from it.
    pub fn awaits_choice(&self) -> bool {
        self.organiser && self.kind.is_dates() && self.event_id.is_none() && !self.is_archived
    }

    /// "1 person voted"
    pub fn voters_in_words(&self) -> String {
        match self.voters {
            0 => "No votes yet".to_owned(),
            1 => "1 person voted".to_owned(),
            voters => format!("{voters} people voted"),
        }
    }

    /// Its deadline on its own clock.
    pub fn closes_in_words(&self, shell: &Shell) -> String {
        when::moment_words(self.closes_at, shell.now, &when::zone_or_utc(&self.zone))
    }

    /// Where a session is made on an option: the session's form begins with it.
    pub fn choice_path(&self, option: &PollOption) -> String {
        let mut path = format!(
            "/communities/{}/events/new?option={}&title={}&minutes={}&zone={}",
            self.community_slug,
            option.id,
            encoded(&self.title),
            self.minutes,
            encoded(&self.zone)
        );
        if let Some(day) = option.on_day {
            path = format!("{path}&day={}", when::from_date(day));
        }
        if let Some(time) = option.at_time {
            path = format!("{path}&time={}", encoded(&when::from_time(time).strftime("%H:%M").to_string()));
        }
        path
    }

    #[cfg(test)]
    pub fn closing_at(closes_at: OffsetDateTime) -> Self {
        Self {
            id: PollId::nil(),
            community_id: CommunityId::nil(),
            community_slug: "testing-circle".to_owned(),
            community: "Testing circle".to_owned(),
            kind: PollKind::Dates,
            title: "When?".to_owned(),
            details: String::new(),
            zone: "Etc/UTC".to_owned(),
            minutes: 50,
            several: false,
            named: true,
            results: PollResults::AfterVote,
            closes_on: PrimitiveDateTime::new(closes_at.date(), closes_at.time()),
            closes_at,
            closed_at: None,
            event_id: None,
            by: "Ana Ferreira".to_owned(),
            organiser: true,
            is_archived: false,
            voters: 0,
        }
    }
}

/// A poll of a community this person belongs to.
pub async fn seen(db: &PgPool, poll: PollId, person: PersonId) -> sqlx::Result<Option<Poll>> {
    sqlx::query_as!(
        Poll,
        r#"select p.id, c.id as community_id, c.slug as community_slug, c.name as community, p.kind, p.title, p.details,
                  p.zone, p.minutes, p.several, p.named, p.results, p.closes_on, p.closes_at, p.closed_at,
                  e.id as "event_id?", b.name as by, m.organiser as "organiser!",
                  c.archived_at is not null as "is_archived!",
                  (select count(distinct v.person_id)
                   from poll_options o
                   join poll_votes v on v.option_id = o.id
                   join current_members voter on voter.community_id = c.id and voter.person_id = v.person_id
                   where o.poll_id = p.id) as "voters!"
           from polls p
           join communities c on c.id = p.community_id
           join current_members m on m.community_id = c.id and m.person_id = $2
           join people b on b.id = p.created_by
           left join events e on e.id = p.event_id
           where p.id = $1"#,
        poll as PollId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// A poll in a list.
#[derive(Debug, Deserialize)]
pub struct PollCard {
    pub id: PollId,
    pub kind: PollKind,
    pub title: String,
    #[serde(with = "rfc3339")]
    pub closes_at: OffsetDateTime,
    #[serde(with = "rfc3339::option")]
    pub closed_at: Option<OffsetDateTime>,
    pub is_settled: bool,
    pub has_voted: bool,
}

impl PollCard {
    pub fn is_open(&self, now: &OffsetDateTime) -> bool {
        rules::is_open(self.closed_at, self.closes_at, *now)
    }
}

/// The polls of a community, those that take votes first, the next deadline before the others.
pub async fn of_community(
    db: &PgPool,
    community: CommunityId,
    reader: PersonId,
    now: OffsetDateTime,
    rows: Rows,
) -> sqlx::Result<Vec<PollCard>> {
    sqlx::query_as!(
        PollCard,
        r#"select id as "id!: PollId", kind as "kind!: PollKind", title as "title!", closes_at as "closes_at!", closed_at,
                  is_settled as "is_settled!", has_voted as "has_voted!"
           from community_polls($1, $2, $3)
           order by is_open desc, case when is_open then closes_at end, created_at desc, id
           limit $4 offset $5"#,
        community as CommunityId,
        reader as PersonId,
        now,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    community: CommunityId,
    new: &NewPoll,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<PollId> {
    sqlx::query_scalar!(
        "insert into polls (community_id, kind, title, details, zone, minutes, several, named, results, closes_on,
                            closes_at, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         returning id",
        community as CommunityId,
        new.kind as PollKind,
        new.title,
        new.details,
        new.zone,
        new.minutes,
        new.several,
        new.named,
        new.results as PollResults,
        new.closes_on,
        new.closes_at,
        by as PersonId,
        now
    )
    .fetch_one(db)
    .await
}

/// Changes what may be changed once votes exist; how it is answered stays as it was decided at the start.
pub async fn change(db: &mut PgConnection, poll: PollId, new: &NewPoll) -> sqlx::Result<()> {
    sqlx::query!(
        "update polls
         set title = $2, details = $3, zone = $4, minutes = $5, closes_on = $6, closes_at = $7
         where id = $1",
        poll as PollId,
        new.title,
        new.details,
        new.zone,
        new.minutes,
        new.closes_on,
        new.closes_at
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn close(db: &mut PgConnection, poll: PollId, now: OffsetDateTime) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update polls set closed_at = $2 where id = $1 and closed_at is null",
        poll as PollId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn delete(db: &mut PgConnection, poll: PollId) -> sqlx::Result<()> {
    sqlx::query!("delete from polls where id = $1", poll as PollId).execute(db).await.map(drop)
}

/// Ties a poll to the session made from it, which closes it.
pub async fn settle(
    db: &mut PgConnection,
    poll: PollId,
    event: EventId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update polls set event_id = $2, closed_at = coalesce(closed_at, $3) where id = $1",
        poll as PollId,
        event as EventId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
