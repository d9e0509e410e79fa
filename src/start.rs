//! From the command line to a running site, and back down in order.

mod copies;

use std::io::IsTerminal;
use std::time::Duration;

use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::platform::app::{App, Clock};
use crate::platform::config::Config;
use crate::platform::connections::{GuardedListener, Peer};
use crate::platform::db::embedded::Embedded;
use crate::platform::{db, jobs, mail};
use crate::router::router;
use crate::{organisation, schedule};

pub use copies::{back_up, restore};

/// Why the program cannot go on, in one line for a person.
type Outcome = Result<(), String>;

/// The database in use, and the server behind it where it is our own.
struct PreparedDatabase {
    db: PgPool,
    server: Option<Embedded>,
    place: String,
}

/// Serves the site until it is told to stop.
///
/// # Errors
/// A line that says what is in the way: a taken port, no database, a failed migration.
pub fn serve(config: Config) -> Outcome {
    run(async move {
        let listener = listen(&config).await?;
        let prepared = prepare(&config, false).await?;
        migrated(&prepared.db).await?;
        if organisation::load(&prepared.db).await.map_err(message)?.demo {
            return Err(
                "this database holds the demo organisation; start it with `guildhall demo`".to_owned()
            );
        }
        let base_url = config.base_url();
        say(&format!("Guildhall is at {base_url}"));
        say(&format!("  data:      {}", prepared.place));
        if let Some(link) =
            crate::organisation::logins::set_up_link(&prepared.db, &base_url).await.map_err(message)?
        {
            say(&format!(
                "  sign in:   open {link} once, to set up your organisation and become its administrator"
            ));
        } else {
            say(&format!("  sign in:   {base_url}/login"));
        }
        if config.smtp_url.is_none() {
            say(
                "  email:     kept, not sent (GUILDHALL_SMTP_URL is not set); administrators read it under Admin, Email",
            );
        }
        say("  look around: `cargo run -- demo` (or `guildhall demo`) shows a made-up organisation");
        keep_serving(config, listener, prepared).await
    })
}

/// Rebuilds the demo organisation and serves it. It never sends mail outside.
///
/// # Errors
/// As [`serve`], and when the database named holds anything else than a demo.
pub fn demo(config: Config) -> Outcome {
    run(async move {
        let config = Config { smtp_url: None, ..config };
        let listener = listen(&config).await?;
        let prepared = prepare(&config, true).await?;
        clear_for_demo(&prepared.db).await?;
        migrated(&prepared.db).await?;
        say("Making up an organisation…");
        let app = App::new(prepared.db.clone(), config.clone(), Clock::system());
        crate::demo::build(&app).await.map_err(message)?;
        let base_url = config.base_url();
        say(&format!("Guildhall shows a made-up organisation at {base_url}"));
        say(&format!("  data:      {}, rebuilt at each start", prepared.place));
        say(&format!(
            "  sign in:   {base_url}/login, as a member, an organiser, a leader or an administrator, in one click"
        ));
        keep_serving(config, listener, prepared).await
    })
}

/// Brings the database up to this build.
///
/// # Errors
/// As [`serve`].
pub fn migrate(config: Config) -> Outcome {
    run(async move {
        let prepared = prepare(&config, false).await?;
        migrated(&prepared.db).await?;
        say("The database is up to date.");
        prepared.leave().await
    })
}

/// Makes a person an administrator: the way back in when nobody is one.
///
/// # Errors
/// As [`serve`], and when nobody has the address.
pub fn make_administrator(config: Config, email: &str) -> Outcome {
    run(async move {
        let prepared = prepare(&config, false).await?;
        migrated(&prepared.db).await?;
        let known = crate::front::admin::make_administrator(&prepared.db, email, Clock::system().now())
            .await
            .map_err(message)?;
        prepared.leave().await?;
        if !known {
            return Err(format!("no account has the address {email}"));
        }
        say(&format!("{email} is an administrator."));
        Ok(())
    })
}

/// Tries the mail server at once, without a database, and says each step that works.
///
/// # Errors
/// What the server said instead of the next step, or that none is named.
pub fn test_mail(config: &Config, address: Option<&str>) -> Outcome {
    run(async move { mail::attempt(config, address, Clock::system().now(), &mut |step| say(step)).await })
}

fn run(work: impl Future<Output = Outcome>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let outcome = runtime.block_on(work);
    // What did not end in time is not waited for here either.
    runtime.shutdown_timeout(Duration::from_millis(500));
    outcome
}

#[expect(
    clippy::print_stdout,
    reason = "these lines are for whoever started the program, whatever the log filter is"
)]
fn say(line: &str) {
    println!("{line}");
}

fn message(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn start_logging(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::new(&config.log);
    // A second start in one process (tests) finds a logger in place; that one stays.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .try_init();
}

/// Takes the port first: nothing else is touched when someone has it.
async fn listen(config: &Config) -> Result<TcpListener, String> {
    start_logging(config);
    TcpListener::bind(config.bind).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("{} is taken by another program; set GUILDHALL_BIND to another address", config.bind)
        }
        _ => format!("cannot listen on {}: {error}", config.bind),
    })
}

/// The database named, or a private one from the PostgreSQL of this machine.
async fn prepare(config: &Config, demo: bool) -> Result<PreparedDatabase, String> {
    start_logging(config);
    if let Some(url) = &config.database_url {
        let db = db::connect(url, config.limits)
            .await
            .map_err(|error| format!("cannot reach the database of DATABASE_URL: {error}"))?;
        return Ok(PreparedDatabase { db, server: None, place: "the PostgreSQL of DATABASE_URL".to_owned() });
    }
    let dir = config.data_dir()?;
    let dir = if demo { dir.join("demo") } else { dir };
    let pg_bin = config.pg_bin.clone();
    let started = tokio::task::spawn_blocking(move || {
        let server = Embedded::start(&dir, pg_bin.as_deref(), say)?;
        let place = format!(
            "{} (a private PostgreSQL {}; for several copies or a server of yours, set DATABASE_URL)",
            dir.display(),
            server.version()
        );
        Ok::<_, db::embedded::StartError>((server, place))
    });
    let (server, place) = started.await.map_err(message)?.map_err(message)?;
    let db = db::connect(&server.url(), config.limits).await.map_err(message)?;
    Ok(PreparedDatabase { db, server: Some(server), place })
}

async fn migrated(db: &PgPool) -> Outcome {
    if !db::is_up_to_date(db).await.map_err(|error| format!("cannot ask the database: {error}"))? {
        brought_up_to_date(db).await?;
    }
    organisation::ensure(db).await.map_err(message)
}

async fn brought_up_to_date(db: &PgPool) -> Outcome {
    if db::lacks_word_search(db).await.map_err(|error| format!("cannot ask the database: {error}"))? {
        return Err(
            "the search needs PostgreSQL’s extension pg_trgm, which is not installed beside this server: \
                    install its contrib package, such as postgresql-contrib"
                .to_owned(),
        );
    }
    db::migrate(db).await.map_err(|error| format!("cannot bring the database up to date: {error}"))
}

/// Empties a database that holds a demo, or nothing. Anything else is someone's data, and stays.
async fn clear_for_demo(db: &PgPool) -> Outcome {
    if !db::is_empty(db).await.map_err(message)? {
        let demo = organisation::load(db).await.is_ok_and(|organisation| organisation.demo);
        if !demo {
            return Err("this database holds other data, which the demo would replace; set DATABASE_URL to an empty one".to_owned());
        }
        db::clear(db).await.map_err(message)?;
    }
    Ok(())
}

/// A load balancer needs this long to see that `/readyz` has turned; until then they are served as ever.
const SERVED_ON: Duration = Duration::from_secs(3);
/// After it, requests are waited for, and meanwhile mails and jobs: under ten seconds in all, after which containers are
/// killed.
const ENDED_WITHIN: Duration = Duration::from_millis(6500);
/// Connections to a database that is gone do not close.
const CLOSED_WITHIN: Duration = Duration::from_millis(500);
/// A private server has what is left of the ten seconds. On a slow disk it writes for longer, and does so by itself.
const LEFT_WITHIN: Duration = Duration::from_millis(1800);

/// Serves, delivers mail and runs jobs until a signal comes or the private database goes away.
async fn keep_serving(config: Config, listener: TcpListener, mut prepared: PreparedDatabase) -> Outcome {
    let app = App::new(prepared.db.clone(), config, Clock::system());
    let (stop, stopped) = watch::channel(false);
    let (close, closed) = watch::channel(false);
    let mails = tokio::spawn(mail::deliver_forever(app.clone(), stopped.clone()));
    let worker = tokio::spawn(jobs::work_forever(app.clone(), schedule::jobs(), stopped));
    let service = router(app.clone()).into_make_service_with_connect_info::<Peer>();
    let server = axum::serve(GuardedListener::new(listener), service)
        .with_graceful_shutdown(async move { until_true(closed).await });
    let server = tokio::spawn(server.into_future());
    let outcome = prepared.until_told_to_stop().await;
    app.heartbeat.stop();
    // The receivers may all be gone when the tasks ended before us; then there is nothing left to tell.
    let _ = stop.send(true);
    let serving = async {
        if matches!(outcome, Ok(StopRequest::Politely)) {
            sleep(SERVED_ON).await;
        }
        let _ = close.send(true);
        let _ = server.await;
    };
    // Slow readers, hung mail servers and a database that is gone do not hold up the end for ever.
    let _ = timeout(ENDED_WITHIN, async { tokio::join!(serving, mails, worker) }).await;
    let _ = timeout(CLOSED_WITHIN, app.presence.close()).await;
    prepared.leave_soon().await.and(outcome.map(drop))
}

async fn until_true(mut told: watch::Receiver<bool>) {
    let _ = told.wait_for(|told| *told).await;
}

/// Connections that are never idle: one hears of mails, one of jobs.
const LISTENERS: usize = 2;

/// How the end was asked for.
enum StopRequest {
    /// By whatever runs the program, which others may send people to.
    Politely,
    /// At the terminal, where nobody likes to wait.
    AtTheTerminal,
}

impl PreparedDatabase {
    async fn until_told_to_stop(&mut self) -> Result<StopRequest, String> {
        let mut terminate = signal(SignalKind::terminate()).map_err(message)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(message)?;
        let mut look = tokio::time::interval(Duration::from_secs(1));
        loop {
            tokio::select! {
                _ = terminate.recv() => return Ok(StopRequest::Politely),
                _ = interrupt.recv() => return Ok(StopRequest::AtTheTerminal),
                _ = look.tick() => {
                    if self.server.as_mut().is_some_and(Embedded::exited) {
                        return Err("the private PostgreSQL has stopped; see postgres.log in the data folder".to_owned());
                    }
                    if self.is_quiet() && self.server.as_mut().is_some_and(Embedded::is_replaced) {
                        self.renew_server().await?;
                    }
                },
            }
        }
    }

    /// Does nobody use the database just now? The two who listen always do.
    fn is_quiet(&self) -> bool {
        usize::try_from(self.db.size()).is_ok_and(|open| open <= self.db.num_idle() + LISTENERS)
    }

    /// The server runs from files that are no longer there: another takes its place, within a second.
    async fn renew_server(&mut self) -> Outcome {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        tracing::warn!("the files of the private PostgreSQL were replaced: it is started anew");
        let renewed = tokio::task::spawn_blocking(move || server.restart(|_| {}).map(|()| server));
        self.server = Some(renewed.await.map_err(message)?.map_err(message)?);
        tracing::info!("the private PostgreSQL runs again");
        Ok(())
    }

    /// As [`PreparedDatabase::leave`], without waiting for a server that takes its time.
    async fn leave_soon(self) -> Outcome {
        let _ = timeout(CLOSED_WITHIN, self.db.close()).await;
        let Some(mut server) = self.server else { return Ok(()) };
        if !tokio::task::spawn_blocking(move || server.leave(LEFT_WITHIN)).await.map_err(message)? {
            tracing::warn!("the private PostgreSQL is still stopping, and goes on without us");
        }
        Ok(())
    }

    /// Closes the connections first: the server then stops at once.
    async fn leave(self) -> Outcome {
        let _ = timeout(CLOSED_WITHIN, self.db.close()).await;
        let Some(mut server) = self.server else { return Ok(()) };
        tokio::task::spawn_blocking(move || server.stop()).await.map_err(message)?.map_err(message)
    }
}
