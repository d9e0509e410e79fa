//! The program is killed in the middle of its work, again and again: in the end everybody has the one mail that is
//! theirs, and of each mail whose fate nobody can know, the administrator is told.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::support::smtp::{Behaviour, Sink};
use crate::support::{Site, site};

const GOING: i64 = 200;
/// As many as the program keeps to a mail server.
const CONNECTIONS: usize = 4;
/// A pass of 200 at this pace takes seconds: each kill falls into it.
const PACE: Duration = Duration::from_millis(15);

/// So many people are going to a session tomorrow, by the real clock: the program reads no other.
async fn tomorrow(site: &Site, going: i64) {
    sqlx::query(
        "with person as (
             insert into people (name, email, created_at)
             select 'Guest ' || n, 'guest' || n || '@example.org', now() from generate_series(1, $1) n
             returning id
         ), community as (
             insert into communities (slug, name, zone, founder_id, published_at, created_at)
             select 'testing-circle', 'Testing circle', 'Etc/UTC', id, now(), now() from person limit 1
             returning id, founder_id
         ), member as (
             insert into members (community_id, person_id, membership, organiser, asked_at, joined_at)
             select id, founder_id, 'member', true, now(), now() from community
         )
         insert into events (id, community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by, created_at, published_at)
         select $2, id, 'Flaky tests', 'lean_coffee', 'published', now() + interval '20 hours', now() + interval '21 hours',
                'Etc/UTC', 'x', founder_id, now(), now()
         from community",
    )
    .bind(going)
    .bind(Uuid::nil())
    .execute(&site.app.db)
    .await
    .expect("people and a session");
    sqlx::query(
        "insert into rsvps (event_id, person_id, answer, answered_at, seated_at)
         select $1, id, 'going', now(), now() from people",
    )
    .bind(Uuid::nil())
    .execute(&site.app.db)
    .await
    .expect("they are going");
}

/// The real program; its port is whichever is free.
fn start(site: &Site, sink: &Sink) -> Child {
    Command::new(env!("CARGO_BIN_EXE_guildhall"))
        .env("DATABASE_URL", site.database_url())
        .env("GUILDHALL_SMTP_URL", sink.url())
        .env("GUILDHALL_BIND", "127.0.0.1:0")
        .env("GUILDHALL_LOG", "warn")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// `kill -9`.
fn kill(mut program: Child) {
    program.kill().expect("killed");
    program.wait().expect("gone");
}

/// The mails each test is about. The program runs by the real clock and may have more to say, on some days of the week.
const REMINDER: &[&str] = &["reminder"];
const COFFEE: &[&str] = &["coffee_matched", "coffee_alone"];

async fn states(site: &Site, kinds: &[&str]) -> BTreeMap<String, i64> {
    let states: Vec<(String, i64)> =
        sqlx::query_as("select state, count(*) from mails where kind = any ($1) group by state")
            .bind(kinds)
            .fetch_all(&site.app.db)
            .await
            .expect("a tally");
    states.into_iter().collect()
}

/// How many mails of these kinds arrived for each address. A message carries the id of its row.
async fn arrived(site: &Site, sink: &Sink, kinds: &[&str]) -> BTreeMap<String, usize> {
    let ids: Vec<Uuid> = sqlx::query_scalar("select id from mails where kind = any ($1)")
        .bind(kinds)
        .fetch_all(&site.app.db)
        .await
        .expect("ids");
    let ids: BTreeSet<String> = ids.iter().map(Uuid::to_string).collect();
    let mut arrived = BTreeMap::<String, usize>::new();
    for message in sink.messages() {
        let id = message.data.split_once("Message-ID: <").and_then(|(_, rest)| rest.split_once('@'));
        if id.is_some_and(|(id, _)| ids.contains(id)) {
            *arrived.entry(message.to).or_default() += 1;
        }
    }
    arrived
}

async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !is_so().await {
            sleep(Duration::from_millis(10)).await;
        }
    };
    // What a killed program held waits until its lease of 25 seconds has run out.
    timeout(Duration::from_secs(90), wait).await.expect("it comes true in time");
}

/// Kills the program each time so many more mails have arrived, lets the last one finish, and counts.
async fn killed_at(behaviour: Behaviour, moments: &[usize]) {
    let (site, sink) = (site().await, Sink::start().await);
    tomorrow(&site, GOING).await;
    sink.behave(behaviour);
    for moment in moments {
        let program = start(&site, &sink);
        until(async || sink.messages().len() >= *moment).await;
        kill(program);
    }
    let program = start(&site, &sink);
    until(async || {
        let states = states(&site, REMINDER).await;
        let settled = states.get("delivered").unwrap_or(&0) + states.get("parked").unwrap_or(&0);
        settled == GOING
    })
    .await;
    kill(program);

    let states = states(&site, REMINDER).await;
    let count = |state: &str| usize::try_from(*states.get(state).unwrap_or(&0)).expect("a count");
    assert_eq!(states.values().sum::<i64>(), GOING, "one reminder each: {states:?}");
    assert_eq!(count("delivered") + count("parked"), 200, "{states:?}");
    let arrived = arrived(&site, &sink, REMINDER).await;
    let twice: Vec<_> = arrived.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "nobody has two: {twice:?}");
    let parked: Vec<String> =
        sqlx::query_scalar("select to_address from mails where state = 'parked' and kind = 'reminder'")
            .fetch_all(&site.app.db)
            .await
            .expect("the parked ones");
    let parked_that_arrived = parked.iter().filter(|to| arrived.contains_key(*to)).count();
    assert_eq!(
        arrived.len(),
        count("delivered") + parked_that_arrived,
        "{states:?}, of the parked {parked_that_arrived} arrived"
    );
    // Only what was in hand at a kill is in doubt: one mail for each connection to the mail server.
    assert!(parked.len() <= moments.len() * CONNECTIONS, "{} are parked", parked.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_the_mail_server_answers_nobody_gets_two_and_nobody_is_forgotten() {
    killed_at(Behaviour::SlowToAnswer(PACE), &[1, 60, 130]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_mail_server_takes_a_mail_it_is_sent_by_the_next_start() {
    killed_at(Behaviour::SlowToBegin(PACE), &[5, 90, 170]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_first_mail_left_all_of_them_leave_later() {
    killed_at(Behaviour::SlowToAnswer(PACE), &[0, 0, 199]).await;
}

/// Not killed, but two at once, and many: what is due in one minute is claimed and sent once between them.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_reminders_due_at_once_reach_each_person_once_from_two_copies() {
    let (site, sink) = (site().await, Sink::start().await);
    tomorrow(&site, 10_000).await;
    let copies = [start(&site, &sink), start(&site, &sink)];
    let arrive = async {
        while sink.arrived() < 10_000 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_mins(4), arrive).await.expect("all of them arrive");
    until(async || states(&site, REMINDER).await.get("delivered") == Some(&10_000)).await;
    copies.into_iter().for_each(kill);
    let arrived = arrived(&site, &sink, REMINDER).await;
    let all: usize = arrived.values().sum();
    assert_eq!((arrived.len(), all), (10_000, 10_000), "each person has exactly one");
    assert_eq!(states(&site, REMINDER).await.values().sum::<i64>(), 10_000, "and no more wait");
}

/// An odd number, so that one group is of three; and more than one transaction tells.
const IN_ROUND: i64 = 301;

/// A coffee round of so many people that is to be matched now: wherever the real clock stands, there is a zone in which
/// it is noon.
async fn round_to_match(site: &Site) {
    sqlx::query(
        "with noon as (
             select 'Etc/GMT' || case when east >= 0 then '-' else '+' end || abs(east) as zone, east
             from (select 12 - extract(hour from now() at time zone 'UTC')::integer as east) o
         ), organised as (
             update organisation set zone = noon.zone from noon
         ), department as (
             insert into departments (name) values ('Operations') returning id
         ), team as (
             insert into teams (department_id, name) select id, 'Team ' || n from department, generate_series(0, 7) n
             returning id, name
         ), person as (
             insert into people (name, email, zone, team_id, created_at)
             select 'Guest ' || n, 'guest' || n || '@example.org', noon.zone, team.id, now()
             from noon, generate_series(1, $1) n
             join team on team.name = 'Team ' || n % 8
             returning id
         ), programme as (
             insert into coffee_programmes (every_weeks, starts_on, started_by, started_at)
             select 4, date_trunc('week', now())::date, id, now() from person limit 1
             returning id
         ), member as (
             insert into coffee_members (programme_id, person_id, joined_at)
             select programme.id, person.id, now() from programme, person
         ), round as (
             insert into coffee_rounds (programme_id, number, monday_on, asks_on, reminds_on, matches_on, closes_on,
                                        seed, state)
             select programme.id, 1, date_trunc('week', now())::date, today - 7, today - 3, today, today + 14, 1, 'asking'
             from programme, noon, lateral (select (now() + make_interval(hours => east))::date as today) t
             returning id
         )
         insert into coffee_seats (round_id, person_id, answer, asked_at)
         select round.id, person.id, 'in', now() - interval '7 days' from round, person",
    )
    .bind(IN_ROUND)
    .execute(&site.app.db)
    .await
    .expect("a round");
}

async fn number(site: &Site, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&site.app.db).await.expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_a_coffee_round_is_matched_and_told_nobody_is_matched_twice_and_everyone_is_told_once() {
    let (site, sink) = (site().await, Sink::start().await);
    round_to_match(&site).await;
    sink.behave(Behaviour::SlowToAnswer(PACE));
    let told = "select count(*) from mails where kind in ('coffee_matched', 'coffee_alone')";
    // While the round is matched, once it is, while people are told, and while the mails leave.
    let moments: [(&'static str, i64); 4] = [
        ("select count(*) from jobs where kind = 'run_coffee' and locked_by is not null", 1),
        ("select count(*) from coffee_rounds where state = 'matched'", 1),
        (told, 1),
        ("select count(*) from mails where state = 'delivered' and kind like 'coffee%'", 40),
    ];
    for (sql, enough) in moments {
        let program = start(&site, &sink);
        until(async || number(&site, sql).await >= enough).await;
        kill(program);
    }
    let program = start(&site, &sink);
    until(async || {
        let states = states(&site, COFFEE).await;
        states.get("delivered").unwrap_or(&0) + states.get("parked").unwrap_or(&0) == IN_ROUND
    })
    .await;
    kill(program);

    let twice = "select count(*) from (select person_id from coffee_partners where left_at is null
                                       group by person_id having count(*) > 1) x";
    assert_eq!(number(&site, twice).await, 0, "nobody is in two groups");
    let pairs = "select count(*) from (
                     select x.person_id, y.person_id
                     from coffee_partners x
                     join coffee_partners y on y.match_id = x.match_id and y.person_id > x.person_id
                     group by x.person_id, y.person_id
                     having count(*) > 1) twice";
    assert_eq!(number(&site, pairs).await, 0, "no pair is matched twice");
    assert_eq!(number(&site, "select count(*) from coffee_partners where left_at is null").await, IN_ROUND);
    assert_eq!(number(&site, "select count(*) from coffee_seats where tellings = 1").await, IN_ROUND);
    assert_eq!(number(&site, told).await, IN_ROUND, "one message each");
    let arrived = arrived(&site, &sink, COFFEE).await;
    assert!(arrived.values().all(|times| *times == 1), "nobody has two");
    let parked = usize::try_from(*states(&site, COFFEE).await.get("parked").unwrap_or(&0)).expect("a count");
    // Mails were on their way at the last two kills.
    assert!(parked <= 2 * CONNECTIONS, "{parked} are parked");
    assert!(arrived.len() + parked >= usize::try_from(IN_ROUND).expect("a count"));
}
