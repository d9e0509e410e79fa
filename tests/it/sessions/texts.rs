//! Agendas and recaps as people type and paste them: read on the page, in mails and in calendars.

use std::time::{Duration as Lasting, Instant};

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::support::{Browser, Page, Site, form, session, site};

/// The session is on Thursday at two.
const STARTS: OffsetDateTime = datetime!(2026-11-26 14:00 UTC);

const ZOOM: &str = include_str!("../../data/texts/zoom.txt");
const TEAMS: &str = include_str!("../../data/texts/teams.txt");
const WORD: &str = include_str!("../../data/texts/word.html");
const RECAP: &str = include_str!("../../data/texts/recap.txt");

/// The host, somebody else, and the session.
async fn people(site: &Site) -> (Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    (ana, ben, path)
}

async fn jobs_at(site: &Site, at: OffsetDateTime) {
    site.clock_to(at);
    site.run_jobs().await;
}

/// The newest mail of a kind to a person, as text and as HTML.
async fn letter(site: &Site, to: &Browser, kind: &str) -> (String, String) {
    sqlx::query_as(
        "select body_text, body_html from mails
         where person_id = $1 and kind = $2
         order by queued_at desc
         limit 1",
    )
    .bind(to.id)
    .bind(kind)
    .fetch_one(&site.app.db)
    .await
    .expect("a mail")
}

async fn with_agenda(ana: &Browser, path: &str, agenda: &str) -> Page {
    let changed = session("Flaky tests", &[("hosts", &ana.id.to_string()), ("agenda", agenda)]);
    assert_eq!(ana.post(&format!("{path}/edit"), &changed).await.status(), 200);
    ana.get(path).await
}

#[tokio::test]
async fn a_pasted_invitation_reads_well_on_page_in_mail_and_in_the_calendar() {
    let site = site().await;
    let (ana, _, path) = people(&site).await;
    for agenda in [TEAMS, WORD, ZOOM] {
        let page = with_agenda(&ana, &path, agenda).await;
        assert!(!page.text(".prose").contains("&lt;") && page.has(".prose a[href^='https://']"), "{agenda}");
    }
    jobs_at(&site, STARTS - Duration::days(2)).await;
    let page = ana.get(&path).await;
    let (text, html) = letter(&site, &ana, "host_brief").await;
    let lines = "<p>Meeting ID: 857 7588 4256<br>\nPasscode: x_Y*z*9</p>";
    let link = r#"<a href="https://zoom.example/j/85775884256?pwd=aB3_xY*z*9~q~7.1""#;
    for shown in [page.body(), &html] {
        assert!(shown.contains(lines) && shown.contains(link), "{shown}");
        assert!(shown.contains("<li>+1 305 224 1968 US</li>"), "{shown}");
    }
    assert!(
        text.contains("Agenda\n\nMira Holt is inviting you to a scheduled Zoom meeting.\n\nTopic:"),
        "{text}"
    );
    assert!(text.contains("\nMeeting ID: 857 7588 4256\nPasscode: x_Y*z*9\n\nOne tap mobile\n"), "{text}");
    assert!(
        html.find("x_Y*z*9") < html.find("Before you start"),
        "the agenda stands where it belongs: {html}"
    );
    let calendar = ana.get(&format!("{path}/calendar.ics")).await.body().replace("\r\n ", "");
    assert!(calendar.contains(r"Meeting ID: 857 7588 4256\nPasscode: x_Y*z*9\n"), "{calendar}");
}

#[tokio::test]
async fn a_recap_shows_no_source_text_in_either_part_of_the_mail() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    ben.go(&path).await;
    site.clock_to(STARTS + Duration::minutes(51));
    ana.post(&format!("{path}/attendance"), &format!("present={}&complete=yes", ben.id)).await;
    ana.post(&format!("{path}/recap"), &form(&[("recap", RECAP)])).await;
    jobs_at(&site, STARTS + Duration::hours(24)).await;
    let (text, html) = letter(&site, &ben, "day_after").await;
    let page = ben.get(&path).await;
    for shown in [page.body(), &html] {
        for part in [
            "<h3>What we did</h3>",
            "<td><strong>Contract tests</strong></td>",
            "<li class=\"task\">☑ Write the notes</li>",
        ] {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
        assert!(
            shown.contains("A whiteboard full of cards") && shown.contains("href=\"tel:+442034815237\""),
            "{shown}"
        );
    }
    assert!(text.contains("What we did\n\nWhen · What · Who\n14:00 · Contract tests · Ben\n"), "{text}");
    assert!(text.contains("\n3. Three\n4. Four\n"), "{text}");
    for source in ["# What", "**", "](", "|", "- [x]"] {
        assert!(!text.contains(source), "{source} in {text}");
    }
}

#[tokio::test]
async fn an_agenda_nested_thousands_deep_is_shown_in_no_time() {
    let site = site().await;
    let (ana, _, path) = people(&site).await;
    for agenda in [">".repeat(9_990) + " deep", "- ".repeat(4_990) + "deep", "<div>".repeat(1_990) + "deep"] {
        let began = Instant::now();
        let page = with_agenda(&ana, &path, &agenda).await;
        assert!(page.text(".prose").contains("deep"), "{}", page.text("main"));
        assert!(page.all(".prose :is(blockquote, ul, div)").len() <= 8, "{}", page.body());
        assert!(began.elapsed() < Lasting::from_secs(10), "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn fields_for_markdown_take_rich_text() {
    let site = site().await;
    let (ana, _, path) = people(&site).await;
    let circle = "/communities/testing-circle";
    ana.post(&format!("{circle}/roles"), &form(&[("name", "Host of the month")])).await;
    let role = ana.get(&format!("{circle}/roles")).await.attributes("a[href$='/edit']", "href").remove(0);
    let notes = role.replace("/edit", "/notes");
    site.clock_to(STARTS + Duration::minutes(51));
    let pages = [
        (format!("{circle}/events/new"), "agenda"),
        (format!("{path}/recap"), "recap"),
        (format!("{circle}/announcements"), "body"),
        (role, "notes"),
        (notes, "notes"),
    ];
    for (path, field) in pages {
        let page = ana.get(&path).await;
        assert!(page.has(&format!("textarea[name={field}][data-markdown]")), "{field} of {path}");
        assert!(page.has("script[src='/static/js/paste.js']"), "{path}");
    }
}
