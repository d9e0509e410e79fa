-- What the search box reads. An expression in an index must always give the same for the same row, which PostgreSQL
-- promises of joining texts and not of arrays in general.
create function tag_words(tags text[]) returns text language sql immutable as $$
    select array_to_string(tags, ' ')
$$;
-- Is there a word like this one, or one that begins like it? Enough of its trigrams, or the same letters in another order:
-- two that changed places leave few trigrams of a short word. For rows that an index has found by their trigrams.
create function word_alike(sought text, words text) returns boolean language sql immutable parallel safe cost 500 as $$
    select word_similarity(sought, words) >= 0.45
        or exists (select 1 from unnest(regexp_split_to_array(lower(words), '[^[:alnum:]]+')) word
                   where char_length(word) >= char_length(sought)
                     and translate(left(word, char_length(sought)), sought, '') = ''
                     and translate(sought, left(word, char_length(sought)), '') = '')
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
