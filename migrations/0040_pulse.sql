-- Where a person works, in their own words; empty where they say nothing.
alter table people add column site text not null default ''
    constraint people_site_length check (char_length(site) <= 40);
create index people_by_site on people (lower(site)) where site <> '' and deactivated_at is null;

-- Fewer answers than this are never shown. An administrator may raise it for the pulses to come; nobody lowers it.
create table pulse_minimum (
    id      boolean primary key default true constraint pulse_minimum_is_one check (id),
    answers smallint not null constraint pulse_minimum_at_least_five check (answers between 5 and 50)
);
insert into pulse_minimum (answers) values (5);

create function pulse_minimum_only_rises() returns trigger language plpgsql as $$
begin
    raise exception 'the minimum is never lowered'
        using errcode = 'check_violation', constraint = 'pulse_minimum_only_rises', table = 'pulse_minimum';
end $$;
create trigger pulse_minimum_only_rises before update on pulse_minimum
    for each row when (new.answers < old.answers) execute function pulse_minimum_only_rises();
create trigger pulse_minimum_stays before delete on pulse_minimum
    for each row execute function pulse_minimum_only_rises();

-- One round: of a community, or of the whole organisation.
create table pulses (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid references communities (id),
    -- The one breakdown of its results, chosen before anyone answers: two of them, laid side by side, could tell what a
    -- few people said who are in the one group and not in the other.
    breakdown    text not null constraint pulses_breakdown_known check (breakdown in ('team', 'site', 'tenure')),
    minimum      smallint not null constraint pulses_minimum_at_least_five check (minimum >= 5),
    opened_by    uuid not null references people (id),
    opened_at    timestamptz not null,
    closes_on    date not null,
    reminds_at   timestamptz not null constraint pulses_reminds_later check (reminds_at > opened_at),
    closes_at    timestamptz not null constraint pulses_closes_last check (closes_at > reminds_at),
    told_at      timestamptz,
    reminded_at  timestamptz,
    closed_at    timestamptz constraint pulses_closed_at_its_end check (closed_at >= closes_at),
    -- How many people were asked.
    population   integer not null constraint pulses_population_large_enough check (population >= minimum),
    -- How many answered, once it is closed; nothing where they were fewer than are ever shown.
    answered     integer constraint pulses_answered_shown_from_the_minimum
                 check (answered is null or (closed_at is not null and answered between minimum and population))
);
create unique index pulses_one_open on pulses (coalesce(community_id, '00000000-0000-0000-0000-000000000000'))
    where closed_at is null;
create index pulses_of_community on pulses (community_id, opened_at desc);
create index pulses_by_opener on pulses (opened_by);

-- Who was asked, each as they were at the opening. Nothing is written here afterwards.
create table pulse_people (
    pulse_id      uuid not null references pulses (id),
    person_id     uuid not null references people (id),
    team_id       uuid references teams (id),
    department_id uuid references departments (id),
    site          text not null,
    tenure        text not null
                  constraint pulse_people_tenure_known check (tenure in ('under_1', 'to_3', 'over_3')),
    primary key (pulse_id, person_id)
);
create index pulse_people_by_person on pulse_people (person_id);
create index pulse_people_by_team on pulse_people (team_id);
create index pulse_people_by_department on pulse_people (department_id);

-- Who is in which group of a pulse's breakdown. Departments are counted beside teams, which are inside them.
create view pulse_groups as
    select pp.pulse_id, pp.person_id, g.dimension, g.cell
    from pulse_people pp
    join pulses p on p.id = pp.pulse_id
    cross join lateral (values
        (p.breakdown, case p.breakdown when 'team' then pp.team_id::text
                                       when 'site' then lower(pp.site)
                                       else pp.tenure end),
        ('department', case p.breakdown when 'team' then pp.department_id::text end)
    ) g (dimension, cell)
    where g.cell <> '';

-- The groups, with their names and sizes at the opening.
create table pulse_cells (
    pulse_id  uuid not null references pulses (id),
    dimension text not null
              constraint pulse_cells_dimension_known check (dimension in ('team', 'department', 'site', 'tenure')),
    cell      text not null,
    name      text not null,
    people    integer not null constraint pulse_cells_not_empty check (people > 0),
    -- Of a team: the department it is inside.
    inside    text not null default '',
    primary key (pulse_id, dimension, cell)
);

-- What is answered. These three tables know of no foreign key, and of no moment: a reference would lock, and so mark,
-- the row of the person or pulse it points to. Each answer rewrites all rows of its round in all three, in random order,
-- in one transaction, so that no id, place, transaction or time ties what was answered to who did.
create table pulse_counts (
    pulse_id  uuid not null,
    dimension text not null constraint pulse_counts_dimension_known
              check (dimension in ('all', 'team', 'department', 'site', 'tenure')),
    cell      text not null,
    item      text not null constraint pulse_counts_item_known
              check (item in ('O1', 'O2', 'O3', 'T1', 'T2', 'T3', 'M1', 'M2', 'M3', 'V1', 'R1')),
    value     smallint not null,
    answers   integer not null constraint pulse_counts_not_empty check (answers > 0),
    constraint pulse_counts_once primary key (pulse_id, dimension, cell, item, value),
    constraint pulse_counts_cell_of_a_group check ((dimension = 'all') = (cell = '')),
    constraint pulse_counts_value_range check (
        case item when 'R1' then value between 0 and 10 when 'V1' then value between 0 and 7
                  else value between 1 and 5 end),
    -- Value and recommendation are counted for everyone together only.
    constraint pulse_counts_extras_of_all check (dimension = 'all' or item not in ('V1', 'R1'))
);

create table pulse_comments (
    id       uuid primary key default gen_random_uuid(),
    pulse_id uuid not null,
    question text not null constraint pulse_comments_question_known check (question in ('keep', 'change')),
    -- Empty once an organiser took it out, with the reason beside it.
    body     text not null constraint pulse_comments_body_length check (char_length(body) <= 500),
    taken_out_because text constraint pulse_comments_reason_length
             check (char_length(taken_out_because) between 2 and 200),
    constraint pulse_comments_words_or_reason check ((body = '') = (taken_out_because is not null))
);
create index pulse_comments_of_it on pulse_comments (pulse_id);

-- Who has answered, for the reminder and so that nobody answers twice. Deleted when the pulse closes.
create table pulse_marks (
    pulse_id  uuid not null,
    person_id uuid not null,
    constraint pulse_marks_once primary key (pulse_id, person_id)
);

-- The promise is held here too: a closed pulse takes no answer, keeps no list of who answered, and no count of a group
-- that is too small.
create function pulse_is_closed() returns trigger language plpgsql as $$
begin
    if exists (select 1 from fresh f join pulses p on p.id = f.pulse_id where p.closed_at is not null) then
        raise exception 'a closed pulse takes no answers'
            using errcode = 'check_violation', constraint = 'pulses_closed_for_good', table = 'pulses';
    end if;
    return null;
end $$;
create trigger pulse_counts_while_open after insert on pulse_counts
    referencing new table as fresh for each statement execute function pulse_is_closed();
create trigger pulse_comments_while_open after insert on pulse_comments
    referencing new table as fresh for each statement execute function pulse_is_closed();
create trigger pulse_marks_while_open after insert on pulse_marks
    referencing new table as fresh for each statement execute function pulse_is_closed();

create function pulse_closes_clean() returns trigger language plpgsql as $$
begin
    if exists (select 1 from pulse_marks m where m.pulse_id = new.id) then
        raise exception 'the list of who answered is deleted at the close'
            using errcode = 'check_violation', constraint = 'pulses_closed_without_marks', table = 'pulses';
    end if;
    if exists (select 1 from pulse_counts c where c.pulse_id = new.id
               group by c.dimension, c.cell, c.item having sum(c.answers) < new.minimum) then
        raise exception 'fewer answers than the minimum are never kept'
            using errcode = 'check_violation', constraint = 'pulses_closed_without_few', table = 'pulses';
    end if;
    return new;
end $$;
create trigger pulses_close_clean before update of closed_at on pulses
    for each row when (new.closed_at is not null) execute function pulse_closes_clean();
