//! Coming in, running it together, and leaving.

use tokio::join;

use crate::support::{Browser, Site, community, form, site};

async fn people(site: &Site) -> (Browser, Browser, Browser) {
    (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.person("Chloe Martin").await)
}

async fn role(by: &Browser, circle: &str, of: &Browser, organiser: &str) -> crate::support::Page {
    by.post(&format!("{circle}/members/{}/role", of.id), &form(&[("organiser", organiser)])).await
}

#[tokio::test]
async fn an_open_community_lets_anyone_in_with_a_word_on_why() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    for _ in 0..2 {
        ben.post(&format!("{circle}/membership"), &form(&[("why", "I break things")])).await;
    }
    let page = chloe.get(&format!("{circle}/members")).await;
    assert_eq!(
        (page.text("h1"), page.all(".people .name")),
        ("Members (2)".to_owned(), vec!["Ana Ferreira".to_owned(), "Ben Okafor".to_owned()])
    );
    assert!(!page.body().contains("“I break things”"), "why people joined is for members");
    assert!(ana.get(&format!("{circle}/members")).await.body().contains("“I break things”"));
    assert_eq!(ben.post(&format!("{circle}/membership"), "").await.said(), "You are already a member.");
    assert!(ben.get("/").await.text("[aria-labelledby=mine]").contains("Testing circle"));
}

#[tokio::test]
async fn whoever_asks_waits_for_an_organiser_who_says_yes_or_no() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[("admission", "request")]).await;
    assert_eq!(
        ben.post(&format!("{circle}/membership"), "why=Please").await.said(),
        "Your request was sent to the organisers. You’ll get an email when they approve it."
    );
    chloe.post(&format!("{circle}/membership"), "").await;
    let door = ana.get(&format!("{circle}/members")).await;
    assert!(door.body().contains("Requests to join") && door.text("h1") == "Members (1)");
    assert!(
        !ben.get(&format!("{circle}/members")).await.body().contains("Requests to join"),
        "only organisers see who asks"
    );
    let answer = |who: &Browser, yes: &str| {
        (format!("{circle}/members/{}/admission", who.id), format!("answer={yes}"))
    };
    let (path, typed) = answer(&ben, "yes");
    assert_eq!(ben.post(&path, &typed).await.status(), 404, "nobody lets themselves in");
    assert_eq!(ana.post(&path, &typed).await.said(), "Ben Okafor is now a member.");
    assert_eq!(site.mails_to(&ben.email).await, ["Welcome to Testing circle"]);
    let (path, typed) = answer(&chloe, "no");
    assert_eq!(ana.post(&path, &typed).await.said(), "The request is declined. They can ask again.");
    assert!(site.mails_to(&chloe.email).await.is_empty());
    assert_eq!(ana.get(&format!("{circle}/members")).await.text("h1"), "Members (2)");
    let page = chloe.get(&circle).await;
    assert_eq!(page.text(".community-head button"), "Ask to join", "she may ask again");
}

#[tokio::test]
async fn a_request_can_be_taken_back() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[("admission", "request")]).await;
    ben.join(&circle).await;
    assert_eq!(ben.get(&circle).await.text(".community-head button"), "Cancel request");
    ben.post(&format!("{circle}/departure"), "").await;
    assert!(!ana.get(&format!("{circle}/members")).await.body().contains("Requests to join"));
}

#[tokio::test]
async fn by_invitation_only_the_invited_come_in() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Quiet circle", &[("admission", "invitation"), ("visibility", "private")]).await;
    let known = ana.post(&format!("{circle}/invitations"), "email=BEN.okafor@example.org").await;
    let unknown = ana.post(&format!("{circle}/invitations"), "email=nobody@example.org").await;
    assert_eq!(known.said(), unknown.said(), "an invitation does not tell whose addresses are known");
    let page = ana.get(&format!("{circle}/members")).await;
    let invited = page.all("form[action$='/invitations/withdrawal'] [name=email]").len();
    assert_eq!(invited, 2, "nor does the list of the invited");
    assert!(!page.text("main").contains("Ben Okafor"), "{}", page.text("main"));
    assert_eq!(site.mails_to(&ben.email).await, ["Ana Ferreira invited you to join Quiet circle"]);
    ana.post(&format!("{circle}/invitations"), "email=ben.okafor@example.org").await;
    let mails: i64 = sqlx::query_scalar("select count(*) from mails").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(mails, 1, "asked twice, invited once");

    assert!(ben.get("/").await.text("[aria-labelledby=mine]").contains("You are invited"));
    assert_eq!(ben.get(&circle).await.text("main .button"), "Join the community");
    ben.join(&circle).await;
    assert_eq!(chloe.post(&format!("{circle}/membership"), "").await.status(), 404);
    let left = ana.get(&format!("{circle}/members")).await;
    assert_eq!(left.attributes("form[action$=withdrawal] [name=email]", "value"), ["nobody@example.org"]);

    let listed = ana.found("By name only", &[("admission", "invitation")]).await;
    let page = chloe.post(&format!("{listed}/membership"), "").await;
    assert_eq!(page.status(), 409);
    assert!(page.text("main").contains("You need an invitation"));
}

#[tokio::test]
async fn of_a_private_community_the_invited_see_the_invitation_and_no_more_until_they_accept() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Quiet circle", &[("visibility", "private")]).await;
    let session = ana.schedule(&circle, "Coming back to work", &[]).await;
    ana.go(&session).await;
    for person in [&ben, &chloe] {
        ana.post(&format!("{circle}/invitations"), &format!("email={}", person.email)).await;
    }
    let page = ben.get(&circle).await;
    assert_eq!((page.status().as_u16(), page.text("h1")), (200, "Quiet circle".to_owned()));
    assert_eq!(page.all("main button"), ["Join the community", "Decline the invitation"]);
    for hidden in ["Coming back to work", "Ana Ferreira"] {
        assert!(!page.text("main").contains(hidden), "{hidden}");
        for other in ["/", "/calendar", "/communities", "/search?q=coming"] {
            assert!(!ben.get(other).await.text("main").contains("Coming back"), "{other}");
        }
    }
    for inside in ["members", "events", "topics", "stories", "calendar", "announcements", "calendar.ics"] {
        assert_eq!(ben.get(&format!("{circle}/{inside}")).await.status(), 404, "{inside}");
    }
    assert_eq!(ben.get(&session).await.status(), 404);
    assert!(ben.get("/").await.text("[aria-labelledby=mine]").contains("Quiet circle You are invited"));

    let declined = chloe.post(&format!("{circle}/departure"), "").await;
    assert_eq!(
        (declined.said().as_str(), chloe.get(&circle).await.status().as_u16()),
        ("You declined the invitation.", 404)
    );
    ben.join(&circle).await;
    assert_eq!(ben.get(&session).await.status(), 200);
    assert!(ben.get(&format!("{circle}/members")).await.text("#people").contains("Ana Ferreira"));
}

#[tokio::test]
async fn members_leave_and_come_back() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Quiet circle", &[("visibility", "private")]).await;
    ana.post(&format!("{circle}/invitations"), "email=ben.okafor@example.org").await;
    ben.join(&circle).await;
    assert_eq!(ben.post(&format!("{circle}/departure"), "").await.path(), "/communities");
    assert_eq!(ben.get(&circle).await.status(), 404, "a private one is out of sight again");

    let open = ana.found("Testing circle", &[]).await;
    for _ in 0..2 {
        ben.join(&open).await;
        assert_eq!(ana.get(&format!("{open}/members")).await.text("h1"), "Members (2)");
        assert_eq!(
            ben.post(&format!("{open}/departure"), "").await.said(),
            "You have left. You can come back any time."
        );
        assert_eq!(ana.get(&format!("{open}/members")).await.text("h1"), "Members (1)");
    }
}

#[tokio::test]
async fn organisers_share_the_role_and_hand_it_back() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    assert_eq!(role(&ben, &circle, &ben, "yes").await.status(), 404);
    assert_eq!(role(&ana, &circle, &chloe, "yes").await.status(), 404, "only who is in can run it");
    assert_eq!(role(&ana, &circle, &ben, "yes").await.said(), "They are now an organiser.");
    assert!(ben.get(&circle).await.has("section.organising"));
    assert_eq!(role(&ana, &circle, &ana, "no").await.path(), circle);
    assert_eq!(ana.get(&format!("{circle}/edit")).await.status(), 404);
}

#[tokio::test]
async fn the_last_organiser_neither_leaves_nor_steps_back() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    for refused in [role(&ana, &circle, &ana, "no").await, ana.post(&format!("{circle}/departure"), "").await]
    {
        assert_eq!(refused.status(), 409);
        assert!(refused.text("main").contains("A community needs an organiser."));
    }
    assert!(ana.get(&circle).await.has("section.organising"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_organisers_who_leave_at_once_exactly_one_can() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    for round in 0..8 {
        let circle = ana.found(&format!("Circle {round}"), &[]).await;
        ben.join(&circle).await;
        role(&ana, &circle, &ben, "yes").await;
        let departure = format!("{circle}/departure");
        let statuses = if round % 2 == 0 {
            let (first, second) = join!(ana.post(&departure, ""), ben.post(&departure, ""));
            [first.status().as_u16(), second.status().as_u16()]
        } else {
            let (first, second) = join!(role(&ana, &circle, &ana, "no"), ben.post(&departure, ""));
            [first.status().as_u16(), second.status().as_u16()]
        };
        assert!(statuses.contains(&200) && statuses.contains(&409), "{statuses:?}");
        let left: i64 = sqlx::query_scalar(
            "select count(*) from members m join communities c on c.id = m.community_id
             where '/communities/' || c.slug = $1 and m.organiser and m.left_at is null",
        )
        .bind(&circle)
        .fetch_one(&site.app.db)
        .await
        .unwrap();
        assert_eq!(left, 1);
    }
}

#[tokio::test]
async fn whoever_joins_before_the_first_session_is_there_from_the_start() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ana.schedule(&circle, "The first", &[]).await;
    ben.join(&circle).await;
    site.clock_to(time::macros::datetime!(2026-11-27 09:00 UTC));
    chloe.join(&circle).await;
    let page = ana.get(&format!("{circle}/members")).await;
    assert_eq!(page.text("h1"), "Members (3)");
    // Everybody who is in may host, whenever they came.
    let hosts = ana.get(&format!("{circle}/events/new")).await;
    assert_eq!(hosts.all("#hosts label").len(), 3);
}

#[tokio::test]
async fn a_community_that_changes_its_door_keeps_who_is_in() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    ana.post(&format!("{circle}/edit"), &community("Testing circle", &[("admission", "invitation")])).await;
    assert_eq!(ana.get(&format!("{circle}/members")).await.text("h1"), "Members (2)");
    assert_eq!(chloe.post(&format!("{circle}/membership"), "").await.status(), 409);
}
