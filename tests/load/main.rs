//! A load benchmark: requests per second and latency of the pages people look at most, signed in, beside two bare
//! handlers of the same libraries on the same machine and database, in one run. Ratios are the result: absolute figures
//! depend on the machine, and on two cores the asking takes its part of all.
//!
//!     cargo bench --bench load
//!
//! With a word after `--` it measures something else; each is a file here:
//! `routes` (every page at three sizes), `memory` (what a hundred thousand requests leave behind), `start` (how long the
//! first page takes), `search` (the search and the directory of fifty thousand people), `report` (reports of half a
//! million attendances), `coffee` (a coffee round), `mails` (reminders) and `background` (the night's and the week's work).
//!
//! Seconds and askers can be set: `LOAD_SECONDS` (6 a page), `LOAD_CONNECTIONS` (16).

#[path = "../it/support/asked.rs"]
mod asked;
mod background;
mod bare;
mod coffee;
mod drive;
mod inside;
mod machine;
mod mails;
mod memory;
mod organisation;
mod pages;
mod report;
mod routes;
mod search;
mod serve;
mod start;
#[expect(dead_code, reason = "the tests make it misbehave; here it only takes what it is sent")]
#[path = "../it/support/smtp.rs"]
mod sink;

use std::process::{Child, Command, Stdio};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Ok(url) = std::env::var("LOAD_BARE_DATABASE") {
        return runtime.block_on(bare::serve(&url));
    }
    // Cargo adds a flag of its own.
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    runtime.block_on(async {
        match wanted.as_deref() {
            None => pages::measure().await,
            Some("routes") => routes::measure().await,
            Some("memory") => memory::measure().await,
            Some("start") => start::measure().await,
            Some("report") => report::measure().await,
            Some("search") => search::measure().await,
            Some("serve") => serve::until_stopped().await,
            Some("coffee") => coffee::measure().await,
            Some("mails") => mails::measure().await,
            Some("background") => Box::pin(background::measure()).await,
            Some(other) => Err(format!("there is no benchmark called {other}").into()),
        }
    })
}

/// Runs `work` with the address of an empty database of its own.
async fn with_database(work: impl AsyncFnOnce(&str) -> Outcome) -> Outcome {
    let dir = std::env::temp_dir().join(format!("guildhall-load-{}", std::process::id()));
    let mut server = guildhall::embedded::Embedded::start(&dir, None, |line| println!("{line}"))?;
    let outcome = work(&server.url()).await;
    server.stop()?;
    std::fs::remove_dir_all(&dir)?;
    outcome
}

fn number(name: &str, usual: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A server that ends with us.
struct Server(Child);

impl Server {
    fn id(&self) -> u32 {
        self.0.id()
    }
}

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
