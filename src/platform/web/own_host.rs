//! Requests that ask for another site than this one. A page that makes a name of its own lead here would otherwise be held
//! for this site by browsers, and what is compared with the `Host` would be what an attacker chose.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::error_page;

/// Probes and monitors ask by whatever address the machine has.
const ASKED_BY_PROBES: [&str; 2] = ["/healthz", "/readyz"];

/// Refuses, with 421, what is not asked of the host of `base_url`: the address that was configured. Without one, the
/// site answers to every name.
pub async fn only(base_url: Option<&str>, request: Request, next: Next) -> Response {
    let Some(base_url) = base_url else { return next.run(request).await };
    let asked = request
        .uri()
        .authority()
        .map(axum::http::uri::Authority::as_str)
        .or_else(|| request.headers().get(header::HOST).and_then(|host| host.to_str().ok()));
    if asked.is_some_and(|asked| is_of(base_url, asked)) || ASKED_BY_PROBES.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    error_page::leading_to(
        StatusCode::MISDIRECTED_REQUEST,
        "Wrong address",
        "This site has another address.",
        base_url,
    )
}

/// Is this the host of the base URL? Case does not matter, nor a port that goes without saying.
fn is_of(base_url: &str, asked: &str) -> bool {
    let (own, port) = match base_url.split_once("://") {
        Some(("https", own)) => (own, ":443"),
        Some((_, own)) => (own, ":80"),
        None => return false,
    };
    let bare = |host: &str| host.strip_suffix(port).unwrap_or(host).to_ascii_lowercase();
    bare(own) == bare(asked)
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn a_host_is_the_sites_own_whatever_its_case_and_with_the_usual_port() {
        for asked in ["guild.example.org", "GUILD.example.org", "guild.example.org:443"] {
            assert!(is_of("https://guild.example.org", asked), "{asked}");
        }
        for asked in [
            "example.org",
            "guild.example.org.evil.net",
            "guild.example.org:8443",
            "",
            "guild.example.org:80",
        ] {
            assert!(!is_of("https://guild.example.org", asked), "{asked}");
        }
        assert!(is_of("http://127.0.0.1:3000", "127.0.0.1:3000"));
        assert!(!is_of("http://127.0.0.1:3000", "localhost:3000"));
    }
}
