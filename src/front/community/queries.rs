//! What a community's page shows: what is done in it, and how it fares, each in one query that takes lists as JSON. Who
//! may see what is decided where each thing is read, in the functions named here.

use sqlx::PgPool;
use sqlx::types::Json;
use time::OffsetDateTime;

use crate::communities::Community;
use crate::communities::agreements::Agreements;
use crate::communities::announcements::{self, Announcement};
use crate::communities::members::Member;
use crate::communities::roles::CommunityRole;
use crate::communities::topics::Topic;
use crate::guide::barriers::Play;
use crate::guide::polls::PollCard;
use crate::guide::retrospectives::OpenRetrospective;
use crate::guide::roadmap::RoadmapMemory;
use crate::guide::sponsoring::SponsorAct;
use crate::guide::transformation::{Closing, Lineage};
use crate::learning::buddies::{self, MyBuddy};
use crate::learning::pulse::PulseCount;
use crate::learning::stories::{Quote, StoryCard};
use crate::learning::thanks::notes::ThankYou;
use crate::platform::db::lists::{all, one};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::sessions::events::{RhythmSession, SessionCard};

/// What is done in a community, and by which people. What only members see is empty for everyone else.
pub struct CommunityLife {
    pub upcoming: Vec<SessionCard>,
    pub held: Vec<RhythmSession>,
    /// However long ago.
    pub last_held: Option<OffsetDateTime>,
    pub next_id: Option<EventId>,
    pub next_session: Option<OffsetDateTime>,
    /// Who came last, of this many people.
    pub members: Vec<Member>,
    pub people: i64,
    pub organisers: Vec<Member>,
    pub topics: Vec<Topic>,
    pub stories: Vec<StoryCard>,
    pub quote: Option<Quote>,
    pub thanks: Vec<ThankYou>,
    /// Who welcomes the reader, while they are new here.
    pub buddy: Option<MyBuddy>,
    pub announcement: Option<Announcement>,
    pub roles: Vec<CommunityRole>,
    pub agreements: Option<Agreements>,
}

#[expect(clippy::too_many_lines, reason = "one statement, so that the page makes few queries")]
pub async fn life(
    db: &PgPool,
    community: &Community,
    reader: PersonId,
    now: OffsetDateTime,
) -> Result<CommunityLife> {
    Ok(sqlx::query!(
        r#"select (select json_agg(s order by s.starts_at, s.id)
                   from (select * from sessions_to_come($1, $2, $3) order by starts_at, id limit 4) s)
                      as "upcoming?: Json<Vec<SessionCard>>",
                  (select json_agg(r order by r.starts_at) from rhythm_sessions($1, $3) r)
                      as "held?: Json<Vec<RhythmSession>>",
                  (select max(e.starts_at) from events e
                   where e.community_id = c.id and e.state = 'published' and e.starts_at <= $3) as last_held,
                  n.id as "next_id?", n.starts_at as "next_session?",
                  (select json_agg(m order by m.joined_at desc, m.person_id)
                   from (select p.id as person_id, p.name, t.name as team, d.name as department, m.organiser, m.membership,
                                m.why, 0 as of_all, m.joined_at
                         from (select person_id, organiser, membership, why, joined_at
                               from current_members x
                               where community_id = $1
                                 and not exists (select 1 from people g
                                                 where g.id = x.person_id and g.deactivated_at is not null)
                               order by joined_at desc, person_id
                               limit 12) m
                         join people p on p.id = m.person_id
                         left join teams t on t.id = p.team_id
                         left join departments d on d.id = t.department_id) m) as "members?: Json<Vec<Member>>",
                  (select count(*) from current_members m
                   where m.community_id = c.id
                     and not exists (select 1 from people g
                                     where g.id = m.person_id and g.deactivated_at is not null)) as "people!",
                  (select json_agg(o order by o.organiser_at, lower(o.name)) from community_organisers($1) o)
                      as "organisers?: Json<Vec<Member>>",
                  (select json_agg(t order by t.votes desc, t.proposed_at, t.id)
                   from (select * from community_topics($1, $2) where event_id is null
                         order by votes desc, proposed_at, id limit 3) t) as "topics?: Json<Vec<Topic>>",
                  (select json_agg(s order by s.published_at desc, s.id desc)
                   from (select * from story_cards($2) where community_id = $1
                         order by published_at desc, id desc limit 2) s) as "stories?: Json<Vec<StoryCard>>",
                  (select to_json(q) from community_quote($1, $2) q) as "quote?: Json<Quote>",
                  (select json_agg(t order by t.at desc, t.id)
                   from (select t.id, f.id as sender_id, f.name as sender, d.name as sender_department, r.id as recipient_id,
                                r.name as recipient, t.story_id, s.title as story, t.event_id, e.title as event,
                                t.helped_with, t.line, t.reach, t.at
                         from thanks_seen($2, $1) t
                         join people f on f.id = t.sender_id
                         join people r on r.id = t.recipient_id
                         left join teams g on g.id = f.team_id
                         left join departments d on d.id = g.department_id
                         left join stories s on s.id = t.story_id
                         left join events e on e.id = t.event_id
                         order by t.at desc, t.id
                         limit 3) t) as "thanks?: Json<Vec<ThankYou>>",
                  (select to_json(b) from welcoming_buddy($1, $2) b where $5) as "buddy?: Json<MyBuddy>",
                  (select to_json(a)
                   from (select a.id, a.subject, a.body, p.name as by, a.send_at, a.sent_at, a.mailed, a.in_digests
                         from announcements a
                         join people p on p.id = a.written_by
                         where a.community_id = $1 and a.sent_at > $6 and $4
                         order by a.send_at desc, a.id
                         limit 1) a) as "announcement?: Json<Announcement>",
                  (select json_agg(r order by r.created_at, lower(r.name)) from community_roles($1) r where $4)
                      as "roles?: Json<Vec<CommunityRole>>",
                  (select to_json(a) from community_agreements($1, $2) a where $4 and a.lines <> '{}')
                      as "agreements?: Json<Agreements>"
           from communities c
           left join lateral (select e.id, e.starts_at from events e
                              where e.community_id = c.id and e.state = 'published' and e.starts_at > $3
                              order by e.starts_at, e.id
                              limit 1) n on true
           where c.id = $1"#,
        community.id as CommunityId,
        reader as PersonId,
        now,
        community.is_mine(),
        buddies::is_newcomer(community, now),
        now - announcements::ON_THE_PAGE
    )
    .map(|row| CommunityLife {
        upcoming: all(row.upcoming),
        held: all(row.held),
        last_held: row.last_held,
        next_id: row.next_id,
        next_session: row.next_session,
        members: all(row.members),
        people: row.people,
        organisers: all(row.organisers),
        topics: all(row.topics),
        stories: all(row.stories),
        quote: one(row.quote),
        thanks: all(row.thanks),
        buddy: one(row.buddy),
        announcement: one(row.announcement),
        roles: all(row.roles),
        agreements: one(row.agreements),
    })
    .fetch_one(db)
    .await?)
}

/// How a community fares, and what its people are asked. What only members see is empty for everyone else.
pub struct CommunityProgress {
    /// What is remembered of its way along the roadmap.
    pub memory: Option<RoadmapMemory>,
    /// Under way, or how it ended.
    pub closing: Option<Closing>,
    /// Communities it grew out of, took in or became part of.
    pub lineage: Vec<Lineage>,
    pub poll: Option<PollCard>,
    pub retrospective: Option<OpenRetrospective>,
    /// The plays that are being tried.
    pub trying: Vec<Play>,
    /// Of the last pulse that enough people answered.
    pub counts: Vec<PulseCount>,
    /// What a sponsor did last.
    pub sponsored: Option<SponsorAct>,
}

#[expect(clippy::too_many_lines, reason = "one statement, so that the page makes few queries")]
pub async fn progress(
    db: &PgPool,
    community: &Community,
    reader: PersonId,
    now: OffsetDateTime,
) -> Result<CommunityProgress> {
    Ok(sqlx::query!(
        r#"select (select state from roadmaps where community_id = $1) as "memory?: Json<RoadmapMemory>",
                  (select to_json(c) from community_closing($1) c) as "closing?: Json<Closing>",
                  (select json_agg(l order by l.happened_at desc) from community_lineage($1, $2) l)
                      as "lineage?: Json<Vec<Lineage>>",
                  (select to_json(p)
                   from (select * from community_polls($1, $2, $3) where is_open and $4 and not $5
                         order by closes_at, created_at desc, id limit 1) p) as "poll?: Json<PollCard>",
                  (select to_json(r)
                   from (select id, title, named from retrospectives
                         where community_id = $1 and closed_at is null and $4 and not $5
                         order by opened_at desc, id
                         limit 1) r) as "retrospective?: Json<OpenRetrospective>",
                  array(select play from plays
                        where community_id = $1 and state = 'trying' and $4
                        order by started_at desc, id) as "trying!: Vec<Play>",
                  (select json_agg(c)
                   from pulse_counts c
                   where c.pulse_id = (select p.id from pulses p
                                       where p.community_id = $1 and p.closed_at <= $3 and p.answered is not null and $4
                                       order by p.closed_at desc
                                       limit 1)
                     and c.dimension = 'all') as "counts?: Json<Vec<PulseCount>>",
                  (select to_json(a)
                   from (select a.id, a.person_id, p.name, a.kind, a.month_on, a.line
                         from sponsor_acts a
                         join people p on p.id = a.person_id
                         where a.community_id = $1 and $6
                         order by a.done_at desc, a.id
                         limit 1) a) as "sponsored?: Json<SponsorAct>""#,
        community.id as CommunityId,
        reader as PersonId,
        now,
        community.is_mine(),
        community.is_archived(),
        community.sponsor_id.is_some() && community.is_mine()
    )
    .map(|row| CommunityProgress {
        memory: one(row.memory),
        closing: one(row.closing),
        lineage: all(row.lineage),
        poll: one(row.poll),
        retrospective: one(row.retrospective),
        trying: row.trying,
        counts: all(row.counts),
        sponsored: one(row.sponsored),
    })
    .fetch_one(db)
    .await?)
}
