//! Lines that people write: nothing hidden in them is kept, in whatever form they are written.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use scraper::{ElementRef, Html, Selector};
use time::macros::datetime;

use crate::support::{Browser, Site, form, session, site};

/// Turns what follows it, and rings a bell; what is only this has nothing to see.
const TURNED: &str = "Hidden \u{202e}wo\u{7}rds";
const UNSEEN: &str = "\u{200b}\u{2060}\u{200b}";
/// Pages of one kind look alike: of each address without its ids so many are read.
const OF_A_KIND: usize = 2;

fn select(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

/// An address without ids, and without what is asked of it.
fn kind_of(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let part =
        |part: &str| if part.parse::<uuid::Uuid>().is_ok() { "{id}".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// A form, filled: what may be written in is `words`, all else is as the page has it.
struct Filled {
    action: String,
    body: String,
    /// The fields that hold the words.
    written: Vec<String>,
}

fn fill(element: ElementRef<'_>, words: &str) -> Option<Filled> {
    let action = element.attr("action")?.to_owned();
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut written = Vec::new();
    for field in element.select(&select("input, textarea, select, button")) {
        let Some(name) = field.attr("name") else { continue };
        let value = field.attr("value").unwrap_or_default().to_owned();
        let first = !fields.iter().any(|(known, _)| known == name);
        match (field.value().name(), field.attr("type").unwrap_or("text")) {
            ("textarea", _) | ("input", "text" | "search") if field.attr("inputmode") != Some("numeric") => {
                // A zone is chosen from a list, and a name is looked for.
                let is_free = field.attr("list").is_none();
                fields.push((name.to_owned(), if is_free { words.to_owned() } else { value }));
                written.extend(is_free.then(|| name.to_owned()));
            }
            ("input", "checkbox" | "radio") if field.attr("checked").is_some() || first => {
                fields.retain(|(known, _)| known != name || field.attr("type") == Some("checkbox"));
                fields.push((name.to_owned(), value));
            }
            ("input", "checkbox" | "radio") => {}
            ("select", _) => {
                let chosen = field.select(&select("option[selected]")).next();
                let option = chosen.or_else(|| field.select(&select("option")).last());
                let value = option.and_then(|option| option.attr("value")).unwrap_or_default();
                fields.push((name.to_owned(), value.to_owned()));
            }
            ("button", _) if !first => {}
            _ => fields.push((name.to_owned(), value)),
        }
    }
    let pairs: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    (!written.is_empty()).then(|| Filled { action, body: form(&pairs), written })
}

/// Every form with something to write in, on every page that can be reached by links.
async fn forms(person: &Browser, starts: &[String], words: &str) -> BTreeMap<String, Filled> {
    let mut found = BTreeMap::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut known: BTreeSet<String> = starts.iter().cloned().collect();
    let mut waiting: VecDeque<String> = starts.iter().cloned().collect();
    while let Some(path) = waiting.pop_front() {
        let count = seen.entry(kind_of(&path)).or_default();
        *count += 1;
        if *count > OF_A_KIND {
            continue;
        }
        let page = person.get(&path).await;
        if page.status() != 200 {
            continue;
        }
        let html = Html::parse_document(page.body());
        for element in html.select(&select("main form[method=post]")) {
            if let Some(filled) = fill(element, words) {
                let key = format!("{} {}", kind_of(&filled.action), filled.written.join(" "));
                found.entry(key).or_insert(filled);
            }
        }
        for link in html.select(&select("a[href^='/']")).filter_map(|link| link.attr("href")) {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            let is_file = [".ics", ".csv"].iter().any(|end| link.contains(end));
            if !is_file && known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    found
}

/// The columns in which the site keeps texts.
async fn text_columns(site: &Site) -> Vec<(String, String)> {
    sqlx::query_as(
        "select c.table_name::text, c.column_name::text
         from information_schema.columns c
         join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'ARRAY')",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("columns")
}

/// Columns that hold a sign that nobody sees, or a text of nothing else.
async fn hidden(site: &Site, query: &str) -> Vec<String> {
    sqlx::query_scalar(sqlx::AssertSqlSafe(query.to_owned())).fetch_all(&site.app.db).await.expect("columns")
}

/// One statement for all columns, since it is asked after each form.
async fn what_is_hidden(site: &Site) -> String {
    let of_column = |(table, column): (String, String)| {
        format!(
            "(select '{table}.{column}' from \"{table}\"
              where \"{column}\"::text ~ '[\\u202a-\\u202e\\u2066-\\u2069\\u0007]'
                 or \"{column}\"::text ~ '(^|[{{,\"])[\\u200b\\u2060]+($|[}},\"])' limit 1)"
        )
    };
    text_columns(site).await.into_iter().map(of_column).collect::<Vec<_>>().join(" union all ")
}

/// Somebody who may do everything and a member, in a community with one thing of most kinds.
async fn crowded(site: &Site) -> (Browser, Browser, String, Vec<String>) {
    let admin = site.admin("Ada Kim").await;
    sqlx::query("update people set is_leader = true where id = $1")
        .bind(admin.id)
        .execute(&site.app.db)
        .await
        .expect("a leader too");
    let ben = site.person("Ben Okafor").await;
    let circle = admin.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let session = admin.schedule(&circle, "Flaky tests", &[]).await;
    let retrospective = form(&[("title", "Half a year on"), ("names", "with"), ("event", "")]);
    admin.post(&format!("{circle}/retrospectives"), &retrospective).await;
    admin.post(&format!("{circle}/topics"), &form(&[("title", "Property tests")])).await;
    admin.post(&format!("{circle}/pathways"), &form(&[("title", "First test plan")])).await;
    admin.post(&format!("{circle}/roles"), &form(&[("name", "Topics"), ("duties", "Collects ideas.")])).await;
    let mut starts = vec!["/".to_owned(), "/me".to_owned(), circle.clone(), session.clone()];
    for more in [
        "members",
        "edit",
        "roles",
        "polls/new",
        "announcements",
        "retrospectives",
        "agreements/edit",
        "canvas/edit",
    ] {
        starts.push(format!("{circle}/{more}"));
    }
    for more in ["pathways", "support", "topics", "events/new", "roadmap", "roadmap/keep-going", "phase"] {
        starts.push(format!("{circle}/{more}"));
    }
    for more in ["edit", "recap", "attendance", "seats"] {
        starts.push(format!("{session}/{more}"));
    }
    for more in
        ["/admin/people", "/admin/teams", "/admin/settings", "/stories/new", "/thanks/new", "/coffee/choices"]
    {
        starts.push(more.to_owned());
    }
    (admin, ben, circle, starts)
}

const STORY: [(&str, &str); 16] = [
    ("community", "testing-circle"),
    ("from", "coffee"),
    ("title", "The release I stopped"),
    ("happened", "We met at the clinic."),
    ("did", "I stopped the release."),
    ("benefits", "grow_capability"),
    ("visibility", "organisation"),
    ("display", "name"),
    ("hours_low", "1"),
    ("hours_likely", "1"),
    ("hours_high", "2"),
    ("uses_per_year", "40"),
    ("people", "10"),
    ("attribution", "50"),
    ("confidence", "80"),
    ("then", "publish"),
];
const POLL: [(&str, &str); 8] = [
    ("kind", "question"),
    ("title", "What next?"),
    ("zone", "Etc/UTC"),
    ("closes_day", "2026-11-30"),
    ("closes_time", "17:00"),
    ("option_words", "Reading"),
    ("option_words", "Writing"),
    ("then", "save"),
];
const NEWS: [(&str, &str); 5] =
    [("subject", "We move"), ("body", "Up."), ("send", "later"), ("day", "2026-11-30"), ("time", "10:00")];

/// What goes on in a community: a poll, a pulse, a request for help, an announcement that waits, coffee; it has a sponsor,
/// and its session was held.
async fn goes_on(site: &Site, admin: &Browser, circle: &str) {
    let pulse = [("closes_on", "2026-12-12"), ("breakdown", "team")];
    for (path, fields) in [
        ("pulse", pulse.as_slice()),
        ("polls", &POLL),
        ("support", &[("words", "An hour")]),
        ("announcements", &NEWS),
        ("coffee", &[("every_weeks", "2")]),
    ] {
        admin.post(&format!("{circle}/{path}"), &form(fields)).await;
    }
    for sql in [
        "update communities set sponsor_id = $1, sponsor_named_at = now()",
        "update roles set holder_id = $1",
        "insert into attendance (event_id, person_id, source, recorded_at)
         select e.id, p.id, 'host', now() from events e, people p where e.title = 'Slow tests' and $1::uuid is not null",
    ] {
        sqlx::query(sql).bind(admin.id).execute(&site.app.db).await.expect(sql);
    }
}

fn below<'a>(path: &'a str, more: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    more.iter().map(move |more| format!("{path}/{more}"))
}

/// What exists only later, or for some, and where it is: a story with numbers, a role that is handed over, a session that is
/// over, a draft, a retrospective that is closed, and what goes on.
async fn later_things(site: &Site, admin: &Browser, ben: &Browser, circle: &str) -> Vec<String> {
    let me = admin.id.to_string();
    let over = admin.schedule(circle, "Slow tests", &[("day", "2026-11-24"), ("hosts", me.as_str())]).await;
    let draft = admin.post(&format!("{circle}/events"), &session("A draft", &[("then", "draft")])).await;
    let story = ben.post("/stories", &form(&STORY)).await.path().to_owned();
    let closed = form(&[("title", "Closed"), ("names", "with"), ("event", "")]);
    let closed = admin.post(&format!("{circle}/retrospectives"), &closed).await.path().to_owned();
    admin.post(&format!("{closed}/close"), "").await;
    goes_on(site, admin, circle).await;
    let role: uuid::Uuid =
        sqlx::query_scalar("select id from roles").fetch_one(&site.app.db).await.expect("a role");
    site.clock_to(datetime!(2026-11-25 09:00 UTC));
    let mut starts = vec![over.clone(), draft.path().to_owned(), story.clone(), closed];
    starts.extend(below(&over, &["thanks", "recap", "walk-ins", "attendance", "cancellation"]));
    starts.extend(below(&story, &["thanks/note", "edit", "follow-up", "uses"]));
    starts.extend(below(&format!("/roles/{role}"), &["edit", "notes", "handover"]));
    starts.extend(below(
        circle,
        &["sponsor", "stories/review", "pulse", "pulse/new", "polls", "coffee", "welcome"],
    ));
    let ways = ["renewal", "refocus", "pause", "closing", "split", "merge"];
    starts.extend(below(&format!("{circle}/transformation"), &ways));
    starts.push(format!("{circle}/members/{}/removal", ben.id));
    starts.extend(below("/admin", &["coffee", "thresholds", "value"]));
    starts.extend(below("/impact", &["barriers", "snapshots"]));
    starts
}

/// A community that people ask to join, and someone from outside.
async fn asking(site: &Site, admin: &Browser) -> (Browser, Vec<String>) {
    let gated = admin.found("Gated circle", &[("admission", "request")]).await;
    let eve = site.person("Eve Novak").await;
    (eve, vec![gated, "/me".to_owned(), "/communities/new".to_owned(), "/people".to_owned()])
}

async fn nothing_is_kept_of(words: &str) {
    let site = site().await;
    let (admin, ben, circle, mut starts) = crowded(&site).await;
    let mut of_ben =
        vec![circle.clone(), "/me".to_owned(), "/thanks/new".to_owned(), "/coffee/choices".to_owned()];
    let later = later_things(&site, &admin, &ben, &circle).await;
    of_ben.extend(later.iter().cloned());
    starts.extend(later);
    let (eve, of_eve) = asking(&site, &admin).await;
    let query = what_is_hidden(&site).await;
    assert_eq!(hidden(&site, &query).await, [""; 0], "before");
    // Read before anything is sent: some forms end what others need.
    let people = [(&ben, of_ben, 12), (&eve, of_eve, 4), (&admin, starts, 55)];
    let mut all = Vec::new();
    for (person, starts, least) in people {
        let forms = forms(person, &starts, words).await;
        assert!(forms.len() >= least, "{}: {} forms: {:?}", person.name, forms.len(), forms.keys());
        all.push((person, forms));
    }
    for (person, forms) in all {
        for (name, filled) in forms {
            let page = person.post(&filled.action, &filled.body).await;
            assert!(!page.status().is_server_error(), "{name}: {}", page.status());
            assert_eq!(hidden(&site, &query).await, [""; 0], "{name} kept {words:?}: {}", filled.body);
        }
    }
}

#[tokio::test]
async fn what_turns_the_direction_of_a_page_is_kept_in_no_line() {
    nothing_is_kept_of(TURNED).await;
}

#[tokio::test]
async fn what_nobody_sees_is_kept_as_no_line() {
    nothing_is_kept_of(UNSEEN).await;
}
