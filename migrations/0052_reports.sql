-- Reports are worked out once and read many times: one row an organisation or community and period. Only figures are
-- kept, no words of anybody: a quote is read anew each time, since it may be withdrawn.
create table reports (
    -- None: it is of all listed communities, for leaders.
    community_id uuid references communities (id),
    from_on      date not null,
    until_on     date not null,
    -- The moment it speaks of.
    as_of        timestamptz not null,
    content      jsonb not null,
    constraint reports_days_in_order check (from_on <= until_on)
);
create unique index reports_one_of_all on reports (from_on, until_on) where community_id is null;
create unique index reports_one_of_community on reports (community_id, from_on, until_on) where community_id is not null;

-- That something a report is made of has changed since the job last looked. Each change is a row of its own, so that
-- no two transactions wait for each other; the clock is the database's, as for all work that waits.
create table report_changes (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp()
);

create function note_report_change() returns trigger language plpgsql as $$
begin
    insert into report_changes default values;
    return null;
end $$;

create trigger reports_attendance after insert or update or delete on attendance
    for each statement execute function note_report_change();
create trigger reports_events after insert or delete
    or update of community_id, kind, state, starts_at, ends_at, prep_hours, list_completed_at, recap_posted_at on events
    for each statement execute function note_report_change();
create trigger reports_hosts after insert or delete on hosts
    for each statement execute function note_report_change();
create trigger reports_stories after insert or update or delete on stories
    for each statement execute function note_report_change();
create trigger reports_reuses after insert or delete on reuses
    for each statement execute function note_report_change();
create trigger reports_people after insert or update of team_id, deactivated_at on people
    for each statement execute function note_report_change();
create trigger reports_teams after insert or update or delete on teams
    for each statement execute function note_report_change();
create trigger reports_departments after update on departments
    for each statement execute function note_report_change();
create trigger reports_communities after update of visibility, published_at on communities
    for each statement execute function note_report_change();
create trigger reports_members after insert or update or delete on members
    for each statement execute function note_report_change();
create trigger reports_organisation after update of zone on organisation
    for each statement execute function note_report_change();
