-- Whether the database takes writes: one row, written each time a load balancer asks. The trigger is what such a write has
-- to run, because a server whose files were replaced under it still reads and writes, and fails where it loads a language.
create table readiness (
    only_one boolean primary key default true,
    -- When somebody last asked, by the program's clock …
    asked_at timestamptz,
    -- … and how often anyone did, which the trigger counts.
    asked bigint not null default 0,
    constraint readiness_is_one_row check (only_one)
);

create function count_readiness() returns trigger language plpgsql as $$
begin
    new.asked := old.asked + 1;
    return new;
end $$;

create trigger readiness_is_counted before update on readiness
    for each row execute function count_readiness();

insert into readiness default values;

-- What mails about a session say of it, as one text to compare.
create function session_plan(e events) returns text language sql stable as $$
    select md5(row(e.title, e.starts_at, e.ends_at, e.zone, e.format, e.place, e.join_url, e.agenda, e.sequence,
                   e.series_id, e.capacity is null)::text);
$$;

-- A session as it is under its lock, and how a person stands to it, in one round trip: everyone who wants a seat at the
-- same session waits for each of them. Its statements are two, because the second must see what was committed while the
-- first one waited.
create function locked_session(wanted uuid, person uuid)
returns table (
    capacity integer, seated integer, waiting integer, starts_at timestamptz, offers_from timestamptz, state text,
    archived boolean, answer text, gives boolean, known boolean, plan text
) language sql volatile as $$
    select from events e where e.id = wanted for update;
    select e.capacity, e.seated, e.waiting, e.starts_at, e.starts_at - make_interval(hours => e.offers_from_hours),
           e.state, c.archived_at is not null,
           (select r.answer from rsvps r where r.event_id = e.id and r.person_id = person),
           c.admission = 'open' or exists (
               select from current_members m where m.community_id = c.id and m.person_id = person),
           exists (select from calendar_entries t where t.event_id = e.id and t.person_id = person),
           session_plan(e)
    from events e
    join communities c on c.id = e.community_id
    where e.id = wanted;
$$;
