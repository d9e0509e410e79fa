-- In which community thanks are shown is said with them: that of the help, the story or the session. It was looked up
-- through every story and session of a community.
alter table thanks add column given_in_id uuid references communities (id);

update thanks t
set given_in_id = coalesce(t.community_id,
                           (select s.community_id from stories s where s.id = t.story_id),
                           (select e.community_id from events e where e.id = t.event_id));

alter table thanks add constraint thanks_given_somewhere
    check (given_in_id is not null or (story_id is null and event_id is null and community_id is null));

create function thanks_note_where_given() returns trigger language plpgsql as $$
begin
    new.given_in_id := coalesce(new.community_id,
                                (select s.community_id from stories s where s.id = new.story_id),
                                (select e.community_id from events e where e.id = new.event_id));
    return new;
end
$$;
create trigger thanks_note_where_given before insert on thanks
    for each row execute function thanks_note_where_given();

-- A session that moves to another community takes its thanks along; so would a story.
create function thanks_follow() returns trigger language plpgsql as $$
begin
    update thanks set given_in_id = new.community_id where event_id = new.id or story_id = new.id;
    return null;
end
$$;
create trigger thanks_follow after update of community_id on events
    for each row when (old.community_id <> new.community_id) execute function thanks_follow();
create trigger thanks_follow after update of community_id on stories
    for each row when (old.community_id <> new.community_id) execute function thanks_follow();

create index thanks_shown on thanks (given_in_id, at desc) where reach = 'community' and hidden_at is null;

create or replace view thanks_kept as
    select t.id, t.person_id as sender_id, t.recipient_id, t.story_id, t.event_id, t.helped_with, t.line, t.reach,
           t.at, t.read_at, t.given_in_id as community_id
    from thanks t
    left join stories s on s.id = t.story_id
    where t.hidden_at is null
      and s.withdrawn_at is null;

create or replace function thanks_seen(person uuid, community uuid) returns setof thanks_kept language sql stable as $$
    select t.*
    from thanks_kept t
    where t.community_id = community
      and t.reach = 'community'
      and exists (select 1 from communities_seen(person) c where c.id = community)
      and (t.story_id is null
           or (exists (select 1 from stories_seen(person) s where s.id = t.story_id)
               and exists (select 1 from bylines b where b.story_id = t.story_id and b.person_id = t.recipient_id)))
$$;
drop function thanks_of_community;
