//! The impact page and a community's canvas on paper.

use fantoccini::wd::PrintConfiguration;
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
    window.drawn().await;

    let paper = window.client().print(PrintConfiguration::default()).await.expect("a PDF");
    let (sheets, size) = (pages(&paper), paper.len());
    assert!(sheets > 1, "a report has more than one page: {sheets} in {size} bytes, of\n{shown}");

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
        let paper = window.client().print(PrintConfiguration::default()).await.expect("a PDF");
        assert_eq!(pages(&paper), 1, "{community}");
    }
}

/// Chromium writes page objects in the clear.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}
