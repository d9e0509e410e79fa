-- Sessions that recur. A series holds the rule and what its next dates will look like. Each date is a session of its
-- own, made ahead of time, and keeps its answers, its hosts and its history whatever becomes of the rule.
create table series (
    id            uuid primary key default gen_random_uuid(),
    community_id  uuid not null references communities (id),
    -- The rule, on the wall clock of its zone: every n weeks, or every n months on a day, an n-th weekday or a last one.
    -- Which weekday, which day and which n is read from the first date.
    repeats       text not null constraint series_repeats_known
                  check (repeats in ('weekly', 'monthly_day', 'monthly_weekday', 'monthly_last_weekday')),
    every         integer not null constraint series_every_range check (every between 1 and 12),
    starts_on     date not null,
    starts_at     time not null,
    minutes       integer not null constraint series_minutes_range check (minutes between 5 and 1440),
    zone          text not null,
    -- It ends with a day, after a number of dates, or not by itself.
    until_on      date,
    dates         integer constraint series_dates_range check (dates between 1 and 400),
    -- Dates of the rule that do not take place and never became sessions.
    skipped       date[] not null default '{}',
    -- What a new date looks like.
    title         text not null constraint series_title_length check (char_length(title) between 2 and 120),
    kind          text not null,
    format        text not null default 'in_person' constraint series_format_known check (format in ('in_person', 'online', 'hybrid')),
    place         text not null default '' constraint series_place_length check (char_length(place) <= 200),
    join_url      text not null default '' constraint series_join_url_length check (char_length(join_url) <= 500),
    agenda        text not null default '' constraint series_agenda_length check (char_length(agenda) <= 10000),
    capacity      integer constraint series_capacity_range check (capacity between 1 and 10000),
    hosts         uuid[] not null default '{}',
    -- Its one identity in calendars; a date of it is told apart by the moment the rule gave it.
    uid           text not null constraint series_uid_taken unique,
    sequence      integer not null default 0,
    -- Dates up to and including this day have become sessions.
    filled_to     date,
    created_by    uuid not null references people (id),
    created_at    timestamptz not null,
    -- Called off as a whole.
    cancelled_at  timestamptz,
    constraint series_one_end check (until_on is null or dates is null),
    constraint series_ends_after_start check (until_on is null or until_on >= starts_on)
);
create index series_of_community on series (community_id, created_at);
create index series_running on series (filled_to) where cancelled_at is null;

-- The day the rule gave a session of a series, on the series' wall clock; the session itself may have been moved.
alter table events
    add column series_id uuid references series (id),
    add column series_on date,
    add constraint events_series_with_day check ((series_id is null) = (series_on is null));
create unique index events_once_a_series_day on events (series_id, series_on);
