-- How somebody belongs to a community is their membership, in the code and here.
alter table members rename column standing to membership;
alter table members rename constraint members_standing_known to members_membership_known;
alter view current_members rename column standing to membership;

create or replace function communities_seen(person uuid) returns setof communities language sql stable as $$
    select c.*
    from communities c
    where (c.visibility = 'listed' and c.published_at is not null)
       or exists (select 1 from members m
                  where m.community_id = c.id and m.person_id = person
                    and m.left_at is null and m.membership <> 'asked')
$$;
