-- Thanks grows from readers' one tap on a story to thanks from one person to another, for a story, a session or help.
alter table thanks
    drop constraint thanks_pkey,
    add column id uuid not null default gen_random_uuid(),
    add column recipient_id uuid references people (id),
    add column event_id uuid references events (id),
    -- What someone helped with; nothing, where it is for a story or a session.
    add column helped_with text,
    -- Where help is shown; of a story and a session it is known.
    add column community_id uuid references communities (id),
    add column line text not null default '' constraint thanks_line_length check (char_length(line) <= 280),
    -- Counted on the story without a name, shown to the recipient alone, or in the community as well.
    add column reach text not null default 'counted'
               constraint thanks_reach_known check (reach in ('counted', 'recipient', 'community')),
    -- The recipient keeps it out of every list, count and record.
    add column hidden_at timestamptz,
    -- The recipient has read it: Home shows it as news until then.
    add column read_at timestamptz,
    alter column story_id drop not null;

update thanks t set recipient_id = s.author_id from stories s where s.id = t.story_id;

alter table thanks
    alter column recipient_id set not null,
    add constraint thanks_pkey primary key (id),
    add constraint thanks_never_to_oneself check (person_id <> recipient_id),
    add constraint thanks_for_one_thing check (num_nonnulls(story_id, event_id, helped_with) = 1),
    add constraint thanks_helped_with_length check (char_length(helped_with) between 2 and 80),
    add constraint thanks_counted_on_a_story check (reach <> 'counted' or (story_id is not null and line = '')),
    add constraint thanks_community_of_help check (community_id is null or helped_with is not null),
    add constraint thanks_help_shown_somewhere
        check (helped_with is null or (reach = 'community') = (community_id is not null));
create unique index thanks_once_a_story on thanks (story_id, person_id);
create unique index thanks_once_a_session on thanks (event_id, person_id, recipient_id);
create unique index thanks_once_for_help on thanks (person_id, recipient_id, lower(helped_with));
create index thanks_received on thanks (recipient_id, at desc);
create index thanks_of_community on thanks (community_id, at desc) where community_id is not null;

-- Thanks that count: what its recipient hid leaves every list, count, record and export.
create view thanks_kept as
    select t.id, t.person_id as sender_id, t.recipient_id, t.story_id, t.event_id, t.helped_with, t.line, t.reach,
           t.at, t.read_at, coalesce(t.community_id, s.community_id, e.community_id) as community_id
    from thanks t
    left join stories s on s.id = t.story_id
    left join events e on e.id = t.event_id
    where t.hidden_at is null
      and s.withdrawn_at is null;

-- Thanks that a community may show to this person: with both names, so never where the author of a story is not named.
create function thanks_seen(person uuid, community uuid) returns setof thanks_kept language sql stable as $$
    select t.*
    from thanks_kept t
    where t.community_id = community
      and t.reach = 'community'
      and community in (select id from communities_seen(person))
      and (t.story_id is null
           or (t.story_id in (select id from stories_seen(person))
               and exists (select 1 from bylines b where b.story_id = t.story_id and b.person_id = t.recipient_id)))
$$;
