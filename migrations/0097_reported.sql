-- The communities a report reads: the one it is about, or, of the whole organisation, those that everybody may see.
create function communities_reported(community uuid) returns setof communities language sql stable as $$
    select *
    from communities c
    where c.id = community or community is null and c.visibility = 'listed' and c.published_at is not null
$$;
