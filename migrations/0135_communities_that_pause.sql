-- The communities a person belongs to or is invited to, and which of them pause at a moment. When they meet is not told:
-- who shows it takes it from their sessions.
drop function communities_of(uuid);

create function communities_of(person uuid, moment timestamptz)
returns table (id uuid, slug text, name text, who text, practice text, cadence_days integer, tags text[],
               organiser boolean, membership text, people bigint, paused boolean, archived boolean,
               last_held timestamptz, next_id uuid, next_session timestamptz, next_ends timestamptz, next_zone text)
language sql stable as $$
    select c.id, c.slug, c.name, c.who, c.practice, c.cadence_days, c.tags, m.organiser, m.membership, 0::bigint,
           exists (select 1 from running_pauses(moment) p where p.community_id = c.id),
           c.archived_at is not null, null::timestamptz, null::uuid, null::timestamptz, null::timestamptz, null::text
    from members m
    join communities c on c.id = m.community_id
    where m.person_id = person
      and m.left_at is null
      and c.archived_at is null
      and m.membership <> 'asked'
    order by m.organiser desc, lower(c.name)
    limit 50
$$;
