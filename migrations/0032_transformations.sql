-- What organisers decided about the future of their community, and how far it is carried out.
create table transformations (
    id             uuid primary key default gen_random_uuid(),
    community_id   uuid not null references communities (id),
    -- 1, 2, 3 within a community. A confirmation names the number it takes, so that of two organisers who confirm at
    -- the same moment one decides and the other is told.
    number         integer not null constraint transformations_number_counts check (number >= 1),
    way            text not null constraint transformations_way_known check (way in ('renew', 'refocus', 'pause', 'close')),
    state          text not null constraint transformations_state_known check (state in ('announced', 'carried_out', 'undone')),
    decided_by     uuid not null references people (id),
    decided_at     timestamptz not null,
    -- Of a pause: its days.
    starts_on      date,
    ends_on        date,
    -- Of a closing: its last day, and the moment at which that day is over where the community is.
    closes_on      date,
    closes_at      timestamptz,
    -- The thanks of a closing, or why a pause.
    words          text not null default '' constraint transformations_words_length check (char_length(words) <= 1000),
    where_next     text not null default '' constraint transformations_where_next_length check (char_length(where_next) <= 300),
    -- The name, purpose and rhythm that a new focus took the place of.
    before         jsonb,
    carried_out_at timestamptz,
    undone_at      timestamptz,
    undone_by      uuid references people (id),
    constraint transformations_once unique (community_id, number),
    constraint transformations_closing_is_whole check (
        (way = 'close') = (closes_at is not null) and (way = 'close') = (closes_on is not null)),
    constraint transformations_refocus_is_whole check ((way = 'refocus') = (before is not null)),
    constraint transformations_pause_is_whole check ((way = 'pause') = (starts_on is not null)),
    constraint transformations_carried_out_at_set check (state <> 'carried_out' or carried_out_at is not null),
    constraint transformations_undone_at_set check ((state = 'undone') = (undone_at is not null))
);
create unique index transformations_one_announced on transformations (community_id) where state = 'announced';
create index transformations_due on transformations (closes_at) where state = 'announced';

-- Members who would run a community that is about to close.
create table takeover_offers (
    transformation_id uuid not null references transformations (id),
    person_id         uuid not null references people (id),
    offered_at        timestamptz not null,
    primary key (transformation_id, person_id)
);
