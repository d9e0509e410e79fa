//! Pulses: who is asked, how answers are given, and who reads what of them. What nobody may find out is in
//! `pulse_privacy.rs`.

use time::macros::datetime;

use crate::support::{Browser, Site, form, site};

/// Ana's circle with so many members beside her, in teams of six; she is of the first one.
pub async fn circle(site: &Site, members: usize) -> (Browser, Vec<Browser>, String) {
    let ana = site.person_of("Ana Ferreira", "Team 0").await;
    let circle = ana.found("Testing circle", &[]).await;
    let mut people = Vec::new();
    for number in 0..members {
        let team = format!("Team {}", number / 6);
        let person = site
            .person_of(&format!("Member {}", (b'A' + u8::try_from(number).expect("done")) as char), &team)
            .await;
        person.join(&circle).await;
        people.push(person);
    }
    (ana, people, circle)
}

/// Opens a pulse at `path`; its own path.
pub async fn open(site: &Site, by: &Browser, path: &str) -> String {
    let day = site.app.clock.now().date() + time::Duration::days(14);
    let fields = form(&[("closes_on", &day.to_string()), ("breakdown", "team")]);
    let page = by.post(path, &fields).await;
    assert_eq!(
        page.said(),
        "The pulse is open. Everyone it asks gets an email.",
        "{:?}",
        page.all(".problem")
    );
    let id: uuid::Uuid = sqlx::query_scalar("select id from pulses order by opened_at desc limit 1")
        .fetch_one(&site.app.db)
        .await
        .expect("done");
    format!("/pulses/{id}")
}

/// A whole form: every sentence with the same answer.
pub fn answers(value: &str, keep: &str) -> String {
    let items = ["O1", "O2", "O3", "T1", "T2", "T3", "M1", "M2", "M3"];
    let mut fields: Vec<(&str, &str)> = items.iter().map(|item| (*item, value)).collect();
    fields.extend([("V1", "2"), ("V1", "3"), ("R1", "9"), ("keep", keep)]);
    form(&fields)
}

/// Everyone sends the same answer, and the pulse closes.
async fn answered(site: &Site, people: &[Browser], pulse: &str, value: &str) {
    for (number, person) in people.iter().enumerate() {
        let page =
            person.post(&format!("{pulse}/answers"), &answers(value, &format!("Words {number}"))).await;
        assert_eq!(page.text("h1"), "Your answers are in", "{}", page.body());
    }
    close(site).await;
}

pub async fn close(site: &Site) {
    site.clock_to(datetime!(2026-12-08 00:05 UTC));
    site.run_jobs().await;
}

pub async fn number(site: &Site, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&site.app.db).await.expect("a number")
}

#[tokio::test]
async fn an_organiser_opens_a_pulse_with_a_day_and_the_members_are_asked_by_email() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let path = format!("{circle}/pulse");
    let page = ana.get(&format!("{path}/new")).await;
    assert_eq!(page.attributes("#closes_on", "value"), ["2026-12-07"], "two weeks are suggested");
    assert!(page.text(".lead").starts_with("7 people are asked"), "{}", page.text(".lead"));
    for day in ["", "2026-11-24", "2027-03-01", "soon"] {
        let page = ana.post(&path, &form(&[("closes_on", day), ("breakdown", "team")])).await;
        assert_eq!(page.status(), 422, "{day}");
        assert_eq!(page.problem("closes_on"), "Enter a day from 3 to 42 days from today.");
    }
    assert_eq!(
        ana.post(&path, &form(&[("closes_on", "2026-12-07"), ("breakdown", "all")])).await.status(),
        400
    );
    assert_eq!(people[0].post(&path, "").await.status(), 404);
    let pulse = open(&site, &ana, &path).await;
    site.run_jobs().await;
    site.run_jobs().await;
    let mail = "Two minutes: how is it going at Testing circle?";
    assert_eq!(site.mails_to(&people[0].email).await.last().map(String::as_str), Some(mail));
    assert_eq!(number(&site, "select count(*) from mails where kind = 'pulse'").await, 7);
    assert!(site.letter_to(&people[0].email).await.contains(&pulse));
    assert!(people[0].get("/").await.text(".needs").contains("Answer the pulse of Testing circle"));
}

#[tokio::test]
async fn the_same_people_are_asked_every_eight_weeks_at_most() {
    let site = site().await;
    let (ana, _, circle) = circle(&site, 6).await;
    let path = format!("{circle}/pulse");
    open(&site, &ana, &path).await;
    let again = form(&[("closes_on", "2026-12-07"), ("breakdown", "team")]);
    assert_eq!(ana.post(&path, &again).await.status(), 409);
    for page in [path.clone(), format!("{path}?page=2"), format!("{path}/new")] {
        let page = ana.get(&page).await;
        assert!(page.body().contains("can be opened from") && !page.has("button.button[type=submit]"));
        assert!(!page.body().contains("Open the pulse"));
    }
    close(&site).await;
    site.clock_to(datetime!(2027-01-18 09:00 UTC));
    open(&site, &ana, &path).await;
}

#[tokio::test]
async fn two_organisers_at_once_open_one() {
    let site = site().await;
    let (ana, _, circle) = circle(&site, 6).await;
    let path = format!("{circle}/pulse");
    let fields = form(&[("closes_on", "2026-12-07"), ("breakdown", "site")]);
    let (one, other) = tokio::join!(ana.post(&path, &fields), ana.post(&path, &fields));
    let refused = [one, other].iter().filter(|page| page.status() == 409).count();
    assert_eq!((refused, number(&site, "select count(*) from pulses").await), (1, 1));
}

#[tokio::test]
async fn too_few_people_are_not_asked() {
    let site = site().await;
    let (ana, _, circle) = circle(&site, 3).await;
    let page = ana.get(&format!("{circle}/pulse/new")).await;
    assert!(page.text(".lead").contains("A pulse needs at least 5 people"), "{}", page.text(".lead"));
    let fields = form(&[("closes_on", "2026-12-07"), ("breakdown", "team")]);
    assert_eq!(ana.post(&format!("{circle}/pulse"), &fields).await.status(), 409);
}

#[tokio::test]
async fn answers_are_looked_over_before_they_are_sent_and_final_afterwards() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    let (ben, review) = (&people[0], format!("{pulse}/review"));
    let page = ben.get(&pulse).await;
    assert!(page.text(".pulse-promise").contains(
        "No stored row, log line or backup taken at one moment ties an answer to a person. Anyone who controls the \
         running server, or compares several copies of its disk while the pulse is open, could. When it closes, the \
         list of who has answered is deleted. We promise no more than that."
    ));
    let page = ben.post(&review, &form(&[("O1", "cant_say")])).await;
    assert_eq!((page.status().as_u16(), page.problem("O1").as_str()), (422, "Answer at least one question."));
    assert_eq!(page.attributes("#O1 input[checked]", "value"), ["cant_say"], "as it was filled in");
    assert_eq!(ben.post(&review, &form(&[("O1", "6")])).await.status(), 400);
    let page = ben.post(&review, &answers("4", "The van test")).await;
    assert_eq!(page.text("h1"), "Look over your answers");
    assert_eq!(page.attributes("input[name=O1]", "value"), ["4"]);
    assert_eq!(number(&site, "select count(*) from pulse_counts").await, 0, "nothing is sent yet");
    let page = ben.post(&review, &format!("{}&back=yes", answers("4", "The van test"))).await;
    assert_eq!(page.text("textarea"), "The van test");
    let page = ben.post(&format!("{pulse}/answers"), &answers("4", "The van test")).await;
    assert_eq!(page.text("h1"), "Your answers are in");
    assert_eq!(
        page.text(".lead"),
        "They can’t be changed or taken back, because nothing says which are yours."
    );
    let page = ben.post(&format!("{pulse}/answers"), &answers("1", "Again")).await;
    assert_eq!(page.text("h1"), "Your answers are in");
    let counted = "select sum(answers)::bigint from pulse_counts where dimension = 'all' and item = 'O1'";
    assert_eq!(number(&site, counted).await, 1, "once");
    assert_eq!(number(&site, "select count(*) from pulse_counts where item = 'O1' and value = 1").await, 0);
}

#[tokio::test]
async fn whoever_comes_later_is_asked_next_time_and_a_leavers_answer_stays() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    let late = site.person("Late Comer").await;
    late.join(&circle).await;
    assert_eq!(late.get(&pulse).await.text("h1"), "The next pulse is yours");
    assert_eq!(late.post(&format!("{pulse}/answers"), &answers("5", "")).await.status(), 404);
    people[0].post(&format!("{pulse}/answers"), &answers("5", "")).await;
    people[0].post(&format!("{circle}/departure"), "").await;
    answered(&site, &people[1..6], &pulse, "5").await;
    assert_eq!(number(&site, "select answered::bigint from pulses").await, 6);
    assert_eq!(number(&site, "select population::bigint from pulses").await, 7);
}

#[tokio::test]
async fn results_open_after_the_close_to_organisers_and_members_read_a_sentence() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 12).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    let page = ana.get(&pulse).await;
    assert!(page.has("form.pulse") && !page.has(".pulse-barriers"), "no live results");
    answered(&site, &people, &pulse, "4").await;
    let page = ana.get(&pulse).await;
    assert_eq!(page.all(".pulse-figure"), ["100%", "100%", "100%"]);
    assert!(
        page.text(".page-head").contains("12 answers")
            && page.text(".page-head").contains("nearly everyone answered")
    );
    assert_eq!(page.all("tbody th"), ["Team 0", "Team 1"]);
    let page = people[0].get(&pulse).await;
    assert_eq!(
        page.text(".pulse-sentence"),
        "Favourable answers: 100% on opportunity, 100% on trust and 100% on motivation, from 12 people or more."
    );
    assert!(!page.has(".pulse-barriers"));
    assert_eq!(people[0].get(&format!("{pulse}/comments")).await.status(), 404);
    let outsider = site.leader("Lea Leader").await;
    assert_eq!(outsider.get(&pulse).await.status(), 404);
    let page = outsider.get("/pulse").await;
    assert_eq!(page.all("tbody th"), ["Testing circle"], "leaders read it from ten answers on");
    assert!(page.text("tbody").contains("about 10 answers"));
}

#[tokio::test]
async fn private_communities_are_in_nothing_that_leaders_read() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 12).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    answered(&site, &people, &pulse, "4").await;
    sqlx::query("update communities set visibility = 'private'").execute(&site.app.db).await.expect("done");
    assert!(!site.leader("Lea Leader").await.get("/pulse").await.body().contains("Testing circle"));
}

#[tokio::test]
async fn comments_are_shown_from_eight_answers_on_and_can_be_taken_out_with_a_reason() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 9).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    answered(&site, &people, &pulse, "4").await;
    let page = ana.get(&format!("{pulse}/comments")).await;
    assert_eq!(page.all(".pulse-words").len(), 9);
    assert!(!page.body().contains('%'), "never with scores");
    let removal = page.attributes("form[action*='/removal']", "action")[0].clone();
    let long = "r".repeat(201);
    let wrong = ana.post(&removal, &form(&[("reason", &long)])).await;
    assert_eq!(wrong.status(), 422);
    assert!(wrong.has("details[open] #reason-problem"), "{}", wrong.text("main"));
    assert_eq!(wrong.attributes("#reason", "value"), [long], "what was typed stays");
    let page = ana.post(&removal, &form(&[("reason", "It names someone")])).await;
    assert_eq!(page.said(), "The comment is taken out.");
    assert_eq!(page.all(".pulse-words").len(), 8);
    assert!(page.body().contains("Taken out: It names someone"));
    assert_eq!(ana.post(&removal, &form(&[("reason", "Twice")])).await.status(), 404);
}

#[tokio::test]
async fn those_who_have_not_answered_are_reminded_once_at_half_time() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    people[0].post(&format!("{pulse}/answers"), &answers("5", "")).await;
    site.clock_to(datetime!(2026-11-29 09:00 UTC));
    site.run_jobs().await;
    assert_eq!(number(&site, "select count(*) from mails where kind = 'pulse_reminder'").await, 0);
    site.clock_to(datetime!(2026-12-01 09:00 UTC));
    site.run_jobs().await;
    site.run_jobs().await;
    assert_eq!(number(&site, "select count(*) from mails where kind = 'pulse_reminder'").await, 6);
    let letter = site.letter_to(&people[1].email).await;
    assert!(letter.contains("This list knows only who has answered, and is deleted when the pulse closes."));
    close(&site).await;
    assert_eq!(
        number(&site, "select count(*) from mails where kind = 'pulse_reminder'").await,
        0,
        "who had not answered is told by nothing that is kept"
    );
}

#[tokio::test]
async fn an_administrator_opens_one_for_everyone_and_raises_the_minimum_only() {
    let site = site().await;
    let (_, people, _) = circle(&site, 6).await;
    let omar = site.admin("Omar Siddiq").await;
    assert_eq!(people[0].get("/pulse/new").await.status(), 404);
    let page = omar.post("/pulse/minimum", "answers=6").await;
    assert_eq!(page.said(), "Saved. It counts for every pulse opened from now on.");
    for lower in ["5", "4", "0"] {
        assert_eq!(omar.post("/pulse/minimum", &format!("answers={lower}")).await.status(), 409, "{lower}");
    }
    let pulse = open(&site, &omar, "/pulse").await;
    answered(&site, &people[..5], &pulse, "4").await;
    let page = people[0].get(&pulse).await;
    assert_eq!(page.text(".lead"), "Not enough answers: fewer than 6 people answered, so nothing is shown.");
    assert_eq!(number(&site, "select count(*) from pulse_counts").await, 0, "and nothing is kept");
}
