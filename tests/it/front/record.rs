//! A person's contribution record: only theirs, for a period, without what they leave out.

use time::macros::datetime;

use crate::support::{form, site};

#[tokio::test]
async fn a_record_lists_what_someone_did_in_a_period_and_leaves_out_what_they_tick() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    assert!(ana.get("/me/record").await.has(".empty"));
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let held = ana.schedule(&circle, "Flaky tests", &[]).await;
    ana.schedule(&circle, "Still to come", &[("day", "2026-12-20")]).await;
    site.clock_to(datetime!(2026-11-28 09:00 UTC));
    let host = ana.id.to_string();
    ben.post(&format!("{held}/thanks"), &form(&[("hosts", &host), ("line", "Clear at last.")])).await;
    let page = ana.get("/me/record").await;
    assert!(page.text("[aria-labelledby=hosted]").contains("Flaky tests"));
    assert!(!page.text("main").contains("Still to come"), "it was not held yet");
    assert!(page.text("[aria-labelledby=thanks]").contains("Clear at last."));
    assert!(page.text("[aria-labelledby=organised]").contains("Testing circle"));
    assert!(!page.text("main").to_lowercase().contains("points"));
    assert!(!ben.get("/me/record").await.text("main").contains("Flaky tests"), "it is Ana’s own");
    assert!(ana.get("/me/record?period=2024").await.has(".empty"));
    let custom = "/me/record?period=custom&from=2026-11-01&to=2026-11-30";
    assert!(ana.get(custom).await.has("[aria-labelledby=hosted]"));
    let wrong = ana.get("/me/record?period=custom&from=2026-11-30&to=2026-11-01").await;
    assert_eq!((wrong.status().as_u16(), wrong.problem("to").is_empty()), (422, false));
    let line = page.attributes("[aria-labelledby=hosted] input[name=out]", "value").remove(0);
    let community = page.attributes("input[name=community]", "value").remove(0);
    let left_out = format!("chosen=yes&part=hosted&part=thanks&community={community}&out={line}");
    let page = ana.get(&format!("/me/record?{left_out}")).await;
    assert!(page.has("[aria-labelledby=hosted].left-out") && !page.has("[aria-labelledby=organised]"));
    let file = ana.get(&format!("/me/record.json?{left_out}")).await;
    assert!(file.header("content-disposition").contains("contribution-record.json"));
    let file: serde_json::Value = serde_json::from_str(file.body()).unwrap();
    assert_eq!(file["format"], "guildhall-contribution-record");
    assert_eq!(file["made_at"], "2026-11-28T09:00:00Z");
    assert_eq!(file["period"]["from"], "2026-01-01");
    let entries = file["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!((&entries[0]["part"], &entries[0]["by"]), (&"thanks".into(), &"Ben Okafor".into()));
    assert_eq!(ana.get("/me/record.json?chosen=yes&part=hosted").await.body().matches("\"part\"").count(), 0);
}
