-- Each time a report is written it is another one: a copy of the program that holds this very one in memory need not read
-- it again.
alter table reports add column version uuid not null default gen_random_uuid();
