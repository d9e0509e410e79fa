-- What a community meets for. Pages say "session".
create table events (
    id                 uuid primary key default gen_random_uuid(),
    community_id       uuid not null references communities (id),
    title              text not null constraint events_title_length check (char_length(title) between 2 and 120),
    kind               text not null,
    state              text not null default 'draft' constraint events_state_known check (state in ('draft', 'published', 'cancelled')),
    starts_at          timestamptz not null,
    ends_at            timestamptz not null,
    -- The zone the session is planned in; the moment stays right when the viewer's zone differs.
    zone               text not null,
    format             text not null default 'in_person' constraint events_format_known check (format in ('in_person', 'online', 'hybrid')),
    place              text not null default '' constraint events_place_length check (char_length(place) <= 200),
    join_url           text not null default '' constraint events_join_url_length check (char_length(join_url) <= 500),
    agenda             text not null default '' constraint events_agenda_length check (char_length(agenda) <= 10000),
    capacity           integer constraint events_capacity_range check (capacity between 1 and 10000),
    -- Kept by rsvps: how many are seated. With the check below, no path through the program can overbook.
    seated             integer not null default 0,
    waiting            integer not null default 0,
    -- Kept by attendance: how many were recorded present. Zero means unknown.
    present            integer not null default 0,
    next_in_queue      bigint not null default 1,
    prep_hours         numeric(5, 2) not null default 2 constraint events_prep_hours_range check (prep_hours between 0 and 200),
    -- One identity for life in everyone's calendar; the sequence rises with each change of time or place.
    uid                text not null constraint events_uid_taken unique,
    sequence           integer not null default 0,
    recap              text not null default '' constraint events_recap_length check (char_length(recap) <= 10000),
    recap_posted_at    timestamptz,
    recording_url      text not null default '' constraint events_recording_url_length check (char_length(recording_url) <= 500),
    -- The host says that everybody who was there is on the list; only then is it a denominator.
    list_completed_at  timestamptz,
    created_by         uuid not null references people (id),
    created_at         timestamptz not null,
    published_at       timestamptz,
    cancelled_at       timestamptz,
    cancel_reason      text not null default '' constraint events_cancel_reason_length check (char_length(cancel_reason) <= 300),
    constraint events_end_after_start check (ends_at > starts_at),
    constraint events_not_overbooked check (capacity is null or seated <= capacity),
    constraint events_counts_not_negative check (seated >= 0 and waiting >= 0 and present >= 0),
    constraint events_published_at_set check (state <> 'published' or published_at is not null),
    constraint events_cancelled_at_set check ((state = 'cancelled') = (cancelled_at is not null))
);
create index events_of_community on events (community_id, starts_at desc);
create index events_upcoming on events (starts_at) where state = 'published';

create table hosts (
    event_id  uuid not null references events (id),
    person_id uuid not null references people (id),
    primary key (event_id, person_id)
);
create index hosts_by_person on hosts (person_id, event_id);
