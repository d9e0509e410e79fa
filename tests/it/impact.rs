//! What leaders see, and what nobody may work out from it.

mod audience;
mod consent;
mod contacts;
mod metrics;
mod monthly;
mod pictures;
mod privacy;
mod recount;
mod rings;
mod snapshots;
mod stored;
mod value;

use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use crate::support::{Browser, Site, site};

/// Three days of the quarter so far, which reaches from 1 October to 1 November on the day the tests begin.
const OCTOBER: OffsetDateTime = datetime!(2026-10-06 12:00 UTC);
const A_WEEK_ON: OffsetDateTime = datetime!(2026-10-13 12:00 UTC);
const THREE_WEEKS_ON: OffsetDateTime = datetime!(2026-10-27 12:00 UTC);

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

/// Sessions of one team by itself, so that there are enough for who met to be told.
async fn enough_sessions(site: &Site, community: &str) {
    let platform = people(site, "Platform", 5).await;
    for days in 0..7 {
        held(site, community, OCTOBER + time::Duration::days(days), &platform).await;
    }
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
    .bind(A_WEEK_ON)
    .fetch_one(&site.app.db)
    .await
    .expect("a row")
}

/// Two teams of six and seven, one of four: they met three times.
async fn small_organisation(site: &Site) -> (Browser, String) {
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let (platform, data) = (people(site, "Platform", 6).await, people(site, "Data", 7).await);
    let legal = people(site, "Legal", 4).await;
    held(site, &circle, OCTOBER, &[&platform[..], &data[..], &legal[..]].concat()).await;
    held(site, &circle, A_WEEK_ON, &[&platform[..], &data[..5]].concat()).await;
    held(site, &circle, THREE_WEEKS_ON, &platform).await;
    (ana, circle)
}

#[tokio::test]
async fn impact_is_there_for_leaders_and_for_nobody_else() {
    let site = site().await;
    let (leader, admin, member) =
        (site.leader("Lea Lopez").await, site.admin("Adi Adler").await, site.person("Mia Moss").await);
    for path in ["/impact", "/impact.csv", "/impact.json"] {
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
    assert_eq!(page.text("h1"), "From 1 October to 1 November 2026, no one was recorded at a session.");
    assert!(page.all(".figure").iter().any(|figure| figure == "Nobody yet"));
    assert!(page.has("main a[href='/communities']"));
}

#[tokio::test]
async fn figures_equal_what_was_counted_by_hand() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let page = site.leader("Lea Lopez").await.get("/impact").await;
    // Of 17 who had two later chances 11 came again; nobody reused a story; 17 + 11 + 6 hours, in three sessions: of
    // fewer than ten, hours would tell who came.
    assert_eq!(page.all(".leads .figure")[..3], ["65%", "Nobody yet", "Hidden"]);
    assert_eq!(page.all(".leads .claim").len(), 4, "one figure for each of the four statements");
    // 17 people, who were all new; two teams of five or more, both reached by five or more; three sessions.
    let further = page.all("#further + .figures .figure");
    assert_eq!(further[..4], ["about 15", "2 of 2", "3", "about 15"]);
    assert!(
        page.text("h1")
            .starts_with("From 1 October to 1 November 2026, people from all two teams met in one community"),
        "{}",
        page.text("h1")
    );
    assert!(!page.has(".change"));
    assert!(page.body().contains("No one was recorded in the same part of the quarter before"));
    assert_eq!(
        page.all("#further + .figures .basis")[0],
        "Nearly everyone in the organisation",
        "the two who did not come are not told"
    );
    assert!(!page.body().contains("19 people"));
    let own = ana.get(&format!("{circle}/impact")).await;
    assert_eq!(own.all(".leads .figure")[..3], ["65%", "Nobody yet", "34"], "an organiser reads it exactly");
    assert_eq!(own.all("#further + .figures .figure")[0], "17", "more came than are members");
}

#[tokio::test]
async fn changes_are_against_the_same_part_of_the_quarter_before() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    held(&site, &circle, OCTOBER - time::Duration::weeks(13), &people(&site, "Platform", 6).await).await;
    let page = site.leader("Lea Lopez").await.get("/impact").await;
    let changes = page.all("#further + .figures .change");
    assert_eq!(changes[0], "About 10 more than in the same part of the quarter before");
    assert_eq!(
        changes[2], "2 more than in the same part of the quarter before",
        "sessions are counted exactly"
    );
}

#[tokio::test]
async fn leaders_choose_quarters_half_years_and_years_and_nothing_else() {
    let site = site().await;
    small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    let page = leader.get("/impact").await;
    let offered = page.attributes("#period option", "value");
    assert_eq!(offered[..2], ["so-far", "2026-q3"]);
    assert_eq!(offered.len(), 1 + 8 + 4 + 2);
    assert!(page.text(".report-bar").contains("1 October to 1 November 2026. As of 09:00."));
    for other in ["?period=90", "?from=2026-10-05&until=2026-10-11", "?period=2026-q4", "?from=x"] {
        let page = leader.get(&format!("/impact{other}")).await;
        assert!(page.text(".report-bar").contains("Choose one of the periods listed."), "{other}");
        assert_eq!(page.all("#further + .figures .figure")[0], "about 15", "{other}");
    }
    let quarter = leader.get("/impact?period=2026-q3&centre=x").await;
    assert_eq!(quarter.text("h1"), "From July to September 2026, no one was recorded at a session.");
    site.clock_to(datetime!(2026-12-07 09:00 UTC));
    let moved = leader.get("/impact").await;
    assert!(moved.text(".report-bar").contains("1 October to 6 December 2026."), "on its first Monday");
}

#[tokio::test]
async fn a_team_of_four_is_in_no_count_by_team() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    let platform = people(&site, "Platform", 6).await;
    let leader = site.leader("Lea Lopez").await;
    for days in 0..7 {
        held(&site, &circle, OCTOBER + time::Duration::days(days), &platform).await;
    }
    let page = leader.get("/impact").await;
    assert!(!page.has(".teams-reached"), "beside the lists of who signed up it would be told who came");
    assert!(leader.get("/impact.json").await.body().contains("\"people_by_team\": []"));
    assert!(page.body().contains("Legal is left out, because it has fewer than five people."));
    assert!(!page.text(".rings").contains("Legal"));
    assert!(!leader.get("/impact.csv").await.body().contains("Legal"));
}

#[tokio::test]
async fn leaders_read_no_figure_of_fewer_than_five_people() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    held(&site, &circle, OCTOBER, &people(&site, "Platform", 4).await).await;
    let page = site.leader("Lea Lopez").await.get("/impact").await;
    assert_eq!(
        page.text("h1"),
        "From 1 October to 1 November 2026, fewer than five people were recorded at a session."
    );
    assert_eq!(page.all("#further + .figures .figure")[0], "Fewer than 5");
    assert_eq!(page.all(".leads .figure")[2], "Hidden", "a number of hours is not called people");
    assert!(!page.has(".teams-reached"));
    let own = ana.get(&format!("{circle}/impact")).await;
    assert_eq!(own.all("#further + .figures .figure")[0], "4");
}

#[tokio::test]
async fn private_communities_are_in_nothing_and_the_page_says_so() {
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
    assert_eq!(page.text("h1"), "From 1 October to 1 November 2026, no one was recorded at a session.");
    assert!(page.text("main").contains("Private communities are not counted."));
    assert_eq!(page.all(".phase-small .title"), ["Open table"]);
    assert_eq!(page.all(".help-wanted dd"), ["A quiet room"]);
    for page in [page, leader.get("/impact.csv").await, leader.get("/impact.json").await] {
        for word in ["Quiet corner", "quiet-corner", "Only for us", "about 5"] {
            assert!(!page.body().contains(word), "{word}, although the leader belongs to it");
        }
    }
    let own = leader.get(&format!("{hidden}/impact")).await;
    assert_eq!(own.all("#further + .figures .figure")[0], "6", "its organiser reads it");
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
async fn organisers_choose_any_days_of_their_community() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let page = ana.get(&format!("{circle}/impact?from=2026-10-07&until=2026-10-27")).await;
    assert!(page.text(".report-bar").contains("7 October to 27 October 2026."));
    assert_eq!(page.all("#further + .figures .figure")[0], "11", "without the Tuesday before");
    assert!(!page.has("a[href^='/impact.csv']"));
    for odd in
        ["?from=x", "?period=7", "?from=2026-10-07&until=1999-01-01", "?from=-9999-01-01&until=9999-12-31"]
    {
        assert_eq!(ana.get(&format!("{circle}/impact{odd}")).await.status(), 200, "{odd}");
    }
}

#[tokio::test]
async fn the_table_for_a_spreadsheet_says_what_each_figure_counts_and_runs_no_formula() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    held(&site, &circle, A_WEEK_ON, &people(&site, "=1+1", 6).await).await;
    for _ in 0..9 {
        held(&site, &circle, OCTOBER, &people(&site, "=1+1", 5).await).await;
    }
    let page = site.leader("Lea Lopez").await.get("/impact.csv").await;
    assert_eq!(page.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        page.header("content-disposition"),
        "attachment; filename=\"impact-2026-10-01-2026-11-01.csv\""
    );
    let lines: Vec<&str> = page.body().split("\r\n").collect();
    assert!(lines[1].starts_with("\"Figures\",\"people came to a session\",\"about 5\""), "{}", lines[1]);
    assert!(
        lines[1]
            .contains("\"2026-10-01\",\"2026-11-01\",\"2026-11-23T09:00:00Z\",\"Different people who were")
    );
    assert!(page.body().contains("\"'=1+1 within the team\"") && !page.body().contains("\"=1+1"));
}
