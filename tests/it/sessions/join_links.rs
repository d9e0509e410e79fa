//! Who gets to read the link to join a session online: the same people on its page, in the file for one session, in both
//! feeds, and in the mails it sends.

use time::Duration;
use time::macros::datetime;

use super::calendar::link;
use crate::support::{Browser, Site, rsvp, session, site};

const LINK: &str = "https://meet.example.org/secret-room";

/// A session of a community, and people who stand to it in every way.
struct Walk {
    site: Site,
    circle: String,
    session: String,
    people: Vec<(&'static str, Browser)>,
}

/// Everyone answers while the community is open; what it is then made is said by `admission` and `visibility`.
async fn walk(admission: &str, visibility: &str) -> Walk {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let fields = [("format", "online"), ("join_url", LINK)];
    let session = ana.schedule(&circle, "Flaky tests", &fields).await;
    let mut people = vec![("organiser", ana)];
    for (role, name) in [
        ("host", "Hana Sato"),
        ("member going", "Ben Okafor"),
        ("member maybe", "Chloe Martin"),
        ("member", "Dee Novak"),
        ("outsider going", "Eli Brandt"),
        ("outsider", "Finn Larsen"),
        ("former host", "Gus Moreau"),
    ] {
        let person = site.person(name).await;
        if !role.contains("outsider") && role != "former host" {
            person.join(&circle).await;
        }
        if role.ends_with("going") {
            person.go(&session).await;
        }
        if role.ends_with("maybe") {
            person.post(&rsvp(&session), "answer=maybe").await;
        }
        people.push((role, person));
    }
    let hosts: Vec<_> =
        people.iter().filter(|(role, _)| role.ends_with("host")).map(|(_, it)| it.id).collect();
    sqlx::query(
        "with gone as (delete from hosts) insert into hosts select id, h from events, unnest($1::uuid[]) h",
    )
    .bind(hosts)
    .execute(&site.app.db)
    .await
    .expect("other hosts");
    sqlx::query("update communities set admission = $1, visibility = $2")
        .bind(admission)
        .bind(visibility)
        .execute(&site.app.db)
        .await
        .expect("who may join and see it");
    Walk { site, circle, session, people }
}

impl Walk {
    /// Who reads the link in what a path answers to them.
    async fn shown(&self, path: &str) -> Vec<&'static str> {
        let mut readers = Vec::new();
        for (role, person) in &self.people {
            if person.get(path).await.body().replace("\r\n ", "").contains(LINK) {
                readers.push(*role);
            }
        }
        readers
    }

    async fn fed(&self) -> Vec<&'static str> {
        let mut readers = Vec::new();
        for (role, person) in &self.people {
            let feed = link(person).await;
            if self.site.stranger().get(&feed).await.body().replace("\r\n ", "").contains(LINK) {
                readers.push(*role);
            }
        }
        readers
    }

    /// Who gets a mail with it in the days before.
    async fn mailed(&self) -> Vec<&'static str> {
        let starts = datetime!(2026-11-26 14:00 UTC);
        for before in [Duration::days(2), Duration::days(1)] {
            self.site.clock_to(starts - before);
            self.site.run_jobs().await;
        }
        let told = [self.told("reminder").await, self.told("host_brief").await].concat();
        let may = self.people.iter().map(|(role, _)| *role);
        may.filter(|role| told.contains(role)).collect()
    }

    /// Who got a mail of this kind in which the link is, in its words or in what it carries for a calendar.
    async fn told(&self, kind: &str) -> Vec<&'static str> {
        let told: Vec<uuid::Uuid> = sqlx::query_scalar(
            r"select person_id from mails
              where kind = $2
                and position($1 in body_text || replace(coalesce(calendar, ''), E'\r\n ', '')) > 0",
        )
        .bind(LINK)
        .bind(kind)
        .fetch_all(&self.site.app.db)
        .await
        .expect("mails");
        self.people.iter().filter(|(_, it)| told.contains(&it.id)).map(|(role, _)| *role).collect()
    }

    fn role(&self, wanted: &str) -> &Browser {
        &self.people.iter().find(|(role, _)| *role == wanted).expect("a person of this role").1
    }
}

#[tokio::test]
async fn the_join_link_is_read_by_the_same_people_everywhere() {
    for (admission, visibility) in [("open", "listed"), ("request", "listed"), ("invitation", "private")] {
        let walk = walk(admission, visibility).await;
        let mut may = vec!["organiser", "host", "member going"];
        if admission == "open" {
            may.push("outsider going");
        }
        let what = format!("{admission}, {visibility}");
        assert_eq!(walk.shown(&walk.session).await, may, "page, {what}");
        assert_eq!(walk.shown(&format!("{}/calendar.ics", walk.session)).await, may, "file, {what}");
        assert_eq!(walk.shown(&format!("{}/calendar.ics", walk.circle)).await, may, "feed of it, {what}");
        // A person's own feed holds what they are part of.
        assert_eq!(walk.fed().await, may, "own feed, {what}");
        let told: Vec<_> = may.into_iter().filter(|role| *role != "organiser").collect();
        assert_eq!(walk.mailed().await, told, "mails, {what}");
    }
}

#[tokio::test]
async fn a_mail_about_a_change_tells_the_link_to_nobody_else() {
    for (admission, others) in [("open", vec!["outsider going"]), ("request", vec![])] {
        let walk = walk(admission, "listed").await;
        let moved = format!("{LINK}-upstairs");
        let host = walk.people[0].1.id.to_string();
        let fields = [("format", "online"), ("join_url", moved.as_str()), ("hosts", host.as_str())];
        let page =
            walk.people[0].1.post(&format!("{}/edit", walk.session), &session("Flaky tests", &fields)).await;
        assert_eq!(page.said(), "Saved. Everyone who answered gets an email with the change.");
        let told = walk.told("moved").await;
        assert_eq!(told, [vec!["member going"], others].concat(), "{admission}");
    }
}

#[tokio::test]
async fn a_mail_about_a_place_that_came_free_tells_the_link_to_nobody_else() {
    for (admission, others) in [("open", vec!["outsider"]), ("request", vec![])] {
        let walk = walk(admission, "listed").await;
        sqlx::query("update communities set admission = 'open'")
            .execute(&walk.site.app.db)
            .await
            .expect("open");
        sqlx::query("update events set capacity = seated").execute(&walk.site.app.db).await.expect("full");
        let finn = walk.role("outsider");
        finn.post(&rsvp(&walk.session), "answer=going").await;
        sqlx::query("update communities set admission = $1")
            .bind(admission)
            .execute(&walk.site.app.db)
            .await
            .expect("who may join");
        walk.role("member going").decline(&walk.session).await;
        assert!(walk.site.letter_to(&finn.email).await.contains("A place came free"), "{admission}");
        let told = walk.told("seated").await;
        assert_eq!(told, [vec!["member going", "outsider going"], others].concat(), "{admission}");
    }
}

#[tokio::test]
async fn a_mail_about_a_series_has_the_links_of_the_dates_its_reader_goes_to() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let chloe = site.person("Chloe Martin").await;
    let circle = ana.found("Testing circle", &[]).await;
    let host = ana.id.to_string();
    let weekly = [("hosts", &*host), ("day", "2026-11-24"), ("repeats", "weekly"), ("every", "1")];
    let fields = [&weekly[..], &[("format", "online"), ("join_url", LINK)]].concat();
    let page = ana.post(&format!("{circle}/events"), &session("Flaky tests", &fields)).await;
    let dates = page.attributes("#to-come ~ ul h3 a", "href");
    // The second date has a room of its own. Ben goes to the first and may come to the second; Chloe may come to both.
    let own = "https://meet.example.org/another-secret";
    super::series::edit(&ana, &dates[1], &[("join_url", own)]).await;
    ben.go(&dates[0]).await;
    for (person, date) in [(&ben, 1), (&chloe, 0), (&chloe, 1)] {
        person.post(&rsvp(&dates[date]), "answer=maybe").await;
    }

    let new = "https://meet.example.org/new-room";
    let saved = super::series::edit(&ana, &dates[0], &[("scope", "all"), ("join_url", new)]).await;
    assert!(
        saved.said().ends_with("Everyone who answered gets one email with the change."),
        "{}",
        saved.said()
    );
    let letter = site.letter_to(&ben.email).await;
    assert!(letter.contains(&format!("Link to join online: {new} (it was: {LINK})")), "{letter}");
    assert!(letter.contains("Another link to join online"), "{letter}");
    assert!(!letter.contains(own), "{letter}");
    let letter = site.letter_to(&chloe.email).await;
    assert_eq!(letter.matches("Another link to join online").count(), 2, "{letter}");
    assert!(!letter.contains("meet.example.org"), "{letter}");
}
