//! A browser without a screen: it keeps cookies and follows redirects, and speaks to the program in process.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header};
use tower::ServiceExt;
use uuid::Uuid;

use super::Page;

/// More would be a circle.
const MOST_REDIRECTS: usize = 5;

/// One person's browser; for somebody signed out the id is nil.
pub struct Browser {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    /// What stands in its address bar.
    host: String,
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    pub(super) fn new(router: Router, (id, name, email): (Uuid, &str, &str), login: Option<&str>) -> Self {
        let cookies = login.map(|token| ("login".to_owned(), token.to_owned())).into_iter().collect();
        let host = "127.0.0.1:3000".to_owned();
        Self {
            id,
            name: name.to_owned(),
            email: email.to_owned(),
            host,
            router,
            cookies: Mutex::new(cookies),
        }
    }

    /// The same browser, at the address that a site was configured with.
    pub(super) fn at(self, base_url: &str) -> Self {
        let host = base_url.split_once("://").map_or(base_url, |(_, host)| host).to_owned();
        Self { host, ..self }
    }

    /// The same person at another copy of the program, with the cookies as they are.
    pub fn through(&self, router: Router) -> Self {
        let cookies = Mutex::new(self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone());
        let (name, email, host) = (self.name.clone(), self.email.clone(), self.host.clone());
        Self { id: self.id, name, email, host, router, cookies }
    }

    /// Opens a page, wherever it leads.
    pub async fn get(&self, path: &str) -> Page {
        let page = self.send(Method::GET, path, &[], "").await;
        self.follow(page).await
    }

    /// Sends a form from a page of the site, and goes where the answer leads.
    pub async fn post(&self, path: &str, form: &str) -> Page {
        let page = self.send(Method::POST, path, &[], form).await;
        self.follow(page).await
    }

    async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..MOST_REDIRECTS {
            if !page.status().is_redirection() {
                return page;
            }
            let next = page.header("location").to_owned();
            page = self.send(Method::GET, &next, &[], "").await;
        }
        panic!("{} leads in a circle", page.path())
    }

    /// One request and its answer, as they are. `headers` come over those a browser sends by itself.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: &str,
    ) -> Page {
        let mut sent = HeaderMap::new();
        let mut put = |name: &'static str, value: &str| sent.insert(name, value.parse().expect("a header"));
        put("host", &self.host);
        put("sec-fetch-site", "same-origin");
        if method == Method::POST {
            put("content-type", "application/x-www-form-urlencoded");
        }
        put("cookie", &self.cookie_header());
        for (name, value) in headers {
            put(name, value);
        }
        let mut request =
            Request::builder().method(method).uri(path).body(Body::from(body.to_owned())).expect("a request");
        *request.headers_mut() = sent;
        let Ok(answer) = self.router.clone().oneshot(request).await;
        let (parts, body) = answer.into_parts();
        self.keep_cookies(&parts.headers);
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        Page {
            status: parts.status,
            path: path.to_owned(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// Every cookie as it is sent.
    pub fn cookie_header(&self) -> String {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for cookie in headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("a cookie in plain text");
            let (pair, attributes) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').expect("a name and a value");
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
