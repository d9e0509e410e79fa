//! A large organisation, written by the database itself: people over 40 teams, 50 communities,
//! 2,000 sessions over two years, 40,000 RSVPs and what attendance and stories follow from them.

use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection, PgPool};
use uuid::Uuid;

use crate::Outcome;

/// What to ask for, and as whom.
pub struct Targets {
    pub communities: Vec<String>,
    pub events: Vec<Uuid>,
    pub members: Vec<String>,
    pub leader: String,
}

const FILL: &[&str] = &[
    "insert into organisation (link_secret, set_up_at, name) values (decode(repeat('ab', 32), 'hex'), now(), 'Large')
     on conflict (id) do update set set_up_at = now()",
    "insert into departments (name) select 'Department ' || n from generate_series(1, 8) n",
    "insert into teams (department_id, name)
     select d.id, d.name || ', team ' || n from departments d, generate_series(1, 5) n",
    "with numbered as (select id, row_number() over (order by name) as n from teams)
     insert into people (name, email, team_id, zone, created_at, is_leader)
     select 'Person ' || p, 'p' || p || '@large.example', t.id, 'Europe/London', now() - interval '2 years', p = 1
     from generate_series(1, $1::int) p
     join numbered t on t.n = 1 + p % 40",
    "insert into interests (person_id, kind, topic)
     select id, (array['knows', 'wants'])[1 + n % 2], 'topic ' || (hashtext(id::text || n) & 255)
     from people, generate_series(1, 3) n on conflict do nothing",
    "with founders as (select id, row_number() over (order by email) as n from people)
     insert into communities (slug, name, who, practice, why_now, purpose_set_at, cadence_days, zone, founder_id, tags,
                              published_at, created_at)
     select 'community-' || n, 'Community ' || n, 'people who care about subject ' || n,
            'We find out together what works in subject ' || n || '.', 'It matters now.', now() - interval '2 years', 14,
            'Europe/London', id, array['tag ' || n % 12, 'tag ' || n % 7], now() - interval '2 years', now() - interval '2 years'
     from founders where n <= 50",
    "insert into members (community_id, person_id, membership, organiser, asked_at, joined_at, organiser_at)
     select c.id, c.founder_id, 'member', true, c.created_at, c.created_at, c.created_at from communities c",
    "insert into members (community_id, person_id, membership, asked_at, joined_at)
     select c.id, p.id, 'member', now() - interval '1 year', now() - interval '1 year'
     from communities c, people p
     where (hashtext(c.slug || p.email) & 1023) < 61
     on conflict do nothing",
    "insert into events (community_id, title, kind, state, starts_at, ends_at, zone, format, place, agenda, capacity, uid, created_by,
                         created_at, published_at, list_completed_at)
     select c.id, 'Session ' || n || ' of ' || c.name, (array['lean_coffee', 'clinic_critique', 'show_and_tell', 'workshop'])[1 + n % 4],
            'published', at, at + interval '50 minutes', 'Europe/London', 'in_person', 'Room ' || n,
            E'- Who is here\\n- Three cases, **ten minutes** each\\n- One thing to try', 60,
            gen_random_uuid()::text, c.founder_id, at - interval '20 days', at - interval '20 days',
            case when at < now() then at end
     from communities c, generate_series(1, 40) n,
          lateral (select date_trunc('hour', now()) + (n - 37) * interval '14 days' + (hashtext(c.slug) & 7) * interval '1 day' as at) t",
    "insert into hosts (event_id, person_id) select e.id, e.created_by from events e",
    "insert into rsvps (event_id, person_id, answer, answered_at, seated_at)
     select e.id, p.id, 'going', e.starts_at - interval '5 days', e.starts_at - interval '5 days'
     from events e
     cross join lateral (
         select m.person_id as id from members m
         where m.community_id = e.community_id and m.left_at is null
         order by hashtext(m.person_id::text || e.id::text) limit 20) p",
    "insert into attendance (event_id, person_id, team_id, source, recorded_at)
     select r.event_id, r.person_id, p.team_id, 'host', e.starts_at
     from rsvps r join events e on e.id = r.event_id join people p on p.id = r.person_id
     where e.starts_at < now() and (hashtext(r.person_id::text || r.event_id::text) & 15) < 13",
    "insert into acts (at, person_id, verb, thing, thing_id, community_id)
     select e.created_at, e.created_by, verb, 'event', e.id, e.community_id
     from events e, unnest(array['create', 'publish', 'take_attendance']) verb",
    "insert into stories (community_id, author_id, event_id, title, activity, happened, took_away, did, cycle, benefits, team_id, told_as, created_at, published_at)
     select distinct on (e.id) e.community_id, a.person_id, e.id, 'What I took from ' || e.title, 'session', 'We looked at a case.', 'An idea.', 'I tried it.',
            'applied', array['grow_capability'], a.team_id, 'member', e.starts_at + interval '3 days', e.starts_at + interval '3 days'
     from events e join attendance a on a.event_id = e.id
     where (hashtext(e.id::text) & 7) = 0 and e.starts_at < now() - interval '4 days'",
    "insert into testimonials (story_id, author_id, sentence, on_community, on_impact, given_at)
     select id, author_id, 'I tried it.', true, true, published_at from stories",
    "analyze",
];

pub async fn fill(url: &str, people: i32) -> Outcome<Targets> {
    let db = PgPool::connect(url).await?;
    guildhall::MIGRATIONS.run(&db).await?;
    let mut connection = PgConnection::connect(url).await?;
    for statement in FILL {
        let query = sqlx::query(*statement);
        let query = if statement.contains("$1") { query.bind(people) } else { query };
        query.execute(&mut connection).await?;
    }
    let members: Vec<Uuid> = sqlx::query_scalar(
        "select person_id from members where not organiser order by md5(person_id::text) limit 64",
    )
    .fetch_all(&db)
    .await?;
    let leader: Uuid = sqlx::query_scalar("select id from people where is_leader").fetch_one(&db).await?;
    let mut tokens = Vec::new();
    for person in members.iter().chain([&leader]) {
        let token = person.simple().to_string();
        sqlx::query(
            "insert into logins (person_id, token_hash, created_at, seen_at, expires_at) values ($1, $2, now(), now(), now() + interval '1 day')
             on conflict do nothing",
        )
        .bind(person)
        .bind(Sha256::digest(token.as_bytes()).to_vec())
        .execute(&db)
        .await?;
        tokens.push(token);
    }
    let targets = Targets {
        communities: sqlx::query_scalar("select slug from communities order by slug").fetch_all(&db).await?,
        events: sqlx::query_scalar(
            "select id from events where starts_at > now() order by md5(id::text) limit 100",
        )
        .fetch_all(&db)
        .await?,
        leader: tokens.pop().ok_or("no leader")?,
        members: tokens,
    };
    db.close().await;
    Ok(targets)
}
