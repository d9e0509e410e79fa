-- Two more ways: two communities become one, and a part of a community becomes one of its own. A merge waits for an
-- organiser of the other community where whoever proposes it does not run both.
alter table transformations
    drop constraint transformations_way_known,
    add constraint transformations_way_known
        check (way in ('renew', 'refocus', 'merge', 'split', 'pause', 'close')),
    drop constraint transformations_state_known,
    add constraint transformations_state_known
        check (state in ('proposed', 'declined', 'announced', 'carried_out', 'undone')),
    -- The community it is merged with, or the one that grew out of it.
    add column other_id uuid references communities (id),
    -- Of a merge: the one of the two that goes on.
    add column goes_on_id uuid references communities (id),
    add constraint transformations_other_named check ((way in ('merge', 'split')) = (other_id is not null)),
    add constraint transformations_other_is_another check (other_id <> community_id),
    add constraint transformations_merge_is_whole check ((way = 'merge') = (goes_on_id is not null)),
    add constraint transformations_one_goes_on check (goes_on_id in (community_id, other_id)),
    add constraint transformations_only_merges_are_proposed
        check (state not in ('proposed', 'declined') or way = 'merge');
create unique index transformations_one_proposed on transformations (community_id) where state = 'proposed';
create index transformations_of_other on transformations (other_id) where other_id is not null;

-- People who are asked whether they come along: to the community that a split made, or out of a private one into the
-- one it became part of. Nothing changes for them until they answer.
create table move_asks (
    transformation_id uuid not null references transformations (id),
    person_id         uuid not null references people (id),
    from_id           uuid not null references communities (id),
    to_id             uuid not null references communities (id),
    asked_at          timestamptz not null,
    answer            text constraint move_asks_answer_known check (answer in ('moves', 'both', 'stays')),
    answered_at       timestamptz,
    primary key (transformation_id, person_id),
    constraint move_asks_answer_has_time check ((answer is null) = (answered_at is null))
);
create index move_asks_open on move_asks (person_id, to_id) where answered_at is null;
-- Places in a community as they were before a transformation changed them, for as long as it can be undone. Without a
-- membership there was none.
create table moved_members (
    transformation_id uuid not null references transformations (id),
    community_id      uuid not null references communities (id),
    person_id         uuid not null references people (id),
    membership        text constraint moved_members_membership_known
                      check (membership in ('asked', 'invited', 'interested', 'member')),
    organiser         boolean not null default false,
    joined_at         timestamptz,
    organiser_at      timestamptz,
    primary key (transformation_id, community_id, person_id)
);
-- Sessions by themselves, and series, that changed community.
create table moved_sessions (
    transformation_id uuid not null references transformations (id),
    event_id          uuid not null references events (id),
    primary key (transformation_id, event_id)
);
create table moved_series (
    transformation_id uuid not null references transformations (id),
    series_id         uuid not null references series (id),
    primary key (transformation_id, series_id)
);
-- Members who are asked to run a community whose last organiser has no account any more. Over for all of them once the
-- community has an organiser again.
create table organiser_asks (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    person_id    uuid not null references people (id),
    asked_at     timestamptz not null,
    accepted_at  timestamptz,
    ended_at     timestamptz,
    constraint organiser_asks_accepted_is_over check (accepted_at is null or ended_at is not null)
);
create unique index organiser_asks_one_open on organiser_asks (community_id, person_id) where ended_at is null;
-- Whoever is asked to come along sees where to.
create or replace function communities_seen(person uuid) returns setof communities language sql stable as $$
    select c.*
    from communities c
    where (c.visibility = 'listed' and c.published_at is not null)
       or exists (select 1 from members m
                  where m.community_id = c.id and m.person_id = person
                    and m.left_at is null and m.membership <> 'asked')
       or exists (select 1 from move_asks a
                  where a.to_id = c.id and a.person_id = person and a.answered_at is null)
$$;
