-- Polls: a community looks for a date, or answers one question. Local times belong to the zone of the poll, which may be
-- changed: clock times stay, so that they are kept as what the clock on the wall says.
create table polls (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    kind         text not null constraint polls_kind_known check (kind in ('dates', 'question')),
    title        text not null constraint polls_title_length check (char_length(title) between 2 and 120),
    details      text not null default '' constraint polls_details_length check (char_length(details) <= 1000),
    zone         text not null constraint polls_zone_length check (char_length(zone) between 1 and 64),
    -- How long the session will be, where a date is looked for.
    minutes      integer not null default 50 constraint polls_minutes_range check (minutes between 5 and 1440),
    -- May several options be chosen?
    several      boolean not null default false,
    -- Are names shown beside votes? Decided at the start.
    named        boolean not null,
    results      text not null constraint polls_results_known check (results in ('after_vote', 'at_close')),
    -- The deadline as the clock of the zone says, and the moment that is.
    closes_on    timestamp not null,
    closes_at    timestamptz not null,
    closed_at    timestamptz,
    -- The session made from it.
    event_id     uuid references events (id),
    created_by   uuid not null references people (id),
    created_at   timestamptz not null,
    -- When members were told of it.
    told_at      timestamptz,
    constraint polls_one_session unique (event_id)
);
create index polls_of_community on polls (community_id, created_at desc, id);
create index polls_due on polls (closes_at) where closed_at is null;
create index polls_untold on polls (created_at) where told_at is null;

create table poll_options (
    id       uuid primary key default gen_random_uuid(),
    poll_id  uuid not null references polls (id) on delete cascade,
    position integer not null,
    words    text not null default '' constraint poll_options_words_length check (char_length(words) <= 120),
    -- A whole day is a date, and a time of day makes it a timed option, in the zone of the poll.
    on_day   date,
    at_time  time,
    constraint poll_options_one_meaning check ((words <> '') <> (on_day is not null)),
    constraint poll_options_time_has_day check (at_time is null or on_day is not null)
);
create index poll_options_of_poll on poll_options (poll_id, position);

create table poll_votes (
    option_id uuid not null references poll_options (id) on delete cascade,
    person_id uuid not null references people (id),
    answer    text not null constraint poll_votes_answer_known check (answer in ('yes', 'if_need_be', 'no')),
    voted_at  timestamptz not null,
    primary key (option_id, person_id)
);
create index poll_votes_by_person on poll_votes (person_id);
