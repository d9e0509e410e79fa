-- People are never deleted: erasure empties the row and keeps the counts it stands for.
create table people (
    id             uuid primary key default gen_random_uuid(),
    name           text not null constraint people_name_length check (char_length(name) between 1 and 80),
    email          text not null constraint people_email_shape check (email like '%_@_%' and char_length(email) <= 254),
    password_hash  text,
    team_id        uuid references teams (id),
    zone           text not null default 'Etc/UTC',
    about          text not null default '' constraint people_about_length check (char_length(about) <= 500),
    is_admin       boolean not null default false,
    is_leader      boolean not null default false,
    -- "Ask me to host": offered to organisers who look for the next host.
    open_to_host   boolean not null default false,
    feed_hash      bytea,
    created_at     timestamptz not null,
    deactivated_at timestamptz,
    erased_at      timestamptz
);
create unique index people_email_taken on people (lower(email));
create index people_by_team on people (team_id) where deactivated_at is null;
create index people_by_name on people (lower(name), id);

alter table threshold_overrides
    add constraint threshold_overrides_set_by_fkey foreign key (set_by) references people (id);

-- "I know about" and "I want to learn".
create table interests (
    person_id uuid not null references people (id),
    kind      text not null constraint interests_kind_known check (kind in ('knows', 'wants')),
    topic     text not null constraint interests_topic_length check (char_length(topic) between 1 and 40),
    primary key (person_id, kind, topic)
);
create index interests_by_topic on interests (lower(topic), kind, person_id);
