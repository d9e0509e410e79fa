//! The report of leaders, and an organiser's of a period that nobody asked for before, at five thousand recorded
//! attendances and at five hundred thousand.
//!
//!     cargo bench --bench load -- report
//!
//! The program runs in this process, without a network between; what is measured is the whole page, its login included.
//! The sizes take turns, so that a busy moment hits both.

use std::time::Duration;

use axum::Router;
use guildhall::embedded::Embedded;
use guildhall::{App, Clock, Config};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use crate::Outcome;
use crate::inside::found;

/// How large: sessions in each of fifty communities over two years, and people at each session.
struct Size {
    sessions: i32,
    people: i32,
}

const SMALL: Size = Size { sessions: 10, people: 10 };
const LARGE: Size = Size { sessions: 250, people: 40 };

/// How often each page is asked for.
const TIMES: usize = 60;
const LEADER: &str = "leader";
const ORGANISER: &str = "organiser";

const FILL: &[&str] = &[
    "insert into organisation (link_secret, set_up_at) values (decode(repeat('00', 32), 'hex'), now())",
    "insert into departments (name) select 'Department ' || n from generate_series(1, 8) n",
    "insert into teams (department_id, name)
     select d.id, d.name || ', team ' || n from departments d, generate_series(1, 5) n",
    "insert into people (name, email, team_id, created_at, is_leader)
     select 'Person ' || n, 'p' || n || '@large.example', t.id, now() - interval '3 years', n = 1
     from generate_series(1, 5000) n
     join (select id, row_number() over (order by name) as place from teams) t on t.place = 1 + n % 40",
    "insert into communities (slug, name, who, practice, zone, founder_id, published_at, created_at)
     select 'c-' || n, 'Community ' || n, 'all who do it', 'We share how we do it.', 'Etc/UTC',
            (select id from people where email = 'p' || n + 1 || '@large.example'), now() - interval '3 years',
            now() - interval '3 years'
     from generate_series(1, 50) n",
    "insert into members (community_id, person_id, membership, organiser, asked_at, joined_at, organiser_at)
     select id, founder_id, 'member', true, created_at, created_at, created_at from communities",
    "insert into events (community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by, created_at,
                         published_at, list_completed_at)
     select c.id, 'Session ' || n, (array['lean_coffee', 'clinic_critique', 'show_and_tell', 'workshop'])[1 + n % 4],
            'published', at, at + interval '1 hour', 'Etc/UTC', gen_random_uuid()::text, c.founder_id, at, at, at
     from communities c, generate_series(1, $1) n,
          lateral (select now() - interval '1 day' - (n::float8 / $1) * interval '725 days' as at) t",
    "insert into hosts (event_id, person_id) select id, created_by from events",
    // Forty neighbours out of a hundred, others at each session.
    "insert into attendance (event_id, person_id, team_id, source, recorded_at)
     select e.id, p.id, p.team_id, 'host', e.starts_at
     from events e
     join (select id, row_number() over (order by slug) as place from communities) c on c.id = e.community_id
     cross join generate_series(1, $1) n
     join (select id, team_id, row_number() over (order by email) as place from people) p
         on p.place = 1 + (c.place * 97 + (hashtext(e.id::text) & 63) + n) % 5000",
    "insert into stories (community_id, author_id, event_id, title, activity, happened, took_away, did, cycle, benefits,
                          team_id, told_as, created_at, published_at)
     select e.community_id, p.id, e.id, 'What I took from ' || e.title, 'session', 'We looked at a case.', 'An idea.',
            'I tried it.', 'applied', array['grow_capability'], p.team_id, 'member', e.starts_at, e.starts_at
     from events e join people p on p.id = e.created_by
     where e.title = 'Session 5'",
    "vacuum analyze",
];

/// A site of one size.
struct Filled {
    server: Embedded,
    dir: std::path::PathBuf,
    app: App,
    router: Router,
    attendances: i64,
}

pub async fn measure() -> Outcome {
    println!("Filling: 5,000 people, 50 communities, two years of sessions…");
    let small = filled(&SMALL, "small").await?;
    let large = filled(&LARGE, "large").await?;
    println!(
        "\n{:<44}{:>14}{:>14}{:>8}{:>12}{:>12}",
        "attendances", small.attendances, large.attendances, "ratio", "bytes", "bytes"
    );
    row("worked out for leaders, the first time", [&small, &large], 1, |_| "/impact".to_owned(), LEADER)
        .await?;
    row("leaders’ page", [&small, &large], TIMES, |_| "/impact".to_owned(), LEADER).await?;
    row("leaders’ CSV", [&small, &large], TIMES, |_| "/impact.csv".to_owned(), LEADER).await?;
    row("leaders’ metrics", [&small, &large], TIMES, |_| "/impact/metrics".to_owned(), LEADER).await?;
    let own =
        |time: usize| format!("/communities/c-1/impact?from=2026-01-01&until=2026-03-{:02}", 1 + time % 30);
    row("organiser’s, each time another period", [&small, &large], 12, own, ORGANISER).await?;
    for site in [small, large] {
        let Filled { mut server, dir, app, .. } = site;
        app.db.close().await;
        server.stop()?;
        std::fs::remove_dir_all(dir)?;
    }
    Ok(())
}

async fn filled(size: &Size, name: &str) -> Outcome<Filled> {
    let dir = std::env::temp_dir().join(format!("guildhall-load-{name}-{}", std::process::id()));
    let server = Embedded::start(&dir, None, |_| {})?;
    let url = server.url();
    let db = PgPool::connect(&url).await?;
    guildhall::MIGRATIONS.run(&db).await?;
    for statement in FILL {
        let query = sqlx::query(*statement);
        let query = match statement {
            of if of.contains("into events") => query.bind(size.sessions),
            of if of.contains("into attendance") => query.bind(size.people),
            _ => query,
        };
        query.execute(&db).await?;
    }
    let logins =
        [(LEADER, "is_leader"), (ORGANISER, "id = (select founder_id from communities where slug = 'c-1')")];
    for (token, whose) in logins {
        let login = format!(
            "insert into logins (person_id, token_hash, created_at, seen_at, expires_at)
             select id, $1, now(), now(), now() + interval '1 day' from people where {whose}"
        );
        sqlx::query(sqlx::AssertSqlSafe(login))
            .bind(Sha256::digest(token.as_bytes()).to_vec())
            .execute(&db)
            .await?;
    }
    let attendances = sqlx::query_scalar("select count(*) from attendance").fetch_one(&db).await?;
    db.close().await;
    let app = App::new(
        guildhall::connect(&url, guildhall::DatabaseLimits::default()).await?,
        Config::default(),
        Clock::system(),
    );
    Ok(Filled { server, dir, router: guildhall::router(app.clone()), app, attendances })
}

/// Asks both sites in turn, and prints what half of the answers took at most, and how large they are: of few attendances
/// most figures are of too few people to be told, and a page that says less is made sooner.
async fn row(
    name: &str,
    sites: [&Filled; 2],
    times: usize,
    path: impl Fn(usize) -> String,
    token: &str,
) -> Outcome {
    let (mut took, mut bytes) = ([Vec::new(), Vec::new()], [0, 0]);
    for time in 0..times {
        for (at, site) in sites.iter().enumerate() {
            let answered = found(&site.router, &path(time), token).await?;
            took[at].push(answered.took);
            bytes[at] = answered.body.len();
        }
    }
    let [small, large] = took.map(|mut took: Vec<Duration>| {
        took.sort_unstable();
        took[took.len() / 2]
    });
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    let [few, many] = bytes;
    println!("{name:<44}{small:>14.1?}{large:>14.1?}{ratio:>8.2}{few:>12}{many:>12}");
    Ok(())
}
