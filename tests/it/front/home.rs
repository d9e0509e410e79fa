//! The start page: who is suggested to meet.

use time::Duration;

use crate::support::{Browser, START, site};

/// Who is suggested, and why.
async fn meets(person: &Browser) -> (String, String) {
    let home = person.get("/").await;
    (home.text(".meet .name"), home.text(".meet .about p:last-child"))
}

#[tokio::test]
async fn a_paused_community_is_called_paused_until_it_goes_on() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let life = async || ana.get("/").await.text(".community.brief .state");
    let before = life().await;
    assert_ne!(before, "Paused");
    ana.post(&format!("{circle}/pause"), "until=2027-01-10").await;
    assert_eq!(life().await, "Paused");
    ana.post(&format!("{circle}/resumption"), "").await;
    assert_eq!(life().await, before);
}

#[tokio::test]
async fn the_person_to_meet_stays_the_same_day_as_long_as_they_show_the_topic() {
    let site = site().await;
    let ana = site.person_of("Ana Ferreira", "Claims").await;
    let ben = site.person_of("Ben Okafor", "Pumps").await;
    assert_eq!(meets(&ana).await.0, "", "nobody shares a topic");
    ana.says(&[("wants", "Valves")]).await;
    assert_eq!(meets(&ana).await.0, "");
    ben.says(&[("knows", "valves")]).await;
    let valves = || ("Ben Okafor".to_owned(), "Knows about Valves, which you want to learn.".to_owned());
    assert_eq!(meets(&ana).await, valves());
    // Somebody else who would do as well.
    let chloe = site.person_of("Chloe Martin", "Maps").await;
    chloe.says(&[("knows", "valves")]).await;
    assert_eq!(meets(&ana).await, valves(), "the same all day");
    let kept: Vec<String> = sqlx::query_scalar(
        "select o.name from people_to_meet k join people o on o.id = k.other_id
         where k.person_id = (select id from people where name = 'Ana Ferreira')",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("done");
    assert_eq!(kept, ["Ben Okafor"]);
    ben.says(&[("knows", "valves"), ("knows_seen_by", "nobody")]).await;
    assert_eq!(meets(&ana).await.0, "Chloe Martin", "not shown a moment longer than he shows it");
    sqlx::query("update people set deactivated_at = $1 where name = 'Chloe Martin'")
        .bind(site.app.clock.now())
        .execute(&site.app.db)
        .await
        .expect("done");
    assert_eq!(meets(&ana).await.0, "", "nor one who left");
    ben.says(&[("knows", "valves"), ("knows_seen_by", "everyone")]).await;
    site.clock_to(START + Duration::days(1));
    assert_eq!(meets(&ana).await, valves(), "on another day looked for anew");
    ana.says(&[("wants", "")]).await;
    assert_eq!(meets(&ana).await.0, "", "she wants to learn nothing any more");
}
