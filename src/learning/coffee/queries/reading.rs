//! What pages show.

use sqlx::PgPool;
use time::{Date, OffsetDateTime};

use super::CoffeeProgramme;
use crate::learning::coffee::{CoffeeAnswer, CoffeeOutcome, CoffeeRoundState, FEW};
use crate::organisation::people::offers;
use crate::platform::ids::{CoffeeMatchId, CoffeeProgrammeId, CommunityId, PersonId};

/// The programme of a community, or of the whole organisation.
pub async fn programme(db: &PgPool, community: Option<CommunityId>) -> sqlx::Result<Option<CoffeeProgramme>> {
    sqlx::query_as!(
        CoffeeProgramme,
        r#"select g.id, g.every_weeks, g.starts_on,
                  (select count(*) from coffee_takers k
                   where k.programme_id = g.id and (k.paused_at is null or k.paused_until < current_date)) as "people!"
           from coffee_programmes g
           where g.community_id is not distinct from $1 and g.ended_at is null"#,
        community as Option<CommunityId>
    )
    .fetch_optional(db)
    .await
}

/// A programme that a person is in, or may join.
pub struct MyProgramme {
    pub id: CoffeeProgrammeId,
    pub community: Option<String>,
    pub slug: Option<String>,
    pub every_weeks: i32,
    pub starts_on: Date,
    /// Since when they are in.
    pub joined_at: Option<OffsetDateTime>,
    pub skips_next: bool,
    pub paused_at: Option<OffsetDateTime>,
    pub paused_until: Option<Date>,
    /// The round that asks, and what they said to it.
    pub asking_on: Option<Date>,
    pub is_seated: bool,
    pub answer: Option<CoffeeAnswer>,
    pub last_monday: Option<Date>,
}

/// The organisation's programme and those of the communities a person belongs to; the organisation's first.
pub async fn my_programmes(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<MyProgramme>> {
    sqlx::query_as!(
        MyProgramme,
        r#"select g.id, c.name as "community?", c.slug as "slug?", g.every_weeks, g.starts_on,
                  m.joined_at as "joined_at?", coalesce(m.skips_next, false) as "skips_next!",
                  m.paused_at as "paused_at?", m.paused_until as "paused_until?",
                  r.matches_on as "asking_on?", s.person_id is not null as "is_seated!",
                  s.answer as "answer?: CoffeeAnswer",
                  (select max(l.monday_on) from coffee_rounds l where l.programme_id = g.id) as last_monday
           from coffee_programmes g
           left join communities c on c.id = g.community_id
           left join coffee_members m on m.programme_id = g.id and m.person_id = $1 and m.left_at is null
           left join coffee_rounds r on r.programme_id = g.id and r.state = 'asking'
           left join coffee_seats s on s.round_id = r.id and s.person_id = $1
           where g.ended_at is null
             and c.archived_at is null
             and (c.id is null or exists (select 1 from current_members b
                                          where b.community_id = c.id and b.person_id = $1))
           order by c.id is not null, lower(c.name)
           limit 50"#,
        person as PersonId
    )
    .fetch_all(db)
    .await
}

/// Is it a programme that this person is in, or may join?
pub async fn may_join(db: &PgPool, programme: CoffeeProgrammeId, person: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1
                          from coffee_programmes g
                          left join communities c on c.id = g.community_id
                          where g.id = $1
                            and g.ended_at is null
                            and c.archived_at is null
                            and (c.id is null or exists (select 1 from current_members b
                                                         where b.community_id = c.id and b.person_id = $2)))
               as "may!""#,
        programme as CoffeeProgrammeId,
        person as PersonId
    )
    .fetch_one(db)
    .await
}

/// A match of someone, as they see it: open, or of the newest round that is over.
pub struct MyMatch {
    pub id: CoffeeMatchId,
    pub community: Option<String>,
    pub slug: Option<String>,
    pub reason: String,
    pub first_writer_id: PersonId,
    pub proposals: Vec<OffsetDateTime>,
    pub closes_on: Date,
    pub is_open: bool,
    pub found_time: Option<bool>,
    pub outcome: Option<CoffeeOutcome>,
}

/// What someone was told of and can still say something about. Nothing is shown before their email left.
pub async fn my_match(db: &PgPool, person: PersonId, today: Date) -> sqlx::Result<Vec<MyMatch>> {
    sqlx::query_as!(
        MyMatch,
        r#"select m.id, c.name as "community?", c.slug as "slug?", m.reason, m.first_writer_id, m.proposals,
                  r.closes_on, r.state = 'matched' as "is_open!", x.found_time, x.outcome
           from coffee_partners x
           join coffee_matches m on m.id = x.match_id and m.void_at is null
           join coffee_rounds r on r.id = x.round_id and r.state in ('matched', 'closed')
           join coffee_seats s on s.round_id = x.round_id and s.person_id = x.person_id and s.tellings > 0
           join coffee_programmes g on g.id = r.programme_id
           left join communities c on c.id = g.community_id
           where x.person_id = $1
             and x.left_at is null
             and (r.state = 'matched' or r.closes_on > $2::date - 30)
             and not exists (select 1
                             from coffee_rounds later
                             join coffee_partners n on n.round_id = later.id and n.person_id = $1 and n.left_at is null
                             where later.programme_id = r.programme_id and later.number > r.number)
           order by r.state = 'closed', r.closes_on desc
           limit 10"#,
        person as PersonId,
        today
    )
    .fetch_all(db)
    .await
}

/// Someone of a match.
pub struct MyPartner {
    pub match_id: CoffeeMatchId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub team: Option<String>,
    pub department: Option<String>,
    pub about: String,
    /// What they like to be asked about, where they said so within a year.
    pub offers: Vec<String>,
    pub knows: Vec<String>,
    pub is_here: bool,
}

pub async fn my_partners(
    db: &PgPool,
    matches: &[CoffeeMatchId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<MyPartner>> {
    sqlx::query_as!(
        MyPartner,
        r#"select x.match_id, p.id as person_id, p.name, p.email, t.name as "team?", d.name as "department?", case when p.about_seen_by = 'everyone' then p.about else '' end as "about!",
                  array(select topic from help_offers_seen(null, $2) o where o.person_id = p.id
                        order by lower(topic)) as "offers!",
                  array(select topic from interests_seen(null) i where i.person_id = p.id and i.kind = 'knows'
                        order by lower(topic)) as "knows!",
                  p.deactivated_at is null as "is_here!"
           from coffee_partners x
           join people p on p.id = x.person_id and p.erased_at is null
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           where x.match_id = any ($1) and x.left_at is null
           order by lower(p.name), p.id"#,
        matches as &[CoffeeMatchId],
        now - offers::rules::SHOWN_FOR
    )
    .fetch_all(db)
    .await
}

/// A round as organisers see it.
pub struct CoffeeRound {
    pub state: CoffeeRoundState,
    pub matches_on: Date,
    pub people: i64,
    pub groups: i64,
    /// Groups of which someone said that they met.
    pub met: i64,
}

impl CoffeeRound {
    pub fn is_asking(&self) -> bool {
        self.state == CoffeeRoundState::Asking
    }

    pub fn state_words(&self) -> &'static str {
        match self.state {
            CoffeeRoundState::Asking => "Open for answers",
            CoffeeRoundState::Matched => "Going on",
            CoffeeRoundState::Closed => "Over",
            CoffeeRoundState::Cancelled => "Cancelled",
        }
    }

    /// "12 people", "6 groups", "At least half of the groups met". Nothing is told of fewer than five people, and of
    /// whether they met only how it was on the whole.
    pub fn figure_words(&self) -> Vec<String> {
        if self.state == CoffeeRoundState::Cancelled {
            return Vec::new();
        }
        if self.people < FEW {
            return vec![format!("Fewer than {FEW} people")];
        }
        let mut words = vec![format!("{} people", self.people)];
        if self.state != CoffeeRoundState::Asking {
            words.push(format!("{} groups", self.groups));
        }
        if self.state == CoffeeRoundState::Closed {
            let half_met = self.groups > 0 && self.met * 2 >= self.groups;
            let met = if half_met {
                "At least half of the groups met"
            } else {
                "Fewer than half said that they met"
            };
            words.push(met.to_owned());
        }
        words
    }
}

/// The rounds of a programme with their figures, the newest first.
pub async fn rounds(db: &PgPool, programme: CoffeeProgrammeId) -> sqlx::Result<Vec<CoffeeRound>> {
    sqlx::query_as!(
        CoffeeRound,
        r#"select r.state, r.matches_on,
                  case when r.state = 'asking'
                       then (select count(*) from coffee_seats s
                             where s.round_id = r.id and s.answer is distinct from 'skip')
                       else past.people end as "people!",
                  past.groups as "groups!", past.met as "met!"
           from coffee_rounds r
           cross join lateral (
               select count(*) as people, count(distinct x.match_id) as groups,
                      count(distinct x.match_id) filter (where x.outcome = 'met') as met
               from coffee_partners x
               where x.round_id = r.id and x.left_at is null
           ) past
           where r.programme_id = $1
           order by r.number desc
           limit 12"#,
        programme as CoffeeProgrammeId
    )
    .fetch_all(db)
    .await
}

/// How far coffee reached across teams, of people who had a team then.
pub struct CoffeeCoverage {
    /// People who were ever matched.
    pub people: i64,
    /// Pairs of people of known teams, and those of two teams.
    pub pairs: i64,
    pub across: i64,
    /// Pairs of teams of which two people were matched, and teams that have people.
    pub team_pairs: i64,
    pub teams: i64,
}

impl CoffeeCoverage {
    /// Each two of the teams.
    pub fn possible(&self) -> i64 {
        self.teams * (self.teams - 1) / 2
    }

    /// In whole percent, of at least five people.
    pub fn percent_across(&self) -> Option<i64> {
        (self.people >= FEW && self.pairs > 0).then(|| (self.across * 100 + self.pairs / 2) / self.pairs)
    }
}

/// How far the pairs of all programmes reached across teams.
pub async fn coverage(db: &PgPool) -> sqlx::Result<CoffeeCoverage> {
    sqlx::query_as!(
        CoffeeCoverage,
        r#"with pairs as (
               select x.person_id, least(x.team_id, y.team_id) as one, greatest(x.team_id, y.team_id) as other
               from coffee_partners x
               join coffee_partners y on y.match_id = x.match_id and y.person_id > x.person_id and y.left_at is null
               join coffee_matches m on m.id = x.match_id and m.void_at is null
               where x.left_at is null and x.team_id is not null and y.team_id is not null
           )
           select (select count(distinct person_id) from coffee_partners where left_at is null) as "people!",
                  count(*) as "pairs!", count(*) filter (where one <> other) as "across!",
                  count(distinct (one, other)) filter (where one <> other) as "team_pairs!",
                  (select count(distinct team_id) from people
                   where team_id is not null and deactivated_at is null) as "teams!"
           from pairs"#
    )
    .fetch_one(db)
    .await
}
