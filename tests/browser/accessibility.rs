//! Every page, as each kind of person, in both themes, on wide and narrow screens: no violation of WCAG 2.2 AA,
//! no sideways scrolling, nothing refused by the content security policy, no dead link.

use crate::crawl::{Found, crawl};
use crate::inspection::inspect;
use crate::site::Site;
use crate::steps;
use crate::window::Window;

const EVERYBODY: [&str; 9] = [
    "/",
    "/me",
    "/me/logins",
    "/people/{}",
    "/communities/new",
    "/communities/{}",
    "/events/{}",
    "/stories/new",
    "/stories/{}",
];

#[tokio::test]
async fn a_members_pages_are_for_everyone() {
    look_around_as("member", &[]).await;
}

#[tokio::test]
async fn an_organisers_pages_are_for_everyone() {
    look_around_as(
        "organiser",
        &["/communities/{}/edit", "/communities/{}/events/new", "/events/{}/attendance"],
    )
    .await;
}

#[tokio::test]
async fn a_leaders_pages_are_for_everyone() {
    look_around_as("leader", &["/impact"]).await;
}

#[tokio::test]
async fn an_administrators_pages_are_for_everyone() {
    look_around_as("admin", &["/admin", "/admin/people", "/admin/teams", "/admin/settings", "/admin/acts"])
        .await;
}

#[tokio::test]
async fn a_visitors_pages_are_for_everyone() {
    let demo = Site::demo();
    let window = Window::open(&demo.base).await;
    let found = crawl(&window, "/login", 2).await;
    complete(&found, &["/login", "/reset"]);
}

/// Pages with nothing in them yet, and the ones a new organisation begins with.
#[tokio::test]
async fn the_first_pages_of_all_are_for_everyone() {
    let site = Site::start("");
    let window = Window::open(&site.base).await;
    window.go(&site.set_up_link).await;
    let mut faults = inspect(&window).await;
    steps::set_up(&window, &site.set_up_link).await;
    let found = crawl(&window, "/", 1).await;
    faults.extend(found.faults.iter().cloned());
    steps::log_out(&window).await;
    window.go("/sign-up").await;
    faults.extend(inspect(&window).await);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    complete(&found, &["/", "/communities", "/stories", "/impact", "/admin/people"]);
}

async fn look_around_as(role: &str, also: &[&str]) {
    let demo = Site::demo();
    let window = Window::open(&demo.base).await;
    window.go("/login").await;
    window.press_on(&format!("button[name=role][value={role}]")).await;
    let found = crawl(&window, "/", 1).await;
    complete(&found, &EVERYBODY);
    complete(&found, also);
}

/// The way led to all these pages, and no page has a fault.
fn complete(found: &Found, expected: &[&str]) {
    assert!(found.faults.is_empty(), "{} faults:\n{}", found.faults.len(), found.faults.join("\n"));
    for shape in expected {
        assert!(found.shapes.contains(*shape), "no link led to {shape}: {:#?}", found.shapes);
    }
}
