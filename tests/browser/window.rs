//! One person's browser window: going, pressing, filling in, reading.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::Request;
use fantoccini::elements::Element;
use fantoccini::wd::PrintConfiguration;
use fantoccini::{Client, Locator};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use crate::chromium::Chromium;

pub struct Window {
    chromium: Chromium,
    /// The site this window looks at.
    base: String,
}

impl Window {
    pub async fn open(base: &str) -> Self {
        Self { chromium: Chromium::start(true).await, base: base.to_owned() }
    }

    /// A window in which no page runs a script.
    pub async fn open_without_scripts(base: &str) -> Self {
        Self { chromium: Chromium::start(false).await, base: base.to_owned() }
    }

    pub fn client(&self) -> &Client {
        &self.chromium.client
    }

    pub async fn go(&self, path: &str) {
        let address = if path.starts_with('/') { format!("{}{path}", self.base) } else { path.to_owned() };
        self.client().goto(&address).await.unwrap_or_else(|error| panic!("cannot go to {path}: {error}"));
    }

    /// Path and query of the page shown.
    pub async fn path(&self) -> String {
        let url = self.client().current_url().await.expect("an address");
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", url.path())
    }

    /// Presses the button with these words, or follows the link if no button says so.
    pub async fn press(&self, words: &str) {
        let says = format!("normalize-space()={}", quoted(words));
        let buttons = format!("//*[self::button or self::summary][{says}]");
        let links = format!("//a[{says}][not({buttons})]");
        let wanted = self.find(Locator::XPath(&format!("{buttons} | {links}")), words).await;
        self.press_element(wanted, words).await;
    }

    pub async fn press_on(&self, css: &str) {
        let wanted = self.find(Locator::Css(css), css).await;
        self.press_element(wanted, css).await;
    }

    /// Links and buttons of this site always lead to a page: the next step is meant for that one.
    async fn press_element(&self, wanted: Element, words: &str) {
        // Into the middle, where nothing that stays in place while one scrolls can lie above it.
        let place = serde_json::to_value(&wanted).expect("an element");
        self.run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", &[place]).await;
        let leads_on = matches!(wanted.tag_name().await.as_deref(), Ok("a" | "button"));
        let press = async {
            wanted.click().await.unwrap_or_else(|error| panic!("cannot press {words}: {error}"));
        };
        if leads_on { self.leaves(press).await } else { press.await }
    }

    /// Types into the field of this name, in place of what is there.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find(Locator::Css(&format!("[name='{name}']")), name).await;
        field.clear().await.expect("it can be emptied");
        field.send_keys(text).await.expect("it can be typed into");
    }

    /// Sets a day or a time, which people pick rather than type.
    pub async fn pick(&self, name: &str, value: &str) {
        self.run(
            &format!("document.querySelector(\"[name='{name}']\").value = arguments[0]"),
            &[json!(value)],
        )
        .await;
    }

    /// Ticks, or selects, the choice with this value.
    pub async fn choose(&self, name: &str, value: &str) {
        let css =
            format!("input[name='{name}'][value='{value}'], select[name='{name}'] option[value='{value}']");
        self.press_on(&css).await;
    }

    /// Ticks, or selects, the choice with these words beside it.
    pub async fn choose_words(&self, words: &str) {
        let words = quoted(words);
        let choice = format!(
            "//label[contains(normalize-space(),{words})][input] | //option[starts-with(normalize-space(),{words})]"
        );
        let choice = self.find(Locator::XPath(&choice), &words).await;
        self.press_element(choice, &words).await;
    }

    /// The visible words of the first match.
    pub async fn text(&self, css: &str) -> String {
        self.find(Locator::Css(css), css).await.text().await.expect("words")
    }

    pub async fn has(&self, css: &str) -> bool {
        !self.client().find_all(Locator::Css(css)).await.expect("a search").is_empty()
    }

    pub async fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.client()
            .execute(script, arguments.to_vec())
            .await
            .unwrap_or_else(|error| panic!("a script of the test failed: {error}"))
    }

    /// Does what leads to another page by a way the driver does not watch, and waits until that page is there.
    pub async fn leaves(&self, act: impl Future<Output = ()>) {
        let clock = "return document.readyState === 'complete' ? performance.timeOrigin : null";
        let before = self.run(clock, &[]).await;
        act.await;
        for _ in 0..200 {
            let now = self.run(clock, &[]).await;
            if !now.is_null() && now != before {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("nothing leads away from {}", self.path().await);
    }

    /// Waits until what is loaded is on the screen too: a busy machine draws later, and prints what it has drawn.
    pub async fn drawn(&self) {
        let script = "const done = arguments[0];
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))";
        self.client().execute_async(script, Vec::new()).await.expect("a page is drawn");
    }

    /// The page on paper. A busy Chromium may answer that printing failed, or print one empty sheet, right after a page
    /// was loaded: it is asked again, until the sheets are as `wanted` or it was asked ten times.
    pub async fn paper(&self, wanted: impl Fn(usize) -> bool) -> usize {
        self.drawn().await;
        let mut said = String::new();
        for _ in 0..10 {
            match self.client().print(PrintConfiguration::default()).await {
                Ok(paper) if wanted(sheets(&paper)) => return sheets(&paper),
                Ok(paper) => said = format!("{} sheets in {} bytes", sheets(&paper), paper.len()),
                Err(error) => said = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("{} prints otherwise: {said}, of\n{}", self.path().await, self.text("main").await);
    }

    /// A command of Chromium's own protocol, for what the driver's standard has no word for.
    pub async fn command(&self, command: &str, parameters: Value) -> Value {
        self.ask("goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
    }

    /// What the console said since it was last asked.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.ask("se/log", json!({ "type": "browser" })).await;
        let entries = entries.as_array().cloned().unwrap_or_default();
        entries.iter().filter_map(|entry| entry["message"].as_str()).map(ToOwned::to_owned).collect()
    }

    async fn find(&self, locator: Locator<'_>, words: &str) -> Element {
        // A page that was just asked for may not stand yet in a busy browser.
        for _ in 0..50 {
            if let Ok(found) = self.client().find(locator).await {
                return found;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("no {words} on {}:\n{}", self.path().await, self.page().await)
    }

    /// Everything the page says.
    pub async fn page(&self) -> String {
        let main = self.client().find(Locator::Css("body")).await.expect("a body");
        main.text().await.expect("words")
    }

    /// Asks the driver for what its client has no call for.
    async fn ask(&self, what: &str, body: Value) -> Value {
        let session = self.client().session_id().await.expect("a driver").expect("a session");
        let request = Request::post(format!("{}/session/{session}/{what}", self.chromium.driver_url))
            .body(Full::new(Bytes::from(body.to_string())))
            .expect("a request");
        let http: legacy::Client<HttpConnector, Full<Bytes>> =
            legacy::Client::builder(TokioExecutor::new()).build_http();
        let answer = http.request(request).await.expect("the driver answers");
        let answer = answer.into_body().collect().await.expect("the whole answer").to_bytes();
        let answer: Value = serde_json::from_slice(&answer).expect("JSON");
        assert!(answer["value"]["error"].is_null(), "{what}: {answer}");
        answer["value"].clone()
    }
}

/// Quoted for `XPath`, which knows no escapes.
fn quoted(words: &str) -> String {
    if words.contains('\'') { format!("\"{words}\"") } else { format!("'{words}'") }
}

/// Chromium writes page objects in the clear.
fn sheets(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}
