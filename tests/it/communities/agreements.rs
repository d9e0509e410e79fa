//! Agreements: what members say about how they want to be together.

use time::Duration;

use crate::support::{Browser, Site, form, site};

async fn circle(site: &Site) -> (Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    (ana, ben, circle)
}

fn lines<'a>(lines: &[&'a str], then: &'a str) -> String {
    let mut fields: Vec<_> = lines.iter().map(|line| ("line", *line)).collect();
    fields.push(("then", then));
    form(&fields)
}

#[tokio::test]
async fn organisers_write_a_short_list_and_members_read_it_on_the_communitys_page() {
    let site = site().await;
    let (ana, ben, circle) = circle(&site).await;
    let (path, edit) = (format!("{circle}/agreements"), format!("{circle}/agreements/edit"));
    assert!(ben.get(&path).await.has(".empty"));
    assert_eq!(ben.get(&edit).await.status(), 404);
    let page = ana.get(&edit).await;
    assert_eq!(page.all(".agreement-idea").len(), 8);
    let use_third = page.attributes(".agreement-idea button", "value").remove(2);
    let page = ana.post(&edit, &lines(&["Be kind", ""], &use_third)).await;
    assert_eq!(page.all("textarea"), ["Be kind", "Ask before you advise.", "", ""]);
    assert_eq!(page.all(".agreement-idea").len(), 7);
    assert!(ben.get(&path).await.has(".empty"), "nothing is kept until it is saved");
    let page = ana.post(&edit, &lines(&["Be kind", "Ask before you advise."], "up-1")).await;
    assert_eq!(page.all("textarea")[..2], ["Ask before you advise.", "Be kind"]);
    let page = ana.post(&edit, &lines(&["Ask before you advise.", " Be   kind ", ""], "save")).await;
    assert_eq!(page.said(), "The agreements are saved.");
    assert_eq!(ben.get(&path).await.all(".agreements li"), ["Ask before you advise.", "Be kind"]);
    assert_eq!(ben.get(&circle).await.all("aside .agreements li"), ["Ask before you advise.", "Be kind"]);
    let eve = site.person("Eve Adams").await;
    assert!(!eve.get(&circle).await.has(".agreements"));
    assert_eq!(eve.get(&path).await.status(), 404);

    let page = ana.post(&edit, &lines(&["One"; 11], "save")).await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.problem("lines"), "Keep at most 10. A short list is remembered.");
}

#[tokio::test]
async fn of_two_organisers_who_write_at_once_the_second_sees_what_the_first_wrote() {
    let site = site().await;
    let (ana, _, circle) = circle(&site).await;
    let edit = format!("{circle}/agreements/edit");
    let from_nothing = |line: &str| lines(&[line], "save");
    ana.post(&edit, &from_nothing("Be kind")).await;
    let page = ana.post(&edit, &from_nothing("Be brief")).await;
    assert_eq!(page.status(), 422);
    assert!(page.problem("lines").contains("They are now: “Be kind”."), "{}", page.problem("lines"));
    assert_eq!(page.all("textarea")[0], "Be brief", "what was typed is kept");
    assert_eq!(page.attributes("input[name=was]", "value"), ["Be kind"]);
    assert_eq!(ana.get(&format!("{circle}/agreements")).await.all(".agreements li"), ["Be kind"]);
    let knowing = form(&[("line", "Be brief"), ("was", "Be kind"), ("then", "save")]);
    assert_eq!(ana.post(&edit, &knowing).await.said(), "The agreements are saved.");
    assert_eq!(ana.get(&format!("{circle}/agreements")).await.all(".agreements li"), ["Be brief"]);
}

#[tokio::test]
async fn it_says_when_the_community_last_looked_at_them() {
    let site = site().await;
    let (ana, ben, circle) = circle(&site).await;
    let edit = format!("{circle}/agreements/edit");
    ana.post(&edit, &lines(&["Be kind"], "save")).await;
    site.clock_to(site.app.clock.now() + Duration::days(40));
    assert_eq!(
        ben.get(&format!("{circle}/agreements")).await.text(".page-head .meta"),
        "Looked at 1 month ago"
    );
    let page = ana.post(&format!("{circle}/agreements/review"), "").await;
    assert_eq!(page.text(".page-head .meta"), "Looked at just now");
    site.clock_to(site.app.clock.now() + Duration::days(2));
    let page = ana.post(&edit, &lines(&["Be kind"], "save")).await;
    assert_eq!(page.said(), "Nothing changed. You looked at them today.");
    site.archive(&circle).await;
    assert!(!ana.get(&format!("{circle}/agreements")).await.has("main form"));
    assert_eq!(ana.post(&edit, &lines(&["More"], "save")).await.status(), 409);
    assert_eq!(ben.post(&format!("{circle}/agreements/consent"), "agree=yes").await.status(), 409);
}

#[tokio::test]
async fn members_who_agree_are_counted_from_five_on_and_anew_when_words_change() {
    let site = site().await;
    let (ana, ben, circle) = circle(&site).await;
    let (path, edit) = (format!("{circle}/agreements"), format!("{circle}/agreements/edit"));
    let consent = format!("{circle}/agreements/consent");
    ben.post(&consent, "agree=yes").await;
    ana.post(&edit, &lines(&["Be kind"], "save")).await;
    let counted = |page: crate::support::Page| page.text(".page-head .meta").contains("members agree");
    ana.post(&consent, "agree=yes").await;
    let (one, two) = tokio::join!(ben.post(&consent, "agree=yes"), ben.post(&consent, "agree=yes"));
    assert!(one.status().is_success() && two.status().is_success());
    let mut others = Vec::new();
    for number in 0..3 {
        let person = site.person(&format!("Person {number}")).await;
        person.join(&circle).await;
        assert!(!counted(ana.get(&path).await), "fewer than five are not shown");
        person.post(&consent, "agree=yes").await;
        others.push(person);
    }
    assert!(ana.get(&path).await.text(".page-head .meta").ends_with("5 members agree"));
    assert!(!ana.get(&path).await.text("main").contains("Person 1"), "no names");
    others[0].post(&format!("{circle}/departure"), "").await;
    assert!(!counted(ana.get(&path).await), "a leaver is not counted");
    others[0].join(&circle).await;
    site.clock_to(site.app.clock.now() + Duration::DAY);
    others[0].post(&consent, "agree=yes").await;
    assert!(counted(ana.get(&path).await));
    ben.post(&consent, "agree=no").await;
    assert!(!counted(ana.get(&path).await));
    ben.post(&consent, "agree=yes").await;
    site.clock_to(site.app.clock.now() + Duration::DAY);
    let grown = [("line", "Be kind"), ("line", "Be brief"), ("was", "Be kind"), ("then", "save")];
    ana.post(&edit, &form(&grown)).await;
    let page = ben.get(&path).await;
    assert_eq!(page.text("form[action$=consent] button"), "I agree");
    assert!(!counted(page));
}
