//! Retrospectives: cards with or without names, votes that only their owner sees, and what is decided.

use time::Duration;
use time::macros::datetime;

use crate::support::{Browser, Page, Site, form, site};

async fn circle(site: &Site) -> (Browser, Browser, Browser, String) {
    let ana = site.person("Ana Ferreira").await;
    let ben = site.person("Ben Okafor").await;
    let chloe = site.person("Chloe Martin").await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    chloe.join(&circle).await;
    (ana, ben, chloe, circle)
}

async fn open(ana: &Browser, circle: &str, names: &str) -> String {
    let fields = form(&[("title", "Half a year on"), ("names", names), ("event", "")]);
    let page = ana.post(&format!("{circle}/retrospectives"), &fields).await;
    assert_eq!(page.said(), "The retrospective is open.", "{:?}", page.all(".problem"));
    page.path().to_owned()
}

async fn write(person: &Browser, retrospective: &str, list: &str, body: &str) -> Page {
    person.post(&format!("{retrospective}/cards"), &form(&[("list", list), ("body", body)])).await
}

/// The path of the card with these words, as this person finds it.
async fn card(person: &Browser, retrospective: &str, body: &str) -> String {
    let page = person.get(retrospective).await;
    let place = page.all(".card .card-words").iter().position(|words| words == body).expect("the card");
    let id = page.attributes(".card", "id")[place].replace("card-", "");
    format!("{retrospective}/cards/{id}")
}

async fn vote(person: &Browser, card: &str) -> Page {
    person.post(&format!("{card}/votes"), "wanted=yes").await
}

async fn add(ana: &Browser, retrospective: &str, body: &str, owner: &str) -> Page {
    let fields = form(&[("body", body), ("owner", owner), ("due", "2026-12-21")]);
    ana.post(&format!("{retrospective}/actions"), &fields).await
}

/// Says what becomes of the first action of a list.
async fn decide(ana: &Browser, retrospective: &str, list: &str, decision: &str) -> Page {
    let forms = ana.get(retrospective).await.attributes(&format!("{list} form[action$=decision]"), "action");
    ana.post(&forms[0], &form(&[("decision", decision)])).await
}

async fn number(site: &Site, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&site.app.db).await.expect("a number")
}

async fn refused(site: &Site, sql: &'static str) -> Option<String> {
    let error = sqlx::query(sql).execute(&site.app.db).await.err()?;
    error.as_database_error().and_then(|error| error.constraint()).map(str::to_owned)
}

#[tokio::test]
async fn without_names_no_author_is_stored_and_the_database_takes_none() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let retrospective = open(&ana, &circle, "without").await;
    let page = write(&ben, &retrospective, "change", "We start late").await;
    assert_eq!(page.said(), "Your card is added. Nothing says that it is yours.");
    assert!(!page.text(".retro-cards").contains("Ben"));
    assert!(!page.has(".card form[action$=removal]"), "not even he can remove it");
    let told = "select count(*) from acts where person_id = (select id from people where name = 'Ben Okafor')
                and thing <> 'community'";
    assert_eq!(number(&site, told).await, 0);
    site.run_jobs().await;
    assert!(site.mails_to("ana.ferreira@example.org").await.is_empty(), "nothing notifies");
    for (sql, constraint) in [
        (
            "update retrospective_cards set author_id = (select id from people limit 1)",
            "retrospective_cards_author_only_with_names",
        ),
        (
            "update retrospective_cards set named = true, author_id = (select id from people limit 1)",
            "retrospective_cards_as_named_as_it",
        ),
        ("update retrospectives set named = true", "retrospectives_names_chosen_once"),
    ] {
        assert_eq!(refused(&site, sql).await.as_deref(), Some(constraint), "{sql}");
    }
    let page = ana.post(&format!("{}/removal", card(&ana, &retrospective, "We start late").await), "").await;
    assert_eq!(page.said(), "The card is removed.", "organisers answer for what is shown");
}

#[tokio::test]
async fn the_choice_of_names_is_made_before_the_first_card() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let fields = form(&[("title", "Half a year on"), ("names", "perhaps")]);
    let page = ana.post(&format!("{circle}/retrospectives"), &fields).await;
    assert_eq!(
        (page.status().as_u16(), page.problem("names").as_str()),
        (422, "Choose whether names are shown.")
    );
    let page = ana.get(&format!("{circle}/retrospectives/new")).await;
    assert_eq!(page.attributes("input[name=names][checked]", "value"), ["without"]);
    let retrospective = open(&ana, &circle, "with").await;
    assert_eq!(
        ana.post(&format!("{retrospective}/deletion"), "").await.said(),
        "The retrospective is deleted.",
        "a wrong choice is mended while it is empty"
    );
    let retrospective = open(&ana, &circle, "with").await;
    write(&ben, &retrospective, "keep", "Real things").await;
    assert_eq!(ana.post(&format!("{retrospective}/deletion"), "").await.status(), 409);
    assert_eq!(
        refused(&site, "update retrospectives set named = false").await.as_deref(),
        Some("retrospectives_names_chosen_once")
    );
}

#[tokio::test]
async fn with_names_a_card_is_its_authors_to_remove() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let retrospective = open(&ana, &circle, "with").await;
    assert_eq!(
        write(&ben, &retrospective, "keep", "  ").await.problem("keep"),
        "Write something on the card."
    );
    assert_eq!(write(&ben, &retrospective, "stop", "No list").await.status(), 400);
    write(&ben, &retrospective, "keep", "Real things").await;
    let path = card(&chloe, &retrospective, "Real things").await;
    assert_eq!(chloe.get(&retrospective).await.text(".card .meta"), "Ben Okafor");
    assert_eq!(chloe.post(&format!("{path}/removal"), "").await.status(), 404);
    let page = ben.post(&format!("{path}/removal"), "").await;
    assert_eq!((page.said().as_str(), page.has(".card")), ("The card is removed.", false));
}

#[tokio::test]
async fn everyone_reads_the_cards_in_an_order_of_their_own() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let retrospective = open(&ana, &circle, "without").await;
    for number in 0..9 {
        write(&ben, &retrospective, "try", &format!("Idea {number}")).await;
    }
    let orders = [
        ana.get(&retrospective).await.all(".card-words"),
        ben.get(&retrospective).await.all(".card-words"),
        chloe.get(&retrospective).await.all(".card-words"),
    ];
    assert_eq!(orders[0], ana.get(&retrospective).await.all(".card-words"), "it stays while she reads");
    assert!(orders[0] != orders[1] || orders[1] != orders[2], "{orders:?}");
    let written: Vec<String> = (0..9).map(|number| format!("Idea {number}")).collect();
    assert!(orders.iter().any(|order| *order != written));
}

#[tokio::test]
async fn votes_are_their_owners_until_the_close_and_then_totals() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let retrospective = open(&ana, &circle, "without").await;
    for number in 1..=6 {
        write(&ana, &retrospective, "try", &format!("Idea {number}")).await;
    }
    let one = card(&ben, &retrospective, "Idea 1").await;
    let (first, second) = tokio::join!(vote(&ben, &one), vote(&ben, &one));
    assert!(first.status().is_success() && second.status().is_success());
    assert_eq!(
        number(&site, "select count(*) from retrospective_votes").await,
        1,
        "twice at once is one vote"
    );
    let page = vote(&chloe, &one).await;
    assert_eq!(page.all(".card .meta"), ["Your vote"], "of Ben’s she sees nothing");
    for number in 2..=5 {
        let other = card(&ben, &retrospective, &format!("Idea {number}")).await;
        assert!(vote(&ben, &other).await.status().is_success());
    }
    let sixth = card(&ben, &retrospective, "Idea 6").await;
    assert_eq!(vote(&ben, &sixth).await.status(), 409, "five are all there are");
    let page = ben.get(&retrospective).await;
    assert!(page.text(".retro-how").contains("You have given all five votes."));
    ben.post(&format!("{one}/votes"), "wanted=no").await;
    assert!(vote(&ben, &sixth).await.status().is_success());

    assert_eq!(ben.post(&format!("{retrospective}/close"), "").await.status(), 404);
    let close = format!("{retrospective}/close");
    let (one_close, other) = tokio::join!(ana.post(&close, ""), ana.post(&close, ""));
    assert!(one_close.status().is_success() && other.status().is_success());
    let closed = "select count(*) from acts where thing = 'retrospective' and verb = 'close'";
    assert_eq!(number(&site, closed).await, 1, "closing twice closes once");
    assert_eq!(number(&site, "select count(*) from retrospective_votes").await, 0, "nothing says who voted");
    assert_eq!(number(&site, "select sum(votes)::bigint from retrospective_cards").await, 6);
    let page = ben.get(&retrospective).await;
    assert_eq!(page.all(".card .meta").iter().filter(|words| *words == "1 vote").count(), 6);
    assert!(!page.has("form[action$=cards]") && !page.has("form[action$=votes]"));
    assert_eq!(vote(&ben, &sixth).await.status(), 409);
    assert_eq!(write(&ben, &retrospective, "keep", "Too late").await.status(), 409);
}

#[tokio::test]
async fn what_is_left_open_heads_the_next_one() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let first = open(&ana, &circle, "with").await;
    let page = add(&ana, &first, "", "Nobody Known").await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.problem("body"), "Write down what is to be done.");
    assert!(page.problem("owner").starts_with("No member has this name."));
    assert_eq!(page.attributes("#owner", "value"), ["Nobody Known"], "as it was typed");
    add(&ana, &first, "Start on time", "Ben Okafor").await;
    site.clock_to(site.app.clock.now() + Duration::MINUTE);
    add(&ana, &first, "Ask the crews", "").await;
    site.clock_to(site.app.clock.now() + Duration::MINUTE);
    let page = add(&ana, &first, "A room with windows", "").await;
    assert_eq!(page.all("li.retro-action .meta")[1], "Nobody yet Due Mon 21 Dec");
    assert_eq!(add(&ben, &first, "Mine", "").await.status(), 404);
    ana.post(&format!("{first}/close"), "").await;

    site.clock_to(datetime!(2027-01-11 09:00 UTC));
    let second = open(&ana, &circle, "without").await;
    let page = ben.get(&second).await;
    assert_eq!(
        page.all(".retro-earlier .retro-action > p:first-child"),
        ["Start on time", "Ask the crews", "A room with windows"]
    );
    assert!(page.text(".retro-earlier").contains("Was due Mon 21 Dec 2026"));
    assert!(!page.has("form[action$=decision]"), "organisers say what becomes of them");
    assert_eq!(
        decide(&ana, &second, ".retro-earlier", "done").await.said(),
        "Done. That is what a retrospective is for."
    );
    let forms = ana.get(&second).await.attributes(".retro-earlier form[action$=decision]", "action");
    ana.post(&forms[1], "decision=keep").await;
    ana.post(&forms[2], "decision=drop").await;
    ana.post(&forms[2], "decision=drop").await;
    let page = ana.get(&second).await;
    let standings = page.all(".retro-earlier .meta");
    assert_eq!(standings[0], "Ben Okafor Done today");
    assert_eq!(standings[1], "Nobody yet Was due Mon 21 Dec 2026 Kept");
    assert_eq!(standings[2], "Dropped today");
    let dropped = "select count(*) from acts where thing = 'retrospective_action' and verb = 'retire'";
    assert_eq!(number(&site, dropped).await, 1, "saying it twice is once");
    ana.post(&format!("{second}/close"), "").await;
    let third = open(&ana, &circle, "without").await;
    assert_eq!(ben.get(&third).await.all(".retro-earlier .retro-action > p:first-child"), ["Ask the crews"]);
    let page = ben.get(&format!("{circle}/retrospectives")).await;
    assert!(page.text("aside").contains("Ask the crews"));
    assert!(page.text("main").contains("1 of 3 actions done"));
}

#[tokio::test]
async fn a_leavers_actions_are_nobodys_from_then_on() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let retrospective = open(&ana, &circle, "without").await;
    let page = add(&ana, &retrospective, "Start on time", "Ben Okafor").await;
    assert!(page.text("li.retro-action .meta").starts_with("Ben Okafor"));
    ben.post(&format!("{circle}/departure"), "").await;
    assert_eq!(ben.get(&retrospective).await.status(), 404);
    assert!(ana.get(&retrospective).await.text("li.retro-action .meta").starts_with("Nobody yet"));
    site.clock_to(site.app.clock.now() + Duration::DAY);
    ben.join(&circle).await;
    assert!(ben.get(&retrospective).await.text("li.retro-action .meta").starts_with("Nobody yet"));

    let edit = ana.get(&retrospective).await.attributes("li.retro-action a[href$='/edit']", "href").remove(0);
    let page = ana.get(&edit).await;
    assert_eq!(page.attributes("#owner", "value"), [""]);
    let again = form(&[("body", "Start on time"), ("owner", "ben okafor"), ("due", "2027-01-10")]);
    let page = ana.post(&edit, &again).await;
    assert_eq!(page.said(), "Your changes are saved.");
    assert_eq!(page.text("li.retro-action .meta"), "Ben Okafor Due Sun 10 Jan 2027");
    sqlx::query("update people set deactivated_at = now() where name = 'Ben Okafor'")
        .execute(&site.app.db)
        .await
        .expect("deactivated");
    assert!(ana.get(&retrospective).await.text("li.retro-action .meta").starts_with("Nobody yet"));
}

#[tokio::test]
async fn a_session_that_looks_back_leads_to_its_retrospective() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let session = ana.schedule(&circle, "What we are good for", &[("kind", "retro")]).await;
    assert!(!ben.get(&session).await.has("a[href*='retrospectives']"));
    let link = ana.get(&session).await.attributes("a[href*='retrospectives/new']", "href").remove(0);
    let page = ana.get(&link).await;
    assert_eq!(page.attributes("input[name=title]", "value"), ["What we are good for"]);
    let event = page.attributes("select[name=event] option[selected]", "value").remove(0);
    let fields = form(&[("title", "What we are good for"), ("names", "with"), ("event", &event)]);
    let path = format!("{circle}/retrospectives");
    let (one, other) = tokio::join!(ana.post(&path, &fields), ana.post(&path, &fields));
    let mut codes = [one.status().as_u16(), other.status().as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 422], "a session has one");
    let retrospective = if one.status() == 200 { one.path() } else { other.path() }.to_owned();
    assert_eq!(
        ben.get(&session).await.attributes("a[href*='retrospectives']", "href"),
        [retrospective.as_str()]
    );
    assert_eq!(
        ben.get(&retrospective).await.attributes(".page-head a[href*='events']", "href"),
        [session.as_str()]
    );
    let other = ana.schedule(&circle, "A lean coffee", &[]).await;
    assert!(!ana.get(&other).await.has("a[href*='retrospectives']"));
}

#[tokio::test]
async fn members_find_an_open_one_and_an_archive_is_only_read() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let eve = site.person("Eve Adams").await;
    assert!(!ben.get(&circle).await.has("#retrospective"));
    let retrospective = open(&ana, &circle, "without").await;
    write(&ben, &retrospective, "keep", "Real things").await;
    add(&ana, &retrospective, "Start on time", "").await;
    assert_eq!(ben.get(&circle).await.attributes("#retrospective a", "href"), [retrospective.as_str()]);
    assert!(!eve.get(&circle).await.has("#retrospective"));
    assert_eq!(eve.get(&retrospective).await.status(), 404);
    assert_eq!(eve.get(&format!("{circle}/retrospectives")).await.status(), 404);
    let path = card(&ben, &retrospective, "Real things").await;
    site.archive(&circle).await;
    let page = ana.get(&retrospective).await;
    assert!(page.has(".card") && !page.has("main form"), "an archive asks nothing");
    assert_eq!(vote(&ben, &path).await.status(), 404);
    assert_eq!(write(&ben, &retrospective, "keep", "More").await.status(), 404);
    assert_eq!(ana.post(&format!("{retrospective}/close"), "").await.status(), 404);
    let fields = form(&[("title", "Late"), ("names", "with")]);
    assert_eq!(ana.post(&format!("{circle}/retrospectives"), &fields).await.status(), 409);
}
