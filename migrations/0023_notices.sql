-- How a person is told something of a kind that comes from a community: straight away ('at_once'), in the weekly email
-- ('digest'), or not at all ('off'). What they chose for the community counts first, then what they chose everywhere,
-- then the default of the kind, which is written here and nowhere else. Without a community: as everywhere. Queries that
-- look for whom to tell join it, as
--     join notice_ways(m.person_id, m.community_id, 'announcement') told on told.way = 'at_once'
-- PostgreSQL folds it into the query around it, as two look-ups by primary key for each person.
create function notice_ways(person uuid, community uuid, kind text) returns table (way text) language sql stable as $$
    select coalesce(
        (select o.way from notice_overrides o where o.person_id = $1 and o.community_id = $2 and o.kind = $3),
        (select n.way from notice_choices n where n.person_id = $1 and n.kind = $3),
        case $3
            when 'new_session' then 'digest'
            when 'story' then 'digest'
            -- Hardly anybody wants it.
            when 'soon' then 'off'
            else 'at_once'
        end)
$$;
