-- Since when a community has the sponsor it has; what was named before this was noted counts from now on.
alter table communities add column sponsor_named_at timestamptz;
update communities set sponsor_named_at = now() where sponsor_id is not null;
alter table communities
    add constraint communities_sponsor_since check ((sponsor_id is null) = (sponsor_named_at is null));

-- What a sponsor did for a community: one concrete thing, in a month. Shown to members, and never counted.
create table sponsor_acts (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    person_id    uuid not null references people (id),
    kind         text not null constraint sponsor_acts_kind_known
                 check (kind in ('mention', 'visit', 'free_hour', 'introduce', 'thank_hosts', 'answer', 'other')),
    -- The first day of the month, in the community's zone.
    month_on     date not null constraint sponsor_acts_month_begins check (extract(day from month_on) = 1),
    line         text not null default '' constraint sponsor_acts_line_length check (char_length(line) <= 200),
    done_at      timestamptz not null,
    constraint sponsor_acts_other_says_what check (kind <> 'other' or line <> '')
);
-- A double click is one act.
create unique index sponsor_acts_once_a_month on sponsor_acts (community_id, person_id, kind, month_on);
create index sponsor_acts_newest on sponsor_acts (community_id, done_at desc);
