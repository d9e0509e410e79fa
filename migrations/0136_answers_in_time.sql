-- An answer knows when its session ends, so that what is to come for a person is found without reading all they ever said.
alter table rsvps add column ends_at timestamptz;

alter table rsvps disable trigger rsvps_count;
update rsvps r set ends_at = e.ends_at from events e where e.id = r.event_id;
alter table rsvps enable trigger rsvps_count;

alter table rsvps alter column ends_at set not null;
create index rsvps_in_time on rsvps (person_id, ends_at);

-- Under the lock that changes of the session take: one that moves meanwhile is waited for, or waits and finds the answer.
create function rsvps_end_with_session() returns trigger language plpgsql as $$
begin
    select e.ends_at into new.ends_at from events e where e.id = new.event_id for no key update;
    return new;
end $$;
create trigger rsvps_end_with_session before insert on rsvps
    for each row execute function rsvps_end_with_session();

create function events_end_for_answers() returns trigger language plpgsql as $$
begin
    update rsvps set ends_at = new.ends_at where event_id = new.id;
    return null;
end $$;
create trigger events_end_for_answers after update of ends_at on events
    for each row when (old.ends_at is distinct from new.ends_at) execute function events_end_for_answers();

-- What goes on and what is next for a person: sessions they answered, host, or that their communities hold.
create or replace function agenda(person uuid, moment timestamptz)
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
    join communities c on c.id = e.community_id
    left join rsvps r on r.event_id = e.id and r.person_id = person
    where r.answer is distinct from 'not_going'
      and c.archived_at is null
      and c.id in (select id from communities_seen(person))
    order by e.starts_at, e.id
    limit 12
$$;
