//! A sentence shown once, on the page after an action. It travels in a short-lived cookie, so that
//! no GET has to write to the database to forget it.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const NAME: &str = "said";

/// Ends a POST: goes to `path` and says `words` there.
pub fn done(path: &str, words: &str) -> Response {
    let cookie = Cookie::build((NAME, hex::encode(words.as_bytes())))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax);
    (CookieJar::new().add(cookie), Redirect::to(path)).into_response()
}

/// The sentence waiting to be shown, if there is one.
pub fn waiting(jar: &CookieJar) -> Option<String> {
    let bytes = hex::decode(jar.get(NAME)?.value()).ok()?;
    String::from_utf8(bytes).ok().filter(|words| words.chars().count() <= 300)
}

/// Forgets the sentence once a page has had the chance to show it.
pub async fn forget(request: Request, next: Next) -> Response {
    let waits = CookieJar::from_headers(request.headers()).get(NAME).is_some();
    let is_page =
        request.method() == axum::http::Method::GET && !request.uri().path().starts_with("/static/");
    let mut response = next.run(request).await;
    if waits && is_page && response.status().is_success() {
        let gone = HeaderValue::from_static("said=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}
