//! The front door: set-up, accounts, logins, and what every answer carries.

use std::time::Instant;

use axum::http::Method;
use guildhall::{App, Config};
use sha2::{Digest, Sha256};
use time::Duration;

use crate::support::{Browser, OtherCopy, Page, START, Site, form, fresh, site, site_with};

const PASSWORD: &str = "three small words";

fn account(name: &str, email: &str) -> String {
    form(&[("name", name), ("email", email), ("zone", "Europe/Vienna"), ("password", PASSWORD)])
}

fn credentials(email: &str, password: &str) -> String {
    form(&[("email", email), ("password", password)])
}

/// Makes an account by the front door, which an administrator opens.
async fn account_of(site: &Site, email: &str) {
    site.let_in(&account("Ana Ferreira", email)).await;
}

/// Somebody signed in by the front door.
async fn signed_in(site: &Site, email: &str, password: &str) -> Browser {
    let browser = site.stranger();
    assert_eq!(browser.post("/login", &credentials(email, password)).await.path(), "/");
    browser
}

/// A site that sends mail, though nobody takes it.
async fn mailing_site() -> Site {
    site_with(Config {
        smtp_url: Some("smtp://127.0.0.1:2525".parse().expect("an address")),
        ..Config::default()
    })
    .await
}

/// A try to sign in, from somewhere.
async fn tries(browser: &Browser, source: &str, email: &str, password: &str) -> Page {
    let from = [("x-forwarded-for", source)];
    browser.send(Method::POST, "/login", &from, &credentials(email, password)).await
}

async fn acts(site: &Site, verb: &str) -> i64 {
    sqlx::query_scalar("select count(*) from acts where verb = $1")
        .bind(verb)
        .fetch_one(&site.app.db)
        .await
        .expect("a number")
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/me").await.path() == "/me"
}

/// The newest link to choose a password in a mail to this address, as a path.
async fn link_to(site: &Site, email: &str) -> String {
    link_of(site, email, "/reset/").await
}

/// The newest link of a kind in the mails to this address, as a path.
async fn link_of(site: &Site, email: &str, kind: &str) -> String {
    let letters: Vec<String> =
        sqlx::query_scalar("select body_text from mails where to_address = $1 order by number")
            .bind(email)
            .fetch_all(&site.app.db)
            .await
            .expect("mails");
    let words = letters.iter().rev().flat_map(|letter| letter.split_whitespace());
    let link = words.into_iter().find(|word| word.contains(kind)).expect("a link");
    link.trim_start_matches("http://127.0.0.1:3000").to_owned()
}

/// The path of a set-up link, as the program prints it at its start.
async fn set_up_link(site: &Site) -> String {
    let token = "5".repeat(64);
    sqlx::query("update organisation set setup_hash = $1")
        .bind(Sha256::digest(token.as_bytes()).to_vec())
        .execute(&site.app.db)
        .await
        .expect("a link to set up");
    format!("/set-up/{token}")
}

#[tokio::test]
async fn the_set_up_link_makes_one_administrator_and_is_used_up() {
    let site = fresh().await;
    let (omar, late) = (site.stranger(), site.stranger());
    let link = set_up_link(&site).await;
    assert_eq!(omar.get(&link).await.text("h1"), "Set up your organisation");
    let typed = form(&[
        ("organisation", "Riverside"),
        ("zone", "Europe/Vienna"),
        ("teams", "Operations: Field service, Control room"),
        ("name", "Omar Siddiq"),
        ("email", "omar@example.org"),
        ("password", PASSWORD),
    ]);
    let page = omar.post(&link, &typed).await;
    assert_eq!((page.path(), page.text("h1")), ("/", "Good morning, Omar".to_owned()));
    assert_eq!(page.text(".mark"), "Riverside");
    let teams = omar.get("/admin/teams").await;
    assert_eq!(teams.attributes("td input[name=name]", "value"), ["Control room", "Field service"]);
    assert!(omar.get("/").await.has("nav a[href='/impact']"), "and a leader, until there are others");

    for page in [late.get(&link).await, late.post(&link, &typed).await] {
        assert_eq!(page.path(), "/login", "the link leads nowhere any more");
    }
    assert_eq!(site.stranger().get("/set-up/anything").await.path(), "/login");
}

#[tokio::test]
async fn what_is_wrong_with_a_set_up_stands_beside_its_field_and_the_link_stays_good() {
    let site = fresh().await;
    let link = set_up_link(&site).await;
    let page = site
        .stranger()
        .post(&link, &form(&[("name", "Omar"), ("zone", "Nowhere"), ("password", "short")]))
        .await;
    assert_eq!(page.status(), 422);
    for field in ["organisation", "zone", "email", "password"] {
        assert!(!page.problem(field).is_empty(), "{field}");
    }
    assert_eq!(page.attributes("#name", "value"), ["Omar"]);
    assert_eq!(page.attributes("#password", "value"), [""]);
    assert_eq!(site.stranger().get(&link).await.status(), 200);
}

#[tokio::test]
async fn nobody_makes_an_account_before_set_up_is_done_or_where_administrators_make_them() {
    let site = fresh().await;
    let page = site.stranger().post("/sign-up", &account("Ana Ferreira", "ana@example.org")).await;
    assert_eq!(
        (page.status().as_u16(), page.text("h1")),
        (403, "Administrators create the accounts".to_owned())
    );
    assert!(!site.stranger().get("/login").await.has("a[href='/sign-up']"));

    let site = crate::support::site().await;
    let omar = site.admin("Omar Siddiq").await;
    assert!(site.stranger().get("/login").await.has("a[href='/sign-up']"));
    omar.post("/admin/settings", &form(&[("name", "Riverside"), ("zone", "Etc/UTC"), ("sign_up", "closed")]))
        .await;
    assert_eq!(site.stranger().post("/sign-up", &account("Ana", "ana@example.org")).await.status(), 403);
}

#[tokio::test]
async fn where_mail_is_sent_a_link_and_the_password_make_the_account_and_nothing_else_does() {
    let site = mailing_site().await;
    let ana = site.stranger();
    assert!(ana.get("/sign-up").await.text(".lead").contains("email you a link"));
    let page = ana.post("/sign-up", &account("Ana Ferreira", "ana@example.org")).await;
    assert_eq!(page.text("h1"), "Check your email");
    assert!(!is_signed_in(&ana).await);
    assert_eq!(ana.post("/login", &credentials("ana@example.org", PASSWORD)).await.status(), 422);
    let people: i64 =
        sqlx::query_scalar("select count(*) from people").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(people, 0, "nobody is in any list");

    let link = link_of(&site, "ana@example.org", "/sign-up/").await;
    assert!(ana.get(&link).await.text(".lead").contains("ana@example.org"));
    assert_eq!(ana.get(&link).await.status(), 200, "a program that follows links uses nothing up");
    let wrong = ana.post(&link, &form(&[("password", "somebody else’s words")])).await;
    assert_eq!((wrong.status().as_u16(), wrong.problem("password").is_empty()), (422, false));
    assert!(!is_signed_in(&ana).await);
    let page = ana.post(&link, &form(&[("password", PASSWORD)])).await;
    assert_eq!((page.path(), page.text("h1")), ("/", "Good morning, Ana".to_owned()));
    assert_eq!(ana.get("/me").await.attributes("#zone", "value"), ["Europe/Vienna"]);
    assert_eq!(site.stranger().get(&link).await.text("h1"), "This link has expired");
}

#[tokio::test]
async fn an_account_that_nobody_confirms_vanishes_after_two_days() {
    let site = mailing_site().await;
    site.stranger().post("/sign-up", &account("Ana Ferreira", "ana@example.org")).await;
    let link = link_of(&site, "ana@example.org", "/sign-up/").await;
    site.clock_to(START + Duration::hours(47));
    assert_eq!(site.stranger().get(&link).await.text("h1"), "Finish creating your account");
    site.clock_to(START + Duration::hours(48));
    let late = site.stranger().post(&link, &form(&[("password", PASSWORD)])).await;
    assert_eq!(late.text("h1"), "This link has expired");
    site.clock_to(START + Duration::hours(73));
    site.run_jobs().await;
    let kept: i64 =
        sqlx::query_scalar("select count(*) from sign_ups").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn whoever_signs_up_with_an_address_of_others_does_not_get_their_account() {
    let site = mailing_site().await;
    let eve = form(&[
        ("name", "Eve"),
        ("email", "ana@example.org"),
        ("zone", "Etc/UTC"),
        ("password", "words that Eve knows"),
    ]);
    site.stranger().post("/sign-up", &eve).await;
    let eves = link_of(&site, "ana@example.org", "/sign-up/").await;
    site.stranger().post("/sign-up", &account("Ana Ferreira", "ana@example.org")).await;
    let anas = link_of(&site, "ana@example.org", "/sign-up/").await;
    let ana = site.stranger();
    assert_eq!(ana.post(&eves, &form(&[("password", PASSWORD)])).await.status(), 422, "not Ana's password");
    assert_eq!(ana.post(&anas, &form(&[("password", PASSWORD)])).await.path(), "/");
    let late = site.stranger().post(&eves, &form(&[("password", "words that Eve knows")])).await;
    assert_eq!(late.text("h1"), "This link has expired");
}

#[tokio::test]
async fn without_a_mail_server_an_administrator_lets_people_in_and_the_pages_say_so() {
    let site = site().await;
    let (omar, ana) = (site.admin("Omar Siddiq").await, site.stranger());
    assert!(ana.get("/sign-up").await.text(".lead").contains("An administrator then lets you in"));
    assert!(omar.get("/admin/settings").await.text("main").contains("you let each person in"));
    ana.post("/sign-up", &account("Ana Ferreira", "ana@example.org")).await;
    let eve = site.stranger().post("/sign-up", &account("Eve", "eve@example.org")).await;
    assert_eq!(eve.text("h1"), "An administrator lets you in");
    assert_eq!(ana.post("/login", &credentials("ana@example.org", PASSWORD)).await.status(), 422);
    assert!(omar.get("/").await.text("main").contains("2 people asked for an account"));

    let page = omar.get("/admin/people").await;
    let mut answers = page.attributes("#waiting ~ ul form", "action");
    let waiting = page.all("#waiting ~ ul li");
    assert_eq!(waiting.len(), 2);
    // Both asked in the same second: Ana's comes first here.
    if waiting[1].contains("ana@example.org") {
        answers.swap(0, 1);
    }
    assert_eq!(site.person("Ben Okafor").await.post(&answers[0], "answer=yes").await.status(), 404);
    let early = site.stranger().post("/login", &credentials("ana@example.org", PASSWORD)).await;
    assert_eq!(early.problem("email"), "An administrator has not let you in yet. Try again later.");
    let wrong = site.stranger().post("/login", &credentials("ana@example.org", "another password")).await;
    assert_eq!(wrong.problem("email"), "Email or password is incorrect.", "only its owner is told");
    let overview = omar.get("/admin").await;
    assert!(overview.text("section[aria-labelledby=needs]").contains("2 people asked for an account"));
    assert_eq!(
        omar.post(&answers[0], "answer=yes").await.said(),
        "They can sign in now. No mail server is set up, so tell them yourself."
    );
    assert!(omar.post(&answers[1], "answer=no").await.said().contains("not let in"));
    assert_eq!(omar.post(&answers[0], "answer=yes").await.status(), 404, "once");
    assert!(!omar.get("/admin/people").await.has("#waiting"));
    assert_eq!(ana.post("/login", &credentials("ana@example.org", PASSWORD)).await.path(), "/");
    assert_eq!(site.stranger().post("/login", &credentials("eve@example.org", PASSWORD)).await.status(), 422);
    assert_eq!(site.mails_to("ana@example.org").await, ["Your account is ready"]);
}

#[tokio::test]
async fn only_addresses_of_the_named_domains_may_sign_up() {
    let site = site().await;
    let omar = site.admin("Omar Siddiq").await;
    let settings = |domains: &str| {
        form(&[("name", "Riverside"), ("zone", "Etc/UTC"), ("sign_up", "open"), ("domains", domains)])
    };
    let wrong = omar.post("/admin/settings", &settings("example.org, nonsense")).await;
    assert!(wrong.problem("domains").contains("nonsense"));
    assert_eq!(wrong.attributes("#domains", "value"), ["example.org, nonsense"]);
    omar.post("/admin/settings", &settings("@Example.org")).await;
    assert_eq!(omar.get("/admin/settings").await.attributes("#domains", "value"), ["example.org"]);

    let stranger = site.stranger();
    assert!(stranger.get("/sign-up").await.text("main").contains("It ends in example.org."));
    for other in ["ana@elsewhere.org", "ana@example.org.evil.test", "ana@sub.example.org"] {
        let page = stranger.post("/sign-up", &account("Ana Ferreira", other)).await;
        assert_eq!(page.problem("email"), "Use your work email, which ends in example.org.", "{other}");
    }
    account_of(&site, "ana@EXAMPLE.org").await;
}

#[tokio::test]
async fn a_taken_address_gets_the_answer_a_free_one_gets_and_its_owner_a_mail() {
    for site in [site().await, mailing_site().await] {
        site.person("Ana Ferreira").await;
        let taken = site.stranger().post("/sign-up", &account("Eve", "ANA.Ferreira@example.org")).await;
        let free = site.stranger().post("/sign-up", &account("Eve", "eve@example.org")).await;
        assert_eq!(taken.status(), 200);
        assert_eq!(
            taken.body().replace("ana.ferreira@example.org", "x"),
            free.body().replace("eve@example.org", "x")
        );
        assert_eq!(site.mails_to("ana.ferreira@example.org").await, ["You already have an account"]);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_sign_up_stands_beside_its_field() {
    let site = site().await;
    let page = site.stranger().post("/sign-up", &account("Ana Ferreira", "nonsense")).await;
    assert_eq!(page.status(), 422);
    assert!(!page.problem("email").is_empty());
    assert_eq!(page.attributes("#name", "value"), ["Ana Ferreira"], "what was typed is kept");
    assert_eq!(page.attributes("#password", "value"), [""], "but for the password");
    let own = form(&[
        ("name", "Ana"),
        ("email", "ana.ferreira@example.org"),
        ("zone", "Etc/UTC"),
        ("password", "Ana.Ferreira1"),
    ]);
    assert!(site.stranger().post("/sign-up", &own).await.problem("password").contains("email address"));
    let common =
        account("Ana", "ana@example.org").replace(&form(&[("password", PASSWORD)]), "password=Password123");
    assert!(site.stranger().post("/sign-up", &common).await.problem("password").contains("easy to guess"));
}

#[tokio::test]
async fn a_password_and_an_address_open_the_door_and_nothing_else_does() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let ana = site.stranger();
    let wrong = ana.post("/login", &credentials("ana@example.org", "three small word")).await;
    assert_eq!(wrong.status(), 422);
    assert!(!is_signed_in(&ana).await);
    let right = ana.post("/login", &credentials(" Ana@Example.org", PASSWORD)).await;
    assert_eq!((right.path(), right.text("h1")), ("/", "Good morning, Ana".to_owned()));
    ana.post("/logout", "").await;
    assert!(!is_signed_in(&ana).await);
}

#[tokio::test]
async fn an_unknown_address_looks_like_a_wrong_password_and_takes_as_long() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let nobody = site.stranger();
    // The first hash to compare with is made when it is first needed.
    nobody.post("/login", &credentials("first@example.org", PASSWORD)).await;
    let begun = Instant::now();
    let wrong = nobody.post("/login", &credentials("ana@example.org", "not the password")).await;
    let with_account = begun.elapsed();
    let begun = Instant::now();
    let unknown = nobody.post("/login", &credentials("eve@example.org", "not the password")).await;
    let without = begun.elapsed();
    assert_eq!(wrong.status(), unknown.status());
    assert_eq!(wrong.body().replace("ana@example.org", "x"), unknown.body().replace("eve@example.org", "x"));
    // Without the hash it would take a tenth.
    assert!(without * 3 > with_account, "{without:?} against {with_account:?}");
}

#[tokio::test]
async fn an_account_without_a_password_is_not_opened_by_any() {
    let site = site().await;
    site.person("Ana Ferreira").await;
    for password in ["", "nobody has this password"] {
        let page = site.stranger().post("/login", &credentials("ana.ferreira@example.org", password)).await;
        assert_eq!(page.status(), 422);
    }
}

#[tokio::test]
async fn after_ten_tries_an_address_has_to_wait_in_every_copy_of_the_program() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let other = OtherCopy::of(App { heartbeat: guildhall::Heartbeat::default(), ..site.app.clone() });
    for round in 0..10 {
        let copy = if round % 2 == 0 { site.stranger() } else { other.stranger() };
        assert_eq!(
            copy.post("/login", &credentials("ana@example.org", "wrong")).await.status(),
            422,
            "{round}"
        );
    }
    for copy in [site.stranger(), other.stranger()] {
        let page = copy.post("/login", &credentials("Ana@example.org", PASSWORD)).await;
        assert_eq!((page.status().as_u16(), page.text("h1")), (429, "Too many attempts".to_owned()));
        assert!(!page.header("retry-after").is_empty());
    }
    assert_eq!(
        site.stranger().post("/login", &credentials("ben@example.org", "wrong")).await.status(),
        422,
        "others may"
    );
    site.clock_to(START + Duration::minutes(16));
    assert_eq!(other.stranger().post("/login", &credentials("ana@example.org", PASSWORD)).await.path(), "/");
}

/// Ways to write one address that are not the same text.
const WRITTEN: [&str; 8] = [
    "ana@example.org",
    " ana@example.org",
    "\tana@example.org",
    "\u{a0}ana@example.org",
    "\u{3000}ana@example.org",
    "ANA@example.org\u{2003}",
    "\u{200b}ana@example.org",
    "\u{feff}Ana@Example.org",
];

#[tokio::test]
async fn an_address_is_one_however_it_is_written_and_its_tries_are_counted_together() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    for round in 0..10 {
        let written = WRITTEN[round % WRITTEN.len()];
        let page = site.stranger().post("/login", &credentials(written, "wrong")).await;
        assert_eq!(page.status(), 422, "{written:?}");
    }
    for written in WRITTEN {
        let page = site.stranger().post("/login", &credentials(written, PASSWORD)).await;
        assert_eq!(page.status(), 429, "{written:?}");
    }
    site.clock_to(START + Duration::minutes(16));
    for written in WRITTEN {
        let ana = site.stranger();
        assert_eq!(ana.post("/login", &credentials(written, PASSWORD)).await.path(), "/", "{written:?}");
    }
}

#[tokio::test]
async fn whoever_has_the_address_is_found_however_it_is_written() {
    let site = site().await;
    let (ana, omar) = (site.person("Ana Ferreira").await, site.admin("Omar Siddiq").await);
    account_of(&site, "ben@example.org").await;
    let circle = ana.found("Testing circle", &[]).await;
    ana.post(&format!("{circle}/invitations"), &form(&[("email", "\u{3000}BEN@example.org\u{a0}")])).await;
    assert!(site.mails_to("ben@example.org").await.iter().any(|subject| subject.contains("invited you")));
    let again = form(&[("name", "Ben"), ("email", "\u{a0}Ben@Example.org")]);
    let page = omar.post("/admin/people", &again).await;
    assert_eq!(page.problem("email"), "Another account has this email address.");
    site.stranger().post("/reset", &form(&[("email", "\u{200b}Ben@example.org\u{2003}")])).await;
    assert_eq!(site.mails_to("ben@example.org").await.last().unwrap(), "Choose a new password");
}

#[tokio::test]
async fn sign_up_and_reset_are_held_to_a_few_tries_too() {
    let site = site().await;
    site.person("Ana Ferreira").await;
    let stranger = site.stranger();
    for _ in 0..3 {
        assert_eq!(stranger.post("/reset", "email=ana.ferreira@example.org").await.status(), 200);
    }
    assert_eq!(stranger.post("/reset", "email=ana.ferreira@example.org").await.status(), 429);
    for _ in 0..5 {
        assert_eq!(
            stranger.post("/sign-up", &account("Eve", "ana.ferreira@example.org")).await.status(),
            200
        );
    }
    assert_eq!(stranger.post("/sign-up", &account("Eve", "ana.ferreira@example.org")).await.status(), 429);
}

#[tokio::test]
async fn a_reset_link_is_good_once_and_ends_every_other_login() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let elsewhere = site.stranger();
    elsewhere.post("/login", &credentials("ana@example.org", PASSWORD)).await;
    assert!(is_signed_in(&elsewhere).await);

    let ana = site.stranger();
    let page = ana.post("/reset", "email=ana@example.org").await;
    assert!(page.text("main").contains("If ana@example.org has an account, a link is on its way."));
    ana.post("/reset", "email=ana@example.org").await;
    let sent = site.mails_to("ana@example.org").await;
    assert_eq!(sent.iter().filter(|subject| subject.contains("password")).count(), 1, "sent twice: {sent:?}");
    let link = link_to(&site, "ana@example.org").await;
    let page = ana.post(&link, "password=short").await;
    assert_eq!(page.status(), 422);
    assert!(!page.problem("password").is_empty());
    assert_eq!(ana.post(&link, &form(&[("password", "four even smaller words")])).await.path(), "/");
    assert!(is_signed_in(&ana).await);
    assert!(!is_signed_in(&elsewhere).await, "whoever knew the old password is out");
    assert_eq!(site.mails_to("ana@example.org").await.last().unwrap(), "Your password was changed");

    let again = site.stranger();
    assert_eq!(again.get(&link).await.text("h1"), "This link has expired");
    assert_eq!(again.post(&link, &form(&[("password", "five words of somebody else")])).await.status(), 422);
    assert_eq!(again.post("/login", &credentials("ana@example.org", PASSWORD)).await.status(), 422);
    assert_eq!(
        again.post("/login", &credentials("ana@example.org", "four even smaller words")).await.path(),
        "/"
    );
}

#[tokio::test]
async fn a_reset_link_is_good_for_two_hours_and_an_unknown_address_reads_the_same_answer() {
    let site = site().await;
    site.person("Ana Ferreira").await;
    let stranger = site.stranger();
    let known = stranger.post("/reset", "email=ana.ferreira@example.org").await;
    let unknown = stranger.post("/reset", "email=eve@example.org").await;
    assert_eq!(known.body().replace("ana.ferreira", "x"), unknown.body().replace("eve", "x"));
    assert!(site.mails_to("eve@example.org").await.is_empty());
    let link = link_to(&site, "ana.ferreira@example.org").await;
    site.clock_to(START + Duration::hours(2));
    assert_eq!(stranger.get(&link).await.text("h1"), "This link has expired");
}

#[tokio::test]
async fn a_person_ends_their_own_logins_and_nobody_elses() {
    let site = site().await;
    let (ana, elsewhere) = (site.person("Ana Ferreira").await, site.person("Ana Ferreira").await);
    let ben = site.person("Ben Okafor").await;
    let list = ana.get("/me/logins").await;
    assert_eq!(list.all("main li").len(), 2);
    let ending = list.attributes("main li form", "action");
    assert_eq!(ending.len(), 1, "all but this one");
    assert_eq!(ben.post(&ending[0], "").await.status(), 404);
    assert!(is_signed_in(&elsewhere).await);
    assert_eq!(ana.post(&ending[0], "").await.said(), "You’ve been signed out on that device.");
    assert!(!is_signed_in(&elsewhere).await);

    let (third, fourth) = (site.person("Ana Ferreira").await, site.person("Ana Ferreira").await);
    assert_eq!(ana.post("/me/logins/ending", "").await.said(), "You’ve been signed out everywhere else.");
    assert!(is_signed_in(&ana).await && is_signed_in(&ben).await);
    assert!(!is_signed_in(&third).await && !is_signed_in(&fourth).await);
}

#[tokio::test]
async fn a_login_ends_after_sixty_days_however_often_it_is_used() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let ana = signed_in(&site, "ana@example.org", PASSWORD).await;
    for days in [13, 26, 39, 52, 59] {
        site.clock_to(START + Duration::days(days));
        assert!(is_signed_in(&ana).await, "{days}");
    }
    site.clock_to(START + Duration::days(60));
    assert!(!is_signed_in(&ana).await);
}

#[tokio::test]
async fn a_login_that_nobody_uses_ends_after_two_weeks() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let (idle, used) = (
        signed_in(&site, "ana@example.org", PASSWORD).await,
        signed_in(&site, "ana@example.org", PASSWORD).await,
    );
    site.clock_to(START + Duration::days(10));
    assert!(is_signed_in(&used).await);
    site.clock_to(START + Duration::days(14));
    assert!(!is_signed_in(&idle).await);
    assert_eq!(used.get("/me/logins").await.all("main li").len(), 1, "it is in no list either");
}

#[tokio::test]
async fn ten_wrong_tries_from_elsewhere_do_not_lock_out_a_browser_that_was_signed_in_before() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    account_of(&site, "ben@example.org").await;
    let ana = signed_in(&site, "ana@example.org", PASSWORD).await;
    ana.post("/logout", "").await;
    let eve = signed_in(&site, "ben@example.org", PASSWORD).await;
    eve.post("/logout", "").await;
    for _ in 0..10 {
        eve.post("/login", &credentials("ana@example.org", "wrong")).await;
    }
    let locked = eve.post("/login", &credentials("ana@example.org", PASSWORD)).await;
    assert_eq!(locked.status(), 429, "a browser known for somebody else is no better than any");
    assert_eq!(site.stranger().post("/login", &credentials("ana@example.org", PASSWORD)).await.status(), 429);
    assert_eq!(ana.post("/login", &credentials("ana@example.org", PASSWORD)).await.path(), "/");
    ana.post("/logout", "").await;
    for _ in 0..10 {
        assert_eq!(ana.post("/login", &credentials("ana@example.org", "wrong")).await.status(), 422);
    }
    let page = ana.post("/login", &credentials("ana@example.org", PASSWORD)).await;
    assert_eq!(page.status(), 429, "and has ten tries of its own");
}

#[tokio::test]
async fn a_network_has_a_hundred_failures_whatever_addresses_it_tries_and_others_have_theirs() {
    let config = Config { proxy_header: Some("x-forwarded-for".to_owned()), ..Config::default() };
    let site = site_with(config).await;
    account_of(&site, "ana@example.org").await;
    sqlx::query("insert into rate_limits (key, opened_at, hits) values ($1, $2, 99)")
        .bind(format!("login_source:{}", hex::encode(&Sha256::digest(b"203.0.113.9")[..12])))
        .bind(START)
        .execute(&site.app.db)
        .await
        .unwrap();
    let eve = site.stranger();
    for _ in 0..3 {
        let right = tries(&site.stranger(), "203.0.113.9", "ana@example.org", PASSWORD).await;
        assert_eq!(right.status(), 303, "who signs in uses no try up");
    }
    let claim = "198.51.100.7, 203.0.113.9";
    assert_eq!(tries(&eve, claim, "x@example.org", "wrong").await.status(), 422);
    assert_eq!(tries(&eve, claim, "y@example.org", "wrong").await.status(), 429);
    assert_eq!(tries(&eve, "203.0.113.10", "y@example.org", "wrong").await.status(), 422);
}

#[tokio::test]
async fn two_hundred_sign_ins_at_once_are_hashed_a_few_at_a_time_and_the_rest_is_told_to_come_back() {
    let site = crate::support::crowded_site().await;
    account_of(&site, "ana@example.org").await;
    let mut crowd = tokio::task::JoinSet::new();
    for number in 0..200 {
        let browser = site.stranger();
        crowd.spawn(async move {
            browser.post("/login", &credentials(&format!("p{number}@example.org"), "wrong")).await
        });
    }
    let pages = crowd.join_all().await;
    let busy: Vec<_> = pages.iter().filter(|page| page.status() == 503).collect();
    assert!(!busy.is_empty(), "the queue has an end");
    assert!(pages.iter().all(|page| [422, 503].contains(&page.status().as_u16())));
    assert!(pages.iter().any(|page| page.status() == 422));
    assert_eq!(
        (busy[0].text("h1").as_str(), busy[0].header("retry-after")),
        ("Too many people right now", "5")
    );
    assert!(is_signed_in(&signed_in(&site, "ana@example.org", PASSWORD).await).await, "and then it is over");
}

#[tokio::test]
async fn a_new_password_takes_the_present_one_and_ends_the_other_logins() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let (ana, elsewhere) = (
        signed_in(&site, "ana@example.org", PASSWORD).await,
        signed_in(&site, "ana@example.org", PASSWORD).await,
    );
    site.stranger().post("/reset", "email=ana@example.org").await;
    let link = link_to(&site, "ana@example.org").await;
    let change = |current: &str, password: &str| form(&[("current", current), ("password", password)]);
    let wrong = ana.post("/me/password", &change("not my words", "four even smaller words")).await;
    assert_eq!(wrong.problem("current"), "This is not your present password.");
    let common = ana.post("/me/password", &change(PASSWORD, "Welcome2026")).await;
    assert!(common.problem("password").contains("easy to guess"));
    assert!(is_signed_in(&elsewhere).await);
    let page = ana.post("/me/password", &change(PASSWORD, "four even smaller words")).await;
    assert_eq!(page.said(), "Your password is changed. You’re signed out everywhere else.");
    assert!(is_signed_in(&ana).await && !is_signed_in(&elsewhere).await);
    assert_eq!(site.mails_to("ana@example.org").await.last().unwrap(), "Your password was changed");
    assert_eq!(site.stranger().get(&link).await.text("h1"), "This link has expired");
    assert_eq!(site.stranger().post("/login", &credentials("ana@example.org", PASSWORD)).await.status(), 422);
}

#[tokio::test]
async fn a_reset_voids_the_other_reset_links_and_the_links_of_the_calendar() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let ana = signed_in(&site, "ana@example.org", PASSWORD).await;
    sqlx::query("update people set feed_hash = '\\x01', feed_made_at = $1 where email = 'ana@example.org'")
        .bind(START)
        .execute(&site.app.db)
        .await
        .unwrap();
    ana.post("/reset", "email=ana@example.org").await;
    let first = link_to(&site, "ana@example.org").await;
    site.clock_to(START + Duration::minutes(1));
    ana.post("/reset", "email=ana@example.org").await;
    let second = link_to(&site, "ana@example.org").await;
    assert_ne!(first, second);
    ana.post(&second, &form(&[("password", "four even smaller words")])).await;
    assert_eq!(site.stranger().get(&first).await.text("h1"), "This link has expired");
    let feeds: i64 = sqlx::query_scalar("select count(*) from people where feed_hash is not null")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert_eq!(feeds, 0);
    assert!(site.letter_to("ana@example.org").await.contains("secret links of your calendar"));
}

#[tokio::test]
async fn changes_to_accounts_ask_for_the_password_again_after_a_quarter_of_an_hour() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let ben = site.person("Ben Okafor").await;
    sqlx::query("update people set is_admin = true where email = 'ana@example.org'")
        .execute(&site.app.db)
        .await
        .unwrap();
    let ana = signed_in(&site, "ana@example.org", PASSWORD).await;
    let roles = format!("/admin/people/{}/roles", ben.id);
    site.clock_to(START + Duration::minutes(14));
    assert_eq!(ana.post(&roles, "leader=yes").await.said(), "The roles are saved.");
    site.clock_to(START + Duration::minutes(15));
    for path in ["roles", "deactivation", "reactivation"] {
        let page = ana.post(&format!("/admin/people/{}/{path}", ben.id), "admin=yes").await;
        assert_eq!(page.path(), "/me/confirmation?next=/admin/people", "{path}");
    }
    assert!(is_signed_in(&ben).await, "nothing is done yet");
    assert_eq!(ben.get("/admin").await.status(), 404);
    let again = |password: &str| form(&[("next", "/admin/people"), ("password", password)]);
    assert!(!ana.post("/me/confirmation", &again("wrong")).await.problem("password").is_empty());
    let page = ana.post("/me/confirmation", &again(PASSWORD)).await;
    assert_eq!(
        (page.path(), page.said().as_str()),
        ("/admin/people", "Thank you. Now make your change again.")
    );
    assert_eq!(ana.post(&roles, "admin=yes").await.said(), "The roles are saved.");
    assert_eq!(ben.get("/admin").await.status(), 200);
}

#[tokio::test]
async fn sign_ins_that_succeed_fail_or_are_too_many_are_acts() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    for _ in 0..14 {
        site.stranger().post("/login", &credentials("ana@example.org", "wrong")).await;
    }
    assert_eq!((acts(&site, "fail_to_sign_in").await, acts(&site, "refuse_tries").await), (10, 1));
    site.clock_to(START + Duration::minutes(16));
    signed_in(&site, "ana@example.org", PASSWORD).await;
    assert_eq!(acts(&site, "sign_in").await, 1);
    site.stranger().post("/login", &credentials("nobody@example.org", "wrong")).await;
    assert_eq!(acts(&site, "fail_to_sign_in").await, 11);
    let kept: Vec<String> =
        sqlx::query_scalar("select detail::text from acts").fetch_all(&site.app.db).await.unwrap();
    assert!(kept.iter().all(|detail| !detail.contains('@')), "no address is kept");
}

#[tokio::test]
async fn whoever_is_deactivated_is_out_at_once() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let (ana, omar) = (site.stranger(), site.admin("Omar Siddiq").await);
    ana.post("/login", &credentials("ana@example.org", PASSWORD)).await;
    site.stranger().post("/reset", "email=ana@example.org").await;
    let id: uuid::Uuid = sqlx::query_scalar("select id from people where email = 'ana@example.org'")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    omar.post(&format!("/admin/people/{id}/deactivation"), "").await;
    assert!(!is_signed_in(&ana).await);
    assert_eq!(ana.post("/login", &credentials("ana@example.org", PASSWORD)).await.status(), 422);
    let link = link_to(&site, "ana@example.org").await;
    ana.post(&link, &form(&[("password", "four even smaller words")])).await;
    assert!(!is_signed_in(&ana).await, "an old reset link opens nothing");
    omar.post(&format!("/admin/people/{id}/reactivation"), "").await;
    assert!(!is_signed_in(&ana).await, "old logins stay ended");
}

#[tokio::test]
async fn after_the_login_one_goes_on_to_the_page_asked_for_and_never_elsewhere() {
    let site = site().await;
    account_of(&site, "ana@example.org").await;
    let page = site.stranger().get("/communities?q=tests").await;
    assert_eq!(page.path(), "/login?next=/communities%3Fq%3Dtests");
    assert_eq!(page.attributes("input[name=next]", "value"), ["/communities?q=tests"]);
    let login =
        |next: &str| format!("{}&{}", credentials("ana@example.org", PASSWORD), form(&[("next", next)]));
    assert_eq!(
        site.stranger().post("/login", &login("/communities?q=tests")).await.path(),
        "/communities?q=tests"
    );
    for elsewhere in
        ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/a\r\nSet-Cookie: x=y"]
    {
        assert_eq!(site.stranger().post("/login", &login(elsewhere)).await.path(), "/", "{elsewhere}");
    }
    let ana = site.person("Ana Ferreira").await;
    assert_eq!(ana.get("/login?next=//evil.example").await.path(), "/");
}

#[tokio::test]
async fn another_address_counts_once_its_owner_followed_the_link() {
    let smtp = "smtp://127.0.0.1:1".parse().unwrap();
    let site = site_with(Config { smtp_url: Some(smtp), ..Config::default() }).await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let (old, new) = (ana.email.clone(), "ana.silva@example.org");
    let page = ana.post("/me/email", &form(&[("email", "Ana.Silva@Example.org ")])).await;
    assert!(page.text(".lead").contains(&old), "nothing changed so far");
    let link = link_of(&site, new, "/me/email/").await;
    let stranger = site.stranger().get(&link).await;
    assert!(stranger.path().starts_with("/login?next="), "the link alone hands no account over");
    assert_eq!(ben.post(&link, "").await.status(), 422, "nor to anyone else");
    assert!(ana.get(&link).await.text(".lead").contains(new));
    ana.post("/me/calendar", "").await;
    let page = ana.post(&link, "").await;
    assert_eq!(page.said(), "Your email address is changed. You’re signed out everywhere else.");
    assert!(ana.get("/me").await.text(".page-head").contains(new));
    assert_eq!(site.mails_to(&old).await.last().unwrap(), "Your email address was changed");
    let feeds: i64 =
        sqlx::query_scalar("select count(*) from people where id = $1 and feed_hash is not null")
            .bind(ana.id)
            .fetch_one(&site.app.db)
            .await
            .unwrap();
    assert_eq!(feeds, 0, "links to the calendar end");
    assert_eq!(ana.post(&link, "").await.status(), 422, "once");
    // An address that someone has is answered alike, and nothing is sent.
    let before = site.mails_to(&ben.email).await.len();
    let taken = ana.post("/me/email", &form(&[("email", &ben.email)])).await;
    assert!(taken.said().contains("If it can be yours, a link is there."), "{}", taken.said());
    assert_eq!(site.mails_to(&ben.email).await.len(), before);
}

#[tokio::test]
async fn a_change_of_address_asks_for_the_password_again_and_is_checked() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    for (typed, words) in [
        ("ana", "Enter your work email"),
        ("änn@example.org", "letters from a to z before the @"),
        (ana.email.as_str(), "This is your email address already."),
        (ben.email.as_str(), "Another account has this email address."),
    ] {
        let page = ana.post("/me/email", &form(&[("email", typed)])).await;
        assert_eq!(page.status(), 422, "{typed}");
        assert!(page.problem("email").contains(words), "{typed}: {}", page.problem("email"));
    }
    // Without a mail server it counts straight away.
    ana.post("/me/email", &form(&[("email", "ana@müller.example")])).await;
    assert!(ana.get("/me").await.text(".page-head").contains("ana@müller.example"));
    sqlx::query("update logins set confirmed_at = '2020-01-01'").execute(&site.app.db).await.unwrap();
    let page = ana.post("/me/email", &form(&[("email", "other@example.org")])).await;
    assert_eq!(page.path(), "/me/confirmation?next=/me/email");
    assert!(!ana.get("/me").await.text(".page-head").contains("other@example.org"));
}

#[tokio::test]
async fn an_address_that_mail_servers_lose_is_refused_at_sign_up() {
    let site = site().await;
    let typed = form(&[
        ("name", "Änn"),
        ("email", "änn@example.org"),
        ("zone", "Europe/Vienna"),
        ("password", PASSWORD),
    ]);
    let page = site.stranger().post("/sign-up", &typed).await;
    assert_eq!(page.status(), 422);
    assert!(page.problem("email").contains("letters from a to z before the @"), "{}", page.problem("email"));
}
