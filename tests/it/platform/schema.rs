//! What the database itself refuses, whoever asks.

use sqlx::PgPool;

use crate::support::site;

/// The constraint that refused, or nothing when it was done.
async fn refused(db: &PgPool, sql: &'static str) -> Option<String> {
    let error = sqlx::query(sql).execute(db).await.err()?;
    let error = error.as_database_error().expect("the database refuses");
    Some(error.constraint().map_or_else(|| error.code().unwrap_or_default().into_owned(), str::to_owned))
}

#[tokio::test]
async fn acts_are_for_good() {
    let site = site().await;
    site.person("Ana Ferreira").await.found("Testing circle", &[]).await;
    for sql in ["update acts set at = now()", "delete from acts", "truncate acts", "truncate acts cascade"] {
        assert_eq!(refused(&site.app.db, sql).await.as_deref(), Some("acts_append_only"), "{sql}");
    }
    let acts: i64 = sqlx::query_scalar("select count(*) from acts").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(acts, 1);
}

#[tokio::test]
async fn a_session_is_not_overbooked_whoever_writes() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[("capacity", "1")]).await;
    ben.go(&path).await;
    let sql = "insert into rsvps (event_id, person_id, answer, answered_at, seated_at)
               select e.id, p.id, 'going', now(), now() from events e, people p where p.name = 'Ana Ferreira'";
    assert_eq!(refused(&site.app.db, sql).await.as_deref(), Some("events_not_overbooked"));
    for (sql, constraint) in [
        ("update events set capacity = 0", "events_capacity_range"),
        ("update events set seated = -1", "events_counts_not_negative"),
        ("update events set seated = 2", "events_not_overbooked"),
        ("update events set ends_at = starts_at", "events_end_after_start"),
        ("update rsvps set seated_at = null", "rsvps_seated_when_going"),
        ("update rsvps set answer = 'waiting', seated_at = null", "rsvps_waiting_has_number"),
    ] {
        assert_eq!(refused(&site.app.db, sql).await.as_deref(), Some(constraint), "{sql}");
    }
}

#[tokio::test]
async fn an_answer_knows_when_its_session_ends_whoever_writes() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    ben.go(&path).await;
    for _ in 0..20 {
        let answer = "insert into rsvps (event_id, person_id, answer, answered_at)
                      select e.id, p.id, 'maybe', now() from events e, people p where p.name = 'Ana Ferreira'";
        let later = "update events set ends_at = ends_at + interval '1 minute'";
        let (answered, moved) =
            tokio::join!(sqlx::query(answer).execute(&site.app.db), sqlx::query(later).execute(&site.app.db));
        answered.and(moved).expect("done");
        let kept: Vec<bool> = sqlx::query_scalar(
            "select r.ends_at = e.ends_at from rsvps r join events e on e.id = r.event_id",
        )
        .fetch_all(&site.app.db)
        .await
        .expect("done");
        assert_eq!(kept, [true, true]);
        let taken_back = "delete from rsvps where answer = 'maybe'";
        sqlx::query(taken_back).execute(&site.app.db).await.expect("done");
    }
}

#[tokio::test]
async fn people_are_never_deleted_nor_anything_with_them() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    assert!(refused(&site.app.db, "delete from people").await.is_some());
    let cascading: Vec<String> = sqlx::query_scalar(
        "select conrelid::regclass || '.' || conname
         from pg_constraint
         where contype = 'f' and confrelid in ('people'::regclass, 'communities'::regclass, 'events'::regclass)
           and (confdeltype <> 'a' or confupdtype <> 'a')",
    )
    .fetch_all(&site.app.db)
    .await
    .unwrap();
    assert!(cascading.is_empty(), "nothing goes away with a person: {cascading:?}");
}

#[tokio::test]
async fn there_is_one_organisation() {
    let site = site().await;
    let another = "insert into organisation (link_secret) values (decode(repeat('00', 32), 'hex'))";
    assert_eq!(refused(&site.app.db, another).await.as_deref(), Some("organisation_pkey"));
    let other = "insert into organisation (id, link_secret) values (false, decode(repeat('00', 32), 'hex'))";
    assert_eq!(refused(&site.app.db, other).await.as_deref(), Some("organisation_is_one"));
}

#[tokio::test]
async fn an_address_belongs_to_one_person_and_a_community_has_somebody_who_runs_it() {
    let site = site().await;
    site.person("Ana Ferreira").await.found("Testing circle", &[]).await;
    for (sql, constraint) in [
        (
            "insert into people (name, email, created_at) values ('X', 'ANA.Ferreira@example.org', now())",
            "people_email_taken",
        ),
        ("update members set organiser = false", "members_last_organiser"),
        ("delete from members", "members_last_organiser"),
        ("update members set left_at = now()", "members_organisers_are_in"),
        (
            "insert into members (community_id, person_id, membership, asked_at, joined_at) select community_id, person_id, 'member', now(), now() from members",
            "members_once",
        ),
        ("update communities set slug = 'Not A Slug'", "communities_slug_shape"),
    ] {
        assert_eq!(refused(&site.app.db, sql).await.as_deref(), Some(constraint), "{sql}");
    }
}

#[tokio::test]
async fn every_foreign_key_can_be_followed_backwards_without_reading_a_whole_table() {
    let site = site().await;
    // Tables that grow with use, looked into by the keys people's pages go through.
    let missing: Vec<String> = sqlx::query_scalar(
        "select wanted from unnest(array[
             'members(person_id)', 'hosts(person_id)', 'rsvps(person_id)', 'attendance(person_id)',
             'events(community_id)', 'acts(community_id)', 'logins(person_id)'
         ]) wanted
         where not exists (
             select 1 from pg_index i
             join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
             where wanted = i.indrelid::regclass || '(' || a.attname || ')')",
    )
    .fetch_all(&site.app.db)
    .await
    .unwrap();
    assert!(missing.is_empty(), "{missing:?}");
}
