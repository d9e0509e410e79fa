//! What people wait while something else runs: three of them go on asking, and the database is asked who waits for a lock.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request};
use guildhall::App;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use tokio::task::JoinHandle;
use tower::ServiceExt;
use uuid::Uuid;

use crate::Outcome;

const TOKEN: &str = "someone";
const COOKIE: &str = "login=someone";
/// Between two requests of a person, and between two looks at the locks: enough for the longest wait to be met, few
/// enough to leave the machine to the work.
const PAUSE: Duration = Duration::from_millis(20);

/// Milliseconds, each list as it was measured.
#[derive(Default)]
pub struct Waits {
    home: Vec<f64>,
    rsvp: Vec<f64>,
    words: Vec<f64>,
    locks: Locks,
}

/// Waits for locks of rows, tables and whatever else PostgreSQL locks.
#[derive(Default)]
struct Locks {
    /// How often one was seen.
    seen: usize,
    longest: f64,
    /// What the longest waited for, and the statement that did.
    what: String,
}

impl fmt::Display for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for list in [&self.home, &self.rsvp, &self.words] {
            let mut sorted = list.clone();
            sorted.sort_by(f64::total_cmp);
            let (half, longest) = (sorted.get(sorted.len() / 2), sorted.last());
            for value in [half, longest] {
                write!(f, "{:>10.1}", value.copied().unwrap_or(f64::NAN))?;
            }
        }
        write!(f, "{:>10.1}{:>8}  {}", self.locks.longest, self.locks.seen, self.locks.what)
    }
}

/// Someone who belongs to two communities, signed in for as long as the clock of the measurement goes.
pub async fn sign_in(db: &PgPool) -> Outcome {
    sqlx::query(
        "insert into logins (person_id, token_hash, created_at, seen_at, expires_at)
         select id, $1, '2026-11-22 00:00Z', '2026-11-29 00:00Z', '2027-11-22 00:00Z'
         from numbered_people where number = 25",
    )
    .bind(Sha256::digest(TOKEN.as_bytes()).to_vec())
    .execute(db)
    .await?;
    Ok(())
}

/// Runs `work` beside people who ask; answers how long it took and what they waited.
pub async fn while_people_ask(app: &App, work: impl Future<Output = Outcome>) -> Outcome<(Duration, Waits)> {
    let event: Uuid = sqlx::query_scalar(
        "select e.id
         from events e
         join communities c on c.id = e.community_id and c.slug = 'community-2'
         where e.starts_at > '2026-11-30 12:00Z'
         order by e.starts_at
         limit 1",
    )
    .fetch_one(&app.db)
    .await?;
    let over = Arc::new(AtomicBool::new(false));
    let locks = tokio::spawn(locks(app.clone(), over.clone()));
    let home = asking(app, &over, |_| Request::get("/").body(Body::empty()));
    let rsvp = asking(app, &over, move |turn| {
        let answer = if turn % 2 == 0 { "answer=going" } else { "answer=maybe" };
        Request::post(format!("/events/{event}/rsvp"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(answer))
    });
    let words = tokio::spawn(own_words(app.clone(), over.clone()));
    let begun = Instant::now();
    let outcome = work.await;
    let took = begun.elapsed();
    over.store(true, Ordering::SeqCst);
    let (home, rsvp, words) = (home.await??, rsvp.await??, words.await??);
    let locks = locks.await??;
    outcome?;
    Ok((took, Waits { home, rsvp, words, locks }))
}

/// One person, who asks again and again.
fn asking(
    app: &App,
    over: &Arc<AtomicBool>,
    what: impl Fn(usize) -> axum::http::Result<Request<Body>> + Send + 'static,
) -> JoinHandle<Result<Vec<f64>, String>> {
    let (router, over) = (guildhall::router(app.clone()), over.clone());
    tokio::spawn(async move {
        let mut millis = Vec::new();
        while !over.load(Ordering::SeqCst) {
            let mut request = what(millis.len()).map_err(words)?;
            request.headers_mut().insert("cookie", HeaderValue::from_static(COOKIE));
            let begun = Instant::now();
            let answer = router.clone().oneshot(request).await.map_err(words)?;
            let status = answer.status();
            to_bytes(answer.into_body(), usize::MAX).await.map_err(words)?;
            if !status.is_success() && !status.is_redirection() {
                return Err(format!("a page answered {status}"));
            }
            millis.push(begun.elapsed().as_secs_f64() * 1_000.0);
            tokio::time::sleep(PAUSE).await;
        }
        Ok(millis)
    })
}

/// The statement with which people change what they say of themselves, of everybody in turn: work that held the rows
/// of people would hold this up.
async fn own_words(app: App, over: Arc<AtomicBool>) -> Result<Vec<f64>, String> {
    let people: Vec<Uuid> = sqlx::query_scalar("select id from people order by md5(id::text)")
        .fetch_all(&app.db)
        .await
        .map_err(words)?;
    let mut millis = Vec::new();
    for person in people.iter().cycle() {
        if over.load(Ordering::SeqCst) {
            break;
        }
        let begun = Instant::now();
        sqlx::query("update people set about = 'I test.' where id = $1")
            .bind(person)
            .execute(&app.db)
            .await
            .map_err(words)?;
        millis.push(begun.elapsed().as_secs_f64() * 1_000.0);
        tokio::time::sleep(PAUSE).await;
    }
    Ok(millis)
}

/// Looks at who waits for a lock.
async fn locks(app: App, over: Arc<AtomicBool>) -> Result<Locks, String> {
    let mut locks = Locks::default();
    while !over.load(Ordering::SeqCst) {
        let waiting: Option<(f64, String)> = sqlx::query_as(
            "select (extract(epoch from clock_timestamp() - l.waitstart) * 1000)::float8,
                    l.locktype || coalesce(' of ' || l.relation::regclass::text, '') || ': ' || substr(regexp_replace(a.query, '\\s+', ' ', 'g'), 1, 60)
             from pg_locks l
             join pg_stat_activity a on a.pid = l.pid
             where not l.granted and l.waitstart is not null
             order by l.waitstart
             limit 1",
        )
        .fetch_optional(&app.db)
        .await
        .map_err(words)?;
        if let Some((waited, what)) = waiting {
            locks.seen += 1;
            if waited > locks.longest {
                (locks.longest, locks.what) = (waited, what);
            }
        }
        tokio::time::sleep(PAUSE / 2).await;
    }
    Ok(locks)
}

fn words(error: impl fmt::Display) -> String {
    error.to_string()
}
