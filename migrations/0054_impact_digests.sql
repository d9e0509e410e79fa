-- The monthly email to leaders: the row is the promise that each gets one a month.
create table impact_digests (
    person_id uuid not null references people (id),
    month_on  date not null constraint impact_digests_first_of_month check (extract(day from month_on) = 1),
    made_at   timestamptz not null,
    primary key (person_id, month_on)
);
