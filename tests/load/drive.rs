//! Asking: a few connections that stay open, each asking again as soon as it is answered.

use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;
use crate::fill::Targets;

/// A page to measure: its addresses, asked in turn, and what it costs the product.
pub struct Page {
    pub name: &'static str,
    pub paths: Vec<String>,
    pub tokens: Vec<String>,
    /// Rows a query of it brings, about.
    pub rows: usize,
}

pub fn pages(targets: &Targets) -> Vec<Page> {
    let page = |name, paths, rows| Page { name, paths, tokens: targets.members.clone(), rows };
    vec![
        page("home", vec!["/".to_owned()], 12),
        page(
            "community",
            targets.communities.iter().map(|slug| format!("/communities/{slug}")).collect(),
            10,
        ),
        page("session", targets.events.iter().map(|id| format!("/events/{id}")).collect(), 20),
        Page { tokens: vec![targets.leader.clone()], ..page("impact", vec!["/impact".to_owned()], 100) },
    ]
}

/// Requests from which the queries of a page are counted: many beside what runs by itself meanwhile.
const COUNTED: u32 = 300;
/// PostgreSQL adds up what an idle connection has done after ten seconds.
const ADDED_UP_AFTER: Duration = Duration::from_secs(11);

/// How many queries the product makes for a page, the login's among them. A page only reads, and each of its queries is a
/// transaction of its own, which the database counts.
pub async fn queries(db: &PgPool, port: u16, page: &Page) -> Outcome<usize> {
    tokio::time::sleep(ADDED_UP_AFTER).await;
    let before = transactions(db).await?;
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await?;
    for turn in 0..usize::try_from(COUNTED)? {
        let path = page.paths.get(turn % page.paths.len()).map_or("/", String::as_str);
        let token = page.tokens.get(turn % page.tokens.len()).map_or("", String::as_str);
        request(&mut connection, path, token).await?;
    }
    tokio::time::sleep(ADDED_UP_AFTER).await;
    let made = transactions(db).await? - before;
    Ok(usize::try_from((made + i64::from(COUNTED) / 2) / i64::from(COUNTED))?)
}

async fn transactions(db: &PgPool) -> Outcome<i64> {
    Ok(sqlx::query_scalar(
        "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()",
    )
    .fetch_one(db)
    .await?)
}

/// What came of asking for a while.
#[derive(Default)]
pub struct Measured {
    millis: Vec<f64>,
    seconds: f64,
}

impl Measured {
    pub fn add(&mut self, other: Self) {
        self.millis.extend(other.millis);
        self.seconds += other.seconds;
    }

    pub fn per_second(&self) -> f64 {
        f64::from(u32::try_from(self.millis.len()).unwrap_or(u32::MAX)) / self.seconds
    }

    /// The latency in milliseconds that this share of the requests stayed within.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.millis.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index of a list in memory"
        )]
        let index = (share * (sorted.len().saturating_sub(1)) as f64) as usize;
        sorted.get(index).copied().unwrap_or(f64::NAN)
    }
}

pub async fn wait_for(port: u16, path: &str) -> Outcome {
    for _ in 0..200 {
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", port)).await
            && request(&mut connection, path, "").await.is_ok()
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(format!("nothing answers on port {port}").into())
}

/// The bytes of the page's first address.
pub async fn size(port: u16, page: &Page) -> Outcome<usize> {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await?;
    let path = page.paths.first().ok_or("no path")?;
    request(&mut connection, path, page.tokens.first().map_or("", String::as_str)).await
}

/// Asks for the paths in turn over sixteen connections until the time is over.
pub async fn ask(port: u16, paths: &[String], tokens: &[String], during: Duration) -> Outcome<Measured> {
    let begun = Instant::now();
    let mut lanes = Vec::new();
    for lane in 0..usize::try_from(crate::number("LOAD_CONNECTIONS", 16))? {
        let paths = paths.to_vec();
        let token = tokens.get(lane % tokens.len()).cloned().unwrap_or_default();
        lanes.push(tokio::spawn(async move {
            let mut connection =
                TcpStream::connect(("127.0.0.1", port)).await.map_err(|error| error.to_string())?;
            let mut millis = Vec::new();
            let mut turn = lane * 7;
            while begun.elapsed() < during {
                let asked = Instant::now();
                let path = paths.get(turn % paths.len()).map_or("/", String::as_str);
                request(&mut connection, path, &token).await.map_err(|error| format!("{path}: {error}"))?;
                millis.push(asked.elapsed().as_secs_f64() * 1_000.0);
                turn += 1;
            }
            Ok::<_, String>(millis)
        }));
    }
    let mut measured = Measured::default();
    for lane in lanes {
        measured.millis.extend(lane.await??);
    }
    measured.seconds = begun.elapsed().as_secs_f64();
    Ok(measured)
}

/// One request; the length of the answer's body. Anything but 200 is an error.
pub async fn request(connection: &mut TcpStream, path: &str, token: &str) -> Outcome<usize> {
    let head = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: login={token}\r\n\r\n");
    connection.write_all(head.as_bytes()).await?;
    let mut answer = Vec::with_capacity(64 * 1024);
    loop {
        if connection.read_buf(&mut answer).await? == 0 {
            return Err("the connection was closed".into());
        }
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&answer[..end])?;
        if !head.starts_with("HTTP/1.1 200") {
            return Err(head.lines().next().unwrap_or_default().to_owned().into());
        }
        let length: usize = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(|value| value.trim().to_owned())
            })
            .ok_or("no content-length")?
            .parse()?;
        while answer.len() < end + 4 + length {
            if connection.read_buf(&mut answer).await? == 0 {
                return Err("the answer was cut short".into());
            }
        }
        return Ok(length);
    }
}
