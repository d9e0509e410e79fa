-- Communities with five years of history, twenty people for each, and what the night's cleaning finds: $1 is their
-- number. The week begins on Monday 30 November 2026, and everything happened before it. Rows lie in the order in which
-- they would have been written.
insert into organisation (link_secret, set_up_at, name)
values (decode(repeat('ab', 32), 'hex'), '2021-11-01 00:00Z', 'Large');

insert into departments (name) select 'Department ' || n from generate_series(1, 8) n;

insert into teams (department_id, name)
select d.id, d.name || ', team ' || n from departments d, generate_series(1, 5) n;

create table numbered_people (number integer primary key, id uuid not null default gen_random_uuid());

insert into numbered_people (number) select generate_series(1, 20 * $1);

insert into people (id, name, email, team_id, zone, created_at)
select p.id, 'Person ' || p.number, 'p' || p.number || '@large.example', t.id, 'Europe/London', '2021-11-01 00:00Z'
from numbered_people p
join (select id, row_number() over (order by name) as place from teams) t on t.place = 1 + p.number % 40;

create table numbered_communities (number integer primary key, id uuid not null default gen_random_uuid());

insert into numbered_communities (number) select generate_series(1, $1);

insert into communities (id, slug, name, who, practice, why_now, purpose_set_at, cadence_days, zone, founder_id, tags,
                         published_at, created_at)
select c.id, 'community-' || c.number, 'Community ' || c.number, 'people who care about subject ' || c.number,
       'We find out together what works.', 'It matters now.', at, 14, 'Europe/London', p.id, array['tag ' || c.number % 12],
       at, at
from numbered_communities c
join numbered_people p on p.number = 20 * (c.number - 1) + 1
cross join (values (timestamptz '2021-11-29 00:00Z')) t (at);

-- Thirty members each, ten of them of the next community too; two organisers; one more every two months.
insert into members (community_id, person_id, membership, organiser, asked_at, joined_at, organiser_at)
select c.id, p.id, 'member', n < 2, at, at, case when n < 2 then at end
from numbered_communities c
cross join generate_series(0, 29) n
join numbered_people p on p.number = 1 + (20 * (c.number - 1) + n) % (20 * $1)
cross join lateral (select timestamptz '2021-11-29 01:00Z' + n * interval '58 days' as at) t
order by n
on conflict do nothing;

-- Every other week for five years, one this week and one later; every tenth community fell silent a year ago.
create table numbered_events as
select gen_random_uuid() as id, c.id as community_id, c.number as community, n as number,
       timestamptz '2026-11-30 17:00Z' + (c.number % 5) * interval '1 day' - n * interval '14 days' as at
from numbered_communities c
cross join generate_series(-1, 129) n
where n > 26 or c.number % 10 <> 0;

-- Eight of the members who had joined by then, others each time.
create table came as
select e.id as event_id, p.id as person_id, e.at, e.number
from numbered_events e
cross join generate_series(0, 7) n
join numbered_people p
    on p.number = 1 + (20 * (e.community - 1) + (7 * abs(e.number) + 3 * n) % (2 + 28 * (130 - e.number) / 131)) % (20 * $1)
group by e.id, p.id, e.at, e.number;

insert into events (id, community_id, title, kind, state, starts_at, ends_at, zone, place, agenda, capacity, uid,
                    created_by, created_at, published_at, list_completed_at, recap, recap_posted_at, seated, present)
select e.id, e.community_id, 'Session ' || e.number || ' of ' || c.name,
       (array['lean_coffee', 'clinic_critique', 'show_and_tell', 'workshop'])[1 + (e.number + 1) % 4], 'published', at,
       at + interval '50 minutes', 'Europe/London', 'Room 1', E'- Who is here\n- Three cases, **ten minutes** each', 60,
       e.id::text, c.founder_id, at - interval '20 days', at - interval '20 days',
       case when e.number > 0 then at + interval '1 hour' end,
       case when e.number > 0 and e.number % 2 = 1 then 'What we found out.' else '' end,
       case when e.number > 0 and e.number % 2 = 1 then at + interval '8 days' end, people, case when e.number > 0 then people else 0 end
from numbered_events e
join communities c on c.id = e.community_id
join (select event_id, count(*) as people from came group by event_id) counted on counted.event_id = e.id
order by e.at;

insert into hosts (event_id, person_id)
select e.id, p.id
from numbered_events e
join numbered_people p on p.number = 20 * (e.community - 1) + 1 + abs(e.number) % 2
order by e.at;

-- What the triggers would count and note a row at a time is there already.
alter table rsvps disable trigger user;

alter table attendance disable trigger user;

insert into rsvps (event_id, person_id, answer, answered_at, seated_at, ends_at)
select c.event_id, c.person_id, 'going', c.at - interval '5 days', c.at - interval '5 days', e.ends_at
from came c
join events e on e.id = c.event_id
order by c.at, c.event_id;

insert into attendance (event_id, person_id, team_id, source, recorded_at)
select c.event_id, c.person_id, p.team_id, 'host', c.at
from came c
join people p on p.id = c.person_id
where c.number > 0
order by c.at, c.event_id;

alter table rsvps enable trigger user;

alter table attendance enable trigger user;

insert into acts (at, person_id, verb, thing, thing_id, community_id)
select e.created_at, e.created_by, verb, 'event', e.id, e.community_id
from events e, unnest(array['create', 'publish', 'take_attendance']) verb
where verb <> 'take_attendance' or e.list_completed_at is not null
order by e.created_at;

insert into stories (community_id, author_id, event_id, title, activity, happened, took_away, did, cycle, benefits,
                     team_id, told_as, created_at, published_at)
select e.community_id, p.id, e.id, 'What I took from ' || e.title, 'session', 'We looked at a case.', 'An idea.',
       'I tried it.', 'applied', array['grow_capability'], p.team_id, 'member', n.at, n.at
from numbered_events n
join events e on e.id = n.id
join people p on p.id = e.created_by
where n.number % 9 = 1
order by n.at;

-- One of each community begins next week.
insert into series (community_id, repeats, every, starts_on, starts_at, minutes, zone, title, kind, hosts, uid, created_by,
                    created_at)
select c.id, 'weekly', 2, date '2026-12-07' + c.number % 5, '12:00', 50, 'Europe/London', 'Clinic ' || c.number,
       'clinic_critique', array[f.founder_id], 'series ' || c.number, f.founder_id, '2026-11-20 00:00Z'
from numbered_communities c
join communities f on f.id = c.id;

insert into interests (person_id, kind, topic)
select p.id, case n when 1 then 'knows' else 'wants' end, 'topic ' || (p.number * 7 + n * 31) % 200
from numbered_people p
cross join generate_series(1, 3) n;

-- For the cleaning: one of fourteen is too old.
insert into digests (person_id, week_on, told_to, made_at)
select p.id, date '2026-11-23' - 7 * week, timestamptz '2026-11-23 07:59Z' - 7 * week * interval '1 day',
       timestamptz '2026-11-23 08:00Z' - 7 * week * interval '1 day'
from people p
cross join generate_series(0, 13) week;

insert into reminders (event_id, person_id, kind, starts_at, queued_at)
select event_id, person_id, 'reminder', at, at - interval '1 day' from came where number between 1 and 7;

insert into news (kind, thing_id, told_at)
select 'new_session', id, at - interval '20 days' from numbered_events where number <= 3;

insert into logins (person_id, token_hash, created_at, seen_at, expires_at)
select p.id, sha256((p.number || ' ' || n)::text::bytea), '2026-07-01 00:00Z', '2026-11-29 00:00Z',
       case when n = 0 and p.number % 20 = 0 then timestamptz '2026-11-01 00:00Z' else '2027-07-01 00:00Z' end
from numbered_people p
cross join generate_series(0, 1) n;

insert into jobs (kind, payload, key, run_at, attempts, done_at)
select 'news', '{}', 'news', at, 1, at
from numbered_communities c
cross join generate_series(1, 7) n
cross join lateral (select timestamptz '2026-11-30 00:00Z' - n * interval '28 hours' as at) t;

insert into mails (person_id, to_address, kind, key, subject, body_text, body_html, state, attempts, run_at, queued_at,
                   settled_at)
select p.id, p.id || '@large.example', 'reminder', p.id || ' ' || n, 'Tomorrow: what flaky tests tell us', words,
       words || words, 'delivered', 1, at, at, at
from numbered_people p
cross join generate_series(0, 2) n
cross join lateral (select timestamptz '2026-11-29 00:00Z' - (p.number % 5 * 6 + n * 34) * interval '1 day' as at) t
cross join lateral (select string_agg(md5(p.number::text || n || i), ' ') as words from generate_series(1, 30) i) w
order by at;

drop table came, numbered_events, numbered_communities;
