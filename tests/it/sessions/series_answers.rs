//! A yes to a whole series, and answers from the mails that come by themselves.

use guildhall::{FillSeries, jobs};
use time::Duration;
use time::macros::datetime;

use crate::support::{Browser, Page, START, Site, form, rsvp, session, site};

/// A weekly series with so many seats; its path.
async fn weekly(ana: &Browser, seats: &str) -> String {
    let circle = ana.found("Testing circle", &[]).await;
    let host = ana.id.to_string();
    let fields = [
        ("hosts", host.as_str()),
        ("day", "2026-11-24"),
        ("repeats", "weekly"),
        ("every", "1"),
        ("capacity", seats),
    ];
    let page = ana.post(&format!("{circle}/events"), &session("Flaky tests", &fields)).await;
    assert!(page.path().starts_with("/series/"), "{:?}", page.all(".problem"));
    page.path().to_owned()
}

async fn answer_all(person: &Browser, series: &str, answer: &str) -> Page {
    person.post(&rsvp(series), &form(&[("answer", answer)])).await
}

/// What a person holds at the dates to come, in their order.
async fn held(site: &Site, person: &Browser) -> Vec<String> {
    sqlx::query_scalar(
        "select r.answer from rsvps r join events e on e.id = r.event_id
         where r.person_id = $1 and e.state = 'published' order by e.starts_at",
    )
    .bind(person.id)
    .fetch_all(&site.app.db)
    .await
    .expect("the database answers")
}

async fn fill(site: &Site) {
    let mut tx = site.app.db.begin().await.expect("the database answers");
    jobs::enqueue(&mut tx, &FillSeries::default(), None, site.app.clock.now())
        .await
        .expect("the database answers");
    tx.commit().await.expect("the database answers");
    site.run_jobs().await;
}

#[tokio::test]
async fn one_yes_is_a_place_at_every_date_and_one_mail() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let chloe = site.person("Chloe Martin").await;
    let series = weekly(&ana, "1").await;
    let page = answer_all(&ben, &series, "going").await;
    assert_eq!(page.said(), "You’re signed up for every session. You’ll get one email with all of them.");
    assert_eq!(page.text(".rsvp.block .place"), "You’re signed up for every session.");
    let dates = held(&site, &ben).await.len();
    assert!(dates >= 6, "{dates} dates");
    assert_eq!(held(&site, &ben).await, vec!["going"; dates]);
    assert_eq!(site.mails_to(&ben.email).await, ["You're signed up for the series: Flaky tests"]);
    // Said twice, it changes nothing for those who wait.
    answer_all(&chloe, &series, "going").await;
    answer_all(&ben, &series, "going").await;
    assert_eq!(held(&site, &chloe).await, vec!["waiting"; dates]);
    assert!(
        site.letter_to(&chloe.email).await.contains("All places are taken, and you are on the waiting list:")
    );
}

#[tokio::test]
async fn dates_made_later_seat_those_first_who_said_yes_first() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let (chloe, dev) = (site.person("Chloe Martin").await, site.person("Dev Patel").await);
    let series = weekly(&ana, "2").await;
    for person in [&dev, &ben, &chloe] {
        answer_all(person, &series, "going").await;
    }
    let before = held(&site, &dev).await.len();
    site.clock_to(START + Duration::days(30));
    fill(&site).await;
    fill(&site).await;
    let after = held(&site, &dev).await;
    assert!(after.len() > before, "{before} dates became {}", after.len());
    assert_eq!(after.last().unwrap(), "going");
    assert_eq!(held(&site, &ben).await.last().unwrap(), "going");
    assert_eq!(held(&site, &chloe).await.last().unwrap(), "waiting");
    // The queue of a new date goes on from there: whoever comes now waits behind Chloe.
    let eve = site.person("Eve Lindqvist").await;
    let newest: String =
        sqlx::query_scalar("select '/events/' || id from events order by starts_at desc limit 1")
            .fetch_one(&site.app.db)
            .await
            .unwrap();
    assert_eq!(eve.go(&newest).await, "You are on the waiting list, 2nd of 2.");
    dev.decline(&newest).await;
    assert_eq!(chloe.get(&newest).await.text(".place"), "You’re going.");
    assert_eq!(dev.get(&series).await.text(".rsvp.block .place"), "You’re signed up for every session.");
}

#[tokio::test]
async fn giving_up_every_date_frees_the_seats_and_ends_it_with_one_mail() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let chloe = site.person("Chloe Martin").await;
    let series = weekly(&ana, "1").await;
    answer_all(&ben, &series, "going").await;
    answer_all(&chloe, &series, "going").await;
    site.run_jobs().await;
    answer_all(&ben, &series, "not_going").await;
    assert!(held(&site, &ben).await.iter().all(|answer| answer == "not_going"));
    assert!(held(&site, &chloe).await.iter().all(|answer| answer == "going"));
    site.clock_to(START + Duration::days(30));
    fill(&site).await;
    assert!(!held(&site, &ben).await.contains(&"going".to_owned()), "new dates are not his any more");
    assert_eq!(held(&site, &chloe).await.last().unwrap(), "going");
}

#[tokio::test]
async fn when_the_rest_of_a_series_goes_on_as_another_those_who_come_to_every_date_still_do() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let series = weekly(&ana, "5").await;
    answer_all(&ben, &series, "going").await;
    let third = ana.get(&series).await.attributes("#to-come ~ ul h3 a", "href")[2].clone();
    let host = ana.id.to_string();
    let fields = [
        ("hosts", host.as_str()),
        ("day", "2026-12-08"),
        ("time", "15:00"),
        ("capacity", "5"),
        ("scope", "following"),
        ("repeats", "weekly"),
        ("every", "1"),
    ];
    let page = ana.post(&format!("{third}/edit"), &session("Flaky tests", &fields)).await;
    assert_eq!(page.status(), 200, "{:?}", page.all(".problem"));
    let rest = page.path().to_owned();
    assert_ne!(rest, series);
    assert_eq!(ben.get(&rest).await.text(".rsvp.block .place"), "You’re signed up for every session.");
    site.clock_to(START + Duration::days(40));
    fill(&site).await;
    assert_eq!(held(&site, &ben).await.last().unwrap(), "going");
}

#[tokio::test]
async fn the_day_before_a_full_session_asks_still_coming_and_one_press_lets_somebody_in() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let chloe = site.person("Chloe Martin").await;
    let circle = ana.found("Testing circle", &[]).await;
    let full = ana.schedule(&circle, "Flaky tests", &[("capacity", "1")]).await;
    ben.go(&full).await;
    chloe.go(&full).await;
    site.clock_to(datetime!(2026-11-25 15:00 UTC));
    site.run_jobs().await;
    let letter = site.letter_to(&ben.email).await;
    assert!(site.mails_to(&ben.email).await.last().unwrap().starts_with("Can you still come? "));
    let url = letter.lines().find_map(|line| line.strip_prefix("Cancel my place: http://127.0.0.1:3000"));
    let stranger = site.stranger();
    let page = stranger.post(url.expect("a link to give it up"), "answer=not_going").await;
    assert_eq!(page.text(".place"), "You’re not going.");
    assert_eq!(chloe.get(&full).await.text(".place"), "You’re going.");
}

#[tokio::test]
async fn a_private_series_takes_no_answer_from_outside_and_none_stands_after_leaving() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let series = weekly(&ana, "5").await;
    ben.join("/communities/testing-circle").await;
    answer_all(&ben, &series, "going").await;
    sqlx::query("update communities set visibility = 'private'").execute(&site.app.db).await.unwrap();
    let chloe = site.person("Chloe Martin").await;
    assert_eq!(answer_all(&chloe, &series, "going").await.status(), 404);
    ben.post("/communities/testing-circle/departure", "").await;
    let answers: i64 =
        sqlx::query_scalar("select count(*) from series_answers").fetch_one(&site.app.db).await.unwrap();
    assert_eq!((answers, held(&site, &ben).await.contains(&"going".to_owned())), (0, false));
}

/// Answers while the second date is being cancelled: the answer has read which dates there are, and waits for that one.
async fn answered_while_one_is_cancelled(site: &Site, ben: &Browser, path: &str, answer: &str) -> Page {
    let mut cancelling = site.app.db.begin().await.expect("begun");
    let date: uuid::Uuid = sqlx::query_scalar(
        "update events set state = 'cancelled', cancelled_at = now()
         where id = (select id from events where state = 'published' order by starts_at offset 1 limit 1)
         returning id",
    )
    .fetch_one(&mut *cancelling)
    .await
    .expect("a date");
    let waits = async {
        let waiting = "select exists (select from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock')";
        while !sqlx::query_scalar::<_, bool>(waiting).fetch_one(&site.app.db).await.expect("a state") {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        cancelling.commit().await.expect("done");
    };
    let (page, ()) = tokio::join!(ben.post(path, answer), waits);
    assert_eq!(page.status(), 200, "{date}: {}", page.text("h1"));
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_is_cancelled_in_the_meantime_is_skipped_and_said() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let series = weekly(&ana, "5").await;
    let circle = "/communities/testing-circle";
    ben.join(circle).await;
    let said = " One session was cancelled in the meantime.";
    let going = answered_while_one_is_cancelled(&site, &ben, &rsvp(&series), "answer=going").await;
    assert!(going.said().ends_with(said), "{}", going.said());
    let held_now = held(&site, &ben).await;
    assert!(held_now.len() > 3 && held_now.iter().all(|answer| answer == "going"), "{held_now:?}");
    let left = answered_while_one_is_cancelled(&site, &ben, &rsvp(&series), "answer=not_going").await;
    assert!(left.said().ends_with(said), "{}", left.said());
    assert!(held(&site, &ben).await.iter().all(|answer| answer == "not_going"));
    answer_all(&ben, &series, "going").await;
    let gone = answered_while_one_is_cancelled(&site, &ben, &format!("{circle}/departure"), "").await;
    assert!(gone.said().ends_with(said), "{}", gone.said());
}
