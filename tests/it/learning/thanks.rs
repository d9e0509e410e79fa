//! Thanks from one person to another: for a session, a story, or help.

use time::Duration;
use time::macros::datetime;

use crate::support::{Browser, Site, form, site};

/// Ana runs an open community, Ben and Cleo are in it; a session of it is over.
async fn circle(site: &Site) -> (Browser, Browser, Browser, String, String) {
    let ana = site.person("Ana Ferreira").await;
    let (ben, cleo) = (site.person("Ben Okafor").await, site.person("Cleo Silva").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    cleo.join(&circle).await;
    let session = ana.schedule(&circle, "Flaky tests", &[]).await;
    let early = ben.get(&format!("{session}/thanks")).await;
    assert_eq!(early.path(), session, "nobody is thanked for what is still to come");
    assert_eq!(ben.post(&format!("{session}/thanks"), "name=Cleo%20Silva").await.status(), 409);
    site.clock_to(datetime!(2026-11-28 09:00 UTC));
    (ana, ben, cleo, circle, session)
}

async fn notes(site: &Site) -> i64 {
    sqlx::query_scalar("select count(*) from thanks").fetch_one(&site.app.db).await.expect("a count")
}

async fn id_of(site: &Site) -> uuid::Uuid {
    sqlx::query_scalar("select id from thanks order by at desc limit 1")
        .fetch_one(&site.app.db)
        .await
        .expect("one")
}

#[tokio::test]
async fn a_host_is_thanked_told_and_named_on_the_page_of_the_community() {
    let site = site().await;
    let (ana, ben, cleo, circle, session) = circle(&site).await;
    let page = ben.get(&format!("{session}/thanks")).await;
    assert_eq!(page.attributes("input[name=hosts][checked]", "value"), [ana.id.to_string()]);
    let host = ana.id.to_string();
    let fields = form(&[("hosts", &host), ("line", "Nobody laughed at my question.")]);
    assert_eq!(ben.post(&format!("{session}/thanks"), &fields).await.path(), session);
    let again = ben.post(&format!("{session}/thanks"), &fields).await;
    assert_eq!(
        (again.status().as_u16(), again.text("#line")),
        (422, "Nobody laughed at my question.".to_owned())
    );
    assert!(again.problem("line").starts_with("You thanked them for this before."));
    assert_eq!(notes(&site).await, 1, "once for one session");
    assert_eq!(
        site.mails_to(&ana.email).await.last().map(String::as_str),
        Some("Ben Okafor thanked you for the session “Flaky tests”")
    );
    let home = ana.get("/").await;
    assert!(
        home.text("[aria-labelledby=thanked]")
            .contains("Ben Okafor thanked you for the session “Flaky tests”.")
    );
    ana.post("/thanks/reading", "").await;
    assert!(!ana.get("/").await.has("[aria-labelledby=thanked]"));
    assert!(ana.get("/thanks").await.text("main").contains("Nobody laughed at my question."));
    let seen = cleo.get(&circle).await.text("[aria-labelledby=thanks]");
    assert!(seen.contains("Ben Okafor thanked Ana Ferreira for the session “Flaky tests”."), "{seen}");
    assert!(seen.contains("Nobody laughed at my question."));
}

#[tokio::test]
async fn a_session_that_moves_takes_its_thanks_along() {
    let site = site().await;
    let (ana, ben, cleo, circle, session) = circle(&site).await;
    let host = ana.id.to_string();
    ben.post(&format!("{session}/thanks"), &form(&[("hosts", &host), ("line", "It worked.")])).await;
    let other = ana.found("Release club", &[]).await;
    let shows =
        async |path: &str| cleo.get(path).await.text("[aria-labelledby=thanks]").contains("It worked.");
    assert_eq!((shows(&circle).await, shows(&other).await), (true, false));
    sqlx::query("update events set community_id = (select id from communities where name = 'Release club')")
        .execute(&site.app.db)
        .await
        .expect("it moves");
    assert_eq!((shows(&circle).await, shows(&other).await), (false, true));
}

#[tokio::test]
async fn what_is_only_for_them_is_hidden_or_is_taken_back_is_nowhere_else() {
    let site = site().await;
    let (ana, ben, cleo, circle, session) = circle(&site).await;
    let path = format!("{session}/thanks");
    ben.post(&path, &form(&[("name", "Cleo Silva"), ("only", "yes")])).await;
    let told = async || ana.get(&circle).await.text("[aria-labelledby=thanks]");
    assert!(!told().await.contains("Cleo"), "between the two");
    assert!(cleo.get("/thanks").await.text("main").contains("Only you can see it"));
    let host = ana.id.to_string();
    site.clock_to(site.app.clock.now() + Duration::minutes(1));
    ben.post(&path, &form(&[("hosts", &host)])).await;
    assert!(told().await.contains("thanked Ana Ferreira"));
    let note = id_of(&site).await;
    assert_eq!(cleo.post(&format!("/thanks/{note}/hiding"), "hidden=yes").await.status(), 404, "not hers");
    ana.post(&format!("/thanks/{note}/hiding"), "hidden=yes").await;
    assert!(!told().await.contains("thanked Ana"));
    assert!(ben.get("/thanks/given").await.text("main").contains("Ana Ferreira"), "it is not told");
    assert!(!ana.get("/me/record?period=all").await.text("main").contains("Ben Okafor"));
    ana.post(&format!("/thanks/{note}/hiding"), "hidden=no").await;
    assert!(told().await.contains("thanked Ana"));
    assert!(ana.get("/me/record?period=all").await.text("main").contains("Ben Okafor"));
    assert_eq!(ana.post(&format!("/thanks/{note}/removal"), "").await.status(), 404, "only its sender");
    ben.post(&format!("/thanks/{note}/removal"), "").await;
    assert!(!told().await.contains("thanked Ana"));
    assert!(!ana.get("/thanks").await.text("main").contains("Ben"));
}

#[tokio::test]
async fn help_is_shown_where_both_are_members_and_nobody_thanks_themselves() {
    let site = site().await;
    let (ana, ben, cleo, circle, _) = circle(&site).await;
    let eve = site.person("Eve Novak").await;
    let shown: uuid::Uuid =
        sqlx::query_scalar("select id from communities").fetch_one(&site.app.db).await.unwrap();
    let shown = shown.to_string();
    let say = async |to: &str, with: &str, shown_in: &str| {
        let fields = [("name", to), ("helped_with", with), ("shown_in", shown_in)];
        ben.post("/thanks/new", &form(&fields)).await
    };
    assert_eq!(say("Ben Okafor", "myself", "").await.status(), 422);
    assert!(!say("Nobody Here", "things", "").await.problem("name").is_empty());
    assert!(!say("Cleo Silva", "", "").await.problem("helped_with").is_empty());
    let page = say("Eve Novak", "pump curves", &shown).await;
    assert!(!page.problem("shown_in").is_empty(), "she is not in it");
    assert_eq!(page.attributes("#helped_with", "value"), ["pump curves"], "as typed");
    assert_eq!(say("Cleo Silva", "pump curves", "elsewhere").await.status(), 400);
    assert_eq!(say("Cleo Silva", "pump curves.", &shown).await.path(), "/thanks/given");
    say("Cleo Silva", "Pump curves", &shown).await;
    assert_eq!(notes(&site).await, 1, "once for one thing");
    say("Eve Novak", "pump curves", "").await;
    assert!(eve.get("/thanks").await.text("main").contains("for help with pump curves"));
    let seen = ana.get(&circle).await.text("[aria-labelledby=thanks]");
    assert!(
        seen.contains("Ben Okafor thanked Cleo Silva for help with pump curves.") && !seen.contains("Eve")
    );
    let (from, to) = (datetime!(2026-01-01 0:00 UTC), datetime!(2027-01-01 0:00 UTC));
    let ties = guildhall::help_ties(&site.app.db, from, to).await.unwrap();
    let ties: Vec<_> = ties.iter().map(|tie| (tie.helped.to_string(), tie.helper.to_string())).collect();
    assert_eq!(ties, [(ben.id.to_string(), cleo.id.to_string())], "what is between two is no tie");
    sqlx::query("update people set deactivated_at = now() where id = $1")
        .bind(cleo.id)
        .execute(&site.app.db)
        .await
        .unwrap();
    assert_eq!(say("Cleo Silva", "valves", "").await.status(), 422, "no new thanks");
    assert!(ana.get(&circle).await.text("[aria-labelledby=thanks]").contains("Cleo Silva"), "past ones stay");
}

#[tokio::test]
async fn in_a_private_community_only_those_who_see_the_session_are_thanked() {
    let site = site().await;
    let (ana, eve) = (site.person("Ana Ferreira").await, site.person("Eve Novak").await);
    let ben = site.person("Ben Okafor").await;
    let circle = ana.found("Quiet circle", &[("visibility", "private"), ("admission", "invitation")]).await;
    ana.post(&format!("{circle}/invitations"), &form(&[("email", &ben.email)])).await;
    ben.post(&format!("{circle}/membership"), "").await;
    let session = ana.schedule(&circle, "Flaky tests", &[]).await;
    site.clock_to(datetime!(2026-11-28 09:00 UTC));
    let path = format!("{session}/thanks");
    assert!(!ben.post(&path, &form(&[("name", "Eve Novak")])).await.problem("name").is_empty());
    assert_eq!(eve.post(&path, &form(&[("name", "Ben Okafor")])).await.status(), 404);
    assert_eq!(notes(&site).await, 0);
    ben.post(&path, &form(&[("name", "Ana Ferreira")])).await;
    assert_eq!(notes(&site).await, 1);
    assert!(ana.get("/me/record").await.text("main").contains("Quiet circle"), "as a box to tick");
    assert!(!ana.get("/me/record.json").await.body().contains("Flaky tests"), "not by itself");
    let (from, to) = (datetime!(2026-01-01 0:00 UTC), datetime!(2027-01-01 0:00 UTC));
    assert!(guildhall::help_ties(&site.app.db, from, to).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_clicks_at_once_are_one_thank_you() {
    let site = site().await;
    let (ana, ben, _, _, session) = circle(&site).await;
    let host = ana.id.to_string();
    let (path, fields) = (format!("{session}/thanks"), form(&[("hosts", &host)]));
    tokio::join!(ben.post(&path, &fields), ben.post(&path, &fields), ben.post(&path, &fields));
    assert_eq!(notes(&site).await, 1);
    let told = site.mails_to(&ana.email).await;
    assert_eq!(told.iter().filter(|subject| subject.contains("thanked you")).count(), 1);
}

#[tokio::test]
async fn the_author_of_a_story_is_thanked_by_name_only_where_the_story_names_them() {
    let site = site().await;
    let (ana, ben, cleo, circle, _) = circle(&site).await;
    let tell = async |title: &str, display: &str| {
        let fields = [
            ("community", "testing-circle"),
            ("from", "coffee"),
            ("title", title),
            ("happened", "We met at the clinic."),
            ("benefits", "grow_capability"),
            ("visibility", "organisation"),
            ("display", display),
            ("then", "publish"),
        ];
        ana.post("/stories", &form(&fields)).await.path().to_owned()
    };
    let (named, unnamed) =
        (tell("The named story", "name").await, tell("The quiet story", "anonymous").await);
    for story in [&named, &unnamed] {
        ben.post(&format!("{story}/thanks"), "said=yes").await;
        assert!(ben.get(&format!("{story}/thanks/note")).await.status().is_success());
        ben.post(&format!("{story}/thanks/note"), &form(&[("line", "We use it now.")])).await;
        assert!(ben.get(story).await.text(".thanks").contains("One person said thanks."), "counted once");
    }
    assert_eq!(ana.post(&format!("{named}/thanks/note"), "line=x").await.status(), 409, "her own");
    assert_eq!(notes(&site).await, 2);
    let seen = cleo.get(&circle).await.text("[aria-labelledby=thanks]");
    assert!(seen.contains("thanked Ana Ferreira for the story “The named story”"), "{seen}");
    assert!(!seen.contains("quiet"), "{seen}");
    let given = ben.get("/thanks/given").await.text("main");
    assert!(given.contains("You thanked the author for the story “The quiet story”."), "{given}");
    assert_eq!(ana.get("/thanks").await.all(".thank-yous > li").len(), 2);
    ana.post(&format!("{named}/withdrawal"), "").await;
    assert!(!cleo.get(&circle).await.text("[aria-labelledby=thanks]").contains("named story"));
}
