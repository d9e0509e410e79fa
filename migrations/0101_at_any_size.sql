-- What read whole tables of a large organisation to say something of one community or one person.

-- Who was ever a member: stages, the roadmap and reports look at those who left, too.
create index members_with_past on members (community_id, person_id);

-- Each holder is looked up by itself; looked up together, all members of all communities were put together first.
create or replace view current_roles as
    select r.id, r.community_id, r.name, r.duties, r.notes, r.created_at, h.person_id as holder_id, b.person_id as backup_id
    from roles r
    left join lateral (
        select m.person_id
        from current_members m
        join people p on p.id = m.person_id and p.deactivated_at is null
        where m.community_id = r.community_id and m.person_id = r.holder_id
    ) h on true
    left join lateral (
        select m.person_id
        from current_members m
        join people p on p.id = m.person_id and p.deactivated_at is null
        where m.community_id = r.community_id and m.person_id = r.backup_id
    ) b on true;

-- The thanks of one community, found by what they are for.
create function thanks_of_community(community uuid) returns setof thanks_kept language sql stable as $$
    select t.* from thanks_kept t where t.id in (
        select id from thanks where community_id = community
        union all
        select x.id from stories s join thanks x on x.story_id = s.id where s.community_id = community
        union all
        select x.id from events e join thanks x on x.event_id = e.id where e.community_id = community)
$$;

create or replace function thanks_seen(person uuid, community uuid) returns setof thanks_kept language sql stable as $$
    select t.*
    from thanks_of_community(community) t
    where t.reach = 'community'
      and exists (select 1 from communities_seen(person) c where c.id = community)
      and (t.story_id is null
           or (exists (select 1 from stories_seen(person) s where s.id = t.story_id)
               and exists (select 1 from bylines b where b.story_id = t.story_id and b.person_id = t.recipient_id)))
$$;

-- As before, but read by the index of what is published, the newest first, and not each story once more by its id.
create or replace function story_cards(reader uuid)
returns table (id uuid, title text, furthest text, published_at timestamptz, community text, community_slug text,
               name text, team text, department text, told_as text, mine boolean, thanks bigint, community_id uuid,
               event_id uuid, benefits text[])
language sql stable as $$
    select s.id, s.title,
           coalesce(nullif(s.changed_team, ''), nullif(s.changed_me, ''), nullif(s.did, ''), nullif(s.took_away, ''),
                    s.happened),
           s.published_at, c.name, c.slug, b.name, b.team, b.department, b.told_as, s.author_id = reader,
           (select count(*) from thanks t where t.story_id = s.id and t.hidden_at is null),
           s.community_id, s.event_id, s.benefits
    from stories_seen(reader) s
    join bylines b on b.story_id = s.id
    join communities c on c.id = s.community_id
$$;

-- As before: every session of the community itself, of others those that match what the newcomer wants to learn. Those
-- are looked up by the words' indexes, topic by topic, and not each session asked about each topic.
create or replace function suited_sessions(newcomer uuid, home uuid, after timestamptz, before timestamptz)
returns table (newcomer_id uuid, event_id uuid, title text, community text, starts_at timestamptz, ends_at timestamptz,
               zone text, topic text, is_full boolean, place bigint)
language sql stable as $$
    with wanted as materialized (
        select topic from interests where person_id = newcomer and kind = 'wants'
    ), matched as materialized (
        select e.id, w.topic
        from wanted w
        join events e on w.topic <% e.title
        where e.state = 'published' and e.starts_at > after and e.starts_at < before
        union
        select e.id, w.topic
        from wanted w
        join communities c on w.topic <% c.words
        join events e on e.community_id = c.id
        where e.state = 'published' and e.starts_at > after and e.starts_at < before
        union
        select e.id, w.topic
        from wanted w
        join events e on strpos(lower(replace(e.kind, '_', ' ')), lower(w.topic)) > 0
        where e.state = 'published' and e.starts_at > after and e.starts_at < before
    ), found as (
        select id from matched
        union
        select e.id from events e
        where e.community_id = home and e.state = 'published' and e.starts_at > after and e.starts_at < before
    )
    select newcomer, x.id, x.title, x.name, x.starts_at, x.ends_at, x.zone, x.topic, x.is_full,
           row_number() over (order by x.is_full, x.topic is null, not x.here, x.starts_at, x.id)
    from (
        select e.id, e.title, c.name, e.starts_at, e.ends_at, e.zone, c.id = home as here,
               coalesce(e.seated >= e.capacity, false) as is_full,
               (select m.topic from matched m
                where m.id = e.id
                order by word_similarity(m.topic, e.title) desc, lower(m.topic)
                limit 1) as topic,
               row_number() over (partition by coalesce(e.series_id, e.id) order by e.starts_at, e.id) as nth
        from found
        join events e on e.id = found.id
        join communities_seen(newcomer) c on c.id = e.community_id and c.archived_at is null
        where not exists (select 1 from rsvps r where r.event_id = e.id and r.person_id = newcomer)
    ) x
    where x.nth = 1
$$;
