//! For whoever runs the place.

use guildhall::Config;

use crate::support::{Page, form, site, site_with};

#[tokio::test]
async fn administrators_give_and_take_roles() {
    let site = site().await;
    let (omar, ben) = (site.admin("Omar Siddiq").await, site.person("Ben Okafor").await);
    let roles = format!("/admin/people/{}/roles", ben.id);
    assert_eq!(omar.post(&roles, "leader=yes").await.said(), "The roles are saved.");
    assert!(ben.get("/").await.has("nav a[href='/impact']"));
    omar.post(&roles, "admin=yes").await;
    let page = ben.get("/admin/people").await;
    assert!(!page.has("nav a[href='/impact']"), "what is not ticked is taken");
    assert_eq!(page.all("tbody tr").len(), 2);
    assert_eq!(
        ben.post(&format!("/admin/people/{}/roles", omar.id), "").await.said(),
        "The roles are saved."
    );
    assert_eq!(omar.get("/admin").await.status(), 404);
}

#[tokio::test]
async fn somebody_always_stays_the_administrator() {
    let site = site().await;
    let (omar, ben) = (site.admin("Omar Siddiq").await, site.person("Ben Okafor").await);
    for path in ["roles", "deactivation"] {
        let page = omar.post(&format!("/admin/people/{}/{path}", omar.id), "").await;
        assert_eq!(
            (page.status().as_u16(), page.text("main p")),
            (409, "The site needs an administrator. Make someone else an administrator first.".to_owned())
        );
    }
    omar.post(&format!("/admin/people/{}/roles", ben.id), "admin=yes").await;
    assert_eq!(omar.post(&format!("/admin/people/{}/roles", omar.id), "").await.path(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_administrators_who_step_down_at_once_one_stays() {
    let site = site().await;
    let (omar, ben) = (site.admin("Omar Siddiq").await, site.admin("Ben Okafor").await);
    let (first, second) =
        (format!("/admin/people/{}/roles", omar.id), format!("/admin/people/{}/deactivation", ben.id));
    tokio::join!(omar.post(&first, ""), ben.post(&second, ""));
    let left: i64 =
        sqlx::query_scalar("select count(*) from people where is_admin and deactivated_at is null")
            .fetch_one(&site.app.db)
            .await
            .unwrap();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn each_team_is_listed_with_how_many_people_it_has_and_so_it_is_beside_an_error() {
    let site = site().await;
    let omar = site.admin("Omar Siddiq").await;
    for (name, team) in [("Ana Ferreira", "Claims"), ("Ben Okafor", "Claims"), ("Chloe Martin", "Maps")] {
        site.person_of(name, team).await;
    }
    omar.post("/admin/teams", "teams=Labs: Optics").await;
    let people = ["2", "1", "0"].map(str::to_owned);
    let counted = |page: &Page| page.all("td[data-label=People]");
    let mut counts = counted(&omar.get("/admin/teams").await);
    counts.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(counts, people);
    let again = omar.post("/admin/teams", "teams=").await;
    assert_eq!((again.status().as_u16(), counted(&again).len()), (422, 3));
}

#[tokio::test]
async fn a_new_account_gets_a_link_to_choose_a_password() {
    let site = site().await;
    let omar = site.admin("Omar Siddiq").await;
    let typed = form(&[("name", "Nina Berg"), ("email", "nina@example.org")]);
    let page = omar.post("/admin/people", &typed).await;
    assert_eq!(
        page.said(),
        "The account is created. The email with a link to choose a password is kept under Email: pass it on."
    );
    let letter = site.letter_to("nina@example.org").await;
    let link = letter.split_whitespace().find(|word| word.contains("/reset/")).unwrap();
    let nina = site.stranger();
    let page = nina
        .post(link.trim_start_matches("http://127.0.0.1:3000"), &form(&[("password", "three small words")]))
        .await;
    assert_eq!(page.text("h1"), "Good morning, Nina");

    let page = omar.post("/admin/people", &typed).await;
    assert_eq!(
        (page.status().as_u16(), page.problem("email")),
        (422, "Another account has this email address.".to_owned())
    );
    let page = omar.post("/admin/people", &form(&[("name", ""), ("email", "nina")])).await;
    assert!(!page.problem("name").is_empty() && !page.problem("email").is_empty());
    assert_eq!(page.attributes("#email", "value"), ["nina"]);
}

#[tokio::test]
async fn people_are_found_by_name_and_address() {
    let site = site().await;
    let omar = site.admin("Omar Siddiq").await;
    site.person("Ben Okafor").await;
    for (query, found) in [
        ("q=okafor", vec!["Ben Okafor"]),
        ("q=BEN.OKAFOR%40", vec!["Ben Okafor"]),
        ("q=_", vec![]),
        ("q=", vec!["Ben Okafor", "Omar Siddiq"]),
    ] {
        assert_eq!(omar.get(&format!("/admin/people?{query}")).await.all("tbody th"), found, "{query}");
    }
}

#[tokio::test]
async fn teams_are_written_as_an_outline() {
    let site = site().await;
    let omar = site.admin("Omar Siddiq").await;
    let outline = "Operations: Field service, Control room\nFinance: Claims";
    assert_eq!(omar.post("/admin/teams", &form(&[("teams", outline)])).await.said(), "3 teams are added.");
    let page = omar.get("/admin/teams").await;
    let mut names = page.attributes("td input[name=name]", "value");
    names.sort();
    assert_eq!(names, ["Claims", "Control room", "Field service"]);
    assert!(site.stranger().get("/sign-up").await.text("#team").contains("Field service"));
    let page = omar.post("/admin/teams", &form(&[("teams", "Operations: Drivers")])).await;
    assert_eq!(page.all("tbody tr").len(), 4, "a known department gets another team");
    let page = omar.post("/admin/teams", "teams=").await;
    assert_eq!((page.status().as_u16(), page.problem("teams").is_empty()), (422, false));

    let close = page.attributes("a[href$='/closing']", "href").remove(0);
    let asked = omar.get(&close).await;
    assert!(asked.text(".lead").starts_with("Nobody is in it."), "{}", asked.text(".lead"));
    assert_eq!(asked.attributes("main form", "action"), [close.as_str()]);
    let archived = omar.post(&close, "").await;
    assert!(archived.said().starts_with("The team is archived."), "{}", archived.said());
    assert_eq!(omar.get("/admin/teams").await.all("tbody tr").len(), 3);
    let again = form(&[("teams", outline)]);
    assert_eq!(
        omar.post("/admin/teams", &again).await.said(),
        "1 team is added.",
        "the archived one is back"
    );
    assert_eq!(omar.get("/admin/teams").await.all("tbody tr").len(), 4);
    assert_eq!(omar.post("/admin/teams", &again).await.said(), "These teams are there already.");
}

#[tokio::test]
async fn a_team_is_renamed_and_no_two_have_one_name() {
    let site = site().await;
    let omar = site.admin("Omar Siddiq").await;
    omar.post("/admin/teams", &form(&[("teams", "Operations: Field service, Control room")])).await;
    let page = omar.get("/admin/teams").await;
    let change =
        page.attributes("td form", "action").into_iter().find(|path| !path.ends_with("closing")).unwrap();
    let department = page.attributes("select[name=department] option", "value").remove(0);
    let named = |name: &str| form(&[("name", name), ("department", &department)]);
    assert_eq!(omar.post(&change, &named("Night shift")).await.said(), "The team is saved.");
    assert!(
        omar.get("/admin/teams")
            .await
            .attributes("td input[name=name]", "value")
            .contains(&"Night shift".to_owned())
    );
    let long = "t".repeat(81);
    for (name, says) in [
        ("", "Enter a name for the team."),
        (&*long, "at most 80"),
        ("field SERVICE", "already has this name"),
    ] {
        let wrong = omar.post(&change, &named(name)).await;
        assert_eq!(wrong.status(), 422, "{name}");
        assert!(wrong.text("#name-problem").contains(says), "{name}: {}", wrong.text("#name-problem"));
        assert_eq!(wrong.attributes("#name", "value"), [name], "what was typed stays");
    }
}

#[tokio::test]
async fn settings_hold_for_everybody() {
    let site = site().await;
    let omar = site.admin("Omar Siddiq").await;
    let page =
        omar.post("/admin/settings", &form(&[("name", ""), ("zone", "Mars"), ("sign_up", "open")])).await;
    assert!(!page.problem("name").is_empty() && !page.problem("zone").is_empty());
    omar.post(
        "/admin/settings",
        &form(&[("name", "Harbour"), ("zone", "Europe/Lisbon"), ("sign_up", "open")]),
    )
    .await;
    let page = site.stranger().get("/sign-up").await;
    assert_eq!(
        (page.text(".mark"), page.attributes("#zone", "value")),
        ("Harbour".to_owned(), vec!["Europe/Lisbon".to_owned()])
    );
}

#[tokio::test]
async fn without_a_mail_server_an_administrator_reads_the_mail_to_hand_it_on() {
    let site = site().await;
    let (omar, ben) = (site.admin("Omar Siddiq").await, site.person("Ben Okafor").await);
    site.stranger().post("/reset", "email=ben.okafor@example.org").await;
    assert_eq!(ben.get("/admin/mail").await.status(), 404);
    let page = omar.get("/admin/mail").await;
    assert_eq!(
        (page.text("tbody th"), page.text("tbody .state")),
        ("Choose a new password".to_owned(), "Waiting".to_owned())
    );
    let letter = page.attributes("tbody th a", "href").remove(0);
    assert!(omar.get(&letter).await.text("pre.letter").contains("/reset/"));
}

#[tokio::test]
async fn with_a_mail_server_what_a_mail_says_is_its_readers_own() {
    let smtp = "smtp://127.0.0.1:1".parse().unwrap();
    let site = site_with(Config { smtp_url: Some(smtp), ..Config::default() }).await;
    let omar = site.admin("Omar Siddiq").await;
    site.person("Ben Okafor").await;
    site.stranger().post("/reset", "email=ben.okafor@example.org").await;
    let letter = omar.get("/admin/mail").await.attributes("tbody th a", "href").remove(0);
    let page = omar.get(&letter).await;
    assert!(!page.body().contains("/reset/") && !page.has("pre.letter"));
    assert!(page.text("main").contains("Private: only the recipient can read this."));
    let retry = omar.post(&format!("{letter}/retry"), "").await;
    assert_eq!(retry.status(), 409, "what waits is sent by itself");
    sqlx::query("update mails set state = 'parked', settled_at = now()").execute(&site.app.db).await.unwrap();
    assert_eq!(omar.post(&format!("{letter}/retry"), "").await.said(), "The email is in the queue again.");
}

#[tokio::test]
async fn parked_mails_are_sent_again_all_at_once() {
    let smtp = "smtp://127.0.0.1:1".parse().unwrap();
    let site = site_with(Config { smtp_url: Some(smtp), ..Config::default() }).await;
    let omar = site.admin("Omar Siddiq").await;
    for name in ["Ben Okafor", "Ana Ferreira"] {
        let email = site.person(name).await.email.clone();
        site.stranger().post("/reset", &form(&[("email", &email)])).await;
    }
    assert_eq!(omar.post("/admin/mail/retry", "").await.status(), 409, "nothing is parked");
    sqlx::query("update mails set state = 'parked', settled_at = now()").execute(&site.app.db).await.unwrap();
    let page = omar.get("/admin/mail").await;
    assert!(page.text("main").contains("2 emails may not have arrived."), "{}", page.text("main"));
    assert_eq!(omar.post("/admin/mail/retry", "").await.said(), "The emails are in the queue again.");
    let states: Vec<String> =
        sqlx::query_scalar("select state from mails").fetch_all(&site.app.db).await.unwrap();
    assert_eq!(states, ["queued", "queued"]);
}

#[tokio::test]
async fn the_log_tells_who_did_what_and_hides_what_was_private() {
    let site = site().await;
    let (omar, ana) = (site.admin("Omar Siddiq").await, site.person("Ana Ferreira").await);
    ana.found("Testing circle", &[]).await;
    ana.found("Quiet circle", &[("visibility", "private")]).await;
    omar.post("/admin/settings", &form(&[("name", "Harbour"), ("zone", "Etc/UTC"), ("sign_up", "open")]))
        .await;
    let page = omar.get("/admin/acts").await;
    let rows = page.all("tbody tr");
    assert_eq!(rows.len(), 3);
    assert!(
        rows[0].contains("Omar Siddiq")
            && rows[2].contains("Ana Ferreira")
            && rows[2].contains("Testing circle"),
        "{rows:?}"
    );
    assert!(!page.body().contains("Quiet"));
    for roles in ["leader=on", "was_leader=yes&was_admin=no"] {
        omar.post(&format!("/admin/people/{}/roles", ana.id), roles).await;
    }
    let rows = omar.get("/admin/acts").await.all("tbody tr");
    assert!(
        rows.iter().any(|row| row.contains("Change roles Ana Ferreira (leader: yes, administrator: no)")),
        "{rows:?}"
    );
    assert!(rows.iter().any(|row| row.contains("Ana Ferreira (leader: no)")), "{rows:?}");
}

#[tokio::test]
async fn the_outbox_shows_what_needs_somebody_with_its_reason_and_how_far_a_large_sending_is() {
    let config = guildhall::Config {
        smtp_url: Some("smtp://127.0.0.1:9".parse().expect("a server")),
        ..guildhall::Config::default()
    };
    let site = crate::support::site_with(config).await;
    let omar = site.admin("Omar Siddiq").await;
    sqlx::query(
        "insert into mails (to_address, kind, subject, body_text, body_html, state, run_at, queued_at, settled_at,
                            last_error, thread)
         select 'guest' || n || '@example.org', 'reminder', 'Tomorrow: Tea', 'x', 'x',
                case when n = 1 then 'refused' when n <= 20 then 'delivered' else 'queued' end, $1, $1,
                case when n <= 20 then $1::timestamptz end, case when n = 1 then '550 no such user' end, 'session-1'
         from generate_series(1, 60) n",
    )
    .bind(site.app.clock.now())
    .execute(&site.app.db)
    .await
    .expect("mails");
    let page = omar.get("/admin/mail").await;
    assert_eq!(page.text(".sending label"), "Private: reminder: 20 of 60, 1 needs attention");
    assert!(!page.body().contains("Tomorrow: Tea"), "a subject is read by those it is for");
    omar.found("Tea", &[]).await;
    sqlx::query("update mails set community_id = (select id from communities) where thread = 'session-1'")
        .execute(&site.app.db)
        .await
        .expect("mails of a community");
    let page = omar.get("/admin/mail").await;
    assert_eq!(page.text(".sending label"), "Tomorrow: Tea: 20 of 60, 1 needs attention");
    let tabs = page.all("nav[aria-label='Which emails'] li");
    assert_eq!(tabs, ["All 60", "Waiting 40", "Sent 19", "Needs attention 1", "No longer needed 0"]);
    let page = omar.get("/admin/mail?show=trouble").await;
    assert_eq!(page.all("tbody tr").len(), 1);
    assert!(page.text("tbody").contains("550 no such user"), "{}", page.text("tbody"));
    let retry = page.attributes("tbody form", "action").remove(0);
    omar.post(&retry, "").await;
    assert!(omar.get("/admin/mail?show=trouble").await.text("main").contains("No emails here."));
}

#[tokio::test]
async fn an_administrators_start_page_says_what_waits_for_them_alone() {
    let site = site().await;
    let (omar, ana) = (site.admin("Omar Siddiq").await, site.person("Ana Ferreira").await);
    ana.found("Testing circle", &[]).await;
    let section = "section[aria-labelledby=admin]";
    assert!(!ana.get("/").await.has(section));
    let lines = format!("{section} li");
    let of_mail = "No mail server is set up, so emails are kept here. See what to set";
    assert_eq!(omar.get("/").await.all(&lines), [of_mail]);
    sqlx::query(
        "insert into jobs (kind, payload, run_at, parked_at) values ('juggle', '{}', 'epoch', now())",
    )
    .execute(&site.app.db)
    .await
    .expect("a job that was given up");
    omar.post(&format!("/admin/people/{}/deactivation", ana.id), "").await;
    assert_eq!(
        omar.get("/").await.all(&lines),
        [
            "A community has no organiser. Appoint someone",
            "A background job failed. See the overview",
            of_mail
        ]
    );
}

#[tokio::test]
async fn subjects_of_private_news_are_hidden_from_administrators() {
    let site = site().await;
    let (omar, ana, ben) =
        (site.admin("Omar Siddiq").await, site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let quiet = ana.found("Quiet circle", &[("visibility", "private")]).await;
    let listed = ana.found("Testing circle", &[]).await;
    ana.post(&format!("{quiet}/invitations"), &form(&[("email", &ben.email)])).await;
    ben.join(&quiet).await;
    ben.join(&listed).await;
    let secret = ana.schedule(&quiet, "Quiet plans", &[]).await;
    let open = ana.schedule(&listed, "Open plans", &[]).await;
    ben.go(&secret).await;
    ben.go(&open).await;
    let thanks = form(&[("name", "Ben Okafor"), ("helped_with", "his divorce"), ("line", "Courage.")]);
    ana.post("/thanks/new", &thanks).await;
    let page = omar.get("/admin/mail").await;
    let words = page.text("tbody");
    assert!(words.contains("Open plans"), "{words}");
    for hidden in ["Quiet", "divorce", "Ana Ferreira"] {
        assert!(!words.contains(hidden), "{hidden}: {words}");
    }
    assert!(words.contains("Private: thanks") && words.contains("Private: invited"), "{words}");
    for letter in page.attributes("tbody th a", "href") {
        let page = omar.get(&letter).await;
        assert!(!page.body().contains("Quiet plans"), "neither in its own page");
        assert_eq!(page.has("pre.letter"), !page.text("h1").starts_with("Private"));
    }
}

#[tokio::test]
async fn two_administrators_who_give_a_role_each_take_none_away() {
    let site = site().await;
    let (omar, ana) = (site.admin("Omar Siddiq").await, site.person("Ana Ferreira").await);
    let path = format!("/admin/people/{}/roles", ana.id);
    // Both pages were opened while she had neither.
    for ticked in ["leader=yes", "admin=yes"] {
        omar.post(&path, &format!("{ticked}&was_leader=no&was_admin=no")).await;
    }
    let roles: (bool, bool) = sqlx::query_as("select is_admin, is_leader from people where id = $1")
        .bind(ana.id)
        .fetch_one(&site.app.db)
        .await
        .expect("roles");
    assert_eq!(roles, (true, true));
}
