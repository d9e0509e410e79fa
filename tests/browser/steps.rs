//! What people do, step by step, where more than one journey does it.

use crate::window::Window;

pub const PASSWORD: &str = "four seats by the window";

/// All journeys are set in one zone without summer time, so that a day and a time are easy to tell.
const ZONE: &str = "Etc/UTC";

/// The person the terminal's link is for opens the doors, and signs in by it.
pub async fn set_up(window: &Window, link: &str) {
    window.go(link).await;
    window.fill("organisation", "Tideway Water").await;
    window.fill("zone", ZONE).await;
    window.fill("teams", "Operations: Field service, Control room\nDigital: Data, Testing").await;
    window.fill("name", "Omar Siddiq").await;
    window.fill("email", &address("Omar Siddiq")).await;
    window.fill("password", PASSWORD).await;
    window.press("Create site").await;
    assert_eq!(window.text("h1").await.split(", ").nth(1), Some("Omar"));
}

/// Makes an account by the front door, which signs in at once.
pub async fn sign_up(window: &Window, name: &str, team: &str) {
    window.go("/login").await;
    window.press("Create an account").await;
    window.fill("name", name).await;
    window.fill("email", &address(name)).await;
    window.choose_words(team).await;
    window.fill("zone", ZONE).await;
    window.fill("password", PASSWORD).await;
    window.press("Create account").await;
    assert_eq!(window.path().await, "/", "{name} is signed in");
}

pub async fn log_in(window: &Window, name: &str) {
    window.go("/login").await;
    window.fill("email", &address(name)).await;
    window.fill("password", PASSWORD).await;
    window.press("Sign in").await;
    assert_eq!(window.path().await, "/", "{name} is signed in");
}

pub async fn log_out(window: &Window) {
    window.press_on(".person-menu summary").await;
    window.press("Sign out").await;
    assert_eq!(window.path().await, "/login");
}

/// Founds a community; its path.
pub async fn found(window: &Window, name: &str) -> String {
    window.go("/communities").await;
    window.press("Start a community").await;
    window.fill("name", name).await;
    window.fill("who", "Testers, developers and anyone who signs off a release").await;
    window.fill("practice", "Testing so that a release is a calm day.").await;
    window.fill("why_now", "Four releases were stopped on their last day.").await;
    window.press("Start the community").await;
    assert_eq!(window.text("h1").await, name, "{}", window.page().await);
    window.path().await
}

/// Publishes a session of a community; its path.
pub async fn schedule(
    window: &Window,
    community: &str,
    (title, seats): (&str, &str),
    minutes_from_now: i64,
) -> String {
    let (day, time) = day_and_time(minutes_from_now);
    window.go(&format!("{community}/events/new")).await;
    window.fill("title", title).await;
    window.pick("day", &day).await;
    window.pick("time", &time).await;
    window.fill("place", "Mill Lane, room 2").await;
    window.fill("capacity", seats).await;
    window.press("Publish session").await;
    assert_eq!(window.text("h1").await, title, "{}", window.page().await);
    window.path().await
}

pub async fn join(window: &Window, community: &str) {
    window.go(community).await;
    window.press("Join the community").await;
    assert!(window.has("form[action$='/departure']").await, "the community can be left again");
}

/// ana.ferreira@tideway.example
pub fn address(name: &str) -> String {
    format!("{}@tideway.example", name.to_lowercase().replace(' ', "."))
}

/// As a form takes them.
#[expect(clippy::disallowed_methods, reason = "the program under test runs by the system's clock")]
pub fn day_and_time(minutes_from_now: i64) -> (String, String) {
    let at = time::OffsetDateTime::now_utc() + time::Duration::minutes(minutes_from_now);
    (at.date().to_string(), format!("{:02}:{:02}", at.hour(), at.minute()))
}
