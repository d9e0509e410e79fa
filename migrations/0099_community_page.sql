-- What a community's page takes together and other pages take by themselves, each written down once.

-- Sessions of a community that are not over, as lists show them. Drafts are for organisers.
create function sessions_to_come(of_community uuid, reader uuid, moment timestamptz)
returns table (id uuid, title text, kind text, state text, starts_at timestamptz, ends_at timestamptz, zone text,
               format text, place text, capacity integer, seated integer, waiting integer, community text,
               answer text, ahead bigint, series_id uuid)
language sql stable as $$
    select e.id, e.title, e.kind, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place, e.capacity, e.seated,
           e.waiting, c.name, r.answer,
           case when r.answer = 'waiting' then people_ahead(e.id, r.queue_no) else 0 end, e.series_id
    from events e
    join communities c on c.id = e.community_id
    left join rsvps r on r.event_id = e.id and r.person_id = reader
    where e.community_id = of_community
      and e.ends_at > moment
      and (e.state = 'published'
           or e.state = 'draft' and exists (
               select 1 from current_members m
               where m.community_id = e.community_id and m.person_id = reader and m.organiser))
$$;

-- The sessions of a community in the year before a moment and the month after it, for its rhythm.
create function rhythm_sessions(community uuid, moment timestamptz)
returns table (community_id uuid, starts_at timestamptz, ends_at timestamptz, zone text, seated integer, present integer)
language sql stable as $$
    select e.community_id, e.starts_at, e.ends_at, e.zone, e.seated, e.present
    from events e
    where e.community_id = community
      and e.state = 'published'
      and e.starts_at between moment - interval '1 year' and moment + interval '31 days'
$$;

create function community_organisers(community uuid)
returns table (person_id uuid, name text, team text, department text, organiser boolean, membership text, why text,
               of_all bigint, organiser_at timestamptz)
language sql stable as $$
    select p.id, p.name, t.name, d.name, m.organiser, m.membership, m.why, 0::bigint, m.organiser_at
    from current_members m
    join people p on p.id = m.person_id
    left join teams t on t.id = p.team_id
    left join departments d on d.id = t.department_id
    where m.community_id = community and m.organiser and p.deactivated_at is null
$$;

-- Topics of a community that were not taken off the list. A session that was cancelled is none.
create function community_topics(community uuid, reader uuid)
returns table (id uuid, title text, details text, proposed_by uuid, proposer text, proposed_at timestamptz, votes bigint,
               mine boolean, event_id uuid, is_announced boolean, event_at timestamptz, event_ends timestamptz,
               event_zone text)
language sql stable as $$
    select t.id, t.title, t.details, t.proposed_by, p.name, t.proposed_at, v.votes, v.mine, e.id,
           e.state is not distinct from 'published', e.starts_at, e.ends_at, e.zone
    from topics t
    join people p on p.id = t.proposed_by
    cross join lateral (
        select count(*) as votes, coalesce(bool_or(v.person_id = reader), false) as mine
        from topic_votes v
        join current_members m on m.community_id = t.community_id and m.person_id = v.person_id
        where v.topic_id = t.id
    ) v
    left join lateral (
        select e.id, e.state, e.starts_at, e.ends_at, e.zone
        from events e
        where e.topic_id = t.id and e.state <> 'cancelled'
        order by e.starts_at desc
        limit 1
    ) e on true
    where t.community_id = community
      and t.retired_at is null
      and t.community_id in (select id from communities_seen(reader))
$$;

-- Who does what in a community.
create function community_roles(community uuid)
returns table (id uuid, community_slug text, name text, duties text, notes text, holder_id uuid, holder text,
               backup_id uuid, backup text, created_at timestamptz)
language sql stable as $$
    select r.id, c.slug, r.name, r.duties, r.notes, r.holder_id, h.name, r.backup_id, b.name, r.created_at
    from current_roles r
    join communities c on c.id = r.community_id
    left join people h on h.id = r.holder_id
    left join people b on b.id = r.backup_id
    where r.community_id = community
$$;

-- What a community agrees on, and how many of its members agree to these words.
create function community_agreements(community uuid, reader uuid)
returns table (lines text[], looked_at timestamptz, agreed bigint, mine boolean)
language sql stable as $$
    select array(select a.body from agreements a
                 where a.community_id = l.community_id
                 order by a.position),
           l.looked_at, c.agreed, c.mine
    from agreement_lists l
    cross join lateral (
        select count(*) as agreed, coalesce(bool_or(c.person_id = reader), false) as mine
        from agreement_consents c
        join current_members m
             on m.community_id = c.community_id and m.person_id = c.person_id and m.joined_at <= c.agreed_at
        join people p on p.id = c.person_id and p.deactivated_at is null
        where c.community_id = l.community_id and c.agreed_at >= l.changed_at
    ) c
    where l.community_id = community
$$;

-- The polls of a community; `is_open` are those that take votes.
create function community_polls(community uuid, reader uuid, moment timestamptz)
returns table (id uuid, kind text, title text, closes_at timestamptz, closed_at timestamptz, is_settled boolean,
               has_voted boolean, is_open boolean, created_at timestamptz)
language sql stable as $$
    select p.id, p.kind, p.title, p.closes_at, p.closed_at, p.event_id is not null,
           exists (select 1 from poll_options o join poll_votes v on v.option_id = o.id
                   where o.poll_id = p.id and v.person_id = reader),
           p.closed_at is null and p.closes_at > moment, p.created_at
    from polls p
    where p.community_id = community
$$;

-- The closing that is under way, or by which the community ended.
create function community_closing(community uuid)
returns table (id uuid, state text, closes_on date, thanks text, where_next text, decided_by text)
language sql stable as $$
    select t.id, t.state, t.closes_on, t.words, t.where_next, p.name
    from transformations t
    join communities c on c.id = t.community_id
    join people p on p.id = t.decided_by
    where t.community_id = community
      and t.way = 'close'
      and (t.state = 'announced' or (t.state = 'carried_out' and c.archived_at is not null))
    order by t.number desc
    limit 1
$$;

-- How a community is related to others that the reader may see too.
create function community_lineage(community uuid, reader uuid)
returns table (way text, happened_at timestamptz, other text, other_slug text, other_is_source boolean,
               is_asked boolean, asked bigint, came bigint, stays bigint)
language sql stable as $$
    select t.way, t.carried_out_at, o.name, o.slug,
           case t.way when 'split' then t.other_id = community else t.goes_on_id = community end,
           exists (select 1 from move_asks a
                   where a.transformation_id = t.id and a.person_id = reader and a.from_id = community
                     and a.answered_at is null),
           asks.asked, asks.came, asks.stays
    from transformations t
    join communities o on o.id = case when t.community_id = community then t.other_id else t.community_id end
    cross join lateral (
        select count(*) as asked, count(*) filter (where a.answer in ('moves', 'both')) as came,
               count(*) filter (where a.answer = 'stays') as stays
        from move_asks a
        where a.transformation_id = t.id and a.from_id = community
    ) asks
    where (t.community_id = community or t.other_id = community)
      and t.way in ('split', 'merge')
      and t.state = 'carried_out'
      and o.id in (select id from communities_seen(reader))
    order by t.carried_out_at desc
    limit 10
$$;

-- The newest sentence that may be shown on a community's page, from a story the reader may see.
create function community_quote(community uuid, reader uuid)
returns table (sentence text, story_id uuid, name text, team text, told_as text)
language sql stable as $$
    with newest as materialized (
        select t.sentence, s.id
        from stories s
        join testimonials t on t.story_id = s.id and t.on_community and t.withdrawn_at is null
        where s.community_id = community
          and s.published_at is not null
          and s.withdrawn_at is null
          and exists (select 1 from stories_seen(reader) seen where seen.id = s.id offset 0)
        order by t.given_at desc, t.id
        limit 1
    )
    select n.sentence, n.id, b.name, b.team, b.told_as
    from newest n
    join bylines b on b.story_id = n.id
$$;

-- Who welcomes a newcomer in a community.
create function welcoming_buddy(community uuid, newcomer uuid)
returns table (person_id uuid, name text, team text, department text, hello_at timestamptz)
language sql stable as $$
    select p.id, p.name, t.name, d.name, b.hello_at
    from buddies b
    join people p on p.id = b.buddy_id and p.deactivated_at is null
    left join teams t on t.id = p.team_id
    left join departments d on d.id = t.department_id
    where b.community_id = community and b.newcomer_id = newcomer and b.ended_at is null
$$;
