-- Of a community that is not listed, only people who belong to it see anything. Those who are invited see what an
-- invitation needs, by a query of its own, until they accept.
create or replace function communities_seen(person uuid) returns setof communities language sql stable as $$
    select c.*
    from communities c
    where (c.visibility = 'listed' and c.published_at is not null)
       or exists (select 1 from members m
                  where m.community_id = c.id and m.person_id = person
                    and m.left_at is null and m.joined_at is not null)
       or exists (select 1 from move_asks a
                  where a.to_id = c.id and a.person_id = person and a.answered_at is null)
$$;
