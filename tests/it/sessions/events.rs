//! Sessions: planned, shown, changed, called off, and told afterwards.

use time::macros::datetime;

use crate::support::{Browser, Site, form, rsvp, session, site};

const LINK: &str = "https://meet.example.org/secret-room";

async fn people(site: &Site) -> (Browser, Browser, Browser) {
    (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.person("Chloe Martin").await)
}

/// Changes a session that Ana hosts.
async fn change(ana: &Browser, path: &str, title: &str, other: &[(&str, &str)]) -> crate::support::Page {
    let host = ana.id.to_string();
    let hosted: Vec<_> = [("hosts", host.as_str())].into_iter().chain(other.iter().copied()).collect();
    ana.post(&format!("{path}/edit"), &session(title, &hosted)).await
}

#[tokio::test]
async fn a_scheduled_session_stands_on_every_page_where_people_look_for_it() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let path = ana
        .schedule(&circle, "What flaky tests tell us", &[("place", "Mill Lane, room 2"), ("capacity", "12")])
        .await;
    let page = ben.get(&path).await;
    assert_eq!(page.text("h1"), "What flaky tests tell us");
    let facts = page.text("dl.facts");
    for wanted in ["Thu 26 Nov, 14:00 to 14:50", "Mill Lane, room 2", "Lean coffee", "Ana Ferreira"] {
        assert!(facts.contains(wanted), "{wanted} in {facts}");
    }
    assert_eq!(page.text(".rsvp .hint"), "0 of 12 places are taken.");
    assert!(page.text("#going ~ ul").contains("Ana Ferreira"));
    for (browser, path) in [(&ben, "/"), (&chloe, circle.as_str()), (&chloe, &format!("{circle}/events"))] {
        assert!(browser.get(path).await.text("main").contains("What flaky tests tell us"), "{path}");
    }
    assert!(!chloe.get("/").await.text("main").contains("flaky"), "she is in no community");
}

#[tokio::test]
async fn a_draft_is_seen_by_those_who_run_it_until_it_is_published() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    chloe.join(&circle).await;
    let host = ben.id.to_string();
    let path = ana.schedule(&circle, "Perhaps", &[("then", "draft"), ("hosts", &host)]).await;
    ben.post(&format!("{path}/hosting"), "answer=yes").await;
    for (browser, status) in [(&ana, 200), (&ben, 200), (&chloe, 404)] {
        assert_eq!(browser.get(&path).await.status(), status, "{}", browser.name);
    }
    for path in ["/", circle.as_str(), &format!("{circle}/events"), "/communities"] {
        assert!(!chloe.get(path).await.text("main").contains("Perhaps"), "{path}");
    }
    assert!(ana.get(&path).await.text(".notice").contains("Only organisers and hosts can see it."));
    assert_eq!(chloe.post(&format!("{path}/publication"), "").await.status(), 404);
    assert_eq!(
        ben.post(&format!("{path}/publication"), "").await.said(),
        "The session is published. Members can now sign up."
    );
    assert_eq!(chloe.go(&path).await, "You’re going.");
}

#[tokio::test]
async fn a_draft_can_be_thrown_away_and_is_not_published_once_its_time_has_passed() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Perhaps", &[("then", "draft")]).await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    assert_eq!(ana.post(&format!("{path}/publication"), "").await.status(), 409);
    // Its organisers still find it, and what can be done with it.
    let page = ana.get(&path).await;
    assert!(
        !page.has("form[action$='/publication']") && page.has(".notice a[href$='/edit']"),
        "{}",
        page.text("main")
    );
    site.clock_to(datetime!(2026-11-30 14:00 UTC));
    let page = ana.get(&path).await;
    assert!(
        page.has(".organising a[href$='/edit']") && page.has(".organising form[action$='/cancellation']")
    );
    assert!(ana.get(&format!("{circle}/events")).await.has(&format!("a[href='{path}']")));
    let other = site.person("Ben Okafor").await;
    other.join(&circle).await;
    assert!(!other.get(&format!("{circle}/events")).await.has(&format!("a[href='{path}']")));
    assert_eq!(ana.post(&format!("{path}/cancellation"), "").await.said(), "The draft is deleted.");
    assert_eq!(ana.get(&path).await.status(), 404);
}

#[tokio::test]
async fn a_preview_shows_it_as_people_will_see_it_and_keeps_nothing() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let typed =
        session("Almost there", &[("then", "preview"), ("agenda", "# Plan\n- one"), ("capacity", "7")]);
    let page = ana.post(&format!("{circle}/events"), &typed).await;
    assert_eq!(page.status(), 200);
    let preview = page.text("#preview");
    assert!(
        preview.contains("Almost there") && preview.contains("Plan") && page.has("#preview li"),
        "{preview}"
    );
    assert_eq!(
        (page.attributes("#title", "value"), page.attributes("#capacity", "value")),
        (vec!["Almost there".to_owned()], vec!["7".to_owned()])
    );
    assert!(ana.get(&format!("{circle}/events")).await.text("main").contains("No session planned yet."));
}

#[tokio::test]
async fn what_is_wrong_with_a_session_stands_beside_its_field() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let wrong = [
        ("title", "T"),
        ("day", "tomorrow"),
        ("time", "25:00"),
        ("capacity", "none"),
        ("join_url", "javascript:alert(1)"),
        ("kind", "party"),
        ("zone", "Mars"),
        ("agenda", "Stays"),
    ];
    let page = ana.post(&format!("{circle}/events"), &session("", &wrong)).await;
    assert_eq!(page.status(), 422);
    for field in ["title", "day", "time", "capacity", "join_url", "kind", "zone"] {
        assert!(!page.problem(field).is_empty(), "{field}");
    }
    assert_eq!(page.text("#agenda"), "Stays");
    assert_eq!(page.attributes("#time", "value"), ["25:00"]);
    let page = ana.post(&format!("{circle}/events"), &session("Too late", &[("day", "2026-11-20")])).await;
    assert_eq!(
        (page.status().as_u16(), page.problem("day")),
        (422, "Choose a day and time in the future.".to_owned())
    );
}

#[tokio::test]
async fn a_change_of_time_or_place_goes_to_everybody_who_answered() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let (dev, eve) = (site.person("Dev Patel").await, site.person("Eve Adams").await);
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[("capacity", "1")]).await;
    ben.go(&path).await;
    chloe.go(&path).await;
    dev.post(&rsvp(&path), "answer=maybe").await;
    eve.decline(&path).await;
    let page = change(&ana, &path, "Flaky tests", &[("capacity", "1"), ("kind", "other")]).await;
    assert_eq!(page.said(), "Your changes are saved.");
    assert_eq!(
        site.mails_to(&ben.email).await,
        ["You're going: Flaky tests"],
        "nothing that people plan with"
    );

    let page =
        change(&ana, &path, "Flaky tests", &[("capacity", "1"), ("day", "2026-11-27"), ("time", "10:00")])
            .await;
    assert_eq!(page.said(), "Saved. Everyone who answered gets an email with the change.");
    for (browser, mails) in [(&ben, 2), (&chloe, 1), (&dev, 1), (&eve, 0)] {
        assert_eq!(site.mails_to(&browser.email).await.len(), mails, "{}", browser.name);
    }
    let letter = site.letter_to(&ben.email).await;
    assert!(
        letter.contains(
            "When: Friday 27 November, 10:00–10:50, UTC\nIt was: Thursday 26 November, 14:00–14:50, UTC"
        ),
        "{letter}"
    );
    assert_eq!(ben.get(&path).await.text(".place"), "You’re going.", "the seat moves with it");
}

#[tokio::test]
async fn a_changed_session_says_each_fact_as_it_was_and_as_it_is() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let fields = [("place", "Mill Lane"), ("format", "hybrid"), ("agenda", "- Tea\n- **Talk**")];
    let path = ana.schedule(&circle, "Flaky tests", &fields).await;
    ben.go(&path).await;
    chloe.post(&rsvp(&path), "answer=maybe").await;
    let fields = [("format", "hybrid"), ("minutes", "80"), ("join_url", LINK), ("agenda", "- Tea\n- Cake")];
    let page = change(&ana, &path, "Slow tests", &fields).await;
    assert_eq!(page.said(), "Saved. Everyone who answered gets an email with the change.");
    let letter = site.letter_to(&ben.email).await;
    for said in [
        "Flaky tests with Testing circle has changed.",
        "Title: Slow tests\nIt was: Flaky tests\n\n",
        "When: Thursday 26 November, 14:00–15:20, UTC\nIt was: Thursday 26 November, 14:00–14:50, UTC\n\n",
        "Length: 80 minutes\nIt was: 50 minutes\n\n",
        "Where: To be confirmed\nIt was: Mill Lane\n\n",
        &format!("Link to join online: {LINK}\nIt was: none\n\n"),
        "New on the agenda:\n- Cake\n\nNo longer on the agenda:\n- Talk\n\n",
    ] {
        assert!(letter.contains(said), "{said} in {letter}");
    }
    let letter = site.letter_to(&chloe.email).await;
    assert!(letter.contains("another link to join online") && !letter.contains(LINK), "{letter}");

    let mails = site.mails_to(&ben.email).await.len();
    change(&ana, &path, "Slow tests", &[("place", "Mill Lane"), ("minutes", "80")]).await;
    let letter = site.letter_to(&ben.email).await;
    assert!(letter.contains("It is still on Thursday 26 November, 14:00–15:20, UTC."), "{letter}");
    assert!(letter.contains("No longer on the agenda:\n- Tea\n- Cake\n"), "{letter}");
    assert_eq!(site.mails_to(&ben.email).await.len(), mails + 1);
}

#[tokio::test]
async fn a_small_correction_is_saved_without_a_word_but_never_a_new_time() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flakey tests", &[]).await;
    ben.go(&path).await;
    let form = ana.get(&format!("{path}/edit")).await;
    assert!(form.text(".actions").contains("Save without telling anyone"));
    assert!(form.text("form.form").contains("People are always told of a new time or length."));

    let page = change(&ana, &path, "Flaky tests", &[("then", "quiet"), ("place", "Mill Lane")]).await;
    assert_eq!(
        (page.said(), page.text("h1")),
        ("Saved. Nobody was told.".to_owned(), "Flaky tests".to_owned())
    );
    let page = change(&ana, &path, "Flaky tests", &[("then", "quiet"), ("time", "15:00")]).await;
    assert_eq!(page.status(), 422);
    assert!(
        page.problem("day").starts_with("People are always told of a new time"),
        "{}",
        page.problem("day")
    );
    assert_eq!(page.attributes("#time", "value"), ["15:00"], "what was typed stays");
    assert_eq!(site.mails_to(&ben.email).await, ["You're going: Flakey tests"]);
    let draft = ana.schedule(&circle, "Perhaps", &[("then", "draft")]).await;
    let form = ana.get(&format!("{draft}/edit")).await;
    assert!(!form.text(".actions").contains("Save without"), "nobody is told of a draft");
}

#[tokio::test]
async fn there_are_never_fewer_seats_than_people_seated() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[("capacity", "5")]).await;
    ben.go(&path).await;
    chloe.go(&path).await;
    let page = change(&ana, &path, "Flaky tests", &[("capacity", "1")]).await;
    assert_eq!(
        (page.status().as_u16(), page.problem("capacity")),
        (422, "2 people are already going. Enter at least 2.".to_owned())
    );
    assert_eq!(page.attributes("#capacity", "value"), ["1"]);
    assert_eq!(change(&ana, &path, "Flaky tests", &[("capacity", "2")]).await.status(), 200);
}

#[tokio::test]
async fn a_cancelled_session_says_why_and_tells_everybody_who_answered() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    ben.go(&path).await;
    assert_eq!(ben.post(&format!("{path}/cancellation"), "").await.status(), 404);
    for _ in 0..2 {
        ana.post(&format!("{path}/cancellation"), &form(&[("reason", "The room is flooded")])).await;
    }
    let page = chloe.get(&path).await;
    assert_eq!(
        (page.text(".notice h2"), page.text(".notice p")),
        ("This session is cancelled".to_owned(), "The room is flooded".to_owned())
    );
    assert!(!page.has(".rsvp"));
    assert_eq!(site.mails_to(&ben.email).await, ["You're going: Flaky tests", "Cancelled: Flaky tests"]);
    assert!(site.letter_to(&ben.email).await.contains("The room is flooded"));
    assert!(site.mails_to(&chloe.email).await.is_empty());
    assert_eq!(
        change(&ana, &path, "Flaky tests", &[]).await.status(),
        409,
        "what is cancelled is not changed"
    );
    assert!(!ben.get("/").await.text("main").contains("Flaky tests"));
}

#[tokio::test]
async fn the_join_link_is_for_those_who_come_and_who_run_it() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let (dev, omar) = (site.person("Dev Patel").await, site.admin("Omar Siddiq").await);
    let circle = ana.found("Testing circle", &[]).await;
    dev.join(&circle).await;
    let (host, other) = (dev.id.to_string(), ana.id.to_string());
    let path = ana
        .schedule(
            &circle,
            "Online",
            &[("format", "online"), ("join_url", LINK), ("capacity", "1"), ("hosts", &host)],
        )
        .await;
    assert_ne!(host, other);
    dev.post(&format!("{path}/hosting"), "answer=yes").await;
    ben.go(&path).await;
    chloe.go(&path).await;
    for (browser, sees) in [(&ana, true), (&ben, true), (&dev, true), (&chloe, false), (&omar, false)] {
        assert_eq!(browser.get(&path).await.body().contains("secret-room"), sees, "{}", browser.name);
        for page in ["/", circle.as_str(), &format!("{circle}/events"), "/communities"] {
            assert!(!browser.get(page).await.body().contains("secret-room"), "{page}");
        }
    }
    ben.post(&rsvp(&path), "answer=maybe").await;
    assert!(!ben.get(&path).await.body().contains("secret-room"), "a maybe holds no seat and no link");
    assert!(chloe.get(&path).await.body().contains("secret-room"));
}

#[tokio::test]
async fn what_people_write_is_shown_and_never_run() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("<script>alert(1)</script>", &[]).await;
    let agenda = "**Bring** one\n\n<script>alert(2)</script>\n\n<img src=x onerror=alert(3)> [link](javascript:alert(4)) [fine](https://example.org)";
    let path = ana.schedule(&circle, "<img src=x onerror=alert(5)>", &[("agenda", agenda)]).await;
    for page in [ben.get(&path).await, ben.get(&circle).await, ben.get("/communities").await] {
        assert!(
            !page.has("main script") && !page.has("main img") && !page.has("[onerror]"),
            "{}",
            page.path()
        );
    }
    let page = ben.get(&path).await;
    assert_eq!(page.text("h1"), "<img src=x onerror=alert(5)>");
    assert_eq!(
        (page.text(".prose strong"), page.attributes(".prose a", "href")),
        ("Bring".to_owned(), vec!["https://example.org".to_owned()])
    );
    assert!(page.text(".prose").contains("link"), "its words are left");
    assert!(!page.body().contains("javascript:"));
}

#[tokio::test]
async fn everybody_reads_the_time_at_their_own_place() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    ben.post("/me", &form(&[("name", "Ben Okafor"), ("zone", "America/New_York")])).await;
    let circle = ana.found("Testing circle", &[("zone", "Europe/Vienna")]).await;
    let path = ana.schedule(&circle, "Evening", &[("time", "18:00"), ("zone", "Europe/Vienna")]).await;
    let facts = ben.get(&path).await;
    assert!(facts.text("dl.facts").contains("Thu 26 Nov, 12:00 to 12:50"), "{}", facts.text("dl.facts"));
    assert_eq!(facts.text("dl.facts small"), "18:00 in Europe/Vienna");
    assert!(facts.attributes("dl.facts time", "datetime")[0].starts_with("2026-11-26T12:00"));
    assert!(ana.get(&path).await.text("dl.facts").contains("Thu 26 Nov, 17:00"));
    ben.go(&path).await;
    assert!(site.letter_to(&ben.email).await.contains("Thursday 26 November, 12:00–12:50, New York time"));
    // The form speaks the time of the place where the session is.
    assert_eq!(ana.get(&format!("{path}/edit")).await.attributes("#time", "value"), ["18:00"]);
}

#[tokio::test]
async fn hosts_run_their_session_and_no_other() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let host = ben.id.to_string();
    let own = ana.schedule(&circle, "Ben's", &[("hosts", &host)]).await;
    ben.post(&format!("{own}/hosting"), "answer=yes").await;
    let other = ana.schedule(&circle, "Ana's", &[]).await;
    for path in ["edit", "attendance", "recap"] {
        assert_eq!(ben.get(&format!("{own}/{path}")).await.status(), 200, "{path}");
        assert_eq!(ben.get(&format!("{other}/{path}")).await.status(), 404, "{path}");
        assert_eq!(chloe.get(&format!("{own}/{path}")).await.status(), 404, "{path}");
    }
    let page = ben.post(&format!("{own}/edit"), &session("Ben's own", &[("hosts", &host)])).await;
    assert_eq!(page.text("h1"), "Ben's own");
    assert!(
        page.text("main").contains("For hosts") && !chloe.get(&own).await.text("main").contains("For hosts")
    );
    assert_eq!(ben.post(&format!("{circle}/events"), &session("Sneaked in", &[])).await.status(), 404);
}

#[tokio::test]
async fn only_people_of_the_community_become_hosts() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let (inside, outside) = (ben.id.to_string(), chloe.id.to_string());
    let path = ana.schedule(&circle, "Shared", &[("hosts", &inside), ("hosts", &outside)]).await;
    ben.post(&format!("{path}/hosting"), "answer=yes").await;
    assert_eq!(chloe.post(&format!("{path}/hosting"), "answer=yes").await.status(), 404, "she was not asked");
    assert_eq!(chloe.get(&format!("{path}/edit")).await.status(), 404);
    let hosts = ana.get(&path).await.text("dl.facts");
    assert!(hosts.contains("Ben Okafor") && !hosts.contains("Chloe Martin"), "{hosts}");
}

#[tokio::test]
async fn a_recap_tells_what_came_of_it() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    site.clock_to(datetime!(2026-11-26 15:00 UTC));
    let recap = form(&[("recap", "We *agreed*."), ("recording_url", "https://video.example.org/1")]);
    assert_eq!(ana.post(&format!("{path}/recap"), &recap).await.said(), "The recap is posted.");
    let page = ben.get(&path).await;
    assert_eq!(
        (page.text("#recap ~ .prose"), page.text("#recap ~ .prose em")),
        ("We agreed.".to_owned(), "agreed".to_owned())
    );
    assert!(page.body().contains("https://video.example.org/1"));
    let page =
        ana.post(&format!("{path}/recap"), &form(&[("recap", "Kept"), ("recording_url", "video")])).await;
    assert_eq!(
        (page.status().as_u16(), page.problem("recording_url").is_empty(), page.text("#recap")),
        (422, false, "Kept".to_owned())
    );
    assert_eq!(change(&ana, &path, "Rewritten", &[]).await.status(), 409, "its past is written");
}

#[tokio::test]
async fn a_recap_says_how_long_the_hosts_prepared() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    assert_eq!(ana.post(&format!("{path}/recap"), "recap=Early").await.status(), 409, "it has not begun");
    assert!(!ana.get(&format!("{path}/recap")).await.has("main form"));
    site.clock_to(site.app.clock.now() + time::Duration::days(10));
    let page = ana.get(&format!("{path}/recap")).await;
    assert_eq!(page.attributes("#prep_hours", "value"), ["2"], "as usual");
    let page = ana.post(&format!("{path}/recap"), &form(&[("recap", "Well"), ("prep_hours", "many")])).await;
    assert_eq!((page.status().as_u16(), page.text("textarea")), (422, "Well".to_owned()));
    assert_eq!(page.problem("prep_hours"), "Enter hours from 0 to 200, such as 1.5.");
    ana.post(&format!("{path}/recap"), &form(&[("recap", "Well"), ("prep_hours", "1,5")])).await;
    assert_eq!(ana.get(&format!("{path}/recap")).await.attributes("#prep_hours", "value"), ["1.5"]);
    let late = ana.post(&format!("{path}/cancellation"), "").await;
    assert_eq!(late.status(), 409, "what has ended is not cancelled");
}

#[tokio::test]
async fn a_draft_that_was_published_meanwhile_is_not_deleted_from_an_older_page() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let draft = ana.post(&format!("{circle}/events"), &session("A draft", &[("then", "draft")])).await;
    let path = draft.path().to_owned();
    let shown = ana.get(&path).await.attributes("form[action$='/cancellation'] input[name=draft]", "value");
    assert_eq!(shown, ["yes"]);
    ana.post(&format!("{path}/publication"), "").await;
    assert_eq!(ana.post(&format!("{path}/cancellation"), "draft=yes").await.status(), 409);
    assert!(!ana.get(&path).await.body().contains("Cancelled"));
}

#[tokio::test]
async fn a_form_that_was_overtaken_is_shown_again_before_it_writes_over_somebody_elses_change() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    let shown = ana.get(&format!("{path}/edit")).await.attributes("input[name=shown]", "value").remove(0);
    let host = ana.id.to_string();
    let save = async |fields: &[(&str, &str)]| {
        let fields = [&[("hosts", host.as_str())][..], fields].concat();
        ana.post(&format!("{path}/edit"), &session("Flaky tests", &fields)).await
    };
    assert_eq!(save(&[("place", "Room 7"), ("shown", &shown)]).await.path(), path);
    let late = save(&[("agenda", "Cases"), ("shown", &shown)]).await;
    assert_eq!((late.status().as_u16(), late.text("#agenda")), (422, "Cases".to_owned()));
    assert!(late.problem("title").starts_with("Someone changed this since"));
    assert!(ana.get(&path).await.text("main").contains("Room 7"));
    let now = late.attributes("input[name=shown]", "value").remove(0);
    assert_eq!(save(&[("agenda", "Cases"), ("place", "Room 7"), ("shown", &now)]).await.path(), path);

    site.clock_to(site.app.clock.now() + time::Duration::days(10));
    let shown = ana.get(&format!("{path}/recap")).await.attributes("input[name=shown]", "value").remove(0);
    ana.post(&format!("{path}/recap"), &form(&[("recap", "First"), ("shown", &shown)])).await;
    let late = ana.post(&format!("{path}/recap"), &form(&[("recap", "Second"), ("shown", &shown)])).await;
    assert_eq!((late.status().as_u16(), late.text("#recap")), (422, "Second".to_owned()));
}
