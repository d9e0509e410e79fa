-- Retrospectives: a community looks back, decides what it does next, and looks at that again the next time.
create table retrospectives (
    id           uuid primary key default gen_random_uuid(),
    community_id uuid not null references communities (id),
    title        text not null constraint retrospectives_title_length check (char_length(title) between 2 and 120),
    -- Are names kept and shown beside cards? Chosen before the first card; a trigger below keeps it.
    named        boolean not null,
    -- The session in which it is held, where there is one.
    event_id     uuid references events (id),
    opened_by    uuid not null references people (id),
    opened_at    timestamptz not null,
    closed_at    timestamptz constraint retrospectives_closed_later check (closed_at >= opened_at),
    constraint retrospectives_one_a_session unique (event_id),
    -- What cards refer to: each carries the choice with it.
    constraint retrospectives_with_or_without_names unique (id, named)
);
create index retrospectives_of_community on retrospectives (community_id, opened_at desc, id);

create function retrospectives_keep_their_choice() returns trigger language plpgsql as $$
begin
    raise exception 'names are chosen once, at the start'
        using errcode = 'check_violation', constraint = 'retrospectives_names_chosen_once', table = 'retrospectives';
end $$;
create trigger retrospectives_names_chosen_once before update of named on retrospectives
    for each row when (old.named is distinct from new.named) execute function retrospectives_keep_their_choice();

-- A card has no moment: times would tell who wrote it. Without names it has no author either, and none can be added,
-- since a card is always as named as its retrospective.
create table retrospective_cards (
    id               uuid primary key default gen_random_uuid(),
    retrospective_id uuid not null,
    named            boolean not null,
    list             text not null constraint retrospective_cards_list_known check (list in ('keep', 'change', 'try')),
    body             text not null constraint retrospective_cards_body_length check (char_length(body) between 1 and 300),
    author_id        uuid references people (id),
    -- The total, once the retrospective is closed; the single votes are gone then.
    votes            integer not null default 0 constraint retrospective_cards_votes_range check (votes >= 0),
    constraint retrospective_cards_author_only_with_names check (named = (author_id is not null)),
    constraint retrospective_cards_as_named_as_it
        foreign key (retrospective_id, named) references retrospectives (id, named)
);
create index retrospective_cards_of_it on retrospective_cards (retrospective_id);

-- Votes while it is open. Any card takes anyone's, so that a vote says nothing of who wrote the card.
create table retrospective_votes (
    card_id   uuid not null references retrospective_cards (id) on delete cascade,
    person_id uuid not null references people (id),
    primary key (card_id, person_id)
);
create index retrospective_votes_by_person on retrospective_votes (person_id);

-- What a community decided to do, until it is done or dropped.
create table retrospective_actions (
    id               uuid primary key default gen_random_uuid(),
    community_id     uuid not null references communities (id),
    retrospective_id uuid not null references retrospectives (id),
    body             text not null
                     constraint retrospective_actions_body_length check (char_length(body) between 2 and 200),
    -- One person, or nobody yet.
    owner_id         uuid references people (id),
    owned_since      timestamptz,
    due_on           date not null,
    state            text not null constraint retrospective_actions_state_known check (state in ('open', 'done', 'dropped')),
    added_at         timestamptz not null,
    settled_at       timestamptz,
    -- The retrospective that looked at it last and kept it, or saw it done or dropped.
    reviewed_in      uuid references retrospectives (id),
    constraint retrospective_actions_settled_at_its_end check ((state = 'open') = (settled_at is null)),
    constraint retrospective_actions_owned_by_someone check ((owner_id is null) = (owned_since is null))
);
create index retrospective_actions_of_community on retrospective_actions (community_id, due_on) where state = 'open';
create index retrospective_actions_of_it on retrospective_actions (retrospective_id);
create index retrospective_actions_reviewed_in on retrospective_actions (reviewed_in);
create index retrospective_actions_by_owner on retrospective_actions (owner_id);

-- Actions as they are owned now: whoever left the community or was deactivated owns none, also when they come back.
create view current_retrospective_actions as
    select a.id, a.community_id, a.retrospective_id, a.body, p.id as owner_id, p.name as owner, a.due_on, a.state,
           a.added_at, a.settled_at, a.reviewed_in
    from retrospective_actions a
    left join current_members m
         on m.community_id = a.community_id and m.person_id = a.owner_id and m.joined_at <= a.owned_since
    left join people p on p.id = m.person_id and p.deactivated_at is null;
