//! What came back, read as a person reads it.

use axum::http::{HeaderMap, StatusCode};
use scraper::{ElementRef, Html, Selector};

/// An answer of the site, and where the browser stands after it.
pub struct Page {
    pub(super) status: StatusCode,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Page {
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The path and query in the address bar.
    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn body(&self) -> &str {
        &self.body
    }

    /// A header of the answer, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Every `Set-Cookie` of the answer.
    pub fn cookies(&self) -> Vec<String> {
        self.headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .map(str::to_owned)
            .collect()
    }

    /// The words of the first element that matches, with single spaces; empty when there is none.
    pub fn text(&self, selector: &str) -> String {
        self.all(selector).into_iter().next().unwrap_or_default()
    }

    /// The words of every element that matches, in the order of the page.
    pub fn all(&self, selector: &str) -> Vec<String> {
        self.select(selector, words)
    }

    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// An attribute of every element that matches.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.select(selector, |element| element.attr(name).unwrap_or_default().to_owned())
    }

    /// The sentence said after an action.
    pub fn said(&self) -> String {
        self.text(".flash")
    }

    /// What is wrong with a field of the form, in the words beside it.
    pub fn problem(&self, field: &str) -> String {
        self.text(&format!("#{field}-problem"))
    }

    fn select<T>(&self, selector: &str, read: impl Fn(ElementRef<'_>) -> T) -> Vec<T> {
        let selector = Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
        Html::parse_document(&self.body).select(&selector).map(read).collect()
    }
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
