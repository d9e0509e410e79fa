//! The canvas: a community on one sheet.

use crate::support::{form, site};

#[tokio::test]
async fn it_brings_together_what_is_known_and_what_organisers_add() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let purpose = [
        ("who", "Testers and developers"),
        ("practice", "We learn to trust our releases."),
        ("why_now", "Releases hurt"),
    ];
    let circle = ana.found("Testing circle", &purpose).await;
    ben.join(&circle).await;
    ana.schedule(&circle, "Flaky tests", &[]).await;
    ana.schedule(&circle, "A draft", &[("then", "draft")]).await;
    ana.post(&format!("{circle}/roles"), &form(&[("name", "Topics"), ("duties", "")])).await;
    ana.post(&format!("{circle}/agreements/edit"), &form(&[("line", "Be kind"), ("then", "save")])).await;
    let (canvas, edit) = (format!("{circle}/canvas"), format!("{circle}/canvas/edit"));
    assert_eq!(ben.get(&edit).await.status(), 404);
    let long = "a".repeat(401);
    let page = ana.post(&edit, &form(&[("gives", &long), ("success", "We sleep")])).await;
    assert_eq!(
        (page.status().as_u16(), page.problem("gives")),
        (422, "Use at most 400 characters. You used 401.".into())
    );
    assert_eq!(page.text("#success"), "We sleep");
    ana.post(&edit, &form(&[("gives", "Someone to ask"), ("not_ours", "We set no standards")])).await;

    let page = ben.get(&canvas).await;
    let text = page.text(".canvas");
    for part in [
        "Testers and developers",
        "Releases hurt",
        "Someone to ask",
        "What success looks like Not written yet",
        "We set no standards",
        "Potential.",
        "Every two weeks",
        "Thu 26 Nov, 14:00: Flaky tests",
        "Organisers: Ana Ferreira",
        "Topics: nobody yet",
        "Be kind",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!ana.get(&canvas).await.text(".canvas").contains("A draft"), "paper holds what is settled");
}

#[tokio::test]
async fn it_names_the_sponsor_and_is_only_read_in_an_archive() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let (canvas, edit) = (format!("{circle}/canvas"), format!("{circle}/canvas/edit"));
    assert!(ben.get(&canvas).await.text(".canvas").contains("Sponsor No one yet"));
    sqlx::query("update communities set sponsor_named_at = now(), sponsor_id = (select id from people where name = 'Ben Okafor')")
        .execute(&site.app.db)
        .await
        .expect("a sponsor");
    assert!(ben.get(&canvas).await.text(".canvas").contains("Sponsor Ben Okafor"));
    let eve = site.person("Eve Adams").await;
    assert_eq!(eve.get(&canvas).await.status(), 404);
    site.archive(&circle).await;
    assert!(!ana.get(&canvas).await.has(".page-head .actions"));
    assert_eq!(ana.post(&edit, "gives=More").await.status(), 409);
}
