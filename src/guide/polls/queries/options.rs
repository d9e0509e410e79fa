//! What a poll asks about, and who said what of it.

use sqlx::{PgConnection, PgExecutor, PgPool};
use time::{Date, OffsetDateTime, Time};

use super::Poll;
use crate::guide::polls::{PlannedOption, PollAnswer};
use crate::platform::ids::{PersonId, PollId, PollOptionId};
use crate::platform::web::{Shell, when};

/// How many names are shown beside an answer; the others are counted.
const NAMES: i64 = 12;

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
        let (here, there) =
            (when::moment_words(at, shell.now, &shell.zone), when::moment_words(at, shell.now, &zone));
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
