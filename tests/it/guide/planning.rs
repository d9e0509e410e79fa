//! Help while a session is planned: what suits, what the time runs into, and a past session once more.

use time::macros::datetime;

use crate::support::{Browser, Site, form, session, site};

async fn people(site: &Site) -> (Browser, Browser) {
    (site.person("Ana Ferreira").await, site.person("Ben Okafor").await)
}

/// What is worth a look when Ana previews a session on Thursday at two.
async fn previewed(ana: &Browser, circle: &str, other: &[(&str, &str)]) -> Vec<String> {
    let host = ana.id.to_string();
    let typed: Vec<_> =
        [("hosts", host.as_str()), ("then", "preview")].into_iter().chain(other.iter().copied()).collect();
    let page = ana.post(&format!("{circle}/events"), &session("Flaky tests", &typed)).await;
    assert_eq!(page.status(), 200);
    page.all(".worth-a-look li")
}

async fn crowd(site: &Site, circle: &str, names: &[&str]) -> Vec<Browser> {
    let mut crowd = Vec::new();
    for name in names {
        let person = site.person(name).await;
        person.join(circle).await;
        crowd.push(person);
    }
    crowd
}

#[tokio::test]
async fn a_clash_is_named_with_a_few_members_and_a_number_from_five_on() {
    let site = site().await;
    let (ana, ben) = people(&site).await;
    let (circle, other) = (ana.found("Testing circle", &[]).await, ben.found("Gardeners", &[]).await);
    let crowd = crowd(&site, &circle, &["P One", "P Two", "P Three", "P Four", "P Five"]).await;
    ben.schedule(&other, "Pruning", &[("time", "14:30")]).await;
    assert!(previewed(&ana, &circle, &[]).await.is_empty(), "nobody belongs to both");
    for person in &crowd[..4] {
        person.join(&other).await;
    }
    let few = "“Pruning” of Gardeners is at the same time, and a few members could be at both.";
    assert_eq!(previewed(&ana, &circle, &[]).await, [few]);
    crowd[4].join(&other).await;
    let five = "“Pruning” of Gardeners is at the same time, and 5 members could be at both.";
    assert_eq!(previewed(&ana, &circle, &[]).await, [five]);
    assert!(previewed(&ana, &circle, &[("time", "13:40")]).await.is_empty(), "over when it begins");
    // It warns and never forbids, and still says so on the session's page, to whoever runs it.
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    assert_eq!(ana.get(&path).await.all(".worth-a-look li"), [five]);
    assert!(!crowd[0].get(&path).await.has(".worth-a-look"));
    let page = ana.get(&format!("{path}/edit")).await;
    assert_eq!(page.all(".worth-a-look li"), [five], "and not that it clashes with itself");
}

#[tokio::test]
async fn a_private_community_is_neither_named_nor_counted() {
    let site = site().await;
    let (ana, ben) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let quiet = ben.found("Quiet circle", &[("visibility", "private")]).await;
    ben.schedule(&quiet, "Quiet session", &[]).await;
    assert!(previewed(&ana, &circle, &[]).await.is_empty());
    let host = ben.id.to_string();
    assert!(previewed(&ana, &circle, &[("hosts", &host)]).await.is_empty(), "not through its host either");
    // Whoever belongs to it may know.
    let theirs = ben.found("Gardeners", &[]).await;
    assert!(previewed(&ben, &theirs, &[]).await.iter().any(|line| line.contains("Quiet session")));
}

#[tokio::test]
async fn a_host_without_ten_minutes_between_two_sessions_is_said_to_be() {
    let site = site().await;
    let (ana, ben) = people(&site).await;
    let (circle, other) = (ana.found("Testing circle", &[]).await, ana.found("Gardeners", &[]).await);
    ben.join(&circle).await;
    // From ten past one to two o'clock.
    ana.schedule(&other, "Pruning", &[("time", "13:10")]).await;
    let close =
        "Ana Ferreira also hosts “Pruning”, 13:10 to 14:00. Leave at least 10 minutes between sessions.";
    assert_eq!(previewed(&ana, &circle, &[]).await, [close]);
    assert_eq!(previewed(&ana, &circle, &[("time", "14:09")]).await, [close]);
    assert!(previewed(&ana, &circle, &[("time", "14:10")]).await.is_empty());
    let host = ben.id.to_string();
    let typed = session("Flaky tests", &[("hosts", &host), ("then", "preview")]);
    assert!(
        !ana.post(&format!("{circle}/events"), &typed).await.has(".worth-a-look"),
        "Ben hosts nothing else"
    );
}

#[tokio::test]
async fn night_is_said_where_it_is_night_for_members() {
    let site = site().await;
    let (ana, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let crowd = crowd(&site, &circle, &["P One", "P Two", "P Three", "P Four", "P Five"]).await;
    assert!(previewed(&ana, &circle, &[]).await.is_empty());
    for (index, person) in crowd.iter().enumerate() {
        // Eleven at night in Tokyo, six in the morning in Los Angeles.
        let zone = if index % 2 == 0 { "Asia/Tokyo" } else { "America/Los_Angeles" };
        sqlx::query("update people set zone = $2 where id = $1")
            .bind(person.id)
            .bind(zone)
            .execute(&site.app.db)
            .await
            .unwrap();
        let people = if index < 4 { "a few members".to_owned() } else { format!("{} members", index + 1) };
        let line = format!(
            "It is before 7:00 or after 21:00 for {people}. Vary the time, so that it is not always the same people’s night."
        );
        assert_eq!(previewed(&ana, &circle, &[]).await, [line]);
    }
}

#[tokio::test]
async fn a_format_is_suggested_with_its_reason_and_taken_in_one_press() {
    let site = site().await;
    let (ana, ben) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let new = format!("{circle}/events/new");
    assert!(
        !ana.get(&new).await.has(".suggestion"),
        "the first one is a lean coffee, which the form has already"
    );
    for (title, day) in [("One", "2026-11-24"), ("Two", "2026-11-25")] {
        ana.schedule(&circle, title, &[("day", day)]).await;
    }
    ben.join(&circle).await;
    let page = ana.get(&new).await;
    let words = page.text(".suggestion");
    assert!(words.starts_with("Try Story circle. You have not tried one yet."), "{words}");
    let link = page.attributes(".suggestion a", "href").remove(0);
    let page = ana.get(&link).await;
    assert_eq!(page.attributes("#kind option[selected]", "value"), ["story_circle"]);
    assert!(!page.has(".suggestion"), "somebody chose");
    let groups = page.attributes("#kind optgroup", "label");
    assert_eq!(groups, ["Best while a community is potential", "Also fine", "Rather for another phase"]);
    assert!(page.text("#kind").starts_with("Lean coffee: 45 to 60 minutes, 4 to 15 people, no preparation"));
}

#[tokio::test]
async fn a_past_session_is_planned_again_on_another_day_and_with_another_link() {
    let site = site().await;
    let (ana, ben) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let like = [
        ("format", "online"),
        ("join_url", "https://meet.example.org/secret"),
        ("kind", "retro"),
        ("agenda", "What went well?"),
        ("capacity", "12"),
        ("time", "09:30"),
        ("minutes", "25"),
    ];
    let path = ana.schedule(&circle, "Retro", &like).await;
    site.clock_to(datetime!(2026-11-27 09:00 UTC));
    let link = ana.get(&path).await.attributes(".organising a[href*='copy=']", "href").remove(0);
    assert!(!ben.get(&path).await.body().contains("copy="));
    let page = ana.get(&link).await;
    let value = |id: &str| page.attributes(id, "value").remove(0);
    assert_eq!(
        (value("#title"), value("#time"), value("#capacity")),
        ("Retro".into(), "09:30".into(), "12".into())
    );
    assert_eq!((value("#day"), value("#join_url")), ("2026-12-10".into(), String::new()));
    assert_eq!(page.text("#agenda"), "What went well?");
    assert_eq!(
        page.attributes("#kind option[selected], #minutes option[selected]", "value"),
        ["retro", "25"]
    );
    assert_eq!(page.attributes("input[name=hosts][checked]", "value"), [ana.id.to_string()]);
    // One of a community that is not this one is not copied.
    let other = ben.found("Gardeners", &[]).await;
    let stolen = ben.get(&link.replace(&circle, &other)).await;
    assert_eq!(stolen.attributes("#title", "value"), [""]);
    let typed = form(&[("copy", "no id"), ("title", "New")]);
    assert_eq!(ana.get(&format!("{circle}/events/new?{typed}")).await.attributes("#title", "value"), ["New"]);
}

#[tokio::test]
async fn hosts_have_a_list_of_what_helps_and_nobody_else_does() {
    let site = site().await;
    let (ana, ben) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[("agenda", "Why?")]).await;
    let page = ana.get(&path).await;
    assert_eq!(page.all(".checklist h3"), ["Before", "During", "After"]);
    assert_eq!(page.all(".checklist .done").len(), 2, "an agenda, and a length that leaves a break");
    assert!(!ben.get(&path).await.has(".checklist"));
    site.clock_to(datetime!(2026-11-26 15:00 UTC));
    assert_eq!(ana.get(&path).await.all(".checklist h3"), ["After"]);
}

/// A session of that kind which took place so many days ago, with so many people.
async fn took_place(site: &Site, kind: &str, days_ago: i64, present: i32) {
    sqlx::query(
        "insert into events (community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by, created_at,
                             published_at, list_completed_at, present)
         select id, 'A session', $1, 'published', $2, $2 + interval '50 minutes', zone, gen_random_uuid()::text,
                founder_id, $2, $2, $2, $3
         from communities",
    )
    .bind(kind)
    .bind(site.app.clock.now() - time::Duration::days(days_ago))
    .bind(present)
    .execute(&site.app.db)
    .await
    .expect("a session");
}

#[tokio::test]
async fn organisers_see_how_structured_their_sessions_were_and_what_is_missing() {
    let site = site().await;
    let (ana, ben) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let phase = format!("{circle}/phase");
    let range = async || ana.get(&phase).await.text("[aria-labelledby=range]");
    assert!(range().await.contains("No session has taken place yet."));
    took_place(&site, "workshop", 20, 4).await;
    took_place(&site, "workshop", 25, 3).await;
    took_place(&site, "course", 30, 2).await;
    let page = ana.get(&phase).await;
    let sentence = "At this stage, less structured sessions suit a community best. In the last six months none was \
                    less structured, such as a lean coffee or a problem clinic.";
    assert!(page.text("[aria-labelledby=range]").contains(sentence));
    assert_eq!(
        page.all(".learning-range tbody tr:last-child td"),
        ["0", "2", "0", "0"],
        "two people are no session"
    );
    assert_eq!(page.all(".learning-range tbody th").len(), 4);
    let planned = page.attributes("[aria-labelledby=range] .actions .button", "href");
    assert_eq!(planned, [format!("{circle}/events/new?kind=lean_coffee")]);
    took_place(&site, "lean_coffee", 1, 4).await;
    assert!(range().await.contains("you had all of that"));
    assert!(!ben.get(&phase).await.has("#range"), "it is for organisers");
}
