-- The pauses that hold at a moment, each by the day it is where its community is. Every query that asks whether a
-- community is paused joins this function. PostgreSQL folds it into the query around it, as it does views.
create function running_pauses(moment timestamptz) returns setof pauses language sql stable as $$
    select p.*
    from pauses p
    join communities c on c.id = p.community_id
    where p.starts_on <= (moment at time zone c.zone)::date
      and (p.ends_on is null or p.ends_on >= (moment at time zone c.zone)::date)
$$;
