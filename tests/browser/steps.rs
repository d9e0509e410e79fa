//! What people do, step by step, where more than one journey does it.

use crate::smtp::Sink;
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

/// Who opens the front door for whoever signs up.
#[derive(Clone, Copy)]
pub enum Door<'a> {
    /// A link in a mail.
    Mail(&'a Sink),
    /// An administrator, where no mail server is set.
    Admin(&'a Window),
}

/// Makes an account by the front door, and signs in once it is opened.
pub async fn sign_up(window: &Window, door: Door<'_>, name: &str, team: &str) {
    window.go("/login").await;
    window.press("Create an account").await;
    window.fill("name", name).await;
    window.fill("email", &address(name)).await;
    window.choose_words(team).await;
    window.fill("zone", ZONE).await;
    window.fill("password", PASSWORD).await;
    window.press("Create account").await;
    match door {
        Door::Mail(post) => {
            window.go(&link_in_mail(post, &address(name), "/sign-up/").await).await;
            window.fill("password", PASSWORD).await;
            window.press("Finish and sign in").await;
            assert_eq!(window.path().await, "/", "{name} is signed in");
        }
        Door::Admin(admin) => {
            assert_eq!(window.text("h1").await, "An administrator lets you in");
            admin.go("/admin/people").await;
            admin.press_on("#waiting ~ ul button[value=yes]").await;
            log_in(window, name).await;
        }
    }
}

/// The path of the newest link of a kind in the mails to an address.
async fn link_in_mail(post: &Sink, to: &str, kind: &str) -> String {
    for _ in 0..100 {
        let letters = post.messages().into_iter().rev().filter(|letter| letter.to == to);
        // Long lines are broken and a sign of equality is written as three in the mail's plain part.
        let texts = letters.map(|letter| letter.data.replace("=\n", "").replace("=3D", "="));
        let link = texts.filter_map(|text| {
            text.split_whitespace()
                .find(|word| word.starts_with("http") && word.contains(kind))
                .map(str::to_owned)
        });
        if let Some(link) = link.into_iter().next() {
            let path = link.find(kind).map_or("", |at| &link[at..]);
            return path.to_owned();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no mail with a link to {kind} reached {to}")
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
