-- To whom someone reports, where an administrator knows: coffee brings nobody together with their own manager.
alter table people
    add column manager_id uuid references people (id)
        constraint people_manager_is_another check (manager_id <> id);
create index people_by_manager on people (manager_id) where manager_id is not null;

-- Pairs that coffee never brings together, each both ways: one would rather not meet the other, or reports to them.
create view coffee_never as
    select person_id, other_id from coffee_exclusions
    union
    select other_id, person_id from coffee_exclusions
    union
    select id, manager_id from people where manager_id is not null
    union
    select manager_id, id from people where manager_id is not null;
