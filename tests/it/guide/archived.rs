//! An archived community is left in peace: it can be read, and nothing else. Each action is refused in words, and no job
//! sends anything.

use guildhall::{EvaluatePhases, FillSeries, FollowRoadmaps, SendDigests, SuggestNudges, jobs};
use time::Duration;
use uuid::Uuid;

use crate::support::{Browser, START, Site, form, rsvp, session, site};

/// A session, as its form is sent; and a place for someone who waits.
const LATE: &str = "title=Late+tests&kind=lean_coffee&day=2026-12-01&time=14%3A00&minutes=50&zone=Etc%2FUTC&format=in_person&then=publish";
const PLACE: &str = "person=00000000-0000-0000-0000-000000000001&step=seat&reason=She+asked";

/// A community with one of everything, which was archived a moment ago over the heads of all.
struct Scene {
    site: Site,
    ana: Browser,
    ben: Browser,
    circle: String,
    session: String,
    draft: String,
    series: String,
    poll: String,
    topic: Uuid,
    announcement: Uuid,
    role: Uuid,
    handover: Uuid,
    /// Somebody who asked to come in.
    guest: Browser,
}

async fn id(site: &Site, sql: &'static str) -> Uuid {
    sqlx::query_scalar(sql).fetch_one(&site.app.db).await.expect(sql)
}

/// A question to all members; its path.
async fn ask(ana: &Browser, circle: &str) -> String {
    let fields = [
        ("kind", "question"),
        ("title", "What next"),
        ("zone", "Etc/UTC"),
        ("closes_day", "2026-11-27"),
        ("closes_time", "12:00"),
        ("option_words", "Tea"),
        ("option_words", "Coffee"),
        ("then", "save"),
    ];
    let page = ana.post(&format!("{circle}/polls"), &form(&fields)).await;
    assert!(page.path().starts_with("/polls/"), "{:?}", page.all(".problem"));
    page.path().to_owned()
}

/// A topic, an announcement for tomorrow, and a role.
async fn write(ana: &Browser, ben: &Browser, circle: &str) {
    ben.post(&format!("{circle}/topics"), "title=Mutation+testing").await;
    let later = [
        ("subject", "News"),
        ("body", "Hello"),
        ("send", "later"),
        ("day", "2026-11-24"),
        ("time", "10:00"),
        ("then", "send"),
    ];
    ana.post(&format!("{circle}/announcements"), &form(&later)).await;
    ana.post(&format!("{circle}/roles"), &form(&[("name", "Scribe"), ("duties", "Writes it down.")])).await;
}

impl Scene {
    async fn new() -> Self {
        let site = site().await;
        let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
        let guest = site.person("Gus Lindqvist").await;
        let circle = ana.found("Testing circle", &[("cadence", "7")]).await;
        ben.join(&circle).await;
        ana.post(
            &format!("{circle}/edit"),
            &crate::support::community("Testing circle", &[("admission", "request")]),
        )
        .await;
        guest.post(&format!("{circle}/membership"), "why=Tests").await;
        let session_path = ana.schedule(&circle, "Flaky tests", &[("day", "2026-11-25")]).await;
        ben.go(&session_path).await;
        let draft = ana.schedule(&circle, "Draft tests", &[("day", "2026-11-30"), ("then", "draft")]).await;
        let host = ana.id.to_string();
        let weekly = [("hosts", host.as_str()), ("day", "2026-11-26"), ("repeats", "weekly"), ("every", "1")];
        let series = ana.post(&format!("{circle}/events"), &session("Test clinic", &weekly)).await;
        let series = series.path().to_owned();
        ben.post(&rsvp(&series), "answer=going").await;
        let poll = ask(&ana, &circle).await;
        ben.post(&format!("{poll}/votes"), "then=remove").await;
        write(&ana, &ben, &circle).await;
        let role = id(&site, "select id from roles").await;
        ana.post(&format!("/roles/{role}/handover"), "receiver=Ben+Okafor").await;
        let scene = Self {
            topic: id(&site, "select id from topics").await,
            announcement: id(&site, "select id from announcements").await,
            handover: id(&site, "select id from handovers").await,
            role,
            ana,
            ben,
            guest,
            session: session_path,
            draft,
            series,
            poll,
            circle,
            site,
        };
        scene.site.run_jobs().await;
        scene.site.archive(&scene.circle).await;
        scene
    }

    /// What is done in a community, as its people would.
    fn actions<'a>(&'a self, eve: &'a Browser) -> Vec<(&'a Browser, String, &'static str)> {
        let Self { ana, ben, guest, circle, session: event, draft, series, poll, topic, .. } = self;
        vec![
            (eve, format!("{circle}/membership"), ""),
            (ana, format!("{circle}/invitations"), "email=eve.adams@example.org"),
            (ana, format!("{circle}/members/{}/admission", guest.id), "answer=yes"),
            (ana, format!("{circle}/pause"), ""),
            (ana, format!("{circle}/resumption"), ""),
            (ana, format!("{circle}/events"), LATE),
            (ana, format!("{draft}/publication"), ""),
            (ana, format!("{event}/edit"), LATE),
            (ben, rsvp(event), "answer=going"),
            (ben, rsvp(event), "answer=not_going"),
            (eve, rsvp(event), "answer=maybe"),
            (ben, rsvp(series), "answer=going"),
            (ben, rsvp(series), "answer=not_going"),
            (ana, format!("{event}/seats"), PLACE),
            (ana, format!("{circle}/announcements"), "subject=Late+news&body=Hello"),
            (
                ana,
                format!("{circle}/announcements/{}/edit", self.announcement),
                "subject=Late+news&body=Hello",
            ),
            (ben, format!("{circle}/topics"), "title=Late+topic"),
            (ben, format!("/topics/{topic}/vote"), "wanted=yes"),
            (ana, format!("/topics/{topic}/retirement"), ""),
            (ana, format!("{circle}/polls"), "kind=question&title=Late"),
            (ben, format!("{poll}/votes"), "then=remove"),
            (ana, format!("{poll}/close"), ""),
        ]
    }

    fn more_actions(&self) -> Vec<(&Browser, String, &'static str)> {
        let Self { ana, ben, circle, role, handover, .. } = self;
        vec![
            (ana, format!("{circle}/roles"), "name=Late+role"),
            (ana, format!("/roles/{role}/edit"), "name=Scribes"),
            (ana, format!("/roles/{role}/notes"), "notes=Late"),
            (ana, format!("/roles/{role}/removal"), ""),
            (ana, format!("/roles/{role}/handover"), "receiver=Ben+Okafor"),
            (ben, format!("/handovers/{handover}/answer"), "answer=yes"),
            (ana, format!("{circle}/phase/pin"), "phase=forming"),
            (ana, format!("{circle}/phase/unpin"), ""),
            (ana, format!("{circle}/phase/transformation"), "said=declare"),
            (ana, format!("{circle}/roadmap/reports"), "test=purpose"),
            (ana, format!("{circle}/transformation/close"), "then=confirm"),
            (ana, format!("{circle}/transformation/split"), "name=Late+part&then=confirm"),
            (ana, format!("{circle}/transformation/merge"), "other=x&then=confirm"),
            (ben, format!("{circle}/transformation/takeover"), ""),
            (ben, format!("{circle}/transformation/organiser"), ""),
        ]
    }

    async fn mails(&self) -> i64 {
        sqlx::query_scalar("select count(*) from mails").fetch_one(&self.site.app.db).await.expect("a number")
    }
}

#[tokio::test]
async fn every_action_on_an_archived_community_is_refused_in_words() {
    let scene = Scene::new().await;
    let Scene { site, ben, circle, session: event, series, poll, .. } = &scene;
    let eve = site.person("Eve Adams").await;
    let mails = scene.mails().await;
    let slug = circle.trim_start_matches("/communities/");
    let actions = scene.actions(&eve).into_iter().chain(scene.more_actions());
    for (who, path, typed) in actions {
        let page = who.post(&path, typed).await;
        assert_eq!(page.status(), 409, "POST {path} {typed}: {}", page.text("main"));
        let words = page.text("main");
        assert!(words.contains("archived") || words.contains("No closing"), "POST {path}: {words}");
    }
    assert_eq!(scene.mails().await, mails, "and nobody is written to");
    // What was written stays to be read.
    for path in
        [circle.as_str(), event, series, poll, &format!("{circle}/topics"), &format!("{circle}/members")]
    {
        assert_eq!(ben.get(path).await.status(), 200, "{path}");
    }
    assert_eq!(ben.get(&format!("/me/notices/{slug}")).await.status(), 200);
}

/// Somebody was there, and told a story.
async fn remember(Scene { site, ana, ben, .. }: &Scene) {
    sqlx::query("insert into attendance (event_id, person_id, source, recorded_at) select id, $1, 'host', now() from events where title = 'Flaky tests'")
        .bind(ben.id)
        .execute(&site.app.db)
        .await
        .expect("attendance");
    sqlx::query("insert into stories (community_id, author_id, title, activity, happened, cycle, benefits, told_as, created_at, published_at)
                 select id, $1, 'A late story', 'person', 'We met', 'immediate', array['grow_capability'], 'member', $2, $2 from communities")
        .bind(ana.id)
        .bind(START + Duration::minutes(1))
        .execute(&site.app.db)
        .await
        .expect("a story");
}

#[tokio::test]
async fn no_job_writes_to_anyone_about_an_archived_community() {
    let scene = Scene::new().await;
    let Scene { site, ana, ben, circle, session: event, .. } = &scene;
    // Whoever wants to hear of everything straight away.
    for person in [ana, ben] {
        let slug = circle.trim_start_matches("/communities/");
        let all = [
            "new_session",
            "will_you_come",
            "reminder",
            "soon",
            "recap",
            "announcement",
            "story",
            "poll",
            "nudge",
        ];
        let all: Vec<_> = all.iter().map(|kind| (*kind, "at_once")).collect();
        person.post(&format!("/me/notices/{slug}"), &form(&all)).await;
    }
    remember(&scene).await;
    let mails = scene.mails().await;
    // Through three weeks of days and hours: before, at and after every session, digest and poll.
    let mut at = START;
    while at < START + Duration::days(21) {
        at += Duration::hours(if at < START + Duration::days(8) { 3 } else { 12 });
        site.clock_to(at);
        let mut tx = site.app.db.begin().await.expect("a transaction");
        jobs::enqueue(&mut tx, &SuggestNudges::default(), None, at).await.expect("a job");
        jobs::enqueue(&mut tx, &SendDigests::default(), None, at).await.expect("a job");
        jobs::enqueue(&mut tx, &EvaluatePhases::default(), None, at).await.expect("a job");
        jobs::enqueue(&mut tx, &FollowRoadmaps::default(), None, at).await.expect("a job");
        jobs::enqueue(&mut tx, &FillSeries::default(), None, at).await.expect("a job");
        tx.commit().await.expect("jobs");
        site.run_jobs().await;
    }
    let sent: Vec<String> = sqlx::query_scalar("select kind from mails order by number offset $1")
        .bind(mails)
        .fetch_all(&site.app.db)
        .await
        .expect("mails");
    assert_eq!(sent, Vec::<String>::new());
    let nudges: i64 = sqlx::query_scalar("select count(*) from nudges where made_at > $1")
        .bind(START)
        .fetch_one(&site.app.db)
        .await
        .expect("a number");
    assert_eq!(nudges, 0, "none since it was archived");
    assert_eq!(ben.get(event).await.status(), 200);
}

#[tokio::test]
async fn feeds_lists_and_suggestions_leave_an_archived_community_out() {
    let scene = Scene::new().await;
    let Scene { ana, ben, circle, .. } = &scene;
    let feed = ben.get(&format!("{circle}/calendar.ics")).await;
    assert_eq!(feed.status(), 200);
    assert!(!feed.body().contains("BEGIN:VEVENT"), "{}", feed.body());
    assert!(
        !ben.get("/").await.text("main").contains("Testing circle"),
        "{}",
        ben.get("/").await.text("main")
    );
    assert!(ben.get("/communities").await.all("li.community").is_empty());
    assert!(!ana.get("/").await.text("main").contains("Testing circle"));
    let found = ben.get("/communities?q=testing").await;
    assert_eq!(found.all("li.community .state"), ["Archived · Member"]);
}
