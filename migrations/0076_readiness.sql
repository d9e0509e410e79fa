-- Whether the database takes writes: one row, written each time a load balancer asks. The trigger is what such a write has
-- to run, because a server whose files were replaced under it still reads and writes, and fails where it loads a language.
create table readiness (
    only_one boolean primary key default true,
    -- When somebody last asked, by the program's clock …
    asked_at timestamptz,
    -- … and how often anyone did, which the trigger counts.
    asked bigint not null default 0,
    constraint readiness_is_one_row check (only_one)
);

create function count_readiness() returns trigger language plpgsql as $$
begin
    new.asked := old.asked + 1;
    return new;
end $$;

create trigger readiness_is_counted before update on readiness
    for each row execute function count_readiness();

insert into readiness default values;
