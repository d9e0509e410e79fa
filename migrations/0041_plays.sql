-- Plays: what a community tries against a barrier, put on its roadmap and looked at again after the next pulse.
create table plays (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    play         text not null constraint plays_play_shape check (play ~ '^[a-z_]+$'),
    state        text not null constraint plays_state_known check (state in ('trying', 'kept', 'dropped')),
    started_by   uuid not null references people (id),
    started_at   timestamptz not null,
    -- When organisers looked at it again, and kept or dropped it.
    settled_at   timestamptz,
    constraint plays_settled_at_its_end check ((state = 'trying') = (settled_at is null)),
    constraint plays_settled_later check (settled_at >= started_at)
);
create unique index plays_tried_once on plays (community_id, play) where state = 'trying';
create index plays_of_community on plays (community_id, started_at desc);
create index plays_by_starter on plays (started_by);
