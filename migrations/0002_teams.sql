create table departments (
    id   uuid primary key default gen_random_uuid(),
    name text not null constraint departments_name_length check (char_length(name) between 1 and 80)
);
create unique index departments_name_taken on departments (lower(name));

create table teams (
    id            uuid primary key default gen_random_uuid(),
    department_id uuid not null references departments (id),
    name          text not null constraint teams_name_length check (char_length(name) between 1 and 80),
    closed_at     timestamptz
);
create unique index teams_name_taken on teams (lower(name));
create index teams_by_department on teams (department_id);
