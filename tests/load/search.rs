//! The search box and the directory of an organisation of fifty thousand people, as their pages answer.
//!
//!     cargo bench --bench load -- search
//!
//! `LOAD_PEOPLE` sets how many (50000). The program runs in this process, without a network between; what is measured is
//! the whole page, its login included. The plan of the search is looked at, too: it may read no large table as a whole.

use std::time::Instant;

use guildhall::jobs::Job;
use guildhall::{App, Clock, Config, CountTopics};
use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection, PgPool};

use crate::inside::found;
use crate::{Outcome, number};

const FILL: &[&str] = &[
    "insert into organisation (link_secret, set_up_at) values (decode(repeat('00', 32), 'hex'), now())",
    "insert into departments (name) select 'Department ' || n from generate_series(1, 40) n",
    "insert into teams (department_id, name)
     select d.id, d.name || ', team ' || n from departments d, generate_series(1, 15) n",
    "insert into people (name, email, team_id, created_at)
     select first.names[1 + n % 20] || ' ' || start.names[1 + n / 20 % 20] || rest.names[1 + n / 400 % 20]
                || case when n % 3 = 0 then ' ' || chr(65 + n % 26) || '.' else '' end,
            'p' || n || '@large.example', t.id, now()
     from generate_series(1, $1) n
     join (select id, row_number() over (order by name) as place from teams) t on t.place = 1 + n % 600,
     (select array['Ana', 'Ben', 'Chloe', 'Dev', 'Elif', 'Finn', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Kofi', 'Lena',
                   'Mateo', 'Nora', 'Omar', 'Priya', 'Rosa', 'Samir', 'Tove', 'Zoe'] as names) first,
     (select array['Ferr', 'Okaf', 'Mart', 'Pat', 'Kay', 'Lars', 'Mens', 'Reis', 'Sidd', 'Nak', 'Wojc', 'Schm', 'Joh',
                   'Ross', 'Nov', 'Pap', 'Garc', 'Mor', 'And', 'Lind'] as names) start,
     (select array['eira', 'or', 'in', 'el', 'a', 'en', 'ah', 's', 'iq', 'ura', 'ik', 'idt', 'sson', 'i', 'ova', 'akis',
                   'ia', 'o', 'eev', 'qvist'] as names) rest",
    // Twenty subjects in sixteen shades, three of each kind a person.
    "create table load_topics as
     select row_number() over () as place, a || b as name
     from unnest(array['kubernetes', 'pump curves', 'SQL', 'water quality', 'facilitation', 'budgets', 'coaching', 'maps',
                       'forecasting', 'machine learning', 'plain writing', 'incident reviews', 'user research', 'Rust',
                       'Python', 'negotiation', 'safety cases', 'hydraulics', 'sampling', 'statistics']) a,
          unnest(array['', ' basics', ' in practice', ' for teams', ' at night', ' tools', ' training', ' audits',
                       ' reports', ' costs', ' planning', ' design', ' testing', ' migration', ' ethics', ' reviews']) b",
    "insert into interests (person_id, kind, topic)
     select p.id, kind, t.name
     from people p, generate_series(1, 3) n, unnest(array['knows', 'wants']) kind, load_topics t
     where t.place = 1 + (hashtext(p.id::text || n || kind) & 1048575) % 320
     on conflict do nothing",
    "update people set knows_seen_by = 'communities' where hashtext(email) & 15 = 0",
    "insert into help_offers (person_id, topic, said_at)
     select p.id, t.name, now() - (hashtext(p.email) & 511) * interval '1 day'
     from people p join load_topics t on t.place = 1 + (hashtext(p.email) & 1048575) % 320
     where hashtext(p.name) & 3 = 0",
    "insert into communities (slug, name, who, practice, zone, founder_id, published_at, created_at)
     select 'c-' || n, initcap(t.name) || ' circle ' || n, 'everyone who does it', 'We share how we do ' || t.name || '.',
            'Etc/UTC', (select id from people limit 1), now(), now()
     from generate_series(1, 600) n join load_topics t on t.place = 1 + n % 320",
    "insert into members (community_id, person_id, membership, asked_at, joined_at)
     select c.id, p.id, 'member', now(), now() - interval '200 days'
     from (select id, row_number() over () as place from people) p
     join (select id, row_number() over () as place from communities) c
         on c.place in (1 + (p.place * 13) % 600, 1 + (p.place * 29) % 600, 1 + (p.place * 31) % 600)
     on conflict do nothing",
    // Every title holds the word “session”, which is the worst that can be typed.
    "insert into events (community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by, created_at, published_at)
     select c.id, c.name || ', session ' || n, 'lean_coffee', 'published', at, at + interval '1 hour', 'Etc/UTC',
            gen_random_uuid()::text, c.founder_id, now(), now()
     from communities c, generate_series(1, 50) n, lateral (select now() + (n - 40) * interval '9 days' as at) t",
    "insert into stories (community_id, author_id, title, activity, happened, took_away, cycle, benefits, told_as, created_at,
                          published_at)
     select c.id, c.founder_id, 'How we tried ' || t.name, 'session', repeat('We met and talked about ' || t.name || '. ', 6),
            repeat('Something of use for the week after. ', 5), 'applied', array['grow_capability'], 'member', now(), now()
     from communities c, generate_series(1, 20) n
     join load_topics t on t.place = 1 + (n * 37) % 320",
    "vacuum analyze",
];

const TYPED: [&str; 12] = [
    "ana",
    "ferr",
    "okaf ana",
    "kuberntes",
    "kubernetes basics",
    "water quality",
    "machin lerning",
    "session",
    "se",
    "pumpe",
    "facilitaton",
    "xylophone",
];
/// How often each page is asked for.
const TIMES: usize = 20;
const TOKEN: &str = "load";

pub async fn measure() -> Outcome {
    crate::with_database(measure_on).await
}

async fn measure_on(url: &str) -> Outcome {
    let people = number("LOAD_PEOPLE", 50_000);
    println!(
        "Filling: {people} people with six topics each, 600 communities, 30,000 sessions, 12,000 stories…"
    );
    let db = PgPool::connect(url).await?;
    guildhall::MIGRATIONS.run(&db).await?;
    for statement in FILL {
        let query = sqlx::query(*statement);
        let query = if statement.contains("$1") { query.bind(i32::try_from(people)?) } else { query };
        query.execute(&db).await?;
    }
    let login = "insert into logins (person_id, token_hash, created_at, seen_at, expires_at)
                 select person_id, $1, now(), now(), now() + interval '1 day' from members limit 1";
    sqlx::query(login).bind(Sha256::digest(TOKEN.as_bytes()).to_vec()).execute(&db).await?;
    let connected = guildhall::connect(url, guildhall::DatabaseLimits::default()).await?;
    let app = App::new(connected, Config::default(), Clock::system());
    let begun = Instant::now();
    CountTopics::default().run(&app).await.map_err(|error| error.to_string())?;
    println!("topics counted in {:.0?}", begun.elapsed());
    let router = guildhall::router(app);
    let typed = TYPED.map(|words| words.replace(' ', "+"));
    for (page, paths) in [
        ("as one types", typed.clone().map(|words| format!("/search/suggestions?q={words}")).to_vec()),
        ("all results", typed.map(|words| format!("/search?q={words}")).to_vec()),
        (
            "the directory",
            ["", "knows=sql", "wants=maps", "q=okafro", "page=400"]
                .map(|of| format!("/people?{of}"))
                .to_vec(),
        ),
    ] {
        let mut took = Vec::new();
        for path in paths.iter().cycle().take(paths.len() * TIMES) {
            took.push(found(&router, path, TOKEN).await?.took);
        }
        took.sort_unstable();
        let at = |share: usize| took[(took.len() - 1) * share / 100];
        println!("{page:<16}p50 {:>7.1?}  p99 {:>7.1?}", at(50), at(99));
    }
    check_plan(url).await
}

/// The tables that grow with the organisation are read by an index.
async fn check_plan(url: &str) -> Outcome {
    let mut statement = String::new();
    for (nth, part) in include_str!("../../src/front/search/hits.sql").split(" as \"").enumerate() {
        // What a column is to the program is nothing to PostgreSQL.
        statement += if nth == 0 { part } else { part.split_once('"').map_or("", |(_, rest)| rest) };
    }
    let mut db = PgConnection::connect(url).await?;
    sqlx::raw_sql(guildhall::SETTINGS).execute(&mut db).await?;
    let types = "uuid, text, text, text, text, bigint, bigint, timestamptz, timestamptz";
    let prepare = format!("prepare hits ({types}) as {statement}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(prepare)).execute(&mut db).await?;
    let explain = "explain execute hits (gen_random_uuid(), 'kuberntes', '', '', '', 6, 0, now(), now())";
    let plan: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut db).await?;
    let whole: Vec<&String> = plan
        .iter()
        .filter(|line| {
            ["people", "interests", "events", "stories", "members"]
                .iter()
                .any(|table| line.contains(&format!("Seq Scan on {table}")))
        })
        .collect();
    if whole.is_empty() {
        println!("the plan reads every large table by an index");
        Ok(())
    } else {
        Err(format!("read as a whole: {whole:#?}").into())
    }
}
