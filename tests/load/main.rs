//! A load benchmark: requests per second and latency of the pages people look at most, signed in, beside a bare
//! handler that does as many indexed queries and writes as many bytes, on the same machine and database, in one run.
//!
//!     cargo bench --bench load
//!
//! With `-- mails` it measures reminders instead, with `-- coffee` a coffee round, with `-- search` the search and the
//! directory of fifty thousand people, with `-- report` reports of half a million attendances, and with `-- start` how
//! long the first page takes: see `mails.rs`, `coffee.rs`, `search.rs`, `report.rs`, `start.rs`.
//!
//! Sizes and seconds can be set: `LOAD_PEOPLE` (5000), `LOAD_SECONDS` (6), `LOAD_CONNECTIONS` (16).
//! Both servers are processes of their own; this one only asks. Ratios are the result: absolute figures depend on
//! the machine, and on these two cores the asking takes its part of both.

mod background;
mod bare;
mod coffee;
mod drive;
mod fill;
mod mails;
mod report;
mod search;
mod start;
#[expect(dead_code, reason = "the tests make it misbehave; here it only takes what it is sent")]
#[path = "../it/support/smtp.rs"]
mod sink;

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use drive::Measured;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// How often each page is measured; the two servers take turns, so that a busy moment hits both.
const ROUNDS: u32 = 3;

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if std::env::args().any(|argument| argument == "report") {
        return runtime.block_on(report::measure());
    }
    if std::env::args().any(|argument| argument == "background") {
        return runtime.block_on(background::measure());
    }
    if std::env::args().any(|argument| argument == "start") {
        return runtime.block_on(start::measure());
    }
    if let Ok(url) = std::env::var("LOAD_BARE_DATABASE") {
        return runtime.block_on(bare::serve(&url));
    }
    runtime.block_on(measure())
}

fn number(name: &str, usual: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

async fn measure() -> Outcome {
    let dir = std::env::temp_dir().join(format!("guildhall-load-{}", std::process::id()));
    let mut server = guildhall::embedded::Embedded::start(&dir, None, |line| println!("{line}"))?;
    let asked = |what: &str| std::env::args().any(|argument| argument == what);
    let outcome = if asked("mails") {
        mails::measure(&server.url()).await
    } else if asked("coffee") {
        coffee::measure(&server.url()).await
    } else if asked("search") {
        search::measure(&server.url()).await
    } else {
        measure_on(&server.url()).await
    };
    server.stop()?;
    std::fs::remove_dir_all(&dir)?;
    outcome
}

async fn measure_on(url: &str) -> Outcome {
    let people = number("LOAD_PEOPLE", 5_000);
    println!("Filling: {people} people, 50 communities, 2,000 sessions, 40,000 RSVPs…");
    let targets = fill::fill(url, i32::try_from(people)?).await?;
    let at = |variable, bind| [(variable, url), ("GUILDHALL_BIND", bind)];
    let product = run(env!("CARGO_BIN_EXE_guildhall").as_ref(), &at("DATABASE_URL", "127.0.0.1:3901"))?;
    let own = std::env::current_exe()?;
    let bare = run(own.as_os_str(), &at("LOAD_BARE_DATABASE", "127.0.0.1:3902"))?;
    drive::wait_for(3901, "/healthz").await?;
    drive::wait_for(3902, "/healthz").await?;
    let db = sqlx::PgPool::connect(url).await?;
    let seconds = Duration::from_secs(number("LOAD_SECONDS", 6).into()) / ROUNDS;
    println!(
        "\n{:<12}{:>10}{:>10}{:>8}{:>10}{:>10}{:>9}{:>9}",
        "page", "req/s", "bare", "ratio", "p50 ms", "p99 ms", "queries", "bytes"
    );
    for page in drive::pages(&targets) {
        let bytes = drive::size(3901, &page).await?;
        let queries = drive::queries(&db, 3901, &page).await?;
        let mut ours = Measured::default();
        let mut theirs = Measured::default();
        for _ in 0..ROUNDS {
            ours.add(drive::ask(3901, &page.paths, &page.tokens, seconds).await?);
            let path = format!("/bare?queries={queries}&rows={}&bytes={bytes}", page.rows);
            theirs.add(drive::ask(3902, &[path], &page.tokens, seconds).await?);
        }
        println!(
            "{:<12}{:>10.0}{:>10.0}{:>8.2}{:>10.2}{:>10.2}{:>9}{:>9}",
            page.name,
            ours.per_second(),
            theirs.per_second(),
            ours.per_second() / theirs.per_second(),
            ours.quantile(0.5),
            ours.quantile(0.99),
            queries,
            bytes
        );
    }
    println!("\nresident memory: {} MiB, bare handler {} MiB", resident(&product.0)?, resident(&bare.0)?);
    Ok(())
}

/// A server that ends with us.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn run(program: &std::ffi::OsStr, variables: &[(&str, &str)]) -> Outcome<Server> {
    let child = Command::new(program)
        .envs(variables.iter().copied())
        .env("GUILDHALL_LOG", "error")
        .stdout(Stdio::null())
        .spawn()?;
    Ok(Server(child))
}

/// MiB of memory the process holds, as the kernel counts them.
fn resident(child: &Child) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .ok_or("no VmRSS")?;
    Ok(kib.parse::<u64>()? / 1024)
}
