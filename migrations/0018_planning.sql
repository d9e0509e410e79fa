-- What members would like to meet about. A topic is open until a session is planned for it, and is open again when that
-- session is cancelled: this is read from the session and stored nowhere, so that no way to cancel one can forget it.
create table topics (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    title        text not null constraint topics_title_length check (char_length(title) between 2 and 120),
    details      text not null default '' constraint topics_details_length check (char_length(details) <= 1000),
    proposed_by  uuid not null references people (id),
    proposed_at  timestamptz not null,
    retired_at   timestamptz,
    retired_by   uuid references people (id),
    constraint topics_retired_by_somebody check ((retired_at is null) = (retired_by is null))
);
-- The same wish twice is one wish.
create unique index topics_title_taken on topics (community_id, lower(title)) where retired_at is null;
create index topics_by_proposer on topics (proposed_by);

create table topic_votes (
    topic_id  uuid not null references topics (id),
    person_id uuid not null references people (id),
    voted_at  timestamptz not null,
    primary key (topic_id, person_id)
);
create index topic_votes_by_person on topic_votes (person_id);

alter table events add column topic_id uuid references topics (id);
create index events_by_topic on events (topic_id) where topic_id is not null;

-- People asked to host. Who says yes becomes a row of hosts, and only those count as hosts anywhere.
create table host_invitations (
    event_id    uuid not null references events (id),
    person_id   uuid not null references people (id),
    invited_by  uuid not null references people (id),
    invited_at  timestamptz not null,
    answered_at timestamptz,
    accepted    boolean,
    primary key (event_id, person_id),
    constraint host_invitations_answer_has_time check ((answered_at is null) = (accepted is null))
);
create index host_invitations_waiting on host_invitations (person_id, event_id) where answered_at is null;
