-- The newest people of a community, in the order its page shows them.
drop index members_of_community;
create index members_of_community on members (community_id, joined_at desc, person_id) where left_at is null;

-- From this many hours before the start on, a seat given up is offered to those who wait and not given: who waited
-- long may have other plans by then.
alter table events
    add column offers_from_hours integer not null default 0 constraint events_offers_range check (offers_from_hours between 0 and 168);
alter table series
    add column offers_from_hours integer not null default 0 constraint series_offers_range check (offers_from_hours between 0 and 168);

-- An organiser may move somebody, with a reason that both can read.
alter table rsvps
    add column moved_by uuid references people (id),
    add column moved_for text not null default '' constraint rsvps_moved_for_length check (char_length(moved_for) <= 300),
    add constraint rsvps_moved_with_reason check ((moved_by is null) = (moved_for = ''));

-- A yes to a whole series: its new dates seat these people first, in the order in which they said it.
create table standing_answers (
    series_id uuid not null references series (id),
    person_id uuid not null references people (id),
    said_no   bigint generated always as identity,
    said_at   timestamptz not null,
    primary key (series_id, person_id)
);
create index standing_answers_in_order on standing_answers (series_id, said_no);
create index standing_answers_by_person on standing_answers (person_id);
