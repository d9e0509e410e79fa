//! Every page that a member, an organiser and a leader reach by links, at two sizes and at a hundred times the
//! attendances.
//!
//!     cargo bench --bench load -- routes
//!
//! The program runs in this process, without a network between; the sizes take turns, so that a busy moment hits all.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::Outcome;
use crate::asked::Asked;
use crate::inside::ask;
use crate::organisation::{HUNDRED, ONE, Organisation, TEN};

const TIMES: usize = 15;
/// Growth above which a page is marked, if it is more than a moment's noise.
const MOST: f64 = 1.2;
const NOISE: Duration = Duration::from_micros(300);

/// How many statements a page makes of the database, the login's among them.
pub async fn queries(router: &Router, path: &str, token: &str) -> Outcome<usize> {
    // The first time connections are opened, and what lasts is worked out.
    ask(router, path, token).await?;
    let (answered, mut asked) = Asked::during(ask(router, path, token)).await;
    answered?;
    // What a new connection is told is no statement of the page.
    asked.retain(|asked| !asked.starts_with("set "));
    Ok(asked.len())
}

/// A path with its ids left out: `/events/{id}`.
fn pattern(path: &str) -> String {
    let mut before = "";
    let segments = path.split('/').map(|segment| {
        let is_id = Uuid::try_parse(segment.split('.').next().unwrap_or_default()).is_ok();
        let varies = segment.contains(|c: char| c.is_ascii_digit());
        let shown = if is_id || (varies && before != "static") {
            "{id}".to_owned()
        } else if before == "communities" && !["new", "starting"].contains(&segment) {
            "{slug}".to_owned()
        } else {
            segment.to_owned()
        };
        before = segment;
        shown
    });
    segments.collect::<Vec<_>>().join("/")
}

fn links(page: &str) -> impl Iterator<Item = String> {
    page.split("href=\"/").skip(1).filter_map(|rest| {
        let path = rest.split(['"', '#', '?']).next()?;
        (!path.starts_with("static/") && !path.starts_with('/')).then(|| format!("/{path}"))
    })
}

/// The first path found of each pattern that somebody reaches by links, from their first page on. Of pages of a community
/// the large one's is taken, where there is one.
pub async fn reached(organisation: &Organisation, token: &str) -> Outcome<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut waiting = VecDeque::from(["/".to_owned()]);
    while let Some(path) = waiting.pop_front() {
        let pattern = pattern(&path);
        if found.contains_key(&pattern) {
            continue;
        }
        let of_large = pattern.replace("{slug}", "large-1");
        let mut chosen = None;
        for path in [&of_large, &path] {
            let answered = ask(&organisation.router, path, token).await?;
            if answered.status == StatusCode::OK {
                chosen.get_or_insert_with(|| path.clone());
                waiting.extend(links(&String::from_utf8_lossy(&answered.body)));
            }
        }
        if let Some(path) = chosen {
            found.insert(pattern, path);
        }
    }
    Ok(found)
}

pub async fn measure() -> Outcome {
    let mut sites = Vec::new();
    for size in [ONE, TEN, HUNDRED] {
        println!("Filling {}: {} people…", size.name, size.people);
        sites.push(Organisation::new(size).await?);
    }
    let mut grown = 0;
    for role in ["member", "organiser", "leader"] {
        println!(
            "\n{:<58}{:>9}{:>9}{:>9}{:>8}{:>8}",
            format!("as {role}, ms"),
            "1×",
            "10×",
            "100×",
            "ratio",
            "ratio"
        );
        let mut paths = Vec::new();
        for site in &sites {
            paths.push(reached(site, role).await?);
        }
        let Some((first, others)) = paths.split_first() else { continue };
        for pattern in first.keys() {
            if others.iter().all(|paths| paths.contains_key(pattern)) {
                grown += usize::from(row(&sites, &paths, pattern, role).await?);
            } else {
                println!("{pattern:<58} not reached at each size");
            }
        }
    }
    println!("\n{grown} grow by more than {MOST}");
    for site in sites {
        site.end().await?;
    }
    Ok(())
}

/// Prints the median of each size; whether one of the larger takes longer than it may.
async fn row(
    sites: &[Organisation],
    paths: &[BTreeMap<String, String>],
    pattern: &str,
    role: &str,
) -> Outcome<bool> {
    let mut took: Vec<Vec<Duration>> = vec![Vec::new(); sites.len()];
    for _ in 0..TIMES {
        for ((site, paths), took) in sites.iter().zip(paths).zip(&mut took) {
            let path = paths.get(pattern).ok_or("no path")?;
            took.push(ask(&site.router, path, role).await?.took);
        }
    }
    let medians: Vec<Duration> = took
        .into_iter()
        .map(|mut took| {
            took.sort_unstable();
            took.get(TIMES / 2).copied().unwrap_or_default()
        })
        .collect();
    let [one, ten, hundred] = medians[..] else { return Err("three sizes".into()) };
    let ratio = |larger: Duration| larger.as_secs_f64() / one.as_secs_f64();
    let grew = |larger: Duration| ratio(larger) > MOST && larger > one + NOISE;
    let millis = |took: Duration| took.as_secs_f64() * 1_000.0;
    println!(
        "{pattern:<58}{:>9.2}{:>9.2}{:>9.2}{:>8.2}{:>8.2}{}",
        millis(one),
        millis(ten),
        millis(hundred),
        ratio(ten),
        ratio(hundred),
        if grew(ten) || grew(hundred) { "  grows" } else { "" }
    );
    Ok(grew(ten) || grew(hundred))
}
