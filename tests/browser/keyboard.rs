//! Without a mouse: everything can be reached, and one always sees where one is.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::Value;

use crate::inspection::violations_of;
use crate::site::Site;
use crate::steps;
use crate::window::Window;

#[tokio::test]
async fn a_seat_is_saved_by_keyboard_alone() {
    let site = Site::start("");
    let window = Window::open(&site.base).await;
    steps::set_up(&window, &site.set_up_link).await;
    let community = steps::found(&window, "Testing circle").await;
    let session = steps::schedule(&window, &community, ("What flaky tests tell us", "8"), 600).await;
    steps::log_out(&window).await;

    window.go("/login").await;
    tab_to(&window, "Skip to main content").await;
    strike(&window, Key::Enter).await;
    assert_eq!(window.run("return document.activeElement.id", &[]).await, Value::from("main"));
    tab_to(&window, "email").await;
    write(&window, &steps::address("Omar Siddiq")).await;
    tab_to(&window, "password").await;
    write(&window, steps::PASSWORD).await;
    window.leaves(strike(&window, Key::Enter)).await;
    assert_eq!(window.path().await, "/");

    window.go(&session).await;
    tab_to(&window, "I’m going").await;
    window.leaves(strike(&window, Key::Enter)).await;
    assert_eq!(window.text(".rsvp .place").await, "You’re going.");

    tab_to(&window, "Omar Siddiq, your menu").await;
    strike(&window, Key::Enter).await;
    assert_eq!(violations_of(&window).await, Vec::<String>::new(), "the open menu");
    tab_to(&window, "Edit profile").await;
    window.leaves(strike(&window, Key::Enter)).await;
    assert_eq!(window.path().await, "/me");
}

/// Goes on by Tab until what has these words, or this name, has the focus. Every stop on the way must show it.
async fn tab_to(window: &Window, wanted: &str) {
    let script = "const at = document.activeElement, style = getComputedStyle(at);
        const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
        return [at.textContent.trim().replace(/\\s+/g, ' ') || at.name, shown, at.outerHTML.slice(0, 99),
            at === document.body]";
    let mut passed = Vec::new();
    for _ in 0..80 {
        strike(window, Key::Tab).await;
        let at = window.run(script, &[]).await;
        // Past the last stop the focus goes to the browser itself, and then to the first one again.
        assert!(
            at[3] == Value::Bool(true) || at[1] == Value::Bool(true),
            "nothing shows that the focus is on {}",
            at[2]
        );
        if at[0].as_str().is_some_and(|name| name.ends_with(wanted)) {
            return;
        }
        passed.push(at[0].as_str().unwrap_or_default().to_owned());
    }
    panic!("no Tab leads to {wanted}; passed: {passed:#?}");
}

async fn strike(window: &Window, key: Key) {
    type_keys(window, &[key.into()]).await;
}

async fn write(window: &Window, text: &str) {
    type_keys(window, &text.chars().collect::<Vec<_>>()).await;
}

async fn type_keys(window: &Window, keys: &[char]) {
    let mut strokes = KeyActions::new("keyboard".to_owned());
    for value in keys {
        strokes = strokes.then(KeyAction::Down { value: *value }).then(KeyAction::Up { value: *value });
    }
    window.client().perform_actions(strokes).await.expect("keys are struck");
}
