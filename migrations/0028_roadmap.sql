-- Where a community is on the eight steps: what the nightly look at the data remembers, one row a community.
create table roadmaps (
    community_id uuid primary key references communities (id),
    -- The Monday of the week whose tests were last held against what was met before.
    week_on      date not null constraint roadmaps_weeks_start_monday check (extract(isodow from week_on) = 1),
    looked_at    timestamptz not null,
    state        jsonb not null
);

-- What organisers say was done elsewhere, where the data cannot know. Taking it back keeps the row.
create table roadmap_reports (
    community_id uuid not null references communities (id),
    test         text not null constraint roadmap_reports_test_shape check (test ~ '^[a-z_]+$'),
    note         text not null constraint roadmap_reports_note_length check (char_length(note) between 1 and 300),
    reported_by  uuid not null references people (id),
    reported_at  timestamptz not null,
    withdrawn_at timestamptz constraint roadmap_reports_withdrawn_later check (withdrawn_at >= reported_at)
);
create unique index roadmap_reports_once on roadmap_reports (community_id, test) where withdrawn_at is null;

-- The eighth step: what works and is kept, and what is stopped.
create table roadmap_notes (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    list         text not null constraint roadmap_notes_list_known check (list in ('kept', 'stopped')),
    body         text not null constraint roadmap_notes_body_length check (char_length(body) between 1 and 300),
    added_by     uuid not null references people (id),
    added_at     timestamptz not null,
    removed_at   timestamptz
);
create index roadmap_notes_by_community on roadmap_notes (community_id, added_at) where removed_at is null;
