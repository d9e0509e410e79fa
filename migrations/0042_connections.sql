-- People who do not want their own ring worked out. What it shows is kept nowhere.
create table connections_off (
    person_id uuid primary key references people (id),
    since     timestamptz not null
);
