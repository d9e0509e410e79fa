//! The pages people look at most, beside two handlers made of the same libraries: a floor that never changes, and one
//! that makes as many queries and writes as many bytes as the page.
//!
//!     cargo bench --bench load

use std::time::Duration;

use crate::drive::{self, Asking, Measured};
use crate::organisation::{HUNDRED, ONE, Organisation, TEN};
use crate::{Outcome, Server, machine, number, routes, run};

/// How often each page is measured; the servers take turns, so that a busy moment hits all.
const ROUNDS: u32 = 3;
const PRODUCT: u16 = 3901;
const BARE: u16 = 3902;

/// A page to measure: its addresses, asked in turn.
struct Page {
    name: &'static str,
    paths: Vec<String>,
    tokens: Vec<String>,
    /// Rows a query of it brings, about.
    rows: usize,
}

fn pages(organisation: &Organisation) -> Vec<Page> {
    let communities = |rest: &str| {
        organisation.communities.iter().map(|slug| format!("/communities/{slug}{rest}")).collect::<Vec<_>>()
    };
    let as_member = |name, paths, rows| Page { name, paths, tokens: organisation.members.clone(), rows };
    let as_role = |name, role: &str, path: &str, rows| Page {
        name,
        paths: vec![path.to_owned()],
        tokens: vec![role.to_owned()],
        rows,
    };
    vec![
        as_member("home", vec!["/".to_owned()], 12),
        as_role("home, organiser", "organiser", "/", 12),
        as_member("community", communities(""), 10),
        as_role("community, organiser", "organiser", "/communities/large-1", 10),
        as_member("session", organisation.sessions.iter().map(|id| format!("/events/{id}")).collect(), 20),
        as_member("phase", communities("/phase"), 10),
        as_member("directory", vec!["/people".to_owned()], 30),
        as_member("calendar", vec!["/calendar".to_owned()], 20),
        as_role("impact", "leader", "/impact", 100),
    ]
}

/// Both servers are processes of their own, with a database each page shares; this one only asks.
struct Servers {
    product: Server,
    // Ends with this.
    _bare: Server,
}

pub async fn measure() -> Outcome {
    for size in [ONE, TEN, HUNDRED] {
        let organisation = Organisation::new(size).await?;
        println!(
            "\n{}: the demo and {} people in {} communities, {} attendances",
            size.name,
            size.people,
            size.people / 100,
            organisation.attendances
        );
        let servers = start(&organisation.url()).await?;
        println!(
            "{:<21}{:>7}{:>11}{:>10}{:>9}{:>10}{:>9}{:>9}{:>8}{:>8}{:>9}",
            "page",
            "req/s",
            "of fixed",
            "of equal",
            "p50 ms",
            "p50 alone",
            "p99 ms",
            "CPU ms",
            "of DB",
            "queries",
            "bytes"
        );
        for page in pages(&organisation) {
            row(&organisation, &servers, &page).await?;
        }
        println!("resident memory: {} MiB", machine::resident(servers.product.id())?);
        drop(servers);
        organisation.end().await?;
    }
    Ok(())
}

async fn start(url: &str) -> Outcome<Servers> {
    let at = |variable, bind| [(variable, url), ("GUILDHALL_BIND", bind)];
    let product = run(env!("CARGO_BIN_EXE_guildhall").as_ref(), &at("DATABASE_URL", "127.0.0.1:3901"))?;
    let own = std::env::current_exe()?;
    let bare = run(own.as_os_str(), &at("LOAD_BARE_DATABASE", "127.0.0.1:3902"))?;
    drive::wait_for(PRODUCT, "/healthz").await?;
    drive::wait_for(BARE, "/healthz").await?;
    Ok(Servers { product, _bare: bare })
}

async fn row(organisation: &Organisation, servers: &Servers, page: &Page) -> Outcome {
    let (path, token) = page.paths.first().zip(page.tokens.first()).ok_or("no path")?;
    let bytes = drive::size(PRODUCT, path, token).await?;
    let queries = routes::queries(&organisation.router, path, token).await?;
    let seconds = Duration::from_secs(number("LOAD_SECONDS", 6).into()) / ROUNDS;
    let equal = format!("/bare?queries={queries}&rows={}&bytes={bytes}", page.rows);
    let asking = Asking { tokens: page.tokens.clone(), during: seconds, ..Asking::default() };
    let (mut ours, mut theirs, mut floor) = (Measured::default(), Measured::default(), Measured::default());
    let (mut by_program, mut by_database) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..ROUNDS {
        let before = (machine::spent(servers.product.id())?, machine::spent_by_postgres(&organisation.dir)?);
        ours.add(asking.ask(PRODUCT, &page.paths).await?);
        by_program += machine::spent(servers.product.id())?.saturating_sub(before.0);
        by_database += machine::spent_by_postgres(&organisation.dir)?.saturating_sub(before.1);
        theirs.add(asking.ask(BARE, std::slice::from_ref(&equal)).await?);
        floor.add(asking.ask(BARE, &["/floor".to_owned()]).await?);
    }
    let alone = Asking { lanes: 1, ..asking }.ask(PRODUCT, &page.paths).await?;
    let each = |spent: Duration| spent.as_secs_f64() * 1_000.0 / f64::from(ours.requests());
    println!(
        "{:<21}{:>7.0}{:>11.2}{:>10.2}{:>9.2}{:>10.2}{:>9.2}{:>9.2}{:>8.2}{:>8}{:>9}",
        page.name,
        ours.per_second(),
        ours.per_second() / floor.per_second(),
        ours.per_second() / theirs.per_second(),
        ours.quantile(0.5),
        alone.quantile(0.5),
        ours.quantile(0.99),
        each(by_program),
        each(by_database),
        queries,
        bytes
    );
    Ok(())
}
