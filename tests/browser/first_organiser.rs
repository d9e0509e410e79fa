//! A first-time organiser's way from an idea to a first session, led by the roadmap alone.

use crate::site::Site;
use crate::steps::{self, Door};
use crate::window::Window;

const FIRST_MEMBERS: [(&str, &str); 5] = [
    ("Ben Okafor", "Field service"),
    ("Cleo Marsh", "Control room"),
    ("Dora Klein", "Data"),
    ("Emil Berg", "Data"),
    ("Farah Aziz", "Testing"),
];

#[tokio::test]
async fn the_roadmap_leads_from_an_idea_to_a_first_session() {
    let site = Site::start("");
    let admin = Window::open(&site.base).await;
    steps::set_up(&admin, &site.set_up_link).await;

    let ana = Window::open(&site.base).await;
    steps::sign_up(&ana, Door::Admin(&admin), "Ana Ferreira", "Testing").await;
    ana.go("/communities").await;
    ana.press("Start a community").await;
    ana.fill("name", "Testing circle").await;
    ana.press("Start the community").await;
    let community = ana.path().await;

    follow(&ana, &community, "Describe it: who it is for, what practice, why now", "Write the description")
        .await;
    ana.fill("who", "Testers, developers and anyone who signs off a release").await;
    ana.fill("practice", "Testing so that a release is a calm day.").await;
    ana.fill("why_now", "Four releases were stopped on their last day.").await;
    ana.press("Save changes").await;

    follow(&ana, &community, "Find the first interested people", "Invite someone").await;
    assert_eq!(ana.path().await, format!("{community}/members"));
    ana.go(&format!("{community}/roadmap")).await;
    let message = ana.text("#interest .remedy p").await;
    let link =
        message.split_whitespace().find(|word| word.contains("/communities/")).expect("a link to send");
    people_join(&site, &admin, link.trim_end_matches('”')).await;

    follow(&ana, &community, "Find a co-organiser", "Ask a member to organise with you").await;
    ana.press("Make Ben Okafor an organiser").await;

    follow(&ana, &community, "Hold a story circle or a lean coffee", "Plan a lean coffee").await;
    let (day, time) = steps::day_and_time(3 * 24 * 60);
    ana.pick("day", &day).await;
    ana.pick("time", &time).await;
    ana.fill("place", "Mill Lane, room 2").await;
    ana.press("Publish session").await;
    assert_eq!(ana.text("h1").await, "First lean coffee", "{}", ana.page().await);
    ana.go(&community).await;
    assert!(ana.text("main").await.contains("First lean coffee"), "the session is on the community's page");
}

/// From the community's page to its roadmap, and by the button there to where the next thing is done.
async fn follow(ana: &Window, community: &str, next: &str, button: &str) {
    ana.go(community).await;
    ana.press("Roadmap").await;
    assert_eq!(ana.text(".roadmap-next h2").await, format!("Next: {next}"), "{}", ana.page().await);
    assert_eq!(ana.text(".roadmap-next a.button").await, button);
    ana.press_on(".roadmap-next a.button").await;
}

/// Five people of four teams, who say why they came.
async fn people_join(site: &Site, admin: &Window, link: &str) {
    let window = Window::open(&site.base).await;
    for (name, team) in FIRST_MEMBERS {
        steps::sign_up(&window, Door::Admin(admin), name, team).await;
        window.go(link).await;
        window.fill("why", "My releases are not calm yet.").await;
        window.press("Join the community").await;
        steps::log_out(&window).await;
    }
}
