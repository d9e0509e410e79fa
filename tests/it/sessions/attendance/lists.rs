//! Lists of meeting tools: tried out, looked at, and taken over.

use axum::http::Method;
use time::macros::datetime;

use super::{recorded, session, sources};
use crate::support::{Browser, Page, Site, form, site};

/// Sends a file or a pasted text as a browser does.
async fn send(host: &Browser, session: &str, field: &str, list: &str) -> Page {
    let name = if field == "file" { "; filename=\"attendance.csv\"\r\ncontent-type: text/csv" } else { "" };
    let body = format!(
        "--xYz\r\ncontent-disposition: form-data; name=\"{field}\"{name}\r\n\r\n{list}\r\n--xYz--\r\n"
    );
    let headers = [("content-type", "multipart/form-data; boundary=xYz")];
    host.send(Method::POST, &format!("{session}/attendance/list"), &headers, &body).await
}

async fn apply(host: &Browser, session: &str, shown: &Page) -> Page {
    let people = shown.attributes("input[name=person][checked]", "value");
    let fields: Vec<_> = people.iter().map(|id| ("person", id.as_str())).collect();
    host.post(&format!("{session}/attendance/list/recording"), &form(&fields)).await
}

async fn on_the_day(site: &Site) -> (Browser, Browser, Browser, String) {
    let session = session(site).await;
    site.clock_to(datetime!(2026-11-26 15:00 UTC));
    session
}

const ZOOM: &str = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n\
    Ana Ferreira,ANA.FERREIRA@example.org,11/26/2026 01:55:04 PM,11/26/2026 02:52:31 PM,57,No\n\
    Benny (Ben Okafor),,11/26/2026 02:01:00 PM,11/26/2026 02:20:00 PM,19,Yes\n\
    Benny (Ben Okafor),,11/26/2026 02:25:00 PM,11/26/2026 02:52:00 PM,27,Yes\n\
    <b>Somebody</b>,who@elsewhere.example,11/26/2026 02:00:00 PM,11/26/2026 02:05:00 PM,5,Yes\n";

#[tokio::test]
async fn nothing_is_written_before_the_host_has_seen_what_will_be() {
    let site = site().await;
    let (ana, ben, _, path) = on_the_day(&site).await;
    for field in ["file", "text"] {
        let page = send(&ana, &path, field, ZOOM).await;
        assert_eq!(page.text("caption"), "3 people on the meeting’s list", "{field}");
        assert_eq!(
            page.all("tbody th"),
            [
                "Ana Ferreira ana.ferreira@example.org",
                "Benny (Ben Okafor)",
                "<b>Somebody</b> who@elsewhere.example"
            ]
        );
        assert_eq!(page.all("td.number"), ["57", "46", "5"]);
        let fates = page.all("td:last-child");
        assert_eq!(fates[..2], ["Add Ana Ferreira", "Add Ben Okafor Claims"]);
        assert!(fates[2].starts_with("No one here has this email or name Who was it?"), "{fates:?}");
        assert!(recorded(&site).await.is_empty());
    }
    let page = send(&ana, &path, "text", ZOOM).await;
    assert_eq!(page.text(".save-bar button"), "Add 2 people");
    let page = apply(&ana, &path, &page).await;
    assert_eq!(page.said(), "2 people added to the list.");
    let expected = ["Ana Ferreira", "Ben Okafor"].map(|name| (name.to_owned(), "csv".to_owned()));
    assert_eq!(sources(&site).await, expected);
    assert!(page.text("main").contains("Claims · from the meeting’s list"));
    let page = send(&ana, &path, "text", ZOOM).await;
    assert_eq!(page.all("td:last-child")[1], "Ben Okafor is already on the list");
    assert_eq!(page.text(".save-bar button"), "Keep these rows for later");
    let page = send(&ana, &path, "text", "Ana Ferreira\nBen Okafor\n").await;
    assert_eq!(page.text(".empty h2"), "Nothing to add");
    assert_eq!(ben.get(&format!("{path}/attendance/list")).await.status(), 404);
}

#[tokio::test]
async fn the_first_word_on_the_list_stays() {
    let site = site().await;
    let (ana, ben, _, path) = on_the_day(&site).await;
    let code = super::door::code(&ana, &path).await;
    let page = send(&ana, &path, "text", ZOOM).await;
    ben.post("/check-in", &form(&[("code", &code)])).await;
    assert_eq!(apply(&ana, &path, &page).await.said(), "1 person added to the list.");
    let expected = [("Ana Ferreira", "csv"), ("Ben Okafor", "code")];
    assert_eq!(sources(&site).await, expected.map(|(name, source)| (name.to_owned(), source.to_owned())));
}

#[tokio::test]
async fn two_people_of_one_name_are_told_apart_by_the_host() {
    let site = site().await;
    let (ana, ben, chloe, path) = on_the_day(&site).await;
    sqlx::query("update people set name = 'Kim Lee' where id = any ($1)")
        .bind([ben.id, chloe.id])
        .execute(&site.app.db)
        .await
        .unwrap();
    let page = send(&ana, &path, "text", "kim lee\n").await;
    assert!(page.text("legend").starts_with("2 people have this name"));
    assert_eq!(page.all("fieldset .choice").len(), 2);
    assert!(page.text("fieldset").contains("Kim Lee, Claims ben.okafor@example.org"));
    assert!(!page.has("input[checked]"), "nobody is guessed");
    ana.post(&format!("{path}/attendance/list/recording"), &form(&[("person", &chloe.id.to_string())])).await;
    assert_eq!(recorded(&site).await.len(), 1);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_says_why_and_keeps_what_was_pasted() {
    let site = site().await;
    let (ana, _, _, path) = on_the_day(&site).await;
    let page = send(&ana, &path, "text", "Name,Email\n,\n").await;
    assert_eq!(page.status(), 422);
    assert!(page.problem("text").starts_with("There is no one on this list."), "{}", page.problem("text"));
    assert_eq!(page.text("textarea"), "Name,Email ,");
    let page = send(&ana, &path, "file", "Name,Email\n,\n").await;
    assert!(page.problem("file").starts_with("There is no one on this list."));
    let page = send(&ana, &path, "text", "").await;
    assert_eq!(page.problem("text"), "Choose a file, or paste the list.");
    let page = ana.post(&format!("{path}/attendance/list"), "text=Ana").await;
    assert_eq!(page.status(), 422, "no file at all");
    let page = send(&ana, &path, "file", "%PDF-1.7 Ana Ferreira\n").await;
    assert!(page.problem("file").starts_with("This is a PDF."), "{}", page.problem("file"));
    let crowd = (0..2001).map(|number| format!("Person {number}")).collect::<Vec<_>>().join("\n");
    let page = send(&ana, &path, "text", &crowd).await;
    assert!(page.problem("text").starts_with("There are more than 2,000 people"));
    assert!(page.text("textarea").ends_with("Person 2000"), "and nothing is lost");
    let page = send(&ana, &path, "file", &"Ana Ferreira\n".repeat(300_000)).await;
    assert_eq!((page.status().as_u16(), page.text("h1").as_str()), (422, "Import the meeting’s list"));
    assert!(page.problem("file").starts_with("This is more than 3 MB."), "{}", page.problem("file"));
}

const REGISTERED: &str = "Attended,Name,Email\nYes,Ana Ferreira,ana.ferreira@example.org\n\
    No,Ben Okafor,ben.okafor@example.org\nYes,Somebody Else,who@elsewhere.example\nYes,Chloe M,\n";

/// What the form of a preview sends when nothing is ticked but what was.
fn preview_form(shown: &Page, also: &[&str]) -> String {
    let [people, rows] =
        ["input[name=person][checked]", "input[name=row]"].map(|input| shown.attributes(input, "value"));
    let ticked = people.iter().map(String::as_str).chain(also.iter().copied()).map(|id| ("person", id));
    let fields: Vec<_> = ticked.chain(rows.iter().map(|row| ("row", row.as_str()))).collect();
    form(&fields)
}

async fn waiting(site: &Site) -> i64 {
    sqlx::query_scalar("select count(*) from attendance_unsettled")
        .fetch_one(&site.app.db)
        .await
        .expect("a count")
}

#[tokio::test]
async fn rows_without_a_tick_wait_with_the_session_until_its_list_is_complete() {
    let site = site().await;
    let (ana, ben, chloe, path) = on_the_day(&site).await;
    let page = send(&ana, &path, "text", REGISTERED).await;
    assert_eq!(
        page.attributes("input[checked]", "value"),
        [ana.id.to_string()],
        "who is registered is not there"
    );
    assert_eq!(page.all("legend"), ["The list says: No", "The name is nearly the same."]);
    let recording = format!("{path}/attendance/list/recording");
    let page = ana.post(&recording, &preview_form(&page, &[])).await;
    assert_eq!(page.said(), "1 person added to the list. 3 rows are kept below, to be settled later.");
    assert_eq!(page.all("[aria-labelledby=unsettled] .title"), ["Ben Okafor", "Chloe M", "Somebody Else"]);
    let page = send(&ana, &path, "text", REGISTERED).await;
    ana.post(&recording, &preview_form(&page, &[])).await;
    assert_eq!(waiting(&site).await, 3, "the same list again leaves nothing twice");

    let page = ana.get(&format!("{path}/attendance")).await;
    let links = page.attributes("[aria-labelledby=unsettled] a.button", "href");
    let page = ana.get(&links[1]).await;
    assert_eq!(page.text("h1"), "Who was Chloe M?");
    let row = page.attributes("form[method=post] input[name=row]", "value").remove(0);
    let page = ana
        .post(&format!("{path}/walk-ins"), &form(&[("person", &chloe.id.to_string()), ("row", &row)]))
        .await;
    assert_eq!(page.all("[aria-labelledby=unsettled] .title"), ["Ben Okafor", "Somebody Else"]);
    let expected = [("Ana Ferreira", "csv"), ("Chloe Martin", "csv")];
    assert_eq!(sources(&site).await, expected.map(|(name, source)| (name.to_owned(), source.to_owned())));
    let leave = page.attributes("[aria-labelledby=unsettled] form", "action").pop().expect("a form");
    assert_eq!(ben.post(&leave, "").await.status(), 404, "hosts alone");
    assert_eq!(ana.post(&leave, "").await.all("[aria-labelledby=unsettled] .title"), ["Ben Okafor"]);

    ana.post(&format!("{path}/attendance"), "complete=yes&then=save").await;
    assert_eq!(waiting(&site).await, 0, "gone with the complete list");
    let page = send(&ana, &path, "text", REGISTERED).await;
    ana.post(&recording, &preview_form(&page, &[])).await;
    assert_eq!(waiting(&site).await, 0, "and nothing is kept after it");
}

#[tokio::test]
async fn a_host_types_who_an_unknown_row_was() {
    let site = site().await;
    let (ana, _, _, path) = on_the_day(&site).await;
    let page = send(&ana, &path, "text", "Laptop 4\nRoom 2\nSomebody Else\n").await;
    assert_eq!(page.all("label[for^=who]").len(), 3);
    assert!(page.attributes("#expected option", "value").contains(&"Ben Okafor".to_owned()));
    let rows = page.attributes("input[name=row]", "value");
    let typed = ["ben okafor", "Nobody Known", ""];
    let fields: Vec<_> =
        rows.iter().map(|row| ("row", row.as_str())).chain(typed.map(|who| ("who", who))).collect();
    let page = ana.post(&format!("{path}/attendance/list/recording"), &form(&fields)).await;
    assert_eq!(page.said(), "1 person added to the list. 2 rows are kept below, to be settled later.");
    assert_eq!(recorded(&site).await.len(), 1);
    let waits = page.all("[aria-labelledby=unsettled] li > p.small");
    assert!(waits[0].contains("No one is certainly meant by “Nobody Known”."), "{waits:?}");
    assert_eq!(sources(&site).await, [("Ben Okafor".to_owned(), "csv".to_owned())]);
}

#[tokio::test]
async fn the_longest_list_comes_back_whole_from_its_preview() {
    let site = site().await;
    let (ana, _, _, path) = on_the_day(&site).await;
    let row = |number: usize| {
        format!("{number:04} {},{}{number:04}@elsewhere.example", "Ж".repeat(115), "a".repeat(60))
    };
    let list = format!("Name,Email\n{}\n", (0..2000).map(row).collect::<Vec<_>>().join("\n"));
    let page = send(&ana, &path, "text", &list).await;
    assert_eq!(page.status(), 200);
    let rows = page.attributes("input[name=row]", "value");
    assert_eq!(rows.len(), 2000);
    let who = "Щ".repeat(120);
    let fields: Vec<_> = rows.iter().flat_map(|row| [("row", row.as_str()), ("who", who.as_str())]).collect();
    let page = ana.post(&format!("{path}/attendance/list/recording"), &form(&fields)).await;
    assert_eq!(page.said(), "No one was added. 2000 rows are kept below, to be settled later.");
    assert_eq!(waiting(&site).await, 2000);
    assert_eq!(ana.get(&format!("{path}/attendance")).await.status(), 200);
}

#[tokio::test]
async fn a_row_whose_person_was_ticked_does_not_wait() {
    let site = site().await;
    let (ana, ben, _, path) = on_the_day(&site).await;
    let page = send(&ana, &path, "text", "Name,Email\nBen Okafor,ben@home.example\n").await;
    assert_eq!(page.text("legend"), "The name is Ben Okafor’s, the email is not.");
    let sent = preview_form(&page, &[&ben.id.to_string()]);
    let page = ana.post(&format!("{path}/attendance/list/recording"), &sent).await;
    assert_eq!(page.said(), "1 person added to the list.");
    assert_eq!((waiting(&site).await, recorded(&site).await.len()), (0, 1));
    let sent = form(&[("row", "no row"), ("row", "{\"name\":\"\"}")]);
    let page = ana.post(&format!("{path}/attendance/list/recording"), &sent).await;
    assert_eq!((page.said().as_str(), waiting(&site).await), ("No one was added.", 0));
}

#[tokio::test]
async fn before_the_list_opens_nothing_is_taken() {
    let site = site().await;
    let (ana, ben, _, path) = session(&site).await;
    site.clock_to(datetime!(2026-11-26 11:59 UTC));
    assert_eq!(ana.get(&format!("{path}/attendance/list")).await.text(".empty h2"), "Not yet");
    assert_eq!(send(&ana, &path, "text", ZOOM).await.status(), 409);
    let person = form(&[("person", &ben.id.to_string())]);
    for path in [format!("{path}/attendance/list/recording"), format!("{path}/walk-ins")] {
        assert_eq!(ana.post(&path, &person).await.status(), 409, "{path}");
    }
    assert!(recorded(&site).await.is_empty());
}
