//! Random coffee: who is in, who meets, and what is told to whom.

use time::macros::{date, datetime};
use time::{Duration, OffsetDateTime};

use crate::support::{Browser, Page, Site, form, site};

/// The organisation's first round, when it was started on Monday 23 November 2026: days at ten in the morning.
const ASKED: OffsetDateTime = datetime!(2026-11-30 10:00 UTC);
const REMINDED: OffsetDateTime = datetime!(2026-12-04 10:00 UTC);
const MATCHED: OffsetDateTime = datetime!(2026-12-07 10:00 UTC);
const CHECKED: OffsetDateTime = datetime!(2026-12-11 10:00 UTC);
const CLOSED: OffsetDateTime = datetime!(2026-12-21 10:00 UTC);

const NAMES: [&str; 6] =
    ["Ana Ferreira", "Ben Okafor", "Chloe Martin", "Dev Patel", "Elif Kaya", "Finn Larsen"];

/// An administrator who started the organisation's rounds, and people of three teams who are in.
async fn rounds_of(site: &Site, people: usize) -> (Browser, Vec<Browser>) {
    let omar = site.admin("Omar Haddad").await;
    let page = omar.post("/admin/coffee", "every_weeks=4").await;
    assert_eq!(page.said(), "Saved. Everyone finds it on their coffee page.");
    let mut all = Vec::new();
    for (at, name) in NAMES.iter().take(people).enumerate() {
        let person = site.person_of(name, ["Billing", "Field", "Control"][at % 3]).await;
        join(&person).await;
        all.push(person);
    }
    (omar, all)
}

/// The address of the first programme on someone's page, without what follows its id.
async fn programme(person: &Browser) -> String {
    let page = person.get("/coffee").await;
    let action = page.attributes("form[action^='/coffee/']", "action").into_iter();
    let mut action =
        action.filter(|action| !action.starts_with("/coffee/matches") && !action.contains("exclusions"));
    let action = action.next_back().expect("a programme");
    action.rsplit_once('/').expect("an action").0.to_owned()
}

async fn join(person: &Browser) -> Page {
    let page = person.post(&format!("{}/membership", programme(person).await), "").await;
    assert!(page.said().starts_with("You’re in."), "{}", page.said());
    page
}

/// How many emails of a kind someone got.
async fn count(site: &Site, person: &Browser, kind: &str) -> i64 {
    sqlx::query_scalar("select count(*) from mails where person_id = $1 and kind = $2 and state <> 'dropped'")
        .bind(person.id)
        .bind(kind)
        .fetch_one(&site.app.db)
        .await
        .expect("a count")
}

/// How many emails told someone who they meet, or that they meet nobody.
async fn told(site: &Site, person: &Browser) -> i64 {
    let mut sum = 0;
    for kind in ["coffee_matched", "coffee_alone", "coffee_elsewhere"] {
        sum += count(site, person, kind).await;
    }
    sum
}

async fn at(site: &Site, moment: OffsetDateTime) {
    site.clock_to(moment);
    site.run_jobs().await;
}

/// From the asking to the match.
async fn matched(site: &Site) {
    at(site, ASKED).await;
    // A job looks at the clock a little after the hour.
    at(site, MATCHED + Duration::seconds(7)).await;
}

/// The name of who someone meets, as their page says.
fn partner(page: &Page) -> String {
    page.text(".coffee-match h2").strip_prefix("Coffee with ").unwrap_or_default().to_owned()
}

fn one<'a>(people: &'a [Browser], name: &str) -> &'a Browser {
    people.iter().find(|person| person.name == name).expect("one of them")
}

async fn execute(site: &Site, sql: &str) {
    sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&site.app.db).await.expect("done");
}

#[tokio::test]
async fn a_round_asks_reminds_matches_and_asks_again_each_once() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 6).await;
    at(&site, ASKED - Duration::minutes(1)).await;
    assert_eq!(count(&site, &people[0], "coffee_asked").await, 0, "not before ten");
    at(&site, ASKED).await;
    at(&site, ASKED + Duration::minutes(1)).await;
    for person in &people {
        assert_eq!(count(&site, person, "coffee_asked").await, 1);
    }
    let page = people[0].post(&format!("{}/answer", programme(&people[0]).await), "answer=in").await;
    assert_eq!(page.said(), "You’re in.");
    at(&site, REMINDED).await;
    assert_eq!(count(&site, &people[0], "coffee_reminder").await, 0, "who answered is left in peace");
    assert_eq!(count(&site, &people[1], "coffee_reminder").await, 1);

    at(&site, MATCHED - Duration::minutes(1)).await;
    assert_eq!(told(&site, &people[0]).await, 0);
    at(&site, MATCHED).await;
    at(&site, MATCHED + Duration::minutes(1)).await;
    for person in &people {
        assert_eq!(told(&site, person).await, 1, "exactly one message for {}", person.name);
        let with = partner(&person.get("/coffee").await);
        let other = one(&people, &with);
        assert_eq!(partner(&other.get("/coffee").await), person.name);
    }
    let letter = site.letter_to("ana.ferreira@example.org").await;
    for words in [
        "Why you: Different teams, not met before.",
        "writes first",
        "Times that suit you both",
        ".ics?time=1",
    ] {
        assert!(
            letter.contains(words) || (words == "writes first" && letter.contains("You write first")),
            "{letter}"
        );
    }

    at(&site, CHECKED).await;
    assert_eq!(count(&site, &people[0], "coffee_found_time").await, 1);
    at(&site, CLOSED).await;
    at(&site, CLOSED + Duration::minutes(1)).await;
    assert_eq!(count(&site, &people[0], "coffee_what_came").await, 1);
}

#[tokio::test]
async fn everyone_is_told_at_their_own_ten_o_clock() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 2).await;
    execute(&site, "update people set zone = 'America/New_York' where name = 'Ben Okafor'").await;
    matched(&site).await;
    assert_eq!((told(&site, &people[0]).await, told(&site, &people[1]).await), (1, 0));
    at(&site, datetime!(2026-12-07 15:00 UTC)).await;
    assert_eq!((told(&site, &people[0]).await, told(&site, &people[1]).await), (1, 1));
    let letter = site.letter_to("ben.okafor@example.org").await;
    assert!(letter.contains("in America/New_York:"), "{letter}");
}

#[tokio::test]
async fn one_who_signed_up_alone_is_told_so_once() {
    let site = site().await;
    let (omar, people) = rounds_of(&site, 1).await;
    matched(&site).await;
    assert_eq!(
        site.mails_to("ana.ferreira@example.org").await.last().unwrap(),
        "No coffee partner this time"
    );
    assert_eq!(told(&site, &people[0]).await, 1);
    assert_eq!(omar.get("/admin/coffee").await.text(".notice h2"), "Fewer than 5 signed up");
}

#[tokio::test]
async fn an_account_closed_before_the_email_voids_the_match_and_the_partner_meets_someone_else() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 3).await;
    execute(&site, "update people set zone = 'America/New_York'").await;
    at(&site, datetime!(2026-11-30 15:00 UTC)).await;
    at(&site, MATCHED).await;
    execute(&site, "update people set deactivated_at = now() where name = 'Chloe Martin'").await;
    at(&site, datetime!(2026-12-07 15:00 UTC)).await;
    assert_eq!((told(&site, &people[0]).await, told(&site, &people[2]).await), (1, 0));
    assert_eq!(partner(&people[0].get("/coffee").await), "Ben Okafor");
    let letter = site.letter_to("ana.ferreira@example.org").await;
    assert!(!letter.contains("Chloe"), "who was not told needs no news of it: {letter}");
}

#[tokio::test]
async fn the_partner_of_one_who_cannot_make_it_joins_another_pair_and_reads_no_reason() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 4).await;
    matched(&site).await;
    let with = partner(&people[0].get("/coffee").await);
    let page = people[0].get("/coffee").await;
    let action = page.attributes("form[action$='/departure']", "action").remove(0);
    let page = people[0].post(&action, "").await;
    assert!(page.said().starts_with("You’re out of this round."));
    at(&site, MATCHED + Duration::minutes(1)).await;
    let left = one(&people, &with);
    assert_eq!(told(&site, left).await, 1, "not on the same day");
    at(&site, MATCHED + Duration::DAY).await;
    assert_eq!(told(&site, left).await, 2);
    let letter = site.letter_to(&left.email).await;
    assert!(letter.contains("Ana Ferreira cannot make it this round."), "{letter}");
    assert!(letter.contains("Times that suit") && !letter.contains("account"), "{letter}");
    let three = partner(&left.get("/coffee").await);
    assert!(three.contains(" and "), "{three}");
    assert_eq!(told(&site, &people[0]).await, 1);
    let history: i64 = sqlx::query_scalar(
        "select count(*) from coffee_partners x join people p on p.id = x.person_id and p.name = 'Ana Ferreira'
         where x.left_at is null",
    )
    .fetch_one(&site.app.db)
    .await
    .unwrap();
    assert_eq!(history, 0, "what did not come about is no history");
}

#[tokio::test]
async fn leaving_the_programme_is_a_late_leave_too() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 2).await;
    matched(&site).await;
    people[0].post(&format!("{}/departure", programme(&people[0]).await), "").await;
    at(&site, MATCHED + Duration::minutes(1)).await;
    at(&site, MATCHED + Duration::DAY).await;
    let letter = site.letter_to("ben.okafor@example.org").await;
    assert!(
        letter.contains("Ana Ferreira cannot make it this round.")
            && letter.contains("You go first next time.")
    );
    assert_eq!(told(&site, &people[0]).await, 1);
}

#[tokio::test]
async fn people_who_exclude_each_other_never_meet_and_only_one_of_them_sees_it() {
    let site = site().await;
    let (omar, people) = rounds_of(&site, 2).await;
    let page = people[0].post("/coffee/exclusions", "name=ben+okafor").await;
    assert_eq!(page.said(), "You won’t be matched. Only you see this.");
    assert_eq!(page.text("#not-with ~ ul span"), "Ben Okafor");
    let wrong = people[0].post("/coffee/exclusions", "name=Nobody+Here").await;
    assert_eq!(wrong.status().as_u16(), 422);
    assert!(!people[1].get("/coffee/choices").await.body().contains("Ana Ferreira"));
    assert!(!omar.get("/admin/coffee?preview=yes").await.body().contains("Ana Ferreira"));
    matched(&site).await;
    assert_eq!(count(&site, &people[1], "coffee_alone").await, 1);
    let removal =
        people[0].get("/coffee/choices").await.attributes("form[action$='/removal']", "action").remove(0);
    assert_eq!(people[0].post(&removal, "").await.said(), "Removed. You may be matched again.");
}

#[tokio::test]
async fn who_skips_or_pauses_is_in_no_round_and_is_not_asked() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 4).await;
    people[0].post(&format!("{}/answer", programme(&people[0]).await), "answer=skip").await;
    assert!(people[0].get("/coffee").await.body().contains("which you skip"));
    people[1].post(&format!("{}/pause", programme(&people[1]).await), "until=2026-12-07").await;
    assert!(people[1].get("/coffee").await.body().contains("Paused until Mon 7 Dec"));
    matched(&site).await;
    for person in &people[..2] {
        assert_eq!(
            (count(&site, person, "coffee_asked").await, told(&site, person).await),
            (0, 0),
            "{}",
            person.name
        );
    }
    assert_eq!(partner(&people[2].get("/coffee").await), "Dev Patel");
}

/// Two rounds, in which one person answers and everyone else is silent.
async fn two_rounds(site: &Site, answering: &Browser) {
    for monday in [date!(2026 - 12 - 07), date!(2027 - 01 - 04)] {
        let ten = monday.with_hms(10, 0, 0).expect("a time of day").assume_utc();
        for moment in [ten - Duration::WEEK, ten, ten + Duration::days(4), ten + Duration::days(14)] {
            at(site, moment).await;
        }
        let page = answering.get("/coffee").await;
        let answer = page.attributes("form[action$='/answer'][action*='/matches/']", "action").remove(0);
        answering.post(&answer, "outcome=not_met").await;
        at(site, ten + Duration::days(15)).await;
    }
}

#[tokio::test]
async fn who_paused_for_some_days_and_is_silent_later_is_paused_too() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 2).await;
    let paused = people[0].post(&format!("{}/pause", programme(&people[0]).await), "until=2026-11-30").await;
    assert!(paused.body().contains("Paused until"), "{}", paused.text("main"));
    two_rounds(&site, &people[1]).await;
    at(&site, datetime!(2027-01-25 10:00 UTC)).await;
    assert_eq!(count(&site, &people[0], "coffee_paused").await, 1);
    assert!(people[0].get("/coffee").await.body().contains("Paused until you come back."));
}

#[tokio::test]
async fn the_email_carries_what_a_partner_likes_to_be_asked_about() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 2).await;
    let said =
        [(people[1].id, "Reading pump curves", "2026-11-01"), (people[1].id, "Old lathes", "2025-11-01")];
    for (person, topic, at) in said {
        sqlx::query("insert into help_offers (person_id, topic, said_at) values ($1, $2, $3::timestamptz)")
            .bind(person)
            .bind(topic)
            .bind(at)
            .execute(&site.app.db)
            .await
            .expect("an offer");
    }
    matched(&site).await;
    let letter = site.letter_to(&people[0].email).await;
    assert!(letter.contains("Ask about: Reading pump curves\n"), "{letter}");
    assert!(!letter.contains("Old lathes"), "said more than a year ago: {letter}");
    let page = people[0].get("/coffee").await;
    assert!(page.text(".meet").contains("Ask about Reading pump curves."), "{}", page.text(".meet"));
    execute(&site, "update people set offers_seen_by = 'nobody'").await;
    assert!(
        !people[0].get("/coffee").await.text(".meet").contains("pump curves"),
        "not shown to the organisation"
    );
}

#[tokio::test]
async fn two_silent_rounds_pause_with_a_kind_note_and_a_skipped_one_does_not_count() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 2).await;
    two_rounds(&site, &people[1]).await;
    assert_eq!(count(&site, &people[0], "coffee_paused").await, 0);
    at(&site, datetime!(2027-01-25 10:00 UTC)).await;
    assert_eq!(
        (count(&site, &people[0], "coffee_paused").await, count(&site, &people[0], "coffee_asked").await),
        (1, 2)
    );
    assert_eq!(
        (count(&site, &people[1], "coffee_paused").await, count(&site, &people[1], "coffee_asked").await),
        (0, 3)
    );
    let page = people[0].get("/coffee").await;
    assert!(page.body().contains("Paused until you come back."));
    let back = people[0].post(&format!("{}/resumption", programme(&people[0]).await), "").await;
    assert_eq!(back.said(), "Welcome back. You’re in.");
    at(&site, datetime!(2027-02-01 10:00 UTC)).await;
    assert_eq!(
        partner(&people[0].get("/coffee").await),
        "Ben Okafor",
        "two may meet again, there is nobody else"
    );
}

#[tokio::test]
async fn a_match_day_that_is_off_moves_and_too_many_days_off_cancel_the_round() {
    let site = site().await;
    let (omar, people) = rounds_of(&site, 2).await;
    let off = omar
        .post("/admin/coffee/days-off", &form(&[("on_day", "2026-12-07"), ("name", "Founders’ Day")]))
        .await;
    assert_eq!(off.said(), "The day off is saved.");
    let wrong = omar.post("/admin/coffee/days-off", "on_day=&name=").await;
    assert_eq!((wrong.status().as_u16(), wrong.problem("on_day")), (422, "Choose the day.".to_owned()));
    matched(&site).await;
    assert_eq!(told(&site, &people[0]).await, 0);
    at(&site, MATCHED + Duration::DAY).await;
    assert_eq!(told(&site, &people[0]).await, 1, "on Tuesday");
    for day in 4..=8 {
        let fields = [("on_day", format!("2027-01-0{day}")), ("name", "Shutdown".to_owned())];
        omar.post(
            "/admin/coffee/days-off",
            &form(&fields.each_ref().map(|(name, value)| (*name, value.as_str()))),
        )
        .await;
    }
    at(&site, datetime!(2026-12-28 10:00 UTC)).await;
    let mails = site.mails_to("ana.ferreira@example.org").await;
    assert_eq!(mails.last().unwrap(), "No coffee round on Mon 11 Jan");
    at(&site, datetime!(2027-01-12 10:00 UTC)).await;
    assert_eq!(told(&site, &people[0]).await, 1);
}

#[tokio::test]
async fn of_two_programmes_on_one_day_the_older_goes_first_and_the_other_says_so() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 2).await;
    site.clock_to(datetime!(2026-11-23 11:00 UTC));
    let circle = people[0].found("Testing circle", &[]).await;
    people[1].join(&circle).await;
    let page = people[0].post(&format!("{circle}/coffee"), "every_weeks=2").await;
    assert_eq!(page.said(), "Saved. Members find it on their coffee page.");
    join(&people[0]).await;
    join(&people[1]).await;
    people[1].post("/coffee/choices", "works_from=09:00&works_to=17:00&several_matches=yes").await;
    matched(&site).await;
    assert_eq!(count(&site, &people[0], "coffee_matched").await, 1);
    assert_eq!(count(&site, &people[0], "coffee_elsewhere").await, 1, "one for each round they are in");
    assert_eq!(count(&site, &people[1], "coffee_alone").await, 1, "they would have taken a second one");
}

#[tokio::test]
async fn people_say_whether_they_met_and_nobody_else_sees_it() {
    let site = site().await;
    let (omar, people) = rounds_of(&site, 6).await;
    let circle = people[0].found("Testing circle", &[]).await;
    matched(&site).await;
    let page = people[0].get("/coffee").await;
    let swap = page.attributes("form[action$='/first-writer']", "action").remove(0);
    let before = page.text("form[action$='/first-writer'] span");
    let page = people[0].post(&swap, "").await;
    assert_ne!(page.text("form[action$='/first-writer'] span"), before);
    let file = people[0].get(&page.attributes("a[href*='calendar.ics']", "href")[0]).await;
    assert!(file.body().contains("SUMMARY:Coffee with ") && file.body().contains("METHOD:PUBLISH"));
    let answer = page.attributes("form[action$='/answer'][action*='/matches/']", "action").remove(0);
    people[0].post(&answer, "found_time=yes").await;
    let page = people[0].post(&answer, "outcome=met").await;
    assert_eq!(page.said(), "Glad you met. Write a story about it, if you like.");
    let story = page.attributes("a[href^='/stories/new']", "href").remove(0);
    let draft = people[0].get(&story).await;
    assert_eq!(
        draft.attributes("input[name=from][checked], option[selected][value=coffee]", "value"),
        ["coffee"],
        "{circle}"
    );
    let with = one(&people, &partner(&page));
    assert!(!with.get("/coffee").await.body().contains("You said"), "not even their partner");
    let other = people.iter().skip(1).find(|person| person.id != with.id).expect("someone of another pair");
    assert_eq!(other.post(&answer, "outcome=met").await.status().as_u16(), 404);
    at(&site, CLOSED + Duration::DAY).await;
    let page = omar.get("/admin/coffee").await;
    let round = page.text("#past ~ ul");
    assert!(round.ends_with("Over 6 people 3 groups Fewer than half said that they met"), "{round}");
    assert_eq!(page.text("#reach ~ p"), "100% of all coffee pairs so far were of two teams.");
}

#[tokio::test]
async fn organisers_see_figures_of_five_or_more_and_a_preview_without_names() {
    let site = site().await;
    let people = {
        let mut people = Vec::new();
        for (at, name) in NAMES.iter().enumerate() {
            people.push(site.person_of(name, ["Billing", "Field", "Control"][at % 3]).await);
        }
        people
    };
    let circle = people[0].found("Testing circle", &[]).await;
    let page = people[0].post(&format!("{circle}/coffee"), "every_weeks=3").await;
    assert!(page.body().contains("Choose how often from the list."));
    people[0].post(&format!("{circle}/coffee"), "every_weeks=2").await;
    for (at, person) in people.iter().enumerate() {
        if at > 0 {
            person.join(&circle).await;
        }
        if at < 4 {
            join(person).await;
        }
    }
    at(&site, ASKED).await;
    let path = format!("{circle}/coffee?preview=yes");
    let few = people[0].get(&path).await;
    assert_eq!(few.text(".notice h2"), "Fewer than 5 signed up");
    assert!(few.text("#preview ~ p").starts_with("Fewer than 5"));
    join(&people[4]).await;
    let page = people[0].get(&path).await;
    let words = page.text("#preview ~ p");
    assert!(
        words.starts_with("If it were matched now: 5 people in 2 groups, one of them of three."),
        "{words}"
    );
    assert!(!page.text("main").contains("Ben Okafor"));
    let none: i64 =
        sqlx::query_scalar("select count(*) from coffee_matches").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(none, 0, "a look keeps nothing");
    people[0].post(&format!("{circle}/coffee/end"), "").await;
    at(&site, MATCHED).await;
    assert_eq!(told(&site, &people[0]).await, 0);
    assert!(people[0].get("/coffee").await.has(".empty"));
}

#[tokio::test]
async fn an_administrator_can_match_a_round_today() {
    let site = site().await;
    let (omar, people) = rounds_of(&site, 2).await;
    let page = omar.post("/admin/coffee/match", "").await;
    assert!(page.body().contains("No round is asking now"));
    at(&site, ASKED).await;
    site.clock_to(ASKED + Duration::hours(2));
    assert!(omar.post("/admin/coffee/match", "").await.said().starts_with("Matched."));
    site.run_jobs().await;
    assert_eq!(told(&site, &people[0]).await, 1, "their ten o’clock is over");
    at(&site, ASKED + Duration::DAY).await;
    at(&site, MATCHED).await;
    assert_eq!(told(&site, &people[0]).await, 1);
}

#[tokio::test]
async fn working_hours_are_checked_and_kept() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let wrong = ana.post("/coffee/choices", "works_from=09:00&works_to=08:00").await;
    assert_eq!(wrong.status().as_u16(), 422);
    assert_eq!(wrong.attributes("input[name=works_to]", "value"), ["08:00"]);
    let page = ana.post("/coffee/choices", "works_from=10:00&works_to=18:30&prefers_trio=yes").await;
    assert_eq!(page.said(), "Your choices are saved.");
    assert_eq!(page.attributes("input[name=works_to]", "value"), ["18:30"]);
    assert_eq!(page.attributes("input[checked]", "name"), ["prefers_trio"]);
}

#[tokio::test]
async fn a_pause_or_an_exclusion_before_the_email_of_either_voids_the_match() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 4).await;
    execute(&site, "update people set zone = 'America/New_York' where name <> 'Ana Ferreira'").await;
    at(&site, datetime!(2026-11-30 15:00 UTC)).await;
    at(&site, MATCHED).await;
    let with = partner(&people[0].get("/coffee").await);
    let other = one(&people, &with);
    other.post("/coffee/exclusions", "name=Ana+Ferreira").await;
    at(&site, datetime!(2026-12-07 15:00 UTC)).await;
    let letter = site.letter_to(&other.email).await;
    assert_eq!(told(&site, other).await, 1);
    assert!(!letter.contains("Ana Ferreira"), "{letter}");
    at(&site, MATCHED + Duration::DAY).await;
    assert_eq!(told(&site, &people[0]).await, 2, "she is told of the change on the next day");
    let letter = site.letter_to("ana.ferreira@example.org").await;
    assert!(!letter.contains("cannot make it"), "nobody gave up: {letter}");
}

#[tokio::test]
async fn the_questions_are_answered_from_the_email_without_signing_in() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 2).await;
    let link = async || link_of(&site, &people[0]).await;
    at(&site, ASKED).await;
    let stranger = site.stranger();
    let asked = link().await;
    assert!(stranger.get(&asked).await.text("main").contains("You answer as Ana Ferreira."));
    let page = stranger.post(&asked, "answer=skip").await;
    assert!(page.text("main").contains("You skip this round."));
    stranger.post(&asked, "answer=in").await;
    at(&site, MATCHED).await;
    at(&site, CHECKED).await;
    let page = stranger.post(&link().await, "found_time=yes").await;
    assert!(page.text("main").contains("You found a time."));
    assert!(people[0].get("/coffee").await.body().contains("You found a time."));
    at(&site, CLOSED).await;
    let page = stranger.post(&asked, "outcome=met").await;
    assert!(page.text("main").contains("You said: We met."));
    site.clock_to(CLOSED + Duration::days(8));
    assert_eq!(stranger.get(&asked).await.status().as_u16(), 404);
    assert_eq!(stranger.get(&format!("{asked}x")).await.status().as_u16(), 404);
}

#[tokio::test]
async fn nobody_meets_their_own_manager() {
    let site = site().await;
    let (omar, people) = rounds_of(&site, 2).await;
    let path = format!("/admin/people/{}/manager", people[1].id);
    let page = omar.post(&path, &form(&[("name", "Ana Fereira")])).await;
    assert_eq!(
        (page.status().as_u16(), page.problem("name").as_str()),
        (422, "Nobody has this name. Type it as their profile shows it.")
    );
    assert_eq!(page.attributes("input[name=name]", "value"), ["Ana Fereira"], "as typed");
    let page = omar.post(&path, &form(&[("name", "Ben Okafor")])).await;
    assert_eq!(page.problem("name"), "Enter someone else. Nobody reports to themselves.");
    let page = omar.post(&path, &form(&[("name", "ana.ferreira@example.org")])).await;
    assert!(page.text("table").contains("Reports to Ana Ferreira"), "{}", page.text("table"));
    assert_eq!(people[0].get(&path).await.status(), 404);
    matched(&site).await;
    for person in &people {
        assert_eq!(count(&site, person, "coffee_alone").await, 1, "{}", person.name);
    }
    omar.post(&path, "name=").await;
    assert!(!omar.get("/admin/people").await.text("table").contains("Reports to"));
}

#[tokio::test]
async fn the_start_page_asks_what_a_round_asks() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 2).await;
    let [ana, ben] = &people[..] else { unreachable!("two people") };
    let title = |page: &Page| page.text(".needs .title");
    at(&site, ASKED).await;
    let page = ana.get("/").await;
    assert_eq!(title(&page), "Are you in the coffee round on Mon 7 Dec?");
    let action = page.attributes(".needs form[action^='/coffee']", "action").remove(0);
    ana.post(&action, "answer=in").await;
    assert!(!ana.get("/").await.has(".needs form[action^='/coffee']"));
    at(&site, MATCHED + Duration::seconds(7)).await;
    assert!(!ben.get("/").await.has(".needs form[action^='/coffee']"), "matched: no question yet");
    at(&site, CHECKED).await;
    let page = ana.get("/").await;
    assert_eq!(title(&page), "Have you found a time with Ben Okafor?");
    let action = page.attributes(".needs form[action^='/coffee']", "action").remove(0);
    ana.post(&action, "found_time=yes").await;
    assert!(!ana.get("/").await.has(".needs form[action^='/coffee']"));
    at(&site, CLOSED).await;
    assert_eq!(title(&ana.get("/").await), "Did you meet Ben Okafor?");
    let page = ana.post(&action, "outcome=met").await;
    assert_eq!(page.said(), "Glad you met. Write a story about it, if you like.");
    assert!(!ana.get("/").await.has(".needs form[action^='/coffee']"));
    assert_eq!(title(&ben.get("/").await), "Did you meet Ana Ferreira?", "what Ana said is hers");
    at(&site, CLOSED + Duration::weeks(1)).await;
    assert_eq!(title(&ben.get("/").await), "Are you in the coffee round on Mon 4 Jan 2027?", "the next one");
}

#[tokio::test]
async fn a_coffee_leads_to_a_story_that_says_so() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 2).await;
    matched(&site).await;
    let page = people[0].get("/coffee").await;
    let answer = page.attributes("form[action$='/answer'][action^='/coffee/matches']", "action").remove(0);
    let page = people[0].post(&answer, "outcome=met").await;
    let path = page.attributes("a[href^='/stories/new']", "href").remove(0);
    let chosen = |page: &Page| page.attributes("select[name=from] option[selected]", "value");
    people[0].found("Testing circle", &[]).await;
    assert_eq!(chosen(&people[0].get(&path).await), ["coffee"], "of one community, the form");
    people[0].found("Data circle", &[]).await;
    let page = people[0].get(&path).await;
    let path = page.attributes("a.with-emblem", "href").remove(0);
    assert_eq!(chosen(&people[0].get(&path).await), ["coffee"], "of several, a choice first");
}

#[tokio::test]
async fn a_pause_until_a_day_that_has_passed_comes_back_with_the_problem_beside_it() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 1).await;
    let path = format!("{}/pause", programme(&people[0]).await);
    for day in ["2026-11-01", "soon"] {
        let page = people[0].post(&path, &form(&[("until", day)])).await;
        assert_eq!(page.status(), 422, "{day}");
        assert_eq!(page.text("details[open] .problem"), page.text(".problems li"));
        assert_eq!(page.attributes("details[open] input[name=until]", "value"), [day]);
    }
    assert!(!people[0].get("/coffee").await.body().contains("Paused until"));
    assert_eq!(people[0].post(&path, "until=2026-12-24").await.said(), "Paused. Nobody is told.");
    assert!(people[0].get("/coffee").await.text(".coffee-programme").contains("Paused until Thu 24 Dec"));
}

/// The link of someone's last email in which they answer.
async fn link_of(site: &Site, person: &Browser) -> String {
    let letter = site.letter_to(&person.email).await;
    let link = letter.split_whitespace().find(|word| word.contains("/coffee/answers/")).expect("a link");
    link[link.find("/coffee/").expect("its path")..].to_owned()
}

#[tokio::test]
async fn a_link_tells_who_left_or_paused_that_they_are_not_in() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 3).await;
    at(&site, ASKED).await;
    let [left, paused] = [link_of(&site, &people[0]).await, link_of(&site, &people[1]).await];
    people[0].post(&format!("{}/departure", programme(&people[0]).await), "").await;
    people[1].post(&format!("{}/pause", programme(&people[1]).await), "").await;
    let stranger = site.stranger();
    assert!(stranger.get(&left).await.text("main").contains("You left these rounds"));
    assert_eq!(stranger.post(&left, "answer=in").await.status(), 409);
    assert!(stranger.get(&paused).await.text("main").contains("You’ve paused"));
    stranger.post(&paused, "answer=in").await;
    assert!(stranger.get(&paused).await.text("main").contains("You’re in."));
    at(&site, MATCHED + Duration::seconds(7)).await;
    assert_eq!(told(&site, &people[0]).await, 0);
    assert_eq!(partner(&people[1].get("/coffee").await), "Chloe Martin");
}

#[tokio::test]
async fn on_the_last_day_of_a_round_nobody_is_matched_anew_and_the_partner_is_told() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 4).await;
    matched(&site).await;
    let with = partner(&people[0].get("/coffee").await);
    let left = one(&people, &with);
    // After ten on the last day: who is told tomorrow is told once the round is over.
    at(&site, CLOSED + Duration::HOUR).await;
    let action = people[0].get("/coffee").await.attributes("form[action$='/departure']", "action").remove(0);
    people[0].post(&action, "").await;
    at(&site, CLOSED + Duration::hours(2)).await;
    let joined: i64 = sqlx::query_scalar("select count(*) from coffee_partners where left_at is null")
        .fetch_one(&site.app.db)
        .await
        .expect("a count");
    assert_eq!(joined, 2, "no pair becomes a trio that is told of it too late");
    at(&site, CLOSED + Duration::DAY).await;
    at(&site, CLOSED + Duration::DAY + Duration::minutes(1)).await;
    let letter = site.letter_to(&left.email).await;
    assert!(letter.contains("Ana Ferreira cannot make it this round."), "{letter}");
}

#[tokio::test]
async fn a_pair_that_has_met_is_joined_by_nobody() {
    let site = site().await;
    let (_, people) = rounds_of(&site, 4).await;
    matched(&site).await;
    let with = partner(&people[0].get("/coffee").await);
    let left = one(&people, &with);
    execute(
        &site,
        "update coffee_partners set outcome = 'met'
                    where match_id not in (select x.match_id from coffee_partners x
                                           join people p on p.id = x.person_id and p.name = 'Ana Ferreira')",
    )
    .await;
    let action = people[0].get("/coffee").await.attributes("form[action$='/departure']", "action").remove(0);
    people[0].post(&action, "").await;
    let page = left.get("/coffee").await.text("main");
    assert!(page.contains("We’re looking for someone else for you"), "{page}");
    at(&site, MATCHED + Duration::minutes(1)).await;
    at(&site, MATCHED + Duration::DAY).await;
    let letter = site.letter_to(&left.email).await;
    assert!(letter.contains("You go first next time."), "{letter}");
}
