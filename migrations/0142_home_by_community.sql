-- What a person's start page reads follows their communities. Planned once for all people, the database took a span of
-- time for a handful of sessions and read those of the whole organisation in it; `offset 0` keeps each community's
-- sessions together, so that they are found by its index.

create or replace function agenda(person uuid, moment timestamptz)
returns table (id uuid, title text, kind text, state text, starts_at timestamptz, ends_at timestamptz, zone text,
               format text, place text, capacity int, seated int, waiting int, community text, answer text,
               ahead bigint, series_id uuid)
language sql stable as $$
    with mine as (
        select e.id
        from current_members m
        cross join lateral (select e.id
                            from events e
                            where e.community_id = m.community_id
                              and e.state = 'published'
                              and e.ends_at > moment
                              and e.starts_at > moment - interval '15 days'
                              and e.starts_at < moment + interval '35 days'
                            offset 0) e
        where m.person_id = person
        union
        select r.event_id
        from rsvps r
        where r.person_id = person and r.answer in ('going', 'waiting', 'maybe') and r.ends_at > moment
        union
        select e.id
        from hosts h
        join events e on e.id = h.event_id
        where h.person_id = person and e.ends_at > moment and e.starts_at > moment - interval '15 days'
    )
    select e.id, e.title, e.kind, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place, e.capacity, e.seated,
           e.waiting, c.name, r.answer,
           case when r.answer = 'waiting' then people_ahead(e.id, r.queue_no) else 0 end, e.series_id
    from mine
    join events e on e.id = mine.id and e.state = 'published'
    join communities_seen(person) c on c.id = e.community_id and c.archived_at is null
    left join rsvps r on r.event_id = e.id and r.person_id = person
    where r.answer is distinct from 'not_going'
    order by e.starts_at, e.id
    limit 12
$$;

create or replace function rhythm_sessions(community uuid, moment timestamptz)
returns table (community_id uuid, starts_at timestamptz, ends_at timestamptz, zone text, seated int, present int)
language sql stable as $$
    select e.community_id, e.starts_at, e.ends_at, e.zone, e.seated, e.present
    from events e
    where e.community_id = community
      and e.state = 'published'
      and e.starts_at between moment - interval '1 year' and moment + interval '31 days'
    offset 0
$$;
