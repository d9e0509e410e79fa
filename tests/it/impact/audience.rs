//! Whom a community is for, how many of them came, and which teams it has not met.

use super::{people, small_organisation};
use crate::support::{Browser, Page, Site, form, site};

async fn team(site: &Site, name: &str) -> String {
    sqlx::query_scalar("select id::text from teams where name = $1")
        .bind(name)
        .fetch_one(&site.app.db)
        .await
        .expect("an id")
}

async fn choose(ana: &Browser, circle: &str, chosen: &[(&str, &str)]) -> Page {
    let page = ana.post(&format!("{circle}/reach"), &form(chosen)).await;
    assert!(page.said().starts_with("Saved."), "{}", page.said());
    ana.get(&format!("{circle}/reach")).await
}

/// What the metrics say of reach now.
async fn metric(ana: &Browser, circle: &str) -> String {
    ana.get(&format!("{circle}/impact/metrics?from=2026-10-01&until=2026-10-31")).await.text("#reach")
}

#[tokio::test]
async fn reach_is_of_those_a_community_is_for_and_only_a_number_where_that_is_not_said() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    people(&site, "Sales", 5).await;
    people(&site, "Press", 4).await;
    let page = ana.get(&format!("{circle}/reach")).await;
    assert!(page.text("#came ~ p").starts_with("17 people came to a session."), "{}", page.text("#came ~ p"));
    assert!(page.text(".lead").starts_with("It isn’t said yet who this community is for"));
    assert_eq!(page.all("#unmet ~ ul h3"), ["Sales"], "four people are no team to speak of");
    assert!(metric(&ana, &circle).await.contains("Not known"), "{}", metric(&ana, &circle).await);

    let [data, sales, press] =
        [team(&site, "Data").await, team(&site, "Sales").await, team(&site, "Press").await];
    let page = choose(&ana, &circle, &[("team", &data), ("team", &sales)]).await;
    assert!(
        page.text(".lead").starts_with("This community is for Data and Sales."),
        "{}",
        page.text(".lead")
    );
    let reading = "7 of the 12 people it is for came to a session: 58%. 10 came from elsewhere.";
    assert_eq!(page.text("#came ~ p").split(" Only").next(), Some(reading));
    assert_eq!(page.all("input[name=team][checked] ~ span"), ["Data", "Sales"]);
    site.run_jobs().await;
    let told = metric(&ana, &circle).await;
    assert!(told.contains("58%") && told.contains("7 of 12 people came"), "{told}");

    // Of a team of four, a share would tell who did not come.
    let page = choose(&ana, &circle, &[("team", &press)]).await;
    assert!(page.text("#came ~ p").starts_with("17 people came to a session. 17 came from elsewhere."));
    assert!(!page.has("#unmet ~ ul"));
    let page = choose(&ana, &circle, &[]).await;
    assert!(page.text(".lead").starts_with("It isn’t said yet"));
}

#[tokio::test]
async fn a_department_is_there_with_every_team_it_has_or_will_have() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    people(&site, "Sales", 5).await;
    let department: String = sqlx::query_scalar(
        "select d.id::text from departments d join teams t on t.department_id = d.id where t.name = 'Data'",
    )
    .fetch_one(&site.app.db)
    .await
    .expect("a department");
    let data = team(&site, "Data").await;
    choose(&ana, &circle, &[("department", &department), ("team", &data), ("team", &data)]).await;
    let kept: i64 =
        sqlx::query_scalar("select count(*) from audiences").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(kept, 1, "its teams are in it already");
    let teams = async || -> i64 {
        sqlx::query_scalar("select count(*) from communities c, audience_teams(c.id)")
            .fetch_one(&site.app.db)
            .await
            .expect("a count")
    };
    let before = teams().await;
    sqlx::query("insert into teams (department_id, name) values ($1::uuid, 'Brand new')")
        .bind(&department)
        .execute(&site.app.db)
        .await
        .expect("a team");
    assert_eq!(teams().await, before + 1);
}

#[tokio::test]
async fn two_organisers_who_choose_at_once_leave_one_choice() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let (data, legal) = (team(&site, "Data").await, team(&site, "Legal").await);
    let path = format!("{circle}/reach");
    let choices = [[("team", data.as_str())], [("team", legal.as_str())]].map(|chosen| form(&chosen));
    for _ in 0..5 {
        let pages = tokio::join!(ana.post(&path, &choices[0]), ana.post(&path, &choices[1]));
        assert!(pages.0.said().starts_with("Saved.") && pages.1.said().starts_with("Saved."));
        let kept: i64 = sqlx::query_scalar("select count(*) from audiences")
            .fetch_one(&site.app.db)
            .await
            .expect("a count");
        assert_eq!(kept, 1);
    }
}
