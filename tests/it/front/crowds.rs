//! Five hundred people, with names as long as a name may be: pages stay short, and people are found by name.

use crate::support::{Browser, Site, form, session, site};

/// As long as a name may be, without a place to break.
const LONG: &str = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswesse";
const TITLE: &str = "What flaky tests tell us";
/// What a page may weigh: a phone on a train loads it, and a thumb reaches its end.
const MOST_BYTES: usize = 100 * 1024;

/// A community of Ana's with 500 more members, and a session that all of them are going to but one, who waits.
async fn crowd(site: &Site) -> (Browser, String, String) {
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, TITLE, &[("capacity", "499"), ("hosts", &ana.id.to_string())]).await;
    sqlx::query(
        "with person as (
             insert into people (name, email, created_at)
             select case when n = 1 then $1 else 'Guest ' || lpad(n::text, 3, '0') end, 'guest' || n || '@example.org', now()
             from generate_series(1, 500) n
             returning id, name
         ), joined as (
             insert into members (community_id, person_id, membership, asked_at, joined_at)
             select c.id, person.id, 'member', now(), now() from person, communities c
         )
         insert into rsvps (event_id, person_id, answer, answered_at, seated_at, queue_no)
         select e.id, person.id, case when name = 'Guest 500' then 'waiting' else 'going' end, now(),
                case when name = 'Guest 500' then null else now() end, case when name = 'Guest 500' then 1 end
         from person, events e",
    )
    .bind(LONG)
    .execute(&site.app.db)
    .await
    .expect("a crowd");
    (ana, circle, path)
}

#[tokio::test]
async fn pages_of_five_hundred_people_stay_short_and_say_how_many_more_there_are() {
    let site = site().await;
    let (ana, circle, path) = crowd(&site).await;
    let page = ana.get(&path).await;
    assert_eq!(page.all("ul.people .person").len(), 25, "a host, and the first of those going");
    assert_eq!(page.text("[aria-labelledby=going] > p a"), "and 475 more");
    for path in [
        path.clone(),
        format!("{path}/people"),
        format!("{path}/seats"),
        format!("{path}/edit"),
        format!("{circle}/members"),
        format!("{circle}/events/new"),
        circle.clone(),
        format!("{path}/attendance"),
        format!("{path}/walk-ins"),
        format!("{path}/thanks"),
        format!("{circle}/transformation/split"),
        format!("{circle}/welcome"),
        format!("{circle}/phase"),
        format!("{circle}/roles"),
        format!("{circle}/coffee"),
        format!("{circle}/stories/review"),
        "/people".to_owned(),
        "/calendar".to_owned(),
        "/thanks/new".to_owned(),
        "/".to_owned(),
    ] {
        let page = ana.get(&path).await;
        assert_eq!(page.status(), 200, "{path}");
        assert!(page.body().len() < MOST_BYTES, "{path} has {} bytes", page.body().len());
    }
    let admin = site.admin("Amir Haddad").await;
    for path in ["/admin", "/admin/people", "/admin/acts", "/admin/mail"] {
        let page = admin.get(path).await;
        assert_eq!(page.status(), 200, "{path}");
        assert!(page.body().len() < MOST_BYTES, "{path} has {} bytes", page.body().len());
    }
}

#[tokio::test]
async fn everyone_on_the_list_of_a_session_is_on_its_own_pages() {
    let site = site().await;
    let (ana, _, path) = crowd(&site).await;
    let mut names = Vec::new();
    let mut next = format!("{path}/people");
    loop {
        let page = ana.get(&next).await;
        names.extend(page.all(".person .name"));
        let Some(link) = page.attributes("a[rel=next]", "href").pop() else { break };
        next = format!("{path}/people{link}");
    }
    assert_eq!((names.len(), names[0].as_str(), names[500].as_str()), (501, "Ana Ferreira", "Guest 500"));
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 501, "each once");
}

#[tokio::test]
async fn a_page_past_the_end_says_so() {
    let site = site().await;
    let (ana, circle, path) = crowd(&site).await;
    for list in
        ["/stories", &format!("{circle}/events"), &format!("{circle}/members"), &format!("{path}/people")]
    {
        let page = ana.get(&format!("{list}?page=77")).await;
        assert_eq!(page.text(".empty h2"), "There is no page 77", "{list}");
        let first = page.attributes(".empty a", "href").join(" ");
        assert!(first.ends_with("page=1") && !first.contains(' '), "{list}: {first}");
        assert_eq!(page.all(".empty").len(), 1, "nothing else says that there is nothing: {list}");
    }
}

#[tokio::test]
async fn members_are_found_by_part_of_their_name() {
    let site = site().await;
    let (ana, circle, _) = crowd(&site).await;
    let page = ana.get(&format!("{circle}/members?name=schafers")).await;
    assert_eq!(page.all("#people .name"), [LONG]);
    let page = ana.get(&format!("{circle}/members?name=guest+01")).await;
    assert_eq!(page.all("#people .name").len(), 10);
    let page = ana.get(&format!("{circle}/members?name=%25")).await;
    assert!(page.text("#people").contains("No member has this in their name."), "a sign is a sign");
}

#[tokio::test]
async fn a_host_is_found_by_typing_a_name_and_nothing_is_saved_meanwhile() {
    let site = site().await;
    let (ana, circle, _) = crowd(&site).await;
    let mine = ana.id.to_string();
    let new = format!("{circle}/events/new");
    assert_eq!(
        ana.get(&new).await.all("#hosts input[name=hosts]").len(),
        13,
        "Ana, and a dozen to begin with"
    );

    let looked =
        session("Pairing hour", &[("hosts", &mine), ("host_name", "schafers"), ("then", "find_host")]);
    let page = ana.post(&format!("{circle}/events"), &looked).await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.all("#hosts .choice"), ["Ana Ferreira", LONG]);
    assert_eq!(page.attributes("#title", "value"), ["Pairing hour"], "what was typed is kept");
    assert_eq!(page.text("#host_name-hint"), "Select the people you mean above.");
    let host = page.attributes("#hosts input[name=hosts]", "value").remove(1);

    let unread = session("Pairing hour", &[("hosts", &mine), ("host_name", "schafers")]);
    let page = ana.post(&format!("{circle}/events"), &unread).await;
    assert_eq!(page.problem("host_name"), "Click Find and select who you mean, or clear the name.");
    let saved: i64 = sqlx::query_scalar("select count(*) from events where title = 'Pairing hour'")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert_eq!(saved, 0);

    let path =
        ana.schedule(&circle, "Pairing hour", &[("hosts", &mine), ("hosts", &host), ("host_name", "")]).await;
    assert!(ana.get(&path).await.text(".organising").contains(&format!("Asked to host: {LONG}")));
    assert!(ana.get(&format!("{path}/edit")).await.all("#hosts .choice").contains(&LONG.to_owned()));
}

#[tokio::test]
async fn a_place_is_given_from_someone_named_and_a_name_of_several_is_asked_about() {
    let site = site().await;
    let (ana, _, path) = crowd(&site).await;
    let seats = format!("{path}/seats");
    let page = ana.get(&format!("{seats}?name=guest+500")).await;
    assert_eq!(page.all(".person .name"), ["Guest 500"]);
    assert!(page.text(".person .team").starts_with("1st"));
    let person = page.attributes("input[name=person]", "value").remove(0);
    let give = |instead: &str| {
        form(&[
            ("person", &person),
            ("step", "seat"),
            ("instead_name", instead),
            ("reason", "Presents the case"),
        ])
    };
    let page = ana.post(&seats, &give("Guest 49")).await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.all(".choice").len(), 10, "Guest 490 to 499");
    assert_eq!(ana.post(&seats, &give("Nobody")).await.status(), 422);
    assert_eq!(ana.post(&seats, &give("guest 499")).await.status(), 200);
    let page = ana.get(&format!("{seats}?name=guest+499")).await;
    assert!(page.text(".person .team").starts_with("1st"), "whoever gave their place is first in the queue");
}
