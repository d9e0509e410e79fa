-- One row a community and week: what the data said and what was decided. Added once, never rewritten.
create table phases (
    community_id uuid not null references communities (id),
    week_on      date not null constraint phases_weeks_start_monday check (extract(isodow from week_on) = 1),
    -- What the data suggest, since when. Both are in the state too; here they can be asked for.
    phase        text not null constraint phases_phase_known check (phase in ('potential', 'forming', 'maturing', 'self_sustaining', 'transformation')),
    since_on     date not null,
    -- The standing carried into the next week, with the changes this week brought, and what it was judged by.
    state        jsonb not null,
    signals      jsonb not null,
    decided_at   timestamptz not null,
    primary key (community_id, week_on)
);

-- What organisers say of the phase: a pin for a while, or what they decide about a transformation.
-- Only ever added to: the state counts how many of the decisions it has heeded, so their order is part of the
-- truth. The number gives the order; days never run backwards, whatever happens to the community's zone.
create table phase_words (
    id           bigint generated always as identity primary key,
    community_id uuid not null references communities (id),
    said         text not null constraint phase_words_known check (said in (
                     'pin', 'unpin', 'declare', 'confirm', 'renewing', 'refocused', 'smaller', 'split', 'merged')),
    phase        text constraint phase_words_phase_known check (phase in ('potential', 'forming', 'maturing', 'self_sustaining')),
    reason       text not null default '' constraint phase_words_reason_length check (char_length(reason) <= 300),
    said_by      uuid not null references people (id),
    said_on      date not null,
    said_at      timestamptz not null,
    -- The last day a pin holds; how far off it may be is a threshold.
    until_on     date constraint phase_words_until_after_start check (until_on >= said_on),
    constraint phase_words_pin_is_whole check (
        (said = 'pin') = (phase is not null) and (said = 'pin') = (until_on is not null) and (said <> 'pin' or reason <> ''))
);
create index phase_words_by_community on phase_words (community_id, id);

create function phase_words_are_for_good() returns trigger language plpgsql as $$
begin
    raise exception 'phase_words are append-only'
        using errcode = 'check_violation', constraint = 'phase_words_append_only', table = 'phase_words';
end $$;
create trigger phase_words_append_only before update or delete on phase_words
    for each row execute function phase_words_are_for_good();

-- One suggestion to one person, citing its evidence. A row is one occasion on which it was made.
create table nudges (
    id            uuid primary key default gen_random_uuid(),
    community_id  uuid references communities (id),
    person_id     uuid not null references people (id),
    kind          text not null constraint nudges_kind_shape check (kind ~ '^N[0-9]{1,2}$'),
    evidence      text not null,
    path          text not null constraint nudges_path_local check (path like '/%' and path not like '//%'),
    -- The session it speaks of, if it speaks of one.
    event_id      uuid references events (id),
    made_at       timestamptz not null,
    mailed        boolean not null default false,
    snoozed_until timestamptz,
    -- Done: its reason is gone, whoever saw to that. Cancelled: taken back while the reason may well remain,
    -- because the person cannot act on it any more, does not want its kind, or was told anew.
    done_at       timestamptz,
    cancelled_at  timestamptz,
    constraint nudges_end_once check (done_at is null or cancelled_at is null)
);
create index nudges_open on nudges (person_id, made_at) where done_at is null and cancelled_at is null;
create index nudges_by_person on nudges (person_id, made_at desc);
create index nudges_by_community on nudges (community_id, kind, person_id, made_at desc);
-- Two copies of the program may look at the same moment: one open nudge of a kind for a person and community.
create unique index nudges_one_open on nudges (community_id, person_id, kind) where done_at is null and cancelled_at is null;

create table nudge_mutes (
    person_id uuid not null references people (id),
    kind      text not null,
    muted_at  timestamptz not null,
    primary key (person_id, kind)
);
