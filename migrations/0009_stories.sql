-- What happened, what I took away, what I did, what changed. It may stop anywhere.
create table stories (
    id             uuid primary key default gen_random_uuid(),
    community_id   uuid not null references communities (id),
    author_id      uuid not null references people (id),
    event_id       uuid references events (id),
    title          text not null constraint stories_title_length check (char_length(title) between 2 and 120),
    activity       text not null constraint stories_activity_known check (activity in ('session', 'coffee', 'person')),
    happened       text not null default '' constraint stories_happened_length check (char_length(happened) <= 3000),
    took_away      text not null default '' constraint stories_took_away_length check (char_length(took_away) <= 3000),
    did            text not null default '' constraint stories_did_length check (char_length(did) <= 3000),
    changed_me     text not null default '' constraint stories_changed_me_length check (char_length(changed_me) <= 3000),
    changed_team   text not null default '' constraint stories_changed_team_length check (char_length(changed_team) <= 3000),
    success_now    text not null default '' constraint stories_success_now_length check (char_length(success_now) <= 3000),
    -- How far the value went (Wenger, Trayner & de Laat 2011).
    cycle          text not null constraint stories_cycle_known check (cycle in ('immediate', 'potential', 'applied', 'realised', 'reframing')),
    barrier        text constraint stories_barrier_known check (barrier in ('opportunity', 'trust', 'motivation')),
    -- A draft may still be without one.
    benefits       text[] not null constraint stories_one_or_two_benefits check (
                       cardinality(benefits) between (published_at is not null)::int and 2
                       and benefits <@ array['support_people', 'bridge_knowledge', 'grow_capability', 'enable_collaboration', 'scale_approaches']),
    hours_low      numeric(8, 2), hours_likely numeric(8, 2), hours_high numeric(8, 2),
    uses_per_year  integer, people_helped integer,
    attribution    integer, confidence integer,
    constraint stories_hours_in_order check (hours_low is null or (0 <= hours_low and hours_low <= hours_likely and hours_likely <= hours_high)),
    constraint stories_numbers_together check (num_nonnulls(hours_low, hours_likely, hours_high, uses_per_year, people_helped, attribution, confidence) in (0, 7)),
    constraint stories_counts_range check (uses_per_year between 1 and 10000 and people_helped between 1 and 100000),
    constraint stories_percentages check (attribution between 0 and 100 and confidence between 0 and 100),
    verified_by    uuid references people (id),
    verified_at    timestamptz,
    constraint stories_verified_by_another check (verified_by is null or verified_by <> author_id),
    visibility     text not null default 'organisation' constraint stories_visibility_known check (visibility in ('community', 'organisation', 'public')),
    display        text not null default 'name' constraint stories_display_known check (display in ('name', 'role', 'anonymous')),
    -- The author's team and place in the community as they were when the story was told. They are kept, so that a
    -- story told by role does not give its author away on the day that one person changes team or role.
    team_id        uuid references teams (id),
    told_as        text constraint stories_told_as_known check (told_as in ('organiser', 'member', 'guest')),
    created_at     timestamptz not null,
    published_at   timestamptz,
    edited_at      timestamptz,
    withdrawn_at   timestamptz,
    constraint stories_say_what_happened check (published_at is null or happened <> ''),
    constraint stories_told_as_somebody check (published_at is null or told_as is not null)
);
create index stories_newest on stories (published_at desc, id desc) where published_at is not null and withdrawn_at is null;
create index stories_of_community on stories (community_id, published_at desc) where published_at is not null and withdrawn_at is null;
create index stories_by_author on stories (author_id, created_at desc);
create index stories_of_event on stories (event_id) where event_id is not null;

-- "We used this too": how reuse is counted, one person a story, team as it was.
create table reuses (
    story_id  uuid not null references stories (id),
    person_id uuid not null references people (id),
    team_id   uuid references teams (id),
    at        timestamptz not null,
    primary key (story_id, person_id)
);
create table thanks (
    story_id  uuid not null references stories (id),
    person_id uuid not null references people (id),
    at        timestamptz not null,
    primary key (story_id, person_id)
);
create index thanks_by_person on thanks (person_id, at);

-- One sentence lifted from a story by its author, with consent for each use.
create table testimonials (
    id             uuid primary key default gen_random_uuid(),
    story_id       uuid not null references stories (id),
    author_id      uuid not null references people (id),
    sentence       text not null constraint testimonials_sentence_length check (char_length(sentence) between 3 and 300),
    on_community   boolean not null default false,
    on_impact      boolean not null default false,
    in_reports     boolean not null default false,
    in_public      boolean not null default false,
    given_at       timestamptz not null,
    withdrawn_at   timestamptz
);
create unique index testimonials_one_a_story on testimonials (story_id) where withdrawn_at is null;
create index testimonials_on_impact on testimonials (given_at desc) where on_impact and withdrawn_at is null;

-- Which published stories a person may read. Every query, count and list that reaches a story of others goes through
-- this one predicate, as
--     s.id in (select id from stories_seen($1))
-- What happens in a private community stays with its people, whatever its stories said before it went private.
create function stories_seen(person uuid) returns setof stories language sql stable as $$
    select s.*
    from stories s
    join communities_seen(person) c on c.id = s.community_id
    where s.published_at is not null
      and s.withdrawn_at is null
      and ((s.visibility <> 'community' and c.visibility = 'listed' and c.published_at is not null)
           or exists (select 1 from members m
                      where m.community_id = s.community_id and m.person_id = person
                        and m.left_at is null and m.joined_at is not null))
$$;

-- What may be said about who told a story. Queries take the author from here and nowhere else, so that a story told
-- by role or anonymously has no name, person or department to leak.
create view bylines as
    select s.id as story_id,
           case when s.display = 'name' then s.author_id end as person_id,
           case when s.display = 'name' then p.name end as name,
           case when s.display = 'name' then d.name end as department,
           case when s.display <> 'anonymous' then t.name end as team,
           case when s.display = 'role' then s.told_as end as told_as
    from stories s
    join people p on p.id = s.author_id
    left join teams t on t.id = case when s.published_at is null then p.team_id else s.team_id end
    left join departments d on d.id = t.department_id;
