//! What every answer carries, and what is refused before a page is even asked.

use axum::http::Method;
use guildhall::{App, Config};
use sha2::{Digest, Sha256};

use crate::support::{OtherCopy, START, community, form, site, site_with};

fn account() -> String {
    form(&[
        ("name", "Ana"),
        ("email", "ana@example.org"),
        ("zone", "Etc/UTC"),
        ("password", "three small words"),
    ])
}

fn credentials() -> String {
    form(&[("email", "ana@example.org"), ("password", "three small words")])
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_and_of_other_sites() {
    let site = site().await;
    site.let_in(&account()).await;
    let page = site.stranger().send(Method::POST, "/login", &[], &credentials()).await;
    let login = page.cookies().into_iter().find(|cookie| cookie.starts_with("login=")).unwrap();
    for wanted in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=5184000"] {
        assert!(login.contains(wanted), "{login}");
    }
    assert!(!login.contains("Secure"), "over http a secure cookie would be lost: {login}");
    assert_eq!(page.header("strict-transport-security"), "");

    let site =
        site_with(Config { base_url: Some("https://guild.example.org".to_owned()), ..Config::default() })
            .await;
    site.let_in(&account()).await;
    let page = site.stranger().send(Method::POST, "/login", &[], &credentials()).await;
    assert!(page.cookies().iter().any(|cookie| cookie.starts_with("login=") && cookie.contains("; Secure")));
    assert!(page.header("strict-transport-security").starts_with("max-age=31536000"));
}

#[tokio::test]
async fn the_database_knows_no_token_that_would_open_a_login() {
    let site = site().await;
    let ana = site.stranger();
    site.let_in(&account()).await;
    ana.post("/login", &credentials()).await;
    let cookies = ana.cookie_header();
    let token = cookies.split("login=").nth(1).unwrap().split(';').next().unwrap();
    let kept: Vec<u8> = sqlx::query_scalar("select token_hash from logins order by confirmed_at nulls first")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert_ne!(kept, token.as_bytes());
    assert_eq!(kept, Sha256::digest(token.as_bytes()).to_vec());
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_it_may_do() {
    let site = site().await;
    let (stranger, ana) = (site.stranger(), site.person("Ana Ferreira").await);
    let css = stranger.get("/login").await.attributes("link[rel=stylesheet]", "href").remove(0);
    for (browser, path) in [
        (&stranger, "/login"),
        (&stranger, "/"),
        (&stranger, "/healthz"),
        (&stranger, css.as_str()),
        (&stranger, "/static/nothing.css"),
        (&ana, "/"),
        (&ana, "/nothing"),
        (&ana, "/communities/new"),
    ] {
        let page = browser.send(Method::GET, path, &[], "").await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(page.header(name), value, "{path}");
        }
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
    }
    assert_eq!(ana.get("/").await.header("cache-control"), "no-store");
    assert!(stranger.get(&css).await.header("cache-control").contains("immutable"));
    let refused = ana.send(Method::POST, "/communities", &[("sec-fetch-site", "cross-site")], "").await;
    assert_eq!(refused.header("x-frame-options"), "DENY");
}

#[tokio::test]
async fn no_page_holds_a_script_or_a_style_of_its_own() {
    let site = site().await;
    let ana = site.admin("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let session =
        ana.schedule(&circle, "Flaky tests", &[("agenda", "<style>p{}</style><p style='x'>One</p>")]).await;
    for path in [
        "/",
        "/login",
        "/communities",
        "/communities/new",
        "/me",
        "/admin",
        "/admin/people",
        &circle,
        &session,
    ] {
        let page = ana.get(path).await;
        assert_eq!(page.status(), 200, "{path}");
        assert!(
            page.attributes("script", "src").iter().all(|src| !src.is_empty()),
            "{path} has an inline script"
        );
        assert!(
            !page.has("style") && !page.has("[style]") && !page.has("[onclick]"),
            "{path} has inline styles"
        );
        assert!(!page.body().contains("src=\"http"), "{path} loads from elsewhere");
    }
}

#[tokio::test]
async fn a_form_sent_from_another_site_is_refused() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let founding = community("Testing circle", &[]);
    for headers in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("sec-fetch-site", ""), ("origin", "https://evil.example")],
    ] {
        assert_eq!(
            ana.send(Method::POST, "/communities", &headers, &founding).await.status(),
            403,
            "{headers:?}"
        );
        assert_eq!(ana.send(Method::POST, "/login", &headers, "email=a@b.c&password=x").await.status(), 403);
    }
    assert!(ana.get("/communities").await.has(".empty"), "nothing was founded");
    let link = ana.send(Method::GET, "/communities", &[("sec-fetch-site", "cross-site")], "").await;
    assert_eq!(link.status(), 200, "links from mails work");
}

#[tokio::test]
async fn a_form_larger_than_half_a_megabyte_is_refused_in_words() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let page = ana.post("/communities", &form(&[("name", &"x".repeat(600 * 1024))])).await;
    assert_eq!((page.status().as_u16(), page.text("h1")), (413, "Form too large".to_owned()));
    let page = ana.send(Method::POST, "/communities", &[("content-type", "application/json")], "{}").await;
    assert_eq!(page.status(), 400);
}

#[tokio::test]
async fn the_doors_of_the_demo_open_in_the_demo_and_are_shut_everywhere_else() {
    let site = site().await;
    site.person("Ben Okafor").await;
    let same_address = "update people set email = 'ben.okafor@northmere.example'";
    sqlx::query(same_address).execute(&site.app.db).await.unwrap();
    let stranger = site.stranger();
    assert!(!stranger.get("/login").await.has("form[action='/demo-login']"));
    for role in ["member", "organiser", "leader", "admin", "", "nobody"] {
        stranger.post("/demo-login", &form(&[("role", role)])).await;
        assert_eq!(stranger.get("/me").await.path(), "/login?next=/me", "{role}");
    }
    sqlx::query("update organisation set demo = true").execute(&site.app.db).await.unwrap();
    assert_eq!(stranger.get("/login").await.all("form[action='/demo-login'] button").len(), 4);
    assert_eq!(stranger.post("/demo-login", "role=member").await.text("h1"), "Good morning, Ben");
}

#[tokio::test]
async fn it_says_whether_it_is_well() {
    let site = site().await;
    let stranger = site.stranger();
    assert_eq!(stranger.get("/healthz").await.status(), 200);
    assert_eq!(stranger.get("/readyz").await.status(), 503, "no worker runs yet");
    site.app.heartbeat.beat(START);
    assert_eq!(stranger.get("/readyz").await.status(), 200);
    let elsewhere = OtherCopy::of(App {
        db: sqlx::PgPool::connect_lazy("postgres://127.0.0.1:1/x").unwrap(),
        ..site.app.clone()
    });
    assert_eq!(elsewhere.stranger().get("/healthz").await.status(), 200);
}

#[tokio::test]
async fn over_https_the_words_after_an_action_are_held_to_this_host_and_hold_no_secret() {
    let https = Config { base_url: Some("https://guild.example.org".to_owned()), ..Config::default() };
    let site = site_with(https).await;
    let ana = site.person("Ana Ferreira").await;
    let page = ana.send(Method::POST, "/me/logins/ending", &[], "").await;
    let said = page.cookies().into_iter().find(|cookie| cookie.contains("said=")).expect("the words");
    for wanted in ["__Host-said=", "; Secure", "; Path=/", "HttpOnly"] {
        assert!(said.contains(wanted), "{said}");
    }
    assert!(!said.contains("Domain"));
    assert_eq!(ana.get("/").await.said(), "You’ve been signed out everywhere else.");
    assert_eq!(ana.get("/").await.said(), "", "once");
    let planted = [("cookie", format!("{}; said=48656c6c6f", ana.cookie_header()))];
    let planted: Vec<_> = planted.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(ana.send(Method::GET, "/", &planted, "").await.said(), "", "what another host set");
    let link = ana.send(Method::POST, "/me/calendar", &[], "").await;
    assert_eq!(link.attributes("#link", "value").len(), 1);
    assert!(link.cookies().iter().all(|cookie| !cookie.contains("said")), "the secret link is in no cookie");
}

#[tokio::test]
async fn a_request_for_another_host_is_not_this_sites() {
    let config = Config { base_url: Some("https://guild.example.org".to_owned()), ..Config::default() };
    let site = site_with(config).await;
    let stranger = site.stranger();
    assert_eq!(stranger.get("/login").await.status(), 200);
    for host in ["evil.example.net", "127.0.0.1:3000", "guild.example.org.evil.net"] {
        let page = stranger.send(Method::GET, "/login", &[("host", host)], "").await;
        assert_eq!(page.status(), 421, "{host}");
        assert_eq!(page.attributes("main a", "href"), ["https://guild.example.org"], "{host}");
        for probe in ["/healthz", "/readyz"] {
            let page = stranger.send(Method::GET, probe, &[("host", host)], "").await;
            assert_ne!(page.status(), 421, "probes ask by any address: {probe}");
        }
    }
    let unset = crate::support::site().await;
    let page = unset.stranger().send(Method::GET, "/login", &[("host", "intranet")], "").await;
    assert_eq!(page.status(), 200, "who configured no address is reached by any");
}
