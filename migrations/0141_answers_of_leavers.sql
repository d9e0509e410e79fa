-- Who leaves, or whose account is closed, gives up what they hold in one transaction, which holds their row. An answer of
-- theirs at the same moment waits for it and then sees it, and takes no place that nobody would give up any more.
create or replace function locked_session(wanted uuid, person uuid)
returns table (
    capacity integer, seated integer, waiting integer, starts_at timestamptz, offers_from timestamptz, state text,
    archived boolean, answer text, gives boolean, known boolean, plan text
) language sql volatile as $$
    select from people p where p.id = person for share;
    select from events e where e.id = wanted for no key update;
    select e.capacity, e.seated, e.waiting, e.starts_at, e.starts_at - make_interval(hours => e.offers_from_hours),
           e.state, c.archived_at is not null,
           (select r.answer from rsvps r where r.event_id = e.id and r.person_id = person),
           exists (select from people p where p.id = person and p.deactivated_at is null)
               and (c.admission = 'open' or exists (
                   select from current_members m where m.community_id = c.id and m.person_id = person)),
           exists (select from calendar_entries t where t.event_id = e.id and t.person_id = person),
           session_plan(e)
    from events e
    join communities c on c.id = e.community_id
    where e.id = wanted;
$$;
