//! A large organisation around the demo's: everything the demo has, so that every page has something to show, and beside
//! it communities, people, sessions and attendances, written by the database itself.

use std::path::PathBuf;

use axum::Router;
use guildhall::embedded::Embedded;
use guildhall::jobs::Job;
use guildhall::{App, Clock, Config, EvaluatePhases, FollowRoadmaps, WorkOutReports};
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection, PgPool};
use uuid::Uuid;

use crate::Outcome;

/// How large, beside the demo. There is a community for each hundred people, with three hundred members.
#[derive(Clone, Copy)]
pub struct Size {
    pub name: &'static str,
    pub people: i32,
    /// In each community, over two years.
    pub sessions: i32,
    /// Who came to each session.
    pub came: i32,
}

/// 5,000 people and 5,000 attendances.
pub const ONE: Size = Size { name: "1×", people: 5_000, sessions: 10, came: 10 };
/// Ten times the people, and with them the communities, sessions and attendances.
pub const TEN: Size = Size { name: "10×", people: 50_000, ..ONE };
/// A hundred times the attendances, of as many people as at first.
pub const HUNDRED: Size = Size { name: "100×", sessions: 250, came: 40, ..ONE };

const FILL: &[&str] = &[
    // A site like any other: the program serves no demo unless asked to.
    "update organisation set demo = false",
    "insert into departments (name) select 'Department ' || n from generate_series(1, 8) n",
    "insert into teams (department_id, name)
     select d.id, d.name || ', team ' || n
     from departments d, generate_series(1, 4 + $people / 2500) n where d.name like 'Department %'",
    "insert into people (name, email, team_id, zone, created_at)
     select 'Person ' || n, 'p' || n || '@large.example', t.id, 'Europe/London', now() - interval '3 years'
     from generate_series(1, $people) n
     join (select id, row_number() over (order by name) as place, count(*) over () as teams
           from teams where name like 'Department %') t on t.place = 1 + n % t.teams",
    "create table load_people as
     select id, team_id, substr(split_part(email, '@', 1), 2)::int as place from people where email like 'p%@large.example'",
    "create unique index on load_people (place)",
    "insert into interests (person_id, kind, topic)
     select id, (array['knows', 'wants'])[1 + n % 2], 'topic ' || (hashtext(id::text || n) & 255)
     from load_people, generate_series(1, 3) n on conflict do nothing",
    "insert into communities (slug, name, who, practice, why_now, purpose_set_at, cadence_days, zone, founder_id, tags,
                              published_at, created_at)
     select 'large-' || n, 'Large ' || n, 'people who care about subject ' || n,
            'We find out together what works in subject ' || n || '.', 'It matters now.', now() - interval '2 years', 14,
            'Europe/London', p.id, array['tag ' || n % 12, 'tag ' || n % 7], now() - interval '2 years',
            now() - interval '2 years'
     from generate_series(1, $people / 100) n join load_people p on p.place = n * 100",
    "create table load_communities as
     select id, founder_id, substr(slug, 7)::int as place from communities where slug like 'large-%'",
    "insert into members (community_id, person_id, membership, organiser, asked_at, joined_at, organiser_at)
     select c.id, c.founder_id, 'member', true, now() - interval '2 years', now() - interval '2 years', now() - interval '2 years'
     from load_communities c",
    "insert into members (community_id, person_id, membership, asked_at, joined_at)
     select c.id, p.id, 'member', now() - interval '1 year', now() - interval '1 year'
     from load_communities c
     cross join generate_series(0, 299) n
     join load_people p on p.place = 1 + (c.place * 100 + n) % $people
     on conflict do nothing",
    // Whom the demo's roles are, in one of them too.
    "insert into members (community_id, person_id, membership, organiser, asked_at, joined_at, organiser_at)
     select c.id, p.id, 'member', p.email like 'ana.%', now() - interval '1 year', now() - interval '1 year',
            case when p.email like 'ana.%' then now() - interval '1 year' end
     from load_communities c, people p
     where c.place = 1 and p.email in ('ben.okafor@northmere.example', 'ana.ferreira@northmere.example')",
    "insert into events (community_id, title, kind, state, starts_at, ends_at, zone, format, place, agenda, capacity, uid, created_by,
                         created_at, published_at, list_completed_at)
     select c.id, 'Session ' || n || ' of subject ' || c.place,
            (array['lean_coffee', 'clinic_critique', 'show_and_tell', 'workshop'])[1 + n % 4],
            'published', at, at + interval '50 minutes', 'Europe/London', 'in_person', 'Room ' || n,
            E'- Who is here\\n- Three cases, **ten minutes** each\\n- One thing to try', 60,
            gen_random_uuid()::text, c.founder_id, at - interval '20 days', at - interval '20 days',
            case when at < now() then at end
     from load_communities c, generate_series(1, $sessions) n,
          lateral (select case when n = 1 then now() + interval '9 days'
                               else now() - interval '1 day' - n * interval '720 days' / $sessions end as at) t",
    "insert into hosts (event_id, person_id)
     select e.id, e.created_by from events e join load_communities c on c.id = e.community_id",
    // Other neighbours among the members at each session.
    "insert into rsvps (event_id, person_id, answer, answered_at, seated_at)
     select e.id, p.id, 'going', e.starts_at - interval '5 days', e.starts_at - interval '5 days'
     from events e
     join load_communities c on c.id = e.community_id
     cross join generate_series(1, $came + 5) n
     join load_people p on p.place = 1 + (c.place * 100 + (hashtext(e.id::text) & 127) + n) % $people",
    "insert into attendance (event_id, person_id, team_id, source, recorded_at)
     select r.event_id, r.person_id, p.team_id, 'host', e.starts_at
     from (select event_id, person_id, row_number() over (partition by event_id) as n from rsvps) r
     join events e on e.id = r.event_id
     join load_people p on p.id = r.person_id
     where e.starts_at < now() and r.n <= $came",
    "insert into acts (at, person_id, verb, thing, thing_id, community_id)
     select e.created_at, e.created_by, verb, 'event', e.id, e.community_id
     from events e join load_communities c on c.id = e.community_id, unnest(array['create', 'publish', 'take_attendance']) verb",
    "insert into stories (community_id, author_id, event_id, title, activity, happened, took_away, did, cycle, benefits, team_id, told_as, created_at, published_at)
     select distinct on (e.id) e.community_id, a.person_id, e.id, 'What I took from ' || e.title, 'session', 'We looked at a case.', 'An idea.', 'I tried it.',
            'applied', array['grow_capability'], a.team_id, 'member', e.starts_at + interval '3 days', e.starts_at + interval '3 days'
     from events e
     join load_communities c on c.id = e.community_id
     join attendance a on a.event_id = e.id
     where (hashtext(e.id::text) & 7) = 0 and e.starts_at < now() - interval '4 days'",
    "insert into testimonials (story_id, author_id, sentence, on_community, on_impact, given_at)
     select s.id, s.author_id, 'I tried it.', true, true, s.published_at
     from stories s join load_communities c on c.id = s.community_id",
    "insert into topics (community_id, title, proposed_by, proposed_at)
     select c.id, 'What works in part ' || n || ' of it', p.id, now() - n * interval '9 days'
     from load_communities c
     cross join generate_series(1, 12) n
     join load_people p on p.place = 1 + (c.place * 100 + n * 20) % $people",
    "insert into thanks (person_id, recipient_id, helped_with, community_id, line, reach, at)
     select giver.id, taker.id, 'topic ' || n, c.id, 'It saved me a day.', 'community', now() - n * interval '6 days'
     from load_communities c
     cross join generate_series(1, 20) n
     join load_people giver on giver.place = 1 + (c.place * 100 + n * 11) % $people
     join load_people taker on taker.place = 1 + (c.place * 100 + n * 11 + 5) % $people",
    "insert into mails (person_id, to_address, kind, subject, body_text, body_html, state, run_at, queued_at, settled_at)
     select p.id, 'p' || p.place || '@large.example', 'digest', 'Your week', 'What comes.', '<p>What comes.</p>', 'delivered', at, at, at
     from load_people p, generate_series(1, 2) n, lateral (select now() - n * interval '7 days' as at) t",
    "vacuum analyze",
];

/// The demo's people who are asked as.
const ROLES: [(&str, &str); 3] = [
    ("member", "ben.okafor@northmere.example"),
    ("organiser", "ana.ferreira@northmere.example"),
    ("leader", "joana.reis@northmere.example"),
];

/// An organisation of one size, with a PostgreSQL of its own.
pub struct Organisation {
    pub app: App,
    /// What answers requests, put together once as the program does.
    pub router: Router,
    pub communities: Vec<String>,
    pub sessions: Vec<Uuid>,
    /// Login tokens of sixty-four people of the large part; those of the roles are the roles' names.
    pub members: Vec<String>,
    pub attendances: i64,
    server: Embedded,
    pub dir: PathBuf,
}

impl Organisation {
    pub async fn new(size: Size) -> Outcome<Self> {
        let name = format!("guildhall-load-{}-{}", size.people, size.sessions);
        let dir = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        let server = Embedded::start(&dir, None, |_| {})?;
        let db = guildhall::connect(&server.url(), guildhall::DatabaseLimits::default()).await?;
        guildhall::MIGRATIONS.run(&db).await?;
        let app = App::new(db.clone(), Config::default(), Clock::system());
        sqlx::query("insert into organisation (link_secret) values (decode(repeat('00', 32), 'hex'))")
            .execute(&db)
            .await?;
        guildhall::build_demo(&app).await.map_err(|error| format!("{error:?}"))?;
        fill(&server.url(), size).await?;
        pass_a_night(&app).await?;
        let people: Vec<Uuid> =
            sqlx::query_scalar("select id from load_people order by md5(id::text) limit 64")
                .fetch_all(&db)
                .await?;
        let mut members = Vec::new();
        for person in people {
            let token = person.simple().to_string();
            log_in(&db, &token, person).await?;
            members.push(token);
        }
        for (role, email) in ROLES {
            let person = sqlx::query_scalar("select id from people where email = $1")
                .bind(email)
                .fetch_one(&db)
                .await?;
            log_in(&db, role, person).await?;
        }
        Ok(Self {
            communities: sqlx::query_scalar(
                "select slug from communities where slug like 'large-%' order by slug limit 50",
            )
            .fetch_all(&db)
            .await?,
            sessions: sqlx::query_scalar(
                "select e.id from events e join load_communities c on c.id = e.community_id
                 where e.starts_at > now() order by md5(e.id::text) limit 100",
            )
            .fetch_all(&db)
            .await?,
            members,
            attendances: sqlx::query_scalar("select count(*) from attendance").fetch_one(&db).await?,
            router: guildhall::router(app.clone()),
            app,
            server,
            dir,
        })
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    pub async fn end(mut self) -> Outcome {
        self.app.db.close().await;
        self.server.stop()?;
        std::fs::remove_dir_all(&self.dir)?;
        Ok(())
    }
}

/// What is evaluated once a day or a week is there.
async fn pass_a_night(app: &App) -> Outcome {
    EvaluatePhases::default().run(app).await.map_err(|error| format!("{error:?}"))?;
    FollowRoadmaps::default().run(app).await.map_err(|error| format!("{error:?}"))?;
    WorkOutReports::default().run(app).await.map_err(|error| format!("{error:?}"))?;
    Ok(())
}

/// Writes the large part beside the demo's.
async fn fill(url: &str, size: Size) -> Outcome {
    // Without the time limits of the program's own connections.
    let mut filling = PgConnection::connect(url).await?;
    for statement in FILL {
        let statement = statement
            .replace("$people", &size.people.to_string())
            .replace("$sessions", &size.sessions.to_string())
            .replace("$came", &size.came.to_string());
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut filling).await?;
    }
    filling.close().await?;
    Ok(())
}

async fn log_in(db: &PgPool, token: &str, person: Uuid) -> Outcome {
    sqlx::query(
        "insert into logins (person_id, token_hash, created_at, seen_at, expires_at)
         values ($1, $2, now(), now(), now() + interval '1 day')",
    )
    .bind(person)
    .bind(Sha256::digest(token.as_bytes()).to_vec())
    .execute(db)
    .await?;
    Ok(())
}
