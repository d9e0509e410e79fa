-- Whom organisers removed or refused for good: they cannot join or ask again, until an organiser invites them.
create table barred_members (
    community_id uuid not null references communities (id),
    person_id    uuid not null references people (id),
    barred_by    uuid not null references people (id),
    barred_at    timestamptz not null,
    primary key (community_id, person_id)
);
