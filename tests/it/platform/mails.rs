//! The outbox against a real database and a mail server that misbehaves.

use std::sync::Arc;
use std::time::Duration;

use guildhall::ids::{PersonId, ThingId};
use guildhall::mail::{self, Letter};
use guildhall::{App, Config, Rows};
use time::OffsetDateTime;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::support::smtp::{Behaviour, Sink};
use crate::support::{Site, fresh};

const SOON: Duration = Duration::from_secs(10);

/// One more copy of the program on the same database, which sends to `sink`.
fn copy(site: &Site, sink: &Sink) -> App {
    let mut config = (*site.app.config).clone();
    config.smtp_url = Some(sink.url().parse().expect("a sink's URL"));
    App { config: Arc::new(config), ..site.app.clone() }
}

fn letter(to: &str) -> Letter {
    Letter {
        to: to.to_owned(),
        kind: "reminder",
        subject: "Tomorrow: Rust and tea".to_owned(),
        text: "It begins at four.".to_owned(),
        html: "<p>It begins at four.</p>".to_owned(),
        ..Letter::default()
    }
}

fn guests(count: usize) -> Vec<Letter> {
    (0..count).map(|guest| letter(&format!("guest{guest}@example.org"))).collect()
}

async fn queue(app: &App, letters: &[Letter]) -> u64 {
    let mut tx = app.db.begin().await.expect("a transaction");
    let new = mail::queue(&mut tx, letters, app.clock.now()).await.expect("queued");
    tx.commit().await.expect("committed");
    new
}

/// State, attempts and last error of the mail to `to`.
async fn fate(app: &App, to: &str) -> (String, i32, Option<String>) {
    sqlx::query_as("select state, attempts, last_error from mails where to_address = $1")
        .bind(to)
        .fetch_one(&app.db)
        .await
        .expect("the mail")
}

async fn count(app: &App, state: &str) -> i64 {
    let tally = mail::tally(&app.db).await.expect("a tally");
    tally.iter().find(|tally| tally.state.as_str() == state).map_or(0, |tally| tally.mails)
}

async fn until(is_so: impl AsyncFnMut() -> bool) {
    within(SOON, is_so).await;
}

async fn within(time: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !is_so().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(time, wait).await.expect("it comes true in time");
}

#[tokio::test]
async fn a_mail_arrives_with_its_words_and_leaves_once() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    let breaking = Letter { subject: "Tea\r\nBcc: all@example.org".to_owned(), ..letter("ana@example.org") };
    assert_eq!(queue(&app, &[breaking]).await, 1);
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 1);
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 0);
    let messages = sink.messages();
    assert_eq!((messages.len(), messages[0].to.as_str()), (1, "ana@example.org"));
    assert!(messages[0].data.contains("\nSubject: Tea Bcc: all@example.org\n"), "{}", messages[0].data);
    assert!(messages[0].data.contains("It begins at four."));
    assert_eq!(fate(&app, "ana@example.org").await, ("delivered".to_owned(), 1, None));
}

#[tokio::test]
async fn a_change_that_is_taken_back_sends_nothing() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    let mut tx = app.db.begin().await.unwrap();
    mail::queue(&mut tx, &guests(3), app.clock.now()).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 0);
    assert!(sink.messages().is_empty());
}

#[tokio::test]
async fn the_same_news_queued_twice_is_sent_once() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    let reminder = Letter { key: Some("reminder-1".to_owned()), ..letter("ana@example.org") };
    let other = Letter { key: Some("reminder-2".to_owned()), ..letter("ben@example.org") };
    assert_eq!(queue(&app, &[reminder.clone(), reminder.clone()]).await, 1);
    assert_eq!(queue(&app, &[reminder, other]).await, 1);
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 2);
    assert_eq!((sink.count("ana@example.org"), sink.count("ben@example.org")), (1, 1));
}

#[tokio::test]
async fn nobody_gets_two_with_two_copies_delivering_at_once() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let (one, two) = (copy(&site, &sink), copy(&site, &sink));
    sink.behave(Behaviour::SlowToAnswer(Duration::from_millis(3)));
    queue(&one, &guests(200)).await;
    let (first, second) = tokio::join!(mail::deliver_due(&one), mail::deliver_due(&two));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first + second, 200);
    assert!(first > 0 && second > 0, "both took part: {first} and {second}");
    assert_eq!(sink.messages().len(), 200);
    assert!((0..200).all(|guest| sink.count(&format!("guest{guest}@example.org")) == 1));
    assert!(sink.connections() <= 8, "{} connections for 200 mails", sink.connections());
}

#[tokio::test]
async fn a_copy_opens_no_more_connections_to_the_mail_server_than_it_may() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let mut one = copy(&site, &sink);
    one.config = Arc::new(Config { smtp_connections: 1, ..(*one.config).clone() });
    sink.behave(Behaviour::SlowToAnswer(Duration::from_millis(3)));
    queue(&one, &guests(60)).await;
    assert_eq!(mail::deliver_due(&one).await.unwrap(), 60);
    assert_eq!((sink.messages().len(), sink.connections()), (60, 1));
}

#[tokio::test]
async fn a_lost_answer_parks_the_mail_until_an_administrator_sends_it_again() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    sink.behave(Behaviour::LoseAnswer("ana@example.org".to_owned()));
    queue(&app, &[letter("ana@example.org")]).await;
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 0);
    let (state, attempts, error) = fate(&app, "ana@example.org").await;
    assert_eq!((state.as_str(), attempts), ("parked", 1));
    assert!(error.unwrap().contains("the answer was lost"));

    sink.behave(Behaviour::Well);
    site.app.clock.move_to(app.clock.now() + time::Duration::days(7));
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 0);
    assert_eq!(sink.count("ana@example.org"), 1);

    let mail = mail::newest(&app.db, None, Rows::first(10)).await.unwrap().remove(0);
    assert!(mail::retry(&app.db, mail.id, app.clock.now()).await.unwrap());
    assert!(!mail::retry(&app.db, mail.id, app.clock.now()).await.unwrap(), "it waits already");
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 1);
    assert_eq!(mail::one(&app.db, mail.id).await.unwrap().state.as_str(), "delivered");
}

#[tokio::test]
async fn a_server_that_is_down_loses_nothing_and_costs_no_attempt() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    sink.behave(Behaviour::Down);
    queue(&app, &guests(30)).await;
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 0);
    assert_eq!(fate(&app, "guest0@example.org").await, ("queued".to_owned(), 0, None));
    sink.behave(Behaviour::Well);
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 30);
    assert_eq!((sink.messages().len(), count(&app, "delivered").await), (30, 30));
}

#[tokio::test]
async fn a_refused_recipient_does_not_hold_up_the_others() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    sink.behave(Behaviour::Refuse("guest3@example.org".to_owned()));
    queue(&app, &guests(20)).await;
    queue(&app, &[letter("not an address")]).await;
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 19);
    assert_eq!(count(&app, "refused").await, 2);
    let (state, _, error) = fate(&app, "guest3@example.org").await;
    assert_eq!(state, "refused");
    assert!(error.unwrap().contains("no such user"));
}

#[tokio::test]
async fn a_busy_server_gets_the_mail_later() {
    for busy in [Behaviour::Busy, Behaviour::Full] {
        let (site, sink) = (fresh().await, Sink::start().await);
        let app = copy(&site, &sink);
        sink.behave(busy);
        queue(&app, &[letter("ana@example.org")]).await;
        assert_eq!(mail::deliver_due(&app).await.unwrap(), 0);
        let (state, attempts, error) = fate(&app, "ana@example.org").await;
        assert_eq!((state.as_str(), attempts), ("queued", 1));
        assert!(error.unwrap().contains("451"));

        sink.behave(Behaviour::Well);
        assert_eq!(mail::deliver_due(&app).await.unwrap(), 0, "not before its time");
        site.app.clock.move_to(app.clock.now() + time::Duration::minutes(2));
        assert_eq!(mail::deliver_due(&app).await.unwrap(), 1);
        assert_eq!(sink.count("ana@example.org"), 1);
    }
}

#[tokio::test]
async fn news_that_is_no_longer_true_is_withdrawn_even_while_it_is_offered() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    sink.behave(Behaviour::SlowToBegin(Duration::from_millis(500)));
    let (moved, other) = (ThingId::random(), ThingId::random());
    let about =
        |event: ThingId, to: &str| Letter { key: Some(to.to_owned()), about: Some(event), ..letter(to) };
    let (ana, ben) = (about(moved, "ana@example.org"), about(other, "ben@example.org"));
    queue(&app, &[ana.clone(), ben]).await;
    let (delivered, withdrawn) = tokio::join!(mail::deliver_due(&app), async {
        until(async || count(&app, "sending").await == 2).await;
        let mut tx = app.db.begin().await.unwrap();
        let withdrawn = mail::withdraw(&mut tx, &[ana.kind], &[moved], None, app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        withdrawn
    });
    assert_eq!((delivered.unwrap(), withdrawn.len()), (1, 1));
    assert_eq!((sink.count("ana@example.org"), sink.count("ben@example.org")), (0, 1));
    assert_eq!(fate(&app, "ana@example.org").await.0, "dropped");
    assert_eq!(queue(&app, &[ana]).await, 1, "it may become true again");
}

#[tokio::test]
async fn a_reminder_that_comes_too_late_is_dropped() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    let starts_at = app.clock.now() + time::Duration::hours(1);
    queue(&app, &[Letter { useless_at: Some(starts_at), ..letter("ana@example.org") }]).await;
    site.app.clock.move_to(starts_at);
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 0);
    assert_eq!(fate(&app, "ana@example.org").await.0, "dropped");
    assert!(sink.messages().is_empty());
}

#[tokio::test]
async fn a_mail_that_loses_its_use_while_the_server_dawdles_is_not_sent() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    sink.behave(Behaviour::SlowToBegin(Duration::from_millis(500)));
    let starts_at = app.clock.now() + time::Duration::hours(1);
    queue(&app, &[Letter { useless_at: Some(starts_at), ..letter("ana@example.org") }]).await;
    let (delivered, ()) = tokio::join!(mail::deliver_due(&app), async {
        until(async || count(&app, "sending").await == 1).await;
        site.app.clock.move_to(starts_at);
    });
    assert_eq!((delivered.unwrap(), sink.messages().len()), (0, 0));
    assert_eq!(fate(&app, "ana@example.org").await.0, "dropped");
}

#[tokio::test]
async fn whoever_left_gets_nothing() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    let person: PersonId = sqlx::query_scalar(
        "insert into people (name, email, created_at) values ('Ana', 'left@example.org', now()) returning id",
    )
    .fetch_one(&app.db)
    .await
    .unwrap();
    queue(&app, &[Letter { person: Some(person), ..letter("left@example.org") }, letter("ben@example.org")])
        .await;
    sqlx::query("update people set deactivated_at = now()").execute(&app.db).await.unwrap();
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 1);
    assert_eq!(fate(&app, "left@example.org").await.0, "dropped");
    assert_eq!(sink.count("left@example.org"), 0);
}

#[tokio::test]
async fn what_a_killed_copy_held_is_sent_unless_it_had_begun_to_leave() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    queue(&app, &guests(2)).await;
    // A lease that nobody renews.
    for (to, state) in [("guest0@example.org", "sending"), ("guest1@example.org", "handing")] {
        sqlx::query(
            "update mails set state = $2, leased_by = gen_random_uuid(), lease_until = now() + interval '2 seconds'
            where to_address = $1",
        )
        .bind(to)
        .bind(state)
        .execute(&app.db)
        .await
        .unwrap();
    }
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 0, "its holder may be there");
    sleep(Duration::from_secs(2)).await;
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 1);
    assert_eq!(fate(&app, "guest0@example.org").await, ("delivered".to_owned(), 1, None));
    assert_eq!(fate(&app, "guest1@example.org").await.0, "parked");
    assert_eq!(sink.messages().len(), 1);
}

#[tokio::test]
async fn a_copy_that_lives_keeps_what_it_is_sending() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let (one, two) = (copy(&site, &sink), copy(&site, &sink));
    sink.behave(Behaviour::SlowToAnswer(Duration::from_millis(500)));
    queue(&one, &[letter("ana@example.org")]).await;
    let (first, second) = tokio::join!(mail::deliver_due(&one), async {
        until(async || count(&two, "handing").await == 1).await;
        let sent = mail::deliver_due(&two).await;
        assert_eq!(count(&two, "handing").await, 1, "nobody parks it");
        sent
    });
    assert_eq!((first.unwrap(), second.unwrap()), (1, 0));
    assert_eq!(fate(&one, "ana@example.org").await.0, "delivered");
    assert_eq!(sink.count("ana@example.org"), 1);
}

#[tokio::test]
async fn a_mail_that_was_taken_away_meanwhile_is_not_sent_by_the_slower_one() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let (slow, other) = (copy(&site, &sink), copy(&site, &sink));
    sink.behave(Behaviour::SlowToBegin(Duration::from_secs(3)));
    queue(&slow, &[letter("ana@example.org")]).await;
    let (first, second) = tokio::join!(mail::deliver_due(&slow), async {
        until(async || count(&slow, "sending").await == 1).await;
        sleep(Duration::from_millis(50)).await;
        sink.behave(Behaviour::Well);
        // As if the first had been frozen for longer than its lease; its first renewal may come just after.
        loop {
            sqlx::query("update mails set lease_until = now() - interval '1 second' where state = 'sending'")
                .execute(&other.db)
                .await
                .unwrap();
            let sent = mail::deliver_due(&other).await.unwrap();
            if sent > 0 || count(&slow, "delivered").await > 0 {
                break sent;
            }
        }
    });
    assert_eq!((first.unwrap(), second), (0, 1));
    assert_eq!(sink.count("ana@example.org"), 1);
}

#[tokio::test]
async fn an_answer_that_comes_after_all_turns_parked_into_delivered() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let (slow, other) = (copy(&site, &sink), copy(&site, &sink));
    sink.behave(Behaviour::SlowToAnswer(Duration::from_millis(500)));
    queue(&slow, &[letter("ana@example.org")]).await;
    let (first, second) = tokio::join!(mail::deliver_due(&slow), async {
        until(async || count(&slow, "handing").await == 1).await;
        sqlx::query("update mails set lease_until = now() - interval '1 second'")
            .execute(&other.db)
            .await
            .unwrap();
        let sent = mail::deliver_due(&other).await;
        assert_eq!(count(&other, "parked").await, 1);
        sent
    });
    assert_eq!((first.unwrap(), second.unwrap()), (1, 0));
    assert_eq!(fate(&slow, "ana@example.org").await.0, "delivered");
}

#[tokio::test]
async fn without_a_mail_server_mail_is_kept_and_can_be_read() {
    let site = fresh().await;
    queue(&site.app, &[letter("ana@example.org")]).await;
    assert_eq!(mail::deliver_due(&site.app).await.unwrap(), 0);
    let lines = mail::newest(&site.app.db, None, Rows::first(10)).await.unwrap();
    assert_eq!((lines.len(), lines[0].state.as_str()), (1, "queued"));
    assert_eq!(mail::one(&site.app.db, lines[0].id).await.unwrap().body_text, "It begins at four.");
}

#[tokio::test]
async fn mail_goes_out_when_it_is_queued_and_a_stop_lets_it_finish() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    let (stop, stopped) = watch::channel(false);
    let delivering = tokio::spawn(mail::deliver_forever(app.clone(), stopped));
    sleep(Duration::from_millis(300)).await;
    queue(&app, &[letter("ana@example.org")]).await;
    until(async || sink.count("ana@example.org") == 1).await;

    sink.behave(Behaviour::SlowToAnswer(Duration::from_millis(300)));
    queue(&app, &guests(40)).await;
    until(async || sink.messages().len() > 4).await;
    stop.send(true).unwrap();
    timeout(SOON, delivering).await.expect("it stops in time").unwrap();
    let (delivered, queued) = (count(&app, "delivered").await, count(&app, "queued").await);
    assert_eq!(delivered + queued, 41, "nothing is left half done");
    assert_eq!(sink.messages().len(), usize::try_from(delivered).unwrap());
    assert!(queued > 0, "a stop does not wait for the whole queue");
}

#[tokio::test]
async fn delivery_goes_on_after_its_connections_to_the_database_were_cut() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    let (stop, stopped) = watch::channel(false);
    let delivering = tokio::spawn(mail::deliver_forever(app.clone(), stopped));
    sleep(Duration::from_millis(300)).await;
    sqlx::query(
        "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()",
    )
    .execute(&app.db)
    .await
    .unwrap();
    queue(&app, &guests(10)).await;
    // Whoever was cut off finds out, pauses and comes back.
    within(SOON * 4, async || sink.messages().len() == 10).await;
    stop.send(true).unwrap();
    timeout(SOON, delivering).await.expect("it stops in time").unwrap();
    assert_eq!(count(&app, "delivered").await, 10);
}

#[tokio::test]
async fn settled_mail_is_forgotten_after_90_days_and_waiting_mail_never() {
    let (site, sink) = (fresh().await, Sink::start().await);
    let app = copy(&site, &sink);
    queue(&app, &[letter("ana@example.org")]).await;
    mail::deliver_due(&app).await.unwrap();
    queue(&app, &[letter("ben@example.org")]).await;
    let later: OffsetDateTime = app.clock.now() + time::Duration::days(91);
    site.app.clock.move_to(later);
    guildhall::run_due_jobs(&app).await.unwrap();
    let left = mail::newest(&app.db, None, Rows::first(10)).await.unwrap();
    assert_eq!(left.iter().map(|mail| mail.to_address.as_str()).collect::<Vec<_>>(), ["ben@example.org"]);
}

/// What the program says when it is asked to try its mail server.
async fn try_mail(server: Option<&str>, address: Option<&str>) -> (bool, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_guildhall"));
    command.args(["mail", "test"]).args(address).env_remove("GUILDHALL_SMTP_URL").env_remove("DATABASE_URL");
    if let Some(server) = server {
        command.env("GUILDHALL_SMTP_URL", server);
    }
    let ran = tokio::task::spawn_blocking(move || command.output());
    let output = ran.await.expect("waited for").expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).expect("words"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_tries_the_mail_server_and_says_how_far_it_came() {
    let sink = Sink::start().await;
    let (worked, said) = try_mail(Some(&sink.url()), Some("ana@example.org")).await;
    assert!(worked, "{said}");
    for step in [
        "connected",
        "greeted",
        "takes mail from guildhall@localhost to ana@example.org",
        "has taken the mail",
    ] {
        assert!(said.contains(step), "{step} in {said}");
    }
    assert_eq!(sink.count("ana@example.org"), 1);
    let (worked, said) = try_mail(Some(&sink.url()), None).await;
    assert!(worked && said.contains("The mail server is ready") && sink.messages().len() == 1, "{said}");

    sink.behave(Behaviour::Refuse("ana@example.org".to_owned()));
    let (worked, said) = try_mail(Some(&sink.url()), Some("ana@example.org")).await;
    assert!(!worked && said.contains("the server refuses") && said.contains("no such user"), "{said}");
    let (worked, said) = try_mail(None, None).await;
    assert!(!worked && said.contains("GUILDHALL_SMTP_URL"), "{said}");
    let (worked, said) = try_mail(Some("smtp://127.0.0.1:9"), None).await;
    assert!(!worked && said.contains("refused"), "{said}");
}
