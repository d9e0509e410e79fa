//! The front door: set-up, accounts, logins, and what every answer carries.

use std::time::Instant;

use guildhall::App;
use sha2::{Digest, Sha256};
use time::Duration;

use crate::support::{Browser, OtherCopy, START, Site, form, fresh, site};

const PASSWORD: &str = "three small words";

fn account(name: &str, email: &str) -> String {
    form(&[("name", name), ("email", email), ("zone", "Europe/Vienna"), ("password", PASSWORD)])
}

fn credentials(email: &str, password: &str) -> String {
    form(&[("email", email), ("password", password)])
}

/// Makes an account by the front door, and walks out again.
async fn account_of(site: &Site, email: &str) {
    let browser = site.stranger();
    assert_eq!(browser.post("/sign-up", &account("Ana Ferreira", email)).await.path(), "/");
    browser.post("/logout", "").await;
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/me").await.path() == "/me"
}

/// The newest link in a mail to this address, as a path.
async fn link_to(site: &Site, email: &str) -> String {
    let letter = site.letter_to(email).await;
    let link = letter.split_whitespace().find(|word| word.contains("/reset/")).expect("a link");
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
async fn signing_up_makes_an_account_and_signs_in_at_once() {
    let site = site().await;
    let ana = site.stranger();
    let page = ana.post("/sign-up", &account("Ana Ferreira", "ana@example.org")).await;
    assert_eq!((page.path(), page.text("h1")), ("/", "Good morning, Ana".to_owned()));
    assert_eq!(ana.get("/me").await.attributes("#zone", "value"), ["Europe/Vienna"]);
}

#[tokio::test]
async fn a_taken_address_gets_one_neutral_sentence_and_its_owner_a_mail() {
    let site = site().await;
    site.person("Ana Ferreira").await;
    let page = site.stranger().post("/sign-up", &account("Somebody", "ANA.Ferreira@example.org")).await;
    assert_eq!(page.status(), 422);
    assert_eq!(
        page.problem("email"),
        "This email address cannot be used for a new account. If it is yours, check your email."
    );
    assert_eq!(page.attributes("#name", "value"), ["Somebody"], "what was typed is kept");
    assert_eq!(page.attributes("#password", "value"), [""], "but for the password");
    assert_eq!(site.mails_to("ana.ferreira@example.org").await, ["You already have an account"]);
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
            422
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
    let link = link_to(&site, "ana@example.org").await;
    let page = ana.post(&link, "password=short").await;
    assert_eq!(page.status(), 422);
    assert!(!page.problem("password").is_empty());
    assert_eq!(ana.post(&link, &form(&[("password", "four even smaller words")])).await.path(), "/");
    assert!(is_signed_in(&ana).await);
    assert!(!is_signed_in(&elsewhere).await, "whoever knew the old password is out");

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
async fn a_login_ends_after_sixty_days() {
    let site = site().await;
    let ana = site.stranger();
    ana.post("/sign-up", &account("Ana Ferreira", "ana@example.org")).await;
    site.clock_to(START + Duration::days(59));
    assert!(is_signed_in(&ana).await);
    site.clock_to(START + Duration::days(60));
    assert!(!is_signed_in(&ana).await);
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
