//! The program is killed in the middle of its work, again and again: in the end everybody has the one mail that is
//! theirs, and of each mail whose fate nobody can know, the administrator is told.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::support::smtp::{Behaviour, Sink};
use crate::support::{Site, site};

const GOING: i64 = 200;
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

async fn states(site: &Site) -> BTreeMap<String, i64> {
    let states: Vec<(String, i64)> = sqlx::query_as("select state, count(*) from mails group by state")
        .fetch_all(&site.app.db)
        .await
        .expect("a tally");
    states.into_iter().collect()
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
        let states = states(&site).await;
        let settled = states.get("delivered").unwrap_or(&0) + states.get("parked").unwrap_or(&0);
        settled == GOING
    })
    .await;
    kill(program);

    let states = states(&site).await;
    let count = |state: &str| usize::try_from(*states.get(state).unwrap_or(&0)).expect("a count");
    assert_eq!(states.values().sum::<i64>(), GOING, "one reminder each: {states:?}");
    assert_eq!(count("delivered") + count("parked"), 200, "{states:?}");
    let mut arrived = BTreeMap::<String, usize>::new();
    for message in sink.messages() {
        *arrived.entry(message.to).or_default() += 1;
    }
    let twice: Vec<_> = arrived.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "nobody has two: {twice:?}");
    let parked: Vec<String> = sqlx::query_scalar("select to_address from mails where state = 'parked'")
        .fetch_all(&site.app.db)
        .await
        .expect("the parked ones");
    let parked_that_arrived = parked.iter().filter(|to| arrived.contains_key(*to)).count();
    assert_eq!(
        arrived.len(),
        count("delivered") + parked_that_arrived,
        "{states:?}, of the parked {parked_that_arrived} arrived"
    );
    // Only what was in hand at a kill is in doubt: a few mails each time.
    assert!(parked.len() <= moments.len() * 10, "{} are parked", parked.len());
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
    until(async || states(&site).await.get("delivered") == Some(&10_000)).await;
    copies.into_iter().for_each(kill);
    let arrived: std::collections::BTreeSet<_> =
        sink.messages().into_iter().map(|message| message.to).collect();
    assert_eq!((arrived.len(), sink.arrived()), (10_000, 10_000), "each person has exactly one");
    assert_eq!(states(&site).await.values().sum::<i64>(), 10_000, "and no more wait");
}
