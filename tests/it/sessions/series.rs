//! Series: begun, kept filled, changed and called off as a whole or in part.

use guildhall::{FillSeries, jobs};
use time::macros::datetime;
use time::{Date, OffsetDateTime};

use crate::support::{Browser, Page, Site, form, rsvp, session, site};

async fn people(site: &Site) -> (Browser, Browser, Browser) {
    (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.person("Chloe Martin").await)
}

/// Begins a series of the community at `path`, hosted by whoever begins it; the page of the series.
async fn begin(ana: &Browser, path: &str, title: &str, other: &[(&str, &str)]) -> Page {
    let host = ana.id.to_string();
    let usual = [("hosts", host.as_str()), ("day", "2026-11-24"), ("repeats", "weekly"), ("every", "1")];
    let kept = usual.into_iter().filter(|(name, _)| other.iter().all(|(replaced, _)| replaced != name));
    let fields: Vec<_> = kept.chain(other.iter().copied()).collect();
    ana.post(&format!("{path}/events"), &session(title, &fields)).await
}

/// The dates of a series as the database holds them: when, and in which state.
async fn dates(site: &Site, series: &str) -> Vec<(OffsetDateTime, String)> {
    let id: uuid::Uuid = series.trim_start_matches("/series/").parse().expect("the path of a series");
    sqlx::query_as("select starts_at, state from events where series_id = $1 order by starts_at")
        .bind(id)
        .fetch_all(&site.app.db)
        .await
        .expect("dates")
}

async fn published(site: &Site, series: &str) -> Vec<String> {
    let kept = dates(site, series).await.into_iter().filter(|(_, state)| state == "published");
    kept.map(|(at, _)| format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())).collect()
}

/// The path of the nth date to come, counted from 0, as its page lists them.
fn nth(page: &Page, nth: usize) -> String {
    page.attributes("#to-come ~ ul h3 a", "href")[nth].clone()
}

/// The form of a session as a browser would send it back, with some fields changed.
pub async fn edit(browser: &Browser, path: &str, changes: &[(&str, &str)]) -> Page {
    let page = browser.get(&format!("{path}/edit")).await;
    assert_eq!(page.status(), 200, "{path} can be edited");
    let mut fields: Vec<(String, String)> = Vec::new();
    for name in ["title", "day", "time", "zone", "place", "join_url", "capacity", "every", "until", "dates"] {
        let selector = format!("form.form [name={name}]");
        fields.extend(page.attributes(&selector, "value").into_iter().map(|value| (name.to_owned(), value)));
    }
    for name in ["kind", "minutes", "repeats"] {
        let selector = format!("form.form [name={name}] option[selected]");
        fields.extend(page.attributes(&selector, "value").into_iter().map(|value| (name.to_owned(), value)));
    }
    for name in ["format", "scope", "ends", "hosts", "skipped"] {
        let selector = format!("form.form [name={name}][checked]");
        fields.extend(page.attributes(&selector, "value").into_iter().map(|value| (name.to_owned(), value)));
    }
    fields.push(("agenda".to_owned(), page.text("#agenda")));
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let all: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(changes.iter().copied())
        .collect();
    browser.post(&format!("{path}/edit"), &form(&all)).await
}

#[tokio::test]
async fn a_series_is_published_with_its_dates_of_the_next_ninety_days() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[("zone", "Europe/London")]).await;
    let page = begin(
        &ana,
        &circle,
        "Flaky tests",
        &[("every", "2"), ("zone", "Europe/London"), ("capacity", "8"), ("skipped", "2026-12-22")],
    )
    .await;
    assert_eq!(page.said(), "The series is published, with its next 6 sessions. Members can now sign up.");
    assert_eq!(page.text("h1"), "Flaky tests");
    assert_eq!(page.text(".lead"), "Every second Tuesday, 14:00 in Europe/London.");
    assert_eq!(page.text("#skipped ~ ul"), "Tue 22 Dec");
    let days = published(&site, page.path()).await;
    assert_eq!(days[..3], ["2026-11-24 14:00", "2026-12-08 14:00", "2027-01-05 14:00"]);
    let first = nth(&page, 0);
    assert_eq!(ben.go(&first).await, "You’re going.");
    let facts = ben.get(&first).await;
    assert!(facts.text("dl.facts").contains("Every second Tuesday"), "{}", facts.text("dl.facts"));
    assert!(facts.text("dl.facts").contains("Ana Ferreira"), "its host hosts every date");
    assert_eq!(
        facts.text(".rsvp .hint"),
        "1 of 8 places are taken. You can change your answer until it starts."
    );
    let list = ben.get(&format!("{circle}/events")).await;
    assert_eq!(list.attributes("#to-come ~ ul .meta a", "href"), vec![page.path().to_owned(); 6]);
}

#[tokio::test]
async fn the_next_six_dates_are_shown_before_anything_is_saved() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let monthly = [("repeats", "monthly_last_weekday"), ("day", "2026-11-24"), ("then", "preview")];
    let page = begin(&ana, &circle, "Flaky tests", &monthly).await;
    let shown = [
        "Tue 24 Nov",
        "Tue 29 Dec",
        "Tue 26 Jan 2027",
        "Tue 23 Feb 2027",
        "Tue 30 Mar 2027",
        "Tue 27 Apr 2027",
    ];
    assert_eq!(page.all("#next-dates .choice"), shown.map(|day| day.replace("Tue 24 Nov", "Tomorrow")));
    assert_eq!(page.text("#next-dates .hint"), "On the last Tuesday of every month. Tick a date to skip it.");
    let without: Vec<_> = monthly.into_iter().chain([("skipped", "2026-12-29")]).collect();
    let page = begin(&ana, &circle, "Flaky tests", &without).await;
    assert_eq!(page.attributes("#next-dates [checked]", "value"), ["2026-12-29"]);
    assert_eq!(page.all("#next-dates .choice").len(), 7, "six that take place, and the one left out");
    assert!(ana.get(&format!("{circle}/events")).await.text("main").contains("No session planned yet."));
}

#[tokio::test]
async fn a_link_to_the_form_repeats_as_the_community_says_it_meets() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[("cadence", "14")]).await;
    let page = ana.get(&format!("{circle}/events/new?repeats=cadence")).await;
    assert_eq!(page.attributes("#repeats [selected]", "value"), ["weekly"]);
    assert_eq!(page.attributes("#every", "value"), ["2"]);
    assert_eq!(page.all("#next-dates .choice").len(), 6);
    begin(&ana, &circle, "Flaky tests", &[]).await;
    let page = ana.get(&format!("{circle}/events/new")).await;
    assert_eq!(
        page.attributes("#day", "value"),
        ["2026-11-30"],
        "not one cadence after the last date of the series"
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_rule_stands_beside_its_field() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    for (typed, field, words) in [
        (("repeats", "daily"), "repeats", "Choose how it repeats."),
        (("every", "0"), "every", "Enter a number from 1 to 12."),
        (("ends", "until"), "until", "Choose the last day."),
        (("also", "2026-11-25"), "also", "25 November 2026 is not one of the dates of the series."),
        (("ends", "after"), "dates", "Enter a number from 1 to 400."),
        (
            ("then", "draft"),
            "repeats",
            "A series can’t be kept as a draft. Publish it, or choose “Does not repeat”.",
        ),
    ] {
        let page = begin(&ana, &circle, "Flaky tests", &[typed]).await;
        assert_eq!((page.status().as_u16(), page.problem(field).as_str()), (422, words));
    }
    let last = [("repeats", "monthly_last_weekday"), ("day", "2026-12-17")];
    let page = begin(&ana, &circle, "Flaky tests", &last).await;
    assert_eq!(page.problem("day"), "This is not the last Thursday of its month. 31 December is one.");
    let over = [("ends", "until"), ("until", "2026-11-23")];
    let page = begin(&ana, &circle, "Flaky tests", &over).await;
    assert_eq!(page.problem("until"), "The last day is before the first session. Choose a later one.");
}

#[tokio::test]
async fn its_wall_clock_is_kept_over_both_changes_of_the_clocks() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    site.clock_to(datetime!(2027-03-01 09:00 UTC));
    let spring = [("day", "2027-03-16"), ("time", "18:00"), ("zone", "Europe/London")];
    let page = begin(&ana, &circle, "Evenings", &spring).await;
    let days = published(&site, page.path()).await;
    assert_eq!(days[..3], ["2027-03-16 18:00", "2027-03-23 18:00", "2027-03-30 17:00"]);
    // A quarter past two does not exist on the first Sunday of October on Lord Howe Island: half an hour later.
    site.clock_to(datetime!(2026-09-20 09:00 UTC));
    let gap = [("day", "2026-09-27"), ("time", "02:15"), ("zone", "Australia/Lord_Howe")];
    let asked = begin(&ana, &circle, "Nights", &gap).await;
    let known = asked.attributes("[name=known]", "value").remove(0);
    assert!(known.contains("on Sun 4 Oct in Australia/Lord_Howe, so 02:15 does not exist"), "{known}");
    let answered: Vec<_> = gap.into_iter().chain([("known", known.as_str())]).collect();
    let page = begin(&ana, &circle, "Nights", &answered).await;
    let days = published(&site, page.path()).await;
    assert_eq!(days[..3], ["2026-09-26 15:45", "2026-10-03 15:45", "2026-10-10 15:15"]);
}

async fn count(site: &Site) -> i64 {
    sqlx::query_scalar("select count(*) from events").fetch_one(&site.app.db).await.expect("a number")
}

#[tokio::test]
async fn a_job_keeps_it_filled_and_two_copies_at_once_make_each_date_once() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let series = begin(&ana, &circle, "Flaky tests", &[]).await.path().to_owned();
    assert_eq!(count(&site).await, 13);
    site.run_jobs().await;
    assert_eq!(count(&site).await, 13, "there is nothing to do yet");
    site.clock_to(datetime!(2026-12-15 09:00 UTC));
    let (one, two) = (site.app.clone(), site.app.clone());
    let mut tx = one.db.begin().await.expect("a transaction");
    for key in ["one", "two", "three", "four"] {
        jobs::enqueue(&mut tx, &FillSeries::default(), Some(key), one.clock.now()).await.expect("queued");
    }
    tx.commit().await.expect("committed");
    let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
    assert!(first.expect("they run") + second.expect("they run") >= 4);
    let failed: i64 =
        sqlx::query_scalar("select count(*) from jobs where attempts > 1 or last_error is not null")
            .fetch_one(&one.db)
            .await
            .expect("a number");
    assert_eq!(failed, 0, "whoever comes second waits, and finds nothing left to do");
    let days = published(&site, &series).await;
    assert_eq!((days.len(), days.last().unwrap().as_str()), (16, "2027-03-09 14:00"));
    let page = ana.get(&series).await;
    let newest = nth(&page, page.all("#to-come ~ ul > li").len() - 1);
    assert!(ana.get(&newest).await.text("dl.facts").contains("Ana Ferreira"), "new dates have the hosts");
}

#[tokio::test]
async fn nothing_is_made_in_a_pause_or_for_a_series_that_ended() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let ended = begin(&ana, &circle, "Four times", &[("ends", "after"), ("dates", "4")]).await;
    let until = begin(&ana, &circle, "In winter", &[("ends", "until"), ("until", "2026-12-20")]).await;
    assert_eq!(published(&site, ended.path()).await.len(), 4);
    assert_eq!(published(&site, until.path()).await.len(), 4);
    let open = begin(&ana, &circle, "For good", &[]).await;
    let before = published(&site, open.path()).await.len();
    sqlx::query("insert into pauses (community_id, starts_on, ends_on) select id, '2027-02-20', '2027-03-07' from communities")
        .execute(&site.app.db)
        .await
        .expect("a pause");
    site.clock_to(datetime!(2026-12-31 09:00 UTC));
    site.run_jobs().await;
    let days = published(&site, open.path()).await;
    assert_eq!(
        days[before..],
        ["2027-03-09 14:00", "2027-03-16 14:00", "2027-03-23 14:00", "2027-03-30 14:00"]
    );
    assert_eq!(published(&site, ended.path()).await.len(), 4);
    let page = ana.get(ended.path()).await;
    assert_eq!(page.text(".notice h2"), "This series has ended");
}

#[tokio::test]
async fn this_one_alone_is_changed_and_stays_in_its_series() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = begin(&ana, &circle, "Flaky tests", &[]).await;
    let (second, third) = (nth(&page, 1), nth(&page, 2));
    ben.go(&third).await;
    let saved = edit(&ana, &second, &[("title", "With a guest"), ("day", "2026-12-02")]).await;
    assert_eq!(saved.text("h1"), "With a guest");
    assert!(saved.text("dl.facts").contains("Every Tuesday"), "it stays a date of the series");
    let days = published(&site, page.path()).await;
    assert_eq!(days[..3], ["2026-11-24 14:00", "2026-12-02 14:00", "2026-12-08 14:00"]);
    assert_eq!(site.mails_to(&ben.email).await, ["You're going: Flaky tests"]);
    site.run_jobs().await;
    assert_eq!(published(&site, page.path()).await.len(), 13, "its old day is not filled again");
}

#[tokio::test]
async fn all_to_come_move_with_their_answers_and_each_person_gets_one_mail() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = begin(&ana, &circle, "Flaky tests", &[]).await;
    let series = page.path().to_owned();
    let paths: Vec<String> = (0..6).map(|index| nth(&page, index)).collect();
    for path in &paths {
        ben.go(path).await;
    }
    chloe.post(&rsvp(&paths[2]), "answer=maybe").await;
    // One of them has a title and a time of its own.
    edit(&ana, &paths[3], &[("title", "With a guest"), ("time", "16:00")]).await;
    let (bens, chloes) = (site.mails_to(&ben.email).await.len(), site.mails_to(&chloe.email).await.len());

    let saved = edit(
        &ana,
        &paths[1],
        &[("scope", "all"), ("day", "2026-12-03"), ("time", "15:30"), ("place", "Mill Lane")],
    )
    .await;
    assert_eq!(saved.said(), "Saved for 13 sessions. Everyone who answered gets one email with the change.");
    assert_eq!(saved.path(), series, "nothing has passed: it is the same series");
    assert_eq!(saved.text(".lead"), "Every Thursday, 15:30 in Etc/UTC.");
    let days = published(&site, &series).await;
    assert_eq!(days[..3], ["2026-11-26 15:30", "2026-12-03 15:30", "2026-12-10 15:30"]);
    assert_eq!(days[3], "2026-12-15 16:00", "what was moved on its own keeps its time");
    let guest = ben.get(&paths[3]).await;
    assert_eq!(guest.text("h1"), "With a guest", "and what was written on its own its words");
    assert!(guest.text("dl.facts").contains("Mill Lane"));
    for path in &paths {
        assert_eq!(ben.get(path).await.text(".place"), "You’re going.");
    }

    let mails = site.mails_to(&ben.email).await;
    assert_eq!((mails.len(), mails.last().unwrap().as_str()), (bens + 1, "Six sessions moved: Flaky tests"));
    let letter = site.letter_to(&ben.email).await;
    assert!(
        letter.contains("Thursday 26 November, 15:30, Mill Lane (it was Tuesday 24 November, 14:00)"),
        "{letter}"
    );
    assert_eq!(letter.lines().filter(|line| line.contains(", Mill Lane")).count(), 6, "{letter}");
    assert!(letter.contains("Where: Mill Lane\nIt was: To be confirmed\n\n"), "{letter}");
    let mails = site.mails_to(&chloe.email).await;
    assert_eq!((mails.len(), mails.last().unwrap().as_str()), (chloes + 1, "One session moved: Flaky tests"));
}

#[tokio::test]
async fn a_new_title_for_all_is_told_once_and_asks_about_titles_that_dates_have_of_their_own() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = begin(&ana, &circle, "Flaky tests", &[]).await;
    let paths: Vec<String> = (0..4).map(|index| nth(&page, index)).collect();
    for path in &paths {
        ben.go(path).await;
    }
    edit(&ana, &paths[3], &[("title", "With a guest"), ("then", "quiet")]).await;
    let mails = site.mails_to(&ben.email).await.len();
    let all = [("scope", "all"), ("title", "Slow tests")];
    let asked = edit(&ana, &paths[1], &all).await;
    assert_eq!(asked.status(), 422);
    assert_eq!(
        asked.text("#own_titles .problem"),
        "1 session has a title of its own: Tue 15 Dec, “With a guest”. Choose whether to change that too."
    );
    assert_eq!(ben.get(&paths[0]).await.text("h1"), "Flaky tests", "nothing is saved before the answer");

    edit(&ana, &paths[1], &[all[0], all[1], ("own_titles", "keep")]).await;
    assert_eq!(ben.get(&paths[0]).await.text("h1"), "Slow tests");
    assert_eq!(ben.get(&paths[3]).await.text("h1"), "With a guest");
    assert_eq!(site.mails_to(&ben.email).await.len(), mails + 1, "one mail for three sessions");
    let letter = site.letter_to(&ben.email).await;
    assert!(letter.contains("Title: Slow tests\nIt was: Flaky tests\n\nThese are yours:\n"), "{letter}");
    assert_eq!(letter.lines().filter(|line| line.ends_with(", 14:00")).count(), 3, "{letter}");

    let quiet = [("scope", "all"), ("then", "quiet"), ("title", "Slower tests"), ("own_titles", "replace")];
    let saved = edit(&ana, &paths[1], &quiet).await;
    assert_eq!(saved.said(), "Saved for 13 sessions. Nobody was told.");
    assert_eq!(ben.get(&paths[3]).await.text("h1"), "Slower tests");
    let retimed = edit(&ana, &paths[1], &[("scope", "all"), ("then", "quiet"), ("time", "15:00")]).await;
    assert!(retimed.problem("day").starts_with("People are always told"), "{}", retimed.problem("day"));
    assert_eq!(site.mails_to(&ben.email).await.len(), mails + 1);
}

#[tokio::test]
async fn this_and_the_following_go_on_as_a_series_of_their_own() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = begin(&ana, &circle, "Flaky tests", &[("ends", "after"), ("dates", "8")]).await;
    let old = page.path().to_owned();
    let fourth = nth(&page, 3);
    ben.go(&fourth).await;
    let saved =
        edit(&ana, &fourth, &[("scope", "following"), ("time", "09:30"), ("title", "Slow tests")]).await;
    assert_ne!(saved.path(), old);
    assert_eq!(saved.text("h1"), "Slow tests");
    assert_eq!(saved.text(".lead"), "Every Tuesday, 09:30 in Etc/UTC, 5 sessions in all.");
    assert_eq!(
        published(&site, &old).await,
        ["2026-11-24 14:00", "2026-12-01 14:00", "2026-12-08 14:00"],
        "the old series ends before it"
    );
    let new = published(&site, saved.path()).await;
    assert_eq!((new.len(), new[0].as_str()), (5, "2026-12-15 09:30"));
    assert_eq!(ben.get(&fourth).await.text(".place"), "You’re going.");
    assert!(ana.get(&old).await.text(".lead").contains("until 14 December 2026"));
    let uids: i64 = sqlx::query_scalar("select count(distinct uid) from series")
        .fetch_one(&site.app.db)
        .await
        .expect("a number");
    assert_eq!(uids, 2);
    site.clock_to(datetime!(2026-12-31 09:00 UTC));
    site.run_jobs().await;
    assert_eq!(published(&site, saved.path()).await.len(), 5, "eight in all, three of them before");
}

#[tokio::test]
async fn all_to_come_leave_alone_what_has_passed() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let old = begin(&ana, &circle, "Flaky tests", &[]).await.path().to_owned();
    site.clock_to(datetime!(2026-12-04 09:00 UTC));
    let third = nth(&ana.get(&old).await, 1);
    let saved = edit(&ana, &third, &[("scope", "all"), ("time", "10:00")]).await;
    assert_eq!(published(&site, &old).await, ["2026-11-24 14:00", "2026-12-01 14:00"]);
    assert_eq!(published(&site, saved.path()).await[..2], ["2026-12-08 10:00", "2026-12-15 10:00"]);
}

#[tokio::test]
async fn another_rule_keeps_the_dates_it_names_too_and_cancels_the_others() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = begin(&ana, &circle, "Flaky tests", &[]).await;
    let series = page.path().to_owned();
    let (first, second) = (nth(&page, 0), nth(&page, 1));
    ben.go(&first).await;
    ben.go(&second).await;
    chloe.go(&first).await;
    let saved = edit(&ana, &first, &[("scope", "all"), ("every", "2")]).await;
    assert_eq!(saved.path(), series);
    let days = published(&site, &series).await;
    assert_eq!(days[..2], ["2026-11-24 14:00", "2026-12-08 14:00"]);
    assert_eq!(days.len(), 7);
    assert_eq!(ben.get(&first).await.text(".place"), "You’re going.");
    let gone = ben.get(&second).await;
    assert_eq!(gone.text(".notice p"), "The dates of the series have changed.");
    assert_eq!(site.mails_to(&ben.email).await.last().unwrap(), "One session cancelled: Flaky tests");
    let letter = site.letter_to(&ben.email).await;
    assert!(letter.contains("This session of Flaky tests with Testing circle is cancelled:"), "{letter}");
    assert_eq!(site.mails_to(&chloe.email).await.len(), 1, "hers goes on as it was");
    // Left out by a tick, a date is cancelled; taken back in, it is made anew.
    edit(&ana, &first, &[("scope", "all"), ("skipped", "2026-12-08")]).await;
    assert_eq!(published(&site, &series).await[..2], ["2026-11-24 14:00", "2026-12-22 14:00"]);
    edit(&ana, &first, &[("scope", "all"), ("skipped", "")]).await;
    assert_eq!(published(&site, &series).await[..2], ["2026-11-24 14:00", "2026-12-08 14:00"]);
}

#[tokio::test]
async fn no_date_has_fewer_seats_than_people_seated_and_more_seats_go_to_those_who_wait() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = begin(&ana, &circle, "Flaky tests", &[("capacity", "2")]).await;
    let (first, third) = (nth(&page, 0), nth(&page, 2));
    for person in [&ana, &ben, &chloe] {
        person.go(&third).await;
    }
    assert!(chloe.get(&third).await.text(".place").contains("waiting list"));
    let refused = edit(&ana, &first, &[("scope", "all"), ("capacity", "1")]).await;
    assert_eq!(
        (refused.status().as_u16(), refused.problem("capacity").as_str()),
        (422, "2 people are going on Tue 8 Dec. Enter at least 2.")
    );
    assert_eq!(edit(&ana, &first, &[("scope", "all"), ("capacity", "3")]).await.status(), 200);
    assert_eq!(chloe.get(&third).await.text(".place"), "You’re going.");
}

#[tokio::test]
async fn the_rest_of_a_series_is_called_off_with_one_mail_for_each_person() {
    let site = site().await;
    let (ana, ben, chloe) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = begin(&ana, &circle, "Flaky tests", &[]).await;
    let series = page.path().to_owned();
    let paths: Vec<String> = (0..4).map(|index| nth(&page, index)).collect();
    for path in &paths {
        ben.go(path).await;
    }
    chloe.go(&paths[0]).await;
    let bens = site.mails_to(&ben.email).await.len();
    let reason = form(&[("scope", "following"), ("reason", "The room is gone")]);
    let said = ana.post(&format!("{}/cancellation", paths[1]), &reason).await.said();
    assert_eq!(
        said,
        "12 sessions are cancelled. Everyone who answered gets one email with all their sessions."
    );
    assert_eq!(published(&site, &series).await, ["2026-11-24 14:00"]);
    let mails = site.mails_to(&ben.email).await;
    assert_eq!(
        (mails.len(), mails.last().unwrap().as_str()),
        (bens + 1, "Three sessions cancelled: Flaky tests")
    );
    let letter = site.letter_to(&ben.email).await;
    assert!(
        letter.contains("Tuesday 1 December, 14:00\n") && letter.contains("The room is gone"),
        "{letter}"
    );
    assert!(letter.contains("These sessions of Flaky tests with Testing circle are cancelled:"), "{letter}");
    assert_eq!(site.mails_to(&chloe.email).await.len(), 1);
    site.clock_to(datetime!(2027-01-15 09:00 UTC));
    site.run_jobs().await;
    assert_eq!(published(&site, &series).await.len(), 1, "nothing is made any more");
    assert_eq!(ana.get(&series).await.text(".notice h2"), "This series has ended");
}

#[tokio::test]
async fn one_date_is_called_off_and_never_made_again() {
    let site = site().await;
    let (ana, _, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = begin(&ana, &circle, "Flaky tests", &[]).await;
    ana.post(&format!("{}/cancellation", nth(&page, 1)), "").await;
    site.run_jobs().await;
    let day: Date = Date::from_calendar_date(2026, time::Month::December, 1).unwrap();
    let of_the_day: Vec<_> =
        dates(&site, page.path()).await.into_iter().filter(|(at, _)| at.date() == day).collect();
    assert_eq!(of_the_day.len(), 1);
    assert_eq!(of_the_day[0].1, "cancelled");
    assert!(ana.get(page.path()).await.text("#to-come ~ ul").contains("Cancelled"));
}

#[tokio::test]
async fn a_host_runs_one_date_and_no_other() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let host = ben.id.to_string();
    let page = begin(&ana, &circle, "Flaky tests", &[("hosts", &host)]).await;
    let first = nth(&page, 0);
    assert!(!ben.get(&format!("{first}/edit")).await.has("#scope"));
    assert!(ana.get(&format!("{first}/edit")).await.has("#scope"));
    let typed = session(
        "Mine now",
        &[("scope", "all"), ("day", "2026-11-24"), ("hosts", &host), ("repeats", "weekly")],
    );
    assert_eq!(ben.post(&format!("{first}/edit"), &typed).await.status(), 404);
    assert_eq!(ben.post(&format!("{first}/cancellation"), "scope=all").await.status(), 404);
    assert_eq!(
        ben.post(&format!("{first}/edit"), &typed.replace("scope=all", "scope=this")).await.status(),
        200
    );
}

#[tokio::test]
async fn reminders_of_the_old_times_are_taken_back() {
    let site = site().await;
    let (ana, ben, _) = people(&site).await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = begin(&ana, &circle, "Flaky tests", &[]).await;
    let first = nth(&page, 0);
    ben.go(&first).await;
    site.clock_to(datetime!(2026-11-23 15:00 UTC));
    let reminded =
        |mails: Vec<String>| mails.iter().filter(|subject| subject.starts_with("Tue 24 Nov, ")).count();
    site.run_jobs().await;
    assert_eq!(reminded(site.mails_to(&ben.email).await), 1);
    sqlx::query("update mails set state = 'queued', settled_at = null where kind = 'reminder'")
        .execute(&site.app.db)
        .await
        .expect("it waits");
    edit(&ana, &first, &[("scope", "all"), ("day", "2026-11-26")]).await;
    assert_eq!(reminded(site.mails_to(&ben.email).await), 0);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told from its beginning")]
async fn an_edit_of_all_dates_leaves_the_hosts_of_each_and_makes_nobody_one_who_was_only_asked() {
    let site = site().await;
    let (ana, ben, chloe) = (
        site.person("Ana Ferreira").await,
        site.person("Ben Okafor").await,
        site.person("Chloe Martin").await,
    );
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    chloe.join(&circle).await;
    begin(&ana, &circle, "Flaky tests", &[]).await;
    let of = async |title: &'static str| -> Vec<(uuid::Uuid, Vec<String>)> {
        sqlx::query_as(
            "select e.id, array(select p.name from hosts h join people p on p.id = h.person_id
                                where h.event_id = e.id order by p.name)
             from events e where e.title = $1 and e.series_id is not null order by e.starts_at limit 3",
        )
        .bind(title)
        .fetch_all(&site.app.db)
        .await
        .expect("dates")
    };
    let dates = of("Flaky tests").await;
    sqlx::query("insert into hosts (event_id, person_id) values ($1, $2)")
        .bind(dates[2].0)
        .bind(ben.id)
        .execute(&site.app.db)
        .await
        .expect("a host");
    let first = format!("/events/{}", dates[0].0);
    ana.post(&format!("{first}/hosts"), &form(&[("person", &chloe.id.to_string())])).await;
    sqlx::query(
        "insert into host_invitations (event_id, person_id, invited_by, invited_at) values ($1, $2, $3, $4)
                 on conflict do nothing",
    )
    .bind(dates[0].0)
    .bind(chloe.id)
    .bind(ana.id)
    .bind(site.app.clock.now())
    .execute(&site.app.db)
    .await
    .expect("a question");
    let edit = ana.get(&format!("{first}/edit?scope=all")).await;
    let ticked = edit.attributes("input[name=hosts][checked]", "value");
    assert_eq!(ticked.len(), 2, "whoever is asked is ticked");
    let day = edit.attributes("#day", "value").remove(0);
    let fields = [
        ("scope", "all"),
        ("day", day.as_str()),
        ("repeats", "weekly"),
        ("every", "1"),
        ("ends", "never"),
        ("place", "Room 7"),
        ("hosts", ticked[0].as_str()),
        ("hosts", ticked[1].as_str()),
    ];
    let saved = ana.post(&format!("{first}/edit"), &session("Flaky tests", &fields)).await;
    assert!(saved.said().starts_with("Saved for"), "{:?}", saved.all(".problem"));
    let hosts: Vec<Vec<String>> = of("Flaky tests").await.into_iter().map(|(_, hosts)| hosts).collect();
    assert_eq!(hosts, [vec!["Ana Ferreira"], vec!["Ana Ferreira"], vec!["Ana Ferreira", "Ben Okafor"]]);
}

#[tokio::test]
async fn the_dates_shown_before_saving_pass_over_a_pause() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    sqlx::query("insert into pauses (community_id, starts_on, ends_on) select id, '2026-12-20', '2027-01-05' from communities")
        .execute(&site.app.db)
        .await
        .expect("a pause");
    let fields = [("day", "2026-12-15"), ("repeats", "weekly"), ("every", "1"), ("then", "preview")];
    let page = ana.post(&format!("{circle}/events"), &session("Flaky tests", &fields)).await;
    let days = page.attributes("input[name=skipped]", "value");
    assert_eq!(days[..3], ["2026-12-15", "2027-01-12", "2027-01-19"]);
    assert!(page.text("#next-dates").contains("Dates in the community’s pause are left out."));
    let unread = [("day", "2026-12-15"), ("repeats", "weekly"), ("every", "1"), ("also", "28/01/2027")];
    let page = ana.post(&format!("{circle}/events"), &session("Flaky tests", &unread)).await;
    assert_eq!(page.problem("also"), "Choose the date to skip, or leave it empty.");
}
