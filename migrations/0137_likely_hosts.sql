-- Members to ask first to host: those who came more than once, like to be asked, do not organise here and have hosted none
-- of the community's sessions. The suggestion and the page that asks them read the same.
create function likely_hosts(community uuid)
returns table (person_id uuid, name text, came bigint)
language sql stable as $$
    select p.id, p.name, count(*)
    from current_members m
    join people p on p.id = m.person_id and p.deactivated_at is null and p.open_to_host
    join attendance a on a.person_id = p.id
    join events e on e.id = a.event_id and e.community_id = m.community_id
    where m.community_id = community
      and not m.organiser
      and not exists (select 1 from hosts h
                      join events hosted on hosted.id = h.event_id
                      where hosted.community_id = community and h.person_id = p.id)
    group by p.id
    having count(*) > 1
$$;
