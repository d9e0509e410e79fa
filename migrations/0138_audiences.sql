-- Whom a community is for, as its organisers say it: whole departments, with every team they will have, and single teams.
-- With none it is not said.
create table audiences (
    community_id  uuid not null references communities (id),
    department_id uuid references departments (id),
    team_id       uuid references teams (id),
    constraint audiences_department_or_team check (num_nonnulls(department_id, team_id) = 1),
    constraint audiences_once unique nulls not distinct (community_id, department_id, team_id)
);
create index audiences_by_department on audiences (department_id) where department_id is not null;
create index audiences_by_team on audiences (team_id) where team_id is not null;

-- The open teams a community is for: all of them, where that is not said.
create function audience_teams(community uuid) returns table (team_id uuid) language sql stable as $$
    select t.id
    from teams t
    where t.closed_at is null
      and (not exists (select 1 from audiences a where a.community_id = community)
           or exists (select 1 from audiences a
                      where a.community_id = community
                        and (a.team_id = t.id or a.department_id = t.department_id)))
$$;

create trigger reports_audiences after insert or delete on audiences
    for each statement execute function note_report_change();
