//! What leaders see, and what nobody may work out from it.

use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use crate::support::{Browser, Site, site};

const OCTOBER: OffsetDateTime = datetime!(2026-10-06 12:00 UTC);
const NOVEMBER: OffsetDateTime = datetime!(2026-11-03 12:00 UTC);

/// So many people of a team.
async fn people(site: &Site, team: &str, count: usize) -> Vec<Uuid> {
    let mut people = Vec::new();
    for number in 0..count {
        people.push(site.person_of(&format!("{team} {number}"), team).await.id);
    }
    people
}

/// A session of one hour that was held, with everybody who was there and a complete list.
async fn held(site: &Site, community: &str, at: OffsetDateTime, people: &[Uuid]) {
    let event: Uuid = sqlx::query_scalar(
        "insert into events (community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by,
                             created_at, published_at, list_completed_at)
         select c.id, 'A session', 'lean_coffee', 'published', $2, $2 + interval '1 hour', 'Etc/UTC',
                gen_random_uuid()::text, c.founder_id, $2, $2, $2
         from communities c
         where '/communities/' || c.slug = $1
         returning id",
    )
    .bind(community)
    .bind(at)
    .fetch_one(&site.app.db)
    .await
    .expect("a row");
    sqlx::query(
        "insert into attendance (event_id, person_id, team_id, source, recorded_at)
         select $1, id, team_id, 'host', $3 from people where id = any ($2)",
    )
    .bind(event)
    .bind(people)
    .bind(at)
    .execute(&site.app.db)
    .await
    .expect("a row");
}

/// A published story with a sentence that leaders may read; the sentence's id.
async fn quoted(site: &Site, community: &str, author: &Browser, sentence: &str) -> Uuid {
    sqlx::query_scalar(
        "with story as (
             insert into stories (community_id, author_id, title, activity, happened, cycle, benefits, told_as,
                                  created_at, published_at)
             select c.id, $2, 'A story', 'session', $3, 'applied', '{support_people}', 'member', $4, $4
             from communities c
             where '/communities/' || c.slug = $1
             returning id
         )
         insert into testimonials (story_id, author_id, sentence, on_impact, given_at)
         select id, $2, $3, true, $4 from story
         returning id",
    )
    .bind(community)
    .bind(author.id)
    .bind(sentence)
    .bind(NOVEMBER)
    .fetch_one(&site.app.db)
    .await
    .expect("a row")
}

/// Two teams of six and seven, one of four: they met twice.
async fn small_organisation(site: &Site) -> (Browser, String) {
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let (platform, data) = (people(site, "Platform", 6).await, people(site, "Data", 7).await);
    let legal = people(site, "Legal", 4).await;
    held(site, &circle, OCTOBER, &[&platform[..], &data[..], &legal[..]].concat()).await;
    held(site, &circle, NOVEMBER, &[&platform[..], &data[..5]].concat()).await;
    (ana, circle)
}

#[tokio::test]
async fn impact_is_there_for_leaders_and_for_nobody_else() {
    let site = site().await;
    let (leader, admin, member) =
        (site.leader("Lea Lopez").await, site.admin("Adi Adler").await, site.person("Mia Moss").await);
    for path in ["/impact", "/impact.csv"] {
        assert_eq!(leader.get(path).await.status(), 200, "{path}");
        assert_eq!(admin.get(path).await.status(), 404, "{path}: an administrator is not a leader");
        assert_eq!(member.get(path).await.status(), 404, "{path}");
        assert!(site.stranger().get(path).await.path().starts_with("/login"), "{path}");
    }
}

#[tokio::test]
async fn organisers_see_the_impact_of_their_own_community_only() {
    let site = site().await;
    let (ana, ben, leader) =
        (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.leader("Lea Lopez").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let path = format!("{circle}/impact");
    assert_eq!(ana.get(&path).await.status(), 200);
    assert!(!ana.get(&path).await.has("a[href^='/impact.csv']"));
    assert_eq!(ben.get(&path).await.status(), 404);
    assert_eq!(leader.get(&path).await.status(), 404);
}

#[tokio::test]
async fn an_organisation_without_sessions_reads_the_next_step() {
    let site = site().await;
    let page = site.leader("Lea Lopez").await.get("/impact").await;
    assert_eq!(page.text("h1"), "No one was recorded at a session in 13 weeks.");
    assert!(page.all(".figure").iter().any(|figure| figure == "Nobody yet"));
    assert!(page.has("main a[href='/communities']"));
}

#[tokio::test]
async fn figures_equal_what_was_counted_by_hand() {
    let site = site().await;
    small_organisation(&site).await;
    let page = site.leader("Lea Lopez").await.get("/impact").await;
    // Two teams of five or more, both reached. 17 people; 17 + 11 hours. Of 17 who had two chances 11 came twice.
    assert_eq!(page.all(".figures .figure")[..5], ["17", "2 of 2", "28", "65%", "2"]);
    assert!(page.text("h1").starts_with("In 13 weeks, people from all two teams met in one community"));
    assert!(!page.has(".change") && page.body().contains("No one was recorded in the previous 13 weeks"));
    assert_eq!(
        page.all(".basis")[0],
        "Nearly everyone in the organisation",
        "the two who did not come are not told"
    );
    assert!(!page.body().contains("19 people"));
}

#[tokio::test]
async fn changes_are_against_as_many_weeks_before() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    held(&site, &circle, OCTOBER - time::Duration::weeks(13), &people(&site, "Platform", 6).await).await;
    let page = site.leader("Lea Lopez").await.get("/impact").await;
    assert_eq!(
        page.all(".change")[..3],
        [
            "11 more than in the previous 13 weeks",
            "1 more than in the previous 13 weeks",
            "22 more than in the previous 13 weeks"
        ]
    );
}

#[tokio::test]
async fn a_team_of_four_is_not_shown_and_cannot_be_worked_out() {
    let site = site().await;
    small_organisation(&site).await;
    let page = site.leader("Lea Lopez").await.get("/impact").await;
    assert_eq!(page.all(".teams-reached th[scope=row]"), ["Data", "Other teams (2)"]);
    assert_eq!(page.all(".teams-reached .number")[1..], ["7", "10"], "the next smallest is hidden with it");
    assert!(!page.text(".rings").contains("Legal"));
    assert!(!site.leader("Lea Lopez").await.get("/impact.csv").await.body().contains("Legal"));
}

#[tokio::test]
async fn fewer_than_five_people_have_no_figures() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    held(&site, &circle, OCTOBER, &people(&site, "Platform", 4).await).await;
    for page in
        [site.leader("Lea Lopez").await.get("/impact").await, ana.get(&format!("{circle}/impact")).await]
    {
        assert_eq!(page.text("h1"), "In 13 weeks, fewer than five people were recorded at a session.");
        assert_eq!(page.all(".figures .figure")[0], "Fewer than 5");
        assert_eq!(page.all(".figures .figure")[2], "Fewer than 5", "nor their hours");
        assert!(!page.has(".teams-reached") && !page.has(".rings"));
    }
}

#[tokio::test]
async fn private_communities_count_and_are_never_named() {
    let site = site().await;
    let (ana, leader) = (site.person("Ana Ferreira").await, site.leader("Lea Lopez").await);
    ana.found("Open table", &[]).await;
    let hidden = leader.found("Quiet corner", &[("visibility", "private")]).await;
    held(&site, &hidden, OCTOBER, &people(&site, "Platform", 6).await).await;
    quoted(&site, &hidden, &ana, "Only for us").await;
    sqlx::query("update communities set help_wanted = 'A quiet room', help_asked_at = null")
        .execute(&site.app.db)
        .await
        .expect("a row");
    site.run_jobs().await;
    let page = leader.get("/impact").await;
    assert_eq!(page.all(".figures .figure")[0], "6");
    assert_eq!(page.all(".phase-small .title"), ["Open table"]);
    assert_eq!(page.all(".help-wanted dd"), ["A quiet room"]);
    for page in [page, leader.get("/impact.csv").await] {
        for word in ["Quiet corner", "quiet-corner", "Only for us"] {
            assert!(!page.body().contains(word), "{word}, although the leader belongs to it");
        }
    }
}

#[tokio::test]
async fn a_withdrawn_sentence_is_gone_at_once() {
    let site = site().await;
    let (ana, leader) = (site.person("Ana Ferreira").await, site.leader("Lea Lopez").await);
    let circle = ana.found("Testing circle", &[]).await;
    let testimonial = quoted(&site, &circle, &ana, "I found the people I was missing").await;
    let page = leader.get("/impact").await;
    assert_eq!(page.all(".statement blockquote"), ["I found the people I was missing"]);
    assert_eq!(page.all(".no-story").len(), 3, "and it stands beside its own benefit only");
    ana.post(&format!("/testimonials/{testimonial}/withdrawal"), "").await;
    assert!(!leader.get("/impact").await.body().contains("I found the people I was missing"));
}

#[tokio::test]
async fn stories_without_consent_for_this_page_stay_away() {
    let site = site().await;
    let (ana, leader) = (site.person("Ana Ferreira").await, site.leader("Lea Lopez").await);
    let circle = ana.found("Testing circle", &[]).await;
    for (change, sentence) in [
        ("update testimonials set on_impact = false", "No consent"),
        ("update stories set visibility = 'community'", "Community only"),
        ("update stories set withdrawn_at = published_at", "Withdrawn story"),
    ] {
        quoted(&site, &circle, &ana, sentence).await;
        sqlx::query(change).execute(&site.app.db).await.expect("a row");
        assert!(!leader.get("/impact").await.has(".statement blockquote"), "{sentence}");
    }
}

#[tokio::test]
async fn a_period_of_ones_own_is_rounded_to_whole_weeks_and_says_so() {
    let site = site().await;
    small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    let page = leader.get("/impact?from=2026-10-07&until=2026-10-08").await;
    assert!(
        page.text(".report-bar")
            .contains("5 October to 11 October 2026. Rounded to whole weeks, Monday to Sunday.")
    );
    assert_eq!(page.all(".figures .figure")[0], "17", "the Tuesday before is in it");
    for odd in [
        "?from=x",
        "?period=7",
        "?from=2026-10-07&until=1999-01-01",
        "?centre=x&from=-9999-01-01&until=9999-12-31",
    ] {
        assert_eq!(leader.get(&format!("/impact{odd}")).await.status(), 200, "{odd}");
    }
}

#[tokio::test]
async fn the_table_for_a_spreadsheet_says_what_each_figure_counts_and_runs_no_formula() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    held(&site, &circle, OCTOBER, &people(&site, "=1+1", 6).await).await;
    let page = site.leader("Lea Lopez").await.get("/impact.csv?period=180").await;
    assert_eq!(page.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        page.header("content-disposition"),
        "attachment; filename=\"impact-2026-05-25-2026-11-22.csv\""
    );
    let lines: Vec<&str> = page.body().split("\r\n").collect();
    assert!(lines[1].starts_with("\"Figures\",\"people came to a session\",\"6\""), "{}", lines[1]);
    assert!(lines[1].contains("\"2026-05-25\",\"2026-11-22\",\"Different people who were recorded"));
    assert!(page.body().contains("\"'=1+1\"") && !page.body().contains("\"=1+1\""));
}
