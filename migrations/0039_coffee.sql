-- Random coffee: people who said they are in meet someone they do not work with, round by round. One history of pairs
-- for the whole organisation, whichever programme brought them together.

-- Days on which the organisation does not work, beside weekends.
create table days_off (
    on_day date primary key,
    name   text not null constraint days_off_name_length check (char_length(name) between 1 and 60)
);

create table coffee_programmes (
    id           uuid primary key default gen_random_uuid(),
    -- None: it is for the whole organisation.
    community_id uuid references communities (id),
    every_weeks  integer not null constraint coffee_programmes_rhythm_known check (every_weeks in (1, 2, 4)),
    -- The Monday of its first round.
    starts_on    date not null constraint coffee_programmes_start_is_monday check (extract(isodow from starts_on) = 1),
    started_by   uuid not null references people (id),
    started_at   timestamptz not null,
    ended_at     timestamptz
);
create unique index coffee_programmes_one_of_community on coffee_programmes (community_id)
    where ended_at is null and community_id is not null;
create unique index coffee_programmes_one_of_all on coffee_programmes ((community_id is null))
    where ended_at is null and community_id is null;

-- What a person says once, for all programmes.
create table coffee_choices (
    person_id       uuid primary key references people (id),
    works_from      time not null default '09:00',
    works_to        time not null default '17:00',
    prefers_trio    boolean not null default false,
    several_matches boolean not null default false,
    constraint coffee_choices_hours_in_order check (works_from < works_to)
);

create table coffee_members (
    programme_id uuid not null references coffee_programmes (id),
    person_id    uuid not null references people (id),
    joined_at    timestamptz not null,
    left_at      timestamptz,
    skips_next   boolean not null default false,
    -- Until a day, or until they come back where there is none.
    paused_at    timestamptz,
    paused_until date,
    resumed_at   timestamptz,
    primary key (programme_id, person_id),
    constraint coffee_members_pause_is_whole check (paused_until is null or paused_at is not null)
);
create index coffee_members_by_person on coffee_members (person_id);

-- Who takes part in a programme now, paused or not.
create view coffee_takers as
    select m.programme_id, m.person_id, m.skips_next, m.paused_at, m.paused_until
    from coffee_members m
    join coffee_programmes g on g.id = m.programme_id and g.ended_at is null
    join people p on p.id = m.person_id and p.deactivated_at is null
    where m.left_at is null
      and (g.community_id is null
           or exists (select 1
                      from current_members c
                      join communities o on o.id = c.community_id and o.archived_at is null
                      where c.community_id = g.community_id and c.person_id = m.person_id));

-- Whom a person does not want to meet. Nobody but them sees it.
create table coffee_exclusions (
    person_id uuid not null references people (id),
    other_id  uuid not null references people (id),
    made_at   timestamptz not null,
    primary key (person_id, other_id),
    constraint coffee_exclusions_of_another check (person_id <> other_id)
);
create index coffee_exclusions_by_other on coffee_exclusions (other_id);

create table coffee_rounds (
    id           uuid primary key default gen_random_uuid(),
    programme_id uuid not null references coffee_programmes (id),
    number       integer not null constraint coffee_rounds_number_counts check (number >= 1),
    -- The Monday it is about; the day of the match is later where that is a day off.
    monday_on    date not null,
    asks_on      date not null,
    reminds_on   date not null,
    matches_on   date not null,
    -- None where the round closes before.
    checks_on    date,
    closes_on    date not null,
    -- From which what looks like chance is drawn, so that a round can be worked out again.
    seed         bigint not null,
    state        text not null
        constraint coffee_rounds_state_known check (state in ('asking', 'matched', 'closed', 'cancelled')),
    matched_at   timestamptz,
    -- Of two copies of the program that open the same round, one does.
    constraint coffee_rounds_once unique (programme_id, number),
    constraint coffee_rounds_one_a_monday unique (programme_id, monday_on),
    constraint coffee_rounds_days_in_order check (
        asks_on <= reminds_on and reminds_on < matches_on and matches_on <= closes_on and checks_on < closes_on),
    constraint coffee_rounds_matched_at_set check ((state in ('matched', 'closed')) = (matched_at is not null))
);
create index coffee_rounds_open on coffee_rounds (state) where state in ('asking', 'matched');

-- Someone who takes part in a round, and what they were told of it.
create table coffee_seats (
    round_id    uuid not null references coffee_rounds (id),
    person_id   uuid not null references people (id),
    -- None: nothing was said, and they are in.
    answer      text constraint coffee_seats_answer_known check (answer in ('in', 'skip')),
    asked_at    timestamptz,
    reminded_at timestamptz,
    -- Why they have no match: no group could take them, or they have a match in another programme.
    unmatched   text constraint coffee_seats_unmatched_known check (unmatched in ('alone', 'elsewhere')),
    -- When they are told of their match, or that there is none; and when they were.
    tell_at     timestamptz,
    told_at     timestamptz,
    tellings    integer not null default 0,
    checked_at  timestamptz,
    closing_at  timestamptz,
    primary key (round_id, person_id)
);
create index coffee_seats_untold on coffee_seats (tell_at) where told_at is null;
create index coffee_seats_by_person on coffee_seats (person_id);

create table coffee_matches (
    id              uuid primary key default gen_random_uuid(),
    round_id        uuid not null references coffee_rounds (id),
    reason          text not null constraint coffee_matches_reason_length check (char_length(reason) <= 200),
    first_writer_id uuid not null references people (id),
    -- Times that suit everyone in it.
    proposals       timestamptz[] not null default '{}',
    made_at         timestamptz not null,
    -- It did not come about: it is no history.
    void_at         timestamptz
);
create index coffee_matches_of_round on coffee_matches (round_id);
create index coffee_matches_by_first_writer on coffee_matches (first_writer_id);

-- The people of a match, with their teams as they were.
create table coffee_partners (
    match_id      uuid not null references coffee_matches (id),
    round_id      uuid not null references coffee_rounds (id),
    person_id     uuid not null references people (id),
    team_id       uuid references teams (id),
    department_id uuid references departments (id),
    -- What they said, which nobody but they is shown.
    found_time    boolean,
    outcome       text constraint coffee_partners_outcome_known check (outcome in ('met', 'planned', 'not_met')),
    left_at       timestamptz,
    -- It was they who could not make it.
    gave_up       boolean not null default false,
    primary key (match_id, person_id),
    constraint coffee_partners_gave_up_and_left check (not gave_up or left_at is not null)
);
-- Nobody has two matches in a round, whichever copy of the program made them.
create unique index coffee_partners_once_a_round on coffee_partners (round_id, person_id) where left_at is null;
create index coffee_partners_by_person on coffee_partners (person_id, match_id);
