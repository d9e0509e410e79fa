-- Pages that show many things ask for them in one query, which takes each list as JSON. What such a query and the pages
-- of a thing itself both read is a function here, so that a rule of who may see it is written down once. They return
-- sets: PostgreSQL folds such a function into the query around it.

-- Everyone on the list of a session, hosts first, then those with a seat in the order they took it, then the queue in
-- its order; of each part of the list `most` people at most. `alike` counts the part.
create function session_list(session uuid, most bigint)
returns table (person_id uuid, name text, team text, department text, answer text, host boolean, alike bigint, place bigint)
language sql stable as $$
    with listed as (
        select p.id, p.name, p.team_id, r.answer, h.person_id is not null as host,
               count(*) over part as alike,
               row_number() over (part order by r.queue_no, r.seated_at, lower(p.name), p.id) as turn
        from (select person_id, answer, seated_at, queue_no from rsvps
              where event_id = session and answer in ('going', 'waiting', 'maybe')) r
        full join (select person_id from hosts where event_id = session) h on h.person_id = r.person_id
        join people p on p.id = coalesce(r.person_id, h.person_id)
        window part as (partition by h.person_id is not null, case when h.person_id is null then r.answer end)
    )
    select l.id, l.name, t.name, d.name, l.answer, l.host, l.alike,
           row_number() over (
               order by l.host desc, array_position(array['going', 'waiting', 'maybe'], l.answer), l.turn)
    from listed l
    left join teams t on t.id = l.team_id
    left join departments d on d.id = t.department_id
    where l.turn <= most
$$;

-- What a person is asked to host and has not answered, of sessions that start after `moment`.
create function host_questions(person uuid, moment timestamptz)
returns table (event_id uuid, title text, community text, starts_at timestamptz, ends_at timestamptz, zone text,
               place text, by text)
language sql stable as $$
    select e.id, e.title, c.name, e.starts_at, e.ends_at, e.zone, e.place, p.name
    from host_invitations i
    join events e on e.id = i.event_id
    join communities c on c.id = e.community_id and c.archived_at is null
    join current_members m on m.community_id = c.id and m.person_id = i.person_id
    join people p on p.id = i.invited_by
    where i.person_id = person
      and i.answered_at is null
      and e.state <> 'cancelled'
      and e.starts_at > moment
$$;

-- Anyone who was asked to host a session and is no host; for those who run it.
create function hosts_asked(session uuid)
returns table (person_id uuid, name text, declined boolean, asked_at timestamptz)
language sql stable as $$
    select p.id, p.name, i.answered_at is not null, i.invited_at
    from host_invitations i
    join people p on p.id = i.person_id
    where i.event_id = session
      and i.accepted is distinct from true
      and p.deactivated_at is null
$$;

-- Published stories a reader may see, as lists show them: `furthest` is the part a story got furthest with.
create function story_cards(reader uuid)
returns table (id uuid, title text, furthest text, published_at timestamptz, community text, community_slug text,
               name text, team text, department text, told_as text, mine boolean, thanks bigint, community_id uuid,
               event_id uuid, benefits text[])
language sql stable as $$
    select s.id, s.title,
           coalesce(nullif(s.changed_team, ''), nullif(s.changed_me, ''), nullif(s.did, ''), nullif(s.took_away, ''),
                    s.happened),
           s.published_at, c.name, c.slug, b.name, b.team, b.department, b.told_as, s.author_id = reader,
           (select count(*) from thanks t where t.story_id = s.id and t.hidden_at is null),
           s.community_id, s.event_id, s.benefits
    from stories s
    join bylines b on b.story_id = s.id
    join communities c on c.id = s.community_id
    where s.id in (select id from stories_seen(reader))
$$;
