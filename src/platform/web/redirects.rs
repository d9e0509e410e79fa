//! Where a person goes on: only ever to a path of this site.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Where a signed-out visitor goes on after the login.
pub fn login_path(next: &str) -> String {
    if next == "/" || local_path(next).is_none() {
        return "/login".to_owned();
    }
    format!("/login?next={}", super::encoded(next))
}

/// A path on this site, or nothing: a link in a mail must not lead elsewhere through us.
pub fn local_path(next: &str) -> Option<&str> {
    let fine = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.chars().all(|c| !c.is_control())
        && next.len() <= 500;
    fine.then_some(next)
}

/// What a sentence puts behind a link: mail programs take it for a part of the address. Encoded, as browsers send it.
const AFTER_A_LINK: [&str; 12] = [".", ",", ";", ":", "!", ")", "]", "'", "%3E", "%22", "%5D", "%29"];

/// The path without what a sentence put behind it, where there is such. No page of the site ends so.
fn without_what_follows(path: &str) -> Option<&str> {
    let mut rest = path;
    while let Some(shorter) = AFTER_A_LINK.iter().find_map(|end| rest.strip_suffix(end)) {
        rest = shorter;
    }
    (rest.len() < path.len() && !rest.ends_with('/')).then_some(rest)
}

/// Opens a link of a mail that a full stop or a bracket was taken to belong to.
pub async fn mend_links(request: Request, next: Next) -> Response {
    if request.method() == Method::GET
        && request.uri().query().is_none()
        && let Some(path) = without_what_follows(request.uri().path())
        && local_path(path).is_some()
    {
        return Redirect::permanent(path).into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::{local_path, login_path, without_what_follows};

    #[test]
    fn a_link_ends_before_the_sentence_does() {
        for typed in ["/reset/aB_3.", "/reset/aB_3)", "/reset/aB_3).", "/reset/aB_3%3E", "/reset/aB_3%22,"] {
            assert_eq!(without_what_follows(typed), Some("/reset/aB_3"), "{typed}");
        }
        for whole in ["/", "/reset/aB_3", "/static/a.css", "/.", "/..", "/a/."] {
            assert_eq!(without_what_follows(whole), None, "{whole}");
        }
    }

    #[test]
    fn after_the_login_nobody_is_sent_elsewhere() {
        assert_eq!(local_path("/events/1?x=2"), Some("/events/1?x=2"));
        for wrong in
            ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:x", "/a\nb"]
        {
            assert_eq!(local_path(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_path_asked_for_survives_the_login() {
        assert_eq!(login_path("/events/1?a=b c"), "/login?next=/events/1%3Fa%3Db%20c");
        assert_eq!(login_path("//evil.example"), "/login");
        assert_eq!(login_path("/"), "/login");
    }
}
