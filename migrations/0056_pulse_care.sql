-- A pulse that was opened by mistake is cancelled while it is open: what was answered is thrown away unread, and with it
-- who was asked. Only that it was there is kept.
alter table pulses
    add column cancelled_at timestamptz constraint pulses_cancelled_before_its_end check (cancelled_at < closes_at),
    add column cancelled_by uuid references people (id),
    -- When the people who may read its results were told that they are ready.
    add column results_told_at timestamptz,
    -- Does it ask the seven yearly sentences about psychological safety as well?
    add column asks_safety boolean not null default false,
    add constraint pulses_closed_or_cancelled check (closed_at is null or cancelled_at is null),
    add constraint pulses_cancelled_by_someone check ((cancelled_at is null) = (cancelled_by is null)),
    -- Their wording is of a community.
    add constraint pulses_safety_of_a_community check (not asks_safety or community_id is not null);
update pulses set results_told_at = closed_at;
create index pulses_by_canceller on pulses (cancelled_by);
drop index pulses_one_open;
create unique index pulses_one_open on pulses (coalesce(community_id, '00000000-0000-0000-0000-000000000000'))
    where closed_at is null and cancelled_at is null;

create or replace function pulse_is_closed() returns trigger language plpgsql as $$
begin
    if exists (select 1 from fresh f join pulses p on p.id = f.pulse_id
               where p.closed_at is not null or p.cancelled_at is not null) then
        raise exception 'a closed pulse takes no answers'
            using errcode = 'check_violation', constraint = 'pulses_closed_for_good', table = 'pulses';
    end if;
    return null;
end $$;

create function pulse_cancels_clean() returns trigger language plpgsql as $$
begin
    if exists (select 1 from pulse_marks m where m.pulse_id = new.id)
       or exists (select 1 from pulse_counts c where c.pulse_id = new.id)
       or exists (select 1 from pulse_comments w where w.pulse_id = new.id)
       or exists (select 1 from pulse_people p where p.pulse_id = new.id) then
        raise exception 'nothing is kept of a cancelled pulse'
            using errcode = 'check_violation', constraint = 'pulses_cancelled_without_answers', table = 'pulses';
    end if;
    return new;
end $$;
create trigger pulses_cancel_clean before update of cancelled_at on pulses
    for each row when (new.cancelled_at is not null) execute function pulse_cancels_clean();

-- Who has read, or put away, the results of a closed pulse on their start page.
create table pulse_readings (
    pulse_id  uuid not null references pulses (id),
    person_id uuid not null references people (id),
    primary key (pulse_id, person_id)
);
create index pulse_readings_by_person on pulse_readings (person_id);

-- The seven yearly sentences are somebody's work: they are asked once an administrator has written down on what ground
-- they may be used here.
create table safety_permission (
    id       boolean primary key default true constraint safety_permission_is_one check (id),
    ground   text not null constraint safety_permission_ground_length check (char_length(ground) between 5 and 300),
    given_by uuid not null references people (id),
    given_at timestamptz not null
);
create index safety_permission_by_person on safety_permission (given_by);

-- S1 to S7 are kept as they were answered, from 1 to 7, and turned round where they are worded the other way only when
-- they are read; for everyone together only.
alter table pulse_counts
    drop constraint pulse_counts_item_known,
    drop constraint pulse_counts_value_range,
    drop constraint pulse_counts_extras_of_all,
    add constraint pulse_counts_item_known
        check (item in ('O1', 'O2', 'O3', 'T1', 'T2', 'T3', 'M1', 'M2', 'M3', 'V1', 'R1',
                        'S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7')),
    add constraint pulse_counts_value_range check (
        case when item = 'R1' then value between 0 and 10
             when item = 'V1' then value between 0 and 7
             when item like 'S%' then value between 1 and 7
             else value between 1 and 5 end),
    add constraint pulse_counts_extras_of_all
        check (dimension = 'all' or (item not in ('V1', 'R1') and item not like 'S%'));
