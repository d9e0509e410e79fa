-- Whoever is only in a private community is asked before they are listed in the one it becomes part of: until they answer,
-- they are on no list of its sessions that everyone reads.
create or replace function session_list(session uuid, most bigint)
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
      and not exists (select 1
                      from move_asks a
                      join transformations w on w.id = a.transformation_id and w.way = 'merge'
                      where a.person_id = l.id
                        and a.to_id = (select community_id from events where id = session)
                        and a.answered_at is null)
$$;
