-- Who may read the link to join a session online, on every page and in every file, feed and mail: its organisers, its hosts
-- while they are members, and people with a place, who have to be members too where the community is not open.
create function may_join(answer text, admission text, is_member boolean, is_organiser boolean, is_host boolean)
returns boolean language sql immutable as $$
    select coalesce(is_organiser, false)
           or (is_host and is_member)
           or (coalesce(answer = 'going', false) and (admission = 'open' or is_member))
$$;

-- Sessions as somebody's calendar shows them: all that were published in the communities this person sees. `is_held` are
-- those that took place before their community was archived or are said to be off; the others a calendar lets go. It joins
-- so few tables that, beside one that says which sessions, a query still begins with that one (join_collapse_limit).
create function calendar_sessions(reader uuid)
returns table (id uuid, community_id uuid, community text, community_slug text, title text, kind text, state text,
               starts_at timestamptz, ends_at timestamptz, zone text, format text, place text, join_url text, agenda text,
               cancel_reason text, uid text, sequence integer, series_id uuid, series_on date, changed_at timestamptz,
               answer text, ahead bigint, hosts boolean, told integer, told_of_series integer, organiser text,
               is_held boolean)
language sql stable as $$
    select e.id, e.community_id, c.name, c.slug, e.title, e.kind, e.state, e.starts_at, e.ends_at, e.zone, e.format,
           e.place,
           case when may_join(r.answer, c.admission, m.id is not null, m.organiser, h.person_id is not null)
                then e.join_url else '' end,
           e.agenda, e.cancel_reason, e.uid, e.sequence, e.series_id, e.series_on,
           greatest(e.created_at, e.published_at, e.cancelled_at, e.changed_at, r.answered_at, r.seated_at,
                    -- A no to one date changes what the entry of its series says.
                    (select max(o.answered_at)
                     from rsvps o
                     join events d on d.id = o.event_id
                     where o.person_id = reader and d.series_id = e.series_id)),
           r.answer, case when r.answer = 'waiting' then people_ahead(e.id, r.queue_no) else 0 end,
           h.person_id is not null,
           (select k.sequence + k.raised from calendar_entries k where k.event_id = e.id and k.person_id = reader),
           coalesce((select s.sequence from calendar_series s where s.series_id = e.series_id and s.person_id = reader), 0),
           null::text,
           c.archived_at is null or e.state = 'cancelled' or e.starts_at <= c.archived_at
    from events e
    join communities c on c.id = e.community_id
    left join current_members m on m.community_id = c.id and m.person_id = reader
    left join rsvps r on r.event_id = e.id and r.person_id = reader
    left join hosts h on h.event_id = e.id and h.person_id = reader
    where e.state <> 'draft'
      and c.id in (select id from communities_seen(reader))
$$;

-- The same sessions as invitations tell of them, to people with a place and before it is known what else they answered.
create view invited_sessions as
    select e.id, c.name as community, e.title, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place, e.join_url,
           e.agenda, e.cancel_reason, e.uid, e.sequence, e.series_id, e.series_on,
           greatest(e.created_at, e.published_at, e.cancelled_at, e.changed_at) as changed_at,
           'going' as answer, false as hosts, null::integer as told, 0 as told_of_series,
           community_contact(c.id) as organiser
    from events e
    join communities c on c.id = e.community_id;
