-- What the search box reads. An expression in an index must always give the same for the same row, which PostgreSQL
-- promises of joining texts and not of arrays in general.
create function tag_words(tags text[]) returns text language sql immutable as $$
    select array_to_string(tags, ' ')
$$;
alter table communities
    add column words text not null
        generated always as (name || ' ' || practice || ' ' || who || ' ' || tag_words(tags)) stored;
create index communities_by_words on communities using gin (words gin_trgm_ops);

create index people_by_words on people using gin (name gin_trgm_ops) where deactivated_at is null and erased_at is null;
create index events_by_words on events using gin (title gin_trgm_ops) where state = 'published';
create index stories_by_words on stories using gin (title gin_trgm_ops)
    where published_at is not null and withdrawn_at is null;
create index stories_by_text on stories
    using gin ((happened || ' ' || took_away || ' ' || did) gin_trgm_ops)
    where published_at is not null and withdrawn_at is null;
