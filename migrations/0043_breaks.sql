-- Breaks that teams publish, so that others can see when they could meet; and trials of a shared one for some weeks.
-- A team's break is no personal datum.

create table team_breaks (
    team_id   uuid primary key references teams (id),
    -- 1 is Monday.
    weekdays  integer[] not null
        constraint team_breaks_weekdays_known check (cardinality(weekdays) between 1 and 7
                                                     and weekdays <@ array[1, 2, 3, 4, 5, 6, 7]),
    -- By the clock of the zone, whatever the season.
    from_time time not null,
    to_time   time not null,
    zone      text not null,
    set_by    uuid not null references people (id),
    set_at    timestamptz not null,
    constraint team_breaks_times_in_order check (from_time < to_time)
);

create table break_trials (
    id          uuid primary key default gen_random_uuid(),
    weekdays    integer[] not null
        constraint break_trials_weekdays_known check (cardinality(weekdays) between 1 and 7
                                                      and weekdays <@ array[1, 2, 3, 4, 5, 6, 7]),
    from_time   time not null,
    to_time     time not null,
    zone        text not null,
    starts_on   date not null,
    ends_on     date not null,
    -- Its last day, where it was ended early; before its start, it never took place.
    ended_on    date,
    proposed_by uuid not null references people (id),
    proposed_at timestamptz not null,
    constraint break_trials_times_in_order check (from_time < to_time),
    constraint break_trials_days_in_order check (starts_on < ends_on and ended_on <= ends_on)
);
create index break_trials_by_start on break_trials (starts_on);

-- Teams that agreed to keep a trial's break while it goes on. A team is in one at a time: agreeing locks its row.
create table break_trial_teams (
    trial_id  uuid not null references break_trials (id),
    team_id   uuid not null references teams (id),
    agreed_by uuid not null references people (id),
    agreed_at timestamptz not null,
    primary key (trial_id, team_id)
);
create index break_trial_teams_by_team on break_trial_teams (team_id);
