//! A database that is away, slow, or takes no writes: everyone gets an answer, and soon.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::Method;
use tokio::task::JoinSet;

use crate::support::asked::Asked;
use crate::support::line::Line;
use crate::support::{Browser, Page, Site, rsvp, site};

/// The limits make three seconds of it. Here hundreds of tests share the machine, and what did not hold took twenty.
const SOON: Duration = Duration::from_secs(10);

/// As on a site that has run for a while: connections are open, and know what they will be asked.
async fn warm(people: &[Arc<Browser>]) {
    let mut visits = JoinSet::new();
    for person in people.iter().take(15) {
        let person = Arc::clone(person);
        visits.spawn(async move { person.send(Method::GET, "/communities", &[], "").await });
    }
    visits.join_all().await;
}

/// A session of an open community with so many seats, and so many guests who did not answer yet.
async fn crowd(site: &Site, router: &Router, seats: &str, count: usize) -> (String, Vec<Arc<Browser>>) {
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let session = ana.schedule(&circle, "Flaky tests", &[("capacity", seats)]).await;
    let mut people = Vec::new();
    for number in 0..count {
        people.push(Arc::new(site.person(&format!("Guest {number:02}")).await.through(router.clone())));
    }
    (session, people)
}

fn is_polite_refusal(page: &Page) -> bool {
    page.status() == 503
        && page.header("retry-after") == "5"
        && page.text("h1") == "Not available right now"
        && page.all("form").is_empty()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_every_page_says_so_within_three_seconds() {
    let site = site().await;
    let line = Line::to(&site, Duration::ZERO).await;
    let router = guildhall::router(site.over(&line.url).await);
    let ana = site.person("Ana Ferreira").await.through(router.clone());
    let stranger = site.stranger().through(router);
    assert_eq!(ana.get("/").await.status(), 200);
    line.goes_dead();
    for (browser, path) in
        [(&ana, "/"), (&ana, "/login"), (&stranger, "/login"), (&ana, "/communities"), (&ana, "/nowhere")]
    {
        let asked = Instant::now();
        let page = browser.send(Method::GET, path, &[], "").await;
        assert!(asked.elapsed() <= SOON, "{path}: {:?}", asked.elapsed());
        assert!(is_polite_refusal(&page), "{path}: {} {}", page.status(), page.text("h1"));
    }
    let asked = Instant::now();
    let ready = stranger.send(Method::GET, "/readyz", &[], "").await;
    assert!(ready.status() == 503 && asked.elapsed() <= SOON, "{:?}", asked.elapsed());
    assert_eq!(stranger.get("/healthz").await.status(), 200, "the process is well");
    line.comes_back();
    assert_eq!(ana.get("/").await.status(), 200, "and nothing has to be started anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_on_its_way_when_the_database_goes_is_answered_within_three_seconds_too() {
    let site = site().await;
    let line = Line::to(&site, Duration::from_millis(20)).await;
    let router = guildhall::router(site.over(&line.url).await);
    let ana = Arc::new(site.person("Ana Ferreira").await.through(router));
    assert_eq!(ana.get("/").await.status(), 200);
    let asking = tokio::spawn({
        let ana = ana.clone();
        async move { ana.send(Method::GET, "/", &[], "").await }
    });
    tokio::time::sleep(Duration::from_millis(30)).await;
    line.goes_dead();
    let gone = Instant::now();
    let page = asking.await.unwrap();
    assert!(gone.elapsed() <= SOON, "{:?}", gone.elapsed());
    assert!(is_polite_refusal(&page), "{} {}", page.status(), page.text("h1"));
}

#[tokio::test]
async fn readiness_notices_that_writes_fail() {
    let site = site().await;
    let stranger = site.stranger();
    site.app.heartbeat.beat(site.app.clock.now());
    assert_eq!(stranger.get("/readyz").await.status(), 200);
    // As when the server's own library does not load any more.
    sqlx::raw_sql(
        "create or replace function count_readiness() returns trigger language plpgsql as
         $$ begin raise exception 'could not load library' using errcode = '58P01'; end $$",
    )
    .execute(&site.app.db)
    .await
    .unwrap();
    let ready = stranger.get("/readyz").await;
    assert_eq!((ready.status().as_u16(), ready.body()), (503, "the database takes no writes\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_someone_holds_for_long_does_not_hold_up_the_rest_of_the_site() {
    let site = site().await;
    let router = guildhall::router(site.over(&site.database_url()).await);
    let (session, people) = crowd(&site, &router, "10", 40).await;
    warm(&people).await;
    let mut holder = site.app.db.begin().await.unwrap();
    sqlx::query("select from events for update").execute(&mut *holder).await.unwrap();
    let mut answers = JoinSet::new();
    for person in &people {
        let (person, path) = (person.clone(), rsvp(&session));
        answers.spawn(async move {
            let asked = Instant::now();
            (person.send(Method::POST, &path, &[], "answer=going").await, asked.elapsed())
        });
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    for path in ["/", "/communities", "/me/logins"] {
        let asked = Instant::now();
        assert_eq!(people[0].get(path).await.status(), 200, "{path}");
        assert!(asked.elapsed() <= SOON, "{path}: {:?}", asked.elapsed());
    }
    for (page, took) in answers.join_all().await {
        assert!(took <= SOON, "{took:?}");
        assert!(is_polite_refusal(&page), "{} {}", page.status(), page.text("h1"));
    }
    holder.rollback().await.unwrap();
    assert_eq!(people[0].go(&session).await, "You’re going.");
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_people_who_join_at_once_over_a_long_line_all_get_an_answer() {
    let site = site().await;
    let line = Line::to(&site, Duration::from_millis(50)).await;
    let router = guildhall::router(site.over(&line.url).await);
    let (session, people) = crowd(&site, &router, "50", 60).await;
    warm(&people).await;
    let mut answers = JoinSet::new();
    for person in people {
        let path = rsvp(&session);
        answers.spawn(async move { person.send(Method::POST, &path, &[], "answer=going").await });
    }
    let refused = answers.join_all().await.iter().filter(|page| page.status() != 303).count();
    assert_eq!(refused, 0, "of sixty");
    let places: Vec<(String, i64)> =
        sqlx::query_as("select answer, count(*) from rsvps group by answer order by answer")
            .fetch_all(&site.app.db)
            .await
            .unwrap();
    let going = places.iter().find(|(answer, _)| answer == "going").expect("someone");
    let waiting = places.iter().find(|(answer, _)| answer == "waiting").expect("someone");
    assert_eq!((going.1, waiting.1), (50, 10));
    let told: i64 = sqlx::query_scalar("select count(distinct person_id) from mails where kind = 'seated'")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert_eq!(told, 50, "each who has a seat is told, and nobody else");
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_people_who_decline_at_once_over_a_long_line_all_get_an_answer() {
    let site = site().await;
    let line = Line::to(&site, Duration::from_millis(50)).await;
    let router = guildhall::router(site.over(&line.url).await);
    let (session, people) = crowd(&site, &router, "60", 70).await;
    let near = guildhall::router(site.app.clone());
    for person in &people {
        person.through(near.clone()).go(&session).await;
    }
    let (going, waiting) = people.split_at(60);
    warm(going).await;
    let mut answers = JoinSet::new();
    for person in going {
        let (person, path) = (person.clone(), rsvp(&session));
        answers.spawn(async move { person.send(Method::POST, &path, &[], "answer=not_going").await });
    }
    let refused = answers.join_all().await.iter().filter(|page| page.status() != 303).count();
    assert_eq!(refused, 0, "of sixty");
    let mut seated: Vec<uuid::Uuid> =
        sqlx::query_scalar("select person_id from rsvps where answer = 'going'")
            .fetch_all(&site.app.db)
            .await
            .unwrap();
    let mut expected: Vec<uuid::Uuid> = waiting.iter().map(|person| person.id).collect();
    seated.sort_unstable();
    expected.sort_unstable();
    assert_eq!(seated, expected, "each who waited");
    for person in waiting {
        let subjects = site.mails_to(&person.email).await;
        assert_eq!(subjects.len(), 1, "each is told once: {subjects:?}");
    }
}

#[tokio::test]
async fn a_yes_takes_at_most_six_round_trips_under_the_lock_of_its_session() {
    let site = site().await;
    let router = guildhall::router(site.over(&site.database_url()).await);
    let (session, people) = crowd(&site, &router, "1", 2).await;
    for (person, place) in people.iter().zip(["You’re going.", "You are on the waiting list, 1st of 1."]) {
        let answer = rsvp(&session);
        let (_, asked) = Asked::during(person.send(Method::POST, &answer, &[], "answer=going")).await;
        let locked = asked.iter().position(|asked| asked.contains("capacity, seated as")).expect("a lock");
        let under = asked[locked..].iter().take_while(|asked| *asked != "COMMIT").count() + 1;
        assert!(asked.iter().any(|asked| asked == "COMMIT") && under <= 6, "{under}: {asked:#?}");
        assert_eq!(person.get(&session).await.text(".place"), place);
    }
}

#[tokio::test]
async fn a_no_takes_at_most_six_round_trips_under_the_lock_of_its_session() {
    let site = site().await;
    let router = guildhall::router(site.over(&site.database_url()).await);
    let (session, people) = crowd(&site, &router, "1", 2).await;
    for person in &people {
        person.send(Method::POST, &rsvp(&session), &[], "answer=going").await;
    }
    let answer = rsvp(&session);
    let (_, asked) = Asked::during(people[0].send(Method::POST, &answer, &[], "answer=not_going")).await;
    let locked = asked.iter().position(|asked| asked.contains("capacity, seated as")).expect("a lock");
    let under = asked[locked..].iter().take_while(|asked| *asked != "COMMIT").count() + 1;
    assert!(asked.iter().any(|asked| asked == "COMMIT") && under <= 6, "{under}: {asked:#?}");
    assert_eq!(people[1].get(&session).await.text(".place"), "You’re going.", "the seat goes on");
}
