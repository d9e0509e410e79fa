-- What the start page takes together and other pages, jobs and mails take by themselves, each written down once.

-- The communities a person belongs to or is invited to.
create function communities_of(person uuid)
returns table (id uuid, slug text, name text, who text, practice text, cadence_days integer, tags text[],
               organiser boolean, membership text, people bigint, paused boolean, archived boolean,
               last_held timestamptz, next_id uuid, next_session timestamptz, next_ends timestamptz, next_zone text)
language sql stable as $$
    select c.id, c.slug, c.name, c.who, c.practice, c.cadence_days, c.tags, m.organiser, m.membership, 0::bigint, false,
           c.archived_at is not null, null::timestamptz, null::uuid, null::timestamptz, null::timestamptz, null::text
    from members m
    join communities c on c.id = m.community_id
    where m.person_id = person
      and m.left_at is null
      and c.archived_at is null
      and m.membership <> 'asked'
    order by m.organiser desc, lower(c.name)
    limit 50
$$;

-- What goes on and what is next for a person: sessions they answered, host, or that their communities hold.
create function agenda(person uuid, moment timestamptz)
returns table (id uuid, title text, kind text, state text, starts_at timestamptz, ends_at timestamptz, zone text,
               format text, place text, capacity integer, seated integer, waiting integer, community text, answer text,
               ahead bigint, series_id uuid)
language sql stable as $$
    with mine as (
        select e.id
        from current_members m
        join events e on e.community_id = m.community_id
        where m.person_id = person
          and e.state = 'published' and e.ends_at > moment and e.starts_at > moment - interval '15 days'
          and e.starts_at < moment + interval '35 days'
        union
        select e.id
        from rsvps r
        join events e on e.id = r.event_id
        where r.person_id = person and r.answer in ('going', 'waiting', 'maybe')
          and e.state = 'published' and e.ends_at > moment and e.starts_at > moment - interval '15 days'
        union
        select e.id
        from hosts h
        join events e on e.id = h.event_id
        where h.person_id = person and e.state = 'published' and e.ends_at > moment
          and e.starts_at > moment - interval '15 days'
    )
    select e.id, e.title, e.kind, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place, e.capacity, e.seated,
           e.waiting, c.name, r.answer,
           case when r.answer = 'waiting' then people_ahead(e.id, r.queue_no) else 0 end, e.series_id
    from mine
    join events e on e.id = mine.id
    join communities c on c.id = e.community_id
    left join rsvps r on r.event_id = e.id and r.person_id = person
    where r.answer is distinct from 'not_going'
      and c.archived_at is null
      and c.id in (select id from communities_seen(person))
    order by e.starts_at, e.id
    limit 12
$$;

-- The newcomers of a person, in all communities that both belong to.
create function newcomers_of(person uuid)
returns table (id uuid, person_id uuid, name text, email text, community text, slug text, why text,
               paired_at timestamptz, hello_at timestamptz, community_id uuid)
language sql stable as $$
    select b.id, p.id, p.name, p.email, c.name, c.slug, m.why, b.paired_at, b.hello_at, c.id
    from buddies b
    join people p on p.id = b.newcomer_id and p.deactivated_at is null
    join communities c on c.id = b.community_id and c.archived_at is null
    join current_members m on m.community_id = c.id and m.person_id = p.id
    where b.buddy_id = person
      and b.ended_at is null
      and exists (select 1 from current_members x where x.community_id = c.id and x.person_id = person)
$$;

-- Pulses that wait for a person: open rounds that ask them, and results that are news, which they may read and have not
-- put away.
create function pulses_waiting(person uuid, results_since timestamptz, moment timestamptz)
returns table (id uuid, community text, closes_at timestamptz, closed_at timestamptz)
language sql stable as $$
    select p.id, c.name, p.closes_at, p.closed_at
    from pulses p
    left join pulse_people pp on pp.pulse_id = p.id and pp.person_id = person
    left join communities c on c.id = p.community_id
    left join current_members m on m.community_id = p.community_id and m.person_id = person
    where c.archived_at is null
      and (p.community_id is null or m.person_id is not null)
      and ((p.closed_at is null
            and p.cancelled_at is null
            and p.closes_at > moment
            and pp.person_id is not null
            and not exists (select 1 from pulse_marks k where k.pulse_id = p.id and k.person_id = person))
           or (p.closed_at > results_since
               and p.results_told_at is not null
               and p.answered is not null
               and (pp.person_id is not null
                    or m.organiser
                    or (p.community_id is null
                        and exists (select 1 from people l where l.id = person and l.is_leader)))
               and not exists (select 1 from pulse_readings r where r.pulse_id = p.id and r.person_id = person)))
    order by p.closed_at is not null, p.closes_at, p.id
    limit 20
$$;

-- What a coffee round asks a person: "In this round?" once a round asks, "found a time?" from its day on, and in the last
-- days and a week after them "did you meet?"; of each programme the newest.
create function coffee_questions(person uuid, today date)
returns table (programme_id uuid, community text, matches_on date, closes_on date, match_id uuid, partners text,
               is_closing boolean, is_asking boolean)
language sql stable as $$
    select r.programme_id, c.name, r.matches_on, r.closes_on, x.match_id,
           coalesce((select string_agg(o.name, ' and ' order by o.name)
                     from coffee_partners y
                     join people o on o.id = y.person_id and o.erased_at is null
                     where y.match_id = x.match_id and y.left_at is null and y.person_id <> person), ''),
           r.closes_on <= today, r.state = 'asking'
    from coffee_seats s
    join coffee_rounds r on r.id = s.round_id
    join coffee_programmes g on g.id = r.programme_id
    left join communities c on c.id = g.community_id
    left join coffee_partners x on x.round_id = r.id and x.person_id = person and x.left_at is null
    where s.person_id = person
      and ((r.state = 'asking' and s.answer is null and r.asks_on <= today
            and exists (select 1 from coffee_takers k
                        where k.programme_id = r.programme_id and k.person_id = person
                          and (k.paused_at is null or k.paused_until < r.matches_on)))
           or (x.outcome is null and s.tellings > 0
               and ((r.state = 'matched' and r.checks_on <= today and today < r.closes_on and x.found_time is null)
                    or (r.state in ('matched', 'closed') and r.closes_on <= today and today < r.closes_on + 7))
               and x.match_id is not null))
$$;

-- The nudges of a person, of communities they are in or sponsor: `sponsoring` is the kind that sponsors get.
create function nudges_of(person uuid, sponsoring text)
returns table (id uuid, community_id uuid, community text, slug text, kind text, event_id uuid, evidence text,
               made_at timestamptz, snoozed_until timestamptz, done_at timestamptz, cancelled_at timestamptz,
               organiser boolean, founder boolean, sponsor boolean, answered boolean, said_worth boolean)
language sql stable as $$
    select n.id, n.community_id, c.name, c.slug, n.kind, n.event_id, n.evidence, n.made_at, n.snoozed_until, n.done_at,
           n.cancelled_at, coalesce(m.organiser, false), c.founder_id = n.person_id,
           coalesce(c.sponsor_id = n.person_id, false),
           exists (select 1 from rsvps r join events e on e.id = r.event_id
                   where r.person_id = n.person_id and e.community_id = c.id)
           or exists (select 1 from attendance a join events e on e.id = a.event_id
                      where a.person_id = n.person_id and e.community_id = c.id),
           exists (select 1 from session_worth_marks w where w.event_id = n.event_id and w.person_id = n.person_id)
    from nudges n
    join communities c on c.id = n.community_id
    left join current_members m on m.community_id = c.id and m.person_id = n.person_id
    where n.person_id = person
      and (m.community_id is not null and exists (select 1 from communities_seen(person) seen where seen.id = c.id)
           or n.kind = sponsoring and c.sponsor_id = person)
$$;

-- Someone in another team who knows what this person wants to learn, or wants to learn what they know.
create function person_to_meet(person uuid, own_team uuid)
returns table (id uuid, name text, team text, department text, topic text, knows boolean)
language sql stable as $$
    select p.id, p.name, t.name, d.name, near.topic, near.kind = 'knows'
    from (
        select theirs.person_id, theirs.kind, mine.topic
        from interests mine
        cross join lateral (
            (select i.person_id, i.kind
             from interests_seen(person) i
             where lower(i.topic) = lower(mine.topic)
               and i.kind = case mine.kind when 'knows' then 'wants' else 'knows' end
               and i.person_id > person
             order by i.person_id
             limit 5)
            union all
            (select i.person_id, i.kind
             from interests_seen(person) i
             where lower(i.topic) = lower(mine.topic)
               and i.kind = case mine.kind when 'knows' then 'wants' else 'knows' end
               and i.person_id < person
             order by i.person_id
             limit 5)
            limit 5
        ) theirs
        where mine.person_id = person
    ) near
    join people p on p.id = near.person_id and p.deactivated_at is null
    left join teams t on t.id = p.team_id
    left join departments d on d.id = t.department_id
    where p.team_id is distinct from own_team
    order by near.kind, p.id < person, p.id
    limit 1
$$;

-- What their own department pledges to a team.
create function team_pledge(team uuid) returns table (department_id uuid, department text, hours integer)
language sql stable as $$
    select d.id, d.name, p.hours
    from teams t
    join departments d on d.id = t.department_id
    join pledges p on p.department_id = d.id and p.ended_at is null
    where t.id = team
$$;

-- The thanks someone received in words.
create function thanks_received(person uuid)
returns table (id uuid, sender_id uuid, sender text, sender_department text, recipient_id uuid, recipient text,
               story_id uuid, story text, event_id uuid, event text, helped_with text, line text, reach text,
               at timestamptz, hidden_at timestamptz, read_at timestamptz)
language sql stable as $$
    select t.id, f.id, f.name, d.name, t.recipient_id, null::text, t.story_id, s.title, t.event_id, e.title,
           t.helped_with, t.line, t.reach, t.at, t.hidden_at, t.read_at
    from thanks t
    join people f on f.id = t.person_id
    left join teams g on g.id = f.team_id
    left join departments d on d.id = g.department_id
    left join stories s on s.id = t.story_id
    left join events e on e.id = t.event_id
    where t.recipient_id = person
      and t.reach <> 'counted'
      and s.withdrawn_at is null
$$;

-- Sessions between two moments that suit a newcomer in the community they came to, `place` 1 the best: one of each
-- series, those about what they want to learn before others of this community, and what is full last. Only what they may
-- see, and have not answered yet.
create function suited_sessions(newcomer uuid, home uuid, after timestamptz, before timestamptz)
returns table (newcomer_id uuid, event_id uuid, title text, community text, starts_at timestamptz, ends_at timestamptz,
               zone text, topic text, is_full boolean, place bigint)
language sql stable as $$
    select newcomer, x.id, x.title, x.name, x.starts_at, x.ends_at, x.zone, x.topic, x.is_full,
           row_number() over (order by x.is_full, x.topic is null, not x.here, x.starts_at, x.id)
    from (
        select e.id, e.title, c.name, e.starts_at, e.ends_at, e.zone, c.id = home as here,
               coalesce(e.seated >= e.capacity, false) as is_full,
               (select i.topic from interests i
                where i.person_id = newcomer and i.kind = 'wants'
                  and (i.topic <% e.title or i.topic <% c.words
                       or strpos(lower(replace(e.kind, '_', ' ')), lower(i.topic)) > 0)
                order by word_similarity(i.topic, e.title) desc, lower(i.topic)
                limit 1) as topic,
               row_number() over (partition by coalesce(e.series_id, e.id) order by e.starts_at, e.id) as nth
        from events e
        join communities_seen(newcomer) c on c.id = e.community_id and c.archived_at is null
        where e.state = 'published'
          and e.starts_at > after
          and e.starts_at < before
          and not exists (select 1 from rsvps r where r.event_id = e.id and r.person_id = newcomer)
    ) x
    where x.nth = 1 and (x.here or x.topic is not null)
$$;

-- What a person is asked about a community and has not answered, as long as it can be answered: whether they come along to
-- it, of the community they are in already, or whether they will organise it.
create function community_questions(person uuid)
returns table (community_id uuid, slug text, name text, by text, is_to_organise boolean, asked_at timestamptz)
language sql stable as $$
    select c.id, f.slug, c.name, p.name, false, a.asked_at
    from move_asks a
    join transformations t on t.id = a.transformation_id and t.state = 'carried_out'
    join communities f on f.id = a.from_id
    join communities c on c.id = a.to_id and c.archived_at is null
    join people p on p.id = t.decided_by
    where a.person_id = person and a.answered_at is null
    union all
    select c.id, c.slug, c.name, b.name, true, a.asked_at
    from organiser_asks a
    join communities c on c.id = a.community_id and c.archived_at is null
    left join people b on b.id = a.offered_by
    where a.person_id = person
      and a.ended_at is null
      and not exists (
          select 1 from current_members o
          join people p on p.id = o.person_id and p.deactivated_at is null
          where o.community_id = c.id and o.organiser)
      and (a.offered_by is not null
           or exists (select 1 from current_members m where m.community_id = c.id and m.person_id = person))
$$;
