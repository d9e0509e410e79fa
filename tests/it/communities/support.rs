//! What would help, asked of leaders; who the sponsor is; and why members joined.

use time::Duration;

use crate::support::{START, community, form, site};

#[tokio::test]
async fn organisers_ask_leaders_for_support_and_thank_them_when_it_came() {
    let site = site().await;
    let (ana, ben, leader) =
        (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.leader("Lea Lopez").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let support = format!("{circle}/support");
    assert_eq!(ben.get(&support).await.status(), 404, "organisers ask");
    let page = ana.get(&support).await;
    assert_eq!(page.all("#begin ~ ul h3").len(), 5);
    let begun = ana.get(&format!("{support}?begin=2")).await;
    assert!(begun.text("#words").starts_with("A room for 20 people"));
    assert_eq!(ana.get(&format!("{support}?begin=99")).await.text("#words"), "");
    let empty = ana.post(&support, "words=").await;
    assert_eq!((empty.status().as_u16(), empty.problem("words").is_empty()), (422, false));
    assert_eq!(ana.post(&format!("{support}/answer"), "").await.status(), 409, "nothing is asked");
    let page = ana.post(&support, &form(&[("words", "A room on <Thursdays>")])).await;
    assert!(page.text(".asked").contains("A room on <Thursdays>") && page.text(".asked").contains("Asked"));
    site.run_jobs().await;
    let impact = leader.get("/impact").await;
    assert!(impact.text(".help-wanted").contains("A room on <Thursdays>"));
    assert!(impact.text(".help-wanted").contains("Asked"));
    let page = ana.post(&format!("{support}/answer"), &form(&[("thanks", "Thank you, Lea.")])).await;
    assert!(!page.has(".asked") && page.text("[aria-labelledby=given]").contains("Thank you, Lea."));
    let impact = leader.get("/impact").await;
    assert!(!impact.has(".help-wanted") && impact.text("main").contains("Thank you, Lea."));
    site.clock_to(time::macros::datetime!(2027-02-21 09:00:01 UTC));
    assert!(!leader.get("/impact").await.text("main").contains("Thank you, Lea."), "for 90 days");
    ana.post(&support, "words=Time").await;
    for _ in 0..2 {
        ana.post(&format!("{support}/withdrawal"), "").await;
        assert!(!ana.get(&support).await.has(".asked"));
    }
    assert_eq!(ana.get(&support).await.all("#given ~ ul li").len(), 1, "what was withdrawn is not answered");
}

#[tokio::test]
async fn the_day_of_asking_stays_until_the_words_change() {
    let site = site().await;
    let (ana, leader) = (site.person("Ana Ferreira").await, site.leader("Lea Lopez").await);
    let circle = ana.found("Testing circle", &[]).await;
    let support = format!("{circle}/support");
    ana.post(&support, "words=A room").await;
    site.clock_to(START + Duration::days(10));
    ana.post(&support, "words=A room").await;
    let asked = async || leader.get("/impact").await.text(".help-wanted");
    let first = asked().await;
    ana.post(&support, "words=A larger room").await;
    assert_ne!(first.replace("A room", "A larger room"), asked().await);
    let page = ana.post(&support, &form(&[("words", &"x".repeat(301))])).await;
    assert_eq!((page.status().as_u16(), page.problem("words").is_empty()), (422, false));
    assert_eq!(page.text("#words").len(), 301, "as typed");
    let page = ana.post(&format!("{support}/answer"), &form(&[("thanks", &"y".repeat(201))])).await;
    assert_eq!((page.status().as_u16(), page.problem("thanks").is_empty()), (422, false));
    assert!(page.has(".asked"), "it is still asked for");
}

#[tokio::test]
async fn an_archived_community_asks_for_nothing_new() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    site.archive(&circle).await;
    let support = format!("{circle}/support");
    assert!(!ana.get(&support).await.has("#words"));
    assert_eq!(ana.post(&support, "words=A room").await.status(), 409);
}

#[tokio::test]
async fn a_sponsor_is_named_by_typing_a_name_or_said_to_be_missing() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let lea = site.person_of("Lea Lopez", "Billing").await;
    let circle = ana.found("Testing circle", &[]).await;
    let save = async |fields: &[(&str, &str)]| {
        ana.post(&format!("{circle}/edit"), &community("Testing circle", fields)).await
    };
    assert!(!save(&[("sponsor", "Nobody Known")]).await.problem("sponsor").is_empty());
    let both = save(&[("sponsor", "Lea Lopez"), ("lacks_sponsor", "yes")]).await;
    assert_eq!(both.status(), 422);
    assert!(!ben.get(&circle).await.text("aside").contains("Sponsor"));
    assert_eq!(save(&[("lacks_sponsor", "yes")]).await.status(), 200);
    assert!(ana.get(&circle).await.text("aside:last-child").contains("No sponsor yet."));
    assert_eq!(save(&[("sponsor", "lea  lopez")]).await.status(), 200);
    assert!(ben.get(&circle).await.text("aside").contains("Sponsor: Lea Lopez"));
    let typed = ana.get(&format!("{circle}/edit")).await.attributes("#sponsor", "value");
    assert_eq!(typed, ["Lea Lopez (Billing)"]);
    assert_eq!(save(&[("sponsor", &typed[0])]).await.status(), 200, "as the form names her");
    let other = site.person_of("Lee Lopez", "Field").await;
    let renamed = sqlx::query("update people set name = 'Lea Lopez' where id = $1").bind(other.id);
    renamed.execute(&site.app.db).await.expect("another of that name");
    assert!(save(&[("sponsor", "Lea Lopez")]).await.problem("sponsor").starts_with("Several people"));
    assert_eq!(save(&[("sponsor", &typed[0])]).await.status(), 200, "left as it is, it stands for her");
    let boss = site.admin("Omar Siddiq").await;
    boss.post(&format!("/admin/people/{}/deactivation", lea.id), "").await;
    assert!(!ben.get(&circle).await.text("aside").contains("Lea Lopez"));
}

#[tokio::test]
async fn the_roadmap_reads_what_was_said_of_the_sponsor() {
    let site = site().await;
    let (ana, lea) = (site.person("Ana Ferreira").await, site.person("Lea Lopez").await);
    let circle = ana.found("Testing circle", &[]).await;
    let said = async |fields: &[(&str, &str)]| {
        ana.post(&format!("{circle}/edit"), &community("Testing circle", fields)).await;
        ana.get(&format!("{circle}/roadmap")).await.text("#sponsor .value")
    };
    assert_eq!(said(&[]).await, "Nobody is named yet");
    let page = ana.get(&format!("{circle}/roadmap")).await;
    assert_eq!(page.attributes("#sponsor .remedy a", "href"), [format!("{circle}/edit#sponsor")]);
    assert_eq!(said(&[("lacks_sponsor", "yes")]).await, "You said that there is none yet");
    assert_eq!(said(&[("sponsor", "Lea Lopez")]).await, "A sponsor is named");
    let boss = site.admin("Omar Siddiq").await;
    boss.post(&format!("/admin/people/{}/deactivation", lea.id), "").await;
    let value = ana.get(&format!("{circle}/roadmap")).await.text("#sponsor .value");
    assert_eq!(value, "Nobody is named yet", "a closed account stands up for nothing");
}

#[tokio::test]
async fn a_new_member_is_asked_why_for_two_weeks_and_the_roadmap_counts_the_answers() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    assert!(!ana.get(&circle).await.has("#why-joined"), "organisers ask");
    let mut members = Vec::new();
    for name in ["Ben Okafor", "Chidi Nwosu", "Dara Lindqvist"] {
        let member = site.person(name).await;
        member.join(&circle).await;
        assert!(member.get(&circle).await.has("#why-joined"));
        members.push(member);
    }
    let said = async || ana.get(&format!("{circle}/roadmap")).await.text("#reasons .value");
    members[0].post(&format!("{circle}/why"), "why=Curious").await;
    assert!(!members[0].get(&circle).await.has("#why-joined"), "it was said");
    assert_eq!(said().await, "1 person said why they joined (needs 3)");
    for member in &members[1..] {
        member.post(&format!("{circle}/why"), "why=We all break things").await;
    }
    assert_eq!(said().await, "3 people said why they joined (needs 3)");
    let late = site.person("Eve Adams").await;
    late.join(&circle).await;
    site.clock_to(START + Duration::days(14) - Duration::minutes(1));
    assert!(late.get(&circle).await.has("#why-joined"));
    site.clock_to(START + Duration::days(15));
    assert!(!late.get(&circle).await.has("#why-joined"));
}

#[tokio::test]
async fn members_say_why_they_joined_whenever_they_like() {
    let site = site().await;
    let (ana, ben, eve) =
        (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.person("Eve Adams").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let settings = circle.replace("/communities/", "/me/notices/");
    assert_eq!(ben.get(&settings).await.attributes("#why", "value"), [""]);
    let page = ben.post(&format!("{circle}/why"), &form(&[("why", "I break <things>")])).await;
    assert!(page.text("#people").contains("“I break <things>”"));
    assert_eq!(ben.get(&settings).await.attributes("#why", "value"), ["I break <things>"]);
    let long = ben.post(&format!("{circle}/why"), &form(&[("why", &"x".repeat(301))])).await;
    assert_eq!((long.status().as_u16(), long.problem("why").is_empty()), (422, false));
    assert!(!eve.get(&format!("{circle}/members")).await.body().contains("I break"), "it is for members");
    ben.post(&format!("{circle}/why"), "why=").await;
    assert!(!ana.get(&format!("{circle}/members")).await.text("#people").contains("“"));
    assert_eq!(eve.post(&format!("{circle}/why"), "why=Me").await.status(), 404);
}

#[tokio::test]
async fn an_answer_is_to_what_was_read() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let support = format!("{circle}/support");
    let page = ana.post(&support, "words=A+room").await;
    let asked = page.attributes("input[name=asked]", "value").remove(0);
    ana.post(&support, "words=A+budget").await;
    let stale = form(&[("asked", &asked), ("thanks", "Thank you for the room.")]);
    assert_eq!(ana.post(&format!("{support}/answer"), &stale).await.status(), 409);
    assert!(ana.get(&support).await.text(".asked").contains("A budget"));
}
