-- Snapshots: a report as it was at one moment, to be read by anyone who has its link until that ends or is revoked.
create table snapshots (
    id           uuid primary key default gen_random_uuid(),
    -- None: of the whole organisation, by a leader.
    community_id uuid references communities (id),
    made_by      uuid not null references people (id),
    made_at      timestamptz not null,
    title        text not null constraint snapshots_title_length check (char_length(title) between 2 and 120),
    -- "July to September 2026"
    period       text not null,
    from_on      date not null,
    until_on     date not null,
    as_of        timestamptz not null,
    -- Figures alone, to leaders' precision, with their assumptions.
    content      jsonb not null,
    token_hash   bytea not null constraint snapshots_token_taken unique,
    expires_at   timestamptz not null,
    revoked_at   timestamptz,
    constraint snapshots_days_in_order check (from_on <= until_on),
    constraint snapshots_live_for_a_while check (expires_at > made_at)
);
create index snapshots_of_community on snapshots (community_id, made_at desc);

-- Which sentence stands beside which of the four statements. The words are read from the testimonial each time, so that
-- one that was withdrawn is gone from every snapshot at once.
create table snapshot_quotes (
    snapshot_id    uuid not null references snapshots (id),
    statement      integer not null constraint snapshot_quotes_one_of_four check (statement between 1 and 4),
    testimonial_id uuid not null references testimonials (id),
    primary key (snapshot_id, statement)
);
create index snapshot_quotes_by_testimonial on snapshot_quotes (testimonial_id);
