//! A sentence shown once, on the page after an action. It travels in a short-lived cookie, so that
//! no GET has to write to the database to forget it.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const NAME: &str = "said";
/// Over https no other host of the domain can set it, and nobody reads it on the way (RFC 6265bis, 4.1.3.2).
const HTTPS_NAME: &str = "__Host-said";

/// Ends a POST: goes to `path` and says `words` there.
pub fn done(path: &str, words: &str) -> Response {
    let cookie = Cookie::build((NAME, hex::encode(words.as_bytes())))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax);
    (CookieJar::new().add(cookie), Redirect::to(path)).into_response()
}

fn name(https: bool) -> &'static str {
    if https { HTTPS_NAME } else { NAME }
}

/// The sentence waiting to be shown, if there is one.
pub fn waiting(jar: &CookieJar, https: bool) -> Option<String> {
    let bytes = hex::decode(jar.get(name(https))?.value()).ok()?;
    String::from_utf8(bytes).ok().filter(|words| words.chars().count() <= 300)
}

/// Forgets the sentence once a page has had the chance to show it, and over https gives its cookie the name and the flag
/// that hold it to this host.
pub async fn carry(https: bool, request: Request, next: Next) -> Response {
    let waits = CookieJar::from_headers(request.headers()).get(name(https)).is_some();
    let is_page =
        request.method() == axum::http::Method::GET && !request.uri().path().starts_with("/static/");
    let mut response = next.run(request).await;
    if waits && is_page && response.status().is_success() {
        let gone = HeaderValue::from_static("said=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    if https {
        hold_to_host(response.headers_mut());
    }
    response
}

fn hold_to_host(headers: &mut HeaderMap) {
    let cookies: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies {
        let rest = cookie.to_str().ok().and_then(|text| text.strip_prefix("said="));
        let held = rest.and_then(|rest| HeaderValue::try_from(format!("{HTTPS_NAME}={rest}; Secure")).ok());
        headers.append(header::SET_COOKIE, held.unwrap_or(cookie));
    }
}
