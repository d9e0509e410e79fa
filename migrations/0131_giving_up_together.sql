-- Everyone who gives up a place at the same session at the same moment does so in one round trip under its lock.
-- `give_up_place` stays for copies of the program that still run while this one starts.

-- The answers come before those who sit down, since no session may be overbooked at any moment. Mails about the seats that
-- have not left say what is not true any more, and so does the end of an invitation for anyone who has a seat again; then
-- calendars hold what they held before those mails. `free` people of the queue sit down, and are returned.
create function give_up_places(
    wanted uuid, leavers uuid[], said text[], at timestamptz, free bigint, kinds text[]
) returns setof uuid language plpgsql as $$
declare
    seated uuid[];
    dropped uuid[];
begin
    insert into rsvps (event_id, person_id, answer, answered_at)
    select wanted, given.person, given.answer, at
    from unnest(leavers, said) given (person, answer)
    on conflict (event_id, person_id) do update
    set answer = excluded.answer, answered_at = at, seated_at = null, queue_no = null, moved_by = null, moved_for = '';

    if free > 0 then
        with next as (
            update rsvps set answer = 'going', seated_at = at, queue_no = null
            where event_id = wanted
              and person_id in (
                  select w.person_id
                  from rsvps w
                  join people p on p.id = w.person_id and p.deactivated_at is null
                  where w.event_id = wanted and w.answer = 'waiting'
                  order by w.queue_no
                  limit free)
            returning person_id
        )
        select array_agg(person_id) into seated from next;
    end if;

    with gone as (
        update mails
        set state = 'dropped', settled_at = at, key = null, leased_by = null, lease_until = null
        where state in ('queued', 'sending')
          and (person_id = any (leavers) and about_id = wanted and kind = any (kinds)
               or person_id = any (leavers) and calendar_of = wanted and calendar is not null and calendar_method = 'REQUEST'
               or person_id = any (seated) and calendar_of = wanted and calendar is not null
                  and calendar_method = 'CANCEL')
        returning id
    )
    select array_agg(id) into dropped from gone;
    delete from reminders where event_id = wanted and mail_id = any (dropped);
    perform undo_unsent(array[wanted], leavers || seated);

    return query select unnest(seated);
end $$;
