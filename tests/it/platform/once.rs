//! A form that makes something makes it once: sent twice at once, or again after going back.

use time::macros::datetime;

use crate::support::{Browser, NUMBERS, Site, community, form, session, site};

/// A form that makes something.
struct Making {
    /// The page that shows it.
    page: String,
    /// Where it goes.
    action: String,
    fields: String,
    /// How many there are of what it makes.
    count: &'static str,
    /// A second press is told that it was one.
    says_so: bool,
}

fn making(page: &str, action: &str, fields: &[(&str, &str)], count: &'static str) -> Making {
    Making { page: page.to_owned(), action: action.to_owned(), fields: form(fields), count, says_so: true }
}

async fn count(site: &Site, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&site.app.db).await.expect("a count")
}

impl Making {
    async fn token(&self, person: &Browser) -> String {
        let page = person.get(&self.page).await;
        let selector = format!("form[action='{}'] [name=once]", self.action);
        let found = page.attributes(&selector, "value");
        found.first().unwrap_or_else(|| panic!("{} carries a token on {}", self.action, self.page)).clone()
    }

    async fn makes_one(&self, site: &Site, person: &Browser) {
        let before = count(site, self.count).await;
        let fields = format!("{}&once={}", self.fields, self.token(person).await);
        let (one, two) = tokio::join!(person.post(&self.action, &fields), person.post(&self.action, &fields));
        let again = person.post(&self.action, &fields).await;
        for page in [&one, &two, &again] {
            assert_eq!(page.status(), 200, "{}: {:?}", self.action, page.all(".problem"));
            assert_eq!(page.path(), one.path(), "{} leads to what was made", self.action);
        }
        if self.says_so {
            assert_eq!(again.said(), "This was saved already, so nothing was added a second time.");
        }
        assert_eq!(count(site, self.count).await, before + 1, "{} twice at once, and again", self.action);
    }
}

const POLL: [(&str, &str); 8] = [
    ("kind", "question"),
    ("title", "What should we read?"),
    ("zone", "Etc/UTC"),
    ("closes_day", "2026-11-30"),
    ("closes_time", "17:00"),
    ("option_words", "Working Effectively"),
    ("option_words", "Accelerate"),
    ("then", "save"),
];
const NEWS: [(&str, &str); 4] =
    [("subject", "We move"), ("body", "To the second floor."), ("send", "now"), ("then", "send")];
const RETROSPECTIVE: [(&str, &str); 3] = [("title", "Half a year on"), ("names", "with"), ("event", "")];
const WEEKLY: [(&str, &str); 3] = [("repeats", "weekly"), ("every", "1"), ("ends", "never")];

fn sessions(circle: &str, fields: &[(&str, &str)], count: &'static str) -> Making {
    let (page, action) = (format!("{circle}/events/new"), format!("{circle}/events"));
    Making { page, action, fields: session("Flaky tests", fields), count, says_so: true }
}

fn story(circle: &str) -> Making {
    let slug = circle.trim_start_matches("/communities/");
    let fields = [
        ("community", slug),
        ("from", "coffee"),
        ("title", "The release I stopped"),
        ("happened", "We met at the clinic. Nobody there writes code."),
        ("did", "I stopped the release on my own."),
        ("benefits", "grow_capability"),
        ("visibility", "organisation"),
        ("display", "name"),
        ("then", "publish"),
    ];
    let page = format!("/stories/new?community={slug}&from=coffee");
    let count = "select count(*) from stories";
    Making { page, action: "/stories".to_owned(), fields: form(&fields), count, says_so: true }
}

/// What an organiser makes in a community.
fn in_community(circle: &str) -> Vec<Making> {
    let making = |page: &str, action: &str, fields: &[(&str, &str)], count| {
        making(&format!("{circle}/{page}"), &format!("{circle}/{action}"), fields, count)
    };
    vec![
        sessions(circle, &[], "select count(*) from events"),
        sessions(circle, &WEEKLY, "select count(*) from series"),
        story(circle),
        making("polls/new", "polls", &POLL, "select count(*) from polls"),
        making("announcements", "announcements", &NEWS, "select count(*) from announcements"),
        making("retrospectives/new", "retrospectives", &RETROSPECTIVE, "select count(*) from retrospectives"),
        making("pathways", "pathways", &[("title", "First test plan")], "select count(*) from pathways"),
        making("topics", "topics", &[("title", "Property tests")], "select count(*) from topics"),
    ]
}

#[tokio::test]
async fn a_form_that_makes_something_makes_it_once_however_often_it_is_sent() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let communities = Making {
        page: "/communities/new".to_owned(),
        action: "/communities".to_owned(),
        fields: community("Another circle", &[]),
        count: "select count(*) from communities",
        says_so: true,
    };
    communities.makes_one(&site, &ana).await;
    let circle = ana.found("Testing circle", &[]).await;
    for making in in_community(&circle) {
        making.makes_one(&site, &ana).await;
    }
    let pathway: uuid::Uuid =
        sqlx::query_scalar("select id from pathways").fetch_one(&site.app.db).await.expect("a pathway");
    let items = Making {
        page: format!("/pathways/{pathway}/edit"),
        action: format!("/pathways/{pathway}/items"),
        fields: form(&[("item_title", "Read this"), ("url", "https://example.org/a"), ("minutes", "20")]),
        count: "select count(*) from pathway_items",
        says_so: true,
    };
    items.makes_one(&site, &ana).await;
}

/// What members write down: a card of a retrospective and what it decided, thanks for help.
async fn notes(ana: &Browser, ben: &Browser, circle: &str) -> Vec<Making> {
    let opened = form(&RETROSPECTIVE);
    let retrospective = ana.post(&format!("{circle}/retrospectives"), &opened).await.path().to_owned();
    let named = form(&[("title", "Now"), ("names", "with")]);
    let closed = ana.post(&format!("{circle}/retrospectives"), &named).await.path().to_owned();
    ana.post(&format!("{closed}/close"), "").await;
    let action = [("body", "Start on time"), ("owner", ben.name.as_str()), ("due", "2026-12-21")];
    let help = [("name", ben.name.as_str()), ("helped_with", "the build"), ("line", "Thank you.")];
    let card = [("list", "keep"), ("body", "We start on time")];
    let cards = format!("{retrospective}/cards");
    vec![
        Making {
            says_so: false,
            ..making(&retrospective, &cards, &card, "select count(*) from retrospective_cards")
        },
        making(&closed, &format!("{closed}/actions"), &action, "select count(*) from retrospective_actions"),
        making("/thanks/new", "/thanks/new", &help, "select count(*) from thanks"),
    ]
}

/// What organisers add: an invitation, a role, the offer to hand one over, a line of what works.
async fn small_things(site: &Site, ana: &Browser, ben: &Browser, circle: &str) -> Vec<Making> {
    ana.post(&format!("{circle}/roles"), &form(&[("name", "Topics"), ("duties", "Collects ideas.")])).await;
    let role: uuid::Uuid = sqlx::query_scalar("update roles set holder_id = $1 returning id")
        .bind(ana.id)
        .fetch_one(&site.app.db)
        .await
        .expect("a role");
    let path = |path: &str| format!("{circle}/{path}");
    let handover = format!("/roles/{role}/handover");
    let eve = site.person("Eve Novak").await;
    let outsider = [("email", eve.email.as_str())];
    let invited = "select count(*) from mails where kind = 'invited'";
    let kept = [("list", "kept"), ("body", "Two people show something small")];
    let role = [("name", "Notes"), ("duties", "Writes them.")];
    let to = [("receiver", ben.name.as_str())];
    vec![
        making(&path("members"), &path("invitations"), &outsider, invited),
        making(&path("roles"), &path("roles"), &role, "select count(*) from roles"),
        making(&handover, &handover, &to, "select count(*) from handovers"),
        making(
            &path("roadmap/keep-going"),
            &path("roadmap/keep-going"),
            &kept,
            "select count(*) from roadmap_notes",
        ),
    ]
}

const TRIAL: [(&str, &str); 6] = [
    ("days", "2"),
    ("from_time", "10:15"),
    ("to_time", "10:30"),
    ("zone", "Etc/UTC"),
    ("starts_on", "2026-11-30"),
    ("weeks", "4"),
];

/// What administrators and leaders add.
async fn things_of_the_site(site: &Site) -> Vec<Making> {
    let department: uuid::Uuid =
        sqlx::query_scalar("select id from departments").fetch_one(&site.app.db).await.expect("one");
    let pledge = format!("/pledges/{department}/edit");
    let words =
        [("hours", "2"), ("permission", "Going to any session."), ("encouragement", "We want you to go.")];
    let person = [("name", "Cleo Silva"), ("email", "cleo@example.org")];
    let snapshot = [("title", "For the board"), ("period", "so-far"), ("days", "7")];
    let day_off = [("on_day", "2026-12-25"), ("name", "Christmas Day")];
    vec![
        making("/admin/coffee", "/admin/coffee/days-off", &day_off, "select count(*) from days_off"),
        making(&pledge, &pledge, &words, "select count(*) from pledges"),
        making("/breaks/trials/new", "/breaks/trials", &TRIAL, "select count(*) from break_trials"),
        making("/admin/people", "/admin/people", &person, "select count(*) from people"),
        making("/admin/teams", "/admin/teams", &[("teams", "Labs: Optics")], "select count(*) from teams"),
        Making {
            says_so: false,
            ..making("/impact/snapshots", "/impact/snapshots", &snapshot, "select count(*) from snapshots")
        },
    ]
}

#[tokio::test]
async fn small_forms_make_one_thing_each_too() {
    let site = site().await;
    let ana = site.person_of("Ana Ferreira", "Billing").await;
    let ben = site.person("Ben Okafor").await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    for making in notes(&ana, &ben, &circle).await {
        making.makes_one(&site, &ana).await;
    }
    for making in small_things(&site, &ana, &ben, &circle).await {
        making.makes_one(&site, &ana).await;
    }
    let admin = site.admin("Ada Kim").await;
    sqlx::query("update people set is_leader = true where id = $1")
        .bind(admin.id)
        .execute(&site.app.db)
        .await
        .expect("a leader too");
    for making in things_of_the_site(&site).await {
        making.makes_one(&site, &admin).await;
    }
}

/// What people of a community send after a session and about a story: the author lifts a quote, an organiser asks about
/// the numbers, and Ben is thanked for both.
async fn about_stories(site: &Site, ana: &Browser, ben: &Browser, circle: &str) -> [Vec<Making>; 2] {
    let me = ben.id.to_string();
    let session = ana.schedule(circle, "Slow tests", &[("hosts", me.as_str())]).await;
    ben.post(&format!("{session}/hosting"), "answer=yes").await;
    let told = format!("{}&{}", story(circle).fields, form(&NUMBERS));
    let path = ben.post("/stories", &told).await.path().to_owned();
    site.clock_to(datetime!(2026-11-28 09:00 UTC));
    let (question, review) = (format!("{circle}{path}/question"), format!("{circle}/stories/review"));
    let quote = [("sentence", "I stopped the release on my own."), ("uses", "community")];
    let by_ana = vec![
        making(
            &format!("{session}/thanks"),
            &format!("{session}/thanks"),
            &[("hosts", me.as_str()), ("line", "Nobody laughed.")],
            "select count(*) from thanks where event_id is not null",
        ),
        making(
            &format!("{path}/thanks/note"),
            &format!("{path}/thanks/note"),
            &[("line", "That helped.")],
            "select count(*) from thanks where story_id is not null",
        ),
        making(
            &review,
            &question,
            &[("question", "Are ten people right?")],
            "select count(*) from mails where kind = 'about_numbers'",
        ),
        making(
            &format!("{circle}/pulse/new"),
            &format!("{circle}/pulse"),
            &[("closes_on", "2026-12-12"), ("breakdown", "team")],
            "select count(*) from pulses",
        ),
    ];
    let by_ben =
        vec![making(&path, &format!("{path}/testimonial"), &quote, "select count(*) from testimonials")];
    [by_ana, by_ben]
}

#[tokio::test]
async fn thanks_questions_quotes_pulses_and_a_sponsors_acts_are_kept_once_too() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let lea = site.leader("Lea Lopez").await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    for name in ["Cleo Silva", "Dev Patel", "Elif Kaya", "Finn Larsen"] {
        site.person(name).await.join(&circle).await;
    }
    let [by_ana, by_ben] = about_stories(&site, &ana, &ben, &circle).await;
    for making in by_ana {
        making.makes_one(&site, &ana).await;
    }
    for making in by_ben {
        making.makes_one(&site, &ben).await;
    }
    sqlx::query("update communities set sponsor_id = $1, sponsor_named_at = now()")
        .bind(lea.id)
        .execute(&site.app.db)
        .await
        .expect("a sponsor");
    let session: uuid::Uuid =
        sqlx::query_scalar("select id from events").fetch_one(&site.app.db).await.expect("one");
    let door = format!("/events/{session}/door");
    making(&door, &door, &[], "select count(*) from acts where verb = 'renew_door'")
        .makes_one(&site, &ana)
        .await;
    let sponsor = format!("{circle}/sponsor");
    let act = [("kind", "free_hour"), ("line", "On Thursdays")];
    making(&sponsor, &sponsor, &act, "select count(*) from acts where thing = 'support' and verb = 'add'")
        .makes_one(&site, &lea)
        .await;
}

#[tokio::test]
async fn what_is_moved_is_moved_once_and_who_is_asked_or_removed_reads_of_it_once() {
    let site = site().await;
    let admin = site.admin("Ada Kim").await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let edit = ana.post(&format!("{circle}/pathways"), &form(&[("title", "First test plan")])).await;
    let edit = edit.path().to_owned();
    for title in ["First", "Second", "Third"] {
        let item = form(&[("item_title", title), ("url", "https://example.org/a"), ("minutes", "20")]);
        ana.post(&edit.replace("/edit", "/items"), &item).await;
    }
    let page = ana.get(&edit).await;
    let (place, token) = (
        page.attributes("form[action$='/place']", "action").remove(2),
        page.attributes("form[action$='/place'] [name=once]", "value").remove(2),
    );
    let up = format!("to=up&once={token}");
    tokio::join!(ana.post(&place, &up), ana.post(&place, &up));
    assert_eq!(
        ana.get(&edit).await.all("#items ~ ol h3"),
        ["First", "Third", "Second"],
        "one place, not two"
    );

    let removal = format!("{circle}/members/{}/removal", ben.id);
    let token = ana.get(&removal).await.attributes("main form [name=once]", "value").remove(0);
    let why = format!("reason=Not+kind&again=yes&once={token}");
    tokio::join!(ana.post(&removal, &why), ana.post(&removal, &why));
    let told = site.mails_to(&ben.email).await;
    assert_eq!(told.iter().filter(|subject| subject.contains("Testing circle")).count(), 1, "{told:?}");

    admin.post(&format!("/admin/people/{}/deactivation", ana.id), "").await;
    let action = admin.get("/admin/communities").await.attributes(".listing form", "action").remove(0);
    let email = [("email", ben.email.as_str())];
    making(
        "/admin/communities",
        &action,
        &email,
        "select count(*) from mails where kind = 'organiser_offered'",
    )
    .makes_one(&site, &admin)
    .await;
}

#[tokio::test]
async fn a_second_press_shows_the_link_of_a_snapshot_that_the_first_one_made() {
    let site = site().await;
    let leader = site.leader("Lea Lopez").await;
    let fields = [("title", "For the board"), ("period", "so-far"), ("days", "7")];
    let snapshots =
        making("/impact/snapshots", "/impact/snapshots", &fields, "select count(*) from snapshots");
    let fields = format!("{}&once={}", snapshots.fields, snapshots.token(&leader).await);
    let (first, second) =
        (leader.post("/impact/snapshots", &fields).await, leader.post("/impact/snapshots", &fields).await);
    let link = |page: &crate::support::Page| page.attributes("#link", "value").remove(0);
    assert!(link(&first).contains("/shared/"));
    assert_eq!(link(&first), link(&second));
}

#[tokio::test]
async fn the_same_words_in_a_new_form_are_a_thing_of_their_own_and_a_refused_form_may_be_sent_again() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    let sessions = sessions(&circle, &[], "select count(*) from events");
    let token = sessions.token(&ana).await;
    let send = async |fields: &[(&str, &str)], token: &str| {
        let fields = session("Flaky tests", fields);
        ana.post(&sessions.action, &format!("{fields}&once={token}")).await
    };
    assert_eq!(send(&[("title", "")], &token).await.status(), 422);
    assert_eq!(send(&[], &token).await.said(), "The session is published. Members can now sign up.");
    let other = sessions.token(&ana).await;
    assert_ne!(other, token);
    assert_eq!(send(&[], &other).await.said(), "The session is published. Members can now sign up.");
    assert_eq!(count(&site, "select count(*) from events").await, 2);
    let his = ben.post("/communities", &format!("{}&once={token}", community("Ben’s circle", &[]))).await;
    assert!(his.said().starts_with("Your community is ready."), "a token is one person’s: {}", his.said());
}
