-- When a session or a series was last changed, beside when it was made, published or called off: calendars say it with
-- each entry (RFC 5545, 3.8.7.3). Null until then.
alter table events add column changed_at timestamptz;
alter table series add column changed_at timestamptz;

-- Who is written to about a community: the organiser who has been there longest. Mails and calendars name the same one.
create function community_contact(community uuid) returns text language sql stable parallel safe as $$
    select p.email
    from current_members m
    join people p on p.id = m.person_id and p.deactivated_at is null
    where m.community_id = community and m.organiser
    order by m.joined_at, p.id
    limit 1
$$;
