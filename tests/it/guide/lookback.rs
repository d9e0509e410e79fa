//! A week is judged by no more of the past than the rules look at, and as if all of it had been read.

use guildhall::EvaluatePhases;
use guildhall::jobs::Job;
use serde_json::Value;
use time::{Date, Duration};
use uuid::Uuid;

use crate::support::{START, Site, site};

/// Communities of three years that differ in all that the rules look at: how often they meet, who comes and when first,
/// what was recorded, pauses, years of silence, people who are interested, stories and work.
const FILL: &str = "
    create table numbered (number integer primary key, id uuid not null default gen_random_uuid());
    insert into numbered (number) select generate_series(1, 60);
    insert into people (id, name, email, created_at)
    select id, 'Person ' || number, 'p' || number || '@example.org', '2023-11-01' from numbered;

    create table circles as select n as number, gen_random_uuid() as id from generate_series(0, 23) n;
    insert into communities (id, slug, name, zone, founder_id, purpose_set_at, cadence_days, published_at, created_at)
    select c.id, 'circle-' || c.number, 'Circle ' || c.number,
           (array['Etc/UTC', 'America/Los_Angeles', 'Pacific/Auckland'])[1 + c.number % 3], p.id, '2023-12-01',
           (array[null, 14, 30, 90])[1 + c.number % 4], '2023-12-01', '2023-12-01'
    from circles c join numbered p on p.number = 1 + c.number;
    insert into members (community_id, person_id, membership, organiser, asked_at, joined_at, organiser_at, left_at)
    select c.id, p.id, case when n % 3 = 2 then 'interested' else 'member' end, n = 0, at, at,
           case when n = 0 then at end, case when n % 7 = 6 then at + interval '400 days' end
    from circles c, generate_series(0, 19) n
    join numbered p on true,
         lateral (select timestamptz '2023-12-02' + n * interval '50 days' as at) t
    where p.number = 1 + (c.number + n) % 60;

    -- Every fourth fell silent for a while, and not all of these have met since.
    create table held as
    select gen_random_uuid() as id, c.id as circle_id, c.number as circle, n,
           timestamptz '2027-01-04 18:00Z' - n * make_interval(days => (array[10, 14, 30, 75])[1 + c.number % 4]) as at,
           hashtext(c.number || ' ' || n) & 1023 as dice
    from circles c, generate_series(0, 100) n;
    delete from held where at < '2023-12-10';
    delete from held where circle % 4 = 1 and at between '2025-03-01' and '2026-09-01';
    delete from held where circle % 8 = 5 and at > '2026-06-01';
    insert into events (id, community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by, created_at,
                        published_at, list_completed_at, cancelled_at)
    select h.id, h.circle_id, 'A session', 'lean_coffee', case when dice % 11 = 0 then 'cancelled' else 'published' end, at,
           at + interval '1 hour', 'Etc/UTC', h.id::text, c.founder_id, at - interval '9 days', at - interval '9 days',
           case when dice % 5 > 1 then at end, case when dice % 11 = 0 then at end
    from held h join communities c on c.id = h.circle_id;
    insert into hosts (event_id, person_id)
    select h.id, p.id from held h join numbered p on p.number = 1 + (h.circle + h.dice % 3) % 60;
    insert into rsvps (event_id, person_id, answer, answered_at, seated_at)
    select h.id, p.id, 'going', at, at
    from held h, generate_series(0, 8) nth, numbered p
    where p.number = 1 + (h.circle + (h.dice * (nth + 1) + nth * h.n) % 24) % 60 and nth < 1 + h.dice % 9
    on conflict do nothing;
    insert into attendance (event_id, person_id, source, recorded_at)
    select r.event_id, r.person_id, 'host', h.at
    from rsvps r join held h on h.id = r.event_id
    where h.dice % 5 > 0 and (hashtext(r.person_id::text || h.id) & 7) > 0;
    insert into acts (at, person_id, verb, thing, thing_id, community_id)
    select h.at - interval '9 days', x.person_id, verb, 'event', h.id, h.circle_id
    from held h join hosts x on x.event_id = h.id, unnest(array['create', 'publish', 'take_attendance']) verb;
    insert into stories (community_id, author_id, title, activity, happened, took_away, did, cycle, benefits, told_as,
                         created_at, published_at)
    select h.circle_id, x.person_id, 'A story', 'session', 'We met.', 'An idea.', 'I tried it.', 'applied',
           array['grow_capability'], 'member', h.at, h.at
    from held h join hosts x on x.event_id = h.id
    where h.dice % 6 = 0;
    insert into pauses (community_id, starts_on, ends_on)
    select id, '2026-07-01', date '2026-07-20' + number
    from circles where number % 3 = 0;
";

/// A week as it was judged.
#[derive(Debug, PartialEq, sqlx::FromRow)]
struct JudgedWeek {
    community_id: Uuid,
    week_on: Date,
    phase: String,
    since_on: Date,
    state: Value,
    signals: Value,
}

async fn weeks_after(site: &Site, first: Date) -> Vec<JudgedWeek> {
    sqlx::query_as(
        "select community_id, week_on, phase, since_on, state, signals from phases
         where week_on > $1 order by community_id, week_on",
    )
    .bind(first)
    .fetch_all(&site.app.db)
    .await
    .expect("weeks")
}

#[tokio::test]
async fn weeks_are_judged_as_if_the_whole_past_had_been_read() {
    let site = site().await;
    sqlx::raw_sql(FILL).execute(&site.app.db).await.expect("communities");
    let evaluated = async |at| {
        site.clock_to(at);
        EvaluatePhases::default().run(&site.app).await.expect("an evaluation");
    };
    // The first time everything is read, for weeks of three years; then one week is new, two, and five.
    let last = START + Duration::weeks(9);
    for week in [0, 1, 3, 8, 9] {
        evaluated(START + Duration::weeks(week)).await;
    }
    let by_and_by = weeks_after(&site, START.date()).await;
    assert_eq!(by_and_by.len(), 24 * 9);
    sqlx::query("delete from phases").execute(&site.app.db).await.expect("nothing was evaluated");
    evaluated(last).await;
    let at_once = weeks_after(&site, START.date()).await;
    for (new, whole) in by_and_by.iter().zip(&at_once) {
        assert_eq!(new, whole);
    }
    assert_eq!(by_and_by.len(), at_once.len());
    // They differ in what they are judged by, or nothing was shown.
    let newcomers = |week: &JudgedWeek| week.signals["newcomers"].as_u64().unwrap_or_default();
    assert!(
        at_once.iter().any(|week| newcomers(week) > 0) && at_once.iter().any(|week| newcomers(week) == 0)
    );
}
