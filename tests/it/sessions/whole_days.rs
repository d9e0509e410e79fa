//! Sessions of whole days have no time of day: no page and no mail that names one says when its midnight is.

use time::Duration;
use time::macros::datetime;

use crate::support::{Browser, Site, form, site};

/// In another zone than the readers', so that a midnight there may be read as eleven in the evening of the day before.
const ZONES: [(&str, &str); 2] = [("Etc/UTC", "00:00"), ("Europe/Vienna", "23:00")];
const DAY: &str = "2026-12-18";

/// A community with a trip of whole days, and people around it.
struct Trip {
    site: Site,
    /// The organiser.
    ana: Browser,
    /// A member who is going.
    ben: Browser,
    /// A newcomer.
    chloe: Browser,
    /// The sponsor, no member.
    lea: Browser,
    circle: String,
    path: String,
    midnight: &'static str,
}

impl Trip {
    async fn new(last_day: &str, (zone, midnight): (&str, &'static str)) -> Self {
        let site = site().await;
        let ana = site.person_of("Ana Ferreira", "Billing").await;
        let ben = site.person_of("Ben Okafor", "Field").await;
        let (chloe, lea) = (site.person_of("Chloe Martin", "Control").await, site.leader("Lea Lopez").await);
        let circle = ana.found("Testing circle", &[]).await;
        ben.join(&circle).await;
        ana.post(&format!("{circle}/topics"), &form(&[("title", "Valves"), ("details", "")])).await;
        let topic: uuid::Uuid =
            sqlx::query_scalar("select id from topics").fetch_one(&site.app.db).await.expect("a topic");
        let topic = topic.to_string();
        let fields = [
            ("day", DAY),
            ("time", ""),
            ("minutes", "days"),
            ("last_day", last_day),
            ("zone", zone),
            ("topic", topic.as_str()),
        ];
        let path = ana.schedule(&circle, "Field trip", &fields).await;
        ben.go(&path).await;
        Self { site, ana, ben, chloe, lea, circle, path, midnight }
    }

    async fn run(&self, sql: &'static str) {
        sqlx::query(sql).bind(self.site.app.clock.now()).execute(&self.site.app.db).await.expect(sql);
    }

    /// A page names the trip, and no midnight.
    async fn is_named(&self, person: &Browser, page: &str) {
        let shown = person.get(page).await.text("main");
        assert!(shown.contains("Field trip") || shown.contains("Valves"), "{page} names it: {shown}");
        let day = ["18 Dec", "Today", "all day", "All day"].into_iter().any(|day| shown.contains(day));
        assert!(day, "{page} says the day: {shown}");
        for time in ["00:00", self.midnight] {
            assert!(!shown.contains(time), "{page} says {time}: {shown}");
        }
    }

    async fn no_mail_says_midnight(&self) {
        let said: Vec<(String, String)> = sqlx::query_as(
            "select kind, subject || ' ' || body_text from mails
             union all
             select kind, evidence from nudges",
        )
        .fetch_all(&self.site.app.db)
        .await
        .expect("mails");
        for (kind, words) in said {
            for time in ["00:00", self.midnight] {
                assert!(!words.contains(time), "{kind} says {time}: {words}");
            }
        }
    }

    /// The mails of a kind.
    async fn mails(&self, kind: &str) -> Vec<String> {
        sqlx::query_scalar("select body_text from mails where kind = $1")
            .bind(kind)
            .fetch_all(&self.site.app.db)
            .await
            .expect("mails")
    }

    async fn pathway(&self) -> String {
        let page =
            self.ana.post(&format!("{}/pathways", self.circle), &form(&[("title", "First trip")])).await;
        let edit = page.path().to_owned();
        let pathway = edit.trim_end_matches("/edit").to_owned();
        let thing = self.path.replace("/events/", "event:");
        self.ana
            .post(&format!("{pathway}/items"), &form(&[("what", "session"), ("thing", thing.as_str())]))
            .await;
        pathway
    }

    /// Chloe joins, and Ana welcomes her.
    async fn newcomer(&self) {
        self.run("update members set joined_at = $1 - interval '100 days'").await;
        let volunteers = format!("{}/welcome/volunteers", self.circle);
        self.ana.post(&volunteers, "answer=yes").await;
        self.chloe.join(&self.circle).await;
        self.site.clock_to(self.site.app.clock.now() + Duration::minutes(5));
        self.site.run_jobs().await;
        let letter = self.mails("buddy_found").await;
        assert!(letter[0].contains("Friday 18 December, Testing circle"), "{letter:?}");
    }

    /// Ben was at a session, and is asked about it; its link.
    async fn worth(&self) -> String {
        let session = self.ana.schedule(&self.circle, "Flaky tests", &[("day", "2026-11-24")]).await;
        assert!(!session.is_empty());
        self.site.clock_to(datetime!(2026-11-26 15:00 UTC));
        self.run(
            "insert into attendance (event_id, person_id, team_id, source, recorded_at)
             select e.id, p.id, p.team_id, 'host', $1 from events e, people p
             where e.title = 'Flaky tests' and p.name = 'Ben Okafor'",
        )
        .await;
        self.site.run_jobs().await;
        let letter = self
            .mails("nudge")
            .await
            .into_iter()
            .find(|letter| letter.contains("/worth/"))
            .expect("a question");
        assert!(letter.contains("18 December"), "{letter}");
        let link = letter.split_whitespace().find(|word| word.contains("/worth/")).expect("a link");
        link[link.find("/worth/").expect("done")..].to_owned()
    }
}

#[tokio::test]
async fn no_page_and_no_mail_says_a_time_of_whole_days() {
    for (last_day, zone) in [(DAY, ZONES[0]), ("2026-12-20", ZONES[0]), ("2026-12-20", ZONES[1])] {
        let trip = Trip::new(last_day, zone).await;
        let Trip { site, ana, ben, chloe, lea, circle, path, .. } = &trip;
        trip.run("update communities set sponsor_id = (select id from people where name = 'Lea Lopez'), sponsor_named_at = $1")
            .await;
        for page in ["/", "/calendar?month=2026-12", "/search?q=Field", "/search/suggestions?q=Field"] {
            if page.ends_with("suggestions?q=Field") {
                let shown = ben.get(page).await;
                assert!(
                    shown.body().contains("trip") && !shown.body().contains(trip.midnight),
                    "{}",
                    shown.body()
                );
            } else {
                trip.is_named(ben, page).await;
            }
        }
        for page in ["", "/events", "/topics"] {
            trip.is_named(ben, &format!("{circle}{page}")).await;
        }
        let card = ben.get("/communities").await.text("li.community");
        assert!(card.contains("Fri 18 Dec") && !card.contains(trip.midnight), "{card}");
        trip.is_named(lea, &format!("{circle}/sponsor")).await;
        trip.is_named(ana, &format!("{path}/attendance")).await;
        trip.is_named(ana, &format!("{path}/people")).await;
        let pathway = trip.pathway().await;
        trip.is_named(ana, &pathway).await;
        trip.is_named(ana, &format!("{pathway}/edit")).await;
        trip.newcomer().await;
        trip.is_named(chloe, "/").await;
        trip.is_named(chloe, &format!("{circle}/welcome")).await;
        trip.is_named(chloe, "/me/connections").await;
        let link = trip.worth().await;
        let stranger = site.stranger();
        stranger.post(&link, "answer=yes").await;
        trip.is_named(&stranger, &link).await;
        // The digest of its week.
        site.clock_to(datetime!(2026-12-14 08:00 UTC));
        site.run_jobs().await;
        let digests = trip.mails("digest").await;
        assert!(digests.iter().any(|mail| mail.contains("Fri 18 Dec: Field trip")), "{digests:?}");
        trip.no_mail_says_midnight().await;
        // Afterwards, among the sessions of the quarter.
        site.clock_to(datetime!(2026-12-28 09:00 UTC));
        trip.run("update events set present = 6, list_completed_at = $1 where title = 'Field trip'").await;
        trip.is_named(ana, &format!("{circle}/impact/metrics/sessions")).await;
    }
}

#[tokio::test]
async fn mails_of_a_split_and_of_a_host_who_left_say_days() {
    for zone in ZONES {
        let trip = Trip::new("2026-12-20", zone).await;
        let Trip { ana, ben, circle, path, .. } = &trip;
        let event = format!("session-{}", path.rsplit('/').next().unwrap_or_default());
        let before = ana.get(&format!("{circle}/transformation/split")).await.text("main");
        assert!(before.contains("Field trip (18 December 2026)"), "the day where it is: {before}");
        let fields = [
            ("number", "1"),
            ("name", "Mobile testing"),
            ("members", &ben.id.to_string()),
            ("things", event.as_str()),
            ("then", "confirm"),
        ];
        let page = ana.post(&format!("{circle}/transformation/split"), &form(&fields)).await;
        assert!(page.said().starts_with("Mobile testing is a community of its own."), "{}", page.body());
        trip.is_named(ben, &format!("{circle}/transformation/going")).await;
        let told = trip.mails("split").await;
        assert!(told.iter().any(|mail| mail.contains("Field trip: Friday 18 December")), "{told:?}");
        trip.no_mail_says_midnight().await;

        let trip = Trip::new("2026-12-20", zone).await;
        let Trip { ben, circle, .. } = &trip;
        trip.run("delete from hosts where $1::timestamptz is not null").await;
        trip.run(
            "insert into hosts (event_id, person_id)
             select e.id, p.id from events e, people p where p.name = 'Ben Okafor' and $1::timestamptz is not null",
        )
        .await;
        ben.post(&format!("{circle}/departure"), "").await;
        let asked = trip.mails("host_left").await;
        assert!(asked[0].contains("Field trip, Friday 18 December: "), "{asked:?}");
        trip.no_mail_says_midnight().await;
    }
}
