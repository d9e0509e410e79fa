-- Words that are nearly right find what is meant. The extension comes with PostgreSQL's own, and whoever owns the
-- database may create it.
create extension if not exists pg_trgm;

-- Who sees what a person says of themselves is theirs to choose, for each field.
alter table people
    add column about_seen_by  text not null default 'everyone'
        constraint people_about_seen_by_known check (about_seen_by in ('everyone', 'communities', 'nobody')),
    add column knows_seen_by  text not null default 'everyone'
        constraint people_knows_seen_by_known check (knows_seen_by in ('everyone', 'communities', 'nobody')),
    add column wants_seen_by  text not null default 'everyone'
        constraint people_wants_seen_by_known check (wants_seen_by in ('everyone', 'communities', 'nobody')),
    add column offers_seen_by text not null default 'everyone'
        constraint people_offers_seen_by_known check (offers_seen_by in ('everyone', 'communities', 'nobody'));

-- "Ask me about", with the moment it was said or last confirmed.
create table help_offers (
    id        uuid primary key default gen_random_uuid(),
    person_id uuid not null references people (id),
    topic     text not null constraint help_offers_topic_length check (char_length(topic) between 1 and 80),
    said_at   timestamptz not null
);
create unique index help_offers_once on help_offers (person_id, lower(topic));
create index help_offers_by_words on help_offers using gin (topic gin_trgm_ops);

-- Topics of others that a person may see. Every query that reaches what someone else knows or wants to learn goes
-- through this one predicate. PostgreSQL folds it into the query around it.
create function interests_seen(reader uuid) returns setof interests language sql stable as $$
    select i.*
    from interests i
    join people p on p.id = i.person_id and p.deactivated_at is null and p.erased_at is null
    where p.id = reader
       or case i.kind when 'knows' then p.knows_seen_by else p.wants_seen_by end = 'everyone'
       or (case i.kind when 'knows' then p.knows_seen_by else p.wants_seen_by end = 'communities'
           and exists (select 1
                       from current_members mine
                       join current_members theirs on theirs.community_id = mine.community_id
                       join communities c on c.id = mine.community_id and c.archived_at is null
                       where mine.person_id = reader and theirs.person_id = p.id))
$$;

-- The same for what others may be asked about, as far as it was said lately enough.
create function help_offers_seen(reader uuid, said_after timestamptz) returns setof help_offers
language sql stable as $$
    select o.*
    from help_offers o
    join people p on p.id = o.person_id and p.deactivated_at is null and p.erased_at is null
    where o.said_at > said_after
      and (p.id = reader
           or p.offers_seen_by = 'everyone'
           or (p.offers_seen_by = 'communities'
               and exists (select 1
                           from current_members mine
                           join current_members theirs on theirs.community_id = mine.community_id
                           join communities c on c.id = mine.community_id and c.archived_at is null
                           where mine.person_id = reader and theirs.person_id = p.id)))
$$;

-- What everyone may know that people know or want to learn, and how many say so: counted now and then, since it takes
-- a look at everyone's topics.
create table common_topics (
    kind   text not null constraint common_topics_kind_known check (kind in ('knows', 'wants')),
    -- In lower case: "SQL" and "sql" are one topic.
    folded text not null,
    topic  text not null,
    people integer not null constraint common_topics_people_range check (people > 0),
    primary key (kind, folded)
);
create index common_topics_by_people on common_topics (kind, people desc, folded);
create index common_topics_by_words on common_topics using gin (topic gin_trgm_ops);
