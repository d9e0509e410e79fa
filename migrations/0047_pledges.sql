-- What a department promises its people who take part in communities: time, permission and encouragement. A new pledge
-- takes the place of the one before, which stays to be read.
create table pledges (
    id            uuid primary key default gen_random_uuid(),
    department_id uuid not null references departments (id),
    -- Hours a month for each person.
    hours         integer not null constraint pledges_hours_range check (hours between 1 and 40),
    -- What needs no asking.
    permission    text not null constraint pledges_permission_length check (char_length(permission) between 5 and 300),
    encouragement text not null
                  constraint pledges_encouragement_length check (char_length(encouragement) between 5 and 200),
    made_by       uuid not null references people (id),
    made_at       timestamptz not null,
    ended_at      timestamptz constraint pledges_end_after_they_begin check (ended_at >= made_at)
);
create unique index pledges_one_a_department on pledges (department_id) where ended_at is null;
create index pledges_by_department on pledges (department_id, made_at desc);
