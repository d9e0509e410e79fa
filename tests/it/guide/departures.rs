//! The ways out: leaving, being removed, an account that is closed. Whatever somebody held, none of it stays behind.

use crate::support::{Browser, Site, form, rsvp, session, site};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Leaves,
    IsRemoved,
    IsDeactivated,
}

const WAYS: [Way; 3] = [Way::Leaves, Way::IsRemoved, Way::IsDeactivated];

/// Whatever Ben can hold in a community, as a count of what he holds.
const HELD: [(&str, &str); 8] = [
    ("places", "select count(*) from rsvps where person_id = $1 and answer in ('going', 'maybe')"),
    ("waiting lists", "select count(*) from rsvps where person_id = $1 and answer = 'waiting'"),
    ("answers to series", "select count(*) from series_answers where person_id = $1"),
    ("hosting", "select count(*) from hosts h join events e on e.id = h.event_id where h.person_id = $1"),
    ("being asked to host", "select count(*) from host_invitations where person_id = $1"),
    ("coffee", "select count(*) from coffee_members where person_id = $1 and left_at is null"),
    ("votes", "select count(*) from poll_votes where person_id = $1"),
    ("roles", "select count(*) from roles where $1 in (holder_id, backup_id)"),
];

struct Scene {
    site: Site,
    circle: String,
    ana: Browser,
    ben: Browser,
    chloe: Browser,
    omar: Browser,
    /// Ben sits there, and Chloe waits.
    full: String,
    /// Ben waits there.
    queued: String,
}

impl Scene {
    async fn set(visibility: &str) -> Self {
        let site = site().await;
        let (ana, ben, chloe, omar) = (
            site.person("Ana Ferreira").await,
            site.person("Ben Okafor").await,
            site.person("Chloe Martin").await,
            site.admin("Omar Siddiq").await,
        );
        let circle = ana.found("Testing circle", &[("visibility", visibility)]).await;
        for guest in [&ben, &chloe] {
            ana.post(&format!("{circle}/invitations"), &form(&[("email", &guest.email)])).await;
            guest.join(&circle).await;
        }
        let full = ana.schedule(&circle, "Flaky tests", &[("capacity", "1")]).await;
        ben.go(&full).await;
        chloe.go(&full).await;
        let queued = ana.schedule(&circle, "Slow tests", &[("capacity", "1")]).await;
        chloe.go(&queued).await;
        ben.go(&queued).await;
        let scene = Self { site, circle, ana, ben, chloe, omar, full, queued };
        scene.hand_over_work().await;
        scene
    }

    async fn hand_over_work(&self) {
        let Self { ana, ben, circle, site, .. } = self;
        for (title, says) in [("Hosted tests", true), ("Tests without a host", false)] {
            let fields = session(title, &[("hosts", &ben.id.to_string())]);
            let path = ana.post(&format!("{circle}/events"), &fields).await.path().to_owned();
            if says {
                ben.post(&format!("{path}/hosting"), "answer=yes").await;
            }
        }
        let me = ana.id.to_string();
        let weekly = [("hosts", me.as_str()), ("day", "2026-11-24"), ("repeats", "weekly"), ("every", "1")];
        let series = ana.post(&format!("{circle}/events"), &session("Weekly tests", &weekly)).await;
        ben.post(&rsvp(series.path()), "answer=going").await;
        for sql in [
            "with programme as (
                 insert into coffee_programmes (community_id, every_weeks, starts_on, started_by, started_at)
                 select id, 2, '2026-11-30', $1, $2 from communities
                 returning id
             )
             insert into coffee_members (programme_id, person_id, joined_at) select id, $1, $2 from programme",
            "with poll as (
                 insert into polls (community_id, kind, title, zone, named, results, closes_on, closes_at, created_by,
                                    created_at)
                 select id, 'question', 'What next?', 'Etc/UTC', true, 'at_close', '2026-12-01', '2026-12-01', $1, $2
                 from communities
                 returning id
             ), option as (
                 insert into poll_options (poll_id, position, words) select id, 1, 'Reading' from poll returning id
             )
             insert into poll_votes (option_id, person_id, answer, voted_at) select id, $1, 'yes', $2 from option",
            "insert into roles (community_id, name, holder_id, created_at) select id, 'Scribe', $1, $2 from communities",
        ] {
            let done = sqlx::query(sql).bind(ben.id).bind(site.app.clock.now()).execute(&site.app.db).await;
            done.expect(sql);
        }
    }

    async fn held(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).bind(self.ben.id).fetch_one(&self.site.app.db).await.expect(sql)
    }

    async fn out(&self, way: Way) {
        let Self { ana, ben, omar, circle, .. } = self;
        let page = match way {
            Way::Leaves => ben.post(&format!("{circle}/departure"), "").await,
            Way::IsRemoved => {
                ana.post(&format!("{circle}/members/{}/removal", ben.id), "reason=Not+kind&again=yes").await
            }
            Way::IsDeactivated => omar.post(&format!("/admin/people/{}/deactivation", ben.id), "").await,
        };
        assert_eq!(page.status(), 200, "{way:?}");
    }
}

#[tokio::test]
async fn on_every_way_out_everything_is_given_up_and_whoever_waits_gets_it() {
    for (way, visibility) in WAYS.into_iter().flat_map(|way| [(way, "listed"), (way, "private")]) {
        let scene = Scene::set(visibility).await;
        for (what, sql) in HELD {
            assert!(scene.held(sql).await > 0, "Ben holds {what}");
        }
        scene.out(way).await;
        for (what, sql) in HELD {
            assert_eq!(scene.held(sql).await, 0, "{what} after one {way:?} a {visibility} community");
        }
        assert_eq!(scene.chloe.get(&scene.full).await.text(".place"), "You’re going.", "{way:?}");
        let told = scene.site.mails_to(&scene.chloe.email).await;
        assert!(told.iter().any(|subject| subject.contains("Flaky tests")), "{way:?}: {told:?}");
        let asked = scene.site.mails_to(&scene.ana.email).await;
        assert!(asked.contains(&"“Hosted tests” needs a host".to_owned()), "{way:?}: {asked:?}");
    }
}

#[tokio::test]
async fn what_waits_for_whoever_left_does_not_go_any_more() {
    for way in [Way::Leaves, Way::IsRemoved] {
        let scene = Scene::set("private").await;
        let db = &scene.site.app.db;
        sqlx::query(
            "insert into mails (person_id, to_address, kind, subject, body_text, body_html, state, run_at, queued_at,
                                settled_at, community_id)
             select $1, 'ben@example.org', 'announcement', subject, 'x', 'x', state, $2, $2,
                    case when state = 'parked' then $2::timestamptz end, case when here then (select id from communities) end
             from (values ('Waits', 'queued', true), ('Parked', 'parked', true), ('Elsewhere', 'queued', false))
                  m (subject, state, here)",
        )
        .bind(scene.ben.id)
        .bind(scene.site.app.clock.now())
        .execute(db)
        .await
        .expect("mails");
        scene.out(way).await;
        let states: Vec<(String, String)> = sqlx::query_as(
            "select subject, state from mails where subject in ('Waits', 'Parked', 'Elsewhere') order by subject",
        )
        .fetch_all(db)
        .await
        .expect("mails");
        let states: Vec<_> = states.iter().map(|(subject, state)| (&**subject, &**state)).collect();
        assert_eq!(states, [("Elsewhere", "queued"), ("Parked", "dropped"), ("Waits", "dropped")], "{way:?}");
        if way == Way::IsRemoved {
            assert!(
                scene.site.letter_to(&scene.ben.email).await.contains("Not kind"),
                "what it says of the departure goes"
            );
        }
    }
}

#[tokio::test]
async fn whoever_is_out_is_promoted_to_no_place() {
    for way in WAYS {
        let scene = Scene::set("listed").await;
        scene.out(way).await;
        scene.chloe.decline(&scene.queued).await;
        let seated: i32 = sqlx::query_scalar("select seated from events where title = 'Slow tests'")
            .fetch_one(&scene.site.app.db)
            .await
            .unwrap();
        assert_eq!(seated, 0, "{way:?}");
    }
    // Whatever was forgotten: an account that is closed gets no place from the queue.
    let scene = Scene::set("listed").await;
    sqlx::query("update people set deactivated_at = now() where id = $1")
        .bind(scene.ben.id)
        .execute(&scene.site.app.db)
        .await
        .unwrap();
    scene.chloe.decline(&scene.queued).await;
    let going: i64 = scene
        .held(
            "select count(*) from rsvps r join events e on e.id = r.event_id
               where r.person_id = $1 and r.answer = 'going' and e.title = 'Slow tests'",
        )
        .await;
    assert_eq!(going, 0);
}

#[tokio::test]
async fn invitations_and_requests_end_with_the_account() {
    let site = site().await;
    let (ana, ben, omar) =
        (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.admin("Omar Siddiq").await);
    let asked = ana.found("Testing circle", &[("admission", "request")]).await;
    ben.join(&asked).await;
    let invited = ana.found("Quality circle", &[]).await;
    ana.post(&format!("{invited}/invitations"), &form(&[("email", &ben.email)])).await;
    omar.post(&format!("/admin/people/{}/deactivation", ben.id), "").await;
    omar.post(&format!("/admin/people/{}/reactivation", ben.id), "").await;
    let waiting: i64 = sqlx::query_scalar("select count(*) from members where person_id = $1")
        .bind(ben.id)
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn a_host_who_left_has_no_rights_whatever_the_rows_say() {
    let scene = Scene::set("listed").await;
    let Scene { ben, ana, circle, site, .. } = &scene;
    let hosted: uuid::Uuid = sqlx::query_scalar("select id from events where title = 'Hosted tests'")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    let edit = format!("/events/{hosted}/edit");
    assert_eq!(ben.get(&edit).await.status(), 200);
    scene.out(Way::Leaves).await;
    sqlx::query("insert into hosts (event_id, person_id) values ($1, $2)")
        .bind(hosted)
        .bind(ben.id)
        .execute(&site.app.db)
        .await
        .unwrap();
    for path in [edit, format!("/events/{hosted}/seats"), format!("/events/{hosted}/attendance")] {
        assert_eq!(ben.get(&path).await.status(), 404, "{path}");
    }
    assert_eq!(ben.post(&format!("/events/{hosted}/cancellation"), "").await.status(), 404);
    ben.join(circle).await;
    assert_eq!(ana.get(&format!("/events/{hosted}/edit")).await.status(), 200);
}

#[tokio::test]
async fn an_organiser_removes_a_member_who_reads_why_and_may_be_kept_out() {
    let scene = Scene::set("listed").await;
    let Scene { ana, ben, chloe, circle, site, .. } = &scene;
    let removal = format!("{circle}/members/{}/removal", ben.id);
    assert_eq!(chloe.get(&removal).await.status(), 404);
    assert_eq!(chloe.post(&removal, "reason=x").await.status(), 404);
    assert_eq!(
        ana.get(&format!("{circle}/members/{}/removal", ana.id)).await.status(),
        404,
        "for that one leaves"
    );
    assert_eq!(ana.get(&removal).await.text("h1"), "Remove Ben Okafor");
    let empty = ana.post(&removal, "reason=+&again=no").await;
    assert_eq!(empty.status(), 422);
    assert!(!empty.problem("reason").is_empty());
    assert_eq!(empty.attributes("input[name=again][checked]", "value"), ["no"], "what was chosen is kept");

    let page = ana.post(&removal, "reason=Shouted+at+newcomers&again=no").await;
    assert_eq!(page.said(), "Ben Okafor is removed, and gets an email with your reason.");
    assert_eq!(page.text("h1"), "Members (2)");
    let letter = site.letter_to(&ben.email).await;
    assert!(letter.contains("Shouted at newcomers"), "{letter}");
    let refused = ben.post(&format!("{circle}/membership"), "").await;
    assert_eq!(refused.status(), 409);
    ana.post(&format!("{circle}/invitations"), &form(&[("email", &ben.email)])).await;
    ben.join(circle).await;
    assert_eq!(ana.get(&format!("{circle}/members")).await.text("h1"), "Members (3)");
    ana.post(&removal, "reason=Again&again=yes").await;
    ben.join(circle).await;
    assert_eq!(ana.get(&format!("{circle}/members")).await.text("h1"), "Members (3)");
}

#[tokio::test]
async fn a_request_is_declined_for_now_or_for_good_and_an_invitation_is_withdrawn() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[("admission", "request")]).await;
    let admission = format!("{circle}/members/{}/admission", ben.id);
    for (answer, status) in [("no", 200), ("never", 409)] {
        ben.join(&circle).await;
        ana.post(&admission, &form(&[("answer", answer)])).await;
        assert!(!ana.get(&format!("{circle}/members")).await.body().contains("Requests to join"));
        assert_eq!(ben.post(&format!("{circle}/membership"), "").await.status(), status, "{answer}");
    }
    assert_eq!(ana.post(&admission, "answer=perhaps").await.status(), 400);

    let private = ana.found("Quiet circle", &[("visibility", "private")]).await;
    ana.post(&format!("{private}/invitations"), &form(&[("email", &ben.email)])).await;
    assert_eq!(ben.get(&private).await.status(), 200);
    let (withdrawal, his) = (format!("{private}/invitations/withdrawal"), form(&[("email", &ben.email)]));
    assert_eq!(ben.post(&withdrawal, &his).await.status(), 404);
    assert_eq!(ana.post(&withdrawal, &his).await.said(), "The invitation is withdrawn.");
    assert_eq!(ben.get(&private).await.status(), 404);
    assert_eq!(ana.post(&withdrawal, &his).await.status(), 404);
}
