//! What the start page shows. One query takes what everybody sees, and looks whether anything else is there: what waits for
//! a person, and what is said to newcomers and to those who were thanked, is read only then. Lists come as JSON. Who may
//! see what is decided where each thing is read, in the functions named here.

use sqlx::PgPool;
use sqlx::types::Json;
use time::{Date, Duration, OffsetDateTime};

use crate::communities::Brief;
use crate::guide::nudges::{NudgeKind, OwnNudge};
use crate::guide::transformation::CommunityQuestion;
use crate::learning::buddies::{self, MyNewcomer, SuitedSession};
use crate::learning::coffee::CoffeeQuestion;
use crate::learning::pledges::PledgeToMe;
use crate::learning::pulse::{self, WaitingPulse};
use crate::learning::stories::follow_ups::{self, OpenFollowUp};
use crate::learning::stories::review::{AskedAboutNumbers, NumbersToCheck};
use crate::learning::thanks::notes::ThankYou;
use crate::organisation::people::offers::{self, HelpOffer};
use crate::organisation::people::{Person, ToMeet};
use crate::platform::db::lists::{all, one};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, TeamId};
use crate::sessions::attendance::Untaken;
use crate::sessions::events::{RhythmSession, SessionCard};
use crate::sessions::hosting::HostInvitation;

/// Thanks are news for so long.
const THANKS_ARE_NEWS_FOR: Duration = Duration::days(30);

/// What a person's communities do, and what there is besides.
pub struct OwnWeek {
    pub agenda: Vec<SessionCard>,
    pub communities: Vec<Brief>,
    /// A year of sessions of these communities.
    pub held: Vec<RhythmSession>,
    /// What their department pledges.
    pub pledge: Option<PledgeToMe>,
    /// Found earlier today.
    pub to_meet: Option<ToMeet>,
    /// They said what they know or want to learn.
    pub has_interests: bool,
    /// Something may wait for them, see [`waiting`]. An organiser and a leader are always asked.
    pub may_wait: bool,
    /// They joined a community a short while ago, or were thanked, see [`news`].
    pub may_be_news: bool,
}

#[expect(clippy::too_many_lines, reason = "one statement, so that the page makes few queries")]
pub async fn own_week(db: &PgPool, person: &Person, today: Date, now: OffsetDateTime) -> Result<OwnWeek> {
    let row = sqlx::query!(
        r#"with mine as materialized (select * from communities_of($1, $2))
           select (select json_agg(a order by a.starts_at, a.id) from agenda($1, $2) a)
                      as "agenda?: Json<Vec<SessionCard>>",
                  (select json_agg(c order by c.organiser desc, lower(c.name)) from mine c)
                      as "communities?: Json<Vec<Brief>>",
                  coalesce(array_agg(r.community_id order by r.starts_at), '{}') as "held_in!: Vec<CommunityId>",
                  coalesce(array_agg(r.starts_at order by r.starts_at), '{}') as "held_at!: Vec<OffsetDateTime>",
                  coalesce(array_agg(r.ends_at order by r.starts_at), '{}') as "until!: Vec<OffsetDateTime>",
                  coalesce(array_agg(r.zone order by r.starts_at), '{}') as "zones!: Vec<String>",
                  coalesce(array_agg(r.seated order by r.starts_at), '{}') as "seated!: Vec<i32>",
                  coalesce(array_agg(r.present order by r.starts_at), '{}') as "present!: Vec<i32>",
                  (select to_json(p) from team_pledge($3) p) as "pledge?: Json<PledgeToMe>",
                  (select to_json(k) from kept_person_to_meet($1, $3, $4) k) as "to_meet?: Json<ToMeet>",
                  exists (select 1 from interests where person_id = $1) as "has_interests!",
                  (exists (select 1 from host_invitations where person_id = $1 and answered_at is null)
                   or exists (select 1 from move_asks where person_id = $1 and answered_at is null)
                   or exists (select 1 from organiser_asks where person_id = $1 and ended_at is null)
                   or exists (select 1 from buddies where buddy_id = $1 and ended_at is null and hello_at is null)
                   or exists (select 1 from nudges where person_id = $1 and done_at is null and cancelled_at is null)
                   or exists (select 1 from stories where author_id = $1)
                   or exists (select 1 from help_offers where person_id = $1 and said_at <= $5)
                   or exists (select 1 from hosts h join events e on e.id = h.event_id
                              where h.person_id = $1 and e.starts_at between $2 - interval '14 days' and $2)
                   or exists (select 1 from coffee_seats s join coffee_rounds r on r.id = s.round_id
                              where s.person_id = $1 and (r.state <> 'closed' or $4 < r.closes_on + 7))
                   or exists (select 1 from pulse_people pp join pulses p on p.id = pp.pulse_id
                              where pp.person_id = $1
                                and (p.closed_at > $6
                                     or (p.closed_at is null
                                         and not exists (select 1 from pulse_marks k
                                                         where k.pulse_id = p.id and k.person_id = $1))))) as "may_wait!",
                  (exists (select 1 from thanks where recipient_id = $1 and read_at is null and at > $7)
                   or exists (select 1 from current_members where person_id = $1 and joined_at > $8)) as "may_be_news!"
           from mine c
           cross join lateral rhythm_sessions(c.id, $2) r"#,
        person.id as PersonId,
        now,
        person.team_id as Option<TeamId>,
        today,
        now - offers::rules::ASKED_AFTER,
        now - pulse::RESULTS_ARE_NEWS_FOR,
        now - THANKS_ARE_NEWS_FOR,
        now - buddies::NEW_FOR
    )
    .fetch_one(db)
    .await?;
    // Hundreds of rows of few words are a third of their size as columns.
    let when = row.held_at.into_iter().zip(row.until).zip(row.zones);
    let held = row.held_in.into_iter().zip(when).zip(row.seated.into_iter().zip(row.present));
    let held = held.map(|((community_id, ((starts_at, ends_at), zone)), (seated, present))| RhythmSession {
        community_id,
        starts_at,
        ends_at,
        zone,
        seated,
        present,
    });
    Ok(OwnWeek {
        agenda: all(row.agenda),
        communities: all(row.communities),
        held: held.collect(),
        pledge: one(row.pledge),
        to_meet: one(row.to_meet),
        has_interests: row.has_interests,
        may_wait: row.may_wait,
        may_be_news: row.may_be_news,
    })
}

/// What waits for a person, of each kind the most pressing first.
pub struct Waiting {
    pub hosting: Vec<HostInvitation>,
    pub communities: Vec<CommunityQuestion>,
    /// Those who wait for a hello.
    pub newcomers: Vec<MyNewcomer>,
    pub coffee: Vec<CoffeeQuestion>,
    pub pulses: Vec<WaitingPulse>,
    pub asked: Vec<AskedAboutNumbers>,
    pub follow_ups: Vec<OpenFollowUp>,
    pub nudges: Vec<OwnNudge>,
    pub untaken: Vec<Untaken>,
    pub to_check: Vec<NumbersToCheck>,
    /// Said longest ago, when it is time to ask whether it still stands.
    pub offer: Option<HelpOffer>,
}

#[expect(clippy::too_many_lines, reason = "one statement, so that the page makes few queries")]
pub async fn waiting(db: &PgPool, person: PersonId, today: Date, now: OffsetDateTime) -> Result<Waiting> {
    Ok(sqlx::query!(
        r#"select (select json_agg(h order by h.starts_at, h.event_id) from host_questions($1, $3) h)
                      as "hosting?: Json<Vec<HostInvitation>>",
                  (select json_agg(q order by q.asked_at desc) from community_questions($1) q)
                      as "communities?: Json<Vec<CommunityQuestion>>",
                  (select json_agg(n order by n.paired_at, n.id) from newcomers_of($1) n where n.hello_at is null)
                      as "newcomers?: Json<Vec<MyNewcomer>>",
                  (select json_agg(q order by q.is_asking, q.closes_on)
                   from (select * from coffee_questions($1, $2) order by is_asking, closes_on limit 3) q)
                      as "coffee?: Json<Vec<CoffeeQuestion>>",
                  (select json_agg(p order by p.closed_at is not null, p.closes_at, p.id) from pulses_waiting($1, $4, $3) p)
                      as "pulses?: Json<Vec<WaitingPulse>>",
                  (select json_agg(q order by q.asked_at, q.story_id)
                   from (select s.id as story_id, s.title, q.question, q.asked_at
                         from story_questions q
                         join stories s on s.id = q.story_id
                         where s.author_id = $1 and s.withdrawn_at is null and q.settled_at is null
                         order by q.asked_at, s.id
                         limit 3) q) as "asked?: Json<Vec<AskedAboutNumbers>>",
                  (select json_agg(f order by f.published_at, f.story_id)
                   from (select s.id as story_id, s.title, s.published_at
                         from story_follow_ups f
                         join stories s on s.id = f.story_id
                         join communities c on c.id = s.community_id and c.archived_at is null
                         where s.author_id = $1 and s.withdrawn_at is null and f.answered_at is null and f.asked_at > $5
                         order by s.published_at, s.id
                         limit 3) f) as "follow_ups?: Json<Vec<OpenFollowUp>>",
                  (select json_agg(n order by n.made_at desc, n.id)
                   from (select * from nudges_of($1, $7) where done_at is null and cancelled_at is null
                         order by made_at desc, id limit 100) n) as "nudges?: Json<Vec<OwnNudge>>",
                  (select json_agg(e order by e.starts_at desc)
                   from (select e.id, e.title, c.name as community, e.starts_at, e.ends_at, e.zone
                         from hosts h
                         join events e on e.id = h.event_id
                         join communities c on c.id = e.community_id
                         join current_members m on m.community_id = c.id and m.person_id = h.person_id
                         where h.person_id = $1
                           and e.state = 'published'
                           and e.starts_at between $3::timestamptz - interval '14 days' and $3
                           and e.present = 0
                           and c.archived_at is null
                         order by e.starts_at desc
                         limit 3) e) as "untaken?: Json<Vec<Untaken>>",
                  (select json_agg(s order by s.first_at, s.slug)
                   from (select c.slug, c.name as community, count(*) as stories, min(s.published_at) as first_at
                         from current_members m
                         join communities c on c.id = m.community_id and c.archived_at is null
                         join stories s on s.community_id = c.id
                         where m.person_id = $1
                           and m.organiser
                           and s.author_id <> $1
                           and s.hours_low is not null
                           and s.verified_at is null
                           and s.published_at is not null
                           and s.withdrawn_at is null
                           and not exists (select 1 from story_questions q where q.story_id = s.id and q.settled_at is null)
                         group by c.id
                         order by min(s.published_at), c.slug
                         limit 3) s) as "to_check?: Json<Vec<NumbersToCheck>>",
                  (select to_json(o)
                   from (select id, topic, said_at from help_offers
                         where person_id = $1 and said_at <= $6
                         order by said_at, lower(topic)
                         limit 1) o) as "offer?: Json<HelpOffer>""#,
        person as PersonId,
        today,
        now,
        now - pulse::RESULTS_ARE_NEWS_FOR,
        now - follow_ups::STAYS_OPEN,
        now - offers::rules::ASKED_AFTER,
        NudgeKind::Sponsor as NudgeKind
    )
    .map(|row| Waiting {
        hosting: all(row.hosting),
        communities: all(row.communities),
        newcomers: all(row.newcomers),
        coffee: all(row.coffee),
        pulses: all(row.pulses),
        asked: all(row.asked),
        follow_ups: all(row.follow_ups),
        nudges: all(row.nudges),
        untaken: all(row.untaken),
        to_check: all(row.to_check),
        offer: one(row.offer),
    })
    .fetch_one(db)
    .await?)
}

/// What is said to newcomers and to those who were thanked.
#[derive(Default)]
pub struct HomeNews {
    /// For newcomers: sessions that suit what they want to learn, in the community they joined last.
    pub begin_with: Vec<SuitedSession>,
    /// Thanks that were not read yet.
    pub thanks: Vec<ThankYou>,
}

pub async fn news(db: &PgPool, person: PersonId, now: OffsetDateTime) -> Result<HomeNews> {
    Ok(sqlx::query!(
        r#"select (select json_agg(s order by s.place)
                   from (select m.community_id
                         from current_members m
                         join communities c on c.id = m.community_id and c.archived_at is null
                         where m.person_id = $1 and m.joined_at > $3 and not m.organiser
                         order by m.joined_at desc, m.community_id
                         limit 1) newest
                   cross join lateral suited_sessions($1, newest.community_id, $2, $4) s
                   where s.place <= $5) as "begin_with?: Json<Vec<SuitedSession>>",
                  (select json_agg(t order by t.at desc, t.id)
                   from (select * from thanks_received($1)
                         where hidden_at is null and read_at is null and at > $6
                         order by at desc, id
                         limit 3) t) as "thanks?: Json<Vec<ThankYou>>""#,
        person as PersonId,
        now,
        now - buddies::NEW_FOR,
        now + buddies::AHEAD,
        buddies::SUGGESTED,
        now - THANKS_ARE_NEWS_FOR
    )
    .map(|row| HomeNews { begin_with: all(row.begin_with), thanks: all(row.thanks) })
    .fetch_one(db)
    .await?)
}
