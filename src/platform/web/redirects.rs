//! Where a person goes on: only ever to a path of this site.

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

#[cfg(test)]
mod tests {
    use super::{local_path, login_path};

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
