-- Giving up a place is one round trip under the session's lock: everyone else who answers waits for each of them.
--
-- The answer comes before those who sit down, since no session may be overbooked at any moment. Mails about the seat that
-- have not left say what is not true any more, and so does the end of an invitation for whoever has a seat again; then
-- calendars hold what they held before those mails. `free` people of the queue sit down, and are returned.

-- Makes entries what they were before a mail that never left: it was withdrawn, of no use any more, or refused. A calendar
-- that got the same by a mail that overtook it keeps what it has.
create function undo_unsent(events uuid[], people uuid[]) returns void language sql as $$
    with unsent as (
        select e.event_id, e.person_id, e.sequence
        from calendar_entries e
        join mails u on u.id = e.mail_id and u.state in ('dropped', 'refused')
        where e.event_id = any (events)
          and e.person_id = any (people)
          and not e.by_series
          and not exists (
              select 1 from mails m
              where m.calendar_of = e.event_id and m.person_id = e.person_id and m.calendar is not null
                and m.calendar_method = u.calendar_method and m.queued_at >= u.queued_at
                and m.state not in ('dropped', 'refused'))
    ), forgotten as (
        delete from calendar_entries e
        using unsent u
        where e.event_id = u.event_id and e.person_id = u.person_id and u.sequence = 0
    )
    update calendar_entries e
    set sequence = e.sequence - 1, mail_id = null,
        state = case e.state when 'invited' then 'cancelled' else 'invited' end
    from unsent u
    where e.event_id = u.event_id and e.person_id = u.person_id and u.sequence > 0;
$$;

create function give_up_place(
    wanted uuid, leaver uuid, said text, at timestamptz, free bigint, kinds text[]
) returns setof uuid language plpgsql as $$
declare
    seated uuid[];
    dropped uuid[];
begin
    insert into rsvps (event_id, person_id, answer, answered_at)
    values (wanted, leaver, said, at)
    on conflict (event_id, person_id) do update
    set answer = said, answered_at = at, seated_at = null, queue_no = null, moved_by = null, moved_for = '';

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
          and (person_id = leaver and about_id = wanted and kind = any (kinds)
               or person_id = leaver and calendar_of = wanted and calendar is not null and calendar_method = 'REQUEST'
               or person_id = any (seated) and calendar_of = wanted and calendar is not null
                  and calendar_method = 'CANCEL')
        returning id
    )
    select array_agg(id) into dropped from gone;
    delete from reminders where event_id = wanted and mail_id = any (dropped);
    perform undo_unsent(array[wanted], leaver || seated);

    return query select unnest(seated);
end $$;
