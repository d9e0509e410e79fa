-- "Was it worth your time?", asked after somebody's first session in a community. Answers are counters: nothing ties
-- one to the person who gave it.
create table session_worth (
    event_id uuid primary key references events (id),
    yes      integer not null default 0 constraint session_worth_yes_range check (yes >= 0),
    partly   integer not null default 0 constraint session_worth_partly_range check (partly >= 0),
    no       integer not null default 0 constraint session_worth_no_range check (no >= 0)
);
-- Who answered, so that nobody is asked or counted twice. It has no moment: beside one, the order of answers would tell
-- whose is whose.
create table session_worth_marks (
    event_id  uuid not null references events (id),
    person_id uuid not null references people (id),
    primary key (event_id, person_id)
);
create index session_worth_marks_by_person on session_worth_marks (person_id);
