-- Who is a member of a community now: joined, and did not leave. Every query, count and mail that asks for the members
-- of a community, or the communities of a person, joins this view. PostgreSQL folds it into the query around it, so it
-- costs what its two conditions cost; `members` itself is for requests, invitations, and the past.
create view current_members as
    select id, community_id, person_id, standing, organiser, why, asked_at, joined_at, organiser_at
    from members
    where joined_at is not null
      and left_at is null;

create or replace function stories_seen(person uuid) returns setof stories language sql stable as $$
    select s.*
    from stories s
    join communities_seen(person) c on c.id = s.community_id
    where s.published_at is not null
      and s.withdrawn_at is null
      and ((s.visibility <> 'community' and c.visibility = 'listed' and c.published_at is not null)
           or exists (select 1 from current_members m
                      where m.community_id = s.community_id and m.person_id = person))
$$;
