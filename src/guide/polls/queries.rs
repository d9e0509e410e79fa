mod telling;

use serde::Deserialize;
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::serde::rfc3339;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use super::rules::{self, PollVote};
use super::{NewPoll, PlannedOption, PollAnswer, PollKind, PollResults};
use crate::platform::ids::{CommunityId, EventId, PersonId, PollId, PollOptionId};
use crate::platform::web::{Rows, Shell, encoded, when};

pub use telling::{
    ClosedPoll, PollVoter, SettledSession, UntoldPoll, claim_untold, clear_votes, close_due, readers,
    settled, voters,
};

/// How many names are shown beside an answer; the others are counted.
const NAMES: i64 = 12;

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
        when::words(self.closes_at, shell.now, &when::zone_or_utc(&self.zone))
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

/// An option with its votes, and what its reader said of it.
pub struct PollOption {
    pub id: PollOptionId,
    pub words: String,
    pub on_day: Option<Date>,
    pub at_time: Option<Time>,
    pub yes: i64,
    pub if_need_be: i64,
    pub no: i64,
    pub mine: Option<PollAnswer>,
}

impl PollOption {
    /// "Thu 3 Dec, 14:00", "Thu 3 Dec", or the words of an answer.
    pub fn title(&self, now: &OffsetDateTime, zone: &str) -> String {
        let Some(day) = self.on_day else { return self.words.clone() };
        let day = when::day_words(when::from_date(day), when::day(*now, &when::zone_or_utc(zone)));
        match self.at_time {
            Some(time) => format!("{day}, {}", when::from_time(time).strftime("%H:%M")),
            None => day,
        }
    }

    /// When that is for a reader in another zone; nothing where the clocks agree. A whole day is never converted.
    pub fn for_reader(&self, poll: &Poll, shell: &Shell) -> Option<String> {
        let wall = when::from_date(self.on_day?).to_datetime(when::from_time(self.at_time?));
        let zone = when::zone_or_utc(&poll.zone);
        let at = when::moment(wall, &zone)?;
        let (here, there) = (when::words(at, shell.now, &shell.zone), when::words(at, shell.now, &zone));
        (here != there).then_some(here)
    }

    pub fn is_mine(&self) -> bool {
        self.mine.is_some()
    }

    pub fn says(&self, answer: PollAnswer) -> bool {
        self.mine == Some(answer)
    }

    pub fn votes(&self, answer: PollAnswer) -> i64 {
        match answer {
            PollAnswer::Yes => self.yes,
            PollAnswer::IfNeedBe => self.if_need_be,
            PollAnswer::No => self.no,
        }
    }
}

/// The options of a poll with the votes of current members: dates by date, answers in their order.
pub async fn options(
    db: impl PgExecutor<'_>,
    poll: PollId,
    reader: PersonId,
) -> sqlx::Result<Vec<PollOption>> {
    sqlx::query_as!(
        PollOption,
        r#"select o.id, o.words, o.on_day, o.at_time, v.yes as "yes!", v.if_need_be as "if_need_be!", v.no as "no!",
                  v.mine as "mine?: PollAnswer"
           from poll_options o
           join polls p on p.id = o.poll_id
           cross join lateral (
               select count(*) filter (where v.answer = 'yes') as yes,
                      count(*) filter (where v.answer = 'if_need_be') as if_need_be,
                      count(*) filter (where v.answer = 'no') as no,
                      max(v.answer) filter (where v.person_id = $2) as mine
               from poll_votes v
               join current_members m on m.community_id = p.community_id and m.person_id = v.person_id
               where v.option_id = o.id
           ) v
           where o.poll_id = $1
           order by o.on_day, o.at_time nulls first, o.position, o.id"#,
        poll as PollId,
        reader as PersonId
    )
    .fetch_all(db)
    .await
}

/// A member beside an answer.
pub struct PollName {
    pub option_id: PollOptionId,
    pub answer: PollAnswer,
    pub name: String,
}

/// Who can, of each option: the first few. Only of polls that show names.
pub async fn names(db: &PgPool, poll: PollId) -> sqlx::Result<Vec<PollName>> {
    sqlx::query_as!(
        PollName,
        r#"select v.option_id as "option_id!", v.answer as "answer!: PollAnswer", v.name as "name!"
           from (
               select v.option_id, v.answer, person.name,
                      row_number() over (partition by v.option_id, v.answer order by v.voted_at, person.name) as place
               from polls p
               join poll_options o on o.poll_id = p.id
               join poll_votes v on v.option_id = o.id
               join current_members m on m.community_id = p.community_id and m.person_id = v.person_id
               join people person on person.id = v.person_id
               where p.id = $1 and p.named and v.answer <> 'no'
           ) v
           where v.place <= $2
           order by v.option_id, v.answer desc, v.place"#,
        poll as PollId,
        NAMES
    )
    .fetch_all(db)
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

/// Writes options in their order: those that have an id are changed, and the others added.
pub async fn keep_options(
    db: &mut PgConnection,
    poll: PollId,
    options: &[PlannedOption],
) -> sqlx::Result<()> {
    let ids: Vec<PollOptionId> =
        options.iter().map(|option| option.id.unwrap_or_else(PollOptionId::random)).collect();
    let words: Vec<String> = options.iter().map(|option| option.words.clone()).collect();
    let days: Vec<Option<Date>> = options.iter().map(|option| option.on_day).collect();
    let times: Vec<Option<Time>> = options.iter().map(|option| option.at_time).collect();
    sqlx::query!(
        "insert into poll_options (id, poll_id, position, words, on_day, at_time)
         select new.id, $1, new.place, new.words, new.on_day, new.at_time
         from unnest($2::uuid[], $3::text[], $4::date[], $5::time[]) with ordinality
              new (id, words, on_day, at_time, place)
         on conflict (id) do update
         set position = excluded.position, words = excluded.words, on_day = excluded.on_day, at_time = excluded.at_time
         where poll_options.poll_id = excluded.poll_id",
        poll as PollId,
        &ids as &[PollOptionId],
        &words,
        &days as &[Option<Date>],
        &times as &[Option<Time>]
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn remove_options(db: &mut PgConnection, options: &[PollOptionId]) -> sqlx::Result<()> {
    sqlx::query!("delete from poll_options where id = any ($1)", options as &[PollOptionId])
        .execute(db)
        .await
        .map(drop)
}

/// What locks protect: whether votes count, and whether a session was made.
pub struct LockedPoll {
    pub id: PollId,
    pub community_id: CommunityId,
    pub closes_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    pub event_id: Option<EventId>,
}

/// Makes whoever changes, closes or settles a poll, or votes in it, take turns: two ballots of one person at the same
/// moment would otherwise both count.
pub async fn lock(db: &mut PgConnection, poll: PollId) -> sqlx::Result<LockedPoll> {
    sqlx::query_as!(
        LockedPoll,
        "select id, community_id, closes_at, closed_at, event_id from polls where id = $1 for update",
        poll as PollId
    )
    .fetch_one(db)
    .await
}

/// The poll that looks for a date with this option.
pub async fn lock_of_option(db: &mut PgConnection, option: PollOptionId) -> sqlx::Result<LockedPoll> {
    sqlx::query_as!(
        LockedPoll,
        "select p.id, p.community_id, p.closes_at, p.closed_at, p.event_id
         from polls p
         join poll_options o on o.poll_id = p.id
         where o.id = $1 and p.kind = 'dates'
         for update of p",
        option as PollOptionId
    )
    .fetch_one(db)
    .await
}

/// A person's votes in a poll, which replace those they gave before.
pub async fn forget_ballot(db: &mut PgConnection, poll: PollId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from poll_votes v using poll_options o
         where o.id = v.option_id and o.poll_id = $1 and v.person_id = $2",
        poll as PollId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// Votes on options that are still there. Twice at the same moment, the later one counts.
pub async fn cast(
    db: &mut PgConnection,
    poll: PollId,
    person: PersonId,
    votes: &[PollVote],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let options: Vec<PollOptionId> = votes.iter().map(|vote| vote.option).collect();
    let answers: Vec<PollAnswer> = votes.iter().map(|vote| vote.answer).collect();
    sqlx::query!(
        "insert into poll_votes (option_id, person_id, answer, voted_at)
         select o.id, $2, vote.answer, $5
         from unnest($3::uuid[], $4::text[]) vote (option_id, answer)
         join poll_options o on o.id = vote.option_id and o.poll_id = $1
         on conflict (option_id, person_id) do update set answer = excluded.answer, voted_at = excluded.voted_at",
        poll as PollId,
        person as PersonId,
        &options as &[PollOptionId],
        &answers as &[PollAnswer],
        now
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

/// Takes back what someone voted in polls that are open, of a community or of all.
pub async fn take_votes_back(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from poll_votes v
         using poll_options o, polls p
         where o.id = v.option_id
           and p.id = o.poll_id
           and p.closed_at is null
           and ($1::uuid is null or p.community_id = $1)
           and v.person_id = $2",
        community as Option<CommunityId>,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}
