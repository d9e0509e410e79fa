-- Work that runs later. run_at follows the product's clock; leases follow the database's, so that copies
-- with crooked clocks agree.
create table jobs (
    id           bigint generated always as identity primary key,
    kind         text not null,
    payload      jsonb not null,
    key          text,
    run_at       timestamptz not null,
    attempts     integer not null default 0,
    max_attempts integer not null default 10,
    locked_by    uuid,
    locked_until timestamptz,
    last_error   text,
    done_at      timestamptz,
    -- Failed for the last time, or of a kind the program does not know: kept for whoever looks into it.
    parked_at    timestamptz,
    constraint jobs_locked_by_somebody check ((locked_by is null) = (locked_until is null)),
    constraint jobs_end_once check (done_at is null or parked_at is null),
    constraint jobs_end_unlocked check (locked_by is null or (done_at is null and parked_at is null))
);
create index jobs_due on jobs (run_at) where done_at is null and parked_at is null;
-- Only while it has not begun: a job that runs may already be past what is new.
create unique index jobs_once on jobs (kind, key) where attempts = 0 and done_at is null and parked_at is null;
create index jobs_done on jobs (done_at) where done_at is not null;

-- A recurring job runs once per due time, however many copies of the program look at the clock.
create table schedule_runs (
    name text not null,
    slot timestamptz not null,
    at   timestamptz not null default now(),
    primary key (name, slot)
);
