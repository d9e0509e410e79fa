-- How many people wait for a seat before the one with this number. Every query that tells somebody their place in the
-- queue asks this, for rows that wait only: PostgreSQL does not fold it into the query around it.
create function people_ahead(event uuid, queue_no bigint) returns bigint language sql stable as $$
    select count(*) from rsvps q
    where q.event_id = people_ahead.event and q.answer = 'waiting' and q.queue_no < people_ahead.queue_no
$$;
