//! Looking for a date that suits most, and asking one question.

use time::macros::datetime;

use crate::support::{Browser, Page, Site, form, session, site};

async fn circle(site: &Site) -> (Browser, Browser, Browser, String) {
    let (ana, ben, chloe) = (
        site.person("Ana Ferreira").await,
        site.person("Ben Okafor").await,
        site.person("Chloe Martin").await,
    );
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    chloe.join(&circle).await;
    (ana, ben, chloe, circle)
}

/// The fields of a date poll: two timed options and a whole day, open for a week.
fn dates<'a>(title: &'a str, days: [(&'a str, &'a str); 3]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("kind", "dates"),
        ("title", title),
        ("zone", "Europe/Vienna"),
        ("minutes", "50"),
        ("closes_day", "2026-11-30"),
        ("closes_time", "17:00"),
        ("then", "save"),
    ];
    for (day, time) in days {
        fields.extend([("option_id", ""), ("option_day", day), ("option_time", time)]);
    }
    fields
}

const DAYS: [(&str, &str); 3] = [("2026-12-01", "14:00"), ("2026-12-02", "09:30"), ("2026-12-03", "")];

async fn open(ana: &Browser, circle: &str) -> String {
    let page = ana.post(&format!("{circle}/polls"), &form(&dates("Flaky tests", DAYS))).await;
    assert_eq!(page.said(), "The poll is open. Members are told of it.", "{:?}", page.all(".problem"));
    page.path().to_owned()
}

async fn ask(ana: &Browser, circle: &str, other: &[(&str, &str)]) -> String {
    let usual = [
        ("kind", "question"),
        ("title", "What should we read?"),
        ("zone", "Etc/UTC"),
        ("closes_day", "2026-11-30"),
        ("closes_time", "17:00"),
        ("option_words", "Working Effectively"),
        ("option_words", "Accelerate"),
        ("then", "save"),
    ];
    let fields: Vec<_> = usual.iter().chain(other).copied().collect();
    let page = ana.post(&format!("{circle}/polls"), &form(&fields)).await;
    assert_eq!(page.status(), 200, "{:?}", page.all(".problem"));
    page.path().to_owned()
}

/// The options of a poll in their order.
async fn options(person: &Browser, poll: &str) -> Vec<String> {
    let page = person.get(poll).await;
    let choices = page.attributes(".ballot input[name=choice]", "value");
    let names = page.attributes(".ballot input[value=yes]", "name");
    if choices.is_empty() { names } else { choices }
}

async fn vote(person: &Browser, poll: &str, votes: &[(&str, &str)]) -> Page {
    person.post(&format!("{poll}/votes"), &form(votes)).await
}

/// The fields of an edit: the poll as it is, with other days for its options.
fn edited<'a>(ids: &'a [String], days: [(&'a str, &'a str); 3], other: &[(&'a str, &'a str)]) -> String {
    let mut fields: Vec<_> =
        dates("Flaky tests", days).into_iter().filter(|(name, _)| *name != "option_id").collect();
    fields.retain(|(name, _)| other.iter().all(|(replaced, _)| replaced != name));
    fields.extend(ids.iter().map(|id| ("option_id", id.as_str())));
    fields.extend(other);
    form(&fields)
}

fn votes_on(page: &Page, place: usize) -> [String; 3] {
    let words = page.all(".poll-result .meta");
    let mut counts = words[place].split_whitespace().filter(|word| word.parse::<u8>().is_ok());
    [0, 1, 2].map(|_| counts.next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn members_say_which_dates_suit_them_and_may_say_otherwise_later() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let poll = open(&ana, &circle).await;
    let page = ben.get(&poll).await;
    assert!(page.text("#vote ~ form legend").starts_with("Tue 1 Dec, 14:00 Tue 1 Dec, 13:00 for you"));
    let ids = options(&ben, &poll).await;
    vote(&ben, &poll, &[(&ids[0], "yes"), (&ids[1], "no"), (&ids[2], "if_need_be")]).await;
    let page = vote(&chloe, &poll, &[(&ids[0], "yes")]).await;
    assert_eq!(page.said(), "Your vote is counted.");
    assert_eq!(votes_on(&page, 0), ["2", "0", "0"]);
    assert_eq!(votes_on(&page, 1), ["0", "0", "1"]);
    assert_eq!(page.text(".poll-result.best h3"), "Tue 1 Dec, 14:00");
    assert!(page.text(".poll-result").contains("Yes: Ben Okafor, Chloe Martin"));
    let page = vote(&ben, &poll, &[(&ids[0], "no")]).await;
    assert_eq!(
        (votes_on(&page, 0), votes_on(&page, 2)),
        (["1", "0", "1"].map(str::to_owned), ["0", "0", "0"].map(str::to_owned))
    );
    assert!(!page.text("main").contains("Ana Ferreira and") && !page.text("#results ~ ul").contains("Ana"));
    assert_eq!(vote(&ben, &poll, &[("then", "remove")]).await.said(), "Your vote is removed.");
    let page = vote(&ben, &poll, &[]).await;
    assert_eq!(
        (page.status().as_u16(), page.problem("ballot")),
        (422, "Answer at least one date.".to_owned())
    );
}

#[tokio::test]
async fn a_moved_option_clears_only_its_own_votes_and_those_voters_get_one_email() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let poll = open(&ana, &circle).await;
    let ids = options(&ben, &poll).await;
    vote(&ben, &poll, &[(&ids[0], "yes"), (&ids[1], "yes")]).await;
    vote(&chloe, &poll, &[(&ids[2], "yes")]).await;
    let edit = format!("{poll}/edit");
    let page = ana.post(&edit, &edited(&ids, DAYS, &[("title", "Flaky tests, again")])).await;
    assert_eq!(page.said(), "Your changes are saved. All votes are kept.");
    let page = ana.post(&edit, &edited(&ids, DAYS, &[("zone", "Europe/London")])).await;
    assert!(page.said().starts_with("Saved. Times stay as they were on the clock, now in Europe/London."));
    assert_eq!(page.text(".poll-result h3"), "Tue 1 Dec, 14:00");
    let moved = [("2026-12-01", "15:00"), ("2026-12-04", ""), DAYS[2]];
    let page = ana.post(&edit, &edited(&ids, moved, &[("zone", "Europe/London")])).await;
    assert!(page.said().starts_with("Saved. Votes on what you moved or removed are cleared"));
    assert_eq!(votes_on(&page, 0), ["0", "0", "0"]);
    assert_eq!(votes_on(&page, 1), ["1", "0", "0"], "Thursday stayed");
    let told =
        |mails: Vec<String>| mails.iter().filter(|mail| mail.starts_with("An option you voted on")).count();
    assert_eq!(told(site.mails_to("ben.okafor@example.org").await), 1, "for two options");
    assert_eq!(told(site.mails_to("chloe.martin@example.org").await), 0);
}

#[tokio::test]
async fn what_the_clocks_do_is_said_before_it_is_saved() {
    let site = site().await;
    site.clock_to(datetime!(2027-03-22 09:00 UTC));
    let (ana, _, _, circle) = circle(&site).await;
    let mut fields = dates("Night", [("2027-03-28", "02:30"), ("2027-03-30", "10:00"), ("2027-03-31", "")]);
    fields.retain(|(name, _)| *name != "closes_day");
    fields.push(("closes_day", "2027-03-26"));
    let page = ana.post(&format!("{circle}/polls"), &form(&fields)).await;
    let note =
        "The clocks go forward on Sun 28 Mar in Europe/Vienna, so 02:30 does not exist. It counts as 03:30.";
    assert_eq!(page.text("#preview li"), note);
    assert!(ana.get(&format!("{circle}/polls")).await.has(".empty"), "nothing is saved yet");
    let known = page.attributes("input[name=known]", "value").remove(0);
    fields.push(("known", &known));
    let page = ana.post(&format!("{circle}/polls"), &form(&fields)).await;
    assert_eq!(page.said(), "The poll is open. Members are told of it.");
}

/// The form that makes the session, as the link of the first option fills it in.
async fn chosen(ana: &Browser, poll: &str) -> String {
    let link = ana.get(poll).await.attributes(".poll-result a[href*='events/new']", "href").remove(0);
    let filled = ana.get(&link).await;
    let value = |name: &str| filled.attributes(&format!("input[name={name}]"), "value").remove(0);
    assert_eq!(
        (value("day"), value("time"), value("zone")),
        ("2026-12-01".into(), "14:00".into(), "Europe/Vienna".into())
    );
    session(
        &value("title"),
        &[
            ("day", &value("day")),
            ("time", &value("time")),
            ("zone", &value("zone")),
            ("option", &value("option")),
        ],
    )
}

#[tokio::test]
async fn choosing_a_date_twice_makes_one_session_and_tells_each_voter_once() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    ben.post("/me/notices", "new_session=at_once").await;
    let poll = open(&ana, &circle).await;
    let ids = options(&ben, &poll).await;
    vote(&ben, &poll, &[(&ids[0], "yes")]).await;
    vote(&chloe, &poll, &[(&ids[0], "no"), (&ids[1], "yes")]).await;
    let fields = chosen(&ana, &poll).await;
    let path = format!("{circle}/events");
    let (one, other, third) =
        tokio::join!(ana.post(&path, &fields), ana.post(&path, &fields), ana.post(&path, &fields));
    assert!(
        [&one, &other, &third].iter().all(|page| page.path() == one.path()),
        "all lead to the one session"
    );
    let sessions: i64 =
        sqlx::query_scalar("select count(*) from events").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(sessions, 1);
    site.run_jobs().await;
    let when = "The date is set: Flaky tests, Tue 1 Dec, 13:00";
    for address in ["ben.okafor@example.org", "chloe.martin@example.org"] {
        let mails = site.mails_to(address).await;
        assert_eq!(
            mails.iter().filter(|mail| mail.contains("Flaky tests")).collect::<Vec<_>>(),
            [when],
            "{address}"
        );
    }
    assert!(!site.mails_to("ana.ferreira@example.org").await.contains(&when.to_owned()), "she did not vote");
    let letter = site.letter_to("ben.okafor@example.org").await;
    assert!(letter.contains("You said this date suits you."), "{letter}");
    assert!(!ben.get(one.path()).await.text(".place").contains("You’re going"), "a vote is no answer");
    let link = letter.split_whitespace().find(|word| word.contains("/rsvp/")).expect("a link");
    let link = &link[link.find("/rsvp/").expect("its path")..];
    ben.post(link, "answer=going").await;
    assert_eq!(ben.get(one.path()).await.text(".place"), "You’re going.");
    let page = ben.get(&poll).await;
    assert_eq!(page.attributes(".notice a", "href"), [one.path()]);
    assert!(!page.has(".ballot"), "choosing closes the poll");
}

#[tokio::test]
async fn a_date_that_voters_are_told_of_is_no_draft_and_no_series() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let poll = open(&ana, &circle).await;
    let fields = chosen(&ana, &poll).await;
    let path = format!("{circle}/events");
    let page = ana.post(&path, &fields.replace("then=publish", "then=draft")).await;
    assert_eq!(page.status(), 422);
    let page = ana.post(&path, &format!("{fields}&repeats=weekly&every=1&ends=never")).await;
    assert_eq!(page.status(), 422);
    let other = ana.found("Data storytelling", &[]).await;
    assert_eq!(ana.post(&format!("{other}/events"), &fields).await.status(), 404, "another community's poll");
    assert_eq!(ben.post(&path, &fields).await.status(), 404, "organisers choose");
}

#[tokio::test]
async fn the_deadline_closes_a_poll_once_however_many_copies_look() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let poll = open(&ana, &circle).await;
    let ids = options(&ben, &poll).await;
    site.run_jobs().await;
    // Five in the afternoon in Vienna.
    site.clock_to(datetime!(2026-11-30 15:59 UTC));
    site.run_jobs().await;
    assert!(ben.get(&poll).await.has(".ballot"));
    site.clock_to(datetime!(2026-11-30 16:00 UTC));
    assert!(!ben.get(&poll).await.has(".ballot"), "also before the job has looked");
    assert_eq!(vote(&ben, &poll, &[(&ids[0], "yes")]).await.status(), 409);
    site.run_jobs().await;
    site.run_jobs().await;
    let mails = site.mails_to("ana.ferreira@example.org").await;
    let told = mails.iter().filter(|mail| *mail == "Your poll is closed: Flaky tests").count();
    assert_eq!(told, 1, "{mails:?}");
    let closings: i64 =
        sqlx::query_scalar("select count(*) from acts where thing = 'poll' and verb = 'close'")
            .fetch_one(&site.app.db)
            .await
            .unwrap();
    assert_eq!(closings, 1);
    assert!(ana.get(&poll).await.has(".poll-result a[href*='events/new']"), "a date can still be chosen");
}

#[tokio::test]
async fn a_question_keeps_its_result_until_it_was_promised_and_names_to_itself() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let poll = ask(&ana, &circle, &[("named", "no"), ("results", "after_vote")]).await;
    assert_eq!(ben.get(&poll).await.text("#results ~ p"), "You see the result once you have voted.");
    let ids = options(&ben, &poll).await;
    let page = vote(&ben, &poll, &[("choice", &ids[0]), ("choice", &ids[1])]).await;
    assert_eq!(page.problem("ballot"), "Choose one answer.");
    let page = vote(&ben, &poll, &[("choice", &ids[1])]).await;
    assert_eq!(page.text(".poll-result.best h3"), "Accelerate");
    assert!(!page.text("#results ~ ul").contains("Ben Okafor"));
    let poll = ask(&ana, &circle, &[("named", "yes"), ("results", "at_close"), ("choices", "several")]).await;
    let ids = options(&ben, &poll).await;
    let page = vote(&chloe, &poll, &[("choice", &ids[0]), ("choice", &ids[1])]).await;
    assert_eq!(page.text("#results ~ p"), "Members see the result when the poll is closed.");
    assert_eq!(ben.post(&format!("{poll}/close"), "").await.status(), 404);
    ana.post(&format!("{poll}/close"), "").await;
    assert!(ben.get(&poll).await.text("#results ~ ul").contains("Chloe Martin"));
}

#[tokio::test]
async fn members_hear_of_a_new_poll_as_they_chose_and_find_it_on_the_communitys_page() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    chloe.post("/me/notices", "poll=off").await;
    let poll = open(&ana, &circle).await;
    site.run_jobs().await;
    let told = "Which date suits you? Flaky tests".to_owned();
    assert_eq!(site.mails_to("ben.okafor@example.org").await, std::slice::from_ref(&told));
    assert!(!site.mails_to("chloe.martin@example.org").await.contains(&told));
    assert!(!site.mails_to("ana.ferreira@example.org").await.contains(&told), "she made it");
    assert_eq!(ben.get(&circle).await.attributes("#poll a", "href"), [poll.as_str()]);
    let eve = site.person("Eve Adams").await;
    assert!(!eve.get(&circle).await.has("#poll"));
    assert_eq!(eve.get(&poll).await.status(), 404);
    assert_eq!(eve.get(&format!("{circle}/polls")).await.status(), 404);
    site.archive(&circle).await;
    let ids = options(&ben, &poll).await;
    assert!(ids.is_empty() && !ben.get(&circle).await.has("#poll"), "an archive asks nothing");
    assert_eq!(ben.post(&format!("{poll}/votes"), "then=remove").await.status(), 409);
    assert_eq!(ana.post(&format!("{circle}/polls"), &form(&dates("Late", DAYS))).await.status(), 409);
}

#[tokio::test]
async fn a_poll_is_deleted_with_its_votes() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let poll = open(&ana, &circle).await;
    let ids = options(&ben, &poll).await;
    vote(&ben, &poll, &[(&ids[0], "yes")]).await;
    let page = ana.post(&format!("{poll}/deletion"), "").await;
    assert_eq!(page.said(), "The poll and its votes are deleted.");
    assert_eq!(ben.get(&poll).await.status(), 404);
}

#[tokio::test]
async fn a_poll_that_an_organiser_is_led_to_is_written_already() {
    let site = site().await;
    let (ana, _, _, circle) = circle(&site).await;
    let new = async |query: &str| ana.get(&format!("{circle}/polls/new?{query}")).await;
    let page = new("kind=dates&ask=restart").await;
    assert_eq!(page.attributes("#title", "value"), ["Shall we meet again?"]);
    let days = page.attributes("[name=option_day]", "value");
    assert_eq!(days.iter().filter(|day| !day.is_empty()).count(), 2, "{days:?}");
    for (query, title) in [
        ("kind=question&ask=suits", "What would make our sessions easier to come to?"),
        ("kind=question&ask=worth", "What is most worth your time?"),
    ] {
        let page = new(query).await;
        assert_eq!(page.attributes("#title", "value"), [title]);
        let answers = page.attributes("[name=option_words]", "value");
        assert_eq!(answers.iter().filter(|words| !words.is_empty()).count(), 4, "{answers:?}");
    }
    assert_eq!(new("kind=question&ask=everything").await.attributes("#title", "value"), [""]);
    let mut fields = dates("Flaky tests", DAYS);
    fields.push(("named", "perhaps"));
    assert_eq!(ana.post(&format!("{circle}/polls"), &form(&fields)).await.status(), 400);
}

#[tokio::test]
async fn a_ballot_says_nothing_of_a_date_that_moved_meanwhile() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let poll = open(&ana, &circle).await;
    let page = ben.get(&poll).await;
    let name = page.attributes("form[action$='/votes'] input[type=radio]", "name").remove(0);
    let mut moved = dates("Flaky tests", [("2026-12-23", "14:00"), DAYS[1], DAYS[2]]);
    let ids = ana.get(&format!("{poll}/edit")).await.attributes("input[name=option_id]", "value");
    let mut ids = ids.iter();
    for field in &mut moved {
        if field.0 == "option_id" {
            field.1 = ids.next().map_or("", String::as_str);
        }
    }
    let saved = ana.post(&format!("{poll}/edit"), &form(&moved)).await;
    assert_eq!(saved.status(), 200, "{:?}", saved.all(".problem"));
    let stale = ben.post(&format!("{poll}/votes"), &form(&[(&name, "yes")])).await;
    assert_eq!(stale.status(), 422);
    let votes: i64 =
        sqlx::query_scalar("select count(*) from poll_votes").fetch_one(&site.app.db).await.expect("a count");
    assert_eq!(votes, 0);
}
