//! The main job, as four people and the mail server see it: from an empty site to a session that took place,
//! a story of what came of it, and a leader who sees it counted.

use std::time::Duration;

use crate::site::Site;
use crate::smtp::{Message, Sink};
use crate::steps::{self, Door};
use crate::window::Window;

const SESSION: &str = "What flaky tests tell us";
/// Near enough for attendance to be open and for a reminder to be due.
const STARTS_IN: i64 = 95;
/// These come along.
const FRIENDS: [&str; 4] = ["Chidi Obi", "Dora Klein", "Emil Berg", "Farah Aziz"];
const SENTENCE: &str = "I stopped a release and nobody was cross.";

#[tokio::test]
async fn four_people_bring_a_community_to_life() {
    let post = Sink::start().await;
    let site = Site::start(&post.url());
    let admin = Window::open(&site.base).await;
    steps::set_up(&admin, &site.set_up_link).await;

    let ana = Window::open(&site.base).await;
    steps::sign_up(&ana, Door::Mail(&post), "Ana Ferreira", "Testing").await;
    let community = steps::found(&ana, "Testing circle").await;
    let session = steps::schedule(&ana, &community, (SESSION, "1"), STARTS_IN).await;

    let ben = Window::open(&site.base).await;
    steps::sign_up(&ben, Door::Mail(&post), "Ben Okafor", "Field service").await;
    for friend in FRIENDS {
        steps::join(&ben, &community).await;
        steps::log_out(&ben).await;
        steps::sign_up(&ben, Door::Mail(&post), friend, "Data").await;
    }
    steps::join(&ben, &community).await;
    steps::log_out(&ben).await;
    let cleo = Window::open(&site.base).await;
    steps::sign_up(&cleo, Door::Mail(&post), "Cleo Marsh", "Control room").await;
    steps::join(&cleo, &community).await;
    steps::log_in(&ben, "Ben Okafor").await;

    a_seat_changes_hands((&ben, &cleo), &session, &post).await;
    a_reminder_comes(&post).await;
    attendance_is_taken(&ana, &session).await;
    site.let_three_hours_pass().await;
    a_story_is_told(&cleo, &session).await;
    a_leader_sees_it(&admin, &ana, &community).await;
}

/// Ben has the only seat and Cleo waits. Ben gives it up, and it is hers.
async fn a_seat_changes_hands((ben, cleo): (&Window, &Window), session: &str, post: &Sink) {
    ben.go(session).await;
    ben.press("I’m going").await;
    assert_eq!(ben.text(".rsvp .place").await, "You’re going.");
    letter(post, "Ben Okafor", "Subject: You're going").await;

    cleo.go(session).await;
    cleo.press("Join the waiting list").await;
    assert_eq!(cleo.text(".rsvp .place").await, "You are on the waiting list, 1st of 1.");

    ben.press("Cancel my place").await;
    assert_eq!(ben.text(".rsvp .place").await, "You’re not going.");
    let letter = letter(post, "Cleo Marsh", "Subject: You got a place").await;
    assert!(letter.contains(session), "the letter leads to the session");
    cleo.go(session).await;
    assert_eq!(cleo.text(".rsvp .place").await, "You’re going.");
}

/// The host ticks whoever is there: Cleo, and the friends who came along.
async fn attendance_is_taken(ana: &Window, session: &str) {
    ana.go(session).await;
    ana.press("Record attendance").await;
    ana.choose_words("Cleo Marsh").await;
    ana.press_on("details.group summary").await;
    for friend in FRIENDS {
        ana.choose_words(friend).await;
    }
    ana.choose_words("The list is complete").await;
    ana.press("Save attendance").await;
    ana.go(&format!("{session}/attendance")).await;
    let ticked = ana.client().find_all(fantoccini::Locator::Css("[name=present]:checked")).await;
    assert_eq!(ticked.expect("a list").len(), 1 + FRIENDS.len());
}

/// Cleo says what came of it, and lets one sentence be used on the impact page.
async fn a_story_is_told(cleo: &Window, session: &str) {
    cleo.go(session).await;
    cleo.press("Write a story").await;
    cleo.fill("title", "The release I stopped").await;
    cleo.fill("happened", "We talked about flaky tests.").await;
    cleo.press_on("details:has([name=did]) summary").await;
    cleo.fill("did", SENTENCE).await;
    cleo.press_on("[name=benefits]").await;
    cleo.choose("visibility", "organisation").await;
    cleo.press("Publish the story").await;
    assert_eq!(cleo.text("h1").await, "The release I stopped");
    cleo.press("Choose a quote").await;
    cleo.choose_words(SENTENCE).await;
    cleo.choose("uses", "impact").await;
    cleo.press("Allow these uses").await;
    assert!(cleo.text("main").await.contains("on the impact page"));
}

/// The administrator makes Ana a leader, and `/impact`, which was closed to her, opens. What came of a session this week
/// only its organiser sees: leaders read months.
async fn a_leader_sees_it(admin: &Window, ana: &Window, community: &str) {
    ana.go("/impact").await;
    assert!(ana.text("h1").await.contains("not found"), "impact is for leaders");
    admin.go("/admin/people?q=Ana").await;
    admin.choose("leader", "yes").await;
    admin.press("Save roles of Ana Ferreira").await;

    ana.go("/").await;
    ana.press("Impact").await;
    assert!(ana.text("main").await.contains("Private communities are not counted."));

    ana.go(&format!("{community}/impact")).await;
    let (from, _) = steps::day_and_time(STARTS_IN - 180);
    let (until, _) = steps::day_and_time(0);
    ana.pick("from", &from).await;
    ana.pick("until", &until).await;
    ana.press("Show these days").await;
    let impact = ana.text("main").await;
    assert!(impact.contains("5 people met in Testing circle"), "the session is counted:\n{impact}");
    assert!(impact.contains(SENTENCE), "the consented sentence stands there:\n{impact}");
}

/// Reminders go out once a minute, to people with a seat.
async fn a_reminder_comes(post: &Sink) {
    // Whether it is today or tomorrow depends on the hour at which this runs.
    letter(post, "Cleo Marsh", "Can you still come?").await;
    assert_eq!(post.count(&steps::address(FRIENDS[0])), 1, "nobody else gets mail but the link to sign up");
}

/// Waits for a letter to a person with these words in it.
async fn letter(post: &Sink, name: &str, words: &str) -> String {
    for _ in 0..450 {
        let letters = post.messages();
        let wanted = |letter: &Message| letter.to == steps::address(name) && letter.data.contains(words);
        if let Some(letter) = letters.into_iter().find(wanted) {
            // Long lines of mail are folded.
            return letter.data.replace("=\n", "");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("no letter to {name} says {words:?}: {:#?}", post.messages());
}
