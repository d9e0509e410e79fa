//! Reminders for thousands of people at once: what a loop sends that uses the same mail library and makes the same two
//! durable commits a mail, and what the program sends, with one connection, with all it has, and with a second copy.
//!
//!     cargo bench --bench load -- mails
//!
//! `LOAD_MAILS` sets their number (3000). The loop knows its mails beforehand, and nobody else may send; the program takes
//! them out of the outbox, leaves out those that are of no use any more, and sends none twice at whatever moment it is
//! killed. Both hand over to a mail server in this process, where every mail must arrive once in each round.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use guildhall::jobs::Job;
use guildhall::{App, Clock, Config, DatabaseLimits, DayBeforeReminders};
use lettre::address::Envelope;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use sqlx::{Connection, PgConnection, PgPool};
use uuid::Uuid;

use crate::sink::{Message, Sink};
use crate::{Outcome, number};

/// How often each is measured; they take turns, so that a busy moment hits all.
const ROUNDS: u32 = 3;

const FILL: &[&str] = &[
    "insert into organisation (link_secret, set_up_at) values (decode(repeat('00', 32), 'hex'), now())",
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

/// Everything as before the first mail left.
const AGAIN: &[&str] =
    &["update mails set state = 'queued', settled_at = null, attempts = 0", "vacuum full analyze mails"];

/// Who sends.
#[derive(Clone, Copy)]
enum Sender {
    Loop,
    OneConnection,
    AllConnections,
    TwoCopies,
}

const SENDERS: [(Sender, &str); 4] = [
    (Sender::Loop, "the loop, one connection"),
    (Sender::OneConnection, "the program, one connection"),
    (Sender::AllConnections, "the program, all its connections"),
    (Sender::TwoCopies, "two copies, all their connections"),
];

/// A mail as the loop has it in memory.
#[derive(Clone)]
struct KnownMail {
    id: Uuid,
    message: Message,
}

pub async fn measure() -> Outcome {
    crate::with_database(measure_on).await
}

async fn measure_on(url: &str) -> Outcome {
    let mails = number("LOAD_MAILS", 3_000);
    println!("Filling: {mails} people going to 20 sessions tomorrow…");
    let db = PgPool::connect(url).await?;
    guildhall::MIGRATIONS.run(&db).await?;
    for statement in FILL {
        let query = sqlx::query(*statement);
        let query = if statement.contains("$1") { query.bind(i32::try_from(mails)?) } else { query };
        query.execute(&db).await?;
    }
    let app = copy(url, Config::default()).await?;
    let begun = Instant::now();
    DayBeforeReminders::default().run(&app).await.map_err(|error| error.to_string())?;
    let queued = begun.elapsed();
    println!("written and queued: {:.0} mails/s", f64::from(mails) / queued.as_secs_f64());
    let known = known(&db, url, usize::try_from(mails)?).await?;
    let mut took = [Duration::ZERO; SENDERS.len()];
    for _ in 0..ROUNDS {
        for (took, (sender, _)) in took.iter_mut().zip(SENDERS) {
            *took += round(&db, url, sender, &known).await?.0;
        }
    }
    let [of_loop, ..] = took;
    println!("\n{:<36}{:>10}{:>10}", "each mail arrives once", "mails/s", "ratio");
    for (took, (_, name)) in took.iter().zip(SENDERS) {
        let rate = f64::from(mails) * f64::from(ROUNDS) / took.as_secs_f64();
        println!("{name:<36}{rate:>10.0}{:>10.2}", of_loop.as_secs_f64() / took.as_secs_f64());
    }
    Ok(())
}

/// The messages as the program writes them, for the loop to send.
async fn known(db: &PgPool, url: &str, mails: usize) -> Outcome<Vec<KnownMail>> {
    let (_, messages) = round(db, url, Sender::AllConnections, &[]).await?;
    if messages.len() != mails {
        return Err(format!("{} mails arrived instead of {mails}", messages.len()).into());
    }
    let mut known = Vec::new();
    for message in messages {
        let id = sqlx::query_scalar("select id from mails where to_address = $1").bind(&message.to);
        known.push(KnownMail { id: id.fetch_one(db).await?, message });
    }
    Ok(known)
}

/// All mails once; how long it took, and what arrived. `known` is all of them, except before they are known.
async fn round(
    db: &PgPool,
    url: &str,
    sender: Sender,
    known: &[KnownMail],
) -> Outcome<(Duration, Vec<Message>)> {
    for statement in AGAIN {
        sqlx::query(*statement).execute(db).await?;
    }
    let sink = Sink::start().await;
    let config = |connections| -> Outcome<Config> {
        let smtp_url = Some(sink.url().parse().map_err(|error| format!("{}: {error}", sink.url()))?);
        Ok(Config { smtp_url, smtp_connections: connections, ..Config::default() })
    };
    let usual = Config::default().smtp_connections;
    let took = match sender {
        Sender::Loop => send_alone(url, &sink, known).await?,
        Sender::OneConnection => deliver(&[copy(url, config(1)?).await?]).await?,
        Sender::AllConnections => deliver(&[copy(url, config(usual)?).await?]).await?,
        Sender::TwoCopies => {
            deliver(&[copy(url, config(usual)?).await?, copy(url, config(usual)?).await?]).await?
        }
    };
    let arrived = sink.messages();
    let people: HashSet<&str> = arrived.iter().map(|message| message.to.as_str()).collect();
    if people.len() != arrived.len() || !known.is_empty() && arrived.len() != known.len() {
        return Err(format!("{} mails reached {} people", arrived.len(), people.len()).into());
    }
    Ok((took, arrived))
}

/// A copy of the program, with connections to the database of its own.
async fn copy(url: &str, config: Config) -> Outcome<App> {
    Ok(App::new(guildhall::connect(url, DatabaseLimits::default()).await?, config, Clock::system()))
}

/// Copies that deliver side by side until nothing is due.
async fn deliver(copies: &[App]) -> Outcome<Duration> {
    let begun = Instant::now();
    let mut delivering = Vec::new();
    for copy in copies {
        let copy = copy.clone();
        delivering.push(tokio::spawn(async move {
            guildhall::mail::deliver_due(&copy).await.map_err(|error| error.to_string())
        }));
    }
    for copy in delivering {
        copy.await??;
    }
    let took = begun.elapsed();
    for copy in copies {
        copy.db.close().await;
    }
    Ok(took)
}

/// A loop over what is in memory: before and after each message it commits that it goes, and that it went.
async fn send_alone(url: &str, sink: &Sink, mails: &[KnownMail]) -> Outcome<Duration> {
    let mut db = PgConnection::connect(url).await?;
    let begun = Instant::now();
    let stream = tokio::net::TcpStream::connect(sink.url().trim_start_matches("smtp://")).await?;
    stream.set_nodelay(true)?;
    let mut server =
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &ClientId::default()).await?;
    let sender: lettre::Address = "guildhall@localhost.test".parse()?;
    for KnownMail { id, message } in mails {
        sqlx::query(
            "update mails set state = 'handing', leased_by = $1, lease_until = now() + interval '1 minute' where id = $1",
        )
        .bind(id)
        .execute(&mut db)
        .await?;
        let envelope = Envelope::new(Some(sender.clone()), vec![message.to.parse()?])?;
        server.send(&envelope, message.data.as_bytes()).await?;
        sqlx::query(
            "update mails
             set state = 'delivered', settled_at = now(), leased_by = null, lease_until = null, attempts = attempts + 1
             where id = $1",
        )
        .bind(id)
        .execute(&mut db)
        .await?;
    }
    Ok(begun.elapsed())
}
