//! The made-up organisation: the same every time, whatever the day, and its phases are what the rules say of it.

use guildhall::App;
use time::OffsetDateTime;
use time::macros::datetime;

use crate::support::{Site, fresh};

/// What the rules are to find in its past.
const PHASES: &str = "Back to work: forming, Data storytelling: self_sustaining, Drawing board: forming, Facilitators’ table: forming, Incident learning: transformation, \
     Map room: forming, On call without dread: potential, Plain words: forming, Testing circle: maturing";

async fn built(now: OffsetDateTime) -> Site {
    let site = fresh().await;
    site.clock_to(now);
    guildhall::build_demo(&site.app).await.expect("it is built");
    site
}

async fn text(app: &App, sql: &'static str) -> String {
    let text: Option<String> = sqlx::query_scalar(sql).fetch_one(&app.db).await.expect("a text");
    text.unwrap_or_default()
}

async fn number(app: &App, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.db).await.expect("a number")
}

async fn phases(app: &App) -> String {
    text(
        app,
        "select string_agg(c.name || ': ' || p.phase, ', ' order by c.name)
         from communities c
         join lateral (select phase from phases where community_id = c.id order by week_on desc limit 1) p on true",
    )
    .await
}

/// Everything that is told about anybody, without the ids.
async fn content(app: &App) -> String {
    text(
        app,
        "select string_agg(line, e'\n' order by line)
         from (select p.name || p.email || p.about || coalesce(t.name, '') as line
               from people p left join teams t on t.id = p.team_id
               union all
               select p.name || i.kind || i.topic from interests i join people p on p.id = i.person_id
               union all
               select c.name || p.name || m.membership || m.organiser || coalesce(m.joined_at, m.asked_at)
               from members m join people p on p.id = m.person_id join communities c on c.id = m.community_id
               union all
               select e.title || e.starts_at || e.state || e.recap || p.name || r.answer || r.answered_at || coalesce(r.queue_no, 0)
               from rsvps r join events e on e.id = r.event_id join people p on p.id = r.person_id
               union all
               select e.title || p.name || a.recorded_at
               from attendance a join events e on e.id = a.event_id join people p on p.id = a.person_id
               union all
               select s.title || s.published_at || p.name || t.at
               from thanks t join stories s on s.id = t.story_id join people p on p.id = t.person_id
               union all
               select p.name || a.verb || a.thing || a.at from acts a join people p on p.id = a.person_id) lines",
    )
    .await
}

async fn come_out_as_stated(now: OffsetDateTime) {
    let site = built(now).await;
    let app = &site.app;
    assert_eq!(phases(app).await, PHASES, "on {now}");
    assert_eq!(number(app, "select count(*) from people").await, 147);
    assert_eq!(number(app, "select count(*) from teams").await, 10);
    assert_eq!(number(app, "select count(distinct department_id) from teams").await, 4);
    assert_eq!(number(app, "select count(*) from stories where published_at is not null").await, 40);
    assert!(number(app, "select count(*) from events where present > 0").await > 75);
    assert_eq!(
        number(app, "select count(distinct source) from attendance").await,
        3,
        "ticks, codes and lists"
    );
    let meet = "select count(*) from team_breaks where from_time <= '10:15' and to_time >= '10:30'";
    assert_eq!(number(app, meet).await, 4, "four breaks meet in one place");
    assert_eq!(number(app, "select count(*) from team_breaks").await, 5, "and one does not");
    let running = "select count(*) from break_trials b join break_trial_teams t on t.trial_id = b.id";
    assert_eq!(number(app, running).await, 2);
    tells_of_trust_that_moved(app).await;
    assert_eq!(number(app, "select count(*) from topics").await, 9);
    assert!(number(app, "select count(*) from topic_votes").await > 30);
    assert_eq!(number(app, "select count(*) from host_invitations where answered_at is null").await, 1);
    let four = "select count(*) from (select 1 from people group by team_id having count(*) = 4) t";
    assert_eq!(number(app, four).await, 1);
}

/// A barrier found, a play tried, a pulse that moved; and a pledge beside what the people of the department say.
async fn tells_of_trust_that_moved(app: &App) {
    let mean = "select coalesce(string_agg(mean::text, ' ' order by closed_at), '')
                from (select p.closed_at, round(sum(k.value * k.answers)::numeric / sum(k.answers), 1) as mean
                      from pulses p
                      join pulse_counts k on k.pulse_id = p.id and k.dimension = 'all' and k.item like 'T%'
                      where p.community_id is not null
                      group by p.id, p.closed_at) rounds";
    let means: Vec<f64> =
        text(app, mean).await.split(' ').map(|mean| mean.parse().expect("a number")).collect();
    assert!(means.len() == 2 && means[1] - means[0] >= 0.3, "trust moved: {means:?}");
    let tried = "select count(*) from plays y where y.play = 'small_groups'
                 and y.started_at > (select min(closed_at) from pulses where community_id is not null)
                 and y.started_at < (select max(opened_at) from pulses where community_id is not null)";
    assert_eq!(number(app, tried).await, 1, "a play was tried between the two");
    let heard = "select count(*) from pulse_counts k
                 join departments d on d.id::text = k.cell and d.name = 'Operations'
                 join pledges g on g.department_id = d.id and g.ended_at is null
                 where k.dimension = 'department' and k.item = 'M2'
                   and k.pulse_id = (select id from pulses where community_id is null and closed_at is not null
                                     order by closed_at desc limit 1)";
    assert!(number(app, heard).await > 0, "its people are heard beside the pledge");
}

#[tokio::test]
async fn the_phases_of_the_demo_come_out_of_its_history_in_november() {
    come_out_as_stated(datetime!(2026-11-23 09:00 UTC)).await;
}

#[tokio::test]
async fn and_in_february() {
    come_out_as_stated(datetime!(2027-02-10 13:30 UTC)).await;
}

#[tokio::test]
async fn and_in_july() {
    come_out_as_stated(datetime!(2026-07-01 22:10 UTC)).await;
}

#[tokio::test]
async fn and_between_the_years() {
    come_out_as_stated(datetime!(2026-12-29 08:00 UTC)).await;
}

#[tokio::test]
async fn the_demo_is_the_same_every_time() {
    let now = datetime!(2026-11-23 09:00 UTC);
    let (one, two) = (built(now).await, built(now).await);
    let (one, two) = (content(&one.app).await, content(&two.app).await);
    assert!(one.lines().count() > 2_000);
    assert!(one == two, "two builds differ");
}

#[tokio::test]
async fn nothing_of_the_demo_is_in_the_future_and_no_mail_of_its_past_waits() {
    let site = built(datetime!(2026-11-22 12:00 UTC)).await;
    let late = "select count(*) from (
                    select at from acts union all select answered_at from rsvps union all select recorded_at from attendance
                    union all select published_at from stories union all select given_at from testimonials
                    union all select at from thanks union all select recap_posted_at from events
                    union all select joined_at from members union all select made_at from nudges) moments
                where at > '2026-11-22 12:00 UTC'";
    assert_eq!(number(&site.app, late).await, 0);
    assert_eq!(number(&site.app, "select count(*) from mails where state = 'queued'").await, 0);
}

#[tokio::test]
async fn two_communities_have_a_series_with_dates_for_months_to_come() {
    let site = built(datetime!(2026-11-23 09:00 UTC)).await;
    let series = "select string_agg(c.name || ': ' || s.title, ', ' order by c.name)
                  from series s join communities c on c.id = s.community_id";
    assert_eq!(
        text(&site.app, series).await,
        "Data storytelling: Charts over lunch, Testing circle: Test clinic"
    );
    let dates = "select count(*) from events where series_id is not null and starts_at > '2026-12-07'";
    assert!(number(&site.app, dates).await >= 12);
    let holidays = "select count(*) from events where series_on between '2026-12-24' and '2027-01-01'";
    assert_eq!(number(&site.app, holidays).await, 0);
}

#[tokio::test]
async fn an_organiser_is_told_what_is_worth_doing_and_a_member_waits_for_a_seat() {
    let site = built(datetime!(2026-11-23 09:00 UTC)).await;
    for kind in ["N1", "N3", "N8", "N21"] {
        let nudges: i64 = sqlx::query_scalar(
            "select count(*) from nudges where kind = $1 and done_at is null and cancelled_at is null",
        )
        .bind(kind)
        .fetch_one(&site.app.db)
        .await
        .expect("a number");
        assert!(nudges > 0, "{kind}");
    }
    let ben = site.stranger();
    let home = ben.post("/demo-login", "role=member").await;
    assert!(home.body().contains("Good morning, Ben"), "{}", home.body());
    assert!(home.body().contains("What flaky tests tell us"));
    let to_do = home.all(".needs .title");
    assert!(to_do[0].starts_with("Can you host “"), "{to_do:?}");
    assert_eq!(to_do[1], "Are you joining Control room testing?");
    assert!(to_do[2].starts_with("Have you found a time with "), "{to_do:?}");
    assert!(ben.get("/nudges").await.has(".nudge"));
    let ana = site.stranger();
    ana.post("/demo-login", "role=organiser").await;
    assert!(ana.get("/nudges").await.has(".nudge"));
}

#[tokio::test]
async fn a_coffee_is_open_for_those_who_look_around_whatever_day_it_is() {
    for now in [datetime!(2026-11-23 09:00 UTC), datetime!(2026-11-29 21:00 UTC)] {
        let site = built(now).await;
        let ben = site.stranger();
        ben.post("/demo-login", "role=member").await;
        let page = ben.get("/coffee").await;
        assert!(page.text(".coffee-match h2").starts_with("Coffee with "), "{now}");
        assert!(page.has("form[action$='/first-writer']"), "it is open at {now}");
        let over = "select count(*) from coffee_rounds where state = 'closed'";
        assert_eq!(number(&site.app, over).await, 2, "{now}");
        let met = "select count(*) from coffee_partners where outcome = 'met'";
        assert!(number(&site.app, met).await > 20, "{now}");
    }
}
