//! Follows every link a person can see and looks each page over, a few pages of every shape.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use crate::inspection::inspect_what_is_new;
use crate::window::Window;

/// What was found on the way.
#[derive(Default)]
pub struct Found {
    pub shapes: BTreeSet<String>,
    pub faults: Vec<String>,
}

/// Begins at `start` and goes on until every shape of page was looked at, `each` times where there are as many:
/// the second may hold what the first one lacks. One will do of lists that are only searched or sifted differently.
pub async fn crawl(window: &Window, start: &str, each: usize) -> Found {
    let mut found = Found::default();
    let mut looked_at: BTreeMap<String, usize> = BTreeMap::new();
    let mut known = BTreeSet::from([start.to_owned()]);
    let mut ahead = VecDeque::from([start.to_owned()]);
    while let Some(path) = ahead.pop_front() {
        let shape = shape(&path);
        let count = looked_at.entry(shape.clone()).or_default();
        if *count == if shape.contains('?') { 1 } else { each } {
            continue;
        }
        *count += 1;
        window.go(&path).await;
        let status = status(window).await;
        if status != 200 {
            found.faults.push(format!("{path}: a link leads here, and the answer is {status}"));
        }
        found.faults.extend(inspect_what_is_new(window, &shape).await);
        let links = links(window).await;
        if found.shapes.insert(shape.clone()) {
            found.faults.extend(refused_form(window, &shape).await);
        }
        ahead.extend(links.into_iter().filter(|link| known.insert(link.clone())));
    }
    found
}

/// Sends the page's form empty, where it is one that answers with problems, and looks that answer over.
async fn refused_form(window: &Window, shape: &str) -> Vec<String> {
    if !window.has("form[novalidate]").await {
        return Vec::new();
    }
    let send = "const form = document.querySelector('form[novalidate]');
        form.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio]), textarea')
            .forEach(field => field.value = '');
        form.querySelector('button').click()";
    window.leaves(async { drop(window.run(send, &[]).await) }).await;
    if status(window).await != 422 {
        return Vec::new();
    }
    let mut faults = inspect_what_is_new(window, &format!("refused {shape}")).await;
    // The browser notes every answer that is no 200; this one is meant.
    faults.retain(|fault| !fault.contains("status of 422"));
    if !window.has(".problems a").await {
        faults.push(format!("{}: refused, and no summary says why", window.path().await));
    }
    faults.into_iter().map(|fault| format!("(refused) {fault}")).collect()
}

/// How the server answered.
async fn status(window: &Window) -> u64 {
    let script = "return performance.getEntriesByType('navigation')[0].responseStatus";
    window.run(script, &[]).await.as_u64().unwrap_or_default()
}

/// Paths on this site that the page links to, without files.
async fn links(window: &Window) -> Vec<String> {
    let script = "return [...document.querySelectorAll('a[href]')]
        .filter(link => link.origin === location.origin && !link.hasAttribute('download'))
        .map(link => link.pathname + link.search)
        .filter(path => !path.startsWith('/static/') && !/[.](csv|ics|png|svg|pdf)$/.test(path))";
    let found = window.run(script, &[]).await;
    found.as_array().into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}

/// `/communities/{}/events?page` of `/communities/testing-circle/events?page=2`.
pub fn shape(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut shape: Vec<&str> = Vec::new();
    for part in path.split('/') {
        let after_communities = shape.last() == Some(&"communities") && part != "new";
        let is_id = part.len() == 36 && part.bytes().filter(|byte| *byte == b'-').count() == 4;
        shape.push(if after_communities || is_id { "{}" } else { part });
    }
    let asked: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{mark}{}", shape.join("/"), asked.join("&"))
}

#[test]
fn pages_of_one_shape_differ_in_what_they_show_only() {
    assert_eq!(shape("/communities/testing-circle/events?page=2"), "/communities/{}/events?page");
    assert_eq!(shape("/communities/new"), "/communities/new");
    assert_eq!(shape("/events/0f8fad5b-d9cb-469f-a165-70867728950e/edit"), "/events/{}/edit");
}
