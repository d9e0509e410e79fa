//! Reminders for ten thousand people at once from two copies of the program, and the same messages through the same
//! mail server with the mail library alone.
//!
//!     cargo bench --bench load -- mails
//!
//! `LOAD_MAILS` sets their number (10000). The library alone hands over what is in memory and keeps no record; the
//! program claims, writes, queues and hands over each mail so that a crash at any moment sends none twice.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use lettre::address::Envelope;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use sqlx::PgPool;

use crate::sink::{Message, Sink};
use crate::{Outcome, Server, number};

/// As many connections as two copies of the program have.
const CONNECTIONS: usize = 8;
const LONGEST_WAIT: Duration = Duration::from_mins(5);

const FILL: &[&str] = &[
    "insert into people (name, email, created_at)
     select 'Person ' || n, 'person' || n || '@example.org', now() - interval '1 year' from generate_series(1, $1) n",
    "insert into communities (slug, name, zone, founder_id, published_at, created_at)
     select 'community-' || n, 'Community ' || n, 'Etc/UTC', (select id from people order by email limit 1), now(), now()
     from generate_series(1, 20) n",
    "insert into members (community_id, person_id, membership, organiser, asked_at, joined_at)
     select id, founder_id, 'member', true, now(), now() from communities",
    "insert into events (id, community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by, created_at, published_at)
     select id, id, 'What flaky tests tell us', 'lean_coffee', 'published', now() + interval '20 hours', now() + interval '21 hours',
            'Etc/UTC', slug, founder_id, now(), now()
     from communities",
    "insert into rsvps (event_id, person_id, answer, answered_at, seated_at)
     select e.id, p.id, 'going', now(), now()
     from (select id, row_number() over (order by id) as number from people) p
     join (select id, row_number() over (order by id) as number from events) e on e.number = 1 + p.number % 20",
    "analyze",
];

pub async fn measure() -> Outcome {
    crate::with_database(measure_on).await
}

async fn measure_on(url: &str) -> Outcome {
    let mails = number("LOAD_MAILS", 10_000);
    println!("Filling: {mails} people going to 20 sessions tomorrow…");
    let db = PgPool::connect(url).await?;
    guildhall::MIGRATIONS.run(&db).await?;
    for statement in FILL {
        let query = sqlx::query(*statement);
        let query = if statement.contains("$1") { query.bind(i32::try_from(mails)?) } else { query };
        query.execute(&db).await?;
    }
    let expected = usize::try_from(mails)?;
    let sink = Sink::start().await;
    let begun = Instant::now();
    let copies = [start(url, &sink)?, start(url, &sink)?];
    until_arrived(&sink, expected).await?;
    let ours = begun.elapsed();
    // Whatever comes after the last one would be one too many.
    tokio::time::sleep(Duration::from_secs(2)).await;
    drop(copies);
    let arrived = sink.messages();
    let mut each = HashMap::<&str, usize>::new();
    for message in &arrived {
        *each.entry(message.to.as_str()).or_default() += 1;
    }
    if each.len() != expected || each.values().any(|times| *times != 1) {
        return Err(format!("{} mails reached {} of {expected} people", arrived.len(), each.len()).into());
    }
    let other = Sink::start().await;
    let alone = alone(&other, arrived.clone()).await?;
    let rate = |time: Duration| f64::from(mails) / time.as_secs_f64();
    println!("\neach of {mails} people got exactly one reminder");
    println!("two copies, from their start:  {:>6.0} mails/s ({:.1} s)", rate(ours), ours.as_secs_f64());
    println!("the mail library alone:        {:>6.0} mails/s ({:.1} s)", rate(alone), alone.as_secs_f64());
    println!("ratio: {:.2}", rate(ours) / rate(alone));
    Ok(())
}

fn start(url: &str, sink: &Sink) -> Outcome<Server> {
    let variables =
        [("DATABASE_URL", url), ("GUILDHALL_SMTP_URL", &sink.url()), ("GUILDHALL_BIND", "127.0.0.1:0")];
    crate::run(env!("CARGO_BIN_EXE_guildhall").as_ref(), &variables)
}

async fn until_arrived(sink: &Sink, expected: usize) -> Outcome {
    let begun = Instant::now();
    while sink.arrived() < expected {
        if begun.elapsed() > LONGEST_WAIT {
            return Err(format!("only {} of {expected} mails arrived", sink.arrived()).into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// The same messages, from memory, over as many connections.
async fn alone(sink: &Sink, messages: Vec<Message>) -> Outcome<Duration> {
    let begun = Instant::now();
    let mut lanes = Vec::new();
    for share in messages.chunks(messages.len().div_ceil(CONNECTIONS)) {
        let (share, url) = (share.to_vec(), sink.url());
        lanes.push(tokio::spawn(async move { send(&url, share).await.map_err(|error| error.to_string()) }));
    }
    for lane in lanes {
        lane.await??;
    }
    Ok(begun.elapsed())
}

async fn send(url: &str, messages: Vec<Message>) -> Outcome {
    let stream = tokio::net::TcpStream::connect(url.trim_start_matches("smtp://")).await?;
    stream.set_nodelay(true)?;
    let mut connection =
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &ClientId::default()).await?;
    for message in messages {
        let envelope = Envelope::new(Some("guildhall@localhost.test".parse()?), vec![message.to.parse()?])?;
        connection.send(&envelope, message.data.as_bytes()).await?;
    }
    Ok(())
}
