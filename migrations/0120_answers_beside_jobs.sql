-- A session's row is held while people answer, so that seats are given in order. Held "for update", it also kept waiting
-- whoever only refers to it: work that writes reminders or suggestions of it for a thousand people, and in turn everybody
-- who answers while that goes on. Held like this, two answers still wait for each other, and neither waits for such work.
create or replace function locked_session(wanted uuid, person uuid)
returns table (
    capacity integer, seated integer, waiting integer, starts_at timestamptz, offers_from timestamptz, state text,
    archived boolean, answer text, gives boolean, known boolean, plan text
) language sql volatile as $$
    select from events e where e.id = wanted for no key update;
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
