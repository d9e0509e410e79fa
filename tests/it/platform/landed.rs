//! Migrations that have landed stay as they are, and a database made by any text they ever had is brought up to date.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use sqlx::migrate::{Migration, Migrator};
use sqlx::{AssertSqlSafe, PgPool, SqlSafeStr};

use crate::support::{Site, fresh};

const LANDED: &str = include_str!("../../data/migrations.txt");

#[test]
fn a_migration_that_landed_is_never_edited() {
    let mut landed = BTreeMap::<&str, Vec<&str>>::new();
    for line in LANDED.lines().filter(|line| !line.starts_with('#')) {
        let (checksum, file) = line.split_once(' ').expect("a checksum and a file");
        landed.entry(file).or_default().push(checksum);
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the migrations")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .filter(|file| Path::new(file).extension().is_some_and(|end| end == "sql"))
        .collect();
    files.sort();
    let known: Vec<&str> = landed.keys().copied().collect();
    assert_eq!(
        files, known,
        "a new migration adds its line to tests/data/migrations.txt, and none goes away"
    );
    for (file, checksums) in &landed {
        let version = file.split('_').next().and_then(|number| number.parse::<i64>().ok());
        let migration = guildhall::MIGRATIONS.iter().find(|migration| Some(migration.version) == version);
        let now = hex::encode(&*migration.expect("it is built in").checksum);
        let last = *checksums.last().expect("one");
        assert_eq!(now, last, "{file} has landed: undo the change, and make it by a new migration");
    }
}

/// Indexes and constraints, each as PostgreSQL writes it.
async fn shape(db: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select indexdef from pg_indexes where schemaname = 'public'
         union all
         select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
         from pg_constraint where connamespace = 'public'::regnamespace
         order by 1",
    )
    .fetch_all(db)
    .await
    .expect("the schema")
}

/// The migrations up to a version, with one of them as it was: with this in place of that.
async fn made_by(site: &Site, up_to: i64, version: i64, now: &str, then: &str) {
    sqlx::raw_sql("drop schema public cascade; create schema public")
        .execute(&site.app.db)
        .await
        .expect("done");
    let migrations: Vec<Migration> = guildhall::MIGRATIONS
        .iter()
        .filter(|migration| migration.version <= up_to)
        .map(|migration| {
            let sql = migration.sql.as_str();
            assert!(migration.version != version || sql.contains(now), "{version}");
            let sql = if migration.version == version { sql.replace(now, then) } else { sql.to_owned() };
            let (description, kind) = (migration.description.clone(), migration.migration_type);
            Migration::new(
                migration.version,
                description,
                kind,
                AssertSqlSafe(sql).into_sql_str(),
                migration.no_tx,
            )
        })
        .collect();
    let migrator = Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT };
    migrator.run(&site.app.db).await.expect("the earlier migrations run");
}

#[tokio::test]
async fn a_database_made_by_an_earlier_text_of_a_migration_becomes_the_present_one() {
    let site = fresh().await;
    let present = shape(&site.app.db).await;
    for (up_to, version, now, then) in [
        (12, 3, "(lower(topic), kind, person_id)", "(lower(topic), kind)"),
        (
            12,
            5,
            "create index members_organisers on members (community_id) where organiser and left_at is null;\n",
            "",
        ),
        (20, 20, "references events (id),", "references events (id) on delete cascade,"),
    ] {
        made_by(&site, up_to, version, now, then).await;
        let checksum: String =
            sqlx::query_scalar("select encode(checksum, 'hex') from _sqlx_migrations where version = $1")
                .bind(version)
                .fetch_one(&site.app.db)
                .await
                .unwrap();
        assert!(LANDED.contains(&checksum), "{version}: that is how it once landed");
        let migrated = Command::new(env!("CARGO_BIN_EXE_guildhall"))
            .arg("migrate")
            .env("DATABASE_URL", site.database_url())
            .output()
            .expect("the program runs");
        assert!(migrated.status.success(), "{version}: {}", String::from_utf8_lossy(&migrated.stderr));
        assert_eq!(shape(&site.app.db).await, present, "{version}");
    }
}

#[tokio::test]
async fn a_start_on_a_database_that_is_up_to_date_waits_for_no_other_that_migrates() {
    let site = fresh().await;
    let mut other = site.app.db.begin().await.unwrap();
    sqlx::query("lock table _sqlx_migrations in share row exclusive mode")
        .execute(&mut *other)
        .await
        .unwrap();
    let program = Command::new(env!("CARGO_BIN_EXE_guildhall"))
        .arg("migrate")
        .env("DATABASE_URL", site.database_url())
        .stdout(std::process::Stdio::null())
        .spawn();
    let mut program = program.expect("the program runs");
    // A minute: it takes less than one of them, and would wait for as long as the other does.
    for _ in 0..600 {
        if let Some(ended) = program.try_wait().expect("the program") {
            assert!(ended.success(), "{ended}");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    program.kill().expect("it ends");
    panic!("it waits");
}
