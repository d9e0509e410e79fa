//! A coffee round of two thousand people, matched and written down, beside one of two hundred.
//!
//!     cargo bench --bench load -- coffee
//!
//! `LOAD_COFFEE` sets the larger number (2000). Beyond five hundred people the matching is greedy with swaps, whose work
//! grows with the square of their number.

use std::time::{Duration, Instant};

use guildhall::jobs::Job;
use guildhall::{App, Clock, Config, RunCoffee};
use sqlx::PgPool;
use time::macros::datetime;

use crate::{Outcome, number};

/// The fewer people, for the growth.
const FEW: u32 = 200;
const FILL: &[&str] = &[
    "insert into organisation (link_secret, set_up_at) values (decode(repeat('00', 32), 'hex'), now())",
    "insert into departments (name) select 'Department ' || n from generate_series(1, 8) n",
    "insert into teams (department_id, name)
     select d.id, d.name || ', team ' || n from departments d, generate_series(1, 10) n",
    // Told in the afternoon, so that what is measured is the match.
    "insert into people (name, email, zone, team_id, created_at)
     select 'Person ' || n, 'person' || n || '@example.org', 'America/New_York', t.id, now() - interval '1 year'
     from generate_series(1, $1) n
     join (select id, row_number() over (order by id) as place, count(*) over () as teams from teams) t
         on t.place = 1 + n % t.teams",
];

/// A programme of the first $1 people with a year of rounds behind it, and a round that asks.
const ROUNDS: &[&str] = &[
    "update coffee_programmes set ended_at = now() where ended_at is null",
    "update coffee_rounds set state = 'closed' where state = 'matched'",
    "insert into coffee_programmes (every_weeks, starts_on, started_by, started_at)
     select 4, '2026-01-05', id, now() from people limit 1",
    "insert into coffee_members (programme_id, person_id, joined_at)
     select g.id, p.id, now() - interval '1 year'
     from coffee_programmes g, (select id from people order by email limit $1) p
     where g.ended_at is null",
    "insert into coffee_rounds (programme_id, number, monday_on, asks_on, reminds_on, matches_on, closes_on, seed, state,
                                matched_at)
     select g.id, n, monday, monday - 7, monday - 3, monday, monday + 14, n,
            case when n < 13 then 'closed' else 'asking' end, case when n < 13 then monday end
     from coffee_programmes g
     cross join generate_series(1, 13) n
     cross join lateral (select date '2026-12-07' - 28 * (13 - n) as monday) m
     where g.ended_at is null",
    "with numbered as (
         select r.id as round_id, m.person_id, r.number,
                row_number() over (partition by r.id order by m.person_id) as place, count(*) over (partition by r.id) as people
         from coffee_rounds r
         join coffee_programmes g on g.id = r.programme_id and g.ended_at is null
         join coffee_members m on m.programme_id = g.id
         where r.state = 'closed'
     ), grouped as (
         select *, (place * (10 * number + 1)) % people / 2 as nth from numbered
     ), made as (
         insert into coffee_matches (round_id, reason, first_writer_id, made_at)
         select round_id, 'Group ' || nth, (array_agg(person_id))[1], now() from grouped group by round_id, nth
         returning id, round_id, reason
     )
     insert into coffee_partners (match_id, round_id, person_id)
     select made.id, made.round_id, grouped.person_id
     from made join grouped on grouped.round_id = made.round_id and made.reason = 'Group ' || grouped.nth",
    "insert into coffee_seats (round_id, person_id, asked_at, answer)
     select r.id, m.person_id, now(), 'in'
     from coffee_rounds r
     join coffee_programmes g on g.id = r.programme_id and g.ended_at is null
     join coffee_members m on m.programme_id = g.id
     where r.state = 'asking'",
    "analyze",
];

pub async fn measure() -> Outcome {
    crate::with_database(measure_on).await
}

async fn measure_on(url: &str) -> Outcome {
    let many = number("LOAD_COFFEE", 2_000);
    println!("Filling: {many} people with a year of coffee rounds…");
    // As the program connects: without its settings PostgreSQL compiles a plan for longer than it runs it.
    let db = guildhall::connect(url, guildhall::DatabaseLimits::default()).await?;
    guildhall::MIGRATIONS.run(&db).await?;
    for statement in FILL {
        run(&db, statement, many).await?;
    }
    let (few, all) = (matched(&db, FEW).await?, matched(&db, many).await?);
    let growth = all.as_secs_f64() / few.as_secs_f64();
    let [few, all] = [few, all].map(|took| took.as_millis());
    println!("{FEW} people matched in {few} ms, {many} in {all} ms: {growth:.1} times as long");
    Ok(())
}

/// How long the round of so many people takes, with everything read and written.
async fn matched(db: &PgPool, people: u32) -> Outcome<Duration> {
    for statement in ROUNDS {
        run(db, statement, people).await?;
    }
    let clock = Clock::standing_at(datetime!(2026-12-07 10:00 UTC));
    let app = App::new(db.clone(), Config::default(), clock);
    let begun = Instant::now();
    RunCoffee::default().run(&app).await.map_err(|error| error.to_string())?;
    let took = begun.elapsed();
    let seated: i64 = sqlx::query_scalar(
        "select count(*) from coffee_partners x join coffee_rounds r on r.id = x.round_id and r.state = 'matched'",
    )
    .fetch_one(db)
    .await?;
    if seated == i64::from(people) {
        Ok(took)
    } else {
        Err(format!("{seated} of {people} were matched").into())
    }
}

async fn run(db: &PgPool, statement: &'static str, people: u32) -> Outcome {
    let query = sqlx::query(statement);
    let query = if statement.contains("$1") { query.bind(i32::try_from(people)?) } else { query };
    query.execute(db).await?;
    Ok(())
}
