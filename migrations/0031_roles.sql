-- Who does what in a community: a role has a holder, and a second person who can step in.
create table roles (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    name         text not null constraint roles_name_length check (char_length(name) between 2 and 80),
    duties       text not null default '' constraint roles_duties_length check (char_length(duties) <= 300),
    holder_id    uuid references people (id),
    backup_id    uuid references people (id),
    notes        text not null default '' constraint roles_notes_length check (char_length(notes) <= 4000),
    created_at   timestamptz not null,
    constraint roles_backup_is_another check (holder_id <> backup_id)
);
create unique index roles_name_taken on roles (community_id, lower(name));
create index roles_by_holder on roles (holder_id);
create index roles_by_backup on roles (backup_id);

-- Roles as they are held now: of someone who left the community or was deactivated, nothing is held any more.
create view current_roles as
    with active as (
        select m.community_id, m.person_id
        from current_members m
        join people p on p.id = m.person_id and p.deactivated_at is null
    )
    select r.id, r.community_id, r.name, r.duties, r.notes, r.created_at,
           h.person_id as holder_id, b.person_id as backup_id
    from roles r
    left join active h on h.community_id = r.community_id and h.person_id = r.holder_id
    left join active b on b.community_id = r.community_id and b.person_id = r.backup_id;

-- A role on its way from one person to another.
create table handovers (
    id          uuid primary key default gen_random_uuid(),
    role_id     uuid not null references roles (id) on delete cascade,
    -- Whoever holds the role, or the organiser who looks after it while nobody does.
    giver_id    uuid not null references people (id),
    receiver_id uuid not null references people (id),
    state       text not null constraint handovers_state_known
                check (state in ('offered', 'under_way', 'declined', 'cancelled', 'finished')),
    offered_at  timestamptz not null,
    answered_at timestamptz,
    ended_at    timestamptz,
    constraint handovers_to_another check (giver_id <> receiver_id)
);
create unique index handovers_one_open on handovers (role_id) where state in ('offered', 'under_way');
create index handovers_by_receiver on handovers (receiver_id);
create index handovers_by_giver on handovers (giver_id);

-- What of a handover's list one of the two says is done.
create table handover_ticks (
    handover_id uuid not null references handovers (id) on delete cascade,
    person_id   uuid not null references people (id),
    step        text not null constraint handover_ticks_step_known
                check (step in ('coming_up', 'places', 'people', 'promises', 'access', 'together')),
    ticked_at   timestamptz not null,
    primary key (handover_id, step, person_id)
);
