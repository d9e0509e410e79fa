//! The night's and the week's work for ten, a hundred and a thousand communities, with five years of history and twenty
//! people each, and how long people wait while it runs.
//!
//!     cargo bench --bench load -- background
//!
//! `LOAD_COMMUNITIES` sets the largest number (1000); a tenth and a hundredth of it are measured beside it. The program
//! runs in this process by a clock that stands. While a job runs, three people go on reading Home, answering a session
//! and changing their own words; every wait for a lock that PostgreSQL shows is counted as well.

mod waits;

use std::time::{Duration, Instant};

use guildhall::embedded::Embedded;
use guildhall::jobs::{ForgetOldJobs, Job};
use guildhall::{
    App, Clock, Config, CountTopics, DayBeforeReminders, EvaluatePhases, FillSeries, FollowRoadmaps,
    ForgetOldDigests, ForgetOldLogins, ForgetOldMails, ForgetOldNews, ForgetOldReminders, SendDigests,
    SuggestNudges, WorkOutReports,
};
use sqlx::{AssertSqlSafe, PgPool};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::{Outcome, number};
use waits::{Waits, while_people_ask};

const FILL: &str = include_str!("background/fill.sql");
/// How long people ask while nothing else runs.
const QUIET: Duration = Duration::from_secs(5);
/// As the program starts its jobs: the phases at night, the digest on Monday at eight.
const WEEK_BEFORE: OffsetDateTime = datetime!(2026-11-23 04:00 UTC);
const NIGHT: OffsetDateTime = datetime!(2026-11-30 04:00 UTC);
const EIGHT: OffsetDateTime = datetime!(2026-11-30 08:00 UTC);
const MORNING: OffsetDateTime = datetime!(2026-11-30 10:00 UTC);

/// What one job took, and what people waited meanwhile.
struct Run {
    name: &'static str,
    took: Duration,
    waits: Waits,
}

/// Everything that was measured at one size.
struct Size {
    communities: u32,
    runs: Vec<Run>,
}

pub async fn measure() -> Outcome {
    let most = number("LOAD_COMMUNITIES", 1_000);
    let mut sizes = Vec::new();
    for communities in [most / 100, most / 10, most] {
        sizes.push(Box::pin(measured(communities)).await?);
    }
    report(&sizes);
    Ok(())
}

async fn measured(communities: u32) -> Outcome<Size> {
    let dir =
        std::env::temp_dir().join(format!("guildhall-load-background-{communities}-{}", std::process::id()));
    let mut server = Embedded::start(&dir, None, |_| {})?;
    let app = filled(&server.url(), communities).await?;
    let runs = Box::pin(runs(&app)).await?;
    app.db.close().await;
    server.stop()?;
    std::fs::remove_dir_all(dir)?;
    Ok(Size { communities, runs })
}

async fn filled(url: &str, communities: u32) -> Outcome<App> {
    let begun = Instant::now();
    let limits = guildhall::DatabaseLimits { statement_timeout: 0, ..guildhall::DatabaseLimits::default() };
    let db = guildhall::connect(url, limits).await?;
    guildhall::MIGRATIONS.run(&db).await?;
    sqlx::raw_sql(AssertSqlSafe(FILL.replace("$1", &communities.to_string()))).execute(&db).await?;
    waits::sign_in(&db).await?;
    settle(&db).await?;
    db.close().await;
    println!("{communities} communities: filled in {:.1} s", begun.elapsed().as_secs_f64());
    let db = guildhall::connect(url, guildhall::DatabaseLimits::default()).await?;
    let app = App::new(db, Config::default(), Clock::standing_at(WEEK_BEFORE));
    let begun = Instant::now();
    run::<EvaluatePhases>(&app).await?;
    println!("  all weeks so far evaluated at once in {:.1} s", begun.elapsed().as_secs_f64());
    settle(&app.db).await?;
    Ok(app)
}

/// The database as it would be some time after everything was written.
async fn settle(db: &PgPool) -> Outcome {
    sqlx::raw_sql("vacuum analyze").execute(db).await?;
    Ok(())
}

/// Each job at its time of the week.
async fn runs(app: &App) -> Outcome<Vec<Run>> {
    app.clock.move_to(NIGHT);
    let quiet = async {
        tokio::time::sleep(QUIET).await;
        Ok(())
    };
    let mut runs = vec![measure_run("nothing runs", app, quiet).await?];
    runs.push(measure_run("series", app, run::<FillSeries>(app)).await?);
    let weeks: i64 = count(app, "select count(*) from phases").await?;
    runs.push(measure_run("phases", app, run::<EvaluatePhases>(app)).await?);
    let weeks = count(app, "select count(*) from phases").await? - weeks;
    runs.push(measure_run("roadmaps", app, run::<FollowRoadmaps>(app)).await?);
    runs.push(measure_run("reports", app, run::<WorkOutReports>(app)).await?);
    runs.push(measure_run("topics", app, run::<CountTopics>(app)).await?);
    runs.push(measure_run("cleaning", app, clean(app)).await?);
    app.clock.move_to(EIGHT);
    runs.push(measure_run("digests", app, run::<SendDigests>(app)).await?);
    runs.push(measure_run("digests, none due", app, run::<SendDigests>(app)).await?);
    app.clock.move_to(MORNING);
    runs.push(measure_run("nudges", app, run::<SuggestNudges>(app)).await?);
    runs.push(measure_run("nudges, none new", app, run::<SuggestNudges>(app)).await?);
    runs.push(measure_run("reminders", app, run::<DayBeforeReminders>(app)).await?);
    let digests = count(app, "select count(*) from mails where kind = 'digest'").await?;
    let nudges = count(app, "select count(*) from nudges").await?;
    let reminders =
        count(app, "select count(*) from mails where kind = 'reminder' and state = 'queued'").await?;
    println!(
        "  {weeks} weeks evaluated, {digests} digests written, {nudges} nudges made, {reminders} people reminded"
    );
    Ok(runs)
}

async fn clean(app: &App) -> Outcome {
    run::<ForgetOldJobs>(app).await?;
    run::<ForgetOldMails>(app).await?;
    run::<ForgetOldLogins>(app).await?;
    run::<ForgetOldNews>(app).await?;
    run::<ForgetOldReminders>(app).await?;
    run::<ForgetOldDigests>(app).await
}

async fn run<J: Job + Default>(app: &App) -> Outcome {
    // Some jobs are large.
    Box::pin(async { J::default().run(app).await })
        .await
        .map_err(|error| format!("{}: {error}", J::KIND).into())
}

async fn measure_run(name: &'static str, app: &App, work: impl Future<Output = Outcome>) -> Outcome<Run> {
    let (took, waits) = while_people_ask(app, work).await?;
    println!("  {name} took {took:.1?}");
    Ok(Run { name, took, waits })
}

async fn count(app: &App, sql: &'static str) -> Outcome<i64> {
    Ok(sqlx::query_scalar(sql).fetch_one(&app.db).await?)
}

/// The cost of each job at each size, and what people waited at the largest.
fn report(sizes: &[Size]) {
    let (Some(least), Some(most)) = (sizes.first(), sizes.last()) else { return };
    print!("\n{:<20}", "ms a community");
    for size in sizes {
        print!("{:>10}", size.communities);
    }
    println!("{:>8}{:>12}", "ratio", "whole");
    for (at, run) in most.runs.iter().enumerate().skip(1) {
        print!("{:<20}", run.name);
        for size in sizes {
            print!("{:>10.2}", each(size, at));
        }
        println!("{:>8.2}{:>12.1?}", each(most, at) / each(least, at), run.took);
    }
    println!(
        "\n{:<20}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>8}",
        "people wait, ms",
        "home p50",
        "longest",
        "RSVP p50",
        "longest",
        "words p50",
        "longest",
        "locks",
        "seen"
    );
    for run in &most.runs {
        println!("{:<20}{}", run.name, run.waits);
    }
}

/// Milliseconds a community.
fn each(size: &Size, at: usize) -> f64 {
    size.runs.get(at).map_or(f64::NAN, |run| run.took.as_secs_f64() * 1_000.0 / f64::from(size.communities))
}
