//! Every metric of the dictionary, counted a second time from the raw rows of the demo, in plain statements that share
//! nothing with the program: a community's exactly, as its organisers read them.

use time::macros::datetime;
use uuid::Uuid;

use super::privacy::demo;
use crate::support::Site;

/// What each statement reads from: `held` is what was held in the period, `counted` what had three people or more, and
/// `complete` what of that has a complete list. $1 is the community, $2 and $3 the days, $4 the moment.
const PERIOD: &str = "
    with span as (
        select $2::date::timestamp at time zone 'Europe/London' as since,
               least(($3::date + 1)::timestamp at time zone 'Europe/London', $4) as until
    ), held as (
        select e.*, (select count(*) from attendance a where a.event_id = e.id) as came
        from events e, span
        where e.community_id = $1 and e.state = 'published' and e.starts_at >= since and e.starts_at < until
          and e.ends_at <= $4
    ), counted as (select * from held where came >= 3),
    complete as (select * from counted where list_completed_at is not null),
    visits as (select c.id as event, c.starts_at, c.list_completed_at, a.person_id from counted c
               join attendance a on a.event_id = c.id),
    firsts as (select person_id, min(starts_at) as first from visits group by person_id),
    coffees as (
        select m.id, m.made_at
        from coffee_matches m
        join coffee_rounds r on r.id = m.round_id
        join coffee_programmes g on g.id = r.programme_id, span
        where g.community_id = $1 and m.void_at is null and m.made_at < until
          and exists (select from coffee_partners x
                      where x.match_id = m.id and x.outcome = 'met' and x.left_at is null)
    ), talks as (
        select c.id, c.made_at, a.person_id as one, b.person_id as other
        from coffees c
        join coffee_partners a on a.match_id = c.id and a.left_at is null
        join coffee_partners b on b.match_id = c.id and b.left_at is null
        where a.person_id < b.person_id and a.team_id <> b.team_id
    ), fresh as (
        select t.* from talks t, span
        where t.made_at >= since
          and not exists (select from talks o where o.one = t.one and o.other = t.other
                                                and (o.made_at, o.id) < (t.made_at, t.id))
    ), across as (select distinct t.id from talks t, span where t.made_at >= since),
    told as (select s.*, (select count(*) from teams t
                          where t.id = s.team_id
                             or concat_ws(' ', s.title, s.happened, s.took_away, s.did, s.changed_me, s.changed_team,
                                          s.success_now) ~ ('(^|[^[:alnum:]])' || t.name || '($|[^[:alnum:]])')) as naming
             from stories s, span
             where s.community_id = $1 and s.withdrawn_at is null and s.published_at >= since and s.published_at < until),
    used as (select r.* from reuses r join stories s on s.id = r.story_id, span
             where s.community_id = $1 and s.published_at is not null and s.withdrawn_at is null
               and r.at >= since and r.at < until),
    asked as (select p.id, p.minimum from pulses p, span
              where p.community_id = $1 and p.closed_at >= since and p.closed_at < until and p.closed_at <= $4
              order by p.closed_at desc limit 1),
    said as (select c.item, sum(c.answers) as n, coalesce(sum(c.answers) filter (where c.value >= 4), 0) as good
             from pulse_counts c join asked on asked.id = c.pulse_id
             where c.dimension = 'all' and c.item in ('T1', 'T2', 'T3') group by c.item),
    rooms as (
        select h.id, h.starts_at as at, a.person_id, a.team_id from held h join attendance a on a.event_id = h.id
        union all
        select t.id, t.at, p.id, p.team_id
        from thanks t
        join communities c on c.id = t.community_id and c.visibility = 'listed'
        join people p on p.id in (t.person_id, t.recipient_id), span
        where t.community_id = $1 and t.helped_with is not null and t.reach = 'community' and t.hidden_at is null
          and t.at >= since and t.at < until
    ), sized as (select r.*, count(*) over (partition by r.id) as people from rooms r),
    shared as (select * from sized where people between 2 and 40),
    ties as (
        select a.team_id <> b.team_id as differ,
               power(2, -extract(epoch from (select until from span) - a.at)::float8 / 86400 / 90) / (a.people - 1) as weight
        from shared a join shared b on b.id = a.id and b.person_id > a.person_id
        where a.team_id is not null and b.team_id is not null
    ), homes as (
        select distinct on (person_id) person_id, team_id from shared where team_id is not null
        order by person_id, at desc
    ), mixed as (
        select (select sum(weight) filter (where differ) / sum(weight) from ties) as found,
               (select avg((a.team_id <> b.team_id)::int) from homes a join homes b on a.person_id < b.person_id) as chance
    ), work as (
        select h.person_id, 3 as gave from hosts h join held e on e.id = h.event_id where e.came > 0
        union all select s.author_id, 2 from told s where s.display = 'name'
        union all select t.proposed_by, 1 from topics t, span
                  where t.community_id = $1 and t.proposed_at >= since and t.proposed_at < until
        union all select a.person_id, 0 from held h join attendance a on a.event_id = h.id
    ), shares_of_work as (select person_id, sum(gave) as gave from work group by person_id
    ), shares as (
        select round(100 * coalesce(found, 0))::int as found, round(100 * chance)::int as chance from mixed
        where exists (select from ties)
    )";

const SHARE: &str = "case when whole = 0 then 'Too few to say' else round(100.0 * part / whole) || '%' end";

/// A metric's address, and how it is counted anew: what is told, as its organiser reads it.
const METRICS: [(&str, &str); 25] = [
    ("people", "select coalesce(nullif(count(distinct a.person_id), 0)::text, 'Nobody yet')
                from held h join attendance a on a.event_id = h.id"),
    ("returned", "select {share} from (
                      select count(*) filter (where exists (
                                 select from visits v where v.person_id = f.person_id and v.starts_at > f.first
                                                        and v.list_completed_at is not null)) as part,
                             count(*) as whole
                      from firsts f where (select count(*) from complete c where c.starts_at > f.first) >= 2) n"),
    ("newcomers-back", "select {share} from (
                      select count(*) filter (where exists (
                                 select from visits v where v.person_id = f.person_id
                                    and v.event in (select c.id from counted c where c.starts_at > f.first
                                                    order by c.starts_at limit 2))) as part,
                             count(*) as whole
                      from firsts f
                      where not exists (select from events e join attendance a on a.event_id = e.id, span
                                        where e.community_id = $1 and e.state = 'published' and e.starts_at < since
                                          and a.person_id = f.person_id
                                          and (select count(*) from attendance o where o.event_id = e.id) >= 3)
                        and exists (select from counted c where c.starts_at > f.first)) n"),
    ("trust", "select case when not exists (select from asked) then 'No pulse'
                           when (select count(*) from said) < 3 or (select min(n) from said) < 5 then 'Not enough answers'
                           else round(100.0 * (select sum(good) from said) / (select sum(n) from said)) || '%' end"),
    ("belonging", "select case when not exists (select from asked) then 'No pulse'
                               else coalesce((select round(100.0 * good / n) || '%' from said where item = 'T3'),
                                             'Not enough answers') end"),
    ("tried", "select case when not exists (select from asked) then 'No pulse'
                           else (select round(100.0 * coalesce(sum(answers) filter (where value = 3), 0)
                                              / sum(answers) filter (where value = 0)) || '%'
                                 from pulse_counts c join asked on asked.id = c.pulse_id where c.item = 'V1') end"),
    ("teams-reached", "select count(*) filter (where exists (
                                  select from held h join attendance a on a.event_id = h.id where a.team_id = t.id))
                              || ' of ' || count(*)
                       from teams t
                       where t.closed_at is null
                         and 5 <= (select count(*) from people p where p.team_id = t.id and p.deactivated_at is null)"),
    ("across-teams", "select coalesce((select found || '%' from shares), 'Too few to say')"),
    ("mixing", "select coalesce((select case chance when 0 then 'None' else floor(found * 100.0 / chance) || '%' end
                                 from shares), 'Too few to say')"),
    ("coffees", "select case when people = 0 then 'None' when least(people, number) < 5 then 'Too few to tell'
                             else 'about ' || (number + 2) / 5 * 5 end
                 from (select count(distinct x.person_id) as people, count(distinct a.id) as number
                       from across a join coffee_partners x on x.match_id = a.id and x.left_at is null) n"),
    ("new-pairs", "select case when people = 0 then 'None' when least(people, number) < 5 then 'Too few to tell'
                               else 'about ' || (number + 2) / 5 * 5 end
                   from (select count(distinct p) as people, (select count(*) from fresh) as number
                         from fresh, unnest(array[one, other]) p) n"),
    ("hours", "select round(coalesce(sum(came * extract(epoch from ends_at - starts_at) / 3600), 0))::text from held"),
    ("first-hosts", "select coalesce(nullif(count(*), 0)::text, 'Nobody yet')
                     from (select h.person_id, min(e.starts_at) as first
                           from hosts h join events e on e.id = h.event_id
                           where e.community_id = $1 and e.state = 'published' and e.ends_at <= $4
                             and exists (select from attendance a where a.event_id = e.id)
                           group by h.person_id) f, span
                     where first >= since and first < until"),
    ("kinds", "select count(distinct kind) || ' of 25' from counted"),
    ("stories-applied", "select count(*)::text from told where cycle not in ('immediate', 'potential')"),
    ("stories-of-teams", "select count(*)::text from told where naming > 1"),
    ("outputs", "select count(*)::text from counted where kind = 'working_group' and recap_posted_at is not null"),
    ("reuses", "select coalesce(nullif(count(*), 0)::text, 'Nobody yet') from used"),
    ("reusing-teams", "select count(distinct u.team_id)::text from used u
                       where 5 <= (select count(*) from people p
                                   where p.team_id = u.team_id and p.deactivated_at is null)"),
    ("reach", "select case when whole = 0 then 'Not known' when whole < 5 then 'Too few to say'
                           else round(100.0 * part / whole) || '%' end
               from (select count(*) as whole,
                            count(*) filter (where p.id in (
                                select a.person_id from held h join attendance a on a.event_id = h.id)) as part
                     from people p
                     join teams t on t.id = p.team_id and t.closed_at is null
                     where p.deactivated_at is null
                       and exists (select from audiences x
                                   where x.community_id = $1
                                     and (x.team_id = t.id or x.department_id = t.department_id))) n"),
    ("sessions", "select count(*)::text from counted"),
    ("hours-spent", "select round(coalesce(sum(came * extract(epoch from ends_at - starts_at) / 3600 + prep_hours), 0))::text
                     from held where came > 0"),
    ("turned-up", "select {share} from (
                       select coalesce(sum(came), 0) as part,
                              coalesce(sum((select count(*) from rsvps r
                                            where r.event_id = h.id and r.answer = 'going')), 0) as whole
                       from held h where list_completed_at is not null) n"),
    ("concentration", "select case when coalesce(sum(gave), 0) = 0 or count(*) < 5 then 'Too few to say'
                                  else round(100 * (2.0 * sum(place * gave) / (count(*) * sum(gave))
                                                    - (count(*) + 1.0) / count(*))) || '%' end
                      from (select gave, row_number() over (order by gave) as place from shares_of_work) n"),
    ("top-share", "select case when coalesce(sum(gave), 0) = 0 or count(*) < 5 then 'Too few to say'
                              else round(100.0 * max(gave) / sum(gave)) || '%' end from shares_of_work"),
];

/// Quarters, halves that begin within one, and a stretch with little in it.
const PERIODS: [[&str; 2]; 5] = [
    ["2026-01-01", "2026-03-31"],
    ["2026-04-01", "2026-06-30"],
    ["2026-07-01", "2026-09-30"],
    ["2025-11-15", "2026-05-14"],
    ["2026-10-01", "2026-11-22"],
];

/// What the demo has none of: coffees of a community, and working groups that leave something behind.
const CHANGES: [&str; 2] = [
    "update coffee_programmes set community_id = (select id from communities where slug = 'testing-circle')",
    "update events set kind = 'working_group' where recap_posted_at is not null and starts_at > '2026-06-01'",
];

async fn counted(site: &Site, count: &str, community: Uuid, [from, until]: [&str; 2]) -> String {
    let sql = format!("{PERIOD} {}", count.replace("{share}", SHARE));
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(community)
        .bind(from)
        .bind(until)
        .bind(site.app.clock.now())
        .fetch_one(&site.app.db)
        .await
        .expect("a number")
}

#[tokio::test]
async fn every_metric_of_every_community_is_what_the_raw_rows_say() {
    let site = demo().await;
    site.clock_to(datetime!(2026-11-23 09:00 UTC));
    for change in CHANGES {
        sqlx::query(change).execute(&site.app.db).await.expect("it is changed");
    }
    let organiser = site.person("Olga Ortiz").await;
    let communities: Vec<(Uuid, String)> = sqlx::query_as(
        "with joined as (
             insert into members (community_id, person_id, membership, organiser, asked_at, joined_at, organiser_at)
             select id, $1, 'member', true, $2, $2, $2 from communities where archived_at is null
             returning community_id
         )
         select id, slug from communities where id in (select community_id from joined) order by slug",
    )
    .bind(organiser.id)
    .bind(site.app.clock.now())
    .fetch_all(&site.app.db)
    .await
    .expect("communities");
    let mut different = std::collections::BTreeMap::<&str, std::collections::BTreeSet<String>>::new();
    for (community, slug) in &communities {
        for period @ [from, until] in PERIODS {
            let address = format!("/communities/{slug}/impact/metrics?from={from}&until={until}");
            let page = organiser.get(&address).await;
            assert_eq!(page.all(".metric").len(), METRICS.len(), "{address}");
            for (metric, count) in METRICS {
                let told = page.text(&format!("#{metric} .metric-value"));
                let expected = counted(&site, count, *community, period).await;
                assert_eq!(told, expected, "{metric}, {slug}, {from} to {until}");
                different.entry(metric).or_default().insert(told);
            }
        }
    }
    let seldom: Vec<_> = different.iter().filter(|(_, told)| told.len() < 2).collect();
    assert!(seldom.is_empty(), "what says the same everywhere is not held by this: {seldom:?}");
}
