//! Attacks on the pulse: a copy of the whole database taken at any moment, the log at its most talkative, answers sent
//! side by side through two copies of the program, and what the database refuses whoever asks.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use guildhall::{PulseItem, item_by_department, item_for_teams};
use sqlx::AssertSqlSafe;
use tokio::task::JoinSet;

use super::pulse::{answers, circle, close, number, open};
use crate::support::{Browser, Site, crowded_site, site};

/// The tables an answer may change.
const ANSWERS: [&str; 3] = ["pulse_comments", "pulse_counts", "pulse_marks"];

/// Every row of every table as it lies there, with its place and the transactions that wrote and locked it; and where
/// every sequence is.
async fn dump(site: &Site) -> BTreeMap<String, Vec<String>> {
    let db = &site.app.db;
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public'")
            .fetch_all(db)
            .await
            .expect("done");
    let mut dump = BTreeMap::new();
    for table in tables {
        let rows = format!(
            "select concat_ws(' ', t.ctid, t.xmin, t.xmax, to_jsonb(t)) from \"{table}\" t order by t.ctid"
        );
        dump.insert(table, sqlx::query_scalar(AssertSqlSafe(rows)).fetch_all(db).await.expect("done"));
    }
    let sequences = "select concat_ws(' ', sequencename, last_value) from pg_sequences order by sequencename";
    dump.insert("sequences".to_owned(), sqlx::query_scalar(sequences).fetch_all(db).await.expect("done"));
    dump
}

/// What distinguishes transactions in a table.
async fn writers(site: &Site, table: &str) -> i64 {
    let sql = format!("select count(distinct xmin::text) from {table}");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&site.app.db).await.expect("done")
}

#[tokio::test]
async fn an_answer_changes_nothing_but_counts_words_and_the_list_of_who_answered() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 8).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    site.run_jobs().await;
    // A visit that would be written down as a last visit anywhere else.
    site.clock_to(site.app.clock.now() + time::Duration::hours(5));
    for (number, person) in people.iter().enumerate() {
        let before = dump(&site).await;
        person.get(&pulse).await;
        person.post(&format!("{pulse}/review"), &answers("4", &format!("Words {number}"))).await;
        let page = person.post(&format!("{pulse}/answers"), &answers("4", &format!("Words {number}"))).await;
        assert_eq!(page.text("h1"), "Your answers are in");
        let after = dump(&site).await;
        for (table, rows) in &before {
            assert!(
                ANSWERS.contains(&table.as_str()) || after[table] == *rows,
                "{table} knows of the answer: {:?} became {:?}",
                rows,
                after[table]
            );
        }
        for table in ["pulse_counts", "pulse_comments"] {
            let told =
                after[table].iter().any(|row| row.contains(&person.id.to_string()) || row.contains("2026-"));
            assert!(!told, "{table} names no person and no moment");
        }
        for table in ANSWERS {
            assert_eq!(writers(&site, table).await, 1, "all rows of {table} are of one transaction");
        }
    }
    let words: Vec<String> = sqlx::query_scalar("select body from pulse_comments order by ctid")
        .fetch_all(&site.app.db)
        .await
        .expect("done");
    let marks: Vec<uuid::Uuid> = sqlx::query_scalar("select person_id from pulse_marks order by ctid")
        .fetch_all(&site.app.db)
        .await
        .expect("done");
    let order: Vec<uuid::Uuid> = people.iter().map(|person| person.id).collect();
    assert!(marks != order || !words.is_sorted(), "neither lies in the order of answering");
    assert_eq!((words.len(), marks.len()), (8, 8));
}

#[tokio::test]
async fn the_tables_of_answers_point_to_nothing_and_know_no_moment() {
    let site = site().await;
    for table in ANSWERS {
        let keys = format!(
            "select count(*) from pg_constraint where contype = 'f' and conrelid = '{table}'::regclass"
        );
        let keys: i64 = sqlx::query_scalar(AssertSqlSafe(keys)).fetch_one(&site.app.db).await.expect("done");
        let moments = format!(
            "select count(*) from information_schema.columns
             where table_name = '{table}' and (data_type like 'timestamp%' or data_type in ('date', 'time', 'bigint'))"
        );
        let moments: i64 =
            sqlx::query_scalar(AssertSqlSafe(moments)).fetch_one(&site.app.db).await.expect("done");
        assert_eq!((keys, moments), (0, 0), "{table}");
    }
    let people = "select count(*) from information_schema.columns
                  where table_name in ('pulse_counts', 'pulse_comments') and column_name like '%person%'";
    assert_eq!(number(&site, people).await, 0);
}

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("done").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("done")).into_owned()
    }
}

#[tokio::test]
async fn the_log_tells_of_no_answer_however_talkative_it_is() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 6).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let ben = &people[0];
    ben.get("/communities").await;
    assert!(log.text().contains("/communities"), "other pages are logged: {}", log.text());
    ben.get(&pulse).await;
    ben.post(&format!("{pulse}/review"), &answers("4", "Secret words")).await;
    let page = ben.post(&format!("{pulse}/answers"), &answers("4", "Secret words")).await;
    // Reading the page in the test writes to the log, too.
    drop(guard);
    assert_eq!(page.text("h1"), "Your answers are in");
    let text = log.text();
    for told in
        [pulse.as_str(), &ben.id.to_string(), &ben.email, &ben.name, "Secret words", &ben.cookie_header()]
    {
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(told)).collect();
        assert!(lines.is_empty(), "the log tells {told}: {lines:?}");
    }
}

#[tokio::test]
async fn answers_sent_side_by_side_are_all_counted_and_nobody_twice() {
    let site = Arc::new(crowded_site().await);
    let (ana, people, circle) = circle(&site, 12).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    let copy = site.copy_router();
    let mut sending = JoinSet::new();
    for (number, person) in people.into_iter().enumerate() {
        let pulse = pulse.clone();
        let twin: Browser = person.through(copy.clone());
        sending.spawn(async move {
            let (path, form) = (format!("{pulse}/answers"), answers("4", &format!("Words {number}")));
            let (one, other) = tokio::join!(person.post(&path, &form), twin.post(&path, &form));
            [one, other].iter().all(|page| page.text("h1") == "Your answers are in")
        });
    }
    while let Some(done) = sending.join_next().await {
        assert!(done.expect("done"));
    }
    for (sql, expected) in [
        ("select sum(answers)::bigint from pulse_counts where dimension = 'all' and item = 'O1'", 12),
        ("select sum(answers)::bigint from pulse_counts where dimension = 'team' and item = 'O1'", 12),
        ("select sum(answers)::bigint from pulse_counts where item = 'V1' and value = 0", 12),
        ("select count(*) from pulse_comments", 12),
        ("select count(*) from pulse_marks", 12),
    ] {
        assert_eq!(number(&site, sql).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn at_the_close_the_list_is_deleted_small_groups_are_gone_and_nothing_comes_after() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 10).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    for person in &people {
        person.post(&format!("{pulse}/answers"), &answers("4", "")).await;
    }
    close(&site).await;
    assert_eq!(number(&site, "select count(*) from pulse_marks").await, 0);
    assert_eq!(
        number(&site, "select count(*) from pulse_counts where dimension <> 'all'").await,
        0,
        "six and four"
    );
    for (sql, constraint) in [
        (
            "insert into pulse_marks select pulse_id, person_id from pulse_people limit 1",
            "pulses_closed_for_good",
        ),
        (
            "insert into pulse_comments (pulse_id, question, body) select id, 'keep', 'Late' from pulses",
            "pulses_closed_for_good",
        ),
        (
            "insert into pulse_counts (pulse_id, dimension, cell, item, value, answers)
             select id, 'team', 'x', 'O1', 1, 1 from pulses",
            "pulses_closed_for_good",
        ),
        ("update pulses set answered = 3", "pulses_answered_shown_from_the_minimum"),
        ("update pulses set minimum = 4", "pulses_minimum_at_least_five"),
        ("update pulse_minimum set answers = 4", "pulse_minimum_only_rises"),
        ("delete from pulse_minimum", "pulse_minimum_only_rises"),
    ] {
        let error = sqlx::query(sql).execute(&site.app.db).await.expect_err(sql);
        assert_eq!(error.as_database_error().and_then(|error| error.constraint()), Some(constraint), "{sql}");
    }
    assert_eq!(people[0].post(&format!("{pulse}/answers"), &answers("1", "")).await.status(), 409);
}

#[tokio::test]
async fn the_database_closes_no_pulse_that_still_knows_too_much() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 10).await;
    let pulse = open(&site, &ana, &format!("{circle}/pulse")).await;
    // Of the first team three answer.
    for person in &people[3..] {
        person.post(&format!("{pulse}/answers"), &answers("4", "")).await;
    }
    let closing = "update pulses set closed_at = closes_at";
    for (sql, constraint) in [
        (closing, "pulses_closed_without_marks"),
        ("with gone as (delete from pulse_marks) select 1", ""),
        (closing, "pulses_closed_without_few"),
    ] {
        let done = sqlx::query(sql).execute(&site.app.db).await;
        let refused = done.err().and_then(|error| error.as_database_error()?.constraint().map(str::to_owned));
        assert_eq!(refused.unwrap_or_default(), constraint, "{sql}");
    }
}

#[tokio::test]
async fn a_department_and_a_set_of_teams_say_no_more_than_what_is_shown_anyway() {
    let site = site().await;
    let (_, people, _) = circle(&site, 18).await;
    let omar = site.admin("Omar Siddiq").await;
    sqlx::query(
        "with made as (insert into departments (name) values ('Field'), ('Office') returning id, name)
         update teams t set department_id = made.id
         from made
         where (made.name = 'Field') = (t.name in ('Team 0', 'Team 1')) and t.name like 'Team%'",
    )
    .execute(&site.app.db)
    .await
    .expect("done");
    let pulse = open(&site, &omar, "/pulse").await;
    // Of the first team four answer, of the others six.
    for person in &people[2..] {
        person.post(&format!("{pulse}/answers"), &answers("4", "")).await;
    }
    close(&site).await;
    let now = site.app.clock.now();
    let departments = item_by_department(&site.app.db, PulseItem::M2, now).await.expect("done");
    let teams: Vec<guildhall::ids::TeamId> = sqlx::query_scalar(
        "select cell::uuid from pulse_counts where dimension = 'team' and item = 'M2' order by cell",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("done");
    // Four answers are hidden, and with them the six of another team; the third is shown.
    assert_eq!(teams.len(), 1);
    assert!(departments.is_empty(), "of two departments, one with a hidden team: {departments:?}");
    let shown =
        item_for_teams(&site.app.db, PulseItem::M2, &teams, now).await.expect("done").expect("it is shown");
    assert_eq!((shown.favourable, shown.answers), (100, 5));
    let all: Vec<guildhall::ids::TeamId> = sqlx::query_scalar("select id from teams where name like 'Team%'")
        .fetch_all(&site.app.db)
        .await
        .expect("done");
    assert!(item_for_teams(&site.app.db, PulseItem::M2, &all, now).await.expect("done").is_none());
}
