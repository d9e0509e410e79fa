//! The schedule and the worker against a real database.

use std::time::Duration;

use guildhall::jobs::{self, Job};
use guildhall::{App, DayBeforeReminders, SuggestNudges};
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::support::fresh;

const SOON: Duration = Duration::from_secs(10);

async fn count(app: &App, condition: &'static str) -> i64 {
    let sql = format!("select count(*) from jobs where {condition}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&app.db).await.expect("a count")
}

async fn enqueue(app: &App, job: &impl Job, key: Option<&str>) {
    let mut tx = app.db.begin().await.expect("a transaction");
    jobs::enqueue(&mut tx, job, key, app.clock.now()).await.expect("queued");
    tx.commit().await.expect("committed");
}

async fn execute(app: &App, sql: &'static str) {
    sqlx::query(sql).execute(&app.db).await.expect("executed");
}

/// Runs what the schedule owes, and forgets it: what follows is about other jobs.
async fn settle(app: &App) {
    guildhall::run_due_jobs(app).await.expect("they run");
    execute(app, "delete from jobs").await;
}

/// Jobs of the schedule that have a slot each minute.
const EACH_MINUTE: usize = 8;

#[tokio::test]
async fn each_slot_runs_once_with_two_copies_looking_at_the_clock() {
    let site = fresh().await;
    let (one, two) = (site.app.clone(), site.app.clone());
    let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
    let names: i64 = sqlx::query_scalar("select count(distinct name) from schedule_runs")
        .fetch_one(&one.db)
        .await
        .unwrap();
    assert_eq!(i64::try_from(first.unwrap() + second.unwrap()).unwrap(), names);
    assert_eq!(count(&one, "done_at is not null").await, names);
    assert_eq!(guildhall::run_due_jobs(&one).await.unwrap(), 0, "nothing more is owed this minute");

    site.app.clock.move_to(one.clock.now() + time::Duration::minutes(1));
    let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
    assert_eq!(first.unwrap() + second.unwrap(), EACH_MINUTE, "what the next minute is a slot of");
}

#[tokio::test]
async fn a_night_that_was_missed_is_made_up_for_in_the_organisations_zone() {
    let site = fresh().await;
    execute(
        &site.app,
        "insert into organisation (zone, link_secret) values ('Europe/Berlin', decode(repeat('00', 32), 'hex'))
        on conflict (id) do update set zone = excluded.zone",
    )
    .await;
    site.app.clock.move_to(datetime!(2026-11-04 10:00 UTC));
    guildhall::run_due_jobs(&site.app).await.unwrap();
    let slot: OffsetDateTime =
        sqlx::query_scalar("select max(slot) from schedule_runs where name = 'weekly_phases'")
            .fetch_one(&site.app.db)
            .await
            .unwrap();
    assert_eq!(slot, datetime!(2026-11-04 03:00 UTC));
}

#[tokio::test]
async fn a_long_stand_still_is_made_up_for_once() {
    let site = fresh().await;
    settle(&site.app).await;
    site.app.clock.move_to(site.app.clock.now() + time::Duration::days(30));
    guildhall::run_due_jobs(&site.app).await.unwrap();
    assert_eq!(count(&site.app, "kind = 'day_before_reminders'").await, 1);
}

#[tokio::test]
async fn a_job_of_a_change_that_is_taken_back_never_runs() {
    let site = fresh().await;
    settle(&site.app).await;
    let mut tx = site.app.db.begin().await.unwrap();
    jobs::enqueue(&mut tx, &SuggestNudges::default(), None, site.app.clock.now()).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 0);
}

#[tokio::test]
async fn a_job_queued_twice_before_it_begins_runs_once_and_at_the_earlier_time() {
    let site = fresh().await;
    settle(&site.app).await;
    let mut tx = site.app.db.begin().await.unwrap();
    let later = site.app.clock.now() + time::Duration::hours(1);
    jobs::enqueue(&mut tx, &SuggestNudges::default(), Some("one"), later).await.unwrap();
    jobs::enqueue(&mut tx, &SuggestNudges::default(), Some("two"), later).await.unwrap();
    jobs::enqueue(&mut tx, &SuggestNudges::default(), Some("one"), site.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&site.app, "true").await, 2);
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 1);
    enqueue(&site.app, &SuggestNudges::default(), Some("one")).await;
    assert_eq!(
        guildhall::run_due_jobs(&site.app).await.unwrap(),
        1,
        "one that is over stands in nobody's way"
    );
}

#[tokio::test]
async fn an_unknown_kind_is_parked_and_the_others_run() {
    let site = fresh().await;
    settle(&site.app).await;
    execute(
        &site.app,
        r#"insert into jobs (kind, payload, run_at) values ('juggle', '{"kind": "juggle"}', 'epoch')"#,
    )
    .await;
    enqueue(&site.app, &SuggestNudges::default(), None).await;
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 2);
    assert_eq!(count(&site.app, "kind = 'juggle' and parked_at is not null and attempts = 1").await, 1);
    assert_eq!(count(&site.app, "kind = 'nudges' and done_at is not null").await, 1);
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_later_and_parked_in_the_end() {
    let site = fresh().await;
    settle(&site.app).await;
    enqueue(&site.app, &DayBeforeReminders::default(), None).await;
    execute(&site.app, "update jobs set max_attempts = 2").await;
    execute(&site.app, "alter table events rename to hidden").await;
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 1);
    assert_eq!(count(&site.app, "attempts = 1 and last_error is not null and parked_at is null").await, 1);
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 0, "not before its time");

    execute(&site.app, "update jobs set run_at = 'epoch'").await;
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 1);
    assert_eq!(count(&site.app, "attempts = 2 and parked_at is not null").await, 1);
}

#[tokio::test]
async fn a_recurring_job_that_fails_every_minute_does_not_pile_up() {
    let site = fresh().await;
    settle(&site.app).await;
    execute(&site.app, "alter table events rename to hidden").await;
    for _ in 0..5 {
        site.app.clock.move_to(site.app.clock.now() + time::Duration::minutes(1));
        guildhall::run_due_jobs(&site.app).await.unwrap();
    }
    assert_eq!(count(&site.app, "kind = 'day_before_reminders'").await, 1);
    execute(&site.app, "alter table hidden rename to events").await;
    site.app.clock.move_to(site.app.clock.now() + time::Duration::hours(1));
    guildhall::run_due_jobs(&site.app).await.unwrap();
    assert_eq!(count(&site.app, "kind = 'day_before_reminders' and done_at is not null").await, 1);
}

#[tokio::test]
async fn a_job_whose_worker_died_is_taken_again_once_its_lease_ran_out() {
    let site = fresh().await;
    settle(&site.app).await;
    enqueue(&site.app, &SuggestNudges::default(), None).await;
    execute(
        &site.app,
        "update jobs set attempts = 1, locked_by = gen_random_uuid(), locked_until = now() + interval '60 seconds'",
    )
    .await;
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 0);
    execute(&site.app, "update jobs set locked_until = now() - interval '1 second'").await;
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 1);
    assert_eq!(count(&site.app, "attempts = 2 and done_at is not null and locked_by is null").await, 1);
}

#[tokio::test]
async fn a_job_that_kills_the_program_each_time_is_parked_in_the_end() {
    let site = fresh().await;
    settle(&site.app).await;
    enqueue(&site.app, &SuggestNudges::default(), None).await;
    execute(
        &site.app,
        "update jobs
        set attempts = max_attempts, locked_by = gen_random_uuid(), locked_until = now() - interval '1 second'",
    )
    .await;
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 0);
    assert_eq!(count(&site.app, "parked_at is not null and last_error like '%the program ended%'").await, 1);
}

#[tokio::test]
async fn the_worker_runs_what_is_queued_at_once_and_stops_when_told() {
    let site = fresh().await;
    settle(&site.app).await;
    assert!(!site.app.heartbeat.is_well(site.app.clock.now()));
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(jobs::work_forever(site.app.clone(), guildhall::all_jobs(), stopped));
    sleep(Duration::from_millis(300)).await;
    for _ in 0..10 {
        enqueue(&site.app, &SuggestNudges::default(), None).await;
    }
    let done = async {
        while count(&site.app, "kind = 'nudges' and done_at is not null").await < 10 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(5), done).await.expect("it hears of them");
    assert!(site.app.heartbeat.is_well(site.app.clock.now()));
    stop.send(true).unwrap();
    timeout(SOON, working).await.expect("it stops in time").unwrap();
    enqueue(&site.app, &SuggestNudges::default(), None).await;
    sleep(Duration::from_millis(200)).await;
    assert_eq!(count(&site.app, "done_at is null").await, 1, "a worker that stopped takes nothing");
}

#[tokio::test]
async fn finished_jobs_are_forgotten_after_a_week_and_slots_are_not_owed_again() {
    let site = fresh().await;
    guildhall::run_due_jobs(&site.app).await.unwrap();
    let before = site.app.clock.now();
    site.app.clock.move_to(before + time::Duration::days(8));
    guildhall::run_due_jobs(&site.app).await.unwrap();
    let old: i64 = sqlx::query_scalar("select count(*) from jobs where done_at <= $1")
        .bind(before)
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert_eq!(old, 0);
    assert_eq!(guildhall::run_due_jobs(&site.app).await.unwrap(), 0);
}
