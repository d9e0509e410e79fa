-- Who did what to which thing and when. The audit log, and the source of the organising signals.
create table acts (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    person_id    uuid references people (id),
    verb         text not null constraint acts_verb_shape check (verb ~ '^[a-z_]+$'),
    thing        text not null constraint acts_thing_shape check (thing ~ '^[a-z_]+$'),
    thing_id     uuid,
    community_id uuid references communities (id),
    detail       jsonb not null default '{}'
);
create index acts_by_community on acts (community_id, at desc) where community_id is not null;
create index acts_by_thing on acts (thing_id, at) where thing_id is not null;
create index acts_by_time on acts (at desc, id desc);

create function acts_are_for_good() returns trigger language plpgsql as $$
begin
    raise exception 'acts are append-only' using errcode = 'check_violation', constraint = 'acts_append_only', table = 'acts';
end $$;
create trigger acts_append_only before update or delete on acts
    for each row execute function acts_are_for_good();
create trigger acts_never_truncated before truncate on acts
    for each statement execute function acts_are_for_good();
