//! Sessions that end on another day, go on for several days, or have days and no times.

use time::macros::datetime;

use crate::support::{Browser, Page, Site, session, site};

async fn people(site: &Site) -> (Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    (ana, ben, circle)
}

const NIGHT: [(&str, &str); 5] = [
    ("day", "2026-12-18"),
    ("time", "18:00"),
    ("minutes", "until"),
    ("last_day", "2026-12-19"),
    ("ends_time", "04:00"),
];
const RETREAT: [(&str, &str); 5] = [
    ("day", "2026-11-24"),
    ("time", "09:00"),
    ("minutes", "until"),
    ("last_day", "2026-11-26"),
    ("ends_time", "16:00"),
];
const TRIP: [(&str, &str); 5] = [
    ("day", "2026-12-18"),
    ("time", ""),
    ("minutes", "days"),
    ("last_day", "2026-12-20"),
    ("zone", "Europe/Vienna"),
];

#[tokio::test]
async fn the_end_on_another_day_is_said_on_pages_and_in_mails() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Long night", &NIGHT).await;
    let words = "Fri 18 Dec, 18:00 to Sat 19 Dec, 04:00";
    assert!(ben.get(&path).await.text("dl.facts").contains(words));
    let list = ben.get(&format!("{circle}/events")).await.text("article.session");
    assert!(list.contains("18:00 to Sat 19 Dec, 04:00"), "{list}");
    let home = ben.get("/").await;
    assert!(home.text(".agenda").contains("To Sat 19 Dec, 04:00"), "{}", home.text(".agenda"));
    ben.go(&path).await;
    let mail = site.letter_to(&ben.email).await;
    assert!(mail.contains("Friday 18 December, 18:00 to Saturday 19 December, 04:00, UTC"), "{mail}");
    // It can be changed without saying again what stays.
    let page = ana.get(&format!("{path}/edit")).await;
    assert_eq!(page.attributes("#last_day", "value"), ["2026-12-19"]);
    assert_eq!(page.attributes("#ends_time", "value"), ["04:00"]);
    assert_eq!(page.attributes("#minutes option[selected]", "value"), ["until"]);
}

#[tokio::test]
async fn each_day_of_a_session_lists_it_while_it_goes_on() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Retreat", &RETREAT).await;
    ben.go(&path).await;
    let days = |page: &Page| -> Vec<String> { page.all(".agenda .slot > time") };
    for page in ["/", "/calendar?view=agenda"] {
        assert_eq!(days(&ben.get(page).await), ["09:00", "All day", "Until 16:00"], "{page}");
    }
    let month = ben.get("/calendar?month=2026-11").await;
    let marked: Vec<String> = month.all(".days .entry time");
    assert_eq!(marked, ["09:00", "All day", "Until 16:00"]);
    // On its second day.
    site.clock_to(datetime!(2026-11-25 12:00 UTC));
    for page in ["/", "/calendar?view=agenda"] {
        assert_eq!(days(&ben.get(page).await), ["All day", "Until 16:00"], "{page}");
    }
    for page in [format!("{circle}/events"), circle] {
        assert!(ben.get(&page).await.text("main").contains("Retreat"), "{page}");
    }
}

#[tokio::test]
async fn whole_days_have_no_times_and_are_the_same_days_for_everyone() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    sqlx::query("update people set zone = 'Asia/Tokyo' where id = $1")
        .bind(ben.id)
        .execute(&site.app.db)
        .await
        .unwrap();
    let path = ana.schedule(&circle, "Field trip", &TRIP).await;
    for person in [&ana, &ben] {
        let facts = person.get(&path).await.text("dl.facts");
        assert!(facts.contains("Fri 18 Dec to Sun 20 Dec, all day"), "{facts}");
        assert!(!facts.contains("00:00"), "{facts}");
    }
    let month = ben.get("/calendar?month=2026-12").await;
    assert_eq!(month.all(".days .entry time"), ["All day"; 3]);
    ben.go(&path).await;
    let mail = site.letter_to(&ben.email).await;
    assert!(mail.contains("Friday 18 December to Sunday 20 December, all day"), "{mail}");
    let file = ben.get(&format!("{path}/calendar.ics")).await;
    assert!(file.body().contains("DTSTART;VALUE=DATE:20261218\r\n"), "{}", file.body());
    assert!(file.body().contains("DTEND;VALUE=DATE:20261221\r\n"), "the day after the last");
    // A day less.
    let shorter = TRIP.map(|(name, value)| (name, if name == "last_day" { "2026-12-19" } else { value }));
    ana.post(&format!("{path}/edit"), &session("Field trip", &shorter)).await;
    let mail = site.letter_to(&ben.email).await;
    assert!(mail.contains("When: Friday 18 December to Saturday 19 December, all day"), "{mail}");
    assert!(!mail.contains("Length"), "{mail}");
}

#[tokio::test]
async fn what_cannot_be_is_said_beside_its_field_and_what_was_typed_is_kept() {
    let site = site().await;
    let (ana, _, circle) = people(&site).await;
    let path = format!("{circle}/events");
    let until = [("minutes", "until"), ("ends_time", "01:00")];
    for (fields, field, words) in [
        (until.to_vec(), "ends_time", "If it goes on after midnight, enter the next day as the last day."),
        (vec![("minutes", "until")], "ends_time", "Choose the time it ends"),
        (vec![("minutes", "days"), ("last_day", "2026-11-25")], "last_day", "before the first"),
        (vec![("minutes", "days"), ("last_day", "2026-12-25")], "last_day", "14 days at most"),
        (
            vec![("minutes", "days"), ("repeats", "weekly"), ("every", "1")],
            "repeats",
            "Whole days don’t repeat.",
        ),
        (
            vec![
                ("minutes", "until"),
                ("last_day", "2026-11-28"),
                ("ends_time", "12:00"),
                ("repeats", "weekly"),
            ],
            "last_day",
            "24 hours at most",
        ),
    ] {
        let page = ana.post(&path, &session("Retreat", &fields)).await;
        assert_eq!(page.status(), 422, "{fields:?}");
        assert!(page.problem(field).contains(words), "{fields:?}: {:?}", page.all(".problem"));
        assert_eq!(page.attributes("#minutes option[selected]", "value"), [fields[0].1]);
    }
}

#[tokio::test]
async fn a_series_may_end_after_midnight() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let fields: Vec<_> = NIGHT.into_iter().chain([("repeats", "weekly"), ("every", "1")]).collect();
    let series = ana.post(&format!("{circle}/events"), &session("Night shift", &fields)).await;
    assert!(series.path().starts_with("/series/"), "{:?}", series.all(".problem"));
    let dates = ben.get(series.path()).await.all("article.session .meta");
    assert!(
        dates[1].contains("18:00 to Sun 27 Dec, 04:00") || dates[1].contains("18:00 to Sat 26 Dec, 04:00")
    );
    // All dates may be changed from one of them, as its form shows it.
    let second = series.attributes("#to-come ~ ul h3 a", "href").remove(1);
    let page = ana.get(&format!("{second}/edit?scope=all")).await;
    assert_eq!(page.attributes("#last_day", "value"), ["2026-12-26"]);
}

#[tokio::test]
async fn an_hour_the_clocks_skip_or_repeat_is_asked_about_once() {
    let site = site().await;
    let (ana, _, circle) = people(&site).await;
    let path = format!("{circle}/events");
    let night = [("day", "2027-03-28"), ("time", "02:30"), ("zone", "Europe/Vienna")];
    let page = ana.post(&path, &session("Night", &night)).await;
    assert_eq!(page.status(), 422);
    let words =
        "The clocks go forward on Sun 28 Mar in Europe/Vienna, so 02:30 does not exist. It counts as 03:30.";
    assert_eq!(page.problem("time"), format!("{words} If that is right, click the button again."));
    let known = page.attributes("[name=known]", "value").remove(0);
    let answered: Vec<_> = night.into_iter().chain([("known", known.as_str())]).collect();
    let page = ana.post(&path, &session("Night", &answered)).await;
    assert!(page.text("dl.facts").contains("03:30"), "{:?}", page.all(".problem"));
    // Another night is asked about anew, and one that has no such hour is not.
    let fold = [("day", "2027-10-31"), ("time", "02:30"), ("zone", "Europe/Vienna"), ("known", &known)];
    let page = ana.post(&path, &session("Night", &fold)).await;
    assert!(page.problem("time").contains("02:30 comes twice. It counts as the first."));
    // A later date of a series is named before it is saved.
    let weekly = [
        ("day", "2027-03-14"),
        ("time", "02:30"),
        ("zone", "Europe/Vienna"),
        ("repeats", "weekly"),
        ("every", "1"),
    ];
    let page = ana.post(&path, &session("Night", &weekly)).await;
    assert!(page.problem("time").contains("on Sun 28 Mar"), "{:?}", page.all(".problem"));
}

#[tokio::test]
async fn enter_saves_whatever_buttons_the_form_has() {
    let site = site().await;
    let (ana, _, circle) = people(&site).await;
    for number in 0..13 {
        site.person(&format!("Member {number}")).await.join(&circle).await;
    }
    let page = ana.get(&format!("{circle}/events/new")).await;
    let buttons = page.attributes("main form button", "value");
    assert_eq!(buttons[0], "publish", "a browser clicks the first button of a form");
    assert!(buttons.contains(&"find_host".to_owned()));
}

#[tokio::test]
async fn of_whole_days_people_are_reminded_in_the_morning_before_and_hosts_are_asked_at_their_end() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Field trip", &TRIP).await;
    ben.go(&path).await;
    let reminded = async |site: &Site| {
        site.run_jobs().await;
        let mails = site.mails_to(&ben.email).await;
        mails
            .iter()
            .filter(|subject| subject.contains("Field trip") && subject.contains("Fri 18 Dec"))
            .count()
    };
    let before = reminded(&site).await;
    // Vienna is an hour ahead: midnight, an hour before nine, and nine.
    for (at, more) in [
        (datetime!(2026-12-16 23:30 UTC), 0),
        (datetime!(2026-12-17 07:00 UTC), 0),
        (datetime!(2026-12-17 08:05 UTC), 1),
        (datetime!(2026-12-17 22:50 UTC), 1),
    ] {
        site.clock_to(at);
        assert_eq!(reminded(&site).await, before + more, "{at}");
    }
    let asked = async |site: &Site| {
        site.run_jobs().await;
        let asked: i64 = sqlx::query_scalar("select count(*) from mails where kind = 'take_attendance'")
            .fetch_one(&site.app.db)
            .await
            .unwrap();
        asked
    };
    site.clock_to(datetime!(2026-12-19 12:00 UTC));
    assert_eq!(asked(&site).await, 0, "it goes on");
    site.clock_to(datetime!(2026-12-21 00:30 UTC));
    assert_eq!(asked(&site).await, 1, "it is over");
}
