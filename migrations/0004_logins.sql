-- Being signed in. The cookie holds a random token; only its hash is kept.
create table logins (
    id           uuid primary key default gen_random_uuid(),
    person_id    uuid not null references people (id),
    token_hash   bytea not null constraint logins_token_taken unique,
    agent        text not null default '' constraint logins_agent_length check (char_length(agent) <= 200),
    created_at   timestamptz not null,
    seen_at      timestamptz not null,
    expires_at   timestamptz not null,
    ended_at     timestamptz
);
create index logins_by_person on logins (person_id, seen_at desc) where ended_at is null;
create index logins_by_expiry on logins (expires_at);

create table password_resets (
    token_hash bytea primary key,
    person_id  uuid not null references people (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index password_resets_by_person on password_resets (person_id);

-- Counted here and not in memory, so that a limit holds across copies of the program.
create table rate_limits (
    key        text not null,
    opened_at  timestamptz not null,
    hits       integer not null default 1,
    primary key (key, opened_at)
);
create index rate_limits_by_age on rate_limits (opened_at);
