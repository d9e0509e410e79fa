//! What a session's page shows beside the session itself: one query, which takes each list as JSON.

use sqlx::PgPool;
use sqlx::types::Json;
use time::OffsetDateTime;

use crate::guide::retrospectives::SessionRetrospective;
use crate::learning::stories::StoryCard;
use crate::learning::worth::{self, WorthCount};
use crate::platform::db::lists::{all, one};
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, SeriesId};
use crate::sessions::attendance;
use crate::sessions::events::{Event, Going, kinds};
use crate::sessions::hosting::{AskedHost, HostInvitation};
use crate::sessions::series::StoredRule;
use crate::sessions::series::recurrence::{Repeats, Rule};

/// Of each part of the list; a page of its own has the rest.
const MOST_SHOWN: i64 = 24;
const MOST_STORIES: i64 = 20;

/// What stands beside a session. What is not for this reader, or not of this moment, is empty.
pub struct Surroundings {
    pub listed: Vec<Going>,
    pub stories: Vec<StoryCard>,
    /// What is looked back on in it, for members.
    pub retrospective: Option<SessionRetrospective>,
    /// The series it is a date of.
    pub series: Option<SessionSeries>,
    /// Was this person recorded at it? Only ever asked for oneself.
    pub was_there: bool,
    /// I am asked to host it.
    pub invitation: Option<HostInvitation>,
    /// For hosts: who else is asked.
    pub asked: Vec<AskedHost>,
    /// For hosts: what people who came for the first time said, once enough of them did.
    pub worth: Option<WorthCount>,
}

/// The series of a session.
pub struct SessionSeries {
    id: SeriesId,
    pub rule: Rule,
}

impl SessionSeries {
    pub fn path(&self) -> String {
        format!("/series/{}", self.id)
    }
}

#[expect(clippy::too_many_lines, reason = "one statement, so that the page makes few queries")]
pub async fn surroundings(
    db: &PgPool,
    event: &Event,
    reader: PersonId,
    now: OffsetDateTime,
) -> Result<Surroundings> {
    let over = event.ends_at <= now;
    Ok(sqlx::query!(
        r#"select (select json_agg(l order by l.place) from session_list(e.id, $3) l) as "listed?: Json<Vec<Going>>",
                  (select json_agg(s order by s.published_at desc, s.id desc)
                   from (select * from story_cards($2) where event_id = $1 and $5
                         order by published_at desc, id desc limit $4) s) as "stories?: Json<Vec<StoryCard>>",
                  (select to_json(r)
                   from (select r.id, r.title,
                                r.id is null and m.organiser and e.state = 'published' and c.archived_at is null as may_open
                         from communities c
                         join current_members m on m.community_id = c.id and m.person_id = $2
                         left join retrospectives r on r.event_id = e.id
                         where c.id = e.community_id and e.kind = $9) r) as "retrospective?: Json<SessionRetrospective>",
                  t.id as "series_id?", t.repeats as "repeats?: Repeats", t.every as "every?", t.starts_on as "starts_on?",
                  t.starts_at as "starts_at?", t.zone as "zone?", t.until_on, t.dates, t.skipped as "skipped?",
                  ($5 or $6) and exists (select 1 from attendance a where a.event_id = e.id and a.person_id = $2)
                      as "was_there!",
                  (select to_json(q) from host_questions($2, $7) q where q.event_id = $1)
                      as "invitation?: Json<HostInvitation>",
                  (select json_agg(h order by h.asked_at, lower(h.name)) from hosts_asked(e.id) h where $8)
                      as "asked?: Json<Vec<AskedHost>>",
                  (select to_json(w) from session_worth w
                   where w.event_id = e.id and w.yes + w.partly + w.no >= $10 and $5 and $8) as "worth?: Json<WorthCount>"
           from events e
           left join series t on t.id = e.series_id
           where e.id = $1"#,
        event.id as EventId,
        reader as PersonId,
        MOST_SHOWN,
        MOST_STORIES,
        over,
        attendance::door_is_open(event, now),
        now,
        event.run_by_me,
        kinds::RETRO,
        worth::FEW
    )
    .map(|row| Surroundings {
        listed: all(row.listed),
        stories: all(row.stories),
        retrospective: one(row.retrospective),
        series: series(row.series_id, || {
            Some(StoredRule {
                repeats: row.repeats?,
                every: row.every?,
                starts_on: row.starts_on?,
                starts_at: row.starts_at?,
                zone: row.zone?,
                until_on: row.until_on,
                dates: row.dates,
                skipped: row.skipped?,
            })
        }),
        was_there: row.was_there,
        invitation: one(row.invitation),
        asked: all(row.asked),
        worth: one(row.worth),
    })
    .fetch_one(db)
    .await?)
}

/// The columns of a left join: all are there, or none.
fn series(id: Option<SeriesId>, rule: impl FnOnce() -> Option<StoredRule>) -> Option<SessionSeries> {
    Some(SessionSeries { id: id?, rule: rule()?.into() })
}
