//! What becomes of a pulse beside its answers: it can be cancelled while it is open, its readers are told when its results
//! are there, and once a year it can ask how safe it feels to speak up.

use time::macros::datetime;

use super::pulse::{answers, circle, close, number, open};
use crate::support::{Browser, Site, form, site};

const SAFETY: [&str; 7] = ["S1", "S2", "S3", "S4", "S5", "S6", "S7"];

async fn mails(site: &Site, kind: &'static str) -> i64 {
    sqlx::query_scalar("select count(*) from mails where kind = $1 and state <> 'dropped'")
        .bind(kind)
        .fetch_one(&site.app.db)
        .await
        .expect("a number")
}

/// What a person was told of results: other mails may have left at the same moment.
async fn told(site: &Site, person: &Browser) -> String {
    sqlx::query_scalar("select body_text from mails where person_id = $1 and kind = 'pulse_results'")
        .bind(person.id)
        .fetch_one(&site.app.db)
        .await
        .expect("one mail")
}

/// Everything that is kept of who was asked and what was answered.
async fn kept(site: &Site) -> i64 {
    number(
        site,
        "select (select count(*) from pulse_people) + (select count(*) from pulse_cells)
                + (select count(*) from pulse_marks) + (select count(*) from pulse_counts)
                + (select count(*) from pulse_comments)",
    )
    .await
}

#[tokio::test]
async fn a_pulse_opened_by_mistake_is_gone_before_anyone_hears_of_it() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    let page = ana.get(&pulse).await;
    assert!(page.body().contains("Nobody has been asked by email yet."), "{}", page.body());
    let page = ana.post(&format!("{pulse}/cancellation"), "").await;
    assert_eq!(page.path(), format!("{circle}/pulse"));
    assert!(
        page.body().contains("Cancelled") && page.has("a.button[href$='/pulse/new']"),
        "another can be opened"
    );
    site.run_jobs().await;
    assert_eq!((mails(&site, "pulse").await, mails(&site, "pulse_cancelled").await), (0, 0));
    assert_eq!(kept(&site).await, 0);
    assert!(!people[0].get("/").await.body().contains("Answer the pulse"));
    open(&site, &ana, &format!("{circle}/pulse")).await;
}

#[tokio::test]
async fn a_cancelled_pulse_keeps_no_answer_and_everyone_who_was_asked_is_told() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    site.run_jobs().await;
    let before = ana.get(&pulse).await;
    people[0].post(&format!("{pulse}/answers"), &answers("4", "The van test")).await;
    let after = ana.get(&pulse).await;
    let words = "Answers that may be in already are thrown away unread, for good.";
    assert!(
        before.body().contains(words) && after.body().contains(words),
        "whether anyone answered is not told"
    );
    ben_may_not(&people[1], &pulse).await;
    ana.post(&format!("{pulse}/cancellation"), "").await;
    assert_eq!(kept(&site).await, 0, "nothing is kept");
    assert_eq!(mails(&site, "pulse_cancelled").await, 7, "whoever answered and whoever did not");
    for person in &people[..2] {
        let page = person.get(&pulse).await;
        assert_eq!(page.text("h1"), "This pulse was cancelled");
        assert!(!page.has("form.pulse"));
    }
    let late = people[1].post(&format!("{pulse}/answers"), &answers("4", "")).await;
    assert_eq!(late.status(), 404, "who was asked is forgotten");
    assert_eq!(ana.post(&format!("{pulse}/cancellation"), "").await.status(), 409, "once");
    close(&site).await;
    assert_eq!((mails(&site, "pulse_reminder").await, mails(&site, "pulse_results").await), (0, 0));
    assert_eq!(number(&site, "select count(*) from pulses where closed_at is not null").await, 0);
}

async fn ben_may_not(ben: &Browser, pulse: &str) {
    assert!(!ben.get(pulse).await.body().contains("Cancel this pulse"));
    assert_eq!(ben.post(&format!("{pulse}/cancellation"), "").await.status(), 404);
}

#[tokio::test]
async fn a_closed_pulse_and_one_of_an_archived_community_are_not_cancelled() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    for person in &people {
        person.post(&format!("{pulse}/answers"), &answers("4", "")).await;
    }
    site.archive(&circle).await;
    assert_eq!(ana.post(&format!("{pulse}/cancellation"), "").await.status(), 409);
    assert_eq!(number(&site, "select count(*) from pulse_marks").await, 6);
    close(&site).await;
    assert_eq!(ana.post(&format!("{pulse}/cancellation"), "").await.status(), 409);
    assert_eq!(number(&site, "select count(*) from pulses where closed_at is not null").await, 1);
}

#[tokio::test]
async fn the_database_cancels_no_pulse_of_which_something_is_kept() {
    let site = site().await;
    let (ana, _, circle) = circle(&site, 6).await;
    open(&site, &ana, &format!("{circle}/pulse")).await;
    let cancel = "update pulses set cancelled_at = opened_at, cancelled_by = opened_by";
    let refused = sqlx::query(cancel).execute(&site.app.db).await.expect_err("people are kept");
    assert!(format!("{refused:?}").contains("pulses_cancelled_without_answers"), "{refused:?}");
}

#[tokio::test]
async fn whoever_may_read_of_a_pulse_is_told_once_at_nine_in_the_morning() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    for person in &people {
        person.post(&format!("{pulse}/answers"), &answers("4", "")).await;
    }
    people[5].post("/me/notices", "pulse_results=off").await;
    close(&site).await;
    assert_eq!(mails(&site, "pulse_results").await, 0, "not at midnight");
    assert!(!ana.get("/").await.body().contains("See what the pulse"));
    site.clock_to(datetime!(2026-12-08 09:00 UTC));
    site.run_jobs().await;
    site.run_jobs().await;
    assert_eq!(mails(&site, "pulse_results").await, 6, "but for the one who wants none");
    let letter = told(&site, &people[0]).await;
    assert!(
        letter.contains("Favourable answers: 100% on opportunity") && letter.contains(&pulse),
        "{letter}"
    );
    assert!(!letter.contains("Read the results"), "members read a sentence: {letter}");
    assert!(told(&site, &ana).await.contains("Read the results"));
    for reader in [&ana, &people[5]] {
        assert!(reader.get("/").await.text(".needs").contains("See what the pulse of Testing circle says"));
        let page = reader.post(&format!("{pulse}/reading"), "").await;
        assert_eq!(page.path(), pulse);
        assert!(!reader.get("/").await.body().contains("See what the pulse"), "read once, it is no news");
    }
    site.clock_to(datetime!(2026-12-23 09:00 UTC));
    assert!(!people[0].get("/").await.body().contains("See what the pulse"), "two weeks later neither");
}

#[tokio::test]
async fn of_a_pulse_that_too_few_answered_nobody_is_told() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    people[0].post(&format!("{pulse}/answers"), &answers("4", "")).await;
    close(&site).await;
    site.clock_to(datetime!(2026-12-08 09:30 UTC));
    site.run_jobs().await;
    assert_eq!(mails(&site, "pulse_results").await, 0);
    assert!(!ana.get("/").await.body().contains("See what the pulse"));
}

#[tokio::test]
async fn leaders_are_told_of_the_organisation_s_results_and_a_private_community_s_go_to_its_own() {
    let site = site().await;
    let (_, people, _) = circle(&site, 6).await;
    let (omar, lea) = (site.admin("Omar Siddiq").await, site.leader("Lea Leader").await);
    let pulse = open(&site, &omar, "/pulse").await;
    for person in &people {
        person.post(&format!("{pulse}/answers"), &answers("4", "")).await;
    }
    close(&site).await;
    site.clock_to(datetime!(2026-12-08 09:00 UTC));
    site.run_jobs().await;
    assert!(told(&site, &lea).await.contains("Read the results"));
    assert!(!told(&site, &people[0]).await.contains("Read the results"));
}

#[tokio::test]
async fn a_pulse_is_open_until_the_end_of_its_last_day() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    site.run_jobs().await;
    let until = "until the end of Monday 7 December";
    assert!(people[0].get(&pulse).await.text(".lead").contains(until));
    assert!(people[0].get("/").await.text(".needs").contains(until));
    assert!(site.letter_to(&people[0].email).await.contains("until the end of Monday 7 December."));
}

/// A whole form with the seven yearly sentences, all answered alike.
fn with_safety(value: &str) -> String {
    let fields: Vec<(&str, &str)> = SAFETY.iter().map(|item| (*item, value)).collect();
    format!("{}&{}", answers("4", ""), form(&fields))
}

/// Opens a pulse that asks them.
async fn open_with_safety(site: &Site, ana: &Browser, circle: &str, day: &str) -> String {
    let fields = form(&[("closes_on", day), ("breakdown", "site"), ("asks_safety", "yes")]);
    let page = ana.post(&format!("{circle}/pulse"), &fields).await;
    assert_eq!(page.said(), "The pulse is open. Everyone it asks gets an email.");
    let newest = "select id from pulses order by opened_at desc limit 1";
    let id: uuid::Uuid = sqlx::query_scalar(newest).fetch_one(&site.app.db).await.expect("done");
    format!("/pulses/{id}")
}

#[tokio::test]
async fn the_yearly_sentences_are_asked_once_an_administrator_says_on_what_ground() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let omar = site.admin("Omar Siddiq").await;
    let asking = form(&[("closes_on", "2026-12-07"), ("breakdown", "site"), ("asks_safety", "yes")]);
    assert!(!ana.get(&format!("{circle}/pulse/new")).await.has("input[name=asks_safety]"));
    assert_eq!(ana.post(&format!("{circle}/pulse"), &asking).await.status(), 409);
    let page = people[0].get("/pulse/safety").await;
    assert_eq!(page.all(".safety-items li").len(), 7);
    assert!(page.body().contains("adapted, and not validated") && !page.has("form[action='/pulse/safety']"));
    assert_eq!(ana.post("/pulse/safety", "ground=Asked+the+author").await.status(), 404);
    assert_eq!(omar.post("/pulse/safety", "ground=Yes").await.status(), 422);
    let page = omar.post("/pulse/safety", "ground=Asked+the+author").await;
    assert_eq!(page.said(), "Saved. Organisers can ask these sentences once a year.");
    assert!(ana.get(&format!("{circle}/pulse/new")).await.has("input[name=asks_safety]"));
    assert_eq!(omar.post("/pulse", &asking).await.status(), 409, "their wording is of a community");
    let page = omar.post("/pulse/safety/withdrawal", "").await;
    assert_eq!(page.said(), "Withdrawn. New pulses can’t ask these sentences. What was answered stays.");
    assert_eq!(omar.post("/pulse/safety/withdrawal", "").await.status(), 409);
    assert_eq!(ana.post(&format!("{circle}/pulse"), &asking).await.status(), 409);
}

#[tokio::test]
async fn what_was_answered_to_them_is_turned_round_by_their_key() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    site.admin("Omar Siddiq").await.post("/pulse/safety", "ground=Asked+the+author").await;
    let pulse = open_with_safety(&site, &ana, &circle, "2026-12-07").await;
    let page = people[0].get(&pulse).await;
    assert_eq!(page.all("#S3 input").len(), 8, "seven, and “can’t say”");
    let review = people[0].post(&format!("{pulse}/review"), &with_safety("6")).await;
    assert!(review.text(".pulse-review").contains("6 of 7"));
    assert_eq!(people[0].post(&format!("{pulse}/review"), &with_safety("8")).await.status(), 400);
    for person in &people {
        person.post(&format!("{pulse}/answers"), &with_safety("6")).await;
    }
    let groups = "select count(*) from pulse_counts where item like 'S%' and dimension <> 'all'";
    assert_eq!(number(&site, groups).await, 0, "for everyone together only");
    close(&site).await;
    let page = ana.get(&pulse).await;
    // Four sentences at 6, and three that count as 2: 30 of 7.
    assert!(page.text("section[aria-labelledby=safety]").contains("4.3 of 7, the mean of seven sentences"));
    assert_eq!(page.all(".pulse-seven li").len(), 7);
    assert!(page.all(".pulse-seven li")[0].contains("0% at the safe end, 2.0 of 7, 6 answers"));
    assert!(page.all(".pulse-seven li")[1].contains("100% at the safe end, 6.0 of 7, 6 answers"));
    assert!(!people[0].get(&pulse).await.has(".pulse-seven"), "members read a sentence");
    site.clock_to(datetime!(2027-02-01 09:00 UTC));
    let page = ana.get(&format!("{circle}/pulse/new")).await;
    assert!(!page.has("input[name=asks_safety]") && page.body().contains("can be asked again from"));
}

#[tokio::test]
async fn a_pulse_that_does_not_ask_them_takes_no_answer_to_them() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    assert!(!people[0].get(&pulse).await.has("#S1"));
    assert_eq!(people[0].post(&format!("{pulse}/answers"), &with_safety("6")).await.status(), 400);
    assert_eq!(number(&site, "select count(*) from pulse_marks").await, 0);
}

#[tokio::test]
async fn a_sentence_that_too_few_answered_hides_itself_and_the_mean() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    site.admin("Omar Siddiq").await.post("/pulse/safety", "ground=Asked+the+author").await;
    let pulse = open_with_safety(&site, &ana, &circle, "2026-12-07").await;
    for (number, person) in people.iter().enumerate() {
        let said =
            if number < 2 { with_safety("5").replace("S7=5", "S7=cant_say") } else { with_safety("5") };
        person.post(&format!("{pulse}/answers"), &said).await;
    }
    close(&site).await;
    let page = ana.get(&pulse).await;
    assert!(page.body().contains("Not enough answers to each of its seven sentences for a mean."));
    assert!(page.all(".pulse-seven li")[6].contains("Not enough answers"));
    assert_eq!(
        number(&site, "select count(*) from pulse_counts where item = 'S7'").await,
        0,
        "nor is it kept"
    );
}
