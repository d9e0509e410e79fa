//! The impact page and a community's canvas on paper.

use serde_json::{Value, json};

use crate::site::Site;
use crate::window::Window;

#[tokio::test]
async fn the_impact_page_prints_as_a_report() {
    let demo = Site::demo();
    let window = Window::open(&demo.base).await;
    window.go("/login").await;
    window.press_on("button[name=role][value=leader]").await;
    window.go("/impact").await;
    let shown = window.text("main").await;
    assert!(shown.contains("What it is worth"), "the report is on the screen first:\n{shown}");
    window.paper(|sheets| sheets > 1).await;

    window.command("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
    let script = "return [...document.querySelectorAll('nav, .skip, .person-menu, main button, main form')]
        .filter(part => part.checkVisibility()).map(part => part.outerHTML.slice(0, 120))";
    assert_eq!(window.run(script, &[]).await, Value::Array(Vec::new()), "paper has nothing to press");
}

#[tokio::test]
async fn a_canvas_prints_on_one_sheet() {
    let demo = Site::demo();
    let window = Window::open(&demo.base).await;
    window.go("/login").await;
    window.press_on("button[name=role][value=organiser]").await;
    for community in ["testing-circle", "on-call-without-dread"] {
        window.go(&format!("/communities/{community}/canvas")).await;
        assert_eq!(window.paper(|sheets| sheets == 1).await, 1, "{community}");
    }
}
