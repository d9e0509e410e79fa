-- Members who said that they can welcome newcomers to a community.
create table buddy_volunteers (
    community_id uuid not null references communities (id),
    person_id    uuid not null references people (id),
    since        timestamptz not null,
    primary key (community_id, person_id)
);
create index buddy_volunteers_by_person on buddy_volunteers (person_id);

-- Who welcomes whom.
create table buddies (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    newcomer_id  uuid not null references people (id),
    buddy_id     uuid not null references people (id),
    -- Nobody welcomes more than two at once: each of them takes one of the two places.
    place        smallint not null constraint buddies_two_at_once check (place in (1, 2)),
    paired_at    timestamptz not null,
    hello_at     timestamptz constraint buddies_hello_later check (hello_at >= paired_at),
    ended_at     timestamptz constraint buddies_ended_later check (ended_at >= paired_at),
    ending       text constraint buddies_ending_known
                     check (ending in ('over', 'no_hello', 'paused', 'left', 'newcomer_left')),
    constraint buddies_two_people check (newcomer_id <> buddy_id),
    constraint buddies_ended_somehow check ((ended_at is null) = (ending is null))
);
create unique index buddies_one_of_newcomer on buddies (community_id, newcomer_id) where ended_at is null;
create unique index buddies_places on buddies (buddy_id, place) where ended_at is null;
create index buddies_of_newcomer on buddies (newcomer_id, community_id, paired_at desc);
create index buddies_of_community on buddies (community_id, paired_at desc);
create index buddies_by_buddy on buddies (buddy_id);
-- Newcomers of all communities.
create index members_newest on members (joined_at) where left_at is null;
