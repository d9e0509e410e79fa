-- Pathways: an ordered set of sessions and materials that members work through and tick off.
create table pathways (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    title        text not null constraint pathways_title_length check (char_length(title) between 2 and 120),
    purpose      text not null default '' constraint pathways_purpose_length check (char_length(purpose) <= 500),
    created_by   uuid not null references people (id),
    created_at   timestamptz not null,
    -- From then on members see it; nothing, while only organisers do.
    published_at timestamptz
);
create unique index pathways_title_taken on pathways (community_id, lower(title));

-- One thing of a pathway: a session, a series, or a page elsewhere. What is removed stays, for those who ticked it.
create table pathway_items (
    id         uuid primary key default gen_random_uuid(),
    pathway_id uuid not null references pathways (id),
    place      integer not null,
    title      text not null constraint pathway_items_title_length check (char_length(title) between 1 and 200),
    event_id   uuid references events (id),
    series_id  uuid references series (id),
    url        text not null default '' constraint pathway_items_url_length check (char_length(url) <= 500),
    minutes    integer constraint pathway_items_minutes_range check (minutes between 1 and 6000),
    added_at   timestamptz not null,
    removed_at timestamptz,
    constraint pathway_items_one_thing check (num_nonnulls(event_id, series_id, nullif(url, '')) = 1),
    constraint pathway_items_secure check (url = '' or url like 'https://%')
);
create index pathway_items_in_order on pathway_items (pathway_id, place);

create table pathway_ticks (
    item_id   uuid not null references pathway_items (id),
    person_id uuid not null references people (id),
    ticked_at timestamptz not null,
    primary key (item_id, person_id)
);
create index pathway_ticks_by_person on pathway_ticks (person_id);

-- Who finished a pathway, and when for the first time: it stays so, whatever is added later.
create table pathway_finishes (
    pathway_id  uuid not null references pathways (id),
    person_id   uuid not null references people (id),
    finished_at timestamptz not null,
    primary key (pathway_id, person_id)
);
