-- Agreements: how the members of a community want to be together, as a short ordered list.
create table agreement_lists (
    community_id uuid primary key references communities (id),
    -- When its words changed last: members agree to these words.
    changed_at   timestamptz not null,
    -- When the community last looked at it, with or without a change.
    looked_at    timestamptz not null,
    constraint agreement_lists_looked_at_when_changed check (looked_at >= changed_at)
);

create table agreements (
    community_id uuid not null references agreement_lists (community_id),
    position     integer not null constraint agreements_position_range check (position between 1 and 10),
    body         text not null constraint agreements_body_length check (char_length(body) between 2 and 160),
    primary key (community_id, position)
);

-- Who said that they agree, and when.
create table agreement_consents (
    community_id uuid not null references agreement_lists (community_id),
    person_id    uuid not null references people (id),
    agreed_at    timestamptz not null,
    primary key (community_id, person_id)
);
create index agreement_consents_by_person on agreement_consents (person_id);

-- What a community says of itself on its one page, where nothing else holds it yet.
create table canvases (
    community_id uuid primary key references communities (id),
    gives        text not null default '' constraint canvases_gives_length check (char_length(gives) <= 400),
    success      text not null default '' constraint canvases_success_length check (char_length(success) <= 400),
    not_ours     text not null default '' constraint canvases_not_ours_length check (char_length(not_ours) <= 400),
    edited_at    timestamptz not null
);
