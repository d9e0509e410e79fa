create table rsvps (
    event_id    uuid not null references events (id),
    person_id   uuid not null references people (id),
    answer      text not null constraint rsvps_answer_known check (answer in ('going', 'waiting', 'maybe', 'not_going')),
    -- Place in the queue: a number handed out under the session's row lock. Clocks of two copies
    -- of the program may differ; this number cannot.
    queue_no    bigint constraint rsvps_waiting_has_number check (answer <> 'waiting' or queue_no is not null),
    answered_at timestamptz not null,
    seated_at   timestamptz,
    primary key (event_id, person_id),
    constraint rsvps_seated_when_going check ((answer = 'going') = (seated_at is not null))
);
create unique index rsvps_queue on rsvps (event_id, queue_no) where answer = 'waiting';
create index rsvps_by_person on rsvps (person_id, event_id) where answer in ('going', 'waiting', 'maybe');
create index rsvps_seated on rsvps (event_id, seated_at) where answer = 'going';

-- Keeps the counts on the session true whoever writes; events_not_overbooked then refuses one seat too many.
create function rsvps_count() returns trigger language plpgsql as $$
declare
    was text := case when tg_op in ('UPDATE', 'DELETE') then old.answer end;
    now_is text := case when tg_op in ('INSERT', 'UPDATE') then new.answer end;
begin
    if was is distinct from now_is and (was in ('going', 'waiting') or now_is in ('going', 'waiting')) then
        update events set
            seated = seated + (now_is is not distinct from 'going')::int - (was is not distinct from 'going')::int,
            waiting = waiting + (now_is is not distinct from 'waiting')::int - (was is not distinct from 'waiting')::int
        where id = coalesce(new.event_id, old.event_id);
    end if;
    return null;
end $$;
create trigger rsvps_count after insert or update or delete on rsvps
    for each row execute function rsvps_count();

-- Who was there. No row means unknown, never absent: absence is not stored anywhere.
create table attendance (
    event_id    uuid not null references events (id),
    person_id   uuid not null references people (id),
    -- The team as it was on the day: a later move must not rewrite what met whom.
    team_id     uuid references teams (id),
    source      text not null constraint attendance_source_known check (source in ('host', 'code', 'csv', 'walk_in')),
    recorded_by uuid references people (id),
    recorded_at timestamptz not null,
    primary key (event_id, person_id)
);
create index attendance_by_person on attendance (person_id, event_id);

create function attendance_count() returns trigger language plpgsql as $$
begin
    update events set present = present + case tg_op when 'INSERT' then 1 else -1 end
    where id = coalesce(new.event_id, old.event_id);
    return null;
end $$;
create trigger attendance_count after insert or delete on attendance
    for each row execute function attendance_count();
