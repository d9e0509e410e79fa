//! Scripts only make pages nicer: without them, everything works.

use crate::site::Site;
use crate::steps;
use crate::window::Window;

#[tokio::test]
async fn a_community_comes_to_life_without_scripts() {
    let site = Site::start("");
    let window = Window::open_without_scripts(&site.base).await;
    window.go("data:text/html,<title>still</title><script>document.title='moved'</script>").await;
    assert_eq!(window.client().title().await.expect("a title"), "still", "scripts are off");

    steps::set_up(&window, &site.set_up_link).await;
    let community = steps::found(&window, "Testing circle").await;
    let session = steps::schedule(&window, &community, ("What flaky tests tell us", "2"), 60).await;
    window.press("I’m going").await;
    assert_eq!(window.text(".rsvp .place").await, "You’re going.");

    window.go(&format!("{session}/attendance")).await;
    window.press_on("[name=present]").await;
    window.press("Save attendance").await;

    window.go(&community).await;
    window.press("Share a story").await;
    window.fill("title", "The release I stopped").await;
    window.fill("happened", "We talked about flaky tests.").await;
    window.press_on("[name=benefits]").await;
    window.press("Publish the story").await;
    assert_eq!(window.text("h1").await, "The release I stopped");
}
