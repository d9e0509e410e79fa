create table communities (
    id             uuid primary key default gen_random_uuid(),
    slug           text not null constraint communities_slug_taken unique
                   constraint communities_slug_shape check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and char_length(slug) <= 60),
    name           text not null constraint communities_name_length check (char_length(name) between 2 and 80),
    -- The purpose: who, what practice, why now. May be left for later.
    who            text not null default '' constraint communities_who_length check (char_length(who) <= 300),
    practice       text not null default '' constraint communities_practice_length check (char_length(practice) <= 300),
    why_now        text not null default '' constraint communities_why_now_length check (char_length(why_now) <= 300),
    purpose_set_at timestamptz,
    cadence_days   integer constraint communities_cadence_known check (cadence_days in (7, 14, 30, 42, 60, 90)),
    zone           text not null,
    visibility     text not null default 'listed' constraint communities_visibility_known check (visibility in ('listed', 'private')),
    admission      text not null default 'open' constraint communities_admission_known check (admission in ('open', 'request', 'invitation')),
    tags           text[] not null default '{}' constraint communities_few_tags check (cardinality(tags) <= 8),
    founder_id     uuid not null references people (id),
    sponsor_id     uuid references people (id),
    -- Help the organisers ask of leaders, in their own words; leaders see this and no flags.
    help_wanted    text not null default '' constraint communities_help_length check (char_length(help_wanted) <= 300),
    published_at   timestamptz,
    created_at     timestamptz not null,
    archived_at    timestamptz
);
create index communities_by_name on communities (lower(name), id);
create index communities_by_tag on communities using gin (tags);

create table pauses (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    starts_on    date not null,
    ends_on      date,
    reason       text not null default '' constraint pauses_reason_length check (char_length(reason) <= 200),
    constraint pauses_end_after_start check (ends_on is null or ends_on >= starts_on)
);
create index pauses_by_community on pauses (community_id, starts_on);
create unique index pauses_one_open on pauses (community_id) where ends_on is null;

create table members (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    person_id    uuid not null references people (id),
    -- asked: waits for an organiser. invited: waits for the person. interested: before the first session.
    standing     text not null constraint members_standing_known check (standing in ('asked', 'invited', 'interested', 'member')),
    organiser    boolean not null default false,
    why          text not null default '' constraint members_why_length check (char_length(why) <= 300),
    asked_at     timestamptz not null,
    joined_at    timestamptz,
    organiser_at timestamptz,
    left_at      timestamptz,
    constraint members_joined_when_in check ((standing in ('interested', 'member')) = (joined_at is not null)),
    constraint members_organisers_are_in check (not organiser or (joined_at is not null and left_at is null))
);
-- A person may leave and come back: one current row, and the past ones stay.
create unique index members_once on members (community_id, person_id) where left_at is null;
create index members_by_person on members (person_id, community_id) where left_at is null;
create index members_organisers on members (community_id) where organiser and left_at is null;
create index members_of_community on members (community_id, joined_at) where left_at is null;

-- A community that is not archived always has an organiser. Checked at commit, under a lock on the
-- community, so that two organisers who step down at once cannot both succeed.
create function members_keep_an_organiser() returns trigger language plpgsql as $$
begin
    -- Not "for update": whoever noted their act in the log holds a key share on the community, and two of them
    -- would wait for each other.
    perform 1 from communities where id = old.community_id and archived_at is null for no key update;
    if found and not exists (
        select 1 from members where community_id = old.community_id and organiser and left_at is null
    ) then
        raise exception 'a community needs an organiser'
            using errcode = 'check_violation', constraint = 'members_last_organiser', table = 'members';
    end if;
    return null;
end $$;
create constraint trigger members_last_organiser
    after update or delete on members deferrable initially deferred
    for each row when (old.organiser) execute function members_keep_an_organiser();

-- Which communities a person may see: listed ones that are published, and those they belong to or are invited to.
-- Every query, count, feed and search that reaches a community goes through this one predicate, as
--     c.id in (select id from communities_seen($1))
-- It returns a set because PostgreSQL folds such a function into the query around it; a boolean one with a
-- subquery inside would be called once for each row.
create function communities_seen(person uuid) returns setof communities language sql stable as $$
    select c.*
    from communities c
    where (c.visibility = 'listed' and c.published_at is not null)
       or exists (select 1 from members m
                  where m.community_id = c.id and m.person_id = person
                    and m.left_at is null and m.standing <> 'asked')
$$;
