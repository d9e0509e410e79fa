//! Every route for everybody: whoever is signed out is led to the login, whoever has no right finds nothing,
//! and nobody ever breaks a page. The table is complete: a route without a row fails the test below it.

pub mod table;
pub mod world;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use axum::http::Method;
use tokio::task::JoinSet;

use self::table::{For, Role, TABLE};
use self::world::World;
use crate::support::{Page, Site, crowded_site};

/// What came back, in the four ways that matter.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Found {
    Login,
    Nothing,
    Something,
    Broken,
}

fn found(page: &Page) -> Found {
    match page.status().as_u16() {
        300..400 if page.header("location").starts_with("/login") => Found::Login,
        404 => Found::Nothing,
        500.. => Found::Broken,
        _ => Found::Something,
    }
}

fn expected(route: &str, whom: For, role: Role) -> Found {
    match (whom, role) {
        // Whoever logs out is led to the login too.
        (For::SignedIn, _) if route == "/logout" => Found::Login,
        (For::SignedOut, _) => Found::Something,
        // These answer signed-out people only, and give nothing away.
        (For::Nobody, _) if route.starts_with("/set-up") => Found::Login,
        (For::Nobody, _)
            if [
                "/demo-login",
                "/rsvp/{token}",
                "/coffee/answers/{token}",
                "/worth/{token}",
                "/shared/{token}",
            ]
            .contains(&route) =>
        {
            Found::Nothing
        }
        // A calendar program cannot log in: a dead link is said to be dead.
        (For::Nobody, _) if route == "/calendar/{feed}" => Found::Nothing,
        _ if whom.includes(role) => Found::Something,
        (_, Role::Stranger) => Found::Login,
        _ => Found::Nothing,
    }
}

async fn check(site: Arc<Site>, (method, route, whom): (&'static str, &'static str, For)) -> Vec<String> {
    let world = World::new(&site).await;
    let (path, method) = (world.path(route), Method::from_bytes(method.as_bytes()).expect("a method"));
    let mut wrong = Vec::new();
    for (role, browser) in &world.people {
        let page = browser.send(method.clone(), &path, &[], "").await;
        let (found, expected) = (found(&page), expected(route, whom, *role));
        if found != expected {
            wrong.push(format!(
                "{method} {route} as {role:?}: {found:?} ({}), not {expected:?}",
                page.status()
            ));
        }
        if found == Found::Something && method == Method::GET && page.status().as_u16() >= 400 {
            wrong.push(format!("{method} {route} as {role:?}: {}", page.status()));
        }
    }
    wrong
}

/// Rows are checked side by side, a handful at a time.
async fn check_all(rows: impl Iterator<Item = (&'static str, &'static str, For)>) -> Vec<String> {
    let site = Arc::new(crowded_site().await);
    site.app.heartbeat.beat(site.app.clock.now());
    let (mut running, mut wrong) = (JoinSet::new(), Vec::new());
    for row in rows {
        if running.len() >= 8 {
            wrong.extend(running.join_next().await.expect("one of them").expect("checked"));
        }
        running.spawn(check(site.clone(), row));
    }
    wrong.extend(running.join_all().await.into_iter().flatten());
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_finds_what_is_theirs_and_nothing_else() {
    let wrong = check_all(TABLE.iter().copied()).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_path_nobody_serves_looks_like_one_that_is_not_yours() {
    let site = crate::support::site().await;
    let (stranger, ana) = (site.stranger(), site.person("Ana Ferreira").await);
    for path in [
        "/nothing",
        "/events/1",
        "/communities/nobody-knows/edit",
        "/admin/secrets",
        "/logout",
        "/static",
        "/login/x",
    ] {
        let page = stranger.send(Method::GET, path, &[], "").await;
        assert_eq!(found(&page), Found::Login, "{path}: {}", page.status());
        let page = ana.send(Method::GET, path, &[], "").await;
        assert_eq!((page.status().as_u16(), page.text("h1")), (404, "Page not found".to_owned()), "{path}");
    }
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        for path in ["/nothing", "/sources", "/communities/new"] {
            let page = stranger.send(method.clone(), path, &[], "").await;
            assert_eq!(found(&page), Found::Login, "{method} {path}: {}", page.status());
            assert_eq!(ana.send(method.clone(), path, &[], "").await.status(), 404, "{method} {path}");
        }
    }
}

/// The routes as the code names them: method and path.
fn routes_of_the_code() -> BTreeSet<(String, String)> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut routes = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source file");
        for call in text.split(".route(").skip(1) {
            let call = call.trim_start();
            let Some((path, rest)) = call.strip_prefix('"').and_then(|call| call.split_once('"')) else {
                continue;
            };
            // Up to the end of this call: the next one, or the end of the statement.
            let rest = rest.split(".merge(").next().unwrap_or(rest);
            let rest = rest.split_once('}').map_or(rest, |(rest, _)| rest);
            for (verb, method) in [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE")]
            {
                if rest.contains(verb) {
                    routes.insert((method.to_owned(), path.to_owned()));
                }
            }
        }
    }
    routes
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn every_route_has_its_row() {
    let of_the_code = routes_of_the_code();
    assert!(of_the_code.len() > 50, "the routes are found: {of_the_code:?}");
    let rows: BTreeSet<_> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    let missing: Vec<_> = of_the_code.difference(&rows).collect();
    let stale: Vec<_> = rows.difference(&of_the_code).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "without a row: {missing:#?}\nrows of no route: {stale:#?}"
    );
}

/// A byte that PostgreSQL takes in no text, more than a page can be counted to, and what is no form at all.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_breaks_a_page_with_what_they_send() {
    let site = Arc::new(crowded_site().await);
    site.app.heartbeat.beat(site.app.clock.now());
    let mut running = JoinSet::new();
    for (method, route, _) in TABLE {
        let site = site.clone();
        running.spawn(async move { abuse(&site, method, route).await });
        if running.len() >= 8 {
            running.join_next().await.expect("one of them").expect("not broken");
        }
    }
    running.join_all().await;
}

/// Fields of the forms, all with a byte in them that no text of a database may hold.
fn evil_form() -> String {
    let names = [
        "name",
        "email",
        "password",
        "next",
        "team",
        "zone",
        "about",
        "knows",
        "wants",
        "who",
        "practice",
        "why_now",
        "tags",
        "why",
        "title",
        "place",
        "agenda",
        "reason",
        "recap",
        "teams",
        "organisation",
        "token",
        "q",
        "tag",
        "answer",
    ];
    names.map(|name| format!("{name}=a%00b")).join("&")
}

async fn abuse(site: &Site, method: &str, route: &str) {
    let world = World::new(site).await;
    let path = world.path(route);
    for (role, browser) in &world.people {
        if !matches!(role, Role::Stranger | Role::Organiser | Role::Admin) {
            continue;
        }
        let tries = if method == "GET" {
            vec![
                (format!("{path}?page=99999999999999999999&q=%00"), String::new()),
                (format!("{path}?page=9223372036854775807&q=%FF&tag=%00&show=%00"), String::new()),
                (format!("{path}?page=-1&next=%00&title=%00"), String::new()),
            ]
        } else {
            vec![(path.clone(), evil_form()), (path.clone(), "%ZZ=%&&=&present=no&hosts=no".to_owned())]
        };
        for (path, body) in tries {
            let page = browser
                .send(Method::from_bytes(method.as_bytes()).expect("a method"), &path, &[], &body)
                .await;
            assert!(found(&page) != Found::Broken, "{method} {path} {body} as {role:?}: {}", page.status());
        }
        let odd = path
            .replace(&world.slug, "%00")
            .replace(&world.event.to_string(), "%00")
            .replace(&"0".repeat(64), "%00");
        let page =
            browser.send(Method::from_bytes(method.as_bytes()).expect("a method"), &odd, &[], "").await;
        assert!(found(&page) != Found::Broken, "{method} {odd} as {role:?}: {}", page.status());
    }
}
